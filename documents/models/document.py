"""A document (handling): what it is, where it is in its life, who did what with it and when."""

from __future__ import annotations

import datetime as dt
from typing import Self

import pgtrigger
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear

from documents.models.records_plan import DocumentType
from documents.workflow import GONE, LOCKED, DocumentState
from groups.models import Body, CareCollaboration, User
from groups.powers import Power, powers_of
from samla import clock
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers

FREE = [refuse_identity_numbers]
STEPS_TAKEN = ("shared", "finalised", "attested", "published", "disposed", "discarded")
OPEN = (DocumentState.DRAFT, DocumentState.SHARED)
UNREGISTERED = (*OPEN, DocumentState.DISCARDED)

# Only what describes the content; a mark of secrecy, an authority's own number and a check of the file may come later.
LOCKED_COLUMNS = (
    "collaboration_id", "body_id", "document_type_id", "home", "number", "title", "direction", "drawn_up_on",
    "counterparty", "author_id", "created_at", "finalised_at", "finalised_by_id",
)  # fmt: skip


class Direction(models.TextChoices):
    """Whence a document came, or where it went (L3)."""

    INTERNAL = "INTERNAL", "upprättad"
    RECEIVED = "RECEIVED", "inkommen"
    DISPATCHED = "DISPATCHED", "expedierad"


class DocumentHome(models.TextChoices):
    """Where a document belongs, and therefore which floor says who may read it."""

    BODY = "BODY", "gruppen"
    CASE = "CASE", "ett ärende"
    MEETING = "MEETING", "ett möte"


