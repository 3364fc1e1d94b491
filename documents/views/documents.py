"""The documents of a body: the list, one document, what is added to it, and who reads it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from documents import actions, rules
from documents.forms import DraftForm, RegisterForm, RevisionForm, VersionForm
from documents.http import GoverningError, Trail, address_of, find_body, find_document, trail_to
from documents.models import Document, RecordEntry
from documents.models.document import UNREGISTERED
from documents.views.disposals import gone
from documents.views.files import send
from documents.views.rows import BADGE, buttons_of, facts_of, file_lines, rows_of
from documents.workflow import DocumentState, FileWarning
from groups.actions import StaleError
from groups.models import Body
from groups.views.conflict import answer_stale
from samla.addresses import address
from samla.filetypes import FileRefusedError
from samla.formats import instant_text
from samla.forms import refuse
from samla.htmx import answer
from samla.http import Request

PER_PAGE = 50
LACKING = "utan-diarienummer"


@require_GET
def of_body(request: Request, slug: str) -> HttpResponse:
    """The documents of a body that the reader may see, the newest first."""
    body = find_body(request, slug)
    documents = Document.objects.visible_to(request.user).filter(body=body).select_related("document_type")
    lacking = request.GET.get("visa") == LACKING
    if lacking:
        documents = documents.filter(record_entry__external_number="")
    page = Paginator(documents.order_by("-created_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "body": body,
        "page_obj": page,
        "rows": rows_of(page),
        "lacking": lacking,
        "all_url": request.path,
        "may_add": rules.may_draw_up(request.user, body),
        "trail": [("Start", reverse("start")), (body.short_name, body.get_absolute_url()), ("Handlingar", None)],
    }
    return answer(request, "documents/of_body.html", "lista", context)


@require_GET
def document_page(request: Request, pk: int) -> HttpResponse:
    """One document of a body: what it is, its files, its life and the steps that are open."""
    try:
        document = find_document(request, pk)
    except GoverningError as governing:
        return HttpResponseRedirect(governing.revision.get_absolute_url())
    at = address_of(document)
    context = {
        **page_of(document, at),
        "buttons": buttons_of(document, request.user, at),
        "edit_url": f"{at}andra/" if rules.may_change(request.user, document) else "",
        "version_url": f"{at}version/" if rules.may_change(request.user, document) else "",
        "trail": trail_to(document),
    }
    return render(request, "documents/document.html", context)


def page_of(document: Document, at: str) -> dict[str, Any]:
    """What every reader sees on the page of a document, whatever it belongs to. `at` is the page's address."""
    entry = RecordEntry.objects.filter(document=document).first()
    files = file_lines(document, at) if document.is_readable else []
    return {
        "document": document,
        "badge_state": BADGE[DocumentState(document.state)],
        "facts": facts_of(document, entry),
        "files": files,
        "newest": files[0] if files else None,
        "steps": [(step, instant_text(step.at)) for step in document.taken_steps.order_by("-pk")],
        "created": instant_text(document.created_at),
        "readers_url": f"{at}vem-ser/",
        "line_url": address("documents:entry", document.number) if document.number else "",
        "missing_authority": _missing_authority(document),
    }


def _missing_authority(document: Document) -> str:
    """Whom to ask when nobody has said whose register the draft will belong to (L6)."""
    if document.state not in UNREGISTERED:
        return ""
    try:
        actions.authority_of(document)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@require_GET
def document_file(request: Request, pk: int, number: int, *, as_attachment: bool = True) -> HttpResponseBase:
    """One file of a document, for whoever may read the document."""
    document = find_document(request, pk)
    version = document.versions.select_related("blob").filter(number=number).first()
    if version is None:
        raise Http404
    if not document.is_readable:
        return gone(request, document)
    return send(request, version, as_attachment=as_attachment)


@require_http_methods(["GET", "POST"])
def document_new(request: Request, slug: str) -> HttpResponse:
    """A new draft of a body, with its first file."""
    body = find_body(request, slug)
    rules.may_draw_up(request.user, body).require()
    typed = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DraftForm(*typed, collaboration=request.collaboration)
    if form.is_valid():
        given = form.cleaned_data
        try:
            document = actions.draft(
                body, given["file"], given["file"].name, document_type=given["document_type"], title=given["title"],
                by=request.user,
            )  # fmt: skip
        except (ValidationError, FileRefusedError) as error:
            _refuse(form, error)
        else:
            messages.success(request, "Utkastet är sparat. Bara du ser det tills du delar det.")
            return HttpResponseRedirect(address_of(document))
    context = {"form": form, "trail": _trail(body, "Ny handling"), **NEW}
    return _form_page(request, body, context, bound=form.is_bound)


