"""What the rules ask beside state and person, and the sentences they answer with."""

import pytest

from cases import actions, rules
from cases.models import CaseScope
from cases.workflow import State, Verb
from groups.models import Organisation, OrganisationKind, QueueKeeper, Side
from tests import builders as a
from tests.builders import TEXTS, a_case, a_draft


def revised(case, by, **fields):
    return actions.revise(case, fields, version=case.version, by=by)


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("background", "bakgrund"),
        ("question", "fråga"),
        ("proposal", "förslag till beslut"),
        ("consequence", "konsekvenser och ekonomi"),
        ("attachments", "bilagor och underlag"),
        ("prepared_by", "berett av"),
    ],
)
def test_a_case_without_one_of_the_texts_is_not_ready_and_the_reason_names_it(cast, field, label):
    case = revised(a_case(cast, State.IN_PREPARATION), cast.au_member, **{field: "  "})

    verdict = rules.may_take(cast.au_member, case, Verb.MARK_READY)

    assert verdict.reason == f"Innan ärendet är klart för möte saknas: {label}."


def test_a_case_without_parties_is_not_ready(cast):
    case = a_case(cast, State.IN_PREPARATION)
    actions.revise(case, {}, version=case.version, parties=[], by=cast.au_member)

    verdict = rules.may_take(cast.au_member, case, Verb.MARK_READY)

    assert verdict.reason == "Innan ärendet är klart för möte saknas: berörda parter."


def test_all_that_is_missing_is_named_at_once(cast):
    case = a_case(cast, State.IN_PREPARATION, proposal="", prepared_by="")

    verdict = rules.is_ready(case)

    assert verdict.reason == "Innan ärendet är klart för möte saknas: förslag till beslut, berett av."


@pytest.mark.parametrize("field", ["background", "question"])
def test_a_draft_is_not_handed_in_without_background_and_question(cast, field):
    draft = a_draft(cast, **{field: ""})

    assert rules.may_take(cast.author, draft, Verb.SUBMIT).reason == "Skriv bakgrund och fråga innan ärendet lämnas in."


def test_a_way_that_is_not_declared_is_refused_with_its_reason(cast):
    case = a_case(cast, State.SUBMITTED)

    assert rules.may_send(cast.local_chair, case, None).reason == "Det finns ingen sådan väg från NOSAM Lerum."


def test_a_way_from_another_body_is_refused(cast):
    case = a_case(cast, State.SUBMITTED)

    verdict = rules.may_send(cast.local_chair, case, cast.routes["au", "samordningsgruppen"])

    assert verdict.reason == "Det finns ingen sådan väg från NOSAM Lerum."


def test_a_way_that_has_ended_is_refused(cast):
    case = a_case(cast, State.SUBMITTED)
    route = cast.ways["nosam-lerum"]
    route.ended_on = a.days(-1)

    assert not rules.may_send(cast.local_chair, case, route)


def test_a_way_that_asks_for_readiness_opens_when_the_case_is_ready(cast):
    way = cast.routes["au", "samordningsgruppen"]
    unready = a_case(cast, State.IN_PREPARATION)
    ready = a_case(cast, State.READY)

    assert rules.may_send(cast.au_member, unready, way).reason == (
        "Ärendet måste vara klart för möte innan det skickas dit."
    )
    assert rules.may_send(cast.au_member, ready, way)


def test_a_question_goes_to_the_sender(cast):
    assert rules.asked_body(a_case(cast, State.IN_PREPARATION)) == cast.nosam


def test_a_question_at_home_has_nobody_to_go_to(cast):
    case = a_draft(cast, origin=cast.au, by=cast.au_member)
    case = actions.take(case, Verb.SUBMIT, by=cast.au_member)
    case = actions.take(case, Verb.MARK_READY, by=cast.au_member)
    case = actions.take(case, Verb.PREPARE_MORE, by=cast.au_member)

    verdict = rules.may_take(cast.au_member, case, Verb.ASK)

    assert verdict.reason == "Ärendet väcktes i AU; det finns ingen annan grupp att fråga."


def test_what_was_not_sent_here_cannot_be_returned(cast):
    case = actions.take(a_case(cast, State.SUBMITTED), Verb.MARK_READY, by=cast.local_chair)

    verdict = rules.may_take(cast.local_chair, case, Verb.RETURN)

    assert verdict.reason == "Ärendet har inte skickats till NOSAM Lerum från någon annan grupp."


