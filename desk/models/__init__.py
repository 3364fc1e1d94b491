"""The history of every tracked model, read as one: what is kept, what may be seen of it, and by whom."""

from desk.models.entries import NOBODY, Cursor, Entry, Wanted, count_of, entries_of, first_event, with_rows
from desk.models.kinds import Kind, field_at, is_relation, word_of
from desk.models.names import Names
from desk.models.sight import Eyes, Operator, Reader, Sight
from desk.models.telling import Change, Teller, json_line, lines_of
from desk.models.tracked import BY_MODEL, KINDS, NAMES, NUMBER, kind_of

__all__ = [
    "BY_MODEL",
    "KINDS",
    "NAMES",
    "NOBODY",
    "NUMBER",
    "Change",
    "Cursor",
    "Entry",
    "Eyes",
    "Kind",
    "Names",
    "Operator",
    "Reader",
    "Sight",
    "Teller",
    "Wanted",
    "count_of",
    "entries_of",
    "field_at",
    "first_event",
    "is_relation",
    "json_line",
    "kind_of",
    "lines_of",
    "with_rows",
    "word_of",
]
