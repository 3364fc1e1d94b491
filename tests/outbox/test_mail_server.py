"""Letters through SMTP, to a real server: what arrives, and what happens when it delays, refuses, hangs or is down."""

import smtplib

import pytest
from django.db import connection

from outbox import actions
from outbox.actions import NotDeliveredError
from outbox.mail import Group, Item, write
from outbox.models import MailState, OutgoingMail
from tests.mail_server import TIMEOUT, a_silent_server, free_port, letters_go_to, mail_server
from tests.together import at_once

SUBJECT = "SAMLA 2026-0001: ett ärende har kommit till Ängårdens AU – överst på kön"


@pytest.fixture
def server():
    with mail_server() as handler:
        yield handler


def a_letter(key="case-1-sent", to="asa@example.org"):
    written = write(
        "Ett ärende har kommit",
        ["Åsa Öberg (ordförande) har tagit steget ”Lyft till AU” – ännu ett."],
        address="/arenden/SAMLA-2026-0001/",
        button="Öppna ärendet",
        groups=[Group("Sista dagar", [Item("SAMLA 2026-0002: svar senast", "AU ska svara.", "/arenden/2/")])],
        why="Du får brevet för att du sköter kön.",
        sender="Vårdsamverkan i väst",
    )
    return actions.queue(key, to=to, subject=SUBJECT, text=written.text, html=written.html)


def state_of(letter):
    letter.refresh_from_db()
    return letter.state, letter.attempts, letter.last_error


def test_a_letter_arrives_as_text_and_html_in_swedish(db, server):
    letter = a_letter()

    actions.deliver(letter.pk)

    (message,) = server.received
    text, html = message.get_body(["plain"]).get_content(), message.get_body(["html"]).get_content()
    assert message.get_content_type() == "multipart/alternative"
    assert message["Subject"] == SUBJECT
    assert message["To"] == "asa@example.org"
    assert message["Message-ID"] == letter.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    for part in (text, html):
        assert "Åsa Öberg (ordförande) har tagit steget ”Lyft till AU” – ännu ett." in part
        assert "http://localhost:8000/arenden/SAMLA-2026-0001/" in part
        assert "http://localhost:8000/arenden/2/" in part
    assert "SISTA DAGAR" in text
    assert "<h2>Sista dagar</h2>" in html
    assert state_of(letter) == (MailState.SENT, 1, "")


def test_a_server_that_asks_us_to_come_again_gets_the_same_letter_later(db, server):
    server.answers = ["451 4.7.1 Greylisted, try again later"]
    letter = a_letter()

    with pytest.raises(NotDeliveredError):
        actions.deliver(letter.pk)
    assert state_of(letter) == (MailState.QUEUED, 1, "451 4.7.1 Greylisted, try again later")
    actions.deliver(letter.pk)

    assert state_of(letter) == (MailState.SENT, 2, "")
    assert server.ids == [letter.message_id]


def test_an_address_that_the_server_does_not_know_is_given_up_with_its_words(db, server):
    server.answers = ["550 5.1.1 No such user here"]
    letter = a_letter()

    actions.deliver(letter.pk)
    actions.deliver(letter.pk)

    assert state_of(letter) == (MailState.FAILED, 1, "550 5.1.1 No such user here")
    assert server.received == []


@pytest.mark.parametrize(
    ("answer", "state"), [("554 5.6.0 Message refused", MailState.FAILED), ("452 4.3.1 Full", MailState.QUEUED)]
)
def test_a_letter_that_the_server_refuses_to_carry(db, server, answer, state):
    server.data_answers = [answer]
    letter = a_letter()

    if state == MailState.QUEUED:
        with pytest.raises(NotDeliveredError):
            actions.deliver(letter.pk)
    else:
        actions.deliver(letter.pk)

    assert state_of(letter) == (state, 1, answer)


