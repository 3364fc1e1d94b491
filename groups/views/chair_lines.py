"""Chair terms as lines that people read: held, planned, empty, and derived from another body's (rule 55)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from groups import rules
from groups.models import Body, BodyKind, ChairTerm, Office, Organisation, Seat, Side
from groups.rules import rotation
from groups.rules.presidium import SOON, missing_in, standing_gaps
from samla import clock
from samla.formats import date_short, genitive, period_text
from samla.ranges import Span, in_common

SIDE_WORD = {Side.REGION: "Region", Side.MUNICIPAL: "Kommun"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One stretch of days of one office of one body: who has it, or for which side it is planned, or nobody."""

    body: Body
    office: Office
    first: dt.date
    last: dt.date
    term: ChairTerm | None = None
    is_derived: bool = False

    @property
    def side(self) -> str:
        return self.term.side if self.term else ""

    @property
    def name(self) -> str:
        return str(self.term.appointment.user) if self.term and self.term.appointment else ""

    @property
    def days(self) -> Span:
        return self.first, self.last


@dataclass(slots=True)
class Line:
    """A row of the table, ready for the template."""

    year: str
    office: str
    side: str
    side_key: str
    principal: str
    name: str
    days: str
    badge: str
    word: str
    notes: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    is_now: bool = False


@dataclass(slots=True)
class Presidia:
    """The bodies of a collaboration that have a chair, with every term and what follows from it."""

    bodies: list[Body]
    terms: list[ChairTerm]
    derived: dict[int, dict[str, Seat]]
    today: dt.date

    def entries_of(self, body: Body, *, gaps: bool = True) -> list[Entry]:
        """What is registered for a body in the order of time, with the days on which an office was or is empty."""
        seats = self.derived.get(body.pk, {})
        own = [term for term in self.terms if term.body_id == body.pk]
        entries = [_entry(term) for term in own if term.appointment_id is None or term.held]
        entries += [entry for seat in seats.values() for entry in self._derived(body, seat)]
        if gaps and own:
            until = max(self.today + SOON, *(term.ends_on for term in own))
            first = min(term.starts_on for term in own)
            empty = (one for one in missing_in(body, own, first, until) if not one.side)
            entries += [Entry(body, one.office, one.first, one.last) for one in empty]
        return sorted(entries, key=lambda entry: (entry.first, entry.office))

    def _derived(self, body: Body, seat: Seat) -> Iterable[Entry]:
        """The entries of the office that a seat follows, within the days of the seat and its body."""
        whole = (
            max(seat.valid_from or dt.date.min, body.valid_from or dt.date.min),
            min(seat.valid_to or dt.date.max, body.valid_to or dt.date.max),
        )
        source = next((one for one in self.bodies if one.pk == seat.derived_from_id), None)
        for entry in self.entries_of(source, gaps=False) if source else ():
            shared = in_common(entry.days, whole) if entry.office == seat.derived_office else None
            if shared:
                yield Entry(body, Office(seat.confers_office), *shared, term=entry.term, is_derived=True)

    def source_of(self, body: Body) -> Body | None:
        """The body whose presidium this body's is."""
        seats = self.derived.get(body.pk, {})
        return next((seat.derived_from for seat in seats.values()), None)

    def warnings_about(self, body: Body, boards: dict[int, Organisation]) -> list[str]:
        """What people must judge: empty offices, repeated sides, what is not known of the followed chair, K11."""
        if body.pk in self.derived:
            return []
        own = [term for term in self.terms if term.body_id == body.pk]
        if not own and not body.chair_rotates:
            return []
        warnings = standing_gaps(body, own, self.today)
        for term in own:
            if term.ends_on >= self.today:
                warnings += rotation.warnings_about(term, self.terms, boards)
                warnings += _outside_the_rules(term, body)
        return warnings


def _outside_the_rules(term: ChairTerm, body: Body) -> Iterable[str]:
    if body.chair_rotates and not term.rotates:
        yield (
            f"Perioden {period_text(*rotation.days_of(term))} för {Office(term.office).label} i {body.short_name} "
            "registrerades innan reglerna om växling gällde, och följer dem inte."
        )


def _entry(term: ChairTerm) -> Entry:
    first, last = term.held or rotation.days_of(term)
    return Entry(term.body, Office(term.office), first, last, term)


