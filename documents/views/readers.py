"""”Vem kan se det här?”: who reads a body's document, and why."""

from collections import defaultdict

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from documents.http import address_of, find_document, trail_to
from documents.models import Document
from documents.models.readers import DocumentReading, DocumentRole, readings_of
from documents.views.rows import secrecy_text
from documents.workflow import DocumentState
from groups.models import User
from groups.views.readers import ReaderGroup, active_holdings, sorted_names, until
from samla.http import Request


@require_GET
def document_readers(request: Request, pk: int) -> HttpResponse:
    """Who may see this document, for everybody who may."""
    document = find_document(request, pk)
    holdings, people = active_holdings(document.collaboration_id)
    readings = readings_of(document, holdings)
    context = {
        "document": document,
        "groups": groups_of(document, readings, people),
        "count": len({reading.user for reading in readings}),
        "is_published": document.state == DocumentState.PUBLISHED,
        "secrecy": secrecy_text(document),
        "back": address_of(document),
        "trail": trail_to(document, "Vem kan se det här?"),
    }
    return render(request, "documents/readers.html", context)


def groups_of(document: Document, readings: list[DocumentReading], people: dict[int, User]) -> list[ReaderGroup]:
    """The readers by role, in the order of the roles."""
    by_role: dict[DocumentRole, list[DocumentReading]] = defaultdict(list)
    for reading in readings:
        by_role[reading.role].append(reading)
    return [
        ReaderGroup(*_words(document, role), sorted_names(_name(reading, people) for reading in by_role[role]))
        for role in DocumentRole
        if by_role[role]
    ]


def _name(reading: DocumentReading, people: dict[int, User]) -> str:
    by_grant = reading.role in {DocumentRole.GRANT, DocumentRole.REGISTRAR}
    return f"{people[reading.user].name}{until(reading.holding) if by_grant else ''}"


def _words(document: Document, role: DocumentRole) -> tuple[str, str]:
    """The heading of a group of readers, and why they read the document."""
    body = document.body.short_name
    return {
        DocumentRole.LEADER: ("Processledare", "Läser alla handlingar utom andras utkast."),
        DocumentRole.AUTHOR: ("Den som skapade handlingen", "Läser alltid sin egen handling."),
        DocumentRole.BODY: (f"Alla med plats i {body}", "Handlingen är gruppens."),
        DocumentRole.REGISTRAR: (f"Registrator i {body}", "Registrerar gruppens handlingar."),
        DocumentRole.SEAT: ("Alla med plats i samverkan", "Läser det som är upprättat och inte sekretessmarkerat."),
        DocumentRole.GRANT: ("Behörighet att läsa", "Läser det som är upprättat och inte sekretessmarkerat."),
    }[role]
