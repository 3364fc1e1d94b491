"""Documents in lists and on their pages: every word, date and address ready."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from documents import rules
from documents.http import address_of
from documents.models import Document, DocumentVersion, RecordEntry, ScanState
from documents.workflow import STEPS, DocumentActor, DocumentState, DocumentVerb
from groups.models import User
from samla.filetypes import NAMES, SHOWN_IN_BROWSER
from samla.formats import date_short, date_text, instant_text, size_text
from samla.verdict import Verdict

BADGE = {
    DocumentState.DRAFT: "draft",
    DocumentState.SHARED: "waiting",
    DocumentState.FINALISED: "ready",
    DocumentState.ATTESTED: "ready",
    DocumentState.PUBLISHED: "done",
    DocumentState.DISPOSED: "paused",
}
PREVIEWS = {"application/pdf": "pdf", "image/png": "image", "image/jpeg": "image"}
"""What the page of a document shows at once, and how."""
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
    preview: str


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


def file_lines(document: Document, at: str) -> list[FileLine]:
    """The versions of a document whose page is at that address, the newest first. One query."""
    versions = document.versions.select_related("blob").order_by("-number")
    return [file_line(version, at) for version in versions]


def warnings_of(scan_state: str, *, is_active: bool, has_identity_numbers: bool | None) -> tuple[str, ...]:
    """What a reader should know of a file before she opens it, the gravest first."""
    told = {
        "Virus hittat: filen lämnas inte ut": scan_state == ScanState.INFECTED,
        "Texten innehåller något som ser ut som personnummer": bool(has_identity_numbers),
        "Innehåller makron eller annat aktivt innehåll": is_active,
        "Inte genomsökt efter virus": scan_state == ScanState.UNSCANNED,
    }
    return tuple(words for words, is_so in told.items() if is_so)


def file_line(version: DocumentVersion, at: str) -> FileLine:
    """One version with every word ready."""
    blob = version.blob
    is_given_out = not blob.is_infected
    is_shown = is_given_out and blob.media_type in SHOWN_IN_BROWSER
    return FileLine(
        number=version.number,
        filename=version.filename,
        kind=f"{NAMES.get(blob.media_type, blob.media_type)}, {size_text(blob.size)}",
        note=version.note,
        who=version.by_name,
        when=instant_text(version.at),
        sha256=blob.sha256,
        warnings=warnings_of(
            blob.scan_state, is_active=blob.has_active_content, has_identity_numbers=blob.has_identity_numbers
        ),
        download_url=f"{at}fil/{version.number}/" if is_given_out else "",
        show_url=f"{at}visa/{version.number}/" if is_shown else "",
        preview=PREVIEWS.get(blob.media_type, "") if is_shown else "",
    )


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


def buttons_of(
    document: Document, user: User, at: str, may_take: Callable[[DocumentVerb], Verdict] | None = None
) -> list[StepButton]:
    """The steps that belong to the document's state; what is another's to take stands there with its reason.

    `at` is the address of the document's page. `may_take` is the rule of the floor above, where it says more than ours.
    """
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
                url=f"{at}steg/{step.slug}/",
                verdict=may_take(verb) if may_take else rules.may_take(user, document, verb),
                variant="primary" if FIRST.get(DocumentState(document.state)) == verb else "secondary",
            )
        )
    return sorted(found, key=lambda button: button.variant)
