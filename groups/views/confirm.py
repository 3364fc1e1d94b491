"""The page that asks once more who she is, and what it leads to. See `groups.http.strong_sign_in`."""

import secrets
from typing import cast

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groups.forms.factors import ConfirmForm, ConfirmPasskeyForm
from groups.http import Proof, is_confirmed, remember
from groups.http.asking import HELD, Waiting, asking_page
from groups.http.strength import OF_AUTHENTICATOR, has_factor
from samla import clock
from samla.http import Request

LETTER = "confirm-letter"  # the session's key for the code that was sent


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: Request) -> HttpResponse:
    """Ask, or take what she shows: a code, or a passkey."""
    waiting = Waiting.of_page(request)
    if request.method != "POST":
        is_known = is_confirmed(request, own_settings=waiting.is_own_settings)
        return waiting.go_on() if is_known else asking_page(request, waiting)
    expected = _expected(request)
    form: Form
    if "strong-credential" in request.POST:
        form = ConfirmPasskeyForm(request.user, request.POST)
    else:
        form = ConfirmForm(request.user, request.POST, expected=expected)
    if not form.is_valid():
        return asking_page(request, waiting, form=form, is_sent=bool(expected), status=422)
    remember(request.session, request.user, _proof(form))
    request.session.pop(LETTER, None)
    return waiting.go_on()


@never_cache
@require_POST
def send_code(request: Request) -> HttpResponse:
    """Send a code by e-mail to somebody who has no passkey and no app, and ask for it."""
    waiting = Waiting.of_page(request)
    if has_factor(request.user):
        return asking_page(request, waiting)
    if not ratelimit.consume(request, action="request_login_code", key=request.user.email):
        return cast("HttpResponse", ratelimit.respond_429(request))
    adapter = get_adapter()
    code = adapter.generate_login_code()
    request.session[LETTER] = {"code": code, "at": clock.now().timestamp(), "tries": 0}
    adapter.send_mail("account/email/confirm_code", request.user.email, {"code": code})
    form = ConfirmForm(request.user, expected=code)
    return asking_page(request, waiting, form=form, is_sent=True)


@never_cache
@require_GET
def confirm_go_on(request: Request) -> HttpResponse:
    """Back from an identity provider: the form that she had sent, ready to be sent again."""
    waiting = Waiting.held(request.session)
    request.session.pop(HELD, None)
    if waiting is None:
        return redirect("start")
    return render(request, "groups/confirm_go_on.html", {"waiting": waiting})


def _expected(request: Request) -> str:
    """The code in the letter, as long as it holds: a few minutes and a few tries. Counts this try."""
    sent = request.session.get(LETTER)
    if not sent or "strong-code" not in request.POST:
        return ""
    is_old = clock.now().timestamp() - sent["at"] > app_settings.LOGIN_BY_CODE_TIMEOUT
    if is_old or sent["tries"] >= app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS:
        return secrets.token_hex()  # nothing that she could type
    request.session[LETTER] = {**sent, "tries": sent["tries"] + 1}
    return str(sent["code"])


def _proof(form: Form) -> Proof:
    """What the valid form shows, noted as used."""
    shown: Authenticator | None = (
        form.cleaned_data["credential"]
        if isinstance(form, ConfirmPasskeyForm)
        else cast("ConfirmForm", form).authenticator
    )
    if shown is None:
        return Proof.EMAIL
    shown.record_usage()
    return OF_AUTHENTICATOR[shown.type]
