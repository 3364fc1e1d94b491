"""The three parties of the working committee: who covers each on which days, and which is missing (rules 51–53, K3).

The party is the organisation's: of the seat that she was appointed to. Chair and vice chair cover the party of the
organisation from which they were elected. Co-opted and staff do not count, nor do organisations without a party (53).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from groups.models.accounts import User
from groups.models.days import DAY, Gap, Period, clipped, gap_on, gaps, without
from groups.models.seats import Appointment, Office, Seat, SeatStatus, Sitting
from groups.models.structure import Body, BodyKind, Party
from groups.models.vacancies import ENDS_SOON
from samla.formats import date_text

COUNTS = (SeatStatus.REGULAR, SeatStatus.DERIVED)


@dataclass(frozen=True, slots=True)
class Cover:
    """One person who covers a party from a first to a last day."""

    party: str
    appointment_id: int | None
    seat_id: int
    user: User
    through: str
    starts_on: dt.date
    ends_on: dt.date | None

    @property
    def period(self) -> Period:
        return (self.starts_on, self.ends_on)


@dataclass(frozen=True, slots=True)
class PartyGap:
    """Days on which a committee lacks a party."""

    body: Body
    party: Party
    days: Gap

    @property
    def sentence(self) -> str:
        """What is missing when, as a warning says it."""
        starts = f" från och med {date_text(self.days.starts_on)}" if self.days.starts_on else ""
        ends = f" till och med {date_text(self.days.ends_on)}" if self.days.ends_on else ""
        return f"{self.body.short_name} saknar part: {self.party.label}{starts}{ends}."


def covers_of(bodies: Iterable[Body]) -> dict[int, list[Cover]]:
    """Everybody who has covered, covers or will cover a party in each of the bodies; one query."""
    bodies = list(bodies)
    found: dict[int, list[Cover]] = {body.pk: [] for body in bodies}
    sittings = (
        Sitting.objects.filter(body__in=bodies, seat__status__in=COUNTS)
        .select_related("seat", "user", "appointment__seat__organisation")
        .order_by("starts_on", "pk")
    )
    for one in sittings:
        found[one.body_id] += covers_in(one.seat, [one])
    return found


def covers_in(seat: Seat, sittings: Iterable[Sitting]) -> list[Cover]:
    """The same for one seat, from sittings fetched with their person and the organisation that they are from."""
    found = []
    for one in sittings if seat.status in COUNTS else ():
        organisation = one.appointment.seat.organisation
        if organisation is None or not organisation.party:
            continue
        through = f"{seat.label}, {organisation}" if seat.pk != one.appointment.seat_id else str(organisation)
        found.append(
            Cover(organisation.party, one.appointment_id, seat.pk, one.user, through, one.starts_on, one.ends_on)
        )
    return found


def party_gaps(body: Body, covers: Iterable[Cover]) -> list[PartyGap]:
    """Every time, past and to come, in which the committee lacks one of its parties."""
    if body.kind != BodyKind.WORKING_COMMITTEE:
        return []
    covers = list(covers)
    return [
        PartyGap(body, party, gap)
        for party in Party
        for gap in gaps(
            [cover.period for cover in covers if cover.party == party], first=body.valid_from, last=body.valid_to
        )
    ]


def missing_parties(body: Body, day: dt.date) -> list[PartyGap]:
    """The parties that the working committee lacks that day, each with the days around it; none for other bodies (52)."""
    return gaps_on(party_gaps(body, covers_of([body])[body.pk]), day)


def gaps_on(found: Iterable[PartyGap], day: dt.date) -> list[PartyGap]:
    """Those that hold on the day."""
    return [gap for gap in found if gap_on([gap.days], day)]


def gaps_soon(found: Iterable[PartyGap], day: dt.date) -> list[PartyGap]:
    """Those that begin within sixty days."""
    return [gap for gap in found if gap.days.starts_on and day < gap.days.starts_on <= day + ENDS_SOON]


# What a change would do: asked before it is made, so that whoever makes it is warned.

type Changed = Callable[[Body, list[Cover]], list[Cover]]


def parties_after_ending(appointment: Appointment, ends_on: dt.date) -> list[PartyGap]:
    """The days on which a committee would newly lack a party if the appointment, and what follows from it, ended."""
    return parties_after(appointment.seat.body.collaboration_id, {appointment.pk: ends_on}, [])


def parties_after_appointing(
    seat: Seat, user: User, starts_on: dt.date, ends_on: dt.date | None = None, succeeds: Appointment | None = None
) -> list[PartyGap]:
    """The same for a new appointment: whoever she succeeds ends, and the offices that follow from that seat with her."""
    ended = {succeeds.pk: starts_on - DAY} if succeeds else {}
    return parties_after(seat.body.collaboration_id, ended, [(seat, user, starts_on, ends_on)])


def parties_after(
    collaboration_id: int, ended: Mapping[int, dt.date], begun: Iterable[tuple[Seat, User, dt.date, dt.date | None]]
) -> list[PartyGap]:
    """The same for several at once: appointments, by key, with their new last days, and new ones."""
    new = [
        (seat.body_id, Cover(seat.organisation.party, None, seat.pk, user, seat.label, starts_on, ends_on))
        for seat, user, starts_on, ends_on in begun
        if seat.organisation and seat.organisation.party and seat.status in COUNTS
    ]

    def change(body: Body, covers: list[Cover]) -> list[Cover]:
        return _ended(covers, ended) + [cover for body_id, cover in new if body_id == body.pk]

    return _after(collaboration_id, change)


def parties_after_electing(
    body: Body, office: Office, appointment: Appointment, starts_on: dt.date, ends_on: dt.date
) -> list[PartyGap]:
    """The same for an election: on those days the offices that follow belong to the party of her organisation.

    On its days it is also told what was missing before and still is, unless another office is yet to be filled.
    """
    organisation = appointment.seat.organisation
    party = organisation.party if organisation else ""
    following = list(
        Seat.objects.filter(body__collaboration=body.collaboration_id, status=SeatStatus.DERIVED).order_by("pk")
    )
    elected = {
        (one.body_id, one.pk) for one in following if (one.derived_from_id, one.derived_office) == (body.pk, office)
    }

    def change(committee: Body, covers: list[Cover]) -> list[Cover]:
        seats = {seat for of_body, seat in elected if of_body == committee.pk}
        kept = [
            part for one in covers for part in (_outside(one, starts_on, ends_on) if one.seat_id in seats else [one])
        ]
        new = [Cover(party, appointment.pk, seat, appointment.user, "", starts_on, ends_on) for seat in seats if party]
        return kept + new

    vacant = _vacant_days([one for one in following if (one.body_id, one.pk) not in elected])
    found: list[PartyGap] = []
    for committee, before, after in _changed(body.collaboration_id, change):
        concerned = any(of_body == committee.pk for of_body, _ in elected)
        for gap in after:
            new = without([gap.days], [one.days for one in before if one.party == gap.party])
            here = clipped(gap.days, starts_on, ends_on) if concerned else None
            still = without([here] if here else [], vacant.get(committee.pk, []))
            found += [PartyGap(committee, gap.party, days) for days in (*still, *without(new, still))]
    return found


def _vacant_days(seats: list[Seat]) -> dict[int, list[Gap]]:
    """For each body the days on which somebody is missing from one of these seats."""
    periods: dict[int, list[Period]] = {seat.pk: [] for seat in seats}
    for seat, starts_on, ends_on in Sitting.objects.filter(seat__in=seats).values_list("seat", "starts_on", "ends_on"):
        periods[seat].append((starts_on, ends_on))
    found: dict[int, list[Gap]] = {}
    for one in seats:
        found.setdefault(one.body_id, []).extend(gaps(periods[one.pk]))
    return found


def _after(collaboration_id: int, change: Changed) -> list[PartyGap]:
    """What the collaboration's committees lack after a change and did not lack before."""
    return [
        PartyGap(body, gap.party, days)
        for body, before, after in _changed(collaboration_id, change)
        for gap in after
        for days in without([gap.days], [one.days for one in before if one.party == gap.party])
    ]


