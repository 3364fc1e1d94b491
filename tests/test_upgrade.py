"""The database of an earlier version, with its demonstration in it, brought to this one by the owner's migrations.

Each file in tests/upgrades is what `pg_dump --inserts` said of the demonstration of a version that has landed.
"""

import lzma
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from cases.models import Case, CaseStep
from demo.actions import cast
from groups.models import Body, ChairTerm, Office, Population, User
from samla.management.commands import serve
from tests.database import own_database

DUMPS = sorted((Path(__file__).parent / "upgrades").glob("*.sql.xz"))


def name_of(path):
    return path.name.removesuffix(".sql.xz")


@pytest.fixture(params=DUMPS, ids=name_of)
def earlier(request, django_db_setup, django_db_blocker):
    """The earlier version's database, restored as the owner's."""
    with django_db_blocker.unblock(), own_database("template1") as name:
        with connections["owner"].cursor() as cursor:
            cursor.execute(lzma.decompress(request.param.read_bytes()).decode())
        connections["owner"].close()
        yield name


def counted(*tables):
    with connections["owner"].cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


OURS = ("outbox", "groups", "documents", "plans", "cases", "meetings", "desk")
KEPT = (
    "cases_case",
    "cases_casestep",
    "groups_user",
    "groups_appointment",
    "groups_chairterm",
    "groups_bodygrant",
    "outbox_outgoingmail",
)


def test_an_earlier_demonstration_comes_along_whole_and_everybody_can_work_on(earlier):
    before = counted(*KEPT)

    serve.migrate()

    assert counted(*KEPT) == before
    assert_chairs_are_held_to_the_rules_of_rotation()
    serve.load()
    assert Case.objects.count() == before["cases_case"]
    assert CaseStep.objects.count() == before["cases_casestep"]
    assert Population.objects.exists()
    assert_everybody_can_sign_in()


def assert_chairs_are_held_to_the_rules_of_rotation():
    leading = Body.objects.get(collaboration__slug="samla", kind="COORDINATION")
    terms = ChairTerm.objects.filter(body=leading, office=Office.CHAIR).order_by("starts_on")
    assert leading.chair_rotates
    assert leading.chair_follows.kind == "POLITICAL"
    assert terms.count() >= 2
    assert {(term.rotates, bool(term.side), term.follows_id) for term in terms} == {
        (True, True, leading.chair_follows_id)
    }
    assert [term.period_starts_on for term in terms] == [term.starts_on for term in terms]
    with connection.cursor() as cursor:  # the history was completed with what it says itself
        cursor.execute("SELECT count(*) FROM groups_chairtermevent WHERE period_starts_on < DATE '2000-01-01'")
        assert cursor.fetchone() == (0,)


def assert_everybody_can_sign_in():
    """Everybody with a button on the sign-in page comes to her first page."""
    for person in (one for one in cast() if one.role):
        client = Client()
        client.force_login(User.objects.get(email=person.email))
        prefix = "" if person.collaboration == "samla" else f"/o/{person.collaboration}"
        assert client.get(f"{prefix}/").status_code == 200


def applied():
    """The newest migration of each of our apps, as the database says."""
    rows = MigrationRecorder(connections["owner"]).migration_qs.filter(app__in=OURS).order_by("name")
    return dict(rows.values_list("app", "name"))


@pytest.mark.parametrize("earlier", DUMPS[-1:], indirect=True, ids=name_of)  # what had landed by then is never edited
def test_the_upgrade_can_be_taken_back_and_done_again(earlier):
    before = applied()
    serve.migrate()
    after = applied()

    MigrationExecutor(connections["owner"]).migrate([(app, before.get(app)) for app in reversed(OURS)])  # in one pass
    assert applied() == before
    serve.migrate()

    assert applied() == after
    assert ChairTerm.objects.filter(rotates=True).exists()
