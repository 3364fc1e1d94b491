"""Who is heard on what before the meeting opens, and what they have written."""

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.models import Case
from groups.models import SeatStatus, User
from meetings import rules
from meetings.http import find_meeting
from meetings.models import AgendaItem, Meeting, Notice, WrittenView, places_of, rows_of_coverage
from meetings.models.coverage import Row, coverage_of
from meetings.models.papers import items_for, secret_cases_of
from meetings.views.planning import trail_of
from meetings.views.rows import HIDDEN
from meetings.workflow import ASKS_FOR_VIEWS, Answer, ItemKind, Position, Voice
from samla.formats import date_text, instant_text, sequence
from samla.http import Request

PER_PAGE = 30  # columns of one picture and table
QUOTED = 20  # so many positions against are quoted, more are told in short
CELL, TOP, LEFT = 22, 26, 230
MARKS = {
    Voice.PRESENT: ("present", "N"),
    Voice.WRITTEN: ("written", "S"),
    Voice.NO_VIEWS: ("nothing", "–"),
    Voice.MISSING: ("missing", "!"),
    Voice.NOT_ASKED: ("unasked", "·"),
}
AGAINST = ("against", "×")
CO_OPTED = "adjungerad, utanför enigheten"


@dataclass(slots=True)
class Line:
    """One organisation in the picture and the table, its words ready."""

    name: str
    note: str
    answers: str
    top: int
    cells: list[tuple[int, str, str, str]] = field(default_factory=list)


def latest_notice(meeting: Meeting) -> Notice:
    """The notice that holds. Raises Http404 before any has been sent."""
    notice = meeting.notices.order_by("-number").first()
    if notice is None:
        raise Http404("Ingen kallelse har skickats än.")
    return notice


