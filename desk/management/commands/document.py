"""Writes the documents that are drawn from the code's own tables, so that they cannot say anything else."""

import tomllib
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cases.workflow import NEXT, OPEN, STEPS, Actor, Need, State, Verb
from documents.workflow import LOCKED, DocumentActor, DocumentState, DocumentVerb
from documents.workflow import STEPS as LIFE
from groups.models import BodyKind, Convener, QueueKeeper, Secretary
from groups.powers import SOURCES
from meetings.workflow import STEPS as BEFORE
from meetings.workflow import MeetingState

STATES = """# Ärendets lägen och steg

Dokumentet är skrivet av `manage.py document` efter tabellen i `cases/workflow.py`. Ändra där, inte här.
Vem som får ta ett steg avgörs i `cases/rules.py`; vad steget ändrar i ärendet står i `cases/actions/effects.py`.

{diagram}

Steg som inte ändrar läget ({staying}) är inte ritade.

## Lägen

{states}

## Steg

{steps}

**Vem** betyder:

{actors}

Steget *{send}* finns en gång för varje väg som strukturen anger, med vägens egna ord på knappen. Vägar som kräver att
ärendet är klart för möte öppnas först i läget *{ready}*.
"""

DOCUMENTS = """
# Handlingens lägen och steg

Efter tabellen i `documents/workflow.py`. Vem som får ta ett steg avgörs i `documents/rules.py`; vad steget ändrar, och raden i
registret, står i `documents/actions/life.py`.

{diagram}

## Handlingens lägen

{states}

## Handlingens steg

{steps}

**Vem** betyder:

{actors}
"""

MEETINGS = """
# Mötets lägen och steg

Efter tabellen i `meetings/workflow.py`, fram till att mötet öppnas. Vem som får ta ett steg avgörs i `meetings/rules.py`.

{diagram}

## Mötets steg

{steps}
"""

POWERS = """# Befogenheter

Dokumentet är skrivet av `manage.py document` efter tabellen i `groups/powers.py` och filerna i `structure/`. Ändra där, inte här.

Vad en person får göra följer av hennes platser, uppdrag och behörigheter den dagen, aldrig av kontot:

> huvudman → organisation → plats i en grupp → förordnande från en dag till en annan, och ordförandeperiod per grupp.

Första och sista dagen räknas med. Det som följer av ett annat uppdrag (AU:s ordförande är Samordningsgruppens, NOSAM:s
ordförande sitter i Samordningsgruppen) börjar och slutar med det uppdraget.

## Vad som kan göras, och varav det följer

{sources}

## Vem som sköter en grupps ärenden

Den som sköter kön tar stegen i de ärenden som ligger hos gruppen. Det står i strukturfilen, grupp för grupp.
Processledaren sköter den också där hon är sammankallande eller sekreterare, och ordföranden och vice ordföranden alltid.

{bodies}
"""


