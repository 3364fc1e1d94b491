"""A meeting is held at another time, cancelled, or its notice is approved by the chair."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from groups.actions import StaleError
from meetings import actions, rules
from meetings.forms import ApproveForm, CancelForm, MoveForm
from meetings.http import find_meeting
from meetings.models import Meeting, bodies_of
from meetings.models.deadlines import deadlines_of
from meetings.models.gatherings import Wanted, collisions_of, moved_deadlines
from meetings.views.planning import digest_of, overdue, refuse_times, stale, trail_of
from meetings.workflow import STEPS, MeetingVerb
from samla import clock
from samla.formats import date_text, times_text, weekday
from samla.forms import refuse
from samla.http import Request


@require_http_methods(["GET", "POST"])
def meeting_move(request: Request, pk: int) -> HttpResponse:
    """Hold the meeting at another time: first what moves with it is shown, then it is done."""
    meeting = find_meeting(request, pk)
    rules.may_take(request.user, meeting, MeetingVerb.MOVE).require()
    starts, ends = (at.astimezone(clock.STOCKHOLM) for at in (meeting.starts_at, meeting.ends_at))
    initial = {"day": meeting.day, "starts": starts.time(), "ends": ends.time(), "version": meeting.version}
    form = MoveForm(request.POST if request.method == "POST" else None, initial=initial)
    context: dict[str, Any] = {"form": form, "meeting": meeting, "trail": trail_of(meeting, "Flytta")}
    if not form.is_bound or not form.is_valid():
        return render(request, "meetings/move.html", context, status=422 if form.is_bound else 200)
    given = form.cleaned_data
    seen = digest_of(given["starts_at"], given["ends_at"])
    try:
        actions.check_instants(given["starts_at"], given["ends_at"])
        if given["seen"] != seen:
            shown = MoveForm({**request.POST.dict(), "seen": seen})
            context |= {"form": shown, **what_moves(meeting, given["starts_at"], given["ends_at"])}
            return render(request, "meetings/move.html", context)
        told = {name: given[name] for name in ("starts_at", "ends_at", "version", "note")}
        meeting = actions.move_meeting(meeting, **told, by=request.user)
    except ValidationError as error:
        refuse_times(form, error)
        return render(request, "meetings/move.html", context, status=422)
    except StaleError:
        return stale(request, meeting, form, "Flytta mötet")
    heard = " Alla som är kallade har fått en ändrad kallelse." if meeting.is_called else ""
    messages.success(request, f"Mötet är flyttat till {_when(meeting.starts_at, meeting.ends_at)}.{heard}")
    return HttpResponseRedirect(meeting.get_absolute_url())


def _when(starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    return f"{weekday(starts_at)} {date_text(starts_at)} kl. {times_text(starts_at, ends_at)}"


def what_moves(meeting: Meeting, starts_at: dt.datetime, ends_at: dt.datetime) -> dict[str, Any]:
    """What follows with a meeting to another time: deadlines, the preparing meeting, collisions, and who is told."""
    day = starts_at.astimezone(clock.STOCKHOLM).date()
    collisions = collisions_of([Wanted(starts_at, ends_at, tuple(bodies_of(meeting)), meeting.pk)])[0]
    moves = moved_deadlines(meeting, day)
    return {
        "moves": [(label, before, after, before != after) for label, before, after in moves],
        "old_time": _when(meeting.starts_at, meeting.ends_at),
        "new_time": _when(starts_at, ends_at),
        "warnings": [
            *_preparation(meeting, starts_at),
            *collisions,
            *overdue(deadlines_of(meeting.body, day).fields()),
        ],
        "is_told": meeting.is_called,
    }


def _preparation(meeting: Meeting, starts_at: dt.datetime) -> list[str]:
    """What a new time means for the meetings that prepare this one, and for the one that it prepares (46)."""
    found = []
    last = deadlines_of(meeting.body, starts_at.astimezone(clock.STOCKHOLM).date()).preparing_by
    for preparing in meeting.prepared_in.standing().select_related("body", "collaboration"):
        if preparing.starts_at >= starts_at:
            found.append(f"{preparing} förbereder mötet och hamnar efter det. Flytta det mötet först.")
        elif last and preparing.day > last:
            found.append(f"{preparing} förbereder mötet och hamnar senare än {date_text(last)}, som fristen säger.")
    prepared = meeting.prepares
    if prepared is None or prepared.is_cancelled:
        return found
    last = deadlines_of(prepared.body, prepared.day).preparing_by
    if prepared.starts_at <= starts_at:
        found.append(f"Mötet förbereder {prepared} och hamnar efter det. Välj en tidigare tid.")
    elif last and starts_at.astimezone(clock.STOCKHOLM).date() > last:
        found.append(f"Mötet förbereder {prepared} och hamnar senare än {date_text(last)}, som fristen säger.")
    return found


@require_http_methods(["GET", "POST"])
def meeting_cancel(request: Request, pk: int) -> HttpResponse:
    """The meeting is not held, and why."""
    meeting = find_meeting(request, pk)
    rules.may_take(request.user, meeting, MeetingVerb.CANCEL).require()
    form = CancelForm(request.POST if request.method == "POST" else None, initial={"version": meeting.version})
    if form.is_bound and form.is_valid():
        try:
            actions.cancel_meeting(meeting, **form.cleaned_data, by=request.user)
        except ValidationError as error:
            refuse(form, error)
        except StaleError:
            return stale(request, meeting, form, "Ställ in mötet")
        else:
            told = " Alla som var kallade har fått veta det." if meeting.is_called else ""
            messages.success(request, f"Mötet är inställt.{told}")
            return HttpResponseRedirect(meeting.get_absolute_url())
    context = {
        "form": form,
        "meeting": meeting,
        "label": "Ställ in mötet",
        "lead": "Alla som är kallade får brev, och mötet ställs in i deras kalendrar." if meeting.is_called else "",
        "trail": trail_of(meeting, "Ställ in"),
    }
    return render(request, "meetings/change.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def meeting_approve(request: Request, pk: int) -> HttpResponse:
    """The chair agrees that the notice is sent as the agenda stands (54); a later change takes that away."""
    meeting = find_meeting(request, pk)
    rules.may_take(request.user, meeting, MeetingVerb.APPROVE).require()
    label = MeetingVerb.APPROVE.label
    form = ApproveForm(request.POST if request.method == "POST" else None, initial={"version": meeting.version})
    if form.is_bound and form.is_valid():
        try:
            actions.approve_notice(meeting, version=form.cleaned_data["version"], by=request.user)
        except StaleError:
            return stale(request, meeting, form, label)
        messages.success(request, STEPS[MeetingVerb.APPROVE].done)
        return HttpResponseRedirect(f"{meeting.get_absolute_url()}forbered/")
    context = {
        "form": form,
        "meeting": meeting,
        "label": label,
        "lead": "Du godkänner dagordningen som den står nu. Ändras den sedan behövs ditt godkännande igen.",
        "agenda_url": f"{meeting.get_absolute_url()}forbered/",
        "trail": trail_of(meeting, "Godkänn"),
    }
    return render(request, "meetings/change.html", context, status=422 if form.is_bound else 200)
