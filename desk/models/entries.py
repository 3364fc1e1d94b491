"""What has happened, newest or oldest first: every kind's events as one list, a page at a time.

The list is put together from the table of kinds when it is asked for, so that no tracked model can be left out of it.
Each kind gives its first rows of the page from its own index, and PostgreSQL merges them: a page costs the same however
long the history is.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any, NamedTuple, Self

from django.db.models import BigIntegerField, Exists, F, JSONField, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast

from cases.models import Case
from desk.models.kinds import Kind, RowAsJson, name_expression
from desk.models.tracked import KINDS, NUMBER
from groups.models import CareCollaboration, User

KEYS = ("h_at", "h_kind", "h_id", "h_label", "h_object", "h_user", "h_url")
NOBODY = "systemet"


class Cursor(NamedTuple):
    """A place in the list: the events after it come next."""

    at: dt.datetime
    kind: int
    event: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: what was done to which object, by whom and where, and its row before and after."""

    kind: Kind
    event: int
    at: dt.datetime
    label: str
    key: str
    user: int | None
    url: str
    after: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] | None = None
    collaboration: str | None = None

    @classmethod
    def of(cls, keys: tuple[Any, ...]) -> Self:
        """The entry of the columns in KEYS; it has no row of its own yet."""
        at, number, event, label, key, user, url = keys
        return cls(KINDS[number], event, at, label, key, int(user) if user else None, url or "")

    @property
    def cursor(self) -> Cursor:
        """The place of this event."""
        return Cursor(self.at, NUMBER[self.kind.slug], self.event)


@dataclass(frozen=True)
class Wanted:
    """What is asked for. Without a collaboration: all of them, for the operator. Without kinds: all of them.

    `since` is included and `until` is not. `by` are the keys of people; an empty set asks for what nobody did.
    `reader` may find a case by its heading only if she may read it. `thing` gathers one thing and what belongs to it.
    """

    collaboration: CareCollaboration | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    kinds: Sequence[Kind] = KINDS
    label: str = ""
    by: frozenset[int] | None = None
    words: str = ""
    reader: User | None = None
    thing: tuple[Kind, Any] | None = None

    def events(self, kind: Kind) -> QuerySet[Any] | None:
        """The events of one kind that are asked for, in no order; None when the kind has none of them."""
        events = kind.events()
        if self.thing:
            about = _about(kind, *self.thing)
            if about is None:
                return None
            events = events.filter(about)
        if self.collaboration:
            events = events.filter(kind.in_collaboration(self.collaboration))
        if self.since:
            events = events.filter(**{f"{kind.time_field}__gte": self.since})
        if self.until:
            events = events.filter(**{f"{kind.time_field}__lt": self.until})
        if self.label:
            if not kind.has_events:
                return _called(events, kind, self) if self.label == "insert" else None
            events = events.filter(pgh_label=self.label)
        return _called(events, kind, self)


def entries_of(
    wanted: Wanted, count: int, *, after: Cursor | None = None, newest_first: bool = True, tell_where: bool = False
) -> list[Entry]:
    """So many entries from a place on; with `tell_where` each says its collaboration. Two queries."""
    branches = _branches(wanted, count, after, newest_first=newest_first)
    if not branches:
        return []
    rows = merged(branches)
    if len(branches) > 1:  # a single one is in order already
        sign = "-" if newest_first else ""
        rows = rows.order_by(f"{sign}h_at", f"{sign}h_kind", f"{sign}h_id")[:count]
    return with_rows([Entry.of(row) for row in rows], tell_where=tell_where)


def keys_of(kind: Kind, events: Iterable[int]) -> QuerySet[Any, Any]:
    """The columns in KEYS of these events of one kind."""
    wanted = kind.events().filter(pk__in=events).order_by(kind.id_field)
    return kind.with_keys(wanted, NUMBER[kind.slug]).values_list(*KEYS)


def count_of(wanted: Wanted, most: int) -> int:
    """How many entries there are, counted no further than `most` of a kind. One query."""
    branches = _branches(wanted, most, None, newest_first=True)
    return merged(branches).count() if branches else 0


def _branches(wanted: Wanted, count: int, after: Cursor | None, *, newest_first: bool) -> list[QuerySet[Any, Any]]:
    """For each kind its first events of the page, as keys."""
    branches = []
    for kind in wanted.kinds:
        events = wanted.events(kind)
        if events is None:
            continue
        number = NUMBER[kind.slug]
        if after:
            events = events.filter(_beyond(kind, number, after, newest_first=newest_first))
        order = (kind.time_field, kind.id_field)
        keys = kind.with_keys(events.order_by(*(f"-{name}" for name in order) if newest_first else order), number)
        if wanted.by is not None:
            keys = keys.filter(h_user__in=[str(key) for key in wanted.by]) if wanted.by else keys.filter(h_user=None)
        branches.append(keys.values_list(*KEYS)[:count])
    return branches


