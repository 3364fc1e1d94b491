"""What waits, before a meeting, for whoever convenes or chairs it, and for whoever is to be heard there."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count
from django.urls import reverse

from cases.http import bodies_of
from groups.models import Sitting
from groups.powers import Power, powers_of
from meetings.models import AgendaItem, Meeting, Place, Reply, ViewSubmission, WrittenView
from meetings.models import bodies_of as bodies_at
from meetings.workflow import ASKS_FOR_VIEWS, Answer, MeetingKind
from samla import clock
from samla.addresses import address
from samla.formats import counted, date_text
from samla.http import Request
from samla.registry import Todo, register_todo

NEAR = dt.timedelta(days=7)  # so long before its last day a notice waits for whoever convenes
PLANNED_AHEAD = dt.timedelta(days=60)
UNREGISTERED_FOR = dt.timedelta(hours=1)  # the worker usually needs moments


def coming(request: Request) -> list[Meeting]:
    """The collaboration's meetings that stand and have not begun, with their bodies; asked for once in a request."""
    remembered: list[Meeting] | None = request.__dict__.get("_coming_meetings")
    if remembered is None:
        there = Meeting.objects.visible_to(request.user).standing().filter(collaboration=request.collaboration)
        found = there.filter(starts_at__gt=clock.now()).with_bodies().order_by("starts_at")
        remembered = request.__dict__["_coming_meetings"] = list(found)
    return remembered


@register_todo
def notices_to_send(request: Request) -> Iterable[Todo]:
    """Planned meetings whose notice is due within a week, or overdue."""
    powers, near = powers_of(request.user), clock.today() + NEAR
    return [
        Todo(
            str(meeting),
            "ska kallas; dagordningen är inte skickad",
            f"{meeting.get_absolute_url()}forbered/",
            "Förbered",
            meeting.notice_by,
        )
        for meeting in coming(request)
        if meeting.called_at is None and meeting.notice_by <= near and powers.can(Power.CONVENE, meeting.body)
    ]


@register_todo
def unprepared_meetings(request: Request) -> Iterable[Todo]:
    """Ordinary meetings within two months that no meeting of the preparing body prepares (44, 46)."""
    powers, bodies, last = powers_of(request.user), bodies_of(request), clock.now() + PLANNED_AHEAD
    led = [
        meeting
        for meeting in coming(request)
        if meeting.kind == MeetingKind.ORDINARY
        and meeting.starts_at <= last
        and meeting.body.prepared_by_id
        and powers.can(Power.CONVENE, meeting.body)
    ]
    if not led:
        return []
    prepared = {one.prepares_id for one in Meeting.objects.standing().filter(prepares__in=led).only("prepares")}
    found = [(meeting, bodies[meeting.body.prepared_by_id or 0]) for meeting in led if meeting.pk not in prepared]
    return [
        Todo(
            str(meeting),
            f"har inget förberedande möte i {preparing.short_name}",
            f"{address('meetings:new')}?grupp={preparing.slug}",
            "Planera det",
            meeting.cases_by,
        )
        for meeting, preparing in found
    ]


@register_todo
def notices_to_approve(request: Request) -> Iterable[Todo]:
    """Notices that wait for the chair's agreement, where the body wants it (54)."""
    powers, near = powers_of(request.user), clock.today() + NEAR
    return [
        Todo(
            str(meeting),
            "väntar på att du godkänner dagordningen",
            f"{meeting.get_absolute_url()}forbered/",
            "Läs och godkänn",
            meeting.notice_by,
        )
        for meeting in coming(request)
        if meeting.body.chair_approves_notice
        and meeting.called_at is None
        and meeting.approved_at is None
        and meeting.notice_by <= near
        and powers.can(Power.PRESIDE, meeting.body)
    ]


