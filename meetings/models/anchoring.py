"""Asking colleagues who have no account: a link that ends, to what may be shared, and what they answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from groups.models import Seat, User
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting
from samla import clock
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers

FREE = [refuse_identity_numbers]


class AnchoringQuerySet(models.QuerySet["Anchoring"]):
    def open(self) -> Self:
        """Neither withdrawn nor past their last instant."""
        return self.filter(revoked_at=None, expires_at__gt=clock.now())


@tracked(exclude=["token_hash"])
class Anchoring(models.Model):
    """Items that a representative has sent to a colleague of hers (förankring), by a link that ends and can be withdrawn.

    Of the link's secret only the hash is kept. The colleague reads what may be shared, and her answer is a note for the
    seat; she never answers for it.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="anchorings", editable=False)
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name="plats", editable=False)
    token_hash = models.CharField("länkens kontrollsumma", max_length=64, unique=True, editable=False)
    name = models.CharField("till", max_length=200, validators=FREE)
    email = models.EmailField("e-post")
    message = models.TextField("meddelande", blank=True, validators=FREE)
    sent_at = models.DateTimeField("skickad", default=clock.now, editable=False)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="skickad av", editable=False)
    expires_at = models.DateTimeField("gäller till", editable=False)
    revoked_at = models.DateTimeField("återkallad", null=True, editable=False)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="återkallad av", editable=False
    )

    objects = AnchoringQuerySet.as_manager()

    class Meta:
        verbose_name = "förankring"
        verbose_name_plural = "förankringar"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="anchoring_ends", condition=Q(expires_at__gt=F("sent_at"))),
            models.CheckConstraint(
                name="anchoring_revoked_says_by_whom",
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.meeting}"

    @property
    def is_open(self) -> bool:
        """Does the link still lead anywhere?"""
        return self.revoked_at is None and self.expires_at > clock.now()


@tracked()
class AnchoringItem(models.Model):
    """One of the items that the colleague is asked about (förankrad punkt)."""

    anchoring = models.ForeignKey(Anchoring, models.CASCADE, related_name="item_links", verbose_name="förankring")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="+", verbose_name="punkt")

    class Meta:
        verbose_name = "förankrad punkt"
        verbose_name_plural = "förankrade punkter"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["anchoring", "item"], name="anchoring_item_once")]

    def __str__(self) -> str:
        return str(self.item)


class AnchoringNote(models.Model):
    """What the colleague answered on an item (kollegans svar): a note that the representative may use, or not."""

    is_append_only = True

    anchoring = models.ForeignKey(Anchoring, models.PROTECT, related_name="notes", verbose_name="förankring")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="+", verbose_name="punkt")
    text = models.TextField("svar", validators=FREE)
    at = models.DateTimeField("när", default=clock.now)

    class Meta:
        verbose_name = "svar från kollega"
        verbose_name_plural = "svar från kolleger"
        ordering = ["pk"]
        indexes = [models.Index(name="anchoring_note_when", fields=["at", "id"])]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.anchoring}: {self.item}"


def notes_of(seats: Iterable[int], meeting: Meeting) -> dict[tuple[int, int], list[AnchoringNote]]:
    """By seat and item, what colleagues have answered; one query."""
    found: dict[tuple[int, int], list[AnchoringNote]] = {}
    notes = AnchoringNote.objects.filter(anchoring__meeting=meeting, anchoring__seat__in=list(seats))
    for note in notes.select_related("anchoring").order_by("pk"):
        found.setdefault((note.anchoring.seat_id, note.item_id), []).append(note)
    return found
