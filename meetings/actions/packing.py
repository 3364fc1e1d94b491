"""What goes into the documents of a meeting for one reader: exactly what she may read now, item by item."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from documents.actions import fingerprint
from documents.models import DocumentVersion
from groups.models import User
from meetings.models import AgendaItem, Meeting, Notice, kept_notes
from meetings.models.papers import HIDDEN, Paper, items_for, papers_of, secret_cases_of
from meetings.workflow import ItemKind
from samla import clock
from samla.filenames import clean
from samla.filetypes import NAMES, TYPES

LOOKS = ("templates/meetings/pack_pdf.html", "templates/pdf/base.html", "static/css/pdf.css", "static/css/tokens.css")
FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*', " "))
LONGEST_NAME = 70
PICTURES = {TYPES["png"], TYPES["jpg"]}
TEXTS = {TYPES["txt"], TYPES["csv"]}


@dataclass(slots=True)
class Leaf:
    """One document at one item, in the version that the notice froze."""

    paper: Paper
    version: DocumentVersion
    order: int  # at its item, from 1

    @property
    def media_type(self) -> str:
        """What the file is."""
        return self.version.blob.media_type

    @property
    def kind(self) -> str:
        """What the file is, in words."""
        return NAMES.get(self.media_type, "fil")

    @property
    def name(self) -> str:
        """What the file is called among those of its item: ”1 Underlag.pdf”."""
        return f"{self.order} {safe(self.paper.title)}{Path(self.version.filename).suffix.lower()}"


@dataclass(slots=True)
class Chapter:
    """One item with its documents, and her note to it."""

    key: int
    number: int
    title: str
    facts: str
    proposal: str
    leaves: list[Leaf] = field(default_factory=list)
    note: str = ""

    @property
    def folder(self) -> str:
        """What its folder is called: ”05 Samordnad vårdplanering”."""
        return f"{self.number:02d} {safe(self.title)}"


@dataclass(slots=True)
class Bundle:
    """The documents of a meeting for one reader; `key` is another as soon as anything of it is."""

    meeting: Meeting
    notice: Notice
    chapters: list[Chapter]
    key: str

    @property
    def leaves(self) -> list[Leaf]:
        """Every document in order; one that stands at two items is there twice."""
        return [leaf for chapter in self.chapters for leaf in chapter.leaves]


def bundle_of(meeting: Meeting, notice: Notice, user: User, *, with_notes: bool = False) -> Bundle:
    """What the person may read of the notice, and her own notes where she wants them; a fixed number of queries."""
    items = items_for(notice.content, meeting, user)
    hidden = secret_cases_of(items, user)
    withdrawn = set(AgendaItem.objects.filter(meeting=meeting).exclude(withdrawn_at=None).values_list("pk", flat=True))
    leaves = _leaves(papers_of(meeting, items, user))
    notes = kept_notes(user, [item["item"] for item in items]) if with_notes else {}
    chapters = []
    for item in items:
        chapter = _chapter(item, is_hidden=item["item"] in hidden, is_withdrawn=item["item"] in withdrawn)
        chapter.leaves = leaves.get(chapter.key, [])
        chapter.note = notes[chapter.key].text if chapter.key in notes else ""
        chapters.append(chapter)
    marks = [(item, note.saved_at) for item, note in notes.items()]
    papers = [(leaf.paper, leaf.version.blob.sha256, leaf.version.blob.is_infected) for leaf in _all(leaves)]
    key = fingerprint(meeting.pk, notice.pk, layout(), papers, sorted(hidden), sorted(withdrawn), marks)
    return Bundle(meeting, notice, chapters, key)


def layout() -> str:
    """What the PDF looks like, as a short text: another one after an update that changes it."""
    read = b"".join((settings.BASE_DIR / name).read_bytes() for name in LOOKS)
    return f"{hashlib.sha256(read).hexdigest()[:12]} {clock.today()}"


def safe(title: str) -> str:
    """The title as every computer can name a file."""
    words = clean(f"{title.translate(FORBIDDEN)}.x").removesuffix(".x")
    return words[:LONGEST_NAME].strip(". ") or "Handling"


def _all(leaves: dict[int, list[Leaf]]) -> Iterable[Leaf]:
    return (leaf for its in leaves.values() for leaf in its)


def _leaves(papers: list[Paper]) -> dict[int, list[Leaf]]:
    versions = {
        (version.document_id, version.number): version
        for version in DocumentVersion.objects.filter(document__in={one.document for one in papers}).select_related(
            "blob"
        )
    }
    found: dict[int, list[Leaf]] = {}
    for paper in papers:
        version = versions.get((paper.document, paper.version))
        if version is not None:
            its = found.setdefault(paper.item, [])
            its.append(Leaf(paper, version, len(its) + 1))
    return found


def _chapter(item: dict[str, Any], *, is_hidden: bool, is_withdrawn: bool) -> Chapter:
    facts = [
        "Punkten har utgått" if is_withdrawn else "",
        f"Kl. {item['starts']}",
        ItemKind(item["kind"]).label,
        "" if is_hidden or not item["presenter"] else f"Föredragande: {item['presenter']}",
        item["case"],
    ]
    return Chapter(
        key=item["item"],
        number=item["number"],
        title=HIDDEN if is_hidden else item["title"],
        facts=" · ".join(fact for fact in facts if fact),
        proposal="" if is_hidden else item["proposal"],
    )
