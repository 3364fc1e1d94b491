"""The schedule of coming years: what it lays out on any day, and that what breaks a rule is refused twice."""

import datetime as dt
import itertools

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from groups import actions
from groups.actions.rotation import Found, StaleRotationError, plan_rotation, preview_rotation
from groups.models import Body, ChairTerm, Office, Principal, Side
from groups.rules.rotation import faults_in, other_side
from samla.ranges import last_day_of_year
from tests import builders as a
from tests.groups.rotating import a_house

DAY = dt.timedelta(days=1)
CHAIR, VICE = Office.CHAIR, Office.VICE_CHAIR
REGION, MUNICIPAL = Side.REGION, Side.MUNICIPAL
FIRST = dt.date(2027, 1, 1)

POLITICAL = Body(pk=1, short_name="Politiska", chair_rotates=True)
SG = Body(pk=2, short_name="Samordningsgruppen", chair_rotates=True, chair_follows=POLITICAL)
LERUM, ALINGSAS = (Principal(pk=pk, name=name, side=MUNICIPAL) for pk, name in ((1, "Lerum"), (2, "Alingsås")))
VGR = Principal(pk=3, name="Regionen", side=REGION)
PRINCIPALS = {REGION: [VGR], MUNICIPAL: [LERUM, ALINGSAS]}

first_days = st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31))
sides = st.sampled_from(Side)


def wish(**fields):
    return actions.Wish(**{"starts_on": FIRST, "years": 4, "first_side": REGION, "principals": PRINCIPALS, **fields})


def write(house, by=None, **fields):
    fields = {
        "followers": (house.sg,),
        "principals": {REGION: [house.region], MUNICIPAL: house.municipalities},
        **fields,
    }
    wanted = wish(**fields)
    bodies = [house.political, *wanted.followers]
    shown = preview_rotation(bodies, list(ChairTerm.objects.around(*bodies).with_holders()), wanted)
    return actions.write_rotation(house.political, wanted, digest=shown.digest, by=by)


@pytest.fixture
def house(db):
    return a_house(starts_on=dt.date(1999, 1, 1))


# Pure: every rule, from any first day


@given(first=first_days, side=sides, years=st.integers(8, 20))
@example(first=dt.date(2028, 2, 29), side=REGION, years=12)
@example(first=dt.date(2027, 2, 28), side=MUNICIPAL, years=12)
@settings(deadline=None)
def test_a_schedule_keeps_every_rule_from_any_first_day(first, side, years):
    terms = plan_rotation([POLITICAL, SG], wish(starts_on=first, first_side=side, years=years))

    assert len(terms) == years * 4
    chairs = {(one.body.pk, one.year): one for one in terms if one.office == CHAIR}
    for year in range(years):
        assert chairs[1, year].side == chairs[2, year].side == (side if year % 2 == 0 else other_side(side))
        assert chairs[1, year].ends_on == last_day_of_year(chairs[1, year].starts_on)
        if year:
            assert chairs[1, year].starts_on == chairs[1, year - 1].ends_on + DAY
    for one in terms:
        chair = chairs[one.body.pk, one.year]
        assert (one.starts_on, one.ends_on) == (chair.starts_on, chair.ends_on)
        assert one.office == CHAIR or one.side == other_side(chair.side)
        assert one.principal.side == one.side


@given(first=first_days, side=sides, years=st.integers(1, 16))
@settings(deadline=None)
def test_a_schedule_has_no_fault_in_the_eyes_of_the_rules(first, side, years):
    preview = preview_rotation([POLITICAL, SG], [], wish(starts_on=first, first_side=side, years=years))

    assert {row.found for row in preview.rows} == {Found.NEW}
    for term in preview.new:
        assert faults_in(term, [other for other in preview.new if other is not term]) == {}


