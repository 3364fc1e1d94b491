"""Organisational changes at the principals: registered by representatives, listed until the body has taken part (21)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.http import find_body
from groups.actions import StaleError
from groups.models import Body, User
from groups.powers import powers_of
from groups.views.conflict import answer_stale
from meetings import actions, rules
from meetings.forms.organisational import AcknowledgeForm, ChangeForm
from meetings.models import OrganisationalChange
from samla.addresses import address
from samla.formats import date_text, instant_text
from samla.forms import refuse
from samla.http import Request

SHOWN = 100


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change with every word ready."""

    key: int
    title: str
    from_on: str
    consequence: str
    told: str
    noted: str
    edit_url: str
    acknowledge_url: str


def rows_of(changes: list[OrganisationalChange], user: User) -> list[ChangeRow]:
    """Changes as lines of a list."""
    at = f"{address('start')}forandringar/"
    return [
        ChangeRow(
            key=one.pk,
            title=str(one),
            from_on=date_text(one.from_on),
            consequence=one.consequence,
            told=f"{one.by_name}{f' ({one.seat_text})' if one.seat_text else ''} · {instant_text(one.registered_at)}",
            noted=_noted(one),
            edit_url=f"{at}{one.pk}/andra/" if rules.may_revise_change(user, one) else "",
            acknowledge_url=f"{at}{one.pk}/tagit-del/" if rules.may_acknowledge_change(user, one) else "",
        )
        for one in changes
    ]


def _noted(change: OrganisationalChange) -> str:
    if change.withdrawn_at:
        return f"Återtagen {instant_text(change.withdrawn_at)}"
    if change.acknowledged_at is None or change.acknowledged_by is None:
        return ""
    where = f", vid mötet {date_text(change.acknowledged_in.day)}" if change.acknowledged_in else ""
    return f"Tagen del av, noterade {change.acknowledged_by.name} {instant_text(change.acknowledged_at)}{where}"


def read_body(request: Request, slug: str) -> Body:
    """The body, for whoever reads what is in the collaboration; otherwise 404."""
    body = find_body(request, slug)
    if body.is_external or body.collaboration_id not in powers_of(request.user).readable:
        raise Http404
    body.collaboration = request.collaboration
    return body


def find_change(request: Request, pk: int) -> OrganisationalChange:
    """A change, for whoever reads what is in the collaboration; otherwise 404."""
    if request.collaboration.pk not in powers_of(request.user).readable:
        raise Http404
    changes = OrganisationalChange.objects.select_related("body", "principal", "organisation")
    change = get_object_or_404(changes, collaboration=request.collaboration, pk=pk)
    change.body.collaboration = request.collaboration
    return change


@require_GET
def changes(request: Request, slug: str) -> HttpResponse:
    """The changes that a body has been told of: those that wait, and the latest that it has taken part of."""
    body = read_body(request, slug)
    known = OrganisationalChange.objects.filter(body=body).select_related(
        "body", "principal", "organisation", "acknowledged_by", "acknowledged_in"
    )
    waiting = list(known.waiting())
    done = list(known.exclude(acknowledged_at=None, withdrawn_at=None).order_by("-registered_at")[:SHOWN])
    context = {
        "body": body,
        "waiting": rows_of(waiting, request.user),
        "done": rows_of(done, request.user),
        "may_register": rules.may_register_change(request.user, body),
        "trail": trail_of(body, "Organisatoriska förändringar"),
    }
    return render(request, "meetings/changes.html", context)


def trail_of(body: Body, last: str) -> list[tuple[str, str | None]]:
    """The way to a page of the body's changes."""
    at = body.get_absolute_url()
    trail: list[tuple[str, str | None]] = [("Start", address("start")), (body.short_name, at)]
    if last != "Organisatoriska förändringar":
        trail.append(("Organisatoriska förändringar", f"{at}forandringar/"))
    return [*trail, (last, None)]


@require_http_methods(["GET", "POST"])
def change_new(request: Request, slug: str) -> HttpResponse:
    """Tell the body of a change."""
    body = read_body(request, slug)
    rules.may_register_change(request.user, body).require()
    form = ChangeForm(request.POST if request.method == "POST" else None, collaboration=request.collaboration)
    if form.is_bound and form.is_valid():
        try:
            actions.register_change(body, form.values, by=request.user)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, f"Förändringen är registrerad. Den tas upp på nästa möte i {body.short_name}.")
            return HttpResponseRedirect(f"{body.get_absolute_url()}forandringar/")
    words = {
        "title": "Ny organisatorisk förändring",
        "kicker": body.name,
        "lead": f"Förändringen erbjuds varje dagordning för {body.short_name} tills gruppen har tagit del av den.",
        "button": "Registrera",
    }
    return _form_page(request, body, form, words)


@require_http_methods(["GET", "POST"])
def change_edit(request: Request, pk: int) -> HttpResponse:
    """Correct a change that waits, or take it back; a stale form is answered 409 with both texts."""
    change = find_change(request, pk)
    rules.may_revise_change(request.user, change).require()
    typed = request.POST if request.method == "POST" else None
    form = ChangeForm(typed, instance=change, collaboration=request.collaboration)
    if form.is_bound and form.is_valid():
        try:
            actions.revise_change(change, form.values, version=form.cleaned_data["version"], by=request.user)
        except StaleError as stale:
            return answer_stale(request, form, stale, request.path)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, "Förändringen är ändrad.")
            return HttpResponseRedirect(f"{change.body.get_absolute_url()}forandringar/")
    words = {"title": "Ändra organisatorisk förändring", "kicker": change.body.name, "button": "Spara"}
    return _form_page(request, change.body, form, {**words, "take_back_url": address("meetings:change_take_back", pk)})


@require_POST
def change_take_back(request: Request, pk: int) -> HttpResponse:
    """The change will not be."""
    change = actions.take_back_change(find_change(request, pk), by=request.user)
    messages.success(request, "Förändringen är återtagen.")
    return HttpResponseRedirect(f"{change.body.get_absolute_url()}forandringar/")


@require_http_methods(["GET", "POST"])
def change_acknowledge(request: Request, pk: int) -> HttpResponse:
    """Note that the body has taken part of the change."""
    change = find_change(request, pk)
    rules.may_acknowledge_change(request.user, change).require()
    form = AcknowledgeForm(request.POST if request.method == "POST" else None, change=change)
    if form.is_bound and form.is_valid():
        try:
            actions.acknowledge_change(change, meeting=form.cleaned_data["meeting"], by=request.user)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, f"Noterat: {change.body.short_name} har tagit del av förändringen.")
            return HttpResponseRedirect(f"{change.body.get_absolute_url()}forandringar/")
    words = {"title": "Gruppen har tagit del", "kicker": change.body.name, "lead": str(change), "button": "Notera"}
    return _form_page(request, change.body, form, words)


def _form_page(request: Request, body: Body, form: Any, words: dict[str, Any]) -> HttpResponse:
    context = {
        **words,
        "form": form,
        "back": f"{body.get_absolute_url()}forandringar/",
        "trail": trail_of(body, words["title"]),
    }
    return render(request, "meetings/change_form.html", context, status=422 if form.errors else 200)
