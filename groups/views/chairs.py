"""Who chairs which body in which year: the band, the table, and what must be seen to."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from groups import rules
from groups.forms import DayForm
from groups.models import Body, Office, Organisation
from groups.powers import Power, powers_of
from groups.rules.rotation import boards_of
from groups.views.chair_band import band_of
from groups.views.chair_lines import Entry, Presidia, bodies_with_chairs, lines_of, presidia_of
from samla.formats import genitive
from samla.http import Request

YEARS = 6
MOST_YEARS = 9


def find_led_body(request: Request, slug: str) -> Body:
    """The body of a slug that has a presidium in the portal, if the reader may see it; otherwise 404."""
    bodies = Body.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    body = get_object_or_404(bodies.select_related("collaboration", "chair_follows"), slug=slug)
    if body.is_external:
        raise Http404
    return body


@require_GET
def chairs(request: Request, slug: str) -> HttpResponse:
    """One body: its chairs and vice chairs year by year beside those of the other bodies, and who led it on a day."""
    body = find_led_body(request, slug)
    presidia, led = _presidia(request)
    years = years_of(request, presidia)
    entries = presidia.entries_of(body)
    form = DayForm(request.GET if "dag" in request.GET else None)
    day = form.cleaned_data["dag"] if form.is_valid() else None
    may_plan = rules.may_plan_chairs(request.user, body)
    context = {
        "body": body,
        "source": presidia.source_of(body),
        "lead": lead_of(body, presidia),
        "warnings": presidia.warnings_about(body, _boards(request)),
        "band": _band(presidia, led, years),
        "lines": lines_of(_within(entries, years), presidia, leads=bool(may_plan)),
        "day_form": form,
        "day": day,
        "leaders": leaders_on(entries, day) if day else [],
        "may_plan": may_plan,
        "may_schedule": rules.may_schedule(request.user, body),
        **_pager(presidia, years),
        "trail": [*trail_of(body)[:-1], ("Ordförande", None)],
    }
    return render(request, "groups/chairs.html", context, status=422 if form.errors else 200)


@require_GET
def chair_band(request: Request) -> HttpResponse:
    """All bodies of the collaboration that somebody leads, in one band, with a table for each."""
    presidia, led = _presidia(request)
    years = years_of(request, presidia)
    boards = _boards(request)
    leads = bool(led) and powers_of(request.user).can(Power.LEAD, led[0])
    tables = [(body, lines_of(_within(presidia.entries_of(body), years), presidia, leads=leads)) for body in led]
    context = {
        "band": _band(presidia, led, years) if led else None,
        "tables": [
            (body, f"grupp-{body.slug}", reverse("groups:chairs", args=[body.slug]), lines) for body, lines in tables
        ],
        "warnings": [warning for body in led for warning in presidia.warnings_about(body, boards)],
        **_pager(presidia, years),
        "trail": [("Start", reverse("start")), ("Grupper", reverse("groups:list")), ("Ordförandeskap", None)],
    }
    return render(request, "groups/chair_band.html", context)


def trail_of(body: Body) -> list[tuple[str, str | None]]:
    """The way to a page below a body's chairs."""
    return [
        ("Start", reverse("start")),
        ("Grupper", reverse("groups:list")),
        (body.short_name, body.get_absolute_url()),
        ("Ordförande", reverse("groups:chairs", args=[body.slug])),
    ]


def lead_of(body: Body, presidia: Presidia) -> str:
    """What holds for the chair of a body, in a sentence or two."""
    source = presidia.source_of(body)
    if source:
        return (
            f"{genitive(body.short_name)} presidium är {genitive(source.short_name)}; det följer och matas aldrig in."
        )
    if not body.chair_rotates:
        return "Ordförandeskapet växlar inte mellan sidorna. En period kan vara olika lång."
    turns = "Ordförandeskapet växlar varje år mellan regionen och kommunerna. Vice ordföranden är från den andra sidan."
    follows = body.chair_follows
    return f"{turns} Sidan är alltid samma som i {follows.short_name}." if follows else turns


def leaders_on(entries: Sequence[Entry], day: dt.date) -> list[tuple[str, str]]:
    """Who had each office on a day."""
    found = {entry.office: entry.name for entry in entries if entry.first <= day <= entry.last and entry.name}
    return [(office.label.capitalize(), found.get(office, "")) for office in Office]


def years_of(request: Request, presidia: Presidia) -> tuple[int, int]:
    """The first and last year to show: from last year on, or from the year that the address asks for."""
    asked = request.GET.get("fran", "")
    first = int(asked) if asked.isdecimal() and 1900 <= int(asked) <= 2200 else presidia.today.year - 1
    known = max((term.ends_on.year for term in presidia.terms), default=0)
    return first, max(first + YEARS - 1, min(known, first + MOST_YEARS - 1))


def _presidia(request: Request) -> tuple[Presidia, list[Body]]:
    bodies = Body.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    presidia = presidia_of(list(bodies.select_related("chair_follows")))
    today = presidia.today
    here = [body for body in presidia.bodies if not (body.valid_to and body.valid_to < today)]
    return presidia, bodies_with_chairs(here, presidia)


def _boards(request: Request) -> dict[int, Organisation]:
    return boards_of(Organisation.objects.filter(collaboration=request.collaboration).order_by("pk"))


def _band(presidia: Presidia, bodies: Sequence[Body], years: tuple[int, int]) -> Any:
    rows = [(body, presidia.entries_of(body)) for body in bodies]
    title = f"Ordförande och vice ordförande {years[0]}–{years[1]}"
    return band_of(rows, key="band", title=title, years=years, today=presidia.today)


def _within(entries: Sequence[Entry], years: tuple[int, int]) -> list[Entry]:
    return [entry for entry in entries if entry.last.year >= years[0] and entry.first.year <= years[1]]


def _pager(presidia: Presidia, years: tuple[int, int]) -> dict[str, Any]:
    first = min((term.starts_on.year for term in presidia.terms), default=years[0])
    last = max((term.ends_on.year for term in presidia.terms), default=years[1])
    return {
        "years": f"{years[0]}–{years[1]}",
        "earlier": years[0] - YEARS if first < years[0] else None,
        "later": years[1] + 1 if last > years[1] else None,
    }
