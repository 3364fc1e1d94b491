"""Which offices wait for the process leader to see that somebody gets them."""

from collections import defaultdict
from collections.abc import Iterable

from django.urls import reverse

from groups.models import Body, ChairTerm, Side
from groups.powers import powers_of
from groups.rules.presidium import SOON, Missing, missing_in
from groups.rules.rotation import THE_SIDE
from samla import clock
from samla.formats import date_text
from samla.http import Request
from samla.registry import Todo, register_todo


@register_todo
def empty_offices(request: Request) -> Iterable[Todo]:
    """Bodies whose chair rotates, and in which an office has no holder on some day within ninety days (rule 39)."""
    if request.collaboration.pk not in powers_of(request.user).leads:
        return []
    bodies = list(Body.objects.active().filter(collaboration=request.collaboration, chair_rotates=True))
    if not bodies:
        return []
    today = clock.today()
    terms = list(ChairTerm.objects.filter(body__in=bodies, ends_on__gte=today).with_holders())
    missing: dict[Body, list[Missing]] = defaultdict(list)
    for body in bodies:
        for one in missing_in(body, terms, today, today + SOON):
            missing[body].append(one)
    return [_todo(body, found) for body, found in missing.items()]


def _todo(body: Body, missing: list[Missing]) -> Todo:
    first = min(one.first for one in missing)
    offices = " och ".join(dict.fromkeys(one.office.label for one in missing))
    sides = {one.side for one in missing}
    planned = f"planerad för {THE_SIDE[Side(sides.pop())]}" if len(sides) == 1 and "" not in sides else ""
    why = f"ingen är utsedd från {date_text(first)}{f'; perioden är {planned}' if planned else ''}"
    url = reverse("groups:chairs", args=[body.slug])
    return Todo(f"{body.short_name} saknar {offices}", why, url, "Utse", deadline=first)
