"""Giving and withdrawing powers: who may, to whom, from when to when, and what stays in history."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from groups import actions
from groups.models import Body, BodyGrant, OrganisationGrant, User
from groups.powers import BODY_POWERS, ORGANISATION_POWERS, Power, powers_of
from samla import clock
from samla.clock import STOCKHOLM
from tests import builders as a
from tests.cast import build
from tests.together import at_once


def give(power, thing, user, *, by=None, **fields):
    given = {"starts_on": a.days(0), "reason": "Behövs i arbetet.", **fields}
    return actions.grant(power, thing, user, by=by, **given)


def fresh(user):
    return User.objects.get(pk=user.pk)


def on(day):
    return time_machine.travel(dt.datetime.combine(day, dt.time(12), STOCKHOLM), tick=False)


@pytest.fixture
def administrator(cast):
    """The hospital's administrator, who holds nothing else."""
    person = a.a_person("Oskar Organisationsadministratör")
    give(Power.ADMINISTER, cast.parties[0], person)
    return person


# Who gives what


def test_the_permissions_that_can_be_given_are_those_that_the_models_declare(cast):
    for thing, powers in ((cast.nosam, BODY_POWERS), (cast.parties[0], ORGANISATION_POWERS)):
        assert {power.value for power in powers} == {codename for codename, _ in thing._meta.permissions}


def test_the_process_leader_gives_each_of_the_six_and_each_has_its_effect(cast):
    leader = cast.process_leader
    for power in BODY_POWERS:
        receiver = a.a_person()
        given = give(power, cast.nosam, receiver, by=leader)
        assert powers_of(receiver).can(power, cast.nosam), power
        assert (given.given_by, given.reason) == (leader, "Behövs i arbetet.")
    for power in ORGANISATION_POWERS:
        receiver = a.a_person()
        give(power, cast.parties[0], receiver, by=leader)
        assert powers_of(receiver).can(power, cast.parties[0]), power
        assert not powers_of(receiver).can(power, cast.parties[1]), power


def test_an_administrator_lets_colleagues_read_her_organisations_drafts_and_no_more(cast, administrator):
    mine, other = cast.parties
    give(Power.READ_ORGANISATION, mine, cast.nobody, by=administrator)

    assert powers_of(cast.nobody).colleagues == {mine.pk}
    with pytest.raises(PermissionDenied, match="Du kan låta kolleger läsa utkast"):
        give(Power.ADMINISTER, mine, cast.nobody, by=administrator)
    with pytest.raises(PermissionDenied, match="Bara processledaren"):
        give(Power.READ_ORGANISATION, other, cast.nobody, by=administrator)
    with pytest.raises(PermissionDenied, match="Bara processledaren"):
        give(Power.READ, cast.sg, cast.nobody, by=administrator)


def test_the_neighbours_process_leader_gives_nothing_here(cast):
    with pytest.raises(PermissionDenied, match="Bara processledaren"):
        give(Power.READ, cast.sg, cast.nobody, by=cast.outsider)


@pytest.mark.parametrize("power", BODY_POWERS)
def test_nobody_gives_herself_a_power(cast, power):
    sentence = "En granskare ska vara oberoende" if power == Power.AUDIT else "Ingen ger sig själv en behörighet"
    with pytest.raises(ValidationError, match=sentence):
        give(power, cast.sg, cast.process_leader, by=cast.process_leader)

    assert not BodyGrant.objects.filter(user=cast.process_leader).exists()


def test_two_process_leaders_do_not_make_each_other_auditors(cast):
    other = a.a_member(cast.au, "Per Processledare", status="STAFF", role="PROCESS_LEADER")

    with pytest.raises(ValidationError, match="ska vara oberoende"):
        give(Power.AUDIT, cast.sg, other, by=cast.process_leader)


def test_somebody_who_may_not_sign_in_is_given_nothing(cast):
    User.objects.filter(pk=cast.nobody.pk).update(is_active=False)  # while the form was open

    with pytest.raises(ValidationError, match="Nils Ingenstans får inte logga in"):
        give(Power.READ, cast.sg, cast.nobody, by=cast.process_leader)


