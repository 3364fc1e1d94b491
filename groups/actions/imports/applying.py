"""A list is uploaded, looked at, and taken in whole or not at all."""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from groups import rules
from groups.actions.imports.lines import Line, read_lines
from groups.actions.imports.planning import Plan, make_plan
from groups.actions.imports.reading import Fault, decode, parse
from groups.actions.imports.surroundings import look_around
from groups.actions.people import invite
from groups.models import Appointment, CareCollaboration, ImportState, Organisation, PeopleImport, Seat, User
from samla import clock

KEPT = dt.timedelta(days=1)
INVITED_AT_ONCE = 500
TOO_MANY_LETTERS = f"Högst {INVITED_AT_ONCE} personer kan bjudas in på en gång. Läs in filen utan inbjudan, och bjud in från personlistan."
BATCH = 1_000
NO_LONGER = "Filen är redan inläst, kastad eller för gammal. Ladda upp den igen om den fortfarande ska läsas in."


class PlanChangedError(Exception):
    """What would happen is no longer what the person saw."""


def upload(
    data: bytes,
    *,
    filename: str,
    collaboration: CareCollaboration,
    organisation: Organisation | None,
    ends_missing_on: dt.date | None = None,
    by: User,
) -> PeopleImport:
    """Keep a list until it is confirmed. Raises PermissionDenied, and ValidationError when the file is no list."""
    rules.may_import(by, collaboration, organisation).require()
    if ends_missing_on is not None and ends_missing_on < clock.today():
        raise ValidationError({"ends_missing_on": "Dagen kan inte ligga bakåt i tiden."})
    text = decode(data)
    problems = parse(text).problems
    if problems:
        raise ValidationError(problems)
    kept = PeopleImport(
        collaboration=collaboration,
        organisation=organisation,
        by=by,
        filename=filename.replace("\\", "/").rpartition("/")[2][-200:] or "lista.csv",
        text=text,
        ends_missing_on=ends_missing_on,
    )
    try:
        kept.clean_fields(exclude={"collaboration", "organisation", "by", "counts", "text"})
    except ValidationError as error:
        raise ValidationError([f"Filens namn: {sentence}" for sentence in error.messages]) from None
    kept.save()
    return kept


def plan_of(kept: PeopleImport, *, by: User) -> Plan:
    """What the list would change as things are now; nothing is written."""
    lines, faults = _lines(kept)
    return _plan(kept, lines, faults, by)


def _lines(kept: PeopleImport) -> tuple[list[Line], list[Fault]]:
    return read_lines(parse(kept.text))


def _plan(kept: PeopleImport, lines: list[Line], faults: list[Fault], by: User) -> Plan:
    around = look_around(kept.collaboration, kept.organisation, lines)
    return make_plan(lines, faults, around, by=by, ends_missing_on=kept.ends_missing_on)


def take_in(kept: PeopleImport, *, seen: str, invited: bool = False, by: User) -> PeopleImport:
    """Do what the person saw, all of it or nothing; once, however often it is asked for.

    `seen` is the plan's digest on the page; `invited` sends the new people a letter. Raises PlanChangedError when something has changed meanwhile, PermissionDenied
    when she may not (any longer), ValidationError when the list is thrown away or too old.
    """
    try:
        with transaction.atomic():
            return _take_in(kept, seen, by, invited=invited)
    except IntegrityError:  # somebody was faster between our look and our writing, in what no lock of ours covers
        raise PlanChangedError from None


def _take_in(kept: PeopleImport, seen: str, by: User, *, invited: bool) -> PeopleImport:
    kept = (
        PeopleImport.objects.select_for_update(of=("self",))
        .select_related("collaboration", "organisation")
        .get(pk=kept.pk)
    )
    if kept.by_id != by.pk:
        raise PermissionDenied("Bara den som laddade upp filen kan läsa in den.")
    rules.may_import(by, kept.collaboration, kept.organisation).require()
    if kept.state == ImportState.APPLIED:
        return kept
    if kept.state != ImportState.READ:
        raise ValidationError(NO_LONGER)
    lines, faults = _lines(kept)
    _lock(kept, lines)
    plan = _plan(kept, lines, faults, by)
    if plan.faults or plan.digest != seen:
        raise PlanChangedError
    if invited and len(plan.new_people) > INVITED_AT_ONCE:
        raise ValidationError(TOO_MANY_LETTERS)
    _write(plan)
    for person in plan.new_people.values() if invited else ():
        invite(person, kept.collaboration, by=by)
    kept.state, kept.applied_at, kept.text, kept.counts = ImportState.APPLIED, clock.now(), "", plan.counts
    kept.save(update_fields=["state", "applied_at", "text", "counts"])
    return kept


def _lock(kept: PeopleImport, lines: list[Line]) -> None:
    """In the order of `appoint` and `end_appointment`: seats, then the collaboration; last the people."""
    seats = Seat.objects.filter(body__collaboration=kept.collaboration).order_by("pk")
    list(seats.select_for_update(of=("self",)).values_list("pk", flat=True))
    CareCollaboration.objects.select_for_update().get(pk=kept.collaboration_id)
    emails = {line.email for line in lines}
    list(User.objects.filter(email__in=emails).order_by("pk").select_for_update().values_list("pk", flat=True))


def _write(plan: Plan) -> None:
    """The plan's rows. Ends come before beginnings, so that nobody meets her successor."""
    changed = {change.user for change in plan.changed_people}
    people = {user.pk: user for user in User.objects.filter(pk__in=changed)}
    for change in plan.changed_people:
        setattr(people[change.user], change.field, change.after)
    User.objects.bulk_update(people.values(), ["name", "title", "phone"], batch_size=BATCH)
    User.objects.filter(pk__in=changed).update(version=F("version") + 1)
    for user in plan.new_people.values():
        user.set_unusable_password()
    User.objects.bulk_create(plan.new_people.values(), batch_size=BATCH)
    moved = []
    for held in (*plan.ended, *plan.changed):
        if held.appointment is not None:
            held.appointment.ends_on, held.appointment.scope = held.ends_on, held.scope
            moved.append(held.appointment)
    Appointment.objects.bulk_update(moved, ["ends_on", "scope"], batch_size=BATCH)
    Appointment.objects.bulk_create(
        (
            Appointment(seat=one.seat, user=one.user, starts_on=one.starts_on, ends_on=one.ends_on, scope=one.scope)
            for one in plan.new
        ),
        batch_size=BATCH,
    )


@transaction.atomic
def discard(kept: PeopleImport, *, by: User) -> PeopleImport:
    """Throw a list away; one that is taken in already stays so."""
    kept = PeopleImport.objects.select_for_update().get(pk=kept.pk)
    if kept.by_id != by.pk:
        raise PermissionDenied("Bara den som laddade upp filen kan kasta den.")
    if kept.state == ImportState.READ:
        kept.state, kept.text = ImportState.DISCARDED, ""
        kept.save(update_fields=["state", "text"])
    return kept


def expire_old() -> int:
    """Empty the lists that nobody confirmed within a day; answers how many."""
    old = PeopleImport.objects.waiting().filter(created_at__lt=clock.now() - KEPT)
    return old.update(state=ImportState.EXPIRED, text="")
