"""The pages of cases as people meet them: what works, who is turned away and how, and what a form does with mistakes."""

import pytest
from django.utils.html import escape

from cases import actions
from cases.models import Case, CaseNote
from cases.workflow import State
from tests import builders as a
from tests.builders import TEXTS, a_case, a_draft


def url_of(case, rest=""):
    return f"{case.get_absolute_url()}{rest}"


def typed(cast, **changes):
    """A complete form as the browser sends it."""
    return {
        **TEXTS,
        "kind": "QUESTION",
        "source": "LOCAL",
        "scope": "STRATEGIC",
        "target_groups": [group.pk for group in cast.target_groups],
        "parties": [party.pk for party in cast.parties],
        **changes,
    }


def missing_from(page, texts):
    """The texts that are not on the page as HTML writes them: none, if all is well."""
    return [text for text in texts if escape(text) not in page.text]


# The way of one case, by hand


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


# Turned away


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


# Mistakes: 422, with everything that was typed


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
