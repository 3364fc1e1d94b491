"""Meetings as calendars understand them (RFC 5545, 5546): invitations, cancellations, a meeting's file, a person's feed.

Nobody answers by calendar: no answer is asked for and none is read, because nobody may come in another's place (34).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from meetings.models import Meeting, Notice, NoticeReceiver
from meetings.workflow import MeetingState, ReceiverRole
from samla import clock

PRODUCT = "-//SAMLA//Moten//SV"
ZONE = "Europe/Stockholm"
# The rule of the European Union since 1996, as every calendar program knows it.
RULES = f"""BEGIN:VTIMEZONE
TZID:{ZONE}
BEGIN:DAYLIGHT
DTSTART:19960331T020000
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
STATUS = {
    MeetingState.PLANNED: "TENTATIVE",
    MeetingState.CALLED: "CONFIRMED",
    MeetingState.CANCELLED: "CANCELLED",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A meeting as one entry of a calendar; `starts` and `ends` may be those of one person's items."""

    meeting: Meeting
    starts: dt.datetime
    ends: dt.datetime
    summary: str
    place: str
    link: str
    words: str
    sequence: int
    stamp: dt.datetime
    status: str


def invitation(receiver: NoticeReceiver, content: dict[str, Any]) -> str:
    """What her letter carries to her calendar: a REQUEST, or a CANCEL; nothing for whoever is only informed.

    `content` is the notice's, masked. A resource person's time is that of her own items (56).
    """
    notice, role = receiver.notice, ReceiverRole(receiver.role)
    if role == ReceiverRole.COPY:
        return ""
    method = "CANCEL" if receiver.is_cancellation else "REQUEST"
    starts, ends = own_time(content, receiver.user_id) if role == ReceiverRole.RESOURCE else _time(content["meeting"])
    entry = Entry(
        meeting=notice.meeting,
        starts=starts,
        ends=ends,
        summary=content["meeting"]["name"],
        place=content["meeting"]["place"],
        link=content["meeting"]["link"],
        words=_words(notice, content, role, is_hers=receiver.is_cancellation),
        # Hers alone, while the meeting stands: newer than the invitation, so that her calendar takes it.
        sequence=notice.sequence + int(receiver.is_cancellation and not notice.is_cancellation),
        stamp=receiver.at,
        status=STATUS[MeetingState.CANCELLED if receiver.is_cancellation else MeetingState.CALLED],
    )
    return _written([entry], method, receiver)


def published(meetings: Iterable[Meeting], *, name: str = "", away: Iterable[int] = ()) -> str:
    """The meetings as they stand, for whoever may know of them; those with a key in `away` as cancelled."""
    gone = set(away)
    entries = [_as_it_stands(meeting, is_away=meeting.pk in gone) for meeting in meetings]
    return _written(entries, "PUBLISH", name=name)


def own_time(content: dict[str, Any], user: int) -> tuple[dt.datetime, dt.datetime]:
    """From when the first of her items begins to when the last of them ends; the whole meeting when she has none."""
    at, ends = _time(content["meeting"])
    mine = []
    for item in content["items"]:
        until = at + dt.timedelta(minutes=item["minutes"])
        if any(person["user"] == user for person in item["people"]):
            mine.append((at, until))
        at = until
    return (mine[0][0], mine[-1][1]) if mine else (_time(content["meeting"])[0], ends)


def page_address(meeting: Meeting) -> str:
    """The whole address of the meeting's page, also outside a request."""
    return f"{settings.SITE_URL}{meeting.collaboration.prefix}/moten/{meeting.pk}/"


def _as_it_stands(meeting: Meeting, *, is_away: bool) -> Entry:
    status = STATUS[MeetingState.CANCELLED if is_away else MeetingState(meeting.state)]
    return Entry(
        meeting=meeting,
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        summary=f"Inställt: {meeting.name}" if meeting.is_cancelled else meeting.name,
        place=meeting.place,
        link=meeting.link,
        words="Mötet är inställt." if meeting.is_cancelled else f"Dagordning och svar: {page_address(meeting)}",
        sequence=meeting.sequence,
        stamp=meeting.cancelled_at or meeting.called_at or meeting.created_at,
        status=status,
    )


def _words(notice: Notice, content: dict[str, Any], role: ReceiverRole, *, is_hers: bool) -> str:
    if notice.is_cancellation:
        return f"Mötet är inställt. {notice.change_note}"
    if is_hers:
        return "Du är inte längre kallad till mötet."
    lines = [
        f"Dagordning, handlingar och svar: {page_address(notice.meeting)}",
        "Ett svar i kalendern räknas inte. Säg på mötets sida om du inte kan komma. Ingen kan komma i ditt ställe.",
    ]
    if role != ReceiverRole.RESOURCE:
        lines += ["", *(f"{item['starts']} {item['number']}. {item['title']}" for item in content["items"])]
    return "\n".join(lines)


def _written(entries: Iterable[Entry], method: str, receiver: NoticeReceiver | None = None, name: str = "") -> str:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", ZONE)
    calendar.add_component(_zone())
    for entry in entries:
        calendar.add_component(_event(entry, method, receiver))
    written: bytes = calendar.to_ical()
    return written.decode()


def _event(entry: Entry, method: str, receiver: NoticeReceiver | None) -> Event:
    event, meeting = Event(), entry.meeting
    event.add("uid", f"{meeting.uid}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp.astimezone(dt.UTC).replace(microsecond=0))
    event.add("dtstart", entry.starts.astimezone(clock.STOCKHOLM))
    event.add("dtend", entry.ends.astimezone(clock.STOCKHOLM))
    event.add("summary", entry.summary)
    if where := ", ".join(part for part in (entry.place, entry.link) if part):
        event.add("location", where)
    event.add("description", entry.words)
    event.add("url", page_address(meeting))
    event.add("status", entry.status)
    event.add("transp", "OPAQUE" if entry.status != "CANCELLED" else "TRANSPARENT")
    if receiver is not None:
        event.add("organizer", _address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], meeting.collaboration.name))
        event.add("attendee", _attendee(receiver))
        if method == "REQUEST":  # Outlook then offers no other time
            event.add("x-microsoft-disallow-counter", "TRUE")
    return event


def _attendee(receiver: NoticeReceiver) -> vCalAddress:
    attendee = _address(receiver.user.email, receiver.user.name)
    attendee.params |= {
        "CUTYPE": vText("INDIVIDUAL"),
        "ROLE": vText("REQ-PARTICIPANT"),
        "PARTSTAT": vText("NEEDS-ACTION"),
        "RSVP": vText("FALSE"),
    }
    return attendee


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["CN"] = vText(name)
    return address


def _time(head: dict[str, Any]) -> tuple[dt.datetime, dt.datetime]:
    return dt.datetime.fromisoformat(head["starts_at"]), dt.datetime.fromisoformat(head["ends_at"])


@cache
def _zone() -> Any:
    return Timezone.from_ical(RULES)
