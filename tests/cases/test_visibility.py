"""Who sees which cases (section 3, 1), and from which day to which."""

import datetime as dt

import pytest
import time_machine

from cases.models import Case
from cases.workflow import State, Verb
from groups.actions import grant
from groups.models import Appointment, BodyGrant, SeatStatus, StaffRole, User
from groups.powers import Power
from samla.clock import STOCKHOLM
from tests import builders as a
from tests.builders import a_case, a_draft, send, take

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


def who_see(cast, case):
    """The people who see the case, each loaded anew as a request would."""
    people = {name: User.objects.get(pk=getattr(cast, name).pk) for name in EVERYBODY}
    return {name for name, person in people.items() if Case.objects.visible_to(person).filter(pk=case.pk).exists()}


def sees(person, case):
    return Case.objects.visible_to(User.objects.get(pk=person.pk)).filter(pk=case.pk).exists()


@pytest.mark.parametrize("state", [State.DRAFT, State.DISCARDED])
def test_a_draft_is_seen_by_its_author_the_presidium_and_the_process_leader(cast, state):
    assert who_see(cast, a_case(cast, state)) == {"author", "local_chair", "process_leader"}


def test_a_draft_of_another_body_is_not_seen_by_this_bodys_presidium(cast):
    draft = a_draft(cast, origin=cast.au, by=cast.au_member)

    assert who_see(cast, draft) == {"au_member", "sg_chair", "process_leader"}


@pytest.mark.parametrize("state", [State.SUBMITTED, State.COMPLETION, State.CLOSED])
def test_what_is_handed_in_is_seen_by_everybody_with_a_seat_and_by_readers(cast, state):
    everybody_here = set(EVERYBODY) - {"outsider", "nobody"}

    assert who_see(cast, a_case(cast, state)) == everybody_here


# By grant: what a body raises, and what an organisation's representatives write


def give(cast, power, thing, person="nobody", **period):
    period = {"starts_on": a.days(-1), **period}
    return grant(power, thing, getattr(cast, person), reason="Hjälper till.", by=None, **period)


KINDS = {
    "a draft of NOSAM Lerum's": a_draft,
    "a discarded draft of NOSAM Lerum's": lambda cast: a_case(cast, State.DISCARDED),
    "a draft of AU's, by the hospital's representative": lambda cast: a_draft(cast, cast.au, cast.au_member),
    "a secret draft of NOSAM Lerum's": lambda cast: a_draft(cast, secrecy_provision="OSL 25 kap. 1 §"),
    "a secret draft by the hospital's representative": lambda cast: a_draft(
        cast, cast.au, cast.au_member, secrecy_provision="OSL 25 kap. 1 §"
    ),
    "handed in": a_case,
    "handed in and secret": lambda cast: a_case(cast, secrecy_provision="OSL 25 kap. 1 §"),
    "in another collaboration": lambda cast: a_draft(cast, cast.elsewhere, cast.outsider),
}
DRAFTS_OF_NOSAM = {"a draft of NOSAM Lerum's", "a discarded draft of NOSAM Lerum's"}
DRAFTS_OF_THE_HOSPITAL = {"a draft of AU's, by the hospital's representative"}


@pytest.mark.parametrize(
    ("power", "where", "seen"),
    [
        (Power.READ, "sg", {"handed in"}),
        (Power.REGISTER, "nosam", {"handed in"}),
        (Power.AUDIT, "sg", {"handed in"}),
        (Power.ADMINISTER, "hospital", set()),
        (Power.READ_DRAFTS, "nosam", {"handed in"} | DRAFTS_OF_NOSAM),
        (Power.READ_DRAFTS, "au", {"handed in"} | DRAFTS_OF_THE_HOSPITAL),
        (Power.READ_DRAFTS, "vvg", {"handed in"}),
        (Power.READ_ORGANISATION, "hospital", {"handed in"} | DRAFTS_OF_THE_HOSPITAL),
        (Power.READ_ORGANISATION, "municipality", {"handed in"}),
    ],
)
def test_a_grant_shows_what_it_is_for_and_no_more(cast, power, where, seen):
    cases = {kind: make(cast) for kind, make in KINDS.items()}
    thing = dict(zip(("hospital", "municipality"), cast.parties, strict=True)).get(where) or getattr(cast, where)
    assert not any(sees(cast.nobody, case) for case in cases.values())

    give(cast, power, thing)

    assert {kind for kind, case in cases.items() if sees(cast.nobody, case)} == seen


