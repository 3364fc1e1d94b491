"""Signing in with a passkey, an app and a recovery code, and being asked once more before what is sensitive."""

import re
import time

import pytest
from playwright.sync_api import CDPSession, Page, expect

from demo.actions import cast
from tests.browser.paths import said
from tests.browser.test_axe import faults_of, wider_than_the_screen
from tests.builders import code_of

pytestmark = pytest.mark.browser
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def person(key: str):
    return next(one for one in cast() if one.key == key)


@pytest.fixture
def give_a_device():
    """`give_a_device(page)`: a virtual authenticator, as if the computer had a reader of fingerprints."""
    given = []

    def to(page: Page) -> tuple[CDPSession, str]:
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        answer = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        given.append((devtools, answer["authenticatorId"]))
        return given[-1]

    yield to
    for devtools, device in given:  # a window that closes with its authenticator has brought Chromium down
        devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
        devtools.send("WebAuthn.disable")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Logga ut").first.click()
    expect(page.get_by_role("button", name="Logga ut")).to_have_count(0)


def ask_for_mail(page: Page, portal, email: str) -> None:
    """The first step of every sign-in without a passkey: the code in the letter."""
    page.goto("/logga-in/kod/")
    page.get_by_label("E-postadress").fill(email)
    page.get_by_role("button", name="Skicka kod").click()
    expect(page.get_by_role("heading", name="Skriv in koden")).to_be_visible()
    letter = max((portal.files / "mail").iterdir(), key=lambda file: file.stat().st_mtime).read_text()
    page.get_by_role("textbox").fill(re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", letter)[0])
    page.get_by_role("button", name="Logga in", exact=True).click()


def test_a_passkey_is_made_renamed_used_to_sign_in_and_taken_away(come, give_a_device):
    page = come("Representant Habilitering och hälsa", alone=True)
    devtools, device = give_a_device(page)
    page.get_by_role("link", name="Min inloggning").click()
    page.get_by_role("link", name="Lägg till en inloggningsnyckel").click()
    page.get_by_label("Vad ska nyckeln heta?").fill("Jobbdatorn")
    page.get_by_role("button", name="Skapa nyckeln").click()
    expect(said(page)).to_contain_text("Inloggningsnyckeln är sparad")
    assert faults_of(page) == []
    page.get_by_role("link", name="Byt namn på Jobbdatorn").click()
    assert faults_of(page) == []
    page.get_by_label("Namn").fill("Kontorsdatorn")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("strong").filter(has_text="Kontorsdatorn")).to_be_visible()

    sign_out(page)
    page.goto("/logga-in/kod/?next=/grupper/")
    page.get_by_role("button", name="Logga in med inloggningsnyckel").click()

    expect(page).to_have_url(re.compile("/grupper/$"))
    expect(page.get_by_role("banner")).to_contain_text(person("representant-habilitering").name)
    assert len(devtools.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1
    page.get_by_role("link", name="Min inloggning").click()
    page.get_by_role("link", name="Ta bort Kontorsdatorn").click()
    assert faults_of(page) == []
    page.get_by_role("button", name="Ta bort").click()
    expect(said(page)).to_contain_text("Borttaget")
    expect(page.get_by_role("heading", name="Gör din inloggning säkrare")).to_be_visible()


def test_a_device_that_says_no_is_told_of_and_she_can_try_again(come, give_a_device):
    page = come("Läsare", alone=True)
    devtools, device = give_a_device(page)
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto("/min-inloggning/nyckel/ny/")
    page.get_by_role("button", name="Skapa nyckeln").click()
    expect(page.get_by_role("alert")).to_contain_text("Det gick inte att använda nyckeln")

    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    page.get_by_role("button", name="Skapa nyckeln").click()

    expect(said(page)).to_contain_text("Inloggningsnyckeln är sparad")


def test_mail_and_the_app_sign_in_and_the_same_code_does_not_open_twice(come, portal, faults):
    chair = person("ordforande-nosam-lerum")
    page = come()
    ask_for_mail(page, portal, chair.email)
    expect(page.get_by_role("heading", name="Ett steg till")).to_be_visible()
    assert faults_of(page) == []
    wait_for_a_fresh_half_minute()
    code = code_of(chair.secret)
    page.get_by_role("textbox", name="Kod").fill(code)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("banner")).to_contain_text(chair.name)

    portal.forget_confirmations()
    page.goto("/min-inloggning/reservkoder/")
    expect(page.get_by_role("heading", name="Bekräfta att det är du")).to_be_visible()
    faults.expected.add(422)
    page.get_by_role("textbox", name="Kod").fill(code)
    page.get_by_role("button", name="Bekräfta", exact=True).click()

    expect(page.locator(".error-summary")).to_contain_text("Det stämmer inte")


