"""A file's bytes become text, and the text rows of cells. Whatever the file is, the answer is rows or Swedish sentences."""

import csv
import io
import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from samla.formats import number
from samla.identity_numbers import find

MAX_BYTES = 2_000_000
MAX_ROWS = 5_000
COLUMNS = ("e-post", "namn", "titel", "telefon", "grupp", "plats", "område", "från och med", "till och med")
REQUIRED = ("e-post", "namn", "grupp", "plats", "från och med")
ALSO = {
    "epost": "e-post",
    "e-postadress": "e-post",
    "epostadress": "e-post",
    "från": "från och med",
    "fr.o.m.": "från och med",
    "till": "till och med",
    "t.o.m.": "till och med",
}
DELIMITERS = (";", ",", "\t")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NEUTRALISED = re.compile(r"'+[=+\-@\t\r]")
PHONE = re.compile(r"\+[0-9][0-9 ()/-]{4,}")
MASK = "••••-••••"
SEP_LINE = re.compile(r"sep=(.)?\r?\n", re.IGNORECASE)
STRANGE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

UNREADABLE = "Portalen kan inte läsa filens tecken. Spara listan som ”CSV UTF-8 (kommaavgränsad)” i Excel och ladda upp den igen."
WORKBOOK = "Det här är en arbetsbok från Excel. Spara den som ”CSV UTF-8 (kommaavgränsad)” och ladda upp den filen."


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where: the line of the file (None when it is about the whole list), the column and a sentence."""

    line: int | None
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: its number in the file, and its cells by column."""

    line: int
    cells: dict[str, str]


@dataclass(slots=True)
class Sheet:
    """A list as it was read. `problems` are about the whole file: with any, there are no rows to speak of."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def decode(data: bytes) -> str:
    """The text of a file, with identity numbers masked. Raises ValidationError with a sentence about what it is instead."""
    if len(data) > MAX_BYTES:
        raise ValidationError("Filen är större än 2 MB. Dela upp listan i flera filer.")
    if not data.strip(b"\x00\xff\xfe\xef\xbb\xbf \t\r\n"):
        raise ValidationError("Filen är tom.")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ValidationError(WORKBOOK)
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        if not STRANGE.search(text):
            return masked(text)
    raise ValidationError(UNREADABLE)


def _encodings(data: bytes) -> tuple[str, ...]:
    """What the file may be written in, likeliest first."""
    if data.startswith(b"\xef\xbb\xbf"):
        return ("utf-8-sig",)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    start = data[:400]
    if start.count(0) > len(start) // 4:  # half of the bytes of Swedish in UTF-16 are zero
        return ("utf-16-le",) if start[1::2].count(0) > start[::2].count(0) else ("utf-16-be",)
    return ("utf-8", "cp1252")


def masked(text: str) -> str:
    """The text without the digits of identity numbers: not even a list that is refused may be kept with them (rule 7)."""
    parts, end = [], 0
    for match in find(text):
        parts += [text[end : match.start], match.masked]
        end = match.end
    return "".join([*parts, text[end:]])


def parse(text: str) -> Sheet:
    """The rows of a list. Never raises: what is wrong stands in the answer."""
    sep = SEP_LINE.match(text)
    delimiter = _delimiter(text[sep.end() :] if sep else text)
    if sep and sep[1] in DELIMITERS:
        delimiter = sep[1]
    sheet, header, before = Sheet(), None, 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for record in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in record) or (line == 1 and sep):
                continue
            if header is None:
                header = _header(record, sheet)
                if sheet.problems:
                    return sheet
            elif len(sheet.rows) == MAX_ROWS:
                sheet.problems.append(f"Listan har fler än {number(MAX_ROWS)} rader. Dela upp den i flera filer.")
                return sheet
            else:
                sheet.rows.append(_row(line, header, record, sheet))
    except csv.Error:
        sheet.problems.append(f"Citattecknen på rad {before + 1} stämmer inte. Rätta raden och ladda upp filen igen.")
    if not sheet.rows and not sheet.problems:
        sheet.problems.append("Filen har inga rader under rubrikerna.")
    return sheet


def _delimiter(text: str) -> str:
    """What parts the cells: that which finds most of our columns in the first line that is not empty."""
    first = next((line for line in text.splitlines() if line.strip(f' "{"".join(DELIMITERS)}')), "")
    return max(DELIMITERS, key=lambda one: len({_column(cell.strip(' "')) for cell in first.split(one)} & set(COLUMNS)))


def _column(cell: str) -> str:
    word = " ".join(cell.split()).casefold()
    return ALSO.get(word, word)


def _header(record: list[str], sheet: Sheet) -> list[str]:
    """The columns in the order of the file. A column that is not known is a mistake: it would be left out in silence."""
    header = [_column(cell) for cell in record]
    while header and not header[-1]:
        header.pop()
    named = [column for column in header if column]
    if not set(named) & set(COLUMNS):
        sheet.problems.append(f"Den första raden ska ha rubrikerna: {', '.join(COLUMNS)}.")
        return header
    lacking = [column for column in REQUIRED if column not in named]
    strange = [column for column in named if column not in COLUMNS]
    double = sorted({column for column in named if named.count(column) > 1})
    for columns, sentence in (
        (lacking, "Kolumner saknas: {}."),
        (strange, f"Kolumner som inte känns igen: {{}}. De som finns är {', '.join(COLUMNS)}."),
        (double, "Kolumner som står två gånger: {}."),
    ):
        if columns:
            sheet.problems.append(sentence.format(", ".join(column[:60] for column in columns)))
    return header


def _row(line: int, header: list[str], record: list[str], sheet: Sheet) -> Row:
    cells = {}
    for column, raw in zip(header, record, strict=False):
        if column:
            cells[column], sentence = _cell(column, raw)
            if sentence:
                sheet.faults.append(Fault(line, column, sentence))
    if any(cell.strip() for cell in record[len(header) :]):
        sheet.faults.append(Fault(line, "", "Raden har fler rutor än rubrikraden."))
    return Row(line, cells)


def _cell(column: str, raw: str) -> tuple[str, str]:
    """A cell as it is meant, and what is wrong with it. `'=` and the like is how the list that leaves us writes `=`."""
    text = " ".join(raw.split())
    if MASK in text:
        return "", "Rutan innehåller något som ser ut som ett personnummer. Portalen får inte innehålla sådana."
    if raw.startswith(FORMULA) or text.startswith(FORMULA):
        if column == "telefon" and PHONE.fullmatch(text):
            return text, ""
        return "", "Rutan börjar med ett tecken som kalkylprogram läser som en formel (= + - @ eller tabb)."
    return (text[1:] if NEUTRALISED.match(text) else text), ""


def neutralised(text: str) -> str:
    """A cell for the list that leaves us: nothing in it is a formula, and `_cell` reads it back as it was."""
    return f"'{text}" if text.startswith(FORMULA) or NEUTRALISED.match(text) else text
