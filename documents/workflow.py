"""The life of a document, as data. Nothing here touches the database."""

from dataclasses import dataclass

from django.db.models import TextChoices


class DocumentState(TextChoices):
    """Explicit, and changed by a named person's step only: saving never changes it (L1)."""

    DRAFT = "DRAFT", "Utkast"
    SHARED = "SHARED", "Delat för synpunkter"
    FINALISED = "FINALISED", "Upprättat"
    ATTESTED = "ATTESTED", "Justerat"
    PUBLISHED = "PUBLISHED", "Publicerat"
    DISPOSED = "DISPOSED", "Gallrat"
    DISCARDED = "DISCARDED", "Kastat utkast"


class DocumentVerb(TextChoices):
    """What is done with a document; the label is what the button says."""

    SHARE = "SHARE", "Dela för synpunkter"
    WITHDRAW = "WITHDRAW", "Ta tillbaka delningen"
    FINALISE = "FINALISE", "Fastställ innehållet"
    ATTEST = "ATTEST", "Justera"
    PUBLISH = "PUBLISH", "Publicera"
    UNPUBLISH = "UNPUBLISH", "Avpublicera"
    MARK_SECRET = "MARK_SECRET", "Sekretessmarkera"
    UNMARK_SECRET = "UNMARK_SECRET", "Ta bort sekretessmarkeringen"
    DISPOSE = "DISPOSE", "Gallra"
    DISCARD = "DISCARD", "Kasta utkastet"


class DocumentActor(TextChoices):
    """Who takes a step; `documents/rules.py` says who that is."""

    KEEPER = "KEEPER", "den som skapade handlingen, gruppens presidium, registratorn eller processledaren"
    AUTHOR = "AUTHOR", "den som skapade utkastet"
    PUBLISHER = "PUBLISHER", "gruppens registrator eller processledaren"
    NOBODY_HERE = "NOBODY_HERE", "tas någon annanstans än på handlingens sida"


class FileWarning(TextChoices):
    """What the person must have seen before a file is locked and registered; the label is what she ticks."""

    IDENTITY_NUMBERS = (
        "IDENTITY_NUMBERS",
        "Texten i filen innehåller något som ser ut som personnummer. Jag har kontrollerat att de får stå där.",
    )
    ACTIVE_CONTENT = (
        "ACTIVE_CONTENT",
        "Filen innehåller makron eller annat aktivt innehåll. Jag har kontrollerat att det behövs.",
    )
    UNSCANNED = "UNSCANNED", "Filen är inte genomsökt efter virus. Jag vet varifrån den kommer."


@dataclass(frozen=True, slots=True)
class DocumentStep:
    """One verb: its word in addresses, from which states it leads, where (None: it stays), and what is said when done."""

    slug: str
    past: str
    sources: frozenset[DocumentState]
    target: DocumentState | None
    done: str
    actor: DocumentActor = DocumentActor.KEEPER
    explanation: str = ""
    needs_reason: bool = False


S, A = DocumentState, DocumentActor
LOCKED = frozenset({S.FINALISED, S.ATTESTED, S.PUBLISHED})
"""States in which the content can no longer change (L1)."""
GONE = frozenset({S.DISPOSED, S.DISCARDED})
"""States whose bytes are destroyed; the rows stay."""

NOT_ON_THE_WEB = frozenset({S.DRAFT, S.SHARED, S.FINALISED, S.ATTESTED})

