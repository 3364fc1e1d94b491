"""The documents of a case: added, seen, fetched, given new versions, and who may see them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import actions, rules
from cases.forms import DocumentsForm, VersionForm
from cases.http import find_case, find_document, open_when_published
from cases.models import Case, CaseDocument
from cases.views.document_steps import VERBS
from documents import actions as documents
from documents.forms import AccessibilityForm
from documents.views import parts_of, send
from groups.models import User
from samla.filetypes import FileRefusedError
from samla.formats import sequence
from samla.htmx import answer
from samla.http import OpenRequest, Request
from samla.uploads import refused_uploads


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
        return answer(request, "cases/documents_add.html", "ladda-upp", _adding(case, form))
    form.refused = refused_uploads(request)
    kept = _take_in(case, form, request.user) if form.is_valid() else []
    form.refuse_stopped()
    if kept:
        messages.success(request, _told(kept))
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return _as_json(case, form, kept)
    if form.is_valid():
        return HttpResponseRedirect(f"{case.get_absolute_url()}#handlingar")
    return answer(request, "cases/documents_add.html", "ladda-upp", _adding(case, form), status=422)


def _take_in(case: Case, form: DocumentsForm, user: User) -> list[CaseDocument]:
    """Each file by itself; what is refused is an error of the form."""
    kept = []
    for file in form.cleaned_data["files"]:
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


def trail_of(case: Case) -> list[tuple[str, str | None]]:
    """The way to the page of a case."""
    return [("Start", "/"), ("Ärenden", None), (case.number or "Utkast", case.get_absolute_url())]


@open_when_published
@require_safe
def document_page(
    request: OpenRequest, document: int, number: str | None = None, pk: int | None = None
) -> HttpResponse:
    """One document of a case: what it is, its files, and what can be done with it."""
    link = find_document(request, document, number, pk)
    return render(request, "cases/document.html", _page(request, link))


def _page(request: OpenRequest, link: CaseDocument) -> dict[str, Any]:
    user, case = request.user, link.case
    sees_case = isinstance(user, User) and Case.objects.visible_to(user).filter(pk=case.pk).exists()
    parts = parts_of(
        link.document,
        user,
        address=link.get_absolute_url(),
        verdict_of=lambda verb: rules.may_take_document_step(user, link, verb),  # type: ignore[arg-type]  # signed in
        verbs=VERBS,
    )
    return {
        **parts,
        "case": case,
        "sees_case": sees_case,
        "may_add_version": sees_case and rules.may_add_version(user, link),  # type: ignore[arg-type]  # signed in
        "trail": [*trail_of(case), (link.document.number or "Handling", None)] if sees_case else [],
    }


@open_when_published
@require_safe
def document_file(
    request: OpenRequest,
    document: int,
    version: int,
    number: str | None = None,
    pk: int | None = None,
    *,
    as_attachment: bool = False,
) -> HttpResponseBase:
    """The file of a version, shown where the browser can and may, or to be saved."""
    link = find_document(request, document, number, pk)
    wanted = get_object_or_404(link.document.versions.select_related("blob"), number=version)
    wanted.document = link.document
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
    context = {
        "link": link,
        "document": link.document,
        "form": form,
        "back": link.get_absolute_url(),
        "trail": [*trail_of(link.case), (link.document.title, link.get_absolute_url()), ("Ny version", None)],
    }
    return render(request, "cases/document_version.html", context, status=status)


def _add_version(link: CaseDocument, form: VersionForm, user: User) -> bool:
    file: UploadedFile = form.cleaned_data["file"]
    try:
        actions.add_document_version(link, file, file.name or "", by=user, note=form.cleaned_data["note"])
    except FileRefusedError as error:
        form.add_error("file", str(error))
    except ValidationError as error:
        form.add_error(None, error)
    finally:
        file.close()
    return not form.errors


@require_POST
def document_accessibility(
    request: Request, document: int, number: str | None = None, pk: int | None = None
) -> HttpResponse:
    """What somebody found who looked at whether everybody can read the file (L18)."""
    link = find_document(request, document, number, pk)
    form = AccessibilityForm(request.POST)
    if not form.is_valid():
        return render(request, "cases/document.html", _page(request, link), status=422)
    documents.check_accessibility(link.document, form.cleaned_data["accessibility"], by=request.user)
    messages.success(request, "Det du har kontrollerat är sparat.")
    return HttpResponseRedirect(link.get_absolute_url())
