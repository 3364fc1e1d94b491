"""The only door for bytes: recognised by content, scanned, kept once each, and hung on a document as its next version."""

import hashlib
import logging
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import connection, transaction

from documents import rules, tasks
from documents.models import Blob, Document, DocumentHome, DocumentType, DocumentVersion, ScanState
from groups.models import Body, User
from samla import clamd, clock
from samla.filenames import clean
from samla.filetypes import LARGEST, TOO_LARGE, FileRefusedError, FileType, recognise
from samla.identity_numbers import refuse_identity_numbers
from samla.storage import files
from samla.writing import write

logger = logging.getLogger(__name__)

CHUNK = 256 * 1024
SCAN_SECONDS = 20  # while somebody waits
LOCK = 7_021_005  # shared while bytes are kept, alone while orphans are removed
NOT_KEPT = "Filen gick inte att spara på servern just nu. Försök igen senare och säg till processledaren."


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may come in: what it is called and is, and what the scanner said (None: it did not answer)."""

    filename: str
    kind: FileType
    sha256: str
    size: int
    finding: str | None


def examine(file: BinaryIO, filename: str) -> Examined:
    """Look at a file without keeping anything of it. `filename` is what it claims to be called.

    Raises FileRefusedError with the sentence to show: its name, its size, its content, or a virus.
    """
    name = clean(filename)
    try:
        refuse_identity_numbers(name)
    except ValidationError as error:
        raise FileRefusedError(f"Filnamnet: {error.messages[0]}") from None
    sha256, size = _measure(file)
    kind = recognise(file, name)
    finding = _scan(file)
    if finding:
        logger.warning("files.infected", extra={"finding": finding, "sha256": sha256})
        raise FileRefusedError(f"Filen innehåller virus ({finding}) och har inte sparats. Säg till it-stödet hos dig.")
    return Examined(name, kind, sha256, size, finding)


@transaction.atomic
def keep(file: BinaryIO, examined: Examined) -> Blob:
    """Keep the bytes of an examined file, once however often they come. Raises FileRefusedError when there is no room."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])
    made = Blob(
        sha256=examined.sha256,
        size=examined.size,
        media_type=examined.kind.media_type,
        has_active_content=examined.kind.is_active,
    )
    Blob.objects.bulk_create([made], ignore_conflicts=True)
    blob = Blob.objects.select_for_update().get(sha256=examined.sha256)
    changed = _settle_scan(blob, examined.finding)
    try:
        if blob.disposed_at or not files().exists(blob.storage_name):
            files().save(blob.storage_name, File(file))
            blob.disposed_at = blob.missing_at = None
            changed += ["disposed_at", "missing_at"]
    except OSError:
        logger.exception("files.not_kept")
        raise FileRefusedError(NOT_KEPT) from None
    if changed:
        blob.save(update_fields=changed)
    if blob.read_at is None:
        tasks.read_text.keyed(dedupe=f"read-text-{blob.pk}").enqueue(blob.pk)
    return blob


def store(file: BinaryIO, filename: str) -> Blob:
    """Examine and keep a file. Raises FileRefusedError with the sentence to show; then nothing is kept."""
    return keep(file, examine(file, filename))


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


def add_version(
    document: Document, file: BinaryIO, filename: str, *, by: User, note: str = "", examined: Examined | None = None
) -> DocumentVersion:
    """Give a document its next file. Raises as `store`, PermissionDenied when it is finalised, ValidationError.

    The file is looked at before the document is locked: a large one takes seconds. `examined`: it has been already.
    """
    rules.may_change(by, document).require()
    examined = examined or examine(file, filename)
    with transaction.atomic():
        document = locked(document)
        rules.may_change(by, document).require()
        blob = keep(file, examined)
        last = document.versions.order_by("-number").values_list("number", flat=True).first() or 0
        version = DocumentVersion(
            document=document,
            number=last + 1,
            blob=blob,
            filename=examined.filename,
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
            raise FileRefusedError(TOO_LARGE)
    file.seek(0)
    return digest.hexdigest(), size


def _scan(file: BinaryIO) -> str | None:
    """What the scanner found, nothing if it is clean, None when there is no scanner or it does not answer."""
    if not settings.CLAMD_SOCKET:
        return None
    try:
        return clamd.scan(file, settings.CLAMD_SOCKET, seconds=SCAN_SECONDS)
    except clamd.ScannerError as error:
        logger.warning("files.scanner_down", extra={"error": str(error)})
        return None


def _settle_scan(blob: Blob, finding: str | None) -> list[str]:
    """Write down what the scanner said just now; answers the changed fields. What it once found, it keeps."""
    if finding is None or blob.is_infected:
        return []
    blob.scan_state, blob.scanned_at = ScanState.CLEAN, clock.now()
    return ["scan_state", "scanned_at"]
