"""Every change of the means by which a person shows who she is. Each is logged, and she is told of it by letter.

`by=None` is the operator at the command line.
"""

import logging
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core.exceptions import PermissionDenied
from django.db import transaction

from groups import mail
from groups.models import User

LOGGER = logging.getLogger("samla.sign_in")
Type = Authenticator.Type


@transaction.atomic
def add_passkey(user: User, name: str, credential: dict[str, Any], *, by: User) -> Authenticator:
    """Keep a passkey that her browser has made. Raises PermissionDenied for anybody but herself."""
    _lock(user, by)
    added: Authenticator = WebAuthn.add(user, name, credential).instance
    _give_codes(user)
    _tell(user, f"Inloggningsnyckeln ”{name}” har lagts till", by)
    return added


@transaction.atomic
def rename_passkey(passkey: Authenticator, name: str, *, by: User) -> Authenticator:
    """Give a passkey another name. Raises PermissionDenied for anybody but herself."""
    _lock(passkey.user, by)
    current: Authenticator = Authenticator.objects.select_for_update().get(pk=passkey.pk, type=Type.WEBAUTHN)
    current.data["name"] = name
    current.save(update_fields=["data"])
    return current


@transaction.atomic
def remove_factor(factor: Authenticator, *, by: User) -> None:
    """Take away a passkey or the app; with the last of them the recovery codes. Raises PermissionDenied."""
    user = factor.user
    _lock(user, by)
    what = f"Inloggningsnyckeln ”{factor}”" if factor.type == Type.WEBAUTHN else "Appen för engångskoder"
    Authenticator.objects.filter(pk=factor.pk).delete()
    mine = Authenticator.objects.filter(user=user)
    if not mine.exclude(type=Type.RECOVERY_CODES).exists():
        mine.delete()
    _tell(user, f"{what} har tagits bort", by)


@transaction.atomic
def add_app(user: User, secret: str, *, by: User | None) -> Authenticator:
    """Keep the secret of an app that gives codes; a former one ends. Raises PermissionDenied for anybody but herself.

    Nobody is told of what the operator adds: only the demonstration does.
    """
    _lock(user, by)
    Authenticator.objects.filter(user=user, type=Type.TOTP).delete()
    added: Authenticator = TOTP.activate(user, secret).instance
    _give_codes(user)
    if by is not None:
        _tell(user, "En app för engångskoder har lagts till", by)
    return added


@transaction.atomic
def renew_codes(user: User, *, by: User) -> Authenticator:
    """Ten new recovery codes; the old ones end. Raises PermissionDenied without a factor, and for anybody but herself."""
    _lock(user, by)
    if not Authenticator.objects.filter(user=user).exclude(type=Type.RECOVERY_CODES).exists():
        raise PermissionDenied("Reservkoder finns bara för den som har en inloggningsnyckel eller en app.")
    Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).delete()
    _tell(user, "Du har fått nya reservkoder", by)
    return _give_codes(user)


@transaction.atomic
def remove_every_factor(user: User, *, by: User | None) -> int:
    """Let somebody who has lost everything begin anew, with a code by e-mail. Answers how many were taken away."""
    _lock(user, by)
    count: int = Authenticator.objects.filter(user=user).delete()[0]
    if count:
        _tell(user, "Dina inloggningsnycklar, din app och dina reservkoder har tagits bort", by)
    return count


def _lock(user: User, by: User | None) -> None:
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    if by is not None and by.pk != user.pk:
        raise PermissionDenied("Bara du själv kan ändra hur du loggar in.")


def _give_codes(user: User) -> Authenticator:
    codes: Authenticator = RecoveryCodes.activate(user).instance
    return codes


def _tell(user: User, what: str, by: User | None) -> None:
    LOGGER.info("sign-in of person %s changed by %s: %s", user.pk, by.pk if by else "the operator", what)
    mail.tell_of_factor(user, what)
