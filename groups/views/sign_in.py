"""Min inloggning: passkeys, the app for codes, recovery codes, and where she is signed in."""

from operator import attrgetter

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groups.actions import factors
from groups.forms.factors import NewAppForm, PasskeyForm, PasskeyNameForm
from groups.http import confirmed_sign_in
from samla.http import Request

Type = Authenticator.Type
both_ways = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_GET
def my_sign_in(request: Request) -> HttpResponse:
    """How she signs in, and where she is signed in now."""
    mine = list(Authenticator.objects.filter(user=request.user).order_by("created_at", "pk"))
    codes = next((one for one in mine if one.type == Type.RECOVERY_CODES), None)
    context = {
        "passkeys": [one for one in mine if one.type == Type.WEBAUTHN],
        "app": next((one for one in mine if one.type == Type.TOTP), None),
        "has_codes": codes is not None,
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "sessions": sorted(UserSession.objects.purge_and_list(request.user), key=attrgetter("created_at")),
        "trail": [("Start", reverse("start")), ("Min inloggning", None)],
    }
    return render(request, "groups/sign_in/overview.html", context)


@require_POST
def end_other_sessions(request: Request) -> HttpResponse:
    """Sign out everywhere else."""
    for session in UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key):
        session.end()
    messages.success(request, "De andra inloggningarna är avslutade.")
    return redirect("groups:my_sign_in")


@never_cache
@both_ways
@confirmed_sign_in
def passkey_add(request: Request) -> HttpResponse:
    """A new passkey, made by her device."""
    count = Authenticator.objects.filter(user=request.user, type=Type.WEBAUTHN).count()
    form = PasskeyForm(_sent(request), initial={"name": f"Nyckel {count + 1}"})
    if form.is_valid():
        factors.add_passkey(request.user, form.cleaned_data["name"], form.cleaned_data["credential"], by=request.user)
        messages.success(request, "Inloggningsnyckeln är sparad.")
        return redirect("groups:my_sign_in")
    options = begin_registration(request.user, passwordless=True)
    context = {"form": form, "options": options, "trail": _trail("Ny inloggningsnyckel")}
    return render(request, "groups/sign_in/passkey_add.html", context, status=422 if form.errors else 200)


@never_cache
@both_ways
@confirmed_sign_in
def passkey_rename(request: Request, pk: int) -> HttpResponse:
    """Another name for one of her passkeys."""
    passkey = get_object_or_404(Authenticator, pk=pk, user=request.user, type=Type.WEBAUTHN)
    form = PasskeyNameForm(_sent(request), initial={"name": str(passkey)})
    if form.is_valid():
        factors.rename_passkey(passkey, form.cleaned_data["name"], by=request.user)
        messages.success(request, f"Nyckeln heter nu ”{form.cleaned_data['name']}”.")
        return redirect("groups:my_sign_in")
    context = {"form": form, "passkey": passkey, "trail": _trail("Byt namn")}
    return render(request, "groups/sign_in/passkey_rename.html", context, status=422 if form.errors else 200)


@never_cache
@both_ways
@confirmed_sign_in
def factor_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a passkey or the app, after a question."""
    mine = Authenticator.objects.filter(user=request.user).exclude(type=Type.RECOVERY_CODES)
    factor = get_object_or_404(mine, pk=pk)
    if request.method == "POST":
        factors.remove_factor(factor, by=request.user)
        messages.success(request, "Borttaget. Du har fått ett brev om det.")
        return redirect("groups:my_sign_in")
    context = {
        "factor": factor,
        "is_passkey": factor.type == Type.WEBAUTHN,
        "is_last": mine.count() == 1,
        "trail": _trail("Ta bort"),
    }
    return render(request, "groups/sign_in/factor_remove.html", context)


@never_cache
@both_ways
@confirmed_sign_in
def app_add(request: Request) -> HttpResponse:
    """An app for codes: she reads the secret with it, and its first code shows that it has it."""
    secret = get_totp_secret()
    form = NewAppForm(request.user, secret, _sent(request))
    if form.is_valid():
        factors.add_app(request.user, secret, by=request.user)
        clear_totp_secret(request)
        messages.success(request, "Appen är tillagd. Spara dina reservkoder på ett säkert ställe.")
        return redirect("groups:recovery_codes")
    context = {
        "form": form,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "address": get_adapter().build_totp_url(request.user, secret),
        "replaces": Authenticator.objects.filter(user=request.user, type=Type.TOTP).exists(),
        "trail": _trail("App för engångskoder"),
    }
    return render(request, "groups/sign_in/app_add.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
@confirmed_sign_in
def app_picture(request: Request) -> HttpResponse:
    """The secret as a QR code. A file of its own, because the content security policy allows no `data:`."""
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, get_totp_secret()))
    return HttpResponse(picture, content_type="image/svg+xml")


@never_cache
@require_GET
@confirmed_sign_in
def recovery_codes(request: Request) -> HttpResponse:
    """The recovery codes that are left."""
    codes = _codes(request)
    context = {"codes": codes, "has_codes": bool(codes), "trail": _trail("Reservkoder")}
    return render(request, "groups/sign_in/recovery_codes.html", context)


@never_cache
@require_GET
@confirmed_sign_in
def recovery_download(request: Request) -> HttpResponse:
    """The same as a text file."""
    codes = _codes(request)
    address = request.build_absolute_uri("/")
    lines = [f"Reservkoder för {request.user.email}", address, "Varje kod går att använda en gång.", "", *codes, ""]
    headers = {"Content-Disposition": 'attachment; filename="reservkoder.txt"'}
    return HttpResponse("\r\n".join(lines), content_type="text/plain; charset=utf-8", headers=headers)


@require_POST
@confirmed_sign_in
def recovery_renew(request: Request) -> HttpResponse:
    """New recovery codes; the old ones end."""
    factors.renew_codes(request.user, by=request.user)
    messages.success(request, "Här är dina nya reservkoder. De gamla gäller inte längre.")
    return redirect("groups:recovery_codes")


def _sent(request: Request) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _codes(request: Request) -> list[str]:
    found = Authenticator.objects.filter(user=request.user, type=Type.RECOVERY_CODES).first()
    if found is None:
        raise Http404("Du har inga reservkoder. Du får dem när du lägger till en inloggningsnyckel eller en app.")
    return [f"{code[:4]} {code[4:]}" for code in found.wrap().get_unused_codes()]


def _trail(title: str) -> list[tuple[str, str | None]]:
    return [("Start", reverse("start")), ("Min inloggning", reverse("groups:my_sign_in")), (title, None)]
