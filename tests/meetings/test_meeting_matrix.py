"""Who may take which step of a meeting from which state, written out; meetings/workflow.py must agree."""

import pytest

from groups.actions import grant
from groups.models import User
from groups.powers import Power
from meetings import rules
from meetings.models import Meeting
from meetings.workflow import STEPS, MeetingState, MeetingVerb
from tests import builders as a
from tests.meetings.building import a_meeting

ROLES = (
    *("process_leader", "local_chair", "author", "au_member", "sg_chair", "representative", "co_opted", "reader"),
    *("outsider", "nobody", "delegate"),
)
# The delegate holds the grant to convene Samordningsgruppen, and nothing else.
LEADER, DELEGATED = "process_leader", "process_leader delegate"
ALIVE = {"PLANNED", "CALLED"}
# Body, state, verb: who. What is not here, nobody may.
ALLOWED = {
    "sg": {
        "REVISE": (ALIVE, DELEGATED),
        "MOVE": (ALIVE, DELEGATED),
        "PREPARE": (ALIVE, f"{DELEGATED} sg_chair"),
        "APPROVE": (ALIVE, "sg_chair"),
        "CALL": ({"PLANNED"}, DELEGATED),  # rule 44
        "CALL_AGAIN": ({"CALLED"}, DELEGATED),
        "CANCEL": (ALIVE, DELEGATED),
    },
    "au": {
        "REVISE": (ALIVE, LEADER),
        "MOVE": (ALIVE, LEADER),
        "PREPARE": (ALIVE, f"{LEADER} sg_chair"),  # rules 54, 55: AU is chaired by Samordningsgruppen's chair
        "APPROVE": (ALIVE, "sg_chair"),
        "CALL": ({"PLANNED"}, LEADER),
        "CALL_AGAIN": ({"CALLED"}, LEADER),
        "CANCEL": (ALIVE, LEADER),
    },
    "nosam": {  # convened and written down by its chair (section 3, 2)
        "REVISE": (ALIVE, "local_chair"),
        "MOVE": (ALIVE, "local_chair"),
        "PREPARE": (ALIVE, "local_chair"),
        "APPROVE": (ALIVE, "local_chair"),
        "CALL": ({"PLANNED"}, "local_chair"),
        "CALL_AGAIN": ({"CALLED"}, "local_chair"),
        "CANCEL": (ALIVE, "local_chair"),
    },
}
LEADS_TO = {"CALL": "CALLED", "CALL_AGAIN": "CALLED", "CANCEL": "CANCELLED"}
CONVENER = {"sg": "process_leader", "au": "process_leader", "nosam": "local_chair"}


@pytest.fixture
def people(cast):
    delegate = a.a_person("Doris Delegerad")
    grant(Power.CONVENE, cast.sg, delegate, starts_on=a.days(-1), reason="Processledarens ledighet", by=None)
    return {role: getattr(cast, role) for role in ROLES if hasattr(cast, role)} | {"delegate": delegate}


def test_every_step_is_in_the_tables():
    assert {verb.value for verb in STEPS} == set(MeetingVerb) == set(ALLOWED["sg"])
    assert {verb.value: step.target.value for verb, step in STEPS.items() if step.target} == LEADS_TO


@pytest.mark.parametrize("body", ALLOWED)
@pytest.mark.parametrize("state", MeetingState)
def test_a_step_is_taken_by_those_in_the_table_and_nobody_else(cast, people, body, state):
    meeting = a_meeting(getattr(cast, body), people[CONVENER[body]])
    meeting = Meeting.objects.with_bodies().get(pk=meeting.pk)
    meeting.state = state

    allowed = {
        verb: {role for role in people if rules.may_take(fresh(people[role]), meeting, MeetingVerb(verb))}
        for verb in ALLOWED[body]
    }

    assert allowed == {
        verb: set(roles.split()) if state in states else set() for verb, (states, roles) in ALLOWED[body].items()
    }


def test_nothing_is_changed_once_the_meeting_has_begun(cast, time_machine):
    meeting = a_meeting(cast.sg, cast.process_leader, days=1)
    time_machine.move_to(a.at_clock(a.days(1), 13, 1))

    verdicts = [rules.may_take(fresh(cast.process_leader), meeting, verb) for verb in MeetingVerb]

    assert not any(verdicts)
    assert "Mötet började" in verdicts[0].reason


def fresh(user):
    """The same person with nothing remembered."""
    return User.objects.get(pk=user.pk)
