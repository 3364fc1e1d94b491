"""How governing documents stand: what holds, what is open, what is missing, in the words of lists, panels and pages."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from documents import actions, rules
from documents.models import GoverningRevision, Job, in_force
from documents.views.rows import StepButton, buttons_of
from documents.workflow import STEPS, DocumentState, DocumentVerb
from groups.models import Body, MandateSlot, User
from groups.powers import powers_of
from samla.formats import date_text, instant_text
from samla.http import OpenRequest
from samla.verdict import Verdict

FREEZING = "governing"
PAGES_LATER = "Räknas när dokumentet fastställs"
ELSEWHERE = frozenset({DocumentVerb.FINALISE, DocumentVerb.DISCARD, DocumentVerb.ATTEST, DocumentVerb.DISPOSE})
"""Steps of a document that a revision does not take among the others, or not at all."""

type Trail = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Slot:
    """A mandate slot with its revisions, the newest first: all of them, and those that the reader may see."""

    slot: MandateSlot
    revisions: list[GoverningRevision]
    visible: list[GoverningRevision]

    @property
    def holds(self) -> GoverningRevision | None:
        """The revision in force, whoever may read it."""
        return in_force(self.revisions)

    @property
    def shown(self) -> GoverningRevision | None:
        """What the reader sees first: the revision in force, or the latest earlier one that she may read."""
        holds = self.holds
        return holds if holds in self.visible else in_force(self.visible)

    @property
    def draft(self) -> GoverningRevision | None:
        """The open draft, if the reader may see it."""
        return next((one for one in self.visible if one.is_open), None)


def slots_of(slots: list[MandateSlot], user: User | AnonymousUser) -> list[Slot]:
    """The slots with their revisions as this reader sees them. One query, without the texts."""
    found: dict[int, list[GoverningRevision]] = defaultdict(list)
    known = {slot.pk: slot for slot in slots}
    revisions = GoverningRevision.objects.filter(slot__in=slots).with_sight(user)
    for revision in revisions.select_related("document", "approved_by").defer("text").order_by("-number"):
        revision.slot = known[revision.slot_id]
        found[revision.slot_id].append(revision)
    return [Slot(slot, found[slot.pk], [one for one in found[slot.pk] if one.is_seen]) for slot in slots]


def row_of(slot: Slot) -> dict[str, Any]:
    """A slot in a list: what it is called, where it is read, and how it stands."""
    shown, draft = slot.shown, slot.draft
    return {
        "title": slot.slot.title,
        "url": reverse("documents:governing", args=[slot.slot.body.slug, slot.slot.slug]),
        "state": "done" if shown else "missing",
        "words": standing_words(shown) if shown or slot.holds is None else "inlagd, men sekretessmarkerad",
        "draft": f"{draft.document.get_state_display()}: revision {draft.number}" if draft else "",
        "header": full_header(shown) if shown else [],
    }


def standing_words(revision: GoverningRevision | None) -> str:
    """Who approved and when, or what is not known, in one line (K24, K25)."""
    if revision is None:
        return "ej inlagd"
    if revision.approved_on and revision.approved_by:
        return f"Godkänt av {revision.approved_by.short_name} {date_text(revision.approved_on)}"
    return "Godkännande: datum okänt, att komplettera"


def full_header(revision: GoverningRevision) -> list[tuple[str, str]]:
    """The seven fields; the page number as the number of pages, which a page on the web has none of."""
    fields = actions.header_of(revision)
    if revision.is_open and (revision.is_text or not revision.document.versions.exists()):
        pages = PAGES_LATER
    else:
        pages = f"1 av {revision.pages}" if revision.pages else "Framgår inte av filen"
    return [*fields[:4], ("Sida", pages), *fields[4:]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person can do with a slot's document; empty for those who only read."""

    begin: Verdict | None = None
    revise: bool = False
    finalise: bool = False
    approve: bool = False
    steps: tuple[StepButton, ...] = ()

    def __bool__(self) -> bool:
        return self.begin is not None or self.revise or self.approve or bool(self.steps)


