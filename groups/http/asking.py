"""Step-up: the page that asks once more who it is, before what is sensitive, and leads on to what she was doing.

Nothing typed is lost: the page carries the fields of a form that was sent, and when she has confirmed, the browser sends
them to where they were going (307, which keeps method and body). See ADR 0020.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Self
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from groups.forms.factors import ConfirmForm
from groups.http.strength import Proof, is_confirmed, last_proof
from samla import registry
from samla.http import Request, typed_texts

HELD = "held-form"
OURS = "strong-"  # how the names of the asking page's own fields begin
type View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What she was doing when she was asked: an address to go to, or a form to send there."""

    address: str
    fields: tuple[tuple[str, str], ...] = ()
    is_form: bool = False
    has_files: bool = False

    @classmethod
    def of_request(cls, request: Request) -> Self:
        """The guarded request itself; under HTMX without a form, the page on which it was made."""
        if request.method == "POST":
            return cls(request.get_full_path(), _fields(request), is_form=True, has_files=bool(request.FILES))
        here = request.htmx.current_url_abs_path if request.htmx else None
        return cls(here or request.get_full_path())

    @classmethod
    def of_page(cls, request: Request) -> Self:
        """What the asking page itself carries. An address that is not ours becomes the front page."""
        given = request.POST if request.method == "POST" else request.GET
        address = given.get("strong-next", given.get("next", ""))
        is_safe = url_has_allowed_host_and_scheme(address, None) and address.startswith("/")
        if not is_safe:
            return cls(reverse("start"))
        if given.get("strong-form") and request.method == "POST":
            return cls(address, _fields(request), is_form=True, has_files=bool(given.get("strong-files")))
        return cls(address)

    def hold(self, session: SessionBase) -> None:
        """Keep it in the session while she is away at an identity provider."""
        session[HELD] = {"address": self.address, "fields": [list(pair) for pair in self.fields]}

    @classmethod
    def held(cls, session: SessionBase) -> Self | None:
        """The form that waits in the session."""
        kept = session.get(HELD)
        return (
            cls(kept["address"], tuple((name, value) for name, value in kept["fields"]), is_form=True) if kept else None
        )

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Every name and value that a form of the asking page carries on."""
        marks = [("strong-next", self.address)]
        marks += [("strong-form", "1")] if self.is_form else []
        marks += [("strong-files", "1")] if self.has_files else []
        return [*marks, *self.fields]

    @property
    def is_own_settings(self) -> bool:
        """Is it her own sign-in that she wants to change?"""
        return urlsplit(self.address).path.startswith(reverse("groups:my_sign_in"))

    def go_on(self) -> HttpResponse:
        """On to where she was going, with the form if there was one."""
        return HttpResponseRedirect(self.address, preserve_request=self.is_form)


def _fields(request: Request) -> tuple[tuple[str, str], ...]:
    named = ((name, value) for name, values in request.POST.lists() for value in values)
    return tuple((name, str(value)) for name, value in named if not is_ours(name))


def is_ours(name: str) -> bool:
    return name == "csrfmiddlewaretoken" or name.startswith(OURS)


def asking_page(
    request: Request, waiting: Waiting, *, form: Form | None = None, is_sent: bool = False, status: int = 200
) -> HttpResponse:
    """The page that asks, with every way that is open to her. `is_sent`: a code is on its way by e-mail."""
    kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    has_factor = bool(kinds - {Authenticator.Type.RECOVERY_CODES})
    may_use_mail = not has_factor and (waiting.is_own_settings or not settings.STRONG_REQUIRED)
    shown = last_proof(request)
    providers = settings.IDENTITY_PROVIDERS if shown and shown[0] is Proof.FEDERATED else []
    if providers and waiting.is_form:
        waiting.hold(request.session)
    context = {
        "waiting": waiting,
        "form": form or ConfirmForm(request.user),
        "has_code": bool(kinds - {Authenticator.Type.WEBAUTHN}) or is_sent,
        "has_passkey": Authenticator.Type.WEBAUTHN in kinds,
        "options": begin_authentication(request.user) if Authenticator.Type.WEBAUTHN in kinds else None,
        "may_use_mail": may_use_mail,
        "must_add": not has_factor and not may_use_mail,
        "typed": typed_texts(request) if waiting.is_form else [],
        "is_sent": is_sent,
        "providers": providers,
        "minutes": settings.STRONG_MINUTES,
        "panels": registry.panels_for("confirm", request, waiting),
    }
    response = render(request, "groups/confirm.html", context, status=status)
    if request.htmx:  # sent from a part of a page: the whole of it is exchanged, so that the fields stay
        for name, value in {"HX-Retarget": "#main", "HX-Reselect": "#main", "HX-Reswap": "outerHTML"}.items():
            response.headers[name] = value
    return response


def ask(request: Request, *, own_settings: bool = False) -> HttpResponse | None:
    """None when it is surely she; otherwise the answer that asks her. For views that ask after their own gates."""
    if is_confirmed(request, own_settings=own_settings):
        return None
    waiting = Waiting.of_request(request)
    if waiting.is_form:
        return asking_page(request, waiting)
    address = f"{reverse('groups:confirm')}?{urlencode({'next': waiting.address})}"
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def strong_sign_in[V: View](view: V) -> V:
    """For a sensitive view: grants, people, chairs, what ends something for somebody.

    Whoever has not confirmed who she is within `SAMLA_STRONG_MINUTES` (15) is asked to, with a passkey, a code from her
    app, a recovery code or through her identity provider; without any of these with a fresh code by e-mail, unless
    `SAMLA_STRONG_REQUIRED`. Then she comes back: to the page, or with the form that she had sent, which is carried out.
    Stands below the method decorator and above the function. Files do not travel: guard the page with the form too.
    """
    return _guarded(view, own_settings=False)


def confirmed_sign_in[V: View](view: V) -> V:
    """As `strong_sign_in`, for a person's own sign-in: who has no factor yet may always confirm with a code by e-mail."""
    return _guarded(view, own_settings=True)


def _guarded[V: View](view: V, *, own_settings: bool) -> V:
    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        return ask(request, own_settings=own_settings) or view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]  # the same signature
