"""Who has been told of a notice, and the letters that tell: once each, and again only when something is new."""

from collections.abc import Collection, Iterable
from typing import Any

from cases.models import Case
from groups.models import SeatStatus, User
from meetings import mail
from meetings.actions.calendar import invitation
from meetings.actions.changes import changes_between, masked
from meetings.models import Meeting, Notice, NoticeReceiver, Place
from meetings.workflow import ReceiverRole
from outbox import actions as outbox
from samla import clock

type Content = dict[str, Any]
type Called = tuple[User, ReceiverRole, str]

ROLE_OF_STATUS = {
    SeatStatus.CO_OPTED: ReceiverRole.CO_OPTED,
    SeatStatus.STAFF: ReceiverRole.STAFF,
}
BY_SEAT = frozenset({ReceiverRole.MEMBER, ReceiverRole.CO_OPTED, ReceiverRole.STAFF})


def seated(places: Iterable[Place]) -> dict[int, Called]:
    """Whoever sits in the places, once each: two seats are one letter that names both."""
    found: dict[int, Called] = {}
    for place in places:
        for user in place.people:
            role = ROLE_OF_STATUS.get(SeatStatus(place.seat.status), ReceiverRole.MEMBER)
            words = f"{place.seat.label}, {place.body.short_name}"
            if user.pk in found:
                _, before, seats = found[user.pk]
                role = before if role != ReceiverRole.MEMBER else role
                words = f"{seats}; {words}"
            found[user.pk] = (user, role, words)
    return found


def latest_of(meeting: Meeting) -> dict[int, NoticeReceiver]:
    """By person, the last that she was told of the meeting; one query."""
    rows = NoticeReceiver.objects.filter(notice__meeting=meeting).select_related("user").order_by("pk")
    return {row.user_id: row for row in rows}


def secret_cases(content: Content) -> set[int]:
    """The cases of a notice that are marked secret now, whether or not they were when it was sent; one query, none without cases."""
    keys = [item["case_key"] for item in content["items"] if item["case_key"]]
    if not keys:
        return set()
    return set(Case.objects.filter(pk__in=keys).exclude(secrecy_provision="").values_list("pk", flat=True))


def compared(notice: Notice, secret: Iterable[int]) -> tuple[Content, Content] | None:
    """The notice before and this one, masked; None when this is the first, or a cancellation. Two queries."""
    before = Notice.objects.filter(meeting=notice.meeting_id, number=notice.number - 1).first()
    if before is None or notice.is_cancellation:
        return None
    hidden = {*secret, *secret_cases(before.content)}
    return masked(before.content, hidden), masked(notice.content, hidden)


def changes_of(notice: Notice, secret: Iterable[int]) -> list[str]:
    """What a notice changed since the one before, masked, in sentences. Empty for the first."""
    pair = compared(notice, secret)
    return changes_between(*pair) if pair else []


def about(content: Content, user: int) -> Content:
    """The content with only the items to which the person is co-opted (56)."""
    mine = [item for item in content["items"] if any(person["user"] == user for person in item["people"])]
    return {**content, "items": mine}


def tell_notice(
    notice: Notice, people: Collection[Called], *, is_cancellation: bool = False, tells_changes: bool = True
) -> list[NoticeReceiver]:
    """Queue each person's own letter and keep that she got it, in the same few queries however many they are.

    Whoever cannot sign in is only told that she is not called. A cancellation of hers, while the meeting stands, is newer
    than her invitation.
    """
    if not people:
        return []
    secret = secret_cases(notice.content)
    content, told = masked(notice.content, secret), _times_told(notice)
    pair = compared(notice, secret) if tells_changes and not is_cancellation else None
    changes = changes_between(*pair) if pair else []
    rows = _rows(notice, people, is_cancellation=is_cancellation)
    letters = {}
    for row in rows:
        said = changes
        if pair and row.role == ReceiverRole.RESOURCE:  # nothing of the items that she does not see (56)
            said = changes_between(*(about(each, row.user_id) for each in pair))
        calendar = invitation(row, content)
        letters[_key(row, told)] = mail.letter_to(row, content, changes=said, calendar=calendar)
    queued = outbox.queue_all(letters)
    for row in rows:
        row.letter = queued[_key(row, told)]
    return NoticeReceiver.objects.bulk_create(rows)


def release(notice: Notice, places: Iterable[Place]) -> int:
    """A cancellation of her own to whoever was called by a seat and no longer sits in one; answers how many.

    Whoever is still co-opted for an item keeps the meeting in her calendar.
    """
    still = {*seated(places), *(person["user"] for item in notice.content["items"] for person in item["people"])}
    gone = [row for row in latest_of(notice.meeting).values() if is_called_by_seat(row) and row.user_id not in still]
    tell_notice(notice, [(row.user, ReceiverRole(row.role), row.seat_text) for row in gone], is_cancellation=True)
    return len(gone)


def is_called_by_seat(row: NoticeReceiver) -> bool:
    """Was the last that she was told a call to a seat?"""
    return not row.is_cancellation and row.role in BY_SEAT


def named(content: Content) -> dict[int, tuple[ReceiverRole, str]]:
    """Those whom a notice calls or informs without a seat, as what, and why."""
    found = {copy["user"]: (ReceiverRole.COPY, "") for copy in content["copies"]}
    people = [person for item in content["items"] for person in item["people"]]
    return found | {person["user"]: (ReceiverRole.RESOURCE, person["about"]) for person in people}


def _rows(notice: Notice, people: Iterable[Called], *, is_cancellation: bool) -> list[NoticeReceiver]:
    at = clock.now()
    return [
        NoticeReceiver(
            notice=notice, user=user, role=role, name=user.name, seat_text=seat, is_cancellation=is_cancellation, at=at
        )
        for user, role, seat in people
        if user.is_active or is_cancellation
    ]


def _times_told(notice: Notice) -> dict[int, int]:
    told: dict[int, int] = {}
    for user in NoticeReceiver.objects.filter(notice=notice).values_list("user", flat=True):
        told[user] = told.get(user, 0) + 1
    return told


def _key(row: NoticeReceiver, told: dict[int, int]) -> str:
    """The letter's key: one for each time that she is told of the notice."""
    again = told.get(row.user_id, 0)
    return f"notice:{row.notice.pk}:{row.user_id}" + (f":{again + 1}" if again else "")
