"""The warning that no collaboration plan is in force (rule 2)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from plans.models import CollaborationPlan
from samla.http import Request
from samla.registry import Milestone, register_milestones, register_panel


@register_panel("start", order=1, template="plans/_no_plan.html")
def no_plan(request: Request, thing: Any) -> Mapping[str, Any] | None:
    """Nothing, as long as an adopted plan holds today."""
    plans = CollaborationPlan.objects.filter(collaboration=request.collaboration)
    return None if plans.in_force().exists() else {}


@register_milestones
def plan_periods(request: Request, year: int) -> Iterable[Milestone]:
    """When an adopted collaboration plan begins and ends to hold (rule 2); one query."""
    for plan in CollaborationPlan.objects.filter(collaboration=request.collaboration, adopted=True):
        if plan.starts_on.year == year:
            yield Milestone(plan.starts_on, f"{plan.title} börjar gälla", reverse("plans:plan"))
        if plan.ends_on.year == year:
            yield Milestone(plan.ends_on, f"{plan.title} slutar gälla", reverse("plans:plan"))
