"""The demonstration's data: real actions, once, on any day."""

import datetime as dt
import shutil
import threading
import tomllib
from collections import Counter

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connections
from procrastinate.contrib.django.models import ProcrastinateJob

from cases.models import Case, CaseNote, CaseStep
from cases.workflow import OPEN, State, Verb
from demo.actions import cast, cast_lines, load_demo
from demo.actions.people import STORY
from documents.models import in_force
from documents.workflow import DocumentState
from groups.actions.mornings import MORNING
from groups.models import (
    BodyGrant,
    BodyKind,
    CareCollaboration,
    ChairTerm,
    MandateSlot,
    Office,
    OfficeHolding,
    OrganisationGrant,
    Party,
    Route,
    Seat,
    Sitting,
    User,
)
from groups.powers import Power, powers_of
from meetings.models import Meeting, OrganisationalChange, Reply
from meetings.models.coverage import views_of
from meetings.workflow import Answer, MeetingState, Position
from outbox.models import OutgoingMail
from plans.actions import load_structure
from plans.models import CollaborationPlan
from samla import clock
from tests.plans.test_load_structure import EXAMPLE, SAMLA, history_rows

ROLES = [
    "Processledare",
    "Ordförande NOSAM Lerum",
    "Ordförande NOSAM Alingsås",
    "AU primärvård",
    "AU kommun",
    "AU sjukhus",
    "Representant Habilitering och hälsa",
    "Representant Lerums kommun",
    "Politisk ledamot",
    "Läsare",
    "Organisationsadministratör Lerums kommun",
    "Granskare",
]


@pytest.fixture
def structures(db):
    load_structure(SAMLA)
    load_structure(EXAMPLE)


@pytest.fixture
def samla(demo_database) -> CareCollaboration:
    return CareCollaboration.objects.get(is_home=True)


def person(role: str) -> User:
    return User.objects.get(email=next(one.email for one in cast() if one.role == role))


def test_the_twelve_roles_stand_in_their_order():
    home = [one.role for one in cast() if one.role and one.collaboration == "samla"]

    assert home == ROLES
    assert len({one.role for one in cast() if one.role}) == len([one for one in cast() if one.role])
    assert all(one.email.endswith(".invalid") for one in cast())
    assert [line for line in cast_lines() if "Ordförande NOSAM Lerum" in line]


def test_every_seat_has_somebody_but_two(samla):
    seats = Seat.objects.filter(body__collaboration=samla, min_persons__gt=0)
    held = Counter(Sitting.objects.current().values_list("seat", flat=True))

    vacant = {(seat.body.slug, seat.slug) for seat in seats if held[seat.pk] < seat.min_persons}

    assert vacant == {("samordningsgruppen", "tandvarden"), ("nosam-alingsas", "privata-vardcentraler")}


def test_au_has_its_three_parties_and_is_led_by_the_region_this_year(samla):
    sitting = (
        Sitting.objects.current().filter(body__slug="au").select_related("appointment__seat__organisation", "seat")
    )
    parties = {row.appointment.seat.organisation.party for row in sitting if row.appointment.seat.organisation}
    chair = OfficeHolding.objects.current().get(body__slug="au", office=Office.CHAIR)

    assert set(Party) <= parties
    assert chair.user == person("AU primärvård")
    assert person("AU kommun").pk in {row.user_id for row in sitting}
    assert person("AU sjukhus").pk in {row.user_id for row in sitting}


def test_chairs_alternate_between_the_sides_and_follow_the_political_chair(samla):
    def sides(body: str, office: Office) -> dict[int, str]:
        terms = ChairTerm.objects.filter(body__slug=body, office=office)
        assert all(term.rotates and term.side for term in terms)
        return {term.starts_on.year: term.side for term in terms}

    chairs = sides("samordningsgruppen", Office.CHAIR)
    years = sorted(chairs)

    assert years == list(range(2025, clock.today().year + 3))
    assert all(chairs[year] != chairs[year + 1] for year in years[:-1])
    assert chairs == sides("politiska-samradsgruppen", Office.CHAIR)
    assert all(chairs[year] != side for year, side in sides("samordningsgruppen", Office.VICE_CHAIR).items())


def test_the_year_after_the_next_one_is_planned_without_names_in_both_bodies_that_rotate(samla):
    planned = ChairTerm.objects.filter(appointment=None, body__collaboration=samla)

    assert {(term.body.slug, term.office, term.starts_on.year) for term in planned} == {
        (slug, office, clock.today().year + 2)
        for slug in ("politiska-samradsgruppen", "samordningsgruppen")
        for office in Office
    }


