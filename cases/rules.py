"""Who may do what with a case, and when it is ready. Every answer carries its reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cases.models import Case, CaseDocument, CaseScope
from cases.models.queries import NOT_MATERIAL
from cases.workflow import STEPS, Actor, State, Verb
from documents import rules as documents
from documents.workflow import DocumentVerb
from groups.models import Body, BodyKind, Organisation, QueueKeeper, Route, Side, User
from groups.powers import Power, powers_of
from samla.verdict import ALLOWED, Verdict, deny

type Rule = Callable[[User, Case], Verdict]

KEEPERS = {
    QueueKeeper.MEMBERS: "gruppens ledamöter",
    QueueKeeper.PRESIDIUM: "ordföranden och vice ordföranden",
    QueueKeeper.PROCESS_LEADER: "processledaren",
}


def keeps_queue(user: User, body: Body) -> Verdict:
    """Does the person take the steps of the cases that this body holds? Who does is data (section 3, 2)."""
    if powers_of(user).keeps_queue(body):
        return ALLOWED
    return deny(f"Steget tas av {KEEPERS[QueueKeeper(body.queue_kept_by)]} i {body.short_name}.")


def is_author(user: User, case: Case) -> Verdict:
    """The author of a draft, the presidium of its origin body or the process leader (section 3, 1)."""
    powers = powers_of(user)
    if case.author_id == user.pk or powers.can(Power.PRESIDE, case.origin) or powers.can(Power.LEAD, case):
        return ALLOWED
    return deny("Utkastet lämnas in av den som skrev det, gruppens presidium eller processledaren.")


def keeps_holder(user: User, case: Case) -> Verdict:
    """Whoever keeps the queue of the body where the case lies."""
    return keeps_queue(user, case.holder)


def keeps_asked(user: User, case: Case) -> Verdict:
    """Whoever keeps the queue of the body that has been asked."""
    if case.asked is None:
        return deny("Det finns ingen obesvarad fråga i ärendet.")
    return keeps_queue(user, case.asked)


def keeps_origin(user: User, case: Case) -> Verdict:
    """Whoever keeps the queue of the body that raised the case (rule 14)."""
    if case.outcome_seen_at:
        return deny(f"{case.origin.short_name} har redan tagit del av utfallet.")
    return keeps_queue(user, case.origin)


BY_ACTOR: dict[Actor, Rule] = {
    Actor.AUTHOR: is_author,
    Actor.HOLDER: keeps_holder,
    Actor.ASKED: keeps_asked,
    Actor.ORIGIN: keeps_origin,
}


def has_somebody_to_ask(case: Case) -> Verdict:
    """A question goes to the body that sent the case, otherwise to its origin, never to the holder itself."""
    if asked_body(case) is None:
        return deny(f"Ärendet väcktes i {case.holder.short_name}; det finns ingen annan grupp att fråga.")
    return ALLOWED


def has_sender(case: Case) -> Verdict:
    """Only what was sent here can be returned."""
    if case.sender is None:
        return deny(f"Ärendet har inte skickats till {case.holder.short_name} från någon annan grupp.")
    return ALLOWED


def is_ready(case: Case) -> Verdict:
    """The readiness list of rule 45 must be complete; the reason names what is missing."""
    missing = [item.label.lower() for item in readiness(case) if not item.met]
    if missing:
        return deny(f"Innan ärendet är klart för möte saknas: {', '.join(missing)}.")
    return ALLOWED


def has_question(case: Case) -> Verdict:
    """A case is handed in with a heading, a background and a question."""
    if not case.background.strip() or not case.question.strip():
        return deny("Skriv bakgrund och fråga innan ärendet lämnas in.")
    return ALLOWED


CONDITIONS: dict[Verb, Callable[[Case], Verdict]] = {
    Verb.SUBMIT: has_question,
    Verb.ASK: has_somebody_to_ask,
    Verb.RETURN: has_sender,
    Verb.MARK_READY: is_ready,
}


def may_take(user: User, case: Case, verb: Verb) -> Verdict:
    """Is this step open from the case's state, is it this user's to take, and is what it demands there?"""
    step = STEPS[verb]
    if case.state not in step.sources:
        return deny(
            f"Ärendet är redan i läget ”{case.get_state_display().lower()}”; steget ”{verb.label.lower()}” går inte att ta nu."
        )
    verdict = BY_ACTOR[step.actor](user, case)
    if not verdict or verb not in CONDITIONS:
        return verdict
    return CONDITIONS[verb](case)


def may_send(user: User, case: Case, route: Route | None) -> Verdict:
    """May the case be sent this way? A way that is not declared is refused, and so is an unready case where it matters."""
    if not (verdict := may_take(user, case, Verb.SEND)):
        return verdict
    if route is None or route.source_id != case.holder_id or route.ended_on:
        return deny(f"Det finns ingen sådan väg från {case.holder.short_name}.")
    if route.requires_readiness and case.state != State.READY:
        return deny("Ärendet måste vara klart för möte innan det skickas dit.")
    return ALLOWED


def may_send_registered(user: User, case: Case, route: Route) -> Verdict:
    """May the process leader send what she has just registered? A declared way that does not demand readiness."""
    if route.source_id != case.origin_id or route.ended_on:
        return deny(f"Det finns ingen sådan väg från {case.origin.short_name}.")
    if route.requires_readiness:
        return deny(f"Ärendet måste beredas innan det skickas till {route.target.short_name}.")
    return may_register(user, case.origin)


def may_raise(user: User, body: Body) -> Verdict:
    """May the person write a case for this body? Those who sit in it, and the process leader."""
    if powers_of(user).can(Power.RAISE, body):
        return ALLOWED
    return deny(f"Bara den som har en plats i {body.short_name} kan skriva ärenden därifrån.")


def may_register(user: User, body: Body) -> Verdict:
    """May the person register a case that somebody else sent in? The process leader does, with the real sender and date."""
    if powers_of(user).can(Power.LEAD, body):
        return ALLOWED
    return deny("Bara processledaren registrerar ärenden åt någon annan.")


def may_revise(user: User, case: Case) -> Verdict:
    """May the person change the texts? The author of a draft; afterwards the holder, and the body that has been asked."""
    if case.state in {State.CLOSED, State.DISCARDED}:
        return deny("Ett avslutat ärende ändras inte. Öppna det igen om det behöver ändras.")
    if case.state == State.DRAFT:
        return is_author(user, case)
    if case.asked is not None and keeps_queue(user, case.asked):
        return ALLOWED
    return keeps_holder(user, case)


def may_inform(user: User, case: Case) -> Verdict:
    """May the person tell the parties concerned (rule 15)? Whoever keeps the holder's queue, and the process leader."""
    if case.is_draft:
        return deny("Lämna in ärendet innan berörda parter får veta.")
    if powers_of(user).can(Power.LEAD, case):
        return ALLOWED
    return keeps_holder(user, case)


