"""What chair terms must agree on (rules 38–41, K10–K12): terms in, whole Swedish sentences out. Asks no database.

The terms come from `ChairTerm.objects.around(body).with_holders()`, or are not saved yet.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from groups.models import ChairTerm, Office, Organisation, OrganisationKind, Principal, Side
from samla.formats import date_text, genitive, period_text
from samla.ranges import Span, gaps_between, in_common, last_day_of_year

THE_SIDE = {Side.REGION: "regionen", Side.MUNICIPAL: "kommunerna"}
ALL = "__all__"
DAY = dt.timedelta(days=1)

type Faults = dict[str, list[str]]
"""The field of the form that a sentence is about, and the sentences."""


def other_side(side: str) -> Side:
    """The region's counterpart is the municipalities together, and the other way round (rule 41)."""
    return Side.MUNICIPAL if side == Side.REGION else Side.REGION


def chair_side(term: ChairTerm) -> str:
    """The side that chairs on a term's days, also when the term is the vice chair's (rule 40)."""
    return term.side if term.office == Office.CHAIR else other_side(term.side)


def faults_in(term: ChairTerm, others: Iterable[ChairTerm]) -> Faults:
    """Everything that forbids the term beside the others; empty when it may be registered."""
    beside = [other for other in others if other.pk is None or other.pk != term.pk]
    faults: Faults = defaultdict(list)
    if term.ends_on < term.starts_on:
        faults["ends_on"].append("Perioden slutar innan den börjar.")
        return dict(faults)
    _period_faults(term, faults)
    _holder_faults(term, faults)
    faults[ALL] += list(dict.fromkeys([*_overlaps(term, beside), *_wrong_sides(term, beside)]))
    faults["same_side_reason"] += _unexplained(term, beside)
    return {field: sentences for field, sentences in faults.items() if sentences}


def _period_faults(term: ChairTerm, faults: Faults) -> None:
    """A period of a body that rotates is exactly one year (K12), and the body must exist as long."""
    first, right = term.period_starts_on, last_day_of_year(term.period_starts_on)
    if term.rotates and term.period_ends_on != right:
        faults["ends_on"].append(
            f"En mandatperiod är exakt ett år: den som börjar {date_text(first)} slutar {date_text(right)}, "
            f"inte {date_text(term.period_ends_on)}."
        )
    body = term.body
    if body.valid_to and term.ends_on > body.valid_to:
        faults["ends_on"].append(f"{body.short_name} finns bara till och med {date_text(body.valid_to)}.")
    if body.valid_from and term.starts_on < body.valid_from:
        faults["starts_on"].append(f"{body.short_name} finns först från och med {date_text(body.valid_from)}.")


def _holder_faults(term: ChairTerm, faults: Faults) -> None:
    """The holder must hold her seat on every day of the term, and in a body that rotates stand on a side (K10)."""
    if term.appointment is None:
        return
    seat, user = term.appointment.seat, term.appointment.user
    if term.rotates and not term.side:
        where = str(seat.organisation or seat.label)
        faults["appointment"].append(
            f"{where} står varken på regionens eller kommunernas sida. Ordförandeskapet i {term.body.short_name} "
            "växlar mellan sidorna, så den som har det måste komma från en av dem."
        )
    begins = max(day for day in (term.appointment.starts_on, seat.valid_from) if day)
    ends = min((day for day in (term.appointment.ends_on, seat.valid_to) if day), default=dt.date.max)
    if begins > term.starts_on:
        faults["appointment"].append(f"{user} har sin plats i gruppen först från och med {date_text(begins)}.")
    if ends < term.ends_on:
        faults["appointment"].append(
            f"{user} har sin plats i gruppen till och med {date_text(ends)}, och det räcker inte till "
            f"{date_text(term.ends_on)}. Förläng förordnandet först, eller välj någon annan."
        )


def _overlaps(term: ChairTerm, others: Iterable[ChairTerm]) -> Iterable[str]:
    for other in others:
        same = other.body_id == term.body_id and other.office == term.office
        shared = in_common(days_of(term), days_of(other)) if same else None
        if shared:
            who = f": {other.appointment.user}" if other.appointment else ", planerad utan namn"
            yield (
                f"{term.body.short_name} har redan en {Office(term.office).label} {period_text(*shared)}{who} "
                f"({period_text(*days_of(other))})."
            )


def _wrong_sides(term: ChairTerm, others: Iterable[ChairTerm]) -> Iterable[str]:
    """On every common day, all terms that go together must say the same of who chairs (rules 38, 40, 41)."""
    if not (term.rotates and term.side):
        return
    for other in others:
        same_office = other.body_id == term.body_id and other.office == term.office
        together = other.body_id == term.body_id or other.follows_id == term.follows_id
        if same_office or not other.rotates or not together or chair_side(other) == chair_side(term):
            continue
        if shared := in_common(days_of(term), days_of(other)):
            yield (
                f"{genitive(other.body.short_name)} {Office(other.office).label} kommer från "
                f"{THE_SIDE[Side(other.side)]} {period_text(*shared)}. {genitive(term.body.short_name)} "
                f"{Office(term.office).label} ska då komma från {THE_SIDE[other_side(term.side)]}."
            )


