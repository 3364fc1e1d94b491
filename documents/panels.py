"""What documents add to the page of a body (rules 42, 57, 64) and to the page of health, and where a body's documents have their pages."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse

from documents import rules
from documents.http import address_of
from documents.models import Blob, Document, DocumentHome, ScanState
from documents.views.governing_lines import row_of, slots_of
from groups.models import Body
from groups.powers import powers_of
from samla import clock
from samla.formats import number
from samla.health import Part, register_part
from samla.http import Request
from samla.registry import register_document_home, register_panel

HOUR = dt.timedelta(hours=1)


@register_part("filer")
def files_to_look_at() -> Part:
    """Bytes that are gone, viruses found afterwards, and a scanner that has not answered for an hour; one query."""
    hour_ago = clock.now() - HOUR
    counts = Blob.objects.kept().aggregate(
        missing=Count("pk", filter=Q(missing_at__isnull=False)),
        infected=Count("pk", filter=Q(scan_state=ScanState.INFECTED)),
        waiting=Count("pk", filter=Q(scan_state=ScanState.UNSCANNED, stored_at__lt=hour_ago)),
    )
    warnings = []
    if counts["missing"]:
        warnings.append(f"{_files(counts['missing'])} saknas i lagringen.")
    if counts["infected"]:
        warnings.append(f"{_files(counts['infected'])} har virus och lämnas inte ut.")
    if counts["waiting"] and settings.CLAMD_SOCKET:
        warnings.append(f"{_files(counts['waiting'])} väntar på att genomsökas efter virus.")
    figures = {"saknas": counts["missing"], "virus": counts["infected"], "ogenomsokta": counts["waiting"]}
    return Part(figures, warnings)


def _files(count: int) -> str:
    return "En fil" if count == 1 else f"{number(count)} filer"


@register_panel("body", order=30, template="documents/_body_documents.html")
def body_documents(request: Request, body: Body) -> Mapping[str, Any] | None:
    """The way to the body's documents, without a question of its own; nothing for a body outside the portal."""
    if body.is_external or body.collaboration_id not in powers_of(request.user).collaborations:
        return None
    return {
        "body": body,
        "all_url": reverse("documents:of_body", args=[body.slug]),
        "may_add": rules.may_draw_up(request.user, body),
    }


@register_document_home(DocumentHome.BODY)
def pages_of_documents(request: Request, documents: Iterable[Document]) -> Mapping[int, str]:
    """The page of each document of a body that the reader may open. One query."""
    keys = [document.pk for document in documents]
    visible = Document.objects.visible_to(request.user).filter(pk__in=keys)
    return {document.pk: address_of(document) for document in visible.only("pk")}


@register_panel("body", order=30, template="documents/_body_governing.html")
def body_governing(request: Request, body: Body) -> Mapping[str, Any] | None:
    """The body's slots with the document in force, or that it is missing; nothing outside the collaboration."""
    slots = body.slots
    may_add = bool(rules.may_add_slot(request.user, body))
    if not slots and not may_add:
        return None
    return {"body": body, "rows": [row_of(slot) for slot in slots_of(slots, request.user)], "may_add": may_add}
