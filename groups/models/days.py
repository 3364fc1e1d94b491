"""Days on which somebody is missing, worked out from periods. Nothing here asks the database."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

DAY = dt.timedelta(days=1)

type Period = tuple[dt.date, dt.date | None]


class Gap(NamedTuple):
    """Days in a row, both ends included; None where there is no first, or no last, day."""

    starts_on: dt.date | None
    ends_on: dt.date | None

    def has(self, day: dt.date) -> bool:
        """Is the day one of them?"""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)


def gaps(
    periods: Iterable[Period], *, needed: int = 1, first: dt.date | None = None, last: dt.date | None = None
) -> list[Gap]:
    """The days on which fewer than `needed` periods hold, from the first to the last day that count at all."""
    steps: Counter[dt.date] = Counter()
    for starts_on, ends_on in periods:
        steps[starts_on] += 1
        if ends_on is not None and ends_on < dt.date.max:
            steps[ends_on + DAY] -= 1
    found: list[Gap] = []
    held, opened, is_open = 0, first, needed > 0
    for day in sorted(steps):
        held += steps[day]
        if is_open and held >= needed:
            found.append(Gap(opened, day - DAY))
            is_open = False
        elif not is_open and held < needed:
            opened, is_open = day, True
    if is_open:
        found.append(Gap(opened, last))
    return [cut for gap in found if (cut := clipped(gap, first, last)) is not None]


def gap_on(found: Iterable[Gap], day: dt.date) -> Gap | None:
    """The gap that the day is part of."""
    return next((gap for gap in found if gap.has(day)), None)


def without(found: Iterable[Gap], known: Iterable[Gap]) -> list[Gap]:
    """What is left of some gaps when the days of others are taken away."""
    left = list(found)
    for gap in known:
        left = [part for one in left for part in _minus(one, gap)]
    return left


def _minus(gap: Gap, taken: Gap) -> list[Gap]:
    before = clipped(gap, None, taken.starts_on - DAY) if taken.starts_on and taken.starts_on > dt.date.min else None
    after = clipped(gap, taken.ends_on + DAY, None) if taken.ends_on and taken.ends_on < dt.date.max else None
    return [part for part in (before, after) if part is not None]


def clipped(gap: Gap, first: dt.date | None, last: dt.date | None) -> Gap | None:
    """The days of the gap from a first to a last one; None when there are none."""
    starts = [day for day in (gap.starts_on, first) if day is not None]
    ends = [day for day in (gap.ends_on, last) if day is not None]
    cut = Gap(max(starts, default=None), min(ends, default=None))
    is_empty = cut.starts_on is not None and cut.ends_on is not None and cut.starts_on > cut.ends_on
    return None if is_empty else cut
