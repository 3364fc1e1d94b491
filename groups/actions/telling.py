"""Telling people that something has happened, each in the way that she has chosen: at once, in the morning, or not at all.

Whatever tells anybody of anything by e-mail goes through `tell`; the few letters that nobody can choose away (an
invitation, a changed sign-in) use the outbox itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from groups.models import (
    CareCollaboration,
    DigestLine,
    NotificationChoice,
    NotificationKind,
    NotificationTiming,
    User,
)
from outbox import actions as outbox
from outbox.mail import Letter, write
from outbox.models import OutgoingMail
from samla import clock

CHOOSE = "Under ”Mina uppgifter” i portalen väljer du vilka brev du får, och när."


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """Something that people are to be told of (avisering). It leaves the portal: it may hold nothing that is not public.

    `key` names what happened (”case-step:17”), so that nobody is told of it twice. `heading` is one line and also the
    letter's subject, `text` one sentence, `address` a local page with the collaboration's prefix, `button` the words
    that lead there, and `why` says why just she got the letter.
    """

    kind: NotificationKind
    key: str
    collaboration: CareCollaboration
    heading: str
    text: str
    address: str
    button: str
    why: str


def tell(people: Iterable[User], notification: Notification) -> None:
    """Tell each of the people, as she has chosen for that kind of thing, in the transaction of what it tells of."""
    tell_each([(notification, people)])


@transaction.atomic
def tell_each(notifications: Iterable[tuple[Notification, Iterable[User]]]) -> None:
    """Tell of many things, in the same few queries however many things and people.

    A letter is queued, a line is kept for the morning, or nothing is written. Who was told by the same key before is
    not told again, whichever way it was then.
    """
    wanted = {f"{each.key}:{person.pk}": (each, person) for each, people in notifications for person in people}
    chosen = _choices(wanted.values())
    told = _told_before(wanted) if wanted else set()
    letters: dict[str, outbox.Draft] = {}
    lines: list[DigestLine] = []
    written: dict[str, Letter] = {}
    for key, (each, person) in wanted.items():
        timing = chosen.get((person.pk, each.kind), each.kind.usual_timing)
        if key in told or timing == NotificationTiming.NEVER:
            continue
        if timing == NotificationTiming.DAILY:
            lines.append(_line(key, each, person))
            continue
        letter = written.get(each.key) or written.setdefault(each.key, _letter(each))
        letters[key] = outbox.Draft(
            to=person.email,
            subject=each.heading,
            text=letter.text,
            html=letter.html,
            recipient=person,
            area=each.collaboration.slug,
        )
    if letters:
        outbox.queue_all(letters)
    if lines:
        DigestLine.objects.bulk_create(lines, ignore_conflicts=True)  # the same key is the same thing


def _choices(wanted: Iterable[tuple[Notification, User]]) -> dict[tuple[int, str], str]:
    """What the people have chosen for these kinds of things, where they have."""
    kinds, people = {each.kind for each, _ in wanted}, {person.pk for _, person in wanted}
    if not people:
        return {}
    choices = NotificationChoice.objects.filter(kind__in=kinds, user__in=people)
    return {(user, kind): timing for user, kind, timing in choices.values_list("user", "kind", "timing")}


def _told_before(keys: Iterable[str]) -> set[str]:
    lines = DigestLine.objects.filter(key__in=keys).values_list("key")
    letters = OutgoingMail.objects.filter(key__in=keys).values_list("key")
    return {key for (key,) in lines.union(letters)}


def _line(key: str, each: Notification, person: User) -> DigestLine:
    return DigestLine(
        key=key,
        collaboration=each.collaboration,
        recipient=person,
        kind=each.kind,
        heading=each.heading,
        text=each.text,
        address=each.address,
        noted_at=clock.now(),
    )


def _letter(each: Notification) -> Letter:
    return write(
        each.heading,
        [each.text],
        address=each.address,
        button=each.button,
        why=f"{each.why} {CHOOSE}",
        sender=each.collaboration.name,
    )
