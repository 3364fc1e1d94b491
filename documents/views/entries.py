"""One line of the register: open to everybody, with more for those who keep it; its file, and its correction."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from documents import actions, rules
from documents.forms import CorrectionForm
from documents.http import find_line
from documents.models import AccessibilityCheck, Document, DocumentVersion, PublicEntry, RecordEntry
from documents.views.files import send
from documents.views.register import NOT_THE_DIARY
from documents.views.rows import file_line
from groups.actions import StaleError
from groups.models import User
from groups.views.conflict import answer_stale
from samla.addresses import address
from samla.filetypes import SHOWN_IN_BROWSER
from samla.formats import date_text
from samla.forms import refuse
from samla.http import OpenRequest, Request
from samla.registry import addresses_of_documents


@login_not_required
@require_GET
def entry_page(request: OpenRequest, designation: str) -> HttpResponse:
    """A line of the register. A secret one, and one that is not there, are the same 404 to the public (L7)."""
    line = find_line(request, designation)
    context = {
        "line": line,
        "facts": facts_of(line),
        "authority": line.authority,
        "not_the_diary": NOT_THE_DIARY,
        "published": published_of(line),
        "is_secret": isinstance(line, RecordEntry),
        "trail": [("Start", reverse("start")), ("Handlingar", reverse("documents:register")), (line.designation, None)],
    }
    if isinstance(request.user, User):
        context |= more_for_readers(request, line)  # type: ignore[arg-type]  # signed in
    return render(request, "documents/entry.html", context)


def facts_of(line: PublicEntry | RecordEntry) -> list[tuple[str, str]]:
    """What everybody may know of a line (OSL 5:2)."""
    pairs = [
        ("Beteckning", line.designation),
        ("Datum", date_text(line.dated_on)),
        ("Riktning", line.get_direction_display().capitalize()),
        ("Avsändare eller mottagare", line.counterparty_public),
        ("Grupp", line.body.short_name),
        ("Registrerande myndighet", line.authority_name),
        ("Myndighetens diarienummer", line.external_number),
        ("Registrerad", date_text(line.entered_at)),
        ("Gallrad", date_text(line.disposed_on) if line.disposed_on else ""),
    ]
    return [(label, text) for label, text in pairs if text]


def published_of(line: PublicEntry | RecordEntry) -> dict[str, Any] | None:
    """The file that anybody may read, if the document is on the web."""
    if not line.is_published:
        return None
    document, version = published_file(line)
    file = file_line(version, address("documents:entry", line.designation))
    return {
        "file": file,
        "is_shown": version.blob.media_type in SHOWN_IN_BROWSER,
        "show_url": address("documents:entry_show", line.designation),
        "download_url": address("documents:entry_file", line.designation),
        "has_flaws": document.accessibility == AccessibilityCheck.NOT_ACCESSIBLE,
    }


def published_file(line: PublicEntry | RecordEntry) -> tuple[Document, DocumentVersion]:
    """The document of a line, if it is on the web, and its file; otherwise 404."""
    document: Document = get_object_or_404(Document.objects.published(), pk=line.document_id)
    version = rules.last_version(document)
    if version is None:
        raise Http404
    return document, version


def more_for_readers(request: Request, line: PublicEntry | RecordEntry) -> dict[str, Any]:
    """The way to the document for whoever may open it; what is protected for whoever keeps the register (L4)."""
    keeps = bool(rules.may_keep_register(request.user, line.body))
    entry = RecordEntry.objects.select_related("document").get(pk=line.pk)
    protected = [
        ("Vad handlingen rör", entry.subject_protected),
        ("Avsändare eller mottagare", entry.counterparty_protected),
    ]
    return {
        "document_url": addresses_of_documents(request, [entry.document]).get(entry.document_id, ""),
        "keeps_register": keeps,
        "protected": [(label, text) for label, text in protected if text] if keeps else [],
        "correct_url": address("documents:entry_correct", line.designation) if keeps else "",
    }


@login_not_required
@require_GET
def entry_file(request: OpenRequest, designation: str, *, as_attachment: bool) -> HttpResponseBase:
    """The file of a published document, without signing in."""
    line = find_line(request, designation)
    if not line.is_published:
        raise Http404
    _, version = published_file(line)
    return send(request, version, as_attachment=as_attachment)


@require_http_methods(["GET", "POST"])
def entry_correct(request: Request, designation: str) -> HttpResponse:
    """Correct a line; a stale form is answered 409 with both texts."""
    line = find_line(request, designation)
    rules.may_keep_register(request.user, line.body).require()
    entry = RecordEntry.objects.get(pk=line.pk)
    url = address("documents:entry", designation)
    form = CorrectionForm(request.POST if request.method == "POST" else None, instance=entry)
    if form.is_valid():
        try:
            actions.correct_entry(entry, form.values, version=form.cleaned_data["version"], by=request.user)
        except StaleError as stale:
            return answer_stale(request, form, stale, url)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, "Raden är rättad. Det som stod där förut finns kvar i historiken.")
            return HttpResponseRedirect(url)
    trail = [
        *(("Start", reverse("start")), ("Handlingar", reverse("documents:register"))),
        *((designation, url), ("Rätta", None)),
    ]
    context = {
        "form": form,
        "title": "Rätta raden i registret",
        "kicker": designation,
        "lead": "Rättelsen gäller raden i registret. Själva handlingen ändras inte.",
        "button": "Spara rättelsen",
        "back": url,
        "trail": trail,
    }
    return render(request, "documents/add.html", context, status=422 if form.is_bound else 200)
