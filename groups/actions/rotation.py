"""The coming years of a chair that moves between the sides: laid out, shown, and written without names (rules 38–41)."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction

from groups import rules
from groups.actions.chairs import locked, settle_reason, term_of
from groups.models import Body, ChairTerm, Office, Principal, Side, User
from groups.rules.rotation import DAY, chair_side, days_of, faults_in, other_side, period_of
from samla.ranges import last_day_of_year

type Slot = tuple[int, Office]
"""Which year of the schedule, counted from nought, and which office."""


class Found(StrEnum):
    """What the schedule meets in what is registered."""

    NEW = "ny"
    THERE = "finns redan"
    CONFLICT = "krockar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants laid out: from which day, how many years, which side first, and whose turn it is."""

    starts_on: dt.date
    years: int
    first_side: Side
    followers: tuple[Body, ...] = ()
    principals: Mapping[Side, Sequence[Principal]] = field(default_factory=dict)
    chosen: Mapping[Slot, Principal] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTerm:
    """One term of a schedule: a body, an office, a year, the side, and the principal that is suggested."""

    body: Body
    office: Office
    year: int
    side: Side
    principal: Principal | None
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A planned term beside what is registered."""

    planned: PlannedTerm
    found: Found
    reason: str = ""


@dataclass(slots=True)
class Preview:
    """The whole schedule, row by row, and the terms that writing it would add or explain."""

    rows: list[Row] = field(default_factory=list)
    new: list[ChairTerm] = field(default_factory=list)
    explained: list[ChairTerm] = field(default_factory=list)

    @property
    def conflicts(self) -> int:
        return sum(row.found == Found.CONFLICT for row in self.rows)

    @property
    def digest(self) -> str:
        """Changes when what was shown is no longer so; the suggested principals are the reader's to change."""
        shown = [(r.planned.body.pk, r.planned.office, r.planned.starts_on, r.planned.side, r.found) for r in self.rows]
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


class StaleRotationError(Exception):
    """Something has changed since the schedule was shown."""

    def __init__(self, preview: Preview) -> None:
        super().__init__("Schemat har ändrats sedan du såg det.")
        self.preview = preview


def plan_rotation(bodies: Sequence[Body], wish: Wish) -> list[PlannedTerm]:
    """The terms of so many years from a first day on, for each body a chair and a vice chair. Asks no database.

    Sides take turns, the vice chair is of the other side, and the bodies have the same side at the same time. Among
    several principals of a side the turn goes on when one has been first vice chair and then chair (K10: a suggestion).
    """
    planned, first, side = [], wish.starts_on, Side(wish.first_side)
    for year in range(wish.years):
        last = last_day_of_year(first)
        sides = {Office.CHAIR: side, Office.VICE_CHAIR: other_side(side)}
        for body in bodies:
            planned += [
                PlannedTerm(
                    body=body,
                    office=office,
                    year=year,
                    side=sides[office],
                    principal=_principal(wish, (year, office), sides[office]),
                    starts_on=first,
                    ends_on=last,
                )
                for office in Office
            ]
        first, side = last + DAY, other_side(side)
    return planned


def _principal(wish: Wish, slot: Slot, side: Side) -> Principal | None:
    """Whoever was chosen, if she is of the side; otherwise whose turn it is."""
    chosen = wish.chosen.get(slot)
    if chosen is not None and chosen.side == side:
        return chosen
    year, principals = slot[0], wish.principals.get(side, ())
    chairs_first = side == wish.first_side
    return principals[(year + chairs_first) // 2 % len(principals)] if principals else None


def preview_rotation(bodies: Sequence[Body], others: Iterable[ChairTerm], wish: Wish) -> Preview:
    """The schedule beside what is registered: new, already there, or in conflict and why. Writes nothing."""
    preview, beside = Preview(), list(others)
    for planned in plan_rotation(bodies, wish):
        if any(_is_there(planned, one) for one in beside):
            preview.rows.append(Row(planned=planned, found=Found.THERE))
            continue
        term = term_of(
            planned.body, planned.office, planned.starts_on, planned.ends_on, side=planned.side, reason=wish.reason
        )
        term.principal = planned.principal
        faults = faults_in(term, beside)
        if faults:
            reason = " ".join(sentence for sentences in faults.values() for sentence in sentences)
            preview.rows.append(Row(planned=planned, found=Found.CONFLICT, reason=reason))
            continue
        preview.explained += settle_reason(term, beside)
        preview.rows.append(Row(planned=planned, found=Found.NEW))
        preview.new.append(term)
        beside.append(term)
    return preview


def _is_there(planned: PlannedTerm, term: ChairTerm) -> bool:
    """Is the period registered with that side, by one holder or by several after each other?"""
    own = (term.body_id, term.office, term.side) == (planned.body.pk, planned.office, planned.side)
    return own and term.rotates and period_of(term) == (planned.starts_on, planned.ends_on)


@transaction.atomic
def write_rotation(body: Body, wish: Wish, *, digest: str, by: User | None) -> int:
    """Write the new terms of a schedule, without names; answers how many. Doing it again adds nothing.

    Raises PermissionDenied with the rule's reason; StaleRotationError with the schedule as it is now when that is not
    the one that was shown (`digest`); ValidationError when something is in conflict: all of it is written, or nothing.
    """
    bodies, others = locked(body, *wish.followers)
    for one in bodies:
        rules.may_schedule(by, one).require()
    preview = preview_rotation(bodies, others, wish)
    if preview.digest != digest:
        raise StaleRotationError(preview)
    if preview.conflicts:
        raise ValidationError("Något i schemat krockar med det som är registrerat. Rätta det först; inget är skrivet.")
    for term in (*preview.new, *preview.explained):
        term.clean_fields()
    for term in preview.explained:
        term.save(update_fields=["same_side_reason"])
    ChairTerm.objects.bulk_create(preview.new)
    return len(preview.new)


def next_wish(
    body: Body, terms: Iterable[ChairTerm], principals: Mapping[Side, Sequence[Principal]], today: dt.date
) -> Wish:
    """What is natural to lay out next: from the day after the last period, the other side, the next municipality."""
    own = [one for one in terms if one.body_id == body.pk and one.rotates]
    last = max(own, key=lambda one: (one.period_ends_on, one.office == Office.CHAIR), default=None)
    if last is None or last.period_ends_on < today:
        starts_on = dt.date(today.year + 1, 1, 1)
        around = [
            one for one in terms if one.office == Office.CHAIR and days_of(one)[0] <= starts_on <= days_of(one)[1]
        ]
        side = Side(around[0].side) if around else Side.REGION
    else:
        starts_on, side = last.period_ends_on + DAY, other_side(chair_side(last))
    in_turn = {one_side: _continued(own, one_side, list(found)) for one_side, found in principals.items()}
    return Wish(starts_on=starts_on, years=4, first_side=side, principals=in_turn)


def _continued(terms: Iterable[ChairTerm], side: Side, principals: list[Principal]) -> list[Principal]:
    """The principals of a side, beginning with whose turn it is: a vice chair's principal goes on to the chair."""
    mine = [one for one in terms if one.side == side and one.principal_id]
    last = max(mine, key=lambda one: one.starts_on, default=None)
    keys = [principal.pk for principal in principals]
    if last is None or last.principal_id not in keys:
        return principals
    begin = keys.index(last.principal_id) + (last.office == Office.CHAIR)
    return [principals[(begin + step) % len(principals)] for step in range(len(principals))]
