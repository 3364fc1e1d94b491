"""The morning's work: one letter to each, at seven Swedish time, once a day, and caught up when seven was missed."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups import actions
from groups.actions import (
    Notification,
    choose_notifications,
    do_morning_work,
    mornings,
    set_sign_in,
    tell,
    write_morning_letters,
)
from groups.models import DigestLine, MorningRound, NotificationKind, NotificationTiming
from groups.tasks import morning_work
from outbox.models import OutgoingMail
from samla.clock import STOCKHOLM
from samla.tasks import _periodic
from tests import builders as a
from tests.cast import build
from tests.groups.test_telling import choose, something
from tests.together import at_once

ARRIVED, DAILY, NEVER = NotificationKind.CASE_ARRIVED, NotificationTiming.DAILY, NotificationTiming.NEVER
EVERY_TEN_MINUTES = "*/10 * * * *"


@pytest.fixture(autouse=True)
def sources(monkeypatch):
    """No reminders but those of the test."""
    monkeypatch.setattr(mornings, "_sources", [])
    return mornings._sources


@pytest.fixture
def day(cast):
    """A day on which the cast's seats and grants hold."""
    return a.days(3)


def at(day, hour, minute=0):
    return time_machine.travel(dt.datetime.combine(day, dt.time(hour, minute), STOCKHOLM), tick=False)


def note(cast, person, key="thing:1", **changes):
    """A line that waits for the person's next morning letter."""
    choose(person, DAILY)
    tell([person], something(cast, key, **changes))


def letters():
    return list(OutgoingMail.objects.order_by("pk"))


def test_nothing_happens_before_seven_and_then_everything_once(cast, day):
    note(cast, cast.author)
    for hour, minute, count in ((0, 10, 0), (6, 59, 0), (7, 0, 1), (7, 10, 1), (23, 50, 1)):
        with at(day, hour, minute):
            do_morning_work()
        assert len(letters()) == count, (hour, minute)

    (letter,) = letters()
    assert letter.recipient == cast.author
    assert letter.key == f"morning:{cast.author.pk}:{day}"
    assert DigestLine.objects.get().letter == letter


def test_it_is_asked_for_every_ten_minutes(cast):
    assert _periodic[morning_work.module_path][0] == EVERY_TEN_MINUTES


def test_a_seven_that_was_missed_is_caught_up_later_the_same_day(cast, day):
    note(cast, cast.author)
    with at(day, 15, 20):
        do_morning_work()

    assert len(letters()) == 1


def test_what_happens_after_the_letter_waits_for_the_next_one(cast, day):
    note(cast, cast.author)
    with at(day, 7):
        do_morning_work()
    with at(day, 9):
        note(cast, cast.author, "thing:2")
        do_morning_work()
    assert len(letters()) == 1

    with at(day + dt.timedelta(days=1), 7):
        do_morning_work()

    first, second = letters()
    assert [line.letter for line in DigestLine.objects.order_by("pk")] == [first, second]
    assert first.message_id != second.message_id


def test_everything_of_a_person_is_one_letter_and_the_last_days_come_first(cast, day):
    for number in range(3):
        note(cast, cast.author, f"thing:{number}", heading=f"SAMLA 2026-000{number}: ett ärende har kommit till AU")
    due = something(cast, "due", NotificationKind.CASE_REMINDER, heading="SAMLA 2026-0009: svar senast 3 december 2026")
    tell([cast.author, cast.au_member], due)

    with at(day, 7):
        do_morning_work()

    hers, other = sorted(letters(), key=lambda letter: letter.recipient != cast.author)
    assert hers.subject == "SAMLA: 4 saker att känna till"
    for said in (hers.text, hers.html):
        places = [said.index(f"SAMLA 2026-000{number}:") for number in (9, 0, 1, 2)]
        assert places == sorted(places)
    assert hers.text.index("SISTA DAGAR") < hers.text.index("DET HÄR HAR HÄNT")
    assert hers.text.count("http://localhost:8000/arenden/SAMLA-2026-0001/") == 4
    assert "Öppna Mitt arbete: http://localhost:8000/" in hers.text
    assert other.subject == due.heading  # a single thing is told as it is
    assert "Öppna: http://localhost:8000/arenden/SAMLA-2026-0001/" in other.text


def test_a_letter_about_two_collaborations_says_which_is_which(cast, day):
    a.an_appointment(a.a_seat(cast.elsewhere), cast.author)
    note(cast, cast.author)
    tell(
        [cast.author],
        Notification(
            kind=ARRIVED,
            key="there",
            collaboration=cast.other,
            heading="GRANNEN 2026-0001: ett ärende har kommit",
            text="Ola har tagit steget.",
            address="/o/grannen/arenden/GRANNEN-2026-0001/",
            button="Öppna",
            why="För att.",
        ),
    )

    with at(day, 7):
        do_morning_work()

    (letter,) = letters()
    assert letter.subject == "GRANNEN och SAMLA: 2 saker att känna till"
    assert "GRANNEN: DET HÄR HAR HÄNT" in letter.text
    assert "SAMLA: DET HÄR HAR HÄNT" in letter.text


