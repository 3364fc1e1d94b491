"""What documents add to the page of a body: its governing documents (rules 42, 57, 64)."""

from collections.abc import Mapping
from typing import Any

from documents import rules
from documents.views.governing_lines import row_of, slots_of
from groups.models import Body, MandateSlot
from samla.http import Request
from samla.registry import register_panel


@register_panel("body", order=30, template="documents/_body_governing.html")
def body_governing(request: Request, body: Body) -> Mapping[str, Any] | None:
    """The body's slots with the document in force, or that it is missing; nothing outside the collaboration."""
    slots = list(MandateSlot.objects.filter(body=body))
    may_add = bool(rules.may_add_slot(request.user, body))
    if not slots and not may_add:
        return None
    for slot in slots:
        slot.body = body
    return {"body": body, "rows": [row_of(slot) for slot in slots_of(slots, request.user)], "may_add": may_add}
