"""What a file is, by its content: the name is only a promise, and one that must be kept."""

import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

LARGEST = 50 * 1024 * 1024
UNPACKED = 400 * 1024 * 1024  # what a packed file may become; more is an attack or a mistake
ENTRIES = 5_000
HEAD = 4096
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
MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
SHOWN_IN_BROWSER = frozenset({"application/pdf", "image/png", "image/jpeg", "text/plain"})
"""What may be shown inline; never HTML or SVG, whatever it calls itself."""


class FileRefusedError(ValueError):
    """The file is not taken in; the message is one Swedish sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class FileType:
    """What a file turned out to be."""

    media_type: str
    has_macros: bool = False

    @property
    def name(self) -> str:
        """In words, for people."""
        return NAMES[self.media_type]


def recognise(file: BinaryIO, filename: str) -> FileType:
    """The type of the content, which must be one of those allowed and the one that the name promises.

    Raises FileRefusedError with the sentence to show. Leaves the file at its beginning.
    """
    extension = PurePosixPath(filename.replace("\\", "/")).suffix.lower().lstrip(".")
    if extension not in TYPES:
        raise FileRefusedError(f"Filtypen ”.{extension}” tas inte emot. Ladda upp {ALLOWED}.")
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if not head:
        raise FileRefusedError("Filen är tom.")
    found = _by_signature(file, head, extension)
    file.seek(0)
    if found is None:
        raise FileRefusedError(f"Innehållet är inte {_article(TYPES[extension])}, fast filen heter så.")
    if found.media_type != TYPES[extension]:
        raise FileRefusedError(f"Filen heter .{extension} men är {_article(found.media_type)}. Ge den rätt namn.")
    return found


def _by_signature(file: BinaryIO, head: bytes, extension: str) -> FileType | None:
    if b"%PDF-" in head[:1024]:
        return FileType("application/pdf")
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileType("image/png")
    if head.startswith(b"\xff\xd8\xff"):
        return FileType("image/jpeg")
    if head.startswith(b"PK\x03\x04"):
        return _packed(file)
    if extension in {"txt", "csv"} and is_text(head):
        return FileType(TYPES[extension])
    return None


def is_text(head: bytes) -> bool:
    """Plain text in UTF-8, UTF-16 or Windows-1252: no control characters but tabs and line ends."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start >= len(head) - 3:  # a letter cut in two by the end of what was read
            text = head[: error.start].decode("utf-8-sig")
        else:
            text = head.decode("cp1252", "replace")
    return not any(ord(letter) < ord(" ") and letter not in "\t\r\n\f" for letter in text)


def _packed(file: BinaryIO) -> FileType | None:
    """A zip that is a document of a known kind. Raises FileRefusedError for one that is broken or unpacks too large."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
                raise FileRefusedError("Filen blir för stor när den packas upp.")
            names = {entry.filename for entry in entries}
            if any(entry.flag_bits & 1 for entry in entries):
                raise FileRefusedError("Filen är skyddad med lösenord. Ta bort lösenordet och försök igen.")
            if "mimetype" in names and archive.read("mimetype")[:100].strip() == ODT.encode():
                return FileType(ODT, has_macros=any(name.startswith(("Basic/", "Scripts/")) for name in names))
            if "[Content_Types].xml" not in names:
                return None
            for extension, part in MAIN_PARTS.items():
                if part in names:
                    archive.read(part)  # the check sum is checked by reading it whole
                    macros = any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names)
                    active = any("/activeX/" in name or "/embeddings/" in name for name in names)
                    return FileType(TYPES[extension], has_macros=macros or active)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise FileRefusedError("Filen är skadad och går inte att öppna.") from error
    return None


def _article(media_type: str) -> str:
    name = NAMES[media_type]
    neuter = name.endswith("dokument")
    return f"{'ett' if neuter else 'en'} {name}"
