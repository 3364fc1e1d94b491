"""Queues and lists of cases."""

from __future__ import annotations

from urllib.parse import quote

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from cases.forms import FilterForm
from cases.http import BODIES, bodies_of, find_body, find_case, with_bodies
from cases.models import Case
from cases.models.queries import CaseQuerySet
from cases.views.page import page_context
from cases.views.rows import rows_of
from cases.workflow import OPEN, State
from groups.models import Body
from groups.powers import powers_of
from samla.htmx import answer
from samla.http import Request

PER_PAGE = 50


def filtered(cases: CaseQuerySet, form: FilterForm, *, order: str) -> CaseQuerySet:
    """The cases that pass the filters, in the chosen order."""
    form.is_valid()
    queryset = cases
    if state := form.chosen("lage"):
        queryset = queryset.filter(state=state)
    if origin := form.chosen("ursprung"):
        queryset = queryset.filter(origin__slug=origin)
    if group := form.chosen("malgrupp"):
        queryset = queryset.filter(target_group_links__target_group__slug=group)
    return queryset.matching(form.chosen("q")).in_order(form.chosen("ordning") or order)


@require_GET
def case_list(request: Request) -> HttpResponse:
    """Every case that the reader may see, newest first, with filters."""
    states = [state for state in State if state != State.DISCARDED]
    form = FilterForm(
        request.GET,
        collaboration=request.collaboration,
        states=states,
        order="nummer",
        bodies=bodies_of(request).values(),
    )
    cases = Case.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    cases = cases.exclude(state=State.DISCARDED).without_texts()
    page = page_of(request, filtered(cases, form, order="nummer"))
    powers = powers_of(request.user)
    context = {
        "form": form,
        "page_obj": page,
        "rows": rows_of(with_bodies(page, bodies_of(request), BODIES), request.user),
        "may_write": bool(powers.bodies or request.collaboration.pk in powers.leads),
        "may_register": request.collaboration.pk in powers.leads,
        "clear_url": request.path if request.GET else "",
        "trail": [("Start", reverse("start")), ("Ärenden", None)],
    }
    return answer(request, "cases/list.html", "lista", context)


@require_GET
def queue(request: Request, slug: str) -> HttpResponse:
    """What lies in a body now: age, last day, origin, the meeting it aims at and the next step of each case."""
    body = find_body(request, slug)
    form, cases = _queue_of(request, body)
    page = page_of(request, cases.without_texts())
    context = {
        "body": body,
        "form": form,
        "page_obj": page,
        "rows": rows_of(with_bodies(page, bodies_of(request), BODIES), request.user),
        "keeps": powers_of(request.user).keeps_queue(body),
        "clear_url": request.path if request.GET else "",
        "session_url": session_url(request, body),
        "here": quote(request.get_full_path()),
        "trail": _trail(body, "Kö"),
    }
    return answer(request, "cases/queue.html", "lista", context)


@require_GET
def sent(request: Request, slug: str) -> HttpResponse:
    """What a body has sent on and has not yet got an answer to (rules 47, 48)."""
    body = find_body(request, slug)
    cases = Case.objects.visible_to(request.user).sent_from(body).select_related(*BODIES)
    page = page_of(request, cases)
    context = {"body": body, "page_obj": page, "rows": rows_of(page, request.user), "trail": _trail(body, "Skickat")}
    return answer(request, "cases/sent.html", "lista", context)


@require_GET
def session(request: Request, slug: str) -> HttpResponse:
    """The queue case by case, as it is gone through in a meeting: one case, its steps, and the one before and after."""
    body = find_body(request, slug)
    _, cases = _queue_of(request, body)
    order = list(cases.values_list("number", flat=True))
    wanted = request.GET.get("nr", "").replace("-", " ", 1)
    at = order.index(wanted) if wanted in order else _place_after(request, order)
    context = {"body": body, "count": len(order), "trail": _trail(body, "Genomgång"), "case": None}
    if order:
        case = find_case(request, order[at])
        context |= page_context(request, case, next_url=session_url(request, body, number=order[at], place=at))
        context |= {
            "position": at + 1,
            "previous_url": session_url(request, body, number=order[at - 1]) if at else "",
            "next_url": session_url(request, body, number=order[at + 1]) if at + 1 < len(order) else "",
        }
    return answer(request, "cases/session.html", "arende", {**context, "trail": _trail(body, "Genomgång")})


def _place_after(request: Request, order: list[str | None]) -> int:
    """Where the session goes on when its case has left the queue: the same place, or the last one."""
    place = request.GET.get("plats", "0")
    return min(int(place) if place.isdecimal() else 0, max(len(order) - 1, 0))


def session_url(request: Request, body: Body, *, number: str | None = None, place: int | None = None) -> str:
    """The address of the session, with the queue's own filters kept."""
    query = request.GET.copy()
    for name in ("nr", "plats", "page"):
        query.pop(name, None)
    if number:
        query["nr"] = number.replace(" ", "-")
    if place is not None:
        query["plats"] = str(place)
    address = reverse("cases:session", args=[body.slug])
    return f"{address}?{query.urlencode()}" if query else address


def page_of(request: Request, cases: QuerySet[Case]) -> Page[Case]:
    """The page of a list that the address asks for; a page that does not exist is the nearest one."""
    return Paginator(cases, PER_PAGE).get_page(request.GET.get("page"))


def _queue_of(request: Request, body: Body) -> tuple[FilterForm, CaseQuerySet]:
    bodies = bodies_of(request).values()
    form = FilterForm(request.GET, collaboration=request.collaboration, states=OPEN, bodies=bodies)
    cases = Case.objects.visible_to(request.user).held_by(body)
    return form, filtered(cases, form, order="prioritet")


def _trail(body: Body, title: str) -> list[tuple[str, str | None]]:
    return [("Start", reverse("start")), (body.short_name, body.get_absolute_url()), (title, None)]
