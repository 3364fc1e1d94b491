"""A list is confirmed while others press too, each in a connection of her own, with everything committed."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError

from groups import actions
from groups.actions import imports
from groups.models import Appointment
from tests import builders as a
from tests import together
from tests.cast import build
from tests.groups.test_import import a_row, uploaded
from tests.together import again

at_once = partial(together.at_once, refusals=(imports.PlanChangedError, ValidationError))


@pytest.fixture
def cast(cloned_database):
    return build()


def test_two_presses_at_once_take_the_list_in_once(cast):
    seat = a.a_seat(cast.sg, "tandvarden")
    kept = uploaded(cast, a_row("ny@example.org", "tandvarden", a.days(1)))
    seen = imports.plan_of(kept, by=cast.process_leader).digest

    answers = at_once(*[lambda: imports.take_in(kept, seen=seen, by=again(cast.process_leader))] * 2)

    assert len({answer.applied_at for answer in answers}) == 1
    assert Appointment.objects.filter(seat=seat).count() == 1


def test_of_two_lists_for_the_same_seat_the_later_is_shown_anew(cast):
    seat = a.a_seat(cast.sg, "tandvarden")
    lists = [uploaded(cast, a_row(f"{name}@example.org", "tandvarden", a.days(1))) for name in ("a", "b")]
    seen = [imports.plan_of(kept, by=cast.process_leader).digest for kept in lists]

    answers = at_once(
        *[
            lambda kept=kept, digest=digest: imports.take_in(kept, seen=digest, by=again(cast.process_leader))
            for kept, digest in zip(lists, seen, strict=True)
        ]
    )

    assert sum(isinstance(answer, imports.PlanChangedError) for answer in answers) == 1
    assert Appointment.objects.filter(seat=seat).count() == 1


def test_a_list_and_an_appointment_at_once_do_not_crowd_a_seat(cast):
    seat = a.a_seat(cast.sg, "bred", max_persons=2)
    person, other = a.a_person(), a.a_person()
    rows = [a_row(f"{name}@example.org", "bred", a.days(1)) for name in ("a", "b")]
    kept = uploaded(cast, *rows)
    seen = imports.plan_of(kept, by=cast.process_leader).digest

    at_once(
        lambda: imports.take_in(kept, seen=seen, by=again(cast.process_leader)),
        lambda: actions.appoint(seat, person, starts_on=a.days(1), by=None),
        lambda: actions.appoint(seat, other, starts_on=a.days(1), by=None),
    )

    assert Appointment.objects.filter(seat=seat).count() == 2