@pytest.mark.parametrize(
    "failure",
    [
        smtplib.SMTPSenderRefused(550, b"5.7.1 Sender not allowed", "portalen@localhost"),
        smtplib.SMTPAuthenticationError(535, b"5.7.8 Bad credentials"),
    ],
)
def test_what_is_wrong_with_us_is_not_the_letters_fault(db, server, monkeypatch, failure):
    def refused(*_args, **_kwargs):
        raise failure

    monkeypatch.setattr(smtplib.SMTP, "sendmail", refused)
    letter = a_letter()

    with pytest.raises(NotDeliveredError):
        actions.deliver(letter.pk)

    assert state_of(letter)[:2] == (MailState.QUEUED, 1)
    assert state_of(letter)[2] == f"{failure.smtp_code} {failure.smtp_error.decode()}"


def test_a_server_that_is_down_and_comes_back(db):
    port = free_port()
    letter = a_letter()
    with letters_go_to(port), pytest.raises(NotDeliveredError):
        actions.deliver(letter.pk)
    assert state_of(letter)[:2] == (MailState.QUEUED, 1)
    assert "ConnectionRefusedError" in letter.last_error

    with mail_server(port) as server:
        actions.deliver(letter.pk)

    assert state_of(letter) == (MailState.SENT, 2, "")
    assert server.ids == [letter.message_id]


def test_a_server_that_never_answers_is_left_after_a_while(db):
    letter = a_letter()

    with a_silent_server(), pytest.raises(NotDeliveredError):
        actions.deliver(letter.pk)

    assert state_of(letter)[:2] == (MailState.QUEUED, 1)
    assert "timed out" in letter.last_error


def test_a_server_that_falls_silent_after_its_yes_has_the_letter_and_gets_no_other(db, server):
    server.quits = False
    letter = a_letter()

    actions.deliver(letter.pk)

    assert state_of(letter) == (MailState.SENT, 1, "")
    assert server.ids == [letter.message_id]


def test_a_letter_sent_again_after_its_mark_was_lost_has_the_same_message_id(db, server):
    letter = a_letter()
    actions.deliver(letter.pk)
    OutgoingMail.objects.filter(pk=letter.pk).update(state=MailState.QUEUED, sent_at=None)

    actions.deliver(letter.pk)

    assert server.ids == [letter.message_id] * 2


def test_an_address_that_no_server_takes_is_given_up_at_once(db, server):
    letter = a_letter()
    OutgoingMail.objects.filter(pk=letter.pk).update(address="åsa@example.org")

    actions.deliver(letter.pk)

    assert state_of(letter)[:2] == (MailState.FAILED, 1)
    assert "åsa@example.org" in letter.last_error


def test_of_many_workers_at_once_one_sends_the_letter(cloned_database, server):
    server.pause = TIMEOUT / 3
    letter = a_letter()

    at_once(*[lambda: actions.deliver(letter.pk)] * 5)

    assert server.ids == [letter.message_id]
    assert state_of(letter) == (MailState.SENT, 1, "")


def test_a_failed_letter_that_is_tried_again_goes_to_its_persons_address_of_today(cast, server):
    server.answers = ["550 5.1.1 No such user here"]
    letter = actions.queue("k", to="gammal@example.org", subject="Hej", text="Hej", recipient=cast.author)
    actions.deliver(letter.pk)
    other = actions.queue("l", to="annan@example.org", subject="Hej", text="Hej")

    assert actions.try_again(OutgoingMail.objects.all()) == 1
    actions.deliver(letter.pk)

    assert state_of(letter) == (MailState.SENT, 2, "")
    assert [message["To"] for message in server.received] == [cast.author.email]
    assert server.ids == [letter.message_id]
    assert state_of(other) == (MailState.QUEUED, 0, "")


def test_a_letter_that_is_tried_again_has_three_new_days(db, server):
    letter = a_letter()
    server.answers = ["550 5.1.1 No such user here"]
    actions.deliver(letter.pk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_outgoingmail SET queued_at = queued_at - interval '9 days'")

    actions.try_again(OutgoingMail.objects.all())
    server.answers = ["451 4.7.1 Later"]
    with pytest.raises(NotDeliveredError):
        actions.deliver(letter.pk)

    assert state_of(letter)[0] == MailState.QUEUED
