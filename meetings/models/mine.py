"""What one person is at a meeting: her seats there, what she has answered, written and handed in for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from groups.models import Body, Seat, Sitting, User
from groups.powers import powers_of
from meetings.models.meeting import Meeting
from meetings.models.participants import Place, bodies_of
from meetings.models.voices import Reply, ViewDraft, WrittenView
from samla import clock
from samla.prepared import fetch_prepared_models

SITS = """
    groups_sitting.user_id = %(user)s AND groups_sitting.body_id = ANY(%(bodies)s)
    AND (%(today)s BETWEEN starts_on AND coalesce(ends_on, 'infinity')
         OR %(day)s BETWEEN starts_on AND coalesce(ends_on, 'infinity'))
    ORDER BY seat.position, groups_sitting.id"""
SAID = "(SELECT {} FROM meetings_reply r WHERE r.meeting_id = %(meeting)s AND r.user_id = %(user)s AND r.seat_id = seat.id)"
REPLY = tuple((f"reply_{name}", SAID.format(name)) for name in ("answer", "reason", "at"))
DRAFTS = "item.meeting_id = %(meeting)s AND meetings_viewdraft.seat_id = ANY(%(seats)s)"
VIEWS = "item.meeting_id = %(meeting)s AND meetings_writtenview.seat_id = ANY(%(seats)s) ORDER BY meetings_writtenview.number"


@dataclass(slots=True)
class OwnSeat:
    """A seat of hers in one of the meeting's bodies: today, on the meeting's day, or both."""

    seat: Seat
    body: Body
    is_hers_today: bool = False
    is_hers_then: bool = False
    ends_on: dt.date | None = None
    reply: Reply | None = None
    drafts: dict[int, ViewDraft] = field(default_factory=dict)
    views: dict[int, list[WrittenView]] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """The seat as a place at the meeting, with nobody named."""
        return Place(self.seat, self.body, ())

    @property
    def is_heard(self) -> bool:
        """Is the seat a row of the coverage, so that views can be given for it?"""
        return self.place.is_row

    @property
    def name(self) -> str:
        """Whose voice it is."""
        return self.place.name


def own_seats(user: User, meeting: Meeting) -> list[OwnSeat]:
    """Her seats at the meeting, with what she has answered, in the order of the bodies; one query."""
    today, day = clock.today(), meeting.day
    bodies = {body.pk: body for body in bodies_of(meeting)}
    asked = {"user": user.pk, "bodies": list(bodies), "meeting": meeting.pk, "today": today, "day": day}
    found: dict[int, OwnSeat] = {}
    for one in fetch_prepared_models(Sitting, SITS, asked, related=("seat", "seat__organisation"), more=REPLY):
        own = found.setdefault(one.seat_id, OwnSeat(one.seat, bodies[one.body_id]))
        last = one.ends_on or dt.date.max
        own.is_hers_today |= one.starts_on <= today <= last
        own.is_hers_then |= one.starts_on <= day <= last
        own.ends_on = one.ends_on
        said = one.__dict__
        if said["reply_answer"]:
            own.reply = Reply(answer=said["reply_answer"], reason=said["reply_reason"], at=said["reply_at"])
    order = list(bodies)
    return sorted(found.values(), key=lambda own: order.index(own.body.pk))


def read_seats(user: User, meeting: Meeting, own: list[OwnSeat]) -> list[OwnSeat]:
    """Seats in which she does not sit, but whose organisation's drafts she reads by grant; at most one query."""
    colleagues = powers_of(user).colleagues
    if not colleagues:
        return []
    bodies = {body.pk: body for body in bodies_of(meeting)}
    hers = [one.seat.pk for one in own]
    seats = Seat.objects.filter(body__in=bodies, organisation__in=colleagues).exclude(pk__in=hers)
    return [OwnSeat(seat, bodies[seat.body_id]) for seat in seats.select_related("organisation").order_by("position")]


def with_words(seats: list[OwnSeat], meeting: Meeting) -> list[OwnSeat]:
    """The same seats with their drafts and all views that were handed in, newest last; two queries."""
    if not seats:
        return seats
    by_seat = {own.seat.pk: own for own in seats}
    asked = {"meeting": meeting.pk, "seats": list(by_seat)}
    for draft in fetch_prepared_models(ViewDraft, DRAFTS, asked, related=("item", "saved_by")):
        by_seat[draft.seat_id].drafts[draft.item_id] = draft
    views = fetch_prepared_models(WrittenView, VIEWS, asked, related=("item", "submission"))
    for view in views:
        by_seat[view.seat_id].views.setdefault(view.item_id, []).append(view)
    return seats
