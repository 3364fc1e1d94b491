"""What differs between two texts: line by line, and within a changed line word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

WORDS = re.compile(r"(\s+)")


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
        elif tag == "replace" and last - first == end - begin:
            pairs = zip(old[first:last], new[begin:end], strict=True)
            found += [Line(_pieces(WORDS.split(one), WORDS.split(other))) for one, other in pairs]
        else:
            found += [Line((Piece(Change.REMOVED, line),)) for line in old[first:last]]
            found += [Line((Piece(Change.ADDED, line),)) for line in new[begin:end]]
    return found


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def _pieces(old: list[str], new: list[str]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for tag, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Change.KEPT, "".join(new[begin:end])))
            continue
        pieces += [Piece(Change.REMOVED, "".join(old[first:last]))] if last > first else []
        pieces += [Piece(Change.ADDED, "".join(new[begin:end]))] if end > begin else []
    return tuple(pieces)
