"""The seats of a body: who sits in them on a day, what is vacant, what comes."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from groups import rules
from groups.forms import SeatsDayForm
from groups.models import Body, Office, OfficeHolding, Seat, SeatDays, SeatStatus, Sitting, User, seat_days
from groups.models.as_they_were import AS_TODAY, Names, names_on
from groups.powers import powers_of
from samla import clock
from samla.addresses import address
from samla.formats import date_text, in_words
from samla.http import Request


@dataclass(slots=True)
class Holder:
    """One person in a seat, in words."""

    name: str
    title: str
    scope: str
    period: str
    email: str
    phone: str
    note: str = ""
    url: str = ""
    end_url: str = ""


@dataclass(slots=True)
class SeatLine:
    """One seat: what it is, who holds it, what is missing and what comes."""

    slug: str
    label: str
    organisation: str
    status: str
    source_url: str
    places: str
    holders: list[Holder] = field(default_factory=list)
    is_vacant: bool = False
    vacant: str = ""
    coming: list[str] = field(default_factory=list)
    appoint_url: str = ""


@require_GET
def seats_page(request: Request, slug: str) -> HttpResponse:
    """Who sat, sits or will sit in a body's seats on a day, and who led it (”Vem satt här den …”)."""
    bodies = Body.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    body = get_object_or_404(bodies.select_related("collaboration"), slug=slug)
    form = SeatsDayForm(request.GET if "den" in request.GET else None)
    asked = form.cleaned_data["den"] if form.is_bound and form.is_valid() else None
    day = asked or clock.today()
    days = days_of(body)
    is_there = outside(body, day) == ""
    context = {
        "body": body,
        "form": form,
        "day": day,
        "is_today": day == clock.today(),
        "is_past": day < clock.today(),
        "note": outside(body, day) or before_anything(days, day),
        "seat_lines": seat_lines(body, days, day, request.user) if is_there else [],
        "offices": offices_of(body, day) if is_there and not body.is_external else [],
        "trail": [
            ("Start", reverse("start")),
            ("Grupper", reverse("groups:list")),
            (body.short_name, body.get_absolute_url()),
            ("Platser", None),
        ],
    }
    return render(request, "groups/seats.html", context)


def days_of(body: Body) -> list[SeatDays]:
    """The body's seats with everybody who has sat, sits or will sit there; two queries."""
    seats = Seat.objects.filter(body=body).select_related("body__collaboration", "organisation", "derived_from")
    sittings = Sitting.objects.filter(body=body).select_related("user", "appointment__seat__organisation")
    return seat_days(seats, sittings)


def outside(body: Body, day: dt.date) -> str:
    """Why there is nothing to show for a day on which the body does not exist."""
    if body.valid_from and day < body.valid_from:
        return f"{body.name} fanns inte då. Gruppen finns från och med {date_text(body.valid_from)}."
    if body.valid_to and day > body.valid_to:
        return f"{body.name} finns inte då. Gruppen upphörde {date_text(body.valid_to)}."
    return ""


def before_anything(days: Iterable[SeatDays], day: dt.date) -> str:
    """That the portal's own memory does not reach so far back."""
    first = min((one.starts_on for line in days for one in line.sittings), default=None)
    if first is None or day >= first:
        return ""
    return f"Portalen vet inte vem som satt här då. De första uppgifterna är från {date_text(first)}."


def seat_lines(body: Body, days: Iterable[SeatDays], day: dt.date, user: User) -> list[SeatLine]:
    """The seats that exist on the day with those who hold them; one with fewer persons than it must have is vacant (31).

    Of today the reader sees how to reach them, and the ways to change what she may change.
    """
    there = [
        one
        for one in days
        if not (one.seat.valid_from and day < one.seat.valid_from)
        and not (one.seat.valid_to and day > one.seat.valid_to)
    ]
    is_past = day < clock.today()
    names = names_on(body, day, [one.seat for one in there]) if is_past else AS_TODAY
    lines = [_line(one, day, names, with_contact=day == clock.today()) for one in there]
    if day == clock.today():
        for one, line in zip(there, lines, strict=True):
            _add_ways(one, line, day, user)
    return lines


