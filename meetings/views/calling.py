"""A notice is looked at and sent; every version that was sent stays readable."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.models import Case
from documents.actions import fingerprint, start
from documents.models import DocumentVersion
from documents.views.files import send
from documents.views.jobs import answer_with
from groups.actions import StaleError
from groups.models import User
from meetings import actions, rules, tasks
from meetings.actions.changes import changes_between, masked
from meetings.actions.freezing import freeze
from meetings.actions.preparing import Missing
from meetings.actions.telling import changes_of, seated, secret_cases
from meetings.actions.writing import facts_of, title_of
from meetings.http import find_meeting
from meetings.models import Meeting, Notice, Place, places_of
from meetings.models.papers import items_for
from meetings.models.preparation import hidden_items, items_to_prepare
from meetings.views.planning import trail_of
from meetings.views.preparing import find_preparation
from meetings.workflow import STEPS, ItemKind, MeetingVerb, ReceiverRole
from samla.formats import counted, instant_text
from samla.http import Request

STALE = "Dagordningen har ändrats sedan du öppnade sidan. Läs igenom den igen innan du skickar."


@require_http_methods(["GET", "POST"])
def meeting_call(request: Request, pk: int) -> HttpResponse:
    """Exactly what goes out and to whom; one press sends it."""
    meeting: Any = find_preparation(request, pk) if request.method == "GET" else find_meeting(request, pk)
    verb = verb_of(meeting)
    rules.may_take(request.user, meeting, verb).require()
    if request.method == "GET":
        return render(request, "meetings/call.html", _what_goes_out(request, meeting))
    version, note = request.POST.get("version", ""), request.POST.get("note", "")
    try:
        notice = actions.call(
            meeting, version=int(version[:9]) if version.isdecimal() else 0, note=note, by=request.user
        )
    except StaleError:
        again = {"note": note, "general": _first(meeting) or STALE}
        context = _what_goes_out(request, find_preparation(request, pk)) | again
        return render(request, "meetings/call.html", context, status=409)
    except ValidationError as error:
        again = {"note": note, "general": " ".join(error.messages)}
        context = _what_goes_out(request, find_preparation(request, pk)) | again
        return render(request, "meetings/call.html", context, status=422)
    told = counted(notice.receivers.count(), "person", "personer")
    messages.success(request, f"{STEPS[verb].done} Kallelse {notice.number} har gått till {told}.")
    return HttpResponseRedirect(meeting.get_absolute_url())


def _first(meeting: Meeting) -> str:
    """Who was first, when the notice has just been sent."""
    last = meeting.notices.order_by("-number").first()
    if last is None:
        return ""
    return f"Kallelse {last.number} skickades {instant_text(last.sent_at)} av {last.sent_by_name}. Läs igenom innan du skickar igen."


def _what_goes_out(request: Request, meeting: Any) -> dict[str, Any]:
    """The notice as it would be frozen now, what is missing, and whom it reaches; no query for each item."""
    items, places = items_to_prepare(meeting), places_of(meeting)
    hidden = hidden_items(items, request.user)
    missing = [_from_here(line, meeting) for line in actions.missing_of(meeting, items, places, hidden)]
    frozen = freeze(meeting, places, items)
    marked = {item["case_key"] for item in frozen["items"] if item["is_secret"]}
    unread = {item["case_key"] for item in frozen["items"] if item["item"] in hidden}
    shown = masked(frozen, unread, open_to=marked - unread)
    label = verb_of(meeting).label
    return {
        "meeting": meeting,
        "label": label,
        "stops": [line for line in missing if line.stops],
        "warns": [line for line in missing if not line.stops],
        "changes": _told_changes(meeting.last_content, frozen) if meeting.last_number else [],
        "last": meeting.last_number,
        "groups": grouped(shown["items"]),
        "roles": _reached(places, frozen),
        "vacant": frozen["vacant"],
        "co_convener": frozen["meeting"]["co_convener"],
        "note": "",
        "trail": trail_of(meeting, label),
    }


def verb_of(meeting: Meeting) -> MeetingVerb:
    """What is sent: the first notice, or a changed one."""
    return MeetingVerb.CALL if meeting.called_at is None else MeetingVerb.CALL_AGAIN


def _reached(places: Iterable[Place], frozen: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Everybody whom the notice reaches (`receivers_of`), by role, with her seat."""
    found = {user.pk: (role, f"{user.name}, {seat}") for user, role, seat in seated(places).values()}
    for person in (one for item in frozen["items"] for one in item["people"]):
        words = f"{person['name']}, {person['about']}" if person["about"] else person["name"]
        found.setdefault(person["user"], (ReceiverRole.RESOURCE, words))
    for copy in frozen["copies"]:
        found.setdefault(copy["user"], (ReceiverRole.COPY, copy["name"]))
    roles: dict[str, list[str]] = {}
    for role, words in found.values():
        roles.setdefault(ReceiverRole(role).label.capitalize(), []).append(words)
    return list(roles.items())


def _from_here(line: Missing, meeting: Meeting) -> Missing:
    """What is missing, with the places of the page of preparation named by their address."""
    return replace(line, url=f"{meeting.get_absolute_url()}forbered/{line.url}") if line.url.startswith("#") else line


