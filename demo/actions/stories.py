"""The demonstration's cases, lived through: every step is the real action, taken on its day by the right person."""

import datetime as dt
import io
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import pghistory
from django.db.models import F
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from cases.actions import Given, add_document, add_note, draft, finalise_document, inform, register, revise, take
from cases.models import Case
from cases.workflow import STEPS, Actor, Verb
from demo.actions.papers import small_pdf
from demo.actions.people import STORY, first_year, invite_people, keepers
from demo.actions.records import FILENAME, type_of
from groups.actions import do_morning_work
from groups.actions.mornings import MORNING
from groups.models import Body, CareCollaboration, Organisation, Route, User
from outbox.models import MailState, OutgoingMail
from plans.models import TargetGroup
from samla import clock

TEXTS = (
    "title", "background", "question", "proposal", "consequence", "attachments", "prepared_by", "kind", "scope",
    "source", "secrecy_provision", "external_number", "sender_name",
)  # fmt: skip
DAYS = ("aims_on", "received_on", "deadline")
FRIDAY = 4
HOLIDAYS = {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}
WRONG_ADDRESS = "lerum-privat"
NO_SUCH_USER = "550 5.1.1 Recipient address rejected: User unknown"
WORK_BEGINS = dt.time(8, 30)
STEP_MINUTES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The story files' days. Today is asked for once, before the clock is moved."""

    today: dt.date = field(default_factory=clock.today)
    first_year: int = field(default_factory=first_year)

    def day(self, on: int | str) -> dt.date:
        """Days from today, or month and day of the first year; on a weekend or fixed holiday the workday before."""
        if isinstance(on, int):
            day = self.today + dt.timedelta(days=on)
        else:
            day = dt.date.fromisoformat(f"{self.first_year}-{on}")
        while day.weekday() > FRIDAY or (day.month, day.day) in HOLIDAYS:
            day -= dt.timedelta(days=1)
        return day


