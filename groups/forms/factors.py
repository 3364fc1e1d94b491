"""Clean input about passkeys, codes from an app, recovery codes and codes by e-mail."""

import hashlib
import logging
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code, normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import complete_registration, parse_registration_response
from cryptography.fernet import InvalidToken
from django import forms
from django.core.cache import cache

from groups.models import User
from samla.identity_numbers import refuse_identity_numbers

LOGGER = logging.getLogger("samla.sign_in")
CODE = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
LONGEST_NAME = 60


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """A code from her app or a recovery code, each good for one time only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        has_app = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP).exists()
        field = self.fields["code"]
        field.label = "Kod" if has_app else "Reservkod"
        field.help_text = (
            "Sex siffror från appen i telefonen, eller en av dina reservkoder."
            if has_app
            else "En av de koder som du sparade när du lade till nyckeln."
        )
        field.widget = forms.TextInput(attrs={**CODE, "inputmode": "numeric"})

    def clean_code(self) -> str:
        """The code; each attempt counts. Raises ValidationError when it is wrong, used, or one of too many."""
        code: str = self.cleaned_data["code"]
        digest = hashlib.sha256(normalize_user_code(code).encode()).hexdigest()
        used = f"used-code:{self.user.pk}:{digest}"
        if cache.get(used):
            raise get_adapter().validation_error("incorrect_code")
        try:
            super().clean_code()
        except InvalidToken:
            LOGGER.exception("SAMLA_FACTOR_KEY does not open what person %s has", self.user.pk)
            raise get_adapter().validation_error("incorrect_code") from None
        except forms.ValidationError:
            LOGGER.warning("wrong code from person %s", self.user.pk)
            raise
        # allauth remembers a used code for one step; with tolerance it is good for longer than that (RFC 6238, 5.2).
        cache.set(used, value=True, timeout=app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1))
        return code


class ConfirmForm(CodeForm):
    """The same once more, when she is already signed in; or the code that was sent by e-mail, for who has no factor.

    `expected` is the code in the letter. After validation `authenticator` is what she used, None for a letter.
    """

    authenticator: Authenticator | None = None

    def __init__(self, user: User, *args: Any, expected: str = "", **kwargs: Any) -> None:
        super().__init__(*args, user=user, prefix="strong", **kwargs)
        self.expected = expected
        if expected:
            self.fields["code"].label = "Koden i brevet"
            self.fields["code"].help_text = "Stora och små bokstäver spelar ingen roll."
            self.fields["code"].widget = forms.TextInput(attrs=CODE)

    def clean_code(self) -> str:
        """As for any code. Raises ValidationError."""
        if not self.expected:
            return super().clean_code()
        clear = check_rate_limit(self.user)
        code: str = self.cleaned_data["code"]
        if not compare_user_code(actual=code, expected=self.expected):
            raise get_adapter().validation_error("incorrect_code")
        clear()
        return code


class PasskeyAnswerForm(AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """The browser's answer when somebody shows her passkey."""

    def clean_credential(self) -> Authenticator:
        """The passkey. Raises ValidationError for a wrong one, and for what no browser would send."""
        try:
            return super().clean_credential()
        except (AttributeError, KeyError):  # allauth asks for the parts before it knows that they are there
            raise get_adapter().validation_error("incorrect_code") from None


class PasskeySignInForm(PasskeyAnswerForm):
    """The same from somebody who is not known yet: the key says who she is."""

    passwordless = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=None, **kwargs)


class ConfirmPasskeyForm(PasskeyAnswerForm):
    """The same once more, from somebody who is signed in."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, prefix="strong", **kwargs)


class PasskeyForm(forms.Form):
    """A new passkey: what she calls it, and what her browser made."""

    name = forms.CharField(
        label="Vad ska nyckeln heta?",
        help_text="Så att du känner igen den i listan, till exempel ”Jobbdatorn” eller ”Telefonen”.",
        max_length=LONGEST_NAME,
        validators=[refuse_identity_numbers],
    )
    credential = forms.JSONField(widget=forms.HiddenInput)

    def clean_credential(self) -> Any:
        """What the browser made, checked against the challenge it was given. Raises ValidationError."""
        credential = self.cleaned_data["credential"]
        try:
            parse_registration_response(credential)
        except (KeyError, ValueError):
            raise get_adapter().validation_error("incorrect_code") from None
        made = complete_registration(credential)
        if not made.is_user_verified():
            raise forms.ValidationError("Nyckeln måste skyddas med fingeravtryck, ansikte eller pinkod.")
        return credential


class PasskeyNameForm(forms.Form):
    """Another name for a passkey."""

    name = forms.CharField(label="Namn", max_length=LONGEST_NAME, validators=[refuse_identity_numbers])


class NewAppForm(forms.Form):
    """The first code from a new app shows that it has the secret."""

    code = forms.CharField(
        label="Kod från appen",
        help_text="Sex siffror. De byts var trettionde sekund.",
        widget=forms.TextInput(attrs={**CODE, "inputmode": "numeric"}),
    )

    def __init__(self, user: User, secret: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.secret = user, secret

    def clean_code(self) -> str:
        """Raises ValidationError when the code is not this secret's, or one of too many."""
        clear = check_rate_limit(self.user, error_key="rate_limited")
        code: str = self.cleaned_data["code"]
        if not validate_totp_code(self.secret, code):
            raise get_adapter().validation_error("incorrect_code")
        clear()
        return code
