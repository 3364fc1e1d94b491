"""A notice is sent: frozen, numbered, and told to everybody whom it calls, in one transaction."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from groups.actions import StaleError
from groups.models import Convener, User
from groups.powers import powers_of
from meetings import rules, tasks
from meetings.actions.freezing import canonical, freeze, items_of
from meetings.actions.preparing import refusals_of
from meetings.actions.telling import Called, latest_of, release, seated, tell_notice
from meetings.models import Meeting, Notice, Place, places_of
from meetings.workflow import MeetingState, MeetingVerb, ReceiverRole
from samla import clock


@transaction.atomic
def call(meeting: Meeting, *, version: int, note: str = "", by: User) -> Notice:
    """Send the meeting's notice, or the next version of it. One press: of two at once, one is sent.

    Raises PermissionDenied with the rule's reason, StaleError when the agenda has changed since it was looked at, and
    ValidationError with everything that stands in the way (`preparing.refusals_of`).
    """
    Meeting.objects.select_for_update().only("pk").get(pk=meeting.pk)
    meeting = Meeting.objects.with_bodies().select_related("prepares").get(pk=meeting.pk)
    verb = MeetingVerb.CALL if meeting.called_at is None else MeetingVerb.CALL_AGAIN
    rules.may_take(by, meeting, verb).require()
    if meeting.version != version:
        raise StaleError(meeting)
    items = items_of(meeting)
    if found := refusals_of(meeting, items):
        raise ValidationError(found)
    last = meeting.notices.order_by("-number").first()
    if last and not note.strip() and last.sha256 == canonical(freeze(meeting, places_of(meeting)))[1]:
        raise ValidationError(
            f"Inget är ändrat sedan kallelse {last.number}. Skriv vad du vill säga, eller ändra mötet först."
        )
    return send_notice(meeting, note=note, by=by)


def send_notice(meeting: Meeting, *, note: str, by: User) -> Notice:
    """Freeze the meeting as it is and tell everybody. Within the caller's transaction and lock."""
    places = places_of(meeting)
    content = freeze(meeting, places)
    _, sha256 = canonical(content)
    now = clock.now()
    first = meeting.called_at is None
    meeting.sequence += 0 if first else 1
    meeting.state, meeting.called_at = MeetingState.CALLED, meeting.called_at or now
    meeting.version += 1
    meeting.save(update_fields=["sequence", "state", "called_at", "version"])
    notice = _record(meeting, content, sha256, note, by)
    release(notice, places)
    tell_notice(notice, receivers_of(meeting, places))
    return notice


def send_cancellation(meeting: Meeting, *, by: User) -> Notice:
    """Tell everybody who was called that the meeting will not be held. Within the caller's transaction and lock."""
    last = meeting.notices.order_by("-number")[0]
    meeting.sequence += 1
    meeting.save(update_fields=["sequence"])
    notice = _record(meeting, last.content, last.sha256, meeting.cancel_reason, by, is_cancellation=True)
    called = [one for one in latest_of(meeting).values() if not one.is_cancellation]
    tell_notice(notice, [(one.user, ReceiverRole(one.role), one.seat_text) for one in called], is_cancellation=True)
    return notice


def receivers_of(meeting: Meeting, places: Iterable[Place]) -> list[Called]:
    """Everybody whom a notice goes to, once each: who sits in the bodies, resource persons, and those for information."""
    found = seated(places)
    for item in items_of(meeting):
        for person in item.resource_persons.all():
            found.setdefault(person.user_id, (person.user, ReceiverRole.RESOURCE, person.about))
    for copy in meeting.copies.select_related("user"):
        found.setdefault(copy.user_id, (copy.user, ReceiverRole.COPY, ""))
    return list(found.values())


def _record(
    meeting: Meeting, content: dict[str, object], sha256: str, note: str, by: User, *, is_cancellation: bool = False
) -> Notice:
    last = meeting.notices.aggregate(last=Max("number"))["last"] or 0
    powers = powers_of(by)
    co_convener = ""
    if meeting.body.convener == Convener.PROCESS_LEADER_AND_CHAIR:
        head = content["meeting"]
        co_convener = str(head["co_convener"]) if isinstance(head, dict) else ""
    notice = Notice(
        meeting=meeting,
        number=last + 1,
        content=content,
        sha256=sha256,
        change_note=note.strip(),
        is_cancellation=is_cancellation,
        sequence=meeting.sequence,
        sent_at=clock.now(),
        sent_by=by,
        sent_by_name=by.name,
        seat_text=powers.acting_as(powers.seat_in(meeting.body_id, meeting.collaboration_id)),
        co_convener_name=co_convener,
    )
    notice.clean_fields(exclude=["meeting", "sent_by", "document", "content"])
    notice.save()
    tasks.write_notice.keyed(dedupe=f"notice-{notice.pk}").enqueue(notice.pk)
    return notice
