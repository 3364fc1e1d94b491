"""Two who build the same agenda at the same moment: orders never clash, and of two texts neither is lost silently."""

import pytest

from groups.actions import StaleError
from meetings import actions
from meetings.actions.material import Wanted
from meetings.models import AgendaItem
from meetings.workflow import OUTLINE
from tests.cast import build
from tests.meetings.building import a_meeting, an_item
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
