"""What waits, before a meeting, for whoever convenes or chairs."""

import datetime as dt
from collections.abc import Iterable

from cases.http import bodies_of
from groups.powers import Power, powers_of
from meetings.models import Meeting
from meetings.workflow import MeetingKind, MeetingState
from samla import clock
from samla.addresses import address
from samla.http import Request
from samla.registry import Todo, register_todo

NEAR = dt.timedelta(days=7)  # so long before its last day a notice waits for whoever convenes
PLANNED_AHEAD = dt.timedelta(days=60)


@register_todo
def notices_to_send(request: Request) -> Iterable[Todo]:
    """Planned meetings whose notice is due within a week, or overdue; one query and one for the bodies."""
    powers, today = powers_of(request.user), clock.today()
    convened = [body.pk for body in bodies_of(request).values() if powers.can(Power.CONVENE, body)]
    if not convened:
        return []
    planned = Meeting.objects.filter(body__in=convened, state=MeetingState.PLANNED, starts_at__gt=clock.now())
    due = planned.filter(notice_by__lte=today + NEAR).select_related("body")
    return [
        Todo(
            f"{meeting}",
            "ska kallas; dagordningen är inte skickad",
            f"{meeting.get_absolute_url()}forbered/",
            "Förbered",
            meeting.notice_by,
        )
        for meeting in due
    ]


@register_todo
def unprepared_meetings(request: Request) -> Iterable[Todo]:
    """Ordinary meetings within two months that no meeting of the preparing body prepares (44, 46)."""
    powers = powers_of(request.user)
    convened = [
        body.pk for body in bodies_of(request).values() if body.prepared_by_id and powers.can(Power.CONVENE, body)
    ]
    if not convened:
        return []
    now = clock.now()
    coming = Meeting.objects.standing().filter(
        body__in=convened, kind=MeetingKind.ORDINARY, starts_at__gt=now, starts_at__lt=now + PLANNED_AHEAD
    )
    found = coming.exclude(prepared_in__in=Meeting.objects.standing()).select_related("body__prepared_by")
    return [
        Todo(
            f"{meeting}",
            f"har inget förberedande möte i {meeting.body.prepared_by.short_name if meeting.body.prepared_by else ''}",
            f"{address('meetings:new')}?grupp={meeting.body.prepared_by.slug if meeting.body.prepared_by else ''}",
            "Planera det",
            meeting.cases_by,
        )
        for meeting in found
    ]


@register_todo
def notices_to_approve(request: Request) -> Iterable[Todo]:
    """Notices that wait for the chair's agreement, where the body wants it (54)."""
    presided = [
        body.pk
        for body in bodies_of(request).values()
        if body.chair_approves_notice and powers_of(request.user).can(Power.PRESIDE, body)
    ]
    if not presided:
        return []
    waiting = Meeting.objects.filter(body__in=presided, state=MeetingState.PLANNED, approved_at=None)
    due = waiting.filter(starts_at__gt=clock.now(), notice_by__lte=clock.today() + NEAR).select_related("body")
    return [
        Todo(
            f"{meeting}",
            "väntar på att du godkänner dagordningen",
            f"{meeting.get_absolute_url()}forbered/",
            "Läs och godkänn",
            meeting.notice_by,
        )
        for meeting in due
    ]
