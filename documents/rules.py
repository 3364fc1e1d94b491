"""Who may do what with a document, and with the pages that everybody reads. Every answer carries its reason."""

from documents.models import Document, GoverningRevision, Page, RegisteringAuthority
from documents.workflow import STEPS, DocumentState, DocumentVerb
from groups.models import Body, BodyKind, MandateSlot, User
from groups.powers import Power, powers_of
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
    powers = powers_of(user)
    if powers.can(Power.LEAD, document) or powers.can(Power.REGISTER, document.body):
        return ALLOWED
    return deny("Handlingar publiceras av processledaren eller gruppens registrator.")


def may_take(user: User, document: Document, verb: DocumentVerb) -> Verdict:
    """Is this step open from the document's state, and this person's to take?"""
    step = STEPS[verb]
    if document.state not in step.sources:
        return deny(
            f"Handlingen är redan i läget ”{document.get_state_display().lower()}”; "
            f"steget ”{verb.label.lower()}” går inte att ta nu."
        )
    if verb in {DocumentVerb.SHARE, DocumentVerb.WITHDRAW, DocumentVerb.FINALISE}:
        return keeps_document(user, document)
    if verb in {DocumentVerb.PUBLISH, DocumentVerb.UNPUBLISH}:
        if document.secrecy_provision and verb == DocumentVerb.PUBLISH:
            return deny("En handling med sekretessmarkering publiceras inte.")
        return may_publish(user, document)
    return deny(f"Steget ”{verb.label.lower()}” tas inte härifrån.")


def has_authority(authority: RegisteringAuthority | None, body: Body, year: int) -> Verdict:
    """No document is finalised before it is known whose register it belongs to (L6, K29)."""
    if authority is not None:
        return ALLOWED
    return deny(
        f"Det finns ingen registrerande myndighet för {body.short_name} år {year}. "
        "Processledaren anger den innan handlingen kan registreras."
    )


def has_content(document: Document) -> Verdict:
    """A document without a file is not finalised."""
    if document.state in {DocumentState.DRAFT, DocumentState.SHARED} and not document.versions.exists():
        return deny("Handlingen har ingen fil ännu. Ladda upp den först.")
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
