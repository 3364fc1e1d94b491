"""The same round trips in Chromium, which minds what no script does: cookies of another site, and form-action."""

import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.conftest import FLAGS, MILLISECONDS, NAMES
from tests.identity.conftest import HSA_ID, name_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("button", ["Logga in med SITHS", "Logga in med kommunens inloggning"])
def test_she_comes_in_from_another_site_to_where_she_was_going(portal, providers, button):
    providers.wish(hsa=[HSA_ID])
    refused = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=next(filter(None, map(shutil.which, NAMES))), args=FLAGS)
        page = browser.new_page(base_url=portal.url, locale="sv-SE")
        page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
        page.goto("/logga-in/kod/?next=/grupper/au/")

        page.get_by_role("link", name=button).click()

        expect(page.get_by_role("banner")).to_contain_text(name_of("processledare"), timeout=MILLISECONDS)
        assert page.url == f"{portal.url}/grupper/au/"
        browser.close()
    assert refused == []
