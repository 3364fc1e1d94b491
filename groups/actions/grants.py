"""Powers that do not follow from a seat. `by=None` is the operator at the command line."""

import datetime as dt

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from groups import rules
from groups.models import Body, BodyGrant, Organisation, OrganisationGrant, User
from groups.powers import Power, forget


@transaction.atomic
def grant(
    power: Power,
    thing: Organisation | Body,
    user: User,
    *,
    starts_on: dt.date,
    reason: str,
    ends_on: dt.date | None = None,
    by: User | None,
) -> OrganisationGrant | BodyGrant:
    """Give a power that does not follow from a seat. Raises PermissionDenied and ValidationError."""
    rules.may_grant(by, thing).require()
    model = OrganisationGrant if isinstance(thing, Organisation) else BodyGrant
    permission = Permission.objects.get(content_type=ContentType.objects.get_for_model(thing), codename=power)
    given = model(
        content_object=thing,
        user=user,
        permission=permission,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        given_by=by,
    )
    given.clean_fields(exclude={"given_by", "withdrawn_by"})  # empty until somebody is known
    given.validate_constraints()
    given.save()
    forget(user)
    return given
