"""What cases add to the page of a body."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from cases.models import Case, CaseDocument
from cases.views.rows import rows_of
from cases.workflow import OPEN, State
from documents.models import Document, DocumentHome
from groups.models import Body
from groups.powers import powers_of
from samla.http import Request
from samla.registry import register_disposal_veto, register_document_home, register_panel

SHOWN = 5


@register_panel("body", order=10, template="cases/_body_queue.html")
def body_queue(request: Request, body: Body) -> Mapping[str, Any] | None:
    """The first cases of the body's queue and how many there are; nothing for whoever may not read cases."""
    if body.collaboration_id not in powers_of(request.user).readable:
        return None
    visible = Case.objects.visible_to(request.user)
    queue = visible.held_by(body)
    first = queue.select_related("origin", "holder", "asked", "sender", "aims_at").in_order("prioritet")[:SHOWN]
    raised = Q(origin=body) & ~Q(state=State.DISCARDED)
    counts = visible.filter(raised | Q(holder=body)).aggregate(
        open=Count("pk", filter=raised & ~Q(state=State.CLOSED)),
        closed=Count("pk", filter=raised & Q(state=State.CLOSED)),
        queue=Count("pk", filter=Q(holder=body, state__in=OPEN)),
    )
    return {
        "body": body,
        "rows": rows_of(first, request.user),
        "count": counts["queue"],
        "raised": counts,
        "list_url": f"{reverse('cases:list')}?ursprung={body.slug}",
        "may_write": body.pk in powers_of(request.user).bodies and not body.is_external,
    }


@register_document_home(DocumentHome.CASE)
def pages_of_documents(request: Request, documents: Iterable[Document]) -> dict[int, str]:
    """Where the documents of cases have their pages; only of those that the reader may see. One query."""
    links = CaseDocument.objects.visible_to(request.user).filter(document__in=[document.pk for document in documents])
    return {link.document_id: link.get_absolute_url() for link in links.select_related("case")}


@register_disposal_veto
def documents_of_open_cases(documents: Collection[int]) -> Mapping[int, str]:
    """A case keeps its documents as long as it goes on (L10)."""
    over = [State.CLOSED, State.DISCARDED]
    links = CaseDocument.objects.filter(document__in=documents).exclude(case__state__in=over)
    return {
        pk: f"Ärendet {number or ''} pågår.".replace("  ", " ")
        for pk, number in links.values_list("document", "case__number")
    }
