"""Taking a step of a document's life: one page per verb, for the documents of bodies and of cases alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from documents import actions, rules
from documents.forms import CheckForm, FinaliseForm, ReasonForm, SecrecyForm, StepForm
from documents.http import address_of, find_document, trail_to
from documents.models import Document
from documents.workflow import PUBLICATION_POINTS, STEPS, DocumentVerb
from groups.actions import StaleError
from samla.forms import refuse
from samla.http import Request

type Finish = Callable[..., object]
type Trail = Sequence[tuple[str, str | None]]
CONFIRMED = "confirmed"
WORDS_ON_FORM = {DocumentVerb.PUBLISH: "Gå vidare"}
LEADS = {
    DocumentVerb.PUBLISH: "Steg 1 av 2. Det som läggs på webben kan läsas och kopieras av vem som helst. Gå igenom varje "
    "punkt; svaren sparas med ditt namn.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One step of one document as somebody asks for it, and where she comes from."""

    request: Request
    document: Document
    verb: DocumentVerb
    back: str
    finish: Finish
    trail: Trail
    away: str

    @property
    def typed(self) -> tuple[Any, ...]:
        """What the form begins with: what was sent, if anything was."""
        return (self.request.POST,) if self.request.method == "POST" else ()


@require_http_methods(["GET", "POST"])
def document_step(request: Request, pk: int, verb: DocumentVerb) -> HttpResponse:
    """A step of a body's document."""
    document = find_document(request, pk)
    return step_page(request, document, verb, back=address_of(document), trail=trail_to(document, verb.label))


def step_page(
    request: Request,
    document: Document,
    verb: DocumentVerb,
    *,
    back: str,
    finish: Finish = actions.finalise,
    trail: Trail = (),
    away: str = "",
) -> HttpResponse:
    """Ask for what a step needs, and take it. Whether the reader may see the document, the caller has asked.

    `back` is the document's page, `away` where to go when it is out of the reader's sight (otherwise the body's page). `finish` takes the place of `actions.finalise` where the floor above gives the number:
    it is called with the document and the same names. 403 with the rule's sentence, 409 when somebody was there
    since the page was opened, 422 with what was typed.
    """
    rules.may_act(request.user, document, verb).require()
    asked = Asked(request, document, verb, back, finish, trail, away)
    if verb == DocumentVerb.PUBLISH and _is_second_step(asked):
        return _publish(asked)
    form = form_of(asked)
    if request.method == "GET":
        rules.may_take(request.user, document, verb).require()
        return _page(asked, form)
    if form.is_valid():
        try:
            _act(asked, form)
        except StaleError as stale:
            return _stale(asked, form, stale)
        except ValidationError as error:
            _refuse(form, error)
        else:
            return _done(asked)
    rules.may_take(request.user, document, verb).require()
    return _page(asked, form, status=422)


def form_of(asked: Asked) -> forms.Form:
    """The form that a step asks to be filled in."""
    document = asked.document
    match asked.verb:
        case DocumentVerb.FINALISE:
            warnings = rules.warnings_of(rules.last_version(document))
            return FinaliseForm(*asked.typed, document=document, warnings=warnings)
        case DocumentVerb.PUBLISH:
            return CheckForm(*asked.typed, document=document, responsible=asked.request.user.name)
        case DocumentVerb.MARK_SECRET:
            return SecrecyForm(*asked.typed, document=document)
        case _ if STEPS[asked.verb].needs_reason:
            return ReasonForm(*asked.typed, document=document)
        case _:
            return StepForm(*asked.typed, document=document)


def _act(asked: Asked, form: forms.Form) -> None:
    document, by = asked.document, asked.request.user
    match form:
        case FinaliseForm():
            asked.finish(document, by=by, version=form.cleaned_data["version"] or 0, **form.given)
        case CheckForm():
            actions.check_publication(document, by=by, **form.given)
        case SecrecyForm():
            actions.mark_secret(document, by=by, **form.given)
        case ReasonForm() if asked.verb == DocumentVerb.UNMARK_SECRET:
            actions.unmark_secret(document, by=by, **form.given)
        case StepForm() if asked.verb == DocumentVerb.DISCARD:
            actions.discard(document, by=by)
        case StepForm():
            actions.take(document, asked.verb, by=by, **form.given)


