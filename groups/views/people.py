"""Everybody who is known in a collaboration, and whoever is added."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from groups import actions, rules
from groups.actions import KnownError
from groups.forms import NewPersonForm, PeopleFilterForm
from groups.http.asking import ask
from groups.models import Body, CareCollaboration, Organisation, Seat, SeatStatus, User, UserQuerySet
from groups.powers import powers_of
from groups.views.roles import Roles, roles_of
from samla import clock
from samla.formats import date_short
from samla.forms import refuse
from samla.htmx import answer
from samla.http import Request

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One person as a line of the list."""

    url: str
    name: str
    under: str
    organisations: list[str]
    places: list[str]
    offices: list[str]
    badge: str
    word: str
    since: str
    invite_url: str


@require_GET
def people_list(request: Request) -> HttpResponse:
    """The people: the process leader's everybody, an administrator's own organisation's."""
    rules.may_see_people(request.user, request.collaboration).require()
    form = PeopleFilterForm(
        request.GET,
        organisations=organisations_of(request),
        bodies=Body.objects.filter(collaboration=request.collaboration),
    )
    found = filtered(people_of(request), form, request.collaboration)
    page = Paginator(found.select_related("added_in").in_swedish_order(), PER_PAGE).get_page(request.GET.get("page"))
    roles = roles_of(page, request.collaboration, request.user)
    context = {
        "form": form,
        "page_obj": page,
        "rows": [row_of(person, roles[person.pk]) for person in page],
        "reminds": form.chosen("visa") == "inbjudna",
        "leads": rules.leads(request.user, request.collaboration),
        "clear_url": request.path if request.GET else "",
        "trail": [("Start", reverse("start")), ("Personer", None)],
    }
    return answer(request, "groups/people.html", "lista", context)


def people_of(request: Request) -> UserQuerySet:
    """The people whose pages the reader may open, apart from her own."""
    known = User.objects.known_in(request.collaboration)
    if rules.leads(request.user, request.collaboration):
        return known
    return known.of_organisations(powers_of(request.user).administers_in(request.collaboration.pk))


def organisations_of(request: Request) -> QuerySet[Organisation]:
    """The organisations whose people the reader sees."""
    own = Organisation.objects.filter(collaboration=request.collaboration).in_swedish_order()
    if rules.leads(request.user, request.collaboration):
        return own
    return own.filter(pk__in=powers_of(request.user).administers_in(request.collaboration.pk))


def filtered(people: UserQuerySet, form: PeopleFilterForm, collaboration: CareCollaboration) -> UserQuerySet:
    """The people who pass the filters."""
    if slug := form.chosen("organisation"):
        organisations = Organisation.objects.filter(collaboration=collaboration, slug=slug)
        people = people.of_organisations(organisations.values_list("pk", flat=True))
    if slug := form.chosen("grupp"):
        people = people.in_body(Body.objects.get(collaboration=collaboration, slug=slug))
    match form.chosen("visa"):
        case "nu":
            people = people.lasting_in(collaboration)
        case "utan-plats":
            people = people.exclude(pk__in=User.objects.seated_in(collaboration).values("pk"))
        case "tidigare":
            people = people.exclude(pk__in=User.objects.lasting_in(collaboration).values("pk"))
            people = people.exclude(added_in=collaboration, appointments=None)
        case "inbjudna":
            people = people.not_signed_in().exclude(invited_at=None)
        case "inte-inbjudna":
            people = people.not_signed_in().filter(invited_at=None)
        case "stangda":
            people = people.filter(is_active=False)
    return people.matching(form.chosen("q"))


def row_of(person: User, roles: Roles) -> Row:
    """One person with every word ready."""
    badge, word, since = sign_in_words(person)
    return Row(
        url=person.get_absolute_url(),
        name=person.name,
        under=person.email,
        organisations=roles.organisations,
        places=roles.places,
        offices=[f"{line.what}, {line.where}" for line in roles.offices if line.state == "nu"]
        + [f"{line.what}, {line.where}" for line in roles.lasting(roles.grants)],
        badge=badge,
        word=word,
        since=since,
        invite_url=reverse("groups:person_invite", args=[person.pk]),
    )


def sign_in_words(person: User) -> tuple[str, str, str]:
    """Whether she may sign in and has: the look, the word, and since when."""
    if not person.is_active:
        return "danger", "Stängd", ""
    if person.last_login is not None:
        return "ready", "Loggar in", f"senast {date_short(person.last_login)}"
    if person.invited_at is not None:
        return "waiting", "Inbjuden", f"{date_short(person.invited_at)}, har inte loggat in"
    return "draft", "Inte inbjuden", ""


@require_http_methods(["GET", "POST"])
def person_new(request: Request) -> HttpResponse:
    """Add a person, and if wanted her seat and an invitation at once. `?plats=` chooses the seat beforehand."""
    rules.may_add_person(request.user, request.collaboration).require()
    if (asking := ask(request)) is not None:
        return asking
    seats = seats_to_fill(request)
    chosen = _chosen_seat(request, seats)
    leads = rules.leads(request.user, request.collaboration)
    form = NewPersonForm(
        request.POST if request.method == "POST" else None,
        initial={"seat": chosen, "email": request.GET.get("e-post", "")},
        seats=seats.filter(pk=chosen.pk) if chosen else seats,
        seat_required=not leads,
        without=() if leads else ("hsa_id",),
    )
    context: dict[str, Any] = {"form": form, "seat": chosen, "known": None, "trail": _trail("Ny person")}
    if request.method == "POST" and form.is_valid():
        try:
            return _added(request, form)
        except KnownError as known:
            context["known"] = known.person
            context["appoint_url"] = reverse("groups:appoint", args=[chosen.pk]) if chosen else ""
            form.add_error("email", "Adressen finns redan.")
        except ValidationError as error:
            refuse(form, error)
    return render(request, "groups/person_new.html", context, status=422 if form.is_bound else 200)


def _added(request: Request, form: NewPersonForm) -> HttpResponse:
    chosen = form.cleaned_data
    place = form.place
    person = actions.add_person(
        request.collaboration, form.values, place=place, invited=chosen["invited"], by=request.user
    )
    done = [f"{person.name} är upplagd" if place is None else f"{person.name} har platsen ”{place.seat.label}”"]
    done += ["en inbjudan är på väg"] if chosen["invited"] else []
    messages.success(request, f"{' och '.join(done)}.")
    return HttpResponseRedirect(person.get_absolute_url())


def seats_to_fill(request: Request) -> QuerySet[Seat]:
    """The seats that the reader may give somebody: those that exist and do not fill themselves."""
    today = clock.today()
    seats = Seat.objects.filter(body__collaboration=request.collaboration).exclude(status=SeatStatus.DERIVED)
    seats = seats.exclude(valid_to__lt=today).exclude(body__valid_to__lt=today)
    if rules.leads(request.user, request.collaboration):
        return seats
    return seats.filter(organisation__in=powers_of(request.user).administers_in(request.collaboration.pk))


def _chosen_seat(request: Request, seats: QuerySet[Seat]) -> Seat | None:
    pk = request.GET.get("plats", "")
    if not pk.isdecimal():
        return None
    everybodys = Seat.objects.filter(body__collaboration=request.collaboration).select_related("body", "organisation")
    seat = get_object_or_404(everybodys, pk=pk)
    rules.may_appoint(request.user, seat).require()
    return seat if seats.filter(pk=seat.pk).exists() else None


def _trail(title: str) -> list[tuple[str, str | None]]:
    return [("Start", reverse("start")), ("Personer", reverse("groups:people")), (title, None)]
