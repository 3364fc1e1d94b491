"""Two who change the same person, or add the same one, at the same time; everything is committed."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from groups import actions
from groups.actions import KnownError, StaleError
from groups.models import SeatStatus, StaffRole, User
from outbox.models import OutgoingMail
from tests import builders as a
from tests import together
from tests.cast import build
from tests.together import again

at_once = partial(together.at_once, refusals=(PermissionDenied, KnownError, StaleError))


@pytest.fixture
def cast(cloned_database):
    return build()


def test_a_person_added_twice_at_once_is_one_person_with_one_invitation(cast):
    fields = {"name": "Nadja Nyanställd", "email": "nadja@example.org"}

    answers = at_once(
        *[lambda: actions.add_person(cast.samla, fields, invited=True, by=again(cast.process_leader)) for _ in range(4)]
    )

    assert User.objects.filter(email="nadja@example.org").count() == 1
    assert OutgoingMail.objects.count() == 1
    assert sum(isinstance(answer, KnownError) for answer in answers) == 3


def test_an_invitation_sent_twice_at_once_is_one_letter(cast):
    sent = at_once(
        *[lambda: actions.invite(cast.representative, cast.samla, by=again(cast.process_leader)) for _ in range(3)]
    )

    assert sorted(sent) == [False, False, True]
    assert OutgoingMail.objects.count() == 1


def test_of_two_who_save_one_person_at_once_one_gets_the_others_text(cast):
    def save(**fields):
        return lambda: actions.revise_person(
            cast.representative, fields, version=1, collaboration=cast.samla, by=again(cast.process_leader)
        )

    answers = at_once(save(title="Chef"), save(phone="0322-1"))

    (stale,) = [answer for answer in answers if isinstance(answer, StaleError)]
    assert (stale.current.title, stale.current.phone) in {("Chef", ""), ("", "0322-1")}


def test_two_process_leaders_who_shut_each_other_out_at_once_leave_one(cast):
    second = a.a_person("Pia Processledare")
    seat = a.a_seat(cast.au, status=SeatStatus.STAFF, role=StaffRole.PROCESS_LEADER)
    actions.appoint(seat, second, starts_on=a.days(0), by=None)

    def shut(whom, by):
        reason = {"reason": "Har slutat.", "collaboration": cast.samla}
        return lambda: actions.set_sign_in(whom, is_active=False, by=again(by), **reason)

    at_once(shut(second, cast.process_leader), shut(cast.process_leader, second))

    assert User.objects.filter(pk__in=[second.pk, cast.process_leader.pk], is_active=True).count() == 1
