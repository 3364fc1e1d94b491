"""The chain of powers: from dated seats, offices and grants to what a person may do today."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from groups import actions
from groups.adapters import PowersBackend
from groups.models import (
    Appointment,
    Body,
    BodyGrant,
    ChairTerm,
    Office,
    OfficeHolding,
    OrganisationGrant,
    SeatStatus,
    StaffRole,
    User,
    keepers_of,
)
from groups.powers import SOURCES, Power, holdings_in, powers_by_person, powers_of
from samla.clock import STOCKHOLM
from tests import builders as a


def fresh(user):
    """The person as another request would load her."""
    return User.objects.get(pk=user.pk)


def on(day):
    return time_machine.travel(dt.datetime.combine(day, dt.time(12), STOCKHOLM), tick=False)


def test_all_of_a_persons_powers_cost_one_query(cast, django_assert_num_queries):
    leader = fresh(cast.process_leader)

    with django_assert_num_queries(1):
        powers = powers_of(leader)
        for body in (cast.nosam, cast.au, cast.sg, cast.vvg, cast.elsewhere):
            for power in (Power.BELONG, Power.READ, Power.SIT, Power.PRESIDE, Power.RAISE, Power.LEAD):
                powers.can(power, body)
            powers.keeps_queue(body)
        powers_of(leader)


def test_what_is_remembered_is_asked_again_after_an_appointment(cast):
    assert cast.sg.pk not in powers_of(cast.author).bodies

    actions.appoint(a.a_seat(cast.sg), cast.author, starts_on=a.days(0), by=None)

    assert cast.sg.pk in powers_of(cast.author).bodies


def test_who_is_not_signed_in_or_not_active_has_no_powers(cast):
    cast.local_chair.is_active = False

    assert powers_of(AnonymousUser()).held == ()
    assert powers_of(cast.local_chair).held == ()


# The literal table: who may do what with which body

BODIES = ("nosam", "au", "sg", "vvg", "elsewhere")
CAN = {
    Power.BELONG: {
        "nosam au sg vvg": "process_leader local_chair author au_member sg_chair representative co_opted reader",
        "elsewhere": "outsider",
    },
    Power.READ: {
        "nosam au sg vvg": "process_leader local_chair author au_member sg_chair representative co_opted reader",
        "elsewhere": "outsider",
    },
    Power.CONVENE: {
        "nosam": "local_chair",
        "au": "process_leader",
        "sg": "process_leader",
        "elsewhere": "outsider",
    },
    Power.READ_DRAFTS: {
        "nosam": "process_leader local_chair",
        "au": "process_leader sg_chair",
        "sg": "process_leader sg_chair",
        "vvg": "process_leader",
        "elsewhere": "outsider",
    },
    Power.READ_ORGANISATION: {"nosam au sg vvg": "process_leader", "elsewhere": "outsider"},
    Power.SIT: {
        "nosam": "local_chair author",
        "au": "au_member sg_chair co_opted",
        "sg": "process_leader local_chair sg_chair representative",
        "elsewhere": "outsider",
    },
    Power.RAISE: {
        "nosam": "process_leader local_chair author",
        "au": "process_leader au_member sg_chair co_opted",
        "sg": "process_leader local_chair sg_chair representative",
        "vvg": "process_leader",
        "elsewhere": "outsider",
    },
    Power.PRESIDE: {"nosam": "local_chair", "au": "sg_chair", "sg": "sg_chair"},
    Power.KEEP_QUEUE: {
        "nosam": "local_chair",
        "au": "process_leader au_member sg_chair",
        "sg": "process_leader sg_chair",
        "vvg": "process_leader",
        "elsewhere": "outsider",
    },
    Power.LEAD: {"nosam au sg vvg": "process_leader", "elsewhere": "outsider"},
    Power.REGISTER: {"nosam au sg vvg": "process_leader", "elsewhere": "outsider"},
    Power.AUDIT: {},
    Power.ADMINISTER: {"nosam au sg vvg": "process_leader", "elsewhere": "outsider"},
}
EVERYBODY = (
    "process_leader",
    "local_chair",
    "author",
    "au_member",
    "sg_chair",
    "representative",
    "co_opted",
    "reader",
    "outsider",
    "nobody",
)


@pytest.mark.parametrize("power", sorted(Power))
def test_a_power_reaches_whom_the_table_says(cast, power):
    reached = {
        (body, name)
        for body in BODIES
        for name in EVERYBODY
        if powers_of(getattr(cast, name)).can(power, getattr(cast, body))
    }

    assert reached == {
        (body, name) for bodies, names in CAN[power].items() for body in bodies.split() for name in names.split()
    }


def test_what_everybody_holds_gives_each_the_same_powers_as_her_own_question(cast, django_assert_num_queries):
    grant(Power.READ_DRAFTS, cast.nosam, cast.nobody)
    grant(Power.READ_ORGANISATION, cast.parties[0], cast.reader)
    with django_assert_num_queries(1):
        found = powers_by_person(holdings_in(cast.samla.pk))

    assert {user.pk: set(powers_of(user).held) for user in User.objects.exclude(pk=cast.outsider.pk)} == {
        pk: set(powers.held) for pk, powers in found.items()
    }


def test_every_power_is_explained_in_the_sources():
    assert sorted(source.power for source in SOURCES) == sorted(Power)


# Derived offices and seats


def test_whoever_leads_samordningsgruppen_leads_au(cast):
    assert OfficeHolding.objects.current().get(body=cast.au).user == cast.sg_chair
    assert not ChairTerm.objects.filter(body=cast.au).exists()
    assert cast.au.pk in powers_of(cast.sg_chair).presides


def test_aus_chair_changes_the_day_samordningsgruppens_does(cast):
    successor = a.a_person("Stina Efterträdare")
    appointment = a.an_appointment(a.a_seat(cast.sg, "sjukhuset"), successor)
    ChairTerm.objects.filter(body=cast.sg).update(ends_on=a.days(10))
    a.a_term(appointment, starts_on=a.days(11), ends_on=a.days(300))
    chairs = {}

    for number, day in {n: a.days(n) for n in (10, 11)}.items():
        with on(day):
            leaders = [p.name for p in (fresh(cast.sg_chair), fresh(successor)) if cast.au.pk in powers_of(p).presides]
            sitting = [p.name for p in (fresh(cast.sg_chair), fresh(successor)) if cast.au.pk in powers_of(p).bodies]
            chairs[number] = (leaders, sitting)

    assert chairs == {
        10: (["Sara Sammanhållande"], ["Sara Sammanhållande"]),
        11: (["Stina Efterträdare"], ["Stina Efterträdare"]),
    }


def test_the_chair_of_nosam_sits_in_samordningsgruppen_without_leading_it(cast):
    powers = powers_of(cast.local_chair)

    assert cast.sg.pk in powers.bodies
    assert cast.sg.pk not in powers.presides
    assert not powers.keeps_queue(cast.sg)


def test_when_the_chairs_term_ends_the_derived_seat_ends_with_it(cast):
    ChairTerm.objects.filter(body=cast.nosam).update(ends_on=a.days(-1))

    assert cast.sg.pk not in powers_of(fresh(cast.local_chair)).bodies
    assert cast.nosam.pk in powers_of(fresh(cast.local_chair)).bodies


def test_a_chair_whose_appointment_ends_leads_no_more(cast):
    Appointment.objects.filter(user=cast.sg_chair).update(ends_on=a.days(-1))

    assert powers_of(fresh(cast.sg_chair)).held == ()


def test_a_derived_seat_is_filled_by_nobody_by_hand(cast):
    seat = cast.au.seats.get(slug="au-chair")

    with pytest.raises(Exception, match="följer av ett annat uppdrag"):
        actions.appoint(seat, cast.nobody, starts_on=a.days(0), by=None)


# Grants


def grant(power, thing, user, **period):
    given = {"starts_on": a.days(-1), "reason": "Behövs i arbetet.", **period}
    return actions.grant(power, thing, user, by=None, **given)


def test_a_grant_to_register_reaches_its_body_only(cast):
    grant(Power.REGISTER, cast.nosam, cast.nobody)

    powers = powers_of(cast.nobody)
    assert [name for name in BODIES if powers.can(Power.REGISTER, getattr(cast, name))] == ["nosam"]


def test_an_organisations_administrator_administers_it_and_reads_no_cases(cast):
    mine, other = cast.parties
    grant(Power.ADMINISTER, mine, cast.nobody)

    powers = powers_of(cast.nobody)
    assert (powers.can(Power.ADMINISTER, mine), powers.can(Power.ADMINISTER, other)) == (True, False)
    assert powers.readable == frozenset()
    assert powers.collaborations == {cast.samla.pk}


def test_an_auditor_reads_and_audits_the_collaboration(cast):
    grant(Power.AUDIT, cast.sg, cast.nobody)

    powers = powers_of(cast.nobody)
    assert (powers.can(Power.AUDIT, cast.au), powers.can(Power.READ, cast.au)) == (True, True)
    assert not powers.can(Power.AUDIT, cast.elsewhere)


def test_a_withdrawn_grant_gives_nothing(cast):
    actions.withdraw(BodyGrant.objects.get(user=cast.reader), reason="Klar.", by=cast.process_leader)

    assert powers_of(fresh(cast.reader)).held == ()


@pytest.mark.parametrize("person", ["local_chair", "sg_chair", "reader", "outsider"])
def test_only_the_process_leader_gives_grants(cast, person):
    with pytest.raises(Exception, match="Bara processledaren"):
        actions.grant(
            Power.READ, cast.sg, cast.nobody, starts_on=a.days(0), reason="Vill läsa.", by=getattr(cast, person)
        )

    assert not BodyGrant.objects.filter(user=cast.nobody).exists()


def test_the_process_leader_gives_a_grant_that_begins_at_once(cast):
    actions.grant(
        Power.READ, cast.sg, cast.nobody, starts_on=a.days(0), reason="Följer frågan.", by=cast.process_leader
    )

    assert powers_of(cast.nobody).can(Power.READ, cast.nosam)


# Django's own question


def test_has_perm_without_a_thing_is_always_no(cast):
    for name in EVERYBODY:
        user = getattr(cast, name)
        assert not any(user_has(user, f"groups.{power}") for power in Power)


def user_has(user, perm, thing=None):
    return PowersBackend().has_perm(user, perm, thing)


def test_has_perm_answers_for_a_thing_as_the_powers_do(cast):
    grant(Power.READ_DRAFTS, cast.nosam, cast.reader)

    assert user_has(cast.reader, "groups.read_body", cast.sg)
    assert user_has(cast.reader, "groups.read_drafts_body", cast.nosam)
    assert not user_has(cast.reader, "groups.read_drafts_body", cast.au)
    assert user_has(cast.process_leader, "groups.administer_organisation", cast.parties[0])
    assert not user_has(cast.reader, "groups.read_body", cast.elsewhere)
    assert not user_has(cast.reader, "groups.delete_body", cast.sg)
    assert not user_has(cast.nobody, "groups.read_body", cast.sg)


def test_a_power_over_an_organisation_says_nothing_of_a_body_with_the_same_key(cast):
    organisation = cast.parties[0]
    body = Body(pk=organisation.pk, collaboration=cast.other)
    grant(Power.ADMINISTER, organisation, cast.nobody)

    assert not user_has(cast.nobody, "groups.administer_organisation", body)


# Keepers of a queue, asked from both ends


def test_keepers_of_a_body_are_those_whose_powers_keep_its_queue(cast):
    a.an_appointment(
        a.a_seat(cast.nosam, status=SeatStatus.STAFF, role=StaffRole.SUBREGIONAL_COORDINATOR), a.a_person("Sam")
    )
    inactive = a.a_member(cast.au, "Ina Inaktiv")
    inactive.is_active = False
    inactive.save(update_fields=["is_active"])

    for body in Body.objects.all():
        by_powers = {user.pk for user in User.objects.all() if powers_of(user).keeps_queue(body)}
        by_filter = {
            user.pk
            for user in User.objects.all()
            if Body.objects.filter(powers_of(user).queues_q(), pk=body.pk).exists()
        }
        assert set(keepers_of(body).values_list("pk", flat=True)) == by_powers == by_filter, body


def test_scope_keeps_only_what_a_power_reaches(cast):
    bodies = Body.objects.order_by("slug")

    assert set(powers_of(cast.local_chair).scope(Power.SIT, bodies, "pk")) == {cast.nosam, cast.sg}
    assert set(powers_of(cast.outsider).scope(Power.BELONG, bodies)) == {cast.elsewhere}
    assert not powers_of(cast.nobody).scope(Power.READ, bodies).exists()


def test_an_office_holders_roles_are_said_in_words(cast):
    assert any("NOSAM Lerum" in role for role in powers_of(cast.local_chair).roles_in(cast.samla.pk))
    assert powers_of(cast.outsider).roles_in(cast.samla.pk) == []


def test_vice_chairs_keep_the_queue_as_chairs_do(cast):
    vice = a.a_person("Vidar Vice")
    a.a_term(a.an_appointment(a.a_seat(cast.nosam), vice), Office.VICE_CHAIR)

    assert powers_of(vice).keeps_queue(cast.nosam)


def test_grants_of_organisations_are_dated_too(cast):
    grant(Power.ADMINISTER, cast.parties[0], cast.nobody, starts_on=a.days(-9), ends_on=a.days(-1))

    assert OrganisationGrant.objects.count() == 1
    assert powers_of(cast.nobody).held == ()
