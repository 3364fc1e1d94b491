"""What every identity provider has in common: whom it vouches for, how surely, and what comes then (L26, ADR 0021)."""

import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from groups.http.asking import Waiting
from groups.http.strength import Proof, remember
from groups.models import User
from groups.rules import may_come_in

LOGGER = logging.getLogger("samla.sign_in")
PENDING = "federated"  # the session's key for what has begun and not yet been answered
MOST_PENDING = 10
PATIENCE = 15 * 60  # seconds until what has begun is no longer waited for
SKEW = 60  # seconds that the provider's clock may differ from ours
BROKEN = "Svaret från legitimeringstjänsten gick inte att använda. Börja om inloggningen."
FORGOTTEN = "Inloggningen började inte i den här webbläsaren, eller för länge sedan. Börja om."
UNREACHABLE = "Legitimeringstjänsten svarar inte just nu. Försök igen om en stund, eller logga in med kod till e-post."


class NotVouchedError(Exception):
    """The provider's answer is none that we can build on. `sentence` is for her, the message for the log."""

    def __init__(self, why: str, sentence: str = BROKEN) -> None:
        super().__init__(why)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a provider says of somebody: every HSA-id, and the level of assurance."""

    hsa_ids: list[str]
    level: int


def hsa_ids_in(attributes: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Every different HSA-id under any of the names, as given: no case is changed and nothing is trimmed."""
    found = (attributes[name] for name in names if attributes.get(name))
    values = (str(one) for given in found for one in (given if isinstance(given, list) else [given]))
    return list(dict.fromkeys(value for value in values if value))


def begin(request: HttpRequest, key: str) -> None:
    """Remember in the session that an answer to `key` is awaited, and where it leads."""
    waiting = Waiting.of_page(request)  # type: ignore[arg-type]  # a visitor's request carries an address too
    kept = {name: one for name, one in request.session.get(PENDING, {}).items() if one["at"] > time.time() - PATIENCE}
    newest = dict(list(kept.items())[1 - MOST_PENDING :])
    begun = {"at": time.time(), "address": waiting.address, "confirming": request.user.is_authenticated}
    request.session[PENDING] = {**newest, key: begun}


def begun(request: HttpRequest, key: str) -> dict[str, Any] | None:
    """What was begun under `key`, once only; None when it was not begun here, or too long ago."""
    pending = dict(request.session.get(PENDING, {}))
    found = pending.pop(key, None)
    request.session[PENDING] = pending
    if found is None or found["at"] < time.time() - PATIENCE:
        return None
    return cast("dict[str, Any]", found)


def come_in(request: HttpRequest, vouched: Vouched, lowest: int, began: Mapping[str, Any]) -> HttpResponse:
    """Sign in whoever is known by that HSA-id and surely enough, or say why not. Nobody gets an account by this."""
    known = User.objects.filter(hsa_id=vouched.hsa_ids[0]).first() if len(vouched.hsa_ids) == 1 else None
    signed_in = request.user if request.user.is_authenticated else None
    verdict = may_come_in(known, vouched.hsa_ids, vouched.level, lowest, signed_in=signed_in)
    if not verdict or known is None:
        return refuse(request, verdict.reason, why="refused")
    LOGGER.info("identity provider: person %s, level %s", known.pk, vouched.level)
    if signed_in is not None:
        remember(request.session, signed_in, Proof.FEDERATED)
        return HttpResponseRedirect(_next_of_confirming(request, began["address"]))
    request.is_federated = True  # type: ignore[attr-defined]  # read by AccountAdapter.get_login_stages
    record_authentication(request, known, Proof.FEDERATED.value)
    return cast("HttpResponse", perform_login(request, Login(user=known, redirect_url=began["address"])))


def _next_of_confirming(request: HttpRequest, address: str) -> str:
    """The form that she had sent waits in the session; otherwise the page itself."""
    held = Waiting.held(request.session)
    return reverse("groups:confirm_go_on") if held and held.address == address else address


def refuse(request: HttpRequest, reason: str, *, why: str, status: int = 403) -> HttpResponse:
    """The page that says why she did not come in. `why` is for the log, which gets no attribute of hers."""
    LOGGER.warning("identity provider: %s", why)
    return render(request, "groups/sign_in/refused.html", {"reason": reason}, status=status)
