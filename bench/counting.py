"""Queries per page and change, counted in the server's own log, and the size of the pages."""

import gzip
import re
from urllib.parse import quote

from bench.carrying import a_pdf
from bench.carrying import typed as carrying_form
from bench.databases import Cluster, StatementLog
from bench.report import Report
from bench.scenes import BODIES, ORIGINS, ROWS, Scene
from bench.servers import Answer, Server

PAGE_QUERIES, WORK_QUERIES, CHANGE_QUERIES = 12, 24, 25
PAGE_KB, ASSETS_KB, ASSETS_PACKED_KB = 80.0, 260.0, 60.0
ASSET = re.compile(rb'(?:href|src)="(/static/[^"]+\.(?:css|js))"')


def count(cluster: Cluster, scene: Scene, report: Report) -> None:
    """Ask for every page with 3, 30 and 300 rows, and take some steps, with one worker and every statement logged."""
    cluster.log_statements(scene.database)
    server = Server(cluster, scene.database, workers=1)
    try:
        server.wait("/grupper/au/ko/", scene.cookies["au"])
        log = StatementLog(cluster, scene.database)
        for title, bar, addresses in _pages(scene):
            _count_page(server, log, report, title, bar, addresses)
        _count_changes(server, log, scene, report)
        _weigh_assets(server, scene, report)
    finally:
        server.stop()


def _pages(scene: Scene) -> list[tuple[str, int, list[tuple[str, str]]]]:
    """Title, bar, and address and person for 3, 30 and 300 rows."""
    person = {rows: scene.cookies[BODIES[rows]] for rows in ROWS}
    return [
        ("Kö", PAGE_QUERIES, [(f"/grupper/{BODIES[rows]}/ko/", person[rows]) for rows in ROWS]),
        ("Ärendelista", PAGE_QUERIES, [(f"/arenden/?ursprung={ORIGINS[rows]}", person[30]) for rows in ROWS]),
        ("Ärende", PAGE_QUERIES, [(address, scene.cookies["leader"]) for address in scene.cases]),
        ("Registret", PAGE_QUERIES, [(f"/handlingar/?grupp={BODIES[rows]}", person[30]) for rows in ROWS]),
        ("Mitt arbete", WORK_QUERIES, [("/", person[rows]) for rows in ROWS]),
        ("Möte", PAGE_QUERIES, [(address, scene.cookies["agenda"]) for address in scene.meetings.values()]),
        ("Gruppens sida", PAGE_QUERIES, [(f"/grupper/{BODIES[rows]}/", person[rows]) for rows in ROWS]),
    ]


def _count_page(
    server: Server, log: StatementLog, report: Report, title: str, bar: int, addresses: list[tuple[str, str]]
) -> None:
    counts, sizes = [], []
    for address, cookies in addresses:
        server.get(address, cookies)
        log.statements()
        page = expect(server.get(address, cookies), address)
        statements = log.statements()
        counts.append(len(statements))
        sizes.append(len(page.body) / 1024)
    report.add(f"{title}: frågor med 3, 30, 300 rader", max(counts), bar, remark=", ".join(map(str, counts)))
    report.add(f"{title}: skillnad i frågor", max(counts) - min(counts), 0)
    report.add(f"{title}: storlek med 30 rader", sizes[1], PAGE_KB, unit="kB")


def _count_changes(server: Server, log: StatementLog, scene: Scene, report: Report) -> None:
    """The steps of one case of NOSAM Lerum on its way, by those whose steps they are."""
    nosam, committee = scene.cookies["nosam-lerum"], scene.cookies["au"]
    page = server.get("/grupper/nosam-lerum/ko/", nosam)
    case = re.findall(rb'<th scope="row"><a href="(/arenden/[^"]+)"', page.body)[0].decode()
    note = f"note={quote('Underlaget behöver kompletteras.')}"
    ways = (
        ("Skicka", f"{case}steg/skicka/au/", note, nosam),
        ("Ta emot", f"{case}steg/ta-emot/", "", committee),
        ("Begär komplettering", f"{case}steg/begar-komplettering/", note, committee),
        ("Svara", f"{case}steg/komplettera/", note, nosam),
        ("Återför", f"{case}steg/aterfor/", note, committee),
    )
    for title, address, body, cookies in ways:
        log.statements()
        answer = server.post(address, body, cookies)
        statements = log.statements()
        if answer.status != 302:
            raise RuntimeError(f"{address} answered {answer.status}")
        report.add(f"Steget {title}: frågor", len(statements), CHANGE_QUERIES)
    log.statements()
    answer = server.upload(f"{case}handlingar/", "underlag.pdf", a_pdf(1000), nosam, **carrying_form(scene))
    statements = log.statements()
    if answer.status != 302:
        raise RuntimeError(f"{case}handlingar/ answered {answer.status}")
    report.add("Uppladdning till ett ärende: frågor", len(statements), CHANGE_QUERIES)


def _weigh_assets(server: Server, scene: Scene, report: Report) -> None:
    page = server.get("/arenden/", scene.cookies["au"])
    bodies = [expect(server.get(address.decode()), address.decode()).body for address in ASSET.findall(page.body)]
    packed = [gzip.compress(body, mtime=0) for body in bodies]
    report.add("CSS och JavaScript", sum(map(len, bodies)) / 1024, ASSETS_KB, unit="kB", remark=f"{len(bodies)} filer")
    report.add("CSS och JavaScript, packat", sum(map(len, packed)) / 1024, ASSETS_PACKED_KB, unit="kB", remark="gzip")


def expect(answer: Answer, address: str) -> Answer:
    """The answer, if it is one. Raises RuntimeError: a wrong page must never count as a fast one."""
    if answer.status != 200 or not answer.body:
        raise RuntimeError(f"{address} answered {answer.status} {answer.location}")
    return answer
