"""What waits is taken up on the agenda: cases, standing items and organisational changes, one or several at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cases.models import Case
from cases.workflow import OPEN, State
from groups.models import User
from meetings.actions.agenda import opened, renumber, touch
from meetings.models import AgendaItem, Meeting, OrganisationalChange, StandingItem
from meetings.workflow import GROUP_OF_KIND, OUTLINE, ItemKind
from samla.writing import explained

CASE, STANDING, OUTLINED, CHANGE = "arende", "staende", "mall", "forandring"
MINUTES_OF_KIND = {ItemKind.DECISION: 15, ItemKind.DIALOGUE: 15, ItemKind.INFORMATION: 5}
RANK = {ItemKind.DECISION: 1, ItemKind.DIALOGUE: 2, ItemKind.INFORMATION: 3, ItemKind.REPORT: 4}
"""In which order kinds usually stand between the formalities that open and close a meeting."""


@dataclass(slots=True)
class Wanted:
    """What somebody ticked, by kind of material."""

    cases: list[int] = field(default_factory=list)
    standing: list[int] = field(default_factory=list)
    outlined: list[int] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, keys: Iterable[str]) -> "Wanted":
        """From keys as ”arende-12”; what is no such key is left out."""
        wanted = cls()
        lists = {CASE: wanted.cases, STANDING: wanted.standing, OUTLINED: wanted.outlined, CHANGE: wanted.changes}
        for key in keys:
            word, _, number = key.partition("-")
            if word in lists and number.isdecimal() and len(number) < 10:
                lists[word].append(int(number))
        return wanted


@transaction.atomic
def take_up(meeting: Meeting, wanted: Wanted, *, by: User) -> list[AgendaItem]:
    """Put what was ticked on the agenda, each where its kind usually stands; what is there already is left as it is.

    Answers the items that are new. A case that the person may not read, or that is closed, is not taken up.
    Raises PermissionDenied with the rule's reason, ValidationError when nothing that was ticked can be taken up.
    """
    meeting = opened(meeting, by)
    there = list(meeting.items.standing().order_by("position", "pk"))
    new = [
        *_of_outline(meeting, wanted, there),
        *_of_changes(meeting, wanted, there),
        *_of_cases(meeting, wanted, by, there),
    ]
    if not new:
        raise ValidationError(
            "Inget lades till. Det som var markerat står redan på dagordningen, eller finns inte längre."
        )
    return _add(meeting, there, new, by)


@transaction.atomic
def copy_agenda(meeting: Meeting, *, by: User) -> list[AgendaItem]:
    """Begin with a copy of the body's last agenda: its formal and standing items, and the cases that are still open.

    Answers the items that are new. Raises PermissionDenied, ValidationError when there is nothing to copy.
    """
    meeting = opened(meeting, by)
    earlier = Meeting.objects.filter(body=meeting.body_id, starts_at__lt=meeting.starts_at).standing()
    last = earlier.filter(items__isnull=False).order_by("-starts_at").first()
    if last is None:
        raise ValidationError("Det finns ingen tidigare dagordning att kopiera.")
    there = list(meeting.items.standing().order_by("position", "pk"))
    readable = set(Case.objects.visible_to(by).open().filter(agenda_items__meeting=last).values_list("pk", flat=True))
    usual = {one.title for one in OUTLINE}
    new = []
    for item in last.items.standing().select_related("standing", "change").order_by("position", "pk"):
        goes_on = item.case_id in readable if item.case_id else _is_standing(item, usual)
        if goes_on and not _is_there(item, there):
            new.append(_copied(meeting, item))
    if not new:
        raise ValidationError("Inget lades till. Det som fortsätter från förra dagordningen står redan här.")
    return _add(meeting, there, new, by, in_order=True)


def _is_standing(item: AgendaItem, usual: set[str]) -> bool:
    if item.change is not None:
        return item.change.acknowledged_at is None and item.change.withdrawn_at is None
    if item.standing is not None:
        return item.standing.ended_on is None
    return item.kind == ItemKind.FORMALITY or item.title in usual


def _is_there(item: AgendaItem, there: list[AgendaItem]) -> bool:
    for one in there:
        if item.case_id or item.change_id:
            if (one.case_id, one.change_id) == (item.case_id, item.change_id):
                return True
        elif one.title.casefold() == item.title.casefold():
            return True
    return False


def _copied(meeting: Meeting, item: AgendaItem) -> AgendaItem:
    names = ("kind", "group", "title", "case_id", "change_id", "standing_id", "minutes", "presenter")
    proposal = item.proposal if item.case_id else ""
    return AgendaItem(meeting=meeting, proposal=proposal, **{name: getattr(item, name) for name in names})


def _of_outline(meeting: Meeting, wanted: Wanted, there: list[AgendaItem]) -> list[AgendaItem]:
    """Standing items of the body, or those of the usual outline until it has any."""
    titles = {item.title.casefold() for item in there}
    taken = {item.standing_id for item in there}
    found, opens = [], True
    rows = StandingItem.objects.filter(body=meeting.body_id, ended_on=None) if wanted.standing else ()
    for row in rows:
        kind = ItemKind(row.kind)
        opens = opens and kind == ItemKind.FORMALITY
        if row.pk in wanted.standing and row.pk not in taken and row.title.casefold() not in titles:
            found.append(_item(meeting, row.title, kind, group=row.group, minutes=row.minutes, standing=row))
            found[-1].__dict__["opens"] = opens
    opens = True
    for number, one in enumerate(OUTLINE):
        opens = opens and one.kind == ItemKind.FORMALITY
        if number in wanted.outlined and one.title.casefold() not in titles:
            found.append(_item(meeting, one.title, one.kind, minutes=one.minutes))
            found[-1].__dict__["opens"] = opens
    return found


def _of_changes(meeting: Meeting, wanted: Wanted, there: list[AgendaItem]) -> list[AgendaItem]:
    if not wanted.changes:
        return []
    changes = OrganisationalChange.objects.waiting().filter(pk__in=wanted.changes, body=meeting.body_id)
    known = {item.change_id for item in there}
    return [
        _item(meeting, f"{change.whose}: {change.what}"[:200], ItemKind.INFORMATION, change=change)
        for change in changes.select_related("principal", "organisation")
        if change.pk not in known
    ]


def _of_cases(meeting: Meeting, wanted: Wanted, by: User, there: list[AgendaItem]) -> list[AgendaItem]:
    """Ready cases as decisions with their proposals, others to be talked through."""
    if not wanted.cases:
        return []
    known = {item.case_id for item in there}
    cases = Case.objects.visible_to(by).filter(
        pk__in=wanted.cases, state__in=OPEN, collaboration=meeting.collaboration_id
    )
    found = []
    for case in sorted(cases, key=lambda one: wanted.cases.index(one.pk)):
        kind = ItemKind.DECISION if case.state == State.READY else ItemKind.DIALOGUE
        if case.pk not in known:
            proposal = case.proposal if kind == ItemKind.DECISION else ""
            found.append(_item(meeting, case.title, kind, case=case, proposal=proposal))
    return found


def _item(meeting: Meeting, title: str, kind: ItemKind, **facts: Any) -> AgendaItem:
    usual = {"group": GROUP_OF_KIND[kind], "minutes": MINUTES_OF_KIND.get(kind, 10)}
    return AgendaItem(meeting=meeting, title=title, kind=kind, **{**usual, **{k: v for k, v in facts.items() if v}})


def _add(
    meeting: Meeting, there: list[AgendaItem], new: list[AgendaItem], by: User, *, in_order: bool = False
) -> list[AgendaItem]:
    """Write the new items in one statement; to an empty agenda in the order in which they came."""
    order, follow = list(there), in_order or not there
    for item in new:
        item.added_by = by
        item.clean_fields(exclude=["meeting", "body", "case", "change", "standing", "added_by", "position"])
        order.insert(len(order) if follow else place_of(item, order), item)
    old = {item.pk for item in there}
    renumber_new = {id(item): at for at, item in enumerate(order, start=1)}
    for item in new:
        item.position = renumber_new[id(item)]
    with explained(AgendaItem):
        AgendaItem.objects.bulk_create(new)
    renumber([item for item in order if item.pk in old or item in new])
    touch(meeting)
    return new


def place_of(item: AgendaItem, order: list[AgendaItem]) -> int:
    """Where an item of its kind usually stands: after others of its group, otherwise before later kinds and the closing."""
    if item.kind == ItemKind.FORMALITY:
        opening = next((at for at, one in enumerate(order) if one.kind != ItemKind.FORMALITY), len(order))
        return opening if item.__dict__.get("opens") else len(order)
    same = [at for at, one in enumerate(order) if one.group == item.group and one.kind == item.kind]
    if same:
        return same[-1] + 1
    rank = RANK[ItemKind(item.kind)]
    for at, one in enumerate(order):
        if one.kind != ItemKind.FORMALITY and RANK[ItemKind(one.kind)] > rank:
            return at
    last = max((at for at, one in enumerate(order) if one.kind != ItemKind.FORMALITY), default=len(order) - 1)
    return last + 1
