"""Governing documents: a slot's next revision, its words, and the moment when it is finalised and approved (57)."""

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.text import slugify

from documents import rules
from documents.actions.files import add_version, create_document, locked
from documents.actions.jobs import fingerprint
from documents.actions.life import finalise
from documents.actions.page_count import count_pages
from documents.models import SET_BY_HAND, Document, DocumentType, GoverningRevision
from groups.models import Body, CareCollaboration, MandateSlot, User
from groups.powers import powers_of
from samla import clock
from samla.filetypes import TYPES, FileRefusedError
from samla.formats import date_short, date_text, instant_text
from samla.identity_numbers import refuse_identity_numbers
from samla.pdf import render_pdf
from samla.writing import write

TYPE, TYPE_NAME = "styrande-dokument", "Styrande dokument"
KINDS = frozenset({TYPES["pdf"], TYPES["docx"]})
UNKNOWN, NOT_YET = "Datum okänt, att komplettera", "Inte godkänt än"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What the approving body has decided. `issued_on` completes a header that lacks its date of issue."""

    body: Body
    on: dt.date
    decision: str
    issued_on: dt.date | None = None


class StaleRevisionError(Exception):
    """Somebody else has saved the draft since the form was opened."""

    def __init__(self, current: GoverningRevision) -> None:
        super().__init__("Utkastet har ändrats sedan du öppnade formuläret.")
        self.current = current


@transaction.atomic
def add_slot(body: Body, title: str, *, by: User) -> MandateSlot:
    """A further governing document that a body should have, last among its slots.

    Raises PermissionDenied with the rule's reason, ValidationError when there is one of that name or it is no title.
    """
    Body.objects.select_for_update(no_key=True).get(pk=body.pk)
    rules.may_add_slot(by, body).require()
    refuse_identity_numbers(title)
    slots = list(body.mandate_slots.all())
    slug = slugify(title)[:80].strip("-")
    if not slug:
        raise ValidationError({"title": "Skriv vad dokumentet heter."})
    if any(slug == slot.slug or title.casefold() == slot.title.casefold() for slot in slots):
        raise ValidationError({"title": f"{body.short_name} har redan en dokumentplats som heter så."})
    slot = MandateSlot(body=body, slug=slug, title=title, position=max((one.position for one in slots), default=0) + 1)
    write(slot)
    return slot


@transaction.atomic
def begin_revision(slot: MandateSlot, *, by: User) -> GoverningRevision:
    """The slot's next revision, a draft that begins as a copy of the one before.

    Raises PermissionDenied with the rule's reason.
    """
    MandateSlot.objects.select_for_update(no_key=True).get(pk=slot.pk)
    revisions = list(slot.revisions.order_by("-number"))
    draft = next((one for one in revisions if one.is_open), None)
    rules.may_begin_revision(by, slot, draft).require()
    number = revisions[0].number + 1 if revisions else 1
    document = create_document(
        body=slot.body, document_type=governing_type(slot.body.collaboration), title=title_of(slot, number), by=by
    )
    values = {name: getattr(revisions[0], name) for name in SET_BY_HAND} if revisions else first_words(slot, by)
    revision = GoverningRevision(slot=slot, document=document, number=number, **values)
    write(revision)
    return revision


def title_of(slot: MandateSlot, number: int) -> str:
    """What the document is called in the register."""
    return f"{slot.title[:180]}, revision {number}"


def first_words(slot: MandateSlot, by: User) -> dict[str, Any]:
    """What the header of a slot's first revision can be taken to be, for whoever writes it to change."""
    body = slot.body
    powers = powers_of(by)
    role = powers.acting_as(powers.seat_in(body.pk, body.collaboration_id)) or by.title or by.name
    place = body.collaboration.short_name
    return {
        "kind": slot.title.partition(" ")[0][:80],
        "assignment": body.name[:120],
        "drawn_up_by": (role if place in role else f"{role} {place}")[:120],
        "approved_by": rules.approvers_of(slot)[0],
    }


def governing_type(collaboration: CareCollaboration) -> DocumentType:
    """The line of the records plan that governing documents follow: preserved, and published on the web (L11, 42)."""
    found, _ = DocumentType.objects.get_or_create(
        collaboration=collaboration, slug=TYPE, defaults={"name": TYPE_NAME, "is_published": True}
    )
    return found