SHARING = (
    "Delningen gör utkastet synligt för gruppens alla ledamöter, gruppens registrator och processledaren. De kommer från olika "
    "myndigheter. Ett utkast som lämnar en myndighet kan bli en allmän handling, som vem som helst kan begära ut. Dela "
    "därför bara det som behöver synpunkter, och skriv inget som inte tål att läsas av andra."
)
WITHDRAWING = "Handlingen blir åter ett utkast som bara den som skapade den ser. Det som någon redan har läst är läst."
FINALISING = (
    "Innehållet låses och handlingen förs genast in i registret, med datum och beteckning. Det går inte att ångra: ett fel rättas "
    "med en ny handling. Registret är offentligt, men handlingen blir inte läsbar på webben förrän någon publicerar den."
)
DISCARDING = "Filerna tas bort för gott. Bara den som skapade utkastet ser att det har funnits, i historiken."
UNPUBLISHING = "Handlingen går inte längre att läsa på webben. Raden i registret står kvar."
MARKING = (
    "Handlingen syns då inte alls i det offentliga registret, och läses bara av den som skapade den, gruppens ledamöter, "
    "gruppens registrator och processledaren. Markeringen är en varning, inget beslut: begär någon ut handlingen prövas den på nytt."
)
UNMARKING = "Är handlingen registrerad syns den åter i det offentliga registret, och läses av alla som har en plats i samverkan."

STEPS: dict[DocumentVerb, DocumentStep] = {
    DocumentVerb.SHARE: DocumentStep("dela", "Delade för synpunkter", frozenset({S.DRAFT}), S.SHARED, "Handlingen är delad för synpunkter.", explanation=SHARING),
    DocumentVerb.WITHDRAW: DocumentStep("ta-tillbaka", "Tog tillbaka delningen", frozenset({S.SHARED}), S.DRAFT, "Handlingen är åter ett utkast.", explanation=WITHDRAWING),
    DocumentVerb.FINALISE: DocumentStep("faststall", "Fastställde innehållet", frozenset({S.DRAFT, S.SHARED}), S.FINALISED, "Handlingen är upprättad och registrerad.", explanation=FINALISING),
    DocumentVerb.ATTEST: DocumentStep("justera", "Justerade", frozenset({S.FINALISED}), S.ATTESTED, "Handlingen är justerad.", A.NOBODY_HERE),
    DocumentVerb.PUBLISH: DocumentStep("publicera", "Publicerade", frozenset({S.FINALISED, S.ATTESTED}), S.PUBLISHED, "Handlingen är publicerad.", A.PUBLISHER),
    DocumentVerb.UNPUBLISH: DocumentStep("avpublicera", "Avpublicerade", frozenset({S.PUBLISHED}), S.FINALISED, "Handlingen är inte längre publicerad.", A.PUBLISHER, UNPUBLISHING, needs_reason=True),
    DocumentVerb.MARK_SECRET: DocumentStep("sekretess", "Sekretessmarkerade", NOT_ON_THE_WEB, None, "Handlingen är sekretessmarkerad.", explanation=MARKING, needs_reason=True),
    DocumentVerb.UNMARK_SECRET: DocumentStep("hav-sekretess", "Tog bort sekretessmarkeringen", NOT_ON_THE_WEB, None, "Sekretessmarkeringen är borttagen.", A.PUBLISHER, UNMARKING, needs_reason=True),
    DocumentVerb.DISPOSE: DocumentStep("gallra", "Gallrade", LOCKED, S.DISPOSED, "Handlingen är gallrad.", A.NOBODY_HERE),
    DocumentVerb.DISCARD: DocumentStep("kasta", "Kastade utkastet", frozenset({S.DRAFT}), S.DISCARDED, "Utkastet är kastat.", A.AUTHOR, DISCARDING),
}  # fmt: skip
"""A document that was attested is so again when it is no longer published."""

VERB_BY_SLUG = {step.slug: verb for verb, step in STEPS.items()}

PUBLICATION_POINTS = {
    "only_role_data": "Handlingen innehåller inga personuppgifter utöver namn, roll och kontaktuppgifter i tjänsten eller uppdraget.",
    "secrecy_reviewed": "Handlingen är prövad mot sekretess, sida för sida, och inget i den ska skyddas.",
    "accessibility_checked": "Filens tillgänglighet är kontrollerad: rubriker, bildtexter, läsordning och språk.",
    "right_version": "Filen som visas här är rätt version.",
}
"""What a person ticks before a document goes on the web (L18, L22); the names are those of PublicationCheck."""