# Days and words


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"ends_on": -1}, "ends_on", "Sista dagen kan inte ligga före den första."),
        ({"starts_on": -1}, "starts_on", "idag eller senare"),
        ({"starts_on": -9, "ends_on": -2}, "starts_on", "idag eller senare"),
        ({"reason": "x" * 301}, "reason", "300"),
        ({"reason": " "}, "reason", "tomt"),
        ({"reason": "Gäller 19121212-1212."}, "reason", "ser ut som ett personnummer"),
    ],
)
def test_a_grant_that_is_wrong_is_refused_where_it_is_wrong(cast, fields, field, sentence):
    fields = {name: a.days(value) if isinstance(value, int) else value for name, value in fields.items()}

    with pytest.raises(ValidationError) as refusal:
        give(Power.READ, cast.sg, cast.nobody, by=cast.process_leader, **fields)

    assert sentence in " ".join(refusal.value.message_dict[field])
    assert not BodyGrant.objects.filter(user=cast.nobody).exists()


def test_the_operator_writes_down_what_has_been(cast):
    given = give(Power.READ, cast.sg, cast.nobody, starts_on=a.days(-90), ends_on=a.days(-60))

    assert given.given_by is None
    assert powers_of(cast.nobody).held == ()


def test_the_same_power_twice_at_a_time_is_refused(cast):
    give(Power.READ, cast.sg, cast.nobody, by=cast.process_leader, ends_on=a.days(10))

    with pytest.raises(ValidationError, match="redan den behörigheten under en del av perioden"):
        give(Power.READ, cast.sg, cast.nobody, by=cast.process_leader, starts_on=a.days(10))
    give(Power.READ, cast.sg, cast.nobody, by=cast.process_leader, starts_on=a.days(11))


@pytest.mark.parametrize("where", ["body", "organisation"])
def test_nothing_is_given_over_what_has_ended(cast, where):
    thing, power = (cast.nosam, Power.READ_DRAFTS) if where == "body" else (cast.parties[0], Power.ADMINISTER)
    field = "valid_to" if where == "body" else "ended_on"
    type(thing).objects.filter(pk=thing.pk).update(**{field: a.days(-1)})

    with pytest.raises(ValidationError, match="finns bara till och med"):
        give(power, thing, cast.nobody, by=cast.process_leader)


# Withdrawing


def test_a_grant_withdrawn_today_holds_no_more_and_stays_with_its_reason(cast):
    given = BodyGrant.objects.get(user=cast.reader)
    assert powers_of(cast.reader).readable

    actions.withdraw(given, reason="Utredningen är klar.", by=cast.process_leader)

    given.refresh_from_db()
    assert powers_of(fresh(cast.reader)).held == ()
    assert (given.withdrawn_by, given.withdrawn_reason, given.ends_on) == (
        cast.process_leader,
        "Utredningen är klar.",
        a.days(-1),
    )
    assert given.withdrawn_at.astimezone(STOCKHOLM).date() == clock.today()


def test_a_grant_withdrawn_from_a_later_day_holds_until_the_day_before(cast):
    actions.withdraw(BodyGrant.objects.get(user=cast.reader), reason="Slutar.", on=a.days(5), by=cast.process_leader)

    held = {}
    for number, day in {n: a.days(n) for n in (0, 4, 5)}.items():
        with on(day):
            held[number] = bool(powers_of(fresh(cast.reader)).held)
    assert held == {0: True, 4: True, 5: False}


@pytest.mark.parametrize("later", [0, 3, 10])
def test_a_grant_that_has_not_begun_never_begins(cast, later):
    given = give(Power.READ, cast.sg, cast.nobody, by=cast.process_leader, starts_on=a.days(10), ends_on=a.days(20))

    actions.withdraw(given, reason="Ändrad plan.", on=a.days(later), by=cast.process_leader)

    for day in [a.days(number) for number in range(22)]:
        with on(day):
            assert powers_of(fresh(cast.nobody)).held == ()
    assert list(BodyGrant.objects.filter(user=cast.nobody).former()) == [given]


