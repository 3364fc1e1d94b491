"""A document's way into the register and onto the web, and what somebody without a login finds there."""

import re

import pytest
from playwright.sync_api import expect

from samla import clock
from tests.browser.paths import in_days, open_menu, row, said, write
from tests.browser.test_axe import NARROW, faults_of, wider_than_the_screen
from tests.builders import PDF

pytestmark = pytest.mark.browser

TITLE = "Handbok för gemensamma vårdplaneringar"
SECRET = "Värdering av anbud om tolkning"


def add(page, title):
    """From the body's page, a draft with a file."""
    page.goto("/grupper/samordningsgruppen/")
    page.get_by_role("link", name="Ny handling").click()
    page.get_by_label("Fil", exact=True).set_input_files(
        {"name": "handbok.pdf", "mimeType": "application/pdf", "buffer": PDF + title.encode()}
    )
    write(page, {"Rubrik": title})
    page.get_by_label("Handlingsslag").select_option(index=1)
    page.get_by_role("button", name="Spara utkast").click()
    expect(said(page)).to_contain_text("Utkastet är sparat")


def finalise(page, protected=""):
    page.get_by_role("link", name="Fastställ innehållet").click()
    page.get_by_label("Vad handlingen rör, skyddad uppgift").fill(protected)
    page.get_by_label("inte genomsökt efter virus").check()
    page.get_by_role("button", name="Fastställ innehållet").click()
    expect(said(page)).to_contain_text("upprättad och registrerad")


def test_a_document_is_registered_published_and_found_by_anybody_and_a_secret_one_is_not(come, portal):
    leader = come("Processledare")

    # Next year's authority is missing; the leader names it and the others follow.
    open_menu(leader, "Handlingar")
    leader.get_by_role("link", name="Registrerande myndigheter").click()
    year = clock.today().year + 1
    leader.get_by_role("link", name=f"Ange Samordningsgruppen {year}").click()
    leader.get_by_label("Registrerande myndighet").select_option(label="Styrelsen för Sjukhusen i väster")
    leader.get_by_label("Så begär man ut handlingar").fill("registrator@exempel.invalid")
    leader.get_by_role("button", name="Spara").click()
    expect(said(leader)).to_contain_text("registreras hos Styrelsen för Sjukhusen i väster")
    leader.get_by_role("button", name=re.compile(f"gälla också {year}")).click()
    expect(leader.get_by_text("Saknas")).to_have_count(0)

    # A document, and one that must not be seen.
    add(leader, TITLE)
    finalise(leader, protected="Bygger på granskningen av Silverlaxen")
    address = leader.url
    add(leader, SECRET)
    leader.get_by_role("link", name="Sekretessmarkera").click()
    write(
        leader,
        {"Bestämmelse": "OSL 19 kap. 3 §", "Myndighet": "Styrelsen för Sjukhusen i väster", "Skäl": "Upphandling."},
    )
    leader.get_by_role("button", name="Sekretessmarkera").click()
    expect(said(leader)).to_contain_text("Handlingen är sekretessmarkerad")
    finalise(leader)

    # Two steps to the web.
    leader.goto(address)
    leader.get_by_role("link", name="Publicera").click()
    for box in leader.get_by_role("checkbox").all():
        box.check()
    leader.get_by_label("Filen är tillgänglig").check()
    leader.get_by_role("button", name="Gå vidare").click()
    expect(leader.get_by_text("Steg 2 av 2")).to_be_visible()
    assert faults_of(leader) == []
    leader.set_viewport_size({"width": NARROW, "height": 740})
    assert wider_than_the_screen(leader) == []
    leader.get_by_role("button", name="Publicera").click()
    expect(said(leader)).to_contain_text("Handlingen är publicerad")

    # Anybody searches, sorts, reads and takes the list along.
    anybody = come(javascript=False)
    anybody.goto("/")
    anybody.get_by_role("contentinfo").get_by_role("link", name="Handlingar").click()
    anybody.get_by_label("Sök").fill("planeringar handbok")
    anybody.get_by_role("button", name="Filtrera").click()
    expect(anybody.get_by_role("heading", name="En handling")).to_be_visible()
    anybody.get_by_role("link", name="Rensa").click()
    anybody.get_by_role("columnheader", name="Vad handlingen rör").get_by_role("link").click()
    expect(anybody.get_by_role("columnheader", name="Vad handlingen rör")).to_have_attribute("aria-sort", "ascending")
    titles = anybody.locator("tbody th a").all_inner_texts()
    assert titles == sorted(titles, key=str.lower)
    assert TITLE in titles
    assert SECRET not in titles
    with anybody.expect_download() as csv:
        anybody.get_by_role("link", name="Hämta som CSV").click()
    lines = csv.value.path().read_text("utf-8-sig")
    assert TITLE in lines
    assert SECRET not in lines
    assert "Silverlaxen" not in lines
    row(anybody, TITLE).get_by_role("link", name=TITLE, exact=True).click()
    expect(anybody.get_by_text("Silverlaxen")).to_have_count(0)
    with anybody.expect_download() as file:
        anybody.get_by_role("link", name="Ladda ned").click()
    assert file.value.suggested_filename == "handbok.pdf"
    assert file.value.path().read_bytes() == PDF + TITLE.encode()
    anybody.goto(f"/handlingar/?q={SECRET.split(maxsplit=1)[0]}")
    expect(anybody.get_by_role("heading", name="Ingen handling")).to_have_count(0)
    expect(anybody.get_by_text("Ingen handling passar sökningen")).to_be_visible()


def test_what_has_come_in_is_registered_at_once_and_a_mistake_keeps_what_was_typed(come, faults):
    chair = come("Ordförande NOSAM Lerum")
    chair.goto("/grupper/nosam-lerum/")
    chair.get_by_role("link", name="Registrera in- eller utgående").click()
    chair.get_by_label("Fil", exact=True).set_input_files(
        {"name": "brev.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    write(chair, {"Rubrik": "Brev om hemtjänst", "Vad handlingen rör, skyddad uppgift": "Om en namngiven verksamhet"})
    chair.get_by_label("Handlingsslag").select_option(index=1)
    chair.get_by_label("Datum").fill(in_days(-1))
    faults.expected.add(422)
    chair.get_by_role("button", name="Registrera").click()
    expect(chair.locator(".error-summary")).to_contain_text("Ange från vem handlingen kom")
    expect(chair.get_by_label("Rubrik")).to_have_value("Brev om hemtjänst")
    assert faults_of(chair) == []

    chair.get_by_label("Avsändare eller mottagare (frivilligt)").fill("En hemtjänstgrupp")
    chair.get_by_label("Vad handlingen rör (frivilligt)").fill("Brev om hemtjänst")
    chair.get_by_label("Fil", exact=True).set_input_files(
        {"name": "brev.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    chair.get_by_role("button", name="Registrera").click()

    expect(said(chair)).to_contain_text("Handlingen är registrerad som SAMLA H")
    expect(chair.get_by_text("Upprättat", exact=True)).to_be_visible()
