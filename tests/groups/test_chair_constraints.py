"""What PostgreSQL itself refuses of chair terms, whoever writes them (rules 38–41, K12)."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from groups.models import BodyKind, ChairTerm, Office, Side
from samla.ranges import gaps_between, in_common, last_day_of_year
from tests import builders as a

FIRST, LAST = dt.date(2027, 1, 1), dt.date(2027, 12, 31)
DAY = dt.timedelta(days=1)
REGION, MUNICIPAL = Side.REGION, Side.MUNICIPAL
CHAIR, VICE = Office.CHAIR, Office.VICE_CHAIR

INSERT = (
    "INSERT INTO groups_chairterm (body_id, office, side, follows_id, starts_on, ends_on, period_starts_on,"
    " period_ends_on, rotates, same_side_reason, ended_reason) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, '', '')"
)


@pytest.fixture
def political(db):
    return a.a_body(a.a_collaboration(), "politiska", BodyKind.POLITICAL, chair_rotates=True)


@pytest.fixture
def sg(political):
    rotating = {"chair_rotates": True, "chair_follows": political}
    return a.a_body(political.collaboration, "samordningsgruppen", BodyKind.COORDINATION, **rotating)


def insert(body, office, side, first, last, period=None, *, follows=..., rotates=True):
    follows = (body.chair_follows or body) if follows is ... else follows
    values = [body.pk, office, side, follows and follows.pk, first, last, *(period or (first, last)), rotates]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, values)


def refused(constraint, *values, **fields):
    with pytest.raises(IntegrityError, match=constraint):
        insert(*values, **fields)


def test_a_vice_chair_of_the_same_side_is_refused_on_a_single_common_day(sg):
    a.a_year_of(sg, REGION, FIRST)

    refused("chair_term_sides_opposite", sg, VICE, REGION, LAST, last_day_of_year(LAST))
    insert(sg, VICE, REGION, LAST + DAY, last_day_of_year(LAST + DAY))


def test_a_vice_chair_of_the_other_side_is_welcome(sg):
    a.a_year_of(sg, REGION, FIRST)
    insert(sg, VICE, MUNICIPAL, FIRST, LAST)

    assert ChairTerm.objects.count() == 2


@pytest.mark.parametrize("first", [LAST, FIRST - 364 * DAY])
def test_a_chair_of_another_side_than_the_political_groups_is_refused_on_a_single_common_day(political, sg, first):
    a.a_year_of(political, REGION, FIRST)

    refused("chair_term_sides_together", sg, CHAIR, MUNICIPAL, first, last_day_of_year(first))
    insert(sg, CHAIR, REGION, first, last_day_of_year(first))


def test_the_political_group_may_not_turn_against_whom_follows_it_either(political, sg):
    a.a_year_of(sg, REGION, FIRST)

    refused("chair_term_sides_together", political, CHAIR, MUNICIPAL, LAST, last_day_of_year(LAST))


def test_the_vice_chairs_of_two_bodies_are_compared_with_their_own_chairs_only(political, sg):
    a.a_year_of(political, REGION, FIRST)

    insert(sg, VICE, MUNICIPAL, FIRST, LAST)


@pytest.mark.parametrize("last", [dt.date(2027, 11, 30), dt.date(2028, 1, 31), LAST - DAY, LAST + DAY])
def test_a_period_of_eleven_or_thirteen_months_is_refused(sg, last):
    refused("chair_term_one_year", sg, CHAIR, REGION, FIRST, last)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (dt.date(2027, 7, 1), dt.date(2028, 6, 30)),
        (dt.date(2028, 2, 29), dt.date(2029, 2, 27)),
        (dt.date(2027, 3, 1), dt.date(2028, 2, 29)),
        (dt.date(2027, 2, 28), dt.date(2028, 2, 27)),
    ],
)
def test_a_year_may_begin_on_any_day(sg, first, last):
    insert(sg, CHAIR, REGION, first, last)

    assert last_day_of_year(first) == last


def test_two_chairs_on_the_first_of_january_are_refused(sg):
    a.a_year_of(sg, REGION, FIRST - 365 * DAY)

    refused("chair_term_one_at_a_time", sg, CHAIR, REGION, LAST - 364 * DAY - DAY, LAST - DAY)
    insert(sg, CHAIR, MUNICIPAL, FIRST, LAST)


def test_both_sides_chairing_on_the_first_of_january_are_refused(political, sg):
    a.a_year_of(political, REGION, FIRST - 364 * DAY)

    refused("chair_term_sides_together", sg, CHAIR, MUNICIPAL, FIRST, LAST)


def test_the_parts_of_a_period_stay_within_it(sg):
    insert(sg, CHAIR, REGION, FIRST, dt.date(2027, 5, 31), (FIRST, LAST))
    insert(sg, CHAIR, REGION, dt.date(2027, 6, 1), LAST, (FIRST, LAST))

    refused("chair_term_within_period", sg, VICE, MUNICIPAL, FIRST - DAY, LAST, (FIRST, LAST))
    refused("chair_term_within_period", sg, VICE, MUNICIPAL, FIRST, LAST + DAY, (FIRST, LAST))


@pytest.mark.parametrize(("side", "follows", "rotates"), [("", ..., True), (REGION, None, True), (REGION, ..., False)])
def test_a_term_rotates_with_a_side_and_somebody_to_follow_or_not_at_all(sg, side, follows, rotates):
    constraint = "chair_term_rotates_between_sides" if side else "chair_term_(rotates_between|has_holder)"

    refused(constraint, sg, CHAIR, side, FIRST, LAST, follows=follows, rotates=rotates)


def test_a_term_has_a_holder_or_at_least_a_side(sg):
    refused("chair_term_has_holder_or_side", sg, CHAIR, "", FIRST, LAST, follows=None, rotates=False)


def test_a_body_that_does_not_rotate_has_terms_of_any_length_and_side(sg):
    nosam = a.a_body(sg.collaboration, "nosam")
    insert(nosam, CHAIR, REGION, FIRST, LAST + 700 * DAY, follows=None, rotates=False)
    insert(nosam, VICE, REGION, FIRST, LAST, follows=None, rotates=False)

    assert nosam.chair_terms.count() == 2


@pytest.mark.django_db
@given(first=st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31)))
@example(first=dt.date(2028, 2, 29))
@settings(max_examples=60, deadline=None)
def test_the_last_day_of_a_year_is_the_same_in_the_database(first):
    question = "SELECT (%s::date + interval '1 year' - interval '1 day')::date"
    with connection.cursor() as cursor:
        cursor.execute(question, [first])
        assert cursor.fetchone() == (last_day_of_year(first),)


days = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
spans = st.tuples(days, days).map(sorted).map(tuple)


@given(covered=st.lists(spans, max_size=6), whole=spans)
@settings(deadline=None)
def test_every_day_is_covered_or_in_a_gap_and_never_both(covered, whole):
    gaps = gaps_between(covered, *whole)

    for number in range((whole[1] - whole[0]).days + 1):
        day = whole[0] + number * DAY
        is_covered = any(first <= day <= last for first, last in covered)
        assert is_covered != any(first <= day <= last for first, last in gaps)
    assert all(whole[0] <= first <= last <= whole[1] for first, last in gaps)
    assert not any(in_common(gap, span) for gap in gaps for span in covered)
