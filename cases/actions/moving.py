"""Every change of a case. Each locks the row, asks the rule under the lock, changes, saves named fields, records."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from cases import mail, rules
from cases.actions.effects import EFFECTS, Changes, Given, nothing
from cases.models import Case, CaseNote, CaseParty, CaseStep, CaseTargetGroup
from cases.models.case import SOURCE_OF_KIND
from cases.workflow import STEPS, Actor, Need, State, Verb
from documents import actions as documents
from documents.models import Document
from groups.models import Body, BodyKind, Organisation, Route, User, UserQuerySet, keepers_of
from groups.powers import powers_of
from plans.models import TargetGroup
from samla import clock
from samla.formats import instant_text
from samla.identity_numbers import refuse_identity_numbers
from samla.verdict import Verdict

RELATED = ("collaboration", "origin", "holder", "sender", "asked")
LONGEST_DEADLINE = dt.timedelta(days=3 * 365)


class StaleError(Exception):
    """Somebody else has saved the case since the form was opened."""

    def __init__(self, current: Case) -> None:
        super().__init__(f"Ärendet har ändrats sedan du öppnade formuläret (version {current.version}).")
        self.current = current


NOTHING = Given()


def locked(case: Case) -> Case:
    """The case as it is now, its row locked until the transaction ends."""
    # First the lock, then the bodies: joined while waiting, a case that moves meanwhile would not be found.
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    current: Case = Case.objects.select_related(*RELATED).get(pk=case.pk)
    return current


@transaction.atomic
def draft(
    origin: Body,
    fields: Mapping[str, Any],
    *,
    target_groups: Iterable[TargetGroup] = (),
    parties: Iterable[Organisation] = (),
    by: User,
) -> Case:
    """A new draft of a body's case. Raises PermissionDenied with the rule's reason, ValidationError on bad fields."""
    rules.may_raise(by, origin).require()
    return _create(origin, fields, target_groups, parties, by)


@transaction.atomic
def register(
    origin: Body,
    fields: Mapping[str, Any],
    *,
    target_groups: Iterable[TargetGroup] = (),
    parties: Iterable[Organisation] = (),
    route: Route | None = None,
    by: User,
) -> Case:
    """Register and hand in what somebody wrote or phoned, with the real sender and date; send it on when a way is given.

    Raises PermissionDenied with the rule's reason, and ValidationError without a sender or date, or with a future date.
    """
    rules.may_register(by, origin).require()
    received = fields.get("received_on")
    if not received or received > clock.today():
        raise ValidationError({"received_on": "Ange den dag då ärendet kom in; den kan inte ligga framåt i tiden."})
    if not fields.get("sender_name") and not fields.get("sender_organisation"):
        raise ValidationError({"sender_name": "Ange vem ärendet kom från."})
    case = _create(origin, fields, target_groups, parties, by)
    sender = fields.get("sender_name") or str(fields["sender_organisation"])
    case = _move(case, Verb.SUBMIT, Given(note=f"Registrerat åt {sender}. Kom in {received:%Y-%m-%d}."), by)
    if route is not None:
        rules.may_send_registered(by, case, route).require()
        case = _move(case, Verb.SEND, Given(route=route), by)
    return case


@transaction.atomic
def revise(
    case: Case,
    fields: Mapping[str, Any],
    *,
    version: int,
    target_groups: Iterable[TargetGroup] | None = None,
    parties: Iterable[Organisation] | None = None,
    by: User,
) -> Case:
    """Change the texts and choices of a case.

    Raises PermissionDenied with the rule's reason, StaleError with the current case when `version` is no longer the
    case's, ValidationError on bad fields.
    """
    case = locked(case)
    rules.may_revise(by, case).require()
    if case.version != version:
        raise StaleError(case)
    was_marked = bool(case.secrecy_provision)
    for name, value in fields.items():
        setattr(case, name, value)
    case.full_clean(exclude=["number"])
    _save(case, by, fields)
    _link(case, target_groups, parties)
    if case.secrecy_provision and not was_marked:
        registered = Document.objects.filter(case_link__case=case)
        reason = f"Ärendet {case.number or ''} är sekretessmarkerat."
        documents.mark_with_case(registered, provision=case.secrecy_provision, reason=reason, by=by)
    return case


@transaction.atomic
def take(case: Case, verb: Verb, *, by: User, given: Given = NOTHING) -> Case:
    """Move the case one step. Raises PermissionDenied with the rule's reason, ValidationError when something is missing.

    The rule is asked under the lock: of two people pressing at once, one succeeds and the other gets the sentence.
    """
    if verb == Verb.PRIORITISE:
        # The queue before the case, always in this order: two people sorting one queue must not wait for each other.
        # No key is changed, so that a step of another case in the queue may still name the body.
        Body.objects.select_for_update(no_key=True).get(pk=case.holder_id)
    queue = case.holder_id
    case = locked(case)
    if verb == Verb.PRIORITISE and case.holder_id != queue:
        raise PermissionDenied(f"Ärendet har just flyttats till {case.holder.short_name}. Ladda om sidan.")
    verdict = rules.may_send(by, case, given.route) if verb == Verb.SEND else rules.may_take(by, case, verb)
    _require(case, verb, verdict)
    _check(verb, given)
    return _move(case, verb, given, by)


@transaction.atomic
def add_note(case: Case, text: str, *, by: User) -> CaseNote:
    """Write a working note for the body that holds the case. Raises PermissionDenied, ValidationError."""
    case = locked(case)
    rules.may_read_notes(by, case).require()
    note = CaseNote(case=case, body=case.holder, by=by, by_name=by.name, text=text.strip(), at=clock.now())
    note.full_clean()
    note.save()
    return note


def _create(
    origin: Body,
    fields: Mapping[str, Any],
    target_groups: Iterable[TargetGroup],
    parties: Iterable[Organisation],
    by: User,
) -> Case:
    held = powers_of(by).seat_in(origin.pk, origin.collaboration_id)
    now = clock.now()
    case = Case(
        collaboration=origin.collaboration,
        origin=origin,
        holder=origin,
        author=by,
        author_seat_id=held.seat if held else None,
        created_at=now,
        changed_at=now,
        changed_by=by,
        **{"source": SOURCE_OF_KIND[BodyKind(origin.kind)], **fields},
    )
    case.full_clean(exclude=["number"])
    case.save()
    _link(case, target_groups, parties)
    return case


def _link(case: Case, target_groups: Iterable[TargetGroup] | None, parties: Iterable[Organisation] | None) -> None:
    """Make the links equal to what was chosen; only the difference is written, so the history says what changed."""
    if target_groups is not None:
        wanted = {group.pk for group in target_groups}
        case.target_group_links.exclude(target_group__in=wanted).delete()
        there = set(case.target_group_links.values_list("target_group", flat=True))
        CaseTargetGroup.objects.bulk_create(
            CaseTargetGroup(case=case, target_group_id=pk) for pk in sorted(wanted - there)
        )
    if parties is not None:
        wanted = {organisation.pk for organisation in parties}
        case.party_links.exclude(organisation__in=wanted).delete()
        there = set(case.party_links.values_list("organisation", flat=True))
        CaseParty.objects.bulk_create(CaseParty(case=case, organisation_id=pk) for pk in sorted(wanted - there))


def _require(case: Case, verb: Verb, verdict: Verdict) -> None:
    """Raise what the rule says; a refusal from the state also says who was there before, and when."""
    last = case.steps.last() if not verdict and case.state not in STEPS[verb].sources else None
    if last is not None:
        when = instant_text(last.at)
        raise PermissionDenied(f"{verdict.reason} Senaste steget: ”{last.label}” av {last.by_name}, {when}.")
    verdict.require()


def _check(verb: Verb, given: Given) -> None:
    """What the step needs must be given."""
    needs = STEPS[verb].needs
    faults: dict[str, str | list[str]] = {}
    try:
        refuse_identity_numbers(given.note)
    except ValidationError as refusal:
        faults["note"] = refusal.messages
    if Need.NOTE in needs and not given.note.strip():
        faults["note"] = f"Fyll i ”{STEPS[verb].note_label}”."
    if Need.DATE in needs and (given.on is None or given.on <= clock.today()):
        faults["on"] = "Välj en dag efter idag."
    if Need.DEADLINE in needs and given.on is not None and given.on < clock.today():
        faults["on"] = "Sista svarsdag kan inte ha passerat."
    if given.on is not None and given.on > clock.today() + LONGEST_DEADLINE:
        faults["on"] = "Välj en dag inom tre år."
    if Need.POSITION in needs and (given.position is None or given.position < 1):
        faults["position"] = "Ange platsen i ordningen som ett tal från 1 och uppåt."
    if faults:
        raise ValidationError(faults)


def _move(case: Case, verb: Verb, given: Given, by: User) -> Case:
    """Carry out a step that has been allowed, and record it."""
    before, holder, acts_for = case.state, case.holder, _acts_for(case, verb)
    target = STEPS[verb].target
    changes: Changes = {} if target is None else {"state": target}
    changes |= EFFECTS.get(verb, nothing)(case, given, by)
    for name, value in changes.items():
        setattr(case, name, value)
    _save(case, by, changes)
    step = _record(case, verb, given, by, acts_for, before=State(before), holder=holder, changes=changes)
    mail.tell_receivers(step, _receivers(case, verb).exclude(pk=by.pk))
    return case


def _save(case: Case, by: User, changes: Iterable[str]) -> None:
    case.version += 1
    case.changed_at = clock.now()
    case.changed_by = by
    case.save(update_fields=[*changes, "version", "changed_at", "changed_by"])


def _acts_for(case: Case, verb: Verb) -> Body:
    """The body for which the step is taken, as the case is before it."""
    match STEPS[verb].actor:
        case Actor.ASKED if case.asked:
            return case.asked
        case Actor.ORIGIN:
            return case.origin
        case _:
            return case.holder


def _record(
    case: Case, verb: Verb, given: Given, by: User, acts_for: Body, *, before: State, holder: Body, changes: Changes
) -> CaseStep:
    powers = powers_of(by)
    held = powers.seat_in(acts_for.pk, case.collaboration_id)
    return CaseStep.objects.create(
        case=case,
        verb=verb,
        label=given.route.label if given.route else verb.label,
        state_before=before,
        state_after=case.state,
        from_body=holder,
        to_body=case.holder,
        by=by,
        by_name=by.name,
        seat_id=held.seat if held else None,
        seat_text=powers.acting_as(held),
        at=clock.now(),
        note=given.note.strip(),
        deadline=changes.get("answer_by") or changes.get("resume_on") or changes.get("deadline"),
    )


def _receivers(case: Case, verb: Verb) -> UserQuerySet:
    """Who has something to do, or to know, after the step."""
    match verb:
        case Verb.SEND | Verb.RETURN | Verb.ANSWER | Verb.REPLY:
            return keepers_of(case.holder)
        case Verb.ASK | Verb.DEEPEN if case.asked:
            return keepers_of(case.asked)
        case Verb.CLOSE if case.origin_id != case.holder_id:
            return keepers_of(case.origin)
        case _:
            return User.objects.none()
