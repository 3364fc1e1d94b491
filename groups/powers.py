"""The chain of powers: what a person may do today, from her dated seats, offices and grants, in one query.

    Principal → Organisation → Seat (in a Body) → Appointment (from–to), and ChairTerm per body and office.

Nothing here writes. Models are not imported, because querysets of models ask these questions.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from django.db.models import Q

from samla import clock
from samla.prepared import fetch_prepared

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Model, QuerySet

    from groups.models import Body, User


class Power(StrEnum):
    """What can be asked of `Powers.can`; the value is the codename under which a grant gives it."""

    BELONG = "belong"
    READ = "read_body"
    READ_DRAFTS = "read_drafts_body"
    READ_ORGANISATION = "read_organisation"
    SIT = "sit"
    PRESIDE = "preside"
    KEEP_QUEUE = "keep_queue"
    RAISE = "raise_case"
    LEAD = "lead"
    CONVENE = "convene_body"
    REGISTER = "register_body"
    AUDIT = "audit_body"
    ADMINISTER = "administer_organisation"


@dataclass(frozen=True, slots=True)
class Source:
    """One line of docs/powers.md: what a power means and where it comes from."""

    power: Power
    label: str
    over: str
    comes_from: str


SOURCES = (
    Source(Power.BELONG, "Se samverkans grupper", "samverkan", "vilken plats, vilket uppdrag eller vilken behörighet som helst"),
    Source(Power.READ, "Läsa inlämnade ärenden", "samverkan", "en plats eller tjänst i någon grupp; behörigheten att läsa ärenden eller utkast, registrera eller granska"),
    Source(Power.READ_DRAFTS, "Läsa gruppens utkast", "grupp", "uppdraget som ordförande eller vice ordförande; behörigheten läsare av utkast, dock inte det som är sekretessmarkerat; processledaren"),
    Source(Power.READ_ORGANISATION, "Läsa utkast som organisationens representanter skriver", "organisation", "behörigheten läsare av organisationens utkast, dock inte det som är sekretessmarkerat; processledaren"),
    Source(Power.SIT, "Läsa gruppens arbetsanteckningar", "grupp", "en plats i gruppen"),
    Source(Power.RAISE, "Skriva ärende för gruppen", "grupp", "en plats i gruppen; processledaren för alla grupper"),
    Source(Power.PRESIDE, "Leda gruppen", "grupp", "uppdraget som ordförande eller vice ordförande, också när det följer av en annan grupps"),
    Source(Power.KEEP_QUEUE, "Ta stegen i gruppens ärenden", "grupp", "det som strukturen säger om gruppens kö: ledamöter, presidium eller processledaren; alltid processledaren där hon är sammankallande eller sekreterare"),
    Source(Power.LEAD, "Vara processledare", "samverkan", "tjänsteplatsen som processledare"),
    Source(Power.CONVENE, "Sammankalla gruppen", "grupp", "det som strukturen säger om sammankallande: processledaren, ordföranden eller båda; processledaren där hon är sekreterare; behörigheten sammankallande"),
    Source(Power.REGISTER, "Registrera handlingar", "grupp", "behörigheten registrator"),
    Source(Power.AUDIT, "Granska historiken", "samverkan", "behörigheten granskare"),
    Source(Power.ADMINISTER, "Administrera organisationens personer", "organisation", "behörigheten organisationsadministratör; processledaren"),
)  # fmt: skip
LABELS = {source.power: source.label for source in SOURCES}
# What can be given by itself, and over what: the permissions that the models declare.
BODY_POWERS = (Power.READ, Power.READ_DRAFTS, Power.CONVENE, Power.REGISTER, Power.AUDIT)
ORGANISATION_POWERS = (Power.READ_ORGANISATION, Power.ADMINISTER)


class Held(NamedTuple):
    """One row of the chain: a seat, an office or a grant that the person has today."""

    kind: str
    collaboration: int
    body: int | None
    seat: int | None
    what: str
    role: str
    organisation: int | None
    queue_kept_by: str
    label: str
    body_name: str
    appointment: int | None
    body_slug: str
    leader_keeps: bool
    rank: int


class InCollaboration(Protocol):
    """A thing that belongs to one collaboration."""

    pk: int
    collaboration_id: int


CHAIN = """
SELECT 'seat', b.collaboration_id, h.body_id, h.seat_id, s.status, s.role, s.organisation_id, b.queue_kept_by,
       s.label, b.short_name, h.appointment_id, b.slug,
       'PROCESS_LEADER' IN (b.queue_kept_by, b.secretary, replace(b.convener, '_AND_CHAIR', '')),
       CASE WHEN b.queue_kept_by = 'MEMBERS' THEN 0 WHEN b.level = 'POLITICAL' THEN 2 ELSE 1 END{more}
  FROM groups_sitting h JOIN groups_seat s ON s.id = h.seat_id JOIN groups_body b ON b.id = h.body_id
 WHERE {whose} AND h.starts_on <= %(day)s AND (h.ends_on IS NULL OR h.ends_on >= %(day)s)
