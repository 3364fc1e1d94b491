"""The chain from plan to views, by the actions; the database refuses what no action should ask of it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from groups.actions import StaleError
from meetings import actions
from meetings.models import Reply, WrittenView, places_of, rows_of_coverage
from meetings.models.coverage import coverage_of, views_of
from meetings.workflow import Answer, MeetingState, Voice
from outbox.models import OutgoingMail
from samla.workdays import easter, is_workday, workdays_before
from tests import builders as a
from tests.meetings.building import a_called_meeting, a_meeting, an_item, called, fresh, views_on


def seat_of(meeting, user):
    return next(place.seat for place in places_of(meeting) if user in place.people)


def test_a_meeting_gets_its_deadlines_from_the_settings_of_its_body(cast):
    meeting = a_meeting(cast.sg, cast.process_leader, days=60)

    assert meeting.cases_by <= meeting.day - dt.timedelta(days=21)
    assert meeting.notice_by <= meeting.day - dt.timedelta(days=10)
    assert meeting.views_by == workdays_before(meeting.day - dt.timedelta(days=1), 2)


def test_nobody_but_the_convener_plans_a_meeting(cast):
    with pytest.raises(PermissionDenied, match="processledaren"):
        a_meeting(cast.sg, cast.sg_chair)
    assert a_meeting(cast.nosam, cast.local_chair).pk


def test_a_meeting_is_not_planned_in_the_past(cast):
    with pytest.raises(ValidationError, match="har redan varit"):
        a_meeting(cast.sg, cast.process_leader, days=-1)


def test_a_preparing_meeting_is_held_before_the_one_it_prepares(cast):
    meeting = a_meeting(cast.sg, cast.process_leader, days=30)

    with pytest.raises(ValidationError, match="hållas före"):
        a_meeting(cast.au, cast.process_leader, days=31, prepares=meeting)
    early = a_meeting(cast.au, cast.process_leader, days=16, prepares=meeting)
    with pytest.raises(ValidationError, match="Flytta det mötet först"):
        actions.move_meeting(
            meeting,
            starts_at=a.at_clock(a.days(10), 9),
            ends_at=a.at_clock(a.days(10), 10),
            version=1,
            by=cast.process_leader,
        )
    with pytest.raises(IntegrityError, match="held before"), transaction.atomic():
        _held_at(early, meeting)


def _held_at(early, meeting):
    type(early).objects.filter(pk=early.pk).update(starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    connection.check_constraints()


def test_a_notice_is_frozen_and_everybody_called_gets_her_own_letter(cast):
    meeting = a_called_meeting(cast.sg, cast.process_leader)
    notice = meeting.notices.get()

    assert meeting.state == MeetingState.CALLED
    assert [item["title"] for item in notice.content["items"]] == ["Fråga 1", "Fråga 2", "Fråga 3"]
    people = {user.pk for place in places_of(meeting) for user in place.people}
    assert {receiver.user_id for receiver in notice.receivers.all()} == people
    assert OutgoingMail.objects.filter(key__startswith=f"notice:{notice.pk}:").count() == len(people)
    for change in ({"number": 7}, {"sent_by_name": "Någon annan"}):
        with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
            type(notice).objects.filter(pk=notice.pk).update(**change)


def test_a_notice_is_not_sent_from_an_agenda_that_has_changed(cast):
    meeting = a_meeting(cast.sg, cast.process_leader)
    version = fresh(meeting).version
    an_item(meeting, cast.process_leader)

    with pytest.raises(StaleError):
        actions.call(meeting, version=version, by=cast.process_leader)


def test_only_whoever_has_the_seat_answers_for_it(cast):
    meeting = a_called_meeting(cast.sg, cast.process_leader)
    seat = seat_of(meeting, cast.representative)

    with pytest.raises(PermissionDenied, match="Bara den som har platsen"):
        actions.reply(meeting, seat, Answer.ATTENDS, by=cast.process_leader)
    given = actions.reply(meeting, seat, Answer.DECLINES, reason="Semester", by=cast.representative)
    assert (given.answer, given.reason) == ("DECLINES", "Semester")
    with pytest.raises(IntegrityError, match="speaks for a seat"), transaction.atomic():
        Reply.objects.create(meeting=meeting, seat=seat, user=cast.sg_chair, answer=Answer.ATTENDS, by_name="X")


def test_a_view_that_is_handed_in_gives_the_organisation_a_voice(cast):
    meeting = a_called_meeting(cast.sg, cast.process_leader)
    seat = seat_of(meeting, cast.sg_chair)
    rows = coverage_of(rows_of_coverage(places_of(meeting)), meeting.items.all(), [], views_of(meeting))
    assert {voice for row in rows for voice in row.voices.values()} == {Voice.MISSING}

    actions.hand_in(meeting, seat, views_on(meeting, "WITH_ADDITION", "Vi vill vara med."), by=cast.sg_chair)

    rows = coverage_of(rows_of_coverage(places_of(meeting)), meeting.items.all(), [], views_of(meeting))
    assert {voice for row in rows if row.place.seat == seat for voice in row.voices.values()} == {Voice.WRITTEN}
    with pytest.raises(DatabaseError), transaction.atomic():
        WrittenView.objects.all().delete()


def test_an_item_that_people_were_called_to_is_withdrawn_and_not_removed(cast):
    meeting = a_called_meeting(cast.sg, cast.process_leader)
    item = meeting.items.first()
    seat = seat_of(meeting, cast.sg_chair)
    actions.hand_in(meeting, seat, views_on(meeting), by=cast.sg_chair)

    withdrawn = actions.withdraw_item(item, reason="Underlaget dröjer.", by=cast.process_leader)

    assert withdrawn.is_withdrawn
    assert withdrawn.views.count() == 1
    assert OutgoingMail.objects.filter(key__startswith=f"item-withdrawn:{item.pk}", recipient=cast.sg_chair).exists()


def test_items_keep_their_order_when_one_is_shifted(cast):
    meeting = a_meeting(cast.sg, cast.process_leader)
    for title in "ABCD":
        an_item(meeting, cast.process_leader, title=title)

    actions.shift_item(meeting.items.get(title="D"), -2, by=cast.process_leader)

    assert [item.title for item in meeting.items.order_by("position")] == ["A", "D", "B", "C"]


def test_after_a_move_everybody_is_told_with_the_next_number(cast):
    meeting = called(a_meeting(cast.sg, cast.process_leader), cast.process_leader)

    moved = actions.move_meeting(
        meeting,
        starts_at=a.at_clock(a.days(40), 9),
        ends_at=a.at_clock(a.days(40), 12),
        version=meeting.version,
        by=cast.process_leader,
    )
    actions.cancel_meeting(moved, reason="För få kan komma.", version=fresh(moved).version, by=cast.process_leader)

    assert list(moved.notices.values_list("number", "sequence", "is_cancellation")) == [
        (1, 0, False), (2, 1, False), (3, 2, True)
    ]  # fmt: skip


def test_working_days_know_the_swedish_holidays():
    assert easter(2026) == dt.date(2026, 4, 5)
    assert not is_workday(dt.date(2026, 6, 19))  # Midsummer Eve
    assert workdays_before(dt.date(2026, 4, 7), 1) == dt.date(2026, 4, 2)