def test_readers_administrators_and_auditors_have_what_the_role_says(samla):
    body = samla.bodies.get(slug="samordningsgruppen")
    lerum = samla.organisations.get(slug="lerums-kommun")

    assert powers_of(person("Läsare")).can(Power.READ, body)
    assert not powers_of(person("Läsare")).can(Power.AUDIT, body)
    assert powers_of(person("Organisationsadministratör Lerums kommun")).can(Power.ADMINISTER, lerum)
    assert powers_of(person("Granskare")).can(Power.AUDIT, body)
    assert set(BodyGrant.objects.values_list("permission__codename", flat=True)) == {
        *(Power.READ, Power.READ_DRAFTS, Power.AUDIT)
    }
    assert set(OrganisationGrant.objects.values_list("permission__codename", flat=True)) == {
        *(Power.READ_ORGANISATION, Power.ADMINISTER)
    }
    assert (BodyGrant.objects.count(), OrganisationGrant.objects.count()) == (3, 2)


def test_the_first_year_is_closed_with_outcomes_and_this_one_runs(samla):
    cases = Case.objects.filter(collaboration=samla)
    first_year = cases.filter(number__contains=" 2025-")
    states = set(cases.values_list("state", flat=True))

    assert first_year.count() == 7
    assert set(first_year.values_list("state", flat=True)) == {State.CLOSED}
    assert not first_year.filter(outcome="").exists()
    assert cases.count() == 32
    assert {State.DRAFT, State.SUBMITTED, State.SENT, State.IN_PREPARATION, State.COMPLETION} <= states
    assert {State.DEEPENED, State.READY, State.PARKED, State.RETURNED, State.CLOSED} <= states


def test_aus_queue_shows_every_kind_of_case(samla):
    au = samla.bodies.get(slug="au")
    queue = Case.objects.held_by(au)
    states = Counter(queue.values_list("state", flat=True))

    assert queue.count() == 12
    assert states[State.READY] == 2
    assert states[State.PARKED] == states[State.RETURNED] == states[State.COMPLETION] == 1
    assert queue.overdue().count() == 1
    assert queue.filter(origin__kind=BodyKind.EXTERNAL, received_on__isnull=False).count() == 1
    assert queue.filter(sender_name__contains="telefon").count() == 1
    assert queue.exclude(secrecy_provision="").count() == 1
    assert list(queue.exclude(priority=None).order_by("priority").values_list("priority", flat=True)) == [1, 2, 3]
    assert set(Case.objects.sent_from(au).values_list("holder__slug", flat=True)) >= {
        "nosam-lerum",
        "nosam-alingsas",
        "vvg",
    }


def test_nothing_lies_in_the_future_and_nothing_is_done_at_weekends(samla):
    now = clock.now()
    steps = [at.astimezone(clock.STOCKHOLM) for at in CaseStep.objects.values_list("at", flat=True)]

    assert max(steps) < now
    assert all(at.weekday() < 5 and 8 <= at.hour < 17 for at in steps)
    assert CaseNote.objects.exists()
    assert (
        len(set(Case.objects.exclude(number=None).values_list("submitted_at")))
        == Case.objects.exclude(number=None).count()
    )


def test_numbers_follow_the_order_of_submission(samla):
    for area in CareCollaboration.objects.all():
        numbers = list(area.cases.exclude(number=None).order_by("submitted_at").values_list("number", flat=True))
        assert numbers == sorted(numbers)


def test_letters_of_the_past_count_as_sent_and_leave_no_job(samla):
    assert OutgoingMail.objects.exists()
    assert not OutgoingMail.objects.queued().exists()
    assert not ProcrastinateJob.objects.exclude(queueing_lock__startswith="read-text-").exists()  # files are read, once


def test_the_past_had_mornings_and_one_address_was_wrong(samla):
    daily = person("AU sjukhus")
    letters = OutgoingMail.objects.filter(recipient=daily).exclude(key__regex=r"^(invitation|notice):")

    assert letters.count() > 5
    assert all(letter.key.startswith("morning:") for letter in letters)
    assert {letter.queued_at.astimezone(clock.STOCKHOLM).time() for letter in letters} == {MORNING}
    (failed,) = OutgoingMail.objects.failed()
    assert failed.last_error.startswith("550")
    told = OutgoingMail.objects.filter(recipient=failed.recipient).exclude(key__startswith="notice:")
    assert told.count() == 1  # a notice is sent to everybody, whatever became of the last letter


def test_the_other_collaboration_has_its_own_people_and_three_cases(samla):
    other = CareCollaboration.objects.get(is_home=False)
    outsider = person("Processledare i Exempelbygden")

    assert other.cases.count() == 3
    assert not Case.objects.filter(collaboration=samla).visible_to(outsider).exists()
    assert Case.objects.filter(collaboration=other).visible_to(outsider).count() == 3
    assert not Case.objects.filter(collaboration=other).visible_to(person("Processledare")).exists()


def test_a_second_load_changes_nothing(samla):
    rows = history_rows()

    loaded = load_demo()

    assert (loaded.people, loaded.cases, loaded.terms, loaded.plans, loaded.revisions) == (0, 0, 0, 0, 0)
    assert history_rows() == rows


