"""Who may do what with a document, and with the pages that everybody reads. Every answer carries its reason."""

import datetime as dt
from collections.abc import Collection

from documents.models import (
    Document,
    DocumentType,
    DocumentVersion,
    GoverningRevision,
    Page,
    PublicationCheck,
    RecordEntry,
    RegisteringAuthority,
    ScanState,
)
from documents.workflow import STEPS, DocumentActor, DocumentState, DocumentVerb, FileWarning
from groups.models import Body, BodyKind, CareCollaboration, MandateSlot, User
from groups.powers import Power, powers_of
from samla import clock
from samla.formats import genitive
from samla.verdict import ALLOWED, Verdict, deny


def may_edit(user: User, page: Page) -> Verdict:
    """May this person publish a page of the collaboration?"""
    if powers_of(user).can(Power.LEAD, page):
        return ALLOWED
    return deny("Bara processledaren ändrar den här sidan.")


def may_draw_up(user: User, body: Body) -> Verdict:
    """May the person add a document to a body? Whoever sits there, the body's registrar and the process leader."""
    powers = powers_of(user)
    if powers.can(Power.RAISE, body) or powers.can(Power.REGISTER, body):
        return ALLOWED
    return deny(f"Handlingar läggs till av den som har en plats i {body.short_name}, registratorn och processledaren.")


def keeps_document(user: User, document: Document) -> Verdict:
    """The author, the presidium of the document's body, the body's registrar or the process leader (L1)."""
    powers, body = powers_of(user), document.body
    still_there = document.author_id == user.pk and powers.can(Power.BELONG, document)
    if (
        still_there
        or powers.can(Power.PRESIDE, body)
        or powers.can(Power.REGISTER, body)
        or powers.can(Power.LEAD, body)
    ):
        return ALLOWED
    return deny("Det gör den som skapade handlingen, gruppens presidium, registratorn eller processledaren.")


def may_change(user: User, document: Document) -> Verdict:
    """May the person change what the document says, or give it a new version? Never once it is finalised (L1)."""
    if document.is_locked:
        return deny(
            f"Handlingen är {document.get_state_display().lower()} och kan inte ändras. Lägg till en ny handling i stället."
        )
    return keeps_document(user, document)


def may_publish(user: User, document: Document) -> Verdict:
    """May the person put the document on the web or take it down? The process leader and the body's registrar (L22)."""
    if may_keep_register(user, document.body):
        return ALLOWED
    return deny("Det gör processledaren eller gruppens registrator.")


def may_keep_register(user: User, body: Body) -> Verdict:
    """May the person read what is protected in the body's lines of the register, and correct them (L4)?"""
    if powers_of(user).can(Power.REGISTER, body):
        return ALLOWED
    return deny("Registret sköts av processledaren och gruppens registrator.")


def may_name_authorities(user: User, collaboration: CareCollaboration) -> Verdict:
    """May the person say whose register a body's documents belong to (L6)? The process leader."""
    if collaboration.pk in powers_of(user).leads:
        return ALLOWED
    return deny("Registrerande myndighet anges av processledaren.")


def may_take(user: User, document: Document, verb: DocumentVerb) -> Verdict:
    """Is this step open from the document's state, and this person's to take?"""
    step = STEPS[verb]
    if document.state not in step.sources:
        return deny(_why_not_now(document, verb))
    if not (may := may_act(user, document, verb)):
        return may
    is_secret = bool(document.secrecy_provision)
    if is_secret and verb == DocumentVerb.PUBLISH:
        return deny("En handling med sekretessmarkering publiceras inte.")
    if is_secret and verb == DocumentVerb.MARK_SECRET:
        return deny("Handlingen är redan sekretessmarkerad.")
    if not is_secret and verb == DocumentVerb.UNMARK_SECRET:
        return deny("Handlingen är inte sekretessmarkerad.")
    return ALLOWED


def _why_not_now(document: Document, verb: DocumentVerb) -> str:
    if document.state == DocumentState.PUBLISHED and verb == DocumentVerb.MARK_SECRET:
        return "Handlingen är publicerad. Avpublicera den först, så att ingen läser den under tiden."
    return (
        f"Handlingen är redan i läget ”{document.get_state_display().lower()}”; "
        f"steget ”{verb.label.lower()}” går inte att ta då."
    )


def may_act(user: User, document: Document, verb: DocumentVerb) -> Verdict:
    """Is the step one of this person's, whatever state the document is in?"""
    match STEPS[verb].actor:
        case DocumentActor.KEEPER:
            return keeps_document(user, document)
        case DocumentActor.PUBLISHER:
            return may_publish(user, document)
        case DocumentActor.AUTHOR:
            return may_discard(user, document)
        case _ if verb == DocumentVerb.DISPOSE:
            return deny("Handlingar gallras i dokumenthanteringsplanen, efter beslut.")
        case _:
            return deny(f"Steget ”{verb.label.lower()}” tas inte härifrån.")


