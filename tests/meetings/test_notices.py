"""A notice is frozen, numbered, sent to each and registered; a change is told as a change; calendars follow."""

import datetime as dt
import hashlib
import json
import shutil
import subprocess

import pytest
import vobject
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError

from cases.models import Case
from documents.models import Direction, RecordEntry, RegisteringAuthority
from groups.actions import appoint, end_appointment
from groups.models import Body
from meetings import actions
from meetings.actions.calendar import published
from meetings.models import Notice, NoticeReceiver, SubmissionDocument, places_of
from outbox.actions import deliver
from outbox.models import OutgoingMail
from tests import builders as a
from tests.meetings.building import a_called_meeting, a_meeting, an_item, called, fresh, views_on

READER = settings.BASE_DIR / "tests" / "calendars" / "read.mjs"


@pytest.fixture
def meeting(cast):
    """Samordningsgruppen's, planned, with three items and a registering authority."""
    a.an_authority(cast.sg)
    meeting = a_meeting(cast.sg, cast.process_leader)
    for number in range(3):
        an_item(meeting, cast.process_leader, title=f"Fråga {number + 1}", presenter="Petra")
    return fresh(meeting)


COSTS = {"kalla": 12, "kallelse/1": 9}


def letter(meeting, user, number=1):
    receiver = NoticeReceiver.objects.get(notice__meeting=meeting, notice__number=number, user=user)
    return receiver.letter


def by_ical(text):
    """The calendar as npm's ical.js understands it."""
    node = shutil.which("node")
    assert node, "Kör bin/bootstrap --tests först."
    done = subprocess.run([node, READER], input=text.encode(), capture_output=True, check=True, timeout=60)
    return json.loads(done.stdout)


def by_vobject(text):
    """The same as PyPI's vobject understands it."""
    calendar = vobject.readOne(text)
    return calendar.method.value, calendar.vevent


def test_one_press_sends_and_of_two_presses_the_second_reads_who_was_first(cast, sign_in, meeting):
    client = sign_in(cast.process_leader)
    shown = client.get(f"{meeting.get_absolute_url()}kalla/")
    assert "Fråga 3" in shown.text
    assert "Rolf Representant" in shown.text

    first = client.post(f"{meeting.get_absolute_url()}kalla/", {"version": meeting.version})
    second = client.post(f"{meeting.get_absolute_url()}kalla/", {"version": meeting.version})

    assert first.status_code == 302
    assert second.status_code == 409
    assert "Kallelse 1 skickades" in second.text
    assert Notice.objects.filter(meeting=meeting).count() == 1


def test_a_notice_with_nothing_new_is_not_sent_again_unless_there_is_something_to_say(cast, sign_in, meeting):
    meeting, client = called(meeting, cast.process_leader), sign_in(cast.process_leader)
    url = f"{meeting.get_absolute_url()}kalla/"

    refused = client.post(url, {"version": meeting.version, "note": " "})
    assert refused.status_code == 422
    assert "Inget är ändrat sedan kallelse 1" in refused.text
    assert client.post(url, {"version": meeting.version, "note": "Ta med utkastet."}).status_code == 302
    assert Notice.objects.filter(meeting=meeting).count() == 2


def test_what_warns_stands_where_the_notice_is_sent(cast, sign_in, meeting):
    meeting.items.update(presenter="")
    page = sign_in(cast.process_leader).get(f"{meeting.get_absolute_url()}kalla/")

    assert "Föredragande saknas" in page.text
    assert "forbered/#punkt-" in page.text
    assert "Skicka kallelse" in page.text


@pytest.mark.parametrize("number", [3, 30])
def test_the_pages_of_a_notice_ask_the_same_however_many_items(cast, sign_in, django_assert_max_num_queries, number):
    meeting, client = a_called_meeting(cast.sg, cast.process_leader, items=number), sign_in(cast.process_leader)
    for page in ("kalla", "kallelse/1"):
        client.get(f"{meeting.get_absolute_url()}{page}/")
        with django_assert_max_num_queries(COSTS[page]):
            client.get(f"{meeting.get_absolute_url()}{page}/")


