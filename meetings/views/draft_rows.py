"""The agenda while it is built, and what waits beside it: every word, clock time and address ready."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from cases.models import Case
from cases.rules import readiness
from cases.workflow import State
from meetings.actions.material import CASE, CHANGE, OUTLINED, STANDING
from meetings.actions.preparing import unready
from meetings.models import AgendaItem, Meeting
from meetings.models.papers import HIDDEN
from meetings.models.preparation import papers_of_item
from meetings.views.rows import BADGE_OF_KIND
from meetings.workflow import OUTLINE, ItemKind
from samla import clock
from samla.formats import clock_text, date_short, date_text, days_text, sequence

KINDS = {kind.value: kind.label for kind in ItemKind}


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One item as its preparer sees it."""

    key: int
    number: int
    starts: str
    minutes: int
    title: str
    kind: str
    badge: str
    group: str
    facts: str
    case_url: str
    case_number: str
    proposal: str
    papers: tuple[tuple[str, bool], ...]
    people: str
    lacks: str
    reason: str
    came_from: str
    url: str
    is_hidden: bool
    is_first: bool
    is_last: bool
    anchor: str
    focus_up: str
    focus_down: str

    def __getitem__(self, name: str) -> object:
        """What templates ask first."""
        return getattr(self, name)


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """One thing that can be taken up."""

    key: str
    title: str
    url: str
    badge: str
    state: str
    facts: str
    late: str
    is_there: bool

    def __getitem__(self, name: str) -> object:
        """What templates ask first."""
        return getattr(self, name)


def draft_rows(meeting: Meeting, items: list[AgendaItem], hidden: Collection[int]) -> list[DraftRow]:
    """The items in order, each with when it starts if all before it keep their time."""
    at, starts = f"{meeting.get_absolute_url()}forbered/punkt/", meeting.starts_at.astimezone(clock.STOCKHOLM)
    cases = f"{meeting.collaboration.prefix}/arenden/"
    rows, group = [], None
    for number, item in enumerate(items, start=1):
        is_hidden = item.pk in hidden
        case_number = (item.case.number or "") if item.case and not is_hidden else ""
        rows.append(
            DraftRow(
                key=item.pk,
                number=number,
                starts=clock_text(starts),
                minutes=item.minutes,
                title=HIDDEN if is_hidden else item.title,
                kind=KINDS[item.kind],
                badge=BADGE_OF_KIND[ItemKind(item.kind)],
                group=item.group if item.group != group else "",
                facts=_facts(item),
                case_number=case_number,
                case_url=f"{cases}{case_number.replace(' ', '-')}/" if case_number else "",
                proposal="" if is_hidden else item.proposal,
                papers=() if is_hidden else _papers(item),
                people=", ".join(one["name"] for one in item.__dict__["person_rows"]),
                lacks=sequence(unready(item)),
                reason=item.unready_reason,
                came_from=_came_from(item),
                url=f"{at}{item.pk}/",
                is_hidden=is_hidden,
                is_first=number == 1,
                is_last=number == len(items),
                anchor=f"punkt-{item.pk}",
                focus_up=f"upp-{item.pk}",
                focus_down=f"ned-{item.pk}",
            )
        )
        group = item.group
        starts += dt.timedelta(minutes=item.minutes)
    return rows


def _papers(item: AgendaItem) -> tuple[tuple[str, bool], ...]:
    """Titles of the item's documents, and whether each goes out; a draft's title is only its author's."""
    return tuple(
        (paper.title if paper.goes_out else "En handling som inte är delad", paper.goes_out)
        for paper in papers_of_item(item)
    )


def _facts(item: AgendaItem) -> str:
    facts = [item.presenter and f"Föredragande: {item.presenter}", item.body and f"Rör bara {item.body.short_name}"]
    return " · ".join(fact for fact in facts if fact)


def _came_from(item: AgendaItem) -> str:
    words = ["Sent inkommet"] if item.came_late else []
    earlier = getattr(item, "moved_from", None)
    if earlier is not None:
        words.append(f"Flyttad från mötet {date_text(earlier.meeting.day)}: {earlier.withdrawn_reason}")
    return " · ".join(words)


