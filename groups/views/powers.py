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
from groups.powers import LABELS, OFFICE_TEXT, PROCESS_LEADER, Holding, Power, Powers, powers_by_person
from groups.views.organisations import find_organisation
from groups.views.readers import active_holdings
from samla import clock
from samla.formats import date_short, instant_text
from samla.http import Request

SOON = dt.timedelta(days=30)
FORMER_SHOWN = 100
EVERYWHERE = "I hela samverkan"
OVER_A_BODY = (
    *(
        Power.READ,
        Power.SIT,
        Power.READ_DRAFTS,
        Power.RAISE,
        Power.PRESIDE,
        Power.KEEP_QUEUE,
        Power.CONVENE,
        Power.LEAD,
    ),
    Power.REGISTER,
)
OVER_AN_ORGANISATION = (Power.LEAD, Power.READ_ORGANISATION, Power.ADMINISTER)


type Days = tuple[str, ...]  # a period in words, in parts that no line break divides


@dataclass(frozen=True, slots=True)
class SeatGroup:
    """Those who may do the same because of their seats and offices: what they may, and each with her roles and days."""

    title: str
    may: tuple[str, ...]
    people: tuple[tuple[str, tuple[tuple[str, Days], ...]], ...]

    @property
    def may_text(self) -> str:
        return f"Får {', '.join(word[:1].lower() + word[1:] for word in self.may)}."


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One grant as the reader may see it: the reasons are empty for whoever may not know them."""

    name: str
    may: str
    given_on: str
    days: Days
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


def find_body(request: Request, slug: str) -> Body:
    """The body of a slug, if the reader belongs to its collaboration; otherwise 404."""
    bodies = Body.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    return get_object_or_404(bodies.select_related("collaboration"), slug=slug)


def powers_context(request: Request, thing: Organisation | Body) -> dict[str, Any]:
    """Everything that the page of an organisation's or a body's powers shows this reader."""
    holdings, people = active_holdings(thing.collaboration_id)
    sees_all = rules.may_read_reasons(request.user, thing)
    grants = _grants_over(thing)
    rows = [grant_row(request.user, grant, sees_all=sees_all) for grant in _in_order(grants)]
    former = list(grants.former().with_names()[:FORMER_SHOWN])
    return {
        "thing": thing,
        "kind": "Organisation" if isinstance(thing, Organisation) else "Grupp",
        "seat_groups": seat_groups(thing, holdings, people),
        "grant_rows": rows,
        "former_rows": [
            grant_row(request.user, grant, sees_all=sees_all)
            for grant in former
            if sees_all or grant.user_id == request.user.pk
        ],
        "former_shown": FORMER_SHOWN if len(former) == FORMER_SHOWN else 0,
        "sees_all": sees_all,
        "sees_reasons": sees_all or any(row.reason for row in rows),
        "lacks_administrator": isinstance(thing, Organisation)
        and not OrganisationGrant.objects.that_administer(thing, clock.today()).exists(),
        "give_url": reverse(address_name(thing, "grant"), args=[thing.slug])
        if rules.grantable(request.user, thing)
        else "",
        "organisations": organisations_in(thing) if isinstance(thing, Body) else [],
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
    above = ("Grupper", reverse("groups:list"))
    if isinstance(thing, Organisation):
        above = ("Organisationer", reverse("groups:organisations"))
    name = thing.short_name if isinstance(thing, Body) else thing.name
    trail: list[tuple[str, str | None]] = [("Start", reverse("start")), above, (name, thing.get_absolute_url())]
    if below:
        trail.append(("Behörigheter", reverse(address_name(thing, "powers"), args=[thing.slug])))
    return [*trail, (title, None)]


def organisations_in(body: Body) -> list[tuple[str, str]]:
    """The organisations with a seat in a body, with the addresses of their powers."""
    seats = body.seats.exclude(organisation=None).exclude(valid_to__lt=clock.today())
    found = seats.values_list("organisation__name", "organisation__slug").order_by("organisation__name").distinct()
    return [(name, reverse("groups:organisation_powers", args=[slug])) for name, slug in found]


def seat_groups(thing: Organisation | Body, holdings: list[Holding], people: Mapping[int, User]) -> list[SeatGroup]:
    """Who has powers by seat and office, and the process leader, whose powers reach everything; most powers first."""
    seated = [holding for holding in holdings if holding.held.kind != "grant"]
    powers = powers_by_person(seated)
    leading = {each.user: each for each in reversed(seated) if each.held.role == PROCESS_LEADER}
    mine = _those_of(thing, seated)
    here = set() if isinstance(thing, Organisation) else {each.user for each in mine}
    gathered: dict[tuple[int, int | None], list[Holding]] = defaultdict(list)
    for holding in mine:
        gathered[holding.user, holding.held.body].append(holding)
    gathered |= {(user, None): [each] for user, each in leading.items() if user not in here}
    groups: dict[tuple[str, tuple[str, ...]], list[tuple[str, tuple[tuple[str, Days], ...]]]] = defaultdict(list)
    for (user, body), held in gathered.items():
        may = _may(thing, body, powers[user])
        title = EVERYWHERE if body is None else _title(thing, held[0].held.body_name, may)
        groups[title, may].append((people[user].name, tuple(map(_role, held))))
    order = sorted(groups, key=lambda key: (key[0] != EVERYWHERE, key[0], -len(key[1])))
    return [SeatGroup(title, may, tuple(sorted(groups[title, may]))) for title, may in order]


def _title(thing: Organisation | Body, body_name: str, may: tuple[str, ...]) -> str:
    """On an organisation's page the body; on a body's own page what these people are there."""
    if isinstance(thing, Organisation):
        return body_name
    return "Ordförande och vice ordförande" if LABELS[Power.PRESIDE] in may else "Plats i gruppen"


def _those_of(thing: Organisation | Body, seated: Iterable[Holding]) -> list[Holding]:
    """The seats and offices in a body; or those that go with an appointment to one of an organisation's seats."""
    if isinstance(thing, Body):
        return [each for each in seated if each.held.body == thing.pk]
    appointed = {each.held.appointment for each in seated if each.held.organisation == thing.pk}
    return [each for each in seated if each.held.appointment in appointed]


