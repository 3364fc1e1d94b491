"""Finding the case or body that an address names."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404

from cases.models import Case, CaseDocument
from groups.models import Body
from groups.powers import powers_of
from samla.http import Request
from samla.prepared import fetch_prepared_models

BODIES = ("origin", "holder", "asked", "sender", "aims_at")
OF_DOCUMENT = (
    "document__body", "document__document_type", "document__author", "document__shared_by", "document__finalised_by",
    "document__attested_by", "document__published_by", "document__disposed_by",
    "case__origin", "case__holder", "case__asked", "case__sender",
)  # fmt: skip
BESIDE = ("author", "changed_by", "sender_organisation")


def find_case(
    request: Request, number: str | None = None, pk: int | None = None, *, extras: Mapping[str, Any] | None = None
) -> Case:
    """The case of a number, or the draft of a key, with what its page names, if the reader may see it; otherwise 404.

    `extras`: what else is asked with it (`registry.extras_for`).
    """
    cases = Case.objects.visible_to(request.user).with_documents().with_target_groups().select_related(*BESIDE)
    which = {"number": number} if number is not None else {"pk": pk or 0, "number": None}
    case: Case = get_object_or_404(cases.annotate(**extras or {}), collaboration=request.collaboration, **which)
    case.collaboration = request.collaboration
    with_bodies([case], bodies_of(request), BODIES)
    return case


def find_document(request: Request, document: int, number: str | None = None, pk: int | None = None) -> CaseDocument:
    """A document of the case that the address names, if the reader may see it; otherwise 404."""
    links = CaseDocument.objects.visible_to(request.user).select_related(*OF_DOCUMENT)
    which = {"case__number": number} if number is not None else {"case": pk or 0, "case__number": None}
    link: CaseDocument = get_object_or_404(links, case__collaboration=request.collaboration, document=document, **which)
    link.case.collaboration = link.document.collaboration = request.collaboration
    return link


def find_body(request: Request, slug: str) -> Body:
    """The body of a slug, if the reader may see it; otherwise 404."""
    for body in bodies_of(request).values():
        if body.slug == slug:
            return body
    raise Http404


def bodies_of(request: Request) -> dict[int, Body]:
    """The collaboration's bodies by key, in their order, asked for once in a request; none for whoever is a stranger."""
    remembered: dict[int, Body] | None = request.__dict__.get("_bodies")
    if remembered is None:
        where = "collaboration_id = %(collaboration)s ORDER BY position, name"
        key = request.collaboration.pk
        reached = key in powers_of(request.user).collaborations  # the same as Body.objects.visible_to
        bodies = fetch_prepared_models(Body, where, {"collaboration": key}) if reached else []
        remembered = request.__dict__["_bodies"] = {body.pk: body for body in bodies}
    return remembered


def with_bodies[M: Model](rows: Iterable[M], bodies: Mapping[int, Body], names: Iterable[str]) -> list[M]:
    """The rows with their bodies in place: a few bodies fetched once, instead of joined to every row."""
    placed = list(rows)
    for row in placed:
        for name in names:
            key = getattr(row, f"{name}_id")
            setattr(row, name, bodies[key] if key else None)
    return placed
