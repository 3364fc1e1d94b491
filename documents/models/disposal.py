"""Disposal (gallring): what was destroyed, by whom and by which decisions; a log that is only added to (L10)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from documents.models.document import Document
from documents.models.records_plan import DocumentType, decision_text
from groups.models import CareCollaboration, Organisation
from samla import clock
from samla.identity_numbers import refuse_identity_numbers

FREE = [refuse_identity_numbers]


class DisposalRun(models.Model):
    """One disposal (gallring): documents of one type in one authority's register, by two decisions.

    The decision that they may be disposed of is the records plan's, as it said then. The authority's own decision to
    apply it is given with the run.
    """

    is_append_only = True

    collaboration = models.ForeignKey(CareCollaboration, models.PROTECT, related_name="+")
    document_type = models.ForeignKey(
        DocumentType, models.PROTECT, related_name="disposals", verbose_name="handlingsslag"
    )
    type_name = models.CharField("handlingsslag då", max_length=120, editable=False)
    retention = models.CharField("vad planen sa", max_length=60, editable=False)
    method = models.CharField("gallringssätt", max_length=200, blank=True, editable=False)
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="myndighet")
    authority_name = models.CharField("myndighetens namn då", max_length=200, editable=False)
    decision_body = models.CharField("gallringsbeslutet fattat av", max_length=120, editable=False)
    decision_on = models.DateField("gallringsbeslutets dag", editable=False)
    decision_number = models.CharField("gallringsbeslutets diarienummer", max_length=60, editable=False)
    application_body = models.CharField("tillämpningsbeslutet fattat av", max_length=120, validators=FREE)
    application_on = models.DateField("tillämpningsbeslutets dag")
    application_number = models.CharField("tillämpningsbeslutets diarienummer", max_length=60, validators=FREE)
    confirmation = models.CharField("det som bekräftades", max_length=300, editable=False)
    count = models.PositiveIntegerField("antal handlingar", editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="gallrat av")
    by_name = models.CharField("namn då", max_length=200, editable=False)
    at = models.DateTimeField("gallrat", default=clock.now, editable=False)

    class Meta:
        verbose_name = "gallring"
        verbose_name_plural = "gallringar"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["at", "id"], name="disposal_run_when")]
        constraints = [
            models.CheckConstraint(
                name="disposal_run_by_decision",
                condition=~Q(decision_body="") & ~Q(decision_number=""),
                violation_error_message="Ingenting gallras utan gallringsbeslut: instans, dag och diarienummer.",
            ),
            models.CheckConstraint(
                name="disposal_run_by_application",
                condition=~Q(application_body="") & ~Q(application_number=""),
                violation_error_message="Ingenting gallras utan myndighetens tillämpningsbeslut: instans, dag och diarienummer.",
            ),
            models.CheckConstraint(name="disposal_run_of_something", condition=Q(count__gt=0)),
            models.CheckConstraint(name="disposal_run_confirmed", condition=~Q(confirmation="")),
        ]

    def __str__(self) -> str:
        return f"{self.type_name}, {self.authority_name}"

    @property
    def decision_text(self) -> str:
        """The decision that documents of the type may be disposed of."""
        return decision_text(self.decision_body, self.decision_on, self.decision_number)

    @property
    def application_text(self) -> str:
        """The authority's own decision to apply it."""
        return decision_text(self.application_body, self.application_on, self.application_number)


class DisposedDocument(models.Model):
    """One document that a disposal took (gallrad handling), in the words of the public register. Its line there stays."""

    is_append_only = True

    run = models.ForeignKey(DisposalRun, models.PROTECT, related_name="documents", verbose_name="gallring")
    document = models.OneToOneField(Document, models.PROTECT, related_name="disposal", verbose_name="handling")
    designation = models.CharField("beteckning", max_length=40, editable=False)
    subject = models.CharField("vad handlingen rörde", max_length=300, editable=False)
    dated_on = models.DateField("upprättad, inkommen eller expedierad den", editable=False)
    files = models.PositiveSmallIntegerField("antal filer", editable=False)
    sha256 = models.CharField("kontrollsumma för sista versionen", max_length=64, editable=False)
    size = models.PositiveBigIntegerField("storlek i byte för sista versionen", editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="gallrad av")
    at = models.DateTimeField("gallrad", default=clock.now, editable=False)

    class Meta:
        verbose_name = "gallrad handling"
        verbose_name_plural = "gallrade handlingar"
        ordering = ["designation"]
        indexes = [models.Index(fields=["at", "id"], name="disposed_document_when")]

    def __str__(self) -> str:
        return self.designation
