"""The morning's work: reminders of what comes due, and one letter to each person with all that she is to be told of.

It is asked for every ten minutes and does nothing before seven, Swedish time, or when the day's work is done: a portal that
stood still at seven catches up when it stands up.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from django.db import IntegrityError, transaction
from django.utils.module_loading import autodiscover_modules

from groups import mail
from groups.actions.telling import Notification, tell_each
from groups.models import (
    DigestLine,
    MorningRound,
    MorningWork,
    NotificationChoice,
    NotificationTiming,
    User,
)
from groups.powers import holdings_in
from outbox import actions as outbox
from outbox.models import OutgoingMail
from samla import clock

MORNING = dt.time(7)

type ReminderSource = Callable[[], Iterable[tuple[Notification, Iterable[User]]]]

_sources: list[ReminderSource] = []


def register_reminders(source: ReminderSource) -> ReminderSource:
    """Let the decorated function, in an app's `reminders.py`, say what people are to be reminded of today, and whom.

    It reads the state as it is. The key of each reminder holds what comes due and its day: by that key nobody is reminded
    twice, however often it is asked.
    """
    _sources.append(source)
    return source


def do_morning_work() -> None:
    """From seven on, once a day: the reminders, and then the letters that they belong in."""
    if clock.now().time() < MORNING:
        return
    try:
        write_reminders()
    finally:  # a reminder that cannot be worked out keeps no letter waiting; it is tried again in ten minutes
        write_morning_letters()


@transaction.atomic
def write_reminders() -> None:
    """Note what every source reminds of today, unless it is done."""
    if not _begin(MorningWork.REMINDERS):
        return
    autodiscover_modules("reminders")
    tell_each(pair for source in _sources for pair in source())


@transaction.atomic
def write_morning_letters() -> int:
    """Gather each person's waiting lines into one letter, unless it is done today; answers how many letters.

    A line is dropped when its person now wants no letter about such things, may not sign in, or has nothing left in its
    collaboration.
    """
    if not _begin(MorningWork.LETTERS):
        return 0
    lines = DigestLine.objects.waiting().select_for_update(of=("self",))
    waiting = list(lines.select_related("collaboration", "recipient").order_by("recipient", "pk"))
    kept, dropped = _sorted_out(waiting)
    now = clock.now()
    for line in dropped:
        line.dropped_at = now
    letters = _letters(kept)
    DigestLine.objects.bulk_update([*dropped, *kept], ["letter", "dropped_at"])
    return letters


def _begin(work: MorningWork) -> bool:
    """Is it ours to do today? Of two who ask at once, the second waits for the first, and is told no if that was done."""
    today = {"work": work, "day": clock.today()}
    if MorningRound.objects.filter(**today).exists():
        return False
    try:
        with transaction.atomic():
            MorningRound.objects.create(**today, done_at=clock.now())
    except IntegrityError:
        return False
    return True


def _sorted_out(lines: list[DigestLine]) -> tuple[list[DigestLine], list[DigestLine]]:
    """The lines that are told, and those that are not; a fixed number of queries, and one a collaboration."""
    never = NotificationChoice.objects.filter(
        timing=NotificationTiming.NEVER, user__in={one.recipient_id for one in lines}
    )
    silent = set(never.values_list("user", "kind"))
    belong = {
        (holding.user, collaboration)
        for collaboration in {line.collaboration_id for line in lines}
        for holding in holdings_in(collaboration)
    }
    kept: list[DigestLine] = []
    dropped: list[DigestLine] = []
    for line in lines:
        may_be_told = line.recipient.is_active and (line.recipient_id, line.collaboration_id) in belong
        wants = (line.recipient_id, line.kind) not in silent
        (kept if may_be_told and wants else dropped).append(line)
    return kept, dropped


def _letters(lines: list[DigestLine]) -> int:
    """Queue one letter for each person and mark her lines with it; whoever has had one today gets hers tomorrow."""
    drafts: dict[str, outbox.Draft] = {}
    carried: dict[str, list[DigestLine]] = dict(_by_person(lines))
    had = set(OutgoingMail.objects.filter(key__in=carried).values_list("key", flat=True))
    for key, hers in carried.items():
        if key not in had:
            drafts[key] = mail.morning_letter(hers[0].recipient, hers)
    for key, letter in outbox.queue_all(drafts).items():
        for line in carried[key]:
            line.letter = letter
    return len(drafts)


def _by_person(lines: list[DigestLine]) -> Iterator[tuple[str, list[DigestLine]]]:
    """Each person's lines under the business key of her letter. The lines come person by person."""
    for person, hers in groupby(lines, key=lambda line: line.recipient_id):
        yield f"morning:{person}:{clock.today()}", list(hers)
