"""manage.py mail: the letters as the one who runs the installation sees them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from outbox.actions import deliver, queue
from outbox.models import MailState, OutgoingMail
from tests.background import waiting_jobs
from tests.mail_server import mail_server


@pytest.fixture
def letters(db):
    """One that waits, one that has gone and one that did not come through."""
    made = [queue(f"k:{n}:", to=f"person-{n}@example.org", subject=f"Brev {n}", text="Hemlig text") for n in range(3)]
    with mail_server() as server:
        deliver(made[1].pk)
        server.answers = ["550 5.1.1 No such user here"]
        deliver(made[2].pk)
    return made


def told(*arguments):
    out = StringIO()
    call_command("mail", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_every_letter_is_a_line_with_state_tries_and_trouble(letters):
    counts, *lines = told("list")

    assert counts == "I kö: 1 · Skickat: 1 · Gick inte att skicka: 1"
    assert [line.split("  ")[1] for line in lines] == ["Gick inte att skicka", "Skickat", "I kö"]
    assert "1 försök" in lines[0]
    assert lines[0].endswith("person-2@example.org  Brev 2  k:2:  550 5.1.1 No such user here")
    assert not any("Hemlig" in line for line in lines)


def test_lines_are_chosen_by_state_address_and_key(letters):
    assert [line.split("  ")[0] for line in told("failed")[1:]] == [str(letters[2].pk)]
    assert len(told("list", "--address", "person-1")) == 1 + 1
    assert len(told("list", "--key", "k:0:")) == 1 + 1
    assert len(told("list", "--limit", "2")) == 1 + 2


def test_what_failed_is_queued_again_and_nothing_else_is(letters):
    assert told("retry", "--address", "person-1") == ["0 brev ligger i kön igen."]
    assert told("retry") == ["1 brev ligger i kön igen."]

    states = list(OutgoingMail.objects.order_by("pk").values_list("state", flat=True))
    assert states == [MailState.QUEUED, MailState.SENT, MailState.QUEUED]
    assert "outbox.tasks.deliver_mail" in waiting_jobs()
    assert "nästa" in told("list")[1]


def test_an_unknown_order_is_refused():
    with pytest.raises(CommandError):
        call_command("mail", "burn")
