"""Who may give and withdraw powers that do not follow from a seat."""

from groups.models import Body, Organisation, User
from groups.powers import Power, powers_of
from samla.verdict import ALLOWED, Verdict, deny


def may_grant(user: User | None, thing: Organisation | Body) -> Verdict:
    """May this person give a power over an organisation or a body?"""
    if user is None or powers_of(user).can(Power.LEAD, thing):
        return ALLOWED
    return deny("Bara processledaren kan ge och ta tillbaka behörigheter.")
