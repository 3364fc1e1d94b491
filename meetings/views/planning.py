"""A meeting is planned, changed, moved and cancelled."""

import datetime as dt
import hashlib
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from groups.actions import StaleError
from groups.models import Body
from meetings import actions, rules
from meetings.forms import CancelForm, EditForm, MoveForm, NewForm
from meetings.http import find_meeting
from meetings.models import Meeting, bodies_of
from meetings.models.deadlines import deadlines_of
from meetings.models.gatherings import Wanted, collisions_of, half_years, moved_deadlines, ordinary_days
from meetings.views.listing import convened_by
from meetings.workflow import STEPS, MeetingKind, MeetingVerb
from samla import clock
from samla.formats import clock_text, date_text, instant_text, weekday
from samla.forms import refuse
from samla.http import Request

STALE = "Någon annan har ändrat mötet sedan du öppnade sidan. Se vad som gäller nu, och gör om det som behövs."


def trail_of(meeting: Meeting, last: str) -> list[tuple[str, str | None]]:
    """The way to a page of a meeting."""
    return [
        ("Start", reverse("start")),
        ("Möten", reverse("meetings:list")),
        (meeting.name, meeting.get_absolute_url()),
        (last, None),
    ]


@require_http_methods(["GET", "POST"])
def meeting_new(request: Request) -> HttpResponse:
    """Plan one meeting of a body that the reader convenes. Without a body she chooses one."""
    convened = convened_by(request)
    if not convened:
        raise PermissionDenied("Möten planeras av den som sammankallar en grupp.")
    wanted = request.GET.get("grupp", "")
    body = next((one for one in convened if one.slug == wanted), convened[0] if len(convened) == 1 else None)
    if body is None:
        return render(request, "meetings/choose_body.html", {"bodies": convened, "trail": _trail("Nytt möte")})
    bound = request.POST if request.method == "POST" else None
    initial = {"kind": MeetingKind.ORDINARY, "starts": dt.time(13), "ends": dt.time(16)}
    form = NewForm(bound, collaboration=request.collaboration, body=body, initial=initial)
    if bound is not None and form.is_valid():
        given, facts = form.cleaned_data, form.facts
        try:
            meeting = actions.plan_meeting(
                body,
                starts_at=given["starts_at"],
                ends_at=given["ends_at"],
                joint=given["joint"],
                copies=given["copies"],
                by=request.user,
                **facts,
            )
        except ValidationError as error:
            _refuse_times(form, error)
        else:
            messages.success(request, f"Mötet {date_text(meeting.day)} är planerat. {_deadlines(meeting)}")
            return HttpResponseRedirect(meeting.get_absolute_url())
    context = {
        "form": form,
        "body": body,
        "settings": settings_of(body),
        "notes": notes_on(form, body) if form.is_bound else [],
        "trail": _trail("Nytt möte"),
    }
    return render(request, "meetings/new.html", context, status=422 if form.is_bound else 200)


def _trail(last: str) -> list[tuple[str, str | None]]:
    return [("Start", reverse("start")), ("Möten", reverse("meetings:list")), (last, None)]


def _refuse_times(form: Any, error: ValidationError) -> None:
    """The action speaks of instants, the form of day and times."""
    if hasattr(error, "error_dict"):
        names = {"starts_at": "starts", "ends_at": "ends"}
        for name, found in error.message_dict.items():
            field = names.get(name, name)
            form.add_error(field if field in form.fields else None, found)
    else:
        refuse(form, error)


def _deadlines(meeting: Meeting) -> str:
    return (
        f"Ärenden senast {date_text(meeting.cases_by)}, kallelse senast {date_text(meeting.notice_by)} "
        f"och synpunkter senast {date_text(meeting.views_by)}."
    )