def test_a_step_that_the_state_does_not_allow_says_which_state_it_is(cast):
    verdict = rules.may_take(cast.au_member, a_case(cast, State.READY), Verb.RECEIVE)

    assert "klart för möte" in verdict.reason


@pytest.mark.parametrize(
    ("keeper", "words"),
    [
        (QueueKeeper.MEMBERS, "gruppens ledamöter"),
        (QueueKeeper.PRESIDIUM, "ordföranden och vice ordföranden"),
        (QueueKeeper.PROCESS_LEADER, "processledaren"),
    ],
)
def test_who_may_not_take_the_step_reads_who_does(cast, keeper, words):
    cast.au.queue_kept_by = keeper

    assert rules.keeps_queue(cast.nobody, cast.au).reason == f"Steget tas av {words} i AU."


def warnings_of(case):
    return rules.warnings(case, [link.organisation for link in case.party_links.all()])


def test_a_case_of_one_side_only_raises_a_question_but_stops_nobody(cast):
    case = a_case(cast, State.IN_PREPARATION)
    region, municipality = cast.parties

    def warnings_for(*parties):
        fresh = actions.revise(case, {}, version=case.version, parties=parties, by=cast.au_member)
        case.version = fresh.version
        return warnings_of(fresh)

    assert warnings_for(region) == warnings_for(municipality)
    assert warnings_for(region) == ["Ärendet berör inte både region och kommun. Är det en samverkansfråga?"]
    assert rules.is_ready(case)
    assert warnings_for(region, municipality) == []


def test_a_party_without_a_principal_counts_on_its_own_side(cast):
    private = Organisation.objects.create(
        collaboration=cast.samla, slug="privata", name="Privata", kind=OrganisationKind.SERVICE, side=Side.REGION
    )
    case = a_case(cast, State.IN_PREPARATION)
    case = actions.revise(case, {}, version=case.version, parties=[private, cast.parties[1]], by=cast.au_member)

    assert warnings_of(case) == []


def test_a_local_case_is_suggested_back_to_the_local_group(cast):
    at_home = a_case(cast, State.SUBMITTED, scope=CaseScope.LOCAL)
    in_au = a_case(cast, State.SENT, scope=CaseScope.LOCAL)

    assert warnings_of(at_home) == []
    assert warnings_of(in_au) == ["Ärendet är lokalt. Överväg att återföra det till närområdessamverkan."]


@pytest.mark.parametrize(
    ("state", "people"),
    [
        (State.DRAFT, {"author", "local_chair", "process_leader"}),
        (State.SUBMITTED, {"local_chair"}),
        (State.IN_PREPARATION, {"au_member", "sg_chair", "process_leader"}),
        (State.COMPLETION, {"au_member", "sg_chair", "process_leader", "local_chair"}),
        (State.CLOSED, set()),
        (State.DISCARDED, set()),
    ],
)
def test_the_texts_are_changed_by_who_has_the_case_and_who_was_asked(cast, state, people):
    case = a_case(cast, state)
    everybody = ["process_leader", "local_chair", "author", "au_member", "sg_chair", "co_opted", "reader", "outsider"]

    assert {name for name in everybody if rules.may_revise(getattr(cast, name), case)} == people


def test_working_notes_are_read_by_the_body_that_holds_the_case_and_the_leader(cast):
    case = a_case(cast, State.IN_PREPARATION)
    everybody = ["process_leader", "local_chair", "author", "au_member", "sg_chair", "co_opted", "reader", "outsider"]

    readers = {name for name in everybody if rules.may_read_notes(getattr(cast, name), case)}

    assert readers == {"process_leader", "au_member", "sg_chair", "co_opted"}


def test_only_who_sits_in_a_body_and_the_leader_raise_its_cases(cast):
    everybody = ["process_leader", "local_chair", "author", "au_member", "representative", "reader", "outsider"]

    raisers = {name for name in everybody if rules.may_raise(getattr(cast, name), cast.nosam)}

    assert raisers == {"process_leader", "local_chair", "author"}


def test_the_readiness_list_names_seven_things(cast):
    items = rules.readiness(a_case(cast, State.IN_PREPARATION))

    assert [item.label for item in items] == [
        "Bakgrund",
        "Fråga",
        "Förslag till beslut",
        "Berörda parter",
        "Konsekvenser och ekonomi",
        "Bilagor och underlag",
        "Berett av",
    ]
    assert all(item.met and item.hint for item in items)
    assert set(TEXTS) >= {"background", "question", "proposal", "consequence", "attachments", "prepared_by"}
