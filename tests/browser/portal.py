"""The portal as a process of its own on a database of its own: web server and background worker, as in `make run`."""

import email
import json
import os
import re
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
from django.contrib.sessions.backends.db import SessionStore

PROJECT = Path(__file__).resolve().parent.parent.parent
NOT_YET = "Service Unavailable: /halsa/"  # asked by us, until the worker has come
PATIENCE = 60  # seconds: two busy cores
# gunicorn, which ends with the tests even when they are killed.
SERVER = """
import os, runpy, sys
from samla.processes import end_with_parent
end_with_parent(os.getppid())
sys.argv = ["gunicorn", "--config", "deploy/gunicorn.conf.py"]
runpy.run_module("gunicorn", run_name="__main__")
"""


@dataclass(frozen=True)
class Portal:
    """A running portal: where it answers, and its database for what no page can do."""

    url: str
    database: str = field(repr=False)  # with its password
    files: Path  # where its letters are

    def ask(self, question: str, *values) -> list[tuple]:
        """Run one statement as the application's role, committed. Answers its rows."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            cursor = connection.execute(question, values)
            return cursor.fetchall() if cursor.description else []

    def case(self, title: str) -> str:
        """The address of a case of the demonstration, drafts too."""
        question = "SELECT id, number FROM cases_case WHERE title = %s ORDER BY id DESC LIMIT 1"
        ((pk, number),) = self.ask(question, title)
        return f"/arenden/{number.replace(' ', '-')}/" if number else f"/arenden/utkast/{pk}/"

    def document(self, title: str) -> str:
        """The address of a document of the demonstration, a body's or a case's."""
        question = """
            SELECT document.id, one.number FROM documents_document document
            LEFT JOIN cases_casedocument link ON link.document_id = document.id
            LEFT JOIN cases_case one ON one.id = link.case_id
            WHERE document.title = %s ORDER BY document.id DESC LIMIT 1"""
        ((pk, case),) = self.ask(question, title)
        return f"/arenden/{case.replace(' ', '-')}/handlingar/{pk}/" if case else f"/handlingar/dokument/{pk}/"

    def line(self, title: str) -> str:
        """The address of a document's line in the register."""
        ((number,),) = self.ask("SELECT number FROM documents_document WHERE title = %s", title)
        return f"/handlingar/{number.replace(' ', '-')}/"

    def meeting(self, state: str) -> str:
        """The address of Samordningsgruppen's next meeting in a state."""
        question = """
            SELECT m.id FROM meetings_meeting m JOIN groups_body b ON b.id = m.body_id
            WHERE b.slug = 'samordningsgruppen' AND m.state = %s AND m.starts_at > now()
              AND m.kind = 'ORDINARY' ORDER BY m.starts_at LIMIT 1"""
        ((pk,),) = self.ask(question, state)
        return f"/moten/{pk}/"

    def item(self, state: str) -> int:
        """The key of a free item on the agenda of that meeting."""
        pk = self.meeting(state).split("/")[2]
        question = (
            "SELECT id FROM meetings_agendaitem WHERE meeting_id = %s AND case_id IS NULL ORDER BY id DESC LIMIT 1"
        )
        ((found,),) = self.ask(question, pk)
        return found

    def letters_to(self, address: str, *, subject: str) -> list[str]:
        """The texts of the letters with that subject that have been sent to the address, waited for if need be."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            sent = [
                email.message_from_string(part, policy=policy.default)
                for file in sorted((self.files / "mail").glob("*.log"))
                for part in re.split(r"^-{79}$\n", file.read_text(), flags=re.MULTILINE)
            ]
            found = [one for one in sent if one["to"] == address and subject in one["subject"]]
            if found:
                return [one.get_body(("plain",)).get_content() for one in found]
            time.sleep(0.2)
        raise AssertionError(f"Inget brev ”{subject}” till {address}.")

    def person(self, name: str) -> int:
        """The key of the person of that name."""
        ((pk,),) = self.ask("SELECT id FROM groups_user WHERE name = %s", name)
        return pk

    def waiting_job(self, name: str, *, percent: int) -> uuid.UUID:
        """Work of that person's that the queue does not know of, so that it stays where it is."""
        ((owner,),) = self.ask("SELECT id FROM groups_user WHERE name = %s", name)
        job = uuid.uuid4()
        self.ask(
            "INSERT INTO documents_job (id, kind, key, owner_id, address, task_id, state, percent, step, error,"
            " filename, media_type, sha256, storage_name, created_at) VALUES (%s, 'case-file', %s, %s, '/', '',"
            " 'RUNNING', %s, '', '', 'akt.pdf', '', '', '', now())",
            job,
            job.hex,
            owner,
            percent,
        )
        return job

    def forget_confirmations(self) -> None:
        """As if everybody had shown who she is an hour earlier than she did."""
        store = SessionStore()
        for key, content in self.ask("SELECT session_key, session_data FROM django_session"):
            held = store.decode(content)
            if "confirmed" in held:
                held["confirmed"]["at"] -= 3600
                self.ask("UPDATE django_session SET session_data = %s WHERE session_key = %s", store.encode(held), key)


@contextmanager
def running(
    database: str,
    files: Path,
    *,
    port: int = 0,
    surroundings: Mapping[str, str] | None = None,
    expected: str = "",
) -> Iterator[Portal]:
    """A portal until the end of the block. Raises AssertionError when its log tells of an error.

    `surroundings`: what its environment holds beside the usual. `expected`: words of errors that the tests provoke.
    """
    port = port or free_port()
    # By name: a browser gives passkeys to http://localhost, but not to a bare number.
    portal = Portal(f"http://localhost:{port}", f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{database}", files)
    (files / "static").mkdir()  # whitenoise warns when it is missing
    environment = {
        **os.environ,
        **(surroundings or {}),
        "DATABASE_URL": portal.database,
        "DJANGO_SETTINGS_MODULE": "samla.settings",
        "PORT": str(port),
        "SAMLA_URL": portal.url,
        "SAMLA_VAR": str(files),
    }
    log = files / "log"
    with log.open("wb") as output:
        command = [sys.executable, "-c", SERVER]
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=output, stderr=output)
    try:
        _wait_until_well(portal, process, log)
        yield portal
    finally:
        process.terminate()
        process.wait(PATIENCE)
    assert not [line for line in _errors(log) if not expected or expected not in line], log.read_text()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_well(portal: Portal, process: subprocess.Popen, log: Path) -> None:
    """Until the health page says that the worker works too."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(f"{portal.url}/halsa/", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"Portalen kom inte igång:\n{log.read_text()}")


def _errors(log: Path) -> list[str]:
    """The lines of the log that tell of an error; whatever is not JSON is one."""
    errors = []
    for line in log.read_text().splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            errors.append(line)
        else:
            is_error = str(entry.get("level", "")).lower() in {"error", "critical"}
            errors += [line] if is_error and entry.get("event") != NOT_YET else []
    return errors
