"""The documents of a case as lines, every word and address ready; the section on the case's page."""

from dataclasses import dataclass
from typing import Any

from cases import rules
from cases.models import Case, CaseDocument
from documents.views.rows import BADGE, warnings_of
from documents.workflow import DocumentState
from groups.models import User
from samla.filetypes import NAMES
from samla.formats import date_short, size_text


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document as a line."""

    number: str
    title: str
    url: str
    kind: str
    badge: str
    state: str
    version: str
    file: str
    on: str
    is_secret: bool
    warnings: tuple[str, ...]


def rows_of_documents(case: Case, user: User) -> list[DocumentRow]:
    """The documents of a case that the person may read. One query."""
    links = CaseDocument.objects.visible_to(user).filter(case=case).with_last_version().in_order()
    address = f"{case.get_absolute_url()}handlingar/"
    found = links.select_related("document__document_type").defer("document__counterparty", "document__external_number")
    return [_row(link, case, address) for link in found]


def _row(link: CaseDocument, case: Case, address: str) -> DocumentRow:
    document, last = link.document, link.__dict__["last"]
    state = DocumentState(document.state)
    warnings: tuple[str, ...] = ()
    file, on = "", document.created_at
    if last:
        file = f"{NAMES[last['media_type']]}, {size_text(last['size'])}"
        warnings = warnings_of(
            last["scan_state"], is_active=last["is_active"], has_identity_numbers=last["has_identity_numbers"]
        )
    return DocumentRow(
        number=document.number or "",
        title=document.title,
        url=f"{address}{document.pk}/",
        kind=str(document.document_type),
        badge=BADGE[state],
        state=state.label,
        version=str(last["number"]) if last else "",
        file=file,
        on=date_short(document.finalised_at or on),
        is_secret=bool(document.secrecy_provision or case.secrecy_provision),
        warnings=warnings,
    )


def documents_context(case: Case, user: User) -> dict[str, Any]:
    """What the section of documents on a case's page needs."""
    return {"documents": rows_of_documents(case, user), "may_add_documents": rules.may_add_documents(user, case)}