def _refuse(form: forms.Form, error: ValidationError) -> None:
    """Show the action's objections at their fields; the model's other names for them are the form's too."""
    if hasattr(error, "error_dict"):
        names = {
            "secrecy_provision": "provision",
            "secrecy_authority": "authority",
            "counterparty_public": "counterparty",
        }
        error = ValidationError({names.get(name, name): found for name, found in error.error_dict.items()})
    refuse(form, error)


def _done(asked: Asked) -> HttpResponse:
    if asked.verb == DocumentVerb.PUBLISH:
        return HttpResponseRedirect(asked.request.path)  # on to its second step
    messages.success(asked.request, STEPS[asked.verb].done)
    taken_back = asked.verb == DocumentVerb.WITHDRAW and asked.document.author_id != asked.request.user.pk
    is_out_of_sight = taken_back or asked.verb == DocumentVerb.DISCARD
    return HttpResponseRedirect(asked.away or asked.document.body.get_absolute_url() if is_out_of_sight else asked.back)


def _is_second_step(asked: Asked) -> bool:
    """Has the document been checked as it is now, and is nobody checking it anew?"""
    if asked.request.method == "POST":
        return CONFIRMED in asked.request.POST
    return "om" not in asked.request.GET and rules.check_of(asked.document) is not None


def _publish(asked: Asked) -> HttpResponse:
    """The second step to the web: what was checked, by whom, and the button."""
    request, document = asked.request, asked.document
    rules.may_take(request.user, document, asked.verb).require()
    check = rules.check_of(document)
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            actions.take(document, asked.verb, by=request.user, version=int(version) if version.isdecimal() else 0)
        except StaleError as stale:
            return _stale(asked, forms.Form(), stale)
        except ValidationError:  # the check was undone, or never made: back to the first step
            return HttpResponseRedirect(request.path)
        messages.success(request, STEPS[asked.verb].done)
        return HttpResponseRedirect(asked.back)
    context = _context(asked) | {"check": check, "again": f"{request.path}?om=1", "entry": document.record_entry}
    context["points"] = list(PUBLICATION_POINTS.values())
    return render(request, "documents/publish.html", context)


def _stale(asked: Asked, form: forms.Form, stale: StaleError[Any]) -> HttpResponse:
    """409 with what the document is now and everything that was typed."""
    state = stale.current.get_state_display() if isinstance(stale.current, Document) else ""
    typed = [
        (form[name].label, "", str(value))
        for name, value in getattr(form, "cleaned_data", {}).items()
        if name != "version" and value not in ("", None, True, False)
    ]
    conflicts = [("Handlingens läge", state, asked.document.get_state_display()), *typed]
    context = {"conflicts": [one for one in conflicts if one[1] != one[2]], "thing_url": asked.back}
    return render(asked.request, "409.html", context, status=409)


def _page(asked: Asked, form: forms.Form, *, status: int = 200) -> HttpResponse:
    context = _context(asked) | {
        "form": form,
        "button": WORDS_ON_FORM.get(asked.verb, asked.verb.label),
        "explanation": LEADS.get(asked.verb, STEPS[asked.verb].explanation),
        "missing": _missing(asked),
    }
    return render(asked.request, "documents/step.html", context, status=status)


def _missing(asked: Asked) -> str:
    """What must be there before the document can be finalised, said before the form is filled in (L6)."""
    if asked.verb != DocumentVerb.FINALISE:
        return ""
    verdict = rules.has_content(asked.document)
    if verdict:
        try:
            actions.authority_of(asked.document)
        except ValidationError as error:
            return " ".join(error.messages)
    return verdict.reason


def _context(asked: Asked) -> dict[str, Any]:
    document = asked.document
    return {
        "document": document,
        "version": rules.last_version(document),
        "label": asked.verb.label,
        "back": asked.back,
        "trail": list(asked.trail)
        or [("Start", reverse("start")), (document.number or document.title, asked.back), (asked.verb.label, None)],
    }
