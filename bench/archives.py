"""Documents of cases: drafts, finalised ones with their line in the register, and a version or two of each."""

import datetime as dt
from typing import TYPE_CHECKING

from bench.areas import Area
from bench.texts import Writer
from cases.models import Case, CaseDocument
from documents.models import Blob, Direction, Document, DocumentHome, DocumentVersion, RecordEntry
from documents.workflow import DocumentState
from groups.models import User

if TYPE_CHECKING:
    from bench.lives import Heap

# Of three cases one has no document, one has one and one has two; every sixth document is still a draft.
PER_CASE = (0, 1, 2)
DRAFT_EVERY = 6
PDF = "application/pdf"


def add_documents(heap: "Heap", area: Area, writer: Writer, case: Case) -> None:
    """The documents of one case that has been handed in."""
    for number in range(1, PER_CASE[case.pk % len(PER_CASE)] + 1):
        _add(heap, area, writer, case, number)


def _add(heap: "Heap", area: Area, writer: Writer, case: Case, number: int) -> None:
    by, at = area.actor(case.holder.slug), case.changed_at
    pk = heap.key("document")
    document = Document(
        pk=pk,
        collaboration=case.collaboration,
        body=case.holder,
        document_type=area.document_type,
        home=DocumentHome.CASE,
        title=writer.title(),
        author=by,
        created_at=at,
    )
    heap.documents.append(document)
    heap.links.append(CaseDocument(pk=pk, case=case, document=document))
    _version(heap, document, by, at)
    if pk % DRAFT_EVERY:
        _finalise(heap, area, document, f"{case.number}:{number}", at + dt.timedelta(hours=1))
        heap.links[-1].running_number = number


def _version(heap: "Heap", document: Document, by: User, at: dt.datetime) -> None:
    pk = heap.key("version")
    blob = Blob(pk=pk, sha256=f"{pk:064x}", size=180_000 + pk % 900_000, media_type=PDF, stored_at=at)
    heap.blobs.append(blob)
    heap.versions.append(
        DocumentVersion(
            pk=pk, document=document, number=1, blob=blob, filename=f"underlag-{pk}.pdf", by=by, by_name=by.name, at=at
        )
    )


def _finalise(heap: "Heap", area: Area, document: Document, number: str, at: dt.datetime) -> None:
    document.state, document.number, document.drawn_up_on = DocumentState.FINALISED, number, at.date()
    document.finalised_by, document.finalised_at = document.author, at
    authority = area.authority(document.body, at.year)
    heap.entries.append(
        RecordEntry(
            pk=heap.key("entry"),
            collaboration=document.collaboration,
            document=document,
            body=document.body,
            designation=number,
            entered_at=at,
            dated_on=at.date(),
            direction=Direction.INTERNAL,
            subject_public=document.title,
            authority=authority,
            authority_name=authority.organisation.name,
        )
    )
