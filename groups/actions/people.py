"""Every change of a person. `by=None` is the operator at the command line."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from groups import mail, rules
from groups.actions.seats import appoint
from groups.actions.stale import StaleError
from groups.models import (
    Appointment,
    CareCollaboration,
    NotificationChoice,
    NotificationKind,
    NotificationTiming,
    Seat,
    StaffRole,
    User,
)
from groups.powers import forget
from samla import clock

BETWEEN_INVITATIONS = dt.timedelta(minutes=10)
OWN_FIELDS = frozenset({"name", "title", "phone"})
NOT_HERE = (
    "Adressen hör till någon som finns i portalen men inte i den här samverkan. Välj plats och dagar, "
    "så förordnas den personen."
)
CANNOT = "Personen med den adressen kan inte få platsen. Tala med processledaren."


class KnownError(Exception):
    """Somebody whom the person may see has that address already."""

    def __init__(self, person: User) -> None:
        super().__init__(f"{person} har redan den adressen.")
        self.person = person


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A seat to be given at once, from a first to a last day."""

    seat: Seat
    starts_on: dt.date
    ends_on: dt.date | None = None
    scope: str = ""
    succeeds: Appointment | None = None


@transaction.atomic
def add_person(
    collaboration: CareCollaboration,
    fields: Mapping[str, str],
    *,
    place: Place | None = None,
    invited: bool = False,
    by: User | None,
) -> User:
    """Add a person (`email`, `name`, and maybe `title`, `phone`, `hsa_id`), with a seat and an invitation if wanted.

    One address is one person: when it is known already and `by` may see its person, KnownError names her; otherwise the
    seat is given to whoever has the address, and nothing of her is changed or told. Raises PermissionDenied with the
    rule's reason, and ValidationError.
    """
    rules.may_add_person(by, collaboration, place.seat if place else None).require()
    if place is None and not rules.leads(by, collaboration):
        raise ValidationError(
            {"seat": "Välj en plats som din organisation har. Personen läggs upp tillsammans med den."}
        )
    if fields.get("hsa_id"):
        rules.may_change_hsa_id(by, None, collaboration).require()
    person, is_new = _find_or_create(fields, collaboration)
    if not is_new and _is_seen(person, collaboration, by):
        raise KnownError(person)
    if not is_new and place is None:
        raise ValidationError({"seat": NOT_HERE})
    if place is not None:
        _seat(person, place, by=by, is_stranger=not is_new)
    if invited:
        invite(person, collaboration, by=by)
    return person


@transaction.atomic
def revise_person(
    person: User, fields: Mapping[str, str], *, version: int, collaboration: CareCollaboration, by: User | None
) -> User:
    """Change what is known of a person. A new address is told to both addresses, and the old one opens no door.

    Raises PermissionDenied with the rule's reason, StaleError when somebody else has saved since, ValidationError.
    """
    person = _locked(person)
    rules.may_change_person(by, person, collaboration).require()
    if person.version != version:
        raise StaleError(person)
    changed = {name: value for name, value in fields.items() if getattr(person, name) != value}
    before = person.email
    if "email" in changed:
        rules.may_change_identity(by, person, collaboration).require()
        _refuse_taken(changed["email"], person)
    if "hsa_id" in changed:
        rules.may_change_hsa_id(by, person, collaboration).require()
    _save(person, changed)
    if "email" in changed:
        EmailAddress.objects.filter(user=person).delete()  # sign-in would go on knowing the old one
        mail.tell_new_address(person, before, collaboration, by)
    return person


@transaction.atomic
def revise_own(fields: Mapping[str, str], *, version: int, by: User) -> User:
    """Change one's own name, title and phone. Raises StaleError and ValidationError."""
    person = _locked(by)
    if person.version != version:
        raise StaleError(person)
    _save(
        person, {name: fields[name] for name in fields if name in OWN_FIELDS and getattr(person, name) != fields[name]}
    )
    return person


@transaction.atomic
def choose_notifications(choices: Mapping[NotificationKind, NotificationTiming], *, by: User) -> None:
    """Say of which things one wants a letter; only what differs is written."""
    _locked(by)
    there = {choice.kind: choice for choice in NotificationChoice.objects.filter(user=by)}
    for kind, timing in choices.items():
        choice = there.get(kind)
        if choice is None and timing != kind.usual_timing:
            NotificationChoice.objects.create(user=by, kind=kind, timing=timing)
        elif choice is not None and choice.timing != timing:
            choice.timing = timing
            choice.save(update_fields=["timing"])


