"""A meeting is planned, changed, moved and cancelled. Each locks the row, asks the rule under the lock, saves named fields."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from groups.actions import StaleError
from groups.models import Body, User
from meetings import rules
from meetings.actions.notices import send_cancellation, send_notice
from meetings.models import JointBody, Meeting, MeetingCopy
from meetings.models.deadlines import deadlines_of
from meetings.workflow import MeetingKind, MeetingState, MeetingVerb
from samla import clock
from samla.formats import instant_text
from samla.verdict import ALLOWED, Verdict, deny
from samla.writing import write

FACTS = ("kind", "title", "place", "link", "practical", "cases_by", "notice_by", "views_by")


def locked(meeting: Meeting) -> Meeting:
    """The meeting as it is now, its row locked until the transaction ends, with all that the rules need."""
    Meeting.objects.select_for_update().only("pk").get(pk=meeting.pk)
    current: Meeting = Meeting.objects.with_bodies().select_related("prepares").get(pk=meeting.pk)
    return current


@transaction.atomic
def plan_meeting(
    body: Body,
    *,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    kind: MeetingKind = MeetingKind.ORDINARY,
    joint: Iterable[Body] = (),
    copies: Iterable[User] = (),
    prepares: Meeting | None = None,
    by: User,
    **facts: Any,
) -> Meeting:
    """Plan a meeting of the body; deadlines that `facts` do not give follow from its settings (section 3, 13).

    Raises PermissionDenied with the rule's reason, ValidationError for a past day, an end before the start, another
    collaboration's body, a meeting of the body that begins at the same moment (pressed twice, or by two at once), or a
    preparing meeting that is not held before the one it prepares (46).
    """
    rules.may_plan(by, body).require()
    check_instants(starts_at, ends_at)
    Body.objects.select_for_update(no_key=True).only("pk").get(pk=body.pk)  # one plan of the body at a time
    is_first_at(body, starts_at).require_valid()
    day = starts_at.astimezone(clock.STOCKHOLM).date()
    meeting = Meeting(
        collaboration=body.collaboration,
        body=body,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        prepares=prepares,
        created_by=by,
        **{**deadlines_of(body, day).fields(), **facts},
    )
    is_prepared_in_time(meeting).require_valid()
    write(meeting)
    _link(meeting, joint, copies)
    return meeting


@transaction.atomic
def revise_meeting(
    meeting: Meeting,
    values: Mapping[str, Any],
    *,
    version: int,
    joint: Iterable[Body] | None = None,
    copies: Iterable[User] | None = None,
    by: User,
) -> Meeting:
    """Change what a meeting is called, where it is and what is due before it; not when it is (`move_meeting`).

    After a notice it is told with the next one. Raises PermissionDenied, StaleError, ValidationError.
    """
    meeting = locked(meeting)
    rules.may_take(by, meeting, MeetingVerb.REVISE).require()
    if meeting.version != version:
        raise StaleError(meeting)
    for name, value in values.items():
        setattr(meeting, name, value)
    is_prepared_in_time(meeting).require_valid()
    _save(meeting, values)
    _link(meeting, joint, copies)
    return meeting


@transaction.atomic
def move_meeting(
    meeting: Meeting,
    *,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    version: int,
    note: str = "",
    by: User,
    **deadlines: dt.date,
) -> Meeting:
    """Hold the meeting at another time; deadlines follow unless they are given. If it was called, everybody is told at
    once and it moves in their calendars.

    Raises PermissionDenied, StaleError, ValidationError as `plan_meeting`: nothing is moved into the past.
    """
    meeting = locked(meeting)
    rules.may_take(by, meeting, MeetingVerb.MOVE).require()
    if meeting.version != version:
        raise StaleError(meeting)
    check_instants(starts_at, ends_at)
    meeting.starts_at, meeting.ends_at = starts_at, ends_at
    moved = {**deadlines_of(meeting.body, meeting.day).fields(), **deadlines}
    for name, value in moved.items():
        setattr(meeting, name, value)
    is_prepared_in_time(meeting).require_valid()
    _save(meeting, ["starts_at", "ends_at", *moved])
    if meeting.is_called:
        send_notice(meeting, note=note or "Mötet har flyttats.", by=by)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str, version: int, by: User) -> Meeting:
    """The meeting will not be held. If it was called, everybody is told and it leaves their calendars.

    Raises PermissionDenied, StaleError, and ValidationError without a reason.
    """
    meeting = locked(meeting)
    rules.may_take(by, meeting, MeetingVerb.CANCEL).require()
    if meeting.version != version:
        raise StaleError(meeting)
    if not reason.strip():
        raise ValidationError({"reason": "Skriv varför mötet ställs in."})
    was_called = meeting.is_called
    meeting.state, meeting.cancel_reason = MeetingState.CANCELLED, reason.strip()
    meeting.cancelled_at, meeting.cancelled_by = clock.now(), by
    _save(meeting, ["state", "cancel_reason", "cancelled_at", "cancelled_by"])
    if was_called:
        send_cancellation(meeting, by=by)
    return meeting


@transaction.atomic
def approve_notice(meeting: Meeting, *, version: int, by: User) -> Meeting:
    """The chair agrees that the notice is sent as the agenda stands (54). Raises PermissionDenied, StaleError."""
    meeting = locked(meeting)
    rules.may_take(by, meeting, MeetingVerb.APPROVE).require()
    if meeting.version != version:
        raise StaleError(meeting)
    meeting.approved_at, meeting.approved_by = clock.now(), by
    meeting.save(update_fields=["approved_at", "approved_by"])
    return meeting


def check_instants(starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    """Raises ValidationError for a meeting in the past, or one that ends before it begins."""
    if starts_at <= clock.now():
        raise ValidationError({"starts_at": f"{instant_text(starts_at)} har redan varit. Välj en kommande tid."})
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": "Mötet ska sluta efter att det har börjat."})


def is_first_at(body: Body, starts_at: dt.datetime) -> Verdict:
    """No other meeting of the body begins at the very moment."""
    if Meeting.objects.standing().filter(body=body, starts_at=starts_at).exists():
        return deny(f"{body.short_name} har redan ett möte {instant_text(starts_at)}.")
    return ALLOWED


def is_prepared_in_time(meeting: Meeting) -> Verdict:
    """A preparing meeting precedes the meeting that it prepares, seen from either (46)."""
    prepared = meeting.prepares
    if prepared is not None and not prepared.is_cancelled and prepared.starts_at <= meeting.starts_at:
        return deny(f"Det förberedande mötet ska hållas före {prepared.name} {instant_text(prepared.starts_at)}.")
    if meeting.pk:
        preparing = (
            meeting.prepared_in.standing().filter(starts_at__gte=meeting.starts_at).select_related("body").first()
        )
        if preparing is not None:
            return deny(
                f"{preparing.name} {instant_text(preparing.starts_at)} förbereder mötet och måste hållas före det. "
                "Flytta det mötet först."
            )
    return ALLOWED


def _save(meeting: Meeting, changed: Iterable[str]) -> None:
    """Whatever changes takes the chair's approval away: she approved something else."""
    meeting.version += 1
    meeting.approved_at = meeting.approved_by = None
    write(meeting, update_fields=[*changed, "version", "approved_at", "approved_by"])


def _link(meeting: Meeting, joint: Iterable[Body] | None, copies: Iterable[User] | None) -> None:
    """Make the other bodies, and those who get it for information, equal to what was chosen."""
    if joint is not None:
        wanted = {body.pk: body for body in joint if body.pk != meeting.body_id}
        if any(body.collaboration_id != meeting.collaboration_id for body in wanted.values()):
            raise ValidationError({"joint": "Välj grupper i samma samverkan."})
        there = set(meeting.joint_bodies.values_list("body", flat=True))
        meeting.joint_bodies.exclude(body__in=wanted).delete()
        JointBody.objects.bulk_create(JointBody(meeting=meeting, body_id=key) for key in wanted if key not in there)
    if copies is not None:
        people = {user.pk for user in copies}
        there = set(meeting.copies.values_list("user", flat=True))
        meeting.copies.exclude(user__in=people).delete()
        MeetingCopy.objects.bulk_create(MeetingCopy(meeting=meeting, user_id=key) for key in sorted(people - there))
