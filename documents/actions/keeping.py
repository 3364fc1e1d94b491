"""What is done with files afterwards: scanned when the scanner is back, read for identity numbers, and cleared of orphans."""

import datetime as dt
import logging
from typing import BinaryIO, cast

from django.conf import settings
from django.db import connection, transaction

from documents import tasks
from documents.actions.files import LOCK
from documents.models import Blob, ScanState
from samla import clamd, clock
from samla.inspection import has_identity_numbers
from samla.storage import files
from samla.uploads import remove_leftovers

logger = logging.getLogger(__name__)

AT_A_TIME = 50
SCAN_SECONDS = 120
ORPHAN_AFTER = dt.timedelta(days=1)
FOLDER = "blobs"


def scan_waiting() -> int:
    """Scan what came while the scanner was silent; answers how many got an answer. Stops when it is silent again."""
    if not settings.CLAMD_SOCKET:
        return 0
    answered = 0
    for blob in Blob.objects.unscanned()[:AT_A_TIME]:
        try:
            with files().open(blob.storage_name) as file:
                finding = clamd.scan(cast("BinaryIO", file), settings.CLAMD_SOCKET, seconds=SCAN_SECONDS)
        except FileNotFoundError:
            continue  # the sweep tells of it
        except clamd.ScannerError as error:
            logger.warning("files.scanner_down", extra={"error": str(error)})
            if answered == 0:
                break
            continue
        settle_scan(blob, finding)
        answered += 1
    return answered


@transaction.atomic
def settle_scan(blob: Blob, finding: str) -> None:
    """Write down the scanner's answer. A file in which something is found is never given out again."""
    blob = Blob.objects.select_for_update().get(pk=blob.pk)
    blob.scan_state = ScanState.INFECTED if finding else ScanState.CLEAN
    blob.scanned_at, blob.scan_finding = clock.now(), finding
    blob.save(update_fields=["scan_state", "scanned_at", "scan_finding"])
    if finding:
        logger.error("files.infected_later", extra={"finding": finding, "sha256": blob.sha256})


def read_text(blob_pk: int) -> None:
    """Look through the text of a file for personal identity numbers (L20); what cannot be read stays unknown.

    Nothing of the text is kept. Once more does no harm.
    """
    blob = Blob.objects.kept().filter(pk=blob_pk).first()
    if blob is None:
        return
    try:
        with files().open(blob.storage_name) as file:
            found = has_identity_numbers(cast("BinaryIO", file), blob.media_type)
    except FileNotFoundError:
        found = None
    blob.has_identity_numbers, blob.read_at = found, clock.now()
    blob.save(update_fields=["has_identity_numbers", "read_at"])


def read_waiting() -> int:
    """Queue the reading of texts that should have been read by now: a job may be lost. Answers how many."""
    waiting = list(Blob.objects.unread().values_list("pk", flat=True)[:AT_A_TIME])
    for pk in waiting:
        tasks.read_text.keyed(dedupe=f"read-text-{pk}").enqueue(pk)
    return len(waiting)


def sweep() -> int:
    """Remove bytes without a row that are older than a day, and leftovers of writing; tell of rows without bytes.

    Answers how many were removed.
    """
    before = clock.now() - ORPHAN_AFTER
    names = dict(files().listing(FOLDER))
    rows = {blob.storage_name: blob for blob in Blob.objects.all()}
    removed = 0
    for name, written_at in names.items():
        blob = rows.get(name)
        if written_at < before and (blob is None or blob.disposed_at):
            removed += _remove(name)
    _tell_of_missing(rows, set(names))
    return removed + remove_leftovers(before=before.timestamp())


def _remove(name: str) -> bool:
    """Remove one orphan, unless a row has just come to need it: while we look, nobody keeps anything."""
    sha256 = name.rpartition("/")[2]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if Blob.objects.kept().filter(sha256=sha256).exists():
            return False
        files().delete(name)
    logger.warning("files.orphan_removed", extra={"sha256": sha256})
    return True


def _tell_of_missing(rows: dict[str, Blob], names: set[str]) -> None:
    for name, blob in rows.items():
        is_missing = not blob.disposed_at and name not in names and not files().exists(name)
        if is_missing == bool(blob.missing_at):
            continue
        blob.missing_at = clock.now() if is_missing else None
        blob.save(update_fields=["missing_at"])
        if is_missing:
            logger.error("files.missing", extra={"sha256": blob.sha256})
