"""Every change of an organisation on its page. What is changed here is kept: a later structure file leaves it alone."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from groups import rules
from groups.actions.stale import StaleError
from groups.models import CareCollaboration, Organisation, User


@transaction.atomic
def add_organisation(collaboration: CareCollaboration, fields: Mapping[str, Any], *, by: User | None) -> Organisation:
    """A new organisation, kept in the portal. Raises PermissionDenied with the rule's reason, and ValidationError."""
    # Two with the same name at once would both take the same slug.
    CareCollaboration.objects.select_for_update(no_key=True).get(pk=collaboration.pk)
    rules.may_change_organisation(by, collaboration).require()
    organisation = Organisation(collaboration=collaboration, kept_in_portal=True, **fields)
    organisation.slug = _free_slug(organisation)
    _check(organisation)
    organisation.save()
    return organisation


@transaction.atomic
def revise_organisation(
    organisation: Organisation, fields: Mapping[str, Any], *, version: int, by: User | None
) -> Organisation:
    """Change what an organisation is called, is and belongs to, or let it end.

    Raises PermissionDenied with the rule's reason, StaleError when somebody else has saved since, and ValidationError.
    """
    Organisation.objects.select_for_update().only("pk").get(pk=organisation.pk)
    organisation = Organisation.objects.select_related("principal", "part_of").get(pk=organisation.pk)
    before = Organisation.objects.select_related("principal").get(pk=organisation.pk)
    rules.may_change_organisation(by, organisation.collaboration).require()
    if organisation.version != version:
        raise StaleError(organisation)
    changed = {name: value for name, value in fields.items() if getattr(organisation, name) != value}
    if not changed:
        return organisation
    for name, value in changed.items():
        setattr(organisation, name, value)
    _check(organisation)
    rules.may_change_to(before, organisation).require_valid()
    if organisation.ended_on is not None:
        verdict = rules.may_end_organisation(organisation, organisation.ended_on)
        if not verdict:
            raise ValidationError({"ended_on": verdict.reason})
    organisation.kept_in_portal = True
    organisation.version += 1
    organisation.save(update_fields=[*changed, "kept_in_portal", "version"])
    return organisation


def _check(organisation: Organisation) -> None:
    """Raise every objection, each at its field."""
    if faults := {field: verdict.reason for field, verdict in rules.can_be(organisation)}:
        raise ValidationError(faults)
    organisation.full_clean()


def _free_slug(organisation: Organisation) -> str:
    """A slug of the name that no other organisation of the collaboration has, or has had."""
    own = slugify(organisation.name)[:70] or "organisation"
    taken = set(organisation.collaboration.organisations.values_list("slug", flat=True))
    return next(slug for slug in (own, *(f"{own}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
