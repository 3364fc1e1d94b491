"""Sign-in through a real SAML 2.0 identity provider, and everything that may be wrong with its answer (L26)."""

import base64
import zlib
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest

from tests.identity.conftest import HSA_ID, email_of, is_in
from tests.identity.visitor import Visitor

START = "/logga-in/saml/"
NAMES = {"md": "urn:oasis:names:tc:SAML:2.0:metadata", "samlp": "urn:oasis:names:tc:SAML:2.0:protocol"}


def come(visitor, address=START):
    """To the provider and back, as a browser with JavaScript would."""
    return visitor.send_on(visitor.get(address))


def people_and_sessions(portal):
    return portal.ask("SELECT (SELECT count(*) FROM groups_user), (SELECT count(*) FROM usersessions_usersession)")


def test_our_metadata_says_what_a_provider_needs(portal, visitor):
    page = visitor.get("/logga-in/saml/metadata/")
    metadata = ET.fromstring(page.text)
    service = metadata.find("md:SPSSODescriptor", NAMES)

    assert metadata.get("entityID") == f"{portal.url}/logga-in/saml/metadata/"
    assert (service.get("AuthnRequestsSigned"), service.get("WantAssertionsSigned")) == ("true", "true")
    consumer = service.find("md:AssertionConsumerService", NAMES)
    assert consumer.get("Location") == f"{portal.url}/logga-in/saml/svar/"
    assert service.find("md:KeyDescriptor", NAMES) is not None


def test_the_request_is_signed_and_asks_for_our_address(portal, providers, visitor):
    providers.wish(hsa=[HSA_ID])

    asked = parse_qs(urlsplit(visitor.get(START).url).query)
    request = ET.fromstring(zlib.decompress(base64.b64decode(asked["SAMLRequest"][0]), -15))

    assert asked["SigAlg"] == ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"]
    assert request.get("AssertionConsumerServiceURL") == f"{portal.url}/logga-in/saml/svar/"
    assert request.get("ForceAuthn") is None


def test_who_has_the_hsa_id_comes_in_to_where_she_was_going_under_a_new_session_key(portal, providers, visitor):
    providers.wish(hsa=[HSA_ID])
    before = visitor.cookie("sessionid")

    page = come(visitor, f"{START}?next=/grupper/au/")

    assert (page.status, page.path) == (200, "/grupper/au/")
    assert is_in(visitor)
    assert visitor.cookie("sessionid") != before
    assert visitor.get("/min-inloggning/app/ny/").path == "/min-inloggning/app/ny/"


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"hsa": ["SE2321000131-E000000099999"]}, "HSA-id SE2321000131-E000000099999 finns inte i portalen"),
        ({"hsa": [HSA_ID.lower()]}, f"HSA-id {HSA_ID.lower()} finns inte i portalen"),
        ({"hsa": [HSA_ID, "SE2321000131-E000000099999"]}, "flera HSA-id:n"),
        ({"hsa": [HSA_ID], "level": "http://id.sambi.se/loa/loa2"}, "för låg tillitsnivå: nivå 2"),
        (
            {"hsa": [HSA_ID], "level": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"},
            "ingen nivå som portalen känner till",
        ),
    ],
    ids=["unknown", "another case", "several", "too low", "no level"],
)
def test_who_is_not_known_exactly_and_surely_gets_a_clear_page_and_nothing_else(
    portal, providers, visitor, wish, sentence
):
    before = people_and_sessions(portal)
    providers.wish(**wish)

    page = come(visitor)

    assert page.status == 403
    assert sentence in page.text
    assert not is_in(visitor)
    assert people_and_sessions(portal) == before


def test_an_address_that_is_known_is_not_enough(portal, providers, visitor):
    providers.wish(hsa=["SE2321000131-E000000099999"], email=email_of("processledare"))

    page = come(visitor)

    assert page.status == 403
    assert not is_in(visitor)


