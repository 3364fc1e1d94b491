"""A year of a body's meetings, laid out at once: all of them are planned, or none."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.http import find_body
from groups.models import Body, User
from meetings import actions, rules
from meetings.forms import YearForm, instant_of
from meetings.models import Meeting
from meetings.models.deadlines import deadlines_of
from meetings.models.gatherings import Wanted, collisions_of, counted_days, half_years, is_counted
from meetings.views.listing import rows_of, settings_of
from meetings.views.planning import refuse_times
from meetings.workflow import MeetingKind
from samla import clock
from samla.formats import counted, date_text
from samla.http import Request

PREFIX = "m"
MORE_ROWS = 2
MOST_ROWS = 60
YEARS_AHEAD = 5
PREPARING = dt.time(8, 30), dt.time(10, 30)


@require_http_methods(["GET", "POST"])
def year_plan(request: Request, year: int, slug: str) -> HttpResponse:
    """The year's meetings of a body: what is there, and rows for what is to come."""
    body = find_body(request, slug)
    rules.may_plan(request.user, body).require()
    if not clock.today().year <= year <= clock.today().year + YEARS_AHEAD:
        raise Http404
    preparing = preparing_body(request.user, body)
    if request.method == "GET":
        return _page(request, body, year, YearForm(prefix=PREFIX))
    if request.POST.get("gor") == "fler":
        return _page(request, body, year, YearForm(_more(request.POST), prefix=PREFIX))
    formset = YearForm(request.POST, prefix=PREFIX)
    if not formset.is_valid():
        return _page(request, body, year, formset, status=422)
    rows = _typed(formset)
    lacks = [form for form in rows if preparing and form.wants_preparing and not form.cleaned_data.get("preparing")]
    if request.POST.get("gor") != "planera" or not rows or lacks:
        if lacks:
            formset = YearForm(_proposed(request.POST, body, lacks), prefix=PREFIX)
            formset.is_valid()
        return _page(request, body, year, formset, is_proposed=bool(lacks))
    try:
        made = plan_all(body, year, rows, preparing=preparing, by=request.user)
    except ValidationError:
        return _page(request, body, year, formset, status=422)
    messages.success(request, f"{counted(made, 'möte är planerat', 'möten är planerade')}.")
    return HttpResponseRedirect(reverse("meetings:year_plan", args=[year, slug]))


def preparing_body(user: User, body: Body) -> Body | None:
    """The body whose meetings prepare this one's, where the person plans those too."""
    preparing = body.prepared_by
    return preparing if preparing and rules.may_plan(user, preparing) else None


def _typed(formset: Any) -> list[Any]:
    """The rows with a day and times that can be read."""
    found = [form for form in formset if form.is_bound and hasattr(form, "cleaned_data")]
    return [form for form in found if all(form.cleaned_data.get(name) for name in ("day", "starts_at", "ends_at"))]


def _more(post: Any) -> Any:
    more, name = post.copy(), f"{PREFIX}-TOTAL_FORMS"
    there = post.get(name, "")
    more[name] = str(min(MOST_ROWS, (int(there) if there.isdecimal() and there.isascii() else 0) + MORE_ROWS))
    return more


def _proposed(post: Any, body: Body, lacks: list[Any]) -> Any:
    """What was typed, with the last day that keeps the deadline for each meeting that is to be prepared (44, 46)."""
    proposed = post.copy()
    for form in lacks:
        last = deadlines_of(body, form.cleaned_data["day"]).preparing_by
        proposed[form.add_prefix("preparing")] = last.isoformat() if last else ""
    return proposed


