"""Who may read the history."""

from typing import Any

from desk.models import Kind
from groups.models import CareCollaboration, Organisation, User
from groups.powers import powers_of
from samla.verdict import ALLOWED, Verdict, deny


def may_search(user: User, collaboration: CareCollaboration) -> Verdict:
    """May the person read everything that has happened in the collaboration (L25)? The auditor and the process leader."""
    powers = powers_of(user)
    if collaboration.pk in powers.audits | powers.leads:
        return ALLOWED
    return deny("Historiken läses av granskaren och processledaren.")


def reads_all_of(user: User, kind: Kind, key: Any, collaboration: CareCollaboration) -> Verdict:
    """May the person read everything that belongs to one thing, grants too?

    Beside those who may search: the person whose own history it is, and the organisation's administrator.
    """
    is_own = kind.model is User and key == user.pk
    if is_own or (kind.model is Organisation and key in powers_of(user).administers):
        return ALLOWED
    return may_search(user, collaboration)


def may_read(user: User, kind: Kind, key: Any, collaboration: CareCollaboration) -> Verdict:
    """May the person read the history of one thing that she may see? Of what is open everybody may."""
    if kind.is_open and collaboration.pk in powers_of(user).collaborations:
        return ALLOWED
    return reads_all_of(user, kind, key, collaboration)
