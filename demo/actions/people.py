"""Who is who in the demonstration: made-up people, what they are in the structure, and who leads when."""

import base64
import datetime as dt
import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator

from groups.actions import Wish, appoint, choose_notifications, elect, grant, invite, preview_rotation, write_rotation
from groups.actions.factors import add_app
from groups.models import (
    Appointment,
    Body,
    CareCollaboration,
    ChairTerm,
    NotificationKind,
    NotificationTiming,
    Office,
    Organisation,
    Principal,
    Seat,
    Side,
    User,
)
from groups.powers import Power
from samla import clock

STORY = Path(__file__).resolve().parent.parent / "story"
MAIL_DOMAIN = "exempel.invalid"  # reserved: no letter to it can ever arrive anywhere
FIRST_YEAR = 2025


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One made-up person. `role` is the text of her button on the sign-in page; without one she only fills seats."""

    key: str
    name: str
    title: str
    role: str = ""
    collaboration: str
    seats: tuple[str, ...] = ()
    scope: str = ""
    app: bool = False
    grants: tuple[dict[str, str], ...] = ()
    morning_letter: bool = False

    @property
    def email(self) -> str:
        """The address by which the person is known again when the demonstration is loaded again."""
        return f"{self.key}@{MAIL_DOMAIN}"

    @property
    def secret(self) -> str:
        """The secret of her app, shown on the sign-in page, because a made-up person has no telephone."""
        return base64.b32encode(hashlib.sha1(self.email.encode(), usedforsecurity=False).digest()).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Presidium:
    """Who leads a body: two who change places every year (`region`, `municipal`), or the same ones every year."""

    collaboration: str
    body: str
    region: str = ""
    municipal: str = ""
    chair: str = ""
    vice: str = ""

    def officers(self, *, region_leads: bool) -> dict[Office, str]:
        """Who has which office in a year in which the region leads, or the municipalities do (rules 38–41)."""
        leading, following = (self.region, self.municipal) if region_leads else (self.municipal, self.region)
        chosen = {Office.CHAIR: self.chair or leading, Office.VICE_CHAIR: self.vice or following}
        return {office: key for office, key in chosen.items() if key}


@cache
def cast() -> tuple[Person, ...]:
    """Everybody in the demonstration, those with a button first and in its order."""
    content = _read()
    return tuple(Person(**{"collaboration": content["home"], **_frozen(row)}) for row in content["people"])


@cache
def keepers() -> dict[str, str]:
    """Who usually takes the steps of the cases that a body holds: a body's slug, a person's key."""
    return dict(_read()["keepers"])


def presidia() -> list[Presidium]:
    return [Presidium(**row) for row in _read()["chairs"]]


def first_year() -> int:
    """The year with which the demonstration's history begins: always a whole year before this one."""
    return min(FIRST_YEAR, clock.today().year - 1)


def add_people() -> dict[str, User]:
    """Everybody in the cast with seats and grants from the first year on; those who are there already are left alone."""
    starts_on = dt.date(first_year(), 1, 1)
    people = {user.email: user for user in User.objects.filter(email__endswith=f"@{MAIL_DOMAIN}")}
    for person in cast():
        if person.email not in people:
            user = User.objects.create_user(person.email, person.name, title=person.title)
            _seat(person, user, starts_on)
            if person.morning_letter:
                choose_notifications(dict.fromkeys(NotificationKind, NotificationTiming.DAILY), by=user)
            people[person.email] = user
    _add_apps(people)
    return {person.key: people[person.email] for person in cast()}


def invite_people(people: dict[str, User]) -> None:
    """The letter that everybody got before her first day."""
    collaborations = {each.slug: each for each in CareCollaboration.objects.all()}
    written_at = dt.datetime(first_year() - 1, 12, 15, 9, tzinfo=clock.STOCKHOLM)
    with clock.at(written_at):
        for person in cast():
            invite(people[person.key], collaborations[person.collaboration], by=None)


