"""”Vem kan se det här?”: who reads a case, why, and what a secrecy marking changes."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from cases.http import bodies_of, find_case
from cases.models import Case
from cases.models.readers import Reading, Role, passed_by, people_by_role, readings_of
from groups.models import Body, User
from groups.powers import LABELS, PROCESS_LEADER, Holding, Power
from groups.views.readers import ReaderGroup, active_holdings, sorted_names, until
from samla.http import Request

WHY_BY_GRANT = {
    Power.READ: "Har fått behörighet att läsa inlämnade ärenden.",
    Power.AUDIT: "Granskar hur ärendena sköts och läser därför det som är inlämnat.",
    Power.REGISTER: "Registrerar handlingar och läser därför det som är inlämnat.",
    Power.READ_DRAFTS: "Har fått behörighet att läsa gruppens utkast, och läser ärenden när de är inlämnade.",
    Power.READ_ORGANISATION: "Har fått behörighet att läsa utkast från en organisations representanter, och läser ärenden när de är inlämnade.",
}


@require_GET
def case_readers(request: Request, number: str | None = None, pk: int | None = None) -> HttpResponse:
    """Who may see this case, for everybody who may."""
    case = find_case(request, number, pk)
    bodies = bodies_of(request)
    holdings, people = active_holdings(case.collaboration_id)
    readings = readings_of(case, holdings)
    shut_out = _shut_out(case, holdings, readings) if case.secrecy_provision else []
    context = {
        "case": case,
        "groups": groups_of(case, readings, bodies, people),
        "count": len({reading.user for reading in readings}),
        "shut_out": groups_of(case, shut_out, bodies, people, are_shut_out=True),
        "secrecy": secrecy_text(case, bodies),
        "note_readers": note_readers(case, holdings, people) if case.number else (),
        "trail": [
            ("Start", reverse("start")),
            ("Ärenden", reverse("cases:list")),
            (case.number or "Utkast", case.get_absolute_url()),
            ("Vem kan se det här?", None),
        ],
    }
    return render(request, "cases/readers.html", context)


def _shut_out(case: Case, holdings: list[Holding], readings: list[Reading]) -> list[Reading]:
    """Those who would read the case if it had no secrecy marking."""
    reads = {reading.user for reading in readings}
    return [reading for reading in readings_of(case, holdings, secret=False) if reading.user not in reads]


def groups_of(
    case: Case,
    readings: list[Reading],
    bodies: Mapping[int, Body],
    people: Mapping[int, User],
    *,
    are_shut_out: bool = False,
) -> list[ReaderGroup]:
    """The readers by role: who leads, who wrote, the body that has the case before the others, who has a grant."""
    order = {key: place for place, key in enumerate(bodies)}
    found = people_by_role(readings)
    keys = sorted(
        found,
        key=lambda key: (
            list(Role).index(key[0]),
            key[1] != case.holder_id,
            order.get(key[1] or 0, 0),
            list(Power).index(key[2]) if key[2] else 0,
        ),
    )
    return [
        ReaderGroup(
            *_words(case, role, bodies.get(body or 0), power, are_shut_out=are_shut_out),
            sorted_names(f"{people[each.user].name}{until(each.holding)}" for each in found[role, body, power]),
        )
        for role, body, power in keys
    ]


def _words(case: Case, role: Role, body: Body | None, power: Power | None, *, are_shut_out: bool) -> tuple[str, str]:
    """The heading of a group of readers, and why they read the case, or why the secrecy marking keeps them from it."""
    if role == Role.LEADER:
        return "Processledare", "Läser alla ärenden och utkast i samverkan."
    if role == Role.AUTHOR:
        return "Den som skrev utkastet", "Läser alltid sin egen text."
    if role == Role.PRESIDIUM:
        return f"Ordförande och vice ordförande i {case.origin.short_name}", "Läser gruppens utkast."
    if body is not None:
        has_it = body.pk == case.holder_id
        title = f"{body.short_name} (har ärendet)" if has_it else f"Alla med plats i {body.short_name}"
        return title, _why_by_seat(case, has_it=has_it, are_shut_out=are_shut_out)
    label = LABELS[power] if power else ""
    why = WHY_BY_GRANT[power] if power else ""
    title = f"Behörighet: {label[:1].lower()}{label[1:]}"
    return title, "En behörighet räcker inte för det som är sekretessmarkerat." if are_shut_out else why


def _why_by_seat(case: Case, *, has_it: bool, are_shut_out: bool) -> str:
    if are_shut_out:
        return "Ärendet har inte passerat gruppen."
    if has_it:
        return "Alla med plats i gruppen."
    if case.secrecy_provision:
        return "Ärendet har passerat gruppen."
    return "Alla med plats i samverkan läser inlämnade ärenden."


def secrecy_text(case: Case, bodies: Mapping[int, Body]) -> str:
    """What a secrecy marking does, or would do, to those who read this case (L7)."""
    if not case.number:
        return (
            "Utkastet är sekretessmarkerat. Därför läser ingen det genom en behörighet."
            if case.secrecy_provision
            else "Utkastet är inte sekretessmarkerat. Med en markering skulle ingen läsa det genom en behörighet."
        )
    passed = passed_by(case)
    way = _listed([body.short_name for body in bodies.values() if body.pk in passed])
    if case.secrecy_provision:
        return (
            f"Ärendet är sekretessmarkerat enligt {case.secrecy_provision}. Därför läses det bara av dem som har plats "
            f"i en grupp på ärendets väg ({way}) och av processledaren."
        )
    return (
        "Ärendet är inte sekretessmarkerat. Med en markering skulle det bara läsas av dem som har plats i en grupp på "
        f"ärendets väg ({way}) och av processledaren."
    )


def _listed(names: list[str]) -> str:
    return " och ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def note_readers(case: Case, holdings: list[Holding], people: Mapping[int, User]) -> tuple[str, ...]:
    """The names of those whom `rules.may_read_notes` lets read the working notes (section 3, 1)."""
    seats = [holding for holding in holdings if holding.held.kind == "seat"]
    return sorted_names(
        people[holding.user].name
        for holding in seats
        if holding.held.body == case.holder_id or holding.held.role == PROCESS_LEADER
    )
