"""A checked structure becomes rows. Only differences are written; what is gone from the file is ended, never deleted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from documents.models import DocumentType, Page
from groups.models import (
    Body,
    CareCollaboration,
    MandateSlot,
    Organisation,
    Population,
    Principal,
    Route,
    Seat,
    side_of,
)
from groups.rules import may_change_side
from plans.actions.structure import (
    OrganisationPart,
    PlanPart,
    RoutePart,
    SeatPart,
    Structure,
    StructureError,
    own_values,
)
from plans.models import CollaborationPlan, OverallGoal, PriorityGoal, TargetGroup
from samla import clock

LOCK = 7_021_003  # any number of ours: two loads at once would each see half of the other

type Key = tuple[Any, ...]
type Rows[M: Model] = dict[Key, M]


@dataclass(slots=True)
class Loaded:
    """What a load did; `remarks` are sentences about what is gone from the file."""

    created: int = 0
    changed: int = 0
    ended: int = 0
    remarks: list[str] = field(default_factory=list)


@transaction.atomic
def write_structure(structure: Structure, name: str) -> Loaded:
    """Make the database say what the structure says, all of it or nothing. One load at a time.

    Raises StructureError when it cannot live beside what is there already.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if faults := _collisions(structure):
        raise StructureError(name, faults)
    sides = _sides(structure)
    writer = Writer(structure)
    writer.write()
    if faults := _turned_too_soon(structure, sides):
        raise StructureError(name, faults)
    return writer.loaded


def _sides(structure: Structure) -> dict[int, str]:
    """The side that each organisation of the collaboration stands on now."""
    own = Organisation.objects.filter(collaboration__slug=structure.collaboration.slug)
    return {organisation.pk: side_of(organisation) for organisation in own.select_related("principal")}


def _turned_too_soon(structure: Structure, before: dict[int, str]) -> list[str]:
    """Organisations that the file gives another side while one of their people has a term that rotates (38–41)."""
    turned = {key for key, side in _sides(structure).items() if before.get(key, side) != side}
    verdicts = (may_change_side(organisation) for organisation in Organisation.objects.filter(pk__in=turned))
    return [verdict.reason for verdict in verdicts if not verdict]


def _collisions(structure: Structure) -> list[str]:
    """What other collaborations, and plans that are not in the file, stand in the way of."""
    part = structure.collaboration
    others = CareCollaboration.objects.exclude(slug=part.slug)
    faults: list[str] = []
    if part.is_home and (home := others.home().first()):
        faults.append(f"collaboration.is_home: {home} är redan den samverkan som har adresser utan prefix.")
    if taken := others.filter(number_prefix=part.number_prefix).first():
        faults.append(f"collaboration.number_prefix: ”{part.number_prefix}” används redan av {taken}.")
    slugs = [plan.slug for plan in structure.plans]
    beside = CollaborationPlan.objects.filter(collaboration__slug=part.slug, adopted=True).exclude(slug__in=slugs)
    overlapping = (
        (plan, beside.filter(starts_on__lte=plan.ends_on, ends_on__gte=plan.starts_on).first())
        for plan in structure.plans
        if plan.adopted
    )
    return faults + [
        f"{plan.path}.starts_on: planen ”{other}” är antagen och gäller redan under en del av perioden."
        for plan, other in overlapping
        if other
    ]


