"""Files: bytes kept once each, and the versions of a document that point at them."""

import datetime as dt
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from documents.models.document import Document
from documents.workflow import GONE
from samla import clock
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
NOT_TO_FINALISED = pgtrigger.Trigger(
    name="not_to_finalised",
    operation=pgtrigger.Insert,
    when=pgtrigger.Before,
    func="""
        IF EXISTS (SELECT FROM documents_document WHERE id = NEW.document_id AND finalised_at IS NOT NULL) THEN
            RAISE EXCEPTION 'a finalised document gets no new version' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    """,
)

BYTES_ARE_THERE = pgtrigger.Trigger(
    name="bytes_are_there",
    operation=pgtrigger.Insert,
    when=pgtrigger.Before,
    func="""
        PERFORM 1 FROM documents_blob WHERE id = NEW.blob_id AND disposed_at IS NULL FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the bytes of the version are gone' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    """,
)


READING_TAKES = dt.timedelta(minutes=10)


class ScanState(models.TextChoices):
    """What the virus scanner said of the bytes."""

    UNSCANNED = "UNSCANNED", "Inte genomsökt efter virus"
    CLEAN = "CLEAN", "Genomsökt, inget virus hittat"
    INFECTED = "INFECTED", "Virus hittat"


class BlobQuerySet(models.QuerySet["Blob"]):
    def kept(self) -> Self:
        """Those whose bytes should be there."""
        return self.filter(disposed_at=None)

    def unscanned(self) -> Self:
        """Those that no scanner has answered for, oldest first."""
        return self.kept().filter(scan_state=ScanState.UNSCANNED).order_by("stored_at", "pk")

    def unread(self) -> Self:
        """Those whose text should have been looked through by now."""
        return self.kept().filter(read_at=None, stored_at__lt=clock.now() - READING_TAKES).order_by("stored_at", "pk")

    def unneeded(self) -> Self:
        """Bytes that are still there though every document that had them is disposed of or discarded.

        What no document has had yet is on its way to one, and is not among them.
        """
        versions = DocumentVersion.objects.filter(blob=models.OuterRef("pk"))
        needed = versions.exclude(document__state__in=GONE)
        return self.filter(models.Exists(versions), ~models.Exists(needed), disposed_at=None)


@tracked()
class Blob(models.Model):
    """Bytes on disk, known by their SHA-256: the same bytes twice are one blob (fil)."""

    sha256 = models.CharField("kontrollsumma", max_length=64, unique=True, editable=False)
    size = models.PositiveBigIntegerField("storlek i byte", editable=False)
    media_type = models.CharField("filtyp", max_length=100, editable=False)
    scan_state = models.CharField(
        "virus", max_length=10, choices=ScanState, default=ScanState.UNSCANNED, editable=False
    )
    scanned_at = models.DateTimeField("genomsökt", null=True, editable=False)
    scan_finding = models.CharField("vad som hittades", max_length=200, blank=True, editable=False)
    has_active_content = models.BooleanField("makron eller aktivt innehåll", default=False, editable=False)
    has_identity_numbers = models.BooleanField("personnummer i texten", null=True, editable=False)
    read_at = models.DateTimeField("texten läst", null=True, editable=False)
    missing_at = models.DateTimeField("saknas i lagringen sedan", null=True, editable=False)
    stored_at = models.DateTimeField("lagrad", default=clock.now, editable=False)
    disposed_at = models.DateTimeField("gallrad", null=True, editable=False)

    objects = BlobQuerySet.as_manager()

    class Meta:
        verbose_name = "fil"
        verbose_name_plural = "filer"
        constraints = [
            models.CheckConstraint(name="blob_sha256_is_one", condition=Q(sha256__regex="^[0-9a-f]{64}$")),
            models.CheckConstraint(
                name="blob_scanned_at_iff_scanned",
                condition=Q(scan_state=ScanState.UNSCANNED, scanned_at=None)
                | (~Q(scan_state=ScanState.UNSCANNED) & Q(scanned_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="blob_infected_says_what", condition=~Q(scan_state=ScanState.INFECTED) | ~Q(scan_finding="")
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="needed_is_kept",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("OLD.disposed_at IS NULL AND NEW.disposed_at IS NOT NULL"),
                func="""
                    IF EXISTS (
                        SELECT FROM documents_documentversion one JOIN documents_document its ON its.id = one.document_id
                        WHERE one.blob_id = NEW.id AND its.state NOT IN ('DISPOSED', 'DISCARDED')
                    ) THEN
                        RAISE EXCEPTION 'a document still has these bytes' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def is_infected(self) -> bool:
        """Has a scanner found something in it? Then it is never given out."""
        return self.scan_state == ScanState.INFECTED

    @property
    def storage_name(self) -> str:
        """Where the bytes lie in the storage."""
        return f"blobs/{self.sha256[:2]}/{self.sha256}"


class DocumentVersion(models.Model):
    """One file of a document, as it was uploaded (version). Never changed; a correction is the next version."""

    is_append_only = True

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions", verbose_name="handling")
    number = models.PositiveSmallIntegerField("version")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="versions", verbose_name="fil")
    filename = models.CharField("filnamn", max_length=255, validators=[refuse_identity_numbers])
    note = models.CharField("vad som ändrades", max_length=300, blank=True, validators=[refuse_identity_numbers])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="uppladdad av")
    by_name = models.CharField("namn då", max_length=200)
    at = models.DateTimeField("uppladdad", default=clock.now)

    class Meta:
        verbose_name = "dokumentversion"
        verbose_name_plural = "dokumentversioner"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_version_number")]
        triggers = [APPEND_ONLY, NOT_TO_FINALISED, BYTES_ARE_THERE]

    def __str__(self) -> str:
        return f"{self.filename}, version {self.number}"
