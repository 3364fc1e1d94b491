"""The three databases that the portal is measured on, and who is signed in there."""

import datetime as dt
import io
from contextlib import redirect_stdout
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command

from bench.areas import Area, add_area, read_area
from bench.databases import Cluster, working_in
from bench.filling import fill
from bench.lives import TO_AU, Heap, Life, live_years
from bench.meetings import BODY, add_meeting
from bench.texts import Writer
from cases.models import Case
from groups.models import CareCollaboration, User
from meetings.workflow import Answer
from samla import clock
from samla.localpg import OWNER
from samla.management.commands import serve

AREAS, YEARS = 20, 10
ROWS = (3, 30, 300)
AGENDAS = (3, 30, 200)
BODIES = {3: "nosam-lerum", 30: "au", 300: "samordningsgruppen"}
ORIGINS = {3: "nosam-lerum", 30: "nosam-alingsas", 300: "au"}
PILES = {
    3: ("SUBMIT",),
    30: (*TO_AU, "RECEIVE"),
    300: ("SUBMIT", "MARK_READY", ">samordningsgruppen", "RECEIVE"),
}


@dataclass
class Scene:
    """A filled database: cookies by person, and the cases' addresses that the pages need."""

    database: str
    cookies: dict[str, str] = field(default_factory=dict)
    cases: list[str] = field(default_factory=list)
    meetings: dict[int, str] = field(default_factory=dict)
    agenda: str = ""


def prepare(cluster: Cluster, base: str) -> dict[str, Scene]:
    """The scenes `counts`, `year` (1 area, 1 year) and `decade` (20 areas, 10 years), all begun from one base."""
    with working_in(base):
        serve.migrate()
        add_area(0)
        with redirect_stdout(io.StringIO()):
            call_command("collectstatic", interactive=False, verbosity=0)
    scenes = {name: Scene(cluster.create(name, base)) for name in ("counts", "year", "decade")}
    _fill_years(cluster, scenes["year"], areas=1, years=1)
    _fill_years(cluster, scenes["decade"], areas=AREAS, years=YEARS)
    _fill_counts(cluster, scenes["counts"])
    return scenes


def sign_in(user: User) -> str:
    """The cookie of a person, by a session row made directly."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _fill_years(cluster: Cluster, scene: Scene, *, areas: int, years: int) -> None:
    heap = Heap()
    with working_in(scene.database), cluster.connect(OWNER, scene.database) as connection:
        for index in range(areas):
            live_years(heap, _area(index), years)
        fill(connection, heap)
        home = _area(0)
        scene.cookies["au"] = sign_in(home.actor("au"))
        if home.leader:
            scene.cookies["leader"] = sign_in(home.leader)
        queue = Case.objects.held_by(home.bodies["au"]).order_by("number")
        scene.cases = [case.get_absolute_url() for case in queue]
        seen = add_meeting(home, Writer(), 30, days=40, answer=Answer.ATTENDS)
        scene.agenda, scene.cookies["agenda"] = seen.address, sign_in(seen.reader)
    cluster.tidy(scene.database)


def _fill_counts(cluster: Cluster, scene: Scene) -> None:
    """Queues, lists and to-do lists of 3, 30 and 300 cases, and three cases with as many steps and notes."""
    heap, writer = Heap(), Writer()
    with working_in(scene.database), cluster.connect(OWNER, scene.database) as connection:
        area = _area(0)
        begins = clock.now() - dt.timedelta(days=40)
        for rows, plan in PILES.items():
            for index in range(rows):
                Life(heap, area, writer, ORIGINS[rows], begins + dt.timedelta(minutes=index)).go(plan, days=3)
        for rows in ROWS:
            life = Life(heap, area, writer, "vvg", begins).go(_steps(rows), days=0)
            for _ in range(rows - 2):
                life.note()
        fill(connection, heap)
        scene.cases = [case.get_absolute_url() for case in heap.cases[-3:]]
        scene.cookies |= {slug: sign_in(area.actor(slug)) for slug in BODIES.values()}
        if area.leader:
            scene.cookies["leader"] = sign_in(area.leader)
        # All three of Mitt arbete are called to something, so that only the rows differ.
        add_meeting(area, writer, 3, days=30, joint=[slug for slug in BODIES.values() if slug != BODY])
        for items in AGENDAS:
            seen = add_meeting(area, writer, items, days=40 + items, answer=Answer.DECLINES)
            scene.meetings[items], scene.cookies["agenda"] = seen.address, sign_in(seen.reader)
    cluster.tidy(scene.database)


def _steps(rows: int) -> tuple[str, ...]:
    """A plan of so many steps that ends in preparation, in the body where the case was raised."""
    even = ("PRIORITISE",) if rows % 2 == 0 else ()
    return ("SUBMIT", *even, *("PARK", "RESUME") * ((rows - 1) // 2))


def _area(index: int) -> Area:
    if index and not CareCollaboration.objects.filter(slug=f"omrade-{index}").exists():
        return add_area(index)
    return read_area(f"omrade-{index}" if index else CareCollaboration.objects.home().get().slug)
