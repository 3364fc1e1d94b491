"""Files come in: recognised by content, kept once each, and hung on a document as its next version."""

import hashlib
from typing import Any, BinaryIO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from documents import rules
from documents.models import Blob, Document, DocumentHome, DocumentType, DocumentVersion
from groups.models import Body, User
from samla.filetypes import LARGEST, FileRefusedError, recognise
from samla.writing import write

CHUNK = 256 * 1024


@transaction.atomic
def store(file: BinaryIO, filename: str) -> Blob:
    """Keep the bytes, once however often they come. `filename` is what they claim to be.

    Raises FileRefusedError with the sentence to show, and OSError when they cannot be written; then nothing is kept.
    """
    kind = recognise(file, filename)
    digest, size = _measure(file)
    made = Blob(sha256=digest, size=size, media_type=kind.media_type, has_active_content=kind.has_macros)
    Blob.objects.bulk_create([made], ignore_conflicts=True)
    blob = Blob.objects.select_for_update().get(sha256=digest)
    if blob.disposed_at or not default_storage.exists(blob.storage_name):
        default_storage.save(blob.storage_name, File(file))
        blob.disposed_at = None
        blob.save(update_fields=["disposed_at"])
    return blob


@transaction.atomic
def create_document(
    *,
    body: Body,
    document_type: DocumentType,
    title: str,
    by: User,
    home: DocumentHome = DocumentHome.BODY,
    **facts: Any,
) -> Document:
    """A new draft in a body, without a file yet; `facts` are further fields of Document.

    Raises PermissionDenied with the rule's reason, ValidationError on bad fields.
    """
    rules.may_draw_up(by, body).require()
    document = Document(
        collaboration_id=body.collaboration_id,
        body=body,
        document_type=document_type,
        title=title,
        home=home,
        author=by,
        **facts,
    )
    write(document)
    return document


@transaction.atomic
def add_version(document: Document, file: BinaryIO, filename: str, *, by: User, note: str = "") -> DocumentVersion:
    """Give a document its next file. Raises as `store`, PermissionDenied when it is finalised, ValidationError."""
    document = locked(document)
    rules.may_change(by, document).require()
    blob = store(file, filename)
    last = document.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = DocumentVersion(
        document=document,
        number=last + 1,
        blob=blob,
        filename=filename,
        note=note,
        by=by,
        by_name=by.name,
    )
    write(version)
    return version


def locked(document: Document) -> Document:
    """The document as it is now, its row locked until the transaction ends."""
    Document.objects.select_for_update().only("pk").get(pk=document.pk)
    return Document.objects.select_related("body", "collaboration", "document_type").get(pk=document.pk)


def _measure(file: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if size > LARGEST:
            raise FileRefusedError("Filen är större än 50 MB. Dela upp den eller spara den mindre.")
    file.seek(0)
    return digest.hexdigest(), size
