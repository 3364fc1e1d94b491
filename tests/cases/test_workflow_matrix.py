"""Who may take which step from which state, written out. The table in cases/workflow.py must come to the same."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import transaction

from cases import actions, rules
from cases.workflow import STEPS, State, Verb
from tests.builders import WAY, a_case, what_it_needs

ROLES = (
    "process_leader",
    "local_chair",
    "author",
    "au_member",
    "sg_chair",
    "representative",
    "co_opted",
    "reader",
    "outsider",
    "nobody",
)

# A case of NOSAM Lerum's. Drafts and what is submitted lie in NOSAM Lerum, what was returned too; everything else in AU.
# AU's queue is kept by its members (the chair follows from Samordningsgruppen) and the process leader, its secretary.
ALLOWED = {
    "DRAFT": {
        "SUBMIT": "author local_chair process_leader",
        "DISCARD": "author local_chair process_leader",
    },
    "DISCARDED": {},
    "SUBMITTED": {
        "MARK_READY": "local_chair",
        "SEND": "local_chair",
        "PRIORITISE": "local_chair",
        "PARK": "local_chair",
        "CLOSE": "local_chair",
    },
    "SENT": {
        "RECEIVE": "au_member sg_chair process_leader",
        "ASK": "au_member sg_chair process_leader",
        "PRIORITISE": "au_member sg_chair process_leader",
        "RETURN": "au_member sg_chair process_leader",
        "PARK": "au_member sg_chair process_leader",
    },
    "IN_PREPARATION": {
        "MARK_READY": "au_member sg_chair process_leader",
        "SEND": "au_member sg_chair process_leader",
        "ASK": "au_member sg_chair process_leader",
        "DEEPEN": "au_member sg_chair process_leader",
        "PRIORITISE": "au_member sg_chair process_leader",
        "RETURN": "au_member sg_chair process_leader",
        "PARK": "au_member sg_chair process_leader",
        "CLOSE": "au_member sg_chair process_leader",
    },
    "COMPLETION": {
        "ANSWER": "local_chair",
        "PRIORITISE": "au_member sg_chair process_leader",
        "RETURN": "au_member sg_chair process_leader",
        "CLOSE": "au_member sg_chair process_leader",
    },
    "DEEPENED": {
        "REPLY": "local_chair",
        "END_DEEPENING": "au_member sg_chair process_leader",
        "PRIORITISE": "au_member sg_chair process_leader",
        "RETURN": "au_member sg_chair process_leader",
        "PARK": "au_member sg_chair process_leader",
        "CLOSE": "au_member sg_chair process_leader",
    },
    "READY": {
        "SEND": "au_member sg_chair process_leader",
        "DEEPEN": "au_member sg_chair process_leader",
        "PREPARE_MORE": "au_member sg_chair process_leader",
        "PRIORITISE": "au_member sg_chair process_leader",
        "RETURN": "au_member sg_chair process_leader",
        "PARK": "au_member sg_chair process_leader",
        "CLOSE": "au_member sg_chair process_leader",
    },
    "PARKED": {
        "RESUME": "au_member sg_chair process_leader",
        "PRIORITISE": "au_member sg_chair process_leader",
        "CLOSE": "au_member sg_chair process_leader",
    },
    "RETURNED": {
        "RECEIVE": "local_chair",
        "MARK_READY": "local_chair",
        "SEND": "local_chair",
        "PRIORITISE": "local_chair",
        "PARK": "local_chair",
        "CLOSE": "local_chair",
    },
    "CLOSED": {
        "ACKNOWLEDGE": "local_chair",
        "REOPEN": "au_member sg_chair process_leader",
    },
}

# Where each step leads; a step that is not here leaves the state as it was.
LEADS_TO = {
    "SUBMIT": "SUBMITTED",
    "DISCARD": "DISCARDED",
    "RECEIVE": "IN_PREPARATION",
    "ANSWER": "IN_PREPARATION",
    "END_DEEPENING": "IN_PREPARATION",
    "PREPARE_MORE": "IN_PREPARATION",
    "RESUME": "IN_PREPARATION",
    "REOPEN": "IN_PREPARATION",
    "MARK_READY": "READY",
    "SEND": "SENT",
    "ASK": "COMPLETION",
    "DEEPEN": "DEEPENED",
    "RETURN": "RETURNED",
    "PARK": "PARKED",
    "CLOSE": "CLOSED",
}
STATES = sorted(ALLOWED)


def the_way_on(cast, case):
    """A declared way that does not ask for readiness, so that only state and person decide."""
    return cast.routes["au", "nosam-lerum"] if case.holder == cast.au else cast.routes["nosam-lerum", "au"]


def verdict_on(cast, case, verb, role):
    user = getattr(cast, role)
    if verb == Verb.SEND:
        return rules.may_send(user, case, the_way_on(cast, case))
    return rules.may_take(user, case, verb)


def test_every_state_and_step_is_in_the_tables():
    assert set(ALLOWED) == set(State)
    assert set(WAY) == set(State)
    assert {verb for verbs in ALLOWED.values() for verb in verbs} == set(Verb) == set(STEPS)


@pytest.mark.parametrize("state", STATES)
def test_only_the_named_people_may_take_a_step_and_the_others_are_told_why(cast, state):
    case = a_case(cast, State(state))

    verdicts = {(verb.value, role): verdict_on(cast, case, verb, role) for verb in Verb for role in ROLES}

    assert all(not verdict.reason or verdict.reason.endswith(".") for verdict in verdicts.values())
    found = {triple for triple, verdict in verdicts.items() if verdict}
    assert found == {(verb, role) for verb, roles in ALLOWED[state].items() for role in roles.split()}


@pytest.mark.parametrize("state", STATES)
def test_an_allowed_step_leads_where_the_table_says_and_is_recorded(cast, state):
    case = a_case(cast, State(state))

    for verb, roles in ALLOWED[state].items():
        actor = getattr(cast, roles.split()[0])
        with rolled_back():
            given = replace(what_it_needs(cast, case, verb), route=the_way_on(cast, case) if verb == "SEND" else None)
            moved = actions.take(case, Verb(verb), by=actor, given=given)

            moved.refresh_from_db()
            step = moved.steps.last()
            assert moved.state == LEADS_TO.get(verb, state), verb
            assert (step.verb, step.state_before, step.state_after, step.by) == (verb, state, moved.state, actor)
            assert (step.from_body, step.to_body) == (case.holder, moved.holder)
            assert step.seat is not None, verb
            assert step.seat_text, verb


@contextmanager
def rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
