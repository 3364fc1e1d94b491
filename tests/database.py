"""The tests' databases. A pytest plugin: `pytest_plugins` in conftest.py names it.

One template is migrated by the owner and kept between runs, as long as no migration changes. Every test process clones
it, and works as the application's role, so what that role may not do fails in the tests too. A test that must commit
(several connections, a browser) asks for `cloned_database` and gets a clone of its own; nothing is ever flushed.
"""

import hashlib
import itertools
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from samla import clock
from samla.management.commands import serve

PREFIX = "test_samla"
TEMPLATES_KEPT = 3
DEMONSTRATIONS_KEPT = 2
PATIENCE = 100  # tenths of a second
LOCK = 7_021_002
number = itertools.count(1)


@pytest.fixture(scope="session")
def template_database(django_test_environment, django_db_blocker) -> str:
    """The name of a migrated, empty database that is only ever cloned."""
    name = f"{PREFIX}_template_{_migrations_hash()}"
    with django_db_blocker.unblock(), owner() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        existing = _names(connection)
        if name not in existing:
            _drop_what_nobody_needs(connection, existing)
            _make_template(connection, name)
    return name


@pytest.fixture(scope="session")
def django_db_setup(template_database, django_db_blocker) -> Iterator[None]:
    """In place of pytest-django's: this process's own clone, for tests that roll back."""
    with django_db_blocker.unblock():
        name = clone(template_database)
        _work_in(name)
        call_command("grant_roles", verbosity=0)  # rights follow the models, not only the migrations
        _close()
    yield
    with django_db_blocker.unblock():
        drop(name)


@pytest.fixture
def cloned_database(template_database, django_db_setup, django_db_blocker) -> Iterator[str]:
    """A database of this test's own, where everything is committed. Answers its name. Not together with `db`."""
    with django_db_blocker.unblock(), own_database(template_database) as name:
        yield name


@pytest.fixture
def transactional_db(cloned_database) -> None:
    """In place of pytest-django's, which would flush: the application's role may not truncate."""


@pytest.fixture(scope="session")
def demo_template(template_database, django_db_setup, django_db_blocker) -> str:
    """The name of a database with the structures and the demonstration's data, which lives today and is only cloned."""
    name = f"{PREFIX}_demo_{_hash_of('*.py', '*.toml')}_{clock.today():%y%m%d}"
    with django_db_blocker.unblock(), owner() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        existing = [other for other in _names(connection) if other.startswith(f"{PREFIX}_demo_")]
        if name not in existing or not files_of(name).is_dir():
            _drop_unused(connection, [name, *existing[DEMONSTRATIONS_KEPT - 1 :]])
            with _under_another_name(connection, name, template_database):
                serve.load()
            shutil.copytree(settings.VAR_DIR / "files", files_of(name), dirs_exist_ok=True)
        shutil.copytree(files_of(name), settings.VAR_DIR / "files", dirs_exist_ok=True)
    return name


def files_of(demonstration: str) -> Path:
    """Where the files of a demonstration's documents are kept between runs, beside its database."""
    return Path(tempfile.gettempdir(), f"samla-{demonstration}")


@pytest.fixture
def demo_database(demo_template, django_db_blocker) -> Iterator[str]:
    """A database of this test's own with the demonstration in it. Answers its name. Not together with `db`."""
    with django_db_blocker.unblock(), own_database(demo_template) as name:
        yield name


@contextmanager
def own_database(template: str) -> Iterator[str]:
    """Work in a new clone, which is dropped afterwards, whoever is still connected."""
    name = clone(template)
    try:
        with working_in(name):
            yield name
    finally:
        drop(name)


@contextmanager
def working_in(name: str) -> Iterator[None]:
    """Both roles, in every thread that connects anew, work in the named database; afterwards where they were."""
    before = connections["default"].settings_dict["NAME"]
    _work_in(name)
    try:
        yield
    finally:
        _work_in(before)


@contextmanager
def owner() -> Iterator[psycopg.Connection]:
    """A connection of the owner's beside Django's, in a database that nobody drops."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname="postgres", autocommit=True) as connection:
        yield connection


def clone(template: str, files: Path | None = None) -> str:
    """The name of a new database that is a copy of the template. Takes about 0.1 s.

    `files`: a new portal's SAMLA_VAR, which gets the files that the rows of a demonstration tell of.
    """
    name = f"{PREFIX}_run_{os.getpid()}_{next(number)}"
    with owner() as connection:
        _execute(connection, "CREATE DATABASE {} TEMPLATE {}", name, template)
    if files:
        shutil.copytree(files_of(template), files / "files")
    return name


def drop(name: str) -> None:
    """Drop a database, whoever is still connected. The server's own cleaning there may not be ended, only waited for."""
    with owner() as connection:
        for _ in range(PATIENCE):
            with suppress(psycopg.errors.InsufficientPrivilege):
                return _execute(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
            time.sleep(0.1)
    raise TimeoutError(f"{name} is still in use")


def _work_in(name: str) -> None:
    _close()
    for alias in ("default", "owner"):
        connections[alias].settings_dict["NAME"] = name  # the same dictionary in every thread


def _close() -> None:
    for connection in connections.all(initialized_only=True):
        connection.close()


def _make_template(connection: psycopg.Connection, name: str) -> None:
    """Migrated under another name, so that half a template is never cloned."""
    with _under_another_name(connection, name, "template1"):
        serve.migrate()


@contextmanager
def _under_another_name(connection: psycopg.Connection, name: str, template: str) -> Iterator[None]:
    """Fill a new copy of the template, which gets its name when all is there."""
    unfinished = f"{PREFIX}_making_{os.getpid()}"
    _execute(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", unfinished)
    _execute(connection, "CREATE DATABASE {} TEMPLATE {}", unfinished, template)
    with working_in(unfinished):
        yield
    _execute(connection, "ALTER DATABASE {} RENAME TO {}", unfinished, name)


def _names(connection: psycopg.Connection) -> list[str]:
    """Every test database, the newest first."""
    question = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC"
    return [name for (name,) in connection.execute(question, [PREFIX])]


def _drop_what_nobody_needs(connection: psycopg.Connection, existing: list[str]) -> None:
    """Old templates, and what killed test processes left."""
    templates = [name for name in existing if name.startswith(f"{PREFIX}_template_")]
    others = [name for name in existing if name not in templates and f"{PREFIX}_demo_" not in name]
    dead = [name for name in others if not Path("/proc", name.split("_")[3]).exists()]
    _drop_unused(connection, [*templates[TEMPLATES_KEPT - 1 :], *dead])


def _drop_unused(connection: psycopg.Connection, names: list[str]) -> None:
    for name in names:
        with suppress(psycopg.errors.ObjectInUse):
            _execute(connection, "DROP DATABASE IF EXISTS {}", name)
            shutil.rmtree(files_of(name), ignore_errors=True)


def _execute(connection: psycopg.Connection, statement: str, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _migrations_hash() -> str:
    digest = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.label}/{file.name}".encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _hash_of(*patterns: str) -> str:
    """Of every file of ours outside the tests that could change what the demonstration becomes."""
    digest = hashlib.sha256()
    ours = [app.path for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    for folder in sorted([*ours, str(settings.BASE_DIR / "structure")]):
        for file in sorted(file for pattern in patterns for file in Path(folder).rglob(pattern)):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]
