"""The organisations that appoint to the seats: what they are, where they sit, and what is changed about them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from groups import actions, rules
from groups.actions import StaleError
from groups.forms import OrganisationForm
from groups.models import BodyKind, ChairTerm, Organisation, Seat, Side, Sitting, side_of
from groups.powers import powers_of
from groups.views.conflict import answer_stale
from groups.views.roles import period_text
from samla import clock
from samla.formats import date_text
from samla.forms import refuse
from samla.http import Request

type Trail = list[tuple[str, str | None]]


@dataclass(slots=True)
class Place:
    """One seat of an organisation: in which body, who holds it today, and what can be done about it."""

    label: str
    body: str
    body_url: str
    status: str
    is_vacant: bool
    holders: list[tuple[str, str, str]] = field(default_factory=list)
    appoint_url: str = ""
    new_url: str = ""


@require_GET
def organisation_list(request: Request) -> HttpResponse:
    """The organisations of the collaboration, by the principal that is responsible for them."""
    if not powers_of(request.user).collaborations & {request.collaboration.pk}:
        raise Http404
    visible = Organisation.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    groups: dict[str, list[Organisation]] = defaultdict(list)
    for organisation in visible.current().select_related("principal").in_swedish_order():
        groups[str(organisation.principal or "Utan huvudman")].append(organisation)
    ended = visible.exclude(pk__in=visible.current()).in_swedish_order()
    context = {
        "groups": sorted(groups.items(), key=lambda pair: (pair[0] == "Utan huvudman", pair[0])),
        "ended": list(ended),
        "may_add": rules.may_change_organisation(request.user, request.collaboration),
        "trail": [("Start", reverse("start")), ("Organisationer", None)],
    }
    return render(request, "groups/organisations.html", context)


def find_organisation(request: Request, slug: str) -> Organisation:
    """The organisation of a slug, if the reader belongs to the collaboration; otherwise 404."""
    visible = Organisation.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    return get_object_or_404(visible.select_related("principal", "part_of"), slug=slug)


@require_GET
def organisation_page(request: Request, slug: str) -> HttpResponse:
    """One organisation: facts, seats in every body with those who hold them today, chair terms, parts."""
    organisation = find_organisation(request, slug)
    places = places_of(organisation, request)
    context = {
        "organisation": organisation,
        "facts": facts_of(organisation),
        "places": places,
        "vacancies": sum(place.is_vacant for place in places),
        "terms": terms_of(organisation),
        "parts": list(organisation.parts.current().in_swedish_order()),
        "former_names": former_names(organisation),
        "may_change": rules.may_change_organisation(request.user, request.collaboration),
        "people_url": _people_url(organisation, request),
        "trail": _trail(organisation),
    }
    return render(request, "groups/organisation.html", context)


def facts_of(organisation: Organisation) -> list[tuple[str, str]]:
    """What an organisation is, in short lines."""
    side = side_of(organisation)
    facts = [
        ("Slag", organisation.get_kind_display().capitalize()),
        ("Huvudman", str(organisation.principal or "")),
        ("Sida", Side(side).label.capitalize() if side else "Ingen"),
        ("Part i AU", organisation.get_party_display().capitalize()),
        ("Även kallad", organisation.alias),
        ("Del av", str(organisation.part_of or "")),
        ("Upphör", date_text(organisation.ended_on) if organisation.ended_on else ""),
    ]
    return [(label, text) for label, text in facts if text]


def places_of(organisation: Organisation, request: Request) -> list[Place]:
    """The seats that the organisation has today, with their holders; three queries however many there are."""
    today = clock.today()
    seats = Seat.objects.filter(organisation=organisation).exclude(valid_to__lt=today).exclude(body__valid_to__lt=today)
    sittings: dict[int, list[Sitting]] = defaultdict(list)
    current = Sitting.objects.current().filter(seat__organisation=organisation).select_related("user", "appointment")
    for sitting in current.order_by("starts_on"):
        sittings[sitting.seat_id].append(sitting)
    found = []
    may_see = rules.leads(request.user, request.collaboration) or (
        organisation.pk in powers_of(request.user).administers_in(request.collaboration.pk)
    )
    for seat in seats.select_related("body", "organisation").order_by("body__position", "position"):
        place = Place(
            label=seat.label,
            body=seat.body.short_name,
            body_url=seat.body.get_absolute_url(),
            status=seat.get_status_display(),
            is_vacant=len(sittings[seat.pk]) < seat.min_persons,
            holders=list(_holders(sittings[seat.pk], may_see=may_see)),
        )
        if rules.may_appoint(request.user, seat):
            place.appoint_url = reverse("groups:appoint", args=[seat.pk])
            place.new_url = f"{reverse('groups:person_new')}?plats={seat.pk}"
        found.append(place)
    return found


def _holders(sittings: Iterable[Sitting], *, may_see: bool) -> Iterable[tuple[str, str, str]]:
    for sitting in sittings:
        scope = f" ({sitting.appointment.scope})" if sitting.appointment.scope else ""
        url = sitting.user.get_absolute_url() if may_see else ""
        yield f"{sitting.user.name}{scope}", period_text(sitting.starts_on, sitting.ends_on), url


def terms_of(organisation: Organisation) -> list[tuple[str, str]]:
    """Who of the organisation leads, has led or is to lead which body."""
    terms = ChairTerm.objects.filter(appointment__seat__organisation=organisation)
    return [
        (f"{term.get_office_display().capitalize()} i {term.body.short_name}", _term_text(term))
        for term in terms.select_related("body", "appointment__user").order_by("-starts_on", "office")
    ]


def _term_text(term: ChairTerm) -> str:
    who = term.appointment.user.name if term.appointment else ""
    return f"{who}, {date_text(term.starts_on)}–{date_text(term.ends_on)}"


def former_names(organisation: Organisation) -> list[str]:
    """What the organisation has been called before, the latest first."""
    events = Organisation.pgh_event_model.objects.filter(pgh_obj_id=organisation.pk)  # type: ignore[attr-defined]
    names = events.order_by("-pgh_id").values_list("name", flat=True)
    return [name for name in dict.fromkeys(names) if name != organisation.name]


def affected(organisation: Organisation) -> list[str]:
    """What depends on the side and the party of an organisation, in sentences (rules 38–41, 51, 52)."""
    told = []
    seats = Seat.objects.filter(organisation=organisation, body__kind=BodyKind.WORKING_COMMITTEE)
    for seat in seats.exclude(valid_to__lt=clock.today()).select_related("body"):
        party = organisation.get_party_display() or "ingen av de tre parterna"
        told.append(f"Platsen ”{seat.label}” i {seat.body.short_name} räknas som {party}.")
    terms = ChairTerm.objects.filter(
        appointment__seat__organisation=organisation, rotates=True, ends_on__gte=clock.today()
    )
    told += [
        f"{term.get_office_display().capitalize()} i {term.body.short_name} till {date_text(term.ends_on)} räknas till "
        f"sidan {term.get_side_display()}."
        for term in terms.select_related("body").order_by("starts_on")
    ]
    return told


@require_http_methods(["GET", "POST"])
def organisation_edit(request: Request, slug: str) -> HttpResponse:
    """Change an organisation; a stale form is answered 409 with both texts."""
    organisation = find_organisation(request, slug)
    rules.may_change_organisation(request.user, request.collaboration).require()
    told, name, url = affected(organisation), organisation.name, organisation.get_absolute_url()
    form = OrganisationForm(
        request.POST if request.method == "POST" else None, instance=organisation, collaboration=request.collaboration
    )
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            actions.revise_organisation(organisation, form.values, version=version, by=request.user)
        except StaleError as stale:
            return answer_stale(request, form, stale, url)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, "Ändringen är sparad. Uppgifterna sköts nu i portalen, inte i strukturfilen.")
            return HttpResponseRedirect(url)
    trail = [*_trail()[:-1], ("Organisationer", reverse("groups:organisations")), (name, url), ("Ändra", None)]
    context = {"form": form, "name": name, "url": url, "affected": told, "trail": trail}
    return render(request, "groups/organisation_edit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def organisation_new(request: Request) -> HttpResponse:
    """A new organisation."""
    rules.may_change_organisation(request.user, request.collaboration).require()
    form = OrganisationForm(
        request.POST if request.method == "POST" else None,
        instance=Organisation(collaboration=request.collaboration),
        collaboration=request.collaboration,
    )
    if request.method == "POST" and form.is_valid():
        try:
            organisation = actions.add_organisation(request.collaboration, form.values, by=request.user)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, f"{organisation} är upplagd. Platser får den genom strukturfilen.")
            return HttpResponseRedirect(organisation.get_absolute_url())
    url = reverse("groups:organisations")
    trail = [("Start", reverse("start")), ("Organisationer", url), ("Ny organisation", None)]
    context = {"form": form, "name": "", "url": url, "affected": [], "trail": trail}
    return render(request, "groups/organisation_edit.html", context, status=422 if form.is_bound else 200)


def _people_url(organisation: Organisation, request: Request) -> str:
    own = powers_of(request.user).administers_in(request.collaboration.pk)
    if organisation.pk in own or rules.leads(request.user, request.collaboration):
        return f"{reverse('groups:people')}?organisation={organisation.slug}"
    return ""


def _trail(organisation: Organisation | None = None) -> Trail:
    if organisation is None:
        return [("Start", reverse("start")), ("", None)]
    return [("Start", reverse("start")), ("Organisationer", reverse("groups:organisations")), (organisation.name, None)]