def has_authority(authority: RegisteringAuthority | None, body: Body, year: int) -> Verdict:
    """No document is finalised before it is known whose register it belongs to (L6, K29)."""
    if authority is not None:
        return ALLOWED
    return deny(
        f"Det finns ingen registrerande myndighet för {body.short_name} år {year}. "
        "Be processledaren ange den under Handlingar, Registrerande myndigheter. Sedan kan handlingen registreras."
    )


def can_change_authority(authority: RegisteringAuthority, organisation: int) -> Verdict:
    """The authority of a year stands once documents are registered there; how to reach it may always change."""
    if authority.organisation_id == organisation or not RecordEntry.objects.filter(authority=authority).exists():
        return ALLOWED
    return deny(
        f"Handlingar är redan registrerade hos {authority.organisation.name} det året. Myndigheten kan inte bytas, "
        "bara hur man når den."
    )


def has_content(document: Document) -> Verdict:
    """A document without a file, or with one in which a virus was found, is not finalised."""
    if document.is_locked:
        return ALLOWED
    version = last_version(document)
    if version is None:
        return deny("Handlingen har ingen fil ännu. Ladda upp den först.")
    if version.blob.scan_state == ScanState.INFECTED:
        return deny("Ett virus har hittats i filen. Ladda upp en fil utan virus.")
    return ALLOWED


def last_version(document: Document) -> DocumentVersion | None:
    """The newest file of a document, with what is known of its bytes."""
    return document.versions.select_related("blob").order_by("-number").first()


def warnings_of(version: DocumentVersion | None) -> list[FileWarning]:
    """What somebody must have considered before this file is locked and registered (L20)."""
    if version is None:
        return []
    blob = version.blob
    holds = {
        FileWarning.IDENTITY_NUMBERS: bool(blob.has_identity_numbers),
        FileWarning.ACTIVE_CONTENT: blob.has_active_content,
        FileWarning.UNSCANNED: blob.scan_state == ScanState.UNSCANNED,
    }
    return [warning for warning, is_so in holds.items() if is_so]


def is_acknowledged(version: DocumentVersion | None, seen: Collection[FileWarning]) -> Verdict:
    """Has the person said that she has seen every warning about the file?"""
    unseen = [warning for warning in warnings_of(version) if warning not in seen]
    if not unseen:
        return ALLOWED
    return deny("Bekräfta att du har sett varningen om filen: " + " ".join(warning.label for warning in unseen))


def check_of(document: Document) -> PublicationCheck | None:
    """The publication check that holds for the document as it is now; whatever has happened since ends it (L22)."""
    return document.publication_checks.filter(of_document_version=document.version).last()


def is_checked(document: Document) -> Verdict:
    """Has somebody gone through every point before the document goes on the web (L22)?"""
    if check_of(document) is not None:
        return ALLOWED
    return deny("Handlingen är inte kontrollerad inför publiceringen. Gå igenom alla punkter först.")


def may_discard(user: User, document: Document) -> Verdict:
    """A draft that nobody else has been shown is thrown away by whoever wrote it; anything else is kept (L2, L10)."""
    if document.shared_at is not None:
        return deny("Utkastet har varit delat och kan vara en allmän handling. Därför kastas det inte.")
    if document.author_id != user.pk:
        return deny("Ett utkast kastas av den som skapade det.")
    return ALLOWED


def may_change_plan(user: User, collaboration: CareCollaboration) -> Verdict:
    """May the person change the records plan, and dispose of documents by it? It reaches over every body (L11)."""
    if collaboration.pk in powers_of(user).leads:
        return ALLOWED
    return deny("Dokumenthanteringsplanen sköts av processledaren.")


def may_dispose(user: User, collaboration: CareCollaboration) -> Verdict:
    """May the person carry out a disposal (L10)?"""
    if collaboration.pk in powers_of(user).leads:
        return ALLOWED
    return deny("Gallring genomförs av processledaren.")


def may_read_disposals(user: User, collaboration: CareCollaboration) -> Verdict:
    """May the person read the log of disposals? The process leader, a registrar and the auditor."""
    powers = powers_of(user)
    registers = any(row.what == Power.REGISTER and row.collaboration == collaboration.pk for row in powers.held)
    if registers or collaboration.pk in powers.leads | powers.audits:
        return ALLOWED
    return deny("Gallringarna läses av processledaren, registratorer och granskaren.")


def shortens(before: DocumentType, after: DocumentType) -> bool:
    """Would documents of the type be kept for a shorter time than now?"""
    if after.preserved:
        return False
    if before.preserved or before.disposed_after_years is None:
        return before.preserved or after.disposed_after_years is not None
    return after.disposed_after_years is None or after.disposed_after_years < before.disposed_after_years


