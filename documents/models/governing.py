"""Governing documents (styrdokument): what fills a mandate slot, with the seven fields of rule 57."""

from collections.abc import Iterable
from typing import Self

import pgtrigger
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, F, Q, When

from documents.models.document import UNREGISTERED, Document
from documents.workflow import LOCKED
from groups.models import Body, MandateSlot, User
from groups.powers import powers_of
from samla.addresses import address
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers

FREE = [refuse_identity_numbers]
SET_BY_HAND = ("kind", "assignment", "drawn_up_by", "issued_on", "approved_by", "text")
"""What the next revision begins with: all that a person has written in this one."""

# `issued_on` may be completed afterwards, and the approval is recorded beside the frozen file (ADR 0032).
FROZEN_COLUMNS = ("slot_id", "document_id", "number", "kind", "assignment", "drawn_up_by", "pages", "text")
REFUSE = "RAISE EXCEPTION '{}' USING ERRCODE = 'restrict_violation';"


def _seen_by(user: User | AnonymousUser) -> Q:
    documents = Q(document__in=Document.objects.visible_to(user))
    if not isinstance(user, User):
        return documents
    powers = powers_of(user)
    theirs = Q(slot__body__in=powers.drafts | powers.presides) | Q(slot__body__collaboration__in=powers.leads)
    belongs = Q(slot__body__collaboration__in=powers.collaborations, document__secrecy_provision="")
    finalised, draft = Q(document__state__in=LOCKED), Q(document__state__in=UNREGISTERED)
    return documents | (draft & theirs) | (finalised & belongs)


class GoverningRevisionQuerySet(models.QuerySet["GoverningRevision"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """As its document; a draft also for those who read the drafts of the body: its presidium and the process leader.

        What is finalised and not secret is for everybody who belongs to the collaboration.
        """
        return self.filter(_seen_by(user))

    def with_sight(self, user: User | AnonymousUser) -> Self:
        """All of them, each with `is_seen`: is it among those that are visible to the person?"""
        return self.annotate(is_seen=Case(When(_seen_by(user), then=True), default=False))

    def in_force(self) -> Self:
        """The revision of each slot that holds, as `in_force` says of those of one slot."""
        approved_first = Case(When(approved_on=None, then=1), default=0)
        finalised = self.filter(document__state__in=LOCKED)
        return finalised.order_by("slot_id", approved_first, "-number").distinct("slot_id")

    def with_header(self) -> Self:
        """With what the header is written from, in one query."""
        return self.select_related("document", "approved_by", "slot__body__collaboration")


@tracked()
class GoverningRevision(models.Model):
    """One revision of the document in a mandate slot, with its header (rule 57): a text of ours, or an uploaded file."""

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
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="godkännandet registrerat av", editable=False
    )
    recorded_at = models.DateTimeField("godkännandet registrerat", null=True, editable=False)
    pages = models.PositiveSmallIntegerField("antal sidor", null=True, editable=False)
    text = models.TextField("text", blank=True, validators=FREE)
    is_open = models.BooleanField("utkast", default=True, editable=False)
    is_seen: bool  # only where `with_sight` has asked

    objects = GoverningRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = "revision av styrande dokument"
        verbose_name_plural = "revisioner av styrande dokument"
        ordering = ["slot", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["slot", "number"], name="governing_revision_number"),
            models.UniqueConstraint(
                fields=["slot"],
                condition=Q(is_open=True),
                name="governing_revision_one_draft",
                violation_error_message="Det finns redan ett utkast till en ny revision. Skriv vidare i det.",
            ),
            models.CheckConstraint(
                name="governing_revision_approved_by_decision",
                condition=Q(approved_on=None, decision="", recorded_at=None, recorded_by=None)
                | (
                    Q(approved_on__isnull=False, approved_by__isnull=False, is_open=False)
                    & Q(recorded_at__isnull=False, recorded_by__isnull=False)
                    & ~Q(decision="")
                ),
                violation_error_message="Ett datum för godkännande har alltid en grupp och ett beslut.",
            ),
            models.CheckConstraint(
                name="governing_revision_issued_before_approved",
                condition=Q(approved_on=None) | Q(issued_on__isnull=False, approved_on__gte=F("issued_on")),
                violation_error_message="Datumet för godkännande kan inte ligga före utfärdsdatumet.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="open_as_its_document",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("is_open"),
                when=pgtrigger.Before,
                func="""
                    IF NEW.is_open <> (SELECT finalised_at IS NULL FROM documents_document WHERE id = NEW.document_id) THEN
                        RAISE EXCEPTION 'a revision is open as long as its document' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="finalised_is_locked",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "NOT OLD.is_open AND (OLD.issued_on IS NOT NULL AND OLD.issued_on IS DISTINCT FROM NEW.issued_on OR "
                    + " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in FROZEN_COLUMNS)
                    + ")"
                ),
                func=REFUSE.format("a finalised revision does not change"),
            ),
            pgtrigger.Trigger(
                name="approved_is_locked",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("OLD.approved_on IS NOT NULL AND OLD.* IS DISTINCT FROM NEW.*"),
                func=REFUSE.format("an approved revision does not change"),
            ),
            pgtrigger.Trigger(
                name="finalised_is_kept",
                operation=pgtrigger.Delete,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("NOT OLD.is_open"),
                func=REFUSE.format("a finalised revision is kept"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slot}, revision {self.number}"

    def get_absolute_url(self) -> str:
        return address("documents:revision", self.slot.body.slug, self.slot.slug, self.number)

    @property
    def is_approved(self) -> bool:
        """Has the body named in ”Godkänt av” decided it?"""
        return self.approved_on is not None

    @property
    def is_approved_afterwards(self) -> bool:
        """Was the approval recorded when the file was frozen already, so that the file does not tell of it?"""
        finalised_at = self.document.finalised_at
        return bool(self.recorded_at and finalised_at and self.recorded_at > finalised_at)

    @property
    def is_text(self) -> bool:
        """Is it written in the portal, rather than an uploaded file?"""
        return bool(self.text.strip())


def in_force(revisions: Iterable[GoverningRevision]) -> GoverningRevision | None:
    """The one of a slot's revisions that holds: the newest approved, otherwise the newest finalised (K24)."""
    finalised = [one for one in revisions if one.document.state in LOCKED]
    return max(finalised, key=lambda one: (one.is_approved, one.number), default=None)
