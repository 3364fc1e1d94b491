"""The documents of a case, and who reads them."""

from __future__ import annotations

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from cases.models.case import Case
from cases.models.queries import HIDDEN, Readable
from documents.models import Document
from documents.models.document import UNREGISTERED
from documents.workflow import DocumentState
from groups.models import User
from groups.powers import powers_of
from samla.history import tracked


class CaseDocumentQuerySet(models.QuerySet["CaseDocument"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Every document of a case that the person may read (section 3, 1; L2, L7).

        A draft: its author. Shared: its author, the body that has the case, the body that has been asked, the process
        leader; while the case itself is a draft, whoever reads that. Finalised: whoever reads the case. A secrecy
        marking, the document's or the case's, leaves those on the case's way and the leader. Published: anybody.
        """
        marked = {"document__secrecy_provision": "", "case__secrecy_provision": ""}
        published = Q(document__state=DocumentState.PUBLISHED, **marked)
        if not isinstance(user, User):
            return self.filter(published)
        powers = powers_of(user)
        near = Q(case__holder__in=powers.bodies) | Q(case__asked__in=powers.bodies)
        near |= Q(case__collaboration__in=powers.leads) | Q(case__state__in=HIDDEN)
        own = Q(document__author=user)
        shown = ~Q(document__state__in=UNREGISTERED) | own | (Q(document__state=DocumentState.SHARED) & near)
        readable = Q(Readable("case__version", user, powers, document="document__version"))
        return self.filter(published | (readable & shown)).exclude(document__state=DocumentState.DISCARDED)

    def in_order(self) -> Self:
        """By number, and after them what has none yet, oldest first."""
        return self.order_by(F("running_number").asc(nulls_last=True), "pk")


@tracked()
class CaseDocument(models.Model):
    """A document in a case (ärendets handling), with its running number there: SAMLA 2026-0001:3 (section 3, 10)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="document_links")
    document = models.OneToOneField(Document, models.PROTECT, related_name="case_link", verbose_name="handling")
    running_number = models.PositiveSmallIntegerField("löpnummer", null=True, editable=False)

    objects = CaseDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "ärendets handling"
        verbose_name_plural = "ärendets handlingar"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "running_number"], name="case_document_running_number")]

    def __str__(self) -> str:
        return str(self.document)

    def get_absolute_url(self) -> str:
        return f"{self.case.get_absolute_url()}handlingar/{self.document_id}/"

    @property
    def is_secret(self) -> bool:
        """Does a marking, its own or the case's, narrow who reads it?"""
        return bool(self.document.secrecy_provision or self.case.secrecy_provision)