@transaction.atomic
def revise(
    revision: GoverningRevision,
    values: Mapping[str, Any],
    *,
    version: int,
    by: User,
    file: BinaryIO | None = None,
    filename: str = "",
) -> GoverningRevision:
    """New words for a draft, or a file in their place; `values` are those of SET_BY_HAND that the form has.

    Raises PermissionDenied with the rule's reason, StaleRevisionError when `version` is no longer the draft's,
    ValidationError on bad fields, FileRefusedError and OSError as `files.store`.
    """
    document, revision = _locked(revision)
    rules.may_revise(by, revision).require()
    if document.version != version:
        raise StaleRevisionError(revision)
    for name in SET_BY_HAND:
        setattr(revision, name, values.get(name, getattr(revision, name)))
    _check_header(revision)
    if file is not None:
        _take_file(revision, file, filename, by)
    write(revision, update_fields=[*SET_BY_HAND, "pages"])
    document.version += 1
    document.save(update_fields=["version"])
    return revision


@transaction.atomic
def finalise_revision(revision: GoverningRevision, *, by: User, approval: Approval | None = None) -> GoverningRevision:
    """Freeze a draft and enter it in the register, approved in the same moment if there is an approval.

    A text becomes its PDF here, with the header as it is then: some tenths of a second, in a task. Without an approval
    the header says that the date is not known (K24). Raises PermissionDenied with the rule's reason, ValidationError when
    something is missing, as `finalise`.
    """
    document, revision = _locked(revision)
    rules.may_revise(by, revision).require()
    rules.is_complete(revision).require_valid()
    if approval is not None:
        _check_approval(revision, approval, by)
        revision.issued_on, revision.approved_by = revision.issued_on or approval.issued_on, approval.body
    _check_header(revision)
    if revision.is_text:
        data, revision.pages = _laid_out(revision, approval)
        add_version(document, io.BytesIO(data), f"{slugify(document.title)}.pdf", by=by)
    write(revision, update_fields=["issued_on", "approved_by", "pages"])
    finalise(document, by=by)
    _, revision = _locked(revision)
    if approval is not None:
        _approve(revision, approval, by, at=revision.document.finalised_at)
    return revision


@transaction.atomic
def approve_revision(revision: GoverningRevision, approval: Approval, *, by: User) -> GoverningRevision:
    """Record the body's decision; a draft is finalised in the same moment, what was finalised before stays as it is.

    After this nothing in the revision changes any more. Raises as `finalise_revision`.
    """
    _, revision = _locked(revision)
    if revision.is_open:
        return finalise_revision(revision, by=by, approval=approval)
    _check_approval(revision, approval, by)
    _approve(revision, approval, by, at=clock.now())
    return revision


def check_approval(revision: GoverningRevision, approval: Approval | None, *, by: User) -> None:
    """Everything that `finalise_revision` would object to, asked before the work is queued. Raises as it does."""
    rules.may_revise(by, revision).require()
    rules.is_complete(revision).require_valid()
    if approval is not None:
        _check_approval(revision, approval, by)
    document, today = revision.document, clock.today()
    authority = document.body.registering_authorities.filter(year=(document.drawn_up_on or today).year).first()
    rules.has_authority(authority, document.body, (document.drawn_up_on or today).year).require_valid()


def header_of(revision: GoverningRevision, approval: Approval | None = None) -> list[tuple[str, str]]:
    """The header's fields but the page number, in the model's order, with what is not known said so (57, K24).

    `approval` is one that is about to be recorded.
    """
    issued_on = revision.issued_on or (approval.issued_on if approval else None)
    body = approval.body if approval else revision.approved_by
    approved_on = approval.on if approval else revision.approved_on
    no_date = NOT_YET if revision.is_open else UNKNOWN
    return [
        ("Dokumenttyp", revision.kind),
        ("Uppdrag", revision.assignment),
        ("Upprättat av", revision.drawn_up_by),
        ("Utfärdsdatum", date_short(issued_on) if issued_on else UNKNOWN),
        ("Godkänt av", body.name if body else "Okänt, att komplettera"),
        ("Datum för godkännande efter revidering", date_short(approved_on) if approved_on else no_date),
    ]


