"""Cases that have lived: rows and steps made by the portal's own table of steps, without its actions' checks."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.archives import add_documents
from bench.areas import Area
from bench.texts import Writer
from cases.models import Case, CaseDocument, CaseKind, CaseNote, CaseParty, CaseScope, CaseStep, CaseTargetGroup
from cases.models.case import SOURCE_OF_KIND
from cases.workflow import STEPS, State, Verb
from documents.models import Blob, Document, DocumentVersion, RecordEntry
from groups.models import Body, BodyKind
from samla import clock

type Plan = Sequence[str]

# Steps as words; a body's slug after ">" is a sending.
TO_AU: Plan = ("SUBMIT", ">au")
PREPARED: Plan = (*TO_AU, "RECEIVE", "ASK", "ANSWER", "MARK_READY")
DECIDED: Plan = (*PREPARED, ">samordningsgruppen", "RECEIVE", "CLOSE", "ACKNOWLEDGE")
ANSWERED: Plan = (*TO_AU, "RECEIVE", "RETURN", "RECEIVE", "CLOSE")
ASKED_ABOVE: Plan = ("SUBMIT", "MARK_READY", ">samordningsgruppen", "RECEIVE", ">au", "RETURN", "CLOSE", "ACKNOWLEDGE")
COMMISSIONED: Plan = ("SUBMIT", ">nosam-lerum", "RECEIVE", "RETURN", "RECEIVE", "CLOSE")
LOCAL: Plan = ("SUBMIT", "PARK", "RESUME", "CLOSE")

# What a year's cases have become, with their share, and whom they began with.
CLOSED: tuple[tuple[int, str, Plan], ...] = (
    (5, "nosam-lerum", DECIDED),
    (5, "nosam-alingsas", DECIDED),
    (3, "nosam-alingsas", ANSWERED),
    (2, "nosam-lerum", LOCAL),
    (3, "au", ASKED_ABOVE),
    (2, "au", COMMISSIONED),
)
# What lies open at the end: thirty with AU in every state, and some with the others.
OPEN: tuple[tuple[int, str, Plan], ...] = (
    (5, "nosam-lerum", TO_AU),
    (4, "nosam-alingsas", TO_AU),
    (5, "nosam-alingsas", (*TO_AU, "RECEIVE")),
    (4, "nosam-lerum", (*TO_AU, "RECEIVE", "ASK", "ANSWER")),
    (3, "nosam-lerum", (*TO_AU, "RECEIVE", "ASK")),
    (4, "nosam-alingsas", PREPARED),
    (2, "nosam-alingsas", (*PREPARED, "DEEPEN")),
    (2, "nosam-lerum", (*TO_AU, "RECEIVE", "PARK")),
    (1, "au", ("SUBMIT", "MARK_READY", ">samordningsgruppen", "RETURN")),
    (4, "nosam-lerum", ("SUBMIT",)),
    (3, "nosam-alingsas", ("SUBMIT",)),
    (3, "nosam-lerum", (*PREPARED, ">samordningsgruppen")),
    (5, "nosam-alingsas", (*PREPARED, ">samordningsgruppen", "RECEIVE")),
    (2, "au", ("SUBMIT", "MARK_READY", ">politiska-samradsgruppen")),
    (3, "au", ("SUBMIT", ">nosam-lerum")),
)  # fmt: skip
PER_YEAR = 120


@dataclass
class Heap:
    """Rows to be copied into the database, by table, and the numbers given so far."""

    cases: list[Case] = field(default_factory=list)
    steps: list[CaseStep] = field(default_factory=list)
    notes: list[CaseNote] = field(default_factory=list)
    parties: list[CaseParty] = field(default_factory=list)
    groups: list[CaseTargetGroup] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    versions: list[DocumentVersion] = field(default_factory=list)
    blobs: list[Blob] = field(default_factory=list)
    links: list[CaseDocument] = field(default_factory=list)
    entries: list[RecordEntry] = field(default_factory=list)
    serials: Counter[tuple[int, int]] = field(default_factory=Counter)
    keys: Counter[str] = field(default_factory=Counter)

    def key(self, table: str) -> int:
        """The next primary key of a table, the same as its row's place in the heap."""
        self.keys[table] += 1
        return self.keys[table]


