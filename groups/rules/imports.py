"""Who may take in people from a file."""

from groups.models import CareCollaboration, Organisation, User
from groups.powers import powers_of
from samla.verdict import ALLOWED, Verdict, deny


def may_import(user: User, collaboration: CareCollaboration, organisation: Organisation | None) -> Verdict:
    """May this person take in people for the whole collaboration, or for one organisation's seats in it?"""
    powers = powers_of(user)
    if collaboration.pk in powers.leads:
        return ALLOWED
    if organisation is not None and organisation.collaboration_id == collaboration.pk:
        if organisation.pk in powers.administers:
            return ALLOWED
        return deny(f"Bara processledaren och den som administrerar {organisation} kan läsa in dess personer.")
    return deny("Bara processledaren och organisationernas administratörer kan läsa in personer från en fil.")
