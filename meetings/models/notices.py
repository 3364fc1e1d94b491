"""Notices as they were sent, and who got them. Nothing of it is ever changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import pgtrigger
from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from documents.models import Document
from groups.models import User
from meetings.models.meeting import Meeting
from meetings.workflow import ReceiverRole
from outbox.models import OutgoingMail
from samla import clock
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers

if TYPE_CHECKING:
    from meetings.models.agenda import AgendaItem

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
SENT = (
    "meeting_id", "number", "content", "sha256", "change_note", "is_cancellation", "sequence", "sent_at", "sent_by_id",
    "sent_by_name", "seat_text", "co_convener_name",
)  # fmt: skip


class NoticeQuerySet(models.QuerySet["Notice"]):
    def with_withdrawn(self) -> Self:
        """Each with `withdrawn`: the meeting's items that are no longer on the agenda, with why; asked with the notice."""
        items: type[AgendaItem] = apps.get_model("meetings", "AgendaItem")
        gone = items.objects.filter(meeting=OuterRef("meeting")).exclude(withdrawn_at=None)
        facts = JSONObject(item="pk", reason="withdrawn_reason")
        return self.annotate(withdrawn=ArraySubquery(gone.values_list(facts)))

    def latest_of_each(self) -> Self:
        """Of each meeting, the notice that holds."""
        newest = self.model._default_manager.filter(meeting=OuterRef("meeting")).order_by("-number")  # noqa: SLF001  Django's own way
        return self.filter(pk=Subquery(newest.values("pk")[:1]))


@tracked(exclude=["content"])
class Notice(models.Model):
    """One numbered notice of a meeting (kallelse), frozen as it was sent: agenda, documents and names.

    `content` is what page, letters and PDF are made of (`actions/freezing.py` says how it is built), `sha256` that of
    its canonical JSON. `document` is the registered PDF, which the worker makes within moments.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="notices", editable=False)
    number = models.PositiveSmallIntegerField("nummer", editable=False)
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("innehåll", editable=False)
    sha256 = models.CharField("kontrollsumma", max_length=64, editable=False)
    change_note = models.TextField(
        "om ändringen",
        blank=True,
        validators=[refuse_identity_numbers],
        help_text="Står överst i brevet och kallelsen.",
    )
    is_cancellation = models.BooleanField("mötet ställdes in", default=False, editable=False)
    sequence = models.PositiveIntegerField("utgåva i kalendrar", editable=False)
    sent_at = models.DateTimeField("skickad", default=clock.now, editable=False)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="skickad av", editable=False)
    sent_by_name = models.CharField("namn då", max_length=200, editable=False)
    seat_text = models.CharField("plats då", max_length=300, editable=False)
    co_convener_name = models.CharField("sammankallar tillsammans med", max_length=200, blank=True, editable=False)
    document = models.OneToOneField(
        Document, models.PROTECT, null=True, related_name="notice", verbose_name="registrerad handling", editable=False
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "kallelse"
        verbose_name_plural = "kallelser"
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="notice_number"),
            models.CheckConstraint(name="notice_sha256_is_one", condition=Q(sha256__regex="^[0-9a-f]{64}$")),
            models.CheckConstraint(name="notice_number_from_one", condition=Q(number__gte=1)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="sent_is_frozen",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in SENT)
                    + " OR (OLD.document_id IS NOT NULL AND OLD.document_id IS DISTINCT FROM NEW.document_id)"
                ),
                func="RAISE EXCEPTION 'a notice that has been sent does not change' USING ERRCODE = 'restrict_violation';",
            ),
            pgtrigger.Trigger(
                name="sent_is_kept",
                operation=pgtrigger.Delete,
                when=pgtrigger.Before,
                func="RAISE EXCEPTION 'a notice that has been sent is kept' USING ERRCODE = 'restrict_violation';",
            ),
        ]

    def __str__(self) -> str:
        return f"Kallelse {self.number}, {self.meeting}"

    def get_absolute_url(self) -> str:
        return f"{self.meeting.get_absolute_url()}kallelse/{self.number}/"


class NoticeReceiver(models.Model):
    """That a person got a notice, as what, and with which letter (mottagare). Only added to.

    Whoever comes to a seat later gets the notice that holds then; whoever leaves it gets a cancellation of her own. The
    last row of a person at a meeting says whether she is called: she may leave a seat and come back to it.
    """

    is_append_only = True

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="receivers", verbose_name="kallelse")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="person")
    role = models.CharField("som", max_length=10, choices=ReceiverRole)
    name = models.CharField("namn då", max_length=200)
    seat_text = models.CharField("plats då", max_length=300, blank=True)
    is_cancellation = models.BooleanField("återkallad", default=False)
    letter = models.ForeignKey(OutgoingMail, models.PROTECT, null=True, related_name="+", verbose_name="brev")
    at = models.DateTimeField("när", default=clock.now)

    class Meta:
        verbose_name = "mottagare av kallelse"
        verbose_name_plural = "mottagare av kallelser"
        ordering = ["pk"]
        indexes = [
            models.Index(name="notice_received_by", fields=["user", "notice"]),
            models.Index(name="notice_received_when", fields=["at", "id"]),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.name}: {self.notice}"