@given(side=sides, years=st.integers(8, 16))
@settings(deadline=None)
def test_the_turn_goes_between_the_municipalities_from_vice_chair_to_chair(side, years):
    terms = plan_rotation([POLITICAL], wish(first_side=side, years=years))
    municipal = [one for one in terms if one.side == MUNICIPAL]

    chairs = [one.principal.name for one in municipal if one.office == CHAIR]
    assert all(one != other for one, other in itertools.pairwise(chairs))
    for before, after in itertools.pairwise(municipal):
        assert (before.principal == after.principal) == (before.office == VICE)


def test_a_chosen_principal_stands_for_both_bodies():
    terms = plan_rotation([POLITICAL, SG], wish(chosen={(1, CHAIR): ALINGSAS}))

    assert [one.principal for one in terms if one.year == 1 and one.office == CHAIR] == [ALINGSAS, ALINGSAS]


def test_a_side_without_a_principal_gets_none():
    assert {one.principal for one in plan_rotation([POLITICAL], wish(principals={}))} == {None}


# With the database


@pytest.mark.django_db
@given(first=st.dates(dt.date(2000, 1, 1), dt.date(2080, 12, 31)), side=sides, years=st.integers(8, 10))
@example(first=dt.date(2028, 2, 29), side=MUNICIPAL, years=12)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_accepts_eight_years_and_more_from_any_first_day(house, first, side, years):
    with transaction.atomic():
        assert write(house, starts_on=first, first_side=side, years=years) == years * 4
        assert write(house, starts_on=first, first_side=side, years=years) == 0  # again adds nothing
        assert ChairTerm.objects.filter(rotates=True, appointment=None).count() == years * 4
        transaction.set_rollback(True)


def turned(term):
    term.side = other_side(term.side)


def shorter(term):
    term.period_ends_on = term.ends_on = term.ends_on - 30 * DAY


def longer(term):
    term.period_ends_on = term.ends_on = term.ends_on + 31 * DAY


def shifted(term):
    term.period_starts_on = term.starts_on = term.starts_on + 40 * DAY
    term.period_ends_on = term.ends_on = last_day_of_year(term.starts_on)


def doubled(term):
    term.office = CHAIR if term.office == VICE else VICE
    turned(term)


@pytest.mark.django_db
@given(
    first=st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31)),
    which=st.integers(0, 8 * 4 - 5),  # not of the last year, after which nothing is in the way
    edit=st.sampled_from([turned, shorter, longer, shifted, doubled]),
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_change_that_breaks_a_rule_is_refused_by_the_rules_and_by_the_database(house, first, which, edit):
    with transaction.atomic():
        write(house, starts_on=first, years=8)
        terms = list(ChairTerm.objects.around(house.political, house.sg).with_holders())
        edit(terms[which])

        assert faults_in(terms[which], terms)
        with pytest.raises(IntegrityError), transaction.atomic():
            terms[which].save(update_fields=None)
        transaction.set_rollback(True)


@pytest.mark.django_db
@given(
    first=st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31)),
    year=st.integers(0, 7),
    office=st.sampled_from(Office),
    name=st.sampled_from(["political", "sg"]),
    months=st.sampled_from([11, 13]),
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_person_of_the_wrong_side_or_for_the_wrong_time_is_refused(house, first, year, office, name, months):
    with transaction.atomic():
        write(house, starts_on=first, years=8)
        body = getattr(house, name)
        planned = ChairTerm.objects.filter(body=body, office=office).order_by("starts_on")[year]
        days = {"starts_on": planned.starts_on, "ends_on": planned.ends_on}
        right, wrong = house.people[name, planned.side], house.people[name, other_side(planned.side)]
        off_by_a_month = {**days, "ends_on": planned.ends_on + (months - 12) * 30 * DAY}

        for appointment, period in ((wrong, days), (right, off_by_a_month)):
            with pytest.raises(ValidationError):
                actions.elect(body, office, appointment, by=house.leader, **period)
        assert actions.elect(body, office, right, by=house.leader, **days).pk == planned.pk
        transaction.set_rollback(True)


