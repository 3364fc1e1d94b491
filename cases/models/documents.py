"""The documents of a case."""

from django.db import models

from cases.models.case import Case
from documents.models import Document
from samla.history import tracked


@tracked()
class CaseDocument(models.Model):
    """A document in a case (ärendets handling), with its running number there: SAMLA 2026-0001:3 (section 3, 10)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="document_links")
    document = models.OneToOneField(Document, models.PROTECT, related_name="case_link", verbose_name="handling")
    running_number = models.PositiveSmallIntegerField("löpnummer", null=True, editable=False)

    class Meta:
        verbose_name = "ärendets handling"
        verbose_name_plural = "ärendets handlingar"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "running_number"], name="case_document_running_number")]

    def __str__(self) -> str:
        return str(self.document)
