"""Ranges for exclusion constraints, without any extension of PostgreSQL."""

import datetime as dt
from collections.abc import Iterable

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


def last_day_of_year(first: dt.date) -> dt.date:
    """What `LastDayOfYear` answers in the database: 31 December for 1 January, 27 February for 29 February."""
    try:
        anniversary = first.replace(year=first.year + 1)
    except ValueError:  # 29 February; the year after has none
        anniversary = first.replace(year=first.year + 1, day=28)
    return anniversary - dt.timedelta(days=1)


type Span = tuple[dt.date, dt.date]


def gaps_between(spans: Iterable[Span], first: dt.date, last: dt.date) -> list[Span]:
    """The stretches from a first to a last day that none of the spans covers; all ends are included."""
    gaps, day = [], first
    for starts_on, ends_on in sorted(spans):
        if starts_on > last:
            break
        if starts_on > day:
            gaps.append((day, starts_on - dt.timedelta(days=1)))
        day = max(day, ends_on + dt.timedelta(days=1))
    return [*gaps, (day, last)] if day <= last else gaps


def in_common(one: Span, other: Span) -> Span | None:
    """The days that two stretches share, or None."""
    first, last = max(one[0], other[0]), min(one[1], other[1])
    return (first, last) if first <= last else None