def _add_ways(days: SeatDays, line: SeatLine, day: dt.date, user: User) -> None:
    """The addresses behind ”Förordna”, ”Avsluta” and a name, where the rules let the reader go (no query)."""
    seat = days.seat
    powers = powers_of(user)
    hers = powers.administers_in(seat.body.collaboration_id)
    if rules.may_appoint(user, seat):
        line.appoint_url = address("groups:appoint", seat.pk)
    for sitting, holder in zip(days.holders(day), line.holders, strict=True):
        from_hers = sitting.appointment.seat.organisation_id in hers
        if rules.leads(user, seat.body.collaboration) or from_hers or sitting.user_id == user.pk:
            holder.url = sitting.user.get_absolute_url()
        if line.appoint_url:
            holder.end_url = address("groups:appointment_end", sitting.appointment_id)


def _line(days: SeatDays, day: dt.date, names: Names, *, with_contact: bool) -> SeatLine:
    seat = days.seat
    label = names.seats.get(seat.pk, seat.label)
    organisation = names.organisations.get(seat.organisation_id or 0, str(seat.organisation or ""))
    vacancy = days.vacancy(day)
    ending = {one.pk: taken for one, _, taken in days.ends_soon(day)} if day >= clock.today() else {}
    return SeatLine(
        slug=seat.slug,
        label=label,
        organisation="" if organisation == label else organisation,
        status=status_text(seat),
        source_url=seat.derived_from.get_absolute_url() if seat.derived_from else "",
        places=places_text(seat, len(days.holders(day))),
        holders=[_holder(one, days, ending, with_contact=with_contact) for one in days.holders(day)],
        is_vacant=vacancy is not None,
        vacant=f"sedan {date_text(vacancy.starts_on)}" if vacancy and vacancy.starts_on else "",
        coming=[f"Från {date_text(one.starts_on)}: {_named(one)}" for one in days.coming(day) if day >= clock.today()],
    )


def _holder(sitting: Sitting, days: SeatDays, ending: dict[str, bool], *, with_contact: bool) -> Holder:
    first, last = days.period(sitting)
    user = sitting.user
    return Holder(
        name=user.name,
        title=user.title,
        scope=sitting.appointment.scope,
        period=f"från {date_text(first)}" + (f" till {date_text(last)}" if last else ""),
        email=user.email if with_contact else "",
        phone=user.phone if with_contact else "",
        note={True: "", False: "Slutar snart, ingen efterträdare", None: ""}[ending.get(sitting.pk)],
    )


def _named(sitting: Sitting) -> str:
    scope = sitting.appointment.scope
    return f"{sitting.user.name} ({scope})" if scope else sitting.user.name


def status_text(seat: Seat) -> str:
    """What kind of seat it is, in words."""
    if seat.derived_from is not None:
        return f"Följer av uppdraget som {Office(seat.derived_office).label} i {seat.derived_from.short_name}"
    if seat.status == SeatStatus.CO_OPTED:
        return "Adjungerad: deltar, men räknas inte in i samförståndet"
    if seat.status == SeatStatus.STAFF:
        return f"Tjänst: {seat.get_role_display()}"
    return "Ordinarie"


def places_text(seat: Seat, held: int) -> str:
    """How many of its persons a seat for several has: ”2 av högst 3 personer, minst 1” (K9)."""
    if seat.max_persons == 1:
        return "" if seat.min_persons else "får vara tom"
    least = f"minst {in_words(seat.min_persons)}" if seat.min_persons else "får vara tom"
    return f"{held} av högst {seat.max_persons} personer, {least}"


def offices_of(body: Body, day: dt.date) -> list[tuple[str, str, str]]:
    """Chair and vice chair that day, with their periods; an office that nobody holds has no name."""
    held = {h.office: h for h in OfficeHolding.objects.on(day).filter(body=body).select_related("user")}
    offices = []
    for office in Office:
        holding = held.get(office)
        name = holding.user.name if holding else ""
        period = f"{date_text(holding.starts_on)}–{date_text(holding.ends_on)}" if holding else ""
        offices.append((office.label.capitalize(), name, period))
    return offices
