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
from meetings.models.gatherings import Wanted, collisions_of
from meetings.views.listing import rows_of
from meetings.views.planning import counts_of, settings_of
from meetings.workflow import MeetingKind
from samla import clock
from samla.formats import counted, date_text
from samla.http import Request

MORE_ROWS = 2
PREPARING = dt.time(8, 30), dt.time(10, 30)


@require_http_methods(["GET", "POST"])
def year_plan(request: Request, year: int, slug: str) -> HttpResponse:
    """The year's meetings of a body: what is there, and rows for what is to come."""
    body = find_body(request, slug)
    rules.may_plan(request.user, body).require()
    if not clock.today().year <= year <= clock.today().year + 5:
        raise Http404
    prefix = "m"
    if request.method == "GET":
        formset = YearForm(prefix=prefix)
        return _page(request, body, year, formset)
    if request.POST.get("gor") == "fler":
        return _page(request, body, year, YearForm(_more(request.POST, prefix), prefix=prefix))
    formset = YearForm(request.POST, prefix=prefix)
    if not formset.is_valid():
        return _page(request, body, year, formset, status=422)
    rows = [form for form in formset if form.cleaned_data.get("starts_at")]
    if request.POST.get("gor") != "planera" or not rows:
        return _page(request, body, year, formset)
    try:
        made = plan_all(body, year, rows, by=request.user)
    except ValidationError:
        return _page(request, body, year, formset, status=422)
    messages.success(request, f"{counted(made, 'möte är planerat', 'möten är planerade')}.")
    return HttpResponseRedirect(reverse("meetings:year_plan", args=[year, slug]))


def _more(post: Any, prefix: str) -> Any:
    more = post.copy()
    more[f"{prefix}-TOTAL_FORMS"] = str(min(60, int(post.get(f"{prefix}-TOTAL_FORMS", "0") or 0) + MORE_ROWS))
    return more


@transaction.atomic
def plan_all(body: Body, year: int, rows: list[Any], *, by: User) -> int:
    """Every row, with its preparing meeting; answers how many meetings. Raises ValidationError, told at the row."""
    made = 0
    faulty = False
    for form in rows:
        given = form.cleaned_data
        try:
            with transaction.atomic():
                made += _plan_row(body, year, given, by)
        except ValidationError as error:
            faulty = True
            form.add_error(None, error.messages)
    if faulty:
        raise ValidationError("Inget är planerat.")
    return made


def _plan_row(body: Body, year: int, given: dict[str, Any], by: User) -> int:
    if given["day"].year != year:
        raise ValidationError(f"{date_text(given['day'])} ligger inte i {year}.")
    meeting = actions.plan_meeting(
        body,
        starts_at=given["starts_at"],
        ends_at=given["ends_at"],
        kind=given["kind"],
        place=given["place"],
        link=given["link"],
        by=by,
    )
    if not given.get("preparing") or body.prepared_by is None:
        return 1
    starts, ends = (instant_of(given["preparing"], time) for time in PREPARING)
    actions.plan_meeting(body.prepared_by, starts_at=starts, ends_at=ends, prepares=meeting, by=by)
    return 2


def _page(request: Request, body: Body, year: int, formset: Any, *, status: int = 200) -> HttpResponse:
    """The rows with what they collide with, the meetings that are there, and the count of each half-year."""
    typed = [form for form in formset if form.is_bound and getattr(form, "cleaned_data", {}).get("starts_at")]
    wanted = [
        Wanted(one.cleaned_data["starts_at"], one.cleaned_data["ends_at"], (body,))
        for one in typed
        if one.cleaned_data.get("ends_at")
    ]
    for form, found in zip(typed, collisions_of(wanted), strict=False):
        form.collisions = found
    for form in typed:
        day = form.cleaned_data["day"]
        form.proposed = (
            deadlines_of(body, day).preparing_by if form.cleaned_data["kind"] == MeetingKind.ORDINARY else None
        )
    ordinary = [one.cleaned_data["day"] for one in typed if one.cleaned_data["kind"] == MeetingKind.ORDINARY]
    there = list(Meeting.objects.of_body(body).in_year(year).with_bodies().order_by("starts_at"))
    prepared = {one.prepares_id for one in Meeting.objects.standing().filter(prepares__in=there)}
    context = {
        "body": body,
        "year": year,
        "years": [one for one in (year - 1, year + 1) if one >= clock.today().year],
        "formset": formset,
        "rows": rows_of(there, {}),
        "halves": counts_of(body, year, ordinary),
        "unprepared": _unprepared(body, there, prepared),
        "settings": settings_of(body),
        "trail": [
            ("Start", reverse("start")),
            ("Möten", reverse("meetings:list")),
            (f"{body.short_name} {year}", None),
        ],
    }
    return render(request, "meetings/year_plan.html", context, status=status)


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
