"""What a person does on the pages of the portal, step by step."""

import re
from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from samla import clock

# The new case, complete enough to be handed in.
TEXTS = {
    "Bakgrund": "Den som får hemsjukvård har sällan sin läkemedelslista hemma när ambulansen kommer.",
    "Fråga": "Ska listan alltid ligga på samma plats i hemmet?",
    "Förslag till beslut": "Listan förvaras på en bestämd plats, och båda kommunerna informerar.",
}
PREPARATION = {
    "Konsekvenser och ekonomi": "Ryms i det vanliga arbetet.",
    "Bilagor och underlag": "Inget underlag behövs.",
    "Berett av": "AU och processledaren",
}


def in_days(days: int) -> str:
    """A day from today on, as a date field takes it."""
    day: date = clock.today() + timedelta(days=days)
    return day.isoformat()


def open_menu(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name=name, exact=True).click()


def said(page: Page) -> Locator:
    """The live region, where the portal says what was done."""
    return page.get_by_role("status")


def row(page: Page, title: str) -> Locator:
    return page.get_by_role("row").filter(has_text=title)


def todo(page: Page, title: str) -> Locator:
    """A line of Mitt arbete."""
    return page.locator(".todo").filter(has_text=title)


def write(page: Page, texts: dict[str, str]) -> None:
    for label, text in texts.items():
        page.get_by_role("textbox", name=label).fill(text)


def write_draft(page: Page, body: str, title: str) -> None:
    """From the menu through Nytt ärende to a saved draft of the body's."""
    open_menu(page, "Ärenden")
    page.get_by_role("link", name="Nytt ärende").click()
    page.get_by_role("link", name=body).click()
    page.get_by_role("textbox", name="Rubrik").fill(title)
    write(page, TEXTS)
    for choice in ("Äldre", "Lerums kommun", "Sjukhusen i väster"):
        page.get_by_role("checkbox", name=choice, exact=True).check()
    page.get_by_label("Ursprung").select_option(label="Närområdessamverkan")
    page.get_by_role("button", name="Spara utkast").click()
    expect(said(page)).to_contain_text("Utkastet är sparat")


def hand_in(page: Page) -> str:
    """From the page of a draft. Answers the number that the case got."""
    page.get_by_role("button", name="Lämna in").click()
    expect(said(page)).to_contain_text("har fått sitt nummer")
    number = re.search(r"SAMLA \d{4}-\d{4}", page.locator(".page-kicker").inner_text())
    assert number
    return number[0]


def open_step(page: Page, label: str) -> None:
    """Open the form of a step from the page of a case, wherever its button stands."""
    link = page.get_by_role("link", name=label, exact=True)
    if not link.is_visible():
        page.get_by_text("Fler steg").click()
    link.click()


def take_step(page: Page, label: str, fields: dict[str, str] | None = None, *, done: str) -> None:
    """Take a step that asks for something first, and read what the portal says then."""
    open_step(page, label)
    for name, value in (fields or {}).items():
        page.locator("form").get_by_label(name).fill(value)
    page.get_by_role("button", name=label, exact=True).click()
    expect(said(page)).to_contain_text(done)


def press(page: Page, label: str, *, done: str) -> None:
    """Take a step of one press."""
    page.get_by_role("button", name=label, exact=True).click()
    expect(said(page)).to_contain_text(done)


def stations(page: Page) -> list[str]:
    """The bodies on the line of a case."""
    return page.locator(".case-line .station-name").all_inner_texts()
