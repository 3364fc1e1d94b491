"""The warning that no collaboration plan is in force (rule 2)."""

from collections.abc import Mapping
from typing import Any

from plans.models import CollaborationPlan
from samla.http import Request
from samla.registry import register_panel


@register_panel("start", order=1, template="plans/_no_plan.html")
def no_plan(request: Request, thing: Any) -> Mapping[str, Any] | None:
    """Nothing, as long as an adopted plan holds today."""
    plans = CollaborationPlan.objects.filter(collaboration=request.collaboration)
    return None if plans.in_force().exists() else {}
