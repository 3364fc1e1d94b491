"""Mitt arbete: what waits for whom."""

import datetime as dt

import time_machine

from cases import actions
from cases.workflow import State, Verb
from groups.models import Appointment
from tests import builders as a
from tests.builders import a_case, a_draft, take

EVERYBODY = (
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


def work_of(client, person):
    """The cases that the start page lists for a person; seats to fill are told in tests/groups/."""
    client.force_login(person)
    return [todo for todo, _ in client.get("/").context["todos"] if "/arenden/" in todo.url]


def waits_for(cast, client):
    """For each person for whom something waits: its buttons."""
    found = {name: [todo.button for todo in work_of(client, getattr(cast, name))] for name in EVERYBODY}
    return {name: buttons for name, buttons in found.items() if buttons}


def test_a_draft_waits_for_its_author_only(cast, client):
    a_case(cast, State.DRAFT)

    assert waits_for(cast, client) == {"author": ["Fortsätt skriva"]}


def test_what_is_handed_in_waits_for_the_chair_who_sends_it_on(cast, client):
    a_case(cast, State.SUBMITTED)

    assert waits_for(cast, client) == {"local_chair": ["Skicka vidare"]}


def test_what_is_sent_waits_for_those_who_keep_the_receivers_queue(cast, client):
    a_case(cast, State.SENT)

    assert waits_for(cast, client) == {name: ["Ta emot"] for name in ("process_leader", "au_member", "sg_chair")}


def test_a_question_waits_for_those_who_were_asked(cast, client):
    case = a_case(cast, State.COMPLETION)

    assert waits_for(cast, client) == {"local_chair": ["Svara"]}
    (todo,) = work_of(client, cast.local_chair)
    assert (todo.deadline, todo.number, todo.title) == (case.answer_by, case.number, case.title)


def test_deepened_preparation_waits_for_the_asked_and_then_for_the_preparers(cast, client):
    case = a_case(cast, State.DEEPENED)
    assert waits_for(cast, client) == {"local_chair": ["Svara"]}

    take(case, Verb.REPLY, cast.local_chair, note="Svar.")

    preparers = ("process_leader", "au_member", "sg_chair")
    assert waits_for(cast, client) == {name: ["Avsluta fördjupningen"] for name in preparers}


def test_an_outcome_waits_for_the_origin_until_it_has_taken_part(cast, client):
    case = a_case(cast, State.CLOSED)
    assert waits_for(cast, client) == {"local_chair": ["Ta del av utfallet"]}

    take(case, Verb.ACKNOWLEDGE, cast.local_chair)

    assert waits_for(cast, client) == {}


def test_a_parked_case_waits_for_nobody_until_its_day(cast, client):
    case = a_case(cast, State.PARKED)
    assert waits_for(cast, client) == {}

    with time_machine.travel(dt.datetime.combine(case.resume_on, dt.time(8)), tick=False):
        assert waits_for(cast, client)["au_member"] == ["Ta upp igen"]


def test_the_most_urgent_stands_first_and_what_is_late_is_counted(cast, client):
    for title, deadline in (("Utan dag", None), ("Sen", a.days(-2)), ("Snart", a.days(3))):
        case = a_case(cast, State.SENT, title=title)
        actions.revise(case, {"deadline": deadline}, version=case.version, by=cast.au_member)

    client.force_login(cast.au_member)
    page = client.get("/")

    assert [todo.title for todo, _ in page.context["todos"]] == ["Sen", "Snart", "Utan dag"]
    assert [late for _, late in page.context["todos"]] == [True, False, False]
    assert (page.context["count"], page.context["late"]) == (3, 1)


def test_who_has_left_has_nothing_waiting(cast, client):
    a_case(cast, State.SENT)
    a_draft(cast, origin=cast.au, by=cast.au_member)
    Appointment.objects.filter(user=cast.au_member).update(ends_on=a.days(-1))

    assert work_of(client, cast.au_member) == []


def test_work_of_another_collaboration_stands_on_its_own_start_page(cast, client):
    draft = a_draft(cast, origin=cast.elsewhere, by=cast.outsider)
    client.force_login(cast.outsider)

    home, theirs = client.get("/"), client.get("/o/grannen/")

    assert home.context["todos"] == []
    assert [todo.url for todo, _ in theirs.context["todos"]] == [f"/o/grannen/arenden/utkast/{draft.pk}/"]
    assert [other.slug for other in home.context["elsewhere"]] == ["grannen"]
