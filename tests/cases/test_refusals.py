"""Who is turned away, and how: 404 for what she may not know of, 403 with the sentence for what is not hers to do."""

import pytest

from cases.models import Case
from cases.workflow import State
from tests.builders import a_case, a_draft, typed, url_of

CASE_PAGES = ["", "andra/", "akt.pdf", "steg/ta-emot/", "steg/skicka/samordningsgruppen/"]
BODY_PAGES = ["", "ko/", "ko/genomgang/", "skickat/"]


@pytest.mark.parametrize("rest", CASE_PAGES)
@pytest.mark.parametrize("person", ["outsider", "nobody"])
def test_a_case_does_not_exist_for_strangers(cast, sign_in, person, rest):
    case = a_case(cast, State.SENT)

    assert sign_in(getattr(cast, person)).get(url_of(case, rest)).status_code == 404


@pytest.mark.parametrize("rest", BODY_PAGES)
@pytest.mark.parametrize("person", ["outsider", "nobody"])
def test_a_body_does_not_exist_for_strangers(cast, sign_in, person, rest):
    assert sign_in(getattr(cast, person)).get(f"/grupper/au/{rest}").status_code == 404


@pytest.mark.parametrize("rest", ["", "andra/", "steg/lamna-in/"])
def test_a_draft_does_not_exist_for_other_bodies(cast, sign_in, rest):
    draft = a_draft(cast)

    assert sign_in(cast.au_member).get(url_of(draft, rest)).status_code == 404
    assert sign_in(cast.author).get(url_of(draft, rest)).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/arenden/SAMLA-1999-0001/",
        "/arenden/SAMLA-1999-0001/akt.pdf",
        "/arenden/utkast/999999999/",
        "/arenden/utkast/99999999999999999999999999/",
        "/arenden/finns-inte/",
        "/grupper/finns-inte/",
        "/grupper/finns-inte/ko/",
        "/grupper/finns-inte/skickat/",
        "/o/finns-inte/arenden/",
        "/o/samla/arenden/",
        "/finns-inte/",
    ],
)
def test_what_does_not_exist_is_404_with_a_page(cast, sign_in, address):
    answer = sign_in(cast.process_leader).get(address)

    assert answer.status_code == 404
    assert "Sidan finns inte" in answer.text


@pytest.mark.parametrize("rest", ["steg/flyga/", "steg/skicka/", "steg/ta-emot/au/", "steg/TA-EMOT/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_step_that_is_no_step_is_404(cast, sign_in, rest, method):
    case = a_case(cast, State.SENT)

    assert getattr(sign_in(cast.au_member), method)(url_of(case, rest)).status_code == 404


def test_a_handed_in_case_has_left_its_drafts_address(cast, sign_in):
    case = a_case(cast, State.SUBMITTED)

    assert sign_in(cast.author).get(f"/arenden/utkast/{case.pk}/").status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("person", "rest", "sentence"),
    [
        ("representative", "steg/ta-emot/", "Steget tas av gruppens ledamöter i AU."),
        ("co_opted", "steg/ta-emot/", "Steget tas av gruppens ledamöter i AU."),
        ("reader", "andra/", "Steget tas av gruppens ledamöter i AU."),
        ("au_member", "steg/avsluta/", "steget ”avsluta” går inte att ta nu."),
    ],
)
def test_who_sees_the_case_but_may_not_gets_403_with_the_rules_sentence(cast, sign_in, method, person, rest, sentence):
    case = a_case(cast, State.SENT)

    answer = getattr(sign_in(getattr(cast, person)), method)(url_of(case, rest), {"note": "x"})

    assert answer.status_code == 403
    assert sentence in answer.text


def test_a_way_that_is_not_declared_is_refused_with_its_reason(cast, sign_in):
    case = a_case(cast, State.SUBMITTED)

    for method in ("get", "post"):
        answer = getattr(sign_in(cast.local_chair), method)(url_of(case, "steg/skicka/samordningsgruppen/"))
        assert answer.status_code == 403
        assert "Det finns ingen sådan väg från NOSAM Lerum." in answer.text


def test_an_unready_case_is_not_sent_where_readiness_is_asked_for(cast, sign_in):
    case = a_case(cast, State.IN_PREPARATION)

    answer = sign_in(cast.au_member).post(url_of(case, "steg/skicka/samordningsgruppen/"))

    assert answer.status_code == 403
    assert "måste vara klart för möte" in answer.text


def test_what_was_typed_when_the_answer_was_no_is_given_back(cast, sign_in):
    case = a_case(cast, State.CLOSED)

    answer = sign_in(cast.au_member).post(url_of(case, "steg/aterfor/"), {"note": "Ett långt och genomtänkt svar."})

    assert answer.status_code == 403
    assert "Ett långt och genomtänkt svar." in answer.text
    assert "Senaste steget: ”Avsluta” av Anders Ledamot" in answer.text


@pytest.mark.parametrize("person", ["reader", "nobody", "outsider"])
def test_who_has_no_seat_writes_no_case(cast, sign_in, person):
    answer = sign_in(getattr(cast, person)).get("/arenden/nytt/")

    assert answer.status_code == 403


def test_a_body_that_is_not_ones_own_is_no_choice_to_write_in(cast, sign_in):
    sign_in(cast.author).post("/arenden/nytt/?grupp=au", typed(cast))

    assert not Case.objects.filter(origin=cast.au).exists()


@pytest.mark.parametrize("person", ["local_chair", "au_member", "reader"])
def test_only_the_process_leader_registers(cast, sign_in, person):
    answer = sign_in(getattr(cast, person)).get("/arenden/registrera/")

    assert answer.status_code == 403
    assert "Bara processledaren registrerar ärenden åt någon annan." in answer.text


@pytest.mark.parametrize(
    ("address", "method"),
    [("/arenden/", "post"), ("/grupper/au/ko/", "post"), ("/grupper/au/", "post"), ("/plan/", "post"), ("/", "post")],
)
def test_pages_that_only_show_take_no_post(cast, sign_in, address, method):
    assert getattr(sign_in(cast.process_leader), method)(address).status_code == 405
