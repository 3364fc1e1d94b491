"""Swedish working days: what a deadline of ”three working days before” means."""

import datetime as dt
from functools import lru_cache

DAY = dt.timedelta(days=1)
SATURDAY = 5
FIXED = ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31))
"""Holidays, and the eves that offices keep as such."""


def easter(year: int) -> dt.date:
    """Easter Sunday by the Gregorian calendar (Gauss's rule as Meeus gives it)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[dt.date]:
    """The days of a year on which nobody is expected to work, apart from ordinary Saturdays and Sundays."""
    sunday = easter(year)
    movable = [sunday + dt.timedelta(days=days) for days in (-2, 1, 39)]  # Good Friday, Easter Monday, Ascension
    june = dt.date(year, 6, 19)
    midsummer_eve = june + dt.timedelta(days=(4 - june.weekday()) % 7)  # the Friday between 19 and 25 June
    return frozenset([*(dt.date(year, *pair) for pair in FIXED), *movable, midsummer_eve])


def is_workday(day: dt.date) -> bool:
    """Monday to Friday, and no holiday."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def workdays_before(day: dt.date, count: int) -> dt.date:
    """The working day that lies so many working days before the day; 0 is the day itself, or the last one before it."""
    found = day
    while not is_workday(found):
        found -= DAY
    for _ in range(count):
        found -= DAY
        while not is_workday(found):
            found -= DAY
    return found


def at_latest(day: dt.date) -> dt.date:
    """The day, or when it is no working day the last one before it: nobody sends a notice on a Sunday."""
    return workdays_before(day, 0)