def test_who_may_no_longer_sign_in_does_not(portal, providers, visitor):
    portal.ask("UPDATE groups_user SET is_active = false WHERE hsa_id = %s", HSA_ID)
    providers.wish(hsa=[HSA_ID])

    page = come(visitor)

    assert page.path == "/logga-in/inaktiv/"
    assert not is_in(visitor)


@pytest.mark.parametrize(
    "fault", ["wrong audience", "wrong destination", "unsigned", "another key", "altered", "expired"]
)
def test_an_assertion_that_is_not_right_in_every_part_is_refused(portal, providers, visitor, fault):
    portal.ask("UPDATE groups_user SET hsa_id = 'SE2321000016-ANNAN' WHERE email = %s", email_of("au-kommun"))
    providers.wish(hsa=[HSA_ID], fault=fault)

    page = come(visitor)

    assert page.status == 400
    assert "gick inte att använda" in page.text
    assert not is_in(visitor)
    assert not is_in(visitor, "au-kommun")


def test_an_answer_that_nobody_here_asked_for_is_refused(portal, providers, visitor):
    providers.wish(hsa=[HSA_ID], fault="never asked for")

    page = come(visitor)

    assert page.status == 400
    assert "började inte i den här webbläsaren" in page.text
    assert not is_in(visitor)


def test_an_answer_is_good_once_and_in_the_browser_that_asked(portal, providers, visitor):
    providers.wish(hsa=[HSA_ID])
    answer = visitor.get(START)
    thief = Visitor(portal.url)

    stolen = thief.send_on(answer)
    first = visitor.send_on(answer)
    visitor.jar.clear()
    replayed = visitor.send_on(answer)

    assert (stolen.status, first.status, replayed.status) == (400, 200, 400)
    assert not is_in(thief)
    assert not is_in(visitor)


def test_the_address_that_came_along_is_never_followed(portal, providers, visitor):
    providers.wish(hsa=[HSA_ID])
    answer = visitor.get(START)

    page = visitor.send_on(answer)

    assert answer.form()[1]["RelayState"] == "https://somebody.else/"
    assert page.url == f"{portal.url}/"


@pytest.mark.parametrize("sent", ["", "!", "aGVq", base64.b64encode(b"<a/>").decode(), "A" * 600_000])
def test_what_no_provider_would_send_is_refused_politely(portal, visitor, sent):
    page = visitor.post("/logga-in/saml/svar/", {"SAMLResponse": sent})

    assert page.status == 400
    assert "gick inte att" in page.text


def test_a_provider_whose_metadata_cannot_be_had_is_said_so(portal, providers, visitor):
    providers.wish(fault="unreachable")

    page = visitor.get(START)

    assert page.status == 503
    assert "svarar inte just nu" in page.text


def test_she_confirms_with_the_provider_which_is_told_to_ask_her(portal, providers, visitor):
    providers.wish(hsa=[HSA_ID])
    come(visitor)
    portal.forget_confirmations()

    at_the_provider = visitor.get(f"{START}?next=/min-inloggning/app/ny/")
    asked = parse_qs(urlsplit(at_the_provider.url).query)["SAMLRequest"][0]
    page = visitor.send_on(at_the_provider)

    assert ET.fromstring(zlib.decompress(base64.b64decode(asked), -15)).get("ForceAuthn") == "true"
    assert page.path == "/min-inloggning/app/ny/"


def test_another_person_cannot_confirm_for_her(portal, providers, visitor):
    portal.ask("UPDATE groups_user SET hsa_id = 'SE2321000131-ANNAN' WHERE email = %s", email_of("au-kommun"))
    providers.wish(hsa=[HSA_ID])
    come(visitor)
    portal.forget_confirmations()
    providers.wish(hsa=["SE2321000131-ANNAN"])

    page = come(visitor, f"{START}?next=/min-inloggning/app/ny/")

    assert "legitimationen är någon annans" in page.text
    assert visitor.get("/min-inloggning/app/ny/").path.startswith("/bekrafta/")
