"""Two who build the same agenda at the same moment: orders never clash, and of two texts neither is lost silently."""

import pytest

from groups.actions import StaleError
from meetings import actions
from meetings.actions.material import Wanted
from meetings.models import AgendaItem, Notice, PrivateNote
from meetings.workflow import OUTLINE
from outbox.models import OutgoingMail
from tests.cast import build
from tests.meetings.building import a_called_meeting, a_meeting, an_item, fresh, registered
from tests.together import again, at_once


@pytest.fixture
def cast(cloned_database):
    return build()


def test_two_who_order_at_once_lose_nothing(cast):
    meeting = a_meeting(cast.sg, cast.process_leader)
    items = [an_item(meeting, cast.process_leader, title=title) for title in "ABCDE"]

    answers = at_once(
        lambda: actions.shift_item(items[0], 2, by=again(cast.process_leader)),
        lambda: actions.shift_item(items[4], -2, by=again(cast.sg_chair)),
        lambda: actions.take_up(meeting, Wanted.of(["mall-0"]), by=again(cast.process_leader)),
    )

    assert not [one for one in answers if isinstance(one, Exception)]
    assert sorted(meeting.items.values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert set(meeting.items.values_list("title", flat=True)) == {*"ABCDE", OUTLINE[0].title}


def test_of_two_who_send_the_notice_one_does_and_the_other_reads_that_it_is_sent(cast):
    meeting = a_meeting(cast.sg, cast.process_leader)
    an_item(meeting, cast.process_leader)
    registered(cast.sg)
    version = fresh(meeting).version

    answers = at_once(
        *(lambda: actions.call(meeting, version=version, by=again(cast.process_leader)) for _ in range(2)),
        refusals=(StaleError,),
    )

    assert sorted(type(one).__name__ for one in answers) == ["Notice", "StaleError"]
    assert [one.number for one in meeting.notices.all()] == [1]
    (notice,) = (one for one in answers if isinstance(one, Notice))
    assert OutgoingMail.objects.count() == notice.receivers.count() > 1


def test_of_her_two_tabs_with_a_first_note_one_is_told_of_the_other(cast):
    meeting = a_called_meeting(cast.sg, cast.process_leader)
    item = meeting.items.first()

    answers = at_once(
        *(
            lambda text=text: actions.save_note(item, text, saved="", by=again(cast.representative))
            for text in ("Fråga om tiden", "Fråga om pengarna")
        ),
        refusals=(StaleError,),
    )

    assert sorted(type(one).__name__ for one in answers) == ["PrivateNote", "StaleError"]
    assert PrivateNote.objects.get().text == next(one.text for one in answers if isinstance(one, PrivateNote))


def test_of_two_who_change_the_same_words_one_sees_both(cast):
    meeting = a_meeting(cast.sg, cast.process_leader)
    item = an_item(meeting, cast.process_leader)

    answers = at_once(
        lambda: actions.revise_item(item, {"title": "Min"}, version=1, by=again(cast.process_leader)),
        lambda: actions.revise_item(item, {"title": "Din"}, version=1, by=again(cast.sg_chair)),
        refusals=(StaleError,),
    )

    stale = [one for one in answers if isinstance(one, StaleError)]
    assert len(stale) == 1
    assert stale[0].current.title == AgendaItem.objects.get(pk=item.pk).title
