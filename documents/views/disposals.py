"""Disposal: what the plan says may go, carrying it out by decision, and the log of what has gone (L10)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from documents import actions, rules
from documents.actions import Candidate
from documents.forms import DisposalForm
from documents.models import DisposalRun, Document, DocumentType, DocumentVersion
from documents.views.plan import Trail, trail_to
from documents.views.tables import csv_answer
from groups.http import strong_sign_in
from groups.models import CareCollaboration, Organisation
from groups.powers import powers_of
from samla import clock
from samla.formats import counted, date_short
from samla.http import Request


@dataclass(frozen=True, slots=True)
class Due:
    """Documents of one type in one authority's register that the plan lets go."""

    type_name: str
    retention: str
    decision: str
    authority: str
    count: str
    url: str


@require_GET
def disposal_list(request: Request) -> HttpResponse:
    """What is kept long enough, and what somebody has to judge, by type and registering authority."""
    _belong(request)
    rules.may_dispose(request.user, request.collaboration).require()
    documents = Document.objects.filter(collaboration=request.collaboration)
    context = {
        "due": due_of(documents.due_for_disposal(clock.today())),
        "judged": due_of(documents.kept_while_needed()),
        "trail": trail_to(("Gallra", None)),
    }
    return render(request, "documents/disposals_due.html", context)


def due_of(documents: QuerySet[Document]) -> list[Due]:
    """The documents counted by type and authority; one query however many they are, and one for the types."""
    organisation = "record_entry__authority__organisation"
    counts = documents.values("document_type", organisation, f"{organisation}__name", f"{organisation}__slug")
    found = list(counts.annotate(count=Count("pk")).order_by("document_type__position", f"{organisation}__name"))
    types = DocumentType.objects.in_bulk([row["document_type"] for row in found]) if found else {}
    return [
        Due(
            type_name=types[row["document_type"]].name,
            retention=types[row["document_type"]].retention_text,
            decision=types[row["document_type"]].decision_text,
            authority=row[f"{organisation}__name"],
            count=counted(row["count"], "handling", "handlingar"),
            url=reverse("documents:dispose", args=[types[row["document_type"]].slug, row[f"{organisation}__slug"]]),
        )
        for row in found
    ]


@require_http_methods(["GET", "POST"])
def dispose(request: Request, slug: str, authority: str) -> HttpResponse:
    """The list, document by document, and the decision by which they go."""
    _belong(request)
    document_type = get_object_or_404(DocumentType.objects.filter(collaboration=request.collaboration), slug=slug)
    organisation = get_object_or_404(Organisation.objects.filter(collaboration=request.collaboration), slug=authority)
    rules.may_dispose(request.user, request.collaboration).require()
    return _form_to_dispose(request, document_type, organisation)