class Writer:
    """One load. Rows are read once per table and compared in memory, so a second load of the same file only reads."""

    def __init__(self, structure: Structure) -> None:
        self.structure = structure
        self.loaded = Loaded()
        self.today = clock.today()

    def write(self) -> None:
        part = self.structure.collaboration
        there = CareCollaboration.objects.filter(slug=part.slug)
        key = (part.slug,)
        self.collaboration = self._put(CareCollaboration, {(row.slug,): row for row in there}, key, own_values(part))
        self._principals()
        self._populations()
        self._organisations()
        self._bodies()
        self._seats()
        self._routes()
        self._target_groups()
        self._plans()
        self._pages()
        self._document_types()

    def _principals(self) -> None:
        rows = _by_slug(Principal.objects.filter(collaboration=self.collaboration))
        wanted = [(part.slug, own_values(part)) for part in self.structure.principals]
        self.principals = self._put_all(Principal, rows, wanted)
        self._report_gone(rows, self.principals, "Huvudmannen")

    def _populations(self) -> None:
        there = Population.objects.filter(principal__collaboration=self.collaboration).select_related("principal")
        rows = {(row.principal_id, row.counted_on): row for row in there}
        kept: Rows[Population] = {}
        for part in self.structure.populations:
            principal = self.principals[(part.principal,)].pk
            values = {**own_values(part, without=("principal",)), "principal_id": principal}
            key = (principal, part.counted_on)
            kept[key] = self._put(Population, rows, key, values)
        self._report_gone(rows, kept, "Invånarantalet")

    def _organisations(self) -> None:
        rows = _by_slug(Organisation.objects.filter(collaboration=self.collaboration))
        parts = self.structure.organisations

        def values(part: OrganisationPart) -> dict[str, Any]:
            principal = self.principals[(part.principal,)].pk if part.principal else None
            return {**own_values(part, without=("principal", "part_of")), "principal_id": principal, "ended_on": None}

        kept = {key: row for key, row in rows.items() if row.kept_in_portal}
        wanted = [(part.slug, values(part)) for part in parts if (part.slug,) not in kept]
        self.organisations = {**kept, **self._put_all(Organisation, rows, wanted)}
        self._report_kept(kept, parts)
        for part in parts:  # a whole may stand after its parts in the file
            if (part.slug,) in kept:
                continue
            whole = self.organisations[(part.part_of,)].pk if part.part_of else None
            row = self.organisations[(part.slug,)]
            self._change(row, {"part_of_id": whole}, counts=(part.slug,) in rows)
        self._end_gone(rows, self.organisations, "ended_on", "Organisationen")

    def _bodies(self) -> None:
        rows = _by_slug(Body.objects.filter(collaboration=self.collaboration))
        wanted = [
            (
                part.slug,
                {**own_values(part, without=("chair_follows", "chair_rotates", "prepared_by")), "position": position},
            )
            for position, part in enumerate(self.structure.bodies, start=1)
        ]
        self.bodies = self._put_all(Body, rows, wanted)
        for part in self.structure.bodies:  # a body that another one names may stand after it in the file
            row = self.bodies[(part.slug,)]
            followed = self.bodies[(part.chair_follows,)].pk if part.chair_follows else None
            preparing = self.bodies[(part.prepared_by,)].pk if part.prepared_by else None
            values = {
                "chair_rotates": part.chair_rotates,
                "chair_follows_id": followed,
                "prepared_by_id": preparing,
            }
            if (part.slug,) in rows:
                self._report_chairs(row, values)
            self._change(row, values, counts=(part.slug,) in rows)
        self._end_gone(rows, self.bodies, "valid_to", "Gruppen")

    def _seats(self) -> None:
        bodies = [body.pk for body in self.bodies.values()]
        seats = {(row.body_id, row.slug): row for row in Seat.objects.filter(body__collaboration=self.collaboration)}
        slots = {(row.body_id, row.slug): row for row in MandateSlot.objects.filter(body__in=bodies)}
        kept_seats: Rows[Seat] = {}
        kept_slots: Rows[MandateSlot] = {}
        for part in self.structure.bodies:
            body = self.bodies[(part.slug,)]
            for position, seat in enumerate(part.seats, start=1):
                values = {**self._seat_values(seat), "body_id": body.pk, "position": position}
                kept_seats[body.pk, seat.slug] = self._put(Seat, seats, (body.pk, seat.slug), values)
            for position, mandate in enumerate(part.mandates, start=1):
                values = {**own_values(mandate), "body_id": body.pk, "position": position}
                kept_slots[body.pk, mandate.slug] = self._put(MandateSlot, slots, (body.pk, mandate.slug), values)
        self._end_gone(seats, kept_seats, "valid_to", "Platsen")
        self._report_gone(slots, kept_slots, "Dokumentplatsen")

    def _seat_values(self, part: SeatPart) -> dict[str, Any]:
        return {
            **own_values(part, without=("organisation", "derived_from")),
            "organisation_id": self.organisations[(part.organisation,)].pk if part.organisation else None,
            "derived_from_id": self.bodies[(part.derived_from,)].pk if part.derived_from else None,
        }

    def _routes(self) -> None:
        there = Route.objects.filter(source__collaboration=self.collaboration).select_related("source", "target")
        rows = {(row.source_id, row.target_id): row for row in there}

        def values(part: RoutePart) -> dict[str, Any]:
            source, target = self.bodies[(part.source,)].pk, self.bodies[(part.target,)].pk
            own = own_values(part, without=("source", "target"))
            return {**own, "source_id": source, "target_id": target, "ended_on": None}

        kept: Rows[Route] = {}
        for part in self.structure.routes:
            wanted = values(part)
            key = (wanted["source_id"], wanted["target_id"])
            kept[key] = self._put(Route, rows, key, wanted)
        self._end_gone(rows, kept, "ended_on", "Vägen")

    def _target_groups(self) -> None:
        rows = _by_slug(TargetGroup.objects.filter(collaboration=self.collaboration))
        wanted = [
            (part.slug, {**own_values(part), "position": position, "ended_on": None})
            for position, part in enumerate(self.structure.target_groups, start=1)
        ]
        self._end_gone(rows, self._put_all(TargetGroup, rows, wanted), "ended_on", "Målgruppen")

    def _plans(self) -> None:
        rows = _by_slug(CollaborationPlan.objects.filter(collaboration=self.collaboration))
        kept: Rows[CollaborationPlan] = {}
        for part in self.structure.plans:
            adopted_by = self.bodies[(part.adopted_by,)].pk if part.adopted_by else None
            values = {**own_values(part, without=("adopted_by",)), "adopted_by_id": adopted_by}
            kept |= self._put_all(CollaborationPlan, rows, [(part.slug, values)])
            self._goals(kept[(part.slug,)], part)
        self._report_gone(rows, kept, "Planen")

    def _goals(self, plan: CollaborationPlan, part: PlanPart) -> None:
        overall = {(row.position,): row for row in OverallGoal.objects.filter(plan=plan)}
        kept: Rows[OverallGoal] = {}
        for position, text in enumerate(part.overall_goals, start=1):
            values = {"plan_id": plan.pk, "position": position, "text": text}
            kept[(position,)] = self._put(OverallGoal, overall, (position,), values)
        self._report_gone(overall, kept, "Det övergripande målet")
        priority = {(row.year, row.number): row for row in PriorityGoal.objects.filter(plan=plan)}
        kept_goals: Rows[PriorityGoal] = {}
        for year in part.priority_goals:
            for number, text in enumerate(year.goals, start=1):
                values = {"plan_id": plan.pk, "year": year.year, "number": number, "text": text}
                kept_goals[year.year, number] = self._put(PriorityGoal, priority, (year.year, number), values)
        self._report_gone(priority, kept_goals, "Det prioriterade målet")

    def _pages(self) -> None:
        """Only what is not there: a page's words are the process leader's, and never overwritten."""
        own = {"collaboration_id": self.collaboration.pk}
        there = set(Page.objects.filter(**own).values_list("slug", flat=True))
        for position, part in enumerate(self.structure.pages, start=1):
            if part.slug not in there:
                self._put(Page, {}, (part.slug,), {**own_values(part), **own, "position": position})

    def _document_types(self) -> None:
        """Only what is not there: the records plan is the process leader's, and never overwritten (L11)."""
        own = {"collaboration_id": self.collaboration.pk}
        there = dict(DocumentType.objects.filter(**own).values_list("slug", "name"))
        for position, part in enumerate(self.structure.document_types, start=1):
            if part.slug in there:
                continue
            if part.name in there.values():
                self.loaded.remarks.append(f"Handlingsslaget ”{part.name}” finns redan i portalen och läses inte in.")
                continue
            self._put(DocumentType, {}, (part.slug,), {**own_values(part), **own, "position": position})

    def _put_all[M: Model](
        self, model: type[M], rows: Rows[M], wanted: Iterable[tuple[str, dict[str, Any]]]
    ) -> Rows[M]:
        """Rows of the collaboration that are known by their slug."""
        own = {"collaboration_id": self.collaboration.pk}
        return {(slug,): self._put(model, rows, (slug,), {**values, **own}) for slug, values in wanted}

    def _put[M: Model](self, model: type[M], rows: Rows[M], key: Key, values: dict[str, Any]) -> M:
        """The row with these values: found and changed where it differs, or new."""
        row = rows.get(key)
        if row is None:
            row = model(**values)
            row.save(force_insert=True)
            self.loaded.created += 1
            return row
        self._change(row, values)
        return row

    def _change(self, row: Model, values: dict[str, Any], *, counts: bool = True) -> None:
        """Write what differs, and nothing when nothing does: history shows changes only."""
        differing = [name for name, value in values.items() if getattr(row, name) != value]
        for name in differing:
            setattr(row, name, values[name])
        if differing:
            row.save(update_fields=differing)
            self.loaded.changed += counts

    def _end_gone[M: Model](self, rows: Rows[M], kept: Rows[M], last_day: str, what: str) -> None:
        """What is no longer in the file ends today, unless it has ended already."""
        for row in _gone(rows, kept):
            ended_on = getattr(row, last_day)
            if ended_on is None or ended_on > self.today:
                self._change(row, {last_day: self.today}, counts=False)
                self.loaded.ended += 1
                self.loaded.remarks.append(f"{what} ”{row}” finns inte längre i filen och är avslutad.")

    def _report_kept(self, kept: Rows[Organisation], parts: Iterable[OrganisationPart]) -> None:
        """What was changed on its page in the portal is the portal's from then on; the file's words are passed over."""
        self.loaded.remarks += [
            f"Organisationen ”{kept[part.slug,]}” är ändrad i portalen; filens uppgifter om den används inte."
            for part in parts
            if (part.slug,) in kept
        ]

    def _report_chairs(self, body: Body, values: dict[str, Any]) -> None:
        """New rules for a body's chair: its terms keep what they were registered with, and that is said."""
        differs = any(getattr(body, name) != value for name, value in values.items())
        if differs and body.chair_terms.filter(ends_on__gte=self.today).exists():
            self.loaded.remarks.append(
                f"Ordförandeskapet i ”{body}” följer andra regler i filen än förut. Perioder som redan är registrerade "
                "behåller sin sida och det de följde."
            )

    def _report_gone[M: Model](self, rows: Rows[M], kept: Rows[M], what: str) -> None:
        """What has no end of its own stays, and is said."""
        self.loaded.remarks += [f"{what} ”{row}” finns inte längre i filen men är kvar." for row in _gone(rows, kept)]


def _by_slug[M: Model](rows: QuerySet[M]) -> Rows[M]:
    return {(row.serializable_value("slug"),): row for row in rows}


def _gone[M: Model](rows: Rows[M], kept: Rows[M]) -> list[M]:
    return [row for key, row in rows.items() if key not in kept]
