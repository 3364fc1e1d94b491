"""Sign-in through a real OpenID Connect provider, and everything that may be wrong with its answer (L26)."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.identity.conftest import HSA_ID, email_of, is_in
from tests.identity.visitor import Visitor

START = "/logga-in/oidc/"


def people_and_sessions(portal):
    return portal.ask("SELECT (SELECT count(*) FROM groups_user), (SELECT count(*) FROM usersessions_usersession)")


def test_the_sign_in_page_has_a_button_for_the_provider_that_remembers_where_she_was_going(visitor):
    page = visitor.get("/logga-in/kod/?next=/grupper/")

    assert '<a class="ds-button" data-variant="secondary" href="/logga-in/oidc/?next=/grupper/">' in page.text
    assert "Logga in med SITHS" in page.text


def test_who_has_the_hsa_id_comes_in_to_where_she_was_going_under_a_new_session_key(portal, providers, visitor):
    providers.wish(hsa=[HSA_ID])
    visitor.get("/logga-in/kod/")
    before = visitor.cookie("sessionid")

    page = visitor.get(f"{START}?next=/grupper/au/")

    assert (page.status, page.path) == (200, "/grupper/au/")
    assert is_in(visitor)
    assert visitor.cookie("sessionid") != before
    assert "Den här" in visitor.get("/min-inloggning/").text


def test_the_request_carries_state_nonce_pkce_and_the_wanted_level(portal, providers, visitor):
    providers.wish(hsa=[HSA_ID])

    visitor.get(START)
    asked = parse_qs(urlsplit(visitor.way.addresses[0]).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert asked["acr_values"] == ["http://id.sambi.se/loa/loa3"]
    assert asked.keys() >= {"state", "nonce", "code_challenge"}


def test_who_changes_her_mind_at_the_provider_comes_back_to_a_page_that_says_so(portal, providers, visitor):
    providers.wish(hsa=[HSA_ID], fault="cancelled")

    page = visitor.get(START)

    assert page.status == 403
    assert "avbröt" in page.text


def test_an_hsa_id_in_the_token_itself_is_enough(portal, providers, visitor):
    providers.wish(hsa=[HSA_ID], fault="only in the token")

    visitor.get(START)

    assert is_in(visitor)


def test_a_factor_of_her_own_is_not_asked_for_as_well(portal, providers, visitor):
    chair = "ordforande-nosam-lerum"  # has an app for codes
    portal.ask("UPDATE groups_user SET hsa_id = %s WHERE email = %s", "SE2321000131-ORDF", email_of(chair))
    providers.wish(hsa=["SE2321000131-ORDF"])

    visitor.get(START)

    assert is_in(visitor, chair)


def test_what_she_has_shown_the_provider_counts_for_what_is_sensitive(portal, providers, visitor):
    providers.wish(hsa=[HSA_ID])

    visitor.get(START)

    assert visitor.get("/min-inloggning/app/ny/").path == "/min-inloggning/app/ny/"


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"hsa": ["SE2321000131-E000000099999"]}, "HSA-id SE2321000131-E000000099999 finns inte i portalen"),
        ({"hsa": [HSA_ID.lower()]}, f"HSA-id {HSA_ID.lower()} finns inte i portalen"),
        ({"hsa": [f"{HSA_ID} "]}, "finns inte i portalen"),
        ({"hsa": []}, "inget HSA-id"),
        ({"hsa": [HSA_ID, "SE2321000131-E000000099999"]}, "flera HSA-id:n"),
        ({"hsa": [HSA_ID], "level": "http://id.sambi.se/loa/loa2"}, "för låg tillitsnivå: nivå 2"),
        ({"hsa": [HSA_ID], "level": "urn:password"}, "ingen nivå som portalen känner till"),
    ],
    ids=["unknown", "another case", "a space", "none", "several", "too low", "no level"],
)
def test_who_is_not_known_exactly_and_surely_gets_a_clear_page_and_nothing_else(
    portal, providers, visitor, wish, sentence
):
    before = people_and_sessions(portal)
    providers.wish(**wish)

    page = visitor.get(START)

    assert page.status == 403
    assert sentence in page.text
    assert not is_in(visitor)
    assert people_and_sessions(portal) == before


def test_an_address_that_is_known_is_not_enough(portal, providers, visitor):
    providers.wish(hsa=[], email=email_of("processledare"))

    page = visitor.get(START)

    assert page.status == 403
    assert not is_in(visitor)


def test_who_may_no_longer_sign_in_does_not(portal, providers, visitor):
    portal.ask("UPDATE groups_user SET is_active = false WHERE hsa_id = %s", HSA_ID)
    providers.wish(hsa=[HSA_ID])

    page = visitor.get(START)

    assert page.path == "/logga-in/inaktiv/"
    assert not is_in(visitor)


@pytest.mark.parametrize(
    "fault",
    [
        *("wrong audience", "wrong issuer", "wrong nonce", "expired", "another key", "unsigned", "altered"),
        "userinfo of another",
    ],
)
def test_a_token_that_is_not_right_in_every_part_is_refused(portal, providers, visitor, fault):
    providers.wish(hsa=[HSA_ID], fault=fault)

    page = visitor.get(START)

    assert page.status == 400
    assert "gick inte att använda" in page.text
    assert not is_in(visitor)


@pytest.mark.parametrize("fault", ["unreachable", "gone half-way"])
def test_a_provider_that_does_not_answer_is_said_so(portal, providers, visitor, fault):
    providers.wish(hsa=[HSA_ID], fault=fault)

    page = visitor.get(START)

    assert page.status == 503
    assert "svarar inte just nu" in page.text


def test_an_answer_that_was_used_or_belongs_to_another_browser_is_refused(portal, providers, visitor):
    providers.wish(hsa=[HSA_ID])
    visitor.get(START)
    answer = next(one for one in visitor.way.addresses if one.startswith(f"{portal.url}/logga-in/oidc/svar/"))

    again = visitor.get(answer)
    elsewhere = Visitor(portal.url)
    stolen = elsewhere.get(answer)

    assert parse_qs(urlsplit(answer).query).keys() >= {"code", "state"}
    assert (again.status, stolen.status) == (400, 400)
    assert "började inte i den här webbläsaren" in stolen.text
    assert not is_in(elsewhere)


@pytest.mark.parametrize("address", ["https://somebody.else/", "//somebody.else/"])
def test_she_is_never_led_elsewhere(portal, providers, visitor, address):
    providers.wish(hsa=[HSA_ID])

    page = visitor.get(f"{START}?next={address}")

    assert page.url == f"{portal.url}/"


def test_she_confirms_with_the_provider_and_the_form_that_she_sent_waits_for_her(portal, providers, visitor):
    providers.wish(hsa=[HSA_ID])
    visitor.get(START)
    portal.forget_confirmations()

    asked = visitor.post("/min-inloggning/app/ny/", {"code": "123456"})
    link = re.search(r'href="(/logga-in/oidc/\?next=[^"]+)"', asked.text)[1]
    waiting = visitor.get(link)

    assert "Bekräfta med SITHS" in asked.text
    assert waiting.path == "/bekrafta/fortsatt/"
    assert 'name="code" value="123456"' in waiting.text
    assert visitor.get("/min-inloggning/app/ny/").path == "/min-inloggning/app/ny/"


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"hsa": ["SE2321000131-ANNAN"], "sub": "another"}, "legitimationen är någon annans"),
        ({"hsa": [HSA_ID], "fault": "old sign-in"}, "gick inte att använda"),
    ],
    ids=["somebody else", "not asked again"],
)
def test_only_she_herself_and_only_anew_can_confirm(portal, providers, visitor, wish, sentence):
    portal.ask("UPDATE groups_user SET hsa_id = 'SE2321000131-ANNAN' WHERE email = %s", email_of("au-kommun"))
    providers.wish(hsa=[HSA_ID])
    visitor.get(START)
    portal.forget_confirmations()
    providers.wish(**wish)

    page = visitor.get(f"{START}?next=/min-inloggning/app/ny/")
    while "Submitting Callback" in page.text:  # the provider ends its session with the former person first
        page = visitor.send_on(page)

    assert sentence in page.text
    assert visitor.get("/min-inloggning/app/ny/").path.startswith("/bekrafta/")
    assert is_in(visitor)
