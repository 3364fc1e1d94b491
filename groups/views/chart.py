"""The organisation in two pictures, for everybody: who is part, and how the bodies are tied together (82, 83)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from groups.models import (
    Body,
    CareCollaboration,
    Level,
    Office,
    Organisation,
    OrganisationKind,
    Population,
    Principal,
    Route,
    Seat,
    SeatStatus,
    Side,
    side_of,
)
from groups.powers import powers_of
from groups.views.chart_layout import Band, Group, Node, Place, Way, lay_out_parties, lay_out_ways
from samla import clock
from samla.formats import date_text, number
from samla.http import OpenRequest

SIDES = {Side.REGION.value: "Regionens sida", Side.MUNICIPAL.value: "Kommunernas sida", "": "Utanför huvudmännen"}
WITHOUT_PRINCIPAL = {"": "Externa parter"}


@login_not_required
@require_GET
def chart(request: OpenRequest) -> HttpResponse:
    """Principals, organisations, bodies and the ways between them, drawn from data and told in words; no person."""
    belongs = request.collaboration.pk in powers_of(request.user).collaborations
    bands = parties_of(request.collaboration, linked=belongs)
    levels = levels_of(request.collaboration)
    bodies = [body for _, found in levels for body in found]
    routes, ties = routes_between(bodies), ties_between(bodies)
    places = [
        (title, [Place(body.pk, body.short_name, body.get_absolute_url() if belongs else "") for body in found])
        for title, found in levels
    ]
    ways = [Way(route.source_id, route.target_id, route.label) for route in routes]
    ways += [Way(source.pk, target.pk, words, is_derived=True) for source, target, words in ties]
    context = {
        "belongs": belongs,
        "bands": bands,
        "parties": lay_out_parties(bands),
        "levels": levels,
        "routes": routes,
        "ties": ties,
        "ways": lay_out_ways(places, ways),
        "population": population_of(request.collaboration),
        "trail": [("Start", reverse("start")), ("Organisation", None)],
    }
    return render(request, "groups/chart.html", context)


# Who is part


def parties_of(collaboration: CareCollaboration, *, linked: bool) -> list[Band]:
    """The sides with their principals and those with their organisations, in the order of the structure."""
    today = clock.today()
    organisations = Organisation.objects.filter(Q(ended_on=None) | Q(ended_on__gte=today), collaboration=collaboration)
    by_group: dict[tuple[str, str], list[Organisation]] = defaultdict(list)
    for principal in Principal.objects.filter(collaboration=collaboration).order_by("pk"):
        by_group[principal.side, principal.name] = []
    for organisation in organisations.select_related("principal").order_by("pk"):
        side = side_of(organisation)
        alone = WITHOUT_PRINCIPAL.get(side, "Utan egen huvudman")
        by_group[side, organisation.principal.name if organisation.principal else alone].append(organisation)
    bands = []
    for side, title in SIDES.items():
        groups = [
            Group(name, nodes_of(found, linked=linked)) for (where, name), found in by_group.items() if where == side
        ]
        if groups:
            bands.append(Band(title, tuple(groups)))
    return bands


def nodes_of(organisations: Sequence[Organisation], *, linked: bool) -> tuple[Node, ...]:
    """The organisations of one principal as trees: each whole with its parts; whose whole is elsewhere stands alone."""
    here = {organisation.pk for organisation in organisations}
    parts: dict[int | None, list[Organisation]] = defaultdict(list)
    for organisation in organisations:
        parts[organisation.part_of_id if organisation.part_of_id in here else None].append(organisation)
    seen: set[int] = set()

    def node(organisation: Organisation) -> Node:
        seen.add(organisation.pk)
        below = tuple(node(part) for part in parts[organisation.pk] if part.pk not in seen)
        url = organisation.get_absolute_url() if linked else ""
        return Node(organisation.name, OrganisationKind(organisation.kind).name.lower(), url, below)

    roots = [node(organisation) for organisation in parts[None]]
    # Two that are said to be part of each other hang from nothing, and are shown all the same.
    return tuple(roots + [node(organisation) for organisation in organisations if organisation.pk not in seen])


# The bodies and what ties them together


def levels_of(collaboration: CareCollaboration) -> list[tuple[str, list[Body]]]:
    """The bodies of today by level, from the political one to what is outside."""
    by_level: dict[str, list[Body]] = defaultdict(list)
    for body in Body.objects.active().filter(collaboration=collaboration):
        by_level[body.level].append(body)
    return [(level.label.capitalize(), by_level[level]) for level in Level if by_level[level]]


def routes_between(bodies: Iterable[Body]) -> list[Route]:
    """The ways of today between these bodies, each with its bodies in place, by the order of its source."""
    by_key = {body.pk: body for body in bodies}
    routes = Route.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=clock.today()), source__in=by_key, target__in=by_key
    )
    for route in routes:
        route.source, route.target = by_key[route.source_id], by_key[route.target_id]
    places = {key: place for place, key in enumerate(by_key)}
    return sorted(routes, key=lambda route: (places[route.source_id], places[route.target_id]))


def ties_between(bodies: Iterable[Body]) -> list[tuple[Body, Body, str]]:
    """What follows from an office elsewhere (38, 55, 63): the body that has it, the body it reaches, and how in words."""
    by_key = {body.pk: body for body in bodies}
    seats = Seat.objects.filter(status=SeatStatus.DERIVED, body__in=by_key, derived_from__in=by_key)
    offices: dict[tuple[int, int, bool], set[str]] = defaultdict(set)
    for seat in seats.exclude(valid_to__lt=clock.today()).exclude(valid_from__gt=clock.today()):
        if seat.derived_from_id is not None:
            offices[seat.derived_from_id, seat.body_id, bool(seat.confers_office)].add(seat.derived_office)
    ties = []
    for (source, target, leads), held in sorted(offices.items()):
        who = " och ".join(office.label for office in Office if office in held).capitalize()
        ties.append((by_key[source], by_key[target], f"{who} {'leder också' if leads else 'har plats'}"))
    followed = ((by_key.get(body.chair_follows_id or 0), body) for body in by_key.values())
    return ties + [(source, body, "Ordföranden från samma sida") for source, body in followed if source is not None]


# How many live there


def population_of(collaboration: CareCollaboration) -> dict[str, object]:
    """Each principal's newest figure with its day and source, and the sum when they are of the same day (82)."""
    figures = Population.objects.filter(principal__collaboration=collaboration).order_by("principal", "-counted_on")
    newest = list(figures.distinct("principal").select_related("principal"))
    lines = [(str(one.principal), number(one.count), date_text(one.counted_on), one.source) for one in newest]
    days: set[dt.date] = {one.counted_on for one in newest}
    total = number(sum(one.count for one in newest)) if len(newest) > 1 and len(days) == 1 else ""
    return {"lines": lines, "total": total, "counted": lines[0][2] if total else ""}
