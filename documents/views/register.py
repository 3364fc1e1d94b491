"""The register of documents as anybody reads it, without signing in (L3–L9).

Nothing here reads `RecordEntry`: the view `PublicEntry` has no protected column, and no secret line.
"""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Max, Min
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from documents.forms.register import ORDERS, PUBLISHED, RegisterFilterForm, body_choices
from documents.models import Direction, PublicEntry, PublicEntryQuerySet, RegisteringAuthority
from documents.rules import may_name_authorities
from groups.actions.imports import neutralised
from groups.models import Body, User
from samla.addresses import address
from samla.formats import date_short, genitive, sequence
from samla.htmx import answer
from samla.http import OpenRequest

PER_PAGE = 50
AT_A_TIME = 2000
COLUMNS = ("designation", "dated_on", "direction", "subject_public", "counterparty_public", "body__short_name",
           "authority_name", "external_number", "entered_at", "is_published")  # fmt: skip
HEADINGS = ("Beteckning", "Datum", "Riktning", "Vad handlingen rör", "Avsändare eller mottagare", "Grupp", "Myndighet",
            "Myndighetens diarienummer", "Registrerad", "Går att läsa på webben", "Adress")  # fmt: skip
KEYS = ("designation", "date", "direction", "subject", "counterparty", "body", "authority", "authority_number",
        "registered_at", "published", "url")  # fmt: skip
SORTED = {
    "rubrik": "Vad handlingen rör",
    "beteckning": "Beteckning",
    "datum": "Datum",
    "myndighet": "Registrerande myndighet",
}
NOT_THE_DIARY = (
    "Registret visar vilka handlingar som samverkan har. Det är inte någon myndighets diarium. "
    "Varje grupps handlingar registreras och förvaras hos en myndighet, och där finns originalen."
)


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of the register, ready to be shown."""

    url: str
    designation: str
    day: str
    direction: str
    subject: str
    counterparty: str
    body: str
    authority: str
    external_number: str
    read_url: str


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of the table: a link that sorts, and how the lines are sorted now."""

    label: str
    url: str
    sort: str


@login_not_required
@require_GET
def register(request: OpenRequest) -> HttpResponse:
    """The public register: searched, filtered, sorted, a page at a time."""
    authorities = authorities_of(request)
    form = filter_form(request, authorities)
    page = Paginator(lines_of(request, form), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "rows": [row_of(line) for line in page],
        "headings": headings_of(request, form),
        "clear_url": request.path if any(request.GET.get(name) for name in form.fields) else "",
        "query": filters_of(request),
        "not_the_diary": NOT_THE_DIARY,
        "authorities": sequence(dict.fromkeys(one.organisation.name for one in authorities)),
        "may_name": _may_name(request),
        "trail": [("Start", reverse("start")), ("Handlingar", None)],
    }
    return answer(request, "documents/register.html", "lista", context)  # type: ignore[arg-type]  # open to everybody


@login_not_required
@require_GET
def register_csv(request: OpenRequest) -> StreamingHttpResponse:
    """The lines that pass the filters, as Excel in Swedish opens them; no cell is a formula."""
    lines = lines_of(request, filter_form(request, authorities_of(request)))
    response = StreamingHttpResponse(csv_lines(request, lines), content_type="text/csv; charset=utf-8")
    return _as_file(response, request, "csv")


@login_not_required
@require_GET
def register_json(request: OpenRequest) -> StreamingHttpResponse:
    """The lines that pass the filters, with what the register is and whose the originals are."""
    authorities = authorities_of(request)
    lines = lines_of(request, filter_form(request, authorities))
    about = {"about": NOT_THE_DIARY, "originals_kept_by": sorted({one.organisation.name for one in authorities})}
    response = StreamingHttpResponse(json_lines(request, lines, about), content_type="application/json; charset=utf-8")
    return _as_file(response, request, "json")


@login_not_required
@require_GET
def request_documents(request: OpenRequest) -> HttpResponse:
    """How to ask for a document, and where, per body and year; nobody has to say who she is or why (L8)."""
    found = authorities_of(request)
    context = {
        "authorities": [(one.body.short_name, one.year, one.organisation.name, one.contact) for one in found],
        "not_the_diary": NOT_THE_DIARY,
        "name": genitive(request.collaboration.short_name),
        "trail": [
            ("Start", reverse("start")),
            ("Handlingar", reverse("documents:register")),
            ("Begär ut en handling", None),
        ],
    }
    return answer(request, "documents/request.html", "", context)  # type: ignore[arg-type]  # open to everybody


def authorities_of(request: OpenRequest) -> list[RegisteringAuthority]:
    """Whose register each body's documents belong to, the latest year first. One query."""
    found = RegisteringAuthority.objects.filter(body__collaboration=request.collaboration.pk)
    return list(found.select_related("body", "organisation").order_by("-year", "body__position", "body__name"))


