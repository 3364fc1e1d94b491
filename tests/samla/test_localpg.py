"""The embedded server, with real processes that are really killed. Touches nothing of this checkout's own database."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from samla.localpg import APPLICATION, OWNER, PROJECT, LocalPostgres

HOLD = """
import sys
from pathlib import Path
from samla.localpg import LocalPostgres
server = LocalPostgres(Path(sys.argv[1]))
server.acquire()
print(server.url("samla_app"), flush=True)
sys.stdin.read()
server.release()
"""


@pytest.fixture(scope="module")
def made_once():
    """One initialised folder for all tests of this file: initdb is most of the time they take."""
    with _folder() as folder:
        server = LocalPostgres(folder / "pg")
        server.acquire()
        server.release()
        yield folder / "pg"


@pytest.fixture
def root(made_once):
    yield made_once
    _until(lambda: not LocalPostgres(made_once)._processes())


@contextmanager
def _folder():
    # Not pytest's tmp_path: as root the server runs as another user, who cannot enter it.
    folder = Path(tempfile.mkdtemp(prefix="samla-localpg-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def holder(root):
    """Another process that holds the server until its input closes."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, root], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def _url(process):
    return process.stdout.readline().strip()


def _until(question, seconds=10):
    end = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def _answer(url, question="SELECT current_user::text"):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()[0]


def _server_process(root):
    return int((root / "data" / "postmaster.pid").read_text().splitlines()[0])


def test_concurrent_starts_share_one_server_and_the_last_one_stops_it(root):
    with holder(root) as first, holder(root) as second, holder(root) as third:
        urls = {_url(first), _url(second), _url(third)}
        assert len(urls) == 1

        first.communicate("")
        second.communicate("")
        assert _answer(urls.pop()) == APPLICATION

        third.communicate("")
        assert not LocalPostgres(root)._processes()


def test_a_killed_user_leaves_no_server_behind(root):
    with holder(root) as process:
        _url(process)

        process.kill()
        process.wait()

        _until(lambda: not LocalPostgres(root)._processes())


def test_a_killed_server_is_started_again_at_the_same_address(root):
    with holder(root) as survivor:
        before = _url(survivor)
        os.kill(_server_process(root), signal.SIGKILL)

        with holder(root) as newcomer:
            assert _url(newcomer) == before
            assert _answer(before) == APPLICATION
            newcomer.communicate("")

        assert _answer(before) == APPLICATION
        survivor.communicate("")


def test_a_pid_file_that_names_a_stranger_is_not_believed(root):
    stranger = subprocess.Popen(["sleep", "60"])
    with stranger:
        lines = [str(stranger.pid), str(root / "data"), "1", "1", "", "127.0.0.1", "", "ready"]
        (root / "data" / "postmaster.pid").write_text("\n".join(lines))

        with holder(root) as process:
            assert _answer(_url(process)) == APPLICATION
            process.communicate("")
        stranger.kill()


def test_a_half_made_data_folder_is_put_aside_and_made_anew():
    with _folder() as folder:
        (folder / "pg" / "data.new" / "base").mkdir(parents=True)
        (folder / "pg" / "data" / "base").mkdir(parents=True)

        with holder(folder / "pg") as process:
            url = _url(process)
            assert _answer(url, "SELECT datcollate || ' ' || lower('ÅÄÖ') FROM pg_database WHERE datname = 'samla'")
            assert (folder / "pg" / "data.damaged" / "base").is_dir()
            process.communicate("")


def test_the_roles_own_as_little_as_they_need_and_passwords_are_secret(root):
    server = LocalPostgres(root)
    server.acquire()
    try:
        rights = "SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
        assert _answer(server.url(APPLICATION), rights) is False
        assert (
            _answer(server.url(OWNER), "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
            is False
        )
        assert (
            _answer(server.url(OWNER), "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = 'samla'")
            == OWNER
        )
        for path in root.glob("*.password"):
            assert path.stat().st_mode & 0o777 == 0o600
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(server.url(APPLICATION).replace("samla_app:", "samla_app:x"))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _answer(server.url(APPLICATION), "CREATE TABLE mine (id int)")
    finally:
        server.release()
