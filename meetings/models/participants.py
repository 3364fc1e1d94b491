"""Who belongs at a meeting: whoever sits in its bodies on its day, seat by seat (31, 34; section 3, 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from groups.models import Body, OfficeHolding, Seat, SeatStatus, Sitting, User
from groups.powers import holdings_in, powers_by_person
from meetings.models.meeting import Meeting

ROWS = (SeatStatus.REGULAR, SeatStatus.CO_OPTED, SeatStatus.DERIVED)


@dataclass(frozen=True, slots=True)
class Place:
    """One seat of one of the meeting's bodies, and who sits in it on the day; nobody when it is vacant."""

    seat: Seat
    body: Body
    people: tuple[User, ...]

    @property
    def is_row(self) -> bool:
        """Is it heard on the items: a regular or co-opted seat, or one that follows from an office? Staff is not."""
        return self.seat.status in ROWS and (
            self.seat.organisation_id is not None or self.seat.derived_from_id is not None
        )

    @property
    def is_in_consensus(self) -> bool:
        """Does its organisation count when the chair says that all agree? Co-opted seats stand outside (73, K8)."""
        return self.is_row and self.seat.status != SeatStatus.CO_OPTED

    @property
    def is_vacant(self) -> bool:
        """Does it lack somebody that it must have?"""
        return len(self.people) < self.seat.min_persons

    @property
    def name(self) -> str:
        """Whose voice it is: its organisation, or the local group whose chair it is (section 3, 4)."""
        return str(self.seat.organisation) if self.seat.organisation else self.seat.label


def bodies_of(meeting: Meeting) -> list[Body]:
    """The meeting's own body, then the others; no query when they came with it (`with_bodies`)."""
    return [meeting.body, *(joint.body for joint in meeting.joint_bodies.all())]


def places_of(meeting: Meeting, day: dt.date | None = None) -> list[Place]:
    """Every seat of the meeting's bodies that exists on its day, with who sits there then; two queries.

    In the order of the bodies and their seats. `day`: as on another day.
    """
    return places_of_all([meeting], day)[meeting.pk]


def places_of_all(meetings: Iterable[Meeting], day: dt.date | None = None) -> dict[int, list[Place]]:
    """The places of each meeting, by its key; the same two queries however many meetings."""
    asked = {meeting.pk: (day or meeting.day, {body.pk: body for body in bodies_of(meeting)}) for meeting in meetings}
    if not asked:
        return {}
    bodies = {key for _, there in asked.values() for key in there}
    first, last = min(on for on, _ in asked.values()), max(on for on, _ in asked.values())
    seats = list(
        Seat.objects.filter(body__in=bodies).select_related("organisation").order_by("position", "label", "pk")
    )
    during = Sitting.objects.filter(Q(ends_on=None) | Q(ends_on__gte=first), starts_on__lte=last, body__in=bodies)
    sittings = list(during.select_related("user").order_by("starts_on", "pk"))
    return {key: _placed(on, there, seats, sittings) for key, (on, there) in asked.items()}


def _placed(day: dt.date, bodies: dict[int, Body], seats: list[Seat], sittings: list[Sitting]) -> list[Place]:
    there = [one for one in seats if one.body_id in bodies and (one.valid_from or day) <= day <= (one.valid_to or day)]
    people: dict[int, list[User]] = {one.pk: [] for one in there}
    for sitting in sittings:
        sits = sitting.starts_on <= day <= (sitting.ends_on or day)
        if sits and sitting.seat_id in people and sitting.user not in people[sitting.seat_id]:
            people[sitting.seat_id].append(sitting.user)
    order = {key: number for number, key in enumerate(bodies)}
    there.sort(key=lambda one: order[one.body_id])
    return [Place(one, bodies[one.body_id], tuple(people[one.pk])) for one in there]


def rows_of_coverage(places: Iterable[Place]) -> list[Place]:
    """The places that are heard on the items (section 3, 4): one row each, also when vacant."""
    return [place for place in places if place.is_row and (place.people or place.seat.min_persons)]


def presidium_on(meeting: Meeting) -> list[OfficeHolding]:
    """Who is chair and vice chair of the meeting's own body on its day."""
    return list(
        OfficeHolding.objects.on(meeting.day).filter(body=meeting.body_id).select_related("user").order_by("office")
    )


def conveners_of(bodies: Iterable[Body]) -> dict[int, list[User]]:
    """Who convenes each body today, by its key; one query a collaboration and one for the people."""
    bodies = set(bodies)
    found: dict[int, list[int]] = {body.pk: [] for body in bodies}
    for collaboration in {body.collaboration_id for body in bodies}:
        for user, powers in powers_by_person(holdings_in(collaboration)).items():
            for body in bodies:
                if body.collaboration_id == collaboration and powers.convenes(body):
                    found[body.pk].append(user)
    people = User.objects.filter(is_active=True).in_bulk({user for users in found.values() for user in users})
    return {body: [people[user] for user in users if user in people] for body, users in found.items()}
