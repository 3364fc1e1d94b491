"""The items that are on each of a body's agendas: taken over from the usual outline, added, changed, ordered, ended."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from groups.actions import StaleError
from groups.models import Body, User
from meetings import rules
from meetings.models import StandingItem
from meetings.workflow import GROUP_OF_KIND, OUTLINE
from samla import clock
from samla.writing import write


@transaction.atomic
def take_over_outline(body: Body, *, by: User) -> list[StandingItem]:
    """Make the usual outline the body's own, so that it can be changed. Raises PermissionDenied, ValidationError twice."""
    body = _opened(body, by)
    if StandingItem.objects.filter(body=body, ended_on=None).exists():
        raise ValidationError("Gruppen har redan egna stående punkter.")
    made = StandingItem.objects.bulk_create(
        StandingItem(
            body=body, title=one.title, kind=one.kind, group=GROUP_OF_KIND[one.kind], minutes=one.minutes, position=at
        )
        for at, one in enumerate(OUTLINE, start=1)
    )
    return list(made)


@transaction.atomic
def add_standing(body: Body, values: Mapping[str, Any], *, by: User) -> StandingItem:
    """A new standing item, last. Raises PermissionDenied, ValidationError."""
    body = _opened(body, by)
    last = StandingItem.objects.filter(body=body, ended_on=None).aggregate(last=Max("position"))["last"] or 0
    item = StandingItem(body=body, position=last + 1, **values)
    write(item)
    return item


@transaction.atomic
def revise_standing(item: StandingItem, values: Mapping[str, Any], *, version: int, by: User) -> StandingItem:
    """Change a standing item; agendas that have it already stay. Raises PermissionDenied, StaleError, ValidationError."""
    _opened(item.body, by)
    item = StandingItem.objects.select_related("body").get(pk=item.pk)
    if item.version != version or item.ended_on:
        raise StaleError(item)
    for name, value in values.items():
        setattr(item, name, value)
    item.version += 1
    write(item, update_fields=[*values, "version"])
    return item


@transaction.atomic
def shift_standing(item: StandingItem, steps: int, *, by: User) -> None:
    """Move a standing item so many places from where it stands now. Raises PermissionDenied, ValidationError."""
    _opened(item.body, by)
    order = list(StandingItem.objects.filter(body=item.body_id, ended_on=None).order_by("position", "pk"))
    at = next((number for number, one in enumerate(order) if one.pk == item.pk), None)
    if at is None:
        raise ValidationError("Punkten är inte längre en stående punkt.")
    order.insert(max(0, min(len(order) - 1, at + steps)), order.pop(at))
    moved = []
    for position, one in enumerate(order, start=1):
        if one.position != position:
            one.position = position
            moved.append(one)
    StandingItem.objects.bulk_update(moved, ["position"])


@transaction.atomic
def end_standing(item: StandingItem, *, by: User) -> StandingItem:
    """Offer the item to no more agendas. Raises PermissionDenied."""
    _opened(item.body, by)
    item = StandingItem.objects.get(pk=item.pk)
    item.ended_on = item.ended_on or clock.today()
    item.version += 1
    item.save(update_fields=["ended_on", "version"])
    return item


def _opened(body: Body, by: User) -> Body:
    """The body under lock, when the person keeps its standing items. Raises PermissionDenied."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    rules.may_keep_standing(by, body).require()
    return body