def test_whoever_reads_drafts_by_grant_changes_and_hands_in_nothing(cast, sign_in):
    draft = a_draft(cast, cast.au, cast.au_member)
    give(cast, Power.READ_DRAFTS, cast.au)
    give(cast, Power.READ_ORGANISATION, cast.parties[0], "reader")

    for person in (cast.nobody, cast.reader):
        client = sign_in(person)
        page = client.get(draft.get_absolute_url())
        assert page.status_code == 200
        assert "Ändra ärendet" not in page.text
        assert "Utkastet lämnas in av Anders Ledamot, presidiet i Au eller processledaren." in page.text
        for rest in ("andra/", "steg/lamna-in/", "steg/kasta/"):
            refusal = client.post(f"{draft.get_absolute_url()}{rest}")
            assert refusal.status_code == 403
            assert "den som skrev det, gruppens presidium eller processledaren" in refusal.text
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_a_colleague_reads_drafts_while_the_author_sits_for_the_organisation_in_that_body(cast):
    draft = a_draft(cast, cast.au, cast.au_member)
    give(cast, Power.READ_ORGANISATION, cast.parties[0])
    assert sees(cast.nobody, draft)

    Appointment.objects.filter(user=cast.au_member).update(ends_on=a.days(-1))
    assert not sees(cast.nobody, draft)

    a.an_appointment(a.a_seat(cast.sg, organisation=cast.parties[0]), cast.au_member)
    assert not sees(cast.nobody, draft)  # a seat of the organisation's, but elsewhere


def test_a_grant_to_read_drafts_shows_them_until_its_last_day_has_ended(cast):
    draft = a_draft(cast)
    give(cast, Power.READ_DRAFTS, cast.nosam, ends_on=a.days(3))

    seen = {}
    for number, day in {n: a.days(n) for n in (3, 4)}.items():
        with noon(day):
            seen[number] = sees(cast.nobody, draft)
    assert seen == {3: True, 4: False}


def test_lists_show_a_reader_of_drafts_the_drafts(cast, sign_in):
    draft = a_draft(cast, title="Ett utkast att läsa")
    assert draft.title not in sign_in(cast.reader).get("/arenden/").text

    give(cast, Power.READ_DRAFTS, cast.nosam, "reader")

    assert draft.title in sign_in(cast.reader).get("/arenden/").text


def test_a_secret_case_is_seen_by_the_bodies_on_its_way_and_the_leader(cast):
    case = a_case(cast, State.IN_PREPARATION)
    Case.objects.filter(pk=case.pk).update(secrecy_provision="OSL 25 kap. 1 §")

    assert who_see(cast, case) == {"process_leader", "local_chair", "author", "au_member", "sg_chair", "co_opted"}


def test_a_secret_case_that_comes_to_a_body_is_seen_there_from_then_on(cast):
    case = a_case(cast, State.READY, secrecy_provision="OSL 25 kap. 1 §")
    assert "representative" not in who_see(cast, case)

    send(cast, case, "samordningsgruppen", cast.au_member)

    assert "representative" in who_see(cast, case)


def test_a_secret_draft_is_seen_by_nobody_more_than_another_draft(cast):
    draft = a_draft(cast, secrecy_provision="OSL 25 kap. 1 §")

    assert who_see(cast, draft) == {"author", "local_chair", "process_leader"}


def test_nobody_sees_into_another_collaboration(cast):
    theirs = a_draft(cast, origin=cast.elsewhere, by=cast.outsider)
    theirs = take(theirs, Verb.SUBMIT, cast.outsider)

    assert who_see(cast, theirs) == {"outsider"}


def test_an_author_who_has_left_sees_her_draft_no_more(cast):
    draft = a_draft(cast)

    Appointment.objects.filter(user=cast.author).update(ends_on=a.days(-1))

    assert not sees(cast.author, draft)


def test_a_person_who_may_not_sign_in_sees_nothing(cast):
    case = a_case(cast)
    User.objects.filter(pk=cast.local_chair.pk).update(is_active=False)

    assert not sees(cast.local_chair, case)


# Days: both ends of a period are included, and nothing has to run at midnight