@strong_sign_in
def _form_to_dispose(request: Request, document_type: DocumentType, authority: Organisation) -> HttpResponse:
    found = actions.candidates(document_type, authority)
    offered, held = [one for one in found if not one.veto], [one for one in found if one.veto]
    data = request.POST if request.method == "POST" else None
    form = DisposalForm(data, document_type=document_type, offered=offered)
    if form.is_bound and form.is_valid():
        try:
            run = actions.dispose(
                document_type,
                authority,
                form.chosen,
                application=form.application,
                confirmed=form.cleaned_data["confirmed"],
                by=request.user,
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{counted(run.count, 'handling är gallrad', 'handlingar är gallrade')}.")
            return HttpResponseRedirect(reverse("documents:disposal", args=[run.pk]))
    context = {
        "form": form,
        "document_type": document_type,
        "authority": authority,
        "facts": _facts_of_type(document_type, authority),
        "offered": offered,
        "held": [_held_row(one) for one in held],
        "is_cut": len(found) == actions.MOST,
        "trail": _below("Gallra", "documents:disposals_due", document_type.name),
    }
    return render(request, "documents/dispose.html", context, status=422 if form.is_bound else 200)


def _facts_of_type(document_type: DocumentType, authority: Organisation) -> list[tuple[str, str]]:
    facts = [
        ("Registrerande myndighet", authority.name),
        ("Planen säger", document_type.retention_text),
        ("Gallringsbeslut", document_type.decision_text),
        ("Gallringssätt", document_type.disposal_method),
    ]
    return [(label, text) for label, text in facts if text]


def _held_row(one: Candidate) -> tuple[str, str]:
    return f"{one.entry.designation}, {date_short(one.entry.dated_on)}: {one.entry.subject_public}", one.veto


@require_GET
def disposal_log(request: Request) -> HttpResponse:
    """Every disposal, the latest first."""
    _belong(request)
    rules.may_read_disposals(request.user, request.collaboration).require()
    context = {
        "runs": list(runs_of(request.collaboration)),
        "may_dispose": bool(rules.may_dispose(request.user, request.collaboration)),
        "trail": trail_to(("Gallringar", None)),
    }
    return render(request, "documents/disposals.html", context)


def runs_of(collaboration: CareCollaboration) -> QuerySet[DisposalRun]:
    """The disposals of a collaboration."""
    return DisposalRun.objects.filter(collaboration=collaboration)


def _find_run(request: Request, pk: int) -> DisposalRun:
    _belong(request)
    run = get_object_or_404(runs_of(request.collaboration), pk=pk)
    rules.may_read_disposals(request.user, request.collaboration).require()
    return run


@require_GET
def disposal_detail(request: Request, pk: int) -> HttpResponse:
    """One disposal: by whom, by which decisions, and every document that it took."""
    run = _find_run(request, pk)
    context = {
        "run": run,
        "documents": list(run.documents.all()),
        "facts": [(label, text) for label, text in _facts_of_run(run) if text],
        "trail": _below("Gallringar", "documents:disposals", str(run)),
    }
    return render(request, "documents/disposal.html", context)


def _facts_of_run(run: DisposalRun) -> list[tuple[str, str]]:
    return [
        ("Registrerande myndighet", run.authority_name),
        ("Planen sa", run.retention),
        ("Gallringsbeslut", run.decision_text),
        ("Tillämpningsbeslut", run.application_text),
        ("Gallringssätt", run.method),
        ("Bekräftat", run.confirmation),
    ]


@require_GET
def disposal_csv(request: Request, pk: int) -> HttpResponse:
    """The list of a disposal for the authority's own archive: one line for every file that was destroyed."""
    run = _find_run(request, pk)
    header = (
        *("Beteckning", "Datum", "Vad handlingen rörde", "Handlingsslag", "Version", "Filnamn", "SHA-256", "Byte"),
        *("Registrerande myndighet", "Gallringsbeslut", "Tillämpningsbeslut", "Gallrat", "Gallrat av"),
    )
    versions = DocumentVersion.objects.filter(document__disposal__run=run).select_related("blob", "document__disposal")
    by = (run.authority_name, run.decision_text, run.application_text, date_short(run.at), run.by_name)
    lines = [
        (
            *(one.document.disposal.designation, date_short(one.document.disposal.dated_on)),
            *(one.document.disposal.subject, run.type_name, str(one.number), one.filename),
            *(one.blob.sha256, str(one.blob.size), *by),
        )
        for one in versions.order_by("document__disposal__designation", "number")
    ]
    return csv_answer(header, lines, f"gallring-{run.pk}-{date_short(run.at)}.csv")


def _belong(request: Request) -> None:
    """The plan's work is known only to those who belong to the collaboration."""
    if request.collaboration.pk not in powers_of(request.user).collaborations:
        raise Http404


def _below(title: str, name: str, last: str) -> Trail:
    return trail_to((title, reverse(name)), (last, None))


def gone(request: Request, document: Document) -> HttpResponse:
    """The answer in place of a file that is destroyed: 410, and by which decision. For every view that gives out files.

    Call it when the reader may see the document and `not document.is_readable`.
    """
    run = DisposalRun.objects.filter(documents__document=document).first()
    context: dict[str, Any] = {"document": document, "run": run}
    return render(request, "documents/gone.html", context, status=410)
