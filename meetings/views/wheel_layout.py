"""The wheel of a year: where everything stands. January begins at the top, and the year goes with the clock."""

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import cos, pi, sin

from meetings.workflow import MeetingState

MIDDLE, NAMES, OUTER, MARKS, INNER = 320, 300, 282, 268, 84
WIDEST, DOT, CROSS, APART = 26, 13, 4, 14
MONTHS = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a place."""

    x: int
    y: int
    text: str


@dataclass(slots=True)
class Ring:
    """The year of one body: its circle, its number on it, and its meetings as three shapes."""

    number: int
    name: str
    radius: int
    planned: str = ""
    called: str = ""
    cancelled: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def y(self) -> int:
        """Where the circle crosses the beginning of the year."""
        return MIDDLE - self.radius


@dataclass(slots=True)
class Wheel:
    """Everything that templates/meetings/_wheel.html draws."""

    year: int
    months: list[Label]
    spokes: str
    quarters: str
    rings: list[Ring]
    marks: list[Label]
    diamonds: str
    dot: int
    today: str = ""
    today_label: Label | None = None


def lay_out(
    year: int,
    bodies: Sequence[tuple[int, str]],
    meetings: Iterable[tuple[int, dt.date, MeetingState]],
    marked: Sequence[dt.date],
    today: dt.date,
) -> Wheel:
    """The wheel of the year: a ring for each body (key, name), its meetings on it, and the marked days by letter."""
    step = min(WIDEST, (MARKS - 24 - INNER) // max(len(bodies), 1))
    rings = {key: Ring(number, name, MARKS - 24 - step * (number - 1)) for number, (key, name) in enumerate(bodies, 1)}
    for key, day, state in meetings:
        ring = rings[key]
        x, y = _point(day, ring.radius)
        if state == MeetingState.CANCELLED:
            ring.cancelled += f"M{x - CROSS} {y - CROSS}l8 8m0-8l-8 8"
        elif state == MeetingState.CALLED:
            ring.called += f"M{x} {y}h0"
        else:
            ring.planned += f"M{x} {y}h0"
        ring.counts[state] = ring.counts.get(state, 0) + 1
    firsts = [dt.date(year, month, 1) for month in range(1, 13)]
    wheel = Wheel(
        year=year,
        months=[Label(*_point(day + dt.timedelta(days=14), NAMES), MONTHS[day.month - 1]) for day in firsts],
        spokes="".join(_line(day, INNER, OUTER) for day in firsts if day.month % 3 != 1),
        quarters="".join(_line(day, INNER - 20, OUTER + 8) for day in firsts if day.month % 3 == 1),
        rings=list(rings.values()),
        marks=_letters(marked),
        diamonds="".join(_diamond(day) for day in marked),
        dot=min(DOT, max(step - 3, 7)),
    )
    if today.year == year:
        wheel.today = _line(today, INNER - 34, OUTER)
        wheel.today_label = Label(*_point(today, INNER - 46), "i dag")
    return wheel


def _letters(marked: Sequence[dt.date]) -> list[Label]:
    """The letters within the marks; where one would lie on another, also around the new year, without them."""
    found: list[Label] = []
    for number, day in enumerate(marked):
        x, y = _point(day, MARKS)
        if any(abs(one.x - x) < APART and abs(one.y - y) < APART for one in found):
            x, y = _point(day, OUTER + APART)
        found.append(Label(x, y, letter_of(number)))
    return found


def letter_of(number: int) -> str:
    """A, B, …, Z, AA, AB …: what stands on the wheel and in the list."""
    before, last = divmod(number, len(LETTERS))
    return (letter_of(before - 1) if before else "") + LETTERS[last]


def _point(day: dt.date, radius: int) -> tuple[int, int]:
    turn = (day.timetuple().tm_yday - 1) / (366 if calendar.isleap(day.year) else 365) * 2 * pi
    return round(MIDDLE + radius * sin(turn)), round(MIDDLE - radius * cos(turn))


def _line(day: dt.date, inner: int, outer: int) -> str:
    (x, y), (to_x, to_y) = _point(day, inner), _point(day, outer)
    return f"M{x} {y}L{to_x} {to_y}"


def _diamond(day: dt.date) -> str:
    x, y = _point(day, OUTER)
    return f"M{x} {y - 5}l5 5l-5 5l-5-5z"
