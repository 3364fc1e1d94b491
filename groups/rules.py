"""Who may change seats, offices and grants."""

from groups.models import Appointment, Body, Organisation, Seat, SeatStatus, User
from groups.powers import Power, powers_of
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


def may_elect(user: User | None, body: Body, appointment: Appointment) -> Verdict:
    """May this person register a chair term? The chair sits in the body that she chairs."""
    if appointment.seat.body_id != body.pk:
        return deny(f"{appointment.user} har ingen plats i {body} och kan därför inte leda den.")
    if user is None or powers_of(user).can(Power.LEAD, body):
        return ALLOWED
    return deny("Bara processledaren kan registrera en ordförandeperiod.")


def may_grant(user: User | None, thing: Organisation | Body) -> Verdict:
    """May this person give a power over an organisation or a body?"""
    if user is None or powers_of(user).can(Power.LEAD, thing):
        return ALLOWED
    return deny("Bara processledaren kan ge och ta tillbaka behörigheter.")
