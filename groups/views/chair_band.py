"""The band of years: who has which office of which body, drawn as SVG from the same entries as the table."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from groups.models import Body, Office, Side
from groups.views.chair_lines import SIDE_WORD, Entry, year_text
from samla.formats import period_text
from samla.ranges import in_common

HEAD, LANE, SPACE, POINT, LETTER, MARGIN = 30, 42, 18, 9, 7.2, 22
OFFICE_WORD = {Office.CHAIR: "ordförande", Office.VICE_CHAIR: "vice"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A text at a place."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One entry as a shape: round for the region, pointed for the municipalities, an empty box when nobody has it."""

    x: int
    y: int
    width: int
    height: int
    side: str
    state: str
    points: str
    word: str
    name: str
    told: str

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def word_y(self) -> int:
        return self.y + (16 if self.name else self.height // 2 + 5)

    @property
    def name_y(self) -> int:
        return self.y + 31


@dataclass(slots=True)
class Band:
    """Everything that templates/groups/_band.html draws; all numbers are in the units of the view box."""

    key: str
    title: str
    width: int
    height: int = 0
    years: list[Mark] = field(default_factory=list)
    borders: list[int] = field(default_factory=list)
    names: list[Mark] = field(default_factory=list)
    offices: list[Mark] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    today_x: int | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """Days to units, from the first of January of a year to the last of December of another."""

    first_year: int
    last_year: int
    left: int
    width: int

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        return dt.date(self.first_year, 1, 1), dt.date(self.last_year, 12, 31)

    def at(self, day: dt.date) -> int:
        first, last = self.days
        return self.left + round((day - first).days * (self.width - self.left) / ((last - first).days + 1))


def band_of(
    rows: Sequence[tuple[Body, Iterable[Entry]]], *, key: str, title: str, years: tuple[int, int], today: dt.date
) -> Band:
    """The band for some bodies and years. With one body the office names stand alone at its left edge."""
    several = len(rows) > 1
    scale = Scale(*years, left=190 if several else 96, width=1080 if several else 760)
    band = Band(key=key, title=title, width=scale.width)
    for year in range(years[0], years[1] + 1):
        first, last = scale.at(dt.date(year, 1, 1)), scale.at(dt.date(year + 1, 1, 1))
        band.years.append(Mark((first + last) // 2, 18, str(year)))
        band.borders.append(first)
    y = HEAD
    for body, entries in rows:
        y = _add_body(band, scale, body, list(entries), y, several=several)
    band.height = y
    band.today_x = scale.at(today) if years[0] <= today.year <= years[1] else None
    return band


def _add_body(band: Band, scale: Scale, body: Body, entries: list[Entry], y: int, *, several: bool) -> int:
    """Two lanes for a body; answers where the next one begins."""
    if several:
        source = next((entry.term.body for entry in entries if entry.is_derived and entry.term), None)
        follows = f", följer av {source.short_name}" if source else ""
        band.names.append(Mark(0, y + 14, f"{body.short_name}{follows}"))
        y += MARGIN
    for office in Office:
        band.offices.append(Mark(0, y + LANE // 2, OFFICE_WORD[office].capitalize()))
        told = []
        for entry in entries:
            shared = in_common(entry.days, scale.days) if entry.office == office else None
            if shared:
                segment = _segment(entry, scale, y, *shared)
                band.segments.append(segment)
                told.append(segment.told)
        band.told.append(f"{body.short_name}, {office.label}: {'; '.join(told) or 'inget registrerat'}.")
        y += LANE
    return y + (SPACE if several else 0)


def _segment(entry: Entry, scale: Scale, y: int, first: dt.date, last: dt.date) -> Segment:
    x, height = scale.at(first) + 1, LANE - 6
    width = max(scale.at(last + dt.timedelta(days=1)) - 1 - x, 3)
    state = "held" if entry.name else "planned" if entry.side else "gap"
    word = SIDE_WORD[Side(entry.side)] if entry.side else "" if entry.name else "Ingen"
    fitting = int((width - 2 * POINT) / LETTER)
    name = entry.name or ("planerad" if entry.side else "")
    right, middle, bottom = x + width, y + height // 2, y + height
    points = f"{x},{middle} {x + POINT},{y} {right - POINT},{y} {right},{middle} {right - POINT},{bottom} {x + POINT},{bottom}"
    return Segment(
        x=x,
        y=y,
        width=width,
        height=height,
        side=entry.side.lower() if width > 2 * POINT else "narrow",
        state=state,
        points=points,
        word=word if len(word) <= fitting else "",
        name=_short(name, fitting) if len(word) <= fitting else "",
        told=_told(entry),
    )


def _short(name: str, most: int) -> str:
    """A name that fits: whole, with an initial, or cut."""
    if len(name) <= most:
        return name
    first, _, rest = name.partition(" ")
    short = f"{first[:1]} {rest}" if rest else first
    return short if len(short) <= most else f"{short[: max(most - 1, 1)]}…"


def _told(entry: Entry) -> str:
    """The entry as the picture's description says it."""
    who = entry.name or ("planerad utan namn" if entry.side else "ingen registrerad")
    side = f"{SIDE_WORD[Side(entry.side)].lower()}, " if entry.side else ""
    return f"{year_text(entry)} {side}{who} ({period_text(*entry.days)})"
