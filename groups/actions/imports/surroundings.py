"""What a list meets: the seats that it may speak of, who holds them, and the people that it names."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Self

from groups.actions.imports.lines import Line
from groups.actions.imports.reading import Fault
from groups.models import (
    Appointment,
    Body,
    BodyGrant,
    CareCollaboration,
    Gap,
    Organisation,
    OrganisationGrant,
    Seat,
    SeatStatus,
    User,
)
from samla import clock
from samla.formats import date_text


@dataclass(slots=True, eq=False)
class Held:
    """One person's days in one seat, as they would be; `appointment` is how they are, None when they are new."""

    seat: Seat
    email: str
    name: str
    starts_on: dt.date
    ends_on: dt.date | None
    scope: str
    user: User | None = None
    appointment: Appointment | None = None
    line: int | None = None
    is_fixed: bool = False
    why: str = ""

    def is_held(self, day: dt.date) -> bool:
        """Does she have the seat on that day?"""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)

    def overlaps(self, other: Self) -> bool:
        """Do the two share a day?"""
        return self.meets(Gap(other.starts_on, other.ends_on))

    def meets(self, days: Gap) -> bool:
        """Is one of these days hers?"""
        begins_in_time = days.ends_on is None or self.starts_on <= days.ends_on
        return begins_in_time and (self.ends_on is None or days.starts_on is None or self.ends_on >= days.starts_on)

    @property
    def is_changed(self) -> bool:
        """Does the list say otherwise than the portal?"""
        was = self.appointment
        return was is not None and (was.ends_on != self.ends_on or was.scope != self.scope)

    @property
    def is_shorter(self) -> bool:
        """Would she lose days?"""
        was = self.appointment.ends_on if self.appointment else None
        return self.appointment is not None and self.ends_on is not None and (was is None or self.ends_on < was)

    @property
    def is_longer(self) -> bool:
        """Would she have days that she does not have now?"""
        was = self.appointment
        if was is None:
            return True
        return was.ends_on is not None and (self.ends_on is None or self.ends_on > was.ends_on)

    @property
    def who(self) -> str:
        return self.name or self.email

    @property
    def place(self) -> str:
        return f"{self.seat.body.short_name}: {self.seat.label}"

    @property
    def period(self) -> str:
        """Her days, and what she answers for, in words."""
        ends = f" till {date_text(self.ends_on)}" if self.ends_on else ""
        return f"från {date_text(self.starts_on)}{ends}{f', {self.scope}' if self.scope else ''}"

    @property
    def end(self) -> str:
        """When and why it ends, in words."""
        return f"slutar {date_text(self.ends_on)}: {self.why}" if self.ends_on else ""

    @property
    def differences(self) -> str:
        """What changes, from what, to what, in words."""
        was, found = self.appointment, []
        if was is not None and was.ends_on != self.ends_on:
            before, after = (date_text(day) if day else "tills vidare" for day in (was.ends_on, self.ends_on))
            found.append(f"till och med: {before} → {after}")
        if was is not None and was.scope != self.scope:
            found.append(f"område: {was.scope or '–'} → {self.scope}")
        return "; ".join(found)

    @property
    def identity(self) -> tuple[object, ...]:
        """What the fingerprint of a plan is made of."""
        key = self.appointment.pk if self.appointment else None
        return (key, self.seat.pk, self.email, self.starts_on, self.ends_on, self.scope)