def test_a_recovery_code_opens_once_only(come, portal, faults):
    chair = person("ordforande-nosam-alingsas")
    page = come("Ordförande NOSAM Alingsås", alone=True)
    page.goto("/min-inloggning/reservkoder/")
    code = page.locator(".codes code").first.inner_text()

    for opens in (True, False):
        visitor = come()
        ask_for_mail(visitor, portal, chair.email)
        visitor.get_by_role("textbox", name="Kod").fill(code)
        visitor.get_by_role("button", name="Logga in").click()
        if opens:
            expect(visitor.get_by_role("banner")).to_contain_text(chair.name)
        else:
            expect(visitor.locator(".error-summary")).to_contain_text("Det stämmer inte")


def test_before_what_is_sensitive_she_is_asked_and_the_form_that_she_sent_is_carried_out(come, portal, faults):
    faults.expected.add(422)
    chair = person("au-primarvard")
    page = come("AU primärvård", alone=True)
    page.goto("/min-inloggning/reservkoder/")
    before = page.locator(".codes").inner_text()
    portal.forget_confirmations()
    page.get_by_role("button", name="Gör nya koder").click()
    expect(page.get_by_text("Det du fyllde i är kvar")).to_be_visible()
    assert faults_of(page) == []

    page.get_by_role("textbox", name="Kod").fill("000000")
    page.get_by_role("button", name="Bekräfta", exact=True).click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert faults_of(page) == []
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 740})
        assert wider_than_the_screen(page) == []
    page.get_by_role("textbox", name="Kod").fill(code_of(chair.secret))
    page.get_by_role("button", name="Bekräfta", exact=True).click()

    expect(said(page)).to_contain_text("nya reservkoder")
    assert page.locator(".codes").inner_text() != before


def test_she_confirms_with_a_passkey(come, portal, give_a_device):
    page = come("AU sjukhus", alone=True)
    give_a_device(page)
    page.goto("/min-inloggning/nyckel/ny/")
    page.get_by_role("button", name="Skapa nyckeln").click()
    expect(said(page)).to_contain_text("Inloggningsnyckeln är sparad")
    portal.forget_confirmations()
    page.goto("/min-inloggning/app/ny/")

    page.get_by_role("button", name="Använd inloggningsnyckel").click()

    expect(page.get_by_role("heading", name="App för engångskoder")).to_be_visible()


def test_in_the_demonstration_a_press_is_enough(come, portal):
    page = come("Processledare", alone=True)
    portal.forget_confirmations()
    page.goto("/min-inloggning/app/ny/")

    page.get_by_role("button", name="Bekräfta som demonstration").click()

    expect(page.get_by_role("heading", name="App för engångskoder")).to_be_visible()


def test_without_javascript_everything_but_passkeys_works_and_the_page_says_so(come, portal):
    page = come("AU kommun", javascript=False, alone=True)
    page.goto("/min-inloggning/")

    expect(page.get_by_role("link", name="Lägg till en inloggningsnyckel")).to_be_hidden()
    expect(page.get_by_text("Inloggningsnycklar kräver JavaScript")).to_be_visible()
    portal.forget_confirmations()
    page.get_by_role("link", name="Visa reservkoderna").click()
    page.get_by_role("textbox", name="Kod").fill(code_of(person("au-kommun").secret))
    page.get_by_role("button", name="Bekräfta", exact=True).click()
    expect(page.locator(".codes li")).to_have_count(10)


def wait_for_a_fresh_half_minute() -> None:
    """So that the code which is typed does not grow old in the middle of the test."""
    left = 30 - time.time() % 30
    if left < 5:
        time.sleep(left)