def may_read_notes(user: User, case: Case) -> Verdict:
    """Working notes are read by the holding body and the process leader (section 3, 1)."""
    powers = powers_of(user)
    if powers.can(Power.SIT, case.holder) or powers.can(Power.LEAD, case):
        return ALLOWED
    return deny("Arbetsanteckningar läses av den grupp som har ärendet.")


def may_add_documents(user: User, case: Case) -> Verdict:
    """May the person add documents to the case? Whoever may change it, the holder's registrar and the process leader."""
    if case.state in {State.CLOSED, State.DISCARDED}:
        return deny("Ett avslutat ärende tar inte emot handlingar. Öppna det igen om något fattas.")
    powers = powers_of(user)
    if powers.can(Power.LEAD, case) or powers.can(Power.REGISTER, case.holder) or may_revise(user, case):
        return ALLOWED
    return deny("Handlingar läggs till av den som får ändra ärendet, gruppens registrator och processledaren.")


def may_add_version(user: User, link: CaseDocument) -> Verdict:
    """May the person give the document a new file? Its own rule says, as long as the case is open."""
    if link.case.state in {State.CLOSED, State.DISCARDED}:
        return deny("Ärendet är avslutat, och handlingen ändras inte. Öppna ärendet igen om något är fel.")
    return documents.may_change(user, link.document)


