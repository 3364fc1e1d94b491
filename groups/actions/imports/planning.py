"""What a list would change: worked out in memory, by the same rules as the pages, so that the preview is what happens."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field

from groups import rules
from groups.actions.imports.lines import Line
from groups.actions.imports.reading import Fault
from groups.actions.imports.surroundings import Held, People, Places, Surroundings
from groups.models import Gap, Seat, StaffRole, User
from groups.models.days import DAY, gaps, without
from groups.models.parties import parties_after
from samla.formats import date_text

WORDS = {"name": "namn", "title": "titel", "phone": "telefon"}
LAST_LEADER = "Samverkan måste ha en processledare varje dag. Ta med den som efterträder."


@dataclass(frozen=True, slots=True)
class PersonChange:
    """One thing about a person that the list says otherwise."""

    user: int
    who: str
    field: str
    label: str
    before: str
    after: str


@dataclass(slots=True)
class Plan:
    """Everything that a list would change, and why it cannot be taken in if it cannot."""

    new_people: dict[str, User] = field(default_factory=dict)
    changed_people: list[PersonChange] = field(default_factory=list)
    new: list[Held] = field(default_factory=list)
    changed: list[Held] = field(default_factory=list)
    ended: list[Held] = field(default_factory=list)
    unchanged: int = 0
    kept_as_they_are: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def changes_something(self) -> bool:
        """Is there anything to confirm?"""
        return bool(self.new_people or self.changed_people or self.new or self.changed or self.ended)

    @property
    def counts(self) -> dict[str, int]:
        """How much of each, as the import remembers it."""
        return {
            "new_people": len(self.new_people),
            "changed_people": len({change.user for change in self.changed_people}),
            "new": len(self.new),
            "changed": len(self.changed),
            "ended": len(self.ended),
            "unchanged": self.unchanged,
            "faults": len(self.faults),
        }

    @property
    def digest(self) -> str:
        """A fingerprint of what would happen: another plan has another."""
        people = [(one.email, one.name, one.title, one.phone) for one in self.new_people.values()]
        held = [[one.identity for one in part] for part in (self.new, self.changed, self.ended)]
        return hashlib.sha256(repr((people, self.changed_people, held, self.faults)).encode()).hexdigest()


def make_plan(
    lines: list[Line], faults: list[Fault], around: Surroundings, *, by: User, ends_missing_on: dt.date | None
) -> Plan:
    """What the lines would do among what there is. Every refusal is a fault with its line; nothing is written."""
    plan = Plan(faults=list(faults))
    planner = _Planner(plan, around, by)
    for line in lines:
        planner.take(line)
    if ends_missing_on:
        planner.end_missing(ends_missing_on)
    planner.make_way()
    planner.count()
    planner.keep_a_leader()
    planner.sum_up()
    plan.faults.sort(key=lambda fault: fault.line or 0)
    return plan


class _Planner:
    """The steps of `make_plan`, in order."""

    def __init__(self, plan: Plan, around: Surroundings, by: User) -> None:
        self.plan, self.by = plan, by
        self.places: Places = around.places
        self.people: People = around.people
        self.held: dict[int, list[Held]] = around.held
        self.today = around.today
        self.hers: dict[tuple[int, str], list[Held]] = {}
        for in_seat in self.held.values():
            for one in in_seat:
                self.hers.setdefault((one.seat.pk, one.email), []).append(one)
        self.crowded: set[int] = set()
        self.said: dict[str, dict[str, tuple[int, str]]] = {}

    def fault(self, line: int | None, column: str, sentence: str) -> None:
        self.plan.faults.append(Fault(line, column, sentence))

    def take(self, line: Line) -> None:
        """One line: whom it is about, where, and what it says of her days there."""
        seat = self.places.find(line, self.plan.faults)
        if seat is None:
            return
        allowed = rules.may_appoint(self.by, seat)
        if not allowed:
            self.fault(line.line, "plats", allowed.reason)
            return
        person = self._person(line)
        if person is None:
            return
        mine = self.hers.setdefault((seat.pk, line.email), [])
        same = self._same(line, mine)
        if same is not None:
            self._go_on(line, same)
        elif line.starts_on is None:
            self.fault(line.line, "från och med", "Ange från vilken dag hon har platsen.")
        else:
            self._begin(line, line.starts_on, seat, person, mine)

    def _person(self, line: Line) -> User | None:
        """Who the line is about; what several lines say of her must agree."""
        known = self.people.known.get(line.email)
        said = self.said.setdefault(line.email, {})
        new = None if known else self.plan.new_people.get(line.email)
        if known is None and new is None:
            if not line.name:
                self.fault(line.line, "namn", "En ny person måste ha ett namn.")
                return None
            new = self.plan.new_people[line.email] = User(email=line.email, added_in=self.places.collaboration)
        for name, label in WORDS.items():
            text = getattr(line, name)
            if not text:
                continue
            where, before = said.setdefault(name, (line.line, text))
            if before != text:
                self.fault(line.line, label, f"På rad {where} står ”{before}” för samma e-postadress.")
                return None
            if new is not None:
                setattr(new, name, text)
            elif known is not None and where == line.line:
                self._compare(known, name, text)
        if known is None:
            return new
        # The rules say the name that the list says: a list must not find out what somebody elsewhere is called.
        return User(pk=known.pk, email=line.email, name=line.name or line.email, is_active=known.is_active)

    def _compare(self, known: User, name: str, after: str) -> None:
        before = getattr(known, name)
        if " ".join(before.split()) == after:
            return
        kept = self.plan.kept_as_they_are
        if self.people.may_change(known):
            self.plan.changed_people.append(PersonChange(known.pk, known.name, name, WORDS[name], before, after))
        elif known.email not in kept[-1:]:
            kept.append(known.email)

    def _same(self, line: Line, mine: list[Held]) -> Held | None:
        """The appointment that the line is about, if it is there already."""
        if line.starts_on is not None:
            return next((one for one in mine if one.starts_on == line.starts_on), None)
        going_on = [one for one in mine if one.ends_on is None or one.ends_on >= self.today]
        return min(going_on, key=lambda one: one.starts_on, default=None)

    def _go_on(self, line: Line, held: Held) -> None:
        if held.line is not None:
            self.fault(line.line, "plats", f"Samma person och plats står redan på rad {held.line}.")
            return
        held.line = line.line
        if line.ends_on is not None or line.forever:
            if line.ends_on is not None and line.ends_on < held.starts_on:
                sentence = f"Sista dagen kan inte ligga före första dagen, {date_text(held.starts_on)}."
                self.fault(line.line, "till och med", sentence)
                return
            held.ends_on, held.is_fixed = line.ends_on, True
        if line.scope and line.scope != " ".join(held.scope.split()):
            held.scope = line.scope

    def _begin(self, line: Line, starts_on: dt.date, seat: Seat, person: User, mine: list[Held]) -> None:
        allowed = rules.may_be_appointed(seat, person, starts_on, line.ends_on)
        if not allowed:
            self.fault(line.line, "från och med", allowed.reason)
            return
        new = Held(seat, line.email, line.name, starts_on, line.ends_on, line.scope, user=person, line=line.line)
        new.is_fixed = line.ends_on is not None or line.forever
        for other in mine:
            if other.overlaps(new):
                since = f"Samma person har platsen från och med {date_text(other.starts_on)}"
                where = f" (rad {other.line})" if other.line else ""
                self.fault(line.line, "från och med", f"{since}{where}. Ett nytt förordnande kan inte börja då.")
                return
        mine.append(new)
        self.held.setdefault(seat.pk, []).append(new)

    def end_missing(self, day: dt.date) -> None:
        """The list is the whole list: whoever is not in it has the seat no longer from that day."""
        for held in self._all():
            if held.line is not None or (held.ends_on is not None and held.ends_on < day):
                continue
            if held.starts_on >= day:
                sentence = f"{held.who} ({held.place}) börjar {date_text(held.starts_on)} och står inte i listan. Ta med raden."
                self.fault(None, "plats", sentence)
                continue
            held.ends_on, held.why = day - DAY, "står inte i listan"

    def make_way(self) -> None:
        """In a seat for one, whoever begins ends the holder the day before, as `appoint` does."""
        for in_seat in self.held.values():
            if in_seat[0].seat.max_persons > 1:
                continue
            for new in sorted((one for one in in_seat if one.appointment is None), key=lambda one: one.starts_on):
                for other in in_seat:
                    if other is not new and other.starts_on <= new.starts_on and other.is_held(new.starts_on):
                        self._succeed(other, new)

    def _succeed(self, former: Held, new: Held) -> None:
        if former.starts_on == new.starts_on or former.is_fixed:
            where = f" på rad {former.line}" if former.line else ""
            sentence = f"Platsen är till för en person, och {former.who}{where} har den också den dagen."
            self.fault(new.line, "från och med", sentence)
            self.crowded.add(new.seat.pk)
            return
        former.ends_on, former.why = new.starts_on - DAY, f"efterträds av {new.who}"

    def count(self) -> None:
        """No seat has more persons than it may on any day (K9); what was so before is not the list's fault."""
        for in_seat in self.held.values():
            seat = in_seat[0].seat
            if seat.pk in self.crowded:
                continue
            room = gaps([(one.starts_on, one.ends_on) for one in in_seat], needed=seat.max_persons + 1)
            for crowd in without([Gap(None, None)], room):
                for one in in_seat:
                    if one.is_longer and one.meets(crowd):
                        sentence = f"Platsen får ha högst {seat.max_persons} personer, men har fler de dagarna."
                        if seat.max_persons == 1:
                            sentence = "Platsen är till för en person, men har fler de dagarna."
                        self.fault(one.line, "plats", sentence)

    def keep_a_leader(self) -> None:
        """A collaboration always has a process leader, also the day after the list."""
        led = [one for one in self._all() if one.seat.role == StaffRole.PROCESS_LEADER]
        ending = [one for one in led if one.is_shorter]
        if not ending:
            return
        before = gaps(
            [(one.appointment.starts_on, one.appointment.ends_on) for one in led if one.appointment], first=self.today
        )
        if without(gaps([(one.starts_on, one.ends_on) for one in led], first=self.today), before):
            for one in ending:
                self.fault(one.line, "till och med", LAST_LEADER)

    def sum_up(self) -> None:
        """Sort what happens into what is new, changed, ended and as before."""
        plan = self.plan
        for held in self._all():
            if held.appointment is None:
                plan.new.append(held)
            elif held.why and held.is_changed:
                plan.ended.append(held)
            elif held.is_changed:
                plan.changed.append(held)
            elif held.line is not None:
                plan.unchanged += 1
        if plan.faults:
            return
        ended = {
            one.appointment.pk: one.ends_on for one in self._all() if one.appointment and one.is_shorter and one.ends_on
        }
        new = [(one.seat, one.user, one.starts_on, one.ends_on) for one in plan.new if one.user is not None]
        if ended or new:
            plan.warnings = [gap.sentence for gap in parties_after(self.places.collaboration.pk, ended, new)]

    def _all(self) -> list[Held]:
        return [one for in_seat in self.held.values() for one in in_seat]
