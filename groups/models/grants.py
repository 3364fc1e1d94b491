"""What does not follow from a seat: explicit, dated grants, kept as guardian's object permissions."""

from django.contrib.auth.models import Permission
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from guardian.models import UserObjectPermissionBase

from groups.models.accounts import User
from groups.models.structure import Body, Organisation
from samla import clock
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers
from samla.ranges import Days, Same


def constraints_of(name: str) -> list[models.BaseConstraint]:
    """The same rules for both kinds of grant: dated, reasoned, and never twice at a time."""
    return [
        models.CheckConstraint(
            name=f"{name}_ends_after_start", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
        ),
        models.CheckConstraint(
            name=f"{name}_withdrawn_with_reason",
            condition=Q(withdrawn_by=None, withdrawn_reason="")
            | (Q(withdrawn_by__isnull=False, ends_on__isnull=False) & ~Q(withdrawn_reason="")),
        ),
        ExclusionConstraint(
            name=f"{name}_once_at_a_time",
            index_type="GIST",
            expressions=[
                (Same("user_id"), RangeOperators.OVERLAPS),
                (Same("permission_id"), RangeOperators.OVERLAPS),
                (Same("content_object_id"), RangeOperators.OVERLAPS),
                (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
            ],
            condition=Q(withdrawn_by=None),
            violation_error_message="Personen har redan den behörigheten under en del av perioden.",
        ),
    ]


@tracked()
class OrganisationGrant(UserObjectPermissionBase):  # type: ignore[misc]  # guardian has no types
    """A power over one organisation (behörighet), given from one day to another with a reason."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    permission = models.ForeignKey(Permission, models.PROTECT, related_name="+")
    content_object = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med", null=True, blank=True)
    reason = models.CharField("skäl", max_length=300, validators=[refuse_identity_numbers])
    given_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField("given", default=clock.now, editable=False)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.CharField(
        "skäl att ta tillbaka", max_length=300, blank=True, validators=[refuse_identity_numbers]
    )

    class Meta:
        verbose_name = "behörighet för organisation"
        verbose_name_plural = "behörigheter för organisationer"
        constraints = constraints_of("organisation_grant")


@tracked()
class BodyGrant(UserObjectPermissionBase):  # type: ignore[misc]  # guardian has no types
    """A power over one body (behörighet), given from one day to another with a reason."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    permission = models.ForeignKey(Permission, models.PROTECT, related_name="+")
    content_object = models.ForeignKey(Body, models.PROTECT, related_name="+")
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med", null=True, blank=True)
    reason = models.CharField("skäl", max_length=300, validators=[refuse_identity_numbers])
    given_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField("given", default=clock.now, editable=False)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.CharField(
        "skäl att ta tillbaka", max_length=300, blank=True, validators=[refuse_identity_numbers]
    )

    class Meta:
        verbose_name = "behörighet för grupp"
        verbose_name_plural = "behörigheter för grupper"
        constraints = constraints_of("body_grant")