def end_of_agenda(meeting: Meeting, items: Iterable[AgendaItem]) -> tuple[str, str, bool]:
    """When the meeting would end, the words about that, and whether it is later than planned."""
    minutes = sum(item.minutes for item in items)
    ends = meeting.starts_at + dt.timedelta(minutes=minutes)
    over = int((ends - meeting.ends_at).total_seconds() // 60)
    planned = clock_text(meeting.ends_at)
    if over > 0:
        return clock_text(ends), f"{_minutes(over)} efter det planerade slutet {planned}", True
    return clock_text(ends), f"{_minutes(-over)} kvar till det planerade slutet {planned}" if over else "", False


def _minutes(count: int) -> str:
    hours, rest = divmod(count, 60)
    return f"{hours} tim {rest} min" if hours and rest else f"{hours} tim" if hours else f"{rest} min"


def case_rows(meeting: Meeting, cases: Iterable[Case], items: Iterable[AgendaItem]) -> list[MaterialRow]:
    """Cases that wait, ready ones first; those on the agenda last, and marked."""
    there, today = {item.case_id for item in items}, clock.today()
    at = f"{meeting.collaboration.prefix}/arenden/"
    listed = sorted(cases, key=lambda case: (case.pk in there, case.state != State.READY))
    return [_case_row(case, at, today, is_there=case.pk in there) for case in listed]


def _case_row(case: Case, at: str, today: dt.date, *, is_there: bool) -> MaterialRow:
    lacks = sum(not line.met for line in readiness(case))
    arrived = (case.arrived_at or case.created_at).astimezone(clock.STOCKHOLM).date()
    facts = [case.number, f"hos {case.holder.short_name} {days_text((today - arrived).days)}"]
    if case.aims_at:
        facts.append(f"siktar på {case.aims_at.short_name}{f' {date_short(case.aims_on)}' if case.aims_on else ''}")
    if case.deadline:
        facts.append(f"svar senast {date_short(case.deadline)}")
    is_ready = case.state == State.READY
    state = "Underlaget är komplett" if not lacks else f"{lacks} av 7 saknas"
    return MaterialRow(
        key=f"{CASE}-{case.pk}",
        title=case.title,
        url=f"{at}{(case.number or '').replace(' ', '-')}/",
        badge="ready" if is_ready else "waiting",
        state="Klart för möte" if is_ready else state,
        facts=" · ".join(fact for fact in facts if fact),
        late="Försenat" if case.deadline and case.deadline < today else "",
        is_there=is_there,
    )


def standing_rows(meeting: Any, items: Iterable[AgendaItem]) -> list[MaterialRow]:
    """The body's standing items, or the usual outline until it has any."""
    items = list(items)
    titles, keys = {item.title.casefold() for item in items}, {item.standing_id for item in items}
    own = [
        (f"{STANDING}-{row['pk']}", row["title"], row["kind"], row["minutes"], row["pk"] in keys)
        for row in meeting.standing_rows
    ]
    usual = [(f"{OUTLINED}-{at}", one.title, one.kind, one.minutes, False) for at, one in enumerate(OUTLINE)]
    return [
        MaterialRow(
            key=key, title=title, url="", badge="", state="", late="", facts=f"{KINDS[kind]} · {minutes} min",
            is_there=there or title.casefold() in titles,
        )
        for key, title, kind, minutes, there in own or usual
    ]  # fmt: skip


def change_rows(meeting: Any, items: Iterable[AgendaItem], url: str) -> list[MaterialRow]:
    """Organisational changes that the body has not acknowledged (21)."""
    there = {item.change_id for item in items}
    rows = []
    for row in meeting.change_rows:
        day = dt.date.fromisoformat(row["from_on"])
        rows.append(
            MaterialRow(
                key=f"{CHANGE}-{row['pk']}", title=f"{row['organisation'] or row['principal']}: {row['what']}", url=url,
                badge="", state="", late="", facts=f"från och med {date_short(day)}", is_there=row["pk"] in there,
            )
        )  # fmt: skip
    return rows
