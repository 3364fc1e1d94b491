"""The log on its way to another system: every event once, however late its transaction was committed.

An event has its key and its time before it can be seen: a transaction that began first may be committed last. A place in
time, or the highest key, would pass it by. So the place is the highest key together with the keys below it that could
not be seen. Such a gap is asked for again, until every transaction has ended that may have been filling it; what is
still missing then was rolled back.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from desk.models.entries import Entry, keys_of, with_rows
from desk.models.kinds import Kind
from desk.models.sight import Eyes
from desk.models.telling import AT_ONCE, Teller, json_line

BEGUN = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"  # transactions from here on have not begun
ENDED = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text"  # transactions before it have all ended


MAY_BE_LATE = 10_000  # keys before the first one that may still be in somebody's open transaction


class AheadError(Exception):
    """The place is further on than the history: the database is another one, or was restored."""


@dataclass(slots=True)
class Gap:
    """Keys that could not be seen, from the first to the last, when transactions before `begun` had begun."""

    first: int
    last: int
    begun: int


@dataclass(slots=True)
class Place:
    """How far one kind's events have been sent."""

    last: int = 0
    gaps: list[Gap] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As it is kept between runs."""
        return {"last": self.last, "gaps": [[gap.first, gap.last, gap.begun] for gap in self.gaps]}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Place":
        """As it was kept."""
        return cls(int(kept["last"]), [Gap(*map(int, gap)) for gap in kept["gaps"]])


def start_of(kind: Kind, since: dt.datetime | None) -> Place:
    """Where to begin when nothing has been sent: before the first event from that instant on."""
    if since is None:
        return Place()
    events = kind.events().order_by(kind.id_field)
    first = events.filter(**{f"{kind.time_field}__gte": since}).values_list(kind.id_field, flat=True).first()
    latest = events.values_list(kind.id_field, flat=True).last()
    before = (first - 1) if first else (latest or 0)
    seen = list(_keys(kind).filter(**{f"{kind.id_field}__range": (before - MAY_BE_LATE, before)}))
    begun = _ask(BEGUN)
    return Place(before, [Gap(*hole, begun) for hole in holes(max(before - MAY_BE_LATE, 1), before, seen)])


def unsent(kind: Kind, place: Place, eyes: Eyes) -> Iterator[list[str]]:
    """The lines that have not been sent, some at a time, with the place moved past them: keep it when they are written.

    Raises AheadError when the place cannot be this history's.
    """
    latest = kind.events().order_by(kind.id_field).values_list(kind.id_field, flat=True).last() or 0
    if latest < place.last:
        raise AheadError
    late, gaps = _late(kind, place.gaps)
    if late or len(gaps) != len(place.gaps):
        place.gaps = gaps
        yield _lines(kind, late, eyes)
    while found := _after(kind, place.last):
        begun = _ask(BEGUN)
        place.gaps += [Gap(first, last, begun) for first, last in holes(place.last + 1, found[-1], found)]
        place.last = found[-1]
        yield _lines(kind, found, eyes)


def holes(first: int, last: int, seen: Sequence[int]) -> Iterator[tuple[int, int]]:
    """What is missing between two keys, as ranges; `seen` is in order."""
    for key in seen:
        if key > first:
            yield first, key - 1
        first = key + 1
    if first <= last:
        yield first, last


def _late(kind: Kind, gaps: Sequence[Gap]) -> tuple[list[int], list[Gap]]:
    """The keys in gaps that can be seen now, and the gaps that are left to ask for."""
    if not gaps:
        return [], []
    ended = _ask(ENDED)  # before looking: what had ended then is seen now, or was rolled back
    late, left = [], []
    for gap in gaps:
        seen = list(_keys(kind).filter(**{f"{kind.id_field}__range": (gap.first, gap.last)}))
        late += seen
        if ended < gap.begun:
            left += [Gap(first, last, gap.begun) for first, last in holes(gap.first, gap.last, seen)]
    return late, left


def _after(kind: Kind, last: int) -> list[int]:
    return list(_keys(kind).filter(**{f"{kind.id_field}__gt": last})[:AT_ONCE])


def _keys(kind: Kind) -> Any:
    return kind.events().order_by(kind.id_field).values_list(kind.id_field, flat=True)


def _lines(kind: Kind, keys: Sequence[int], eyes: Eyes) -> list[str]:
    entries = with_rows([Entry.of(row) for row in keys_of(kind, keys)], tell_where=True)
    teller = Teller(entries, eyes)
    return [json_line(entry, teller) for entry in entries]


def _ask(question: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])
