"""Who may change who sits where."""

from groups.models import Seat, SeatStatus, User
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
