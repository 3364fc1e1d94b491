"""Files on their way in: stopped while they arrive when they are too large or do not fit, and whole or not at all.

Settings name the two handlers, around Django's own for small requests. `samla/wsgi.py` wraps the portal in `whole_bodies`.
"""

import contextlib
import errno
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from samla.filetypes import LARGEST, TOO_LARGE

if TYPE_CHECKING:
    BaseFile = UploadedFile[Any]
else:
    BaseFile = UploadedFile  # generic in its types only

logger = logging.getLogger(__name__)

MOST_FILES = 20
MOST_BYTES = 4 * LARGEST  # in one request
TOO_MANY = f"Högst {MOST_FILES} filer tas emot åt gången. Ladda upp den här filen för sig."
TOO_MUCH = "Filerna är tillsammans större än 200 MB. Ladda upp den här filen för sig."
NO_ROOM = "Filen gick inte att spara: utrymmet på servern är slut. Försök igen senare och säg till processledaren."
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class RefusedUpload:
    """A file that was stopped while it arrived: its name and the sentence to show."""

    filename: str
    reason: str


def refused_uploads(request: HttpRequest) -> list[RefusedUpload]:
    """The files of the request that were stopped; those that came whole are in `request.FILES`."""
    _ = request.FILES  # reads the request, if nobody has
    refused: list[RefusedUpload] = request.__dict__.get("_refused_uploads", [])
    return refused


class Limit(FileUploadHandler):
    """Stops a file when it is too large, and the rest when there is too much; what came before it is kept."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.files = self.received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count it."""
        super().new_file(*args, **kwargs)
        self.files += 1
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002  Django's own signature
        """Hand it on, as long as there is room."""
        # Not in new_file: what is skipped before every handler has begun it closes the file before it.
        if self.files > MOST_FILES:
            refuse(self, TOO_MANY)
        self.size += len(raw_data)
        self.received += len(raw_data)
        if self.size > LARGEST:
            refuse(self, TOO_LARGE)
        if self.received > MOST_BYTES:
            refuse(self, TOO_MUCH)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The file is another handler's."""


class Incoming(BaseFile):
    """A file in the portal's own folder, which is gone when it is closed."""

    def __init__(self, name: str | None, content_type: str | None, charset: str | None) -> None:
        folder = Path(settings.UPLOADS_DIR)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        super().__init__(tempfile.NamedTemporaryFile(dir=folder), name, content_type, 0, charset)  # noqa: SIM115

    def close(self) -> None:
        """Close and remove; once more does nothing."""
        with contextlib.suppress(FileNotFoundError):
            super().close()


class OnDisk(FileUploadHandler):
    """Writes what arrives to disk. A full disk refuses the file with a sentence, and leaves nothing of it."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file of its own."""
        super().new_file(*args, **kwargs)
        self.__dict__.pop("file", None)  # the one before is complete, and must not be closed with one that fails
        with self._told():
            self.file = Incoming(self.file_name, self.content_type, self.charset)
            self._unfinished().append(self.file)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  Django's own signature
        """Write it."""
        with self._told():
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> Incoming:
        """The file from its beginning."""
        with self._told():
            self.file.flush()
        self._unfinished().remove(self.file)
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        """Nothing is left of a file that never came to its end."""
        if hasattr(self, "file"):
            self.file.close()

    def _unfinished(self) -> list[Incoming]:
        """Those that are closed when the request ends, however it ends: Django forgets the one that was being read."""
        body = getattr(self.request, "environ", {}).get("wsgi.input")
        return body.unfinished if isinstance(body, WholeBody) else self.__dict__.setdefault("_alone", [])

    @contextlib.contextmanager
    def _told(self) -> Any:
        try:
            yield
        except OSError as error:
            if error.errno not in FULL:
                raise
            logger.exception("uploads.no_room")
            refuse(self, NO_ROOM)


def refuse(handler: FileUploadHandler, reason: str) -> None:
    """Go on with the next file of the request, and remember why this one was left. Raises SkipFile."""
    if handler.request is not None:
        refused = handler.request.__dict__.setdefault("_refused_uploads", [])
        refused.append(RefusedUpload(handler.file_name or "", reason))
    raise SkipFile


# Whole requests


class BrokenOffError(OSError):
    """The sender went away before everything had come."""


class WholeBody:
    """The body of a request, which is an error when it ends before its time; a server may just call that its end."""

    def __init__(self, stream: Any, length: int) -> None:
        self.stream = stream
        self.left = length
        self.unfinished: list[Incoming] = []

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or all that is left. Raises BrokenOffError."""
        wanted = self.left if size < 0 else min(size, self.left)
        parts = []
        while wanted:
            part = self.stream.read(wanted)
            if not part:
                raise BrokenOffError("the request ended before its length")
            parts.append(part)
            wanted -= len(part)
            self.left -= len(part)
        return b"".join(parts)

    def readline(self, size: int = -1) -> bytes:
        """As any stream. Raises BrokenOffError."""
        line: bytes = self.stream.readline(self.left if size < 0 else min(size, self.left))
        self.left -= len(line)
        if self.left and size and not line:
            raise BrokenOffError("the request ended before its length")
        return line


type Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def whole_bodies(application: Application) -> Application:
    """The application, which never takes a request that was broken off for a shorter one."""

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = str(environ.get("CONTENT_LENGTH") or "")
        if not length.isdecimal():
            return application(environ, start_response)
        body = environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
        try:
            return application(environ, start_response)
        finally:
            for file in body.unfinished:
                file.close()

    return call


def remove_leftovers(*, before: float) -> int:
    """Remove what a killed process left of files on their way in; `before` is a point in time in seconds."""
    removed = 0
    folder = Path(settings.UPLOADS_DIR)
    for path in folder.iterdir() if folder.is_dir() else ():
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                shutil.rmtree(path) if path.is_dir() else os.unlink(path)  # noqa: PTH108  a name that was just read
                removed += 1
    return removed
