"""Does a structure hold together? Every rule of its own, each fault a sentence; nothing is written here."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db.models import Model

from documents.models import DocumentType, Page
from groups.models import (
    Body,
    BodyKind,
    CareCollaboration,
    MandateSlot,
    Organisation,
    OrganisationKind,
    Population,
    Principal,
    Route,
    Seat,
    SeatStatus,
)
from plans.actions.structure import BodyPart, DocumentTypePart, Part, PlanPart, SeatPart, Structure, own_values
from plans.models import CollaborationPlan, TargetGroup
from samla import clock

NUMBER_PREFIX = re.compile(r"[A-ZÅÄÖ0-9]{1,12}")  # what an address with a case number can carry
REFERENCES = (
    *(
        "principal",
        "part_of",
        "organisation",
        "derived_from",
        "chair_follows",
        "prepared_by",
        "source",
        "target",
        "adopted_by",
    ),
)


def faults_in(structure: Structure) -> list[str]:
    """Everything that is wrong with the structure, in the order of the file; empty when it may be loaded."""
    return [
        *_field_faults(structure),
        *_duplicates(structure),
        *_prefix_faults(structure),
        *_organisation_faults(structure),
        *_body_faults(structure),
        *_chair_faults(structure),
        *_meeting_faults(structure),
        *_population_faults(structure),
        *_route_faults(structure),
        *_plan_faults(structure),
        *_document_type_faults(structure),
    ]


def _field_faults(structure: Structure) -> Iterator[str]:
    """What the database's columns can hold: lengths, addresses, slugs, numbers."""
    kinds: list[tuple[type[Model], Iterable[Part]]] = [
        (CareCollaboration, [structure.collaboration]),
        (Principal, structure.principals),
        (Organisation, structure.organisations),
        (Body, structure.bodies),
        (Seat, _seats(structure)),
        (MandateSlot, (mandate for body in structure.bodies for mandate in body.mandates)),
        (Population, structure.populations),
        (Route, structure.routes),
        (TargetGroup, structure.target_groups),
        (CollaborationPlan, structure.plans),
        (Page, structure.pages),
        (DocumentType, structure.document_types),
    ]
    for model, parts in kinds:
        for part in parts:
            own_text = {"source"} if model is Population else set()  # who says so, not a way's beginning
            values = own_values(part, without=tuple(set(REFERENCES) - own_text))
            row = model(**values)
            try:
                row.clean_fields(exclude={field.name for field in row._meta.concrete_fields} - values.keys())
            except ValidationError as error:
                for key, messages in error.message_dict.items():
                    yield f"{_at(part, key)}: {' '.join(messages)}"


def _duplicates(structure: Structure) -> Iterator[str]:
    """Within each list, a slug stands once."""
    named: list[tuple[Part, ...]] = [
        structure.principals,
        structure.organisations,
        structure.bodies,
        structure.target_groups,
        structure.plans,
        structure.pages,
        structure.document_types,
        *(body.seats for body in structure.bodies),
        *(body.mandates for body in structure.bodies),
    ]
    for parts in named:
        for slug, count in Counter(_slug(part) for part in parts).items():
            if count > 1:
                last = [part for part in parts if _slug(part) == slug][-1]
                yield f"{_at(last, 'slug')}: kortnamnet ”{slug}” finns redan i samma lista."
    for pair, count in Counter((route.source, route.target) for route in structure.routes).items():
        if count > 1:
            last_route = [route for route in structure.routes if (route.source, route.target) == pair][-1]
            yield f"{last_route.path}: vägen från ”{pair[0]}” till ”{pair[1]}” finns redan."


def _prefix_faults(structure: Structure) -> Iterator[str]:
    prefix = structure.collaboration.number_prefix
    if not NUMBER_PREFIX.fullmatch(prefix):
        yield f"collaboration.number_prefix: ”{prefix}” ska vara 1–12 versaler eller siffror, utan mellanslag."


def _organisation_faults(structure: Structure) -> Iterator[str]:
    principals = {principal.slug: principal for principal in structure.principals}
    parents = {organisation.slug: organisation.part_of for organisation in structure.organisations}
    for part in structure.organisations:
        external = part.kind == OrganisationKind.EXTERNAL
        if part.principal and part.principal not in principals:
            yield f"{part.path}.principal: huvudmannen ”{part.principal}” finns inte i filen."
        if external and part.principal:
            yield f"{part.path}.principal: en extern part har ingen huvudman."
        if not external and not part.principal and part.side is None:
            yield f"{part.path}.principal: ange huvudman, eller sida (side) för den som inte har någon."
        if part.side and part.principal in principals and principals[part.principal].side != part.side:
            yield f"{part.path}.side: sidan är en annan än huvudmannens."
        if part.part_of and part.part_of not in parents:
            yield f"{part.path}.part_of: organisationen ”{part.part_of}” finns inte i filen."
        elif _leads_back(part.slug, parents):
            yield f"{part.path}.part_of: ”{part.slug}” blir en del av sig själv."


