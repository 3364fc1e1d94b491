"""Which documents go with an item: those of its case, of the body, or a new file."""

from collections.abc import Collection
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from cases.models import CaseDocument
from documents import actions as documents
from documents.models import Document, DocumentType
from documents.workflow import DocumentVerb
from groups.models import User
from meetings.actions.agenda import attach_document, current_item, opened, touch
from meetings.models import AgendaItem, ItemDocument, bodies_of
from meetings.models.preparation import NOT_SENT

OF_BODY_SHOWN = 50


def documents_for(item: AgendaItem, user: User) -> list[Document]:
    """The documents that may go with the item and that the person may read: shared or finalised, of its case and of the
    meeting's bodies, the newest first; two queries.
    """
    of_case: list[Document] = []
    if item.case_id:
        links = CaseDocument.objects.visible_to(user).filter(case=item.case_id).exclude(document__state__in=NOT_SENT)
        of_case = [link.document for link in links.select_related("document").in_order()]
    bodies = [body.pk for body in bodies_of(item.meeting)]
    own = Document.objects.visible_to(user).exclude(state__in=NOT_SENT)
    wanted = Q(body__in=bodies) | Q(item_links__item=item)
    return [*of_case, *own.filter(wanted).distinct().order_by("-created_at", "-pk")[:OF_BODY_SHOWN]]


@transaction.atomic
def choose_documents(item: AgendaItem, chosen: Collection[int], offered: Collection[int], *, by: User) -> AgendaItem:
    """Make the item's documents, of those that were offered, equal to what was ticked; others stay as they are.

    Raises PermissionDenied, ValidationError for a document that may not go with the item.
    """
    meeting = opened(item.meeting, by)
    item = current_item(item, meeting)
    allowed = {document.pk for document in documents_for(item, by)}
    if not set(chosen) <= allowed:
        raise ValidationError("En av handlingarna är inte längre delad. Ladda om sidan och välj igen.")
    links = list(item.document_links.all())
    there = {link.document_id for link in links}
    gone = [link.pk for link in links if link.document_id in set(offered) - set(chosen)]
    last = max((link.position for link in links), default=0)
    new = [key for key in chosen if key not in there]
    if not gone and not new:
        return item
    ItemDocument.objects.filter(pk__in=gone).delete()
    ItemDocument.objects.bulk_create(
        ItemDocument(item=item, document_id=key, position=last + at) for at, key in enumerate(new, start=1)
    )
    touch(meeting)
    return item


def add_file(
    item: AgendaItem, file: BinaryIO, filename: str, *, document_type: DocumentType, title: str, by: User
) -> Document:
    """A new document of the body that goes with the item. It is shared at once: nothing that is a draft goes out (L2).

    Raises FileRefusedError with the sentence to show, PermissionDenied, ValidationError; then nothing is kept.
    """
    meeting = item.meeting
    examined = documents.examine(file, filename)
    with transaction.atomic():
        meeting = opened(meeting, by)
        item = current_item(item, meeting)
        document = documents.create_document(body=meeting.body, document_type=document_type, title=title, by=by)
        documents.add_version(document, file, examined.filename, by=by, examined=examined)
        document = documents.take(document, DocumentVerb.SHARE, by=by)
        attach_document(item, document, by=by)
    return document