def may_take_document_step(user: User, link: CaseDocument, verb: DocumentVerb) -> Verdict:
    """The document's own rule; a draft case has no number, so none of its documents can be finalised (section 3, 10)."""
    verdict = documents.may_take(user, link.document, verb)
    if verdict and verb == DocumentVerb.FINALISE and link.case.is_draft:
        return deny(
            "Ärendet är ett utkast. Handlingen kan fastställas när ärendet är inlämnat och har fått sitt nummer."
        )
    return verdict


def body_of_documents(user: User, case: Case) -> Body:
    """For which body the person adds a document: the asked one when she answers for it, otherwise where the case lies.

    What comes back from a body outside the portal is taken care of by the one that sent the case there.
    """
    if case.asked is not None and keeps_queue(user, case.asked) and not keeps_holder(user, case):
        return case.asked
    if case.holder.is_external:
        return case.sender or case.origin
    return case.holder


def has_material(case: Case) -> bool:
    """Is there anything to decide from: words about it, or a document that others than its author may read (rule 45)?"""
    if case.attachments.strip():
        return True
    known: bool | None = case.__dict__.get("has_documents")
    if known is None:
        return case.document_links.exclude(document__state__in=NOT_MATERIAL).exists()
    return known


def has_parties(case: Case) -> bool:
    """Is it said which organisations the question concerns?"""
    known: bool | None = case.__dict__.get("names_parties")
    return bool(case.party_links.all()) if known is None else known


def asked_body(case: Case) -> Body | None:
    """Whom a question goes to: the sender, otherwise the origin; nobody when that is the holder itself."""
    candidate = case.sender or case.origin
    return None if candidate.pk == case.holder_id else candidate


@dataclass(frozen=True, slots=True)
class ReadinessItem:
    """One line of the readiness list."""

    label: str
    met: bool
    hint: str


def readiness(case: Case) -> list[ReadinessItem]:
    """The readiness list of rule 45: what must be there before a decision can be asked for."""
    parties = has_parties(case)
    return [
        ReadinessItem("Bakgrund", bool(case.background.strip()), "Vad har hänt och varför tas frågan upp?"),
        ReadinessItem("Fråga", bool(case.question.strip()), "Vad ska gruppen ta ställning till?"),
        ReadinessItem("Förslag till beslut", bool(case.proposal.strip()), "Skriv förslaget så att det kan antas som det står."),
        ReadinessItem("Berörda parter", parties, "Välj de organisationer som frågan gäller."),
        ReadinessItem("Konsekvenser och ekonomi", bool(case.consequence.strip()), "Vad betyder förslaget för parterna, och vad kostar det?"),
        ReadinessItem("Bilagor och underlag", has_material(case), "Lägg till underlaget och dela det, eller skriv att inget behövs."),
        ReadinessItem("Berett av", bool(case.prepared_by.strip()), "Vem har berett ärendet?"),
    ]  # fmt: skip


def warnings(case: Case, parties: Iterable[Organisation]) -> list[str]:
    """What the portal wonders about a case and those it concerns, without stopping anybody (rules 3, 29)."""
    sides = {one.side or (one.principal.side if one.principal else "") for one in parties}
    found = []
    if sides and not {Side.REGION, Side.MUNICIPAL} <= sides:
        found.append("Ärendet berör inte både region och kommun. Är det en samverkansfråga?")
    if case.scope == CaseScope.LOCAL and case.holder.kind in {BodyKind.WORKING_COMMITTEE, BodyKind.COORDINATION}:
        found.append("Ärendet är lokalt. Överväg att återföra det till närområdessamverkan.")
    return found
