"""Taking a step: one page per verb, or one press."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from cases import actions, rules
from cases.forms import StepForm
from cases.http import find_case
from cases.models import Case
from cases.views.page import asking
from cases.views.rows import BADGE, rows_of
from cases.workflow import STEPS, State, Verb
from groups.models import Route
from samla.htmx import answer, wants_fragment
from samla.http import Request


@require_http_methods(["GET", "POST"])
def step(
    request: Request, verb: Verb, number: str | None = None, pk: int | None = None, target: str | None = None
) -> HttpResponse:
    """Ask for what a step needs, and take it. The answer is the page, or under HTMX the row or form it came from."""
    case = find_case(request, number, pk)
    if (verb == Verb.SEND) != (target is not None):
        raise Http404
    route = _route(case, target) if target else None
    verdict = rules.may_send(request.user, case, route) if target else rules.may_take(request.user, case, verb)
    form = StepForm(request.POST if request.method == "POST" else None, verb=verb)
    if request.method == "GET":
        verdict.require()
        return answer(request, "cases/step.html", "steg", _context(request, case, verb, route, form))
    if form.is_valid():
        given = form.given if route is None else actions.Given(note=form.given.note, on=form.given.on, route=route)
        try:
            case = actions.take(case, verb, by=request.user, given=given)
        except ValidationError as error:
            form.refuse(error)
        else:
            return _done(request, case, verb)
    verdict.require()
    return answer(request, "cases/step.html", "steg", _context(request, case, verb, route, form), status=422)


def _route(case: Case, target: str) -> Route | None:
    """The declared way to a body, or None, which the rule refuses with its reason."""
    routes = Route.objects.filter(source=case.holder_id, target__slug=target, ended_on=None)
    return routes.select_related("target").first()


def _done(request: Request, case: Case, verb: Verb) -> HttpResponse:
    message = f"{case.number}: {STEPS[verb].done}" if case.number else STEPS[verb].done
    if wants_fragment(request) and (request.htmx.target or "").startswith("rad-"):
        messages.success(request, message)
        row = rows_of([case], request.user)[0]
        return render(request, "cases/_changed_row.html", {"row": row, "changed": True})
    messages.success(request, message)
    to = _where_next(request, case)
    return HttpResponseClientRedirect(to) if wants_fragment(request) else HttpResponseRedirect(to)


def _where_next(request: Request, case: Case) -> str:
    """Back to where the person came from, when that is one of our own addresses; otherwise the case."""
    wanted = request.GET.get("vidare", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    if case.state == State.DISCARDED:
        return reverse("cases:list")
    return case.get_absolute_url()


def _context(request: Request, case: Case, verb: Verb, route: Route | None, form: StepForm) -> dict[str, Any]:
    label = route.label if route else verb.label
    return {
        "case": case,
        "verb": verb,
        "label": label,
        "form": form,
        "badge_state": BADGE[State(case.state)],
        "asking": asking(case, list(case.steps.all())) if verb in {Verb.ANSWER, Verb.REPLY} else None,
        "action": request.get_full_path(),
        "back": _where_next(request, case),
        "trail": [
            ("Start", reverse("start")),
            ("Ärenden", reverse("cases:list")),
            (case.number or "Utkast", case.get_absolute_url()),
            (label, None),
        ],
    }