def _changed(collaboration_id: int, change: Changed) -> list[tuple[Body, list[PartyGap], list[PartyGap]]]:
    """The collaboration's committees with what they lack before and after a change; two queries."""
    committees = list(
        Body.objects.filter(collaboration=collaboration_id, kind=BodyKind.WORKING_COMMITTEE).order_by("position", "pk")
    )
    covers = covers_of(committees)
    return [
        (body, party_gaps(body, covers[body.pk]), party_gaps(body, change(body, covers[body.pk])))
        for body in committees
    ]


def _ended(covers: Iterable[Cover], ended: Mapping[int, dt.date]) -> list[Cover]:
    """The covers when what rests on an appointment ends with it; what had not begun by then never does."""
    kept = []
    for one in covers:
        last = ended.get(one.appointment_id or 0)
        if last is None:
            kept.append(one)
        elif one.starts_on <= last:
            kept.append(replace(one, ends_on=last if one.ends_on is None else min(one.ends_on, last)))
    return kept


def _outside(cover: Cover, starts_on: dt.date, ends_on: dt.date) -> list[Cover]:
    left = without([Gap(cover.starts_on, cover.ends_on)], [Gap(starts_on, ends_on)])
    return [replace(cover, starts_on=days.starts_on or cover.starts_on, ends_on=days.ends_on) for days in left]