def _unexplained(term: ChairTerm, others: Iterable[ChairTerm]) -> Iterable[str]:
    """The same side again needs a reason (rule 39)."""
    if term.same_side_reason:
        return
    beside = list(others)
    if before := repeated_before(term, beside):
        yield (
            f"{THE_SIDE[Side(term.side)].capitalize()} har ordförandeskapet också perioden före, "
            f"{period_text(*period_of(before))}. Det ska växla; ange skälet om samma sida ändå fortsätter."
        )
    after = repeated_after(term, beside)
    if after and not after.same_side_reason:
        yield (
            f"{THE_SIDE[Side(term.side)].capitalize()} har ordförandeskapet också perioden efter, "
            f"{period_text(*period_of(after))}. Det ska växla; ange skälet om samma sida ändå fortsätter."
        )


def repeated_before(term: ChairTerm, others: Iterable[ChairTerm]) -> ChairTerm | None:
    """The chair's term of the period before, when it had the same side; None when a whole period fits between."""
    earlier = [one for one in _chairs(term, others) if one.period_ends_on < term.period_starts_on]
    before = max(earlier, key=lambda one: one.period_ends_on, default=None)
    return before if before and before.side == term.side and _is_next(before, term) else None


def repeated_after(term: ChairTerm, others: Iterable[ChairTerm]) -> ChairTerm | None:
    """The chair's term of the period after, when it has the same side."""
    later = [one for one in _chairs(term, others) if one.period_starts_on > term.period_ends_on]
    after = min(later, key=lambda one: one.period_starts_on, default=None)
    return after if after and after.side == term.side and _is_next(term, after) else None


def _chairs(term: ChairTerm, others: Iterable[ChairTerm]) -> list[ChairTerm]:
    """The chair's terms that take turns with the term; the vice chair is always the other side and needs no reason."""
    if not term.rotates or term.office != Office.CHAIR:
        return []
    return [one for one in others if one.body_id == term.body_id and one.office == Office.CHAIR and one.rotates]


def _is_next(before: ChairTerm, after: ChairTerm) -> bool:
    return last_day_of_year(before.period_ends_on + DAY) >= after.period_starts_on


def days_of(term: ChairTerm) -> Span:
    """The days of one holder's part."""
    return term.starts_on, term.ends_on


def period_of(term: ChairTerm) -> Span:
    """The days of the whole period of office."""
    return term.period_starts_on, term.period_ends_on


# What people must judge: said, never refused


def warnings_about(term: ChairTerm, others: Iterable[ChairTerm], boards: Mapping[int, Organisation]) -> list[str]:
    """What is worth a look in a registered term; `boards` is the board of each organisation that has one."""
    beside = [other for other in others if other.pk != term.pk]
    return [*_repeated(term, beside), *_followed_unknown(term, beside), *_other_principal(term, beside, boards)]


def _repeated(term: ChairTerm, others: list[ChairTerm]) -> Iterable[str]:
    if term.office == Office.CHAIR and term.same_side_reason:
        yield (
            f"{THE_SIDE[Side(term.side)].capitalize()} har ordförandeskapet i {term.body.short_name} två perioder i "
            f"rad, också {period_text(*period_of(term))}. Skäl: {term.same_side_reason}"
        )


def _followed(term: ChairTerm, others: Iterable[ChairTerm]) -> list[ChairTerm]:
    """The chair's terms of the body that this chair follows (rule 38); none when it follows nobody."""
    if term.office != Office.CHAIR or term.follows_id in {None, term.body_id}:
        return []
    return [one for one in others if one.body_id == term.follows_id and one.office == Office.CHAIR and one.rotates]


def _followed_unknown(term: ChairTerm, others: list[ChairTerm]) -> Iterable[str]:
    """Section 3, 9: an unregistered political chair is a warning, not a refusal."""
    if term.office != Office.CHAIR or term.follows is None or term.follows_id == term.body_id:
        return
    known = [days_of(one) for one in _followed(term, others)]
    for gap in gaps_between(known, *days_of(term)):
        yield (
            f"{genitive(term.follows.short_name)} ordförande är inte registrerad {period_text(*gap)}. "
            f"Om {genitive(term.body.short_name)} ordförande kommer från samma sida går inte att säga för de dagarna."
        )


def _other_principal(term: ChairTerm, others: list[ChairTerm], boards: Mapping[int, Organisation]) -> Iterable[str]:
    """K11: the same side is enforced; another principal or board than the political chair's is worth a look."""
    for one in _followed(term, others):
        shared = in_common(days_of(term), days_of(one))
        if not shared or one.side != term.side:
            continue
        ours: Principal | Organisation | None = term.principal
        theirs: Principal | Organisation | None = one.principal
        if ours and theirs and ours.pk == theirs.pk:
            ours, theirs = _board(term, boards), _board(one, boards)
        if ours and theirs and ours.pk != theirs.pk:
            yield (
                f"{period_text(*shared)}: {genitive(term.body.short_name)} ordförande hör till {ours}, men "
                f"{genitive(one.body.short_name)} till {theirs}. Sidan är rätt; se efter att det är avsett."
            )


def _board(term: ChairTerm, boards: Mapping[int, Organisation]) -> Organisation | None:
    organisation = term.appointment.seat.organisation if term.appointment else None
    return boards.get(organisation.pk) if organisation else None


def boards_of(organisations: Iterable[Organisation]) -> dict[int, Organisation]:
    """The board that each organisation is, or is part of through others."""
    by_key = {organisation.pk: organisation for organisation in organisations}
    boards = {}
    for key, organisation in by_key.items():
        whole: Organisation | None = organisation
        for _ in by_key:
            if whole is None or whole.kind == OrganisationKind.BOARD:
                break
            whole = by_key.get(whole.part_of_id or 0)
        if whole is not None and whole.kind == OrganisationKind.BOARD:
            boards[key] = whole
    return boards
