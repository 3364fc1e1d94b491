"""Entries as the pages show them: every word, date and address ready."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator

from desk.models import Change, Entry, Teller
from desk.views.things import Thing
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


def rows_of(entries: Sequence[Entry], teller: Teller, about: Thing | None = None) -> list[Row]:
    """The entries as this reader sees them; about one thing with the long texts, and without saying which thing."""
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
            lines=[
                _line(change, entry.label, teller, in_full=about is not None)
                for change in teller.changes[entry.cursor]
                if about is None or entry.label == "update" or not _says_only(change, about)
            ],
        )
        for entry in entries
    ]


def _says_only(change: Change, about: Thing) -> bool:
    """Does the field say nothing but that this belongs to the thing that the whole page is about?"""
    points_there = change.field.related_model is about.kind.model
    return points_there and {str(change.before or about.key), str(change.after or about.key)} == {str(about.key)}


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
