"""The only clock. Tests move it with time-machine; nothing else asks what time it is."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")

_moved_to: ContextVar[dt.datetime | None] = ContextVar("moved_to", default=None)


def now() -> dt.datetime:
    """The present instant, aware, in Stockholm's time."""
    return _moved_to.get() or dt.datetime.now(STOCKHOLM)  # noqa: TID251  the one place that may ask


def today() -> dt.date:
    """Today's date in Stockholm; powers and deadlines begin and end on it."""
    return now().date()


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of a day, local time."""
    return dt.datetime.combine(day, dt.time(), STOCKHOLM)


def end_of(day: dt.date) -> dt.datetime:
    """The last minute of a day, 23.59 local time, when deadlines end (section 3, 19)."""
    return dt.datetime.combine(day, dt.time(23, 59), STOCKHOLM)


@contextmanager
def at(instant: dt.datetime) -> Iterator[None]:
    """Within the block it is that instant, in this thread only: the demonstration lives through its history with it."""
    token = _moved_to.set(instant.astimezone(STOCKHOLM))
    try:
        yield
    finally:
        _moved_to.reset(token)
