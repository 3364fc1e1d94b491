"""The process leader's changes of who leads a body: a page with a form for each."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from groups import actions, rules
from groups.forms import ElectForm, LeaveForm, NameForm, WithdrawTermForm
from groups.http.asking import ask
from groups.models import Appointment, Body, ChairTerm, Office, Side, parties_after_electing
from groups.rules.rotation import THE_SIDE, days_of
from groups.views.chairs import find_led_body, trail_of
from samla import clock
from samla.formats import genitive, period_text
from samla.http import Request
from samla.ranges import last_day_of_year

DAY = dt.timedelta(days=1)


@require_http_methods(["GET", "POST"])
def chair_elect(request: Request, slug: str) -> HttpResponse:
    """Register a term with its holder, directly."""
    body = find_led_body(request, slug)
    rules.may_plan_chairs(request.user, body).require()
    if (asking := ask(request)) is not None:
        return asking
    form = ElectForm(_posted(request), body=body, initial=_next_period(body))
    lost: list[str] = []
    if request.method == "POST" and form.is_valid():
        given = form.values
        days = given["starts_on"], given["ends_on"]
        lost = _parties_lost(request, body, given["office"], given["appointment"], days)
        term = _done_or_told(form, lost, lambda: actions.elect(body, **given, by=request.user))
        if term is not None:
            return _done(request, body, _elected_text(term))
    lead = "Den som har uppdraget, med första och sista dag. Är perioden redan planerad får den sitt namn."
    return _form_page(request, body, form, title="Registrera en period", lead=lead, button="Registrera", lost=lost)


@require_http_methods(["GET", "POST"])
def chair_name(request: Request, slug: str, pk: int) -> HttpResponse:
    """Say who takes a planned term, or the rest of one that somebody left."""
    body, term = _find_term(request, slug, pk)
    rules.may_name(request.user, term).require()
    if (asking := ask(request)) is not None:
        return asking
    form = NameForm(_posted(request), term=term)
    lost: list[str] = []
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["appointment"]
        lost = _parties_lost(request, body, Office(term.office), chosen, days_of(term))
        named = _done_or_told(form, lost, lambda: actions.name_holder(term, chosen, by=request.user))
        if named is not None:
            return _done(request, body, _elected_text(named))
    side = THE_SIDE[Side(term.side)]
    lead = (
        f"{_period_text(term)}. Perioden är {side}s, så här står bara de som kommer från {side} "
        "och har sin plats i gruppen hela perioden."
    )
    trouble = (
        ""
        if form.has_somebody
        else f"Ingen från {side} har en plats i {body.short_name} under hela perioden. Förordna någon, eller förläng "
        "ett förordnande, och kom sedan tillbaka hit."
    )
    title = f"Utse {Office(term.office).label}"
    return _form_page(request, body, form, title=title, lead=lead, button="Utse", trouble=trouble, lost=lost)


@require_http_methods(["GET", "POST"])
def chair_leave(request: Request, slug: str, pk: int) -> HttpResponse:
    """Register that the holder leaves before the term is over, or takes her name back before it begins."""
    body, term = _find_term(request, slug, pk)
    rules.may_leave(request.user, term).require()
    if (asking := ask(request)) is not None:
        return asking
    has_begun = not rules.has_not_begun(term)
    form = LeaveForm(_posted(request), has_begun=has_begun, initial={"last_day": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            rest = actions.leave(term, **form.cleaned_data, by=request.user)
        except ValidationError as error:
            form.refuse(error)
        else:
            left = "" if rest.appointment_id or not rest.pk else " Utse nu någon från samma sida till det som är kvar."
            return _done(request, body, f"Det är registrerat att uppdraget lämnas.{left}")
    holder = term.appointment.user if term.appointment else ""
    rest_text = " Resten av perioden är sedan planerad för samma sida tills någon utses." if term.rotates else ""
    lead = f"{holder}, {_period_text(term)}.{rest_text}"
    title, button = ("Avsluta i förtid", "Avsluta") if has_begun else ("Ta tillbaka namnet", "Ta tillbaka")
    return _form_page(request, body, form, title=title, lead=lead, button=button)


@require_http_methods(["GET", "POST"])
def chair_withdraw(request: Request, slug: str, pk: int) -> HttpResponse:
    """Take away a planned term that has no name."""
    body, term = _find_term(request, slug, pk)
    rules.may_withdraw_term(request.user, term).require()
    if (asking := ask(request)) is not None:
        return asking
    form = WithdrawTermForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            count = actions.withdraw_term(term, and_later=form.cleaned_data["and_later"], by=request.user)
        except ValidationError as error:
            form.refuse(error)
        else:
            return _done(request, body, "Perioden är borttagen." if count == 1 else f"{count} perioder är borttagna.")
    lead = f"{_period_text(term)}. Perioden är planerad utan namn. Borttagandet syns i historiken."
    return _form_page(request, body, form, title="Ta bort planerad period", lead=lead, button="Ta bort")


def _find_term(request: Request, slug: str, pk: int) -> tuple[Body, ChairTerm]:
    """A term of the body, if the reader may see the body; otherwise 404."""
    body = find_led_body(request, slug)
    term: ChairTerm = get_object_or_404(ChairTerm.objects.filter(body=body).with_holders(), pk=pk)
    term.body = body
    return body, term


def _posted(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _next_period(body: Body) -> dict[str, Any]:
    """A year from the day after the last registered one."""
    last = body.chair_terms.order_by("-ends_on").values_list("ends_on", flat=True).first()
    today = clock.today()
    first = last + DAY if last and last >= today else today
    return {"starts_on": first, "ends_on": last_day_of_year(first)}


def _period_text(term: ChairTerm) -> str:
    return f"{Office(term.office).label.capitalize()} i {term.body.short_name} {period_text(*days_of(term))}"


def _elected_text(term: ChairTerm) -> str:
    """Who has what now, and that her seat has no known end when it has none."""
    if term.appointment is None:
        return "Perioden är registrerad."
    user = term.appointment.user
    what = f"{user} är nu registrerad som {Office(term.office).label} {period_text(*days_of(term))}."
    if term.appointment.ends_on is None:
        what += f" {genitive(user.name)} förordnande har inget slutdatum; slutar det tidigare slutar också uppdraget."
    return what


def _done(request: Request, body: Body, message: str) -> HttpResponse:
    messages.success(request, message)
    return HttpResponseRedirect(reverse("groups:chairs", args=[body.slug]))


def _parties_lost(
    request: Request, body: Body, office: Office, appointment: Appointment, days: tuple[dt.date, dt.date]
) -> list[str]:
    """What AU would lack after the election, to be said before it is done; nothing when she has read just that (52)."""
    lost = [gap.sentence for gap in parties_after_electing(body, office, appointment, *days)]
    return [] if request.POST.get("told") == " ".join(lost) else lost


def _done_or_told(form: ElectForm | NameForm, lost: list[str], act: Callable[[], ChairTerm]) -> ChairTerm | None:
    """The term, or None: refused with a sentence in the form, or undone because she has yet to be told what is lost."""
    try:
        with transaction.atomic():
            term = act()
            transaction.set_rollback(bool(lost))
    except ValidationError as error:
        form.refuse(error)
        lost.clear()
        return None
    return None if lost else term


def _form_page(
    request: Request, body: Body, form: forms.Form, *, title: str, lost: Sequence[str] = (), **words: str
) -> HttpResponse:
    context = {"body": body, "form": form, "title": title, **words, "trail": [*trail_of(body), (title, None)]}
    status = 422 if form.is_bound and not lost else 200
    return render(request, "groups/chair_form.html", {**context, "told": " ".join(lost)}, status=status)
