"""A question that every request asks: its plan is made once per connection, because making it costs ten times the answer."""

from collections.abc import Mapping
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


def fetch_prepared_models[M: Model](model: type[M], condition: str, parameters: Mapping[str, Any]) -> list[M]:
    """The rows of a model under a condition in SQL: a QuerySet would be put together and compiled anew every time."""
    names = [field.attname for field in model._meta.concrete_fields]
    rows = fetch_prepared(_selection(model, condition), parameters)
    return [model.from_db(DEFAULT_DB_ALIAS, names, row) for row in rows]


@cache
def _selection(model: type[Model], condition: str) -> str:
    names = [sql.Identifier(field.column or field.attname) for field in model._meta.concrete_fields]
    query = sql.SQL("SELECT {} FROM {} WHERE {}")
    return query.format(sql.SQL(", ").join(names), sql.Identifier(model._meta.db_table), sql.SQL(condition)).as_string()
