"""The demonstration's meetings, planned, called and answered by the real actions on their days."""

import datetime as dt
import tomllib
from functools import cache
from typing import Any

from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from cases.models import Case
from demo.actions.people import STORY
from demo.actions.stories import Calendar, acting, mark_sent
from documents.models import Document
from groups.models import Body, CareCollaboration, Organisation, Principal, User
from meetings import actions
from meetings.actions.freezing import NOT_SENT
from meetings.models import Meeting, OrganisationalChange, places_of
from meetings.workflow import GROUP_OF_KIND, OUTLINE, Answer, ItemKind, MeetingKind
from samla import clock

NOON = dt.time(11, 30)
OPENING, CLOSING = OUTLINE[:3], OUTLINE[-1:]
PLANNED_BEFORE = 200  # days before it is held, a meeting is planned at the latest
DAY = dt.timedelta(days=1)


def hold_meetings(people: dict[str, User]) -> int:
    """Make the meetings of the story file once, in the order in which they lie; answers how many are new.

    Letters of notices count as sent, and no job is queued for them: their PDFs are made when somebody asks for one.
    """
    if Meeting.objects.filter(created_by__in=people.values()).exists():
        return 0
    calendar = Calendar()
    known: dict[str, Meeting] = {}
    with app.replace_connector(InMemoryConnector()):
        for told in _story()["changes"]:
            _register(told, people, calendar)
        told_in_order = sorted(_story()["meetings"], key=lambda told: calendar.day(told["on"]), reverse=True)
        for told in told_in_order:  # the latest first: what prepares a meeting points at it
            meeting = _plan(told, people, calendar, known)
            if "name" in told:
                known[told["name"]] = meeting
    mark_sent(people)
    return len(told_in_order)


@cache
def _story() -> dict[str, Any]:
    return tomllib.loads((STORY / "meetings.toml").read_text(encoding="utf-8"))


def _plan(told: dict[str, Any], people: dict[str, User], calendar: Calendar, known: dict[str, Meeting]) -> Meeting:
    day, by = calendar.day(told["on"]), people[told["by"]]
    area = CareCollaboration.objects.get(slug=told.get("collaboration", "samla"))
    bodies = {body.slug: body for body in Body.objects.filter(collaboration=area).select_related("collaboration")}
    planned_on = max(min(day, calendar.today) - PLANNED_BEFORE * DAY, dt.date(calendar.first_year, 1, 2))
    starts_at, ends_at = (_at(day, hour) for hour in told["hours"])
    with clock.at(_noon(planned_on)), acting(by):
        meeting = actions.plan_meeting(
            bodies[told["body"]],
            starts_at=starts_at,
            ends_at=ends_at,
            kind=MeetingKind(told.get("kind", MeetingKind.ORDINARY)),
            joint=[bodies[slug] for slug in told.get("also", [])],
            copies=[people[key] for key in told.get("copies", [])],
            prepares=known.get(told.get("prepares", "")),
            by=by,
            **{name: told[name] for name in ("title", "place", "link", "practical") if name in told},
        )
    called_on = min(day - told.get("called", 0) * DAY, calendar.today)
    if told.get("items"):
        _build(meeting, told, by, called_on)
    with clock.at(_noon(called_on)), acting(by):
        if "called" in told:
            actions.call(meeting, version=Meeting.objects.get(pk=meeting.pk).version, by=by)
    meeting = Meeting.objects.with_bodies().get(pk=meeting.pk)
    _answer(meeting, told, people)
    return meeting


