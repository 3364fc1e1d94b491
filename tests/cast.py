"""A small permanent cast on a small realistic structure. A pytest plugin."""

import pickle
from dataclasses import dataclass, field

import pytest
from django.db import connections, transaction

from groups import actions
from groups.http import Proof, remember
from groups.models import (
    Body,
    BodyKind,
    CareCollaboration,
    Convener,
    Level,
    Office,
    QueueKeeper,
    Route,
    SeatStatus,
    Secretary,
    Side,
    StaffRole,
    User,
)
from groups.powers import Power
from plans.models import TargetGroup
from tests import builders as a
from tests.database import clone, drop, working_in


@dataclass
class Cast:
    """Who is who. Every person holds what `build` gives her and nothing else."""

    samla: CareCollaboration
    other: CareCollaboration
    nosam: Body
    au: Body
    sg: Body
    vvg: Body
    elsewhere: Body
    process_leader: User
    local_chair: User
    author: User
    au_member: User
    sg_chair: User
    representative: User
    co_opted: User
    reader: User
    outsider: User
    nobody: User
    parties: list = field(default_factory=list)
    target_groups: list = field(default_factory=list)
    routes: dict[tuple[str, str], Route] = field(default_factory=dict)

    @property
    def ways(self) -> dict[str, Route]:
        """From each body, the way that cases usually take."""
        usual = [("nosam-lerum", "au"), ("au", "samordningsgruppen"), ("samordningsgruppen", "au"), ("vvg", "au")]
        return {source: self.routes[source, target] for source, target in usual}


def build() -> Cast:
    """The structure and its people, from a year ago and on."""
    samla, other = a.a_collaboration("samla"), a.a_collaboration("grannen")
    bodies = _bodies(samla)
    elsewhere = a.a_body(other, "ledningen", BodyKind.COORDINATION, convener=Convener.PROCESS_LEADER)
    hospital = a.an_organisation(samla, "sjukhuset")
    municipality = a.an_organisation(samla, "kommunen", Side.MUNICIPAL)
    cast = Cast(
        samla=samla,
        other=other,
        elsewhere=elsewhere,
        parties=[hospital, municipality],
        target_groups=[TargetGroup.objects.create(collaboration=samla, slug="aldre", name="Äldre")],
        routes=_routes(bodies),
        reader=a.a_person("Rut Läsare"),
        nobody=a.a_person("Nils Ingenstans"),
        outsider=a.a_member(elsewhere, "Ola Grannledare", status=SeatStatus.STAFF, role=StaffRole.PROCESS_LEADER),
        **bodies,
        **_people(bodies, hospital, municipality),
    )
    actions.grant(
        Power.READ, cast.sg, cast.reader, starts_on=a.days(-30), ends_on=a.days(30), reason="Utredning", by=None
    )
    return cast


def _bodies(samla: CareCollaboration) -> dict[str, Body]:
    admin = Level.ADMINISTRATIVE
    led = {"level": admin, "secretary": Secretary.PROCESS_LEADER, "position": 1}
    return {
        "sg": a.a_body(samla, "samordningsgruppen", BodyKind.COORDINATION, convener=Convener.PROCESS_LEADER, **led),
        "au": a.a_body(
            samla,
            "au",
            BodyKind.WORKING_COMMITTEE,
            short_name="AU",
            convener=Convener.PROCESS_LEADER_AND_CHAIR,
            queue_kept_by=QueueKeeper.MEMBERS,
            **led,
        ),
        "nosam": a.a_body(
            samla,
            "nosam-lerum",
            short_name="NOSAM Lerum",
            convener=Convener.CHAIR,
            secretary=Secretary.CHAIR,
            position=3,
        ),
        "vvg": a.a_body(
            samla,
            "vvg",
            BodyKind.EXTERNAL,
            short_name="VVG",
            level=Level.EXTERNAL,
            queue_kept_by=QueueKeeper.PROCESS_LEADER,
            position=4,
        ),
    }


def _routes(bodies: dict[str, Body]) -> dict[tuple[str, str], Route]:
    nosam, au, sg, vvg = (bodies[name] for name in ("nosam", "au", "sg", "vvg"))
    routes = [
        a.a_route(nosam, au, "Lyft till AU"),
        a.a_route(au, sg, requires_readiness=True),
        a.a_route(au, nosam, "Ge NOSAM Lerum i uppdrag"),
        a.a_route(au, vvg),
        a.a_route(sg, au, "Lämna till AU för beredning"),
        a.a_route(vvg, au, "Lämna till AU"),
    ]
    return {(route.source.slug, route.target.slug): route for route in routes}


def _people(bodies: dict[str, Body], hospital, municipality) -> dict[str, User]:
    nosam, au, sg = bodies["nosam"], bodies["au"], bodies["sg"]
    for office in Office:  # rule 55: AU is led by those who lead Samordningsgruppen
        slug = f"au-{office.lower()}"
        a.a_seat(
            au, slug, SeatStatus.DERIVED, derived_from=sg, derived_office=office, confers_office=office, min_persons=0
        )
    # rule 63: the chair of NOSAM sits in Samordningsgruppen
    a.a_seat(sg, "nosam-lerum", SeatStatus.DERIVED, derived_from=nosam, derived_office=Office.CHAIR)

    local_chair, sg_chair = a.a_person("Lena Lokalordförande"), a.a_person("Sara Sammanhållande")
    a.a_term(a.an_appointment(a.a_seat(nosam, "kommunen", organisation=municipality), local_chair))
    a.a_term(a.an_appointment(a.a_seat(sg, "kommunen", organisation=municipality), sg_chair))
    leader = a.a_member(sg, "Petra Processledare", status=SeatStatus.STAFF, role=StaffRole.PROCESS_LEADER)
    return {
        "process_leader": leader,
        "local_chair": local_chair,
        "author": a.a_member(nosam, "Frida Författare", label="Vårdcentralen"),
        "au_member": a.a_member(au, "Anders Ledamot", label="Sjukhuset", organisation=hospital),
        "sg_chair": sg_chair,
        "representative": a.a_member(sg, "Rolf Representant", label="Habiliteringen"),
        "co_opted": a.a_member(au, "Gun Adjungerad", status=SeatStatus.CO_OPTED, min_persons=0),
    }


@pytest.fixture(scope="session")
def cast_home(template_database, django_db_setup, django_db_blocker):
    """The cast in a database of its own, made once per process: a connection that stays open, and its people."""
    with django_db_blocker.unblock():
        name = clone(template_database)
        with working_in(name):
            people = pickle.dumps(build())
        home = connections["default"].copy()
        home.settings_dict["NAME"] = name
    yield home, people
    with django_db_blocker.unblock():
        home.close()
        drop(name)


@pytest.fixture
def cast(cast_home, django_db_blocker):
    """Structure and people, and a transaction around the test, as `db` has. Not together with `db`."""
    home, people = cast_home
    usual = connections["default"]
    with django_db_blocker.unblock():
        connections["default"] = home
        try:
            with transaction.atomic():
                yield pickle.loads(people)
                if not home.needs_rollback:
                    home.check_constraints()
                transaction.set_rollback(True)
        finally:
            connections["default"] = usual


@pytest.fixture
def sign_in(client):
    """Sign a person in with the test's browser, as surely as the portal ever asks for, and answer it."""

    def as_person(user):
        client.force_login(user)
        confirm(client, user)
        return client

    return as_person


def confirm(client, user, proof=Proof.APP):
    """Let the test's browser count as one in which she has just now shown who she is (`groups.http.strong_sign_in`)."""
    session = client.session
    remember(session, user, proof)
    session.save()
