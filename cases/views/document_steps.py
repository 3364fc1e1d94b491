"""The steps of a case's document, on the same pages as those of a body's; finalised, it gets its number in the case."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from cases import actions, rules
from cases.http import find_document
from cases.views.documents import trail_to
from documents.models import Document
from documents.views.steps import step_page
from documents.workflow import DocumentVerb
from groups.models import User
from samla.http import Request


@require_http_methods(["GET", "POST"])
def document_step(
    request: Request, document: int, verb: DocumentVerb, number: str | None = None, pk: int | None = None
) -> HttpResponse:
    """Ask for what the step needs, and take it."""
    link = find_document(request, document, number, pk)
    if request.method == "GET":
        rules.may_take_document_step(request.user, link, verb).require()

    def finish(_document: Document, *, by: User, **given: Any) -> None:
        actions.finalise_document(link, by=by, **given)

    back, trail = link.get_absolute_url(), trail_to(link, verb.label)
    away = f"{link.case.get_absolute_url()}#handlingar"
    return step_page(request, link.document, verb, back=back, finish=finish, trail=trail, away=away)
