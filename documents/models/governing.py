"""Governing documents (styrdokument): what fills a mandate slot, with the seven fields of rule 57."""

from typing import Self

from django.db import models
from django.db.models import Q

from documents.models.document import Document
from documents.workflow import LOCKED
from groups.models import Body, MandateSlot
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers

FREE = [refuse_identity_numbers]


class GoverningRevisionQuerySet(models.QuerySet["GoverningRevision"]):
    def in_force(self) -> Self:
        """The newest finalised revision of each slot."""
        return self.filter(document__state__in=LOCKED).order_by("slot_id", "-number").distinct("slot_id")


@tracked()
class GoverningRevision(models.Model):
    """One revision of the document in a mandate slot, with its header (rule 57). The page count is the file's own."""

    slot = models.ForeignKey(MandateSlot, models.PROTECT, related_name="revisions", verbose_name="dokumentplats")
    document = models.OneToOneField(
        Document, models.PROTECT, related_name="governing_revision", verbose_name="handling"
    )
    number = models.PositiveSmallIntegerField("revision", editable=False)
    kind = models.CharField("dokumenttyp", max_length=80, validators=FREE)
    assignment = models.CharField("uppdrag", max_length=120, validators=FREE)
    drawn_up_by = models.CharField("upprättat av", max_length=120, validators=FREE)
    issued_on = models.DateField("utfärdsdatum", null=True, blank=True)
    approved_by = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="godkänt av"
    )
    approved_on = models.DateField("datum för godkännande efter revidering", null=True, blank=True)
    decision = models.CharField("godkännande beslut", max_length=120, blank=True, validators=FREE)
    pages = models.PositiveSmallIntegerField("antal sidor", null=True, editable=False)
    text = models.TextField("text", blank=True, validators=FREE)

    objects = GoverningRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = "revision av styrande dokument"
        verbose_name_plural = "revisioner av styrande dokument"
        ordering = ["slot", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["slot", "number"], name="governing_revision_number"),
            models.CheckConstraint(
                name="governing_revision_approved_by_decision",
                condition=Q(approved_on=None) | (Q(approved_by__isnull=False) & ~Q(decision="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slot}, revision {self.number}"