def merged(branches: Sequence[QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    """Several questions with the same columns as one, in no order of its own."""
    first, *rest = branches
    return first.union(*rest, all=True).order_by() if rest else first


def first_event(kind: Kind, key: Any, collaboration: CareCollaboration) -> tuple[int, int | None] | None:
    """Some event of this thing, with the case that it belongs to, if the thing is the collaboration's own."""
    events = kind.events().filter(**{kind.object_field: key}).order_by(kind.id_field)
    case = F(kind.case_field) if kind.case else Value(None, BigIntegerField())
    found: tuple[int, int | None] | None = (
        events.filter(kind.in_collaboration(collaboration)).annotate(h_case=case).values_list("pk", "h_case").first()
    )
    return found


def _beyond(kind: Kind, number: int, place: Cursor, *, newest_first: bool) -> Q:
    """The events of a kind that come after a place in the list: by time, then kind, then key."""
    than = "lt" if newest_first else "gt"
    comes_later = number < place.kind if newest_first else number > place.kind
    time = kind.time_field
    if comes_later:
        return Q(**{f"{time}__{than}e": place.at})
    if number != place.kind:
        return Q(**{f"{time}__{than}": place.at})
    same_time = Q(**{time: place.at, f"{kind.id_field}__{than}": place.event})
    # The first half lets the index find its place.
    return Q(**{f"{time}__{than}e": place.at}) & (Q(**{f"{time}__{than}": place.at}) | same_time)


def _about(kind: Kind, root: Kind, key: Any) -> Q | None:
    """The events of the thing itself, or of everything that has ever belonged to it."""
    if kind is root:
        return Q(**{kind.object_field: key})
    paths = kind.part_of.get(root.slug)
    if paths is None:
        return None
    ever = reduce(Q.__or__, (Q(**{path: key}) for path in paths))
    return Q(**{f"{kind.object_field}__in": kind.events().filter(ever).values(kind.object_field)})


def _called(events: QuerySet[Any], kind: Kind, wanted: Wanted) -> QuerySet[Any]:
    """Only events of things whose name, now or then, holds every word; a hidden case has no name but its number."""
    for word in wanted.words.split():
        events = events.filter(
            _named(kind, word, kind.hidden_name or kind.name) | _case_named(kind, word, wanted.reader)
        )
    return events


def _named(kind: Kind, word: str, template: str) -> Q:
    now = kind.things().annotate(h_name=name_expression(kind.model, template)).filter(h_name__icontains=word)
    then = kind.events().annotate(h_name=name_expression(kind.model, template))
    here = then.filter(pk=OuterRef("pk"), h_name__icontains=word)
    return Q(**{f"{kind.object_field}__in": now.values("pk")}) | Q(Exists(here))


def _case_named(kind: Kind, word: str, reader: User | None) -> Q:
    """Things of cases that this person may read, by the name that she sees."""
    if not kind.case or reader is None:
        return Q(pk__in=[])
    readable = Case.objects.visible_to(reader).values("pk")
    things = kind.things().annotate(h_name=name_expression(kind.model, kind.name))
    of_case = "pk__in" if kind.case == "id" else f"{kind.case}__in"
    return Q(**{f"{kind.object_field}__in": things.filter(**{of_case: readable}, h_name__icontains=word).values("pk")})


def with_rows(entries: Sequence[Entry], *, tell_where: bool) -> list[Entry]:
    """The entries with their rows; one query for all kinds."""
    numbers: dict[Kind, list[int]] = {}
    for entry in entries:
        numbers.setdefault(entry.kind, []).append(entry.event)
    if not numbers:
        return []
    branches = [_rows(kind, events, tell_where=tell_where) for kind, events in numbers.items()]
    found: Mapping[tuple[int, int], tuple[Any, Any, str | None]] = {
        (number, event): (after, before, where) for number, event, after, before, where in merged(branches)
    }
    filled = []
    for entry in entries:
        after, before, where = found[NUMBER[entry.kind.slug], entry.event]
        before = before if entry.label == "update" else None
        filled.append(replace(entry, after=after, before=before, collaboration=where))
    return filled


def _rows(kind: Kind, events: Iterable[int], *, tell_where: bool) -> QuerySet[Any, Any]:
    former: Any = Cast(Value(None), JSONField())
    if kind.has_events:
        earlier = kind.events().filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
        former = Subquery(earlier.order_by("-pgh_id").annotate(h_row=RowAsJson("pgh_id")).values("h_row")[:1])
    where: Any = Value(None, TextField())
    if tell_where and isinstance(kind.belongs, str):  # as a subquery: an event whose thing is gone is still told
        where = Subquery(kind.events().filter(pk=OuterRef("pk")).values(f"{kind.belongs}__slug")[:1])
    rows: QuerySet[Any, Any] = (
        kind.events()
        .filter(pk__in=events)
        .annotate(
            h_kind=Value(NUMBER[kind.slug]),
            h_id=F(kind.id_field),
            h_after=RowAsJson(kind.id_field),
            h_before=former,
            h_where=Cast(where, TextField()),
        )
        .values_list("h_kind", "h_id", "h_after", "h_before", "h_where")
    )
    return rows
