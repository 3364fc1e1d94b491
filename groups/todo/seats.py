"""What waits for whoever sees to it that the seats are filled: the process leader, and an organisation's administrator."""

from collections.abc import Iterable

from django.urls import reverse

from groups.models import (
    Body,
    BodyKind,
    PartyGap,
    Seat,
    SeatDays,
    SeatStatus,
    Sitting,
    covers_in,
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
def seats_to_fill(request: Request) -> Iterable[Todo]:
    """What is vacant, what ends within sixty days with nobody after it (31), and for the leader AU's parties (52).

    A seat that follows from an office is filled by an election, and not told here.
    """
    powers = powers_of(request.user)
    leads = request.collaboration.pk in powers.leads
    hers = powers.administers_in(request.collaboration.pk)
    if not leads and not hers:
        return []
    bodies = Body.objects.active().filter(collaboration=request.collaboration)
    seats = Seat.objects.filter(body__in=bodies).select_related("body", "organisation")
    if not leads:
        seats = seats.filter(organisation__in=hers)
    sittings = Sitting.objects.filter(body__collaboration=request.collaboration)
    days = seat_days(
        seats.order_by("body__position", "body__name", "position", "label"),
        sittings.select_related("user", "appointment__seat__organisation"),
    )
    today = clock.today()
    filled_by_hand = [
        one
        for one in days
        if one.seat.status != SeatStatus.DERIVED
        and (one.seat.valid_from is None or one.seat.valid_from <= today)
        and (one.seat.valid_to is None or one.seat.valid_to >= today)
    ]
    return [*(_parties(days) if leads else ()), *_vacancies(filled_by_hand), *_endings(filled_by_hand)]


def _parties(days: list[SeatDays]) -> Iterable[Todo]:
    """AU lacks a party, or will within sixty days."""
    today = clock.today()
    committees = {one.seat.body: None for one in days if one.seat.body.kind == BodyKind.WORKING_COMMITTEE}
    for body in committees:
        covers = [cover for one in days if one.seat.body == body for cover in covers_in(one.seat, one.sittings)]
        found = party_gaps(body, covers)
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
