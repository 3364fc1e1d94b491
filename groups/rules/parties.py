"""When AU is AU."""

import datetime as dt

from groups.models import Body, PartyGap, missing_parties
from samla.formats import date_text, sequence
from samla.verdict import ALLOWED, Verdict, deny


def may_decide_as_committee(body: Body, day: dt.date) -> Verdict:
    """Is the body all it must be on that day? A working committee has its three parties, others need none (52)."""
    return committee_with(body, missing_parties(body, day))


def committee_with(body: Body, missing: list[PartyGap]) -> Verdict:
    """The same, when it is already known which parties are missing."""
    if not missing:
        return ALLOWED
    absent = [
        f"{gap.party.label} (sedan {date_text(gap.days.starts_on)})" if gap.days.starts_on else gap.party.label
        for gap in missing
    ]
    return deny(
        f"{body.short_name} saknar part: {sequence(absent)}. Arbetsutskottet består alltid av regional primärvård, "
        "kommun och sjukhus, och kan inte fatta beslut förrän alla tre finns med."
    )
