"""Load structure files from the command line."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.actions import StructureError, load_structure


class Command(BaseCommand):
    help = "Läser in en samverkans struktur (TOML). Kan köras om: bara skillnader skrivs. I [3] är den första 1."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FIL", help="t.ex. structure/samla.toml")

    def handle(self, *_args: Any, files: list[Path], verbosity: int = 1, **_options: Any) -> None:
        """Each file is loaded whole or not at all. Raises CommandError with every fault, a line each."""
        for file in files:
            name = str(file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file)
            try:
                loaded = load_structure(file, name)
            except StructureError as error:
                raise CommandError(str(error)) from None
            for remark in loaded.remarks if verbosity else []:
                self.stdout.write(f"{name}: {remark}")
            if verbosity:
                counts = f"{loaded.created} nya, {loaded.changed} ändrade, {loaded.ended} avslutade"
                self.stdout.write(f"{name}: {counts}.")
