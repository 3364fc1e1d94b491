"""Days on which somebody is missing: worked out in one sweep, checked day by day."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from groups.models.days import Gap, gap_on, gaps, without

FIRST = dt.date(2026, 1, 1)
DAY = dt.timedelta(days=1)


def day(number):
    return FIRST + number * DAY


def period(first, last):
    return (day(first), None if last is None else day(last))


def test_a_gap_begins_the_day_after_and_ends_the_day_before():
    assert gaps([period(0, 9), period(20, None)]) == [Gap(None, day(-1)), Gap(day(10), day(19))]


def test_periods_that_follow_on_each_other_leave_no_gap():
    assert gaps([period(0, 9), period(10, None)], first=FIRST) == []


def test_a_seat_for_two_lacks_somebody_when_one_is_there():
    assert gaps([period(0, None), period(5, 9)], needed=2, first=FIRST) == [Gap(FIRST, day(4)), Gap(day(10), None)]


def test_what_need_not_be_there_is_never_missing():
    assert gaps([], needed=0) == []
    assert gaps([], needed=1) == [Gap(None, None)]


def test_only_days_on_which_the_thing_exists_count():
    assert gaps([period(0, 9)], first=day(5), last=day(20)) == [Gap(day(10), day(20))]
    assert gaps([period(0, 9)], first=day(0), last=day(9)) == []


numbers = st.integers(0, 20)
periods = st.lists(
    st.tuples(numbers, st.one_of(st.none(), numbers)).filter(lambda one: one[1] is None or one[0] <= one[1]), max_size=5
).map(lambda rows: [period(*row) for row in rows])


@given(periods, st.integers(0, 3))
def test_the_gaps_are_exactly_the_days_with_too_few(found, needed):
    missing = gaps(found, needed=needed)

    for number in range(-2, 25):
        held = sum(first <= day(number) and (last is None or day(number) <= last) for first, last in found)
        assert (gap_on(missing, day(number)) is not None) == (held < needed)


@given(periods, periods)
def test_taking_days_away_leaves_exactly_the_others(found, taken):
    some, others = gaps(found), gaps(taken)
    left = without(some, others)

    for number in range(-2, 25):
        expected = gap_on(some, day(number)) is not None and gap_on(others, day(number)) is None
        assert (gap_on(left, day(number)) is not None) == expected
