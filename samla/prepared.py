"""A question that every request asks: its plan is made once per connection, because making it costs ten times the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Model
from psycopg import sql

BASE: Any = ServerBindingCursor  # the stubs know neither its methods nor its argument


class PreparedCursor(BASE):  # type: ignore[misc]  # see BASE
    """Has the server keep the statement, under a name that psycopg gives it."""

    def execute(self, query: str, params: Mapping[str, Any] | None = None) -> Any:
        """As any cursor's; the parameters travel beside the statement, so that it stays the same."""
        return super().execute(query, params, prepare=True)


def fetch_prepared(query: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a query written in SQL, with Django's own counting and errors around it."""
    connection.ensure_connection()
    make = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with connection.wrap_database_errors, make(PreparedCursor(connection.connection)) as cursor:
        cursor.execute(query, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


@dataclass(frozen=True, slots=True)
class Part:
    """The model that is asked for (path ""), or one that comes along by a foreign key."""

    path: str
    model: type[Model]
    columns: list[Any]  # its key first
    parent: str
    key: Any  # the foreign key

    def read(self, values: Sequence[Any]) -> Model | None:
        """The object of these values; None when the foreign key is empty."""
        if values[0] is None:
            return None
        read = [
            field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value
            for field, value in zip(self.columns, values, strict=True)
        ]
        return self.model.from_db(DEFAULT_DB_ALIAS, [field.attname for field in self.columns], read)


def fetch_prepared_models[M: Model](
    model: type[M],
    condition: str,
    parameters: Mapping[str, Any],
    *,
    related: tuple[str, ...] = (),
    more: tuple[tuple[str, str], ...] = (),
) -> list[M]:
    """The rows of a model under a condition in SQL: a QuerySet would be put together and compiled anew every time.

    `related` are the foreign keys that come along, as in `select_related`; in the condition each is a table of that
    name. `more` are names and expressions, as in `annotate`.
    """
    parts = _parts(model, related)
    found: list[Any] = []
    for row in fetch_prepared(_selection(model, condition, related, more), parameters):
        made: dict[str, Model | None] = {}
        at = 0
        for part in parts:
            made[part.path] = one = part.read(row[at : at + len(part.columns)])
            at += len(part.columns)
            holder = made[part.parent] if part.path else None
            if holder is not None:
                part.key.set_cached_value(holder, one)
        found.append(made[""])
        found[-1].__dict__.update(zip((name for name, _ in more), row[at:], strict=True))
    return found


@cache
def _parts(model: type[Model], related: tuple[str, ...]) -> tuple[Part, ...]:
    parts = {"": Part("", model, _columns(model), "", None)}
    for path in related:
        parent, _, name = path.rpartition("__")
        key: Any = parts[parent].model._meta.get_field(name)
        parts[path] = Part(path, key.related_model, _columns(key.related_model), parent, key)
    return tuple(parts.values())


def _columns(model: type[Model]) -> list[Any]:
    return sorted(model._meta.concrete_fields, key=lambda field: not field.primary_key)


@cache
def _selection(model: type[Model], condition: str, related: tuple[str, ...], more: tuple[tuple[str, str], ...]) -> str:
    own = model._meta.db_table
    parts = _parts(model, related)
    selected = [sql.Identifier(part.path or own, field.column) for part in parts for field in part.columns]
    tables: list[sql.Composable] = [sql.Identifier(own)]
    join = sql.SQL("LEFT JOIN {} AS {} ON {} = {}")
    for part in parts[1:]:
        key, ours = part.columns[0].column, sql.Identifier(part.parent or own, part.key.column)
        table = sql.Identifier(part.model._meta.db_table)
        tables.append(join.format(table, sql.Identifier(part.path), sql.Identifier(part.path, key), ours))
    extra = [sql.SQL(expression) for _, expression in more]
    query = sql.SQL("SELECT {} FROM {} WHERE {}")
    return query.format(
        sql.SQL(", ").join([*selected, *extra]), sql.SQL(" ").join(tables), sql.SQL(condition)
    ).as_string()