class Places:
    """The bodies and seats that a list may speak of, by what it may call them."""

    def __init__(self, collaboration: CareCollaboration, organisation: Organisation | None) -> None:
        self.collaboration, self.organisation = collaboration, organisation
        self.bodies: dict[str, list[Body]] = defaultdict(list)
        self.seats: dict[tuple[int, str], list[Seat]] = defaultdict(list)
        for body in Body.objects.filter(collaboration=collaboration):
            for name in {body.slug.casefold(), body.name.casefold(), body.short_name.casefold()}:
                self.bodies[name].append(body)
        self.all = list(
            Seat.objects.filter(body__collaboration=collaboration).select_related("body", "organisation__principal")
        )
        for seat in self.all:
            for name in {seat.slug.casefold(), " ".join(seat.label.split()).casefold()}:
                self.seats[seat.body_id, name].append(seat)

    def find(self, line: Line, faults: list[Fault]) -> Seat | None:
        """The seat that a line means, or None and why not."""
        bodies = self.bodies.get(line.group.casefold(), [])
        if len(bodies) != 1:
            several = f"Flera grupper heter ”{line.group}”. Skriv gruppens kortnamn."
            none = f"Gruppen ”{line.group}” finns inte i {self.collaboration}."
            faults.append(Fault(line.line, "grupp", several if bodies else none))
            return None
        seats = self.seats.get((bodies[0].pk, line.seat.casefold()), [])
        if len(seats) != 1:
            several = f"Flera platser heter ”{line.seat}”. Skriv platsens kortnamn."
            none = f"Platsen ”{line.seat}” finns inte i {bodies[0].short_name}."
            faults.append(Fault(line.line, "plats", several if seats else none))
            return None
        if self.organisation is not None and seats[0].organisation_id != self.organisation.pk:
            faults.append(Fault(line.line, "plats", f"Platsen hör inte till {self.organisation}."))
            return None
        return seats[0]

    @property
    def within(self) -> list[Seat]:
        """The seats that the list is about: the collaboration's or the organisation's, without those that fill themselves."""
        return [
            seat
            for seat in self.all
            if seat.status != SeatStatus.DERIVED
            and (self.organisation is None or seat.organisation_id == self.organisation.pk)
        ]


@dataclass(slots=True)
class People:
    """Those whom the list names and the portal knows, by address; and whose data the list may not change."""

    known: dict[str, User] = field(default_factory=dict)
    elsewhere: set[int] = field(default_factory=set)
    must_be_here: bool = False
    here: set[int] = field(default_factory=set)

    def may_change(self, user: User) -> bool:
        """May the list say what she is called? Not when others know her too, or the organisation does not know her."""
        return user.pk not in self.elsewhere and (not self.must_be_here or user.pk in self.here)


@dataclass(slots=True)
class Surroundings:
    """Everything that a plan is made among, as it is at one moment."""

    places: Places
    people: People
    held: dict[int, list[Held]]
    today: dt.date


def look_around(collaboration: CareCollaboration, organisation: Organisation | None, lines: list[Line]) -> Surroundings:
    """Fetch what the lines meet; the same number of queries for five lines and five thousand."""
    places = Places(collaboration, organisation)
    people = _people(places, {line.email for line in lines})
    held: dict[int, list[Held]] = {}
    of_seat = {seat.pk: seat for seat in places.within}
    for one in Appointment.objects.filter(seat__in=of_seat).select_related("user").order_by("starts_on", "pk"):
        seat, user = of_seat[one.seat_id], one.user
        found = Held(seat, user.email, user.name, one.starts_on, one.ends_on, one.scope, user=user, appointment=one)
        held.setdefault(seat.pk, []).append(found)
        people.here.add(user.pk)
    return Surroundings(places, people, held, clock.today())


def _people(places: Places, emails: set[str]) -> People:
    """Who is known, and who has a seat or a grant outside of what the list is about."""
    known = {user.email: user for user in User.objects.filter(email__in=emails)}
    keys = [user.pk for user in known.values()]
    seats = Appointment.objects.filter(user__in=keys)
    organisations = OrganisationGrant.objects.filter(user__in=keys)
    bodies = BodyGrant.objects.filter(user__in=keys)
    if places.organisation is None:
        seats = seats.exclude(seat__body__collaboration=places.collaboration)
        organisations = organisations.exclude(content_object__collaboration=places.collaboration)
        bodies = bodies.exclude(content_object__collaboration=places.collaboration)
    else:
        seats = seats.exclude(seat__organisation=places.organisation)
        organisations = organisations.exclude(content_object=places.organisation)
    elsewhere = {pk for rows in (seats, organisations, bodies) for pk in rows.values_list("user", flat=True)}
    home = places.collaboration.pk
    elsewhere |= {user.pk for user in known.values() if user.added_in_id not in {None, home}}
    return People(known, elsewhere, must_be_here=places.organisation is not None)
