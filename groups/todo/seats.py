"""What waits for whoever sees to it that the seats are filled: the process leader, and an organisation's administrator."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from groups.models import (
    Body,
    PartyGap,
    Seat,
    SeatDays,
    SeatStatus,
    Sitting,
    committees_of,
    covers_of,
    gaps_on,
    gaps_soon,
    party_gaps,
    seat_days,
)
from groups.models.days import DAY
from groups.powers import powers_of
from samla import clock
from samla.formats import date_text, genitive, in_words, sequence
from samla.http import Request
from samla.registry import Todo, register_todo

APART = 3  # so many vacant seats of a body are told one by one; more are one thing to do


@register_todo
def parties_missing(request: Request) -> Iterable[Todo]:
    """For the process leader: AU lacks a party, or will within sixty days (52)."""
    if request.collaboration.pk not in powers_of(request.user).leads:
        return
    today = clock.today()
    committees = committees_of(request.collaboration)
    covers = covers_of(committees) if committees else {}
    for body in committees:
        found = party_gaps(body, covers[body.pk])
        missing, soon = gaps_on(found, today), gaps_soon(found, today)
        if missing:
            yield _missing(body, missing)
        for gap in soon:
            if gap.days.starts_on:
                why = f"saknas från och med {date_text(gap.days.starts_on)}, om ingen ny utses"
                title = f"{body.short_name} kommer att sakna part: {gap.party.label}"
                deadline = gap.days.starts_on - DAY
                yield Todo(title, why, _parties_url(body), f"Visa {body.short_name}", deadline=deadline)


def _missing(body: Body, missing: list[PartyGap]) -> Todo:
    """One thing to do, however many parties are missing."""
    title = f"{body.short_name} saknar part: {sequence(gap.party.label for gap in missing)}"
    days = [gap.days.starts_on for gap in missing]
    since = [f"sedan {date_text(day)}" if day else "har aldrig funnits med" for day in days]
    why = (
        since[0]
        if len(missing) == 1
        else ", ".join(f"{gap.party.label} {w}" for gap, w in zip(missing, since, strict=True))
    )
    first = min((day for day in days if day), default=None)
    return Todo(title, why, _parties_url(body), f"Visa {body.short_name}", since=first)


def _parties_url(body: Body) -> str:
    return f"{body.get_absolute_url()}#parter"


@register_todo
def seats_to_fill(request: Request) -> Iterable[Todo]:
    """Seats that are vacant, and appointments that end within sixty days with nobody after them (31).

    A seat that follows from an office is filled by an election, and not told here.
    """
    powers = powers_of(request.user)
    seats = Seat.objects.exclude(status=SeatStatus.DERIVED).filter(body__collaboration=request.collaboration)
    if request.collaboration.pk not in powers.leads:
        hers = powers.administers_in(request.collaboration.pk)
        if not hers:
            return []
        seats = seats.filter(organisation__in=hers)
    today = clock.today()
    is_there = Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_to=None) | Q(valid_to__gte=today)
    bodies = Body.objects.active().filter(collaboration=request.collaboration)
    seats = seats.filter(*is_there, body__in=bodies).select_related("body", "organisation")
    sittings = Sitting.objects.filter(body__collaboration=request.collaboration).select_related("user")
    days = seat_days(seats.order_by("body__position", "body__name", "position", "label"), sittings)
    return [*_vacancies(days), *_endings(days)]


def _vacancies(days: list[SeatDays]) -> Iterable[Todo]:
    today = clock.today()
    vacant: dict[Body, list[SeatDays]] = {}
    for one in days:
        if one.vacancy(today):
            vacant.setdefault(one.seat.body, []).append(one)
    for body, lines in vacant.items():
        if len(lines) > APART:
            why = ", ".join(str(one.seat.organisation or one.seat.label) for one in lines)
            title = f"{in_words(len(lines)).capitalize()} platser i {body.short_name} är vakanta"
            yield Todo(title, why, f"{body.get_absolute_url()}#platser", "Visa platserna")
            continue
        for one in lines:
            gap = one.vacancy(today)
            since = gap.starts_on if gap else None
            why = f"sedan {date_text(since)}" if since else "har aldrig tillsatts"
            yield Todo(f"{_seat_text(one.seat)} är vakant", why, _url(one.seat), "Förordna", since=since)


def _endings(days: list[SeatDays]) -> Iterable[Todo]:
    for one in days:
        for sitting, last, is_succeeded in one.ends_soon(clock.today()):
            if not is_succeeded:
                title = f"{genitive(sitting.user.name)} förordnande slutar {date_text(last)}"
                why = f"{_seat_text(one.seat)}; ingen efterträdare är utsedd"
                yield Todo(title, why, _url(one.seat), "Förordna", deadline=last)


def _seat_text(seat: Seat) -> str:
    """”Tandvårdens plats i Samordningsgruppen”."""
    if seat.organisation:
        return f"{genitive(str(seat.organisation))} plats i {seat.body.short_name}"
    return f"Platsen ”{seat.label}” i {seat.body.short_name}"


def _url(seat: Seat) -> str:
    return reverse("groups:appoint", args=[seat.pk])
