"""The agenda is built: every change locks the meeting, so that two who build at once never lose each other's work."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max

from cases.models import Case
from documents.models import Document
from groups.actions import StaleError
from groups.models import User
from meetings import rules
from meetings.actions.planning import locked
from meetings.mail import tell_givers
from meetings.models import AgendaItem, ItemDocument, Meeting, OrganisationalChange, ResourcePerson, StandingItem
from meetings.workflow import GROUP_OF_KIND, ItemKind, MeetingVerb
from samla import clock
from samla.writing import write


def opened(meeting: Meeting, by: User) -> Meeting:
    """The meeting under lock, when the person may build its agenda. Raises PermissionDenied."""
    meeting = locked(meeting)
    rules.may_take(by, meeting, MeetingVerb.PREPARE).require()
    return meeting


@transaction.atomic
def add_item(
    meeting: Meeting,
    *,
    title: str,
    kind: ItemKind,
    by: User,
    case: Case | None = None,
    change: OrganisationalChange | None = None,
    standing: StandingItem | None = None,
    **facts: Any,
) -> AgendaItem:
    """Put an item last on the agenda. Raises PermissionDenied, ValidationError (a case stands once on an agenda)."""
    meeting = opened(meeting, by)
    item = AgendaItem(
        meeting=meeting,
        title=title,
        kind=kind,
        position=_last(meeting) + 1,
        case=case,
        change=change,
        standing=standing,
        added_by=by,
        **{"group": GROUP_OF_KIND[ItemKind(kind)], **facts},
    )
    write(item)
    touch(meeting)
    return item


@transaction.atomic
def revise_item(item: AgendaItem, values: Mapping[str, Any], *, version: int, by: User) -> AgendaItem:
    """Change an item's words. Raises PermissionDenied, StaleError with the item as it is now, ValidationError."""
    meeting = opened(item.meeting, by)
    item = current_item(item, meeting)
    if item.version != version:
        raise StaleError(item)
    for name, value in values.items():
        setattr(item, name, value)
    item.version += 1
    write(item, update_fields=[*values, "version"])
    touch(meeting)
    return item


@transaction.atomic
def shift_item(item: AgendaItem, steps: int, *, by: User) -> AgendaItem:
    """Move an item so many places, upwards when negative, from where it stands now. Raises PermissionDenied."""
    meeting = opened(item.meeting, by)
    order = list(meeting.items.standing().order_by("position", "pk"))
    at = next((number for number, one in enumerate(order) if one.pk == item.pk), None)
    if at is None:
        raise ValidationError("Punkten står inte längre på dagordningen.")
    order.insert(max(0, min(len(order) - 1, at + steps)), order.pop(at))
    renumber(order)
    touch(meeting)
    return item


@transaction.atomic
def withdraw_item(item: AgendaItem, *, reason: str, by: User) -> AgendaItem | None:
    """Take an item off the agenda. Before the notice it is removed; after it, it stays as withdrawn with the reason.

    Views that were given stay, and the givers are told. Raises PermissionDenied, ValidationError without a reason.
    """
    meeting = opened(item.meeting, by)
    item = current_item(item, meeting)
    if meeting.called_at is None and not hasattr(item, "moved_from"):
        item.delete()
        renumber(list(meeting.items.standing().order_by("position", "pk")))
        touch(meeting)
        return None
    withdraw(item, reason, by)
    renumber(list(meeting.items.standing().order_by("position", "pk")))
    touch(meeting)
    tell_givers(item)
    return item


def withdraw(item: AgendaItem, reason: str, by: User, moved_to: AgendaItem | None = None) -> None:
    """Mark the item as withdrawn. Raises ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": "Skriv varför punkten utgår. De som har lämnat synpunkter får veta det."})
    item.withdrawn_at, item.withdrawn_by, item.withdrawn_reason = clock.now(), by, reason.strip()
    item.moved_to = moved_to
    item.version += 1
    write(item, update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason", "moved_to", "version"])


@transaction.atomic
def attach_document(item: AgendaItem, document: Document, *, by: User) -> ItemDocument:
    """Let a document belong to the item. Raises PermissionDenied. Once is enough."""
    meeting = opened(item.meeting, by)
    last = item.document_links.aggregate(last=Max("position"))["last"] or 0
    link, made = ItemDocument.objects.get_or_create(item=item, document=document, defaults={"position": last + 1})
    if made:
        touch(meeting)
    return link


@transaction.atomic
def detach_document(link: ItemDocument, *, by: User) -> None:
    """Let the document no longer belong to the item; what has been sent stays in its notice. Raises PermissionDenied."""
    meeting = opened(link.item.meeting, by)
    link.delete()
    touch(meeting)


@transaction.atomic
def co_opt(item: AgendaItem, user: User, *, about: str = "", by: User) -> ResourcePerson:
    """Let a person be heard on the item, and see no other (56). Raises PermissionDenied, ValidationError."""
    meeting = opened(item.meeting, by)
    item = current_item(item, meeting)
    if not User.objects.known_in(meeting.collaboration_id).filter(pk=user.pk, is_active=True).exists():
        raise ValidationError({"user": "Personen finns inte i samverkan. Lägg först till henne under Personer."})
    person = ResourcePerson(item=item, user=user, about=about.strip())
    write(person)
    touch(meeting)
    return person


@transaction.atomic
def dismiss(person: ResourcePerson, *, by: User) -> None:
    """Let a person no longer be heard on the item. Raises PermissionDenied."""
    meeting = opened(person.item.meeting, by)
    ResourcePerson.objects.filter(pk=person.pk).delete()
    touch(meeting)


def current_item(item: AgendaItem, meeting: Meeting) -> AgendaItem:
    """The item as it is now. Raises ValidationError when it is no longer on the agenda."""
    found = AgendaItem.objects.select_related("case", "change", "body").filter(pk=item.pk, meeting=meeting).first()
    if found is None or found.is_withdrawn:
        raise ValidationError("Punkten står inte längre på dagordningen.")
    found.meeting = meeting
    return found


def renumber(order: list[AgendaItem]) -> None:
    """Give the items the places 1, 2, 3 … in this order; what stands right is not written."""
    moved = []
    for position, item in enumerate(order, start=1):
        if item.position != position:
            item.position = position
            moved.append(item)
    AgendaItem.objects.bulk_update(moved, ["position"])


def touch(meeting: Meeting) -> None:
    """The agenda has changed: whoever approved it approved something else."""
    Meeting.objects.filter(pk=meeting.pk).update(version=F("version") + 1, approved_at=None, approved_by=None)


def _last(meeting: Meeting) -> int:
    last: int | None = meeting.items.standing().aggregate(last=Max("position"))["last"]
    return last or 0
