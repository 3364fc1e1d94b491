"""Sign-in: the one authentication backend, and allauth with a closed door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from groups.powers import Power, powers_of

if TYPE_CHECKING:
    from groups.models import User


class PowersBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Signs in through allauth and answers permissions from dated seats, in place of guardian's own backend."""

    def has_perm(self, user_obj: User, perm: str, obj: Any = None) -> bool:
        """Does one of her powers reach `obj`? Always no without an object, and for unknown permissions."""
        codename = perm.rpartition(".")[2]
        if obj is None or codename not in set(Power) or not hasattr(obj, "collaboration_id"):
            return False
        return powers_of(user_obj).can(Power(codename), obj)

    def has_module_perms(self, user_obj: User, app_label: str) -> bool:  # noqa: ARG002  Django's signature
        """No: nobody works by module."""
        return False

    def get_all_permissions(self, user_obj: User, obj: Any = None) -> set[str]:
        """The permissions on one object, as Django names them."""
        if obj is None or not hasattr(obj, "collaboration_id"):
            return set()
        return {
            f"groups.{power}" for power in Power if power != Power.KEEP_QUEUE and powers_of(user_obj).can(power, obj)
        }


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Only invited people: nobody can sign up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        """Never: an account begins with an appointment or an invitation."""
        return False
