"""One person: what is known of her, what she is, and what can be done about her sign-in."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groups import actions, rules
from groups.actions import StaleError
from groups.forms import PersonForm, ReasonForm, SeatForm
from groups.http.asking import ask
from groups.models import User
from groups.views.conflict import answer_stale
from groups.views.people import seats_to_fill, sign_in_words
from groups.views.roles import roles_of
from samla.formats import instant_text
from samla.forms import refuse
from samla.http import Request

type Trail = list[tuple[str, str | None]]


def find_person(request: Request, pk: int) -> User:
    """The person of a key, if the reader may open her page; 404 for a stranger, 403 with the rule's sentence."""
    people = User.objects.visible_to(request.user).known_in(request.collaboration)
    person: User = get_object_or_404(people, pk=pk)
    rules.may_see_person(request.user, person, request.collaboration).require()
    return person


@require_GET
def person_page(request: Request, pk: int) -> HttpResponse:
    """One person: her data, her seats now, to come and former, offices, grants, and the buttons that are the reader's."""
    person = find_person(request, pk)
    user, collaboration = request.user, request.collaboration
    may_change = rules.may_change_person(user, person, collaboration)
    roles = roles_of([person], collaboration, user)[person.pk]
    reads_all = rules.leads(user, collaboration) or user.pk == person.pk
    badge, word, since = sign_in_words(person)
    context = {
        "person": person,
        "roles": roles,
        "grants": roles.grants if reads_all else [],
        "facts": facts_of(person, reads_contact=reads_all or bool(may_change), reads_all=reads_all),
        "sign_in": (badge, word, since),
        "is_self": user.pk == person.pk,
        "may_change": may_change,
        "may_invite": rules.may_invite(user, person, collaboration),
        "may_close": rules.may_close_sign_in(user, person, collaboration),
        "may_appoint": rules.may_add_person(user, collaboration),
        "trail": trail_of(person, request),
    }
    return render(request, "groups/person.html", context)


def facts_of(person: User, *, reads_contact: bool, reads_all: bool) -> list[tuple[str, str]]:
    """What is known of a person, in short lines: only the address for whoever may not change the rest."""
    facts = [("E-post", person.email)]
    if reads_contact:
        facts += [("Titel", person.title), ("Telefon", person.phone)]
    if reads_all:
        facts.append(("HSA-id", person.hsa_id))
    facts.append(("Upplagd", instant_text(person.joined_at)))
    if person.invited_at:
        facts.append(("Senast inbjuden", instant_text(person.invited_at)))
    return [(label, text) for label, text in facts if text]


@require_http_methods(["GET", "POST"])
def person_edit(request: Request, pk: int) -> HttpResponse:
    """Change what is known of a person; a stale form is answered 409 with both texts."""
    person = find_person(request, pk)
    rules.may_change_person(request.user, person, request.collaboration).require()
    if (asking := ask(request)) is not None:
        return asking
    identity = rules.may_change_identity(request.user, person, request.collaboration)
    hsa_id = rules.may_change_hsa_id(request.user, person, request.collaboration)
    without = [name for name, verdict in (("email", identity), ("hsa_id", hsa_id)) if not verdict]
    form = PersonForm(request.POST if request.method == "POST" else None, instance=person, without=without)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            person = actions.revise_person(
                person, form.values, version=version, collaboration=request.collaboration, by=request.user
            )
        except StaleError as stale:
            return answer_stale(request, form, stale, person.get_absolute_url())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, "Ändringen är sparad.")
            return HttpResponseRedirect(person.get_absolute_url())
    shown = User.objects.get(pk=person.pk)  # a refused form has written into the other one
    context = {"form": form, "person": shown, "kept": identity.reason, "trail": trail_of(shown, request, "Ändra")}
    return render(request, "groups/person_edit.html", context, status=422 if form.is_bound else 200)


@require_GET
def person_appoint(request: Request, pk: int) -> HttpResponse:
    """Choose the seat that the person is to get; then on to the seat's own page."""
    person = find_person(request, pk)
    rules.may_add_person(request.user, request.collaboration).require()
    form = SeatForm(request.GET or None, seats=seats_to_fill(request))
    if form.is_bound and form.is_valid():
        address = reverse("groups:appoint", args=[form.cleaned_data["plats"].pk])
        return HttpResponseRedirect(f"{address}?{urlencode({'person': person.email})}")
    context = {"form": form, "person": person, "trail": trail_of(person, request, "Förordna")}
    return render(request, "groups/person_appoint.html", context, status=422 if form.is_bound else 200)


@require_POST
def person_invite(request: Request, pk: int) -> HttpResponse:
    """Send an invitation, or another one."""
    person = find_person(request, pk)
    if actions.invite(person, request.collaboration, by=request.user):
        messages.success(request, f"En inbjudan är på väg till {person.email}.")
    else:
        messages.info(request, "En inbjudan skickades nyss. Vänta tio minuter innan du skickar en till.")
    back = f"{reverse('groups:people')}?visa=inbjudna" if "lista" in request.POST else person.get_absolute_url()
    return HttpResponseRedirect(back)


@require_http_methods(["GET", "POST"])
def person_close(request: Request, pk: int) -> HttpResponse:
    """Shut a person out at once, with a reason."""
    return _set_sign_in(request, pk, is_active=False, done="Inloggningen är stängd. Personen är utloggad överallt.")


@require_http_methods(["GET", "POST"])
def person_open(request: Request, pk: int) -> HttpResponse:
    """Let a person in again, with a reason."""
    return _set_sign_in(request, pk, is_active=True, done="Inloggningen är öppen igen.")


def _set_sign_in(request: Request, pk: int, *, is_active: bool, done: str) -> HttpResponse:
    person = find_person(request, pk)
    rules.may_close_sign_in(request.user, person, request.collaboration).require()
    if (asking := ask(request)) is not None:
        return asking
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.set_sign_in(
            person,
            is_active=is_active,
            reason=form.cleaned_data["reason"],
            collaboration=request.collaboration,
            by=request.user,
        )
        messages.success(request, done)
        return HttpResponseRedirect(person.get_absolute_url())
    label = "Öppna inloggningen" if is_active else "Stäng inloggningen"
    context = {
        "form": form,
        "person": person,
        "label": label,
        "is_active": is_active,
        "trail": trail_of(person, request, label),
    }
    return render(request, "groups/person_sign_in.html", context, status=422 if form.is_bound else 200)


def trail_of(person: User, request: Request, title: str = "") -> Trail:
    """The way to a person's page, or to one of its pages; without the list for whoever may not read it."""
    trail: Trail = [("Start", reverse("start"))]
    if rules.may_see_people(request.user, request.collaboration):
        trail.append(("Personer", reverse("groups:people")))
    if not title:
        return [*trail, (person.name, None)]
    return [*trail, (person.name, person.get_absolute_url()), (title, None)]
