"""The documents of a case: added while it is open, and numbered within it when they are finalised."""

from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Max

from cases import rules
from cases.actions.moving import locked
from cases.models import Case, CaseDocument
from documents import actions as documents
from documents.models import DocumentHome, DocumentType, DocumentVersion
from documents.workflow import DocumentVerb
from groups.models import User
from samla import clock
from samla.filenames import title_of


def add_document(
    case: Case,
    file: BinaryIO,
    filename: str,
    *,
    document_type: DocumentType,
    by: User,
    title: str = "",
    note: str = "",
    share: bool = False,
) -> CaseDocument:
    """A new document of the case with its first file: a draft, or shared at once when `by` says so (L1).

    Without a title it is called what its file is called. Raises FileRefusedError with the sentence to show,
    PermissionDenied with the rule's reason, ValidationError on bad fields; then nothing is kept.
    """
    rules.may_add_documents(by, case).require()
    examined = documents.examine(file, filename)
    with transaction.atomic():
        case = locked(case)
        rules.may_add_documents(by, case).require()
        document = documents.create_document(
            body=rules.body_of_documents(by, case),
            document_type=document_type,
            title=title or title_of(examined.filename),
            by=by,
            home=DocumentHome.CASE,
        )
        link = CaseDocument.objects.create(case=case, document=document)
        documents.add_version(document, file, examined.filename, by=by, note=note, examined=examined)
        if share:
            link.document = documents.take(document, DocumentVerb.SHARE, by=by)
    return link


def add_document_version(
    link: CaseDocument, file: BinaryIO, filename: str, *, by: User, note: str = ""
) -> DocumentVersion:
    """The next file of a document. Raises as `add_document`."""
    rules.may_add_version(by, link).require()
    return documents.add_version(link.document, file, filename, by=by, note=note)


@transaction.atomic
def finalise_document(link: CaseDocument, *, by: User, **given: Any) -> CaseDocument:
    """Finalise a document of a case as number so and so of the case, without gaps: SAMLA 2026-0001:3 (section 3, 10).

    `given` is what `documents.actions.finalise` takes. In a case with a secrecy marking the document gets the same (L7).
    Raises PermissionDenied with the rule's reason, ValidationError when a file or the registering authority is missing.
    """
    case = locked(link.case)
    link = CaseDocument.objects.select_related("document__body").get(pk=link.pk)
    link.case = case
    rules.may_take_document_step(by, link, DocumentVerb.FINALISE).require()
    last = case.document_links.aggregate(last=Max("running_number"))["last"] or 0
    link.running_number = last + 1
    if case.secrecy_provision and not link.document.secrecy_provision:
        given = {**_marking(link), **given}
    documents.finalise(link.document, by=by, number=f"{case.number}:{link.running_number}", **given)
    link.save(update_fields=["running_number"])
    link.document.refresh_from_db()
    return link


def _marking(link: CaseDocument) -> dict[str, Any]:
    """The case's marking, as its document carries it."""
    authority = documents.authority_of(link.document)
    return {
        "secrecy_provision": link.case.secrecy_provision,
        "secrecy_on": clock.today(),
        "secrecy_authority": authority.organisation.name[:120],
    }
