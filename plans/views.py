"""The collaboration plan as its readers meet it."""

import datetime as dt
from collections import defaultdict

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from groups.powers import powers_of
from plans.models import CollaborationPlan, PriorityGoal, TargetGroup
from samla import clock
from samla.http import Request


@require_GET
def plan_page(request: Request) -> HttpResponse:
    """The plans of the collaboration, the one in force first, with aims, yearly goals and target groups (2, 5, 6, 8, 9)."""
    if request.collaboration.pk not in powers_of(request.user).collaborations:
        raise Http404
    today = clock.today()
    found = CollaborationPlan.objects.filter(collaboration=request.collaboration).select_related("adopted_by")
    plans = list(found.prefetch_related("overall_goals", "priority_goals"))
    context = {
        "plans": [(plan, status_of(plan, today), goals_by_year(plan)) for plan in plans],
        "in_force": any(plan.adopted and plan.starts_on <= today <= plan.ends_on for plan in plans),
        "target_groups": list(TargetGroup.objects.filter(collaboration=request.collaboration, ended_on=None)),
        "trail": [("Start", reverse("start")), ("Samverkansplan", None)],
    }
    return render(request, "plans/plan.html", context)


def status_of(plan: CollaborationPlan, today: dt.date) -> tuple[str, str]:
    """A plan's state for its badge, and in a word."""
    if not plan.adopted:
        return "draft", "Inte antagen"
    if plan.ends_on < today:
        return "done", "Har gällt"
    if plan.starts_on > today:
        return "waiting", "Gäller senare"
    return "ready", "Gäller nu"


def goals_by_year(plan: CollaborationPlan) -> list[tuple[int, list[PriorityGoal]]]:
    """A plan's priority goals, year by year, the latest first."""
    years: dict[int, list[PriorityGoal]] = defaultdict(list)
    for goal in plan.priority_goals.all():
        years[goal.year].append(goal)
    return sorted(years.items(), reverse=True)