@dataclass(slots=True, kw_only=True)
class Story:
    """One case of a story file, and the case that it has become so far."""

    text: dict[str, Any]
    collaboration: CareCollaboration
    calendar: Calendar
    case: Case | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happens to a story at an instant."""

    at: dt.datetime
    story: Story
    step: dict[str, Any]


def live_through(people: dict[str, User]) -> int:
    """Make every case of the story files, in the order of time; answers how many.

    Letters of the past count as sent, and no job is queued for them. Raises what the real actions raise: a story that
    breaks a rule is a fault in its file.
    """
    calendar = Calendar()
    stories = [story for file in sorted(STORY.glob("cases_*.toml")) for story in _read(file, calendar)]
    events = sorted(
        (event for minute, story in enumerate(stories) for event in _events(story, minute % STEP_MINUTES)),
        key=lambda event: event.at,
    )
    with app.replace_connector(InMemoryConnector()):
        invite_people(people)
        for day, happening in groupby(events, key=lambda event: event.at.date()):
            _wake(day, calendar.today)
            for event in happening:
                with clock.at(event.at):
                    _happen(event, people)
    mark_sent(people)
    return len(stories)


def _wake(day: dt.date, today: dt.date) -> None:
    """The morning of a day on which something happens, as the worker has it. Today's is the portal's own."""
    if day < today:
        with clock.at(dt.datetime.combine(day, MORNING, clock.STOCKHOLM)), pghistory.context(user=None):
            do_morning_work()


def mark_sent(people: dict[str, User]) -> None:
    """What was written went the same minute, but for the invitation to an address that was wrong."""
    letters = OutgoingMail.objects.queued().filter(recipient__in=people.values())
    wrong = letters.filter(recipient=people[WRONG_ADDRESS], key__startswith="invitation:")
    with pghistory.context(user=None):
        wrong.update(state=MailState.FAILED, attempts=1, tried_at=F("queued_at"), last_error=NO_SUCH_USER)
        letters.update(state=MailState.SENT, attempts=1, tried_at=F("queued_at"), sent_at=F("queued_at"))


def _read(file: Path, calendar: Calendar) -> list[Story]:
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    collaboration = CareCollaboration.objects.get(slug=content["collaboration"])
    return [Story(text=text, collaboration=collaboration, calendar=calendar) for text in content["cases"]]


def _events(story: Story, minute: int) -> Iterator[Event]:
    """What happens, each step some time after the one before it on the same day; two stories never at once."""
    for number, step in enumerate([{"on": story.text["on"], "do": "BEGIN"}, *story.text["steps"]]):
        morning = dt.datetime.combine(story.calendar.day(step["on"]), WORK_BEGINS, clock.STOCKHOLM)
        at = morning + dt.timedelta(minutes=STEP_MINUTES * number + minute)
        yield Event(at=at, story=story, step=step)


def _happen(event: Event, people: dict[str, User]) -> None:
    story, step = event.story, event.step
    act = ACTS.get(step["do"], _take)
    story.case = act(story, step, people)


def _begin(story: Story, step: dict[str, Any], people: dict[str, User]) -> Case:
    """The draft, or the case that the process leader registers for somebody else."""
    text = story.text
    origin = Body.objects.get(collaboration=story.collaboration, slug=text["origin"])
    by = people[text.get("by") or keepers()[origin.slug]]
    groups = TargetGroup.objects.filter(collaboration=story.collaboration, slug__in=text["target_groups"])
    parties = Organisation.objects.filter(collaboration=story.collaboration, slug__in=text["parties"])
    route = Route.objects.get(source=origin, target__slug=text["to"]) if "to" in text else None
    with acting(by):
        if not text.get("register"):
            return draft(origin, _fields(story), target_groups=groups, parties=parties, by=by)
        return register(origin, _fields(story), target_groups=groups, parties=parties, route=route, by=by)


def acting(person: User) -> pghistory.context:
    """Within it the history tells that she made the changes, as it does when she uses the pages."""
    return pghistory.context(user=person.pk, url="/arenden/")


def _fields(story: Story) -> dict[str, Any]:
    text, area = story.text, story.collaboration
    fields: dict[str, Any] = {key: text[key].strip() for key in TEXTS if key in text}
    fields |= {key: story.calendar.day(text[key]) for key in DAYS if key in text}
    if "aims_at" in text:
        fields["aims_at"] = Body.objects.get(collaboration=area, slug=text["aims_at"])
    if "sender_organisation" in text:
        fields["sender_organisation"] = Organisation.objects.get(collaboration=area, slug=text["sender_organisation"])
    return fields


def _take(story: Story, step: dict[str, Any], people: dict[str, User]) -> Case:
    case = _case(story)
    verb = Verb(step["do"])
    route = Route.objects.get(source=case.holder, target__slug=step["to"]) if verb == Verb.SEND else None
    last_day = step.get("due", step.get("until"))
    given = Given(
        note=step.get("note", ""),
        route=route,
        on=None if last_day is None else story.calendar.day(last_day),
        position=step.get("position"),
    )
    by = people[step.get("by") or _usual_actor(case, verb)]
    with acting(by):
        return take(case, verb, by=by, given=given)


def _usual_actor(case: Case, verb: Verb) -> str:
    match STEPS[verb].actor:
        case Actor.ASKED if case.asked:
            return keepers()[case.asked.slug]
        case Actor.HOLDER:
            return keepers()[case.holder.slug]
        case _:
            return keepers()[case.origin.slug]


def _note(story: Story, step: dict[str, Any], people: dict[str, User]) -> Case:
    case = _case(story)
    by = people[step.get("by") or keepers()[case.holder.slug]]
    with acting(by):
        add_note(case, step["note"], by=by)
    return case


def _revise(story: Story, step: dict[str, Any], people: dict[str, User]) -> Case:
    case = _case(story)
    by = people[step.get("by") or keepers()[case.holder.slug]]
    with acting(by):
        return revise(case, step["fields"], version=case.version, by=by)


def _inform(story: Story, step: dict[str, Any], people: dict[str, User]) -> Case:
    """The parties concerned are told (rule 15)."""
    case = _case(story)
    by = people[step.get("by") or keepers()[case.holder.slug]]
    concerned = Organisation.objects.filter(pk__in=case.party_links.values("organisation"))
    with acting(by):
        inform(case, list(concerned), step["note"], by=by)
    return case


def _add_document(story: Story, step: dict[str, Any], people: dict[str, User]) -> Case:
    """A document comes into the case: a draft, shared, or finalised at once."""
    case = _case(story)
    by = people[step.get("by") or keepers()[case.holder.slug]]
    file = io.BytesIO(small_pdf(step["title"], step["text"]))
    given = {"title": step["title"], "share": step.get("is") == "SHARED"}
    with acting(by):
        link = add_document(case, file, FILENAME, document_type=type_of(case.holder, step["type"]), by=by, **given)
        if step.get("is") == "FINALISED":
            finalise_document(link, by=by)
    return case


def _case(story: Story) -> Case:
    """The story's case as it is now. It must have begun."""
    if story.case is None:
        raise ValueError(f"Ärendet ”{story.text['title']}” har inte börjat.")
    found: Case = Case.objects.select_related("holder", "origin", "asked").get(pk=story.case.pk)
    return found


ACTS: dict[str, Callable[[Story, dict[str, Any], dict[str, User]], Case]] = {
    "BEGIN": _begin,
    "NOTE": _note,
    "REVISE": _revise,
    "INFORM": _inform,
    "DOCUMENT": _add_document,
}
