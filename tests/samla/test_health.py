"""The page that machines ask."""

import pytest
from django.db import OperationalError, connection

from samla import health


@pytest.fixture
def worker(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_register_worker_v1()")


def _ask(client):
    response = client.get("/halsa/")
    return response.status_code, response.json()["orsaker"]


def test_well_without_login_person_or_session(client, worker, django_assert_num_queries):
    with django_assert_num_queries(3):
        response = client.get("/halsa/")

    assert response.status_code == 200
    mail = {"i_ko": 0, "aldsta_minuter": 0, "misslyckade": 0, "misslyckade_senaste_dygnet": 0}
    assert response.json() == {"status": "ok", "orsaker": [], "varningar": [], "brev": mail}
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
