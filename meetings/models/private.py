"""What is one person's own: her notes to an agenda, and the address of her calendar."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Self

from django.db import models
from django.db.models import Q

from groups.models import User
from meetings.models.agenda import AgendaItem
from samla import clock
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers


@tracked(exclude=["text", "saved_at"])
class PrivateNote(models.Model):
    """A note of one person's to one item (privat anteckning). Nobody else ever sees it, in no list and no history."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="person")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="private_notes", verbose_name="punkt")
    text = models.TextField("anteckning", blank=True, validators=[refuse_identity_numbers])
    saved_at = models.DateTimeField("sparad", default=clock.now, editable=False)

    class Meta:
        verbose_name = "privat anteckning"
        verbose_name_plural = "privata anteckningar"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "item"], name="private_note_once")]

    def __str__(self) -> str:
        return f"Till punkten {self.item_id}"


def notes_of(user: User, items: Iterable[int]) -> dict[int, str]:
    """What the person has written to these items (by key), for herself; empty notes are left out.

    An item that was moved here from another meeting brings her note from there, until she writes a new one.
    """
    return {item: note.text for item, note in kept_notes(user, items).items() if note.text}


def kept_notes(user: User, items: Iterable[int]) -> dict[int, PrivateNote]:
    """Her notes by item; one query, and one more for each time that items without a note have been moved."""
    wanted = {item: item for item in items}  # where an item stood, and where it stands now
    found: dict[int, PrivateNote] = {}
    while wanted:
        notes = {note.item_id: note for note in PrivateNote.objects.filter(user=user, item__in=wanted)}
        found |= {now: notes[before] for before, now in wanted.items() if before in notes}
        wanted = _before([item for item in wanted if item not in notes], wanted)
    return found


def _before(items: Collection[int], now: dict[int, int]) -> dict[int, int]:
    if not items:
        return {}
    moved = AgendaItem.objects.filter(moved_to__in=items).values_list("pk", "moved_to")
    return {before: now[after] for before, after in moved if after is not None}


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def open(self) -> Self:
        """Not withdrawn."""
        return self.filter(revoked_at=None)


@tracked(exclude=["token_hash", "read_on"])
class CalendarFeed(models.Model):
    """The secret address of one person's calendar (kalenderadress), of which only the hash is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="person", editable=False)
    token_hash = models.CharField("adressens kontrollsumma", max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("skapad", default=clock.now, editable=False)
    revoked_at = models.DateTimeField("återkallad", null=True, editable=False)
    read_on = models.DateField("senast hämtad", null=True, editable=False)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = "kalenderadress"
        verbose_name_plural = "kalenderadresser"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="calendar_feed_one_open", fields=["user"], condition=Q(revoked_at=None)),
        ]

    def __str__(self) -> str:
        return f"Kalender för {self.user}"
