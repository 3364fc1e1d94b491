"""Entries in words: what changed, from what to what, with names instead of keys."""

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import DateTimeField, Field, Model

from cases.models import Case
from desk.models.entries import NOBODY, Cursor, Entry, Wanted, entries_of
from desk.models.kinds import is_relation, value_text, word_of
from desk.models.names import Key, Names
from desk.models.sight import Eyes, Sight
from groups.models import User
from samla.formats import clock_text, date_short

NOTHING = "–"
AT_ONCE = 1000
EMPTY: tuple[Any, ...] = (None, "", {})
# A long part of an address with digits in it may be a key to something: it is left out, unless it is the number of a job.
SECRET_PART = re.compile(r"(?<=/)(?=[^/]*\d)(?![0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?:/|$))[^/]{24,}")


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an entry: its name and its values, or only that it changed. `is_text`: the values are long."""

    field: "Field[Any, Any]"
    before: Any
    after: Any
    is_mentioned: bool = False
    is_text: bool = False

    @property
    def word(self) -> str:
        """What the field is called on screen."""
        return word_of(self.field)


class Teller:
    """Tells a page of entries to somebody; asks the database a fixed number of times, however many there are."""

    def __init__(self, entries: Sequence[Entry], eyes: Eyes, *, also: tuple[Key, int | None] | None = None) -> None:
        """`also`: a row that is to have a name besides, and the case that it belongs to."""
        self.eyes = eyes
        eyes.look(case for case in [*map(case_of, entries), also and also[1]] if case)
        self.changes = {entry.cursor: list(self._changes(entry)) for entry in entries}
        keys: set[Key] = {(User, str(entry.user)) for entry in entries if entry.user}
        cases: dict[Key, int] = {}
        if also:
            keys.add(also[0])
            cases |= {also[0]: also[1]} if also[1] else {}
        for entry in entries:
            keys.add((entry.kind.model, entry.key))
            if case := case_of(entry):
                cases[entry.kind.model, entry.key] = cases[Case, str(case)] = case
            keys |= {
                (row_model(change.field), str(value))
                for change in self.changes[entry.cursor]
                if is_relation(change.field) and not change.is_mentioned
                for value in (change.before, change.after)
                if value not in EMPTY
            }
        self.names = Names(keys, eyes, cases)

    def who(self, entry: Entry) -> str:
        """The person who made the change, by today's name."""
        return self.names.of(User, entry.user) if entry.user else NOBODY

    def name(self, entry: Entry) -> str:
        """What the object is called."""
        return self.names.of(entry.kind.model, entry.key)

    def text(self, target: "Field[Any, Any]", value: Any) -> str:
        """A value as it is shown: a choice by its label, a relation by the name of its row, a dash for nothing."""
        if value in EMPTY:
            return NOTHING
        if is_relation(target):
            return self.names.of(row_model(target), value)
        if isinstance(target, DateTimeField):
            instant = dt.datetime.fromisoformat(value)
            return f"{date_short(instant)} kl. {clock_text(instant)}"
        return value_text(target, value) or str(value)

    def _changes(self, entry: Entry) -> Iterator[Change]:
        now = self.eyes.sight(entry.kind, entry.after, entry.at)
        then = self.eyes.sight(entry.kind, entry.before, entry.at) if entry.before else now
        for name, way in entry.kind.visible.items():
            target = entry.kind.fields[name]
            before, after = values(entry, str(target.column))
            if (before in EMPTY and after in EMPTY) or before == after:
                continue
            is_text = way == "texts"
            hidden = now == Sight.FACTS or (is_text and min(now, then) < Sight.TEXTS) or way == "mentioned"
            if hidden:
                yield Change(target, None, None, is_mentioned=True)
            else:
                yield Change(target, before, after, is_text=is_text)


def row_model(relation: "Field[Any, Any]") -> type[Model]:
    """The model that a relation points at."""
    model: type[Model] = relation.related_model  # type: ignore[assignment]  # resolved
    return model


def values(entry: Entry, column: str) -> tuple[Any, Any]:
    """The value of a column before and after."""
    after = entry.after.get(column)
    if entry.label == "delete":
        return after, None
    return (entry.before or {}).get(column), after


def case_of(entry: Entry) -> int | None:
    """The case that decides who may read an entry."""
    return entry.after.get(entry.kind.case) if entry.kind.case else None


def line_of(entry: Entry, teller: Teller) -> dict[str, Any]:
    """One entry as one line of the log: plain values, with names beside the keys."""
    fields: dict[str, Any] = {}
    for change in teller.changes[entry.cursor]:
        fields[change.field.name] = (
            {"changed": True}
            if change.is_mentioned
            else {"before": _plain(change, change.before, teller), "after": _plain(change, change.after, teller)}
        )
    return {
        "time": entry.at.isoformat(),
        "id": f"{entry.kind.label}/{entry.event}",
        "kind": entry.kind.slug,
        "object": entry.key,
        "name": teller.name(entry),
        "change": entry.label,
        "fields": fields,
        "user": {"id": entry.user, "name": teller.who(entry)} if entry.user else None,
        "address": SECRET_PART.sub("…", entry.url),
    }


def _plain(change: Change, value: Any, teller: Teller) -> Any:
    if is_relation(change.field) and value not in EMPTY:
        return {"id": value, "name": teller.text(change.field, value)}
    return value


def lines_of(wanted: Wanted, eyes: Eyes, *, tell_where: bool = False) -> Iterator[str]:
    """The log as JSON lines, oldest first. So many entries at a time are in memory, however long it is."""
    after: Cursor | None = None
    slug = wanted.collaboration.slug if wanted.collaboration else None
    while entries := entries_of(wanted, AT_ONCE, after=after, newest_first=False, tell_where=tell_where):
        teller = Teller(entries, eyes)
        yield from (json_line(entry, teller, slug) for entry in entries)
        after = entries[-1].cursor


def json_line(entry: Entry, teller: Teller, collaboration: str | None = None) -> str:
    """One line, without its end; of the given collaboration, otherwise of the entry's own."""
    line = line_of(entry, teller)
    return json.dumps({**line, "collaboration": collaboration or entry.collaboration}, ensure_ascii=False)
