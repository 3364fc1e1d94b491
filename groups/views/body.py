"""The bodies, and who sits in them today."""

from collections import defaultdict

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from groups.forms import SeatsDayForm
from groups.models import Body, Office
from groups.views.chair_lines import presidium_of
from groups.views.parties import parties_of
from groups.views.seats import days_of, seat_lines
from samla import clock, registry
from samla.formats import date_text
from samla.http import Request


@require_GET
def body_list(request: Request) -> HttpResponse:
    """The bodies of the collaboration, by level."""
    bodies = Body.objects.visible_to(request.user).active().filter(collaboration=request.collaboration)
    levels: dict[str, list[Body]] = defaultdict(list)
    for body in bodies:
        levels[body.get_level_display()].append(body)
    return render(
        request,
        "groups/list.html",
        {
            "levels": dict(levels),
            "year": clock.today().year,
            "trail": [("Start", reverse("start")), ("Grupper", None)],
        },
    )


@require_GET
def body_page(request: Request, slug: str) -> HttpResponse:
    """One body: its purpose, chair and vice chair, seats and holders, and what upper apps add."""
    bodies = Body.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    bodies = bodies.with_slots().select_related("collaboration").annotate(**registry.extras_for("body", request))
    body = get_object_or_404(bodies, slug=slug)
    today = clock.today()
    days = days_of(body)
    lines = seat_lines(body, days, today, request.user)
    presidium_of(body, [one.seat for one in days])  # remembered for the panels too
    context = {
        "body": body,
        "seat_lines": lines,
        "vacancies": sum(line.is_vacant for line in lines),
        "offices": offices_of(body),
        "parties": parties_of(body, days, today),
        "day_form": SeatsDayForm(),
        "facts": facts_of(body),
        "panels": registry.panels_for("body", request, body),
        "trail": [("Start", reverse("start")), ("Grupper", reverse("groups:list")), (body.short_name, None)],
    }
    return render(request, "groups/body.html", context)


def offices_of(body: Body) -> list[tuple[str, str, str]]:
    """Chair and vice chair today, with their periods; an office that nobody holds is said to be vacant."""
    presidium, today = presidium_of(body), clock.today()
    held = {e.office: e for e in presidium.entries_of(body) if e.name and e.first <= today <= e.last}
    offices = []
    for office in Office:
        entry = held.get(office)
        period = f"{date_text(entry.first)}–{date_text(entry.last)}" if entry else ""
        offices.append((office.label.capitalize(), entry.name if entry else "", period))
    return offices


def facts_of(body: Body) -> list[tuple[str, str]]:
    """What the structure says of a body, in short lines."""
    pairs = [
        ("Slag", body.get_kind_display().capitalize()),
        ("Nivå", body.get_level_display().capitalize()),
        ("Sammankallande", body.get_convener_display().capitalize()),
        ("Sekreterare", body.get_secretary_display().capitalize()),
        ("Kön sköts av", body.get_queue_kept_by_display().capitalize()),
        ("Ärenden senast", f"{body.case_days} dagar före möte"),
    ]
    return pairs[:2] if body.is_external else pairs
