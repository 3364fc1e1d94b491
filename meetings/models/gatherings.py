"""What a plan of meetings is held against: how many a half-year has, and what it collides with (32, 33, 58)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from groups.models import Body, BodyKind, Sitting
from meetings.models.deadlines import Deadlines, deadlines_of
from meetings.models.meeting import Meeting
from meetings.workflow import MeetingKind
from samla import clock
from samla.formats import counted, date_text, in_words, sequence, times_text
from samla.workdays import is_workday

NAMED = 3  # so many who sit in both are named; more are counted
HALVES = ((1, 6, "första halvåret"), (7, 12, "andra halvåret"))


@dataclass(frozen=True, slots=True)
class HalfYear:
    """One half of a year of one body: how many meetings that count, and what is odd about that."""

    words: str
    count: int
    warning: str


def is_counted(kind: str, body: Body) -> bool:
    """Does a meeting of the kind count in the body's number per half-year? Ordinary ones do (32, 33), and where
    politicians meet joint ones too, because those are political dialogue as well (58).
    """
    return kind == MeetingKind.ORDINARY or (body.kind == BodyKind.POLITICAL and kind == MeetingKind.JOINT)


def count_text(body: Body, count: int) -> str:
    """”inget ordinarie möte”, ”2 ordinarie möten”; where joint ones count, without ”ordinarie”."""
    what = ("möte", "möten") if body.kind == BodyKind.POLITICAL else ("ordinarie möte", "ordinarie möten")
    return counted(count, *what) if count else f"inget {what[0]}"


def half_years(body: Body, year: int, days: Iterable[dt.date]) -> list[HalfYear]:
    """The two half-years (1/1–30/6, 1/7–31/12) with the counted meetings that lie on these days; warns, never stops."""
    days = list(days)
    found = []
    for first, last, words in HALVES:
        count = sum(first <= day.month <= last and day.year == year for day in days)
        found.append(HalfYear(f"{words} {year}: {count_text(body, count)}.", count, _oddity(body, count)))
    return found


def _oddity(body: Body, count: int) -> str:
    least, most = body.least_meetings, body.most_meetings
    if body.kind == BodyKind.POLITICAL and not count:
        return "Inget politiskt möte är planerat. Den politiska dialogen ska hållas varje halvår."
    if least is not None and count < least:
        return f"Färre än brukligt: uppdraget säger {_span(least, most)} per halvår."
    if most is not None and count > most:
        return f"Fler än brukligt: uppdraget säger {_span(least, most)} per halvår."
    return ""


def _span(least: int | None, most: int | None) -> str:
    if least is not None and most is not None and least != most:
        return f"cirka {least}–{most} ordinarie möten"
    return f"minst {in_words(least)}" if least is not None else f"högst {in_words(most or 0)}"


def half_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last day of the half-year in which the day lies."""
    year = day.year
    first, second = (dt.date(year, 1, 1), dt.date(year, 6, 30)), (dt.date(year, 7, 1), dt.date(year, 12, 31))
    return first if day <= first[1] else second