def test_a_load_in_a_later_year_continues_the_terms_and_adds_a_made_up_plan(samla):
    terms = ChairTerm.objects.count()
    year = clock.today().year + 2

    with time_machine.travel(dt.datetime(max(year, 2027), 1, 1, 12, tzinfo=dt.UTC)):
        loaded = load_demo()
        again = load_demo()
        plan = CollaborationPlan.objects.in_force().get(collaboration=samla)
        chair = OfficeHolding.objects.current().get(body__slug="au", office=Office.CHAIR)

    assert (loaded.people, loaded.cases, loaded.plans) == (0, 0, 1)
    assert ChairTerm.objects.count() == terms + loaded.terms
    assert (again.terms, again.plans) == (0, 0)
    assert plan.title.startswith("Påhittad samverkansplan")
    assert chair.user == person("AU primärvård")


def test_it_loads_on_the_first_day_after_the_plan_has_run_out(structures):
    with time_machine.travel(dt.datetime(2027, 1, 1, 0, 5, tzinfo=clock.STOCKHOLM)):
        load_demo()

        assert Case.objects.filter(state__in=OPEN).count() > 20
        assert CollaborationPlan.objects.in_force().count() == 2
        assert ChairTerm.objects.current().filter(body__slug="samordningsgruppen").count() == 2
        assert CaseStep.objects.order_by("-at").first().at < clock.now()


@pytest.fixture
def short_story(tmp_path, monkeypatch):
    """Only the other collaboration's three cases."""
    shutil.copy(STORY / "cases_exempelbygden.toml", tmp_path)
    monkeypatch.setattr("demo.actions.stories.STORY", tmp_path)
    return tmp_path / "cases_exempelbygden.toml"


def test_a_load_that_breaks_midway_leaves_nothing(structures, short_story):
    good = short_story.read_text()
    short_story.write_text(good.replace('to = "beredningen"', 'to = "ledningsgruppen"'))

    with pytest.raises(Route.DoesNotExist):
        load_demo()

    assert not User.objects.exists()
    assert not Case.objects.exists()
    short_story.write_text(good)
    assert load_demo().cases == 3


def test_two_loads_at_once_make_one_demonstration(cloned_database, short_story):
    load_structure(SAMLA)
    load_structure(EXAMPLE)

    def load():
        try:
            load_demo()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=load) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert User.objects.count() == len(cast())
    assert Case.objects.count() == 3


@pytest.mark.django_db
def test_it_asks_for_the_structures_first():
    with pytest.raises(CommandError, match="load_structure"):
        call_command("load_demo")


@pytest.mark.django_db
def test_it_is_refused_outside_the_demonstration(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="SAMLA_DEMO=1"):
        call_command("load_demo")


def test_the_stories_use_every_step_that_a_person_may_take():
    used = {
        step["do"]
        for file in STORY.glob("cases_*.toml")
        for case in tomllib.loads(file.read_text())["cases"]
        for step in case["steps"]
    }

    assert used - set(Verb) <= {"NOTE", "REVISE", "INFORM", "DOCUMENT"}
    assert set(Verb) - used <= {Verb.DISCARD, Verb.PREPARE_MORE, Verb.REOPEN}


def test_governing_documents_stand_as_the_story_says(samla):
    slots = MandateSlot.objects.filter(body__collaboration=samla)
    standing = {f"{slot.body.slug}/{slot.slug}": in_force(slot.revisions.select_related("document")) for slot in slots}

    approved = standing["au/uppdragsbeskrivning"]
    assert (approved.number, approved.document.state) == (2, DocumentState.PUBLISHED)
    assert (approved.approved_by.slug, approved.pages) == ("samordningsgruppen", 1)
    assert approved.decision
    undated = standing["samordningsgruppen/uppdragsbeskrivning"]
    assert (undated.issued_on, undated.approved_on, undated.approved_by) == (None, None, None)
    assert standing["samordningsgruppen/uppdrag-ordforande"].is_approved
    assert standing["samordningsgruppen/uppdrag-vice-ordforande"] is None
    assert standing["nosam-lerum/uppdragsbeskrivning"] is None
    with default_storage.open(approved.document.versions.get().blob.storage_name) as file:
        assert file.read(5) == b"%PDF-"


def test_there_are_meetings_before_and_after_today_and_one_waits_for_answers(samla):
    held = Meeting.objects.filter(collaboration=samla, ends_at__lt=clock.now())
    coming = Meeting.objects.filter(collaboration=samla).to_be_held()
    called = coming.get(body__slug="samordningsgruppen", state=MeetingState.CALLED)
    silent = person("Representant Habilitering och hälsa")

    assert held.filter(starts_at__year=clock.today().year - 1).exists()
    assert coming.filter(state=MeetingState.PLANNED).count() > 3
    assert not Reply.objects.filter(meeting=called, user=silent).exists()
    assert {reply.answer for reply in called.replies.all()} == set(Answer)
    assert called.prepared_in.get().body.slug == "au"
    assert {view.position for view in views_of(called)} == set(Position)
    assert OrganisationalChange.objects.waiting().count() == 2