@pytest.mark.parametrize("month_and_day", [(3, 28), (10, 31)])
def test_seven_is_seven_on_the_days_when_the_clock_is_moved(cast, month_and_day):
    """28 March 2027 has 23 hours and 31 October 25: seven is 05.00 in UTC on the first, and 06.00 on the second."""
    day = dt.date(2027, *month_and_day)
    a.an_appointment(a.a_seat(cast.sg), cast.author)
    note(cast, cast.author)
    summer = month_and_day[0] == 3
    seven = dt.datetime(2027, *month_and_day, 5 if summer else 6, tzinfo=dt.UTC)

    sent_at = []
    for tick in range(26 * 6):  # a whole day and a little more, every ten minutes, as the worker asks
        instant = dt.datetime.combine(day, dt.time(0), STOCKHOLM).astimezone(dt.UTC) + dt.timedelta(minutes=10 * tick)
        with time_machine.travel(instant, tick=False):
            do_morning_work()
        if letters() and not sent_at:
            sent_at.append(instant)

    assert sent_at == [seven]
    assert len(letters()) == 1


@pytest.mark.parametrize("weekday", [5, 6])
def test_there_is_a_letter_on_a_weekend_too_when_there_is_something_to_say(cast, weekday):
    day = next(a.days(number) for number in range(1, 8) if a.days(number).weekday() == weekday)
    note(cast, cast.author)
    with at(day, 7):
        do_morning_work()
    assert len(letters()) == 1

    with at(day + dt.timedelta(days=1), 7):
        do_morning_work()
    assert len(letters()) == 1  # and none when there is nothing


@pytest.mark.parametrize("why", ["never", "closed", "left"])
def test_a_line_is_dropped_when_she_will_not_or_may_not_be_told(cast, day, why):
    person = a.a_member(cast.nosam, "Tora Tillfällig")
    note(cast, person)
    note(cast, cast.author)
    if why == "never":
        choose(person, NEVER)
    elif why == "closed":
        set_sign_in(person, is_active=False, reason="Slutat.", collaboration=cast.samla, by=None)
    else:
        actions.end_appointment(person.appointments.get(), ends_on=a.days(1), by=None)

    with at(day, 7):
        do_morning_work()

    assert [letter.recipient for letter in letters()] == [cast.author]
    dropped = DigestLine.objects.get(recipient=person)
    assert dropped.letter is None
    assert dropped.dropped_at is not None
    with at(day + dt.timedelta(days=1), 7):
        do_morning_work()
    assert len(letters()) == 1


def test_a_line_of_whoever_now_wants_letters_at_once_is_in_the_morning_letter_as_promised(cast, day):
    note(cast, cast.author)
    choose(cast.author, NotificationTiming.AT_ONCE)

    with at(day, 7):
        do_morning_work()

    assert len(letters()) == 1


def test_whoever_has_nothing_to_be_told_gets_no_letter(cast, day):
    choose(cast.author, DAILY)

    with at(day, 7):
        do_morning_work()

    assert letters() == []


def test_a_letter_that_is_there_is_not_written_again_if_the_round_is_lost(cast, day):
    note(cast, cast.author)
    with at(day, 7):
        do_morning_work()
        MorningRound.objects.all().delete()
        note(cast, cast.author, "thing:2")
        do_morning_work()

    assert len(letters()) == 1
    assert DigestLine.objects.get(letter=None).key.startswith("thing:2")  # not told yet, so told tomorrow


def test_reminders_are_asked_for_once_a_day_and_a_broken_source_keeps_no_letter(cast, day, sources):
    asked = []

    def broken():
        asked.append(1)
        raise ZeroDivisionError

    sources.append(broken)
    note(cast, cast.author)
    with at(day, 7), pytest.raises(ZeroDivisionError):
        do_morning_work()
    assert len(letters()) == 1

    sources[:] = [lambda: [(something(cast, "due", NotificationKind.CASE_REMINDER), [cast.au_member])]]
    for minute in (10, 20, 30):
        with at(day, 7, minute):
            do_morning_work()
    assert DigestLine.objects.filter(key__startswith="due").count() == 1
    with at(day + dt.timedelta(days=1), 7):
        do_morning_work()
    assert len(letters()) == 2


def test_a_reminder_of_the_morning_is_in_the_letter_of_the_same_morning(cast, day, sources):
    sources.append(lambda: [(something(cast, "due", NotificationKind.CASE_REMINDER), [cast.author])])
    note(cast, cast.author)

    with at(day, 7):
        do_morning_work()

    (letter,) = letters()
    assert letter.digest_lines.count() == 2


def test_the_letters_of_many_cost_the_same_as_those_of_few(cast, day):
    def cost(people, when):
        for person in people:
            note(cast, person, f"{when}")
        with at(when, 7), CaptureQueriesContext(connection) as queries:
            write_morning_letters()
        return len(queries)

    few = cost([a.a_member(cast.nosam) for _ in range(2)], day)
    many = cost([a.a_member(cast.nosam) for _ in range(20)], day + dt.timedelta(days=1))

    assert few == many
    assert len(letters()) == 22


def test_of_many_workers_at_once_one_writes_the_letters(cloned_database):
    cast = build()
    people = [cast.author, cast.au_member, cast.local_chair]
    for person in people:
        note(cast, person)

    with at(a.days(3), 7):
        at_once(*[do_morning_work] * 5)

    assert sorted(letter.recipient_id for letter in letters()) == sorted(person.pk for person in people)
    assert DigestLine.objects.waiting().count() == 0
    assert MorningRound.objects.count() == 2


def test_choices_reach_lines_that_are_already_waiting_only_for_their_kind(cast, day):
    note(cast, cast.author)
    choose_notifications({NotificationKind.CASE_CLOSED: NEVER}, by=cast.author)

    with at(day, 7):
        do_morning_work()

    assert len(letters()) == 1