def has_new_decision(before: DocumentType, after: DocumentType) -> Verdict:
    """A shorter time rests on a decision, and on another one than the longer time did (L10)."""
    if not shortens(before, after):
        return ALLOWED
    if not after.decision_text or not after.decision_number:
        return deny("Utan gallringsbeslut bevaras handlingarna. Ange beslutets instans, dag och diarienummer.")
    if not before.preserved and after.decision_text == before.decision_text:
        return deny(
            "En kortare tid behöver ett nytt gallringsbeslut. Ange det beslutets instans, dag och diarienummer."
        )
    return ALLOWED


def is_taken(decision_on: dt.date | None) -> Verdict:
    """A decision is referred to when it has been taken."""
    if decision_on is not None and decision_on > clock.today():
        return deny("Beslutet är inte fattat än. Ange dagen då det fattades.")
    return ALLOWED


# Governing documents


def may_write_governing(user: User, body: Body) -> Verdict:
    """May the person write in a body's mandate slots? Its presidium and the process leader."""
    powers = powers_of(user)
    if powers.can(Power.LEAD, body) or powers.can(Power.PRESIDE, body):
        return ALLOWED
    return deny(
        f"Styrande dokument för {body.short_name} skrivs av gruppens ordförande, vice ordförande och processledaren."
    )


def may_revise(user: User, revision: GoverningRevision) -> Verdict:
    """May the person change what the revision says? Never once it is finalised (L1)."""
    if not revision.is_open:
        return deny("Revisionen är fastställd och kan inte ändras. Börja på en ny revision i stället.")
    return may_write_governing(user, revision.slot.body)


def may_begin_revision(user: User, slot: MandateSlot, draft: GoverningRevision | None) -> Verdict:
    """May the person begin the next revision? One at a time: the open draft is `draft`."""
    if draft is not None:
        return deny("Det finns redan ett utkast till en ny revision. Skriv vidare i det.")
    return may_write_governing(user, slot.body)


def may_approve(user: User, revision: GoverningRevision, body: Body) -> Verdict:
    """May the person record that the body has approved the revision (57)?

    Only the decision of the body named in ”Godkänt av” sets the date: its presidium records it, or the process leader.
    A draft is finalised in the same step, which those do who write it.
    """
    if revision.is_approved:
        return deny("Revisionen är redan godkänd. Ett nytt beslut gäller en ny revision.")
    powers = powers_of(user)
    if powers.can(Power.LEAD, body) or powers.can(Power.PRESIDE, body):
        return may_revise(user, revision) if revision.is_open else ALLOWED
    return deny(
        f"Godkännandet är {genitive(body.short_name)} beslut. Det registreras av {genitive(body.short_name)} "
        "ordförande eller vice ordförande, eller av processledaren."
    )


def approves(body: Body, slot: MandateSlot) -> Verdict:
    """Can this body be the one that approves what is in the slot? The bodies that govern, and never one below."""
    if body.pk in {one.pk for one in approvers_of(slot)}:
        return ALLOWED
    return deny(f"{body.short_name} kan inte godkänna ”{slot}”. Det gör en grupp på samma nivå eller över.")


def approvers_of(slot: MandateSlot) -> list[Body]:
    """Who can approve, the usual one first: the body above; where nothing stands above a body, itself.

    The political group approves its own documents; Samordningsgruppens are approved there or by itself; everybody else's
    by Samordningsgruppen or the political group.
    """
    kinds = {
        BodyKind.POLITICAL: [BodyKind.POLITICAL],
        BodyKind.COORDINATION: [BodyKind.POLITICAL, BodyKind.COORDINATION],
    }.get(BodyKind(slot.body.kind), [BodyKind.COORDINATION, BodyKind.POLITICAL])
    there = Body.objects.active().filter(collaboration=slot.body.collaboration_id, kind__in=kinds)
    return sorted(there, key=lambda body: kinds.index(BodyKind(body.kind))) or [slot.body]


def is_complete(revision: GoverningRevision) -> Verdict:
    """Is there something to finalise: a text, or a file?"""
    if revision.is_text or revision.document.versions.exists():
        return ALLOWED
    return deny("Dokumentet är tomt. Skriv en text eller ladda upp en fil först.")


def may_add_slot(user: User, body: Body) -> Verdict:
    """May the person add a slot for a governing document to a body? The process leader."""
    if body.is_external:
        return deny("En grupp utanför samverkan har inga styrande dokument här.")
    if powers_of(user).can(Power.LEAD, body):
        return ALLOWED
    return deny("Dokumentplatser läggs till av processledaren.")
