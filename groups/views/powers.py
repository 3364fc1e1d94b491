"""Who has what over an organisation or a body: by seat, and by grant."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from groups import rules
from groups.models import Body, BodyGrant, Grant, Organisation, OrganisationGrant, SeatStatus, User
from groups.powers import LABELS, OFFICE_TEXT, PROCESS_LEADER, Holding, Power, Powers, powers_by_person, powers_of
from groups.views.readers import active_holdings
from samla import clock
from samla.formats import date_short, instant_text
from samla.http import Request

SOON = dt.timedelta(days=30)
FORMER_SHOWN = 100
OVER_A_BODY = (
    *(Power.READ, Power.SIT, Power.READ_DRAFTS, Power.RAISE, Power.PRESIDE, Power.KEEP_QUEUE, Power.LEAD),
    Power.REGISTER,
)
OVER_AN_ORGANISATION = (Power.LEAD, Power.READ_ORGANISATION, Power.ADMINISTER)


@dataclass(frozen=True, slots=True)
class SeatRow:
    """What one person holds in a body by seat and office, and what she may do because of it."""

    name: str
    body: str
    body_url: str
    roles: tuple[tuple[str, str], ...]
    may: str


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One grant as the reader may see it: the reasons are empty for whoever may not know them."""

    name: str
    may: str
    given_on: str
    period: str
    state: str
    reason: str
    withdrawn: str
    withdraw_url: str


@require_GET
def organisation_powers(request: Request, slug: str) -> HttpResponse:
    """Who has what over an organisation, for everybody in the collaboration."""
    return render(request, "groups/powers.html", powers_context(request, find_organisation(request, slug)))


@require_GET
def body_powers(request: Request, slug: str) -> HttpResponse:
    """Who has what over a body, for everybody in the collaboration."""
    return render(request, "groups/powers.html", powers_context(request, find_body(request, slug)))


def find_organisation(request: Request, slug: str) -> Organisation:
    """The organisation of a slug, if the reader belongs to its collaboration; otherwise 404."""
    organisations = Organisation.objects.filter(collaboration=request.collaboration)
    organisations = powers_of(request.user).scope(Power.BELONG, organisations)
    return get_object_or_404(organisations.select_related("collaboration"), slug=slug)


def find_body(request: Request, slug: str) -> Body:
    """The body of a slug, if the reader belongs to its collaboration; otherwise 404."""
    bodies = Body.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    return get_object_or_404(bodies.select_related("collaboration"), slug=slug)


def powers_context(request: Request, thing: Organisation | Body) -> dict[str, Any]:
    """Everything that the page of an organisation's or a body's powers shows this reader."""
    holdings, people = active_holdings(thing.collaboration_id)
    sees_all = rules.may_read_reasons(request.user, thing)
    grants = _grants_over(thing)
    former = list(grants.former().with_names()[:FORMER_SHOWN])
    is_organisation = isinstance(thing, Organisation)
    return {
        "thing": thing,
        "kind": "Organisation" if is_organisation else "Grupp",
        "seat_rows": seat_rows(thing, holdings, people),
        "grant_rows": [grant_row(request.user, grant, sees_all=sees_all) for grant in _in_order(grants)],
        "former_rows": [
            grant_row(request.user, grant, sees_all=sees_all)
            for grant in former
            if sees_all or grant.user_id == request.user.pk
        ],
        "former_shown": FORMER_SHOWN if len(former) == FORMER_SHOWN else 0,
        "sees_all": sees_all,
        "lacks_administrator": is_organisation
        and not OrganisationGrant.objects.that_administer(thing, clock.today()).exists(),
        "give_url": reverse(address_name(thing, "grant"), args=[thing.slug])
        if rules.grantable(request.user, thing)
        else "",
        "organisations": [] if is_organisation else organisations_in(thing),
        "trail": trail_of(thing, "Behörigheter"),
    }


def _grants_over(thing: Organisation | Body) -> Any:
    return (OrganisationGrant if isinstance(thing, Organisation) else BodyGrant).objects.over(thing)


def _in_order(grants: Any) -> list[Grant]:
    return list(grants.standing().with_names().order_by("user__name", "permission__codename", "starts_on"))


def address_name(thing: Organisation | Body, what: str) -> str:
    """The name of an address about an organisation's or a body's powers: `groups:body_powers`."""
    return f"groups:{'organisation' if isinstance(thing, Organisation) else 'body'}_{what}"


def trail_of(thing: Organisation | Body, title: str, *, below: bool = False) -> list[tuple[str, str | None]]:
    """Where the reader is; `below` when it is a page under the powers."""
    trail: list[tuple[str, str | None]] = [("Start", reverse("start")), ("Grupper", reverse("groups:list"))]
    trail.append((thing.short_name, thing.get_absolute_url()) if isinstance(thing, Body) else (thing.name, None))
    if below:
        trail.append(("Behörigheter", reverse(address_name(thing, "powers"), args=[thing.slug])))
    return [*trail, (title, None)]


