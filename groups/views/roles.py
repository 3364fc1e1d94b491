"""What people are in a collaboration, in words: their seats, offices and grants, for many people at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from groups import rules
from groups.models import (
    Appointment,
    BodyGrant,
    CareCollaboration,
    OfficeHolding,
    OrganisationGrant,
    SeatStatus,
    Sitting,
    User,
)
from groups.powers import GRANT_TEXT
from samla import clock
from samla.addresses import address
from samla.formats import date_text

NOW, COMING, FORMER = "nu", "kommer", "tidigare"
# Whole rows of seats, bodies and organisations would cost more than the rest of the list.
PERIOD = ("user", "starts_on", "ends_on")
BODY = ("slug", "short_name", "collaboration")
SEAT_SHOWN = (
    *(*PERIOD, "scope", "seat__label", "seat__status", "seat__organisation__name", "seat__organisation__collaboration"),
    *(f"seat__body__{name}" for name in BODY),
)
OFFICE_SHOWN = (*PERIOD, "office", *(f"body__{name}" for name in BODY))
DERIVED_SHOWN = (*PERIOD, "seat__label", *(f"body__{name}" for name in BODY))
STATES = {NOW: ("active", "Nu"), COMING: ("waiting", "Kommer"), FORMER: ("done", "Tidigare")}


@dataclass(frozen=True, slots=True)
class Held:
    """A seat, an office or a grant as one line: what, where, when, and what can be done about it."""

    what: str
    where: str
    period: str
    state: str
    organisation: str = ""
    url: str = ""
    note: str = ""
    edit_url: str = ""
    end_url: str = ""

    @property
    def badge(self) -> tuple[str, str]:
        """The look and the word of its state."""
        return STATES[self.state]


@dataclass(slots=True)
class Roles:
    """Everything that one person is, was or is to be."""

    seats: list[Held] = field(default_factory=list)
    offices: list[Held] = field(default_factory=list)
    grants: list[Held] = field(default_factory=list)

    def lasting(self, of: Sequence[Held]) -> list[Held]:
        """Those of the lines that have not ended."""
        return [line for line in of if line.state != FORMER]

    @property
    def places(self) -> list[str]:
        """The seats that last, each as ”Tandvården, Samordningsgruppen”; otherwise the last former one."""
        lasting = self.lasting(self.seats)
        if lasting:
            return [f"{line.what}, {line.where}" for line in lasting]
        return [f"Tidigare: {line.what}, {line.where}" for line in self.seats[:1]]

    @property
    def organisations(self) -> list[str]:
        """The organisations of her seats, each once."""
        lasting = self.lasting(self.seats) or self.seats[:1]
        return list(dict.fromkeys(line.organisation for line in lasting if line.organisation))


def roles_of(people: Iterable[User], collaboration: CareCollaboration, reader: User) -> dict[int, Roles]:
    """What each of the people is there; four queries however many they are. `reader` decides what can be done."""
    keys = [person.pk for person in people]
    found: dict[int, Roles] = defaultdict(Roles)
    _add_seats(found, keys, collaboration, reader)
    holdings = OfficeHolding.objects.filter(user__in=keys, body__collaboration=collaboration).select_related("body")
    for each in holdings.only(*OFFICE_SHOWN).order_by("-starts_on"):
        period, state = period_text(each.starts_on, each.ends_on), state_on(clock.today(), each.starts_on, each.ends_on)
        what, url = each.get_office_display().capitalize(), each.body.get_absolute_url()
        line = Held(what, each.body.short_name, period, state, url=url)
        found[each.user_id].offices.append(line)
    _add_derived(found, keys, collaboration)
    for given in grants_of(keys, collaboration):
        found[given.user].grants.append(_grant_line(given))
    return found


def _add_seats(found: dict[int, Roles], keys: list[int], collaboration: CareCollaboration, reader: User) -> None:
    appointments = Appointment.objects.filter(user__in=keys, seat__body__collaboration=collaboration)
    order = ("-starts_on", "seat__body__position", "pk")
    for each in appointments.select_related("seat__body", "seat__organisation").only(*SEAT_SHOWN).order_by(*order):
        seat, state = each.seat, state_on(clock.today(), each.starts_on, each.ends_on)
        may_change = state != FORMER and bool(rules.may_appoint(reader, seat))
        line = Held(
            what=seat.label,
            where=seat.body.short_name,
            period=period_text(each.starts_on, each.ends_on),
            state=state,
            organisation=str(seat.organisation or ""),
            url=seat.body.get_absolute_url(),
            note=each.scope,
            edit_url=address("groups:appointment_edit", each.pk) if may_change else "",
            end_url=address("groups:appointment_end", each.pk) if may_change else "",
        )
        found[each.user_id].seats.append(line)


def _add_derived(found: dict[int, Roles], keys: list[int], collaboration: CareCollaboration) -> None:
    """The seats that follow from an office elsewhere, beside the offices; those that give an office say it already."""
    derived = Sitting.objects.filter(
        user__in=keys, body__collaboration=collaboration, seat__status=SeatStatus.DERIVED, seat__confers_office=""
    )
    for each in derived.select_related("seat", "body").only(*DERIVED_SHOWN).order_by("-starts_on"):
        period, state = period_text(each.starts_on, each.ends_on), state_on(clock.today(), each.starts_on, each.ends_on)
        line = Held(each.seat.label, each.body.short_name, period, state, url=each.body.get_absolute_url())
        found[each.user_id].offices.append(line)


class Given(NamedTuple):
    """A grant over a body or an organisation, as it is asked for many people at once."""

    user: int
    codename: str
    name: str
    where: str
    starts_on: dt.date
    ends_on: dt.date | None
    reason: str
    withdrawn_reason: str


def grants_of(keys: Iterable[int], collaboration: CareCollaboration) -> list[Given]:
    """The grants of the people over the collaboration's bodies and organisations, the latest first; one query."""
    here = {"user__in": list(keys), "content_object__collaboration": collaboration}
    over_bodies, over_organisations = (
        model.objects.filter(**here).values_list(
            *("user", "permission__codename", "permission__name", f"content_object__{name}"),
            *("starts_on", "ends_on", "reason", "withdrawn_reason"),
        )
        for model, name in ((BodyGrant, "short_name"), (OrganisationGrant, "name"))
    )
    given = [Given(*row) for row in over_bodies.union(over_organisations, all=True)]
    return sorted(given, key=lambda one: one.starts_on, reverse=True)


def _grant_line(given: Given) -> Held:
    what = GRANT_TEXT.get(given.codename, given.name)
    note = f"Återkallad: {given.withdrawn_reason}" if given.withdrawn_reason else given.reason
    state = state_on(clock.today(), given.starts_on, given.ends_on)
    return Held(what, given.where, period_text(given.starts_on, given.ends_on), state, note=note)


def state_on(day: dt.date, starts_on: dt.date, ends_on: dt.date | None) -> str:
    """Does a period hold that day, is it to come, or has it ended?"""
    if ends_on is not None and ends_on < day:  # also a grant that was withdrawn before it began
        return FORMER
    return COMING if starts_on > day else NOW


def period_text(starts_on: dt.date, ends_on: dt.date | None) -> str:
    """”från 1 januari 2026”, with its last day when it has one."""
    return f"från {date_text(starts_on)}" + (f" till {date_text(ends_on)}" if ends_on else "")