class Command(BaseCommand):
    help = "Skriver docs/states.md och docs/powers.md efter koden. Med --check: säger bara till om de inte stämmer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch."""
        parser.add_argument(
            "--check", action="store_true", help="Skriv ingenting; fel om något dokument är inaktuellt."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write, or raise CommandError with the names of the documents that are out of step."""
        folder = settings.BASE_DIR / "docs"
        texts = {
            folder / "states.md": states_text() + documents_text() + meetings_text(),
            folder / "powers.md": powers_text(),
        }
        stale = [path for path, text in texts.items() if not path.exists() or path.read_text() != text]
        if options["check"] and stale:
            names = ", ".join(f"docs/{path.name}" for path in stale)
            raise CommandError(f"Inaktuella dokument: {names}. Kör manage.py document.")
        for path in stale:
            path.write_text(texts[path])
            self.stdout.write(f"Skrev docs/{path.name}")


def states_text() -> str:
    """docs/states.md: the diagram, the states, and every step with who may take it and what it asks for."""
    staying = [f"*{verb.label.lower()}*" for verb, step in STEPS.items() if step.target is None]
    return STATES.format(
        diagram=diagram(),
        staying=", ".join(staying),
        states=table(("Läge", "I koden", "Öppet", "Nästa steg i kön"), map(state_row, State)),
        steps=table(("Steg", "Adress", "Från", "Till", "Vem", "Personen anger"), map(step_row, STEPS)),
        actors="\n".join(f"- **{actor.name.lower()}**: {actor.value}" for actor in Actor),
        send=Verb.SEND.label,
        ready=State.READY.label.lower(),
    )


def diagram() -> str:
    """The states and the steps between them in Mermaid; steps between the same two share an arrow."""
    arrows: dict[tuple[State, State], list[str]] = {}
    for verb, step in STEPS.items():
        for source in sorted(step.sources, key=list(State).index):
            if step.target is not None:
                arrows.setdefault((source, step.target), []).append(verb.label)
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{state.label}" as {state.value}' for state in State]
    lines += [f"    [*] --> {State.DRAFT.value}"]
    lines += [f"    {one.value} --> {other.value}: {', '.join(labels)}" for (one, other), labels in arrows.items()]
    lines += [f"    {state.value} --> [*]" for state in (State.DISCARDED, State.CLOSED)]
    return "\n".join([*lines, "```"])


def state_row(state: State) -> Sequence[str]:
    following = NEXT.get(state)
    return state.label, f"`{state.value}`", "ja" if state in OPEN else "nej", following.label if following else "–"


def step_row(verb: Verb) -> Sequence[str]:
    step = STEPS[verb]
    sources = [state.label for state in State if state in step.sources]
    needs = [need.value for need in Need if need in step.needs]
    return (
        verb.label,
        f"`steg/{step.slug}/`",
        ", ".join(sources),
        step.target.label if step.target else "samma läge",
        step.actor.name.lower(),
        ", ".join(needs) or "–",
    )


def documents_text() -> str:
    """The second half of docs/states.md: the life of a document."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{state.label}" as {state.value}' for state in DocumentState]
    lines += [f"    [*] --> {DocumentState.DRAFT.value}"]
    lines += [
        f"    {source.value} --> {step.target.value}: {verb.label}"
        for verb, step in LIFE.items()
        if step.target is not None
        for source in sorted(step.sources, key=list(DocumentState).index)
    ]
    states = ((state.label, f"`{state.value}`", "ja" if state in LOCKED else "nej") for state in DocumentState)
    return DOCUMENTS.format(
        diagram="\n".join([*lines, f"    {DocumentState.DISPOSED.value} --> [*]", "```"]),
        states=table(("Läge", "I koden", "Innehållet är låst"), states),
        steps=table(("Steg", "Adress", "Från", "Till", "Vem", "Skäl"), map(document_step_row, LIFE)),
        actors="\n".join(f"- **{actor.name.lower()}**: {actor.label}" for actor in DocumentActor),
    )


def document_step_row(verb: DocumentVerb) -> Sequence[str]:
    step = LIFE[verb]
    return (
        verb.label,
        f"`steg/{step.slug}/`",
        ", ".join(state.label for state in DocumentState if state in step.sources),
        step.target.label if step.target else "samma läge",
        step.actor.name.lower(),
        "ja" if step.needs_reason else "–",
    )


def meetings_text() -> str:
    """The last part of docs/states.md: the life of a meeting until it opens."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{state.label}" as {state.value}' for state in MeetingState]
    lines += [f"    [*] --> {MeetingState.PLANNED.value}"]
    lines += [
        f"    {source.value} --> {step.target.value}: {verb.label}"
        for verb, step in BEFORE.items()
        if step.target is not None
        for source in sorted(step.sources, key=list(MeetingState).index)
    ]
    rows = (
        (
            verb.label,
            f"`{step.slug}/`",
            ", ".join(state.label for state in MeetingState if state in step.sources),
            step.target.label if step.target else "samma läge",
            step.actor.value,
        )
        for verb, step in BEFORE.items()
    )
    return MEETINGS.format(
        diagram="\n".join([*lines, f"    {MeetingState.CANCELLED.value} --> [*]", "```"]),
        steps=table(("Steg", "Adress", "Från", "Till", "Vem"), rows),
    )


def powers_text() -> str:
    """docs/powers.md: the powers with their sources, and who keeps the queue of each body of the structure files."""
    sources = ((source.label, source.over, source.comes_from, f"`{source.power}`") for source in SOURCES)
    files = sorted((settings.BASE_DIR / "structure").glob("*.toml"))
    return POWERS.format(
        sources=table(("Vad", "Över en", "Följer av", "I koden"), sources),
        bodies="\n\n".join(bodies_of(path) for path in files),
    )


def bodies_of(path: Path) -> str:
    """The bodies of one structure file, each with its kind and those who convene, write and keep the queue."""
    structure = tomllib.loads(path.read_text())
    rows = (
        (
            body["short_name"],
            BodyKind(body["kind"]).label,
            QueueKeeper(body.get("queue_kept_by", QueueKeeper.PRESIDIUM)).label,
            Convener(body.get("convener", Convener.NOBODY)).label,
            Secretary(body.get("secretary", Secretary.NOBODY)).label,
        )
        for body in structure["bodies"]
    )
    heading = f"### {structure['collaboration']['name']} (`structure/{path.name}`)"
    return f"{heading}\n\n{table(('Grupp', 'Slag', 'Kön sköts av', 'Sammankallande', 'Sekreterare'), rows)}"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
