"""The documents of a meeting as one PDF: our own pages, and those of the files between them."""

import io
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pikepdf
from django.template.loader import render_to_string
from PIL import Image, ImageOps

from documents.actions import begin, finish_with_file, progress
from documents.models import Job
from groups.models import User
from meetings.actions.packing import PICTURES, TEXTS, Bundle, Chapter, Leaf, bundle_of
from meetings.actions.workroom import CHUNK, MOST_BYTES, workroom
from meetings.models import Meeting, Notice
from samla import clock
from samla.filetypes import TYPES
from samla.formats import counted, date_text, size_text, times_text, weekday
from samla.pdf import GIVEN_URL, render_pdf
from samla.pdfpages import Bookmark, UnusableError, clean, finish, join, number_pages, places_of
from samla.storage import files

TEMPLATE = "meetings/pack_pdf.html"
MOST_PAGES = 3000
MOST_LETTERS = 200_000
MOST_PIXELS = 60_000_000
WIDEST = 2200  # pixels: sharp on A4
IN_ZIP = "finns i zip-filen och på mötets sida"
VIRUS = "Filen innehåller virus och har inte tagits med"
MISSING = "Filen saknas på servern. Säg till processledaren"


@dataclass(slots=True)
class Sheet:
    """A document on its way into the PDF: the pages of its file, or what we set ourselves in their place."""

    leaf: Leaf
    name: str  # where links lead
    pages: int = 0
    path: Path | None = None
    text: str = ""
    picture: str = ""
    sentence: str = ""
    page: str = ""

    @property
    def about(self) -> str:
        """What it is, in the list of its item."""
        words = [self.leaf.kind, size_text(self.leaf.paper.size)]
        if self.path:
            words.append(counted(self.pages, "sida", "sidor"))
        return ", ".join(words)


@dataclass(slots=True)
class Work:
    """What is known while the PDF is made."""

    job: Job
    bundle: Bundle
    room: Path
    given: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    sheets: dict[int, list[Sheet]] = field(default_factory=dict)
    pages: int = 0
    bytes: int = 0

    @property
    def chapters(self) -> list[Chapter]:
        """The items that have something to read."""
        return [chapter for chapter in self.bundle.chapters if chapter.leaves or chapter.note]


def write_pack(job_id: str | UUID, meeting_pk: int, notice_pk: int, user_pk: int, *, with_notes: bool) -> None:
    """In the worker: what the person may read now, as one PDF."""
    job = begin(job_id)
    if job is None:
        return
    meeting, user = Meeting.objects.with_bodies().get(pk=meeting_pk), User.objects.get(pk=user_pk)
    notice = Notice.objects.get(pk=notice_pk, meeting=meeting)
    bundle = bundle_of(meeting, notice, user, with_notes=with_notes)
    with workroom() as room:
        work = Work(job, bundle, room)
        _prepare(work)
        path = room / "handlingar.pdf"
        _assemble(work, path)
        finish_with_file(job, path)


def _prepare(work: Work) -> None:
    """Every file looked at, one at a time; what cannot come along says why."""
    total, done = len(work.bundle.leaves), 0
    for chapter in work.bundle.chapters:
        for leaf in chapter.leaves:
            done += 1
            progress(work.job, 60 * (done - 1) // total, f"Handling {done} av {total}")
            sheet = Sheet(leaf, f"h{done}")
            work.sheets.setdefault(chapter.key, []).append(sheet)
            try:
                _read(work, sheet, work.room / f"{done}")
            except UnusableError as why:
                sheet.sentence = str(why)


def _read(work: Work, sheet: Sheet, path: Path) -> None:
    blob = sheet.leaf.version.blob
    work.bytes += blob.size
    if blob.is_infected:
        raise UnusableError(VIRUS)
    if sheet.leaf.media_type not in {TYPES["pdf"], *PICTURES, *TEXTS}:
        raise UnusableError(f"Filen är {sheet.leaf.kind} och {IN_ZIP}")
    if work.bytes > MOST_BYTES:
        raise UnusableError(f"Filerna är tillsammans för stora för en PDF. Den här {IN_ZIP}")
    try:
        with files().open(blob.storage_name) as source, path.open("wb") as copy:
            shutil.copyfileobj(source, copy, CHUNK)
    except FileNotFoundError:
        raise UnusableError(MISSING) from None
    if sheet.leaf.media_type == TYPES["pdf"]:
        cleaned = path.with_suffix(".pdf")
        sheet.pages = clean(path, cleaned, most=MOST_PAGES - work.pages)
        sheet.path, work.pages = cleaned, work.pages + sheet.pages
        path.unlink()
    elif sheet.leaf.media_type in PICTURES:
        sheet.picture = f"{GIVEN_URL}{sheet.name}"
        work.given[sheet.picture] = ("image/jpeg", _picture(path))
    else:
        sheet.text = _text(path)


def _picture(path: Path) -> bytes:
    """The picture upright and no larger than a page needs. Raises UnusableError."""
    try:
        with Image.open(path) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise UnusableError(f"Bilden är för stor för en PDF och {IN_ZIP}")
            opened.draft("RGB", (WIDEST, WIDEST))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((WIDEST, WIDEST))
            flat = Image.new("RGB", upright.size, "white")
            clear = upright.convert("RGBA")
            flat.paste(clear, mask=clear)
            made = io.BytesIO()
            flat.save(made, "JPEG", quality=85)
            return made.getvalue()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, UnusableError):
            raise
        raise UnusableError("Bilden är skadad och går inte att visa") from None