UNION ALL
SELECT 'office', b.collaboration_id, h.body_id, NULL, h.office, '', NULL, b.queue_kept_by, '', b.short_name,
       h.appointment_id, b.slug, FALSE,
       CASE WHEN b.queue_kept_by = 'MEMBERS' THEN 0 WHEN b.level = 'POLITICAL' THEN 2 ELSE 1 END{more}
  FROM groups_officeholding h JOIN groups_body b ON b.id = h.body_id
 WHERE {whose} AND h.starts_on <= %(day)s AND h.ends_on >= %(day)s
UNION ALL
SELECT 'grant', b.collaboration_id, b.id, NULL, p.codename, '', NULL, '', p.name, b.short_name, NULL, b.slug, FALSE,
       1{more}
  FROM groups_bodygrant h JOIN groups_body b ON b.id = h.content_object_id JOIN auth_permission p ON p.id = h.permission_id
 WHERE {whose} AND h.starts_on <= %(day)s AND (h.ends_on IS NULL OR h.ends_on >= %(day)s)
UNION ALL
SELECT 'grant', b.collaboration_id, NULL, NULL, p.codename, '', b.id, '', p.name, b.name, NULL, '', FALSE, 1{more}
  FROM groups_organisationgrant h JOIN groups_organisation b ON b.id = h.content_object_id
  JOIN auth_permission p ON p.id = h.permission_id
 WHERE {whose} AND h.starts_on <= %(day)s AND (h.ends_on IS NULL OR h.ends_on >= %(day)s)
ORDER BY 1 DESC, 14, 10, 9
"""
QUERY = CHAIN.format(whose="h.user_id = %(user)s", more="")
EVERYBODYS = CHAIN.format(whose="b.collaboration_id = %(collaboration)s", more=", h.user_id, h.starts_on, h.ends_on")
REPRESENTATIVES = """
SELECT DISTINCT h.user_id, h.body_id FROM groups_sitting h JOIN groups_seat s ON s.id = h.seat_id
 WHERE s.organisation_id = ANY(%(organisations)s) AND h.starts_on <= %(day)s
   AND (h.ends_on IS NULL OR h.ends_on >= %(day)s)