def _may(thing: Organisation | Body, body: int | None, powers: Powers) -> tuple[str, ...]:
    """What these powers reach: in the body of the seat, or for who leads without one, what the page is about."""
    if body is None and isinstance(thing, Organisation):
        return tuple(LABELS[power] for power in OVER_AN_ORGANISATION if powers.can(power, thing))
    where = thing if isinstance(thing, Body) else Body(pk=body, collaboration_id=thing.collaboration_id)
    return tuple(LABELS[power] for power in OVER_A_BODY if _reaches(powers, power, where))


def _reaches(powers: Powers, power: Power, body: Body) -> bool:
    return body.pk in powers.queues if power == Power.KEEP_QUEUE else powers.can(power, body)


def _role(holding: Holding) -> tuple[str, Days]:
    row, days = holding.held, _days(holding.starts_on, holding.ends_on)
    if row.kind == "office":
        return OFFICE_TEXT[row.what], days
    return row.label if row.role else f"{row.label} ({SeatStatus(row.what).label})", days


def _days(starts_on: dt.date, ends_on: dt.date | None) -> Days:
    if ends_on is None:
        return (f"från {date_short(starts_on)}",)
    return f"{date_short(starts_on)} –", date_short(ends_on)


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
        days=_days_of(grant),
        state=_state(grant, today),
        reason=f"{grant.reason}{by}" if sees else "",
        withdrawn=_withdrawn(grant) if sees and grant.withdrawn_at else "",
        withdraw_url=withdraw_url,
    )


def _days_of(grant: Grant) -> Days:
    if grant.ends_on is not None and grant.ends_on < grant.starts_on:
        return "skulle ha börjat", date_short(grant.starts_on)
    return _days(grant.starts_on, grant.ends_on)


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
