"""People from a file: upload, look, confirm. And the same list out again."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groups import rules
from groups.actions import imports
from groups.forms import ImportForm
from groups.http import strong_sign_in
from groups.models import ImportState, Organisation, PeopleImport
from groups.powers import powers_of
from samla import clock
from samla.formats import date_short
from samla.forms import refuse
from samla.http import Request

SHOWN = 200  # of each kind on the page; all of them are in the file beside it
OF_LATE = 5


@require_http_methods(["GET", "POST"])
@strong_sign_in
def people_import(request: Request) -> HttpResponse:
    """Upload a list; its preview is the next page."""
    whole, organisations = _reach(request)
    typed = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(
        *typed,
        collaboration=request.collaboration,
        organisations=organisations,
        whole=whole,
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            kept = imports.upload(
                given["file"].read(),
                filename=given["file"].name,
                collaboration=request.collaboration,
                organisation=given["organisation"],
                ends_missing_on=given["ends_missing_on"],
                by=request.user,
            )
        except ValidationError as error:
            refuse(form, error if hasattr(error, "error_dict") else ValidationError({"file": error.messages}))
        else:
            return redirect("groups:people_import_preview", kept.pk)
    context = {
        "form": form,
        "columns": imports.COLUMNS,
        "mine": PeopleImport.objects.visible_to(request.user)
        .filter(collaboration=request.collaboration)
        .defer("text")
        .order_by("-created_at")[:OF_LATE],
        "trail": [("Start", reverse("start")), ("Personer", reverse("groups:people")), ("Läs in från fil", None)],
    }
    return render(request, "groups/people_import.html", context, status=422 if form.errors else 200)


def _reach(request: Request) -> tuple[bool, list[Organisation]]:
    """Whether she may take in the whole collaboration, and for which organisations. 404 for strangers, 403 for others."""
    powers = powers_of(request.user)
    if request.collaboration.pk not in powers.collaborations:
        raise Http404
    whole = request.collaboration.pk in powers.leads
    there = Organisation.objects.filter(collaboration=request.collaboration)
    if whole:
        return True, list(there.filter(seats__isnull=False, ended_on=None).distinct().order_by("name"))
    rules.may_see_people(request.user, request.collaboration).require()
    return False, list(there.filter(pk__in=powers.administers_in(request.collaboration.pk)).order_by("name"))


@require_GET
def people_import_template(request: Request) -> HttpResponse:
    """The columns with one example, to fill in."""
    _reach(request)
    return _file(imports.template_list(), "personer-mall.csv")


@require_GET
def people_export(request: Request) -> HttpResponse:
    """Everybody who has a seat today or later, in the columns of the import."""
    whole, organisations = _reach(request)
    wanted = request.GET.get("organisation", "")
    organisation = next((one for one in organisations if one.slug == wanted), None)
    if organisation is None:
        if wanted:
            raise Http404
        organisation = None if whole else organisations[0]
    data = imports.people_list(request.collaboration, organisation)
    name = organisation.slug if organisation else request.collaboration.slug
    return _file(data, f"personer-{name}-{date_short(clock.today())}.csv")


@require_GET
@strong_sign_in
def people_import_preview(request: Request, pk: int) -> HttpResponse:
    """What the list would change, before it does; afterwards what it changed, in numbers."""
    return _preview(request, _find(request, pk))


@require_POST
@strong_sign_in
def people_import_confirm(request: Request, pk: int) -> HttpResponse:
    """Take in the list as it was shown."""
    kept = _find(request, pk)
    try:
        invited = "invite" in request.POST
        imports.take_in(kept, seen=request.POST.get("seen", ""), invited=invited, by=request.user)
    except imports.PlanChangedError:
        return _preview(request, _find(request, pk), status=409)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, "Filen är inläst.")
    return redirect("groups:people_import_preview", pk)


@require_POST
def people_import_discard(request: Request, pk: int) -> HttpResponse:
    """Throw the list away."""
    imports.discard(_find(request, pk), by=request.user)
    messages.success(request, "Filen är kastad. Ingenting har ändrats.")
    return redirect("groups:people_import")


@require_GET
def people_import_changes(request: Request, pk: int) -> HttpResponse:
    """Everything that the list would change, as a list: the page shows the first of each kind."""
    kept = _find(request, pk)
    if kept.state != ImportState.READ:
        raise Http404
    rows = (row for _, _, items in _lists(imports.plan_of(kept, by=request.user)) for row in items)
    return _table(["vad", "vem", "var", "hur"], rows, "andringar.csv")


@require_GET
def people_import_faults(request: Request, pk: int) -> HttpResponse:
    """What is wrong with the list, as a list."""
    kept = _find(request, pk)
    if kept.state != ImportState.READ:
        raise Http404
    found = imports.plan_of(kept, by=request.user).faults
    rows = ((str(fault.line or ""), fault.column, fault.sentence) for fault in found)
    return _table(["rad", "kolumn", "fel"], rows, "fel-i-personlistan.csv")


def _find(request: Request, pk: int) -> PeopleImport:
    """The reader's own list in this collaboration; 403 when she has lost the power since."""
    mine = PeopleImport.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    kept = get_object_or_404(mine.select_related("collaboration", "organisation"), pk=pk)
    rules.may_import(request.user, kept.collaboration, kept.organisation).require()
    return kept


def _preview(request: Request, kept: PeopleImport, *, status: int = 200) -> HttpResponse:
    is_waiting = kept.state == ImportState.READ
    plan = imports.plan_of(kept, by=request.user) if is_waiting else None
    context = {
        "kept": kept,
        "plan": plan,
        "lists": [(title, count, rows[:SHOWN], count > SHOWN) for title, count, rows in _lists(plan)] if plan else [],
        "counts": plan.counts if plan else kept.counts,
        "faults": plan.faults[:SHOWN] if plan else [],
        "more_faults": max(len(plan.faults) - SHOWN, 0) if plan else 0,
        "has_changed": status == 409,
        "may_invite": plan is not None and 0 < len(plan.new_people) <= imports.INVITED_AT_ONCE,
        "trail": [
            ("Start", reverse("start")),
            ("Personer", reverse("groups:people")),
            ("Läs in från fil", reverse("groups:people_import")),
            (kept.filename, None),
        ],
    }
    return render(request, "groups/people_import_preview.html", context, status=status)


def _lists(plan: imports.Plan) -> list[tuple[str, int, list[tuple[str, str, str, str]]]]:
    """What would happen, kind by kind: a heading, how many, and for each what, who, where and how."""
    people = [
        ("Ny person", user.name, "", ", ".join(filter(None, (user.email, user.title, user.phone))))
        for user in plan.new_people.values()
    ]
    changes = [
        ("Ändrad uppgift", one.who, "", f"{one.label}: {one.before or '–'} → {one.after}")
        for one in plan.changed_people
    ]
    kinds = [
        ("Nya personer", people),
        ("Ändrade uppgifter", changes),
        ("Nya förordnanden", [("Nytt förordnande", one.who, one.place, one.period) for one in plan.new]),
        ("Ändrade förordnanden", [("Ändrat förordnande", one.who, one.place, one.differences) for one in plan.changed]),
        ("Avslutade förordnanden", [("Avslutat förordnande", one.who, one.place, one.end) for one in plan.ended]),
    ]
    return [(title, len(rows), rows) for title, rows in kinds if rows]


def _table(head: list[str], rows: Iterable[Sequence[str]], name: str) -> HttpResponse:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([imports.neutralised(cell) for cell in row] for row in rows)
    return _file(file.getvalue().encode("utf-8-sig"), name)


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
