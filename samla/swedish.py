"""Swedish order in the database, without any collation of PostgreSQL's: å, ä and ö come after z."""

from django.db.models import F, Func, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Collate, Lower


def swedish_order(of: str | Combinable) -> Collate:
    """What to sort a text by: case does not matter, é sorts as e, ü as y, and å, ä, ö last, in that order."""
    text = F(of) if isinstance(of, str) else of
    key = Func(Lower(text), Value("åäöéèüÿ"), Value("{|}eeyy"), function="translate", output_field=TextField())
    return Collate(key, "C")
