"""Clean input at sign-in."""

from typing import Any

from allauth.account.forms import RequestLoginCodeForm


class CodeRequestForm(RequestLoginCodeForm):  # type: ignore[misc]  # allauth has no types
    """Where the code goes: allauth's form in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = "E-postadress"
        email.help_text = "Den adress som din organisation har anmält."
        email.widget.attrs.pop("placeholder", None)
