"""The documents of a case as lines, every word and address ready; the section on the case's page."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from cases import rules
from cases.models import Case, CaseDocument
from documents.models.document import UNREGISTERED
from documents.views.rows import BADGE, warnings_of
from documents.workflow import DocumentState
from groups.models import User
from groups.powers import powers_of
from samla.filetypes import NAMES
from samla.formats import date_short, size_text
from samla.prepared import fetch_prepared

# Written in SQL, since the page of a case is read more than any other: put together by the ORM it took a fifth of the page.
DOCUMENTS = """
SELECT link.id, document.id, document.number, document.title, document.state, document.author_id,
       document.secrecy_provision, coalesce(document.finalised_at, document.created_at), type.name,
       newest.number, blob.media_type, blob.size, blob.scan_state, blob.has_active_content, blob.has_identity_numbers
  FROM cases_casedocument link
  JOIN documents_document document ON document.id = link.document_id
  JOIN documents_documenttype type ON type.id = document.document_type_id
  LEFT JOIN LATERAL (
      SELECT version.number, version.blob_id FROM documents_documentversion version
       WHERE version.document_id = document.id ORDER BY version.number DESC LIMIT 1
  ) newest ON TRUE
  LEFT JOIN documents_blob blob ON blob.id = newest.blob_id
 WHERE link.case_id = %(case)s AND document.state <> 'DISCARDED'
 ORDER BY link.running_number NULLS LAST, link.id
"""


class Fetched(NamedTuple):
    """One row of `DOCUMENTS`."""

    link: int
    document: int
    number: str | None
    title: str
    state: str
    author: int
    secrecy: str
    at: dt.datetime
    kind: str
    version: int | None
    media_type: str | None
    size: int | None
    scan_state: str
    is_active: bool
    has_identity_numbers: bool | None


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
    """The documents of a case that the person may read, who reads the case itself: the same as `visible_to`.

    One query, and one more when a document is marked secret by itself.
    """
    found = [Fetched(*row) for row in fetch_prepared(DOCUMENTS, {"case": case.pk})]
    marked = [one.link for one in found if one.secrecy]
    allowed = (
        set(CaseDocument.objects.visible_to(user).filter(pk__in=marked).values_list("pk", flat=True))
        if marked
        else set()
    )
    is_near = _is_near(case, user)
    address = f"{case.get_absolute_url()}handlingar/"
    return [
        _row(one, case, address)
        for one in found
        if (one.link in allowed if one.secrecy else _is_shown(one, user, is_near=is_near))
    ]


def _is_near(case: Case, user: User) -> bool:
    """Does she read what is shared: in the body that has the case, or has been asked, as leader, or with the draft?"""
    powers = powers_of(user)
    near = {case.holder_id, case.asked_id} & powers.bodies
    return bool(near) or case.collaboration_id in powers.leads or case.is_draft


def _is_shown(one: Fetched, user: User, *, is_near: bool) -> bool:
    if one.state not in UNREGISTERED or one.author == user.pk:
        return True
    return one.state == DocumentState.SHARED and is_near


def _row(one: Fetched, case: Case, address: str) -> DocumentRow:
    state = DocumentState(one.state)
    warnings: tuple[str, ...] = ()
    file = ""
    if one.media_type and one.size is not None:
        file = f"{NAMES[one.media_type]}, {size_text(one.size)}"
        warnings = warnings_of(one.scan_state, is_active=one.is_active, has_identity_numbers=one.has_identity_numbers)
    return DocumentRow(
        number=one.number or "",
        title=one.title,
        url=f"{address}{one.document}/",
        kind=one.kind,
        badge=BADGE[state],
        state=state.label,
        version=str(one.version or ""),
        file=file,
        on=date_short(one.at),
        is_secret=bool(one.secrecy or case.secrecy_provision),
        warnings=warnings,
    )


def documents_context(case: Case, user: User) -> dict[str, Any]:
    """What the section of documents on a case's page needs."""
    return {"documents": rows_of_documents(case, user), "may_add_documents": rules.may_add_documents(user, case)}
