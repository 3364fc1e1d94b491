"""What the chairs add to the page of a body."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from groups.models import Body
from groups.views.chair_band import band_of
from groups.views.chair_lines import lines_of, presidium_of
from groups.views.chairs import YEARS
from samla.http import Request
from samla.registry import register_panel


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
