"""The register: whose it is, what comes in and goes out, and the correction of a line."""

from collections.abc import Collection, Mapping
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction

from documents import rules
from documents.actions.files import add_version, create_document, locked
from documents.actions.life import LATER, finalise
from documents.models import Direction, Document, DocumentType, RecordEntry, RegisteringAuthority
from documents.workflow import FileWarning
from groups.actions import StaleError
from groups.models import Body, CareCollaboration, Organisation, User
from samla.writing import write

CORRECTABLE = (
    "subject_public",
    "subject_protected",
    "counterparty_public",
    "counterparty_protected",
    "external_number",
)


@transaction.atomic
def draft(body: Body, file: BinaryIO, filename: str, *, document_type: DocumentType, title: str, by: User) -> Document:
    """A new draft of a body with its first file: both or neither. Raises as `create_document` and `add_version`."""
    document = create_document(body=body, document_type=document_type, title=title, by=by)
    add_version(document, file, filename, by=by)
    return document


@transaction.atomic
def register(
    body: Body,
    file: BinaryIO,
    filename: str,
    *,
    document_type: DocumentType,
    title: str,
    direction: Direction,
    by: User,
    acknowledged: Collection[FileWarning] = LATER,
    **given: Any,
) -> RecordEntry:
    """Enter what was received or sent at once (L3; section 3, 11): a document that is finalised as it comes.

    `given` as for `finalise`. Raises as `create_document`, `add_version` and `finalise`; then nothing is kept.
    """
    document = draft(body, file, filename, document_type=document_type, title=title, by=by)
    return finalise(document, by=by, direction=direction, acknowledged=acknowledged, **given)


@transaction.atomic
def revise_draft(document: Document, values: Mapping[str, Any], *, version: int, by: User) -> Document:
    """Change what a draft is called and which type it is. Raises PermissionDenied once it is finalised, StaleError."""
    document = locked(document)
    rules.may_change(by, document).require()
    if document.version != version:
        raise StaleError(document)
    changed = [name for name, value in values.items() if getattr(document, name) != value]
    for name in changed:
        setattr(document, name, values[name])
    if changed:
        document.version += 1
        write(document, update_fields=[*changed, "version"])
    return document


@transaction.atomic
def correct_entry(entry: RecordEntry, values: Mapping[str, str], *, version: int, by: User) -> RecordEntry:
    """Correct the words of a line, public and protected, and the authority's own number (L4); history keeps the old.

    Raises PermissionDenied with the rule's reason, StaleError, and ValidationError when a line would say too little.
    """
    RecordEntry.objects.select_for_update().only("pk").get(pk=entry.pk)
    entry = RecordEntry.objects.select_related("body", "document").get(pk=entry.pk)
    rules.may_keep_register(by, entry.body).require()
    if entry.version != version:
        raise StaleError(entry)
    changed = [name for name in CORRECTABLE if name in values and getattr(entry, name) != values[name]]
    if not changed:
        return entry
    for name in changed:
        setattr(entry, name, values[name])
    entry.version += 1
    write(entry, update_fields=[*changed, "version"])
    if "external_number" in changed:
        Document.objects.filter(pk=entry.document_id).update(external_number=entry.external_number)
    return entry


@transaction.atomic
def name_authority(
    body: Body, year: int, *, organisation: Organisation, contact: str, version: int, by: User
) -> RegisteringAuthority:
    """Say whose register the body's documents of a year belong to, and how to ask for them (L6, K29).

    `version` is 0 for the first time. Raises PermissionDenied, StaleError when somebody has been there since, and
    ValidationError when documents are registered with another authority already.
    """
    rules.may_name_authorities(by, body.collaboration).require()
    authority = RegisteringAuthority.objects.select_for_update(of=["self"]).filter(body=body, year=year).first()
    if authority is None:
        made = RegisteringAuthority(body=body, year=year, organisation=organisation, contact=contact)
        write(made)
        return made
    if authority.version != version:
        raise StaleError(authority)
    if not (verdict := rules.can_change_authority(authority, organisation.pk)):
        raise ValidationError({"organisation": verdict.reason})
    if (authority.organisation_id, authority.contact) != (organisation.pk, contact):
        authority.organisation, authority.contact = organisation, contact
        authority.version += 1
        write(authority, update_fields=["organisation", "contact", "version"])
    return authority


@transaction.atomic
def copy_authorities(collaboration: CareCollaboration, year: int, *, by: User) -> int:
    """Let the authorities of the year before hold for `year` too, where none is named; answers how many were added.

    A body or an organisation that has ended gets none.
    """
    rules.may_name_authorities(by, collaboration).require()
    before = RegisteringAuthority.objects.filter(body__in=Body.objects.active(), body__collaboration=collaboration)
    before = before.filter(year=year - 1, organisation__in=Organisation.objects.current())
    named = RegisteringAuthority.objects.filter(body__collaboration=collaboration, year=year).values("body")
    added = [
        RegisteringAuthority(body_id=one.body_id, year=year, organisation_id=one.organisation_id, contact=one.contact)
        for one in before.exclude(body__in=named)
    ]
    RegisteringAuthority.objects.bulk_create(added, ignore_conflicts=True)
    return len(added)
