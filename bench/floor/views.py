"""One query per table, and a template written with care: what the portal's pages are compared with."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from bench.floor.models import Gathering, Matter, Unit, Way

STATES = [("", "Alla"), ("open", "Öppen"), ("decided", "Beslutad"), ("waiting", "Väntar")]
ORDERS = [("due", "Svar senast"), ("age", "Äldst först"), ("number", "Nummer"), ("unit", "Enhet")]
STEPS = [
    ("ta-emot", "Ta emot", ""),
    ("skicka", "Skicka vidare", ""),
    ("klart", "Klart för möte", "Innan ärendet är klart för möte saknas förslag till beslut."),
    ("komplettera", "Begär komplettering", ""),
    ("aterfor", "Återför", ""),
    ("vilande", "Lägg vilande", ""),
    ("avsluta", "Avsluta", ""),
]


@login_required(login_url="/")
def table(request: HttpRequest, pile: str) -> HttpResponse:
    """A list of matters with the choices of its filter."""
    matters = Matter.objects.filter(pile=pile).select_related("owner", "unit")
    context = {"matters": matters, "units": Unit.objects.all(), "states": STATES, "orders": ORDERS, "pile": pile}
    return render(request, "floor/table.html", context)


@login_required(login_url="/")
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter with its texts, what happened to it and what was written about it."""
    found = get_object_or_404(Matter.objects.select_related("owner__unit", "unit"), pk=pk)
    context = {
        "matter": found,
        "parties": found.parties.select_related("unit"),
        "stations": [
            (found.owner.unit.name, found.starts_at, "past"),
            (found.unit.name, found.starts_at, "now"),
            ("Nästa möte", found.due_on, "next"),
        ],
        "topics": found.topics.select_related("topic"),
        "ways": Way.objects.filter(source=found.unit_id).select_related("target"),
        "steps": STEPS,
        "checks": [
            ("Bakgrund", bool(found.background)),
            ("Fråga", bool(found.question)),
            ("Förslag till beslut", bool(found.proposal)),
            ("Konsekvenser", bool(found.consequence)),
            ("Ansvarig", bool(found.owner_id)),
            ("Datum", found.due_on is not None),
        ],
        "events": found.events.select_related("by__unit"),
        "remarks": found.remarks.select_related("by"),
    }
    return render(request, "floor/matter.html", context)


@login_required(login_url="/")
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting's agenda with people and documents."""
    found = get_object_or_404(Gathering, pk=pk)
    points = found.points.select_related("owner", "unit").prefetch_related("people__unit", "papers")
    return render(request, "floor/agenda.html", {"gathering": found, "points": points})


def nothing(request: HttpRequest, **_names: object) -> HttpResponse:
    """An address that only stands in links."""
    return HttpResponse("")
