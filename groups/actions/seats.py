"""Who holds which seat. `by=None` is the operator at the command line."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from groups import rules
from groups.models import Appointment, Seat, User
from groups.powers import forget


@transaction.atomic
def appoint(
    seat: Seat, user: User, *, starts_on: dt.date, ends_on: dt.date | None = None, scope: str = "", by: User | None
) -> Appointment:
    """Give a person the seat from a first to a last day (both included).

    Raises PermissionDenied with the rule's reason, and ValidationError when the seat already has as many persons as it
    may have on one of those days (K9) or the person already holds it.
    """
    seat = Seat.objects.select_for_update(of=("self",)).select_related("body", "organisation").get(pk=seat.pk)
    rules.may_appoint(by, seat).require()
    appointment = Appointment(seat=seat, user=user, starts_on=starts_on, ends_on=ends_on, scope=scope)
    appointment.full_clean()
    if most_at_once(seat, starts_on, ends_on) >= seat.max_persons:
        raise ValidationError(
            f"Platsen ”{seat.label}” har redan så många personer som den får ha ({seat.max_persons})."
        )
    appointment.save()
    forget(user)
    return appointment


def most_at_once(seat: Seat, starts_on: dt.date, ends_on: dt.date | None) -> int:
    """The largest number of persons who hold the seat on one day of a period; it can only rise on somebody's first day."""
    held = seat.appointments.filter(starts_on__lte=ends_on or dt.date.max).exclude(ends_on__lt=starts_on)
    periods = list(held.values_list("starts_on", "ends_on"))
    days = {starts_on, *(first for first, _ in periods if first > starts_on)}
    return max(sum(first <= day and (last is None or last >= day) for first, last in periods) for day in days)


@transaction.atomic
def end_appointment(appointment: Appointment, *, ends_on: dt.date, by: User | None) -> Appointment:
    """Let an appointment end; its history stays. Raises PermissionDenied and ValidationError."""
    appointment = (
        Appointment.objects.select_for_update(of=("self",)).select_related("seat__body").get(pk=appointment.pk)
    )
    rules.may_appoint(by, appointment.seat).require()
    appointment.ends_on = ends_on
    appointment.full_clean()
    appointment.save(update_fields=["ends_on"])
    forget(appointment.user)
    return appointment