def _text(path: Path) -> str:
    data = path.read_bytes()[: 4 * MOST_LETTERS + 1]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("windows-1252", "replace")
    if len(text) > MOST_LETTERS:
        raise UnusableError(f"Texten är för lång för en PDF och {IN_ZIP}")
    return text.replace("\x0c", "\n")


def _assemble(work: Work, path: Path) -> None:
    """Our own pages twice: the first time to know on which page everything begins, then with those numbers."""
    progress(work.job, 60, "Försättsblad och innehåll")
    title = f"Handlingar till {work.bundle.meeting.name} {date_text(work.bundle.meeting.day)}"
    numbers: dict[str, int] = {}
    for _ in range(3):
        frame = pikepdf.open(io.BytesIO(_own_pages(work, title, numbers)))
        placed, inserts = _placed(work, places_of(frame), len(frame.pages))
        if placed == numbers:
            break
        numbers = placed
        progress(work.job, 70, "Sidnummer i innehållet")
    progress(work.job, 80, "Sätter ihop handlingarna")
    ours, joined = work.room / "egna.pdf", work.room / "hopsatt.pdf"
    frame.save(ours)
    join(ours, [(at, sheet.path) for at, sheet in inserts if sheet.path], joined)
    progress(work.job, 90, "Sidnummer och bokmärken")
    with pikepdf.open(joined, access_mode=pikepdf.AccessMode.stream) as whole:
        number_pages(whole)
        finish(whole, title=title, bookmarks=_bookmarks(work, placed), places=placed)
        whole.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _own_pages(work: Work, title: str, numbers: dict[str, int]) -> bytes:
    meeting, notice = work.bundle.meeting, work.bundle.notice
    page = {name: number + 1 for name, number in numbers.items()}
    for sheets in work.sheets.values():
        for sheet in sheets:
            sheet.page = str(page.get(sheet.name, 888))
    times = f"kl. {times_text(meeting.starts_at, meeting.ends_at)}"
    context: dict[str, Any] = {
        "title": title,
        "heading": f"{meeting.name} {date_text(meeting.day)}",
        "sender": meeting.collaboration.name,
        "printed": f"Kallelse {notice.number} · gjord {date_text(clock.today())}",
        "meeting": meeting,
        "when": f"{weekday(meeting.day).capitalize()} {date_text(meeting.day)} {times}",
        "bodies": ", ".join(notice.content["meeting"]["bodies"]),
        "sent": f"Nummer {notice.number}, skickad {date_text(notice.sent_at)}",
        "parts": [
            {
                "chapter": chapter,
                "name": f"p{chapter.key}",
                "page": page.get(f"p{chapter.key}", 888),
                "sheets": work.sheets.get(chapter.key, []),
                "note_page": page.get(f"a{chapter.key}", 888),
                "has_pages": bool(chapter.leaves or chapter.note),
            }
            for chapter in work.bundle.chapters
        ],
    }
    return render_pdf(render_to_string(TEMPLATE, context), title=title, given=work.given)


def _placed(work: Work, own: dict[str, int], count: int) -> tuple[dict[str, int], list[tuple[int, Sheet]]]:
    """On which page everything begins when the files are in; and before which page of ours each file goes."""
    order: list[tuple[str, Sheet | None]] = []
    for chapter in work.chapters:
        order.append((f"p{chapter.key}", None))
        order += [(sheet.name, sheet) for sheet in work.sheets.get(chapter.key, [])]
        if chapter.note:
            order.append((f"a{chapter.key}", None))
    inserts: list[tuple[int, Sheet]] = []
    following = count
    for name, sheet in reversed(order):
        if sheet is not None and sheet.path:
            inserts.append((following, sheet))
        else:
            following = own[name]
    inserts.reverse()
    before = {sheet.name: at for at, sheet in inserts}
    placed, grown = {}, 0
    for name, sheet in order:
        placed[name] = before.get(name, own.get(name, 0)) + grown
        grown += sheet.pages if sheet is not None and sheet.path else 0
    return placed, inserts


def _bookmarks(work: Work, placed: dict[str, int]) -> list[Bookmark]:
    found = [Bookmark("Innehåll", 0)]
    for chapter in work.chapters:
        mark = Bookmark(f"{chapter.number}. {chapter.title}", placed[f"p{chapter.key}"])
        mark.parts = [
            Bookmark(sheet.leaf.paper.title, placed[sheet.name]) for sheet in work.sheets.get(chapter.key, [])
        ]
        if chapter.note:
            mark.parts.append(Bookmark("Min anteckning", placed[f"a{chapter.key}"]))
        found.append(mark)
    return found
