"""Several people at the same time, each in a connection of her own, with everything committed."""

import threading
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases import actions
from cases.actions import Given, StaleError
from cases.models import Case, CaseStep
from cases.workflow import State, Verb
from groups.models import NumberSeries
from tests import builders as a
from tests import together
from tests.builders import a_case, a_draft, days
from tests.cast import build
from tests.together import LONG, again

at_once = partial(together.at_once, refusals=(PermissionDenied, StaleError))


@pytest.fixture
def cast(cloned_database):
    return build()


def test_numbers_have_no_gaps_and_no_twins_however_many_hand_in_at_once(cast):
    drafts = [a_draft(cast) for _ in range(8)]

    at_once(*[lambda draft=draft: actions.take(draft, Verb.SUBMIT, by=again(cast.author)) for draft in drafts])

    numbers = sorted(Case.objects.values_list("number", flat=True))
    assert numbers == [f"SAMLA {days(0).year}-{serial:04d}" for serial in range(1, 9)]


def test_documents_finalised_at_once_are_numbered_without_gaps_or_twins(cast):
    a.an_authority(cast.au)
    case = a_case(cast, State.IN_PREPARATION)
    of_type = a.a_document_type(cast.samla)
    links = [
        actions.add_document(case, a.a_file(), f"underlag-{number}.pdf", document_type=of_type, by=cast.au_member)
        for number in range(4)
    ]

    at_once(*[lambda link=link: actions.finalise_document(link, by=again(cast.au_member)) for link in links])

    numbers = sorted(case.document_links.values_list("document__number", flat=True))
    assert numbers == [f"{case.number}:{number}" for number in (1, 2, 3, 4)]


def test_a_number_taken_in_vain_is_given_again(cast):
    draft = a_draft(cast)
    with transaction.atomic():
        actions.take(draft, Verb.SUBMIT, by=cast.author)
        transaction.set_rollback(True)

    assert a_case(cast).number.endswith("-0001")
    assert NumberSeries.objects.get().last == 1


def test_of_two_who_press_at_once_one_succeeds_and_the_other_reads_who_and_when(cast):
    case = a_case(cast, State.SENT)
    pressers = [again(cast.au_member), again(cast.sg_chair)]

    answers = at_once(*[lambda by=by: actions.take(case, Verb.RECEIVE, by=by) for by in pressers])

    refusals = [answer for answer in answers if isinstance(answer, PermissionDenied)]
    winner = CaseStep.objects.get(case=case, verb=Verb.RECEIVE)
    assert len(refusals) == 1
    assert winner.by_name in str(refusals[0])
    assert f"{winner.at.astimezone():%H.%M}" in str(refusals[0])


def test_of_two_who_send_different_ways_one_succeeds(cast):
    case = a_case(cast, State.READY)
    ways = [cast.routes["au", "samordningsgruppen"], cast.routes["au", "nosam-lerum"]]

    answers = at_once(
        *[
            lambda way=way: actions.take(case, Verb.SEND, by=again(cast.sg_chair), given=Given(route=way))
            for way in ways
        ]
    )

    assert sum(isinstance(answer, PermissionDenied) for answer in answers) == 1
    assert CaseStep.objects.filter(case=case, from_body=cast.au, verb=Verb.SEND).count() == 1


def test_of_two_who_save_the_same_form_one_gets_the_others_text(cast):
    case = a_case(cast, State.IN_PREPARATION)

    answers = at_once(
        *[
            lambda title=title: actions.revise(case, {"title": title}, version=case.version, by=again(cast.au_member))
            for title in ("Min", "Din")
        ]
    )

    stale = [answer for answer in answers if isinstance(answer, StaleError)]
    assert len(stale) == 1
    assert stale[0].current.title == Case.objects.get().title


def test_two_who_sort_one_queue_do_not_wait_for_each_other(cast):
    cases = [a_case(cast, State.SENT) for _ in range(4)]
    for case in cases:
        actions.take(case, Verb.PRIORITISE, by=cast.au_member, given=Given(note="Läge.", position=9))

    def first(case, by):
        return lambda: actions.take(case, Verb.PRIORITISE, by=again(by), given=Given(note="Brådskar.", position=1))

    answers = at_once(
        first(cases[0], cast.au_member),
        first(cases[3], cast.sg_chair),
        first(cases[1], cast.process_leader),
        first(cases[2], cast.au_member),
    )

    assert all(isinstance(answer, Case) for answer in answers)
    assert sorted(Case.objects.values_list("priority", flat=True)) == [1, 2, 3, 4]


def test_sorting_a_queue_does_not_stop_a_case_in_it_that_is_being_sent(cast):
    """The sender has the case and names the body in her step; the sorter has the body and wants the case."""
    moving, sorted_first = a_case(cast, State.SENT), a_case(cast, State.SENT)
    for case in (moving, sorted_first):
        actions.take(case, Verb.PRIORITISE, by=cast.au_member, given=Given(note="Läge.", position=9))
    has_the_case, is_sorting = threading.Event(), threading.Event()

    def receive():
        with transaction.atomic():
            case = actions.moving.locked(moving)
            has_the_case.set()
            is_sorting.wait(LONG)
            return actions.take(case, Verb.RECEIVE, by=again(cast.sg_chair))

    def sort():
        has_the_case.wait(LONG)
        threading.Timer(0.4, is_sorting.set).start()  # by then she has the body and waits for the case
        return actions.take(
            sorted_first, Verb.PRIORITISE, by=again(cast.au_member), given=Given(note="Först.", position=1)
        )

    answers = at_once(receive, sort)

    assert [type(answer) for answer in answers] == [Case, Case]
    assert Case.objects.get(pk=sorted_first.pk).priority == 1
