"""Sign-in: the one authentication backend, allauth with a closed door, and its second factors in our words."""

from __future__ import annotations

import base64
import hashlib
import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest

from groups.http.strength import remember_sign_in
from groups.powers import Power, powers_of

if TYPE_CHECKING:
    from groups.models import User

LOGGER = logging.getLogger("samla.sign_in")


class PowersBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Signs in through allauth and answers permissions from dated seats, in place of guardian's own backend."""

    def has_perm(self, user_obj: User, perm: str, obj: Any = None) -> bool:
        """Does one of her powers reach `obj`? Always no without an object, and for unknown permissions."""
        codename = perm.rpartition(".")[2]
        return codename in _permissions_on(obj) and powers_of(user_obj).can(Power(codename), obj)

    def has_module_perms(self, user_obj: User, app_label: str) -> bool:  # noqa: ARG002  Django's signature
        """No: nobody works by module."""
        return False

    def get_all_permissions(self, user_obj: User, obj: Any = None) -> set[str]:
        """The permissions on one object, as Django names them."""
        powers = powers_of(user_obj)
        return {f"groups.{name}" for name in _permissions_on(obj) if powers.can(Power(name), obj)}


def _permissions_on(obj: Any) -> set[str]:
    """The powers that are declared as permissions on the object's model: a key says nothing across models."""
    declared = {codename for codename, _ in obj._meta.permissions} if isinstance(obj, Model) else set()
    return declared & {power.value for power in Power}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Only invited people: nobody can sign up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        """Never: an account begins with an appointment or an invitation."""
        return False

    def get_login_stages(self) -> list[str]:
        """After an identity provider none: it has asked for more than a code, and how sure it was has been checked."""
        return [] if getattr(self.request, "is_federated", False) else super().get_login_stages()

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in under a new session key, and note how surely it is she."""
        super().login(request, user)
        LOGGER.info("person %s signed in by %s", user.pk, remember_sign_in(request, user))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:  # noqa: ARG002  allauth's signature
        """No: `groups.http.confirmed_sign_in` guards those pages and knows more (ADR 0020)."""
        return False


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"factors:{settings.FACTOR_KEY}".encode()).digest()))


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Passkeys and apps: names, words, and secrets that a stolen copy of the database does not give away."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Det stämmer inte. Kontrollera koden eller nyckeln och försök igen.",
    }

    def encrypt(self, text: str) -> str:
        """What is kept in the database; `SAMLA_FACTOR_KEY` opens it."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises InvalidToken when the key is another than it was."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """The name of the line in her app."""
        return str(context.request.collaboration.name)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Keys belong to the portal's address, whichever of its names the browser used."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": self.get_totp_issuer()}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """allauth's; the name is what her device shows beside the key."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.name, "name": user.email}