def choices_of(user: User | AnonymousUser, shown: GoverningRevision | None, found: Slot) -> Choices:
    """The buttons of a slot's page, or of one of its revisions, with the reason when one is shut."""
    if not isinstance(user, User):
        return Choices()
    writes = bool(rules.may_write_governing(user, found.slot.body))
    if shown is None or not shown.is_open:
        draft = next((one for one in found.revisions if one.is_open), None)
        begin = rules.may_begin_revision(user, found.slot, draft) if writes and shown in (None, found.holds) else None
        approve = shown is not None and bool(approving_bodies(user, shown))
        return Choices(begin=begin, approve=approve, steps=steps_of(user, shown) if shown else ())
    if not writes:
        return Choices()
    is_complete = bool(rules.is_complete(shown))
    approve = is_complete and bool(approving_bodies(user, shown))
    return Choices(revise=True, finalise=is_complete, approve=approve, steps=steps_of(user, shown))


def steps_of(user: User, shown: GoverningRevision) -> tuple[StepButton, ...]:
    """The steps of its document that are this person's now; finalising has its own page."""
    buttons = buttons_of(shown.document, user, shown.get_absolute_url())
    return tuple(
        button for button in buttons if button.verdict and button.key not in {STEPS[verb].slug for verb in ELSEWHERE}
    )


def approving_bodies(user: User, revision: GoverningRevision) -> list[Body]:
    """The bodies whose decision this person may record for the revision (57)."""
    if revision.is_approved:
        return []
    return [body for body in rules.approvers_of(revision.slot) if rules.may_approve(user, revision, body)]


def work_on(revision: GoverningRevision) -> Job | None:
    """The work that freezes a draft, if it is under way or has just failed."""
    jobs = Job.objects.without_result().filter(kind=FREEZING, address=revision.get_absolute_url())
    return jobs.order_by("-created_at").first()


def badge_of(revision: GoverningRevision, holds: GoverningRevision | None) -> tuple[str, str]:
    """How a revision stands, as a state and a word."""
    if revision.is_open:
        is_shared = revision.document.state == DocumentState.SHARED
        return ("waiting", "Delat för synpunkter") if is_shared else ("draft", "Utkast")
    if revision == holds:
        return "ready", "Gäller nu"
    newer = holds is not None and revision.number > holds.number
    return ("waiting", "Väntar på godkännande") if newer else ("paused", "Gäller inte längre")


def facts_of(revision: GoverningRevision, *, belongs: bool) -> list[tuple[str, str]]:
    """The short facts beside the document. Names of people are for those who belong here."""
    document = revision.document
    by, recorded_by = (document.finalised_by, revision.recorded_by) if belongs else (None, None)
    finalised = instant_text(document.finalised_at) if document.finalised_at else ""
    recorded = instant_text(revision.recorded_at) if revision.recorded_at else ""
    pairs = [
        ("Grupp", revision.slot.body.name),
        ("Revision", str(revision.number)),
        ("Läge", document.get_state_display()),
        ("Beteckning", document.number or ""),
        ("Fastställt", f"{finalised} av {by.name}" if by else finalised),
        ("Beslut", revision.decision),
        ("Godkännandet registrerat", f"{recorded} av {recorded_by.name}" if recorded_by else recorded),
        ("Påbörjat av", document.author.name if belongs and revision.is_open else ""),
    ]
    return [(label, text) for label, text in pairs if text]


def trail_to(request: OpenRequest, slot: MandateSlot, *last: tuple[str, str | None]) -> Trail:
    """The way to a slot, or to a page below it; through the body for those who may see its page."""
    trail: Trail = [("Start", reverse("start"))]
    if slot.body.collaboration_id in powers_of(request.user).collaborations:
        trail += [("Grupper", reverse("groups:list")), (slot.body.short_name, slot.body.get_absolute_url())]
    else:
        trail.append(("Styrande dokument", reverse("documents:governing_list")))
    own = reverse("documents:governing", args=[slot.body.slug, slot.slug]) if last else None
    return [*trail, (slot.title, own), *last]
