"""Whom the morning reminds of what before a meeting: read from the state as it is, never whoever has done it already."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.conf import settings

from groups.actions import Notification, register_reminders
from groups.models import NotificationKind, Seat, Sitting, User
from meetings.mail import OPEN_MEETING, page_of
from meetings.models import AgendaItem, Meeting, Reply, WrittenView
from meetings.models import bodies_of as bodies_at
from meetings.models.participants import ROWS, conveners_of
from meetings.workflow import ASKS_FOR_VIEWS, Answer, MeetingState
from samla import clock
from samla.formats import date_text

WHY = "Du får brevet för att du har en plats i en grupp som är kallad."
WHY_CONVENER = "Du får brevet för att du sammankallar gruppen."


@dataclass(slots=True)
class Situation:
    """All that is known of the meetings of the morning, asked for in a fixed number of queries."""

    meetings: list[Meeting]
    sittings: dict[int, list[Sitting]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[tuple[int, int, int], str] = field(default_factory=dict)
    items: dict[int, list[tuple[int, int | None]]] = field(default_factory=lambda: defaultdict(list))
    said: dict[tuple[int, int], set[int]] = field(default_factory=lambda: defaultdict(set))

    def people(self, meeting: Meeting) -> Iterator[tuple[Seat, list[User]]]:
        """The seats that are heard at the meeting, and who sits there on its day."""
        day = meeting.day
        by_seat: dict[int, tuple[Seat, list[User]]] = {}
        for body in bodies_at(meeting):
            for one in self.sittings[body.pk]:
                if one.starts_on <= day <= (one.ends_on or dt.date.max):
                    by_seat.setdefault(one.seat_id, (one.seat, []))[1].append(one.user)
        yield from by_seat.values()

    def is_silent(self, meeting: Meeting, seat: Seat) -> bool:
        """Does an item still lack the seat's view?"""
        asked = {item for item, body in self.items[meeting.pk] if body in {None, seat.body_id}}
        return bool(asked - self.said[meeting.pk, seat.pk])


@register_reminders
def voices_missing() -> Iterable[tuple[Notification, Iterable[User]]]:
    """Some days before the last day for views: those who cannot come and whose organisation has not written on all
    items, and, on the first of the days, those who have not answered at all. Never those who have (35).
    """
    today = clock.today()
    days = sorted(settings.VIEW_REMINDER_DAYS, reverse=True)
    due = [today + dt.timedelta(days=one) for one in days]
    meetings = Meeting.objects.filter(state=MeetingState.CALLED, views_by__in=due, starts_at__gt=clock.now())
    there = _situation(list(meetings.with_bodies().order_by("pk")))
    found = []
    for meeting in there.meetings:
        is_first = meeting.views_by - today == dt.timedelta(days=days[0])
        absent, unanswered = _whom(there, meeting)
        found.append((_write(meeting), absent))
        if is_first:
            found.append((_answer(meeting), unanswered))
    return found


@register_reminders
def notices_due() -> Iterable[tuple[Notification, Iterable[User]]]:
    """The last day for a notice nears: whoever convenes is told once; and the morning after it has passed."""
    today = clock.today()
    soon = today + dt.timedelta(days=settings.REMINDER_DAYS)
    planned = Meeting.objects.filter(state=MeetingState.PLANNED, starts_at__gt=clock.now(), notice_by__lte=soon)
    meetings = list(planned.with_bodies().order_by("pk"))
    conveners = conveners_of({meeting.body for meeting in meetings})
    return [(_call(meeting, is_late=meeting.notice_by < today), conveners[meeting.body_id]) for meeting in meetings]


def _whom(there: Situation, meeting: Meeting) -> tuple[list[User], list[User]]:
    """Who cannot come and has not been heard, and who has not answered though nobody in her seat has written."""
    absent: dict[int, User] = {}
    unanswered: dict[int, User] = {}
    for seat, people in there.people(meeting):
        if not there.is_silent(meeting, seat):
            continue
        answers = {user.pk: there.answers.get((meeting.pk, seat.pk, user.pk), "") for user in people}
        for user in people:
            if not answers[user.pk]:
                unanswered[user.pk] = user
            elif answers[user.pk] == Answer.DECLINES and Answer.ATTENDS not in answers.values():
                absent[user.pk] = user  # a colleague in the same seat who comes is heard for both
    return list(absent.values()), [user for key, user in unanswered.items() if key not in absent]


def _situation(meetings: list[Meeting]) -> Situation:
    """Four queries more, however many the meetings are; none without any."""
    there = Situation(meetings)
    if not meetings:
        return there
    bodies = {body.pk for meeting in meetings for body in bodies_at(meeting)}
    heard = Sitting.objects.filter(body__in=bodies, seat__status__in=ROWS, user__is_active=True)
    for one in heard.select_related("seat", "user").order_by("pk"):
        if one.seat.organisation_id or one.seat.derived_from_id:
            there.sittings[one.body_id].append(one)
    for reply in Reply.objects.filter(meeting__in=meetings):
        there.answers[reply.meeting_id, reply.seat_id, reply.user_id] = reply.answer
    items = AgendaItem.objects.told().filter(meeting__in=meetings, kind__in=sorted(ASKS_FOR_VIEWS))
    for meeting, item, body in items.values_list("meeting", "pk", "body"):
        there.items[meeting].append((item, body))
    views = WrittenView.objects.filter(item__meeting__in=meetings)
    for meeting, seat, item in views.values_list("item__meeting", "seat", "item"):
        there.said[meeting, seat].add(item)
    return there


def _write(meeting: Meeting) -> Notification:
    last = date_text(meeting.views_by)
    return Notification(
        kind=NotificationKind.MEETING_REMINDER,
        key=f"meeting-views:{meeting.pk}:{meeting.views_by}:{clock.today()}",
        collaboration=meeting.collaboration,
        heading=f"Synpunkter senast {last}: {meeting.name} {date_text(meeting.day)}",
        text="Du kan inte delta, och er organisation har ännu ingen röst på alla punkter. Lämna synpunkter i portalen.",
        address=f"{page_of(meeting)}synpunkter/",
        button="Lämna synpunkter",
        why=WHY,
    )


def _answer(meeting: Meeting) -> Notification:
    return Notification(
        kind=NotificationKind.MEETING_REMINDER,
        key=f"meeting-answer:{meeting.pk}:{meeting.views_by}",
        collaboration=meeting.collaboration,
        heading=f"Kommer du? {meeting.name} {date_text(meeting.day)}",
        text=f"Du har inte svarat på kallelsen. Synpunkter lämnas senast {date_text(meeting.views_by)}.",
        address=page_of(meeting),
        button=OPEN_MEETING,
        why=WHY,
    )


def _call(meeting: Meeting, *, is_late: bool) -> Notification:
    last = date_text(meeting.notice_by)
    words = f"Kallelsen skulle ha skickats senast {last}." if is_late else f"Kallelsen ska skickas senast {last}."
    return Notification(
        kind=NotificationKind.MEETING_REMINDER,
        key=f"meeting-notice:{meeting.pk}:{meeting.notice_by}:{'late' if is_late else 'soon'}",
        collaboration=meeting.collaboration,
        heading=f"Kallelse senast {last}: {meeting.name} {date_text(meeting.day)}",
        text=words,
        address=f"{page_of(meeting)}forbered/",
        button="Förbered dagordningen",
        why=WHY_CONVENER,
    )
