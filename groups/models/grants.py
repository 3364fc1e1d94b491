"""What does not follow from a seat: explicit, dated grants, kept as guardian's object permissions."""

import datetime as dt
from typing import Self

from django.contrib.auth.models import Permission
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from guardian.models import UserObjectPermissionBase

from groups.models.accounts import User
from groups.models.seats import PeriodQuerySet
from groups.models.structure import Body, Organisation
from groups.powers import OVER_COLLABORATION, Power
from samla import clock
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers
from samla.ranges import Days, Same


def constraints_of(name: str) -> list[models.BaseConstraint]:
    """The same rules for both kinds of grant: dated, reasoned, and never twice at a time."""
    return [
        models.CheckConstraint(
            name=f"{name}_ends_after_start",
            # What was withdrawn before it began ends the day before: nobody ever had it.
            condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")) | Q(withdrawn_at__isnull=False),
        ),
        models.CheckConstraint(
            name=f"{name}_withdrawn_with_reason",
            condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
            | (Q(withdrawn_at__isnull=False, ends_on__isnull=False) & ~Q(withdrawn_reason="")),
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
            condition=Q(withdrawn_at=None),
            violation_error_message="Personen har redan den behörigheten under en del av perioden.",
        ),
    ]


class GrantQuerySet[M: models.Model](PeriodQuerySet[M]):
    def standing(self) -> Self:
        """What holds today or begins later."""
        return self.exclude(ends_on__lt=clock.today())

    def former(self) -> Self:
        """What has ended, or was withdrawn before it began, the latest first."""
        return self.filter(ends_on__lt=clock.today()).order_by("-ends_on", "-pk")

    def over(self, thing: Organisation | Body) -> Self:
        """What was given over an organisation or a body, and what reaches the body because it reaches all of them."""
        here = Q(content_object=thing)
        if isinstance(thing, Body):
            wide = [power.value for power in Power if power in OVER_COLLABORATION]
            here |= Q(content_object__collaboration=thing.collaboration_id, permission__codename__in=wide)
        return self.filter(here)

    def that_administer(self, organisation: Organisation, day: dt.date) -> Self:
        """The grants by which somebody who may sign in administers an organisation on a day."""
        power = Q(permission__codename=Power.ADMINISTER, content_object=organisation)
        return self.on(day).filter(power, user__is_active=True)

    def with_names(self) -> Self:
        """Fetched with whom and what they are about."""
        return self.select_related("user", "permission", "content_object", "given_by", "withdrawn_by")


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
    withdrawn_at = models.DateTimeField("tillbakatagen", null=True, editable=False)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.CharField(
        "skäl att ta tillbaka", max_length=300, blank=True, validators=[refuse_identity_numbers]
    )

    objects = GrantQuerySet["OrganisationGrant"].as_manager()

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
    withdrawn_at = models.DateTimeField("tillbakatagen", null=True, editable=False)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.CharField(
        "skäl att ta tillbaka", max_length=300, blank=True, validators=[refuse_identity_numbers]
    )

    objects = GrantQuerySet["BodyGrant"].as_manager()

    class Meta:
        verbose_name = "behörighet för grupp"
        verbose_name_plural = "behörigheter för grupper"
        constraints = constraints_of("body_grant")


type Grant = OrganisationGrant | BodyGrant
