"""The items of a notice as its reader sees them: every word, address and date ready, because templates are what costs."""

import datetime as dt
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from meetings.models import AnchoringNote, Meeting, Notice
from meetings.models.mine import OwnSeat
from meetings.models.papers import HIDDEN, Paper, items_for, papers_of, secret_cases_of
from meetings.workflow import ASKS_FOR_VIEWS, ItemKind, Position
from samla.formats import date_text, instant_text, size_text
from samla.http import Request
from samla.markdown import render

BADGE_OF_KIND = {
    ItemKind.FORMALITY: "draft",
    ItemKind.DECISION: "active",
    ItemKind.DIALOGUE: "waiting",
    ItemKind.INFORMATION: "returned",
    ItemKind.REPORT: "done",
}
KEPT = 64  # agendas laid out, in each process: some megabytes at most
_laid_out: dict[Hashable, list["ItemRow"]] = {}
POSITIONS = tuple((position.value, position.label) for position in Position)


@dataclass(slots=True)
class ItemRow:
    """One item of the agenda, and what the reader's organisation says of it."""

    key: int
    number: int
    title: str
    group: str
    starts: str
    length: str
    kind: str
    badge: str
    facts: str
    case_number: str
    case_url: str
    proposal: SafeString | str
    change: dict[str, str] | None
    documents: list[tuple[str, str, str]]
    withdrawn: str
    asks: bool
    text: str = ""
    position: str = ""
    version: int = 0
    html: SafeString | str = ""
    error: str = ""
    saved: str = ""
    handed: str = ""
    earlier: list[str] = field(default_factory=list)
    notes: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def said(self) -> str:
        """The chosen position, as a sentence."""
        return f"{Position(self.position).label}." if self.position else ""

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """The positions with the one that is chosen."""
        return [(value, label, value == self.position) for value, label in POSITIONS]


def rows_of(request: Request, meeting: Meeting, notice: Notice) -> list[ItemRow]:
    """The items that the reader may read, with the documents that she may read; at most four queries.

    `notice` comes `with_withdrawn()`.
    """
    items = items_for(notice.content, meeting, request.user)
    hidden = secret_cases_of(items, request.user)
    papers = papers_of(meeting, items, request.user)
    gone = {one["item"]: one["reason"] for one in notice.__dict__.get("withdrawn", [])}
    shown = tuple(item["item"] for item in items)
    key = (
        meeting.get_absolute_url(),
        notice.pk,
        notice.sha256,
        shown,
        tuple(papers),
        frozenset(hidden),
        tuple(sorted(gone.items())),
    )
    kept = _laid_out.get(key)
    if kept is None:
        kept = _lay_out(meeting, items, papers, hidden, gone)
        if len(_laid_out) >= KEPT:
            _laid_out.clear()
        _laid_out[key] = kept
    return [replace(row) for row in kept]


def _lay_out(
    meeting: Meeting, items: list[dict[str, Any]], told: list[Paper], hidden: set[int], gone: dict[int, str]
) -> list[ItemRow]:
    """The rows with what is the same to everybody who reads as much of a notice: a notice never changes, so it is kept."""
    papers: dict[int, list[Paper]] = {}
    for paper in told:
        papers.setdefault(paper.item, []).append(paper)
    at, cases = meeting.get_absolute_url(), f"{meeting.collaboration.prefix}/arenden/"
    group, rows = "", []
    for item in items:
        row = _row(item, papers.get(item["item"], []), at, cases, is_hidden=item["item"] in hidden)
        row.withdrawn = gone.get(row.key, "")
        row.group = item["group"] if item["group"] != group else ""
        group = item["group"]
        row.html = mark_safe(_template().render({"row": row}))
        rows.append(row)
    return rows


@cache
def _template() -> Any:
    return get_template("meetings/_item.html")


def _row(item: dict[str, Any], papers: list[Paper], at: str, cases: str, *, is_hidden: bool) -> ItemRow:
    kind, key = ItemKind(item["kind"]), item["item"]
    facts = [item["presenter"] and f"Föredragande: {item['presenter']}", item["body"] and f"Rör {item['body']}"]
    facts += [item["is_late"] and "Sent inkommet", item["people"] and f"Adjungerad: {_names(item['people'])}"]
    number = item["case"]
    return ItemRow(
        key=key,
        number=item["number"],
        title=HIDDEN if is_hidden else item["title"],
        group="",
        starts=item["starts"],
        length=f"{item['minutes']} min",
        kind=kind.label,
        badge=BADGE_OF_KIND[kind],
        facts=" · ".join(fact for fact in facts if fact),
        case_number=number,
        case_url=f"{cases}{number.replace(' ', '-')}/" if number and not is_hidden else "",
        proposal=render(item["proposal"]) if item["proposal"] and not is_hidden else "",
        change=None if is_hidden else item["change"],
        documents=[
            (f"{at}punkt/{key}/handling/{paper.document}/", paper.title, size_text(paper.size)) for paper in papers
        ],
        withdrawn="",
        asks=kind in ASKS_FOR_VIEWS,
    )


def _names(people: Iterable[dict[str, Any]]) -> str:
    return ", ".join(f"{one['name']} ({one['about']})" if one["about"] else one["name"] for one in people)


def with_voice(rows: list[ItemRow], own: OwnSeat, deadline: dt.date) -> list[ItemRow]:
    """The rows with what the seat has in writing: the draft where there is one, otherwise what was handed in."""
    for row in rows:
        given, draft = own.views.get(row.key, []), own.drafts.get(row.key)
        if given:
            row.text, row.position = given[-1].text, given[-1].position
            row.handed = said_when(given[-1], deadline, is_changed=len(given) > 1)
            row.earlier = [said_before(view) for view in given[:-1]]
        if draft:
            row.text, row.position, row.version = draft.text, draft.position, draft.version
            row.saved = f"Utkast sparat {instant_text(draft.saved_at)} av {draft.saved_by.name}"
    return rows


def with_notes(rows: list[ItemRow], own: OwnSeat, notes: dict[tuple[int, int], list[AnchoringNote]]) -> None:
    """Beside each item, what colleagues have answered to the seat: key, from whom and when, and the words."""
    for row in rows:
        row.notes = [
            (note.pk, f"{note.anchoring.name}, {instant_text(note.at)}", note.text)
            for note in notes.get((own.seat.pk, row.key), [])
        ]


def said_when(view: Any, deadline: dt.date, *, is_changed: bool) -> str:
    """That a view was handed in, when and by whom, and whether late."""
    word = "Ändrad" if is_changed else "Lämnad"
    late = f", efter sista dagen {date_text(deadline)}" if view.is_late else ""
    return f"{word} {instant_text(view.at)} av {view.submission.by_name}{late}"


def said_before(view: Any) -> str:
    """An earlier version in one line."""
    words = " – ".join(part for part in (view.get_position_display(), view.text) if part)
    return f"{instant_text(view.at)}: {words}"