@transaction.atomic
def set_sign_in(
    person: User, *, is_active: bool, reason: str, collaboration: CareCollaboration, by: User | None
) -> User:
    """Shut a person out at once, wherever she is signed in, or let her in again; with a reason. Seats stay as they are.

    Raises PermissionDenied with the rule's reason, ValidationError without a reason.
    """
    person = _locked(person)
    seats = Seat.objects.filter(role=StaffRole.PROCESS_LEADER, appointments__user=person)
    # Two process leaders shutting each other out at once would leave nobody.
    list(
        CareCollaboration.objects.select_for_update().filter(pk__in=seats.values("body__collaboration")).order_by("pk")
    )
    rules.may_close_sign_in(by, person, collaboration).require()
    if not reason.strip():
        raise ValidationError({"reason": "Ange ett skäl."})
    if person.is_active == is_active:
        return person
    _save(person, {"is_active": is_active, "sign_in_reason": reason.strip()})
    if not is_active:
        _end_sessions(person)
    forget(person)
    return person


@transaction.atomic
def invite(person: User, collaboration: CareCollaboration, *, by: User | None) -> bool:
    """Send the person a letter about the portal and how to sign in. Answers whether a letter was written.

    None is, when the last one is less than ten minutes old. Raises PermissionDenied with the rule's reason.
    """
    person = _locked(person)
    rules.may_invite(by, person, collaboration).require()
    now = clock.now()
    if person.invited_at is not None and now - person.invited_at < BETWEEN_INVITATIONS:
        return False
    person.invited_at = now
    person.save(update_fields=["invited_at"])
    mail.invite(person, collaboration, by)
    return True


@transaction.atomic
def add_process_leader(collaboration: CareCollaboration, email: str, name: str, *, starts_on: dt.date) -> User:
    """The operator's way to a first process leader: the person, her seats from that day on, and an invitation.

    Seats that others hold are left alone. Raises ValidationError when there is no such seat to give.
    """
    person, _ = _find_or_create({"email": email, "name": name}, collaboration)
    seats = Seat.objects.filter(role=StaffRole.PROCESS_LEADER, body__collaboration=collaboration)
    free = [seat for seat in seats.order_by("pk") if not seat.appointments.exclude(ends_on__lt=starts_on).exists()]
    if not free:
        raise ValidationError(f"{collaboration} har ingen ledig plats som processledare.")
    for seat in free:
        appoint(seat, person, starts_on=starts_on, by=None)
    invite(person, collaboration, by=None)
    return person


def _end_sessions(person: User) -> None:
    """End every session, also those that no list knows of: a session holds only as long as the password's hash is the same.

    Nobody has a password; another unusable one is enough.
    """
    person.set_unusable_password()
    person.save(update_fields=["password"])
    for session in UserSession.objects.filter(user=person):
        session.end()


def _find_or_create(fields: Mapping[str, str], collaboration: CareCollaboration) -> tuple[User, bool]:
    """Whoever has the address, or a new person with it; of two who add her at once, the second finds the first's."""
    email = fields["email"].strip().lower()
    there = User.objects.filter(email=email).first()
    if there is not None:
        return there, False
    person = User(**{**fields, "email": email, "added_in": collaboration})
    person.set_unusable_password()
    person.full_clean(exclude=["password", "added_in"])
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        there = User.objects.filter(email=email).first()
        if there is None:  # it was not the address
            raise
        return there, False
    return person, True


def _is_seen(person: User, collaboration: CareCollaboration, by: User | None) -> bool:
    if not User.objects.known_in(collaboration).filter(pk=person.pk).exists():
        return False
    return by is None or bool(rules.may_see_person(by, person, collaboration))


def _seat(person: User, place: Place, *, by: User | None, is_stranger: bool) -> None:
    """Give the seat. What stands against a stranger is not told: it would say who she is."""
    try:
        appoint(
            place.seat,
            person,
            starts_on=place.starts_on,
            ends_on=place.ends_on,
            scope=place.scope,
            succeeds=place.succeeds,
            by=by,
        )
    except ValidationError:
        if is_stranger and not person.is_active:
            raise ValidationError(CANNOT) from None
        raise


def _locked(person: User) -> User:
    """The person as she is now, her row held until the transaction ends."""
    locked: User = User.objects.select_for_update().get(pk=person.pk)
    return locked


def _refuse_taken(email: str, person: User) -> None:
    if User.objects.filter(email=email).exclude(pk=person.pk).exists():
        raise ValidationError({"email": "Adressen används redan i portalen. Tala med processledaren om den är rätt."})


def _save(person: User, changed: Mapping[str, Any]) -> None:
    """Write what differs, and count the version; nothing when nothing does."""
    if not changed:
        return
    for name, value in changed.items():
        setattr(person, name, value)
    person.full_clean(exclude=["password", "added_in"])
    person.version += 1
    person.save(update_fields=[*changed, "version"])
