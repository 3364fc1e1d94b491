"""What has been done with a document: the steps of its life, and the check before it goes on the web."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from documents.models.document import Document
from documents.models.files import APPEND_ONLY, DocumentVersion
from documents.workflow import STEPS, DocumentState, DocumentVerb
from samla import clock
from samla.identity_numbers import refuse_identity_numbers


class TakenStep(models.Model):
    """One step of a document's life, as it was taken (handlingens steg): who, when, and where a reason is asked, why."""

    is_append_only = True

    document = models.ForeignKey(Document, models.PROTECT, related_name="taken_steps", verbose_name="handling")
    verb = models.CharField("steg", max_length=20, choices=DocumentVerb)
    state_before = models.CharField("läge före", max_length=12, choices=DocumentState)
    state_after = models.CharField("läge efter", max_length=12, choices=DocumentState)
    reason = models.TextField("skäl", max_length=1000, blank=True, validators=[refuse_identity_numbers])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="av")
    by_name = models.CharField("namn då", max_length=200, editable=False)
    at = models.DateTimeField("när", default=clock.now)

    class Meta:
        verbose_name = "handlingens steg"
        verbose_name_plural = "handlingars steg"
        ordering = ["pk"]
        indexes = [models.Index(name="documents_takenstep_when", fields=["at", "id"])]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}, {self.document}"

    @property
    def past(self) -> str:
        """What was done, as the history says it: ”Delade för synpunkter”."""
        return STEPS[DocumentVerb(self.verb)].past


class PublicationCheck(models.Model):
    """The check before publication (publiceringskontroll, L18, L22): every point ticked by a person, of one version."""

    is_append_only = True

    document = models.ForeignKey(Document, models.PROTECT, related_name="publication_checks", verbose_name="handling")
    of_document_version = models.PositiveIntegerField("handlingen som den var", editable=False)
    file_version = models.ForeignKey(DocumentVersion, models.PROTECT, related_name="+", verbose_name="fil")
    responsible = models.CharField("ansvarig för publiceringen", max_length=200, validators=[refuse_identity_numbers])
    only_role_data = models.BooleanField("inga personuppgifter utöver roll och kontakt i tjänsten")
    secrecy_reviewed = models.BooleanField("prövad mot sekretess")
    accessibility_checked = models.BooleanField("tillgänglighet kontrollerad")
    right_version = models.BooleanField("rätt version")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="kontrollerad av")
    by_name = models.CharField("namn då", max_length=200, editable=False)
    at = models.DateTimeField("när", default=clock.now)

    class Meta:
        verbose_name = "publiceringskontroll"
        verbose_name_plural = "publiceringskontroller"
        ordering = ["pk"]
        indexes = [models.Index(name="documents_pubcheck_when", fields=["at", "id"])]
        triggers = [APPEND_ONLY]
        constraints = [
            models.CheckConstraint(
                name="publication_check_is_whole",
                condition=Q(only_role_data=True, secrecy_reviewed=True, accessibility_checked=True, right_version=True)
                & ~Q(responsible=""),
                violation_error_message="Alla punkter ska vara kontrollerade, och en ansvarig person namngiven.",
            )
        ]

    def __str__(self) -> str:
        return f"Publiceringskontroll av {self.document}"
