"""What is handed in before a meeting is a received document: registered once, read by those whom it concerns (3.11)."""

import pytest
from django.core.exceptions import ValidationError

from cases.models import Case
from documents.models import Direction, Document, RecordEntry, RegisteringAuthority
from groups.models import DigestLine, NotificationKind
from meetings import actions
from meetings.models import SubmissionDocument, WrittenView
from meetings.panels import pages_of_documents
from meetings.todo import submissions_to_register
from meetings.workflow import Answer
from tests import builders as a
from tests.meetings.building import a_called_meeting, a_meeting, an_item, called, registered, views_on


@pytest.fixture
def meeting(cast):
    return a_called_meeting(cast.sg, cast.process_leader)


def seat_with_organisation(cast):
    seat = cast.representative.appointments.get().seat
    seat.organisation = cast.parties[0]
    seat.save(update_fields=["organisation"])
    return seat


@pytest.fixture
def handed_in(cast, meeting):
    """All items, by the representative; not registered yet."""
    return actions.hand_in(meeting, seat_with_organisation(cast), views_on(meeting, text="Ja."), by=cast.representative)


def test_handed_in_views_become_one_received_document(cast, handed_in):
    """Section 3, 11: received, with its line in the register, once however often the task runs."""
    actions.register_submission(handed_in.pk)
    actions.register_submission(handed_in.pk)

    document = SubmissionDocument.objects.get(submission=handed_in).document
    assert document.direction == Direction.RECEIVED
    assert document.counterparty == handed_in.organisation_name
    assert document.document_type.slug == "synpunkter"
    assert RecordEntry.objects.get(document=document).subject_public == document.title
    assert handed_in.by_name not in document.title
    assert Document.objects.filter(title=document.title).count() == 1


def test_without_an_authority_the_views_count_and_the_process_leader_is_told(cast, handed_in, rf, time_machine):
    """Section 3, 11; L6: nothing is guessed, nothing is lost, and it is registered when the authority is named."""
    RegisteringAuthority.objects.filter(body=cast.sg).delete()
    with pytest.raises(ValidationError):
        actions.register_submission(handed_in.pk)
    assert WrittenView.objects.filter(submission=handed_in).count() == 3

    time_machine.move_to(handed_in.at + a.dt.timedelta(hours=2))
    request = rf.get("/")
    request.collaboration = cast.sg.collaboration
    request.user = cast.process_leader
    [todo] = submissions_to_register(request)
    assert "1 inlämning väntar" in todo.why
    request.user = cast.representative
    assert not list(submissions_to_register(request))

    registered(cast.sg)
    actions.register_missing()
    request.user = cast.process_leader
    assert not list(submissions_to_register(request))


def test_two_workers_register_one_document(cast, handed_in, monkeypatch):
    """The second finds, under the lock, that it is done."""
    laid_out = actions.registering.pdf_of

    def slow(submission):
        data = laid_out(submission)
        monkeypatch.undo()
        actions.register_submission(submission.pk)
        return data

    monkeypatch.setattr(actions.registering, "pdf_of", slow)

    actions.register_submission(handed_in.pk)

    assert SubmissionDocument.objects.count() == Document.objects.count() == 1


def asked(client, submission):
    """What the download answers; the file is read to its end."""
    answer = client.get(page_of(submission))
    assert not answer.streaming or b"".join(answer.streaming_content).startswith(b"%PDF")
    return answer.status_code


def a_member(cast):
    user = a.a_person("Mona Medlem")
    a.an_appointment(a.a_seat(cast.sg, "fler", organisation=cast.parties[1]), user)
    return user


def page_of(submission):
    return f"{submission.meeting.get_absolute_url()}inlamningar/{submission.pk}/"


def test_until_the_last_day_it_is_read_by_chair_convener_and_the_organisation(cast, handed_in, sign_in, time_machine):
    """Rule 35; section 3, 11. After the last day also by the other members; by others never."""
    actions.register_submission(handed_in.pk)
    colleague = a.a_person("Karin Kollega")
    a.grant(a.Power.READ_ORGANISATION, cast.parties[0], colleague, starts_on=a.days(-1), reason="Stöd", by=None)

    member = a_member(cast)

    for user in (cast.process_leader, cast.sg_chair, cast.representative, colleague):
        assert asked(sign_in(user), handed_in) == 200
    assert asked(sign_in(member), handed_in) == 403
    assert asked(sign_in(cast.outsider), handed_in) == 404
    time_machine.move_to(a.at_clock(handed_in.meeting.views_by + a.dt.timedelta(days=1), 8))
    assert asked(sign_in(member), handed_in) == 200


def test_the_register_leads_to_it_only_those_who_may_read_it(cast, handed_in, rf, django_assert_max_num_queries):
    actions.register_submission(handed_in.pk)
    request = rf.get("/")
    found = {}
    for user in (cast.process_leader, cast.au_member):
        request.user = user
        with django_assert_max_num_queries(8):
            found[user] = pages_of_documents(request, Document.objects.all())

    assert list(found[cast.process_leader].values()) == [page_of(handed_in)]
    assert not found[cast.au_member]


def test_views_on_a_marked_case_are_marked_too(cast, sign_in, time_machine):
    """L7: the register says nothing of them, and others read them only if they may read the case."""
    case = a.a_case(cast, a.State.READY)
    Case.objects.filter(pk=case.pk).update(secrecy_provision="OSL 19 kap. 3 §")
    meeting = a_meeting(cast.sg, cast.process_leader)
    an_item(meeting, cast.process_leader, title=case.title, case=Case.objects.get(pk=case.pk))
    meeting = called(meeting, cast.process_leader)

    given = actions.hand_in(
        meeting, seat_with_organisation(cast), views_on(meeting, text="Nej."), by=cast.representative
    )
    actions.register_submission(given.pk)

    document = SubmissionDocument.objects.get(submission=given).document
    assert document.secrecy_provision == "OSL 19 kap. 3 §"
    assert document.record_entry.is_secret
    member = a_member(cast)
    time_machine.move_to(a.at_clock(meeting.views_by + a.dt.timedelta(days=1), 8))
    assert asked(sign_in(member), given) == 403
    assert asked(sign_in(cast.representative), given) == 200


def test_chair_and_convener_are_told_once_a_day_of_views_and_of_each_answer(cast, meeting):
    seat = seat_with_organisation(cast)
    actions.reply(meeting, seat, Answer.DECLINES, reason="Influensa", by=cast.representative)
    actions.reply(meeting, seat, Answer.DECLINES, reason="Influensa igen", by=cast.representative)
    for item, said in views_on(meeting, text="Ja.").items():
        actions.hand_in(meeting, seat, {item: said}, by=cast.representative)

    lines = DigestLine.objects.filter(kind=NotificationKind.MEETING_VIEWS)
    for leader in (cast.process_leader, cast.sg_chair):
        assert lines.filter(recipient=leader).count() == 2
    assert not lines.filter(recipient=cast.representative).exists()
    assert "Influensa" not in "".join(f"{line.heading}{line.text}" for line in lines)


def test_handing_in_thirty_views_asks_no_more_than_three(cast, django_assert_max_num_queries):
    few = a_called_meeting(cast.sg, cast.process_leader, items=3)
    many = a_called_meeting(cast.sg, cast.process_leader, items=30, days=40)
    seat = seat_with_organisation(cast)
    for meeting in (few, many):
        with django_assert_max_num_queries(25):
            actions.hand_in(meeting, seat, views_on(meeting, text="Ja."), by=cast.representative)
