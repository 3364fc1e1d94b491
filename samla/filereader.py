"""Reads a file that nobody can trust. A script of its own, without the portal's secrets and with few means.

`filereader.py look pdf` and `filereader.py look packed` write what was found as JSON; `filereader.py text <kind>` writes
the text. The file is standard input. Started by samla/inspection.py, which judges; imports nothing of ours.
"""

import json
import os
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import IO, Any, BinaryIO
from xml.etree import ElementTree as ET

import pikepdf
import pypdfium2

SECONDS = 20  # of work
MEMORY = 1536 * 1024 * 1024
UNPACKED = 400 * 1024 * 1024  # what a packed file may become; more is an attack or a mistake
ENTRIES = 5_000
TEXT = 20_000_000  # characters read at most
RELATIONS = 4_000_000

ACTIVE_KEYS = {"/JavaScript", "/JS", "/AA", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/RichMediaSettings"}
ACTIVE_ACTIONS = {
    *("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/RichMediaExecute"),
    *("/Movie", "/Sound"),
}
UNREAD = re.compile(r"error decoding|unfilterable")
HARMLESS_OPENING = {"/GoTo", "/Named"}

WORD = r"http://(schemas\.openxmlformats\.org|purl\.oclc\.org/ooxml)/"
ROOTS = {
    "docx": ("word/document.xml", WORD + r"wordprocessingml/(2006/)?main", "document"),
    "xlsx": ("xl/workbook.xml", WORD + r"spreadsheetml/(2006/)?main", "workbook"),
    "pptx": ("ppt/presentation.xml", WORD + r"presentationml/(2006/)?main", "presentation"),
}
ODT = b"application/vnd.oasis.opendocument.text"
ODT_ROOT = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}document-content"
MACROS = re.compile(
    r"(vbaproject\.bin|vbadata\.xml|/activex/|/embeddings/|/externallinks/|^basic/|^scripts/|^object )", re.IGNORECASE
)
# What a document fetches by itself when it is opened; an ordinary link waits for somebody who presses it.
FETCHED = re.compile(rb"/(attachedTemplate|oleObject|externalLinkPath|frame|subDocument|image)\"", re.IGNORECASE)
OUTSIDE = re.compile(rb"<Relationship\b[^>]*\bTargetMode=[\"']External[\"'][^>]*>", re.IGNORECASE)
PARTS = re.compile(r"^(word|xl|ppt|docProps)/.*\.xml$|^(content|styles|meta)\.xml$")
# Where a line ends: paragraphs, shared strings, cells. Words within one may be cut in many pieces.
LINE_ENDS = {"p", "h", "si", "c", "t:p", "tab", "br", "cr"}


class Refused(Exception):  # noqa: N818  a finding, not a failure
    """The file is not taken in; the argument is the key of the reason."""


def look_at_pdf(file: BinaryIO) -> dict[str, Any]:
    """Whether it can be opened without a password, and what it would do by itself, also in packed objects."""
    try:
        with pikepdf.open(file) as pdf:
            active = any(map(_acts, pdf.objects)) or _acts(pdf.trailer)
            # Only packed objects have been unpacked: what could not be read may hide what another program can read.
            if any("stream" in warning and UNREAD.search(warning) for warning in pdf.get_warnings()):
                raise Refused("broken")
            return {"kind": "pdf", "active": active}
    except pikepdf.PasswordError:
        raise Refused("password") from None
    except (pikepdf.PdfError, ValueError):
        raise Refused("broken") from None


def _acts(thing: Any) -> bool:
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += [part for part in one if isinstance(part, pikepdf.Object) and not part.is_indirect]
        if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            continue
        for key, value in one.items():
            if key in ACTIVE_KEYS or (key == "/S" and str(value) in ACTIVE_ACTIONS):
                return True
            if key == "/Type" and str(value) == "/EmbeddedFile":
                return True
            if key == "/OpenAction" and isinstance(value, pikepdf.Dictionary) and _opens_more(value):
                return True
            if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
                waiting.append(value)
    return False


def _opens_more(action: pikepdf.Dictionary) -> bool:
    return str(action.get("/S", "")) not in HARMLESS_OPENING


