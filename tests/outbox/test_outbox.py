import datetime as dt
import smtplib

import pytest
import time_machine
from django.core import mail as django_mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from outbox import actions
from outbox.mail import write
from outbox.models import MailState, OutgoingMail
from tests.background import waiting_jobs, work_off_queue

failures = []


class Server(BaseEmailBackend):
    """A mail server that fails as the test says."""

    def __init__(self, **options):
        super().__init__(**options)

    def send_messages(self, messages):
        if failures:
            raise failures.pop(0)
        django_mail.outbox.extend(messages)
        return len(messages)


@pytest.fixture(autouse=True)
def server(settings):
    failures.clear()
    with override_settings(MAILERS={"default": {"BACKEND": f"{__name__}.Server"}}):
        yield


def a_letter(key="case-1-sent", **changes):
    written = {"to": "anna@example.org", "subject": "Ett ärende är inskickat", "text": "Hej", "html": "<p>Hej</p>"}
    return actions.queue(key, **written | changes)


def test_a_letter_is_sent_by_the_queue_and_marked(db):
    letter = a_letter()
    assert letter.state == MailState.QUEUED
    assert django_mail.outbox == []

    work_off_queue()

    letter.refresh_from_db()
    (sent,) = django_mail.outbox
    assert letter.state == MailState.SENT
    assert letter.sent_at is not None
    assert sent.to == ["anna@example.org"]
    assert sent.subject == "Ett ärende är inskickat"
    assert sent.extra_headers["Message-ID"] == letter.message_id
    assert [(part.content, part.mimetype) for part in sent.alternatives] == [("<p>Hej</p>", "text/html")]


def test_the_same_key_writes_one_letter_and_sends_it_once(db):
    first = a_letter()
    second = a_letter(subject="Något annat")
    work_off_queue()
    third = a_letter()
    work_off_queue()

    assert first.pk == second.pk == third.pk
    assert second.subject == "Ett ärende är inskickat"
    assert len(django_mail.outbox) == 1


def test_a_letter_is_rolled_back_with_what_it_tells_of(db):
    with transaction.atomic():
        a_letter()
        transaction.set_rollback(True)

    assert not OutgoingMail.objects.exists()
    assert waiting_jobs() == []


def test_a_letter_that_is_sent_is_not_sent_again(db):
    letter = a_letter()
    actions.deliver(letter.pk)
    actions.deliver(letter.pk)
    work_off_queue()

    assert len(django_mail.outbox) == 1


def test_a_letter_that_does_not_exist_is_nothing_to_send(db):
    actions.deliver(987654321)

    assert django_mail.outbox == []


@pytest.mark.parametrize(
    "failure",
    [
        ConnectionRefusedError(111, "Connection refused"),
        TimeoutError("timed out"),
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPRecipientsRefused({"anna@example.org": (451, b"try later")}),
    ],
)
def test_a_mail_server_that_is_down_leaves_the_letter_waiting_with_the_error(db, failure):
    failures.append(failure)
    letter = a_letter()

    with pytest.raises(actions.NotDeliveredError):
        actions.deliver(letter.pk)

    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.sent_at) == (MailState.QUEUED, 1, None)
    assert letter.last_error
    actions.deliver(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.last_error) == (MailState.SENT, 2, "")


def test_an_address_that_does_not_exist_is_not_tried_again(db):
    failures.append(smtplib.SMTPRecipientsRefused({"anna@example.org": (550, b"no such user")}))
    letter = a_letter()

    actions.deliver(letter.pk)

    letter.refresh_from_db()
    assert letter.state == MailState.FAILED
    assert letter.last_error == "550 no such user"


def test_a_letter_is_given_up_after_three_days(db):
    with time_machine.travel(dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)):
        letter = a_letter()
    failures.append(ConnectionRefusedError("down"))

    with time_machine.travel(dt.datetime(2026, 11, 4, 12, tzinfo=dt.UTC)):
        actions.deliver(letter.pk)

    letter.refresh_from_db()
    assert letter.state == MailState.FAILED


def test_letters_whose_tries_are_used_up_are_queued_again_once(db):
    letter = a_letter()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    assert waiting_jobs() == []

    actions.deliver_waiting()
    actions.deliver_waiting()

    assert waiting_jobs() == ["outbox.tasks.deliver_mail"]
    work_off_queue()
    letter.refresh_from_db()
    assert letter.state == MailState.SENT


def to_many(*addresses):
    receivers = {f"step-1:{address}": (address, None) for address in addresses}
    actions.queue_for_each(receivers, subject="Ett ärende har kommit", text="Öppna ärendet.")


def test_a_letter_to_many_is_written_once_for_each_and_sent(db):
    to_many("anna@exempel.invalid", "bo@exempel.invalid")
    to_many("anna@exempel.invalid", "bo@exempel.invalid")

    work_off_queue()

    assert sorted(message.to[0] for message in django_mail.outbox) == ["anna@exempel.invalid", "bo@exempel.invalid"]
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {MailState.SENT}


