"""The steps of a case's document: shared, taken back, finalised with its number in the case."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from cases import actions, rules
from cases.http import find_document
from cases.models import CaseDocument
from documents import actions as documents
from documents.workflow import STEPS, VERB_BY_SLUG, DocumentVerb
from groups.models import User
from samla.http import Request

VERBS = (DocumentVerb.SHARE, DocumentVerb.WITHDRAW, DocumentVerb.FINALISE)
"""The steps that are taken on these pages."""

WORDS = {
    DocumentVerb.SHARE: "Handlingen kan då läsas av gruppen som har ärendet, den som har fått en fråga och processledaren. "
    "Det som delas med andra myndigheter kan bli allmän handling.",
    DocumentVerb.WITHDRAW: "Handlingen kan då åter läsas bara av den som skapade den.",
    DocumentVerb.FINALISE: "Innehållet låses, handlingen får sitt nummer i ärendet och förs in i registret. "
    "Det går inte att ångra.",
}


@require_http_methods(["GET", "POST"])
def document_step(
    request: Request, document: int, step: str, number: str | None = None, pk: int | None = None
) -> HttpResponse:
    """Say what a step means, and take it."""
    link = find_document(request, document, number, pk)
    verb = VERB_BY_SLUG.get(step)
    if verb not in VERBS or verb is None:
        raise Http404
    rules.may_take_document_step(request.user, link, verb).require()
    problem = ""
    if request.method == "POST":
        try:
            _take(link, verb, request.user)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            messages.success(request, STEPS[verb].done)
            return HttpResponseRedirect(link.get_absolute_url())
    context = {
        "link": link,
        "document": link.document,
        "label": verb.label,
        "words": WORDS[verb],
        "problem": problem,
        "back": link.get_absolute_url(),
    }
    return render(request, "cases/document_step.html", context, status=422 if problem else 200)


def _take(link: CaseDocument, verb: DocumentVerb, user: User) -> None:
    if verb == DocumentVerb.FINALISE:
        actions.finalise_document(link, by=user)
    else:
        documents.take(link.document, verb, by=user)