@require_safe
def coverage(request: Request, pk: int) -> HttpResponse:
    """The matrix of organisations and items, as picture and table, for chair and convener."""
    meeting = find_meeting(request, pk)
    rules.may_see_coverage(request.user, meeting).require()
    notice = latest_notice(meeting)
    numbers = {item["item"]: item["number"] for item in notice.content["items"] if _asks(item)}
    items = list(AgendaItem.objects.standing().filter(pk__in=numbers))
    items.sort(key=lambda item: numbers[item.pk])
    places = places_of(meeting)
    views = list(WrittenView.objects.filter(item__meeting=meeting).that_count().select_related("submission"))
    rows = coverage_of(rows_of_coverage(places), items, meeting.replies.all(), views)
    hidden = secret_cases_of(notice.content["items"], request.user)
    titles = {item["item"]: HIDDEN if item["item"] in hidden else item["title"] for item in notice.content["items"]}
    names = _names(rows)
    pages = max(1, -(-len(items) // PER_PAGE))
    page = _page_number(request, pages)
    shown = items[(page - 1) * PER_PAGE : page * PER_PAGE]
    context = {
        "meeting": meeting,
        "lines": _lines(rows, shown, views, names),
        "columns": [(LEFT + n * CELL, numbers[item.pk], titles[item.pk]) for n, item in enumerate(shown)],
        "width": LEFT + max(1, len(shown)) * CELL + 4,
        "height": TOP + len(rows) * CELL + 4,
        "legend": _legend(rows),
        "silent": [_silence(row, numbers, names) for row in rows if row.missing],
        "against": _against(rows, views, numbers, names, hidden),
        "counts": _counts(rows),
        "vacant": [f"{place.seat.label}, {place.body.short_name}" for place in places if place.is_vacant],
        "pages": [(number, number == page) for number in range(1, pages + 1)] if pages > 1 else [],
        "trail": trail_of(meeting, "Vilka är hörda?"),
    }
    return render(request, "meetings/coverage.html", context)


def _page_number(request: Request, pages: int) -> int:
    wanted = request.GET.get("sida", "1")
    return min(pages, max(1, int(wanted))) if wanted.isdecimal() and len(wanted) < 6 else 1


def _asks(item: dict[str, Any]) -> bool:
    return ItemKind(item["kind"]) in ASKS_FOR_VIEWS


def _names(rows: list[Row]) -> dict[int, str]:
    """What each row is called, by its seat; where two are called the same, with the seat or the body that tells them apart."""
    names = {row.place.seat.pk: row.place.name for row in rows}
    bodies = {row.place.body.pk for row in rows}
    told: dict[int, str] = {}
    for row in rows:
        seat, name = row.place.seat, row.place.name
        twins = [one for one in rows if one.place.name == name and one.place.seat.pk != seat.pk]
        if twins and len(bodies) > 1 and all(one.place.body.pk != row.place.body.pk for one in twins):
            name = f"{name} ({row.place.body.short_name})"
        elif twins and seat.label != name:
            name = f"{name} ({seat.label})"
        told[seat.pk] = name
    return {**names, **told}


def _legend(rows: list[Row]) -> list[tuple[str, str, str]]:
    used = {voice for row in rows for voice in row.voices.values()}
    found = [(*MARKS[voice], voice.value) for voice in Voice if voice != Voice.NOT_ASKED or voice in used]
    return [*found, (*AGAINST, "står inte bakom")]


def _lines(rows: list[Row], shown: list[AgendaItem], views: list[WrittenView], names: dict[int, str]) -> list[Line]:
    said = {(view.seat_id, view.item_id): view for view in views}
    lines = []
    for at, row in enumerate(rows):
        seat = row.place.seat
        note = CO_OPTED if seat.status == SeatStatus.CO_OPTED else ""
        note = "vakant" if not row.place.people else note
        line = Line(names[seat.pk], note, _answers(row), TOP + at * CELL)
        for column, item in enumerate(shown):
            cell = _cell(row.voices[item.pk], said.get((seat.pk, item.pk)))
            line.cells.append((LEFT + column * CELL, *cell))
        lines.append(line)
    return lines


def _cell(voice: Voice, view: WrittenView | None) -> tuple[str, str, str]:
    """State, letter and words: how the organisation is heard, and where it stands when it has said so."""
    state, mark = MARKS[voice]
    if view is None or voice in {Voice.NO_VIEWS, Voice.NOT_ASKED}:
        return state, mark, voice.value
    words = f"{voice.value}, {view.get_position_display().lower()}"
    return (*AGAINST, words) if view.position == Position.NOT_BEHIND else (state, mark, words)


def _answers(row: Row) -> str:
    said = {reply.user_id: reply for reply in row.replies}
    words = []
    for user in row.place.people:
        reply = said.get(user.pk)
        if reply is None:
            words.append(f"{user.name} har inte svarat")
        elif reply.answer == Answer.ATTENDS:
            words.append(f"{user.name} deltar")
        else:
            words.append(f"{user.name} kan inte delta")
    return sequence(words) if words else "Ingen har platsen"


def _silence(row: Row, numbers: dict[int, int], names: dict[int, str]) -> str:
    """”Tandvården har ingen röst på punkt 5–7 och 9.”"""
    name = names[row.place.seat.pk]
    missing = sorted(numbers[item] for item in row.missing)
    asked = [item for item, voice in row.voices.items() if voice != Voice.NOT_ASKED]
    if len(missing) == len(asked):
        return f"{name} har ingen röst på någon punkt."
    return f"{name} har ingen röst på punkt {spans(missing)}."


def spans(numbers: list[int]) -> str:
    """[5, 6, 7, 9] -> ”5–7 och 9”."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return sequence(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in found)


def _against(
    rows: list[Row], views: list[WrittenView], numbers: dict[int, int], names: dict[int, str], hidden: set[int]
) -> list[str]:
    """Who does not stand behind what, in words, since the chair must know it before the meeting; in short when it is much."""
    found = [
        view
        for view in sorted(views, key=lambda view: numbers.get(view.item_id, 0))
        if view.position == Position.NOT_BEHIND and view.item_id in numbers and view.seat_id in names
    ]
    who = {
        row.place.seat.pk: names[row.place.seat.pk] + ("" if row.place.is_in_consensus else f" ({CO_OPTED})")
        for row in rows
    }
    if len(found) <= QUOTED:
        return [
            f"{who[view.seat_id]} står inte bakom punkt {numbers[view.item_id]}"
            f"{'.' if view.item_id in hidden else f': {view.text}'}"
            for view in found
        ]
    by_seat: dict[int, list[int]] = {}
    for view in found:
        by_seat.setdefault(view.seat_id, []).append(numbers[view.item_id])
    return [f"{who[seat]} står inte bakom punkt {spans(against)}." for seat, against in by_seat.items()]


def _counts(rows: list[Row]) -> str:
    attends = sum(row.is_present for row in rows)
    declined = sum(row.has_declined for row in rows)
    return (
        f"{attends} av {len(rows)} deltar, {declined} har förhinder, {len(rows) - attends - declined} har inte svarat."
    )


@dataclass(slots=True)
class Heard:
    """One item with what organisations have written on it."""

    key: int
    title: str
    withdrawn: str
    views: list[dict[str, Any]] = field(default_factory=list)


@require_safe
def read_views(request: Request, pk: int) -> HttpResponse:
    """All that has been handed in, item by item, with organisation and name (35); for whom, the rule says."""
    meeting = find_meeting(request, pk)
    rules.may_read_views(request.user, meeting).require()
    notice = latest_notice(meeting)
    told = {item["item"]: item for item in items_for(notice.content, meeting, request.user)}
    numbers = {key: item["number"] for key, item in told.items()}
    given = WrittenView.objects.filter(item__meeting=meeting)
    written = sorted(
        given.order_by().values_list("item", flat=True).distinct(), key=lambda key: numbers.get(key, 10_000)
    )
    pages = max(1, -(-len(written) // PER_PAGE))
    page = _page_number(request, pages)
    is_all = request.GET.get("sida") == "alla"
    shown = written if is_all else written[(page - 1) * PER_PAGE : page * PER_PAGE]
    there = given.filter(item__in=shown).select_related("submission", "item__case", "seat")
    views = list(there.order_by("item", "seat", "number"))
    hidden = {*secret_cases_of(told.values(), request.user), *_hidden(views, request.user)}
    items: dict[int, Heard] = {}
    for view in views:
        item = view.item
        frozen = told.get(item.pk)
        title = f"{frozen['number']}. {frozen['title']}" if frozen else item.title
        heard = items.setdefault(item.pk, Heard(item.pk, HIDDEN if item.pk in hidden else title, item.withdrawn_reason))
        if item.pk not in hidden:
            _place(heard, view)
    for heard in items.values():
        heard.views.sort(key=lambda said: str(said["organisation"]))
    context = {
        "meeting": meeting,
        "items": sorted(items.values(), key=lambda heard: numbers.get(heard.key, 10_000)),
        "pages": [(number, number == page and not is_all) for number in range(1, pages + 1)] if pages > 1 else [],
        "is_all": is_all,
        "deadline": date_text(meeting.views_by),
        "trail": trail_of(meeting, "Inkomna synpunkter"),
    }
    return render(request, "meetings/read_views.html", context)


def _hidden(views: list[WrittenView], user: User) -> set[int]:
    """Items whose case is marked secret now, also withdrawn ones, and which the person may not read; at most one query."""
    marked = {view.item.case.pk: view.item_id for view in views if view.item.case and view.item.case.secrecy_provision}
    if not marked:
        return set()
    open_to = set(Case.objects.visible_to(user).filter(pk__in=marked).values_list("pk", flat=True))
    return {item for case, item in marked.items() if case not in open_to}


def _place(heard: Heard, view: WrittenView) -> None:
    """The view at its item; an earlier one of the same seat becomes what was said before."""
    submission, last = view.submission, heard.views[-1] if heard.views else None
    said = {
        "seat": view.seat_id,
        "organisation": submission.organisation_name,
        "note": CO_OPTED if view.seat.status == SeatStatus.CO_OPTED else "",
        "by": f"{submission.by_name}, {submission.seat_text}",
        "when": instant_text(view.at),
        "position": view.get_position_display(),
        "against": view.position == Position.NOT_BEHIND,
        "text": view.text,
        "late": view.is_late,
        "changed_late": False,
        "earlier": [],
    }
    if last is not None and last["seat"] == view.seat_id:
        before = " – ".join(part for part in (last["position"], last["text"]) if part)
        said["earlier"] = [*last["earlier"], f"{last['when']}: {before}"]
        said["changed_late"] = view.is_late
        heard.views.pop()
    heard.views.append(said)
