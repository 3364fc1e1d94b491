"""The process leader looks at seats and parties, and takes in a list of people."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from samla import clock
from samla.formats import date_text
from tests.browser.paths import said, todo

pytestmark = pytest.mark.browser

BOTH_WAYS = pytest.mark.parametrize("javascript", [True, False], ids=["with_javascript", "without_javascript"])
HEAD = "e-post;namn;titel;telefon;grupp;plats;område;från och med;till och med"
LED = """SELECT u.name FROM groups_officeholding h JOIN groups_user u ON u.id = h.user_id
    JOIN groups_body b ON b.id = h.body_id
    WHERE b.slug = 'au' AND h.office = 'CHAIR' AND %s BETWEEN h.starts_on AND h.ends_on"""
END = """UPDATE groups_appointment SET ends_on = %s FROM groups_seat s JOIN groups_body b ON b.id = s.body_id
    WHERE s.id = seat_id AND b.slug = 'au' AND s.slug = 'ledamot-sjukhusen-i-vaster'"""


@BOTH_WAYS
def test_she_looks_up_who_sat_in_au_on_a_day(come, portal, javascript):
    day = date(clock.today().year - 1, 5, 1)
    ((chair,),) = portal.ask(LED, day)
    page = come("Processledare", javascript=javascript)
    page.goto("/grupper/au/")

    page.get_by_label("Vem satt här den").fill(day.isoformat())
    page.get_by_role("button", name="Visa", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"Platser {date_text(day)}")
    expect(page.get_by_role("note")).to_contain_text("Det är inte dagens platser")
    expect(page.get_by_role("complementary", name="Presidium")).to_contain_text(chair)
    page.get_by_role("link", name="Till idag").click()
    expect(page.get_by_role("heading", name="Platser idag")).to_be_visible()


@BOTH_WAYS
def test_she_sees_that_au_has_lost_a_party(come, portal, javascript):
    page = come("Processledare", javascript=javascript)
    page.goto("/grupper/au/")
    expect(page.locator("main")).to_contain_text("AU har alla tre parter")
    portal.ask(END, clock.today() - timedelta(days=1))
    try:
        page.goto("/")
        line = todo(page, "AU saknar part: sjukhus")
        expect(line).to_contain_text(f"sedan {date_text(clock.today())}")
        line.get_by_role("link").click()

        expect(page.get_by_role("note")).to_contain_text("AU saknar part: sjukhus (sedan")
        parties = page.locator(".parties > li")
        expect(parties.filter(has_text="Sjukhus")).to_contain_text(f"Saknas sedan {date_text(clock.today())}")
        expect(parties.filter(has_text="Saknas")).to_have_count(1)
    finally:
        portal.ask(END, None)


@pytest.mark.parametrize(
    ("javascript", "group", "seat", "name"),
    [
        (True, "samordningsgruppen", "tandvarden", "Tove Tandvård"),
        (False, "nosam-alingsas", "privata-vardcentraler", "Pim Privatklinik"),
    ],
    ids=["with_javascript", "without_javascript"],
)
def test_she_takes_in_a_list_that_she_had_to_mend(come, javascript, group, seat, name):
    page = come("Processledare", javascript=javascript)
    email = f"{seat}@exempel.invalid"
    today = clock.today().isoformat()

    upload(page, f"{HEAD}\n{email};{name};Chef;;{group};{seat};;{today};\nx@exempel.invalid;=1+1;;;{group};{seat};;;")
    expect(page.locator("main")).to_contain_text("Filen har fel och kan inte läsas in")
    expect(page.get_by_role("row").filter(has_text="formel")).to_contain_text("3")
    expect(page.get_by_role("button", name="Läs in", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Kasta filen och ladda upp en ny").click()
    expect(said(page)).to_contain_text("Ingenting har ändrats")

    upload(page, f"{HEAD}\n{email};{name};Chef;;{group};{seat};;{today};\n")
    expect(page.locator("main")).to_contain_text(name)
    page.get_by_role("button", name="Läs in", exact=True).click()
    expect(said(page)).to_contain_text("Filen är inläst")

    page.goto(f"/grupper/{group}/")
    expect(page.locator(f"#plats-{seat}")).to_contain_text(name)


def upload(page, text):
    page.goto("/personer/las-in/")
    page.get_by_label("Fil", exact=True).set_input_files(
        {"name": "lista.csv", "mimeType": "text/csv", "buffer": text.encode("utf-8")}
    )
    page.get_by_role("button", name="Visa vad filen ändrar").click()
