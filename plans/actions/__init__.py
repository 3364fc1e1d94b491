"""Changes of plans and of the structure behind them."""

from pathlib import Path

from django.db import IntegrityError

from plans.actions.structure import StructureError
from plans.actions.structure_checking import faults_in
from plans.actions.structure_loading import Loaded, write_structure
from plans.actions.structure_reading import read_structure

__all__ = ["Loaded", "StructureError", "load_structure"]


def load_structure(file: Path, name: str = "") -> Loaded:
    """Load one collaboration's structure from a TOML file: read, check, then write, all of it or nothing.

    The same file again changes nothing. Raises StructureError, whose faults name file (as `name`), key and reason.
    """
    name = name or str(file)
    structure = read_structure(file, name)
    if faults := faults_in(structure):
        raise StructureError(name, faults)
    try:
        return write_structure(structure, name)
    except IntegrityError as error:  # what the checks did not foresee is still told, and nothing is kept
        raise StructureError(name, [f"Databasen tar inte emot strukturen: {str(error).splitlines()[0]}."]) from None
