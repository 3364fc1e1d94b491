"""Finding the case or body that an address names."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404

from cases.models import Case, CaseDocument
from cases.models.queries import NOT_MATERIAL, readable_sql
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
BY_NUMBER = "cases_case.collaboration_id = %(area)s AND cases_case.number = %(number)s"
BY_KEY = "cases_case.collaboration_id = %(area)s AND cases_case.number IS NULL AND cases_case.id = %(key)s"
# The first is the same as `CaseQuerySet.with_documents`; the second are the names of its target groups.
HAS_DOCUMENTS = """
    EXISTS (SELECT FROM cases_casedocument link JOIN documents_document document ON document.id = link.document_id
            WHERE link.case_id = cases_case.id AND document.state <> ALL (%(not_material)s))"""
GROUP_NAMES = """
    ARRAY(SELECT target.name FROM cases_casetargetgroup link JOIN plans_targetgroup target ON target.id = link.target_group_id
          WHERE link.case_id = cases_case.id ORDER BY link.id)"""
WITH = (("has_documents", HAS_DOCUMENTS), ("group_names", GROUP_NAMES))


def find_case(
    request: Request, number: str | None = None, pk: int | None = None, *, extras: Mapping[str, str] | None = None
) -> Case:
    """The case of a number, or the draft of a key, with what its page names, if the reader may see it; otherwise 404.

    Asked with a kept plan, since every page below a case begins with it. `extras`: what else comes along, as SQL about
    `cases_case` by name (`registry.extras_for`).
    """
    readable, parameters = readable_sql(request.user, powers_of(request.user))
    asked: dict[str, Any] = {"area": request.collaboration.pk, "number": number, "key": pk, **parameters}
    asked["not_material"] = [state.value for state in NOT_MATERIAL]
    found = fetch_prepared_models(
        Case,
        f"{BY_KEY if number is None else BY_NUMBER} AND {readable}",
        asked,
        related=BESIDE,
        more=(*WITH, *(extras or {}).items()),
    )
    if not found:
        raise Http404
    (case,) = found
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
