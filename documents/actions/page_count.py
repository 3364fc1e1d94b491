"""How many pages a file says that it has."""

import re
import zipfile
from typing import BinaryIO

import pikepdf

from samla.filetypes import TYPES, FileRefusedError

PROPERTIES = "docProps/app.xml"
PAGES = re.compile(rb"<Pages>(\d{1,5})</Pages>")
LONGEST_PROPERTIES = 100_000  # bytes


def count_pages(file: BinaryIO, media_type: str) -> int | None:
    """The pages of a PDF, or what a Word document says of itself; None for what does not say.

    Raises FileRefusedError for a PDF that cannot be opened, or only with a password.
    """
    file.seek(0)
    try:
        if media_type == TYPES["pdf"]:
            return _of_pdf(file)
        return _of_word(file) if media_type == TYPES["docx"] else None
    finally:
        file.seek(0)


def _of_pdf(file: BinaryIO) -> int:
    try:
        with pikepdf.open(file) as opened:
            pages = len(opened.pages)
    except pikepdf.PasswordError as error:
        raise FileRefusedError("Filen är skyddad med lösenord. Ta bort lösenordet och försök igen.") from error
    except pikepdf.PdfError as error:
        raise FileRefusedError("Filen är skadad och går inte att öppna.") from error
    if not pages:
        raise FileRefusedError("Filen har inga sidor.")
    return pages


def _of_word(file: BinaryIO) -> int | None:
    """What the program that saved it counted; Word counts anew only when it lays the text out."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open(PROPERTIES) as properties:
            found = PAGES.search(properties.read(LONGEST_PROPERTIES))
    except (KeyError, zipfile.BadZipFile):
        return None
    return (int(found[1]) or None) if found else None
