"""What the chairs add to the page of a body."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from groups.models import Body, ChairTerm
from groups.views.chair_band import band_of
from groups.views.chair_lines import lines_of, presidium_of
from groups.views.chairs import YEARS
from samla.formats import sequence
from samla.http import Request
from samla.registry import Milestone, register_milestones, register_panel


@register_panel("body", order=20, template="groups/_body_chairs.html")
def body_chairs(request: Request, body: Body) -> Mapping[str, Any] | None:
    """Who chairs the body from last year on, as a band with its table; nothing where nobody ever has."""
    if body.is_external:
        return None
    presidia = presidium_of(body)
    first = presidia.today.year - 1
    years = (first, first + YEARS - 2)
    shown = [one for one in presidia.entries_of(body) if one.last.year >= years[0] and one.first.year <= years[1]]
    if not shown:
        return None
    title = f"Ordförande och vice ordförande i {body.short_name} {years[0]}–{years[1]}"
    return {
        "band": band_of([(body, shown)], key="presidiet", title=title, years=years, today=presidia.today),
        "source": presidia.source_of(body),
        "lines": lines_of(shown, presidia, leads=False),
        "chairs_url": reverse("groups:chairs", args=[body.slug]),
    }


@register_milestones
def chair_terms(request: Request, year: int) -> Iterable[Milestone]:
    """When terms of chairs and vice chairs begin and end, the bodies of a day together (38–41); one query."""
    terms = ChairTerm.objects.filter(body__collaboration=request.collaboration).select_related("body")
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    begin: defaultdict[dt.date, set[str]] = defaultdict(set)
    end: defaultdict[dt.date, set[str]] = defaultdict(set)
    for term in terms.filter(starts_on__lte=last, ends_on__gte=first):
        if term.starts_on >= first:
            begin[term.starts_on].add(term.body.short_name)
        if term.ends_on <= last:
            end[term.ends_on].add(term.body.short_name)
    at = reverse("groups:chair_band")
    for day, bodies in begin.items():
        yield Milestone(day, f"Ordförandeperioder börjar i {sequence(sorted(bodies))}", at)
    for day, bodies in end.items():
        yield Milestone(day, f"Ordförandeperioder slutar i {sequence(sorted(bodies))}", at)
