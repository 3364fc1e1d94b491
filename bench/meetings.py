"""Called meetings with items, people and documents, through the portal's own actions: few, and read again and again."""

import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from bench.areas import Area
from bench.texts import Writer
from cases.models import CaseDocument
from groups.models import Seat, Sitting, User
from meetings import actions
from meetings.models import Meeting
from meetings.workflow import Answer, ItemKind
from samla import clock

BODY = "samordningsgruppen"
KINDS = (ItemKind.DIALOGUE, ItemKind.DECISION, ItemKind.INFORMATION, ItemKind.REPORT)
DOCUMENTS = 2  # at each item


@dataclass(frozen=True)
class Seen:
    """A meeting's address, and its reader: by whom it is read, who has said that she comes or not."""

    address: str
    reader: User


def add_meeting(
    area: Area, writer: Writer, items: int, *, days: int, answer: Answer | None = None, joint: Iterable[str] = ()
) -> Seen:
    """A meeting of so many items in so many days, called, with documents; its representative has answered.

    `joint`: slugs of the bodies that it is held together with.
    """
    leader, body = area.leader, area.bodies[BODY]
    if leader is None:
        raise LookupError(BODY)
    starts_at = clock.now().replace(hour=12, minute=0, second=0, microsecond=0) + dt.timedelta(days=days)
    meeting = actions.plan_meeting(
        body,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=10),
        place="Rådhuset, sal A",
        joint=[area.bodies[slug] for slug in joint],
        by=leader,
    )
    _fill(meeting, leader, area, writer, items)
    actions.call(meeting, version=Meeting.objects.get(pk=meeting.pk).version, by=leader)
    seat, reader = _representative(area)
    if answer:
        actions.reply(meeting, seat, answer, by=reader)
    return Seen(meeting.get_absolute_url(), reader)


def _fill(meeting: Meeting, leader: User, area: Area, writer: Writer, items: int) -> None:
    links = CaseDocument.objects.filter(case__collaboration=area.collaboration, document__state="FINALISED")
    documents = itertools.cycle([link.document for link in links.select_related("document").order_by("pk")[:100]])
    for number in range(items):
        item = actions.add_item(
            meeting,
            title=writer.title(),
            kind=KINDS[number % len(KINDS)],
            minutes=15,
            presenter="Karin Provsson, sjukhuset",
            proposal=writer.prose(3, 2) if number % 2 else "",
            by=leader,
        )
        for document in itertools.islice(documents, DOCUMENTS):
            actions.attach_document(item, document, by=leader)


def _representative(area: Area) -> tuple[Seat, User]:
    """The one who sits in the body's last regular seat of an organisation: neither chair nor vice chair."""
    sittings = Sitting.objects.current().filter(
        body=area.bodies[BODY], seat__status="REGULAR", seat__organisation__isnull=False
    )
    found = sittings.select_related("seat__organisation", "user").order_by("-seat__position").first()
    if found is None:
        raise LookupError(BODY)
    return found.seat, found.user
