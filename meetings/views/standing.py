"""The standing items of a body: what is offered to each of its agendas."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from cases.http import find_body
from groups.actions import StaleError
from groups.models import Body
from groups.views.conflict import answer_stale
from meetings import actions, rules
from meetings.forms.agenda import StandingForm
from meetings.models import StandingItem
from meetings.workflow import OUTLINE
from samla.addresses import address
from samla.forms import refuse
from samla.http import Request


def _keeper(request: Request, slug: str) -> Body:
    """The body, for whoever keeps its standing items. Raises 404, and 403 with the reason."""
    body = find_body(request, slug)
    body.collaboration = request.collaboration
    rules.may_keep_standing(request.user, body).require()
    return body


def _at(body: Body) -> str:
    return f"{body.get_absolute_url()}staende-punkter/"


def _trail(body: Body, *more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    here = _at(body) if more else None
    return [("Start", address("start")), (body.short_name, body.get_absolute_url()), ("Stående punkter", here), *more]


@require_http_methods(["GET", "POST"])
def standing(request: Request, slug: str) -> HttpResponse:
    """The body's standing items, or the usual outline that it may take over; a new one is added here."""
    body = _keeper(request, slug)
    form = StandingForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.add_standing(body, form.values, by=request.user)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, "Punkten är tillagd sist.")
            return HttpResponseRedirect(_at(body))
    rows = list(StandingItem.objects.filter(body=body, ended_on=None))
    context = {
        "body": body,
        "at": _at(body),
        "rows": [(row, row.get_kind_display(), f"{_at(body)}{row.pk}/") for row in rows],
        "outline": [] if rows else [(one.title, one.kind.label, one.minutes) for one in OUTLINE],
        "form": form,
        "trail": _trail(body),
    }
    return render(request, "meetings/standing.html", context, status=422 if form.errors else 200)


@require_POST
def take_over(request: Request, slug: str) -> HttpResponse:
    """Make the usual outline the body's own."""
    body = _keeper(request, slug)
    return _changed(
        request, body, lambda: actions.take_over_outline(body, by=request.user), "Gruppen har egna punkter."
    )


@require_POST
def shift(request: Request, slug: str) -> HttpResponse:
    """Move a standing item one step."""
    body = _keeper(request, slug)
    up = "upp" in request.POST
    item = _find(body, request.POST.get("upp" if up else "ned", ""))
    steps = -1 if up else 1
    return _changed(request, body, lambda: actions.shift_standing(item, steps, by=request.user), "Punkten är flyttad.")


@require_POST
def end(request: Request, slug: str, pk: int) -> HttpResponse:
    """Offer the item no longer."""
    body = _keeper(request, slug)
    item = _find(body, str(pk))
    return _changed(
        request, body, lambda: actions.end_standing(item, by=request.user), "Punkten är inte längre stående."
    )


@require_http_methods(["GET", "POST"])
def edit(request: Request, slug: str, pk: int) -> HttpResponse:
    """Change a standing item; a stale form is answered 409 with both texts."""
    body = _keeper(request, slug)
    item = _find(body, str(pk))
    form = StandingForm(request.POST if request.method == "POST" else None, instance=item)
    if form.is_bound and form.is_valid():
        try:
            actions.revise_standing(item, form.values, version=form.cleaned_data["version"], by=request.user)
        except StaleError as stale:
            return answer_stale(request, form, stale, request.path)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, "Punkten är ändrad. Dagordningar som redan har den påverkas inte.")
            return HttpResponseRedirect(_at(body))
    context = {
        "form": form,
        "title": "Ändra stående punkt",
        "kicker": body.name,
        "button": "Spara",
        "back": _at(body),
        "trail": _trail(body, ("Ändra", None)),
    }
    return render(request, "documents/add.html", context, status=422 if form.errors else 200)


def _find(body: Body, key: str) -> StandingItem:
    wanted = int(key) if key.isdecimal() else 0
    item = get_object_or_404(StandingItem, body=body, ended_on=None, pk=wanted)
    item.body = body
    return item


def _changed(request: Request, body: Body, change: Any, message: str) -> HttpResponse:
    try:
        change()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, message)
    return HttpResponseRedirect(_at(body))
