"""The meetings of all bodies, coming first."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Max, Min
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.http import bodies_of
from groups.models import Body
from groups.powers import Power, powers_of
from meetings.forms import MeetingsFilterForm
from meetings.models import Meeting, Reply
from meetings.models.queries import MeetingQuerySet
from meetings.workflow import MeetingState
from samla import clock
from samla.formats import counted, date_short, days_text, times_text, weekday
from samla.htmx import answer
from samla.http import Request

PER_PAGE = 50
FILTERS = ("grupp", "slag", "ar", "visa")
BADGE = {
    MeetingState.PLANNED: ("draft", "Planerat"),
    MeetingState.CALLED: ("ready", "Kallelse skickad"),
    MeetingState.CANCELLED: ("danger", "Inställt"),
}


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One line, with its words ready."""

    url: str
    name: str
    kind: str
    day: str
    weekday: str
    times: str
    place: str
    link: str
    badge: str
    state: str
    mine: str


def rows_of(meetings: list[Meeting], answers: dict[int, str]) -> list[MeetingRow]:
    """The lines of meetings that came with their bodies; nothing is asked."""
    rows = []
    for meeting in meetings:
        badge, state = BADGE[MeetingState(meeting.state)]
        rows.append(
            MeetingRow(
                url=meeting.get_absolute_url(),
                name=meeting.name,
                kind=meeting.get_kind_display(),
                day=date_short(meeting.day),
                weekday=weekday(meeting.day),
                times=times_text(meeting.starts_at, meeting.ends_at),
                place=meeting.place,
                link=meeting.link,
                badge=badge,
                state=state,
                mine=answers.get(meeting.pk, ""),
            )
        )
    return rows


def settings_of(body: Body) -> list[tuple[str, str]]:
    """The settings from which the deadlines follow, in words."""
    pairs = [
        ("Ärenden", f"{days_text(body.case_days)} före mötet"),
        ("Förberedande möte", f"{days_text(body.preparing_days)} före" if body.prepared_by_id else ""),
        ("Kallelse", f"{days_text(body.notice_days)} före"),
        ("Synpunkter", f"{counted(body.view_days, 'arbetsdag', 'arbetsdagar')} före, kl. 23.59"),
    ]
    return [(label, text) for label, text in pairs if text]


def answers_of(request: Request, meetings: list[Meeting]) -> dict[int, str]:
    """What the reader has answered, by meeting; one query."""
    replies = Reply.objects.filter(user=request.user, meeting__in=[meeting.pk for meeting in meetings])
    return {reply.meeting_id: reply.get_answer_display() for reply in replies}


def convened_by(request: Request) -> list[Body]:
    """The bodies whose meetings the reader may plan."""
    powers = powers_of(request.user)
    return [body for body in bodies_of(request).values() if powers.can(Power.CONVENE, body)]


def years_of(meetings: MeetingQuerySet) -> list[int]:
    """The years in which meetings are, from the first to the last; one query."""
    span = meetings.order_by().aggregate(first=Min("starts_at"), last=Max("starts_at"))
    if span["first"] is None:
        return []
    first, last = (span[name].astimezone(clock.STOCKHOLM).year for name in ("first", "last"))
    return list(range(first, last + 1))


@require_safe
def meeting_list(request: Request) -> HttpResponse:
    """Every meeting that the reader may know of."""
    bodies = [body for body in bodies_of(request).values() if not body.is_external]
    meetings = Meeting.objects.visible_to(request.user).filter(collaboration=request.collaboration).with_bodies()
    form = MeetingsFilterForm(request.GET, bodies=bodies, years=years_of(meetings))
    if slug := form.chosen("grupp"):
        body = next(one for one in bodies if one.slug == slug)
        meetings = meetings.of_body(body)
    if kind := form.chosen("slag"):
        meetings = meetings.filter(kind=kind)
    if year := form.chosen("ar"):
        meetings = meetings.in_year(int(year))
    shown = form.chosen("visa")
    now = clock.now()
    if not shown:
        meetings = meetings.filter(ends_at__gte=now)
    elif shown == "tidigare":
        meetings = meetings.filter(ends_at__lt=now)
    order = ["starts_at", "pk"] if not shown else ["-starts_at", "-pk"]
    page = Paginator(meetings.order_by(*order), PER_PAGE).get_page(request.GET.get("sida"))
    found = list(page)
    rows = rows_of(found, answers_of(request, found))
    context = {
        "form": form,
        "page_obj": page,
        "rows": rows,
        "has_answers": any(row.mine for row in rows),
        "convened": convened_by(request),
        "year": clock.today().year,
        "is_coming": not shown,
        "years": (clock.today().year, clock.today().year + 1),
        "clear_url": request.path if any(request.GET.get(name) for name in FILTERS) else "",
        "trail": [("Start", reverse("start")), ("Möten", None)],
    }
    return answer(request, "meetings/list.html", "lista", context)
