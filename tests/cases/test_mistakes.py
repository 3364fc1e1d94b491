"""What a form does with mistakes: 422 or 409, what is wrong and where, and nothing typed is lost."""

import pytest

from cases import actions
from cases.models import Case, CaseNote
from cases.workflow import State, Verb
from tests import builders as a
from tests.builders import TEXTS, a_case, missing_from, typed, url_of


def test_a_new_case_without_a_heading_keeps_all_the_rest(cast, sign_in):
    page = sign_in(cast.author).post("/arenden/nytt/", typed(cast, title=""))

    assert page.status_code == 422
    assert missing_from(page, [TEXTS[name] for name in ("background", "question", "proposal", "consequence")]) == []
    assert page.text.count("checked") == len(cast.parties) + len(cast.target_groups)
    assert "Rubrik" in page.text
    assert not Case.objects.exists()


def test_a_change_with_a_mistake_keeps_all_the_rest_and_saves_nothing(cast, sign_in):
    case = a_case(cast, State.IN_PREPARATION)
    form = typed(
        cast, title="", background="Helt ny bakgrund.", version=case.version, prepared_by="AU", aims_on="2026-99-99"
    )

    page = sign_in(cast.au_member).post(url_of(case, "andra/"), form)

    assert page.status_code == 422
    assert missing_from(page, ["Helt ny bakgrund.", "2026-99-99", TEXTS["question"]]) == []
    assert page.text.count('class="ds-validation-message"') == 2
    case.refresh_from_db()
    assert case.background == TEXTS["background"]


def test_a_meeting_day_needs_its_body(cast, sign_in):
    case = a_case(cast, State.IN_PREPARATION)
    form = typed(cast, version=case.version, aims_on=a.days(30).isoformat())

    page = sign_in(cast.au_member).post(url_of(case, "andra/"), form)

    assert page.status_code == 422
    assert "Välj vilken grupp mötet gäller." in page.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"sender_name": ""}, "Ange vem ärendet kom från."),
        ({"received_on": ""}, "måste fyllas i"),
        ({"received_on": "2999-01-01"}, "den kan inte ligga framåt i tiden"),
        ({"origin": ""}, "måste fyllas i"),
        ({"route": "nosam"}, "Vägen börjar i NOSAM Lerum"),
    ],
)
def test_registering_with_a_mistake_keeps_all_the_rest(cast, sign_in, changes, sentence):
    form = typed(cast, origin=cast.vvg.pk, sender_name="Länets kansli", received_on=a.days(-1).isoformat())
    form |= {name: cast.ways["nosam-lerum"].pk if value == "nosam" else value for name, value in changes.items()}

    page = sign_in(cast.process_leader).post("/arenden/registrera/", form)

    assert page.status_code == 422
    assert sentence in page.text
    assert missing_from(page, [TEXTS["background"], TEXTS["title"]]) == []
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("slug", "form", "sentence", "kept"),
    [
        ("begar-komplettering", {"note": ""}, "måste fyllas i", ""),
        (
            "begar-komplettering",
            {"note": "Vad kostar det?", "on": "2001-01-01"},
            "kan inte ha passerat",
            "Vad kostar det?",
        ),
        ("lagg-vilande", {"note": "Väntar på budget.", "on": "2001-01-01"}, "Välj en dag efter idag.", "2001-01-01"),
        ("lagg-vilande", {"note": "Väntar på budget.", "on": "i morgon"}, "giltigt datum", "i morgon"),
        ("lagg-vilande", {"note": "Väntar på budget.", "on": "2999-01-01"}, "inom tre år", "Väntar på budget."),
        ("prioritera", {"position": "0", "note": "Brådskar mycket."}, "större än eller lika med 1", "Brådskar mycket."),
        ("prioritera", {"position": "tre", "note": "Brådskar mycket."}, "heltal", "tre"),
        ("prioritera", {"position": "1", "note": "x" * 301}, "300 tecken", "x" * 301),
    ],
)
def test_a_step_with_a_mistake_says_where_and_keeps_what_was_typed(cast, sign_in, slug, form, sentence, kept):
    case = a_case(cast, State.IN_PREPARATION)

    page = sign_in(cast.au_member).post(url_of(case, f"steg/{slug}/"), form)

    assert page.status_code == 422
    assert sentence in page.text
    assert kept in page.text
    case.refresh_from_db()
    assert case.state == State.IN_PREPARATION


def test_an_empty_note_is_422_on_the_cases_page(cast, sign_in):
    case = a_case(cast, State.IN_PREPARATION)

    page = sign_in(cast.au_member).post(url_of(case, "anteckning/"), {"text": " "})

    assert page.status_code == 422
    assert TEXTS["title"] in page.text
    assert not CaseNote.objects.exists()


# Somebody else was first: 409


def test_a_stale_form_is_409_with_both_versions(cast, sign_in):
    case = a_case(cast, State.IN_PREPARATION)
    opened = case.version
    actions.revise(case, {"question": "Hennes fråga."}, version=opened, by=cast.sg_chair)

    page = sign_in(cast.au_member).post(
        url_of(case, "andra/"), typed(cast, version=opened, question="Min fråga.", prepared_by="AU")
    )

    assert page.status_code == 409
    assert missing_from(page, ["Hennes fråga.", "Min fråga.", "Sara Sammanhållande"]) == []
    assert TEXTS["background"] not in page.text
    assert Case.objects.get().question == "Hennes fråga."


@pytest.mark.parametrize("version", ["", "0", "99", "x"])
def test_a_form_that_knows_no_version_overwrites_nothing(cast, sign_in, version):
    case = a_case(cast, State.IN_PREPARATION)

    page = sign_in(cast.au_member).post(url_of(case, "andra/"), typed(cast, title="Min rubrik", version=version))

    assert page.status_code in {409, 422}
    assert Case.objects.get().title == TEXTS["title"]


def test_a_stale_form_compares_choices_and_parties_in_words(cast, sign_in):
    case = a_case(cast, State.IN_PREPARATION)
    form = typed(cast, version=case.version, scope="LOCAL", parties=[cast.parties[0].pk])
    actions.revise(case, {"title": "Någon annans rubrik"}, version=case.version, by=cast.au_member)

    answer = sign_in(cast.process_leader).post(url_of(case, "andra/"), form)
    compared = {label: (theirs, mine) for label, theirs, mine in answer.context["conflicts"]}

    assert answer.status_code == 409
    assert compared["Räckvidd"] == ("Strategisk, gemensam för hela området", "Lokal")
    assert compared["Berörda parter"][1] == str(cast.parties[0])


def test_a_form_made_stale_by_a_step_alone_says_that_the_texts_are_the_same(cast, sign_in):
    case = a_case(cast, State.IN_PREPARATION)
    page = sign_in(cast.process_leader).get(url_of(case, "andra/"))
    form = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    form |= {
        "version": case.version,
        "target_groups": form_ticks(case, "target_group"),
        "parties": form_ticks(case, "party"),
    }
    actions.take(case, Verb.PRIORITISE, by=cast.au_member, given=actions.Given(position=1, note="Brådskar."))

    answer = sign_in(cast.process_leader).post(url_of(case, "andra/"), form)

    assert answer.status_code == 409
    assert answer.context["conflicts"] == []
    assert "Texterna är desamma" in answer.text


def form_ticks(case, kind):
    if kind == "party":
        return list(case.party_links.values_list("organisation", flat=True))
    return list(case.target_group_links.values_list("target_group", flat=True))
