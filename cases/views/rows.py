"""The rows of a queue or list, with every word and address ready, because rendering is what a list costs."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from cases import rules
from cases.models import Case
from cases.workflow import NEXT, STEPS, Need, State, Verb
from groups.models import User
from samla import clock
from samla.formats import date_short, days_text
from samla.verdict import Verdict

BADGE = {
    State.DRAFT: "draft",
    State.DISCARDED: "draft",
    State.SUBMITTED: "active",
    State.SENT: "waiting",
    State.IN_PREPARATION: "active",
    State.COMPLETION: "waiting",
    State.DEEPENED: "active",
    State.READY: "ready",
    State.PARKED: "paused",
    State.RETURNED: "returned",
    State.CLOSED: "done",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One case as a line of a list."""

    pk: int
    dom_id: str
    url: str
    number: str
    title: str
    badge: str
    state: str
    origin: str
    holder: str
    age: str
    days: int
    due: str
    late: bool
    aim: str
    aim_day: str
    last_day: str
    last_day_passed: bool
    priority: str
    next_label: str
    next_url: str
    next_is_press: bool
    waits: str
    sent_to: str = ""
    sent_on: str = ""

    def __getitem__(self, name: str) -> object:
        """What templates ask first; without it each of a row's twenty words costs a raised and caught TypeError."""
        return getattr(self, name)


def row_of(case: Case, user: User, today: dt.date, address: str) -> Row:
    """One case as its reader sees it in a list. `address` is the list's own, to which cases' addresses are added."""
    number = case.number or ""
    url = f"{address}{number.replace(' ', '-')}/" if number else reverse("cases:draft", args=[case.pk])
    arrived = (case.arrived_at or case.created_at).astimezone(clock.STOCKHOLM).date()
    due, late = due_text(case, today)
    aim, aim_day, last_day, passed = aim_texts(case, today)
    label, next_url, is_press, waits = next_step(case, user, url)
    sent_at = getattr(case, "sent_at", None)
    return Row(
        pk=case.pk,
        dom_id=f"rad-{case.pk}",
        url=url,
        number=number or "Utkast",
        title=case.title,
        badge=BADGE[State(case.state)],
        state=State(case.state).label,
        origin=case.origin.short_name,
        holder=case.holder.short_name,
        age=days_text((today - arrived).days),
        days=(today - arrived).days,
        due=due,
        late=late,
        aim=aim,
        aim_day=aim_day,
        last_day=last_day,
        last_day_passed=passed,
        priority=str(case.priority or ""),
        next_label=label,
        next_url=next_url,
        next_is_press=is_press,
        waits=waits,
        sent_to=getattr(case, "sent_to", "") or "",
        sent_on=date_short(sent_at.astimezone(clock.STOCKHOLM).date()) if sent_at else "",
    )


def rows_of(cases: Iterable[Case], user: User) -> list[Row]:
    """The cases as lines of a list."""
    today, address = clock.today(), reverse("cases:list")
    return [row_of(case, user, today, address) for case in cases]


def due_text(case: Case, today: dt.date) -> tuple[str, bool]:
    """The nearest last day that counts in the case's state, and whether it has passed."""
    due = case.resume_on or (case.answer_by if case.asked_id else None) or case.deadline
    answered = getattr(case, "answer_due", None)
    due = answered or due
    if due is None or case.state == State.CLOSED:
        return "", False
    return date_short(due), due < today


def aim_texts(case: Case, today: dt.date) -> tuple[str, str, str, bool]:
    """The body and day that a case aims at, the last day to reach it (section 3, 13), and whether that has passed."""
    if case.aims_at is None:
        return "", "", "", False
    if case.aims_on is None:
        return case.aims_at.short_name, "", "", False
    last = case.aims_on - dt.timedelta(days=case.aims_at.case_days)
    passed = last < today and case.state not in {State.READY, State.CLOSED}
    return case.aims_at.short_name, date_short(case.aims_on), f"klart {date_short(last)}", passed


def next_step(case: Case, user: User, url: str) -> tuple[str, str, bool, str]:
    """The button of a row: label, address, whether one press is enough, and otherwise whom the case waits for."""
    state = State(case.state)
    if case.asked is not None and state in {State.COMPLETION, State.DEEPENED}:
        verb = Verb.ANSWER if state == State.COMPLETION else Verb.REPLY
        if rules.keeps_queue(user, case.asked):
            return verb.label, f"{url}steg/{STEPS[verb].slug}/", False, ""
        return "", "", False, f"Väntar på {case.asked.short_name}"
    if state not in NEXT:
        return "", "", False, ""
    if not allowed(case, user, NEXT[state]):
        return "", "", False, f"Hos {case.holder.short_name}"
    return *_press(NEXT[state], url), ""


def _press(verb: Verb, url: str) -> tuple[str, str, bool]:
    """Label and address of a step that is the reader's, and whether one press is enough."""
    if verb == Verb.MARK_READY:
        return "Bered", url, False
    if verb == Verb.SEND:
        return "Skicka vidare", f"{url}#nasta-steg", False
    needs_text = bool(STEPS[verb].needs & {Need.NOTE, Need.DATE, Need.POSITION})
    return verb.label, f"{url}steg/{STEPS[verb].slug}/", not needs_text


def allowed(case: Case, user: User, verb: Verb) -> Verdict:
    """Is the step this person's to take? Asked of memory only: what it demands is shown on the case's own page."""
    return rules.BY_ACTOR[STEPS[verb].actor](user, case)
