"""What differs between two texts: line by line, and within a changed line word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

WORDS = re.compile(r"(\W+)")
ALIKE = 0.5  # of two lines: less, and the one was not made from the other


class Change(StrEnum):
    """What happened to a piece of text."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line with the same fate."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or lines that were written anew together."""

    pieces: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        """Is anything in it added or removed?"""
        return any(piece.change != Change.KEPT for piece in self.pieces)


def differences(before: str, after: str) -> list[Line]:
    """The later text with what was added and what was taken away; empty lines are left out."""
    old, new = _lines(before), _lines(after)
    found: list[Line] = []
    for tag, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Line((Piece(Change.KEPT, line),)) for line in new[begin:end]]
        else:
            found += _replaced(old[first:last], new[begin:end])
    return found


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def _replaced(old: list[str], new: list[str]) -> list[Line]:
    """Each new line beside the old one in its place, if it was made from it; what has no counterpart is whole."""
    found: list[Line] = []
    for one, other in zip_longest(old, new):
        if one and other and SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE:
            found.append(Line(_pieces(WORDS.split(one), WORDS.split(other))))
            continue
        found += [
            Line((Piece(change, line),)) for change, line in ((Change.REMOVED, one), (Change.ADDED, other)) if line
        ]
    return found


def _pieces(old: list[str], new: list[str]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for tag, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Change.KEPT, "".join(new[begin:end])))
            continue
        pieces += [Piece(Change.REMOVED, "".join(old[first:last]))] if last > first else []
        pieces += [Piece(Change.ADDED, "".join(new[begin:end]))] if end > begin else []
    return tuple(pieces)