def noon(day):
    return time_machine.travel(dt.datetime.combine(day, dt.time(12), STOCKHOLM), tick=False)


def test_a_grant_holds_from_its_first_day_to_its_last(cast):
    case = a_case(cast)
    BodyGrant.objects.filter(user=cast.reader).update(starts_on=a.days(5), ends_on=a.days(7))
    days = {number: a.days(number) for number in (4, 5, 7, 8)}

    seen = {}
    for number, day in days.items():
        with noon(day):
            seen[number] = sees(cast.reader, case)

    assert seen == {4: False, 5: True, 7: True, 8: False}


def test_a_seat_gives_its_powers_until_midnight_in_stockholm(cast):
    case = a_case(cast)
    last = dt.date(2026, 12, 31)
    Appointment.objects.filter(user=cast.representative).update(starts_on=dt.date(2025, 1, 1), ends_on=last)
    seen = {}
    for text in ("2026-12-31 23:59", "2027-01-01 00:00"):
        with time_machine.travel(dt.datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM), tick=False):
            seen[text] = sees(cast.representative, case)

    assert seen == {"2026-12-31 23:59": True, "2027-01-01 00:00": False}


def test_summer_time_moves_no_day(cast):
    case = a_case(cast)
    Appointment.objects.filter(user=cast.representative).update(
        starts_on=dt.date(2027, 3, 28), ends_on=dt.date(2027, 3, 28)
    )
    seen = []
    for instant in ("2027-03-27T22:59", "2027-03-27T23:00", "2027-03-28T21:59", "2027-03-28T22:00"):  # UTC
        with time_machine.travel(dt.datetime.fromisoformat(instant).replace(tzinfo=dt.UTC), tick=False):
            seen.append(sees(cast.representative, case))

    assert seen == [False, True, True, False]


def test_powers_that_a_person_object_remembers_end_with_the_day(cast):
    case = a_case(cast)
    person = cast.representative
    Appointment.objects.filter(user=person).update(ends_on=a.days(0))
    assert Case.objects.visible_to(person).filter(pk=case.pk).exists()

    with noon(a.days(1)):
        assert not Case.objects.visible_to(person).filter(pk=case.pk).exists()


# A person with seats in both


def test_a_person_with_seats_in_both_sees_both(cast):
    both = a.a_member(cast.nosam, "Bo Båda")
    a.an_appointment(a.a_seat(cast.elsewhere, status=SeatStatus.STAFF, role=StaffRole.COMMUNICATOR), both)
    here = a_case(cast)
    there = take(a_draft(cast, origin=cast.elsewhere, by=cast.outsider), Verb.SUBMIT, cast.outsider)

    assert sees(both, here)
    assert sees(both, there)


# The lists


def test_only_open_cases_are_open(cast):
    cases = {state: a_case(cast, state) for state in State}

    assert set(Case.objects.open()) == {
        case for state, case in cases.items() if state not in {State.DRAFT, State.DISCARDED, State.CLOSED}
    }


def test_a_queue_holds_what_lies_there(cast):
    here, _, _ = a_case(cast, State.SENT), a_case(cast, State.SUBMITTED), a_case(cast, State.CLOSED)

    assert list(Case.objects.held_by(cast.au)) == [here]


def test_a_case_is_overdue_the_day_after_its_last_day(cast):
    case = a_case(cast, State.COMPLETION)

    with noon(case.answer_by):
        assert not Case.objects.overdue().exists()
    with noon(case.answer_by + dt.timedelta(days=1)):
        assert Case.objects.overdue().get() == case


@pytest.mark.parametrize("words", ["vårdplanering", "SAMORDNAD utskrivning", "-0001", "tidigare"])
def test_a_case_is_found_by_words_of_heading_question_and_number(cast, words):
    case = a_case(cast)

    assert list(Case.objects.matching(words)) == [case]


def test_a_case_is_found_by_its_number_as_written_and_as_in_the_address(cast):
    case = a_case(cast)
    a_case(cast)

    assert list(Case.objects.matching(case.number)) == [case]
    assert list(Case.objects.matching(case.number.replace(" ", "-"))) == [case]


def test_words_that_are_not_there_find_nothing(cast):
    a_case(cast)

    assert not Case.objects.matching("vårdplanering saknas").exists()
