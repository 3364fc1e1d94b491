"""The records plan (dokumenthanteringsplan): a row for each type of document, as editable data (L10, L11, W7)."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q

from groups.models import CareCollaboration
from samla import clock
from samla.formats import date_short
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers

FREE = [refuse_identity_numbers]
NO_DECISION = Q(decision_body="", decision_on=None, decision_number="")
WHOLE_DECISION = ~Q(decision_body="") & Q(decision_on__isnull=False) & ~Q(decision_number="")


class DocumentTypeQuerySet(models.QuerySet["DocumentType"]):
    def current(self) -> Self:
        """The types that new documents may be of today."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=clock.today()))


@tracked()
class DocumentType(models.Model):
    """One type of document (handlingsslag) and what the records plan says of it; the columns are W7's.

    Kept for ever (`preserved`), disposed of so many years after the year of its date, or, without a number of years,
    when it is no longer needed (vid inaktualitet). Nothing is disposed of without a decision (L10).
    """

    collaboration = models.ForeignKey(CareCollaboration, models.PROTECT, related_name="document_types", editable=False)
    slug = models.SlugField("kortnamn", max_length=80, editable=False)
    name = models.CharField("handlingsslag", max_length=120, validators=FREE)
    handled_by = models.CharField("handläggningsansvar", max_length=200, blank=True, validators=FREE)
    content_by = models.CharField("innehållsansvar", max_length=200, blank=True, validators=FREE)
    revised_by = models.CharField("revideringsansvar", max_length=200, blank=True, validators=FREE)
    revision_interval = models.CharField("revideringsintervall", max_length=80, blank=True, validators=FREE)
    is_registered = models.BooleanField("diarieförs", default=True)
    kept_where = models.CharField("förvaring", max_length=200, blank=True, validators=FREE)
    preserved = models.BooleanField("bevaras", default=True)
    disposed_after_years = models.PositiveSmallIntegerField("gallras efter (år)", null=True, blank=True)
    disposal_method = models.CharField("gallringssätt", max_length=200, blank=True, validators=FREE)
    decision_body = models.CharField("gallringsbeslutet fattat av", max_length=120, blank=True, validators=FREE)
    decision_on = models.DateField("gallringsbeslutets dag", null=True, blank=True)
    decision_number = models.CharField("gallringsbeslutets diarienummer", max_length=60, blank=True, validators=FREE)
    is_published = models.BooleanField("publiceras på webben", default=False)
    note = models.CharField("anmärkning", max_length=300, blank=True, validators=FREE)
    position = models.PositiveSmallIntegerField("ordning", default=0, editable=False)
    ended_on = models.DateField("används till och med", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1, editable=False)

    objects = DocumentTypeQuerySet.as_manager()

    class Meta:
        verbose_name = "handlingsslag"
        verbose_name_plural = "handlingsslag"
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "slug"], name="document_type_slug"),
            models.UniqueConstraint(
                fields=["collaboration", "name"],
                name="document_type_name",
                violation_error_message="Det finns redan ett handlingsslag med det namnet.",
            ),
            models.CheckConstraint(
                name="document_type_preserved_or_disposed",
                condition=Q(preserved=True, disposed_after_years=None) | (Q(preserved=False) & WHOLE_DECISION),
                violation_error_message="Utan gallringsbeslut bevaras handlingarna. "
                "Ange vem som beslutade, vilken dag och beslutets diarienummer.",
            ),
            models.CheckConstraint(
                name="document_type_decision_is_whole",
                condition=NO_DECISION | WHOLE_DECISION,
                violation_error_message="Ett gallringsbeslut har instans, dag och diarienummer: ange alla tre, eller inget.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def retention_text(self) -> str:
        """”bevaras”, ”gallras efter 2 år” or ”gallras vid inaktualitet”."""
        if self.preserved:
            return "bevaras"
        if self.disposed_after_years is None:
            return "gallras vid inaktualitet"
        return f"gallras efter {self.disposed_after_years} år"

    @property
    def decision_text(self) -> str:
        """”Arkivnämnden 2025-05-14, dnr ARK 2025-17”, or nothing."""
        return decision_text(self.decision_body, self.decision_on, self.decision_number)


def decision_text(body: str, on: dt.date | None, number: str) -> str:
    """A decision by who took it, when, and its number in that authority's register."""
    return f"{body} {date_short(on)}, dnr {number}" if body and on else ""
