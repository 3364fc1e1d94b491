"""Who may read the history, and see the letters."""

from typing import Any

from desk.models import Kind
from groups.models import CareCollaboration, Organisation, User
from groups.powers import powers_of
from outbox.models import MailState, OutgoingMail
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


def may_see_letters(user: User, collaboration: CareCollaboration) -> Verdict:
    """May the person see which letters have gone to whom (rule 15), without their texts? The process leader."""
    if collaboration.pk in powers_of(user).leads:
        return ALLOWED
    return deny("Vilka brev som har skickats ser processledaren.")


def may_retry(user: User, letter: OutgoingMail, collaboration: CareCollaboration) -> Verdict:
    """May the person have the letter tried again? What is sent is never sent again."""
    sees = may_see_letters(user, collaboration)
    if not sees:
        return sees
    if letter.state == MailState.SENT:
        return deny("Brevet är redan skickat, och skickas inte en gång till.")
    if letter.state == MailState.QUEUED:
        return deny("Brevet ligger redan i kön och skickas så fort det går.")
    recipient: User | None = letter.recipient
    if recipient is not None and not recipient.is_active:
        return deny(f"{recipient.name} får inte logga in, och ska inga brev ha.")
    return ALLOWED
