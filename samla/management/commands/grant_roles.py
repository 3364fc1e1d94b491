"""What the application's role may do in the database: work, but not rewrite history."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.utils import CursorWrapper
from pghistory.models import Context, Event
from psycopg import sql

READ = frozenset({"SELECT"})
APPEND = READ | {"INSERT"}
WORK = APPEND | {"UPDATE", "DELETE"}
LOCK = 7_021_001  # any number of ours: two of these commands at once would trip over each other

TABLES = """
SELECT c.relname, c.relkind IN ('v', 'm'), coalesce(array_agg(acl.privilege_type) FILTER (WHERE acl.privilege_type IS NOT NULL), '{}')
FROM pg_class c
LEFT JOIN LATERAL aclexplode(c.relacl) acl ON acl.grantee = %s::regrole
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
GROUP BY c.relname, c.relkind
"""


class Command(BaseCommand):
    help = "Ger applikationens roll dess rättigheter, efter migrate --database owner. Kan köras hur ofta som helst."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Grant and revoke what differs; all or nothing. Raises CommandError without an owner's address."""
        if "owner" not in settings.DATABASES:
            raise CommandError("DATABASE_OWNER_URL saknas: rättigheterna ges av databasens ägare.")
        role = connections[DEFAULT_DB_ALIAS].settings_dict["USER"]
        with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            changed = grant(cursor, role)
        if changed and _options.get("verbosity", 1) > 0:
            self.stdout.write(f"Rättigheter ändrade för {changed} tabeller.")


def grant(cursor: CursorWrapper, role: str) -> int:
    """Bring every table to its rights; answers how many had others. Nobody but the owner truncates, ever."""
    name = sql.Identifier(role)
    by_table = _rights_by_table()
    cursor.execute(TABLES, [role])
    differing = {
        table: wanted
        for table, is_view, held in cursor.fetchall()
        if (wanted := READ if is_view else by_table.get(table, APPEND)) != frozenset(held)
    }
    for table, wanted in differing.items():
        identifier = sql.Identifier(table)
        privileges = sql.SQL(", ").join(sql.SQL(right) for right in sorted(wanted))
        _execute(cursor, sql.SQL("REVOKE ALL ON {} FROM {}").format(identifier, name))
        _execute(cursor, sql.SQL("GRANT {} ON {} TO {}").format(privileges, identifier, name))
    for statement in (
        "GRANT USAGE ON SCHEMA public TO {}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}",
    ):
        _execute(cursor, sql.SQL(statement).format(name))
    return len(differing)


def _rights_by_table() -> dict[str, frozenset[str]]:
    """A model with `is_append_only = True`, and every event of the history, is added to and never changed; unknown tables too."""
    found = {settings.CACHES["default"]["LOCATION"]: WORK, "django_migrations": READ}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy:
            continue
        if issubclass(model, Event) or getattr(model, "is_append_only", False):
            found[model._meta.db_table] = APPEND
        elif model is Context:
            found[model._meta.db_table] = APPEND | {"UPDATE"}  # guarded by samla/migrations/0001
        else:
            found[model._meta.db_table] = WORK
    return found


def _execute(cursor: CursorWrapper, statement: sql.Composed) -> None:
    cursor.execute(statement)
