"""What the page of a document shows, whoever's page it is: facts, warnings, versions, a look at the file, and steps.

`templates/documents/_document.html` shows it. Addresses lie under the page's own: `fil/<version>/`,
`fil/<version>/hamta/`, `ny-version/`, `tillganglighet/`, `vem-ser/`, `steg/<slug>/`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from documents import rules
from documents.models import AccessibilityCheck, Blob, Document, DocumentVersion, ScanState
from documents.workflow import STEPS, DocumentState, DocumentVerb
from groups.models import User
from samla.filetypes import NAMES, SHOWN_IN_BROWSER
from samla.formats import date_text, instant_text, size_text
from samla.verdict import Verdict

BADGE = {
    DocumentState.DRAFT: "draft",
    DocumentState.SHARED: "active",
    DocumentState.FINALISED: "done",
    DocumentState.ATTESTED: "done",
    DocumentState.PUBLISHED: "ready",
    DocumentState.DISPOSED: "paused",
}
STAMPS = (
    ("Skapad", "author", "created_at"),
    ("Delad för synpunkter", "shared_by", "shared_at"),
    ("Upprättad", "finalised_by", "finalised_at"),
    ("Justerad", "attested_by", "attested_at"),
    ("Publicerad", "published_by", "published_at"),
    ("Gallrad", "disposed_by", "disposed_at"),
)
KEPT = {DocumentVerb.SHARE, DocumentVerb.WITHDRAW, DocumentVerb.FINALISE}
PUBLISHING = {DocumentVerb.PUBLISH, DocumentVerb.UNPUBLISH}
IMAGES = {"image/png", "image/jpeg"}

UNSCANNED = "Inte genomsökt efter virus"
INFECTED = "Virus hittat: filen lämnas inte ut"
ACTIVE = "Innehåller makron, skript eller bifogade filer. Öppna den bara om du litar på avsändaren."
IDENTITY = (
    "Texten i filen ser ut att innehålla personnummer. Kontrollera den, och ta bort dem innan handlingen fastställs."
)


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """One version as the page shows it, every word ready."""

    number: int
    filename: str
    kind: str
    size: str
    sha256: str
    who: str
    when: str
    note: str
    warnings: tuple[str, ...]
    url: str
    download_url: str
    is_shown_here: bool


@dataclass(frozen=True, slots=True)
class DocumentChoice:
    """One step that leads on, open or shut with its reason."""

    key: str
    label: str
    url: str
    verdict: Verdict


def warnings_of(scan_state: str, *, is_active: bool, has_identity_numbers: bool | None) -> tuple[str, ...]:
    """What a reader should know of a file before she opens it, the gravest first."""
    found = []
    if scan_state == ScanState.INFECTED:
        found.append(INFECTED)
    if has_identity_numbers:
        found.append(IDENTITY)
    if is_active:
        found.append(ACTIVE)
    if scan_state == ScanState.UNSCANNED:
        found.append(UNSCANNED)
    return tuple(found)


def warnings_of_blob(blob: Blob) -> tuple[str, ...]:
    """The same of a row."""
    return warnings_of(
        blob.scan_state, is_active=blob.has_active_content, has_identity_numbers=blob.has_identity_numbers
    )


def parts_of(
    document: Document,
    user: User | AnonymousUser,
    *,
    address: str,
    verdict_of: Callable[[DocumentVerb], Verdict] | None = None,
    verbs: Iterable[DocumentVerb] = DocumentVerb,
) -> dict[str, Any]:
    """The context of `_document.html`. One query; `document` comes with its type, body, author and the people of its steps.

    `verdict_of`: what the page's own floor says of a step, when that is more than the document's rule.
    """
    versions = [
        _shown(version, address, is_readable=document.is_readable and not version.blob.disposed_at)
        for version in document.versions.select_related("blob").order_by("-number")
    ]
    choices = _choices(document, user, address, verdict_of, verbs) if isinstance(user, User) else []
    newest = versions[0] if versions else None
    return {
        "document": document,
        "address": address,
        "badge_state": BADGE[DocumentState(document.state)],
        "facts": facts_of(document),
        "stamps": stamps_of(document),
        "versions": versions,
        "newest": newest,
        "shows_picture": newest is not None and newest.kind in {NAMES[kind] for kind in IMAGES},
        "choices": choices,
        "may_check": isinstance(user, User) and bool(rules.keeps_document(user, document)),
        "checks": [(value, label, value == document.accessibility) for value, label in AccessibilityCheck.choices],
    }


def facts_of(document: Document) -> list[tuple[str, str]]:
    """What is known of the document; what is empty is left out."""
    dated = date_text(document.drawn_up_on) if document.drawn_up_on else ""
    pairs = [
        ("Beteckning", document.number or ""),
        ("Handlingsslag", str(document.document_type)),
        ("Grupp", document.body.name),
        ({"RECEIVED": "Kom in", "DISPATCHED": "Skickades"}.get(document.direction, "Daterad"), dated),
        ("Från eller till", document.counterparty),
        ("Myndighetens diarienummer", document.external_number),
        ("Sekretess", document.secrecy_provision),
        ("Tillgänglighet", document.get_accessibility_display()),
    ]
    return [(label, text) for label, text in pairs if text]


def stamps_of(document: Document) -> list[tuple[str, str]]:
    """Who did what with it and when, in the order of its life."""
    return [
        (label, f"{getattr(document, by)}, {instant_text(getattr(document, at))}")
        for label, by, at in STAMPS
        if getattr(document, at)
    ]


def _shown(version: DocumentVersion, address: str, *, is_readable: bool) -> ShownVersion:
    blob = version.blob
    is_given_out = is_readable and not blob.is_infected
    is_seen = is_given_out and blob.media_type in SHOWN_IN_BROWSER
    return ShownVersion(
        number=version.number,
        filename=version.filename,
        kind=NAMES[blob.media_type],
        size=size_text(blob.size),
        sha256=blob.sha256,
        who=version.by_name,
        when=instant_text(version.at),
        note=version.note,
        warnings=warnings_of_blob(blob),
        url=f"{address}fil/{version.number}/" if is_seen else "",
        download_url=f"{address}fil/{version.number}/hamta/" if is_given_out else "",
        is_shown_here=is_seen,
    )


def _choices(
    document: Document,
    user: User,
    address: str,
    verdict_of: Callable[[DocumentVerb], Verdict] | None,
    verbs: Iterable[DocumentVerb],
) -> list[DocumentChoice]:
    """The steps from the document's state that can be this person's."""
    keeps, publishes = rules.keeps_document(user, document), rules.may_publish(user, document)
    found = []
    for verb in verbs:
        step = STEPS[verb]
        is_hers = (verb in KEPT and keeps) or (verb in PUBLISHING and publishes)
        if document.state in step.sources and is_hers:
            verdict = verdict_of(verb) if verdict_of else rules.may_take(user, document, verb)
            found.append(DocumentChoice(verb.value.lower(), verb.label, f"{address}steg/{step.slug}/", verdict))
    return found
