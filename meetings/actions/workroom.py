"""A folder on disk for the time of one piece of work: large files never lie in memory."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from meetings.actions.packing import Bundle

CHUNK = 1024 * 1024
MOST_BYTES = 500 * CHUNK
TOO_MUCH = (
    "Handlingarna är tillsammans större än 500 MB och ryms inte i en fil. Hämta dem en och en från mötets sida, "
    "eller be den som sammankallar att spara dem mindre."
)


@contextmanager
def workroom() -> Iterator[Path]:
    """An empty folder where only the portal reads, gone afterwards; `samla.uploads` removes what a crash leaves."""
    settings.UPLOADS_DIR.mkdir(parents=True, exist_ok=True, mode=0o750)
    with tempfile.TemporaryDirectory(dir=settings.UPLOADS_DIR, prefix="pack-") as folder:
        yield Path(folder)


def is_too_much(bundle: Bundle) -> bool:
    """Is there more than one file can hold?"""
    return sum(leaf.version.blob.size for leaf in bundle.leaves) > MOST_BYTES
