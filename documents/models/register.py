"""The register of documents (handlingsregister): public and protected words apart (L3–L6).

What the public reads is another model, `PublicEntry`, of a view that has no other columns.
"""

import pgtrigger
from django.db import models
from django.db.models import Q

from documents.models.document import Direction, Document
from groups.models import Body, CareCollaboration, Organisation
from samla import clock
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers

FREE = [refuse_identity_numbers]


@tracked()
class RegisteringAuthority(models.Model):
    """Whose register a body's documents belong to in a year (registrerande myndighet, L6, W6, K29); never guessed."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="registering_authorities")
    year = models.PositiveSmallIntegerField("år")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="myndighet")
    contact = models.CharField("så begär man ut handlingar", max_length=200, validators=FREE)
    version = models.PositiveIntegerField("version", default=1, editable=False)

    class Meta:
        verbose_name = "registrerande myndighet"
        verbose_name_plural = "registrerande myndigheter"
        constraints = [
            models.UniqueConstraint(
                fields=["body", "year"],
                name="registering_authority_once_a_year",
                violation_error_message="Någon annan har just angett myndigheten. Ladda om sidan.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.year}: {self.organisation}"


@tracked()
class RecordEntry(models.Model):
    """One line of the register (registerpost): made the moment a document is finalised, received or dispatched (L3)."""

    collaboration = models.ForeignKey(CareCollaboration, models.PROTECT, related_name="record_entries")
    document = models.OneToOneField(Document, models.PROTECT, related_name="record_entry", verbose_name="handling")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="grupp")
    designation = models.CharField("beteckning", max_length=40, unique=True, editable=False)
    entered_at = models.DateTimeField("registrerad", default=clock.now, editable=False)
    dated_on = models.DateField("upprättad, inkommen eller expedierad den", editable=False)
    direction = models.CharField("riktning", max_length=10, choices=Direction, editable=False)
    subject_public = models.CharField("vad handlingen rör", max_length=300, validators=FREE)
    subject_protected = models.CharField("vad handlingen rör, skyddat", max_length=300, blank=True, validators=FREE)
    counterparty_public = models.CharField("avsändare eller mottagare", max_length=200, blank=True, validators=FREE)
    counterparty_protected = models.CharField(
        "avsändare eller mottagare, skyddat", max_length=200, blank=True, validators=FREE
    )
    authority = models.ForeignKey(
        RegisteringAuthority,
        models.PROTECT,
        related_name="+",
        verbose_name="registrerande myndighet",
        editable=False,
    )
    authority_name = models.CharField("myndighetens namn då", max_length=200, editable=False)
    external_number = models.CharField("myndighetens diarienummer", max_length=60, blank=True, validators=FREE)
    is_published = models.BooleanField("går att läsa på webben", default=False, editable=False)
    is_secret = models.BooleanField("sekretessmarkerad", default=False, editable=False)
    disposed_on = models.DateField("gallrad den", null=True, editable=False)
    version = models.PositiveIntegerField("version", default=1, editable=False)

    class Meta:
        verbose_name = "registerpost"
        verbose_name_plural = "registerposter"
        ordering = ["-dated_on", "-pk"]
        indexes = [models.Index(name="record_entry_in_order", fields=["collaboration", "-dated_on", "-id"])]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]
        constraints = [
            models.CheckConstraint(name="record_entry_says_what", condition=~Q(subject_public="")),
            models.CheckConstraint(
                name="record_entry_secret_is_not_on_the_web", condition=~Q(is_secret=True, is_published=True)
            ),
            models.CheckConstraint(
                name="record_entry_says_with_whom",
                condition=Q(direction=Direction.INTERNAL) | ~Q(counterparty_public="") | ~Q(counterparty_protected=""),
                violation_error_message="Ange från vem handlingen kom, eller till vem den gick.",
            ),
        ]

    def __str__(self) -> str:
        return self.designation
