"""Who holds which seat. `by=None` is the operator at the command line."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from groups import rules
from groups.models import Appointment, CareCollaboration, Seat, StaffRole, User
from groups.powers import forget
from samla.writing import write

DAY = dt.timedelta(days=1)


@transaction.atomic
def appoint(
    seat: Seat,
    user: User,
    *,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    scope: str = "",
    succeeds: Appointment | None = None,
    by: User | None,
) -> Appointment:
    """Give a person the seat from a first to a last day (both included).

    Whoever she succeeds ends the day before; in a seat for one person that is its holder, without being named. Raises
    PermissionDenied with the rule's reason, and ValidationError when the seat does not exist on those days, already has as
    many persons as it may have on one of them (K9), or the person already holds it.
    """
    seat = lock(seat)
    rules.may_appoint(by, seat).require()
    rules.may_be_appointed(seat, user, starts_on, ends_on).require_valid()
    former = succeeds or _sole_holder(seat, starts_on)
    if former is not None:
        _make_way(former, seat, starts_on)
    appointment = Appointment(seat=seat, user=user, starts_on=starts_on, ends_on=ends_on, scope=scope)
    write(appointment)
    if most_at_once(seat, starts_on, ends_on) > seat.max_persons:
        raise ValidationError(
            f"Platsen ”{seat.label}” har redan så många personer som den får ha ({seat.max_persons})."
        )
    forget(user)
    return appointment


def lock(seat: Seat) -> Seat:
    """The seat's row, held until the transaction ends: one change of who holds it at a time."""
    return (
        Seat.objects.select_for_update(of=("self",)).select_related("body", "organisation__principal").get(pk=seat.pk)
    )


def most_at_once(seat: Seat, starts_on: dt.date, ends_on: dt.date | None, *, besides: Appointment | None = None) -> int:
    """The largest number of persons who hold the seat on one day of a period; it can only rise on somebody's first day.

    `besides`: an appointment that is not counted, because its own days are what changes.
    """
    held = seat.appointments.filter(starts_on__lte=ends_on or dt.date.max).exclude(ends_on__lt=starts_on)
    if besides is not None:
        held = held.exclude(pk=besides.pk)
    periods = list(held.values_list("starts_on", "ends_on"))
    days = {starts_on, *(first for first, _ in periods if first > starts_on)}
    return max(sum(first <= day and (last is None or last >= day) for first, last in periods) for day in days)


def _sole_holder(seat: Seat, day: dt.date) -> Appointment | None:
    """Who makes way without being named: the holder of a seat for one person on that day."""
    return seat.appointments.on(day).select_related("user").first() if seat.max_persons == 1 else None


def _make_way(former: Appointment, seat: Seat, starts_on: dt.date) -> None:
    """End the former holder the day before; what she did until then stays hers."""
    former = Appointment.objects.select_for_update(of=("self",)).select_related("user").get(pk=former.pk, seat=seat)
    if former.ends_on is not None and former.ends_on < starts_on:
        return
    if former.starts_on >= starts_on:
        raise ValidationError(
            f"{former.user} har platsen från och med {former.starts_on}. Det nya förordnandet måste börja senare, "
            "eller så avslutar du hennes först."
        )
    former.ends_on = starts_on - DAY
    former.save(update_fields=["ends_on"])
    forget(former.user)


@transaction.atomic
def end_appointment(appointment: Appointment, *, ends_on: dt.date, by: User | None) -> Appointment:
    """Let an appointment end; its history stays. Raises PermissionDenied and ValidationError.

    What follows from it (an office, a derived seat) ends the same day. The last process leader cannot be ended.
    """
    seat = lock(appointment.seat)
    appointment = Appointment.objects.select_for_update(of=("self",)).select_related("user").get(pk=appointment.pk)
    appointment.seat = seat
    if seat.role == StaffRole.PROCESS_LEADER:  # two of them, ended at once from different seats, would leave nobody
        CareCollaboration.objects.select_for_update().get(pk=seat.body.collaboration_id)
    rules.may_end(by, appointment, ends_on).require()
    if ends_on < appointment.starts_on:
        raise ValidationError({"ends_on": f"Sista dagen kan inte ligga före första dagen, {appointment.starts_on}."})
    appointment.ends_on = ends_on
    # A later last day may meet a successor.
    if most_at_once(seat, appointment.starts_on, ends_on, besides=appointment) >= seat.max_persons:
        raise ValidationError(f"Platsen ”{seat.label}” har redan så många personer som den får ha de dagarna.")
    write(appointment, ["ends_on"])
    forget(appointment.user)
    return appointment
