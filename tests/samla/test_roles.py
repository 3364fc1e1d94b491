"""The application's role works, and cannot rewrite history, not even in raw SQL."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import ProgrammingError, connection, connections, transaction
from pghistory.models import Context, Event

HISTORY = sorted(
    model._meta.db_table
    for model in apps.get_models()
    if issubclass(model, Event) or getattr(model, "is_append_only", False)
)
FORBIDDEN = ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"]


def _refused(statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


def test_there_is_history_to_protect():
    assert "cases_casestep" in HISTORY
    assert len(HISTORY) > 5


@pytest.mark.parametrize("table", HISTORY)
def test_history_is_only_added_to(db, table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1", [table])
        column = cursor.fetchone()[0]

    for statement in FORBIDDEN:
        _refused(statement.format(table, column, column))


def test_no_table_may_be_truncated_or_altered(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND (has_table_privilege(current_user, oid, 'TRUNCATE') OR pg_get_userbyid(relowner) = current_user)"
        )
        assert cursor.fetchall() == []
    _refused("ALTER TABLE groups_user DISABLE TRIGGER ALL")


def test_the_migrations_cannot_be_rewritten(db):
    _refused("DELETE FROM django_migrations")


def test_the_context_of_an_old_change_stays_as_it_was(db):
    old = "now() - interval '1 day'"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO pghistory_context (id, created_at, updated_at, metadata) VALUES (gen_random_uuid(), {old}, {old}, '{{}}')"
        )

    with pytest.raises(ProgrammingError, match="Historiken kan inte ändras"), transaction.atomic():
        Context.objects.update(metadata={"user": 1})
    _refused("DELETE FROM pghistory_context")


def test_work_goes_on(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_register_worker_v1()")
        cursor.execute("DELETE FROM procrastinate_workers")
        assert cursor.rowcount == 1


def test_granting_again_changes_nothing(cloned_database, capsys):
    call_command("grant_roles")

    assert capsys.readouterr().out == ""


def test_a_table_that_nobody_knows_is_not_open_to_changes(cloned_database):
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE newcomer (id int)")

    _refused("UPDATE newcomer SET id = 1")