def filter_form(request: OpenRequest, authorities: Iterable[RegisteringAuthority]) -> RegisterFilterForm:
    """The filters with today's choices. Two queries."""
    here = PublicEntry.objects.filter(collaboration=request.collaboration.pk)
    span = here.aggregate(first=Min("dated_on"), last=Max("dated_on"))
    years = range(span["last"].year, span["first"].year - 1, -1) if span["last"] else range(0)
    bodies = Body.objects.filter(collaboration=request.collaboration.pk)
    names = {one.organisation.slug: one.organisation.name for one in authorities}
    form = RegisterFilterForm(
        request.GET,
        years=years,
        bodies=body_choices(bodies),
        authorities=sorted(names.items(), key=lambda pair: pair[1]),
    )
    form.is_valid()
    return form


def lines_of(request: OpenRequest, form: RegisterFilterForm) -> PublicEntryQuerySet:
    """The lines that pass the filters, in the order that is asked for."""
    lines = PublicEntry.objects.filter(collaboration=request.collaboration.pk)
    if year := form.chosen("ar"):
        lines = lines.filter(dated_on__range=(dt.date(int(year), 1, 1), dt.date(int(year), 12, 31)))
    if slug := form.chosen("grupp"):
        lines = lines.filter(body__slug=slug)
    if slug := form.chosen("myndighet"):
        chosen = RegisteringAuthority.objects.filter(
            organisation__slug=slug, body__collaboration=request.collaboration.pk
        )
        lines = lines.filter(authority__in=list(chosen.values_list("pk", flat=True)))
    if direction := form.chosen("riktning"):
        lines = lines.filter(direction=direction)
    if form.chosen("lasbar") == PUBLISHED:
        lines = lines.filter(is_published=True)
    column, backwards = ORDERS[form.order[0]], "-" if form.order[1] else ""
    lines = lines.matching(form.chosen("q")).order_by(f"{backwards}{column}", f"{backwards}id")
    return lines.select_related("body").defer("words", "words_backwards", "designation_order", "subject_order")


def row_of(line: PublicEntry) -> LineRow:
    """One line with every word and address ready."""
    return LineRow(
        url=address("documents:entry", line.designation),
        designation=line.designation,
        day=date_short(line.dated_on),
        direction=Direction(line.direction).label.capitalize(),
        subject=line.subject_public,
        counterparty=line.counterparty_public,
        body=line.body.short_name,
        authority=line.authority_name,
        external_number=line.external_number,
        read_url=address("documents:entry_show", line.designation) if line.is_published else "",
    )


def headings_of(request: OpenRequest, form: RegisterFilterForm) -> list[Heading]:
    """The headings that sort: pressing the one that sorts now turns it round."""
    now, backwards = form.order
    found = []
    for word, label in SORTED.items():
        query = request.GET.copy()
        query.pop("page", None)
        turned = not backwards if word == now else word == "datum"  # the newest first
        query["ordning"] = f"-{word}" if turned else word
        sort = ("descending" if backwards else "ascending") if word == now else "none"
        found.append(Heading(label, f"{request.path}?{query.urlencode()}", sort))
    return found


def filters_of(request: OpenRequest) -> str:
    """The filters as the files take them, with the question mark."""
    query = request.GET.copy()
    query.pop("page", None)
    return f"?{query.urlencode()}" if query else ""


def values_of(lines: PublicEntryQuerySet) -> Iterator[tuple[str, ...]]:
    """Line by line, in text, without holding them all: a few thousand at a time come from the database."""
    for line in lines.values_list(*COLUMNS).iterator(chunk_size=AT_A_TIME):
        designation, day, direction, subject, counterparty, body, authority, external, entered, published = line
        yield (
            *(designation, date_short(day), Direction(direction).label, subject, counterparty, body, authority),
            *(external, date_short(entered), "ja" if published else "nej"),
        )


def csv_lines(request: OpenRequest, lines: PublicEntryQuerySet) -> Iterator[str]:
    """The file in pieces: a mark that says UTF-8, the headings, then the lines."""
    yield "\ufeff" + _written([HEADINGS])
    batch: list[tuple[str, ...]] = []
    for values in values_of(lines):
        batch.append((*map(neutralised, values), _page_of(request, values[0])))
        if len(batch) == AT_A_TIME:
            yield _written(batch)
            batch = []
    yield _written(batch)


def json_lines(request: OpenRequest, lines: PublicEntryQuerySet, about: Mapping[str, object]) -> Iterator[str]:
    """The file in pieces, each line of the register on a line of its own."""
    head = json.dumps(dict(about), ensure_ascii=False)
    yield f'{head[:-1]}, "entries": ['
    mark = "\n"
    for values in values_of(lines):
        line = dict(zip(KEYS, (*values, _page_of(request, values[0])), strict=True)) | {"published": values[-1] == "ja"}
        yield f"{mark}{json.dumps(line, ensure_ascii=False)}"
        mark = ",\n"
    yield "\n]}\n"


def _page_of(request: OpenRequest, designation: str) -> str:
    return request.build_absolute_uri(reverse("documents:entry", args=[designation]))


def _written(rows: Iterable[tuple[str, ...]]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)
    return file.getvalue()


def _as_file(response: StreamingHttpResponse, request: OpenRequest, extension: str) -> StreamingHttpResponse:
    name = f"handlingar-{request.collaboration.slug}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _may_name(request: OpenRequest) -> bool:
    return isinstance(request.user, User) and bool(may_name_authorities(request.user, request.collaboration))