"""

OVER_COLLABORATION = {Power.BELONG, Power.READ, Power.LEAD, Power.AUDIT}
READERS = {"read_body", "read_drafts_body", "audit_body", "read_organisation", "register_body", "convene_body"}
LEADERS_TOO = {Power.RAISE, Power.ADMINISTER, Power.REGISTER, Power.READ_DRAFTS, Power.READ_ORGANISATION}
FULL_MEMBERS = {"REGULAR", "DERIVED"}
PROCESS_LEADER = "PROCESS_LEADER"


@dataclass(slots=True)
class Powers:
    """What one person may do on one day. Every answer comes from memory."""

    day: dt.date
    held: tuple[Held, ...] = ()
    collaborations: frozenset[int] = field(init=False)
    readable: frozenset[int] = field(init=False)
    bodies: frozenset[int] = field(init=False)
    presides: frozenset[int] = field(init=False)
    queues: frozenset[int] = field(init=False)
    leads: frozenset[int] = field(init=False)
    audits: frozenset[int] = field(init=False)
    administers: frozenset[int] = field(init=False)
    drafts: frozenset[int] = field(init=False)
    colleagues: frozenset[int] = field(init=False)
    _representatives: tuple[tuple[int, int], ...] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        seats = [row for row in self.held if row.kind == "seat"]
        offices = [row for row in self.held if row.kind == "office"]
        grants = [row for row in self.held if row.kind == "grant"]
        self.collaborations = frozenset(row.collaboration for row in self.held)
        self.readable = frozenset(row.collaboration for row in [*seats, *(g for g in grants if g.what in READERS)])
        self.bodies = frozenset(row.body for row in seats if row.body)
        self.presides = frozenset(row.body for row in offices if row.body)
        members = {r.body for r in seats if r.queue_kept_by == "MEMBERS" and r.what in FULL_MEMBERS}
        led = {r.body for r in seats if r.role == PROCESS_LEADER and r.leader_keeps}
        self.queues = self.presides | frozenset(body for body in members | led if body)
        self.leads = frozenset(row.collaboration for row in seats if row.role == PROCESS_LEADER)
        self.audits = frozenset(row.collaboration for row in grants if row.what == Power.AUDIT)
        self.administers = frozenset(
            row.organisation for row in grants if row.what == Power.ADMINISTER and row.organisation
        )
        self.drafts = frozenset(row.body for row in grants if row.what == Power.READ_DRAFTS and row.body)
        self.colleagues = frozenset(
            row.organisation for row in grants if row.what == Power.READ_ORGANISATION and row.organisation
        )

    def can(self, power: Power, thing: InCollaboration) -> bool:
        """Does the power reach this body, organisation, case or other thing of a collaboration?"""
        if power == Power.KEEP_QUEUE:
            return self.keeps_queue(thing)  # type: ignore[arg-type]  # asked of a Body only
        if power == Power.CONVENE:
            return self.convenes(thing)  # type: ignore[arg-type]  # asked of a Body only
        leads = thing.collaboration_id in self.leads
        if power in LEADERS_TOO and leads:
            return True
        key = thing.collaboration_id if power in OVER_COLLABORATION else thing.pk
        return key in self.reach(power)

    def reach(self, power: Power) -> frozenset[int]:
        """The keys of the collaborations, bodies or organisations that a power reaches by itself."""
        registers = frozenset(row.body for row in self.held if row.what == Power.REGISTER and row.body)
        reach = {
            Power.BELONG: self.collaborations,
            Power.READ: self.readable,
            Power.LEAD: self.leads,
            Power.AUDIT: self.audits,
            Power.SIT: self.bodies,
            Power.RAISE: self.bodies,
            Power.PRESIDE: self.presides,
            Power.KEEP_QUEUE: self.queues,
            Power.ADMINISTER: self.administers,
            Power.REGISTER: registers,
            Power.READ_DRAFTS: self.drafts | self.presides,
            Power.CONVENE: frozenset(row.body for row in self.held if row.what == Power.CONVENE and row.body),
            Power.READ_ORGANISATION: self.colleagues,
        }
        return reach[power]

    def keeps_queue(self, body: Body) -> bool:
        """May she take the steps of the cases that this body holds?"""
        if body.pk in self.queues:
            return True
        led = body.collaboration_id in self.leads
        return led and PROCESS_LEADER in {body.queue_kept_by, body.secretary, body.convener.removesuffix("_AND_CHAIR")}

    def convenes(self, body: Body) -> bool:
        """May she call the body's meetings (rules 44, 54; section 3, 2)? Who does is data; a delegate does by grant."""
        if body.is_external or body.convener == "NOBODY":
            return False
        if body.pk in self.reach(Power.CONVENE):
            return True
        led = body.collaboration_id in self.leads and PROCESS_LEADER in {
            body.secretary,
            body.convener.removesuffix("_AND_CHAIR"),
        }
        return led or (body.convener == "CHAIR" and body.pk in self.presides)

    def queues_q(self, prefix: str = "") -> Q:
        """The bodies whose queue she keeps, as a filter; `prefix` is the path to the body, e.g. `holder__`."""
        led = Q(**{f"{prefix}collaboration__in": self.leads}) & (
            Q(**{f"{prefix}queue_kept_by": PROCESS_LEADER})
            | Q(**{f"{prefix}secretary": PROCESS_LEADER})
            | Q(**{f"{prefix}convener__startswith": PROCESS_LEADER})
        )
        own = Q(**{f"{prefix}pk__in": self.queues})
        return own | led if self.leads else own

    def administers_in(self, collaboration_id: int) -> frozenset[int]:
        """The keys of the organisations of a collaboration whose administrator she is."""
        grants = (row for row in self.held if row.kind == "grant" and row.what == Power.ADMINISTER)
        return frozenset(
            row.organisation for row in grants if row.collaboration == collaboration_id and row.organisation
        )

    def scope[M: Model](self, power: Power, queryset: QuerySet[M], field: str = "collaboration") -> QuerySet[M]:
        """Only the rows that the power reaches; `field` is the path to their collaboration, body or organisation."""
        return queryset.filter(**{f"{field}__in": self.reach(power)})

    def seat_in(self, body_id: int, collaboration_id: int) -> Held | None:
        """The seat from which she acts for a body: her seat there, otherwise her staff seat in the collaboration."""
        seats = [row for row in self.held if row.kind == "seat"]
        here = (row for row in seats if row.body == body_id)
        leading = (row for row in seats if row.collaboration == collaboration_id and row.role == PROCESS_LEADER)
        return next(here, None) or next(leading, None)

    def representatives(self) -> tuple[tuple[int, int], ...]:
        """Who sits where for the organisations whose drafts she reads: pairs of a person's and a body's key.

        One query, then remembered; none for the many who read no organisation's drafts.
        """
        if self._representatives is None:
            asked = {"organisations": sorted(self.colleagues), "day": self.day}
            self._representatives = tuple(fetch_prepared(REPRESENTATIVES, asked)) if self.colleagues else ()
        return self._representatives

    def roles_in(self, collaboration_id: int) -> list[str]:
        """What she is in a collaboration, in words, for the head of the page."""
        mine = [row for row in self.held if row.collaboration == collaboration_id]
        return list(dict.fromkeys(role_text(row) for row in sorted(mine, key=lambda row: row.kind != "office")))

    def acting_as(self, seat: Held | None) -> str:
        """The seat in words as a step records it, with the office that goes with it."""
        if seat is None:
            return ""
        offices = [row for row in self.held if row.kind == "office" and row.body == seat.body]
        words = [role_text(row) for row in offices]
        return (
            ", ".join([*words, seat.label]) if words and seat.label not in words[0] else (words or [role_text(seat)])[0]
        )


