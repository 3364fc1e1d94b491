"""Heaps of rows into the database, as fast as PostgreSQL takes them."""

from collections.abc import Iterable
from enum import Enum
from typing import Any

import psycopg
from django.db.models import Model
from psycopg import sql

from bench.lives import Heap
from groups.models import NumberSeries


def fill(connection: psycopg.Connection, heap: Heap) -> None:
    """Copy the heap in, with every trigger and constraint at work, so that the history is there too."""
    with connection.transaction():
        for rows in (heap.cases, heap.steps, heap.notes, heap.parties, heap.groups, heap.blobs):
            copy(connection, rows)
        # Before their documents, since one that is finalised takes no more; the keys are checked at the end.
        for rows in (heap.versions, heap.documents, heap.links, heap.entries):
            copy(connection, rows)
    NumberSeries.objects.bulk_create(
        NumberSeries(collaboration_id=collaboration, name="case", year=year, last=last)
        for (collaboration, year), last in heap.serials.items()
    )


def copy(connection: psycopg.Connection, rows: Iterable[Model]) -> None:
    """Instances of one model, keys included; afterwards the sequence goes on behind them."""
    rows = list(rows)
    if not rows:
        return
    meta = rows[0]._meta
    names = [field.attname for field in meta.concrete_fields]
    columns = sql.SQL(", ").join(sql.Identifier(field.column) for field in meta.concrete_fields)
    table = sql.Identifier(meta.db_table)
    with (
        connection.cursor() as cursor,
        cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(table, columns)) as target,
    ):
        for row in rows:
            target.write_row([_plain(getattr(row, name)) for name in names])
    last = max(row.pk for row in rows)
    connection.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [meta.db_table, last])


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
