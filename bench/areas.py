"""Areas of care collaboration with their structure, people and presidia: the real structure file, under other names."""

import dataclasses
import datetime as dt
from dataclasses import dataclass, field

from django.conf import settings

from documents.models import DocumentType, RegisteringAuthority
from groups.models import (
    Appointment,
    Body,
    CareCollaboration,
    ChairTerm,
    Office,
    Organisation,
    Route,
    Seat,
    SeatStatus,
    StaffRole,
    User,
)
from plans.actions.structure_loading import write_structure
from plans.actions.structure_reading import read_structure
from plans.models import TargetGroup
from samla import clock

FILE = settings.BASE_DIR / "structure" / "samla.toml"
YEARS = 10
DOCUMENT_TYPE = "underlag-i-arende"
FIRST_NAMES = ("Anna", "Erik", "Maria", "Lars", "Karin", "Johan", "Eva", "Olof", "Åsa", "Nils", "Ingrid", "Örjan")
LAST_NAMES = ("Provsson", "Mätare", "Jämförd", "Räknesson", "Lastberg", "Takt", "Körning", "Medianius")


@dataclass
class Area:
    """One collaboration as the generator needs it: its parts by slug, and who acts for each body."""

    collaboration: CareCollaboration
    bodies: dict[str, Body]
    seats: dict[str, Seat] = field(default_factory=dict)
    actors: dict[str, User] = field(default_factory=dict)
    leader: User | None = None
    organisations: list[Organisation] = field(default_factory=list)
    target_groups: list[TargetGroup] = field(default_factory=list)
    routes: dict[tuple[str, str], Route] = field(default_factory=dict)
    authorities: dict[tuple[int, int], RegisteringAuthority] = field(default_factory=dict)
    document_type: DocumentType = field(default_factory=DocumentType)

    def authority(self, body: Body, year: int) -> RegisteringAuthority:
        """Whose register a body's documents belong to in a year."""
        return self.authorities[body.pk, year]

    def actor(self, slug: str) -> User:
        """Who takes the steps of a body's cases; where nobody sits, the process leader."""
        found = self.actors.get(slug) or self.leader
        if found is None:
            raise LookupError(slug)
        return found


def add_area(index: int) -> Area:
    """The area of a number, 0 being the home collaboration, with people in every seat and ten years of presidia."""
    structure = read_structure(FILE, FILE.name)
    slug = structure.collaboration.slug
    if index:
        slug = f"omrade-{index}"
        renamed = dataclasses.replace(
            structure.collaboration,
            slug=slug,
            name=f"Vårdsamverkan i område {index}",
            short_name=f"Område {index}",
            number_prefix=f"OMR{index}",
            is_home=False,
        )
        structure = dataclasses.replace(structure, collaboration=renamed)
    write_structure(structure, FILE.name)
    _name_authorities(slug)
    area = read_area(slug)
    _seat_people(area, slug)
    _elect(area)
    return area


def read_area(slug: str) -> Area:
    """An area that is in the database already."""
    collaboration = CareCollaboration.objects.get(slug=slug)
    bodies = {body.slug: body for body in Body.objects.filter(collaboration=collaboration)}
    routes = Route.objects.filter(source__collaboration=collaboration).select_related("source", "target")
    area = Area(
        collaboration,
        bodies,
        organisations=list(Organisation.objects.filter(collaboration=collaboration).exclude(party="")),
        target_groups=list(TargetGroup.objects.filter(collaboration=collaboration)),
        routes={(route.source.slug, route.target.slug): route for route in routes},
    )
    _find_actors(area)
    area.document_type = DocumentType.objects.get(collaboration=collaboration, slug=DOCUMENT_TYPE)
    named = RegisteringAuthority.objects.filter(body__collaboration=collaboration).select_related("organisation")
    area.authorities = {(authority.body_id, authority.year): authority for authority in named}
    return area


def _find_actors(area: Area) -> None:
    appointments = Appointment.objects.filter(seat__body__collaboration=area.collaboration)
    for appointment in appointments.select_related("seat__body", "user").order_by("pk"):
        seat = appointment.seat
        if seat.role == StaffRole.PROCESS_LEADER:
            area.leader = appointment.user
        elif seat.status == SeatStatus.REGULAR and seat.body.slug not in area.actors:
            area.actors[seat.body.slug] = appointment.user
            area.seats[seat.body.slug] = seat


def _name_authorities(slug: str) -> None:
    """One authority keeps the register of every body, year after year."""
    collaboration = CareCollaboration.objects.get(slug=slug)
    DocumentType.objects.get_or_create(
        collaboration=collaboration, slug=DOCUMENT_TYPE, defaults={"name": "Underlag i ärende"}
    )
    keeper = Organisation.objects.filter(collaboration=collaboration).exclude(party="").first()
    this_year = clock.today().year
    RegisteringAuthority.objects.bulk_create(
        RegisteringAuthority(body=body, year=year, organisation=keeper, contact="registrator@exempel.invalid")
        for body in Body.objects.filter(collaboration=collaboration)
        for year in range(this_year - YEARS - 1, this_year + 2)
    )


def _seat_people(area: Area, slug: str) -> None:
    """One person for every seat that is filled by appointment; a staff role is one person in all her bodies."""
    seats = Seat.objects.filter(body__collaboration=area.collaboration).exclude(status=SeatStatus.DERIVED)
    users: dict[str, User] = {}
    holders = []
    for index, seat in enumerate(seats.select_related("body").order_by("body__position", "position", "pk")):
        key = seat.role.lower() or f"{seat.body.slug}-{seat.slug}"
        name = f"{FIRST_NAMES[index % len(FIRST_NAMES)]} {LAST_NAMES[index % len(LAST_NAMES)]}"
        user = users.setdefault(key, User(email=f"{key}@{slug}.invalid", name=name, title=seat.label[:200]))
        holders.append((seat, user))
    User.objects.bulk_create(users.values())
    first_day = dt.date(clock.today().year - YEARS, 1, 1)
    Appointment.objects.bulk_create(Appointment(seat=seat, user=user, starts_on=first_day) for seat, user in holders)
    _find_actors(area)


def _elect(area: Area) -> None:
    """The first two in each body lead it, year after year."""
    this_year = clock.today().year
    terms = []
    for body in area.bodies.values():
        sitting = Appointment.objects.filter(seat__body=body, seat__status=SeatStatus.REGULAR).order_by("pk")[:2]
        for office, appointment in zip((Office.CHAIR, Office.VICE_CHAIR), sitting, strict=False):
            terms += [
                ChairTerm(
                    body=body,
                    office=office,
                    appointment=appointment,
                    starts_on=dt.date(year, 1, 1),
                    ends_on=dt.date(year, 12, 31),
                    period_starts_on=dt.date(year, 1, 1),
                    period_ends_on=dt.date(year, 12, 31),
                )
                for year in range(this_year - YEARS, this_year + 2)
            ]
    ChairTerm.objects.bulk_create(terms)
