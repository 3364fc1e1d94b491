"""What the desk adds to its own first page."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from groups.powers import powers_of
from samla.http import Request
from samla.registry import register_panel


@register_panel("start", order=90, template="desk/_audit.html")
def audit(request: Request, _thing: None) -> Mapping[str, Any] | None:
    """For the auditor, for whom no case waits: the way to what she is here for."""
    if request.collaboration.pk not in powers_of(request.user).audits:
        return None
    return {"url": reverse("history:search"), "collaboration": request.collaboration}
