"""Files in an S3-compatible object storage. Loaded only where the settings name one; the extra `s3` brings the packages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from samla.storage import CHUNK

MISSING = {"404", "NoSuchKey", "NotFound"}


class Body:
    """The bytes of an answer, as they come."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def __iter__(self) -> Iterator[bytes]:
        with _as_os_error():
            yield from self.stream.iter_chunks(CHUNK)

    def close(self) -> None:
        """Let go of the connection."""
        self.stream.close()


class ObjectStorage(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """An object is there when the storage says that it has all of it, and not before. Failures are OSErrors."""

    def exists(self, name: str) -> bool:
        """Is there such an object?"""
        with _as_os_error():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        """Take it away; what is not there is no failure."""
        with _as_os_error():
            super().delete(name)

    def chunks(self, name: str, start: int, length: int) -> Body:
        """So many bytes from a place on. Raises FileNotFoundError at once."""
        wanted = {"Range": f"bytes={start}-{start + length - 1}"} if length else {}
        with _as_os_error():
            answer = self.bucket.Object(self._normalize_name(name)).get(**wanted)
        return Body(answer["Body"])

    def listing(self, folder: str) -> Iterator[tuple[str, dt.datetime]]:
        """Every name under a folder with when it was written."""
        with _as_os_error():
            for found in self.bucket.objects.filter(Prefix=f"{folder}/"):
                yield found.key, found.last_modified

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        with _as_os_error():
            opened: File[bytes] = super()._open(name, mode)
        return opened

    def _save(self, name: str, content: File[Any]) -> str:
        with _as_os_error():
            return str(super()._save(name, content))


@contextmanager
def _as_os_error() -> Iterator[None]:
    """What the storage's library raises is told as what a disk would raise."""
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in MISSING:
            raise FileNotFoundError(str(error)) from error
        raise OSError(str(error)) from error
    except BotoCoreError as error:
        raise OSError(str(error)) from error
