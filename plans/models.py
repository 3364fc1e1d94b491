"""What the collaboration has agreed to work for: the plan, its goals and the groups of people it is about."""

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from groups.models import Body, CareCollaboration
from samla import clock
from samla.history import tracked
from samla.ranges import Days, Same


class CollaborationPlanQuerySet(models.QuerySet["CollaborationPlan"]):
    def in_force(self) -> Self:
        """Adopted plans whose period holds today."""
        today = clock.today()
        return self.filter(starts_on__lte=today, ends_on__gte=today, adopted=True)


@tracked()
class CollaborationPlan(models.Model):
    """The politically adopted plan of a period (samverkansplan); several may coexist, one is in force (rule 2)."""

    collaboration = models.ForeignKey(CareCollaboration, models.PROTECT, related_name="collaboration_plans")
    slug = models.SlugField("kortnamn")
    title = models.CharField("titel", max_length=200)
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med")
    adopted = models.BooleanField("antagen", default=False)
    adopted_by = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="adopted_plans")
    adopted_on = models.DateField("antagen den", null=True, blank=True)
    purpose = models.TextField("syfte", blank=True)
    overall_title = models.CharField("övergripande mål", max_length=200, blank=True)

    objects = CollaborationPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "samverkansplan"
        verbose_name_plural = "samverkansplaner"
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "slug"], name="plan_slug"),
            models.CheckConstraint(name="plan_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))),
            ExclusionConstraint(
                name="plan_one_adopted_at_a_time",
                index_type="GIST",
                expressions=[
                    (Same("collaboration_id"), RangeOperators.OVERLAPS),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(adopted=True),
                violation_error_message="En antagen samverkansplan gäller redan under en del av perioden.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class OverallGoal(models.Model):
    """One point of a plan's overall aim (övergripande mål, rule 9); text, not something followed up."""

    plan = models.ForeignKey(CollaborationPlan, models.PROTECT, related_name="overall_goals")
    position = models.PositiveSmallIntegerField("ordning")
    text = models.TextField("text")

    class Meta:
        verbose_name = "övergripande mål"
        verbose_name_plural = "övergripande mål"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="overall_goal_position")]

    def __str__(self) -> str:
        return self.text


@tracked()
class PriorityGoal(models.Model):
    """One of a year's priority goals (prioriterat mål, rule 8)."""

    plan = models.ForeignKey(CollaborationPlan, models.PROTECT, related_name="priority_goals")
    year = models.PositiveSmallIntegerField("år")
    number = models.PositiveSmallIntegerField("nummer")
    text = models.TextField("mål")

    class Meta:
        verbose_name = "prioriterat mål"
        verbose_name_plural = "prioriterade mål"
        ordering = ["year", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "year", "number"], name="priority_goal_number")]

    def __str__(self) -> str:
        return self.text


@tracked()
class TargetGroup(models.Model):
    """People whom the collaboration gives special attention (målgrupp); some cut across all ages (rules 5, 6)."""

    collaboration = models.ForeignKey(CareCollaboration, models.PROTECT, related_name="target_groups")
    slug = models.SlugField("kortnamn", max_length=80)
    name = models.CharField("namn", max_length=200)
    alias = models.CharField("även kallad", max_length=200, blank=True)
    cross_cutting = models.BooleanField("finns i alla åldrar", default=False)
    position = models.PositiveSmallIntegerField("ordning", default=0)
    ended_on = models.DateField("upphörde", null=True, blank=True)

    class Meta:
        verbose_name = "målgrupp"
        verbose_name_plural = "målgrupper"
        ordering = ["cross_cutting", "position", "name"]
        constraints = [models.UniqueConstraint(fields=["collaboration", "slug"], name="target_group_slug")]

    def __str__(self) -> str:
        return self.name