def pdf_of(revision: GoverningRevision, approval: Approval | None = None) -> bytes:
    """The revision's text as PDF/A-3a and PDF/UA-1 with its header; what is not finalised says on every page that it is a draft.

    `revision` comes with `document`, `approved_by`, `slot__body__collaboration`. Call it in a task.
    """
    collaboration = revision.slot.body.collaboration
    is_draft = revision.is_open and approval is None
    printed = f"{revision.slot.body.short_name} · revision {revision.number}"
    context = {
        "title": revision.slot.title,
        "heading": f"Utkast · {revision.slot.title}" if is_draft else revision.slot.title,
        "sender": collaboration.name,
        "printed": f"{printed} · utkast {date_text(clock.today())}" if is_draft else printed,
        "header": header_of(revision, approval),
        "text": revision.text,
        "decision": approval.decision if approval else revision.decision,
        "afterwards": instant_text(at) if (at := revision.recorded_at) and revision.is_approved_afterwards else "",
        "is_draft": is_draft,
    }
    return render_pdf(
        render_to_string("documents/governing_pdf.html", context),
        title=f"{revision.slot.title}, revision {revision.number}",
        author=collaboration.name,
    )


def pdf_key(revision: GoverningRevision) -> str:
    """Another one whenever the revision's PDF would be another."""
    return fingerprint(
        "governing", layout(), revision.pk, revision.document.version, revision.recorded_at, clock.today()
    )


@cache
def layout() -> str:
    """What the document looks like, as a short text: another one after an update that changes it."""
    files = ("templates/documents/governing_pdf.html", "templates/pdf/base.html", "static/css/pdf.css")
    return fingerprint(*((settings.BASE_DIR / name).read_text() for name in files))[:12]


def _locked(revision: GoverningRevision) -> tuple[Document, GoverningRevision]:
    """The revision and its document as they are now, locked until the transaction ends."""
    document = locked(revision.document)
    GoverningRevision.objects.select_for_update(no_key=True).only("pk").get(pk=revision.pk)
    current = GoverningRevision.objects.with_header().get(pk=revision.pk)
    current.document = document
    return document, current


def _check_header(revision: GoverningRevision) -> None:
    if revision.issued_on and revision.issued_on > clock.today():
        raise ValidationError({"issued_on": "Utfärdsdatumet kan inte ligga i framtiden."})
    if revision.approved_by is not None:
        rules.approves(revision.approved_by, revision.slot).require_valid()


def _check_approval(revision: GoverningRevision, approval: Approval, by: User) -> None:
    rules.may_approve(by, revision, approval.body).require()
    rules.approves(approval.body, revision.slot).require_valid()
    refuse_identity_numbers(approval.decision)
    issued_on = revision.issued_on or approval.issued_on
    if issued_on is None:
        raise ValidationError({"issued_on": "Ange utfärdsdatum: ett godkänt dokument har alla uppgifter i sitt huvud."})
    if issued_on > clock.today():
        raise ValidationError({"issued_on": "Utfärdsdatumet kan inte ligga i framtiden."})
    if not approval.decision.strip():
        raise ValidationError({"decision": "Ange beslutet, till exempel ”Samordningsgruppen 2026 § 14”."})
    if approval.on > clock.today():
        raise ValidationError({"approved_on": "Datumet för godkännande kan inte ligga i framtiden."})
    if approval.on < issued_on:
        raise ValidationError(
            {"approved_on": f"Dokumentet utfärdades {date_text(issued_on)}; det godkänns inte före det."}
        )


def _approve(revision: GoverningRevision, approval: Approval, by: User, *, at: dt.datetime | None) -> None:
    revision.issued_on = revision.issued_on or approval.issued_on
    revision.approved_by, revision.approved_on = approval.body, approval.on
    revision.decision = approval.decision.strip()
    revision.recorded_by, revision.recorded_at = by, at
    fields = ["issued_on", "approved_by", "approved_on", "decision", "recorded_by", "recorded_at"]
    write(revision, update_fields=fields)


def _take_file(revision: GoverningRevision, file: BinaryIO, filename: str, by: User) -> None:
    """The file as the document's next version, when there is no text that it would stand against."""
    if revision.is_text:
        raise ValidationError({"file": "Välj text eller fil. Töm texten om filen ska gälla."})
    version = add_version(revision.document, file, filename, by=by)
    if version.blob.media_type not in KINDS:
        raise FileRefusedError("Ett styrande dokument är en PDF eller ett Word-dokument (DOCX).")
    revision.pages = count_pages(file, version.blob.media_type)


def _laid_out(revision: GoverningRevision, approval: Approval | None) -> tuple[bytes, int | None]:
    frozen = GoverningRevision.objects.with_header().get(pk=revision.pk)
    frozen.issued_on, frozen.approved_by, frozen.is_open = revision.issued_on, revision.approved_by, False
    data = pdf_of(frozen, approval)
    return data, count_pages(io.BytesIO(data), TYPES["pdf"])
