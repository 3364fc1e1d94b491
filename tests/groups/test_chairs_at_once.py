"""Two people who register chairs at the same time, each in a connection of her own, with everything committed."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from groups import actions
from groups.actions.chairs import locked
from groups.models import ChairTerm, Office, Side
from tests.groups.rotating import a_house
from tests.together import LONG, at_once

YEAR = {"starts_on": dt.date(2027, 1, 1), "ends_on": dt.date(2027, 12, 31)}
CHAIR = Office.CHAIR


@pytest.fixture
def house(cloned_database):
    return a_house(starts_on=dt.date(2020, 1, 1))


def electing(house, name, side, office=CHAIR):
    return lambda: actions.elect(getattr(house, name), office, house.people[name, side], by=None, **YEAR)


def refusal_of(answers):
    (refusal,) = (answer for answer in answers if isinstance(answer, ValidationError))
    return " ".join(refusal.messages)


def test_of_two_who_register_a_chair_at_once_the_second_reads_who_was_first(house):
    answers = at_once(electing(house, "sg", Side.REGION), electing(house, "sg", Side.MUNICIPAL))

    assert "har redan en ordförande 1 januari–31 december 2027: Sg" in refusal_of(answers)
    assert ChairTerm.objects.count() == 1


def test_two_bodies_that_follow_each_other_do_not_get_different_sides_at_once(house):
    answers = at_once(electing(house, "political", Side.REGION), electing(house, "sg", Side.MUNICIPAL))

    assert "ordförande ska då komma från" in refusal_of(answers)
    assert ChairTerm.objects.count() == 1


def test_chair_and_vice_chair_of_the_same_side_at_once_are_not_both_registered(house):
    answers = at_once(electing(house, "sg", Side.REGION), electing(house, "sg", Side.REGION, office=Office.VICE_CHAIR))

    assert "ska då komma från kommunerna" in refusal_of(answers)


def test_whoever_waits_for_the_followed_body_sees_what_was_registered_meanwhile(house):
    """The first has both rows and has written nothing yet; the second may not compare before she is done."""
    has_locked, waits = threading.Event(), threading.Event()

    def political():
        with transaction.atomic():
            locked(house.political)
            has_locked.set()
            assert not waits.wait(0.5), "the other did not wait"
            return electing(house, "political", Side.REGION)()

    def following():
        has_locked.wait(LONG)
        try:
            return electing(house, "sg", Side.MUNICIPAL)()
        finally:
            waits.set()

    answers = at_once(political, following)

    assert isinstance(answers[0], ChairTerm)
    assert "Politiska samradsgruppens ordförande kommer från regionen" in refusal_of(answers)


def test_the_same_schedule_written_twice_at_once_is_written_once(house):
    bodies = [house.political, house.sg]
    wish = actions.Wish(starts_on=dt.date(2027, 1, 1), years=8, first_side=Side.REGION, followers=(house.sg,))
    digest = actions.preview_rotation(bodies, [], wish).digest

    def write():
        try:
            return actions.write_rotation(house.political, wish, digest=digest, by=None)
        except actions.StaleRotationError as stale:
            return stale

    answers = at_once(write, write)

    assert min(answers, key=str) == 32
    assert any(isinstance(answer, actions.StaleRotationError) for answer in answers)
    assert ChairTerm.objects.count() == 32


def test_schedules_from_the_leading_and_the_following_body_at_once_do_not_wait_for_each_other_for_ever(house):
    def write(body, followers, years):
        wish = actions.Wish(starts_on=dt.date(2027, 1, 1), years=years, first_side=Side.REGION, followers=followers)
        digest = actions.preview_rotation([body, *followers], [], wish).digest
        try:
            return actions.write_rotation(body, wish, digest=digest, by=None)
        except actions.StaleRotationError as stale:
            return len(stale.preview.new)

    at_once(lambda: write(house.political, (house.sg,), 3), lambda: write(house.sg, (), 3))

    assert ChairTerm.objects.filter(body=house.sg).count() == 6
    assert {term.side for term in ChairTerm.objects.filter(office=CHAIR, starts_on__year=2027)} == {Side.REGION}
