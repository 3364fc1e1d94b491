"""Whom the morning reminds of which cases: read from their days as they are, with no mark kept of what was said."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from cases.mail import OPEN_CASE, page_of
from cases.models import Case
from groups.actions import Notification, register_reminders
from groups.models import Body, NotificationKind, User, keepers_by_body
from samla import clock
from samla.formats import date_text

WHY = "Du får brevet för att du sköter ärendena i en grupp där en sista dag närmar sig eller har passerat."


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A day that comes, or has passed, in a case: whose it is, and the words for it."""

    case: Case
    body: Body
    what: str
    day: dt.date
    heading: str
    text: str

    late: bool = False

    @property
    def key(self) -> str:
        """The same case, day and side of the day are the same reminder: one when it comes, and one when it has passed."""
        return f"case-reminder:{self.case.pk}:{self.what}:{self.day}:{'late' if self.late else 'soon'}"


@register_reminders
def cases_due() -> Iterable[tuple[Notification, Iterable[User]]]:
    """To whoever keeps the queue: a last day within `REMINDER_DAYS` days, once, and the morning after it has passed.

    A resting case is told of when its day has come. The number of queries does not follow the number of cases.
    """
    soon = clock.today() + dt.timedelta(days=settings.REMINDER_DAYS)
    due = Q(deadline__lte=soon) | Q(answer_by__lte=soon) | Q(resume_on__lte=clock.today())
    cases = Case.objects.open().filter(due).select_related("collaboration", "holder", "asked").without_texts()
    found = [each for case in cases.order_by("pk") for each in _due_in(case, soon)]
    keepers = keepers_by_body({each.body for each in found})
    return [(_notification(each), keepers[each.body.pk]) for each in found]


def _due_in(case: Case, soon: dt.date) -> Iterator[Due]:
    today, number, holder = clock.today(), case.number, case.holder.short_name
    if case.deadline and case.deadline <= soon:
        late = case.deadline < today
        heading = f"{number}: sista dagen har passerat" if late else f"{number}: svar senast {date_text(case.deadline)}"
        verb = "skulle ha svarat" if late else "ska svara"
        text = f"Ärendet ligger hos {holder}, som {verb} senast {date_text(case.deadline)}."
        yield Due(
            case=case, body=case.holder, what="deadline", day=case.deadline, heading=heading, text=text, late=late
        )
    if case.asked and case.answer_by and case.answer_by <= soon:
        day, asked = date_text(case.answer_by), case.asked.short_name
        late = case.answer_by < today
        heading = (
            f"{number}: frågan från {holder} är inte besvarad" if late else f"{number}: svara {holder} senast {day}"
        )
        verb = "skulle ha svarat" if late else "ska svara"
        text = f"{holder} har en fråga till {asked}, som {verb} senast {day}."
        yield Due(
            case=case, body=case.asked, what="question", day=case.answer_by, heading=heading, text=text, late=late
        )
    if case.resume_on and case.resume_on <= today:
        heading = f"{number}: har vilat till {date_text(case.resume_on)}"
        text = f"Ärendet ligger vilande hos {holder} och kan tas upp igen."
        yield Due(case=case, body=case.holder, what="rest", day=case.resume_on, heading=heading, text=text)


def _notification(due: Due) -> Notification:
    return Notification(
        kind=NotificationKind.CASE_REMINDER,
        key=due.key,
        collaboration=due.case.collaboration,
        heading=due.heading,
        text=due.text,
        address=page_of(due.case),
        button=OPEN_CASE,
        why=WHY,
    )
