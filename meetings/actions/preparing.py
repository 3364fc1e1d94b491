"""What is missing before a notice can go, and what stands in its way: computed, never stored."""

from collections.abc import Iterable

from cases.rules import readiness
from meetings.models import AgendaItem, Meeting
from meetings.workflow import ItemKind


def refusals_of(meeting: Meeting, items: Iterable[AgendaItem]) -> list[str]:
    """The sentences for which the notice is not sent at all; empty when it may go."""
    items = list(items)
    found = []
    if not items:
        found.append("Dagordningen är tom. Lägg till minst en punkt.")
    if not meeting.place and not meeting.link:
        found.append("Ange plats, länk eller båda.")
    if meeting.body.chair_approves_notice and meeting.approved_at is None:
        found.append("Ordföranden har inte godkänt att kallelsen skickas.")
    found += [
        f"”{item.title}” är inte färdigberedd: {', '.join(missing)} saknas. Komplettera ärendet, eller skriv varför punkten tas upp ändå."
        for item in items
        if not item.unready_reason and (missing := unready(item))
    ]
    return found


def unready(item: AgendaItem) -> list[str]:
    """What a decision item lacks of the readiness list (45): of its case, or without one its own proposal."""
    if item.kind != ItemKind.DECISION:
        return []
    if item.case is None:
        return [] if item.proposal.strip() else ["förslag till beslut"]
    return [line.label.lower() for line in readiness(item.case) if not line.met]
