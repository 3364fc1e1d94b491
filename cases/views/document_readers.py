"""”Vem kan se det här?” of a document: who reads it, by name and role, and why."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cases.http import bodies_of, find_document
from cases.models import CaseDocument
from cases.models.readers import Reading, Role, document_readings_of, people_by_role
from cases.views.documents import trail_of
from cases.views.readers import WHY_BY_GRANT
from documents.workflow import DocumentState
from groups.models import Body, User
from groups.powers import LABELS, Power
from groups.views.readers import ReaderGroup, active_holdings, sorted_names, until
from samla.http import Request

WHO = {
    DocumentState.DRAFT: "Handlingen är ett utkast och läses bara av den som skapade den.",
    DocumentState.SHARED: "Handlingen är delad för synpunkter.",
    DocumentState.FINALISED: "Handlingen är upprättad och läses av alla som läser ärendet.",
    DocumentState.ATTESTED: "Handlingen är justerad och läses av alla som läser ärendet.",
    DocumentState.PUBLISHED: "Handlingen är publicerad. Vem som helst kan läsa den, också utan att logga in.",
    DocumentState.DISPOSED: "Handlingen är gallrad. Filerna finns inte kvar; uppgifterna om den läses av alla som läser ärendet.",
}

BY_ROLE = {
    Role.UPLOADER: ("Den som skapade handlingen", "Läser alltid sin egen handling."),
    Role.LEADER: ("Processledare", "Läser allt i samverkan utom andras utkast till handlingar."),
    Role.AUTHOR: ("Den som skrev ärendet", "Läser det som är delat i sitt utkast."),
}


@require_GET
def document_readers(request: Request, document: int, number: str | None = None, pk: int | None = None) -> HttpResponse:
    """Who may see this document, for everybody who may."""
    link = find_document(request, document, number, pk)
    holdings, people = active_holdings(link.case.collaboration_id)
    readings = document_readings_of(link, holdings)
    reads = {reading.user for reading in readings}
    without = document_readings_of(link, holdings, secret=False) if link.is_secret else []
    shut_out = [reading for reading in without if reading.user not in reads]
    bodies = bodies_of(request)
    context = {
        "link": link,
        "document": link.document,
        "groups": groups_of(link, readings, bodies, people),
        "count": len(reads),
        "shut_out": groups_of(link, shut_out, bodies, people),
        "words": WHO[DocumentState(link.document.state)],
        "secrecy": _secrecy(link),
        "trail": [*trail_of(link.case), (link.document.title, link.get_absolute_url()), ("Vem kan se det här?", None)],
    }
    return render(request, "cases/document_readers.html", context)


def groups_of(
    link: CaseDocument, readings: list[Reading], bodies: Mapping[int, Body], people: Mapping[int, User]
) -> list[ReaderGroup]:
    """The readers by role, the body that has the case before the others."""
    order = {key: place for place, key in enumerate(bodies)}
    found = people_by_role(readings)
    keys = sorted(
        found,
        key=lambda key: (
            list(Role).index(key[0]),
            key[1] != link.case.holder_id,
            order.get(key[1] or 0, 0),
            key[2] or "",
        ),
    )
    return [
        ReaderGroup(
            *_words(link, role, bodies.get(body or 0), power),
            sorted_names(f"{people[each.user].name}{until(each.holding)}" for each in found[role, body, power]),
        )
        for role, body, power in keys
    ]


def _words(link: CaseDocument, role: Role, body: Body | None, power: Power | None) -> tuple[str, str]:
    if role in BY_ROLE:
        return BY_ROLE[role]
    if role == Role.PRESIDIUM:
        title = f"Ordförande och vice ordförande i {link.case.origin.short_name}"
        return title, "Läser gruppens utkast och det som är delat där."
    if body is None:
        label = LABELS[power] if power else ""
        return f"Behörighet: {label[:1].lower()}{label[1:]}", WHY_BY_GRANT[power] if power else ""
    return _of_body(link, body)


def _of_body(link: CaseDocument, body: Body) -> tuple[str, str]:
    if body.pk == link.case.holder_id:
        return f"{body.short_name} (har ärendet)", "Alla med plats i gruppen."
    if body.pk == link.case.asked_id:
        return f"{body.short_name} (har fått en fråga)", "Alla med plats i gruppen."
    why = (
        "Ärendet har passerat gruppen." if link.is_secret else "Alla med plats i samverkan läser det som är fastställt."
    )
    return f"Alla med plats i {body.short_name}", why


def _secrecy(link: CaseDocument) -> str:
    """What a marking does to who reads the document (L7)."""
    own, case = link.document.secrecy_provision, link.case
    if not own and not case.secrecy_provision:
        return "Varken handlingen eller ärendet är sekretessmarkerat."
    marked = (
        f"Handlingen är sekretessmarkerad enligt {own}"
        if own
        else f"Ärendet är sekretessmarkerat enligt {case.secrecy_provision}"
    )
    way = "och processledaren" if case.is_draft else "på ärendets väg och processledaren"
    return f"{marked}. Därför läses handlingen bara av grupperna {way}."
