"""Who may change who sits where, and what a seat can hold."""

import datetime as dt

from groups.models import Appointment, Seat, SeatStatus, Sitting, StaffRole, User
from groups.powers import Power, powers_of
from samla.formats import date_text
from samla.verdict import ALLOWED, Verdict, deny


def may_appoint(user: User | None, seat: Seat) -> Verdict:
    """May this person fill the seat? `None` is the operator at the command line. Derived seats fill themselves (55)."""
    if seat.status == SeatStatus.DERIVED:
        return deny(f"Platsen ”{seat.label}” följer av ett annat uppdrag och kan inte tillsättas för sig.")
    if user is None or powers_of(user).can(Power.LEAD, seat.body):
        return ALLOWED
    if seat.organisation and powers_of(user).can(Power.ADMINISTER, seat.organisation):
        return ALLOWED
    return deny("Bara processledaren och organisationens administratör kan tillsätta platsen.")


def may_be_appointed(seat: Seat, user: User, starts_on: dt.date, ends_on: dt.date | None) -> Verdict:
    """Can this person be given this seat on these days? The seat and its body exist then, and she may sign in."""
    if not user.is_active:
        return deny(f"{user} får inte längre logga in och kan därför inte få platsen.")
    if ends_on is not None and ends_on < starts_on:
        return deny("Sista dagen kan inte ligga före första dagen.")
    for thing, first, last in (
        (f"Platsen ”{seat.label}”", seat.valid_from, seat.valid_to),
        (f"Gruppen {seat.body}", seat.body.valid_from, seat.body.valid_to),
    ):
        if first is not None and starts_on < first:
            return deny(f"{thing} finns från och med {date_text(first)}.")
        if last is not None and starts_on > last:
            return deny(f"{thing} upphörde {date_text(last)}. Förordnandet kan inte börja efter det.")
    return ALLOWED


def may_end(user: User | None, appointment: Appointment, ends_on: dt.date) -> Verdict:
    """May this person let the appointment end that day? A collaboration always has a process leader."""
    verdict = may_appoint(user, appointment.seat)
    if not verdict or user is None or appointment.seat.role != StaffRole.PROCESS_LEADER:
        return verdict
    after = Sitting.objects.on(ends_on + dt.timedelta(days=1)).filter(
        seat__role=StaffRole.PROCESS_LEADER,
        seat__body__collaboration=appointment.seat.body.collaboration_id,
        user__is_active=True,
    )
    if after.exclude(appointment=appointment).exists():
        return ALLOWED
    return deny(
        "Samverkan måste ha en processledare. Förordna den nya först; då slutar det gamla förordnandet dagen innan."
    )
