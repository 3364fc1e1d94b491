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
from samla.formats import clock_text, counted, date_text, in_words, sequence
from samla.workdays import is_workday

HALVES = ((1, 6, "första halvåret"), (7, 12, "andra halvåret"))


@dataclass(frozen=True, slots=True)
class HalfYear:
    """One half of a year of one body: how many ordinary meetings, and what is odd about that."""

    words: str
    count: int
    warning: str


def half_years(body: Body, year: int, days: Iterable[dt.date]) -> list[HalfYear]:
    """The two half-years (1/1–30/6, 1/7–31/12) with the ordinary meetings that lie on these days; warns, never stops."""
    days = list(days)
    found = []
    for first, last, words in HALVES:
        count = sum(first <= day.month <= last and day.year == year for day in days)
        found.append(HalfYear(f"{words} {year}", count, _oddity(body, count)))
    return found


def _oddity(body: Body, count: int) -> str:
    least, most = body.least_meetings, body.most_meetings
    if least is not None and count < least:
        if body.kind == BodyKind.POLITICAL and not count:
            return "Inget politiskt möte är planerat. Den politiska dialogen ska vara regelbunden (58)."
        return f"Färre än brukligt: uppdraget säger {_span(least, most)} per halvår."
    if most is not None and count > most:
        return f"Fler än brukligt: uppdraget säger {_span(least, most)} per halvår."
    return ""


def _span(least: int | None, most: int | None) -> str:
    if least is not None and most is not None and least != most:
        return f"cirka {least}–{most} ordinarie möten"
    return f"minst {in_words(least)}" if least is not None else f"högst {in_words(most or 0)}"


def ordinary_days(body: Body, year: int) -> list[dt.date]:
    """The days of the body's ordinary meetings of the year that stand; one query."""
    meetings = Meeting.objects.of_body(body).standing().in_year(year).filter(kind=MeetingKind.ORDINARY)
    return [meeting.day for meeting in meetings]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A time that somebody thinks of, for some bodies; `key` is the meeting's own when it is moved."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    bodies: tuple[Body, ...]
    key: int | None = None


def collisions_of(wanted: Iterable[Wanted]) -> list[list[str]]:
    """For each time, what stands in its way, in sentences: weekends, holidays, and meetings with the same people.

    Two queries, however many they are.
    """
    wanted = list(wanted)
    if not wanted:
        return []
    first, last = min(one.starts_at for one in wanted), max(one.ends_at for one in wanted)
    margin = dt.timedelta(days=1)
    collaboration = wanted[0].bodies[0].collaboration_id
    others = (
        Meeting.objects.with_bodies()
        .standing()
        .filter(collaboration=collaboration, starts_at__lt=last + margin, ends_at__gt=first - margin)
    )
    there = list(others)
    people = _people(
        {body.pk for one in wanted for body in one.bodies} | {key for meeting in there for key in _keys(meeting)},
        first.date(),
        last.date(),
    )
    return [
        [*_days_off(one), *(words for meeting in there if (words := _meets(one, meeting, people)))] for one in wanted
    ]


def _days_off(one: Wanted) -> list[str]:
    day = one.starts_at.date()
    return [] if is_workday(day) else [f"{date_text(day)} är ingen arbetsdag."]


def _keys(meeting: Meeting) -> list[int]:
    return [meeting.body_id, *(joint.body_id for joint in meeting.joint_bodies.all())]


def _people(bodies: set[int], first: dt.date, last: dt.date) -> dict[int, dict[int, str]]:
    """By body, who sits there at any time between the days."""
    sittings = Sitting.objects.filter(Q(ends_on=None) | Q(ends_on__gte=first), body__in=bodies, starts_on__lte=last)
    found: dict[int, dict[int, str]] = {key: {} for key in bodies}
    for body, user, name in sittings.values_list("body", "user", "user__name"):
        found[body][user] = name
    return found


def _meets(one: Wanted, meeting: Meeting, people: dict[int, dict[int, str]]) -> str:
    if meeting.pk == one.key or meeting.starts_at >= one.ends_at or meeting.ends_at <= one.starts_at:
        return ""
    when = f"{meeting.name} {date_text(meeting.day)} kl. {clock_text(meeting.starts_at)}–{clock_text(meeting.ends_at)}"
    hers = {user: name for body in one.bodies for user, name in people.get(body.pk, {}).items()}
    theirs = {user for key in _keys(meeting) for user in people.get(key, {})}
    both = sorted(hers[user] for user in hers.keys() & theirs)
    if any(body.pk in _keys(meeting) for body in one.bodies):
        return f"Krockar med {when}, samma grupp."
    if not both:
        return f"Samtidigt som {when}."
    names = sequence(both) if len(both) <= 3 else f"{counted(len(both), 'person', 'personer')}"
    return f"Krockar med {when}: {names} sitter i båda."


def moved_deadlines(meeting: Meeting, day: dt.date) -> list[tuple[str, dt.date, dt.date]]:
    """What moves with a meeting that is held on another day: each deadline, before and after."""
    after: Deadlines = deadlines_of(meeting.body, day)
    return [
        ("Ärenden senast", meeting.cases_by, after.cases_by),
        ("Kallelse senast", meeting.notice_by, after.notice_by),
        ("Synpunkter senast", meeting.views_by, after.views_by),
    ]
