"""Databases of the benchmark's own on the embedded server: made from one another, thrown away at the end."""

import itertools
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from django.db import connections
from psycopg import sql

from samla.localpg import APPLICATION, OWNER, SUPERUSER, LocalPostgres, home

PREFIX = "samla_bench"
STATEMENT = re.compile(r"\[(\d+)\] LOG:  (?:statement: |execute [^:]*: )(.*)")
# Brackets around the work, not questions; the health check of a kept connection counts. Before a statement that changes
# something, and before such a bracket too, django-pghistory says in the same breath who changes it.
BRACKET = re.compile(r"(?:SELECT set_config\('pghistory.*\); )?(?:BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b")

number = itertools.count(1)


class Cluster:
    """The embedded server, held while the benchmark runs."""

    def __init__(self) -> None:
        self.server = LocalPostgres(home())
        self.server.acquire()
        self.names: list[str] = []
        self._drop_leftovers()

    def create(self, what: str, template: str = "template1") -> str:
        """The name of a new database of the owner's, empty or a copy."""
        name = f"{PREFIX}_{os.getpid()}_{next(number)}_{what}"
        with self.connect(OWNER) as connection:
            execute(connection, "CREATE DATABASE {} TEMPLATE {}", name, template)
        self.names.append(name)
        return name

    def connect(self, role: str, database: str = "samla") -> psycopg.Connection:
        """A connection beside Django's, each statement its own transaction."""
        return psycopg.connect(self.server.url(role, database), autocommit=True)

    def addresses(self, database: str) -> dict[str, str]:
        """A database's two addresses as the portal's environment has them."""
        return {
            "DATABASE_URL": self.server.url(APPLICATION, database),
            "DATABASE_OWNER_URL": self.server.url(OWNER, database),
        }

    def backends(self, database: str) -> list[int]:
        """The process ids that work for a database now."""
        with self.connect(SUPERUSER) as connection:
            rows = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [database])
            return [pid for (pid,) in rows]

    def log_statements(self, database: str) -> None:
        """From now on, whoever connects to the database has every statement written to the server's log."""
        with self.connect(SUPERUSER) as connection:
            execute(connection, "ALTER DATABASE {} SET log_statement = 'all'", database)

    def tidy(self, database: str) -> None:
        """What autovacuum has done long since in a database that has grown for years."""
        with self.connect(OWNER, database) as connection:
            connection.execute("VACUUM ANALYZE")

    def close(self) -> None:
        """Throw the databases away, whoever is still connected, and let the server go."""
        with self.connect(OWNER) as connection:
            for name in reversed(self.names):
                execute(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self.server.release()

    def _drop_leftovers(self) -> None:
        """What a killed run left."""
        with self.connect(OWNER) as connection:
            rows = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
            dead = [name for (name,) in rows if not Path("/proc", name.split("_")[2]).exists()]
            for name in dead:
                with suppress(psycopg.errors.ObjectInUse):
                    execute(connection, "DROP DATABASE IF EXISTS {}", name)


class StatementLog:
    """The server's own log, read for the statements that a database's sessions have sent."""

    def __init__(self, cluster: Cluster, database: str) -> None:
        self.cluster, self.database = cluster, database
        self.path = cluster.server.data / "server.log"
        self.position = self.path.stat().st_size

    def statements(self) -> list[str]:
        """What has been asked since the last call, without the brackets of transactions."""
        with self.path.open("rb") as log:
            log.seek(self.position)
            text = log.read().decode(errors="replace")
            self.position = log.tell()
        ours = {str(pid) for pid in self.cluster.backends(self.database)}
        found = (match.groups() for match in STATEMENT.finditer(text))
        return [statement for pid, statement in found if pid in ours and not BRACKET.match(statement)]


@contextmanager
def working_in(name: str) -> Iterator[None]:
    """Django, here in the runner, works in the named database; afterwards it holds no connection to it."""
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()


def execute(connection: psycopg.Connection, statement: str, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
