"""Governing documents as people meet them: written, shared, approved by decision, read, revised (rules 42, 57, 64)."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.paths import in_days, said

pytestmark = pytest.mark.browser

BOTH_WAYS = pytest.mark.parametrize(
    ("javascript", "body", "title"),
    [
        (True, "nosam-lerum", "Uppdragsbeskrivning för NOSAM Lerum"),
        (False, "nosam-alingsas", "Uppdragsbeskrivning för NOSAM Alingsås"),
    ],
    ids=["with_javascript", "without_javascript"],
)
HEADER = {
    "Dokumenttyp": "Uppdragsbeskrivning",
    "Uppdrag": "Närområdessamverkan",
    "Upprättat av": "Processledare SAMLA",
    "Utfärdsdatum": in_days(-30),
    "Sida": "1 av 1",
    "Godkänt av": "Samordningsgruppen",
    "Datum för godkännande efter revidering": in_days(-3),
}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def settled(page: Page, words: str) -> None:
    """Until the worker is done: at once as a rule, otherwise when the page is opened anew."""
    for _ in range(20):
        if page.get_by_text(words, exact=True).count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"{words} kom aldrig.")


@BOTH_WAYS
def test_a_document_is_written_shared_approved_read_and_revised(come, portal, javascript, body, title):
    leader = come("Processledare", javascript=javascript)
    leader.goto(f"/grupper/{body}/")
    leader.get_by_role("link", name=title).click()
    expect(leader.get_by_text("Ej inlagd", exact=True)).to_be_visible()
    press(leader, "Lägg in dokumentet")
    leader.get_by_label("Uppdrag", exact=True).fill("Närområdessamverkan")
    leader.get_by_label("Utfärdsdatum").fill(in_days(-30))
    leader.get_by_role("textbox", name=re.compile("^Text")).fill("# Syfte\n\nVi möts fyra gånger om året.")
    press(leader, "Förhandsgranska")
    expect(
        leader.get_by_role("region", name="Så här blir dokumentet").get_by_role("heading", name="Syfte")
    ).to_be_visible()
    press(leader, "Spara utkastet")
    expect(said(leader)).to_contain_text("Utkastet är sparat")

    reader = come("Läsare", javascript=javascript)
    reader.goto(f"/grupper/{body}/uppdrag/uppdragsbeskrivning/")
    expect(reader.get_by_text("Dokumentet saknas")).to_be_visible()
    leader.get_by_role("link", name="Dela för synpunkter").click()
    expect(leader.get_by_text("kan bli en allmän handling")).to_be_visible()
    press(leader, "Dela för synpunkter")
    expect(said(leader)).to_contain_text("delad för synpunkter")

    leader.get_by_role("link", name="Registrera godkännande").click()
    leader.get_by_label("Datum för godkännande").fill(in_days(-3))
    leader.get_by_label("Beslut").fill("SG 2026 § 14")
    press(leader, "Godkänn och lås")
    settled(leader, "Gäller nu")

    reader.reload()
    table = reader.get_by_role("table", name="Dokumentets huvud")
    for label, value in HEADER.items():
        expect(table.get_by_role("row").filter(has_text=label).get_by_role("cell").last).to_have_text(value)
    expect(reader.get_by_text("Vi möts fyra gånger om året.")).to_be_visible()
    expect(reader.get_by_role("button", name="Börja på en ny revision")).to_have_count(0)
    fetched = reader.request.get(reader.get_by_role("link", name="Ladda ned PDF").get_attribute("href"))
    assert fetched.status == 200
    assert fetched.body().startswith(b"%PDF-")

    leader.goto(f"/grupper/{body}/uppdrag/uppdragsbeskrivning/")
    press(leader, "Börja på en ny revision")
    expect(leader.get_by_label("Uppdrag", exact=True)).to_have_value("Närområdessamverkan")
    leader.get_by_role("textbox", name=re.compile("^Text")).fill("# Syfte\n\nVi möts sex gånger om året.")
    press(leader, "Spara utkastet")
    leader.get_by_role("link", name="Vad är ändrat sedan revision 1?").click()
    expect(leader.locator("del")).to_contain_text("fyra")
    expect(leader.locator("ins")).to_contain_text("sex")
    reader.reload()
    expect(reader.get_by_text("Vi möts fyra gånger om året.")).to_be_visible()
    expect(reader.get_by_text("revision 2")).to_have_count(0)


def test_the_public_finds_what_is_published_and_nothing_else(come):
    visitor = come()
    visitor.goto("/om/")
    visitor.get_by_role("link", name="Styrande dokument").click()
    expect(visitor.get_by_role("link", name="Uppdragsbeskrivning för Samordningsgruppen")).to_have_count(0)
    visitor.get_by_role("link", name="Uppdragsbeskrivning för arbetsutskottet").click()

    expect(visitor.get_by_role("heading", level=1)).to_have_text("Uppdragsbeskrivning för arbetsutskottet")
    expect(visitor.get_by_role("rowheader", name="Godkänt av")).to_be_visible()
    expect(visitor.get_by_text("Petra Processledare")).to_have_count(0)


def test_what_is_unknown_is_said_and_a_date_in_the_future_is_refused_with_the_rest_kept(come, faults):
    leader = come("Processledare")
    leader.goto("/grupper/samordningsgruppen/uppdrag/uppdragsbeskrivning/")
    expect(leader.get_by_role("cell", name="Datum okänt, att komplettera")).to_have_count(2)
    leader.get_by_role("link", name="Registrera godkännande").click()
    leader.get_by_label("Utfärdsdatum").fill(in_days(-400))
    leader.get_by_label("Datum för godkännande").fill(in_days(3))
    leader.get_by_label("Beslut").fill("Politiska samrådsgruppen 2024 § 5")
    faults.expected.add(422)
    press(leader, "Godkänn och lås")

    expect(leader.locator(".error-summary")).to_contain_text("kan inte ligga i framtiden")
    expect(leader.get_by_label("Beslut")).to_have_value("Politiska samrådsgruppen 2024 § 5")


def test_on_a_phone_the_header_and_the_text_fit(come):
    phone = come("AU kommun", width=360, height=740)
    for address in (
        "/styrande-dokument/",
        "/grupper/au/uppdrag/uppdragsbeskrivning/",
        "/grupper/au/uppdrag/uppdragsbeskrivning/2/skillnad/",
    ):
        phone.goto(address)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360
