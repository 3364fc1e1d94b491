"""The records plan (dokumenthanteringsplan): a row for each type of document, as editable data (L10, L11, W7)."""

from django.db import models
from django.db.models import Q

from groups.models import CareCollaboration
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers

FREE = [refuse_identity_numbers]


@tracked()
class DocumentType(models.Model):
    """One type of document (handlingsslag) and what the records plan says of it; the columns are W7's."""

    collaboration = models.ForeignKey(CareCollaboration, models.PROTECT, related_name="document_types")
    slug = models.SlugField("kortnamn", max_length=80)
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
    disposal_decision = models.CharField(
        "gallringsbeslut (instans, dag, diarienummer)", max_length=300, blank=True, validators=FREE
    )
    is_published = models.BooleanField("publiceras på webben", default=False)
    position = models.PositiveSmallIntegerField("ordning", default=0)
    ended_on = models.DateField("upphörde", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1, editable=False)

    class Meta:
        verbose_name = "handlingsslag"
        verbose_name_plural = "handlingsslag"
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "slug"], name="document_type_slug"),
            models.CheckConstraint(
                name="document_type_preserved_or_disposed",
                condition=Q(preserved=True, disposed_after_years=None)
                | (Q(preserved=False, disposed_after_years__isnull=False) & ~Q(disposal_decision="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