def test_a_grant_that_begins_today_can_be_withdrawn_today_and_given_again(cast):
    given = give(Power.READ, cast.sg, cast.nobody, by=cast.process_leader)
    actions.withdraw(given, reason="Fel person.", by=cast.process_leader)
    assert powers_of(fresh(cast.nobody)).held == ()

    give(Power.READ, cast.sg, cast.nobody, by=cast.process_leader)

    assert powers_of(fresh(cast.nobody)).readable


def test_what_is_withdrawn_from_a_later_day_can_be_ended_at_once(cast):
    given = BodyGrant.objects.get(user=cast.reader)
    actions.withdraw(given, reason="Slutar nästa vecka.", on=a.days(5), by=cast.process_leader)

    actions.withdraw(given, reason="Slutade idag.", by=cast.process_leader)

    assert powers_of(fresh(cast.reader)).held == ()


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"on": -1}, "on", "inte bakåt i tiden"),
        ({"on": 31}, "on", "slutar redan den"),
        ({"reason": "  "}, "reason", "Skriv varför"),
        ({"reason": "x" * 301}, "reason", "300"),
        ({"reason": "Gäller 19121212-1212."}, "reason", "ser ut som ett personnummer"),
    ],
)
def test_a_withdrawal_that_is_wrong_is_refused_where_it_is_wrong(cast, fields, field, sentence):
    given = BodyGrant.objects.get(user=cast.reader)
    fields = {name: a.days(value) if isinstance(value, int) else value for name, value in fields.items()}

    with pytest.raises(ValidationError) as refusal:
        actions.withdraw(given, **{"reason": "Klar.", "by": cast.process_leader, **fields})

    assert sentence in " ".join(refusal.value.message_dict[field])
    given.refresh_from_db()
    assert given.withdrawn_at is None
    assert powers_of(fresh(cast.reader)).readable


def test_what_has_been_withdrawn_is_not_withdrawn_again(cast):
    given = BodyGrant.objects.get(user=cast.reader)
    actions.withdraw(given, reason="Klar.", by=cast.process_leader)

    with pytest.raises(PermissionDenied, match="redan tillbakatagen av Petra Processledare"):
        actions.withdraw(given, reason="Klar igen.", by=cast.process_leader)

    given.refresh_from_db()
    assert given.withdrawn_reason == "Klar."


def test_what_has_run_out_is_not_withdrawn(cast):
    given = give(Power.READ, cast.sg, cast.nobody, starts_on=a.days(-9), ends_on=a.days(-2))

    with pytest.raises(PermissionDenied, match="Behörigheten gick ut den"):
        actions.withdraw(given, reason="Klar.", by=cast.process_leader)


def test_who_may_give_a_power_may_withdraw_it_and_nobody_else(cast, administrator):
    reads = give(Power.READ_ORGANISATION, cast.parties[0], cast.nobody)
    theirs = give(Power.READ_ORGANISATION, cast.parties[1], cast.nobody)
    administers = give(Power.ADMINISTER, cast.parties[0], cast.co_opted)

    for given, by in [
        (reads, cast.reader),
        (reads, cast.nobody),
        (theirs, administrator),
        (administers, administrator),
    ]:
        with pytest.raises(PermissionDenied, match="Bara processledaren"):
            actions.withdraw(given, reason="Vill.", by=fresh(by))
    actions.withdraw(reads, reason="Byter arbete.", by=administrator)
    actions.withdraw(theirs, reason="Byter arbete.", by=cast.process_leader)

    assert not powers_of(fresh(cast.nobody)).colleagues


def test_the_operator_withdraws_with_a_reason_too(cast):
    given = actions.withdraw(BodyGrant.objects.get(user=cast.reader), reason="Avslutat konto.", by=None)

    assert (given.withdrawn_by, given.withdrawn_reason) == (None, "Avslutat konto.")


