"""The auditor finds out who changed what, and takes the log with her."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.paths import open_menu, row

pytestmark = pytest.mark.browser

SENT = "Utskrivning av äldre inför helger"
BOTH_WAYS = pytest.mark.parametrize("javascript", [True, False], ids=["with_javascript", "without_javascript"])


def search(page: Page, **fields: str) -> None:
    for label, value in fields.items():
        control = page.locator(".filters").get_by_label(re.compile(rf"^\s*{label}"))
        control.select_option(label=value) if label in {"Slag", "Ändring"} else control.fill(value)
    page.get_by_role("button", name="Filtrera").click()


@BOTH_WAYS
def test_the_auditor_searches_opens_one_case_and_takes_the_log_away(come, javascript):
    page = come("Granskare", javascript=javascript)
    page.get_by_role("link", name="Sök i historiken").click()
    expect(page.get_by_role("heading", name="Historik", level=1)).to_be_visible()

    search(page, Slag="Ärenden", Ändring="Ändrades", Vem="Lena", Namn="utskrivning")
    sending = row(page, SENT).filter(has_text="Väntar på att tas emot")
    expect(sending.locator("[data-label='Ändring']")).to_contain_text("Läge: Inlämnat → Väntar på att tas emot")
    expect(sending.locator("[data-label='Vem']")).to_contain_text("Lena")

    sending.get_by_role("link", name=SENT).click()
    history = page.locator(".history")
    expect(history).to_contain_text("Ärende lades till")
    expect(history).to_contain_text("Berörd part lades till")
    page.get_by_role("navigation", name="Du är här").get_by_role("link", name="Historik").click()

    search(page, Slag="Förordnanden")
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta som JSON-rader").click()
    lines = [json.loads(line) for line in Path(download.value.path()).read_text(encoding="utf-8").splitlines()]
    assert {line["kind"] for line in lines} == {"forordnande"}
    assert all(line["collaboration"] == "samla" for line in lines)


def test_a_long_history_is_leafed_through(come):
    page = come("Granskare")
    open_menu(page, "Historik")
    first = page.locator("tbody tr").first.inner_text()

    page.get_by_role("link", name="Äldre").click()
    expect(page).to_have_url(re.compile("fore="))
    assert page.locator("tbody tr").first.inner_text() != first
    page.get_by_role("link", name="Nyare").click()

    expect(page.locator("tbody tr").first).to_have_text(re.compile(re.escape(first.splitlines()[0])))


def test_a_member_comes_from_the_page_of_a_thing_to_its_history(come, portal):
    page = come("AU kommun")
    page.goto("/grupper/au/")
    page.get_by_role("link", name="Historik: vem ändrade vad när").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("AU")
    expect(page.locator(".history")).to_contain_text("Plats lades till")
    expect(page.locator(".history")).not_to_contain_text("Behörighet")

    page.goto(portal.case(SENT))
    page.get_by_role("link", name="Historik: vem ändrade vad när").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(SENT)
    expect(page.get_by_role("link", name="Öppna sidan")).to_be_visible()


def test_a_text_is_folded_until_somebody_wants_to_read_it_before_and_after(come, portal):
    page = come("Processledare")
    page.goto(portal.case(SENT))
    page.get_by_role("link", name="Historik: vem ändrade vad när").click()
    text = page.locator(".history dd").last
    expect(text).to_be_hidden()

    page.locator("summary").filter(has_text="Bakgrund angavs").click()

    expect(page.locator("details[open] dd").first).to_have_text("–")
    expect(page.locator("details[open] dd").last).to_contain_text(re.compile(r"\w{4}"))
