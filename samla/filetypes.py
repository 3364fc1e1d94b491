"""What a file is, by its content: the name is only a promise, and one that must be kept."""

import codecs
import struct
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, NoReturn

from samla import inspection

LARGEST = 50 * 1024 * 1024
TOO_LARGE = "Filen är större än 50 MB. Dela upp den eller spara den mindre."
HEAD = 4096
CHUNK = 1024 * 1024
PIXELS = 200_000_000
OFFICE = "application/vnd.openxmlformats-officedocument"
ODT = "application/vnd.oasis.opendocument.text"

TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "odt": ODT,
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "txt": "text/plain",
    "csv": "text/csv",
}
NAMES = {
    "application/pdf": "PDF",
    TYPES["docx"]: "Word-dokument",
    TYPES["xlsx"]: "Excel-arbetsbok",
    TYPES["pptx"]: "PowerPoint-presentation",
    ODT: "OpenDocument-text",
    "image/png": "PNG-bild",
    "image/jpeg": "JPEG-bild",
    "text/plain": "textfil",
    "text/csv": "CSV-fil",
}
ALLOWED = "PDF, DOCX, XLSX, PPTX, ODT, PNG, JPEG, TXT och CSV"
SHOWN_IN_BROWSER = frozenset({"application/pdf", "image/png", "image/jpeg", "text/plain"})
"""What may be shown inline; never HTML or SVG, whatever it calls itself."""

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PASSWORD_PROTECTED = "EncryptedPackage".encode("utf-16-le")
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<head", b"<body", b"<iframe")
CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r\f") + b"\x7f"
REFUSALS = {
    "password": "Filen är skyddad med lösenord. Ta bort lösenordet och försök igen.",
    "broken": "Filen är skadad eller ofullständig och går inte att öppna. Spara den på nytt och försök igen.",
    "large": "Filen blir för stor när den packas upp.",
    "double": "Filen är två slags fil i en och tas därför inte emot. Spara den på nytt och försök igen.",
    "slow": "Filen gick inte att granska: den är för stor eller för invecklad. Spara den enklare och försök igen.",
    "old": "Filen är sparad i ett äldre Office-format. Spara den som DOCX, XLSX, PPTX eller PDF och försök igen.",
    "markup": "Filen är en webbsida eller en vektorbild, inte en textfil. Spara den som PDF och försök igen.",
    "pixels": "Bilden har för många bildpunkter. Spara den mindre och försök igen.",
}


class FileRefusedError(ValueError):
    """The file is not taken in; the message is one Swedish sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class FileType:
    """What a file turned out to be. `is_active`: it has macros, scripts or attachments, or fetches by itself."""

    media_type: str
    is_active: bool = False

    @property
    def name(self) -> str:
        """In words, for people."""
        return NAMES[self.media_type]


def recognise(file: BinaryIO, filename: str) -> FileType:
    """The type of the content, which must be one of those allowed and the one that the name promises.

    Raises FileRefusedError with the sentence to show. Leaves the file at its beginning.
    """
    promised = promised_by(filename)
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise FileRefusedError("Filen är tom.")
    try:
        found = _by_content(file, head, promised)
    except inspection.UnreadableError:
        raise FileRefusedError(REFUSALS["slow"]) from None
    finally:
        file.seek(0)
    if found is None:
        raise FileRefusedError(f"Innehållet är inte {_article(promised)}, fast filen heter så.")
    if found.media_type != promised:
        extension = PurePosixPath(filename).suffix.lower()
        raise FileRefusedError(f"Filen heter {extension} men är {_article(found.media_type)}. Ge den rätt namn.")
    return found


def promised_by(filename: str) -> str:
    """The type that a name promises. Raises FileRefusedError for what is not taken in."""
    extension = PurePosixPath(filename).suffix.lower().lstrip(".")
    if not extension:
        raise FileRefusedError(f"Filnamnet har ingen ändelse, till exempel .pdf. Ladda upp {ALLOWED}.")
    if extension not in TYPES:
        raise FileRefusedError(f"Filtypen ”.{extension}” tas inte emot. Ladda upp {ALLOWED}.")
    return TYPES[extension]


def _by_content(file: BinaryIO, head: bytes, promised: str) -> FileType | None:
    if head.startswith(b"%PDF-"):
        _only_one(file)
        return _looked_at(file, "pdf") if _ends_as_pdf(file) else _refuse("broken")
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        _only_one(file)
        _check_png(file)
        return FileType("image/png")
    if head.startswith(b"\xff\xd8\xff"):
        _only_one(file)
        return FileType("image/jpeg") if b"\xff\xd9" in _tail(file) else _refuse("broken")
    if head.startswith(b"PK\x03\x04"):
        return _looked_at(file, "packed")
    if head.startswith(OLD_OFFICE):
        return _refuse("password" if _holds(file, PASSWORD_PROTECTED) else "old")
    return _text(file, head, promised)


def _text(file: BinaryIO, head: bytes, promised: str) -> FileType | None:
    if promised in {"text/plain", "text/csv"}:
        if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP):
            _refuse("markup")
        return FileType(promised) if _is_text(file, head) else None
    return None


def _refuse(key: str) -> NoReturn:
    raise FileRefusedError(REFUSALS[key])


def _looked_at(file: BinaryIO, kind: str) -> FileType | None:
    """What the reader says of a PDF or a packed document."""
    found = inspection.look(file, kind)
    if "refusal" in found:
        _refuse(found["refusal"])
    if found["kind"] not in TYPES:
        return None
    return FileType(TYPES[found["kind"]], is_active=found["active"])


def _only_one(file: BinaryIO) -> None:
    """A zip behind a picture or a PDF would be another file for another program."""
    if zipfile.is_zipfile(file):
        _refuse("double")


def _tail(file: BinaryIO, size: int = 64 * 1024) -> bytes:
    file.seek(0, 2)
    file.seek(max(0, file.tell() - size))
    return file.read()


def _ends_as_pdf(file: BinaryIO) -> bool:
    """A PDF that was broken off lacks its end."""
    return b"%%EOF" in _tail(file, 2048)


def _check_png(file: BinaryIO) -> None:
    """Part by part to its end, after which there is nothing."""
    file.seek(8)
    first = True
    while (start := file.read(8)) and len(start) == 8:
        length, kind = struct.unpack(">I4s", start)
        if first:
            width, height = struct.unpack(">II", file.read(8).ljust(8, b"\0"))
            if kind != b"IHDR" or width * height > PIXELS:
                _refuse("broken" if kind != b"IHDR" else "pixels")
            file.seek(-8, 1)
            first = False
        file.seek(length + 4, 1)
        if kind == b"IEND":
            if file.read(1):
                _refuse("double")
            return
    _refuse("broken")


def _holds(file: BinaryIO, words: bytes) -> bool:
    file.seek(0)
    before = b""
    while chunk := file.read(CHUNK):
        if words in before + chunk:
            return True
        before = chunk[-len(words) :]
    return False


def _is_text(file: BinaryIO, head: bytes) -> bool:
    """Plain text to its end, in UTF-8, UTF-16 with its mark, or Windows-1252: no control characters but tabs and lines."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _is_wide_text(file)
    file.seek(0)
    while chunk := file.read(CHUNK):
        if len(chunk.translate(None, CONTROL)) != len(chunk):
            return False
    return True


def _is_wide_text(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-16")("strict")
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            if any(letter < " " and letter not in "\t\r\n\f" for letter in decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _article(media_type: str) -> str:
    name = NAMES[media_type]
    neuter = name.endswith("dokument")
    return f"{'ett' if neuter else 'en'} {name}"
