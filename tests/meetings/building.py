"""Builders of meetings: through the real actions, with what the test cares about given and the rest reasonable."""

from documents.models import RegisteringAuthority
from meetings import actions
from meetings.models import Meeting
from meetings.workflow import ItemKind
from samla import clock
from tests import builders as a


def a_meeting(body, by, *, days=30, hour=13, hours=3, **facts):
    """A planned meeting of the body, so many days from now."""
    day = a.days(days)
    facts = {"place": "Rådhuset, sal A", **facts}
    return actions.plan_meeting(
        body, starts_at=a.at_clock(day, hour), ends_at=a.at_clock(day, hour + hours), by=by, **facts
    )


def an_item(meeting, by, title="Samordnad vårdplanering", kind=ItemKind.DIALOGUE, **facts):
    return actions.add_item(meeting, title=title, kind=kind, by=by, **facts)


def fresh(meeting):
    """The meeting as it is now, with its bodies."""
    return Meeting.objects.with_bodies().get(pk=meeting.pk)


def registered(body):
    """The body has a registering authority this year, without which no notice is sent (L6)."""
    if not RegisteringAuthority.objects.filter(body=body, year=clock.today().year).exists():
        a.an_authority(body)


def called(meeting, by, **given):
    """The meeting with its notice sent; an item is added when it has none."""
    if not meeting.items.exists():
        an_item(meeting, by)
    registered(meeting.body)
    actions.call(meeting, version=fresh(meeting).version, by=by, **given)
    return fresh(meeting)


def a_called_meeting(body, by, *, items=3, **facts):
    """A meeting with so many items of dialogue, called."""
    meeting = a_meeting(body, by, **facts)
    for number in range(items):
        an_item(meeting, by, title=f"Fråga {number + 1}")
    return called(meeting, by)


def views_on(meeting, position="STANDS_BEHIND", text=""):
    """The same view on every item."""
    return {item.pk: actions.Said(position, text) for item in meeting.items.all()}
