"""The meeting itself: when and where, which bodies meet, and what is due before it."""

from __future__ import annotations

import datetime as dt
import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q

from groups.models import Body, CareCollaboration, User
from meetings.models.queries import MeetingQuerySet
from meetings.workflow import MeetingKind, MeetingState
from samla import clock
from samla.addresses import address
from samla.formats import date_text
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers

FREE = [refuse_identity_numbers]

PREPARED_FIRST = """
    IF NEW.state <> 'CANCELLED' AND EXISTS (
        SELECT FROM meetings_meeting prepared
        WHERE prepared.id = NEW.prepares_id AND prepared.state <> 'CANCELLED' AND prepared.starts_at <= NEW.starts_at
    ) OR NEW.state <> 'CANCELLED' AND EXISTS (
        SELECT FROM meetings_meeting preparing
        WHERE preparing.prepares_id = NEW.id AND preparing.state <> 'CANCELLED' AND preparing.starts_at >= NEW.starts_at
    ) THEN
        RAISE EXCEPTION 'a preparing meeting is held before the meeting that it prepares' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
"""


@tracked()
class Meeting(models.Model):
    """A meeting of one body, or of several together (möte). One row from plan to notes; it is moved, never copied."""

    collaboration = models.ForeignKey(CareCollaboration, models.PROTECT, related_name="meetings", editable=False)
    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name="grupp", editable=False)
    kind = models.CharField("slag", max_length=20, choices=MeetingKind, default=MeetingKind.ORDINARY)
    title = models.CharField("rubrik", max_length=160, blank=True, validators=FREE)
    state = models.CharField("läge", max_length=12, choices=MeetingState, default=MeetingState.PLANNED, editable=False)
    starts_at = models.DateTimeField("börjar")
    ends_at = models.DateTimeField("slutar")
    place = models.CharField("plats", max_length=200, blank=True, validators=FREE)
    link = models.URLField("länk", max_length=500, blank=True)
    practical = models.TextField("praktiskt", blank=True, validators=FREE)
    cases_by = models.DateField("ärenden senast")
    notice_by = models.DateField("kallelse senast")
    views_by = models.DateField("synpunkter senast")
    prepares = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="prepared_in", verbose_name="förbereder mötet"
    )
    uid = models.UUIDField("nummer i kalendrar", default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField("utgåva i kalendrar", default=0, editable=False)
    version = models.PositiveIntegerField("version", default=1, editable=False)
    created_at = models.DateTimeField("planerat den", default=clock.now, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="planerat av", editable=False)
    approved_at = models.DateTimeField("godkänt av ordföranden", null=True, editable=False)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="godkänt av", editable=False
    )
    called_at = models.DateTimeField("kallelse skickad", null=True, editable=False)
    cancelled_at = models.DateTimeField("inställt", null=True, editable=False)
    cancelled_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="inställt av", editable=False
    )
    cancel_reason = models.CharField(
        "skäl att mötet ställdes in", max_length=300, blank=True, validators=FREE, editable=False
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "möte"
        verbose_name_plural = "möten"
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(name="meeting_of_body", fields=["body", "starts_at"]),
            models.Index(name="meeting_in_year", fields=["collaboration", "starts_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="meeting_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="Mötet ska sluta efter att det har börjat.",
            ),
            models.CheckConstraint(
                name="meeting_called_iff_called_at",
                condition=Q(state=MeetingState.PLANNED, called_at=None)
                | Q(state=MeetingState.CALLED, called_at__isnull=False)
                | Q(state=MeetingState.CANCELLED),
            ),
            models.CheckConstraint(
                name="meeting_called_says_where",
                condition=~Q(state=MeetingState.CALLED) | ~Q(place="") | ~Q(link=""),
                violation_error_message="Ange plats, länk eller båda innan kallelsen skickas.",
            ),
            models.CheckConstraint(
                name="meeting_cancelled_says_by_whom",
                condition=Q(state=MeetingState.CANCELLED, cancelled_at__isnull=False, cancelled_by__isnull=False)
                & ~Q(cancel_reason="")
                | (~Q(state=MeetingState.CANCELLED) & Q(cancelled_at=None, cancelled_by=None, cancel_reason="")),
            ),
            models.CheckConstraint(
                name="meeting_approved_says_by_whom",
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
            ),
            models.CheckConstraint(name="meeting_prepares_another", condition=~Q(prepares=F("pk"))),
        ]
        triggers = [
            pgtrigger.Trigger(  # rule 46; after the row, so that a meeting and its preparation may be moved in any order
                name="prepared_before",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("starts_at", "prepares_id", "state"),
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func=PREPARED_FIRST,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {date_text(self.day)}"

    def get_absolute_url(self) -> str:
        return address("meetings:meeting", self.pk)

    @property
    def name(self) -> str:
        """Its own heading, otherwise the body and the kind: ”Samordningsgruppen”, ”AU, avstämningsmöte”."""
        if self.title:
            return self.title
        kind = "" if self.kind == MeetingKind.ORDINARY else f", {self.get_kind_display().lower()}"
        return f"{self.body.short_name}{kind}"

    @property
    def day(self) -> dt.date:
        """The day on which it begins, in Stockholm: who sits where on it is who is called."""
        return self.starts_at.astimezone(clock.STOCKHOLM).date()

    @property
    def has_opened(self) -> bool:
        """Has it begun, so that nothing more is said in writing before it?"""
        return clock.now() >= self.starts_at

    @property
    def is_late(self) -> bool:
        """Has the last day for views passed? It ends at 23.59 (section 3, 19)."""
        return clock.now() > clock.end_of(self.views_by)

    @property
    def is_cancelled(self) -> bool:
        """Will it not be held?"""
        return self.state == MeetingState.CANCELLED

    @property
    def is_called(self) -> bool:
        """Has a notice been sent, and does the meeting stand?"""
        return self.state == MeetingState.CALLED


@tracked()
class JointBody(models.Model):
    """Another body that meets at the same time and place (gemensamt möte); the meeting's own body convenes."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="joint_bodies")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="grupp")

    class Meta:
        verbose_name = "medverkande grupp"
        verbose_name_plural = "medverkande grupper"
        ordering = ["body__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "body"], name="joint_body_once")]

    def __str__(self) -> str:
        return str(self.body)


@tracked()
class MeetingCopy(models.Model):
    """Somebody who gets the notice for information (för kännedom); she is not called and gives no views."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="copies")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="person")

    class Meta:
        verbose_name = "mottagare för kännedom"
        verbose_name_plural = "mottagare för kännedom"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="meeting_copy_once")]

    def __str__(self) -> str:
        return str(self.user)
