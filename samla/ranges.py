"""Ranges for exclusion constraints, without any extension of PostgreSQL."""

from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField
from django.db.models import Func


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
