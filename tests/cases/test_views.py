"""The pages of cases as people meet them."""

import pytest

from cases.models import Case
from cases.workflow import State
from tests import builders as a
from tests.builders import TEXTS, a_case, missing_from, typed, url_of


def test_a_case_is_written_handed_in_sent_and_received_in_the_browser(cast, sign_in):
    client = sign_in(cast.local_chair)
    saved = client.post("/arenden/nytt/?grupp=nosam-lerum", typed(cast))
    draft = Case.objects.get()
    assert saved["Location"] == f"/arenden/utkast/{draft.pk}/"

    handed_in = client.post(f"/arenden/utkast/{draft.pk}/steg/lamna-in/")
    case = Case.objects.get()
    assert handed_in["Location"] == url_of(case)

    client.post(url_of(case, "steg/skicka/au/"), {"note": "Brådskar inte.", "on": ""})
    queue = sign_in(cast.au_member).get("/grupper/au/ko/")
    assert [row.number for row in queue.context["rows"]] == [case.number]
    assert "Ta emot" in queue.text

    received = sign_in(cast.au_member).post(url_of(case, "steg/ta-emot/"), follow=True)
    assert "Ärendet är mottaget." in received.text
    assert Case.objects.get().state == State.IN_PREPARATION


def test_a_case_page_tells_texts_way_and_what_can_be_done(cast, sign_in):
    page = sign_in(cast.au_member).get(url_of(a_case(cast, State.SENT)))

    assert missing_from(page, [TEXTS["title"], TEXTS["background"], "Lyft till AU", "Lena Lokalordförande"]) == []
    assert [choice.label for choice in page.context["main_choices"]] == ["Ta emot"]
    assert [station.label for station in page.context["stations"]] == ["NOSAM Lerum", "AU"]


def test_who_cannot_take_the_next_step_reads_who_does(cast, sign_in):
    page = sign_in(cast.representative).get(url_of(a_case(cast, State.SENT)))

    assert page.context["main_choices"] == []
    assert "Nästa steg tas av gruppens ledamöter i Au." in page.text


def test_a_step_that_is_shut_shows_its_reason_beside_the_button(cast, sign_in):
    page = sign_in(cast.au_member).get(url_of(a_case(cast, State.IN_PREPARATION, proposal="")))

    assert "Innan ärendet är klart för möte saknas: förslag till beslut." in page.text
    assert 'aria-disabled="true"' in page.text


def test_working_notes_are_written_and_read_by_the_body_and_by_nobody_else(cast, sign_in):
    case = a_case(cast, State.IN_PREPARATION)

    answer = sign_in(cast.au_member).post(url_of(case, "anteckning/"), {"text": "Ring sjukhuset."})

    assert answer.status_code == 302
    assert "Ring sjukhuset." in sign_in(cast.sg_chair).get(url_of(case)).text
    assert "Ring sjukhuset." not in sign_in(cast.local_chair).get(url_of(case)).text


def test_a_case_is_registered_for_somebody_else_and_sent_on(cast, sign_in):
    registered = typed(
        cast,
        origin=cast.vvg.pk,
        route=cast.ways["vvg"].pk,
        source="COUNTY",
        sender_name="Länets kansli",
        received_on=a.days(-2).isoformat(),
        external_number="VVG 2026-12",
    )

    answer = sign_in(cast.process_leader).post("/arenden/registrera/", registered)

    case = Case.objects.get()
    assert answer["Location"] == url_of(case)
    assert (case.holder, case.sender_name, case.received_on) == (cast.au, "Länets kansli", a.days(-2))


def test_what_a_body_has_sent_is_listed_until_it_is_answered(cast, sign_in):
    case = a_case(cast, State.SENT)

    page = sign_in(cast.local_chair).get("/grupper/nosam-lerum/skickat/")

    assert [(row.number, row.sent_to) for row in page.context["rows"]] == [(case.number, "AU")]


def test_the_queue_is_gone_through_case_by_case(cast, sign_in):
    first, second = a_case(cast, State.SENT, title="Ett"), a_case(cast, State.SENT, title="Två")
    client = sign_in(cast.au_member)

    page = client.get("/grupper/au/ko/genomgang/")
    assert (page.context["case"], page.context["position"], page.context["previous_url"]) == (first, 1, "")

    page = client.get(page.context["next_url"])
    assert (page.context["case"], page.context["position"], page.context["next_url"]) == (second, 2, "")


@pytest.mark.parametrize(
    "query", ["?plats=²", "?plats=-1", "?plats=999999999999", "?nr=finns-inte", "?nr=", "?plats=x"]
)
def test_a_session_address_that_makes_no_sense_still_shows_a_case(cast, sign_in, query):
    case = a_case(cast, State.SENT)

    page = sign_in(cast.au_member).get(f"/grupper/au/ko/genomgang/{query}")

    assert page.context["case"] == case


def test_a_session_without_cases_says_so(cast, sign_in):
    page = sign_in(cast.au_member).get("/grupper/au/ko/genomgang/")

    assert page.status_code == 200
    assert "Kön är genomgången" in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=stol", ["Stolar"]),
        ("lage=CLOSED", ["Stängt"]),
        ("ursprung=nosam-lerum", ["Stolar", "Stängt"]),
        ("ursprung=au", []),
        ("malgrupp=aldre", ["Stolar", "Stängt"]),
        ("lage=finns-inte&ordning=x&page=9&malgrupp=%00", ["Stolar", "Stängt"]),
        ("q=%25", []),
    ],
)
def test_a_list_is_filtered_and_ignores_what_makes_no_sense(cast, sign_in, query, found):
    a_case(cast, State.SENT, title="Stolar")
    a_case(cast, State.CLOSED, title="Stängt")

    page = sign_in(cast.author).get(f"/arenden/?{query}")

    assert sorted(row.title for row in page.context["rows"]) == found


@pytest.mark.parametrize("order", ["prioritet", "alder", "senast", "nummer", "ursprung", "andrad", "finns-inte"])
def test_every_order_of_a_queue_works(cast, sign_in, order):
    a_case(cast, State.SENT)

    assert len(sign_in(cast.au_member).get(f"/grupper/au/ko/?ordning={order}").context["rows"]) == 1
