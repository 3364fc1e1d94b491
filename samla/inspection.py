"""What a file does and says, asked of a process that may fail (samla/filereader.py)."""

import io
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any, BinaryIO

from samla import identity_numbers

READER = str(Path(__file__).with_name("filereader.py"))
SECONDS = 60  # until an answer; the reader itself may work for a third of that
READ_AS = {
    "application/pdf": "pdf",
    "text/plain": "plain",
    "text/csv": "plain",
}


class UnreadableError(Exception):
    """The reader gave no answer: the file took too long, wanted too much, or broke it."""


def look(file: BinaryIO, kind: str) -> dict[str, Any]:
    """What a ”pdf” or ”packed” file is: `kind` and `active`, or `refusal`. Raises UnreadableError."""
    answer, code = _ask(file, "look", kind)
    if code:
        raise UnreadableError(f"filereader ended with {code}")
    found: dict[str, Any] = json.loads(answer)
    return found


def has_identity_numbers(file: BinaryIO, media_type: str) -> bool | None:
    """Does the text of the file hold something that reads as a personal identity number (L20)? None when it is not known.

    The text is never kept. Pictures are not read.
    """
    if media_type.startswith("image/"):
        return None
    try:
        answer, code = _ask(file, "text", READ_AS.get(media_type, "packed"))
    except UnreadableError:
        return None
    found = bool(identity_numbers.find(answer.decode("utf-8", "replace")))
    return found or (None if code else False)


def _ask(file: BinaryIO, task: str, kind: str) -> tuple[bytes, int]:
    """The reader's answer and exit code. It is given the file, no variables of ours, and no way to anything else."""
    with _on_disk(file) as real:
        process = subprocess.Popen(
            [sys.executable, "-I", READER, task, kind],
            stdin=real,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"LC_ALL": "C.UTF-8"},
        )
        try:
            answer, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise UnreadableError("filereader took too long") from None
    return answer, process.returncode


class _on_disk:  # noqa: N801  used as a function
    """The file as one that another process can read; a copy, which is gone afterwards, when it lies in memory."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.copy: IO[bytes] | None = None

    def __enter__(self) -> IO[bytes] | BinaryIO:
        self.file.seek(0)
        try:
            self.file.fileno()
        except (io.UnsupportedOperation, AttributeError):
            self.copy = tempfile.TemporaryFile()
            shutil.copyfileobj(self.file, self.copy)
            self.copy.flush()
            return self.copy
        return self.file

    def __exit__(self, *_: object) -> None:
        if self.copy is not None:
            self.copy.close()
        self.file.seek(0)
