"""The history of every collaboration as JSON lines, for the authority's own log system (L24)."""

import datetime as dt
import fcntl
import json
import os
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from desk.models import KINDS, Operator, Wanted, lines_of
from desk.models.shipping import AheadError, Place, start_of, unsent
from samla.clock import STOCKHOLM


class Command(BaseCommand):
    help = "Skriver historiken som JSON-rader. Med --follow-file: bara det som inte har skrivits förut."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Instants are ISO dates or times; without a zone they are Swedish time."""
        parser.add_argument(
            "--since", type=instant, help="från och med, till exempel 2027-01-01 eller 2027-01-01T08:00"
        )
        parser.add_argument("--until", type=instant, help="till (räknas inte med)")
        parser.add_argument("--follow-file", type=Path, help="fil som minns hur långt loggen har skrivits")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the lines to standard output. Raises CommandError when the file is in use or of another database."""
        since, until, file = options["since"], options["until"], options["follow_file"]
        if file is None:
            for line in lines_of(Wanted(since=since, until=until), Operator(), tell_where=True):
                self.stdout.write(line)
        elif until is not None:
            raise CommandError("--until går inte ihop med --follow-file: nästa gång fortsätter loggen där den slutade.")
        else:
            with alone(file):
                self.follow(file, since)

    def follow(self, file: Path, since: dt.datetime | None) -> None:
        """Write what is new, and remember after each part that it has been written."""
        kept = read(file)
        places = {
            kind.label: Place.of(kept[kind.label]) if kind.label in kept else start_of(kind, since) for kind in KINDS
        }
        keep(file, places)
        for kind in KINDS:
            try:
                for lines in unsent(kind, places[kind.label], Operator()):
                    for line in lines:
                        self.stdout.write(line)
                    self.stdout.flush()
                    keep(file, places)
            except AheadError as ahead:
                raise CommandError(
                    f"{file} är längre fram än databasen. Är databasen återställd? Ta bort filen och börja om med --since."
                ) from ahead


def instant(text: str) -> dt.datetime:
    """A date or time of the command line; ValueError is argparse's to explain."""
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=STOCKHOLM)


def read(file: Path) -> dict[str, Any]:
    """What the file remembers; nothing the first time. Raises CommandError when it is no such file."""
    if not file.exists() or not file.stat().st_size:
        return {}
    try:
        places: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["kinds"]
    except (ValueError, KeyError, TypeError) as wrong:
        raise CommandError(f"{file} går inte att läsa som en fil från export_log.") from wrong
    return places


def keep(file: Path, places: dict[str, Place]) -> None:
    """Remember the places; whole or not at all, whatever happens meanwhile."""
    text = json.dumps({"kinds": {label: place.as_json() for label, place in places.items()}}, indent=1)
    beside = file.with_name(f"{file.name}.new")
    with beside.open("w", encoding="utf-8") as output:
        output.write(text)
        output.flush()
        os.fsync(output.fileno())
    beside.replace(file)


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Nobody else writes from this place meanwhile. Raises CommandError when somebody does."""
    with file.with_name(f"{file.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise CommandError(f"{file} används redan av en annan export_log.") from taken
        yield