# Beside what is registered


def found(house, **fields):
    bodies = [house.political, house.sg]
    rows = preview_rotation(bodies, list(ChairTerm.objects.around(*bodies).with_holders()), wish(**fields)).rows
    return [(row.planned.body.slug[:2], row.planned.office, row.planned.year, row.found) for row in rows]


def test_what_is_registered_with_that_side_is_there_already_also_when_somebody_has_it(house):
    actions.elect(
        house.sg, CHAIR, house.people["sg", REGION], starts_on=FIRST, ends_on=last_day_of_year(FIRST), by=None
    )

    there = [row[:3] for row in found(house) if row[3] == Found.THERE]

    assert there == [("sa", CHAIR, 0)]
    assert write(house) == 15


def test_what_stands_in_the_way_is_a_conflict_with_its_reason_and_nothing_is_written(house):
    a.a_year_of(house.sg, MUNICIPAL, dt.date(2029, 7, 1))
    bodies = [house.political, house.sg]
    preview = preview_rotation(bodies, ChairTerm.objects.around(*bodies).with_holders(), wish())

    reasons = [row.reason for row in preview.rows if row.found == Found.CONFLICT]

    assert any(
        "Samordningsgruppens ordförande kommer från kommunerna 1 juli–31 december 2029" in one for one in reasons
    )
    with pytest.raises(ValidationError, match="krockar"):
        write(house)
    assert ChairTerm.objects.count() == 1


def test_a_schedule_that_would_repeat_the_side_before_needs_a_reason(house):
    a.a_year_of(house.political, REGION, dt.date(2026, 1, 1))

    with pytest.raises(ValidationError, match="krockar"):
        write(house)
    assert write(house, reason="Kommunerna har bett om det.") == 16
    reasons = dict(
        ChairTerm.objects.filter(body=house.political, office=CHAIR).values_list("starts_on__year", "same_side_reason")
    )
    assert reasons == {2026: "", 2027: "Kommunerna har bett om det.", 2028: "", 2029: "", 2030: ""}


def test_a_schedule_that_changed_after_it_was_shown_is_shown_anew(house):
    wanted = wish(years=2, principals={})
    shown = preview_rotation([house.political], [], wanted)
    a.a_year_of(house.political, REGION, FIRST)

    with pytest.raises(StaleRotationError) as stale:
        actions.write_rotation(house.political, wanted, digest=shown.digest, by=house.leader)

    assert [row.found for row in stale.value.preview.rows] == [Found.THERE, Found.NEW, Found.NEW, Found.NEW]
    assert ChairTerm.objects.count() == 1


def test_where_the_sides_do_not_take_turns_there_is_no_schedule(house):
    with pytest.raises(PermissionDenied, match="växlar inte mellan sidorna"):
        actions.write_rotation(house.nosam, wish(), digest="", by=house.leader)


# What is natural to lay out next


def test_the_next_schedule_goes_on_where_the_last_one_ended(house):
    write(house, years=3)  # region, municipal, region
    principals = {REGION: [house.region], MUNICIPAL: house.municipalities}
    terms = list(ChairTerm.objects.with_holders())

    after = actions.next_wish(house.political, terms, principals, dt.date(2027, 5, 5))

    assert (after.starts_on, after.first_side) == (dt.date(2030, 1, 1), MUNICIPAL)
    assert after.principals[MUNICIPAL] == house.municipalities[::-1]  # vice chair in 2029


def test_without_anything_registered_it_begins_next_year_with_the_side_of_whom_it_follows(house):
    a.a_year_of(house.political, MUNICIPAL, FIRST)
    terms = list(ChairTerm.objects.with_holders())

    after = actions.next_wish(house.sg, terms, {}, dt.date(2026, 5, 5))

    assert (after.starts_on, after.first_side) == (FIRST, MUNICIPAL)
