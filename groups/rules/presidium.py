"""On which days an office is held, planned or empty, and what must be said of that. Asks no database."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from groups.models import Body, ChairTerm, Office, Side
from groups.rules.rotation import THE_SIDE, days_of
from samla.formats import date_text, days_text, period_text
from samla.ranges import Span, gaps_between, in_common

SOON = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Missing:
    """Days on which nobody holds an office. `side` is the side that it is planned for, when it is."""

    body: Body
    office: Office
    first: dt.date
    last: dt.date
    side: str = ""

    @property
    def days(self) -> Span:
        return self.first, self.last


def missing_in(body: Body, terms: Iterable[ChairTerm], first: dt.date, last: dt.date) -> list[Missing]:
    """The days from a first to a last one on which an office of the body has no holder, by office and in order.

    A body whose chair rotates always has two offices; another one has those that it has ever filled.
    """
    own = [term for term in terms if term.body_id == body.pk]
    if body.valid_from or body.valid_to:
        first, last = max(first, body.valid_from or first), min(last, body.valid_to or last)
    found: list[Missing] = []
    for office in Office:
        mine = [term for term in own if term.office == office]
        if mine or body.chair_rotates:
            found += _missing_office(body, office, mine, first, last)
    return found


def _missing_office(
    body: Body, office: Office, terms: Sequence[ChairTerm], first: dt.date, last: dt.date
) -> Iterable[Missing]:
    planned = [term for term in terms if term.appointment_id is None]
    for gap in gaps_between([term.held for term in terms if term.held], first, last):
        shared = [(term, days) for term in planned if (days := in_common(days_of(term), gap))]
        found = [Missing(body, office, *days, side=term.side) for term, days in shared]
        found += [Missing(body, office, *days) for days in gaps_between([days for _, days in shared], *gap)]
        yield from sorted(found, key=lambda one: one.first)


def standing_gaps(body: Body, terms: Sequence[ChairTerm], today: dt.date) -> list[str]:
    """What must be said of missing holders from today on: soon, or on days for which the other office is registered.

    A planned term without a name is said when it is near.
    """
    own = [term for term in terms if term.body_id == body.pk]
    soon = today + SOON
    horizon = max([soon, *(term.ends_on for term in own)])
    missing = missing_in(body, own, today, horizon)
    return [gap_text(one, today, soon) for one in missing if one.first <= soon or not one.side]


def gap_text(missing: Missing, today: dt.date, soon: dt.date) -> str:
    """A gap in words: which office, from when, to when unless nothing is known after it, and what is planned."""
    name, label = missing.body.short_name, missing.office.label
    is_open = missing.last == soon
    if missing.first <= today:
        until = "" if is_open else f", och ingen är utsedd till och med {date_text(missing.last)}"
        begins = f"{name} har ingen {label} idag{until}."
    else:
        when = f"från {date_text(missing.first)}" if is_open else period_text(*missing.days)
        begins = f"{name} har ingen {label} {when}, om {days_text((missing.first - today).days)}."
    if not missing.side:
        return begins
    return f"{begins} Perioden är planerad för {THE_SIDE[Side(missing.side)]}, men utan namn."
