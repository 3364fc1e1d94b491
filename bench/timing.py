"""Pages and floors in turn: processor time of the whole stack, as ratios within one round."""

import itertools
import random
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.report import Report
from bench.scenes import Scene
from bench.servers import Server

PAGE_BAR, GROWTH_BAR, BYTES_BAR = 1.2, 1.25, 1.1
ROUNDS, BATCH, WARM_UP = 40, 3, 30
AGENDA_BAR, AGENDA_ITEMS = 1.0, 30
QUEUE_ROWS, LIST_ROWS, PEOPLE_ROWS, REGISTER_ROWS = 30, 50, 30, 50
APART = (".people", ".body")  # their growth is measured, and they have no floor


@dataclass
class Target:
    """One page on one server, and what it has cost."""

    name: str
    server: Server
    cookies: str
    addresses: Iterator[str]
    words: bytes
    times: int
    costs: list[float] = field(default_factory=list)
    bytes: int = 0
    asked: int = 0

    @property
    def size(self) -> float:
        """The mean length of an answer."""
        return self.bytes / self.asked

    def ask(self) -> None:
        """One request. Raises RuntimeError when the page is not the one that was meant, with all its rows."""
        address = next(self.addresses)
        answer = self.server.get(address, self.cookies)
        if answer.status != 200 or answer.body.count(self.words) < self.times:
            found = answer.body.count(self.words)
            raise RuntimeError(
                f"{self.name} {address}: {answer.status} {answer.location}, {self.words!r} {found} times"
            )
        self.bytes += len(answer.body)
        self.asked += 1

    def measure(self) -> None:
        """A few requests; their mean cost in milliseconds."""
        before = self.server.cpu_ns()
        for _ in range(BATCH):
            self.ask()
        self.costs.append((self.server.cpu_ns() - before) / BATCH / 1e6)


def portal_pages(prefix: str, server: Server, scene: Scene) -> dict[str, Target]:
    """The measured pages of one scene, as a member of AU; the people as the process leader."""
    member, leader = scene.cookies["au"], scene.cookies["leader"]
    cases = itertools.cycle(scene.cases)
    row = b'<th scope="row">'
    return {
        f"{prefix}.{name}": Target(f"{prefix}.{name}", server, cookies, addresses, words, times)
        for name, addresses, words, times, cookies in (
            ("queue", itertools.repeat("/grupper/au/ko/"), row, QUEUE_ROWS, member),
            ("list", itertools.repeat("/arenden/"), row, LIST_ROWS, member),
            ("case", cases, b"<li>", 5, member),
            ("register", itertools.repeat("/handlingar/"), row, REGISTER_ROWS, member),
            ("work", itertools.repeat("/"), b'class="todo"', 15, member),
            ("people", itertools.repeat("/personer/"), row, PEOPLE_ROWS, leader),
            (
                "meeting",
                itertools.repeat(scene.agenda),
                b'class="agenda-documents"',
                AGENDA_ITEMS,
                scene.cookies["agenda"],
            ),
            ("body", itertools.repeat("/grupper/samordningsgruppen/"), b'class="holder"', 10, member),
        )
    }


def floor_pages(server: Server, cookies: str, matters: list[int], agenda: int) -> dict[str, Target]:
    """The floor of each page."""
    row = b'<th scope="row">'
    cases = itertools.cycle([f"/sak/{pk}/" for pk in matters])
    return {
        "floor.queue": Target(
            "floor.queue", server, cookies, itertools.repeat("/tabell/kort/"), row, QUEUE_ROWS
        ),
        "floor.list": Target("floor.list", server, cookies, itertools.repeat("/tabell/lang/"), row, LIST_ROWS),
        "floor.register": Target(
            "floor.register", server, cookies, itertools.repeat("/tabell/register/"), row, REGISTER_ROWS
        ),
        "floor.meeting": Target(
            "floor.meeting", server, cookies, itertools.repeat(f"/mote/{agenda}/"), b'class="papers"', AGENDA_ITEMS
        ),
        "floor.case": Target("floor.case", server, cookies, cases, b"<li", 5),
    }  # fmt: skip


def measure(targets: dict[str, Target]) -> None:
    """Warm everything up, then ask in rounds, in a new order each time."""
    order = list(targets.values())
    for target in order:
        for _ in range(WARM_UP):
            target.ask()
    for server in {id(target.server): target.server for target in order}.values():
        server.know_processes()
    shuffle = random.Random(7).shuffle
    for _ in range(ROUNDS):
        shuffle(order)
        for target in order:
            target.measure()


def compare(targets: dict[str, Target], report: Report) -> None:
    """Pages against their floors, in the database of ten years, and ten years against one."""
    titles = {
        "queue": "Kö, 30 rader",
        "list": "Ärendelista, 50 rader",
        "case": "Ärende",
        "register": "Registret, 50 rader",
        "work": "Mitt arbete",
        "people": "Personer, en sida",
        "meeting": f"Möte, {AGENDA_ITEMS} punkter",
        "body": "Samordningsgruppens sida",
    }
    for name, title in titles.items():
        page, small = targets[f"decade.{name}"], targets[f"year.{name}"]
        floor = targets.get(f"floor.{name}")
        if floor is not None:
            figures = f"{_middle(page):.1f} mot {_middle(floor):.1f} ms; {page.size / 1024:.0f} mot {floor.size / 1024:.0f} kB"
            report.add(
                f"{title}: gånger golvet",
                ratio(page, floor),
                AGENDA_BAR if name == "meeting" else PAGE_BAR,
                remark=figures,
            )
            report.add(f"{title}: golvets storlek mot sidans", floor.size / page.size, BYTES_BAR)
        figures = f"{_middle(page):.1f} mot {_middle(small):.1f} ms"
        report.add(f"{title}: 20 områden × 10 år mot 1 × 1", ratio(page, small), GROWTH_BAR, remark=figures)


def ratio(above: Target, below: Target) -> float:
    """The middle of the rounds' ratios: what disturbs a round disturbs both."""
    return statistics.median(a / b for a, b in zip(above.costs, below.costs, strict=True))


def _middle(target: Target) -> float:
    return statistics.median(target.costs)
