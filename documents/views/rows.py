"""Documents in lists and on their pages: every word, date and address ready."""

from collections.abc import Iterable
from dataclasses import dataclass

from documents import rules
from documents.http import address_of
from documents.models import Document, DocumentVersion, RecordEntry, ScanState
from documents.workflow import STEPS, DocumentActor, DocumentState, DocumentVerb
from groups.models import User
from samla.addresses import address
from samla.filetypes import NAMES
from samla.formats import NBSP, date_short, date_text, instant_text, number
from samla.verdict import Verdict

BADGE = {
    DocumentState.DRAFT: "draft",
    DocumentState.SHARED: "waiting",
    DocumentState.FINALISED: "ready",
    DocumentState.ATTESTED: "ready",
    DocumentState.PUBLISHED: "done",
    DocumentState.DISPOSED: "paused",
}
KILO, MEGA = 1000, 1_000_000
FIRST = {
    DocumentState.DRAFT: DocumentVerb.FINALISE,
    DocumentState.SHARED: DocumentVerb.FINALISE,
    DocumentState.FINALISED: DocumentVerb.PUBLISH,
    DocumentState.ATTESTED: DocumentVerb.PUBLISH,
}
"""The step that most come for, from each state."""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document as a line of a list."""

    url: str
    title: str
    number: str
    badge: str
    state: str
    kind: str
    day: str
    is_secret: bool


@dataclass(frozen=True, slots=True)
class FileLine:
    """One version of a document: the file, its facts and what must be known of it."""

    number: int
    filename: str
    kind: str
    note: str
    who: str
    when: str
    sha256: str
    warnings: tuple[str, ...]
    download_url: str
    show_url: str


@dataclass(frozen=True, slots=True)
class StepButton:
    """One step on the page of a document, open or shut with its reason."""

    key: str
    label: str
    url: str
    verdict: Verdict
    variant: str


def rows_of(documents: Iterable[Document]) -> list[DocumentRow]:
    """Documents of bodies as lines; their types come with them (`select_related`)."""
    return [
        DocumentRow(
            url=address_of(document),
            title=document.title,
            number=document.number or "",
            badge=BADGE[DocumentState(document.state)],
            state=document.get_state_display(),
            kind=document.document_type.name,
            day=date_short(document.drawn_up_on or document.created_at),
            is_secret=bool(document.secrecy_provision),
        )
        for document in documents
    ]


def file_lines(document: Document) -> list[FileLine]:
    """The versions of a document, the newest first. One query."""
    versions = document.versions.select_related("blob").order_by("-number")
    return [file_line(document, version) for version in versions]


def file_line(document: Document, version: DocumentVersion) -> FileLine:
    """One version with every word ready."""
    blob = version.blob
    told = []
    if blob.scan_state == ScanState.INFECTED:
        told.append("Virus hittat")
    if blob.scan_state == ScanState.UNSCANNED:
        told.append("Inte genomsökt efter virus")
    if blob.has_active_content:
        told.append("Innehåller makron eller annat aktivt innehåll")
    if blob.has_identity_numbers:
        told.append("Texten innehåller något som ser ut som personnummer")
    return FileLine(
        number=version.number,
        filename=version.filename,
        kind=f"{NAMES.get(blob.media_type, blob.media_type)}, {size_text(blob.size)}",
        note=version.note,
        who=version.by_name,
        when=instant_text(version.at),
        sha256=blob.sha256,
        warnings=tuple(told),
        download_url=address("documents:document_file", document.pk, version.number),
        show_url=address("documents:document_show", document.pk, version.number),
    )


def size_text(size: int) -> str:
    """Bytes as people say them: ”12 kB”, ”3 MB”."""
    if size < MEGA:
        return f"{number(max(1, round(size / KILO)))}{NBSP}kB"
    return f"{number(round(size / MEGA))}{NBSP}MB"


def facts_of(document: Document, entry: RecordEntry | None) -> list[tuple[str, str]]:
    """What a document is, in short lines; of the register's line only what every reader of the document may know."""
    day = document.drawn_up_on
    pairs = [
        ("Beteckning", document.number or "Får den när innehållet fastställs"),
        ("Grupp", document.body.short_name),
        ("Handlingsslag", document.document_type.name),
        ("Riktning", document.get_direction_display().capitalize() if entry else ""),
        ("Datum", date_text(day) if day else ""),
        ("Avsändare eller mottagare", entry.counterparty_public if entry else document.counterparty),
        ("Registrerad hos", entry.authority_name if entry else ""),
        ("Myndighetens diarienummer", entry.external_number if entry else document.external_number),
        ("Tillgänglighet", document.get_accessibility_display() if document.is_locked else ""),
        ("Sekretess", secrecy_text(document)),
    ]
    return [(label, text) for label, text in pairs if text]


def secrecy_text(document: Document) -> str:
    """The marking in words: the provision, who says so and since when (L7)."""
    if not document.secrecy_provision or document.secrecy_on is None:
        return ""
    return f"{document.secrecy_provision}, {document.secrecy_authority} den {date_text(document.secrecy_on)}"


def buttons_of(document: Document, user: User) -> list[StepButton]:
    """The steps that belong to the document's state; what is another's to take stands there with its reason."""
    found = []
    for verb, step in STEPS.items():
        if step.actor == DocumentActor.NOBODY_HERE or document.state not in step.sources:
            continue
        if (verb == DocumentVerb.MARK_SECRET) == bool(document.secrecy_provision) and step.target is None:
            continue
        found.append(
            StepButton(
                key=step.slug,
                label=verb.label,
                url=f"{address_of(document)}steg/{step.slug}/",
                verdict=rules.may_take(user, document, verb),
                variant="primary" if FIRST.get(DocumentState(document.state)) == verb else "secondary",
            )
        )
    return sorted(found, key=lambda button: button.variant)
