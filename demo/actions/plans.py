"""A made-up plan for a collaboration whose own has run out, so that the demonstration lives on any day."""

import datetime as dt

from groups.models import CareCollaboration
from plans.models import CollaborationPlan, OverallGoal, PriorityGoal
from samla import clock

YEARS = 4
OVERALL = ("Ett påhittat övergripande mål som visar var texten står.",)
GOALS = (
    "Påhittat mål: fler får vård och omsorg i ett sammanhang.",
    "Påhittat mål: tidigare insatser i båda kommunerna.",
    "Påhittat mål: gemensamma arbetssätt används överallt.",
    "Påhittat mål: mer vård nära hemmet.",
)


def add_missing_plans() -> list[CollaborationPlan]:
    """A clearly made-up successor for each collaboration without a plan in force today (rule 2, section 3, 19)."""
    in_force = CollaborationPlan.objects.in_force().values("collaboration")
    return [_successor(each) for each in CareCollaboration.objects.exclude(pk__in=in_force)]


def _successor(collaboration: CareCollaboration) -> CollaborationPlan:
    """From the day after the last plan, or this year's first day, and never into a plan that follows."""
    today = clock.today()
    adopted = collaboration.collaboration_plans.filter(adopted=True)
    before = adopted.filter(ends_on__lt=today).order_by("ends_on").last()
    after = adopted.filter(starts_on__gt=today).order_by("starts_on").first()
    starts_on = max(dt.date(today.year, 1, 1), before.ends_on + dt.timedelta(days=1) if before else dt.date.min)
    ends_on = min(
        dt.date(starts_on.year + YEARS - 1, 12, 31), after.starts_on - dt.timedelta(days=1) if after else dt.date.max
    )
    plan = CollaborationPlan(
        collaboration=collaboration,
        slug=f"demonstration-{starts_on.year}",
        title=f"Påhittad samverkansplan {starts_on.year}–{ends_on.year}, bara för demonstrationen",
        starts_on=starts_on,
        ends_on=ends_on,
        adopted=True,
        purpose="Den här planen är påhittad. Den finns för att ingen antagen plan gäller idag.",
        overall_title="Påhittat övergripande mål",
    )
    plan.full_clean()
    plan.save()
    OverallGoal.objects.bulk_create(
        OverallGoal(plan=plan, position=position, text=text) for position, text in enumerate(OVERALL, start=1)
    )
    PriorityGoal.objects.bulk_create(
        PriorityGoal(plan=plan, year=starts_on.year, number=number, text=text)
        for number, text in enumerate(GOALS, start=1)
    )
    return plan
