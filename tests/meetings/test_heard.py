"""Who is heard before the meeting opens, what they wrote, and who is reminded: never whoever has done it."""

import datetime as dt

import pytest

from cases.models import Case
from groups.actions import appoint, end_appointment, write_reminders
from groups.models import DigestLine, NotificationKind, Seat, SeatStatus
from meetings import actions
from meetings.models import places_of
from meetings.reminders import notices_due, voices_missing
from meetings.views.heard import spans
from meetings.workflow import Answer
from tests import builders as a
from tests.meetings.building import a_called_meeting, a_meeting, an_item, called, fresh, views_on


def seat_of(meeting, user):
    return next(place.seat for place in places_of(meeting) if user in place.people)


@pytest.fixture
def meeting(cast):
    """Samordningsgruppen's with three items; the representative's seat has an organisation."""
    seat = cast.representative.appointments.get().seat
    seat.organisation = cast.parties[0]
    seat.save(update_fields=["organisation"])
    return a_called_meeting(cast.sg, cast.process_leader)


def hand_in(meeting, user, position="STANDS_BEHIND", text=""):
    return actions.hand_in(meeting, seat_of(meeting, user), views_on(meeting, position, text), by=user)


def test_numbers_that_follow_on_each_other_are_told_as_a_span():
    assert spans([5, 6, 7, 9]) == "5–7 och 9"
    assert spans([1]) == "1"


def test_the_matrix_says_which_organisation_has_no_voice_on_which_item(cast, sign_in, meeting):
    actions.reply(meeting, seat_of(meeting, cast.sg_chair), Answer.ATTENDS, by=cast.sg_chair)
    items = list(meeting.items.order_by("position"))
    actions.hand_in(
        meeting,
        seat_of(meeting, cast.representative),
        {items[0].pk: actions.Said("STANDS_BEHIND", "")},
        by=cast.representative,
    )

    page = sign_in(cast.process_leader).get(f"{meeting.get_absolute_url()}horda/")

    assert "Sjukhuset har ingen röst på punkt 2–3." in page.text
    assert "1 av 3 deltar" in page.text
    assert "Kommunen har ingen röst" not in page.text
    assert page.text.count("<td>närvarande</td>") == 3
    assert page.text.count("<td>skriftligt, står bakom</td>") == 1


def test_the_matrix_is_for_chair_and_convener_only(cast, sign_in, meeting):
    address = f"{meeting.get_absolute_url()}horda/"

    assert sign_in(cast.sg_chair).get(address).status_code == 200
    assert sign_in(cast.representative).get(address).status_code == 403
    assert sign_in(cast.outsider).get(address).status_code == 404


def test_a_co_opted_seat_has_its_row_and_stands_outside_consensus(cast, sign_in, meeting):
    seat = cast.representative.appointments.get().seat
    seat.status = SeatStatus.CO_OPTED
    seat.save(update_fields=["status"])

    page = sign_in(cast.process_leader).get(f"{meeting.get_absolute_url()}horda/")

    assert "adjungerad, utanför enigheten" in page.text


def test_sixty_seats_and_two_hundred_items_cost_as_few_questions(cast, sign_in, django_assert_num_queries):
    few = a_called_meeting(cast.sg, cast.process_leader, days=31)
    for number in range(60):
        a.an_appointment(a.a_seat(cast.sg, organisation=cast.parties[0]), a.a_person(f"Person {number}"))
    many = a_called_meeting(cast.sg, cast.process_leader, items=60, days=40)
    client = sign_in(cast.process_leader)
    client.get(f"{few.get_absolute_url()}horda/")
    with django_assert_num_queries(11):
        client.get(f"{few.get_absolute_url()}horda/")
    with django_assert_num_queries(11):
        page = client.get(f"{many.get_absolute_url()}horda/")
    assert "Del 2" in page.text


def test_views_are_read_by_chair_at_once_and_by_members_from_the_last_day_on(cast, sign_in, meeting, time_machine):
    hand_in(meeting, cast.sg_chair, "NOT_BEHIND", "Vi saknar medel.")
    address = f"{meeting.get_absolute_url()}inkomna/"

    assert "Vi saknar medel." in sign_in(cast.process_leader).get(address).text
    early = sign_in(cast.representative).get(address)
    assert early.status_code == 403
    assert "visas när sista dagen för synpunkter har passerat" in early.text
    time_machine.move_to(a.at_clock(meeting.views_by + dt.timedelta(days=1), 8))
    later = sign_in(cast.representative).get(address).text

    assert "Vi saknar medel." in later
    assert "Kommunen" in later
    assert "Sara Sammanhållande" in later
    assert sign_in(cast.reader).get(address).status_code == 403


def test_a_view_changed_after_the_last_day_shows_that_it_was(cast, sign_in, meeting, time_machine):
    hand_in(meeting, cast.sg_chair)
    time_machine.move_to(a.at_clock(meeting.views_by + dt.timedelta(days=1), 8))
    hand_in(meeting, cast.sg_chair, "NOT_BEHIND", "Vi har tänkt om.")

    page = sign_in(cast.process_leader).get(f"{meeting.get_absolute_url()}inkomna/").text

    assert "ändrad efter sista dagen" in page
    assert "Tidigare:" in page