def _add_apps(people: dict[str, User]) -> None:
    """An app for codes to everybody who will attest notes, and has none yet."""
    having = set(Authenticator.objects.filter(type=Authenticator.Type.TOTP).values_list("user__email", flat=True))
    for person in cast():
        if person.app and person.email not in having:
            add_app(people[person.email], person.secret, by=None)


def elect_presidia() -> int:
    """One chair term per body, office and year, from the first year through the next one; answers how many were new.

    Sides take turns. The region leads in the year in which the demonstration is first loaded; later loads continue.
    The year after the next one is planned, without names.
    """
    this_year = clock.today().year
    known = _leading_sides()
    anchor, region_led = next(iter(known.items()), (this_year, True))
    before = ChairTerm.objects.count()
    for presidium in presidia():
        body = Body.objects.get(collaboration__slug=presidium.collaboration, slug=presidium.body)
        held = body.chair_terms.exclude(appointment=None)
        taken = set(held.values_list("starts_on__year", "office"))
        for year in range(first_year(), this_year + 2):
            officers = presidium.officers(region_leads=region_led == ((year - anchor) % 2 == 0))
            for office, key in officers.items():
                if (year, office) not in taken:
                    _elect(body, office, key, year)
    _plan(this_year + 2, Side.REGION if region_led == ((this_year - anchor) % 2 == 0) else Side.MUNICIPAL)
    return ChairTerm.objects.count() - before


def _plan(year: int, side: Side) -> None:
    """Whose turn it will be in a year, in every body whose chair moves between the sides."""
    for body in Body.objects.filter(chair_rotates=True, chair_follows=None):
        principals = Principal.objects.filter(collaboration=body.collaboration_id).order_by("name")
        wish = Wish(
            starts_on=dt.date(year, 1, 1),
            years=1,
            first_side=side,
            followers=tuple(body.followed_by.all()),
            principals={one: [found for found in principals if found.side == one] for one in Side},
        )
        bodies = [body, *wish.followers]
        shown = preview_rotation(bodies, ChairTerm.objects.around(*bodies).with_holders(), wish)
        write_rotation(body, wish, digest=shown.digest, by=None)


def _leading_sides() -> dict[int, bool]:
    """For each year already loaded: does the region lead Samordningsgruppen?"""
    leaders = {p.region: True for p in presidia() if p.region} | {p.municipal: False for p in presidia() if p.municipal}
    emails = {f"{key}@{MAIL_DOMAIN}": is_region for key, is_region in leaders.items()}
    terms = ChairTerm.objects.filter(office=Office.CHAIR, appointment__user__email__in=emails).order_by("starts_on")
    return {year: emails[email] for year, email in terms.values_list("starts_on__year", "appointment__user__email")}


def _elect(body: Body, office: Office, key: str, year: int) -> None:
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    seated = Appointment.objects.filter(seat__body=body, user__email=f"{key}@{MAIL_DOMAIN}")
    elect(body, office, seated.get(), starts_on=first, ends_on=last, by=None)


def _seat(person: Person, user: User, starts_on: dt.date) -> None:
    for place in person.seats:
        body, slug = place.split("/")
        seat = Seat.objects.get(body__collaboration__slug=person.collaboration, body__slug=body, slug=slug)
        appoint(seat, user, starts_on=starts_on, scope=person.scope, by=None)
    for given in person.grants:
        thing = _thing(given, person.collaboration)
        grant(Power(given["power"]), thing, user, starts_on=starts_on, reason=given["reason"], by=None)


def _thing(given: dict[str, str], collaboration: str) -> Organisation | Body:
    if "body" in given:
        return Body.objects.get(collaboration__slug=collaboration, slug=given["body"])
    return Organisation.objects.get(collaboration__slug=collaboration, slug=given["organisation"])


def _read() -> dict[str, Any]:
    return tomllib.loads((STORY / "cast.toml").read_text(encoding="utf-8"))


def _frozen(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
