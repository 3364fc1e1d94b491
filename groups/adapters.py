"""Sign-in: the one authentication backend, and allauth with a closed door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Model
from django.http import HttpRequest

from groups.powers import Power, powers_of

if TYPE_CHECKING:
    from groups.models import User


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
