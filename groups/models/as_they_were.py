"""What seats and organisations were called on a day, from their history: a page about a past day uses the words of then."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from groups.models.seats import Seat
from groups.models.structure import Body
from samla import clock


@dataclass(frozen=True, slots=True)
class Names:
    """The names of seats and organisations, by key; what is not here is called as today."""

    seats: dict[int, str]
    organisations: dict[int, str]


AS_TODAY = Names({}, {})


def names_on(body: Body, day: dt.date, seats: Iterable[Seat]) -> Names:
    """The labels of the body's seats, and the names of their organisations, at the end of that day; two queries.

    What was written into the portal after the day is called as when it was first written.
    """
    organisations = {seat.organisation_id for seat in seats if seat.organisation_id}
    return Names(
        _latest(_events("SeatEvent").filter(body_id=body.pk), "label", day),
        _latest(_events("OrganisationEvent").filter(pgh_obj_id__in=organisations), "name", day),
    )


def _events(model: str) -> QuerySet[Any]:
    events: QuerySet[Any] = apps.get_model("groups", model)._default_manager.all()  # noqa: SLF001  Django's own way
    return events


def _latest(events: QuerySet[Any], field: str, day: dt.date) -> dict[int, str]:
    """For each thing the word that it had at the end of the day, or the first that is known."""
    words: dict[int, str] = {}
    for key, at, word in events.order_by("pgh_created_at", "pgh_id").values_list("pgh_obj_id", "pgh_created_at", field):
        if key not in words or at.astimezone(clock.STOCKHOLM).date() <= day:
            words[key] = word
    return words
