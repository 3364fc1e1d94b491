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
    DISPOSE = "DISPOSE", "Gallra"
    DISCARD = "DISCARD", "Kasta utkastet"


@dataclass(frozen=True, slots=True)
class DocumentStep:
    """One verb: its word in addresses, from which states it leads, where, and what is said when it is done."""

    slug: str
    past: str
    sources: frozenset[DocumentState]
    target: DocumentState
    done: str


S = DocumentState
LOCKED = frozenset({S.FINALISED, S.ATTESTED, S.PUBLISHED})
"""States in which the content can no longer change (L1)."""
GONE = frozenset({S.DISPOSED, S.DISCARDED})
"""States whose bytes are destroyed; the rows stay."""

STEPS: dict[DocumentVerb, DocumentStep] = {
    DocumentVerb.SHARE: DocumentStep("dela", "Delade för synpunkter", frozenset({S.DRAFT}), S.SHARED, "Handlingen är delad för synpunkter."),
    DocumentVerb.WITHDRAW: DocumentStep("ta-tillbaka", "Tog tillbaka delningen", frozenset({S.SHARED}), S.DRAFT, "Handlingen är åter ett utkast."),
    DocumentVerb.FINALISE: DocumentStep("faststall", "Fastställde innehållet", frozenset({S.DRAFT, S.SHARED}), S.FINALISED, "Handlingen är upprättad och registrerad."),
    DocumentVerb.ATTEST: DocumentStep("justera", "Justerade", frozenset({S.FINALISED}), S.ATTESTED, "Handlingen är justerad."),
    DocumentVerb.PUBLISH: DocumentStep("publicera", "Publicerade", frozenset({S.FINALISED, S.ATTESTED}), S.PUBLISHED, "Handlingen är publicerad."),
    DocumentVerb.UNPUBLISH: DocumentStep("avpublicera", "Avpublicerade", frozenset({S.PUBLISHED}), S.FINALISED, "Handlingen är inte längre publicerad."),
    DocumentVerb.DISPOSE: DocumentStep("gallra", "Gallrade", LOCKED, S.DISPOSED, "Handlingen är gallrad."),
    DocumentVerb.DISCARD: DocumentStep("kasta", "Kastade utkastet", frozenset({S.DRAFT}), S.DISCARDED, "Utkastet är kastat."),
}  # fmt: skip
"""A document that was attested is so again when it is no longer published."""

VERB_BY_SLUG = {step.slug: verb for verb, step in STEPS.items()}
