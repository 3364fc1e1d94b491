"""The same round trips in Chromium, which minds what no script does: cookies of another site, and form-action."""

import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.conftest import FLAGS, MILLISECONDS, NAMES
from tests.browser.test_axe import faults_of
from tests.identity.conftest import HSA_ID, name_of

pytestmark = pytest.mark.browser


@pytest.fixture
def page(portal):
    """A window of Chromium's; fails on what its console objects to."""
    refused = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=next(filter(None, map(shutil.which, NAMES))), args=FLAGS)
        page = browser.new_page(base_url=portal.url, locale="sv-SE", viewport={"width": 1280, "height": 900})
        page.set_default_timeout(MILLISECONDS)
        page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
        yield page
        browser.close()
    assert [text for text in refused if "status of 4" not in text] == []


@pytest.mark.parametrize("button", ["Logga in med SITHS", "Logga in med kommunens inloggning"])
def test_she_comes_in_from_another_site_to_where_she_was_going(portal, providers, page, button):
    providers.wish(hsa=[HSA_ID])
    page.goto("/logga-in/kod/?next=/grupper/au/")

    page.get_by_role("link", name=button).click()

    expect(page.get_by_role("banner")).to_contain_text(name_of("processledare"))
    assert page.url == f"{portal.url}/grupper/au/"


def test_whoever_is_not_known_reads_why(portal, providers, page):
    providers.wish(hsa=["SE2321000131-OKAND"])

    page.goto("/logga-in/oidc/")

    expect(page.get_by_text("HSA-id SE2321000131-OKAND finns inte i portalen")).to_be_visible()
    assert faults_of(page) == []


def test_she_confirms_there_and_the_form_that_she_had_sent_is_carried_out(portal, providers, page):
    providers.wish(hsa=[HSA_ID])
    page.goto("/logga-in/saml/?next=/min-inloggning/app/ny/")
    page.get_by_role("textbox", name="Kod från appen").fill("123 456")
    portal.forget_confirmations()
    page.get_by_role("button", name="Lägg till appen").click()

    page.get_by_role("link", name="Bekräfta med kommunens inloggning").click()
    expect(page.get_by_role("heading", name="Tack, nu vet vi att det är du")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="Fortsätt").click()

    expect(page.get_by_role("textbox", name="Kod från appen")).to_have_value("123 456")  # refused: no app has that code
