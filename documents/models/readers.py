"""Who reads a body's document, by name and role: the question of `DocumentQuerySet.visible_to` from the other end.

A test holds the two in step, person by person and document by document.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from documents.models.document import Document
from documents.workflow import DocumentState
from groups.powers import PROCESS_LEADER, READERS, Holding, Power


class DocumentRole(StrEnum):
    """As what somebody reads a document; the order is the page's."""

    LEADER = "leader"
    AUTHOR = "author"
    BODY = "body"
    REGISTRAR = "registrar"
    SEAT = "seat"
    GRANT = "grant"


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """One person reads a document in one role; `holding` is what gives it, none for the author."""

    role: DocumentRole
    user: int
    holding: Holding | None = None


def readings_of(document: Document, holdings: Iterable[Holding]) -> list[DocumentReading]:
    """Everybody who reads the document, from all that people hold in its collaboration today."""
    found: dict[tuple[DocumentRole, int], DocumentReading] = {}
    for holding in holdings:
        for role in _roles(document, holding):
            found.setdefault((role, holding.user), DocumentReading(role, holding.user, holding))
    return list(found.values())


def _roles(document: Document, holding: Holding) -> Iterable[DocumentRole]:
    """The roles in which one holding lets its person read the document."""
    row = holding.held
    if holding.user == document.author_id:
        yield DocumentRole.AUTHOR
    if document.state == DocumentState.DRAFT:
        return
    is_open = document.is_locked and not document.secrecy_provision
    if row.kind == "seat":
        if row.role == PROCESS_LEADER:
            yield DocumentRole.LEADER
        if row.body == document.body_id:
            yield DocumentRole.BODY
        elif is_open:
            yield DocumentRole.SEAT
    elif row.kind == "grant":
        if row.what == Power.REGISTER and row.body == document.body_id:
            yield DocumentRole.REGISTRAR
        elif row.what in READERS and is_open:
            yield DocumentRole.GRANT
