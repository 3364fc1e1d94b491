"""A meeting is planned, and changed."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from groups.actions import StaleError
from groups.models import Body
from meetings import actions, rules
from meetings.forms import EditForm, NewForm
from meetings.http import find_meeting
from meetings.models import Meeting, bodies_of
from meetings.models.deadlines import deadlines_of
from meetings.models.gatherings import Wanted, collisions_of
from meetings.views.listing import convened_by, settings_of
from meetings.workflow import STEPS, MeetingKind, MeetingVerb
from samla import clock
from samla.formats import date_text, sequence, times_text
from samla.forms import refuse
from samla.http import Request

DEADLINE_WORDS = {"cases_by": "Ärenden senast", "notice_by": "Kallelse senast", "views_by": "Synpunkter senast"}
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
    """Plan one meeting of a body that the reader convenes: first its deadlines and collisions, then the meeting."""
    convened = convened_by(request)
    if not convened:
        raise PermissionDenied("Möten planeras av den som sammankallar en grupp.")
    wanted = request.GET.get("grupp", "")
    body = next((one for one in convened if one.slug == wanted), convened[0] if len(convened) == 1 else None)
    if body is None:
        return render(request, "meetings/choose_body.html", {"bodies": convened, "trail": _trail("Nytt möte")})
    if request.method == "GET":
        return _new_page(request, body, new_form(request, body))
    form = new_form(request, body, request.POST)
    if not form.is_valid():
        return _new_page(request, body, form, status=422)
    given = form.cleaned_data
    seen = digest_of(given["starts_at"], given["ends_at"])
    try:
        actions.check_instants(given["starts_at"], given["ends_at"])
        if given["seen"] != seen:
            return _new_page(request, body, _shown(request, body, given["day"], seen), notes=notes_on(given, body))
        times = {name: given[name] for name in ("starts_at", "ends_at", "joint", "copies")}
        meeting = actions.plan_meeting(body, **times, by=request.user, **form.facts)
    except ValidationError as error:
        refuse_times(form, error)
        return _new_page(request, body, form, status=422)
    messages.success(request, f"Mötet {date_text(meeting.day)} är planerat. {_deadlines(meeting)}")
    return HttpResponseRedirect(meeting.get_absolute_url())


def new_form(request: Request, body: Body, data: Any = None) -> NewForm:
    """The form; its deadlines stand there once a time has been looked at."""
    initial = {"kind": MeetingKind.ORDINARY, "starts": dt.time(13), "ends": dt.time(16)}
    derives = not (data and data.get("seen"))
    return NewForm(data, collaboration=request.collaboration, body=body, initial=initial, derives=derives)


def _shown(request: Request, body: Body, day: dt.date, seen: str) -> NewForm:
    """The form as it was typed, with the deadlines that follow from the day."""
    data = request.POST.copy()
    data["seen"] = seen
    for name, last in deadlines_of(body, day).fields().items():
        data[name] = last.isoformat()
    return new_form(request, body, data)


def _new_page(
    request: Request, body: Body, form: NewForm, *, notes: Iterable[str] = (), status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "body": body,
        "settings": settings_of(body),
        "notes": notes,
        "is_shown": "cases_by" in form.fields,
        "trail": _trail("Nytt möte"),
    }
    return render(request, "meetings/new.html", context, status=status)


def _trail(last: str) -> list[tuple[str, str | None]]:
    return [("Start", reverse("start")), ("Möten", reverse("meetings:list")), (last, None)]


def refuse_times(form: Any, error: ValidationError) -> None:
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


def digest_of(starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    """What a form carries to say that what follows from a time has been shown."""
    return hashlib.sha256(f"{starts_at}{ends_at}".encode()).hexdigest()[:16]


def notes_on(given: dict[str, Any], body: Body) -> list[str]:
    """What a typed time collides with, and what is due already; warns, never stops."""
    bodies = (body, *given["joint"])
    found = collisions_of([Wanted(given["starts_at"], given["ends_at"], bodies)])[0]
    return [*found, *overdue(deadlines_of(body, given["day"]).fields())]


def overdue(deadlines: Mapping[str, dt.date]) -> list[str]:
    """Last days that have passed, in sentences."""
    return [
        f"{label} {date_text(deadlines[name])} har redan passerat."
        for name, label in DEADLINE_WORDS.items()
        if deadlines[name] < clock.today()
    ]


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
            return stale(request, meeting, form, "Ändra mötet")
        else:
            messages.success(request, _changed(meeting))
            return HttpResponseRedirect(meeting.get_absolute_url())
    if bound is not None:
        status = 422
    when = f"{date_text(meeting.day)} kl. {times_text(meeting.starts_at, meeting.ends_at)}"
    trail = trail_of(meeting, "Ändra")
    context = {"form": form, "meeting": meeting, "label": "Ändra mötet", "when": when, "trail": trail}
    return render(request, "meetings/change.html", context, status=status)


def _changed(meeting: Meeting) -> str:
    done = STEPS[MeetingVerb.REVISE].done
    return f"{done} De som är kallade får veta det när du skickar en ändrad kallelse." if meeting.is_called else done


def stale(request: Request, meeting: Meeting, form: Any, label: str) -> HttpResponse:
    """Somebody was there first: what holds now beside what was typed, under the new version."""
    current = find_meeting(request, meeting.pk)
    form.data = form.data.copy()
    form.data["version"], form.data["seen"] = current.version, ""  # what moves is shown once more
    form.add_error(None, STALE)
    context = {
        "form": form,
        "meeting": current,
        "label": label,
        "now": facts_of(current),
        "trail": trail_of(current, label),
    }
    return render(request, "meetings/change.html", context, status=409)


def facts_of(meeting: Meeting) -> list[tuple[str, str]]:
    """The meeting as it is saved, in words; what is empty is left out."""
    facts = [
        ("Läge", meeting.get_state_display()),
        ("Tid", f"{date_text(meeting.day)} kl. {times_text(meeting.starts_at, meeting.ends_at)}"),
        ("Slag", meeting.get_kind_display()),
        ("Rubrik", meeting.title),
        ("Plats", meeting.place),
        ("Länk", meeting.link),
        ("Praktiskt", meeting.practical),
        ("Tillsammans med", sequence(body.short_name for body in bodies_of(meeting)[1:])),
        ("För kännedom", sequence(copy.user.name for copy in meeting.copies.select_related("user"))),
        ("Förbereder", str(meeting.prepares or "")),
        *((label, date_text(getattr(meeting, name))) for name, label in DEADLINE_WORDS.items()),
    ]
    return [(label, text) for label, text in facts if text]
