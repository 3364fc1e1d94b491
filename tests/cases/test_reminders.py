"""The morning reminds whoever keeps the queue of what comes due: once when it comes, once when it has passed."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from cases.reminders import cases_due
from cases.workflow import State, Verb
from groups import actions
from groups.actions import choose_notifications, do_morning_work
from groups.models import DigestLine, NotificationKind, NotificationTiming
from outbox.models import OutgoingMail
from samla.clock import STOCKHOLM
from samla.formats import date_text
from tests import builders as a

REMINDER = NotificationKind.CASE_REMINDER


def morning(count, hour=7):
    """It is seven, that many days from today, and the worker asks."""
    with time_machine.travel(dt.datetime.combine(a.days(count), dt.time(hour), STOCKHOLM), tick=False):
        do_morning_work()


def reminded(person):
    """The reminders that the person has in her letters, oldest first."""
    lines = DigestLine.objects.filter(recipient=person, kind=REMINDER).exclude(letter=None)
    return list(lines.order_by("pk").values_list("heading", flat=True))


def people_reminded():
    return set(DigestLine.objects.filter(kind=REMINDER).values_list("recipient__name", flat=True))


@pytest.fixture
def at_au(cast):
    """A case in preparation in AU, to be answered in ten days."""
    case = a.a_case(cast, State.IN_PREPARATION)
    Case.objects.filter(pk=case.pk).update(deadline=a.days(10))
    return case


def test_whoever_keeps_the_queue_is_reminded_three_days_before_and_the_morning_after(cast, at_au):
    said = {}
    for count in range(1, 15):
        morning(count)
        for minute in (10, 20):
            with time_machine.travel(dt.datetime.combine(a.days(count), dt.time(7, minute), STOCKHOLM), tick=False):
                do_morning_work()
        said[count] = reminded(cast.au_member)

    day = date_text(a.days(10))
    soon, late = f"{at_au.number}: svar senast {day}", f"{at_au.number}: sista dagen har passerat"
    assert [said[count] for count in (6, 7, 10, 11, 14)] == [[], [soon], [soon], [soon, late], [soon, late]]
    kept_by = {cast.au_member.name, cast.process_leader.name, cast.sg_chair.name}
    assert people_reminded() == kept_by  # members of AU, its chair, and the process leader who convenes it
    assert cast.co_opted.name not in kept_by
    assert OutgoingMail.objects.filter(recipient=cast.au_member, key__startswith="morning:").count() == 2


def test_a_reminder_says_nothing_that_is_not_public(cast, at_au):
    morning(7)

    letter = OutgoingMail.objects.get(recipient=cast.au_member, key__startswith="morning:")
    for secret in (at_au.title, at_au.question, at_au.background):
        assert secret not in letter.subject + letter.text + letter.html
    assert f"Ärendet ligger hos AU, som ska svara senast {date_text(a.days(10))}." in letter.text
    assert f"http://localhost:8000{at_au.get_absolute_url()}" in letter.text


@pytest.mark.parametrize(("days_before", "first"), [(0, 10), (1, 9), (14, 1)])
def test_how_early_is_a_setting(cast, at_au, settings, days_before, first):
    settings.REMINDER_DAYS = days_before
    for count in range(1, 11):
        morning(count)
        assert bool(reminded(cast.au_member)) == (count >= first), count


def test_a_question_reminds_those_who_were_asked_and_not_those_who_asked(cast):
    case = a.a_case(cast, State.IN_PREPARATION)
    a.take(case, Verb.ASK, cast.au_member, note="Hur många?", on=a.days(5))

    morning(2)
    morning(6)

    number, day = case.number, date_text(a.days(5))
    assert reminded(cast.local_chair) == [
        f"{number}: svara AU senast {day}",
        f"{number}: frågan från AU är inte besvarad",
    ]
    assert people_reminded() == {cast.local_chair.name}


def test_a_case_that_rests_is_told_of_when_its_day_has_come(cast):
    case = a.a_case(cast, State.IN_PREPARATION)
    case = a.take(case, Verb.PARK, cast.au_member, note="Väntar på utredning.", on=a.days(6))

    for count in (3, 5):
        morning(count)
    assert people_reminded() == set()
    for count in (6, 7, 8):
        morning(count)

    heading = f"{case.number}: har vilat till {date_text(a.days(6))}"
    assert reminded(cast.au_member) == [heading]


def test_a_new_day_is_a_new_reminder(cast, at_au):
    morning(8)
    Case.objects.filter(pk=at_au.pk).update(deadline=a.days(11))
    morning(9)

    assert reminded(cast.au_member) == [f"{at_au.number}: svar senast {date_text(a.days(n))}" for n in (10, 11)]


def test_whoever_wants_no_reminders_gets_none(cast, at_au):
    choose_notifications({REMINDER: NotificationTiming.NEVER}, by=cast.au_member)

    morning(7)

    assert cast.au_member.name not in people_reminded()
    assert cast.process_leader.name in people_reminded()


@pytest.mark.parametrize("state", [State.DRAFT, State.CLOSED])
def test_what_is_not_open_reminds_nobody(cast, state):
    case = a.a_case(cast, state)
    Case.objects.filter(pk=case.pk).update(deadline=a.days(2))

    morning(1)
    morning(4)

    assert people_reminded() == set()


def test_whoever_has_left_or_may_not_sign_in_is_not_reminded(cast, at_au):
    left = a.a_member(cast.au, "Lars Lämnar")
    shut = a.a_member(cast.au, "Stina Stängd")
    actions.end_appointment(left.appointments.get(), ends_on=a.days(5), by=None)
    actions.set_sign_in(shut, is_active=False, reason="Slutat.", collaboration=cast.samla, by=None)

    morning(7)

    assert cast.au_member.name in people_reminded()
    assert not {left.name, shut.name} & people_reminded()


def test_a_morning_that_was_missed_is_made_up_for(cast, at_au):
    """The machine stood still from the day before the first reminder until after the last day."""
    morning(6)
    morning(12, hour=16)

    assert reminded(cast.au_member) == [f"{at_au.number}: sista dagen har passerat"]


def test_a_case_outside_the_portal_reminds_the_process_leader(cast):
    case = a.a_case(cast, State.IN_PREPARATION)
    case = a.send(cast, case, "vvg", cast.au_member, on=a.days(5))

    morning(3)

    assert people_reminded() == {cast.process_leader.name}
    (line,) = DigestLine.objects.filter(kind=REMINDER)
    assert line.text == f"Ärendet ligger hos VVG, som ska svara senast {date_text(a.days(5))}."


def test_reminders_cost_the_same_however_many_cases_come_due(cast, at_au):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            found = cases_due()
        return len(queries), len(found)

    Case.objects.filter(pk=at_au.pk).update(deadline=a.days(1))
    few, one = cost()
    for _ in range(12):
        case = a.a_case(cast, State.IN_PREPARATION)
        Case.objects.filter(pk=case.pk).update(deadline=a.days(1))
    many, thirteen = cost()

    assert (one, thirteen) == (1, 13)
    assert few == many
