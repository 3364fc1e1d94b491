"""Choices that several forms offer."""

from collections import defaultdict
from collections.abc import Callable

from django.db.models import Count, Q, QuerySet

from groups.models import Seat
from samla import clock

type Choices = list[tuple[str, str]]
type Grouped = list[tuple[str, str | list[tuple[int, str]]]]


def seat_choices(seats: QuerySet[Seat], empty: str) -> Callable[[], Grouped]:
    """The seats under the name of their body; those with fewer persons than they must have are said to be vacant.

    A function, so that a page which shows no choice asks for none.
    """

    def choices() -> Grouped:
        today = clock.today()
        lasting = Q(appointments__ends_on=None) | Q(appointments__ends_on__gte=today)
        held = Count("appointments", filter=lasting & Q(appointments__starts_on__lte=today))
        bodies: dict[str, list[tuple[int, str]]] = defaultdict(list)
        ordered = seats.select_related("body", "organisation").annotate(held=held)
        for seat in ordered.order_by("body__position", "body__name", "position", "label"):
            vacant = " – vakant" if seat.held < seat.min_persons else ""
            bodies[seat.body.name].append((seat.pk, f"{seat.label}{vacant}"))
        return [("", empty), *bodies.items()]

    return choices
