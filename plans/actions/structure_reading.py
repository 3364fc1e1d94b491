"""A structure file (TOML) becomes typed parts. Every fault is collected and said with its key; nothing is written here."""

import datetime as dt
import tomllib
from dataclasses import MISSING, fields
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from plans.actions.structure import Part, Structure, StructureError

WORDS = {str: "en text", int: "ett heltal", bool: "true eller false", dt.date: "ett datum som 2026-01-31"}


def read_structure(file: Path, name: str) -> Structure:
    """The file's structure, typed but not yet checked against itself. Raises StructureError with every fault."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise StructureError(name, ["Filen finns inte."]) from None
    except OSError as error:
        raise StructureError(name, [f"Filen går inte att läsa: {error.strerror}."]) from None
    except UnicodeDecodeError:
        raise StructureError(name, ["Filen är inte skriven i UTF-8."]) from None
    except tomllib.TOMLDecodeError as error:
        raise StructureError(name, [_syntax_fault(str(error))]) from None
    faults: list[str] = []
    structure = _part(Structure, content, "", faults)
    if faults or structure is None:
        raise StructureError(name, faults)
    return structure


def _part[P: Part](kind: type[P], content: dict[str, Any], path: str, faults: list[str]) -> P | None:
    """One table as its dataclass, or None and what is wrong with it."""
    before = len(faults)
    known = {field.name: field for field in fields(kind) if field.metadata.get("read", True)}
    faults.extend(
        f"{_join(path, key)}: nyckeln är okänd. Kända nycklar: {', '.join(known)}."
        for key in sorted(content.keys() - known.keys())
    )
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for key, field in known.items():
        if key in content:
            values[key] = _value(hints[key], content[key], _join(path, key), faults)
        elif field.default is MISSING:
            faults.append(f"{_join(path, key)}: nyckeln saknas.")
    return kind(path=path, **values) if len(faults) == before else None


def _value(kind: Any, value: Any, path: str, faults: list[str]) -> Any:
    """One value as the wanted type; what is wrong is added to the faults."""
    if isinstance(kind, UnionType):
        kind = next(one for one in get_args(kind) if one is not type(None))
    if get_origin(kind) is tuple:
        return _values(get_args(kind)[0], value, path, faults)
    if issubclass(kind, Part):
        if isinstance(value, dict):
            return _part(kind, value, path, faults)
        faults.append(f"{path}: ska vara en tabell.")
    elif issubclass(kind, Enum):
        allowed = [str(member.value) for member in kind]
        if value in allowed:
            return kind(value)
        faults.append(f"{path}: {_shown(value)} är inget giltigt värde. Välj något av {', '.join(allowed)}.")
    elif isinstance(value, str) and "\0" in value:
        faults.append(f"{path}: texten innehåller ett nolltecken.")
    elif type(value) is not kind:  # a bool is an int, and an instant is a date, in Python only
        faults.append(f"{path}: {_shown(value)} ska vara {WORDS[kind]}.")
    else:
        return value.strip() if isinstance(value, str) else value
    return None


def _values(kind: Any, value: Any, path: str, faults: list[str]) -> tuple[Any, ...]:
    if not isinstance(value, list):
        faults.append(f"{path}: ska vara en lista.")
        return ()
    return tuple(_value(kind, one, f"{path}[{number}]", faults) for number, one in enumerate(value, start=1))


def _syntax_fault(message: str) -> str:
    """The parser's words, with the place in ours."""
    reason, _, place = message.rstrip(")").rpartition(" (at ")
    where = place.replace("line", "rad").replace("column", "kolumn").replace("end of document", "filens slut")
    return f"Filen är inte giltig TOML, {where}: {reason}."


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _shown(value: Any) -> str:
    return f"”{value}”" if isinstance(value, str) else f"värdet {value}"
