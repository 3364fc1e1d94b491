"""The secret address of a person's calendar: made once, shown once, kept as a hash, and closed whenever she says so."""

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.db.models import Q, QuerySet

from groups.models import Sitting, User
from groups.powers import Power, powers_of
from meetings.models import CalendarFeed, Meeting, NoticeReceiver, bodies_of
from samla import clock

BYTES = 32  # 256 bits
LOOKS_BACK = dt.timedelta(days=400)


@transaction.atomic
def open_feed(*, by: User) -> str:
    """A new address of her own calendar; the one she had stops at once. Answers the secret, which is kept nowhere."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    revoke_feed(by=by)
    token = secrets.token_urlsafe(BYTES)
    CalendarFeed.objects.create(user=by, token_hash=hash_of(token))
    return token


@transaction.atomic
def revoke_feed(*, by: User) -> int:
    """Close her address, if she has one; answers how many were closed."""
    closed = 0
    for feed in CalendarFeed.objects.open().select_for_update().filter(user=by):
        feed.revoked_at = clock.now()
        feed.save(update_fields=["revoked_at"])
        closed += 1
    return closed


def feed_of(token: str) -> CalendarFeed | None:
    """Whose calendar the secret opens today: nobody's when it is unknown, closed, or its person may not sign in."""
    feed = CalendarFeed.objects.open().select_related("user").filter(token_hash=hash_of(token)).first()
    return feed if feed is not None and feed.user.is_active else None


def note_reading(feed: CalendarFeed) -> None:
    """That it was read, once a day."""
    if feed.read_on != clock.today():
        CalendarFeed.objects.filter(pk=feed.pk).update(read_on=clock.today())


def meetings_of_feed(user: User) -> list[Meeting]:
    """Her meetings: of bodies in which she sits on the day, those that she is called to, and those that she convenes.

    What she may know of today decides. Four queries, however many.
    """
    since = clock.now() - LOOKS_BACK
    visible: QuerySet[Meeting] = Meeting.objects.visible_to(user).with_bodies().filter(ends_at__gte=since)
    sittings = list(Sitting.objects.filter(user=user).only("body", "starts_on", "ends_on"))
    rows = NoticeReceiver.objects.filter(user=user, notice__meeting__ends_at__gte=since).order_by("pk")
    told = {meeting: not gone for meeting, gone in rows.values_list("notice__meeting", "is_cancellation")}
    powers = powers_of(user)
    near = {one.body_id for one in sittings} | powers.presides | powers.reach(Power.CONVENE)
    led = Q(collaboration__in=powers.leads)
    wanted = visible.filter(Q(body__in=near) | Q(joint_bodies__body__in=near) | Q(pk__in=told) | led).distinct()

    def hers(meeting: Meeting) -> bool:
        bodies = {body.pk for body in bodies_of(meeting)}
        sits = any(
            one.body_id in bodies and one.starts_on <= meeting.day <= (one.ends_on or meeting.day) for one in sittings
        )
        was_called = told.get(meeting.pk, False) or (meeting.is_cancelled and meeting.pk in told)
        return sits or was_called or powers.convenes(meeting.body)

    return [meeting for meeting in wanted.order_by("starts_at", "pk") if hers(meeting)]


def hash_of(token: str) -> str:
    """What is kept of the secret; it is long and random, so that no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
