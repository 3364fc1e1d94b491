"""What each step changes in the case's row. Called under its lock, after the rule has said yes."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from cases import rules
from cases.models import Case
from cases.workflow import Verb
from groups.actions import take_number
from groups.models import Body, Route, User
from samla import clock

type Changes = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a person gives with a step; which of it a verb needs stands in `workflow.STEPS`."""

    note: str = ""
    route: Route | None = None
    on: dt.date | None = None
    position: int | None = None


def nothing(case: Case, given: Given, by: User) -> Changes:
    return {}


def _submit(case: Case, given: Given, by: User) -> Changes:
    now = clock.now()
    prefix = case.collaboration.number_prefix
    serial = take_number(case.collaboration, "case", now.year)
    return {"number": f"{prefix} {now.year}-{serial:04d}", "submitted_at": now, "arrived_at": now}


def _send(case: Case, given: Given, by: User) -> Changes:
    if given.route is None:
        raise ValidationError({"route": "Välj vart ärendet ska skickas."})
    return {
        "holder": given.route.target,
        "sender": case.holder,
        "arrived_at": clock.now(),
        "deadline": given.on or case.deadline,
        "priority": None,
        "priority_reason": "",
    }


def _ask(case: Case, given: Given, by: User) -> Changes:
    asked = rules.asked_body(case)
    days = dt.timedelta(days=case.holder.answer_days)
    return {"asked": asked, "answer_by": given.on or (clock.today() + days if asked else None)}


def _answered(case: Case, given: Given, by: User) -> Changes:
    return {"asked": None, "answer_by": None}


def _sender_before(case: Case) -> Body | None:
    """Who sent the case to the body that it now goes back to: each return undoes the last sending (rule 14)."""
    senders: list[Body] = []
    for step in case.steps.filter(verb__in=[Verb.SEND, Verb.RETURN]).select_related("from_body"):
        if step.verb == Verb.SEND:
            senders.append(step.from_body)
        else:
            senders.pop()
    return senders[-2] if len(senders) > 1 else None


def _return(case: Case, given: Given, by: User) -> Changes:
    return {
        "holder": case.sender,
        "sender": _sender_before(case),
        "arrived_at": clock.now(),
        "asked": None,
        "answer_by": None,
        "deadline": None,
        "priority": None,
        "priority_reason": "",
        "outcome": given.note.strip(),
    }


def _park(case: Case, given: Given, by: User) -> Changes:
    return {"resume_on": given.on, "asked": None, "answer_by": None}


def _resume(case: Case, given: Given, by: User) -> Changes:
    return {"resume_on": None}


def _close(case: Case, given: Given, by: User) -> Changes:
    now = clock.now()
    at_origin = case.holder_id == case.origin_id
    return {
        "closed_at": now,
        "outcome": given.note.strip(),
        "outcome_seen_at": now if at_origin else None,
        "asked": None,
        "answer_by": None,
        "resume_on": None,
        "priority": None,
        "priority_reason": "",
    }


def _acknowledge(case: Case, given: Given, by: User) -> Changes:
    return {"outcome_seen_at": clock.now()}


def _reopen(case: Case, given: Given, by: User) -> Changes:
    return {"closed_at": None, "outcome_seen_at": None}


def _prioritise(case: Case, given: Given, by: User) -> Changes:
    """Put the case at its place; the others in the queue keep their order and are numbered anew (rule 12)."""
    queue = (
        Case.objects.held_by(case.holder).exclude(pk=case.pk).exclude(priority=None).order_by("priority", "arrived_at")
    )
    others = list(queue.select_for_update(of=("self",)))
    place = min(given.position or 1, len(others) + 1)
    for index, other in enumerate(others):
        priority = index + 1 if index + 1 < place else index + 2
        if other.priority != priority:
            other.priority = priority
            other.save(update_fields=["priority"])
    return {"priority": place, "priority_reason": given.note.strip()[:300]}


EFFECTS: dict[Verb, Callable[[Case, Given, User], Changes]] = {
    Verb.SUBMIT: _submit,
    Verb.SEND: _send,
    Verb.ASK: _ask,
    Verb.DEEPEN: _ask,
    Verb.ANSWER: _answered,
    Verb.REPLY: _answered,
    Verb.END_DEEPENING: _answered,
    Verb.RETURN: _return,
    Verb.PARK: _park,
    Verb.RESUME: _resume,
    Verb.CLOSE: _close,
    Verb.ACKNOWLEDGE: _acknowledge,
    Verb.REOPEN: _reopen,
    Verb.PRIORITISE: _prioritise,
}
