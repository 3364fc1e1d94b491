"""What is on the agenda, and where it comes from."""

from __future__ import annotations

import datetime as dt
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from cases.models import Case
from documents.models import Document
from groups.models import Body, CareCollaboration, Organisation, Principal, User
from meetings.models.meeting import Meeting
from meetings.workflow import ItemKind
from samla import clock
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers

FREE = [refuse_identity_numbers]


@tracked()
class StandingItem(models.Model):
    """An item that is on each of a body's agendas (stående punkt). Without any, the usual outline is offered."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="standing_items", editable=False)
    title = models.CharField("rubrik", max_length=200, validators=FREE)
    kind = models.CharField("slag", max_length=12, choices=ItemKind, default=ItemKind.FORMALITY)
    group = models.CharField("under rubriken", max_length=80, blank=True, validators=FREE)
    minutes = models.PositiveSmallIntegerField("minuter", default=5)
    position = models.PositiveSmallIntegerField("ordning", editable=False)
    ended_on = models.DateField("upphörde", null=True, editable=False)
    version = models.PositiveIntegerField("version", default=1, editable=False)

    class Meta:
        verbose_name = "stående punkt"
        verbose_name_plural = "stående punkter"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(name="standing_item_minutes", condition=Q(minutes__gte=1, minutes__lte=480)),
        ]

    def __str__(self) -> str:
        return self.title


class OrganisationalChangeQuerySet(models.QuerySet["OrganisationalChange"]):
    def waiting(self) -> Self:
        """Those that the body has not acknowledged yet; they are offered to each agenda until then (rule 21)."""
        return self.filter(acknowledged_at=None, withdrawn_at=None)


@tracked()
class OrganisationalChange(models.Model):
    """A change in a principal's organisation that may matter to the collaboration (organisatorisk förändring, rule 21)."""

    collaboration = models.ForeignKey(CareCollaboration, models.PROTECT, related_name="+", editable=False)
    body = models.ForeignKey(
        Body, models.PROTECT, related_name="organisational_changes", verbose_name="till gruppen", editable=False
    )
    principal = models.ForeignKey(
        Principal, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="huvudman"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="organisation"
    )
    what = models.CharField("vad som förändras", max_length=300, validators=FREE)
    from_on = models.DateField("från och med")
    consequence = models.TextField("vad det betyder för samverkan", validators=FREE)
    registered_at = models.DateTimeField("registrerad", default=clock.now, editable=False)
    registered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="registrerad av", editable=False
    )
    by_name = models.CharField("namn då", max_length=200, editable=False)
    seat_text = models.CharField("plats då", max_length=300, editable=False)
    acknowledged_at = models.DateTimeField("tagen del av", null=True, editable=False)
    acknowledged_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="noterad av", editable=False
    )
    acknowledged_in = models.ForeignKey(
        Meeting, models.PROTECT, null=True, related_name="+", verbose_name="vid mötet", editable=False
    )
    withdrawn_at = models.DateTimeField("återtagen", null=True, editable=False)
    version = models.PositiveIntegerField("version", default=1, editable=False)

    objects = OrganisationalChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "organisatorisk förändring"
        verbose_name_plural = "organisatoriska förändringar"
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="change_says_whose", condition=Q(principal__isnull=False) | Q(organisation__isnull=False)
            ),
            models.CheckConstraint(
                name="change_acknowledged_says_by_whom",
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
            models.CheckConstraint(
                name="change_acknowledged_or_withdrawn", condition=Q(acknowledged_at=None) | Q(withdrawn_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whose}: {self.what}"

    @property
    def whose(self) -> str:
        """The principal or the organisation that changes."""
        return str(self.organisation or self.principal)


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def standing(self) -> Self:
        """On the agenda: neither withdrawn nor moved away."""
        return self.filter(withdrawn_at=None)

    def told(self) -> Self:
        """Those that stand and were on the agenda when a notice was sent: what those who are called have seen."""
        return self.standing().filter(meeting__notices__sent_at__gte=F("added_at")).distinct()


@tracked()
class AgendaItem(models.Model):
    """One item of an agenda (punkt). It points at its case; once called it is withdrawn, never removed."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items", editable=False)
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="rör bara gruppen"
    )
    position = models.PositiveSmallIntegerField("ordning", editable=False)
    kind = models.CharField("slag", max_length=12, choices=ItemKind)
    group = models.CharField("under rubriken", max_length=80, blank=True, validators=FREE)
    title = models.CharField("rubrik", max_length=200, validators=FREE)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="agenda_items", verbose_name="ärende", editable=False
    )
    change = models.ForeignKey(
        OrganisationalChange,
        models.PROTECT,
        null=True,
        related_name="items",
        verbose_name="organisatorisk förändring",
        editable=False,
    )
    standing = models.ForeignKey(
        StandingItem, models.PROTECT, null=True, related_name="+", verbose_name="stående punkt", editable=False
    )
    presenter = models.CharField("föredragande", max_length=200, blank=True, validators=FREE)
    minutes = models.PositiveSmallIntegerField("minuter", default=10)
    proposal = models.TextField("förslag till beslut", blank=True, validators=FREE)
    unready_reason = models.CharField(
        "varför punkten tas upp fast den inte är färdigberedd", max_length=300, blank=True, validators=FREE
    )
    added_at = models.DateTimeField("tillagd", default=clock.now, editable=False)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="tillagd av", editable=False)
    withdrawn_at = models.DateTimeField("utgick", null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="utgick genom", editable=False
    )
    withdrawn_reason = models.CharField(
        "skäl att punkten utgick", max_length=300, blank=True, validators=FREE, editable=False
    )
    moved_to = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="moved_from", verbose_name="flyttad till", editable=False
    )
    version = models.PositiveIntegerField("version", default=1, editable=False)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = "punkt"
        verbose_name_plural = "punkter"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agenda_item_minutes",
                condition=Q(minutes__gte=1, minutes__lte=480),
                violation_error_message="En punkt tar mellan 1 och 480 minuter.",
            ),
            models.UniqueConstraint(
                name="agenda_item_case_once",
                fields=["meeting", "case"],
                condition=Q(withdrawn_at=None, case__isnull=False),
                violation_error_message="Ärendet står redan på dagordningen.",
            ),
            models.UniqueConstraint(
                name="agenda_item_change_once",
                fields=["meeting", "change"],
                condition=Q(withdrawn_at=None, change__isnull=False),
                violation_error_message="Förändringen står redan på dagordningen.",
            ),
            models.CheckConstraint(
                name="agenda_item_withdrawn_says_why",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="", moved_to=None)
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
            ),
            models.CheckConstraint(name="agenda_item_moved_elsewhere", condition=~Q(moved_to=F("pk"))),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="called_is_kept",
                operation=pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (SELECT FROM meetings_meeting WHERE id = OLD.meeting_id AND called_at IS NOT NULL) THEN
                        RAISE EXCEPTION 'an item that people have been called to is withdrawn, not removed'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN OLD;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_withdrawn(self) -> bool:
        """Is it no longer on the agenda?"""
        return self.withdrawn_at is not None

    @property
    def came_late(self) -> bool:
        """Was a case added after the meeting's last day for cases?"""
        added_on: dt.date = self.added_at.astimezone(clock.STOCKHOLM).date()
        return self.case_id is not None and added_on > self.meeting.cases_by


@tracked()
class ItemDocument(models.Model):
    """A document that belongs to an item (punktens handling): the body's own, or one of the item's case."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="document_links")
    document = models.ForeignKey(Document, models.PROTECT, related_name="item_links", verbose_name="handling")
    position = models.PositiveSmallIntegerField("ordning", default=0, editable=False)

    class Meta:
        verbose_name = "punktens handling"
        verbose_name_plural = "punkternas handlingar"
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["item", "document"], name="item_document_once")]

    def __str__(self) -> str:
        return str(self.document)


@tracked()
class ResourcePerson(models.Model):
    """Somebody who is co-opted for one item and sees no other (resursperson, rule 56)."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="resource_persons")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="person")
    about = models.CharField("i egenskap av", max_length=200, blank=True, validators=FREE)

    class Meta:
        verbose_name = "resursperson"
        verbose_name_plural = "resurspersoner"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["item", "user"], name="resource_person_once")]

    def __str__(self) -> str:
        return str(self.user)
