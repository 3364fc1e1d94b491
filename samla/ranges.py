"""Ranges for exclusion constraints, without any extension of PostgreSQL."""

from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField
from django.db.models import DateField, Func


class Same(Func):
    """A number as a range that overlaps itself only, so that GiST can compare it without btree_gist."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, '[]')"
    output_field = BigIntegerRangeField()

    def __init__(self, column: str) -> None:
        super().__init__(column, column)


class Days(Func):
    """The days from a first to a last one, both included; a last day of NULL has no end."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[]')"
    output_field = DateRangeField()


class OneOfTwo(Func):
    """A column of two values as [1, 2) for the given one and [2, 3) for the other.

    The same value overlaps itself (`&&`), different values are adjacent (`-|-`): both can be excluded by GiST.
    """

    template = "(CASE (%(expressions)s)::text WHEN '%(one)s' THEN int8range(1, 2) ELSE int8range(2, 3) END)"
    arity = 1
    output_field = BigIntegerRangeField()

    def __init__(self, column: str, one: str) -> None:
        super().__init__(column, one=str(one))


class LastDayOfYear(Func):
    """The last day of the twelve months that begin on a day: 31 December for 1 January."""

    template = "((%(expressions)s)::date + interval '1 year' - interval '1 day')::date"
    arity = 1
    output_field = DateField()
