"""Who may change the pages that everybody reads."""

from documents.models import Page
from groups.models import User
from groups.powers import Power, powers_of
from samla.verdict import ALLOWED, Verdict, deny


def may_edit(user: User, page: Page) -> Verdict:
    """May this person publish a page of the collaboration?"""
    if powers_of(user).can(Power.LEAD, page):
        return ALLOWED
    return deny("Bara processledaren ändrar den här sidan.")