def presidia_of(bodies: Sequence[Body], seats: Iterable[Seat] | None = None) -> Presidia:
    """The given bodies with their terms and derived offices, in two queries, or one with their seats at hand."""
    if seats is None:
        seats = Seat.objects.filter(body__in=bodies).exclude(confers_office="").select_related("derived_from")
    derived: dict[int, dict[str, Seat]] = {}
    known = {body.pk: body for body in bodies}
    for seat in seats:
        if seat.confers_office and seat.derived_from:
            derived.setdefault(seat.body_id, {})[seat.confers_office] = seat
            known.setdefault(seat.derived_from.pk, seat.derived_from)
    terms = list(ChairTerm.objects.filter(body__in=known).with_holders())
    return Presidia(list(known.values()), terms, derived, clock.today())


def presidium_of(body: Body, seats: Iterable[Seat] | None = None) -> Presidia:
    """One body's presidium, asked for once in a request and remembered on it: its page and the panel there share it."""
    remembered: Presidia | None = body.__dict__.get("_presidium")
    if remembered is None:
        remembered = body.__dict__["_presidium"] = presidia_of([body], seats)
    return remembered


def bodies_with_chairs(bodies: Iterable[Body], presidia: Presidia) -> list[Body]:
    """Those that have, or should have, somebody who leads them; working groups only once they have had."""
    led = {term.body_id for term in presidia.terms} | set(presidia.derived)
    return [
        body
        for body in bodies
        if not body.is_external and (body.pk in led or body.chair_rotates or body.kind == BodyKind.LOCAL)
    ]


def lines_of(entries: Iterable[Entry], presidia: Presidia, *, leads: bool) -> list[Line]:
    """The rows of a body's table; whoever leads the collaboration gets the links to change them."""
    return [_line(entry, presidia, leads=leads and not entry.is_derived) for entry in entries]


def _line(entry: Entry, presidia: Presidia, *, leads: bool) -> Line:
    term, today = entry.term, presidia.today
    badge, word = _state(entry, today)
    return Line(
        year=year_text(entry),
        office=entry.office.label.capitalize(),
        side=SIDE_WORD[Side(entry.side)] if entry.side else "–",
        side_key=entry.side,
        principal=str(term.principal or "") if term else "",
        name=entry.name,
        days=f"{date_short(entry.first)}–{date_short(entry.last)}",
        badge=badge,
        word=word,
        notes=list(_notes(entry, presidia)),
        links=list(_links(entry, today)) if leads and term else [],
        is_now=entry.first <= today <= entry.last,
    )


def year_text(entry: Entry) -> str:
    """The year of the period: ”2027”, or ”2027/2028” when it does not follow the calendar."""
    first, last = rotation.period_of(entry.term) if entry.term and entry.term.rotates else entry.days
    return str(first.year) if first.year == last.year else f"{first.year}/{last.year}"


def _state(entry: Entry, today: dt.date) -> tuple[str, str]:
    if entry.term is None:
        return "warning", "Ingen registrerad"
    if not entry.name:
        near = entry.first <= today + SOON
        return ("warning", "Ingen utsedd") if near else ("draft", "Planerad")
    if entry.last < today:
        return "done", "Lämnades i förtid" if entry.term.ended_reason else "Avslutad"
    return ("active", "Nu") if entry.first <= today else ("ready", "Utsedd")


def _notes(entry: Entry, presidia: Presidia) -> Iterable[str]:
    term = entry.term
    if term is None:
        return
    if entry.is_derived:
        source = presidia.source_of(entry.body)
        yield f"Följer av uppdraget i {source.short_name}" if source else ""
        return
    if term.same_side_reason and term.office == Office.CHAIR:
        yield f"Samma sida fortsätter: {term.same_side_reason}"
    if term.ended_reason:
        yield f"{'Lämnade i förtid' if entry.name else 'Namnet togs tillbaka'}: {term.ended_reason}"
    if entry.name and entry.last < term.ends_on:
        yield f"{genitive(entry.name)} plats i gruppen slutar {date_short(entry.last)}, före perioden"


def _links(entry: Entry, today: dt.date) -> Iterable[tuple[str, str]]:
    term = entry.term
    if term is None:
        return
    names = []
    if term.appointment_id is None:
        names = [("groups:chair_name", "Utse")]
        if rotation.days_of(term) == rotation.period_of(term):
            names.append(("groups:chair_withdraw", "Ta bort"))
    elif term.ends_on >= today:
        names = [("groups:chair_leave", "Ta tillbaka" if rules.has_not_begun(term) else "Avsluta i förtid")]
    for name, label in names:
        yield label, reverse(name, args=[entry.body.slug, term.pk])
