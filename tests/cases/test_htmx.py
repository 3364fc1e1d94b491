"""The same addresses under HTMX: a part of the page instead of the whole, and the way out of an ended session."""

import pytest

from cases.models import Case
from cases.workflow import State
from tests.builders import a_case, url_of

ASKED_BY_HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize(
    "address", ["/arenden/", "/grupper/au/ko/", "/grupper/au/skickat/", "/grupper/au/ko/genomgang/"]
)
def test_a_list_answers_with_its_part_and_says_that_it_varies(cast, sign_in, address):
    a_case(cast, State.SENT)
    client = sign_in(cast.au_member)

    part, page = client.get(address, headers=ASKED_BY_HTMX), client.get(address)

    assert "<html" not in part.text
    assert part.text.strip().startswith('<div id="')
    assert "<html" in page.text
    assert "HX-Request" in part["Vary"]
    assert "HX-Request" in page["Vary"]


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_whole_page_is_asked_for_under_htmx_too(cast, sign_in, header):
    page = sign_in(cast.au_member).get("/arenden/", headers={**ASKED_BY_HTMX, header: "true"})

    assert "<html" in page.text


def test_a_press_in_a_row_answers_with_the_row_in_its_new_state(cast, sign_in):
    case = a_case(cast, State.SENT)

    row = sign_in(cast.au_member).post(
        url_of(case, "steg/ta-emot/"), headers={**ASKED_BY_HTMX, "HX-Target": f"rad-{case.pk}"}
    )

    assert row.status_code == 200
    assert row.text.strip().startswith(f'<tr id="rad-{case.pk}"')
    assert "Under beredning" in row.text
    assert f"{case.number}: Ärendet är mottaget." in row.text
    assert Case.objects.get().state == State.IN_PREPARATION


def test_the_same_press_without_htmx_leads_back_to_the_queue(cast, sign_in):
    case = a_case(cast, State.SENT)

    answer = sign_in(cast.au_member).post(url_of(case, "steg/ta-emot/?vidare=/grupper/au/ko/%3Fordning=alder"))

    assert answer["Location"] == "/grupper/au/ko/?ordning=alder"


@pytest.mark.parametrize("wanted", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_nobody_is_led_away_from_the_portal(cast, sign_in, wanted):
    case = a_case(cast, State.SENT)

    answer = sign_in(cast.au_member).post(url_of(case, "steg/ta-emot/"), query_params={"vidare": wanted})

    assert answer["Location"] == url_of(case)


def test_a_press_that_came_too_late_gets_the_sentence_in_place_of_the_page(cast, sign_in):
    case = a_case(cast, State.IN_PREPARATION)

    answer = sign_in(cast.sg_chair).post(
        url_of(case, "steg/ta-emot/"), headers={**ASKED_BY_HTMX, "HX-Target": f"rad-{case.pk}"}
    )

    assert answer.status_code == 403
    assert "<html" not in answer.text
    assert "Senaste steget: ”Ta emot” av Anders Ledamot" in answer.text


def test_the_form_of_a_step_is_a_part_of_the_cases_page(cast, sign_in):
    case = a_case(cast, State.IN_PREPARATION)
    client = sign_in(cast.au_member)

    part = client.get(url_of(case, "steg/begar-komplettering/"), headers=ASKED_BY_HTMX)
    wrong = client.post(url_of(case, "steg/begar-komplettering/"), {"note": ""}, headers=ASKED_BY_HTMX)
    right = client.post(url_of(case, "steg/begar-komplettering/"), {"note": "Hur många?"}, headers=ASKED_BY_HTMX)

    assert "<html" not in part.text
    assert 'name="note"' in part.text
    assert (wrong.status_code, "<html" in wrong.text) == (422, False)
    assert right["HX-Redirect"] == url_of(case)


def test_an_ended_session_leads_the_whole_page_to_sign_in_and_back(cast, client):
    case = a_case(cast, State.SENT)

    answer = client.post(
        url_of(case, "steg/ta-emot/"),
        headers={**ASKED_BY_HTMX, "HX-Current-URL": "http://testserver/grupper/au/ko/?ordning=alder"},
    )

    assert answer.status_code == 200
    assert answer["HX-Redirect"] == "/logga-in/?next=%2Fgrupper%2Fau%2Fko%2F%3Fordning%3Dalder"
    assert answer.content == b""
    assert Case.objects.get().state == State.SENT


def test_an_ended_session_without_htmx_leads_to_sign_in_and_back(cast, client):
    case = a_case(cast, State.SENT)

    assert client.get(url_of(case))["Location"] == f"/logga-in/?next={url_of(case)}"
