"""Who leads which body in which period. `by=None` is the operator at the command line."""

import datetime as dt

from django.db import transaction

from groups import rules
from groups.models import Appointment, Body, ChairTerm, Office, User, side_of
from groups.powers import forget


@transaction.atomic
def elect(
    body: Body, office: Office, appointment: Appointment, *, starts_on: dt.date, ends_on: dt.date, by: User | None
) -> ChairTerm:
    """Register who chairs a body, or is its vice chair, from a first to a last day. Raises as `appoint` does."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    rules.may_elect(by, body, appointment).require()
    organisation = appointment.seat.organisation
    term = ChairTerm(
        body=body,
        office=office,
        appointment=appointment,
        principal=organisation.principal if organisation else None,
        side=side_of(organisation),
        rotates=body.chair_rotates,
        follows=(body.chair_follows or body) if body.chair_rotates else None,
        starts_on=starts_on,
        ends_on=ends_on,
        period_starts_on=starts_on,
        period_ends_on=ends_on,
    )
    term.full_clean()
    term.save()
    forget(appointment.user)
    return term
