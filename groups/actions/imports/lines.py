"""A row's cells become a person, a place and days; each cell that cannot is a fault of its own."""

import datetime as dt
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import CharField

from groups.actions.imports.reading import Fault, Row, Sheet
from groups.models import Appointment, User

ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
YEARS = range(1990, 2101)
FOREVER = "tills vidare"
NOT_A_DAY = "”{}” är inte ett datum. Skriv till exempel 2026-01-31 eller 31.1.2026."
PERSON = {"email": "e-post", "name": "namn", "title": "titel", "phone": "telefon"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row, understood. Empty texts and days mean that the list does not say; `forever` that there is no last day."""

    line: int
    email: str
    name: str
    title: str
    phone: str
    group: str
    seat: str
    scope: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    forever: bool


def read_lines(sheet: Sheet) -> tuple[list[Line], list[Fault]]:
    """The rows that can be understood, and everything that is wrong with the others, in the order of the file."""
    broken: dict[int | None, list[Fault]] = {}
    for fault in sheet.faults:
        broken.setdefault(fault.line, []).append(fault)
    lines: list[Line] = []
    faults: list[Fault] = []
    for row in sheet.rows:
        found = list(broken.get(row.line, []))
        line = _line(row, found)
        faults += found
        if not found:
            lines.append(line)
    return lines, sorted(faults, key=lambda fault: fault.line or 0)


def _line(row: Row, faults: list[Fault]) -> Line:
    cells = row.cells
    known = {fault.column for fault in faults}
    texts = {name: cells.get(column, "") for name, column in PERSON.items()}
    texts["email"] = texts["email"].lower()
    faults += [
        Fault(row.line, column, "Rutan får inte vara tom.")
        for column in ("e-post", "grupp", "plats")
        if not cells.get(column) and column not in known
    ]
    faults += _texts(row.line, texts, cells.get("område", ""))
    starts_on = _day(row, "från och med", faults)
    forever = cells.get("till och med", "").casefold() == FOREVER
    ends_on = None if forever else _day(row, "till och med", faults)
    if starts_on and ends_on and ends_on < starts_on:
        faults.append(Fault(row.line, "till och med", "Sista dagen kan inte ligga före första dagen."))
    return Line(
        row.line,
        **texts,
        group=cells.get("grupp", ""),
        seat=cells.get("plats", ""),
        scope=cells.get("område", ""),
        starts_on=starts_on,
        ends_on=ends_on,
        forever=forever,
    )


def _texts(line: int, texts: dict[str, str], scope: str) -> list[Fault]:
    """What the models object to, as they would on a page."""
    faults = []
    cells = [(User, name, column, texts[name]) for name, column in PERSON.items()]
    for model, name, column, text in [*cells, (Appointment, "scope", "område", scope)]:
        field = model._meta.get_field(name)
        try:
            if text and isinstance(field, CharField):
                field.clean(text, None)
        except ValidationError as error:
            faults += [Fault(line, column, sentence) for sentence in error.messages]
    return faults


def _day(row: Row, column: str, faults: list[Fault]) -> dt.date | None:
    text = row.cells.get(column, "")
    if not text:
        return None
    found = ISO.fullmatch(text)
    dotted = DOTTED.fullmatch(text)
    year, month, day = found.groups() if found else dotted.groups()[::-1] if dotted else ("0", "0", "0")
    try:
        answer = dt.date(int(year), int(month), int(day))
    except ValueError:
        faults.append(Fault(row.line, column, NOT_A_DAY.format(text[:40])))
        return None
    if answer.year not in YEARS:
        faults.append(Fault(row.line, column, f"Året måste ligga mellan {YEARS[0]} och {YEARS[-1]}."))
        return None
    return answer
