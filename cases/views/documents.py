"""The documents of a case: added, seen, fetched, given new versions, and who may see them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cases import actions, rules
from cases.forms import DocumentsForm, VersionForm
from cases.http import find_case, find_document
from cases.models import Case, CaseDocument
from documents.views.disposals import gone
from documents.views.documents import edit_page, page_of
from documents.views.files import send
from documents.views.rows import buttons_of
from documents.workflow import DocumentVerb
from groups.models import User
from samla.filetypes import FileRefusedError
from samla.formats import sequence
from samla.http import Request
from samla.uploads import refused_uploads
from samla.verdict import Verdict


@require_http_methods(["GET", "POST"])
def documents_add(request: Request, number: str | None = None, pk: int | None = None) -> HttpResponse:
    """Add files to a case, several at once: each becomes a document, and one that is refused keeps none of the others.

    With JavaScript the files come one by one, and the answer is JSON.
    """
    case = find_case(request, number, pk)
    rules.may_add_documents(request.user, case).require()
    form = DocumentsForm(request.POST or None, request.FILES or None, collaboration=request.collaboration)
    if request.method == "GET":
        form = DocumentsForm(collaboration=request.collaboration)
        return render(request, "cases/documents_add.html", _adding(case, form))
    form.refused = refused_uploads(request)
    kept = _take_in(case, form, request.user) if form.is_valid() else []
    form.refuse_stopped()
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return _as_json(case, form, kept)
    if form.is_valid():
        messages.success(request, _told(kept))
        return HttpResponseRedirect(f"{case.get_absolute_url()}#handlingar")
    context = {**_adding(case, form), "kept": _told(kept) if kept else ""}
    return render(request, "cases/documents_add.html", context, status=422)


def _take_in(case: Case, form: DocumentsForm, user: User) -> list[CaseDocument]:
    """Each file by itself; what is refused is an error of the form."""
    kept = []
    for file in form.cleaned_data["chosen"]:
        try:
            kept.append(actions.add_document(case, file, file.name or "", by=user, **form.given))
        except FileRefusedError as error:
            form.refuse(file.name, str(error))
        except ValidationError as error:
            form.refuse(file.name, " ".join(error.messages))
        finally:
            file.close()
    return kept


def _told(kept: list[CaseDocument]) -> str:
    names = sequence(f"”{link.document.title}”" for link in kept)
    return f"{names} är {'tillagd' if len(kept) == 1 else 'tillagda'}."


def _as_json(case: Case, form: DocumentsForm, kept: list[CaseDocument]) -> JsonResponse:
    errors = [error for found in form.errors.values() for error in found]
    body = {"kept": [link.document.title for link in kept], "errors": errors}
    return JsonResponse(body, status=422 if errors else 200, json_dumps_params={"ensure_ascii": False})


def _adding(case: Case, form: DocumentsForm) -> dict[str, Any]:
    address = case.get_absolute_url()
    return {
        "case": case,
        "form": form,
        "action": f"{address}handlingar/",
        "back": f"{address}#handlingar",
        "trail": [*trail_of(case), ("Lägg till handlingar", None)],
    }


@require_http_methods(["GET", "POST"])
def document_edit(request: Request, document: int, number: str | None = None, pk: int | None = None) -> HttpResponse:
    """Change what a draft is called and which type it is; a stale form is answered 409 with both texts."""
    link = find_document(request, document, number, pk)
    rules.may_add_version(request.user, link).require()
    return edit_page(request, link.document, back=link.get_absolute_url(), trail=trail_to(link, "Ändra"))


def trail_to(link: CaseDocument, last: str) -> list[tuple[str, str | None]]:
    """The way to a page of a case's document."""
    name = link.document.number or link.document.title
    return [*trail_of(link.case), (name, link.get_absolute_url()), (last, None)]


def trail_of(case: Case) -> list[tuple[str, str | None]]:
    """The way to the page of a case."""
    return [
        ("Start", reverse("start")),
        ("Ärenden", reverse("cases:list")),
        (case.number or "Utkast", case.get_absolute_url()),
    ]


@require_safe
def document_page(request: Request, document: int, number: str | None = None, pk: int | None = None) -> HttpResponse:
    """One document of a case: what it is, its files, its life and the steps that are open."""
    link = find_document(request, document, number, pk)
    user, at = request.user, link.get_absolute_url()

    def may_take(verb: DocumentVerb) -> Verdict:
        return rules.may_take_document_step(user, link, verb)

    context = {
        **page_of(link.document, at),
        "buttons": buttons_of(link.document, user, at, may_take),
        "version_url": f"{at}version/" if rules.may_add_version(user, link) else "",
        "edit_url": f"{at}andra/" if rules.may_add_version(user, link) else "",
        "trail": [*trail_of(link.case), (link.document.number or link.document.title, None)],
    }
    return render(request, "documents/document.html", context)


@require_safe
def document_file(
    request: Request,
    document: int,
    version: int,
    number: str | None = None,
    pk: int | None = None,
    *,
    as_attachment: bool = True,
) -> HttpResponseBase:
    """The file of a version, to be saved, or shown where the browser can and may."""
    link = find_document(request, document, number, pk)
    wanted = get_object_or_404(link.document.versions.select_related("blob"), number=version)
    wanted.document = link.document
    if not link.document.is_readable:
        return gone(request, link.document)
    return send(request, wanted, as_attachment=as_attachment)


@require_http_methods(["GET", "POST"])
def document_version(request: Request, document: int, number: str | None = None, pk: int | None = None) -> HttpResponse:
    """Give the document its next file."""
    link = find_document(request, document, number, pk)
    rules.may_add_version(request.user, link).require()
    form = VersionForm()
    if request.method == "POST":
        form = VersionForm(request.POST, request.FILES)
        form.refused = refused_uploads(request)
        if form.is_valid() and _add_version(link, form, request.user):
            messages.success(request, "Den nya versionen är sparad.")
            return HttpResponseRedirect(link.get_absolute_url())
    status = 422 if form.errors else 200
    words = {
        "title": "Ny version",
        "kicker": link.document.title,
        "lead": "Den förra filen finns kvar som tidigare version.",
        "button": "Ladda upp",
        "back": link.get_absolute_url(),
    }
    context = {**words, "form": form, "trail": trail_to(link, "Ny version")}
    return render(request, "documents/add.html", context, status=status)


def _add_version(link: CaseDocument, form: VersionForm, user: User) -> bool:
    file: Any = form.cleaned_data["file"]
    try:
        actions.add_document_version(link, file, file.name or "", by=user, note=form.cleaned_data["note"])
    except FileRefusedError as error:
        form.add_error("file", str(error))
    except ValidationError as error:
        form.add_error(None, error)
    finally:
        file.close()
    return not form.errors
