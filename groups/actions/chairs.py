"""Who leads which body in which period. `by=None` is the operator at the command line.

Every change here first locks the bodies whose chairs must agree, in the order of their keys (`locked`), and reads the
terms after that: two who press at once, in one body or in two that follow each other, come one after the other.
"""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from groups import rules
from groups.models import Appointment, Body, ChairTerm, Office, Organisation, Side, User, side_of
from groups.powers import forget
from groups.rules.rotation import THE_SIDE, days_of, faults_in, period_of, repeated_after, repeated_before
from samla.formats import date_text, period_text
from samla.writing import write

DAY = dt.timedelta(days=1)
HOLDER = ("user", "seat__body", "seat__organisation__principal")


def locked(*bodies: Body) -> tuple[list[Body], list[ChairTerm]]:
    """The bodies as they are now, and the terms around them, locked with those they follow until the transaction ends."""
    own = [body.pk for body in bodies]
    followed = Body.objects.filter(pk__in=own).exclude(chair_follows=None).values_list("chair_follows", flat=True)
    rows = Body.objects.filter(pk__in={*own, *followed}).order_by("pk")
    # Whoever names a body in another row (a case, a seat) is not kept waiting.
    list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
    by_key = Body.objects.select_related("chair_follows", "collaboration").in_bulk(own)
    fresh = [by_key[key] for key in own]
    return fresh, list(ChairTerm.objects.around(*fresh).with_holders())


@transaction.atomic
def elect(
    body: Body,
    office: Office,
    appointment: Appointment,
    *,
    starts_on: dt.date,
    ends_on: dt.date,
    same_side_reason: str = "",
    by: User | None,
) -> ChairTerm:
    """Register who chairs a body, or is its vice chair, from a first to a last day; a planned term gets its name.

    Raises PermissionDenied with the rule's reason, and ValidationError with everything that the other terms, the
    period's length, the side or the holder's appointment forbid (rules 38–41).
    """
    (body,), others = locked(body)
    appointment = _locked_appointment(appointment)
    rules.may_elect(by, body, appointment, office).require()
    planned = next((one for one in others if _is_planned(one, body, office, (starts_on, ends_on))), None)
    if planned is not None:
        return _name(planned, appointment, others)
    term = term_of(body, office, starts_on, ends_on, appointment=appointment, reason=same_side_reason)
    require_faultless(term, others)
    _save_reasons(settle_reason(term, others))
    write(term)
    forget(appointment.user)
    return term


@transaction.atomic
def name_holder(term: ChairTerm, appointment: Appointment, *, by: User | None) -> ChairTerm:
    """Say who takes a planned term, or the rest of a period that somebody left. Raises as `elect` does."""
    term, others = _again(term)
    appointment = _locked_appointment(appointment)
    rules.may_name(by, term).require()
    rules.may_elect(by, term.body, appointment, Office(term.office)).require()
    return _name(term, appointment, others)


@transaction.atomic
def leave(term: ChairTerm, *, reason: str, last_day: dt.date | None = None, by: User | None) -> ChairTerm:
    """The holder leaves before the term is over. Where the sides take turns, the rest of the period stays planned.

    `last_day` is the last day she has the office; None takes her name back from a term that has not begun. Answers the
    rest of the period when there is one, otherwise the term. Raises PermissionDenied and ValidationError.
    """
    term, _ = _again(term)
    rules.may_leave(by, term).require()
    leaver = term.appointment.user if term.appointment else None
    if not reason.strip():
        raise ValidationError({"reason": "Ange varför uppdraget lämnas i förtid."})
    term.ended_reason = reason.strip()
    term.clean_fields(exclude={"appointment"})
    rest = _take_back(term) if last_day is None else _cut(term, last_day)
    if leaver is not None:
        forget(leaver)
    return rest


@transaction.atomic
def withdraw_term(term: ChairTerm, *, and_later: bool = False, by: User | None) -> int:
    """Take away a planned term without a name, and if so wanted the body's later ones; answers how many.

    A plan that nobody was named for binds nobody; the history keeps it. Raises PermissionDenied.
    """
    term, others = _again(term)
    rules.may_withdraw_term(by, term).require()
    later = [one for one in others if one.body_id == term.body_id and one.starts_on >= term.starts_on]
    gone = [one for one in later if rules.may_withdraw_term(by, one)] if and_later else [term]
    ChairTerm.objects.filter(pk__in=[one.pk for one in gone]).delete()
    return len(gone)