def grouped(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Frozen items under their headings, with the words that a page shows."""
    groups: list[dict[str, Any]] = []
    for item in items:
        if not groups or groups[-1]["heading"] != item["group"]:
            groups.append({"heading": item["group"], "rows": []})
        facts = [ItemKind(item["kind"]).label, f"{item['minutes']} min", item["presenter"], item["case"]]
        groups[-1]["rows"].append({**item, "facts": " · ".join(fact for fact in facts if fact)})
    return groups


@require_safe
def notice_page(request: Request, pk: int, number: int) -> HttpResponse:
    """One version as it was sent. A resource person reads only her items (56)."""
    meeting = find_meeting(request, pk)
    notice = get_object_or_404(
        Notice.objects.select_related("meeting__collaboration", "meeting__body"), meeting=meeting, number=number
    )
    shown = items_for(veiled(notice.content, request.user), meeting, request.user)
    newest = meeting.notices.order_by("-number").values_list("number", flat=True)[0]
    whole = not rules.is_limited(request.user, meeting)
    context = {
        "meeting": meeting,
        "notice": notice,
        "title": title_of(notice),
        "facts": facts_of(notice, notice.content["meeting"]),
        "changes": changes_of(notice, secret_cases(notice.content)) if whole else [],
        "before": notice.number - 1,
        "groups": grouped(shown),
        "newest": newest,
        "called": notice.content["called"] if whole else [],
        "whole": whole,
        "prepares": meeting.is_called and bool(rules.convenes(request.user, meeting)),
        "receivers": _receivers(notice) if rules.leads(request.user, meeting) else [],
        "numbers": range(1, newest + 1),
        "trail": trail_of(meeting, f"Kallelse {number}"),
    }
    return render(request, "meetings/notice.html", context)


def _receivers(notice: Notice) -> list[tuple[str, str, str, str]]:
    """Who got it, as what, when, and what became of the letter; one query."""
    rows = notice.receivers.select_related("letter").order_by("pk")
    return [
        (
            row.name,
            row.get_role_display() + (", återkallad" if row.is_cancellation else ""),
            instant_text(row.at),
            row.letter.get_state_display() if row.letter else "",
        )
        for row in rows
    ]


@require_safe
def notice_pdf(request: Request, pk: int, number: int | None = None) -> HttpResponseBase:
    """A notice as PDF: the registered document, or the same laid out for the reader until the worker has registered it."""
    meeting = find_meeting(request, pk)
    if rules.is_limited(request.user, meeting):
        raise Http404("Du är kallad till en del av mötet och läser dina punkter på sidan.")
    wanted = {} if number is None else {"number": number}
    notice = meeting.notices.select_related("meeting__body").filter(**wanted).order_by("-number").first()
    if notice is None:
        raise Http404("Ingen kallelse har skickats än.")
    frozen_open = {item["case_key"] for item in notice.content["items"] if not item["is_secret"]}
    since = secret_cases(notice.content) & frozen_open
    if since and Case.objects.visible_to(request.user).filter(pk__in=since).count() < len(since):
        raise PermissionDenied(
            "Kallelsen nämner ett ärende som har fått sekretess sedan den skickades. Läs den på sidan."
        )
    if notice.document_id:
        version = DocumentVersion.objects.select_related("blob", "document").get(document=notice.document_id, number=1)
        return send(request, version, as_attachment=False)
    job = start(
        "notice",
        fingerprint("notice", notice.pk, notice.sha256),
        by=request.user,
        filename=f"{slugify(title_of(notice))}.pdf",
        task=tasks.write_notice_to_read,
        args=[notice.pk],
        address=meeting.get_absolute_url(),
    )
    return answer_with(request, job)


@require_POST
def notice_catch_up(request: Request, pk: int) -> HttpResponse:
    """Send the notice that holds to whoever has come to a seat since, and cancel it for whoever has left."""
    meeting = find_meeting(request, pk)
    told = actions.catch_up(meeting, by=request.user)
    messages.success(
        request,
        f"{counted(told, 'person', 'personer')} har fått veta."
        if told
        else "Alla som har en plats har redan kallelsen.",
    )
    return HttpResponseRedirect(meeting.get_absolute_url())


def changes_since(meeting: Meeting) -> list[str]:
    """What the agenda says now that the last notice does not, as the next one will tell it; for whoever prepares."""
    last = meeting.notices.order_by("-number").first()
    return _told_changes(last.content, freeze(meeting, places_of(meeting))) if last else []


def veiled(content: dict[str, Any], user: User) -> dict[str, Any]:
    """The content as the person may read it: without what is marked secret, when it was sent or since, and is not hers to read."""
    keys = [item["case_key"] for item in content["items"] if item["case_key"]]
    marked = secret_cases(content) | {item["case_key"] for item in content["items"] if item["is_secret"]}
    hers = set(Case.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)) if marked else set()
    return masked(content, marked - hers, open_to=hers)


def _told_changes(last: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """From the content that was sent last to the one of now, without what is marked secret, then or now; one query when
    an item with a case has gone.
    """
    known = {item["case_key"]: item["is_secret"] for item in now["items"] if item["case_key"]}
    gone = [item for item in last["items"] if item["case_key"] not in known]
    secret = {key for key, is_secret in known.items() if is_secret} | secret_cases({"items": gone})
    return changes_between(masked(last, secret), masked(now, secret))