class AccessibilityCheck(models.TextChoices):
    """What was found by whoever looked at whether everybody can read the file; asked before it is published (L18)."""

    UNKNOWN = "UNKNOWN", "Inte kontrollerad"
    ACCESSIBLE = "ACCESSIBLE", "Kontrollerad: tillgänglig"
    NOT_ACCESSIBLE = "NOT_ACCESSIBLE", "Kontrollerad: inte tillgänglig"


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The documents of bodies (not those of cases, which their case speaks for) that the person may read (L2, L7).

        A draft: its author. Shared: its author, the body, its registrar and the process leader. Registered: everybody
        with a seat or a reader's grant in the collaboration; published: anybody. Marked secret: as when it was shared.
        `documents/models/readers.py` answers the same from the other end.
        """
        published = Q(state=DocumentState.PUBLISHED, secrecy_provision="")
        if not isinstance(user, User):
            return self.filter(published, home=DocumentHome.BODY)
        powers = powers_of(user)
        own = Q(author=user, collaboration__in=powers.collaborations)
        near = powers.bodies | powers.reach(Power.REGISTER)
        close = ~Q(state=DocumentState.DRAFT) & (Q(body__in=near) | Q(collaboration__in=powers.leads))
        registered = ~Q(state__in=UNREGISTERED) & Q(collaboration__in=powers.readable, secrecy_provision="")
        there = self.exclude(state=DocumentState.DISCARDED)
        return there.filter(published | own | close | registered, home=DocumentHome.BODY)

    def due_for_disposal(self, day: dt.date) -> Self:
        """What the records plan says is kept long enough on a day: its years, from the end of the year of its date (L10).

        Whether it may be disposed of now also depends on what upper floors say: `actions.candidates` asks them.
        """
        last_year = ExtractYear("drawn_up_on") + F("document_type__disposed_after_years")
        kept = self.filter(state__in=LOCKED, document_type__preserved=False, document_type__disposed_after_years__gte=0)
        return kept.alias(last_year=last_year).filter(last_year__lt=day.year)

    def kept_while_needed(self) -> Self:
        """What is disposed of when somebody judges that it is no longer needed (vid inaktualitet)."""
        return self.filter(
            state__in=LOCKED, document_type__preserved=False, document_type__disposed_after_years__isnull=True
        )

    def published(self) -> Self:
        """What anybody may read without signing in, whatever it belongs to; never what is marked secret (L7)."""
        return self.filter(state=DocumentState.PUBLISHED, secrecy_provision="")


@tracked()
class Document(models.Model):
    """One document of a body (handling), with versions; its state changes by a named person's step only (L1)."""

    collaboration = models.ForeignKey(CareCollaboration, models.PROTECT, related_name="documents", editable=False)
    body = models.ForeignKey(Body, models.PROTECT, related_name="documents", verbose_name="grupp", editable=False)
    document_type = models.ForeignKey(
        DocumentType, models.PROTECT, related_name="documents", verbose_name="handlingsslag"
    )
    home = models.CharField("hör till", max_length=10, choices=DocumentHome, editable=False)
    number = models.CharField("beteckning", max_length=40, unique=True, null=True, editable=False)  # noqa: DJ001  unique when given
    title = models.CharField("rubrik", max_length=200, validators=FREE)
    state = models.CharField("läge", max_length=12, choices=DocumentState, default=DocumentState.DRAFT, editable=False)
    direction = models.CharField(
        "upprättad, inkommen eller expedierad", max_length=10, choices=Direction, default=Direction.INTERNAL
    )
    drawn_up_on = models.DateField("upprättad, inkommen eller expedierad den", null=True, blank=True)
    counterparty = models.CharField("avsändare eller mottagare", max_length=200, blank=True, validators=FREE)
    external_number = models.CharField("myndighetens diarienummer", max_length=60, blank=True, validators=FREE)
    accessibility = models.CharField(
        "tillgänglighet", max_length=20, choices=AccessibilityCheck, default=AccessibilityCheck.UNKNOWN
    )
    secrecy_provision = models.CharField("sekretess enligt", max_length=120, blank=True, validators=FREE)
    secrecy_on = models.DateField("sekretessmarkerad den", null=True, blank=True)
    secrecy_authority = models.CharField("sekretessmarkerad av", max_length=120, blank=True, validators=FREE)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="skapad av", editable=False)
    created_at = models.DateTimeField("skapad", default=clock.now, editable=False)
    shared_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="delad av", editable=False
    )
    shared_at = models.DateTimeField("delad", null=True, editable=False)
    finalised_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="fastställd av", editable=False
    )
    finalised_at = models.DateTimeField("fastställd", null=True, editable=False)
    attested_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="justerad av", editable=False
    )
    attested_at = models.DateTimeField("justerad", null=True, editable=False)
    published_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="publicerad av", editable=False
    )
    published_at = models.DateTimeField("publicerad", null=True, editable=False)
    disposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="gallrad av", editable=False
    )
    disposed_at = models.DateTimeField("gallrad", null=True, editable=False)
    discarded_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="kastad av", editable=False
    )
    discarded_at = models.DateTimeField("kastad", null=True, editable=False)
    version = models.PositiveIntegerField("version", default=1, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "handling"
        verbose_name_plural = "handlingar"
        ordering = ["created_at", "pk"]
        indexes = [models.Index(name="document_of_body", fields=["body", "state"])]
        constraints = [
            *(
                models.CheckConstraint(
                    name=f"document_{verb}_at_and_by",
                    condition=Q(**{f"{verb}_at": None, f"{verb}_by": None})
                    | Q(**{f"{verb}_at__isnull": False, f"{verb}_by__isnull": False}),
                )
                for verb in STEPS_TAKEN
            ),
            models.CheckConstraint(
                name="document_registered_iff_finalised",
                condition=Q(state__in=UNREGISTERED, finalised_at=None, number=None)
                | (
                    ~Q(state__in=UNREGISTERED)
                    & Q(finalised_at__isnull=False, number__isnull=False, drawn_up_on__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="document_shared_says_by_whom",
                condition=~Q(state=DocumentState.SHARED) | Q(shared_at__isnull=False),
            ),
            models.CheckConstraint(
                name="document_attested_says_by_whom",
                condition=~Q(state=DocumentState.ATTESTED) | Q(attested_at__isnull=False),
            ),
            models.CheckConstraint(
                name="document_published_iff_state",
                condition=Q(state=DocumentState.PUBLISHED, published_at__isnull=False)
                | (~Q(state=DocumentState.PUBLISHED) & Q(published_at=None)),
            ),
            models.CheckConstraint(
                name="document_disposed_iff_state",
                condition=Q(state=DocumentState.DISPOSED, disposed_at__isnull=False)
                | (~Q(state=DocumentState.DISPOSED) & Q(disposed_at=None)),
            ),
            models.CheckConstraint(
                name="document_discarded_iff_state",
                condition=Q(state=DocumentState.DISCARDED, discarded_at__isnull=False, shared_at=None)
                | (~Q(state=DocumentState.DISCARDED) & Q(discarded_at=None)),
                violation_error_message="Ett utkast som har varit delat kastas inte.",
            ),
            models.CheckConstraint(
                name="document_secrecy_says_by_whom",
                condition=Q(secrecy_provision="", secrecy_on=None, secrecy_authority="")
                | (~Q(secrecy_provision="") & Q(secrecy_on__isnull=False) & ~Q(secrecy_authority="")),
                violation_error_message="En sekretessmarkering har bestämmelse, dag och myndighet.",
            ),
            models.CheckConstraint(
                name="document_secret_is_not_published",
                condition=~Q(state=DocumentState.PUBLISHED) | Q(secrecy_provision=""),
                violation_error_message="En handling med sekretessmarkering publiceras inte.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="finalised_is_locked",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "OLD.finalised_at IS NOT NULL AND ("
                    + " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in LOCKED_COLUMNS)
                    + ")"
                ),
                func="RAISE EXCEPTION 'a finalised document does not change' USING ERRCODE = 'restrict_violation';",
            ),
            pgtrigger.Trigger(
                name="finalised_is_kept",
                operation=pgtrigger.Delete,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("OLD.finalised_at IS NOT NULL"),
                func="RAISE EXCEPTION 'a finalised document is kept' USING ERRCODE = 'restrict_violation';",
            ),
            pgtrigger.Trigger(
                name="disposed_by_a_run",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("NEW.state = 'DISPOSED' AND OLD.state <> 'DISPOSED'"),
                func="""
                    IF NOT EXISTS (SELECT FROM documents_disposeddocument WHERE document_id = NEW.id) THEN
                        RAISE EXCEPTION 'a document is disposed of by a disposal run'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="gone_stays_gone",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("OLD.state IN ('DISPOSED', 'DISCARDED') AND NEW.state <> OLD.state"),
                func="RAISE EXCEPTION 'what is gone does not come back' USING ERRCODE = 'restrict_violation';",
            ),
            # Whichever page finalises it, the revision of a governing document that it is closes with it.
            pgtrigger.Trigger(
                name="closes_its_revision",
                operation=pgtrigger.UpdateOf("finalised_at"),
                when=pgtrigger.After,
                condition=pgtrigger.Condition("OLD.finalised_at IS NULL AND NEW.finalised_at IS NOT NULL"),
                func="UPDATE documents_governingrevision SET is_open = FALSE WHERE document_id = NEW.id; RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_locked(self) -> bool:
        """Can its content no longer change (L1)?"""
        return self.state not in OPEN

    @property
    def is_readable(self) -> bool:
        """Are its files still there?"""
        return self.state not in GONE
