"""People, seats and days from a file, and the same list out again."""

from groups.actions.imports.applying import (
    INVITED_AT_ONCE,
    PlanChangedError,
    discard,
    expire_old,
    plan_of,
    take_in,
    upload,
)
from groups.actions.imports.listing import people_list, template_list
from groups.actions.imports.planning import Plan
from groups.actions.imports.reading import COLUMNS, MAX_BYTES, MAX_ROWS, Fault, Row, Sheet, decode, neutralised, parse

__all__ = [
    "COLUMNS",
    "INVITED_AT_ONCE",
    "MAX_BYTES",
    "MAX_ROWS",
    "Fault",
    "Plan",
    "PlanChangedError",
    "Row",
    "Sheet",
    "decode",
    "discard",
    "expire_old",
    "neutralised",
    "parse",
    "people_list",
    "plan_of",
    "take_in",
    "template_list",
    "upload",
]