def reminded(source):
    return {(note.key.split(":")[0], person.name) for note, people in source() for person in people}


def days_before(meeting, days):
    return a.at_clock(meeting.views_by - dt.timedelta(days=days), 8)


def test_those_who_are_absent_and_have_not_written_are_reminded_three_days_and_one_before(cast, meeting, time_machine):
    actions.reply(meeting, seat_of(meeting, cast.representative), Answer.DECLINES, by=cast.representative)
    actions.reply(meeting, seat_of(meeting, cast.sg_chair), Answer.ATTENDS, by=cast.sg_chair)
    hers = ("meeting-views", cast.representative.name)
    local = ("meeting-answer", cast.local_chair.name)

    assert reminded(voices_missing) == set()
    time_machine.move_to(days_before(meeting, 3))
    assert reminded(voices_missing) == {hers, local}
    time_machine.move_to(days_before(meeting, 2))
    assert reminded(voices_missing) == set()
    time_machine.move_to(days_before(meeting, 1))
    assert reminded(voices_missing) == {hers}


def test_nobody_is_reminded_who_has_handed_in_even_that_there_is_nothing_to_say(cast, meeting, time_machine):
    actions.reply(meeting, seat_of(meeting, cast.representative), Answer.DECLINES, by=cast.representative)
    hand_in(meeting, cast.representative, "NO_VIEWS")
    time_machine.move_to(days_before(meeting, 3))

    assert ("meeting-views", cast.representative.name) not in reminded(voices_missing)


def test_a_reminder_is_written_once(cast, meeting, time_machine):
    actions.reply(meeting, seat_of(meeting, cast.representative), Answer.DECLINES, by=cast.representative)
    time_machine.move_to(days_before(meeting, 3))

    write_reminders()
    write_reminders()

    lines = DigestLine.objects.filter(kind=NotificationKind.MEETING_REMINDER, recipient=cast.representative)
    assert lines.count() == 1


def test_the_convener_is_reminded_of_the_notice(cast, time_machine):
    meeting = a_meeting(cast.sg, cast.process_leader)
    time_machine.move_to(a.at_clock(meeting.notice_by - dt.timedelta(days=2), 8))

    assert reminded(notices_due) == {("meeting-notice", cast.process_leader.name)}


def test_reminders_ask_the_same_however_many_meetings(cast, meeting, django_assert_num_queries, time_machine):
    time_machine.move_to(days_before(meeting, 3))
    with django_assert_num_queries(6):
        voices_missing()
    a_called_meeting(cast.au, cast.process_leader, days=(meeting.day - a.clock.today()).days)
    with django_assert_num_queries(6):
        voices_missing()


def test_a_successor_inherits_what_is_open(cast, sign_in, meeting, time_machine):
    old = cast.representative.appointments.get()
    new = a.a_person("Nora Ny")
    item = meeting.items.first()
    actions.save_draft(item, old.seat, actions.Said("", "Halvfärdigt av Rolf"), version=0, by=cast.representative)
    end_appointment(old, ends_on=a.days(0), by=cast.process_leader)
    appoint(old.seat, new, starts_on=a.days(1), by=cast.process_leader)
    left = sign_in(cast.representative).get(meeting.get_absolute_url()).text
    time_machine.move_to(a.at_clock(a.days(1), 8))

    page = sign_in(new).get(f"{meeting.get_absolute_url()}synpunkter/?plats={old.seat_id}")

    assert "Halvfärdigt av Rolf" in page.text
    assert "Den som tar över platsen svarar" in left


def test_what_waits_for_a_representative_follows_her_answer(cast, sign_in, meeting):
    client, seat = sign_in(cast.representative), seat_of(meeting, cast.representative)
    assert "säg om du kommer" in client.get("/").text

    actions.reply(meeting, seat, Answer.DECLINES, by=cast.representative)
    assert "Lämna synpunkter" in client.get("/").text

    hand_in(meeting, cast.representative, "NO_VIEWS")
    assert "/moten/" not in client.get("/").text.partition("<main")[2].replace('href="/moten/"', "")


def test_a_position_against_stands_out_in_words_also_of_those_who_come(cast, sign_in, meeting):
    actions.reply(meeting, seat_of(meeting, cast.sg_chair), Answer.ATTENDS, by=cast.sg_chair)
    hand_in(meeting, cast.sg_chair, "NOT_BEHIND", "Vi saknar medel.")

    page = sign_in(cast.process_leader).get(f"{meeting.get_absolute_url()}horda/").text

    assert page.count("<td>närvarande, står inte bakom</td>") == 3
    assert "Kommunen står inte bakom punkt 1: Vi saknar medel." in page


