"""The first page."""

from collections.abc import Sequence
from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from groups.models import CareCollaboration
from groups.powers import powers_of
from samla import clock, registry
from samla.http import Request
from samla.registry import Todo

SHOWN = 100


@login_not_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Signed out: what the collaboration is. Signed in: Mitt arbete, what waits for me, most urgent first."""
    if not request.user.is_authenticated:
        return render(request, "desk/welcome.html")
    return work(cast("Request", request))


def work(request: Request) -> HttpResponse:
    """Mitt arbete."""
    todos = registry.todos_for(request)
    context = {
        "todos": [(todo, bool(todo.deadline and todo.deadline < clock.today())) for todo in todos[:SHOWN]],
        "count": len(todos),
        "late": late(todos),
        "panels": registry.panels_for("start", request, None),
        "elsewhere": elsewhere(request),
    }
    return render(request, "desk/work.html", context)


def late(todos: Sequence[Todo]) -> int:
    """How many of the things have passed their last day."""
    today = clock.today()
    return sum(1 for todo in todos if todo.deadline and todo.deadline < today)


def elsewhere(request: Request) -> list[CareCollaboration]:
    """The other collaborations where this person has a seat or a grant."""
    others = powers_of(request.user).collaborations - {request.collaboration.pk}
    return list(CareCollaboration.objects.filter(pk__in=others).order_by("name")) if others else []
