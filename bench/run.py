"""The run from an empty database to a report."""

import json
import os
import subprocess
import sys
import threading
from typing import Any

from django.conf import settings

from bench import carrying, counting, documents, scenes, timing
from bench.databases import Cluster
from bench.report import Report
from bench.scenes import Scene
from bench.servers import Server, seconds_until_ready
from bench.timing import Target

MEMORY_BAR, READY_BAR = 100.0, 2.0
REQUESTS = 1000  # to every worker
# As many rows as the portal's pages have, and summaries that make the pages about as large.
FLOOR = {
    "piles": {
        "kort": {"rows": timing.QUEUE_ROWS, "summary": 260},
        "lang": {"rows": timing.LIST_ROWS, "summary": 50},
        "register": {"rows": timing.REGISTER_ROWS, "summary": 50},
    },
    "events": 7,
    "remarks": 2,
    "points": timing.AGENDA_ITEMS,
}


def run(cluster: Cluster, base: str) -> Report:
    """Everything, in the order that disturbs least: the counting server has ended before anything is timed."""
    report = Report()
    report.say("Fyller databaserna")
    made = scenes.prepare(cluster, base)
    report.say("Räknar frågor")
    counting.count(cluster, made["counts"], report)
    year = made["year"]
    report.say("Startar webbservern")
    ready = seconds_until_ready(cluster, year.database, "/grupper/au/ko/", year.cookies["au"])
    report.add("Redo att svara", ready, READY_BAR, unit="s", remark="från start till den första sidan")
    _time_pages(cluster, made, report)
    report.say("Skriver PDF")
    documents.compare(made["decade"], report)
    return report


def _time_pages(cluster: Cluster, made: dict[str, Scene], report: Report) -> None:
    floor_database = cluster.create("floor")
    filled = _fill_floor(cluster, floor_database)
    servers = {name: Server(cluster, made[name].database) for name in ("year", "decade")}
    servers["floor"] = Server(cluster, floor_database, "bench.floor.wsgi:application")
    try:
        targets: dict[str, Target] = timing.floor_pages(
            servers["floor"], f"sessionid={filled['session']}", filled["matters"], filled["agenda"]
        )
        servers["floor"].wait("/")
        for name in ("year", "decade"):
            servers[name].wait("/", made[name].cookies["au"])
            targets |= timing.portal_pages(name, servers[name], made[name])
        report.say("Mäter sidor")
        # The pages with a floor by themselves, as before: each kind of page that takes its turn makes the others' dearer.
        apart = {name: target for name, target in targets.items() if name.endswith(timing.APART)}
        timing.measure({name: target for name, target in targets.items() if name not in apart})
        timing.measure(apart)
        timing.compare(targets, report)
        report.say("Skickar och hämtar filer")
        carrying.compare(servers["decade"], made["decade"], report)
        report.say("Väger en webbprocess")
        _weigh_memory([target for name, target in targets.items() if name.startswith("decade")], report)
    finally:
        for server in servers.values():
            server.stop()


def _fill_floor(cluster: Cluster, database: str) -> dict[str, Any]:
    """The floor's own project in a process of its own: two projects cannot share one."""
    environment = {**os.environ, **cluster.addresses(database)}
    command = [sys.executable, "-m", "bench.floor"]
    typed = json.dumps(FLOOR)
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, input=typed, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    cluster.tidy(database)
    filled: dict[str, Any] = json.loads(done.stdout)
    return filled


def _weigh_memory(targets: list[Target], report: Report) -> None:
    """So many requests to each worker in all, two at a time, and then the larger one on the scales."""
    server = targets[0].server
    asked = sum(timing.WARM_UP + timing.ROUNDS * timing.BATCH for _ in targets)
    workers = len(server.workers())
    each = (REQUESTS * workers - asked) // workers // len(targets) + 1

    def ask_all() -> None:
        for _ in range(each):
            for target in targets:
                target.ask()

    threads = [threading.Thread(target=ask_all) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report.add("Minne i en webbprocess", server.memory(), MEMORY_BAR, unit="MB", remark=f"PSS efter {REQUESTS} anrop")
