"""The three parties of AU as a picture: who covers each, and which is missing since when (rules 51–53)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from groups import rules
from groups.models import Body, BodyKind, Cover, Party, PartyGap, SeatDays, covers_in, gaps_on, gaps_soon, party_gaps
from samla.formats import date_text
from samla.verdict import Verdict


@dataclass(frozen=True, slots=True)
class PartyCard:
    """One party: its name, who covers it, and since when nobody does, or from when nobody will."""

    label: str
    covers: list[Cover]
    missing: str
    soon: str


@dataclass(frozen=True, slots=True)
class Parties:
    """All three, and whether the committee may decide."""

    verdict: Verdict
    cards: list[PartyCard]


def parties_of(body: Body, days: Iterable[SeatDays], day: dt.date) -> Parties | None:
    """The parties of a working committee on a day; None for other bodies."""
    if body.kind != BodyKind.WORKING_COMMITTEE:
        return None
    covers = [cover for one in days for cover in covers_in(one.seat, one.sittings)]
    found = party_gaps(body, covers)
    missing, soon = gaps_on(found, day), gaps_soon(found, day)
    here = [one for one in covers if one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)]
    cards = [
        PartyCard(
            party.label.capitalize(),
            [one for one in here if one.party == party],
            *(_since(party, missing), _from(party, soon)),
        )
        for party in Party
    ]
    return Parties(rules.committee_with(body, missing), cards)


def _since(party: Party, missing: list[PartyGap]) -> str:
    for gap in missing:
        if gap.party == party:
            return f"Saknas sedan {date_text(gap.days.starts_on)}" if gap.days.starts_on else "Har aldrig funnits med"
    return ""


def _from(party: Party, soon: list[PartyGap]) -> str:
    days = next((gap.days for gap in soon if gap.party == party), None)
    return f"Saknas från och med {date_text(days.starts_on)}" if days and days.starts_on else ""