def settings_of(body: Body) -> list[tuple[str, str]]:
    """The settings from which the deadlines follow, in words."""
    pairs = [
        ("Ärenden", f"{body.case_days} dagar före mötet"),
        ("Förberedande möte", f"{body.preparing_days} dagar före" if body.prepared_by_id else ""),
        ("Kallelse", f"{body.notice_days} dagar före"),
        ("Synpunkter", f"{body.view_days} arbetsdagar före, kl. 23.59"),
    ]
    return [(label, text) for label, text in pairs if text]


def notes_on(form: Any, body: Body) -> list[str]:
    """What a typed time collides with."""
    given = form.cleaned_data if form.is_bound and hasattr(form, "cleaned_data") else {}
    if not given.get("starts_at") or not given.get("ends_at"):
        return []
    bodies = (body, *given.get("joint", ()))
    return collisions_of([Wanted(given["starts_at"], given["ends_at"], bodies)])[0]


@require_http_methods(["GET", "POST"])
def meeting_edit(request: Request, pk: int) -> HttpResponse:
    """Change everything but the time; the deadlines can be set by hand."""
    meeting = find_meeting(request, pk)
    rules.may_take(request.user, meeting, MeetingVerb.REVISE).require()
    names = ("kind", "title", "place", "link", "practical", "prepares", "cases_by", "notice_by", "views_by", "version")
    initial = {name: getattr(meeting, name) for name in names}
    initial |= {"joint": bodies_of(meeting)[1:], "copies": [copy.user_id for copy in meeting.copies.all()]}
    bound = request.POST if request.method == "POST" else None
    form = EditForm(bound, collaboration=request.collaboration, body=meeting.body, day=meeting.day, initial=initial)
    status = 200
    if bound is not None and form.is_valid():
        given = form.cleaned_data
        try:
            actions.revise_meeting(
                meeting,
                form.facts,
                version=given["version"],
                joint=given["joint"],
                copies=given["copies"],
                by=request.user,
            )
        except ValidationError as error:
            refuse(form, error)
        except StaleError:
            return _stale(request, meeting, form, "Ändra mötet")
        else:
            messages.success(request, _changed(meeting))
            return HttpResponseRedirect(meeting.get_absolute_url())
    if bound is not None:
        status = 422
    context = {"form": form, "meeting": meeting, "label": "Ändra mötet", "trail": trail_of(meeting, "Ändra")}
    return render(request, "meetings/change.html", context, status=status)


def _changed(meeting: Meeting) -> str:
    done = STEPS[MeetingVerb.REVISE].done
    return f"{done} De som är kallade får veta det när du skickar en ändrad kallelse." if meeting.is_called else done


def _stale(request: Request, meeting: Meeting, form: Any, label: str) -> HttpResponse:
    """Somebody was there first: what holds now beside what was typed, under the new version."""
    current = find_meeting(request, meeting.pk)
    form.data = form.data.copy()
    form.data["version"] = current.version
    form.add_error(None, STALE)
    now = [
        ("Tid", f"{instant_text(current.starts_at)}–{clock_text(current.ends_at)}"),
        ("Plats", current.place),
        ("Länk", current.link),
        ("Rubrik", current.title),
    ]
    context = {
        "form": form,
        "meeting": current,
        "label": label,
        "now": [(name, text) for name, text in now if text],
        "trail": trail_of(current, label),
    }
    return render(request, "meetings/change.html", context, status=409)