def _build(meeting: Meeting, told: dict[str, Any], by: User, called_on: dt.date) -> None:
    """The usual formalities around what the story says, in time; what is late comes on the day of the notice."""
    built_on = min(meeting.cases_by, called_on)
    with clock.at(_noon(built_on)), acting(by):
        for usual in OPENING:
            actions.add_item(meeting, title=usual.title, kind=usual.kind, minutes=usual.minutes, by=by)
    for row in told["items"]:
        with clock.at(_noon(called_on if row.get("late") else built_on)), acting(by):
            if "case" not in row:
                _add(meeting, row, None, by)
            elif case := _case(meeting, row["case"]):  # an earlier version's demonstration has other cases
                _add(meeting, row, case, by)
    with clock.at(_noon(built_on)), acting(by):
        for usual in CLOSING:
            group = GROUP_OF_KIND[ItemKind.FORMALITY]
            actions.add_item(meeting, title=usual.title, kind=usual.kind, minutes=usual.minutes, group=group, by=by)


def _case(meeting: Meeting, begins: str) -> Case | None:
    found: Case | None = Case.objects.filter(collaboration=meeting.collaboration, title__startswith=begins).first()
    return found


def _add(meeting: Meeting, row: dict[str, Any], case: Case | None, by: User) -> None:
    """One item of the story, with the shared and finalised documents of its case, and those of the body that it names."""
    item = actions.add_item(
        meeting,
        title=case.title[:200] if case else row["title"],
        kind=ItemKind(row["kind"]),
        case=case,
        proposal=row.get("proposal", case.proposal if case else ""),
        presenter=row.get("presenter", ""),
        minutes=row["minutes"],
        unready_reason=row.get("reason", ""),
        by=by,
    )
    shown = case.document_links.exclude(document__state__in=NOT_SENT).select_related("document") if case else []
    for link in shown:
        actions.attach_document(item, link.document, by=by)
    for begins in row.get("documents", []):
        # an earlier version's demonstration has other documents
        for document in Document.objects.filter(body=meeting.body_id, title__startswith=begins)[:1]:
            actions.attach_document(item, document, by=by)


def _answer(meeting: Meeting, told: dict[str, Any], people: dict[str, User]) -> None:
    """Replies, and each person's views in one press, on their days; never later than today."""
    seats = {user.pk: place.seat for place in places_of(meeting) if place.is_row for user in place.people}
    for row in told.get("replies", []):
        by = people[row["by"]]
        with clock.at(_noon(meeting.day - row["on"] * DAY) + dt.timedelta(hours=1)), acting(by):
            actions.reply(meeting, seats[by.pk], Answer(row["answer"]), reason=row.get("reason", ""), by=by)
    views = told.get("views", [])
    for key in dict.fromkeys(row["by"] for row in views):
        by, hers = people[key], [row for row in views if row["by"] == key]
        items = {row["item"]: meeting.items.filter(title__startswith=row["item"]).first() for row in hers}
        said = {item.pk: actions.Said(row["position"], row["text"]) for row in hers if (item := items[row["item"]])}
        with clock.at(_noon(meeting.day - hers[0]["on"] * DAY) + dt.timedelta(hours=2)), acting(by):
            actions.hand_in(meeting, seats[by.pk], said, by=by)


def _register(told: dict[str, Any], people: dict[str, User], calendar: Calendar) -> None:
    """An organisational change that a representative tells of (21)."""
    by = people[told["by"]]
    body = Body.objects.select_related("collaboration").get(collaboration__slug="samla", slug=told["body"])
    principal = Principal.objects.filter(collaboration=body.collaboration, slug=told.get("principal", "")).first()
    organisation = Organisation.objects.filter(
        collaboration=body.collaboration, slug=told.get("organisation", "")
    ).first()
    with clock.at(_noon(calendar.day(told["on"]))), acting(by):
        change = OrganisationalChange(
            collaboration=body.collaboration,
            body=body,
            principal=principal,
            organisation=organisation,
            what=told["what"],
            from_on=calendar.day(told["from_on"]),
            consequence=told["consequence"],
            registered_at=clock.now(),
            registered_by=by,
            by_name=by.name,
        )
        change.save(force_insert=True)


def _at(day: dt.date, hour: str) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(hour.replace(".", ":")), clock.STOCKHOLM)


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, NOON, clock.STOCKHOLM)
