"""The life of a meeting until it opens, and the words for what is said before it, as data. Nothing here touches the database."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices


class MeetingKind(TextChoices):
    """Kinds of meeting (W4). Only ordinary ones count in the number per half-year (rules 32, 33)."""

    ORDINARY = "ORDINARY", "Ordinarie möte"
    CHECK_IN = "CHECK_IN", "Avstämningsmöte"
    PLANNING_DAY = "PLANNING_DAY", "Planeringsdag"
    JOINT = "JOINT", "Gemensamt möte"
    CONFERENCE = "CONFERENCE", "Konferens"


class MeetingState(TextChoices):
    PLANNED = "PLANNED", "Planerat"
    CALLED = "CALLED", "Kallelse skickad"
    CANCELLED = "CANCELLED", "Inställt"


class MeetingVerb(TextChoices):
    """What is done with a meeting before it opens; the label is what the button says."""

    REVISE = "REVISE", "Ändra mötet"
    MOVE = "MOVE", "Flytta mötet"
    PREPARE = "PREPARE", "Förbered dagordningen"
    APPROVE = "APPROVE", "Godkänn att kallelsen skickas"
    CALL = "CALL", "Skicka kallelse"
    CALL_AGAIN = "CALL_AGAIN", "Skicka ändrad kallelse"
    CANCEL = "CANCEL", "Ställ in mötet"


class MeetingActor(StrEnum):
    """Whose step it is; `meetings/rules.py` decides who that is."""

    CONVENER = "den som sammankallar gruppen"
    PREPARER = "den som sammankallar gruppen, och dess ordförande"
    CHAIR = "gruppens ordförande eller vice ordförande"


@dataclass(frozen=True, slots=True)
class MeetingStep:
    """One verb: its word in addresses, from which states, to which (None: it stays), by whom, and what is said when done."""

    slug: str
    sources: frozenset[MeetingState]
    target: MeetingState | None
    actor: MeetingActor
    done: str


S, A = MeetingState, MeetingActor
ALIVE = frozenset({S.PLANNED, S.CALLED})
"""A meeting that is to be: everything before it opens happens here."""

STEPS: dict[MeetingVerb, MeetingStep] = {
    MeetingVerb.REVISE: MeetingStep("andra", ALIVE, None, A.CONVENER, "Mötet är ändrat."),
    MeetingVerb.MOVE: MeetingStep("flytta", ALIVE, None, A.CONVENER, "Mötet är flyttat."),
    MeetingVerb.PREPARE: MeetingStep("forbered", ALIVE, None, A.PREPARER, "Dagordningen är ändrad."),
    MeetingVerb.APPROVE: MeetingStep("godkann", ALIVE, None, A.CHAIR, "Du har godkänt att kallelsen skickas."),
    MeetingVerb.CALL: MeetingStep("kalla", frozenset({S.PLANNED}), S.CALLED, A.CONVENER, "Kallelsen är skickad."),
    MeetingVerb.CALL_AGAIN: MeetingStep(
        "kalla", frozenset({S.CALLED}), S.CALLED, A.CONVENER, "Den ändrade kallelsen är skickad."
    ),
    MeetingVerb.CANCEL: MeetingStep("stall-in", ALIVE, S.CANCELLED, A.CONVENER, "Mötet är inställt."),
}


class ItemKind(TextChoices):
    """What an item asks of those who are there."""

    FORMALITY = "FORMALITY", "Formalia"
    DECISION = "DECISION", "Beslut"
    DIALOGUE = "DIALOGUE", "Dialog"
    INFORMATION = "INFORMATION", "Information"
    REPORT = "REPORT", "Rapport"


GROUP_OF_KIND: dict[ItemKind, str] = {
    ItemKind.FORMALITY: "Formalia",
    ItemKind.DECISION: "Beslutsärenden",
    ItemKind.DIALOGUE: "Dialog och beredning",
    ItemKind.INFORMATION: "Information",
    ItemKind.REPORT: "Rapporter",
}
"""Under which heading an item of a kind usually stands."""

ASKS_FOR_VIEWS = frozenset({ItemKind.DECISION, ItemKind.DIALOGUE, ItemKind.INFORMATION, ItemKind.REPORT})
"""Kinds on which organisations are heard; nobody needs a view on the opening of a meeting."""


@dataclass(frozen=True, slots=True)
class Outlined:
    """One item of the usual agenda, offered until a body has standing items of its own."""

    title: str
    kind: ItemKind
    minutes: int


OUTLINE: tuple[Outlined, ...] = (
    Outlined("Mötets öppnande, närvaro och förhinder", ItemKind.FORMALITY, 5),
    Outlined("Val av den som granskar anteckningarna", ItemKind.FORMALITY, 2),
    Outlined("Fastställande av dagordning", ItemKind.FORMALITY, 3),
    Outlined("Föregående anteckningar och uppföljning av beslut", ItemKind.FORMALITY, 10),
    Outlined("Organisatoriska förändringar hos huvudmännen, laget runt", ItemKind.INFORMATION, 15),
    Outlined("Rapporter från grupperna", ItemKind.REPORT, 10),
    Outlined("Aktivitetsplan, löpande uppföljning", ItemKind.REPORT, 10),
    Outlined("Ekonomi", ItemKind.REPORT, 5),
    Outlined("Avvikelser i samverkan", ItemKind.REPORT, 5),
    Outlined("Kommunikation: vad ska ut till vem", ItemKind.DIALOGUE, 5),
    Outlined("Övriga frågor", ItemKind.FORMALITY, 5),
    Outlined("Nästa möte och avslut", ItemKind.FORMALITY, 5),
)


class Answer(TextChoices):
    """What a representative says of her own attendance. There is no third: nobody comes in her place (rule 34)."""

    ATTENDS = "ATTENDS", "Jag deltar"
    DECLINES = "DECLINES", "Jag kan inte delta"


class Position(TextChoices):
    """Where an organisation stands on an item. Never a vote (rule 43; section 3, 6)."""

    STANDS_BEHIND = "STANDS_BEHIND", "Står bakom"
    WITH_ADDITION = "WITH_ADDITION", "Står bakom med tillägg"
    NOT_BEHIND = "NOT_BEHIND", "Står inte bakom"
    NO_VIEWS = "NO_VIEWS", "Inga synpunkter"


NEEDS_WORDS = frozenset({Position.WITH_ADDITION, Position.NOT_BEHIND})
"""Positions that say nothing without their words."""


class Voice(StrEnum):
    """How an organisation is heard on an item before the meeting opens. Computed, never stored."""

    PRESENT = "närvarande"
    WRITTEN = "skriftligt"
    NO_VIEWS = "inga synpunkter"
    MISSING = "saknas"
    NOT_ASKED = "berörs inte"


class ReceiverRole(TextChoices):
    """As what somebody gets a notice."""

    MEMBER = "MEMBER", "ordinarie"
    CO_OPTED = "CO_OPTED", "adjungerad"
    STAFF = "STAFF", "tjänst"
    RESOURCE = "RESOURCE", "resursperson"
    COPY = "COPY", "för kännedom"
