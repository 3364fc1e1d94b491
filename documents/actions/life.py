"""The life of a document: each step by a named person, under lock, and the register's line in the same moment."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from documents import rules
from documents.actions.files import locked
from documents.models import (
    AccessibilityCheck,
    Document,
    PublicationCheck,
    RecordEntry,
    RegisteringAuthority,
    TakenStep,
)
from documents.workflow import PUBLICATION_POINTS, STEPS, DocumentState, DocumentVerb, FileWarning
from groups.actions import StaleError, take_number
from groups.models import User
from samla import clock
from samla.writing import write

STAMPS = {
    DocumentVerb.SHARE: "shared",
    DocumentVerb.FINALISE: "finalised",
    DocumentVerb.ATTEST: "attested",
    DocumentVerb.PUBLISH: "published",
    DocumentVerb.DISPOSE: "disposed",
    DocumentVerb.DISCARD: "discarded",
}
"""The pair of columns that says who took the step and when."""
BY_THEMSELVES = {
    DocumentVerb.FINALISE: "finalise",
    DocumentVerb.MARK_SECRET: "mark_secret",
    DocumentVerb.UNMARK_SECRET: "unmark_secret",
}
LATER = frozenset({FileWarning.UNSCANNED})
"""What a caller without a page need not ask about: the file says itself, everywhere, that it is not scanned."""


class UnseenWarningsError(ValidationError):
    """The person has not said that she has seen what there is to know about the file."""

    def __init__(self, sentence: str, warnings: Collection[FileWarning]) -> None:
        super().__init__(sentence)
        self.warnings = warnings


@transaction.atomic
def take(document: Document, verb: DocumentVerb, *, by: User, version: int | None = None, reason: str = "") -> Document:
    """Take a step that needs nothing more than perhaps a reason. `version` is the document's when the page was opened.

    Raises PermissionDenied with the rule's reason, StaleError when somebody has been there since, and ValidationError
    when a reason, or for PUBLISH the check (`check_publication`), is missing.
    """
    if verb in BY_THEMSELVES:
        raise ValueError(f"{BY_THEMSELVES[verb]}() does more")
    document = _opened(document, version)
    rules.may_take(by, document, verb).require()
    if verb == DocumentVerb.PUBLISH:
        rules.is_checked(document).require_valid()
    changed = _move(document, verb, by, reason)
    write(document, update_fields=changed)
    entries = RecordEntry.objects.select_for_update().filter(document=document)
    entries.update(is_published=document.state == DocumentState.PUBLISHED)
    return document


@transaction.atomic
def finalise(
    document: Document,
    *,
    by: User,
    number: str = "",
    version: int | None = None,
    acknowledged: Collection[FileWarning] = LATER,
    subject_public: str = "",
    subject_protected: str = "",
    counterparty_protected: str = "",
    **facts: Any,
) -> RecordEntry:
    """Lock the content and enter the document in the register at once (L1, L3); `facts` are last fields of Document.

    `number` is what the floor above calls it; otherwise the next of the collaboration's own series. The public subject is
    the title unless another is given; `counterparty` among the facts is the public one. `acknowledged` are the warnings
    about the file that the person has seen. Raises PermissionDenied with the rule's reason, StaleError, and
    ValidationError when a file, a warning's tick, the counterparty or the registering authority is missing.
    """
    document = _opened(document, version)
    rules.may_take(by, document, DocumentVerb.FINALISE).require()
    rules.has_content(document).require_valid()
    _require_acknowledged(document, acknowledged)
    for name, value in facts.items():
        setattr(document, name, value)
    document.drawn_up_on = document.drawn_up_on or clock.today()
    if document.drawn_up_on > clock.today():
        raise ValidationError(
            {"drawn_up_on": "Dagen har inte varit än. Ange den dag då handlingen kom, gick eller blev klar."}
        )
    if subject_protected and not subject_public:
        raise ValidationError({"subject_public": "Skriv vad alla får läsa; rubriken får inte avslöja det skyddade."})
    authority = authority_of(document)
    document.number = number or take_document_number(document)
    changed = _move(document, DocumentVerb.FINALISE, by)
    write(document, update_fields=[*changed, *facts, "drawn_up_on", "number"])
    return _enter(document, authority, subject_public, subject_protected, counterparty_protected)


@transaction.atomic
def enter(document: Document, *, by: User) -> RecordEntry:
    """Lock a document that is whole and enter it in the register, without asking whose step it is (`made.register_made`)."""
    authority = authority_of(document)
    document.number = take_document_number(document)
    changed = _move(document, DocumentVerb.FINALISE, by)
    write(document, update_fields=[*changed, "number"])
    return _enter(document, authority, "", "", "")


@transaction.atomic
def check_publication(
    document: Document,
    *,
    responsible: str,
    accessibility: AccessibilityCheck,
    by: User,
    version: int | None = None,
    **points: bool,
) -> PublicationCheck:
    """Keep that every point was gone through, by whom and when: the first of the two steps to the web (L18, L22).

    `points` are those of PUBLICATION_POINTS. It holds until something happens to the document. Raises PermissionDenied,
    StaleError, and ValidationError when a point is not ticked or nobody is named.
    """
    document = _opened(document, version)
    rules.may_take(by, document, DocumentVerb.PUBLISH).require()
    missing = {
        name: "Kryssa för punkten när den är kontrollerad." for name in PUBLICATION_POINTS if not points.get(name)
    }
    if accessibility == AccessibilityCheck.UNKNOWN:
        missing["accessibility"] = "Ange vad kontrollen visade."
    if not responsible.strip():
        missing["responsible"] = "Namnge den som ansvarar för publiceringen."
    if missing:
        raise ValidationError(missing)
    file_version = rules.last_version(document)
    document.accessibility = accessibility
    write(document, update_fields=["accessibility"])
    check = PublicationCheck(
        document=document,
        of_document_version=document.version,
        file_version=file_version,
        responsible=responsible.strip(),
        by=by,
        by_name=by.name,
        **dict.fromkeys(PUBLICATION_POINTS, True),
    )
    write(check)
    return check


@transaction.atomic
def mark_secret(
    document: Document,
    *,
    provision: str,
    authority: str,
    on: dt.date,
    reason: str,
    by: User,
    version: int | None = None,
) -> Document:
    """Mark a document as secret: provision (law, chapter, section), the authority that says so and the day (L7).

    The register's line leaves the public register in the same moment. A published document is unpublished first.
    Raises PermissionDenied, StaleError, and ValidationError when something is missing.
    """
    document = _opened(document, version)
    rules.may_take(by, document, DocumentVerb.MARK_SECRET).require()
    required = {"provision": provision, "authority": authority, "reason": reason}
    if missing := [name for name, text in required.items() if not text.strip()]:
        raise ValidationError(dict.fromkeys(missing, "Fyll i fältet."))
    if on > clock.today():
        raise ValidationError({"on": "Dagen har inte varit än."})
    document.secrecy_provision, document.secrecy_authority, document.secrecy_on = provision, authority, on
    return _set_secrecy(document, DocumentVerb.MARK_SECRET, by, reason)


@transaction.atomic
def unmark_secret(document: Document, *, reason: str, by: User, version: int | None = None) -> Document:
    """Take the marking away, with a reason. Raises as `mark_secret`."""
    document = _opened(document, version)
    rules.may_take(by, document, DocumentVerb.UNMARK_SECRET).require()
    document.secrecy_provision, document.secrecy_authority, document.secrecy_on = "", "", None
    return _set_secrecy(document, DocumentVerb.UNMARK_SECRET, by, reason)


@transaction.atomic
def mark_with_case(documents: Iterable[Document], *, provision: str, reason: str, by: User) -> None:
    """The registered documents of a case that is marked secret get its marking, whoever may mark the case (L7).

    Those that are marked keep theirs. Raises ValidationError for one that is on the web: it is unpublished first.
    """
    for each in documents:
        document = locked(each)
        if document.state == DocumentState.PUBLISHED:
            words = f"Handlingen {document.number} är publicerad. Avpublicera den innan ärendet sekretessmarkeras."
            raise ValidationError({"secrecy_provision": words})
        if document.is_locked and not document.secrecy_provision:
            authority = authority_of(document).organisation.name[:120]
            document.secrecy_provision, document.secrecy_authority = provision, authority
            document.secrecy_on = clock.today()
            _set_secrecy(document, DocumentVerb.MARK_SECRET, by, reason)


def authority_of(document: Document) -> RegisteringAuthority:
    """Whose register the document belongs to, by its body and the year of its date. Raises ValidationError."""
    on = document.drawn_up_on or clock.today()
    found = RegisteringAuthority.objects.select_related("organisation").filter(body=document.body, year=on.year).first()
    rules.has_authority(found, document.body, on.year).require_valid()
    assert found is not None  # noqa: S101  the rule has just said so
    return found


def take_document_number(document: Document) -> str:
    """The next number of a document that belongs to no case, e.g. ”SAMLA H 2026-0001”. Call inside a transaction."""
    year = clock.today().year
    serial = take_number(document.collaboration, "document", year)
    return f"{document.collaboration.number_prefix} H {year}-{serial:04d}"


def _require_acknowledged(document: Document, acknowledged: Collection[FileWarning]) -> None:
    version = rules.last_version(document)
    if not (verdict := rules.is_acknowledged(version, acknowledged)):
        raise UnseenWarningsError(
            verdict.reason, [one for one in rules.warnings_of(version) if one not in acknowledged]
        )


def _opened(document: Document, version: int | None) -> Document:
    """The document, locked. Raises StaleError when it is no longer the one that the page showed."""
    current = locked(document)
    if version is not None and current.version != version:
        raise StaleError(current)
    return current


def _set_secrecy(document: Document, verb: DocumentVerb, by: User, reason: str) -> Document:
    changed = _move(document, verb, by, reason)
    write(document, update_fields=[*changed, "secrecy_provision", "secrecy_authority", "secrecy_on"])
    entries = RecordEntry.objects.select_for_update().filter(document=document)
    entries.update(is_secret=bool(document.secrecy_provision))
    return document


def _move(document: Document, verb: DocumentVerb, by: User, reason: str = "") -> list[str]:
    """Put the document in the step's state with who, when and why; answers the names of the changed fields."""
    step, before = STEPS[verb], document.state
    if step.needs_reason and not reason.strip():
        raise ValidationError({"reason": "Skriv varför."})
    changed = ["version"]
    document.version += 1
    if step.target is not None:
        document.state = step.target
        changed.append("state")
    if verb in STAMPS:
        stamp = STAMPS[verb]
        setattr(document, f"{stamp}_by", by)
        setattr(document, f"{stamp}_at", clock.now())
        changed += [f"{stamp}_by", f"{stamp}_at"]
    if verb == DocumentVerb.UNPUBLISH:
        document.published_by = document.published_at = None
        changed += ["published_by", "published_at"]
        if document.attested_at:
            document.state = DocumentState.ATTESTED
    taken = TakenStep(
        document=document, verb=verb, state_before=before, state_after=document.state, reason=reason.strip()
    )
    taken.by, taken.by_name, taken.at = by, by.name, clock.now()
    write(taken)
    return changed


def _enter(
    document: Document, authority: RegisteringAuthority, subject: str, protected: str, counterparty: str
) -> RecordEntry:
    entry = RecordEntry(
        collaboration=document.collaboration,
        document=document,
        body=document.body,
        designation=str(document.number),
        dated_on=document.drawn_up_on or clock.today(),
        direction=document.direction,
        subject_public=subject or document.title,
        subject_protected=protected,
        counterparty_public=document.counterparty,
        counterparty_protected=counterparty,
        authority=authority,
        authority_name=authority.organisation.name,
        external_number=document.external_number,
        is_secret=bool(document.secrecy_provision),
    )
    write(entry)
    return entry
