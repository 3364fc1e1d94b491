"""Organisational changes are registered, corrected, taken back, and acknowledged by the body (21)."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from groups.actions import StaleError
from groups.models import Body, User
from groups.powers import powers_of
from meetings import rules
from meetings.models import Meeting, OrganisationalChange
from samla import clock
from samla.writing import write


@transaction.atomic
def register_change(body: Body, values: Mapping[str, Any], *, by: User) -> OrganisationalChange:
    """Tell a body of a change at a principal or an organisation: what, from when, with what consequence (21).

    Raises PermissionDenied with the rule's reason, ValidationError.
    """
    rules.may_register_change(by, body).require()
    powers = powers_of(by)
    change = OrganisationalChange(
        collaboration_id=body.collaboration_id,
        body=body,
        registered_by=by,
        by_name=by.name,
        seat_text=powers.acting_as(powers.seat_in(body.pk, body.collaboration_id)),
        **values,
    )
    _require_whose(change)
    write(change)
    return change


@transaction.atomic
def revise_change(
    change: OrganisationalChange, values: Mapping[str, Any], *, version: int, by: User
) -> OrganisationalChange:
    """Correct a change that waits. Raises PermissionDenied, StaleError, ValidationError."""
    change = _locked(change)
    rules.may_revise_change(by, change).require()
    if change.version != version:
        raise StaleError(change)
    for name, value in values.items():
        setattr(change, name, value)
    _require_whose(change)
    change.version += 1
    write(change, update_fields=[*values, "version"])
    return change


@transaction.atomic
def take_back_change(change: OrganisationalChange, *, by: User) -> OrganisationalChange:
    """The change will not be: it is offered to no agenda any longer. Raises PermissionDenied."""
    change = _locked(change)
    rules.may_revise_change(by, change).require()
    change.withdrawn_at = clock.now()
    change.version += 1
    change.save(update_fields=["withdrawn_at", "version"])
    return change


@transaction.atomic
def acknowledge_change(
    change: OrganisationalChange, *, meeting: Meeting | None = None, by: User
) -> OrganisationalChange:
    """Note that the body has taken part of the change, at which meeting if at one (21). Raises PermissionDenied,
    ValidationError for a meeting of another body or one that has not begun.
    """
    change = _locked(change)
    rules.may_acknowledge_change(by, change).require()
    if meeting is not None and (meeting.body_id != change.body_id or not meeting.has_opened or meeting.is_cancelled):
        raise ValidationError({"meeting": "Välj ett av gruppens möten som har hållits."})
    change.acknowledged_at, change.acknowledged_by, change.acknowledged_in = clock.now(), by, meeting
    change.version += 1
    change.save(update_fields=["acknowledged_at", "acknowledged_by", "acknowledged_in", "version"])
    return change


def _locked(change: OrganisationalChange) -> OrganisationalChange:
    found: OrganisationalChange = (
        OrganisationalChange.objects.select_for_update(of=("self",))
        .select_related("body", "principal", "organisation")
        .get(pk=change.pk)
    )
    return found


def _require_whose(change: OrganisationalChange) -> None:
    if change.principal_id is None and change.organisation_id is None:
        raise ValidationError({"principal": "Välj den huvudman eller den organisation som förändras."})
