"""Writing a case: a new draft, one registered for somebody else, and changes of one that is there."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases import actions, rules
from cases.actions import StaleError
from cases.forms import CaseForm, PreparationForm, RegistrationForm, body_choices
from cases.http import find_case
from cases.models import Case
from cases.models.case import SOURCE_OF_KIND
from cases.workflow import State
from groups.models import Body, BodyKind
from groups.powers import Power, powers_of
from samla.http import Request


def bodies_to_raise_in(request: Request) -> list[Body]:
    """The bodies for which this person may write a case."""
    powers = powers_of(request.user)
    bodies = body_choices(request.collaboration).exclude(kind=BodyKind.EXTERNAL)
    if request.collaboration.pk in powers.leads:
        return list(bodies)
    return list(bodies.filter(pk__in=powers.bodies))


@require_http_methods(["GET", "POST"])
def case_new(request: Request) -> HttpResponse:
    """Write a new case. Who sits in several bodies first says for which one."""
    bodies = bodies_to_raise_in(request)
    if not bodies:
        raise PermissionDenied("Ärenden skrivs av den som har en plats i någon grupp.")
    wanted = request.GET.get("grupp", "")
    origin = next((body for body in bodies if body.slug == wanted), bodies[0] if len(bodies) == 1 else None)
    if origin is None:
        return render(request, "cases/choose_body.html", {"bodies": bodies, "trail": _trail("Nytt ärende")})
    initial = {"source": SOURCE_OF_KIND[BodyKind(origin.kind)]}
    form = CaseForm(
        request.POST if request.method == "POST" else None, collaboration=request.collaboration, initial=initial
    )
    context = {"form": form, "origin": origin, "trail": _trail("Nytt ärende"), "several": len(bodies) > 1}
    if request.method == "POST" and form.is_valid():
        case = actions.draft(origin, form.values, **_links(form), by=request.user)
        messages.success(request, "Utkastet är sparat. Lämna in det när det är klart.")
        return HttpResponseRedirect(case.get_absolute_url())
    return render(request, "cases/new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def case_register(request: Request) -> HttpResponse:
    """Register a case for somebody who wrote or phoned, with the real sender and date."""
    if request.collaboration.pk not in powers_of(request.user).leads:
        raise PermissionDenied("Bara processledaren registrerar ärenden åt någon annan.")
    form = RegistrationForm(request.POST if request.method == "POST" else None, collaboration=request.collaboration)
    if request.method == "POST" and form.is_valid():
        origin, route = form.cleaned_data["origin"], form.cleaned_data["route"]
        try:
            case = actions.register(origin, form.values, **_links(form), route=route, by=request.user)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"Ärendet är registrerat som {case.number}.")
            return HttpResponseRedirect(case.get_absolute_url())
    context = {"form": form, "trail": _trail("Registrera ärende")}
    return render(request, "cases/register.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def case_edit(request: Request, number: str | None = None, pk: int | None = None) -> HttpResponse:
    """Change the texts of a case; a stale form is answered 409 with both versions."""
    case = find_case(request, number, pk)
    rules.may_revise(request.user, case).require()
    form_class = form_for(request, case)
    form = form_class(
        request.POST if request.method == "POST" else None, instance=case, collaboration=request.collaboration
    )
    context: dict[str, Any] = {"form": form, "case": case, "trail": _trail(case.number or "Utkast", case)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "cases/edit.html", context, status=422 if form.is_bound else 200)
    try:
        version = form.cleaned_data["version"]
        case = actions.revise(case, form.values, version=version, **_links(form), by=request.user)
    except StaleError as stale:
        return render(request, "409.html", _conflict(form, stale.current), status=409)
    messages.success(request, "Ändringen är sparad.")
    return HttpResponseRedirect(case.get_absolute_url())


def form_for(request: Request, case: Case) -> type[CaseForm]:
    """Who only raises or completes a case changes its texts; the body that holds it prepares it too."""
    prepares = case.state != State.DRAFT and bool(rules.keeps_queue(request.user, case.holder))
    return PreparationForm if prepares or powers_of(request.user).can(Power.LEAD, case) else CaseForm


def _links(form: CaseForm) -> dict[str, Any]:
    return {"target_groups": form.cleaned_data["target_groups"], "parties": form.cleaned_data["parties"]}


def _conflict(form: CaseForm, current: Case) -> dict[str, Any]:
    """What differs between what is saved and what was typed, label by label, in the words of the form."""
    saved: dict[str, Any] = {name: getattr(current, name) for name in form.values}
    saved["target_groups"] = [link.target_group for link in current.target_group_links.select_related("target_group")]
    saved["parties"] = [link.organisation for link in current.party_links.select_related("organisation")]
    pairs = [
        (form[name].label, _shown(form, name, theirs), _shown(form, name, form.cleaned_data[name]))
        for name, theirs in saved.items()
    ]
    conflicts = [pair for pair in pairs if pair[1] != pair[2]]
    return {"conflicts": conflicts, "thing_url": current.get_absolute_url(), "changed_by": current.changed_by}


def _shown(form: CaseForm, name: str, value: Any) -> str:
    """A value as its reader knows it: the words of a choice, the names of what was ticked."""
    field = form.fields[name]
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(sorted(str(chosen) for chosen in value))
    model_field = Case._meta.get_field(name)
    if isinstance(model_field, models.CharField) and model_field.choices:
        return str(dict(model_field.flatchoices).get(value, value))
    return "" if value is None else str(value)


def _trail(title: str, case: Case | None = None) -> list[tuple[str, str | None]]:
    trail: list[tuple[str, str | None]] = [("Start", reverse("start")), ("Ärenden", reverse("cases:list"))]
    if case is None:
        return [*trail, (title, None)]
    return [*trail, (title, case.get_absolute_url()), ("Ändra", None)]
