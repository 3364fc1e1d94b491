"""Whose register a body's documents belong to, year by year: a matrix that the process leader keeps (L6, W6, W7, K29)."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from documents import actions, rules
from documents.forms import AuthorityForm
from documents.http import find_body
from documents.models import RegisteringAuthority
from documents.todo import without_authority
from groups.actions import StaleError
from groups.models import Body, BodyKind
from groups.powers import powers_of
from groups.views.conflict import answer_stale
from samla import clock
from samla.addresses import address
from samla.forms import refuse
from samla.http import Request

AROUND = (-1, 0, 1)  # last year, this year, next year
FIRST, LAST = 2000, 2100


@dataclass(frozen=True, slots=True)
class Cell:
    """One body's one year: the authority and how to reach it, or that it is missing; and where that is changed."""

    year: int
    organisation: str
    contact: str
    url: str


@require_GET
def authorities(request: Request) -> HttpResponse:
    """The matrix: bodies × years."""
    _reach(request)
    year = clock.today().year
    years = [year + step for step in AROUND]
    bodies = list(Body.objects.active().filter(collaboration=request.collaboration).exclude(kind=BodyKind.EXTERNAL))
    named = {
        (one.body_id, one.year): one
        for one in RegisteringAuthority.objects.filter(body__in=bodies, year__in=years).select_related("organisation")
    }
    context = {
        "years": years,
        "rows": [(body.short_name, [cell_of(body, on, named.get((body.pk, on))) for on in years]) for body in bodies],
        "copies": [
            (on - 1, on, reverse("documents:authorities_copy", args=[on]))
            for on in years[1:]
            if any((body.pk, on - 1) in named and (body.pk, on) not in named for body in bodies)
        ],
        "missing": [(on, names) for on in years[1:] if (names := without_authority(bodies, set(named), on))],
        "trail": _trail(),
    }
    return render(request, "documents/authorities.html", context)


def cell_of(body: Body, year: int, authority: RegisteringAuthority | None) -> Cell:
    """One place of the matrix."""
    return Cell(
        year=year,
        organisation=authority.organisation.name if authority else "",
        contact=authority.contact if authority else "",
        url=address("documents:authority", body.slug, year),
    )


@require_http_methods(["GET", "POST"])
def authority(request: Request, slug: str, year: int) -> HttpResponse:
    """Name or change one body's authority of a year; a stale form is answered 409 with both texts."""
    _reach(request)
    body = find_body(request, slug)
    if not FIRST <= year <= LAST:
        raise Http404
    there = RegisteringAuthority.objects.filter(body=body, year=year).first()
    instance = there or RegisteringAuthority(body=body, year=year)
    back = reverse("documents:authorities")
    form = AuthorityForm(
        request.POST if request.method == "POST" else None, instance=instance, collaboration=request.collaboration
    )
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("organisation", "contact", "version")}
        try:
            actions.name_authority(body, year, by=request.user, **given)
        except StaleError as stale:
            return answer_stale(request, form, stale, back)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, f"Handlingar i {body.short_name} {year} registreras hos {given['organisation']}.")
            return HttpResponseRedirect(back)
    context = {
        "form": form,
        "title": f"Registrerande myndighet {year}",
        "kicker": body.name,
        "lead": "Handlingarna registreras i den här myndighetens diarium, och originalen förvaras där.",
        "button": "Spara",
        "back": back,
        "trail": _trail(f"{body.short_name} {year}"),
    }
    return render(request, "documents/add.html", context, status=422 if form.is_bound else 200)


@require_POST
def authorities_copy(request: Request, year: int) -> HttpResponse:
    """Let last year's hold this year too, where none is named."""
    _reach(request)
    added = actions.copy_authorities(request.collaboration, year, by=request.user)
    if added:
        messages.success(request, f"{added} {'grupp har' if added == 1 else 'grupper har'} fått samma myndighet {year} som {year - 1}.")  # fmt: skip
    else:
        messages.info(request, f"Det fanns inget att kopiera till {year}.")
    return HttpResponseRedirect(reverse("documents:authorities"))


def _reach(request: Request) -> None:
    """404 for whoever does not belong here, 403 for whoever does but is not the process leader."""
    if request.collaboration.pk not in powers_of(request.user).collaborations:
        raise Http404
    rules.may_name_authorities(request.user, request.collaboration).require()


def _trail(last: str = "") -> list[tuple[str, str | None]]:
    page = "Registrerande myndigheter"
    trail: list[tuple[str, str | None]] = [("Start", reverse("start")), ("Handlingar", reverse("documents:register"))]
    return [*trail, (page, reverse("documents:authorities")), (last, None)] if last else [*trail, (page, None)]