@pytest.mark.parametrize("fields", [{"withdrawn_at": None}, {"withdrawn_reason": ""}, {"ends_on": None}])
def test_the_database_keeps_when_and_why_together(cast, fields):
    given = actions.withdraw(BodyGrant.objects.get(user=cast.reader), reason="Klar.", by=cast.process_leader)

    with pytest.raises(IntegrityError, match="withdrawn_with_reason"), transaction.atomic():
        BodyGrant.objects.filter(pk=given.pk).update(**fields)


def test_giving_and_withdrawing_are_in_the_history(cast):
    given = give(Power.READ, cast.sg, cast.nobody, by=cast.process_leader)
    actions.withdraw(given, reason="Klar.", by=cast.process_leader)

    events = BodyGrant.pgh_event_model.objects.filter(pgh_obj_id=given.pk).order_by("pgh_id")
    assert [(event.pgh_label, event.withdrawn_reason) for event in events] == [("insert", ""), ("update", "Klar.")]


# The last administrator


def test_the_last_administrator_is_withdrawn_only_when_somebody_says_that_it_is_meant(cast, administrator):
    given = OrganisationGrant.objects.get(user=administrator)

    with pytest.raises(ValidationError) as refusal:
        actions.withdraw(given, reason="Slutar.", by=cast.process_leader)
    assert "sedan ingen administratör" in refusal.value.message_dict["confirmed"][0]
    assert powers_of(fresh(administrator)).administers

    actions.withdraw(given, reason="Slutar.", by=cast.process_leader, confirmed=True)
    assert not powers_of(fresh(administrator)).administers


def test_one_of_two_administrators_is_withdrawn_without_asking(cast, administrator):
    give(Power.ADMINISTER, cast.parties[0], cast.nobody)

    actions.withdraw(OrganisationGrant.objects.get(user=administrator), reason="Slutar.", by=cast.process_leader)

    assert not powers_of(fresh(administrator)).administers


@pytest.mark.parametrize("other", ["inactive", "ends before", "another organisation's"])
def test_an_administrator_who_will_not_be_there_does_not_count(cast, administrator, other):
    thing = cast.parties[1 if other == "another organisation's" else 0]
    give(Power.ADMINISTER, thing, cast.nobody, ends_on=a.days(2) if other == "ends before" else None)
    User.objects.filter(pk=cast.nobody.pk).update(is_active=other != "inactive")
    given = OrganisationGrant.objects.get(user=administrator)

    with pytest.raises(ValidationError, match="ingen administratör"):
        actions.withdraw(given, reason="Slutar.", on=a.days(3), by=cast.process_leader)


# At once, each in a connection of her own


def test_of_two_who_withdraw_at_once_the_second_reads_who_was_first(cloned_database):
    cast = build()
    given = BodyGrant.objects.get(user=cast.reader)

    answers = at_once(
        *[lambda n=n: actions.withdraw(given, reason=f"Skäl {n}.", by=fresh(cast.process_leader)) for n in (1, 2)]
    )

    refusals = [answer for answer in answers if isinstance(answer, PermissionDenied)]
    assert [str(refusal) for refusal in refusals] == ["Behörigheten är redan tillbakatagen av Petra Processledare."]


def test_of_two_who_give_the_same_at_once_the_second_gets_the_sentence(cloned_database):
    cast = build()

    answers = at_once(
        *[lambda: give(Power.READ, Body.objects.get(pk=cast.au.pk), fresh(cast.nobody), by=fresh(cast.process_leader))]
        * 2
    )

    refusals = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert len(refusals) == 1
    assert "redan den behörigheten" in str(refusals[0])
    assert BodyGrant.objects.filter(user=cast.nobody).count() == 1


def test_of_two_last_administrators_one_stays_when_both_are_withdrawn_at_once(cloned_database):
    cast = build()
    people = [a.a_person(), a.a_person()]
    grants = [give(Power.ADMINISTER, cast.parties[0], person) for person in people]

    answers = at_once(
        *[lambda each=each: actions.withdraw(each, reason="Slutar.", by=fresh(cast.process_leader)) for each in grants]
    )

    assert sum(isinstance(answer, ValidationError) for answer in answers) == 1
    assert OrganisationGrant.objects.that_administer(cast.parties[0], clock.today()).count() == 1
