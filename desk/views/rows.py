"""Entries as the pages show them: every word, date and address ready."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator

from desk.models import Change, Entry, Eyes, Teller
from samla.formats import clock_text, date_short, instant_text

WHAT = {"insert": "Lades till", "update": "Ändrades", "delete": "Togs bort"}
MENTIONED = {"insert": "angavs", "update": "ändrades", "delete": "togs bort"}
SHORT = 120


@dataclass(frozen=True, slots=True)
class Line:
    """One field in words. `texts`: what it said before and after, when the page shows them."""

    word: str
    text: str
    is_mentioned: bool = False
    texts: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One entry."""

    day: str
    time: str
    when: str
    who: str
    what: str
    kind: str
    name: str
    url: str
    lines: list[Line]


def rows_of(entries: Sequence[Entry], eyes: Eyes, *, in_full: bool = False) -> list[Row]:
    """The entries as this reader sees them; `in_full` with the long texts before and after."""
    teller = Teller(entries, eyes)
    base = reverse("history:search")
    return [
        Row(
            day=date_short(entry.at),
            time=clock_text(entry.at),
            when=instant_text(entry.at),
            who=teller.who(entry),
            what=WHAT[entry.label],
            kind=str(entry.kind),
            name=Truncator(teller.name(entry)).chars(SHORT),
            url=f"{base}{entry.kind.slug}/{entry.key}/",
            lines=[_line(change, entry.label, teller, in_full=in_full) for change in teller.changes[entry.cursor]],
        )
        for entry in entries
    ]


def _line(change: Change, label: str, teller: Teller, *, in_full: bool) -> Line:
    word = change.word[:1].upper() + change.word[1:]
    if change.is_mentioned or (change.is_text and not in_full):
        return Line(word, MENTIONED[label], is_mentioned=True)
    before, after = teller.text(change.field, change.before), teller.text(change.field, change.after)
    if change.is_text:
        return Line(word, MENTIONED[label], is_mentioned=True, texts=(before, after))
    if not in_full:
        before, after = Truncator(before).chars(SHORT), Truncator(after).chars(SHORT)
    return Line(word, {"insert": after, "delete": before}.get(label, f"{before} → {after}"))