def test_a_letter_to_many_costs_the_same_however_many_they_are(db, django_assert_num_queries):
    few, many = [[f"{n}-{size}@exempel.invalid" for n in range(size)] for size in (2, 20)]
    with CaptureQueriesContext(connection) as for_few:
        to_many(*few)

    with django_assert_num_queries(len(for_few)):
        to_many(*many)


def test_one_bad_address_among_many_writes_nothing(db):
    with pytest.raises(ValidationError):
        to_many("anna@exempel.invalid", "ingen adress")

    assert not OutgoingMail.objects.exists()
    assert waiting_jobs() == []


def test_one_refused_address_among_many_does_not_hold_up_the_others(db):
    failures.append(smtplib.SMTPRecipientsRefused({"anna@exempel.invalid": (550, b"okand")}))
    to_many("anna@exempel.invalid", "bo@exempel.invalid")

    work_off_queue()

    assert sorted(OutgoingMail.objects.values_list("address", "state")) == [
        ("anna@exempel.invalid", MailState.FAILED),
        ("bo@exempel.invalid", MailState.SENT),
    ]


def test_a_letter_in_other_hands_is_left_alone(cloned_database):
    letter = a_letter()
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM outbox_outgoingmail WHERE id = %s FOR UPDATE", [letter.pk])
        actions.deliver(letter.pk)
        assert django_mail.outbox == []
    finally:
        other.rollback()
        other.close()

    actions.deliver(letter.pk)

    assert len(django_mail.outbox) == 1


@pytest.mark.parametrize("address", ["", "anna", "anna@example.org\nBcc: alla@example.org", "a@b, c@d.se"])
def test_what_is_no_address_is_refused(db, address):
    with pytest.raises(ValidationError):
        a_letter(to=address)

    assert not OutgoingMail.objects.exists()


def test_line_breaks_in_a_subject_become_spaces(db):
    letter = a_letter(subject="Ärende\r\nBcc: alla@example.org")
    work_off_queue()

    assert letter.subject == "Ärende Bcc: alla@example.org"
    (sent,) = django_mail.outbox
    assert sent.message()["Bcc"] is None


@override_settings(SITE_URL="https://portal.example.org:8443")
def test_the_message_id_is_the_same_for_the_same_key_and_fits_in_a_header(db):
    assert actions.message_id("a") == actions.message_id("a") != actions.message_id("b")
    assert actions.message_id("ä" * 200).endswith("@portal.example.org>")
    assert len(actions.message_id("ä" * 200)) < 78


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": MailState.SENT},
        {"sent_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"state": MailState.FAILED, "last_error": ""},
    ],
)
def test_the_database_refuses_a_letter_that_contradicts_itself(db, impossible):
    letter = a_letter()

    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMail.objects.filter(pk=letter.pk).update(**impossible)


def test_a_written_letter_says_the_same_as_text_and_as_html():
    letter = write(
        "Ärendet är mottaget",
        ["AU har tagit emot SAMLA 2026-0001 <b>.", "Du behöver inte göra något."],
        address="/arenden/SAMLA-2026-0001/",
        button="Öppna ärendet",
        why="Du får brevet för att du lämnade in ärendet.",
        sender="SAMLA",
    )

    for said in ("Ärendet är mottaget", "Du behöver inte göra något.", "Öppna ärendet", "Du får brevet för att"):
        assert said in letter.text
        assert said in letter.html
    assert "SAMLA 2026-0001 <b>." in letter.text
    assert "SAMLA 2026-0001 &lt;b&gt;." in letter.html
    assert "http://localhost:8000/arenden/SAMLA-2026-0001/" in letter.text
    assert 'href="http://localhost:8000/arenden/SAMLA-2026-0001/"' in letter.html


def test_a_letter_without_a_button_has_no_link():
    letter = write("Hej", ["Rad"], why="För att.", sender="SAMLA")

    assert "http" not in letter.text
    assert "href" not in letter.html


def test_many_get_the_same_letter_for_as_many_queries_as_one(db, django_assert_max_num_queries):
    people = {f"step-1:{number}": (f"person-{number}@example.org", None) for number in range(30)}

    with django_assert_max_num_queries(8):
        actions.queue_for_each(people, subject="Ett ärende har kommit", text="Hej")
    work_off_queue()
    actions.queue_for_each(people, subject="Ett ärende har kommit", text="Hej")
    work_off_queue()

    assert sorted(to for letter in django_mail.outbox for to in letter.to) == sorted(to for to, _ in people.values())


def test_one_letter_that_cannot_be_sent_keeps_no_other_waiting(db):
    actions.queue_for_each({"a": ("a@example.org", None), "b": ("b@example.org", None)}, subject="Hej", text="Hej")
    failures.append(smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"no such person")}))

    work_off_queue()

    assert [letter.to for letter in django_mail.outbox] == [["b@example.org"]]