def look_at_packed(file: BinaryIO) -> dict[str, Any]:
    """Which kind of document a zip is: its parts must be there and be what their names say."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _look_into(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ET.ParseError, OSError, ValueError):
        raise Refused("broken") from None


def _look_into(archive: zipfile.ZipFile) -> dict[str, Any]:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
        raise Refused("large")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("password")
    if len(set(names)) < len(names):  # two parts of one name: programs differ in which one they show
        raise Refused("broken")
    active = any(MACROS.search(name) for name in names)
    if "mimetype" in names and _read(archive, "mimetype", 100).strip() == ODT:
        if b"encryption-data" in _read(archive, "META-INF/manifest.xml", RELATIONS):
            raise Refused("password")
        if _root(archive, "content.xml") != ODT_ROOT:
            raise Refused("broken")
        return {"kind": "odt", "active": active}
    for kind, (part, namespace, root) in ROOTS.items():
        if part in names and "[Content_Types].xml" in names:
            if not re.fullmatch(rf"\{{{namespace}\}}{root}", _root(archive, part)):
                raise Refused("broken")
            return {"kind": kind, "active": active or _declares_macros(archive) or _fetches(archive, names)}
    return {"kind": "zip", "active": active}


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    try:
        with archive.open(name) as part:
            return part.read(most)
    except KeyError:
        return b""


def _root(archive: zipfile.ZipFile, name: str) -> str:
    """The tag of the outermost element; the whole part is read, so that its check sum is compared."""
    try:
        with archive.open(name) as part:
            for _, element in ET.iterparse(_without_doctype(part), events=("start",)):
                tag: str = element.tag
                break
            while part.read(1 << 20):
                pass
    except KeyError:
        raise Refused("broken") from None
    return tag


class _without_doctype:  # noqa: N801  used as a function
    """A part as a stream; office documents declare no entities, and a part that does is an attack."""

    def __init__(self, part: IO[bytes]) -> None:
        self.part = part
        self.tail = b""

    def read(self, size: int = -1) -> bytes:
        chunk = self.part.read(size)
        if b"<!DOCTYPE" in self.tail + chunk or b"<!ENTITY" in self.tail + chunk:
            raise Refused("broken")
        self.tail = chunk[-10:]
        return chunk


def _declares_macros(archive: zipfile.ZipFile) -> bool:
    return b"macroenabled" in _read(archive, "[Content_Types].xml", RELATIONS).lower()


def _fetches(archive: zipfile.ZipFile, names: list[str]) -> bool:
    related = (_read(archive, name, RELATIONS) for name in names if name.endswith(".rels"))
    return any(FETCHED.search(link) for content in related for link in OUTSIDE.findall(content))


def text_of_pdf(file: BinaryIO) -> Iterator[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(file)
    for number in range(len(document)):
        page = document[number]
        words = page.get_textpage()
        yield words.get_text_range()
        yield "\n"
        words.close()
        page.close()


def text_of_packed(file: BinaryIO) -> Iterator[str]:
    """The text of all parts of a document; pieces of one paragraph, string or cell stand together."""
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if PARTS.match(name):
                with archive.open(name) as part:
                    yield from _text_of(part)


def _text_of(part: IO[bytes]) -> Iterator[str]:
    parents: list[ET.Element] = []
    for event, element in ET.iterparse(_without_doctype(part), events=("start", "end")):
        if event == "start":
            parents.append(element)
            continue
        parents.pop()
        yield element.text or ""
        if str(element.tag).rpartition("}")[2] in LINE_ENDS or len(parents) <= 1:
            yield "\n"
        yield element.tail or ""
        element.clear()
        if parents:
            parents[-1].remove(element)
    yield "\n"


def text_of_plain(file: BinaryIO) -> Iterator[str]:
    """Text in UTF-8, UTF-16 with its mark, or Windows-1252."""
    content = file.read()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield content.decode("utf-16", "replace")
        return
    try:
        yield content.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield content.decode("cp1252", "replace")


LOOKS = {"pdf": look_at_pdf, "packed": look_at_packed}
READERS = {"pdf": text_of_pdf, "packed": text_of_packed, "plain": text_of_plain}


def limit() -> None:
    """A file that wants more than this is told no by the kernel; it writes nothing and starts nothing."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(task: str, kind: str) -> None:
    """Write the answer on standard output. Whatever goes wrong ends the process with a code that is not 0."""
    limit()
    file = os.fdopen(0, "rb")
    file.seek(0)
    if task == "look":
        try:
            answer = LOOKS[kind](file)
        except Refused as refused:
            answer = {"refusal": refused.args[0]}
        sys.stdout.write(json.dumps(answer))
        return
    written = 0
    for piece in READERS[kind](file):
        sys.stdout.buffer.write(piece[: TEXT - written].encode("utf-8", "replace"))
        written += len(piece)
        if written >= TEXT:
            sys.exit(3)


if __name__ == "__main__":
    main(*sys.argv[1:])