OFFICE_TEXT = {"CHAIR": "Ordförande", "VICE_CHAIR": "Vice ordförande"}


GRANT_TEXT = {
    "read_body": "Läsare",
    "read_drafts_body": "Läsare av utkast",
    "convene_body": "Sammankallande",
    "read_organisation": "Läsare av utkast",
    "audit_body": "Granskare",
    "register_body": "Registrator",
    "administer_organisation": "Organisationsadministratör",
}


def role_text(row: Held) -> str:
    """A seat, an office or a grant in words: ”Ordförande, NOSAM Lerum”."""
    if row.kind == "grant":
        return f"{GRANT_TEXT.get(row.what, row.label)}, {row.body_name}"
    if row.kind == "office":
        return f"{OFFICE_TEXT[row.what]}, {row.body_name}"
    return row.label if row.role else f"{row.label}, {row.body_name}"


NOBODY = Powers(day=dt.date.min)


def powers_of(user: User | AnonymousUser) -> Powers:
    """The person's powers today; one query, then remembered on her object until the day ends."""
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    day = clock.today()
    remembered: Powers | None = user.__dict__.get("_powers")
    if remembered is None or remembered.day != day:
        rows = fetch_prepared(QUERY, {"user": user.pk, "day": day})
        remembered = Powers(day=day, held=tuple(Held(*row) for row in rows))
        user.__dict__["_powers"] = remembered
    return remembered


def forget(user: User) -> None:
    """Ask the database again next time; called by the actions that change seats, offices and grants."""
    user.__dict__.pop("_powers", None)


class Holding(NamedTuple):
    """One row of the chain as others read it: what is held, by whom, from which day to which."""

    held: Held
    user: int
    starts_on: dt.date
    ends_on: dt.date | None


def holdings_in(collaboration: int) -> list[Holding]:
    """Everything that anybody holds in a collaboration today, in one query; also of people who may not sign in."""
    rows = fetch_prepared(EVERYBODYS, {"collaboration": collaboration, "day": clock.today()})
    width = len(Held._fields)
    return [Holding(Held(*row[:width]), *row[width:]) for row in rows]


def powers_by_person(holdings: Iterable[Holding]) -> dict[int, Powers]:
    """The powers that follow from these holdings, by the key of the person; nothing is asked."""
    rows: dict[int, list[Held]] = {}
    for holding in holdings:
        rows.setdefault(holding.user, []).append(holding.held)
    return {user: Powers(day=clock.today(), held=tuple(held)) for user, held in rows.items()}
