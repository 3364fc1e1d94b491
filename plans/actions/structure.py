"""What a structure file says, read and typed. Slugs are the names by which its parts know each other."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from groups.models import (
    BodyKind,
    Convener,
    Level,
    Office,
    OrganisationKind,
    Party,
    QueueKeeper,
    SeatStatus,
    Secretary,
    Side,
    StaffRole,
    ViewsShown,
)


class StructureError(Exception):
    """The file cannot be loaded. Each fault is one sentence that names file, key and reason."""

    def __init__(self, name: str, faults: list[str]) -> None:
        self.faults = [f"{name}: {fault}" for fault in faults]
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Anything with a place in the file: `path` is where, as the faults say it (`bodies[2].seats[1]`)."""

    path: str = field(metadata={"read": False})


@dataclass(frozen=True, slots=True, kw_only=True)
class CollaborationPart(Part):
    slug: str
    name: str
    short_name: str
    number_prefix: str
    is_home: bool
    home_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalPart(Part):
    slug: str
    name: str
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationPart(Part):
    slug: str
    name: str
    kind: OrganisationKind
    alias: str = ""
    principal: str = ""
    side: Side | None = None
    party: Party | None = None
    part_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatPart(Part):
    slug: str
    label: str
    status: SeatStatus
    organisation: str = ""
    role: StaffRole | None = None
    min_persons: int = 1
    max_persons: int = 1
    derived_from: str = ""
    derived_office: Office | None = None
    confers_office: Office | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MandatePart(Part):
    slug: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyPart(Part):
    slug: str
    name: str
    short_name: str
    kind: BodyKind
    level: Level
    purpose: str = ""
    convener: Convener = Convener.NOBODY
    secretary: Secretary = Secretary.NOBODY
    queue_kept_by: QueueKeeper = QueueKeeper.PRESIDIUM
    chair_rotates: bool = False
    chair_follows: str = ""
    case_days: int = 21
    answer_days: int = 30
    prepared_by: str = ""
    preparing_days: int = 14
    notice_days: int = 10
    view_days: int = 3
    views_shown: ViewsShown = ViewsShown.DEADLINE
    least_meetings: int | None = None
    most_meetings: int | None = None
    chair_approves_notice: bool = False
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    seats: tuple[SeatPart, ...] = ()
    mandates: tuple[MandatePart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationPart(Part):
    principal: str
    count: int
    counted_on: dt.date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePart(Part):
    source: str
    target: str
    label: str
    requires_readiness: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetGroupPart(Part):
    slug: str
    name: str
    alias: str = ""
    cross_cutting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class YearOfGoalsPart(Part):
    year: int
    goals: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPart(Part):
    slug: str
    title: str
    starts_on: dt.date
    ends_on: dt.date
    adopted: bool
    adopted_by: str = ""
    adopted_on: dt.date | None = None
    purpose: str = ""
    overall_title: str = ""
    overall_goals: tuple[str, ...] = ()
    priority_goals: tuple[YearOfGoalsPart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePart(Part):
    """The first words of a page; once it is there, it is the portal's."""

    slug: str
    title: str
    content: str
    is_public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTypePart(Part):
    """A row of the records plan as it begins; once it is there, it is the portal's (L11)."""

    slug: str
    name: str
    handled_by: str = ""
    content_by: str = ""
    revised_by: str = ""
    revision_interval: str = ""
    is_registered: bool = True
    kept_where: str = ""
    preserved: bool = True
    disposed_after_years: int | None = None
    disposal_method: str = ""
    decision_body: str = ""
    decision_on: dt.date | None = None
    decision_number: str = ""
    is_published: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure(Part):
    """One collaboration, whole and checked."""

    collaboration: CollaborationPart
    principals: tuple[PrincipalPart, ...]
    organisations: tuple[OrganisationPart, ...]
    bodies: tuple[BodyPart, ...]
    populations: tuple[PopulationPart, ...] = ()
    routes: tuple[RoutePart, ...] = ()
    target_groups: tuple[TargetGroupPart, ...] = ()
    plans: tuple[PlanPart, ...] = ()
    pages: tuple[PagePart, ...] = ()
    document_types: tuple[DocumentTypePart, ...] = ()


def own_values(part: Part, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """The part's plain values under the names that the models share; a choice left out is an empty text."""
    values: dict[str, Any] = {}
    for name in part.__dataclass_fields__:
        value = getattr(part, name)
        if name == "path" or name in without or isinstance(value, tuple):
            continue
        values[name] = (
            "" if value is None and name in {"side", "party", "role", "derived_office", "confers_office"} else value
        )
    return values
