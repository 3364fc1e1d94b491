"""What people prove with that it is they: passkeys, apps and recovery codes, as allauth keeps them."""

from allauth.mfa.models import Authenticator

from samla.history import tracked


@tracked(exclude=["data", "last_used_at"])
class Factor(Authenticator):  # type: ignore[misc]  # allauth is without types
    """A means of sign-in (inloggningssätt). Only so that its coming and going is in the history; never its secret (L25)."""

    class Meta:
        proxy = True
        verbose_name = "inloggningssätt"
        verbose_name_plural = "inloggningssätt"

    def __str__(self) -> str:
        return str(self.get_type_display())
