"""The request as our views know it, the closed door, and the pages that explain an error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.template.loader import get_template
from django.utils.http import urlencode

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django_htmx.middleware import HtmxDetails

    from groups.models import CareCollaboration, User

LONG_TEXT = 12
LABELS = {
    "title": "Rubrik",
    "background": "Bakgrund",
    "question": "Fråga",
    "proposal": "Förslag till beslut",
    "consequence": "Konsekvenser och ekonomi",
    "attachments": "Bilagor och underlag",
    "prepared_by": "Berett av",
    "note": "Det du skrev",
    "text": "Anteckning",
    "content": "Text",
    "name": "Namn",
    "email": "E-post",
    "phone": "Telefon",
    "person": "Person",
    "scope": "Område",
    "reason": "Skäl",
    "alias": "Även kallad",
}


class OpenRequest(HttpRequest):
    """A request to a page that is open to everybody, signed in or not; the collaboration is known."""

    user: User | AnonymousUser
    htmx: HtmxDetails
    collaboration: CareCollaboration


class Request(OpenRequest):
    """A request whose person is signed in and whose collaboration is known; views never narrow either."""

    user: User  # LoginRequired lets nobody else through


class LoginRequired(LoginRequiredMiddleware):
    """Closed by default. Under HTMX an expired session leads the whole page to sign-in and back."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        response = super().handle_no_permission(request, view_func)
        htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by django-htmx
        if not htmx:
            return response
        back = htmx.current_url_abs_path or "/"
        # htmx follows this header with the whole page; a login form never lands in a table cell.
        response.headers["HX-Redirect"] = f"{resolve_url(self.get_login_url(view_func))}?{urlencode({'next': back})}"
        response.status_code = 200
        del response.headers["Location"]
        return response


def typed_texts(request: HttpRequest) -> list[tuple[str, str]]:
    """The longer texts of a refused form, so that the refusal can show them and nothing is lost."""
    return [
        (LABELS.get(name, name), value)
        for name, value in request.POST.items()
        if name != "csrfmiddlewaretoken" and isinstance(value, str) and len(value) >= LONG_TEXT
    ]


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the rule's own sentence, and whatever the person had typed."""
    reason = str(exception or "") or "Du har inte behörighet att göra detta."
    context = {"reason": reason, "typed": typed_texts(request)}
    template = "403.html#refusal" if getattr(request, "htmx", None) else "403.html"
    return render(request, template, context, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was too old or came from elsewhere: said plainly, with what was typed."""
    sentence = "Formuläret var för gammalt eller kom inte från portalen. Ladda om sidan och försök igen."
    return render(request, "403.html", {"reason": sentence, "typed": typed_texts(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same page for what does not exist and for what the reader may not know of.

    Whoever sent a form keeps what she had typed: a power may end while she writes.
    """
    sentence = str(exception) if isinstance(exception, Http404) and exception.args else ""
    within_page = bool(getattr(request, "htmx", None))
    context = {
        "sentence": sentence if "No " not in sentence else "",
        "is_refusal": within_page or request.method == "POST",
        "typed": typed_texts(request),
    }
    template = "404.html#refusal" if within_page else "404.html"
    return render(request, template, context, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when it is the database that does not answer."""
    failure = sys.exception()
    if isinstance(failure, OperationalError | InterfaceError):
        return HttpResponse(_bare("503.html"), status=503, headers={"Retry-After": "30"})
    return HttpResponse(_bare("500.html"), status=500)


def _bare(template: str) -> str:
    return get_template(template).render()