@require_http_methods(["GET", "POST"])
def document_register(request: Request, slug: str) -> HttpResponse:
    """What has come in to a body or was sent from it: entered in the register at once (section 3, 11)."""
    body = find_body(request, slug)
    rules.may_draw_up(request.user, body).require()
    typed = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RegisterForm(*typed, collaboration=request.collaboration)
    form.warn([FileWarning(name) for name in request.POST if name in FileWarning.values])
    if form.is_valid():
        file, values = form.cleaned_data["file"], form.values
        try:
            entry = actions.register(body, file, file.name, by=request.user, **values)
        except actions.UnseenWarningsError as unseen:
            form.warn(unseen.warnings)  # asked for from now on; the file must be chosen again
            refuse(form, unseen)
        except (ValidationError, FileRefusedError) as error:
            _refuse(form, error)
        else:
            messages.success(request, f"Handlingen är registrerad som {entry.designation}.")
            return HttpResponseRedirect(address("documents:document", entry.document_id))
    context = {"form": form, "trail": _trail(body, "Registrera"), **REGISTER}
    return _form_page(request, body, context, bound=form.is_bound)


NEW = {
    "title": "Ny handling",
    "lead": "Handlingen blir ett utkast, som bara du ser tills du delar det eller fastställer innehållet.",
    "button": "Spara utkast",
}
REGISTER = {
    "title": "Registrera det som har kommit in eller skickats",
    "lead": "Handlingen förs in i registret genast, och innehållet låses. Registret är offentligt: skriv det som ska skyddas "
    "i fälten för skyddade uppgifter.",
    "button": "Registrera",
}


def _refuse(form: Any, error: ValidationError | FileRefusedError) -> None:
    if isinstance(error, FileRefusedError):
        form.add_error("file", str(error))
        return
    if hasattr(error, "error_dict") and "filename" in error.error_dict:
        error = ValidationError({"file": error.error_dict.pop("filename"), **error.error_dict})
    refuse(form, error)


def _form_page(request: Request, body: Body, context: dict[str, Any], *, bound: bool) -> HttpResponse:
    context |= {"kicker": body.name, "back": reverse("documents:of_body", args=[body.slug])}
    return render(request, "documents/add.html", context, status=422 if bound else 200)


@require_http_methods(["GET", "POST"])
def document_edit(request: Request, pk: int) -> HttpResponse:
    """Change what a draft is called and which type it is; a stale form is answered 409 with both texts."""
    document = find_document(request, pk)
    rules.may_change(request.user, document).require()
    return edit_page(request, document, back=address_of(document), trail=trail_to(document, "Ändra"))


def edit_page(request: Request, document: Document, *, back: str, trail: Trail) -> HttpResponse:
    """The same for a document of a body or a case. Whether the reader may, the caller has asked."""
    title, url = document.title, back
    form = RevisionForm(request.POST if request.method == "POST" else None, instance=document)
    if form.is_valid():
        try:
            actions.revise_draft(document, form.values, version=form.cleaned_data["version"], by=request.user)
        except StaleError as stale:
            return answer_stale(request, form, stale, url)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, "Ändringen är sparad.")
            return HttpResponseRedirect(url)
    document.title = title
    context = {"form": form, "title": "Ändra utkastet", "button": "Spara", "kicker": title, "back": url}
    context["trail"] = trail
    return render(request, "documents/add.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def version_new(request: Request, pk: int) -> HttpResponse:
    """Give a draft its next file."""
    document = find_document(request, pk)
    rules.may_change(request.user, document).require()
    url = address_of(document)
    form = VersionForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.add_version(document, file, file.name, by=request.user, note=form.cleaned_data["note"])
        except (ValidationError, FileRefusedError) as error:
            _refuse(form, error)
        else:
            messages.success(request, f"Version {made.number} är sparad.")
            return HttpResponseRedirect(url)
    context = {"form": form, "title": "Ny version", "button": "Ladda upp", "kicker": document.title, "back": url}
    context["lead"] = "Den förra filen finns kvar som tidigare version."
    context["trail"] = trail_to(document, "Ny version")
    return render(request, "documents/add.html", context, status=422 if form.is_bound else 200)


def _trail(body: Body, last: str) -> list[tuple[str, str | None]]:
    return [
        ("Start", reverse("start")),
        (body.short_name, body.get_absolute_url()),
        ("Handlingar", reverse("documents:of_body", args=[body.slug])),
        (last, None),
    ]