@transaction.atomic
def plan_all(body: Body, year: int, rows: list[Any], *, preparing: Body | None, by: User) -> int:
    """Every row, with its preparing meeting; answers how many meetings. Raises ValidationError, told at the rows, and
    then nothing is planned.
    """
    made = 0
    for form in rows:
        given = form.cleaned_data
        if given["day"].year != year:
            form.add_error("day", f"{date_text(given['day'])} ligger inte i {year}.")
            continue
        try:
            with transaction.atomic():
                meeting = _plan_row(body, given, by)
        except ValidationError as error:
            refuse_times(form, error)
            continue
        made += 1
        if not preparing or not given.get("is_prepared") or not given.get("preparing"):
            continue
        try:
            with transaction.atomic():
                starts, ends = preparing_times(given["preparing"])
                actions.plan_meeting(preparing, starts_at=starts, ends_at=ends, prepares=meeting, by=by)
        except ValidationError as error:
            form.add_error("preparing", error.messages)
        made += 1
    if any(form.errors for form in rows):
        raise ValidationError("Inget är planerat.")
    return made


def preparing_times(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """When a preparing meeting begins and ends, until somebody changes it."""
    return instant_of(day, PREPARING[0]), instant_of(day, PREPARING[1])


def _plan_row(body: Body, given: dict[str, Any], by: User) -> Meeting:
    facts = {name: given[name] for name in ("starts_at", "ends_at", "kind", "place", "link")}
    return actions.plan_meeting(body, **facts, by=by)


def _page(
    request: Request, body: Body, year: int, formset: Any, *, is_proposed: bool = False, status: int = 200
) -> HttpResponse:
    """The rows with what they collide with, the meetings that are there, and the count of each half-year."""
    preparing = preparing_body(request.user, body)
    typed = _typed(formset)
    _collide(typed, body, preparing)
    wanted = [one.cleaned_data["day"] for one in typed if is_counted(one.cleaned_data.get("kind", ""), body)]
    there = list(Meeting.objects.of_body(body).in_year(year).with_bodies().order_by("starts_at"))
    prepared = {one.prepares_id for one in Meeting.objects.standing().filter(prepares__in=there)}
    context = {
        "body": body,
        "year": year,
        "years": [one for one in (year - 1, year + 1) if one >= clock.today().year],
        "formset": formset,
        "faults": sum(bool(form.errors) for form in formset) if formset.is_bound else 0,
        "is_proposed": is_proposed,
        "rows": rows_of(there, {}),
        "halves": half_years(body, year, [*counted_days(body, year), *wanted]),
        "unprepared": _unprepared(body, there, prepared),
        "preparing": preparing,
        "preparing_times": f"{PREPARING[0]:%H.%M}–{PREPARING[1]:%H.%M}",
        "settings": settings_of(body),
        "trail": [
            ("Start", reverse("start")),
            ("Möten", reverse("meetings:list")),
            (f"{body.short_name} {year}", None),
        ],
    }
    return render(request, "meetings/year_plan.html", context, status=status)


def _collide(typed: list[Any], body: Body, preparing: Body | None) -> None:
    """Say at each row what its meeting, and the one that prepares it, collide with."""
    wanted, rows = [], []
    for form in typed:
        given = form.cleaned_data
        wanted.append(Wanted(given["starts_at"], given["ends_at"], (body,)))
        rows.append((form, ""))
        if preparing and form.wants_preparing and given.get("preparing"):
            wanted.append(Wanted(*preparing_times(given["preparing"]), (preparing,)))
            rows.append((form, f"{preparing.short_name}: "))
    for form in typed:
        form.collisions = []
    for (form, whose), found in zip(rows, collisions_of(wanted), strict=True):
        form.collisions += [f"{whose}{words}" for words in found]


def _unprepared(body: Body, there: list[Meeting], prepared: set[int | None]) -> list[str]:
    """Ordinary meetings to come that no meeting prepares (44)."""
    if body.prepared_by is None:
        return []
    return [
        f"{meeting} har inget förberedande möte i {body.prepared_by.short_name}."
        for meeting in there
        if meeting.kind == MeetingKind.ORDINARY
        and not meeting.is_cancelled
        and not meeting.has_opened
        and meeting.pk not in prepared
    ]
