"""What becomes secret after a notice was sent, who leaves and comes back, and a worker that dies."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from documents.models import Document, DocumentHome
from groups.models import Appointment
from meetings import actions
from meetings.actions import writing
from meetings.models import Notice, NoticeReceiver
from tests import builders as a
from tests.meetings.building import a_called_meeting, a_meeting, an_item, called, fresh

TITLE = "Upphandling av digitalt stöd"


@pytest.fixture
def meeting(cast):
    """Samordningsgruppen's, called to one item that is a case, open when it was sent."""
    a.an_authority(cast.sg)
    meeting = a_meeting(cast.sg, cast.process_leader)
    case = a.a_case(cast, a.State.READY, title=TITLE)
    an_item(meeting, cast.process_leader, title=TITLE, case=case)
    return called(meeting, cast.process_leader)


def mark(meeting):
    Case.objects.filter(pk=meeting.items.get().case_id).update(secrecy_provision="OSL 19 kap. 3 §")


def test_what_becomes_secret_after_the_notice_is_hidden_on_its_pages_from_whoever_may_not_read_it(
    cast, sign_in, meeting
):
    at = meeting.get_absolute_url()
    assert TITLE in sign_in(cast.reader).get(f"{at}kallelse/1/").text

    mark(meeting)

    for page in (f"{at}kallelse/1/", at):
        shown = sign_in(cast.reader).get(page).text
        assert TITLE not in shown
        assert "Ärende med sekretess" in shown
    assert TITLE in sign_in(cast.process_leader).get(f"{at}kallelse/1/").text


def test_the_registered_pdf_is_not_given_to_whoever_may_not_read_what_has_become_secret(cast, sign_in, meeting):
    actions.write_notice(meeting.notices.get().pk)
    mark(meeting)

    refused = sign_in(cast.reader).get(f"{meeting.get_absolute_url()}kallelse.pdf")

    assert refused.status_code == 403
    assert "har fått sekretess sedan den skickades" in refused.text
    given = sign_in(cast.process_leader).get(f"{meeting.get_absolute_url()}kallelse.pdf")
    assert b"".join(given.streaming_content).startswith(b"%PDF")


def test_whoever_leaves_her_seat_and_comes_back_is_called_again(cast, meeting):
    """Rule 34: who sits on the day is called, and nobody else."""
    seat = cast.representative.appointments.get()
    seat_ends = Appointment.objects.filter(pk=seat.pk)
    seat_ends.update(ends_on=a.days(5))
    assert actions.catch_up_all() == 1
    seat_ends.update(ends_on=None)
    assert actions.catch_up_all() == 1
    assert actions.catch_up_all() == 0

    rows = NoticeReceiver.objects.filter(notice__meeting=meeting, user=cast.representative).order_by("pk")
    assert [row.is_cancellation for row in rows] == [False, True, False]
    assert len({row.letter_id for row in rows}) == 3


def test_looking_for_newcomers_asks_the_same_questions_however_many_meetings(cast):
    def count():
        with CaptureQueriesContext(connection) as asked:
            assert actions.catch_up_all() == 0
        return len(asked)

    for days in (20, 21, 22):
        a_called_meeting(cast.sg, cast.process_leader, days=days, items=1)
    few = count()
    for days in range(23, 35):
        a_called_meeting(cast.sg, cast.process_leader, days=days, items=1)
    assert count() == few <= 8


def test_a_worker_that_dies_before_the_notice_points_at_its_document_leaves_nothing(cast, meeting, monkeypatch):
    """L3: registered once, whatever happens in between."""
    notice, register = meeting.notices.get(), writing.register_made

    def dies(*given, **facts):
        register(*given, **facts)
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "register_made", dies)
    with pytest.raises(KeyboardInterrupt):
        actions.write_notice(notice.pk)
    monkeypatch.undo()
    of_meetings = Document.objects.filter(home=DocumentHome.MEETING)
    assert not of_meetings.exists()

    actions.write_notice(notice.pk)

    assert of_meetings.get() == Notice.objects.get(pk=notice.pk).document


def test_an_older_notice_says_which_one_holds(cast, sign_in, meeting):
    an_item(meeting, cast.process_leader, title="Ny fråga")
    called(fresh(meeting), cast.process_leader)

    page = sign_in(cast.representative).get(f"{meeting.get_absolute_url()}kallelse/1/").text

    assert "En senare kallelse gäller" in page
    assert meeting.notices.get(number=1).sha256 in page