def test_only_the_process_leader_or_a_delegate_sends_samordningsgruppens(cast, sign_in, meeting):
    assert sign_in(cast.sg_chair).get(f"{meeting.get_absolute_url()}kalla/").status_code == 403
    with pytest.raises(PermissionDenied):
        actions.call(meeting, version=meeting.version, by=cast.sg_chair)


def test_what_changed_since_the_first_notice_is_told_in_the_second(cast, sign_in, meeting):
    meeting = called(meeting, cast.process_leader)
    an_item(meeting, cast.process_leader, title="En ny fråga")
    item = meeting.items.get(title="Fråga 2")
    actions.revise_item(item, {"presenter": "Någon annan"}, version=item.version, by=cast.process_leader)

    called(meeting, cast.process_leader)

    page = sign_in(cast.representative).get(f"{meeting.get_absolute_url()}kallelse/2/")
    assert "Ändrat efter kallelse 1" in page.text
    assert "En ny fråga" in page.text
    assert "Någon annan" in page.text
    assert "En ny fråga" in letter(meeting, cast.representative, 2).text
    first = sign_in(cast.representative).get(f"{meeting.get_absolute_url()}kallelse/1/")
    assert "En senare kallelse gäller" in first.text
    assert "En ny fråga" not in first.text


def test_a_letter_says_how_to_decline_and_that_nobody_can_be_sent(cast, meeting):
    called(meeting, cast.process_leader)

    text = letter(meeting, cast.representative).text

    assert f"/moten/{meeting.pk}/" in text
    assert "Ingen kan skickas i ditt ställe" in text
    assert "Fråga 2" in text


def test_a_secret_case_is_named_in_no_letter_no_calendar_and_no_pdf(cast, meeting):
    case = a.a_case(cast, a.State.READY, title="Upphandling av digitalt stöd")
    Case.objects.filter(pk=case.pk).update(secrecy_provision="OSL 19 kap. 3 §")
    an_item(meeting, cast.process_leader, title=case.title, case=Case.objects.get(pk=case.pk))

    called(meeting, cast.process_leader)

    for mail in OutgoingMail.objects.filter(key__startswith="notice:"):
        assert "Upphandling" not in mail.text + mail.html + mail.calendar


def test_a_resource_persons_letter_has_only_her_item(cast, meeting):
    item = meeting.items.get(title="Fråga 2")
    cast.nobody.added_in = cast.samla
    cast.nobody.save(update_fields=["added_in"])
    actions.co_opt(item, cast.nobody, about="sakkunnig", by=cast.process_leader)

    called(meeting, cast.process_leader)

    text = letter(meeting, cast.nobody).text
    assert "Fråga 2" in text
    assert "Fråga 1" not in text
    assert "Fråga 3" not in text


def test_the_invitation_its_move_and_its_cancellation_are_read_by_two_other_programs(cast, meeting):
    meeting = called(meeting, cast.process_leader)
    asked = letter(meeting, cast.representative).calendar
    moved_to = a.at_clock(a.days(44), 9)
    meeting = actions.move_meeting(
        meeting,
        starts_at=moved_to,
        ends_at=moved_to + dt.timedelta(hours=2),
        version=meeting.version,
        by=cast.process_leader,
    )
    moved = letter(meeting, cast.representative, 2).calendar
    meeting = fresh(meeting)
    actions.cancel_meeting(meeting, reason="Snöstorm.", version=meeting.version, by=cast.process_leader)
    cancelled = letter(meeting, cast.representative, 3).calendar

    read = [by_ical(text) for text in (asked, moved, cancelled)]
    assert [one["method"] for one in read] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [one["events"][0] for one in read]
    assert len({event["uid"] for event in events}) == 1
    assert [event["sequence"] for event in events] == [0, 1, 2]
    assert events[1]["starts"] == moved_to.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    assert events[2]["status"] == "CANCELLED"
    assert [who for who, _ in events[0]["attendees"]] == [f"mailto:{cast.representative.email}"]
    assert [rsvp for _, rsvp in events[0]["attendees"]] == ["FALSE"]
    method, event = by_vobject(moved)
    assert (method, event.dtstart.value, int(event.sequence.value)) == ("REQUEST", moved_to, 1)
    assert by_vobject(cancelled)[0] == "CANCEL"


