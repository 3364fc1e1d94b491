"""What an appointment brings with it, told before it is done, and its changes. `by=None` is the operator."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from groups import rules
from groups.actions.seats import appoint, lock, most_at_once
from groups.models import (
    Appointment,
    CareCollaboration,
    ChairTerm,
    OfficeHolding,
    Seat,
    SeatStatus,
    Sitting,
    StaffRole,
    User,
    parties_after_appointing,
    parties_after_ending,
)
from groups.powers import forget
from samla.formats import date_text, genitive


def rehearse(
    seat: Seat,
    user: User,
    *,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    scope: str = "",
    succeeds: Appointment | None = None,
    by: User,
) -> list[str]:
    """What `appoint` would do besides, one sentence each; nothing is kept. Raises what `appoint` would raise."""
    with transaction.atomic():
        before = {each.pk: each for each in seat.appointments.select_related("user", "seat__body")}
        new = appoint(seat, user, starts_on=starts_on, ends_on=ends_on, scope=scope, succeeds=succeeds, by=by)
        after = dict(seat.appointments.exclude(pk=new.pk).values_list("pk", "ends_on"))
        transaction.set_rollback(True)
    forget(user)
    told = []
    for pk, last in after.items():
        if before[pk].ends_on != last and last is not None:
            told += [
                f"{genitive(before[pk].user.name)} förordnande avslutas {date_text(last)}.",
                *_offices_that_end(before[pk], last),
                *(gap.sentence for gap in parties_after_appointing(seat, user, starts_on, ends_on, before[pk])),
            ]
    return told


def what_follows(appointment: Appointment, last: dt.date) -> list[str]:
    """What ends with an appointment that ends that day: offices, what follows from them, and a party of AU's (52)."""
    lost = [gap.sentence for gap in parties_after_ending(appointment, last)]
    return [*_offices_that_end(appointment, last), *lost]


def _offices_that_end(appointment: Appointment, last: dt.date) -> list[str]:
    who = appointment.user.name
    own = ChairTerm.objects.filter(appointment=appointment, ends_on__gt=last).select_related("body")
    terms = [
        f"{who} är då inte längre {term.get_office_display()} i {term.body.short_name}"
        + (
            f" (perioden gäller till {date_text(term.ends_on)})."
            if term.starts_on <= last
            else " när den perioden börjar."
        )
        for term in own.order_by("starts_on")
    ]
    derived = Sitting.objects.filter(appointment=appointment, seat__status=SeatStatus.DERIVED)
    ending = derived.exclude(ends_on__lte=last).select_related("seat", "body").order_by("body__position", "starts_on")
    seats = [f"Följer med: platsen ”{each.seat.label}” i {each.body.short_name}." for each in ending]
    elsewhere = OfficeHolding.objects.filter(appointment=appointment, ends_on__gt=last)
    offices = elsewhere.exclude(body=appointment.seat.body).select_related("body").order_by("body__position")
    words = [f"Följer med: uppdraget som {each.get_office_display()} i {each.body.short_name}." for each in offices]
    return list(dict.fromkeys([*terms, *seats, *words]))


@transaction.atomic
def revise_appointment(
    appointment: Appointment, *, ends_on: dt.date | None, scope: str, by: User | None
) -> Appointment:
    """Change the last day (none: until further notice) or the scope. Raises PermissionDenied and ValidationError."""
    seat = lock(appointment.seat)
    appointment = Appointment.objects.select_for_update(of=("self",)).select_related("user").get(pk=appointment.pk)
    appointment.seat = seat
    if seat.role == StaffRole.PROCESS_LEADER:
        CareCollaboration.objects.select_for_update().get(pk=seat.body.collaboration_id)
    if ends_on is not None and ends_on != appointment.ends_on:
        rules.may_end(by, appointment, ends_on).require()
    rules.may_appoint(by, seat).require()
    if ends_on is not None and ends_on < appointment.starts_on:
        raise ValidationError(
            {"ends_on": f"Sista dagen kan inte ligga före första dagen, {date_text(appointment.starts_on)}."}
        )
    appointment.ends_on, appointment.scope = ends_on, scope
    appointment.full_clean()
    if most_at_once(seat, appointment.starts_on, ends_on, besides=appointment) >= seat.max_persons:
        raise ValidationError(
            {"ends_on": f"Platsen ”{seat.label}” har redan så många personer som den får ha de dagarna."}
        )
    appointment.save(update_fields=["ends_on", "scope"])
    forget(appointment.user)
    return appointment