def counted_days(body: Body, year: int) -> list[dt.date]:
    """The days of those meetings of the year that stand and count; one query."""
    meetings = Meeting.objects.of_body(body).standing().in_year(year)
    return [meeting.day for meeting in meetings if is_counted(meeting.kind, body)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A time that somebody thinks of, for some bodies; `key` is the meeting's own when it is moved."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    bodies: tuple[Body, ...]
    key: int | None = None

    @property
    def day(self) -> dt.date:
        """The day, in Stockholm."""
        return self.starts_at.astimezone(clock.STOCKHOLM).date()


@dataclass(frozen=True, slots=True)
class Booked:
    """A time that is taken: by a meeting that stands, or by another of those that are thought of."""

    words: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    bodies: frozenset[int]
    day: dt.date


type Sat = dict[int, list[tuple[int, str, dt.date, dt.date]]]
"""By body, who sits there: key, name, from and to."""


def collisions_of(wanted: Iterable[Wanted]) -> list[list[str]]:
    """For each time, what stands in its way, in sentences: weekends, holidays, and meetings the same day with the same
    people, those that are thought of too.

    Three queries, however many they are.
    """
    wanted = list(wanted)
    if not wanted:
        return []
    there, keys = _meetings_near(wanted), [_booked(one) for one in wanted]
    bodies = {key for one in [*there.values(), *keys] for key in one.bodies}
    sat = _people(bodies, min(one.day for one in keys), max(one.day for one in keys))
    found = []
    for at, one in enumerate(wanted):
        others = [booked for key, booked in there.items() if key != one.key]
        others += [booked for number, booked in enumerate(keys) if number != at]
        found.append([*_days_off(one.day), *filter(None, (_meets(keys[at], other, sat) for other in others))])
    return found


def _meetings_near(wanted: list[Wanted]) -> dict[int, Booked]:
    """The collaboration's meetings that stand on the days between the first and the last; by key."""
    first, last = min(one.starts_at for one in wanted), max(one.ends_at for one in wanted)
    margin = dt.timedelta(days=1)
    meetings = Meeting.objects.with_bodies().standing().filter(collaboration=wanted[0].bodies[0].collaboration_id)
    meetings = meetings.filter(starts_at__lt=last + margin, ends_at__gt=first - margin)
    return {
        one.pk: Booked(
            f"{one.name} {date_text(one.day)} kl. {times_text(one.starts_at, one.ends_at)}",
            one.starts_at,
            one.ends_at,
            frozenset([one.body_id, *(joint.body_id for joint in one.joint_bodies.all())]),
            one.day,
        )
        for one in meetings
    }


def _booked(one: Wanted) -> Booked:
    names = sequence(body.short_name for body in one.bodies)
    words = f"{names} kl. {times_text(one.starts_at, one.ends_at)}, som du också planerar"
    return Booked(words, one.starts_at, one.ends_at, frozenset(body.pk for body in one.bodies), one.day)


def _days_off(day: dt.date) -> list[str]:
    return [] if is_workday(day) else [f"{date_text(day)} är ingen arbetsdag."]


def _people(bodies: set[int], first: dt.date, last: dt.date) -> Sat:
    """Who sits in the bodies at any time between the days; one query."""
    sittings = Sitting.objects.filter(Q(ends_on=None) | Q(ends_on__gte=first), body__in=bodies, starts_on__lte=last)
    found: Sat = {key: [] for key in bodies}
    lines = sittings.values_list("body", "user", "user__name", "starts_on", "ends_on")
    for body, user, name, starts_on, ends_on in lines:
        found[body].append((user, name, starts_on, ends_on or dt.date.max))
    return found


def _on(sat: Sat, bodies: Iterable[int], day: dt.date) -> dict[int, str]:
    """Those who sit in any of the bodies on the day."""
    return {user: name for body in bodies for user, name, first, last in sat.get(body, ()) if first <= day <= last}


def _meets(one: Booked, other: Booked, sat: Sat) -> str:
    """What the other time means for this one; empty when it means nothing."""
    if one.day != other.day:
        return ""
    overlaps = other.starts_at < one.ends_at and other.ends_at > one.starts_at
    begins = "Krockar med" if overlaps else "Samma dag som"
    if one.bodies & other.bodies:
        return f"{begins} {other.words}: samma grupp."
    hers, theirs = _on(sat, one.bodies, one.day), _on(sat, other.bodies, one.day)
    both = sorted(hers[user] for user in hers.keys() & theirs)
    if not both:
        return ""
    names = sequence(both) if len(both) <= NAMED else counted(len(both), "person", "personer")
    return f"{begins} {other.words}: {names} sitter i båda."


def moved_deadlines(meeting: Meeting, day: dt.date) -> list[tuple[str, dt.date, dt.date]]:
    """What moves with a meeting that is held on another day: each deadline, before and after."""
    after: Deadlines = deadlines_of(meeting.body, day)
    return [
        ("Ärenden senast", meeting.cases_by, after.cases_by),
        ("Kallelse senast", meeting.notice_by, after.notice_by),
        ("Synpunkter senast", meeting.views_by, after.views_by),
    ]
