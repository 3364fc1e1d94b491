"""The records plan as everybody reads it, and as the process leader keeps it (L10, L11)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from documents import actions, rules
from documents.forms import DocumentTypeForm
from documents.models import DocumentType
from documents.views.tables import csv_answer
from groups.actions import StaleError
from groups.powers import powers_of
from samla import clock
from samla.addresses import address
from samla.formats import date_short
from samla.http import OpenRequest, Request

type Trail = list[tuple[str, str | None]]

COLUMNS = (
    *("Handlingsslag", "Handläggnings-ansvar", "Innehålls-ansvar", "Reviderings-ansvar", "Reviderings-intervall"),
    *("Diarie-förs", "Förvaring", "Bevaras", "Gallras (år)", "Gallrings-sätt", "Publiceras på webben"),
)
"""Those of a records plan that is in use elsewhere (W7); a hyphen stands where a long word may be broken."""
HEADINGS = tuple(column.replace("-", "\N{SOFT HYPHEN}") for column in COLUMNS)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One type of document, with every word ready."""

    name: str
    cells: tuple[tuple[str, str], ...]
    note: str
    decision: str
    ended: str
    url: str


@login_not_required
@require_GET
def records_plan(request: OpenRequest) -> HttpResponse:
    """The plan: for everybody, as the public document that it is. Ended types stand apart."""
    rows, ended = _rows_of(request)
    belongs = request.collaboration.pk in powers_of(request.user).collaborations
    may_change = (
        belongs and request.user.is_authenticated and rules.may_change_plan(request.user, request.collaboration)
    )
    may_read = (
        belongs and request.user.is_authenticated and rules.may_read_disposals(request.user, request.collaboration)
    )
    context = {
        "columns": HEADINGS,
        "groups": [("Handlingsslag", rows), ("Används inte längre", ended)] if ended else [("Handlingsslag", rows)],
        "may_change": bool(may_change),
        "may_read_disposals": bool(may_read),
        "trail": [("Start", reverse("start")), ("Dokumenthanteringsplan", None)],
    }
    return render(request, "documents/plan.html", context)


def _rows_of(request: OpenRequest) -> tuple[list[PlanRow], list[PlanRow]]:
    types = DocumentType.objects.filter(collaboration=request.collaboration)
    today = clock.today()
    over = {row.pk for row in types if row.ended_on and row.ended_on < today}
    return [row_of(row) for row in types if row.pk not in over], [row_of(row) for row in types if row.pk in over]


def row_of(document_type: DocumentType) -> PlanRow:
    """A row of the plan as it is read."""
    return PlanRow(
        name=document_type.name,
        cells=tuple(zip(HEADINGS[1:], cells_of(document_type), strict=True)),
        note=document_type.note,
        decision=document_type.decision_text,
        ended=date_short(document_type.ended_on) if document_type.ended_on else "",
        url=address("documents:plan_edit", document_type.slug),
    )


def cells_of(document_type: DocumentType) -> tuple[str, ...]:
    """What stands in the columns after the name."""
    years = document_type.disposed_after_years
    disposed = "" if document_type.preserved else "vid inaktualitet" if years is None else str(years)
    return (
        *(document_type.handled_by, document_type.content_by, document_type.revised_by),
        *(document_type.revision_interval, _yes(document_type.is_registered), document_type.kept_where),
        *(_yes(document_type.preserved), disposed, document_type.disposal_method, _yes(document_type.is_published)),
    )


def _yes(value: bool) -> str:  # noqa: FBT001  the one thing it is about
    return "Ja" if value else "Nej"


@login_not_required
@require_GET
def plan_csv(request: OpenRequest) -> HttpResponse:
    """The plan for a spreadsheet: its columns, and after them the decisions, the notes and what has ended."""
    if not request.collaboration.pk:
        raise Http404
    header = (
        *(column.replace("-", "") for column in COLUMNS),
        "Gallringsbeslut av",
        "Beslutsdag",
        "Diarienummer",
        "Anmärkning",
        "Används till och med",
    )
    types = DocumentType.objects.filter(collaboration=request.collaboration)
    lines = [
        (
            *(row.name, *cells_of(row), row.decision_body),
            *(date_short(row.decision_on) if row.decision_on else "", row.decision_number, row.note),
            date_short(row.ended_on) if row.ended_on else "",
        )
        for row in types
    ]
    name = f"dokumenthanteringsplan-{request.collaboration.slug}-{date_short(clock.today())}.csv"
    return csv_answer(header, lines, name)


@require_http_methods(["GET", "POST"])
def plan_new(request: Request) -> HttpResponse:
    """A new row of the plan."""
    rules.may_change_plan(request.user, request.collaboration).require()
    form = DocumentTypeForm(_posted(request), instance=DocumentType(collaboration=request.collaboration))
    if form.is_bound and form.is_valid():
        try:
            made = actions.add_document_type(
                request.collaboration, form.values, after=form.cleaned_data["after"], by=request.user
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"Handlingsslaget ”{made}” är tillagt.")
            return HttpResponseRedirect(reverse("documents:plan"))
    return _form_page(request, form, None)


@require_http_methods(["GET", "POST"])
def plan_edit(request: Request, slug: str) -> HttpResponse:
    """Change a row, or let it end. A new retention is shown with what it means before it holds; a stale form gives 409."""
    document_type = get_object_or_404(DocumentType.objects.filter(collaboration=request.collaboration), slug=slug)
    rules.may_change_plan(request.user, request.collaboration).require()
    before = row_of(document_type)
    form = DocumentTypeForm(_posted(request), instance=document_type)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            actions.revise_document_type(
                document_type,
                form.values,
                version=given["version"] or 0,
                after=given["after"],
                confirmed=form.is_confirmed,
                by=request.user,
            )
        except StaleError as stale:
            return render(request, "409.html", _conflict(form, stale.current), status=409)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, "Planen är ändrad.")
            return HttpResponseRedirect(reverse("documents:plan"))
    return _form_page(request, form, before)


def _form_page(request: Request, form: DocumentTypeForm, before: PlanRow | None) -> HttpResponse:
    name = before.name if before else ""
    context = {
        "form": form,
        "name": name,
        "pk": form.instance.pk,
        "trail": trail_to((f"Ändra {name}" if before else "Nytt handlingsslag", None)),
    }
    return render(request, "documents/plan_edit.html", context, status=422 if form.is_bound else 200)


def _posted(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _conflict(form: DocumentTypeForm, current: DocumentType) -> dict[str, Any]:
    """What differs between what is saved and what was typed, in the words of the form."""
    saved = DocumentTypeForm(instance=current)
    names = [name for name in form.fields if name not in {"version", "after", "confirmed"}]
    pairs = [(form[name].label, _shown(saved[name].initial), _shown(form.cleaned_data[name])) for name in names]
    return {
        "conflicts": [pair for pair in pairs if pair[1] != pair[2]],
        "thing_url": reverse("documents:plan_edit", args=[current.slug]),
    }


def _shown(value: Any) -> str:
    """A value as its reader knows it."""
    if isinstance(value, bool):
        return _yes(value)
    return "" if value is None else str(getattr(value, "label", value))


def trail_to(*last: tuple[str, str | None]) -> Trail:
    """The way to the plan, or to a page below it."""
    return [("Start", reverse("start")), ("Dokumenthanteringsplan", reverse("documents:plan")), *last]
