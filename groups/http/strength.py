"""How surely, and how lately, a session knows who it is (L26, ADR 0020)."""

import datetime as dt
from enum import StrEnum

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from groups.models import User
from samla import clock

KEY = "confirmed"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class Proof(StrEnum):
    """What she showed."""

    PASSKEY = "passkey"
    APP = "app"
    RECOVERY = "recovery"
    FEDERATED = "federated"
    EMAIL = "email"
    PRESS = "press"  # a button of the demonstration's


OF_AUTHENTICATOR = {
    Authenticator.Type.WEBAUTHN: Proof.PASSKEY,
    Authenticator.Type.TOTP: Proof.APP,
    Authenticator.Type.RECOVERY_CODES: Proof.RECOVERY,
}


def remember(session: SessionBase, user: User, proof: Proof) -> None:
    """Note in the session that she has just now shown who she is."""
    session[KEY] = {"person": user.pk, "proof": proof.value, "at": clock.now().timestamp()}


def remember_sign_in(request: HttpRequest, user: User) -> Proof:
    """Note what she showed when she signed in, from allauth's records of it, and answer it."""
    proof = Proof.EMAIL
    for record in get_authentication_records(request, user):
        if record["method"] == "mfa":
            proof = OF_AUTHENTICATOR[record["type"]]
        elif record["method"] == Proof.FEDERATED:
            proof = Proof.FEDERATED
    remember(request.session, user, proof)
    return proof


def last_proof(request: HttpRequest) -> tuple[Proof, dt.datetime] | None:
    """What this session's person showed last, and when."""
    noted = request.session.get(KEY)
    if not noted or noted["person"] != request.user.pk:
        return None
    return Proof(noted["proof"]), dt.datetime.fromtimestamp(noted["at"], clock.STOCKHOLM)


def proof_of(request: HttpRequest) -> Proof | None:
    """What she has shown within the last `STRONG_MINUTES` minutes; None when it is longer ago."""
    last = last_proof(request)
    if last is None or clock.now() - last[1] >= dt.timedelta(minutes=settings.STRONG_MINUTES):
        return None
    return last[0]


def has_factor(user: User) -> bool:
    """Has she a passkey or an app that gives codes? Recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def is_confirmed(request: HttpRequest, *, own_settings: bool = False) -> bool:
    """Is it, lately and surely enough, she?

    Whoever has a factor must have used one, or come through an identity provider. A code by e-mail is enough for whoever
    has none, so that nobody is locked out; with `STRONG_REQUIRED` only for her `own_settings`, where she adds one.
    """
    proof = proof_of(request)
    if proof is None or proof is not Proof.EMAIL:
        return proof is not None
    return (own_settings or not settings.STRONG_REQUIRED) and not has_factor(request.user)  # type: ignore[arg-type]
