"""The year: every meeting that the reader may know of and what else matters, as a wheel and as a list."""

import datetime as dt
from dataclasses import dataclass, field

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.http import bodies_of as bodies_to_see
from groups.models import Body
from groups.powers import powers_of
from meetings.forms import WheelForm
from meetings.models import Meeting, bodies_of
from meetings.views.listing import BADGE
from meetings.views.wheel_layout import Wheel, lay_out, letter_of
from meetings.workflow import MeetingState
from samla import clock
from samla.formats import counted, date_short, times_text, weekday
from samla.http import Request
from samla.registry import Milestone, milestones_for

FIRST, YEARS_ON = 2020, 10
MONTHS = (
    "Januari", "Februari", "Mars", "April", "Maj", "Juni", "Juli", "Augusti", "September", "Oktober", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayRow:
    """One line of the list: a meeting, a last day, or a day that matters."""

    day: dt.date
    text: str
    url: str = ""
    about: str = ""
    badge: tuple[str, str] | None = None
    letter: str = ""
    rings: str = ""

    @property
    def date(self) -> str:
        """As a table writes it."""
        return date_short(self.day)

    @property
    def weekday(self) -> str:
        """Which day of the week."""
        return weekday(self.day)


@dataclass(slots=True)
class Month:
    """A month with what happens in it."""

    name: str
    rows: list[DayRow] = field(default_factory=list)


@require_safe
def year_wheel(request: Request, year: int) -> HttpResponse:
    """The whole year, of all bodies or of one."""
    today = clock.today()
    if not FIRST <= year <= today.year + YEARS_ON:
        raise Http404("Året finns inte i årshjulet.")
    bodies = [body for body in bodies_to_see(request).values() if not body.is_external]
    form = WheelForm(request.GET, bodies=bodies)
    chosen = next((body for body in bodies if body.slug == form.chosen("grupp")), None)
    meetings = _meetings(request, year, chosen)
    knows = request.collaboration.pk in powers_of(request.user).readable
    milestones = milestones_for(request, year) if knows else []
    rings, wheel = _wheel(year, meetings, milestones, chosen, today)
    rows = [*_meeting_rows(meetings, rings), *_milestone_rows(milestones)]
    if form.chosen("visa") == "frister":
        rows += _deadline_rows(meetings, year)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    context = {
        "year": year,
        "wheel": wheel,
        "months": _by_month(rows),
        "form": form,
        "chosen": chosen,
        "count": counted(len(meetings), "möte", "möten"),
        "before": f"{reverse('meetings:year', args=[year - 1])}{query}" if year > FIRST else "",
        "after": f"{reverse('meetings:year', args=[year + 1])}{query}" if year < today.year + YEARS_ON else "",
        "clear_url": request.path if form.chosen("grupp") or form.chosen("visa") else "",
        "trail": [("Start", reverse("start")), ("Möten", reverse("meetings:list")), (f"Årshjul {year}", None)],
    }
    return render(request, "meetings/year.html", context)


def _meetings(request: Request, year: int, chosen: Body | None) -> list[Meeting]:
    meetings = Meeting.objects.visible_to(request.user).filter(collaboration=request.collaboration).in_year(year)
    if chosen is not None:
        meetings = meetings.of_body(chosen)
    return list(meetings.with_bodies().order_by("starts_at", "pk"))


def _wheel(
    year: int, meetings: list[Meeting], milestones: list[Milestone], chosen: Body | None, today: dt.date
) -> tuple[dict[int, int], Wheel]:
    """The number of each body's ring, and the picture."""
    found = {body.pk: body for meeting in meetings for body in bodies_of(meeting)}
    if chosen is not None:
        found = {chosen.pk: chosen}
    bodies = sorted(found.values(), key=lambda body: (body.level, body.position, body.short_name))
    points = [
        (body.pk, meeting.day, MeetingState(meeting.state))
        for meeting in meetings
        for body in bodies_of(meeting)
        if body.pk in found
    ]
    marked = sorted({one.day for one in milestones})
    wheel = lay_out(year, [(body.pk, body.short_name) for body in bodies], points, marked, today)
    return {body.pk: number for number, body in enumerate(bodies, 1)}, wheel


def _meeting_rows(meetings: list[Meeting], rings: dict[int, int]) -> list[DayRow]:
    return [
        DayRow(
            meeting.day,
            meeting.name,
            meeting.get_absolute_url(),
            f"kl. {times_text(meeting.starts_at, meeting.ends_at)}",
            BADGE[MeetingState(meeting.state)],
            rings=", ".join(str(rings[body.pk]) for body in bodies_of(meeting) if body.pk in rings),
        )
        for meeting in meetings
    ]


def _milestone_rows(milestones: list[Milestone]) -> list[DayRow]:
    letters = {day: letter_of(number) for number, day in enumerate(sorted({one.day for one in milestones}))}
    return [DayRow(one.day, one.text, one.url, letter=letters[one.day]) for one in milestones]


def _deadline_rows(meetings: list[Meeting], year: int) -> list[DayRow]:
    """The last days before the meetings, with their meeting."""
    rows = []
    for meeting in meetings:
        if meeting.is_cancelled:
            continue
        deadlines = {"ärenden": meeting.cases_by, "kallelse": meeting.notice_by, "synpunkter": meeting.views_by}
        rows += [
            DayRow(
                day, f"Sista dag för {what} till {meeting.name} {date_short(meeting.day)}", meeting.get_absolute_url()
            )
            for what, day in deadlines.items()
            if day.year == year
        ]
    return rows


def _by_month(rows: list[DayRow]) -> list[Month]:
    months = [Month(name) for name in MONTHS]
    for row in sorted(rows, key=lambda row: row.day):
        months[row.day.month - 1].rows.append(row)
    return months