@pytest.mark.parametrize(
    "day", [dt.date(2027, 3, 26), dt.date(2027, 3, 31), dt.date(2027, 10, 29), dt.date(2027, 11, 2)]
)
def test_an_invitation_is_right_on_both_sides_of_a_change_of_clocks(cast, day, time_machine):
    time_machine.move_to(dt.datetime(day.year, day.month, 1, 8, tzinfo=a.clock.STOCKHOLM) - dt.timedelta(days=60))
    meeting = a_called_meeting(cast.sg, cast.process_leader, days=(day - a.clock.today()).days)

    text = letter(meeting, cast.representative).calendar

    starts = a.at_clock(day, 13)
    assert by_vobject(text)[1].dtstart.value.astimezone(dt.UTC) == starts.astimezone(dt.UTC)
    assert by_ical(text)["events"][0]["starts"].startswith(starts.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M"))


def test_the_letter_that_is_sent_carries_the_invitation_as_an_alternative(cast, meeting, mailoutbox_files):
    called(meeting, cast.process_leader)
    deliver(letter(meeting, cast.representative).pk)

    sent = mailoutbox_files()

    assert 'text/calendar; method="REQUEST"' in sent or "text/calendar; method=REQUEST" in sent
    assert "multipart/alternative" in sent


@pytest.fixture
def mailoutbox_files(settings, tmp_path):
    """What the mail backend wrote, as text."""
    options = {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": str(tmp_path)}}
    settings.MAILERS = {"default": options}
    return lambda: "".join(file.read_text() for file in tmp_path.glob("*.log"))


def test_the_notice_is_registered_once_as_a_document_however_often_the_worker_begins(cast, meeting, client, sign_in):
    notice = called(meeting, cast.process_leader).notices.get()

    actions.write_notice(notice.pk)
    actions.write_notice(notice.pk)

    notice.refresh_from_db()
    assert notice.document.direction == Direction.DISPATCHED
    assert RecordEntry.objects.filter(document=notice.document).count() == 1
    pdf = b"".join(sign_in(cast.representative).get(f"{meeting.get_absolute_url()}kallelse.pdf").streaming_content)
    assert pdf.startswith(b"%PDF")
    assert hashlib.sha256(pdf).hexdigest() == notice.document.versions.get().blob.sha256
    assert sign_in(cast.outsider).get(f"{meeting.get_absolute_url()}kallelse.pdf").status_code == 404


def test_what_is_handed_in_becomes_a_received_document(cast, meeting, sign_in):
    meeting = called(meeting, cast.process_leader)
    seat = next(place.seat for place in places_of(meeting) if cast.sg_chair in place.people)
    submission = actions.hand_in(meeting, seat, views_on(meeting), by=cast.sg_chair)

    actions.register_submission(submission.pk)
    actions.register_submission(submission.pk)

    document = SubmissionDocument.objects.get(submission=submission).document
    assert (document.direction, document.counterparty) == (Direction.RECEIVED, "Kommunen")
    assert RecordEntry.objects.filter(document=document).count() == 1
    address = f"{meeting.get_absolute_url()}inlamningar/{submission.pk}/"
    answer = sign_in(cast.process_leader).get(address)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert sign_in(cast.representative).get(address).status_code == 403


def test_views_count_though_no_authority_is_named_and_are_registered_when_one_is(cast):
    meeting = a_called_meeting(cast.sg, cast.process_leader)
    seat = next(place.seat for place in places_of(meeting) if cast.sg_chair in place.people)
    actions.hand_in(meeting, seat, views_on(meeting), by=cast.sg_chair)

    RegisteringAuthority.objects.all().delete()

    actions.register_missing()
    assert not SubmissionDocument.objects.exists()
    a.an_authority(cast.sg)
    actions.register_missing()

    assert SubmissionDocument.objects.count() == 1


def test_whoever_comes_to_a_seat_gets_the_notice_and_whoever_leaves_it_a_cancellation(cast, meeting):
    meeting = called(meeting, cast.process_leader)
    old, new = cast.representative.appointments.get(), a.a_person("Nora Ny")
    end_appointment(old, ends_on=a.days(5), by=cast.process_leader)
    appoint(old.seat, new, starts_on=a.days(6), by=cast.process_leader)

    assert actions.catch_up_all() == 2
    assert actions.catch_up_all() == 0

    assert by_ical(letter(meeting, new).calendar)["method"] == "REQUEST"
    gone = NoticeReceiver.objects.get(notice__meeting=meeting, user=cast.representative, is_cancellation=True)
    assert by_ical(gone.letter.calendar)["method"] == "CANCEL"


def test_au_is_called_together_with_its_chair(cast):
    meeting = a_called_meeting(cast.au, cast.process_leader)

    assert meeting.notices.get().co_convener_name == cast.sg_chair.name


def test_where_the_body_wants_it_the_notice_waits_for_the_chair(cast, meeting):
    Body.objects.filter(pk=cast.sg.pk).update(chair_approves_notice=True)
    meeting = fresh(meeting)

    with pytest.raises(ValidationError, match="Ordföranden har inte godkänt"):
        actions.call(meeting, version=meeting.version, by=cast.process_leader)
    meeting = actions.approve_notice(meeting, version=meeting.version, by=cast.sg_chair)
    assert actions.call(meeting, version=meeting.version, by=cast.process_leader).number == 1


def test_a_personal_calendar_has_her_meetings_and_no_others(cast, client, sign_in, meeting):
    called(meeting, cast.process_leader)
    a_meeting(cast.nosam, cast.local_chair, title="NOSAM:s eget")
    made = sign_in(cast.representative).post("/min-kalender/ny/")
    address = made.context["address"].partition("testserver")[2]
    client.logout()

    answer = client.get(address)

    read = by_ical(answer.content.decode())
    assert [event["summary"] for event in read["events"]] == ["Samordningsgruppen"]
    assert "sessionid" not in answer.cookies
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert address.split("/")[-1].removesuffix(".ics") not in sign_in(cast.representative).get("/min-kalender/").text


def test_a_calendars_address_ends_when_she_says_so_and_with_her_sign_in(cast, client, sign_in):
    addresses = []
    for _ in range(2):
        made = sign_in(cast.representative).post("/min-kalender/ny/")
        addresses.append(made.context["address"].partition("testserver")[2])
    client.logout()

    assert client.get(addresses[0]).status_code == 404
    assert client.get(addresses[1]).status_code == 200
    type(cast.representative).objects.filter(pk=cast.representative.pk).update(is_active=False)
    assert client.get(addresses[1]).status_code == 404
    assert client.get("/kalender/gissad.ics").status_code == 404


def test_one_meeting_for_the_calendar_is_for_whoever_may_know_of_it(cast, sign_in, meeting):
    answer = sign_in(cast.reader).get(f"{meeting.get_absolute_url()}mote.ics")

    assert by_ical(answer.content.decode())["method"] == "PUBLISH"
    assert sign_in(cast.outsider).get(f"{meeting.get_absolute_url()}mote.ics").status_code == 404
    assert by_vobject(published([meeting]))[1].summary.value == "Samordningsgruppen"