@pytest.fixture
def with_secret(cast):
    """A called meeting with a secret case that a member handed views in on and that is then withdrawn."""
    meeting = a_meeting(cast.sg, cast.process_leader)
    case = a.a_case(cast, a.State.READY, title="Hemlig upphandling")
    an_item(meeting, cast.process_leader, title="Hemlig upphandling", case=case)
    an_item(meeting, cast.process_leader, title="Öppen fråga")
    meeting = called(meeting, cast.process_leader)
    hand_in(meeting, cast.sg_chair, "NOT_BEHIND", "Anbudet är för dyrt.")
    Case.objects.filter(pk=case.pk).update(secrecy_provision="OSL 19 kap. 3 §", author=a.a_person("Någon annan"))
    return meeting


def test_views_on_a_case_that_became_secret_are_read_by_those_who_may_read_the_case(cast, sign_in, with_secret):
    item = with_secret.items.get(title="Hemlig upphandling")
    hers = Case.objects.visible_to(cast.sg_chair).filter(pk=item.case_id).exists()
    page = sign_in(cast.sg_chair).get(f"{with_secret.get_absolute_url()}inkomna/").text
    outside = sign_in(cast.local_chair).get(f"{with_secret.get_absolute_url()}inkomna/")

    assert ("Hemlig upphandling" in page) == hers
    assert page.count("Anbudet är för dyrt.") == (2 if hers else 1)
    assert "Hemlig upphandling" not in outside.text


def test_an_item_of_one_body_in_a_joint_meeting_is_asked_of_that_body_only(cast, sign_in, time_machine):
    meeting = a_meeting(cast.sg, cast.process_leader, kind="JOINT", joint=[cast.au])
    an_item(meeting, cast.process_leader, title="Gemensam")
    an_item(meeting, cast.process_leader, title="AU:s egen", body=cast.au)
    meeting = called(meeting, cast.process_leader)
    ours = seat_of(meeting, cast.sg_chair)
    actions.reply(meeting, ours, Answer.DECLINES, by=cast.sg_chair)
    first = meeting.items.get(title="Gemensam")
    actions.hand_in(meeting, ours, {first.pk: actions.Said("STANDS_BEHIND", "")}, by=cast.sg_chair)

    page = sign_in(cast.process_leader).get(f"{meeting.get_absolute_url()}horda/").text
    time_machine.move_to(days_before(meeting, 3))

    assert "berörs inte" in page
    assert ("meeting-views", cast.sg_chair.name) not in reminded(voices_missing)
    assert "du kan inte delta" not in sign_in(cast.sg_chair).get("/").text


def test_what_was_added_after_the_notice_reminds_nobody_before_it_is_sent(cast, meeting, time_machine):
    actions.reply(meeting, seat_of(meeting, cast.representative), Answer.DECLINES, by=cast.representative)
    hand_in(meeting, cast.representative, "NO_VIEWS")
    time_machine.move_to(days_before(meeting, 3))
    an_item(fresh(meeting), cast.process_leader, title="Ny punkt")
    hers = ("meeting-views", cast.representative.name)

    assert hers not in reminded(voices_missing)
    actions.call(fresh(meeting), version=fresh(meeting).version, by=cast.process_leader)
    assert hers in reminded(voices_missing)


def test_a_person_with_two_seats_is_asked_for_each(cast, sign_in, meeting):
    other = a.a_seat(cast.sg, organisation=cast.parties[1])
    a.an_appointment(other, cast.representative)
    actions.reply(meeting, seat_of(meeting, cast.representative), Answer.DECLINES, by=cast.representative)

    page = sign_in(cast.representative).get("/").text

    assert f"kallad som {other.label}" in page or "du kan inte delta som" in page
    assert page.count(f'href="{meeting.get_absolute_url()}#svara"') == 1
    assert page.count(f'href="{meeting.get_absolute_url()}synpunkter/?plats=') == 1


def test_nobody_in_a_seat_is_reminded_when_a_colleague_there_has_written(cast, meeting, time_machine):
    seat = seat_of(meeting, cast.representative)
    Seat.objects.filter(pk=seat.pk).update(max_persons=2)
    colleague = a.a_person("Kalle Kollega")
    a.an_appointment(Seat.objects.get(pk=seat.pk), colleague)
    for person in (cast.representative, colleague):
        actions.reply(meeting, seat, Answer.DECLINES, by=person)
    time_machine.move_to(days_before(meeting, 3))
    assert {name for _, name in reminded(voices_missing)} >= {cast.representative.name, colleague.name}

    actions.hand_in(meeting, seat, views_on(meeting, "NO_VIEWS"), by=colleague)

    assert not {name for _, name in reminded(voices_missing)} & {cast.representative.name, colleague.name}


@pytest.mark.parametrize("number", [3, 30])
def test_views_are_read_in_as_few_questions_however_many(cast, sign_in, number, django_assert_max_num_queries):
    meeting = a_called_meeting(cast.sg, cast.process_leader, items=number)
    hand_in(meeting, cast.sg_chair, "NOT_BEHIND", "Vi saknar medel.")
    client = sign_in(cast.process_leader)
    client.get("/moten/")

    with django_assert_max_num_queries(11):
        client.get(f"{meeting.get_absolute_url()}inkomna/")
