"""Items change places: after another item, or to the body's next meeting."""

from django.core.exceptions import ValidationError
from django.db import transaction

from groups.models import User
from meetings.actions.agenda import current_item, opened, renumber, touch, withdraw
from meetings.actions.material import place_of
from meetings.mail import tell_givers
from meetings.models import AgendaItem, ItemDocument, Meeting, ResourcePerson
from samla import clock
from samla.writing import write

FOLLOWS = ("body", "kind", "group", "title", "case", "change", "standing", "presenter", "minutes", "proposal")


@transaction.atomic
def place_item(item: AgendaItem, after: AgendaItem | None, *, by: User) -> AgendaItem:
    """Let the item stand right after another one, wherever that stands now, or first. Raises PermissionDenied,
    ValidationError when either is no longer on the agenda.
    """
    meeting = opened(item.meeting, by)
    order = list(meeting.items.standing().order_by("position", "pk"))
    keys = [one.pk for one in order]
    if item.pk not in keys or (after is not None and after.pk not in keys):
        raise ValidationError("Punkten står inte längre på dagordningen.")
    moved = order.pop(keys.index(item.pk))
    at = (
        0
        if after is None
        else next((at + 1 for at, one in enumerate(order) if one.pk == after.pk), keys.index(item.pk))
    )
    order.insert(at, moved)
    renumber(order)
    touch(meeting)
    return item


def next_meeting(meeting: Meeting) -> Meeting | None:
    """The body's next meeting after this one that has not begun; None when none is planned."""
    first = max(meeting.starts_at, clock.now())
    later = Meeting.objects.filter(body=meeting.body_id, starts_at__gt=first).standing().exclude(pk=meeting.pk)
    found: Meeting | None = later.order_by("starts_at", "pk").first()
    return found


@transaction.atomic
def move_item(item: AgendaItem, *, reason: str, by: User) -> AgendaItem:
    """Move an item to the body's next meeting; it stays here as withdrawn, linked to where it went.

    Documents and resource persons follow. Views stay with the item on which they were given, and the givers are told.
    Raises PermissionDenied, and ValidationError without a reason, without a next meeting, or when its case stands there.
    """
    meeting = opened(item.meeting, by)
    item = current_item(item, meeting)
    later = next_meeting(meeting)
    if later is None:
        raise ValidationError("Inget senare möte är planerat. Planera ett möte först, eller låt punkten utgå.")
    later = opened(later, by)
    there = list(later.items.standing().order_by("position", "pk"))
    body = item.body if item.body_id in {one.body_id for one in later.joint_bodies.all()} else None
    moved = AgendaItem(meeting=later, added_by=by, position=0, **{name: getattr(item, name) for name in FOLLOWS})
    moved.body = body
    at = place_of(moved, there)
    moved.position = at + 1
    write(moved)
    renumber([*there[:at], moved, *there[at:]])
    links, persons = item.document_links.all(), item.resource_persons.all()
    ItemDocument.objects.bulk_create(
        ItemDocument(item=moved, document_id=one.document_id, position=one.position) for one in links
    )
    ResourcePerson.objects.bulk_create(
        ResourcePerson(item=moved, user_id=one.user_id, about=one.about) for one in persons
    )
    withdraw(item, reason, by, moved_to=moved)
    renumber(list(meeting.items.standing().order_by("position", "pk")))
    touch(meeting)
    touch(later)
    tell_givers(item, moved_to=later)
    return moved
