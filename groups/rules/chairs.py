"""Who may lead a body, and who may say so."""

from groups.models import Appointment, Body, User
from groups.powers import Power, powers_of
from samla.verdict import ALLOWED, Verdict, deny


def may_elect(user: User | None, body: Body, appointment: Appointment) -> Verdict:
    """May this person register a chair term? The chair sits in the body that she chairs."""
    if appointment.seat.body_id != body.pk:
        return deny(f"{appointment.user} har ingen plats i {body} och kan därför inte leda den.")
    if user is None or powers_of(user).can(Power.LEAD, body):
        return ALLOWED
    return deny("Bara processledaren kan registrera en ordförandeperiod.")