@register_todo
def answers_to_give(request: Request) -> Iterable[Todo]:
    """Notices to answer, and views to give by whoever cannot come (34, 35); until the meeting begins."""
    called = {meeting.pk: meeting for meeting in coming(request) if meeting.called_at}
    hers = _seats(request, called.values()) if called else []
    if not hers:
        return []
    replies = Reply.objects.filter(user=request.user, meeting__in={meeting.pk for meeting, _ in hers})
    given = {(reply.meeting_id, reply.seat_id): reply.answer for reply in replies}
    absent = [(meeting, seat) for meeting, seat in hers if given.get((meeting.pk, seat)) == Answer.DECLINES]
    silent = _silent(absent) if absent else set()
    found: dict[int, Todo] = {}
    for meeting, seat in hers:
        if (meeting.pk, seat) not in given:
            found[meeting.pk] = _answer(meeting)
        elif (meeting.pk, seat) in silent:
            found[meeting.pk] = _write(meeting, seat)
    return found.values()


@register_todo
def submissions_to_register(request: Request) -> Iterable[Todo]:
    """Views that lie unregistered for more than an hour, because no registering authority is named (L3, L6)."""
    if request.collaboration.pk not in powers_of(request.user).leads:
        return []
    old = clock.now() - UNREGISTERED_FOR
    waiting = ViewSubmission.objects.filter(meeting__collaboration=request.collaboration, registered=None, at__lt=old)
    counts = waiting.values("meeting__body__short_name").annotate(count=Count("pk"))
    return [
        Todo(
            f"Synpunkter till {line['meeting__body__short_name']} är inte registrerade",
            f"{counted(line['count'], 'inlämning väntar', 'inlämningar väntar')} på att den registrerande myndigheten anges",
            reverse("documents:authorities"),
            "Ange myndigheten",
        )
        for line in counts.order_by("meeting__body__short_name")
    ]


def _seats(request: Request, meetings: Iterable[Meeting]) -> list[tuple[Meeting, int]]:
    """The meetings to which she is called by a seat that is heard, with the seat; one query."""
    meetings = list(meetings)
    sittings = list(
        Sitting.objects.filter(user=request.user, body__collaboration=request.collaboration).select_related("seat")
    )
    found = []
    for meeting in meetings:
        day, bodies = meeting.day, {body.pk: body for body in bodies_at(meeting)}
        for one in sittings:
            is_there = one.starts_on <= day <= (one.ends_on or dt.date.max)
            if is_there and one.body_id in bodies and Place(one.seat, bodies[one.body_id], ()).is_row:
                found.append((meeting, one.seat_id))
    return found


def _silent(absent: list[tuple[Meeting, int]]) -> set[tuple[int, int]]:
    """Those of the pairs of a meeting's key and a seat for which an item still lacks a view; two queries."""
    keys, seats = {meeting.pk for meeting, _ in absent}, {seat for _, seat in absent}
    asked: dict[int, set[int]] = {key: set() for key in keys}
    items = AgendaItem.objects.standing().filter(meeting__in=keys, kind__in=sorted(ASKS_FOR_VIEWS))
    for meeting, item in items.values_list("meeting", "pk"):
        asked[meeting].add(item)
    said: dict[tuple[int, int], set[int]] = {}
    views = WrittenView.objects.filter(item__meeting__in=keys, seat__in=seats)
    for meeting, seat, item in views.values_list("item__meeting", "seat", "item"):
        said.setdefault((meeting, seat), set()).add(item)
    return {(meeting.pk, seat) for meeting, seat in absent if asked[meeting.pk] - said.get((meeting.pk, seat), set())}


def _answer(meeting: Meeting) -> Todo:
    return Todo(
        str(meeting),
        "du är kallad; säg om du kommer",
        f"{meeting.get_absolute_url()}#svara",
        "Svara på kallelsen",
        meeting.views_by,
    )


def _write(meeting: Meeting, seat: int) -> Todo:
    late = " Sista dagen har passerat, men synpunkter tas emot tills mötet öppnas." if meeting.is_late else ""
    return Todo(
        str(meeting),
        f"du kan inte delta; lämna synpunkter senast {date_text(meeting.views_by)}.{late}",
        f"{meeting.get_absolute_url()}synpunkter/?plats={seat}",
        "Lämna synpunkter",
        meeting.views_by,
    )
