"""Who may do what with a document, and with the pages that everybody reads. Every answer carries its reason."""

from documents.models import Document, Page, RegisteringAuthority
from documents.workflow import STEPS, DocumentState, DocumentVerb
from groups.models import Body, User
from groups.powers import Power, powers_of
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
