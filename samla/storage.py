"""Files on disk: whole or not at all."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol, cast

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage

from samla import clock

CHUNK = 256 * 1024


class Chunks(Protocol):
    """Bytes in order, a part at a time; closed when nobody wants the rest."""

    def __iter__(self) -> Iterator[bytes]: ...
    def close(self) -> None:
        """Let go of the file."""


class Storage(Protocol):
    """What the portal asks of the place where its files lie, on disk or elsewhere."""

    def exists(self, name: str) -> bool: ...
    def open(self, name: str) -> File[bytes]: ...
    def save(self, name: str, content: File[Any]) -> str: ...
    def delete(self, name: str) -> None: ...

    def chunks(self, name: str, start: int, length: int) -> Chunks:
        """So many bytes from a place on. Raises FileNotFoundError at once."""

    def listing(self, folder: str) -> Iterator[tuple[str, dt.datetime]]:
        """Every name under a folder, leftovers too, with when it was written."""


def files() -> Storage:
    """Where the settings say that files lie."""
    return cast("Storage", default_storage)


class Part:
    """A stretch of an open file."""

    def __init__(self, path: str, start: int, length: int) -> None:
        self.file = Path(path).open("rb")  # noqa: SIM115  closed by close()
        self.file.seek(start)
        self.left = length

    def __iter__(self) -> Iterator[bytes]:
        while self.left and (chunk := self.file.read(min(CHUNK, self.left))):
            self.left -= len(chunk)
            yield chunk
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()


class WholeFileStorage(FileSystemStorage):
    """A file is written beside its place, flushed to disk, and moved there: a full disk or a crash leaves no half."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002  Django's own signature
        """The name that was asked for: it says what the content is, so that writing it again changes nothing."""
        return name

    def chunks(self, name: str, start: int, length: int) -> Part:
        """So many bytes from a place on. Raises FileNotFoundError at once."""
        return Part(self.path(name), start, length)

    def listing(self, folder: str) -> Iterator[tuple[str, dt.datetime]]:
        """Every name under a folder, leftovers too, with when it was written."""
        root = Path(self.path(""))
        for path in sorted(Path(self.path(folder)).rglob("*")):
            if path.is_file():
                at = dt.datetime.fromtimestamp(path.stat().st_mtime, clock.STOCKHOLM)
                yield path.relative_to(root).as_posix(), at

    def _save(self, name: str, content: File[Any]) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        descriptor, unfinished = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            Path(unfinished).chmod(0o640)
            Path(unfinished).replace(target)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
        return name