def organisations_in(body: Body) -> list[tuple[str, str]]:
    """The organisations with a seat in a body, with the addresses of their powers."""
    seats = body.seats.exclude(organisation=None).exclude(valid_to__lt=clock.today())
    found = seats.values_list("organisation__name", "organisation__slug").order_by("organisation__name").distinct()
    return [(name, reverse("groups:organisation_powers", args=[slug])) for name, slug in found]


def seat_rows(thing: Organisation | Body, holdings: list[Holding], people: Mapping[int, User]) -> list[SeatRow]:
    """Who has powers by seat and office, person by person, and the process leader, whose powers reach everything."""
    seated = [holding for holding in holdings if holding.held.kind != "grant"]
    powers = powers_by_person(seated)
    leading = {each.user: each for each in reversed(seated) if each.held.role == PROCESS_LEADER}
    mine = [each for each in seated if _belongs(thing, each, seated)]
    elsewhere = [each for user, each in leading.items() if isinstance(thing, Organisation) or not _in(mine, user)]
    gathered: dict[tuple[int, int | None], list[Holding]] = defaultdict(list)
    for holding in [*mine, *elsewhere]:
        gathered[holding.user, holding.held.body].append(holding)
    rows = [
        _seat_row(thing, people[user], held, powers[user], leads=held[0] in elsewhere)
        for (user, _), held in gathered.items()
    ]
    return sorted(rows, key=lambda row: (row.body, row.name.casefold()))


def _belongs(thing: Organisation | Body, holding: Holding, seated: Iterable[Holding]) -> bool:
    """Is the seat or office in the body; or does it go with an appointment to one of the organisation's seats?"""
    if isinstance(thing, Body):
        return holding.held.body == thing.pk
    return holding.held.appointment in {each.held.appointment for each in seated if each.held.organisation == thing.pk}


def _in(holdings: Iterable[Holding], user: int) -> bool:
    return any(holding.user == user for holding in holdings)


def _seat_row(thing: Organisation | Body, person: User, held: list[Holding], powers: Powers, *, leads: bool) -> SeatRow:
    first = held[0].held
    if leads and isinstance(thing, Organisation):
        may = [LABELS[power] for power in OVER_AN_ORGANISATION if powers.can(power, thing)]
    else:
        body = thing if isinstance(thing, Body) else Body(pk=first.body, collaboration_id=first.collaboration)
        may = [LABELS[power] for power in OVER_A_BODY if _reaches(powers, power, body)]
    return SeatRow(
        name=person.name,
        body=first.body_name,
        body_url=reverse("groups:body", args=[first.body_slug]),
        roles=tuple((_role(holding), _period(holding.starts_on, holding.ends_on)) for holding in held),
        may=", ".join(word[:1].lower() + word[1:] for word in may),
    )


def _reaches(powers: Powers, power: Power, body: Body) -> bool:
    return body.pk in powers.queues if power == Power.KEEP_QUEUE else powers.can(power, body)


def _role(holding: Holding) -> str:
    row = holding.held
    if row.kind == "office":
        return OFFICE_TEXT[row.what]
    return row.label if row.role else f"{row.label} ({SeatStatus(row.what).label})"


def _period(starts_on: dt.date, ends_on: dt.date | None) -> str:
    return f"{date_short(starts_on)} – {date_short(ends_on) if ends_on else 'tills vidare'}"


def grant_row(user: User, grant: Grant, *, sees_all: bool) -> GrantRow:
    """A grant in words, with its reasons for whoever may read them and the way to withdraw it for whoever may."""
    thing, today = grant.content_object, clock.today()
    sees = sees_all or grant.user_id == user.pk
    by = f" Av {grant.given_by}." if grant.given_by else ""
    withdraw_url = ""
    if rules.may_withdraw(user, grant):
        withdraw_url = reverse(address_name(thing, "withdraw"), args=[thing.slug, grant.pk])
    return GrantRow(
        name=grant.user.name,
        may=LABELS[Power(grant.permission.codename)],
        given_on=thing.short_name if isinstance(thing, Body) else "",
        period=_period_of(grant),
        state=_state(grant, today),
        reason=f"{grant.reason}{by}" if sees else "",
        withdrawn=_withdrawn(grant) if sees and grant.withdrawn_at else "",
        withdraw_url=withdraw_url,
    )


def _period_of(grant: Grant) -> str:
    if grant.ends_on is not None and grant.ends_on < grant.starts_on:
        return f"skulle ha börjat {date_short(grant.starts_on)}"
    return _period(grant.starts_on, grant.ends_on)


def _state(grant: Grant, today: dt.date) -> str:
    """What a reader must notice: that it has not begun, or ends soon."""
    if grant.starts_on > today:
        return "Har inte börjat"
    if grant.ends_on is not None and today <= grant.ends_on < today + SOON:
        return "Slutar snart"
    return ""


def _withdrawn(grant: Grant) -> str:
    by = f" av {grant.withdrawn_by}" if grant.withdrawn_by else ""
    at = instant_text(grant.withdrawn_at) if grant.withdrawn_at else ""
    return f"Togs tillbaka {at}{by}: {grant.withdrawn_reason}"
