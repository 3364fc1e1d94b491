"""Who is heard on what before the meeting opens (hörda): computed from replies and views, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting
from meetings.models.participants import Place
from meetings.models.voices import Reply, WrittenView
from meetings.workflow import Answer, Position, Voice


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation's line of the matrix: how it is heard on each item, by the item's key."""

    place: Place
    voices: Mapping[int, Voice]
    replies: tuple[Reply, ...]

    @property
    def is_present(self) -> bool:
        """Has anybody in the seat said that she comes?"""
        return any(reply.answer == Answer.ATTENDS for reply in self.replies)

    @property
    def has_declined(self) -> bool:
        """Has everybody in the seat said that she cannot come?"""
        declined = {reply.user_id for reply in self.replies if reply.answer == Answer.DECLINES}
        return bool(self.place.people) and all(user.pk in declined for user in self.place.people)

    @property
    def missing(self) -> list[int]:
        """The items on which the organisation has no voice."""
        return [item for item, voice in self.voices.items() if voice == Voice.MISSING]


def coverage_of(
    places: Iterable[Place], items: Iterable[AgendaItem], replies: Iterable[Reply], views: Iterable[WrittenView]
) -> list[Row]:
    """The matrix of the places that are heard, from the meeting's replies and its latest views; nothing is asked.

    Whoever comes is heard by being there. Otherwise her organisation's words count, and ”inga synpunkter” too.
    """
    items = list(items)
    said = {(view.seat_id, view.item_id): view for view in views}
    answers: dict[int, list[Reply]] = {}
    for reply in replies:
        answers.setdefault(reply.seat_id, []).append(reply)
    rows = []
    for place in places:
        sitting = {user.pk for user in place.people}
        hers = tuple(reply for reply in answers.get(place.seat.pk, []) if reply.user_id in sitting)
        present = any(reply.answer == Answer.ATTENDS for reply in hers)
        voices = {item.pk: _voice(place, item, said.get((place.seat.pk, item.pk)), present=present) for item in items}
        rows.append(Row(place, voices, hers))
    return rows


def _voice(place: Place, item: AgendaItem, view: WrittenView | None, *, present: bool) -> Voice:
    if item.body_id is not None and item.body_id != place.body.pk:
        return Voice.NOT_ASKED
    if present:
        return Voice.PRESENT
    if view is None:
        return Voice.MISSING
    return Voice.NO_VIEWS if view.position == Position.NO_VIEWS else Voice.WRITTEN


def views_of(meeting: Meeting) -> list[WrittenView]:
    """The views that count, of every seat and item of the meeting, with who handed them in; one query."""
    return list(WrittenView.objects.filter(item__meeting=meeting).that_count().select_related("submission"))
