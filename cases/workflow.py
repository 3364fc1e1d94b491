"""The life of a case inside and between the bodies that hold it, as data. Nothing here touches the database."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices


class State(TextChoices):
    DRAFT = "DRAFT", "Utkast"
    DISCARDED = "DISCARDED", "Kastat utkast"
    SUBMITTED = "SUBMITTED", "Inlämnat"
    SENT = "SENT", "Väntar på att tas emot"
    IN_PREPARATION = "IN_PREPARATION", "Under beredning"
    COMPLETION = "COMPLETION", "Väntar på komplettering"
    DEEPENED = "DEEPENED", "Fördjupad beredning"
    READY = "READY", "Klart för möte"
    PARKED = "PARKED", "Vilande"
    RETURNED = "RETURNED", "Återfört med svar"
    CLOSED = "CLOSED", "Avslutat"


class Verb(TextChoices):
    """The steps of a case, in the order in which their buttons stand."""

    SUBMIT = "SUBMIT", "Lämna in"
    RECEIVE = "RECEIVE", "Ta emot"
    ANSWER = "ANSWER", "Svara med komplettering"
    REPLY = "REPLY", "Besvara frågorna"
    MARK_READY = "MARK_READY", "Klart för möte"
    SEND = "SEND", "Skicka"
    ASK = "ASK", "Begär komplettering"
    DEEPEN = "DEEPEN", "Fördjupa beredningen"
    END_DEEPENING = "END_DEEPENING", "Avsluta fördjupningen"
    PREPARE_MORE = "PREPARE_MORE", "Bered mer"
    PRIORITISE = "PRIORITISE", "Prioritera"
    RETURN = "RETURN", "Återför"
    PARK = "PARK", "Lägg vilande"
    RESUME = "RESUME", "Ta upp igen"
    ACKNOWLEDGE = "ACKNOWLEDGE", "Ta del av utfallet"
    CLOSE = "CLOSE", "Avsluta"
    REOPEN = "REOPEN", "Öppna igen"
    DISCARD = "DISCARD", "Kasta utkastet"


class Actor(StrEnum):
    """Whose step it is; `cases/rules.py` decides who that is."""

    AUTHOR = "den som skrev utkastet, ursprungsgruppens presidium eller processledaren"
    HOLDER = "den som sköter kön i gruppen där ärendet ligger"
    ASKED = "den som sköter kön i gruppen som har fått frågan"
    ORIGIN = "den som sköter kön i gruppen där ärendet väcktes"


class Need(StrEnum):
    """What the person has to give with the step."""

    NOTE = "motivering"
    MESSAGE = "meddelande (frivilligt)"
    DATE = "datum"
    DEADLINE = "sista svarsdag (frivilligt)"
    ROUTE = "väg"
    POSITION = "plats i ordningen"


@dataclass(frozen=True, slots=True)
class Step:
    """One verb: from which states, to which, by whom, with what, and what is said when it is done."""

    slug: str
    actor: Actor
    past: str
    sources: frozenset[State]
    target: State | None
    done: str
    needs: frozenset[Need] = frozenset()
    note_label: str = ""
    help: str = ""


OPEN = frozenset(State) - {State.DRAFT, State.DISCARDED, State.CLOSED}
AT_HAND = frozenset({State.SUBMITTED, State.IN_PREPARATION, State.RETURNED})

STEPS: dict[Verb, Step] = {
    Verb.SUBMIT: Step(
        "lamna-in",
        Actor.AUTHOR,
        "Lämnade in",
        frozenset({State.DRAFT}),
        State.SUBMITTED,
        "Ärendet är inlämnat och har fått sitt nummer.",
    ),
    Verb.RECEIVE: Step(
        "ta-emot",
        Actor.HOLDER,
        "Tog emot",
        frozenset({State.SENT, State.RETURNED}),
        State.IN_PREPARATION,
        "Ärendet är mottaget.",
    ),
    Verb.ANSWER: Step(
        "komplettera",
        Actor.ASKED,
        "Svarade med komplettering",
        frozenset({State.COMPLETION}),
        State.IN_PREPARATION,
        "Kompletteringen är lämnad.",
        frozenset({Need.NOTE}),
        "Komplettering",
        "Skriv svaret här. Behöver ärendets egna texter ändras, gör det först med ”Ändra ärendet”.",
    ),
    Verb.REPLY: Step(
        "besvara-fragor",
        Actor.ASKED,
        "Besvarade frågorna",
        frozenset({State.DEEPENED}),
        None,
        "Svaret är lämnat.",
        frozenset({Need.NOTE}),
        "Svar på frågorna",
    ),
    Verb.MARK_READY: Step(
        "klart-for-mote",
        Actor.HOLDER,
        "Satte som klart för möte",
        AT_HAND,
        State.READY,
        "Ärendet är klart för möte.",
    ),
    Verb.SEND: Step(
        "skicka",
        Actor.HOLDER,
        "Skickade vidare",
        AT_HAND | {State.READY},
        State.SENT,
        "Ärendet är skickat.",
        frozenset({Need.ROUTE, Need.MESSAGE, Need.DEADLINE}),
        "Meddelande till mottagaren",
        "Mottagaren ser hela ärendet. Skriv det som hon behöver veta utöver det.",
    ),
    Verb.ASK: Step(
        "begar-komplettering",
        Actor.HOLDER,
        "Begärde komplettering",
        frozenset({State.SENT, State.IN_PREPARATION}),
        State.COMPLETION,
        "Begäran om komplettering är skickad.",
        frozenset({Need.NOTE, Need.DEADLINE}),
        "Vad behöver kompletteras?",
        "Skriv vad som saknas, så att avsändaren kan svara utan att fråga igen.",
    ),
    Verb.DEEPEN: Step(
        "fordjupa",
        Actor.HOLDER,
        "Fördjupade beredningen",
        frozenset({State.IN_PREPARATION, State.READY}),
        State.DEEPENED,
        "Beredningen fördjupas.",
        frozenset({Need.NOTE, Need.DEADLINE}),
        "Frågor som ska besvaras",
        "Frågorna går tillbaka till den grupp som skickade ärendet.",
    ),
    Verb.END_DEEPENING: Step(
        "avsluta-fordjupning",
        Actor.HOLDER,
        "Avslutade fördjupningen",
        frozenset({State.DEEPENED}),
        State.IN_PREPARATION,
        "Fördjupningen är avslutad.",
    ),
    Verb.PREPARE_MORE: Step(
        "bered-mer",
        Actor.HOLDER,
        "Återupptog beredningen",
        frozenset({State.READY}),
        State.IN_PREPARATION,
        "Ärendet är åter under beredning.",
        frozenset({Need.MESSAGE}),
        "Varför behövs mer beredning?",
    ),
    Verb.PRIORITISE: Step(
        "prioritera",
        Actor.HOLDER,
        "Prioriterade",
        OPEN,
        None,
        "Ordningen är ändrad.",
        frozenset({Need.POSITION, Need.NOTE}),
        "Varför den platsen?",
        "1 är först. Övriga ärenden i kön flyttas ett steg.",
    ),
    Verb.RETURN: Step(
        "aterfor",
        Actor.HOLDER,
        "Återförde",
        frozenset({State.SENT, State.IN_PREPARATION, State.COMPLETION, State.DEEPENED, State.READY}),
        State.RETURNED,
        "Ärendet är återfört med svar.",
        frozenset({Need.NOTE}),
        "Svar",
        "Svaret följer med ärendet tillbaka till den grupp som skickade det.",
    ),
    Verb.PARK: Step(
        "lagg-vilande",
        Actor.HOLDER,
        "Lade vilande",
        AT_HAND | {State.SENT, State.READY, State.DEEPENED},
        State.PARKED,
        "Ärendet är vilande.",
        frozenset({Need.NOTE, Need.DATE}),
        "Varför vilar ärendet?",
        "Den valda dagen kommer ärendet tillbaka på listan över det som väntar.",
    ),
    Verb.RESUME: Step(
        "ta-upp-igen",
        Actor.HOLDER,
        "Tog upp igen",
        frozenset({State.PARKED}),
        State.IN_PREPARATION,
        "Ärendet är åter under beredning.",
    ),
    Verb.ACKNOWLEDGE: Step(
        "ta-del",
        Actor.ORIGIN,
        "Tog del av utfallet",
        frozenset({State.CLOSED}),
        None,
        "Noterat att ni har tagit del av utfallet.",
    ),
    Verb.CLOSE: Step(
        "avsluta",
        Actor.HOLDER,
        "Avslutade",
        OPEN - {State.SENT},
        State.CLOSED,
        "Ärendet är avslutat.",
        frozenset({Need.NOTE}),
        "Utfall och skäl",
        "Utfallet visas för alla som får läsa ärendet och lämnas till den grupp som väckte det.",
    ),
    Verb.REOPEN: Step(
        "oppna-igen",
        Actor.HOLDER,
        "Öppnade igen",
        frozenset({State.CLOSED}),
        State.IN_PREPARATION,
        "Ärendet är öppnat igen.",
        frozenset({Need.NOTE}),
        "Varför öppnas ärendet igen?",
    ),
    Verb.DISCARD: Step(
        "kasta",
        Actor.AUTHOR,
        "Kastade utkastet",
        frozenset({State.DRAFT}),
        State.DISCARDED,
        "Utkastet är kastat.",
    ),
}

VERB_BY_SLUG = {step.slug: verb for verb, step in STEPS.items()}

# The one step that a queue offers in its row; every other step is on the case's own page.
NEXT: dict[State, Verb] = {
    State.DRAFT: Verb.SUBMIT,
    State.SUBMITTED: Verb.SEND,
    State.SENT: Verb.RECEIVE,
    State.RETURNED: Verb.RECEIVE,
    State.IN_PREPARATION: Verb.MARK_READY,
    State.READY: Verb.SEND,
    State.DEEPENED: Verb.END_DEEPENING,
    State.PARKED: Verb.RESUME,
}
