"""What is one person's own: her notes to an agenda, and the address of her calendar."""

from __future__ import annotations

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
