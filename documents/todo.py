"""What waits for a person among the documents of bodies, and in the records plan."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from documents.http import address_of
from documents.models import (
    Document,
    DocumentHome,
    DocumentType,
    DocumentVersion,
    RecordEntry,
    RegisteringAuthority,
    ScanState,
)
from documents.models.document import UNREGISTERED
from documents.rules import may_dispose
from documents.workflow import DocumentState
from groups.models import Body, BodyKind
from groups.powers import Power, powers_of
from samla import clock
from samla.formats import counted, sequence
from samla.http import Request
from samla.registry import Todo, addresses_of_documents, register_todo

NEXT_YEAR_FROM = 10  # October: the authorities of next year are named before it begins
TOLD_OF_VIRUS = dt.timedelta(days=30)
DIARY_DAYS = 14  # so long an authority's own number may be on its way


def without_authority(bodies: Iterable[Body], named: Collection[tuple[int, int]], year: int) -> list[str]:
    """The bodies for which nobody has said whose register their documents belong to in the year."""
    return [body.short_name for body in bodies if (body.pk, year) not in named]


@register_todo
def authorities_to_name(request: Request) -> Iterable[Todo]:
    """For the process leader: bodies without a registering authority this year, and from October the next (L6).

    Only where documents are kept at all: in a collaboration without a records plan nothing waits.
    """
    area, today = request.collaboration, clock.today()
    if area.pk not in powers_of(request.user).leads:
        return []
    years = [today.year, today.year + 1] if today.month >= NEXT_YEAR_FROM else [today.year]
    has_plan = Exists(DocumentType.objects.filter(collaboration=area))
    bodies = list(Body.objects.active().filter(has_plan, collaboration=area).exclude(kind=BodyKind.EXTERNAL))
    found = RegisteringAuthority.objects.filter(body__in=bodies, year__in=years)
    named = set(found.values_list("body_id", "year"))
    missing = {year: names for year in years if (names := without_authority(bodies, named, year))}
    return [
        Todo(
            f"Ange registrerande myndighet för {year}",
            f"saknas för {sequence(names)}; utan den kan inga handlingar registreras",
            reverse("documents:authorities"),
            "Ange",
            dt.date(year, 1, 1) if year > today.year else None,
        )
        for year, names in missing.items()
    ]


@register_todo
def own_drafts(request: Request) -> Iterable[Todo]:
    """The reader's own drafts, and what she has shared and not yet finalised, in the documents of bodies."""
    if not powers_of(request.user).held:
        return []
    drafts = Document.objects.visible_to(request.user).filter(
        collaboration=request.collaboration, home=DocumentHome.BODY, author=request.user, state__in=UNREGISTERED
    )
    return [
        Todo(
            document.title,
            f"är delat för synpunkter i {document.body.short_name}; fastställ innehållet eller ta tillbaka delningen"
            if document.state == DocumentState.SHARED
            else f"är ditt utkast i {document.body.short_name}",
            address_of(document),
            "Öppna",
            since=(document.shared_at or document.created_at).astimezone(clock.STOCKHOLM).date(),
        )
        for document in drafts.select_related("body")
    ]


@register_todo
def lines_to_complete(request: Request) -> Iterable[Todo]:
    """For a body's registrar: lines that after two weeks still lack the authority's own number, one thing per body."""
    registers = powers_of(request.user).reach(Power.REGISTER)
    if not registers:
        return []
    lines = RecordEntry.objects.filter(
        body__in=registers,
        collaboration=request.collaboration,
        external_number="",
        document__document_type__is_registered=True,
        entered_at__lt=clock.now() - dt.timedelta(days=DIARY_DAYS),
    )
    counts = lines.values("body__slug", "body__short_name").annotate(count=Count("pk")).order_by("body__slug")
    return [
        Todo(
            f"Handlingar i {line['body__short_name']} utan diarienummer",
            f"{line['count']} är registrerade här men har inte fått myndighetens diarienummer",
            f"{reverse('documents:of_body', args=[line['body__slug']])}?visa=utan-diarienummer",
            "Visa",
        )
        for line in counts
    ]


@register_todo
def documents_to_dispose_of(request: Request) -> Iterable[Todo]:
    """Once a year, from the first of January: what the plan says has been kept long enough (L10)."""
    if not may_dispose(request.user, request.collaboration):
        return []
    today = clock.today()
    count = Document.objects.filter(collaboration=request.collaboration).due_for_disposal(today).count()
    if not count:
        return []
    return [
        Todo(
            title=f"{counted(count, 'handling', 'handlingar')} har bevarats så länge som planen säger",
            why="kan gallras när den registrerande myndigheten har beslutat om det",
            url=reverse("documents:disposals_due"),
            button="Se vad som kan gallras",
            since=dt.date(today.year, 1, 1),
        )
    ]


@register_todo
def infected_files(request: Request) -> Iterable[Todo]:
    """Documents in whose newest file a virus was found after it came; of what is finalised, for thirty days."""
    if request.collaboration.pk not in powers_of(request.user).leads:
        return []
    recent = Q(blob__scanned_at__gt=clock.now() - TOLD_OF_VIRUS)
    later = DocumentVersion.objects.filter(document=OuterRef("document"), number__gt=OuterRef("number"))
    found = DocumentVersion.objects.filter(
        ~Exists(later),
        recent | Q(document__state__in=UNREGISTERED),
        document__collaboration=request.collaboration,
        blob__scan_state=ScanState.INFECTED,
    )
    versions = list(found.select_related("document__body", "blob"))
    addresses = addresses_of_documents(request, [version.document for version in versions]) if versions else {}
    return [_virus(version, addresses.get(version.document_id, "")) for version in versions]


def _virus(version: DocumentVersion, address: str) -> Todo:
    why = (
        f"{version.blob.scan_finding} i ”{version.filename}”, uppladdad av {version.by_name}. "
        "Filen lämnas inte ut. Be om en ny fil och kontakta it-säkerheten."
    )
    at = version.blob.scanned_at
    since = at.astimezone(clock.STOCKHOLM).date() if at else None
    if address:
        return Todo("Virus i en handling", why, address, "Öppna", since=since)
    # A draft of somebody else's has no page that she may open; whom to talk to is told all the same.
    body = version.document.body
    return Todo("Virus i en handling", why, body.get_absolute_url(), f"Till {body.short_name}", since=since)
