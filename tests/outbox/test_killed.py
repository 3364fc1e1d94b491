"""A worker that is killed at every line of the delivery: no letter is lost, and none is sent twice once it is marked."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from outbox import actions
from outbox.models import MailState, OutgoingMail
from samla.localpg import PROJECT
from tests.mail_server import mail_server

NEVER, SOON = 3600, 1


class Workers:
    """Forks workers that work off letters' jobs and die where they are told to."""

    def __init__(self, process):
        self.process = process

    def order(self, letters, fatal=""):
        self.tell(letters, fatal)
        return self.answer()

    def tell(self, letters, fatal=""):
        self.process.stdin.write(json.dumps({"fatal": fatal, "letters": letters}) + "\n")
        self.process.stdin.flush()

    def answer(self):
        line = self.process.stdout.readline()
        assert line, "the process has ended"
        return json.loads(line)


@contextmanager
def workers(database, server, *, dead_after):
    """A process that forks workers in the database; a silent worker counts as dead after that many seconds."""
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.outbox.dying", str(server.port)],
        cwd=PROJECT,
        env={
            **os.environ,
            "DATABASE_URL": f"{address}/{database}",
            "DJANGO_SETTINGS_MODULE": "samla.settings",
            "SAMLA_WORKER_DEAD_AFTER": str(dead_after),
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            forks = Workers(process)
            assert forks.answer() == {"ready": True}
            yield forks
        finally:
            process.kill()


@pytest.fixture
def server():
    with mail_server() as handler:
        yield handler


def a_letter(key):
    """A letter whose own job waits, and nothing else does."""
    letter = actions.queue(key, to="anna@example.org", subject="Ett ärende har kommit", text="Öppna ärendet.")
    with connection.cursor() as cursor:
        for status in ("doing", "succeeded"):  # the job that queues the letters' own
            cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE queueing_lock IS NULL", [status])
    actions.send_soon([letter.pk])
    return letter


def test_a_worker_killed_at_any_line_sends_at_most_one_letter_more_and_none_that_was_marked(cloned_database, server):
    with workers(cloned_database, server, dead_after=NEVER) as forks:
        whole = a_letter("whole")
        places = forks.order([whole.pk])["passed"]
        found = {}
        for place in places:
            letter = a_letter(f"killed at {place}")
            assert forks.order([letter.pk], place)["killed"], place
            letter.refresh_from_db()
            found[place] = letter, letter.state, server.ids.count(letter.message_id)

    given, marked = [
        {place for place, one in found.items() if one[index] == yes} for index, yes in ((2, 1), (1, "SENT"))
    ]
    assert len(places) == len(found) > 25
    assert any("_run" in place for place in places)  # from the job's first line …
    assert any("_own_connection" in place for place in marked)  # … until all but the job's own mark is done
    assert marked < given < set(places)  # some die before the server's yes, some before our mark, some after it
    assert {place.split(":")[1] for place in given - marked} == {"_hand_over", "deliver"}

    with workers(cloned_database, server, dead_after=SOON) as forks:
        assert not forks.order([letter.pk for letter, _, _ in found.values()])["killed"]

    sent = {place: server.ids.count(found[place][0].message_id) for place in places}
    assert sent == {place: 2 if place in given - marked else 1 for place in places}
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {MailState.SENT}
    assert server.ids.count(whole.message_id) == 1
    assert not ProcrastinateJob.objects.filter(queueing_lock__startswith="mail-").exclude(status="succeeded").exists()


def test_the_letter_of_a_killed_worker_is_given_by_the_clock_to_one_that_lives(cloned_database, server):
    """Not by a worker that starts: that one was at work while the other was not yet known to be dead."""
    patience = 3
    with (
        workers(cloned_database, server, dead_after=NEVER) as dying,
        workers(cloned_database, server, dead_after=patience) as living,
    ):
        places = dying.order([a_letter("whole").pk])["passed"]
        letter = a_letter("killed")
        assert dying.order([letter.pk], places[0])["killed"]
        job = ProcrastinateJob.objects.get(queueing_lock=actions.JOB.format(letter.pk))
        living.tell([letter.pk])
        time.sleep(patience + 0.5)
        job.refresh_from_db()
        assert job.status == "doing"

        app.configure_task("samla.return_stalled_jobs").defer(timestamp=0)  # as the clock does every minute

        assert not living.answer()["killed"]
    assert server.ids.count(letter.message_id) == 1