def _leads_back(slug: str, parents: dict[str, str]) -> bool:
    """Does the chain of wholes come back to where it began?"""
    seen: set[str] = set()
    above = parents.get(slug, "")
    while above and above not in seen:
        if above == slug:
            return True
        seen.add(above)
        above = parents.get(above, "")
    return False


def _body_faults(structure: Structure) -> Iterator[str]:
    bodies = {body.slug: body for body in structure.bodies}
    organisations = {organisation.slug for organisation in structure.organisations}
    for body in structure.bodies:
        yield from _period_faults(body, "valid_from", "valid_to")
        if body.kind == BodyKind.EXTERNAL and body.seats:
            yield f"{body.path}.seats: en extern mottagare har inga platser i portalen."
        for seat in body.seats:
            if seat.organisation and seat.organisation not in organisations:
                yield f"{seat.path}.organisation: organisationen ”{seat.organisation}” finns inte i filen."
            yield from _period_faults(seat, "valid_from", "valid_to")
            yield from _seat_faults(seat)
            yield from _derived_faults(seat, body, bodies)


def _seat_faults(seat: SeatPart) -> Iterator[str]:
    """Each status with what it needs, and nothing that belongs to another (the seats' constraints)."""
    if seat.max_persons < 1:
        yield f"{seat.path}.max_persons: minst en person."
    elif seat.min_persons > seat.max_persons:
        yield f"{seat.path}.min_persons: {seat.min_persons} är fler än högst {seat.max_persons}."
    if (seat.status == SeatStatus.STAFF) != (seat.role is not None):
        yield f"{seat.path}.role: anges för en tjänst (STAFF) och bara då."
    appointed = seat.status in {SeatStatus.REGULAR, SeatStatus.CO_OPTED}
    if appointed and not seat.organisation:
        yield f"{seat.path}.organisation: en plats med status {seat.status} hör till en organisation."
    if not appointed and seat.organisation:
        yield f"{seat.path}.organisation: en plats med status {seat.status} hör inte till en organisation."


def _derived_faults(seat: SeatPart, body: BodyPart, bodies: dict[str, BodyPart]) -> Iterator[str]:
    """A derived seat follows from an office somewhere else (rules 55, 63)."""
    if seat.status != SeatStatus.DERIVED:
        for key in ("derived_from", "derived_office", "confers_office"):
            if getattr(seat, key):
                yield f"{seat.path}.{key}: anges bara för en plats med status DERIVED."
        return
    if seat.derived_office is None:
        yield f"{seat.path}.derived_office: ange vilket uppdrag platsen följer av."
    if not seat.derived_from:
        yield f"{seat.path}.derived_from: ange vilken grupp platsen följer av."
    elif seat.derived_from not in bodies:
        yield f"{seat.path}.derived_from: gruppen ”{seat.derived_from}” finns inte i filen."
    elif seat.derived_from == body.slug:
        yield f"{seat.path}.derived_from: platsen kan inte följa av ett uppdrag i den egna gruppen."
    elif any(other.confers_office == seat.derived_office for other in bodies[seat.derived_from].seats):
        yield f"{seat.path}.derived_from: uppdraget i ”{seat.derived_from}” följer självt av en annan grupp; ange den."


def _chair_faults(structure: Structure) -> Iterator[str]:
    """Whose side a chair follows: another body that rotates and itself follows nobody (rules 38, 39)."""
    bodies = {body.slug: body for body in structure.bodies}
    for body in structure.bodies:
        if not body.chair_follows:
            continue
        followed = bodies.get(body.chair_follows)
        if not body.chair_rotates:
            yield f"{body.path}.chair_follows: anges bara för en grupp vars ordförandeskap växlar (chair_rotates)."
        if followed is None:
            yield f"{body.path}.chair_follows: gruppen ”{body.chair_follows}” finns inte i filen."
        elif followed.slug == body.slug or followed.chair_follows or not followed.chair_rotates:
            yield f"{body.path}.chair_follows: ”{followed.slug}” ska själv växla och inte följa någon annan grupp."


def _meeting_faults(structure: Structure) -> Iterator[str]:
    """Which body prepares another's meetings, and how many meetings a half-year has (rules 32, 46)."""
    slugs = {body.slug for body in structure.bodies}
    for body in structure.bodies:
        if body.prepared_by and body.prepared_by not in slugs:
            yield f"{body.path}.prepared_by: gruppen ”{body.prepared_by}” finns inte i filen."
        elif body.prepared_by == body.slug:
            yield f"{body.path}.prepared_by: gruppen kan inte förbereda sina egna möten."
        if None not in {body.least_meetings, body.most_meetings} and body.least_meetings > body.most_meetings:  # type: ignore[operator]  # neither is None
            yield f"{body.path}.least_meetings: är fler än most_meetings."