class Life:
    """One case, from the day it was written."""

    def __init__(self, heap: Heap, area: Area, writer: Writer, origin: str, begins: dt.datetime) -> None:
        self.heap, self.area, self.writer, self.at = heap, area, writer, begins
        body = area.bodies[origin]
        self.senders: list[Body] = []
        self.case = Case(
            pk=heap.key("case"),
            collaboration=area.collaboration,
            origin=body,
            holder=body,
            author=area.actor(origin),
            author_seat=area.seats.get(origin),
            kind=CaseKind.QUESTION,
            source=SOURCE_OF_KIND[BodyKind(body.kind)],
            scope=CaseScope.STRATEGIC,
            created_at=begins,
            **self._texts(),
        )
        heap.cases.append(self.case)
        self._link()

    def _texts(self) -> dict[str, str]:
        writer = self.writer
        return {
            "title": writer.title(),
            "background": writer.prose(3, 2),
            "question": writer.prose(2),
            "proposal": f"{writer.prose(1)}\n\n{writer.points(2)}",
            "consequence": writer.prose(2),
            "attachments": "Inga bilagor behövs.",
            "prepared_by": "Arbetsutskottet",
        }

    def _link(self) -> None:
        heap, random = self.heap, self.writer.random
        for organisation in random.sample(self.area.organisations, 2):
            heap.parties.append(CaseParty(pk=heap.key("party"), case=self.case, organisation=organisation))
        group = random.choice(self.area.target_groups)
        heap.groups.append(CaseTargetGroup(pk=heap.key("group"), case=self.case, target_group=group))

    def go(self, plan: Plan, days: int) -> "Life":
        """Take the steps of a plan, so many days apart, and write a note where the case is prepared."""
        for word in plan:
            self.at += dt.timedelta(days=days, minutes=17)
            self.step(Verb.SEND if word.startswith(">") else Verb(word), word.removeprefix(">"))
        if self.case.state == State.IN_PREPARATION:
            self.note()
            self.note()
        add_documents(self.heap, self.area, self.writer, self.case)
        return self

    def step(self, verb: Verb, target: str = "") -> None:
        """Take one step, with the changes that the real one makes."""
        case, before, holder = self.case, State(self.case.state), self.case.holder
        actor = case.asked if verb in {Verb.ANSWER, Verb.REPLY} and case.asked else holder
        case.state = STEPS[verb].target or before
        label = verb.label
        if verb == Verb.SUBMIT:
            self._number()
        elif verb == Verb.SEND:
            label = self.area.routes[holder.slug, target].label
            self._hand_to(self.area.bodies[target])
            self.senders.append(holder)
        elif verb == Verb.RETURN:
            self._hand_to(self.senders.pop())
            case.sender = self.senders[-1] if self.senders else None
        self._dates(verb, holder)
        case.version, case.changed_at = case.version + 1, self.at
        case.changed_by = self.area.actor(actor.slug)
        self.heap.steps.append(
            CaseStep(
                pk=self.heap.key("step"), case=case, verb=verb, label=label, state_before=before, state_after=case.state,
                from_body=holder, to_body=case.holder, by=case.changed_by, by_name=case.changed_by.name,
                seat=self.area.seats.get(actor.slug), seat_text=f"Ordförande, {actor.short_name}", at=self.at,
                note=self.writer.note() if STEPS[verb].needs else "", deadline=case.answer_by,
            )
        )  # fmt: skip

    def note(self) -> None:
        """A working note of the body that holds the case."""
        body = self.case.holder
        by = self.area.actor(body.slug)
        text = self.writer.note()
        self.heap.notes.append(
            CaseNote(pk=self.heap.key("note"), case=self.case, body=body, by=by, by_name=by.name, at=self.at, text=text)
        )

    def _hand_to(self, body: Body) -> None:
        self.case.sender, self.case.holder, self.case.arrived_at = self.case.holder, body, self.at
        self.case.deadline = (self.at + dt.timedelta(days=60)).date()

    def _number(self) -> None:
        series = (self.area.collaboration.pk, self.at.year)
        self.heap.serials[series] += 1
        prefix = self.area.collaboration.number_prefix
        self.case.number = f"{prefix} {self.at.year}-{self.heap.serials[series]:04d}"
        self.case.submitted_at = self.case.arrived_at = self.at
        self.case.aims_at = self.area.bodies["samordningsgruppen"]
        self.case.aims_on = (self.at + dt.timedelta(days=90)).date()

    def _dates(self, verb: Verb, holder: Body) -> None:
        """Whom a question waits for, and the dates that a state must have."""
        case = self.case
        asks = verb in {Verb.ASK, Verb.DEEPEN}
        case.asked = (case.sender or case.origin) if asks else None
        case.answer_by = (self.at + dt.timedelta(days=holder.answer_days)).date() if asks else None
        case.resume_on = clock.today() + dt.timedelta(days=20) if verb == Verb.PARK else None
        if verb in {Verb.RETURN, Verb.CLOSE}:
            case.outcome = self.writer.prose(2)
        case.closed_at = self.at if case.state == State.CLOSED else None
        case.outcome_seen_at = self.at if verb == Verb.ACKNOWLEDGE or case.holder_id == case.origin_id else None


def live_years(heap: Heap, area: Area, years: int) -> None:
    """The cases of so many years until today, the last of them with its open cases, in the order of time."""
    writer = Writer()
    now = clock.now().replace(hour=9, minute=0, second=0, microsecond=0)
    for year in range(years, 0, -1):
        begins = now - dt.timedelta(days=365 * year)
        open_cases = OPEN if year == 1 else ()
        closed = PER_YEAR - sum(count for count, _, _ in open_cases)
        for index in range(closed):
            _, origin, plan = CLOSED[_share(index)]
            day = begins + dt.timedelta(days=index * 250 // closed, minutes=index)
            Life(heap, area, writer, origin, day).go(plan, days=9)
        begins = now - dt.timedelta(days=110)
        for index, (count, origin, plan) in enumerate(open_cases):
            for turn in range(count):
                Life(heap, area, writer, origin, begins + dt.timedelta(days=index * 2 + turn)).go(plan, days=7)


def _share(index: int) -> int:
    """Which of the closed plans the case of a number follows, by their shares."""
    place = index % sum(count for count, _, _ in CLOSED)
    for number, (count, _, _) in enumerate(CLOSED):
        if place < count:
            return number
        place -= count
    raise AssertionError
