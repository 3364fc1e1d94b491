"""The letters of a collaboration, and who was told of what in a case (rule 15). Their texts are never read here."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.mail import SUBJECTS
from cases.models import Case, CaseStep
from desk.models import belonging
from groups.models import CareCollaboration, DigestLine
from outbox.models import MailState, OutgoingMail

STEPS_SHOWN = 10
FAILED_DAYS = 30


@dataclass(frozen=True, slots=True)
class Told:
    """One person who was told of a step, or is to be: `letter` is the one that told her, when there is one."""

    name: str
    letter: OutgoingMail | None
    line: DigestLine | None = None


def letters_in(collaboration: CareCollaboration) -> QuerySet[OutgoingMail]:
    """Every letter of a collaboration, without its text."""
    return OutgoingMail.objects.filter(belonging.of_letter(collaboration)).defer("text", "html")


def failed_lately(collaboration: CareCollaboration, now: dt.datetime) -> QuerySet[OutgoingMail]:
    """Those that could not be sent in the last month, and that somebody may do something about."""
    failed = Q(state=MailState.FAILED, tried_at__gte=now - dt.timedelta(days=FAILED_DAYS))
    return letters_in(collaboration).filter(failed)


def matching(letters: QuerySet[OutgoingMail], text: str) -> QuerySet[OutgoingMail]:
    """Letters in whose address, person or subject every word is found, or in a line that they carry.

    A case's number is found as it is written on its page and in its address.
    """
    for word in text.split():
        spaced = word.replace("-", " ", 1)
        carried = DigestLine.objects.filter(letter=OuterRef("pk"))
        said = Q(heading__icontains=word) | Q(heading__icontains=spaced)
        letters = letters.filter(
            Q(address__icontains=word)
            | Q(recipient__name__icontains=word)
            | Q(subject__icontains=word)
            | Q(subject__icontains=spaced)
            | Q(Exists(carried.filter(said)))
        )
    return letters


def lines_of_letters(letters: Iterable[OutgoingMail]) -> dict[int, list[str]]:
    """The headings that each morning letter carries, by its key; one query."""
    found: dict[int, list[str]] = {}
    lines = DigestLine.objects.filter(letter__in=[mail.pk for mail in letters]).order_by("pk")
    for letter, heading in lines.values_list("letter", "heading"):
        found.setdefault(letter, []).append(heading)
    return found


def told_of(case: Case) -> list[tuple[CaseStep, list[Told]]]:
    """Who was told of each of the case's latest steps, the newest first. Three queries."""
    steps = list(CaseStep.objects.filter(case=case, verb__in=list(SUBJECTS)).order_by("-pk")[:STEPS_SHOWN])
    if not steps:
        return []
    ours = reduce(Q.__or__, (Q(key__startswith=f"case-step:{step.pk}:") for step in steps))
    told: dict[str, list[Told]] = {}
    letters = OutgoingMail.objects.filter(ours).select_related("recipient").defer("text", "html")
    for mail in letters.order_by("pk"):
        told.setdefault(_step(mail.key), []).append(Told(str(mail.recipient or mail.address), mail))
    lines = DigestLine.objects.filter(ours).select_related("recipient", "letter").defer("letter__text", "letter__html")
    for line in lines.order_by("pk"):
        told.setdefault(_step(line.key), []).append(Told(line.recipient.name, line.letter, line))
    return [(step, told[str(step.pk)]) for step in steps if str(step.pk) in told]


def _step(key: str) -> str:
    return key.split(":")[1]