def _population_faults(structure: Structure) -> Iterator[str]:
    principals = {principal.slug for principal in structure.principals}
    seen: set[tuple[str, object]] = set()
    for part in structure.populations:
        if part.principal not in principals:
            yield f"{part.path}.principal: huvudmannen ”{part.principal}” finns inte i filen."
        if (part.principal, part.counted_on) in seen:
            yield f"{part.path}.counted_on: huvudmannen har redan ett invånarantal för den dagen."
        seen.add((part.principal, part.counted_on))


def _route_faults(structure: Structure) -> Iterator[str]:
    bodies = {body.slug for body in structure.bodies}
    for route in structure.routes:
        for key, slug in (("source", route.source), ("target", route.target)):
            if slug not in bodies:
                yield f"{route.path}.{key}: gruppen ”{slug}” finns inte i filen."
        if route.source == route.target:
            yield f"{route.path}.target: vägen leder tillbaka till samma grupp."


def _plan_faults(structure: Structure) -> Iterator[str]:
    bodies = {body.slug for body in structure.bodies}
    for plan in structure.plans:
        yield from _period_faults(plan, "starts_on", "ends_on")
        if plan.adopted_by and plan.adopted_by not in bodies:
            yield f"{plan.path}.adopted_by: gruppen ”{plan.adopted_by}” finns inte i filen."
        if not plan.adopted and (plan.adopted_by or plan.adopted_on):
            yield f"{plan.path}.adopted: planen är inte antagen men har uppgift om vem som antog den eller när."
        yield from _goal_faults(plan)
    adopted = sorted((plan for plan in structure.plans if plan.adopted), key=lambda plan: plan.starts_on)
    for earlier, later in pairwise(adopted):
        if later.starts_on <= earlier.ends_on:
            yield f"{later.path}.starts_on: planen ”{earlier.slug}” är antagen och gäller till och med {earlier.ends_on}."


def _goal_faults(plan: PlanPart) -> Iterator[str]:
    for year in plan.priority_goals:
        if not plan.starts_on.year <= year.year <= plan.ends_on.year:
            yield f"{year.path}.year: året {year.year} ligger utanför planens period."
    for number, count in Counter(year.year for year in plan.priority_goals).items():
        if count > 1:
            yield f"{plan.path}.priority_goals: året {number} finns flera gånger."
    texts = [
        ("overall_goals", plan.overall_goals),
        *((f"{y.path.rpartition('.')[2]}.goals", y.goals) for y in plan.priority_goals),
    ]
    for key, goals in texts:
        for position, goal in enumerate(goals, start=1):
            if not goal:
                yield f"{plan.path}.{key}[{position}]: målet är tomt."


def _document_type_faults(structure: Structure) -> Iterator[str]:
    """Preserved, or disposed of by a decision that is named whole (L10)."""
    for name, count in Counter(part.name for part in structure.document_types).items():
        if count > 1:
            last = [part for part in structure.document_types if part.name == name][-1]
            yield f"{last.path}.name: handlingsslaget ”{name}” finns redan i samma lista."
    for part in structure.document_types:
        yield from _decision_faults(part)


def _decision_faults(part: DocumentTypePart) -> Iterator[str]:
    decision = {key: getattr(part, key) for key in ("decision_body", "decision_on", "decision_number")}
    missing = [key for key, value in decision.items() if not value]
    if part.preserved and part.disposed_after_years is not None:
        yield f"{part.path}.disposed_after_years: det som bevaras (preserved) gallras inte."
    if missing and (not part.preserved or len(missing) < len(decision)):
        yield f"{part.path}.{missing[0]}: ett gallringsbeslut anges med instans, dag och diarienummer; utan det bevaras handlingarna."
    if part.decision_on and part.decision_on > clock.today():
        yield f"{part.path}.decision_on: beslutet är inte fattat än."


def _period_faults(part: Part, first: str, last: str) -> Iterator[str]:
    starts_on, ends_on = getattr(part, first), getattr(part, last)
    if starts_on and ends_on and ends_on <= starts_on:
        yield f"{part.path}.{last}: perioden slutar innan den har börjat."


def _seats(structure: Structure) -> Iterator[SeatPart]:
    for body in structure.bodies:
        yield from body.seats


def _slug(part: Part) -> str:
    return str(part.slug) if hasattr(part, "slug") else part.path


def _at(part: Part, key: str) -> str:
    return f"{part.path}.{key}"
