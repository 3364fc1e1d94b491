"""The bodies, and who sits in them today."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from groups.models import Body, Office, Seat, Sitting
from groups.views.chair_lines import presidium_of
from samla import clock, registry
from samla.formats import date_text
from samla.http import Request


@dataclass(slots=True)
class SeatLine:
    """One seat on the page of a body: what it is, and who holds it today."""

    label: str
    organisation: str
    status: str
    holders: list[tuple[str, str]] = field(default_factory=list)
    places: str = ""
    is_vacant: bool = False


@require_GET
def body_list(request: Request) -> HttpResponse:
    """The bodies of the collaboration, by level."""
    bodies = Body.objects.visible_to(request.user).active().filter(collaboration=request.collaboration)
    levels: dict[str, list[Body]] = defaultdict(list)
    for body in bodies:
        levels[body.get_level_display()].append(body)
    return render(
        request, "groups/list.html", {"levels": dict(levels), "trail": [("Start", reverse("start")), ("Grupper", None)]}
    )


@require_GET
def body_page(request: Request, slug: str) -> HttpResponse:
    """One body: its purpose, chair and vice chair, seats and holders, governing documents, and what upper apps add."""
    bodies = Body.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    body = get_object_or_404(bodies.select_related("collaboration"), slug=slug)
    seats = list(Seat.objects.filter(body=body).select_related("organisation", "derived_from"))
    lines = seat_lines(body, seats)
    presidium_of(body, seats)  # remembered for the panels too
    context = {
        "body": body,
        "lines": lines,
        "vacancies": sum(line.is_vacant for line in lines),
        "offices": offices_of(body),
        "slots": list(body.mandate_slots.all()),
        "facts": facts_of(body),
        "panels": registry.panels_for("body", request, body),
        "trail": [("Start", reverse("start")), ("Grupper", reverse("groups:list")), (body.short_name, None)],
    }
    return render(request, "groups/body.html", context)


def seat_lines(body: Body, seats: Iterable[Seat]) -> list[SeatLine]:
    """The seats of a body with those who hold them today; a seat with fewer persons than it must have is vacant (31)."""
    today = clock.today()
    sittings: dict[int, list[Sitting]] = defaultdict(list)
    for sitting in (
        Sitting.objects.on(today).filter(body=body).select_related("user", "appointment").order_by("starts_on")
    ):
        sittings[sitting.seat_id].append(sitting)
    here = (seat for seat in seats if seat.valid_to is None or seat.valid_to >= today)
    return [_line(seat, sittings[seat.pk]) for seat in here]


def _line(seat: Seat, sittings: list[Sitting]) -> SeatLine:
    holders = [
        (
            f"{sitting.user.name} ({sitting.appointment.scope})" if sitting.appointment.scope else sitting.user.name,
            _period(sitting),
        )
        for sitting in sittings
    ]
    organisation = str(seat.organisation) if seat.organisation and str(seat.organisation) != seat.label else ""
    if seat.derived_from is not None:
        organisation = f"{Office(seat.derived_office).label} i {seat.derived_from.short_name}"
    places = f"högst {seat.max_persons} personer" if seat.max_persons > 1 else ""
    status = seat.get_status_display()
    return SeatLine(seat.label, organisation, status, holders, places, is_vacant=len(holders) < seat.min_persons)


def _period(sitting: Sitting) -> str:
    ends = f" till {date_text(sitting.ends_on)}" if sitting.ends_on else ""
    return f"från {date_text(sitting.starts_on)}{ends}"


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
