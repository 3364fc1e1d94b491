"""What documents add to the page of a body, and where a body's documents have their pages."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from documents import rules
from documents.http import address_of
from documents.models import Document, DocumentHome
from documents.views.rows import rows_of
from groups.models import Body
from groups.powers import powers_of
from samla.http import Request
from samla.registry import register_document_home, register_panel

SHOWN = 5


@register_panel("body", order=30, template="documents/_body_documents.html")
def body_documents(request: Request, body: Body) -> Mapping[str, Any] | None:
    """The newest documents of the body that the reader may see; nothing for a body outside the portal."""
    if body.is_external or body.collaboration_id not in powers_of(request.user).collaborations:
        return None
    documents = Document.objects.visible_to(request.user).filter(body=body).select_related("document_type")
    newest = list(documents.order_by("-created_at", "-pk")[: SHOWN + 1])
    return {
        "body": body,
        "rows": rows_of(newest[:SHOWN]),
        "has_more": len(newest) > SHOWN,
        "all_url": reverse("documents:of_body", args=[body.slug]),
        "may_add": rules.may_draw_up(request.user, body),
    }


@register_document_home(DocumentHome.BODY)
def pages_of_documents(request: Request, documents: Iterable[Document]) -> Mapping[int, str]:
    """The page of each document of a body that the reader may open. One query."""
    keys = [document.pk for document in documents]
    visible = Document.objects.visible_to(request.user).filter(pk__in=keys)
    return {document.pk: address_of(document) for document in visible.only("pk")}
