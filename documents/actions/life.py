"""The life of a document: each step by a named person, under lock, and the register's line in the same moment."""

from typing import Any

from django.db import transaction

from documents import rules
from documents.actions.files import locked
from documents.models import Document, RecordEntry, RegisteringAuthority
from documents.workflow import STEPS, DocumentState, DocumentVerb
from groups.actions import take_number
from groups.models import User
from samla import clock
from samla.writing import write

STAMPS = {
    DocumentVerb.SHARE: "shared",
    DocumentVerb.FINALISE: "finalised",
    DocumentVerb.ATTEST: "attested",
    DocumentVerb.PUBLISH: "published",
    DocumentVerb.DISPOSE: "disposed",
    DocumentVerb.DISCARD: "discarded",
}
"""The pair of columns that says who took the step and when."""


@transaction.atomic
def take(document: Document, verb: DocumentVerb, *, by: User) -> Document:
    """Take a step that needs nothing more. Raises PermissionDenied with the rule's reason."""
    if verb == DocumentVerb.FINALISE:
        raise ValueError("finalise() makes the register's line too")
    document = locked(document)
    rules.may_take(by, document, verb).require()
    changed = _move(document, verb, by)
    write(document, update_fields=changed)
    RecordEntry.objects.filter(document=document).update(is_published=document.state == DocumentState.PUBLISHED)
    return document


@transaction.atomic
def finalise(
    document: Document,
    *,
    by: User,
    number: str = "",
    subject_public: str = "",
    subject_protected: str = "",
    counterparty_protected: str = "",
    **facts: Any,
) -> RecordEntry:
    """Lock the content and enter the document in the register at once (L1, L3); `facts` are last fields of Document.

    `number` is what the floor above calls it; otherwise the next of the collaboration's own series. The public subject is
    the title unless another is given. Raises PermissionDenied with the rule's reason, ValidationError when a file or the
    registering authority is missing.
    """
    document = locked(document)
    rules.may_take(by, document, DocumentVerb.FINALISE).require()
    rules.has_content(document).require_valid()
    for name, value in facts.items():
        setattr(document, name, value)
    document.drawn_up_on = document.drawn_up_on or clock.today()
    authority = authority_of(document)
    document.number = number or take_document_number(document)
    changed = _move(document, DocumentVerb.FINALISE, by)
    write(document, update_fields=[*changed, *facts, "drawn_up_on", "number"])
    return _enter(document, authority, subject_public, subject_protected, counterparty_protected)


def authority_of(document: Document) -> RegisteringAuthority:
    """Whose register the document belongs to, by its body and the year of its date. Raises ValidationError."""
    on = document.drawn_up_on or clock.today()
    found = RegisteringAuthority.objects.select_related("organisation").filter(body=document.body, year=on.year).first()
    rules.has_authority(found, document.body, on.year).require_valid()
    assert found is not None  # noqa: S101  the rule has just said so
    return found


def take_document_number(document: Document) -> str:
    """The next number of a document that belongs to no case, e.g. ”SAMLA H 2026-0001”. Call inside a transaction."""
    year = clock.today().year
    serial = take_number(document.collaboration, "document", year)
    return f"{document.collaboration.number_prefix} H {year}-{serial:04d}"


def _move(document: Document, verb: DocumentVerb, by: User) -> list[str]:
    """Put the document in the step's state with who and when; answers the names of the changed fields."""
    document.state = STEPS[verb].target
    changed = ["state", "version"]
    document.version += 1
    if verb in STAMPS:
        stamp = STAMPS[verb]
        setattr(document, f"{stamp}_by", by)
        setattr(document, f"{stamp}_at", clock.now())
        changed += [f"{stamp}_by", f"{stamp}_at"]
    if verb == DocumentVerb.UNPUBLISH:
        document.published_by = document.published_at = None
        changed += ["published_by", "published_at"]
        if document.attested_at:
            document.state = DocumentState.ATTESTED
    return changed


def _enter(
    document: Document, authority: RegisteringAuthority, subject: str, protected: str, counterparty: str
) -> RecordEntry:
    entry = RecordEntry(
        collaboration=document.collaboration,
        document=document,
        body=document.body,
        designation=str(document.number),
        dated_on=document.drawn_up_on or clock.today(),
        direction=document.direction,
        subject_public=subject or document.title,
        subject_protected=protected,
        counterparty_public="" if counterparty else document.counterparty,
        counterparty_protected=counterparty,
        authority=authority,
        authority_name=authority.organisation.name,
        external_number=document.external_number,
        is_secret=bool(document.secrecy_provision),
    )
    write(entry)
    return entry
