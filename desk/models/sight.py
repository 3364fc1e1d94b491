"""How much of one entry somebody may see: only which fields changed, their values, or the texts too."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Exists, OuterRef, Q

from cases.models import Case, CaseStep
from cases.models.queries import HIDDEN
from cases.rules import is_author
from groups.models import User
from groups.powers import powers_of

if TYPE_CHECKING:
    from desk.models.kinds import Kind

DRAFT = {state.value for state in HIDDEN}


class Sight(IntEnum):
    """From least to most."""

    FACTS = 0
    VALUES = 1
    TEXTS = 2


class Eyes(Protocol):
    """Whoever reads entries: a person in the portal, or the operator's log."""

    def look(self, cases: Iterable[int]) -> None:
        """Get to know what may be seen of these cases; one query."""

    def sight(self, kind: "Kind", row: dict[str, Any], at: dt.datetime) -> Sight:
        """How much may be seen of the row as it was at that instant."""

    def knows(self, case: int) -> bool:
        """May the case be named?"""


@dataclass(slots=True)
class Known:
    """What one person may read of one case."""

    as_author: bool
    on_its_way: bool
    handed_in_at: dt.datetime | None


class Reader:
    """A person. A case that she may not read is a number to her; what a draft said stays with those who could read it."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.cases: dict[int, Known] = {}
        self.looked_at: set[int] = set()

    def look(self, cases: Iterable[int]) -> None:
        """The cases among these that she may read today."""
        wanted = set(cases) - self.looked_at
        if not wanted:
            return
        self.looked_at |= wanted
        bodies = powers_of(self.user).bodies
        passed = CaseStep.objects.filter(Q(to_body__in=bodies) | Q(from_body__in=bodies), case=OuterRef("pk"))
        readable = Case.objects.visible_to(self.user).filter(pk__in=wanted).annotate(on_its_way=Exists(passed))
        for case in readable.select_related("origin").without_texts():
            passed_hers: bool = case.on_its_way  # type: ignore[attr-defined]  # annotated
            self.cases[case.pk] = Known(bool(is_author(self.user, case)), passed_hers, case.submitted_at)

    def knows(self, case: int) -> bool:
        """May she read the case?"""
        return case in self.cases

    def sight(self, kind: "Kind", row: dict[str, Any], at: dt.datetime) -> Sight:
        """Everything, unless a case decides: then as much as she might have read of it as it was."""
        if not kind.case:
            return Sight.TEXTS
        known = self.cases.get(row[kind.case])
        if known is None:
            return Sight.FACTS
        if known.as_author:
            return Sight.TEXTS
        was_secret = bool(row.get("secrecy_provision")) and not known.on_its_way
        return Sight.FACTS if was_secret or was_draft(row, at, known.handed_in_at) else Sight.TEXTS


class Operator:
    """The authority's own log: open facts of every collaboration, and never a text."""

    def __init__(self) -> None:
        self.open: dict[int, dt.datetime | None] = {}

    def look(self, cases: Iterable[int]) -> None:
        """The cases among these that are neither drafts nor marked with secrecy."""
        handed_in = Case.objects.filter(pk__in=set(cases), secrecy_provision="").exclude(state__in=HIDDEN)
        self.open |= dict(handed_in.values_list("pk", "submitted_at"))

    def knows(self, case: int) -> bool:
        """Is the case open to everybody in its collaboration?"""
        return case in self.open

    def sight(self, kind: "Kind", row: dict[str, Any], at: dt.datetime) -> Sight:
        """Values, except of what is hidden in a case today or was so then."""
        if not kind.case:
            return Sight.VALUES
        number = row[kind.case]
        if number not in self.open or row.get("secrecy_provision") or was_draft(row, at, self.open[number]):
            return Sight.FACTS
        return Sight.VALUES


def was_draft(row: dict[str, Any], at: dt.datetime, handed_in_at: dt.datetime | None) -> bool:
    """Does the row tell of a time when the case was still its author's? What belongs to a case does not say itself."""
    return row["state"] in DRAFT if "state" in row else handed_in_at is None or at < handed_in_at