@require_http_methods(["GET", "POST"])
def meeting_move(request: Request, pk: int) -> HttpResponse:
    """Hold the meeting at another time: first what moves with it is shown, then it is done."""
    meeting = find_meeting(request, pk)
    rules.may_take(request.user, meeting, MeetingVerb.MOVE).require()
    local = meeting.starts_at.astimezone(clock.STOCKHOLM), meeting.ends_at.astimezone(clock.STOCKHOLM)
    initial = {"day": meeting.day, "starts": local[0].time(), "ends": local[1].time(), "version": meeting.version}
    bound = request.POST if request.method == "POST" else None
    form = MoveForm(bound, initial=initial)
    context: dict[str, Any] = {"form": form, "meeting": meeting, "trail": trail_of(meeting, "Flytta")}
    if bound is None or not form.is_valid():
        return render(request, "meetings/move.html", context, status=422 if bound is not None else 200)
    given = form.cleaned_data
    digest = hashlib.sha256(f"{given['starts_at']}{given['ends_at']}".encode()).hexdigest()[:16]
    try:
        actions.check_instants(given["starts_at"], given["ends_at"])
        if given["seen"] != digest:
            shown = {**request.POST.dict(), "seen": digest}
            context |= {"form": MoveForm(shown), **what_moves(meeting, given["starts_at"], given["ends_at"])}
            return render(request, "meetings/move.html", context)
        actions.move_meeting(
            meeting,
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            version=given["version"],
            note=given["note"],
            by=request.user,
        )
    except ValidationError as error:
        _refuse_times(form, error)
        return render(request, "meetings/move.html", context, status=422)
    except StaleError:
        return _stale(request, meeting, form, "Flytta mötet")
    told = " Alla som är kallade har fått en ändrad kallelse." if meeting.is_called else ""
    messages.success(request, f"Mötet är flyttat till {instant_text(given['starts_at'])}.{told}")
    return HttpResponseRedirect(meeting.get_absolute_url())


def what_moves(meeting: Meeting, starts_at: dt.datetime, ends_at: dt.datetime) -> dict[str, Any]:
    """What follows with a meeting to another time: deadlines, the preparing meeting, collisions, and who is told."""
    day = starts_at.astimezone(clock.STOCKHOLM).date()
    warnings = collisions_of([Wanted(starts_at, ends_at, tuple(bodies_of(meeting)), meeting.pk)])[0]
    last = deadlines_of(meeting.body, day).preparing_by
    for preparing in meeting.prepared_in.standing().select_related("body"):
        if preparing.starts_at >= starts_at:
            warnings.append(f"{preparing} förbereder mötet och hamnar efter det. Flytta det mötet först.")
        elif last and preparing.day > last:
            warnings.append(f"{preparing} hamnar närmare än {meeting.body.preparing_days} dagar före mötet.")
    return {
        "moves": [(label, before, after, before != after) for label, before, after in moved_deadlines(meeting, day)],
        "new_time": f"{weekday(day)} {instant_text(starts_at)}–{clock_text(ends_at)}",
        "warnings": warnings,
        "is_told": meeting.is_called,
    }


@require_http_methods(["GET", "POST"])
def meeting_cancel(request: Request, pk: int) -> HttpResponse:
    """The meeting is not held, and why."""
    meeting = find_meeting(request, pk)
    rules.may_take(request.user, meeting, MeetingVerb.CANCEL).require()
    bound = request.POST if request.method == "POST" else None
    form = CancelForm(bound, initial={"version": meeting.version})
    if bound is not None and form.is_valid():
        try:
            actions.cancel_meeting(meeting, **form.cleaned_data, by=request.user)
        except ValidationError as error:
            refuse(form, error)
        except StaleError:
            return _stale(request, meeting, form, "Ställ in mötet")
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
    return render(request, "meetings/change.html", context, status=422 if bound is not None else 200)


@require_POST
def meeting_approve(request: Request, pk: int) -> HttpResponse:
    """The chair agrees that the notice is sent as the agenda stands (54)."""
    meeting = find_meeting(request, pk)
    version = request.POST.get("version", "")
    if not version.isdecimal():
        raise Http404
    try:
        actions.approve_notice(meeting, version=int(version), by=request.user)
    except StaleError:
        messages.error(request, "Dagordningen har ändrats sedan du läste den. Läs den igen och godkänn sedan.")
    else:
        messages.success(request, STEPS[MeetingVerb.APPROVE].done)
    return HttpResponseRedirect(f"{meeting.get_absolute_url()}forbered/")


def counts_of(body: Body, year: int, extra: list[dt.date] | None = None) -> list[Any]:
    """The half-years of a body, with the days of meetings that are only typed."""
    return half_years(body, year, [*ordinary_days(body, year), *(extra or [])])
