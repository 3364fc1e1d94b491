"""The page that machines ask."""

import datetime as dt
from contextlib import suppress

import pytest
import time_machine
from django.db import OperationalError, connection

from outbox.actions import NotDeliveredError, deliver, queue
from outbox.models import OutgoingMail
from samla import clock, health
from tests.mail_server import free_port, letters_go_to


@pytest.fixture
def worker(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_register_worker_v1()")


def _ask(client):
    response = client.get("/halsa/")
    return response.status_code, response.json()["orsaker"]


def test_well_without_login_person_or_session(client, worker, django_assert_num_queries):
    with django_assert_num_queries(4):
        response = client.get("/halsa/")

    assert response.status_code == 200
    mail = {"i_ko": 0, "aldsta_minuter": 0, "misslyckade": 0, "misslyckade_senaste_dygnet": 0}
    files = {"saknas": 0, "virus": 0, "ogenomsokta": 0}
    assert response.json() == {"status": "ok", "orsaker": [], "varningar": [], "brev": mail, "filer": files}
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_no_worker(client, db):
    assert _ask(client) == (503, ["Ingen arbetare är igång."])


def test_a_silent_worker(client, worker):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '75 seconds'")

    assert _ask(client) == (503, ["Arbetaren har inte hörts av på 75 sekunder."])


@pytest.mark.parametrize(
    ("age", "reasons"),
    [(60, []), (300, ["Det äldsta jobbet i kön har väntat 300 sekunder."])],
)
def test_the_oldest_job_that_could_run(client, worker, age, reasons):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', 'any') RETURNING id")
        job = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_events SET at = now() - make_interval(secs => %s)", [age])
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at) VALUES ('default', 'later', now() + interval '1 day')"
        )
    assert job

    assert _ask(client) == (503 if reasons else 200, reasons)


def test_a_migration_is_missing(client, worker, monkeypatch):
    monkeypatch.setattr(health, "expected_migrations", lambda: frozenset({("cases", "9999_to_come")}))

    assert _ask(client) == (503, ["Databasen saknar 1 migreringar."])


def test_a_stopped_database_is_told_and_not_a_crash(client, db, monkeypatch):
    def stopped():
        raise OperationalError("connection refused: password=secret")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", stopped)

        assert _ask(client) == (503, ["Databasen svarar inte."])


def test_it_is_only_read(client, db):
    assert client.post("/halsa/").status_code == 405


def test_jobs_that_wait_for_somebody_elses_server_are_no_illness(client, worker):
    """Otherwise a mail server that hangs would take the whole portal away from the load balancer."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('outside', 'any')")
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '1 hour'")

    assert _ask(client) == (200, [])


def _letters(client):
    response = client.get("/halsa/")
    assert response.status_code == 200
    answer = response.json()
    assert answer["status"] == "ok"
    return answer["varningar"], answer["brev"]


def test_letters_that_wait_and_fail_are_told_in_figures_and_never_by_address(client, worker):
    for number, (minutes, state) in enumerate([(40, "QUEUED"), (3, "QUEUED"), (90, "FAILED"), (60 * 48, "FAILED")]):
        letter = queue(f"letter-{number}", to="anna@example.org", subject="Hemligt", text="Hej")
        at = clock.now() - dt.timedelta(minutes=minutes)
        OutgoingMail.objects.filter(pk=letter.pk).update(
            state=state, queued_at=at, tried_at=at, last_error="550 anna@example.org" if state == "FAILED" else ""
        )

    warnings, figures = _letters(client)

    assert figures == {"i_ko": 2, "aldsta_minuter": 40, "misslyckade": 2, "misslyckade_senaste_dygnet": 1}
    assert warnings == [
        "E-posten går inte fram: 2 brev väntar, det äldsta sedan 40 minuter.",
        "1 brev har inte gått att skicka det senaste dygnet.",
    ]
    text = client.get("/halsa/").text
    assert "anna@" not in text
    assert "Hemligt" not in text


def test_a_letter_that_has_just_been_written_is_nothing_to_warn_of(client, worker):
    queue("letter", to="anna@example.org", subject="Hej", text="Hej")

    warnings, figures = _letters(client)

    assert (warnings, figures["i_ko"]) == ([], 1)


def test_a_letter_given_another_chance_has_not_waited_since_it_was_written(client, worker):
    letter = queue("letter", to="anna@example.org", subject="Hej", text="Hej")
    long_ago = clock.now() - dt.timedelta(days=5)
    OutgoingMail.objects.filter(pk=letter.pk).update(queued_at=long_ago, retried_at=clock.now())

    assert _letters(client)[0] == []


def test_a_mail_server_that_is_down_is_seen_here_and_the_portal_stays_well(client, worker):
    letter = queue("letter", to="anna@example.org", subject="Hej", text="Hej")
    with letters_go_to(free_port()):
        for minute in range(20):
            with (
                time_machine.travel(clock.now() + dt.timedelta(minutes=minute), tick=False),
                suppress(NotDeliveredError),
            ):
                deliver(letter.pk)

    with time_machine.travel(clock.now() + dt.timedelta(minutes=20), tick=False):
        warnings, figures = _letters(client)
    assert warnings == ["E-posten går inte fram: 1 brev väntar, det äldsta sedan 20 minuter."]
    assert (figures["i_ko"], figures["misslyckade"]) == (1, 0)