def term_of(
    body: Body,
    office: Office,
    starts_on: dt.date,
    ends_on: dt.date,
    *,
    appointment: Appointment | None = None,
    side: str = "",
    reason: str = "",
) -> ChairTerm:
    """A new term, not saved, with copies of what holds today: side, principal, rotation and whom the chair follows."""
    organisation: Organisation | None = appointment.seat.organisation if appointment else None
    return ChairTerm(
        body=body,
        office=office,
        appointment=appointment,
        principal=organisation.principal if organisation else None,
        side=side or side_of(organisation),
        rotates=body.chair_rotates,
        follows=(body.chair_follows or body) if body.chair_rotates else None,
        starts_on=starts_on,
        ends_on=ends_on,
        period_starts_on=starts_on,
        period_ends_on=ends_on,
        same_side_reason=reason.strip(),
    )


def require_faultless(term: ChairTerm, others: Iterable[ChairTerm]) -> None:
    """Raise ValidationError with every sentence that forbids the term."""
    if faults := faults_in(term, others):
        raise ValidationError({field: list(sentences) for field, sentences in faults.items()})


def settle_reason(term: ChairTerm, others: list[ChairTerm]) -> list[ChairTerm]:
    """Let a reason for the same side stand in the term that repeats it; answers the others that it now stands in."""
    after = repeated_after(term, others)
    explained = []
    if after and term.same_side_reason and not after.same_side_reason:
        explained = [one for one in others if (one.body_id, one.office) == (term.body_id, term.office)]
        explained = [one for one in explained if period_of(one) == period_of(after)]
        for one in explained:
            one.same_side_reason = term.same_side_reason
    if repeated_before(term, others) is None:
        term.same_side_reason = ""
    return explained


def _save_reasons(terms: Iterable[ChairTerm]) -> None:
    for term in terms:
        term.clean_fields()
        term.save(update_fields=["same_side_reason"])


def _locked_appointment(appointment: Appointment) -> Appointment:
    """The appointment as it is now; it does not end while its days are compared."""
    Appointment.objects.select_for_update(no_key=True).only("pk").get(pk=appointment.pk)
    return Appointment.objects.select_related(*HOLDER).get(pk=appointment.pk)


def _again(term: ChairTerm) -> tuple[ChairTerm, list[ChairTerm]]:
    """The term as it is under the lock, and those around it. Raises ValidationError when it is gone."""
    (body,), others = locked(term.body)
    current = next((one for one in others if one.pk == term.pk), None)
    if current is None:
        raise ValidationError("Perioden finns inte längre: någon annan har tagit bort den.")
    current.body = body
    return current, others


def _is_planned(term: ChairTerm, body: Body, office: Office, days: tuple[dt.date, dt.date]) -> bool:
    own = (term.body_id, term.office) == (body.pk, office)
    return own and term.appointment_id is None and days_of(term) == days


def _name(term: ChairTerm, appointment: Appointment, others: list[ChairTerm]) -> ChairTerm:
    organisation = appointment.seat.organisation
    side = side_of(organisation)
    if term.side and side != term.side:
        where = f"på {THE_SIDE[Side(side)]}s sida" if side else "utan sida"
        raise ValidationError(
            {
                "appointment": f"Perioden {period_text(*days_of(term))} är {THE_SIDE[Side(term.side)]}s, men "
                f"{appointment.user} kommer från {organisation or appointment.seat.label}, {where}."
            }
        )
    term.appointment = appointment
    term.principal = organisation.principal if organisation else None
    require_faultless(term, others)
    write(term, ["appointment", "principal"])
    forget(appointment.user)
    return term


def _take_back(term: ChairTerm) -> ChairTerm:
    """A term that has not begun is planned again; where no side takes turns there is nothing left to plan."""
    if not rules.has_not_begun(term):
        raise ValidationError({"last_day": "Uppdraget har börjat. Ange den sista dagen."})
    if term.rotates:
        term.appointment = None
        term.save(update_fields=["appointment", "ended_reason"])
    else:
        term.save(update_fields=["ended_reason"])  # so that the history tells why
        term.delete()
    return term


def _cut(term: ChairTerm, last_day: dt.date) -> ChairTerm:
    if not term.starts_on <= last_day < term.ends_on:
        raise ValidationError(
            {
                "last_day": f"Ange en dag från {date_text(term.starts_on)} till {date_text(term.ends_on - DAY)}; "
                f"uppdraget slutar annars av sig självt {date_text(term.ends_on)}."
            }
        )
    until, term.ends_on = term.ends_on, last_day
    term.save(update_fields=["ends_on", "ended_reason"])
    if not term.rotates:
        return term
    rest = ChairTerm(
        body=term.body,
        office=term.office,
        principal=term.principal,
        side=term.side,
        rotates=True,
        follows=term.follows,
        starts_on=last_day + DAY,
        ends_on=until,
        period_starts_on=term.period_starts_on,
        period_ends_on=term.period_ends_on,
        same_side_reason=term.same_side_reason,
    )
    write(rest)
    return rest
