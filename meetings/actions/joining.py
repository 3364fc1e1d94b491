"""Whoever comes to a seat after the notice gets it; whoever leaves her seat is called off. Asked often, seldom anything to do."""

from collections.abc import Iterable

from django.db import transaction

from groups.models import User
from meetings import rules
from meetings.actions.telling import Called, is_called_by_seat, named, release, seated, tell_notice
from meetings.models import Meeting, Notice, NoticeReceiver, Place, places_of, places_of_all
from meetings.workflow import MeetingState, ReceiverRole
from samla import clock

NOT_BY_SEAT = frozenset({ReceiverRole.RESOURCE, ReceiverRole.COPY})


def catch_up_all() -> int:
    """By the clock: every called meeting to come. Answers how many were told; the same few queries when nobody is."""
    meetings = list(Meeting.objects.with_bodies().filter(state=MeetingState.CALLED, starts_at__gt=clock.now()))
    notices = {
        one.meeting_id: one for one in Notice.objects.latest_of_each().filter(meeting__in=meetings).defer("content")
    }
    last: dict[int, dict[int, NoticeReceiver]] = {meeting.pk: {} for meeting in meetings}
    rows = NoticeReceiver.objects.filter(notice__meeting__in=meetings).select_related("notice__meeting").order_by("pk")
    for row in rows.defer("notice__content"):
        last[row.notice.meeting_id][row.user_id] = row
    places = places_of_all(meetings)
    waiting = [
        meeting
        for meeting in meetings
        if newcomers(notices[meeting.pk], places[meeting.pk], last[meeting.pk])
        or leavers(places[meeting.pk], last[meeting.pk])
    ]
    return sum(_catch_up(meeting) for meeting in waiting)


@transaction.atomic
def catch_up(meeting: Meeting, *, by: User) -> int:
    """By the button, for whoever convenes. Answers how many were told. Raises PermissionDenied."""
    rules.convenes(by, meeting).require()
    return _catch_up(meeting)


def newcomers(notice: Notice, places: Iterable[Place], last: dict[int, NoticeReceiver]) -> list[Called]:
    """Who sits in a seat on the day and has not got the notice that holds, by that seat."""
    return [
        person for key, person in seated(places).items() if person[0].is_active and not _has_got(last.get(key), notice)
    ]


def leavers(places: Iterable[Place], last: dict[int, NoticeReceiver]) -> list[int]:
    """Who was called by a seat and does not sit in one on the day."""
    still = seated(places)
    return [key for key, row in last.items() if is_called_by_seat(row) and key not in still]


def _has_got(row: NoticeReceiver | None, notice: Notice) -> bool:
    return row is not None and row.notice_id == notice.pk and not row.is_cancellation and row.role not in NOT_BY_SEAT


@transaction.atomic
def _catch_up(meeting: Meeting) -> int:
    Meeting.objects.select_for_update().only("pk").get(pk=meeting.pk)
    meeting = Meeting.objects.with_bodies().get(pk=meeting.pk)
    notice = meeting.notices.order_by("-number").first()
    if not meeting.is_called or meeting.has_opened or notice is None:
        return 0
    notice.meeting = meeting
    rows = NoticeReceiver.objects.filter(notice__meeting=meeting).select_related("user").order_by("pk")
    places = places_of(meeting)
    last = {row.user_id: row for row in rows}
    new, gone = newcomers(notice, places, last), leavers(places, last)
    tell_notice(notice, new, tells_changes=False)
    release(notice, places)
    others = named(notice.content)
    kept = [(last[key].user, *others[key]) for key in gone if key in others]
    tell_notice(notice, kept, tells_changes=False)
    return len(new) + len(gone)
