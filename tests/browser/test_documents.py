"""Files to a case, as the people concerned: dragged and chosen, refused and kept, shared, read, shown, and given a version."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.paths import said
from tests.browser.test_axe import NARROW, PHONE, TEAM, address_of, faults_of, wider_than_the_screen
from tests.builders import a_pdf
from tests.files import a_docx, a_png

PATIENCE = 20  # seconds: two busy cores
pytestmark = pytest.mark.browser

DROP = """([form, files]) => {
    const carried = new DataTransfer();
    for (const [name, type, text] of files) carried.items.add(new File([text], name, {type}));
    for (const kind of ["dragenter", "dragover", "drop"])
        form.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: carried}));
}"""


def a_file(name, content, kind="application/pdf"):
    return {"name": name, "mimeType": kind, "buffer": content}


def open_adding(page, portal):
    page.goto(address_of(portal, TEAM))
    page.get_by_role("link", name="Lägg till handlingar").click()
    expect(page.get_by_role("heading", name="Lägg till handlingar", level=1)).to_be_visible()


def choose(page, *files):
    page.locator("input[type=file]").set_input_files(list(files))


def lines(page):
    return page.locator("[data-uploads] > li")


def open_document(page, portal, title):
    page.goto(address_of(portal, TEAM))
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    return page.url


def test_files_are_chosen_and_dropped_and_one_that_is_refused_keeps_none_of_the_others(come, portal, faults):
    au = come("AU kommun")
    faults.expected.add(422)
    open_adding(au, portal)
    choose(au, a_file("Tider för möten.pdf", a_pdf("Tider")), a_file("schema.docx", a_docx("Schema")))
    au.evaluate(
        DROP,
        [
            au.locator("form[data-upload]").element_handle(),
            [["program.exe", "", "MZ"], ["rum.txt", "text/plain", "Rum A"]],
        ],
    )
    expect(lines(au)).to_have_count(4)
    assert faults_of(au) == []

    au.get_by_role("button", name="Lägg till").click()

    expect(lines(au).filter(has_text="program.exe")).to_contain_text("Filtypen ”.exe” tas inte emot")
    expect(lines(au).filter(has_text="Tider för möten.pdf")).to_contain_text("Tillagd")
    expect(au.locator("[data-told]")).to_have_text("3 av 4 filer är tillagda.")
    for width in (PHONE, NARROW):
        au.set_viewport_size({"width": width, "height": 740})
        assert wider_than_the_screen(au) == []
    assert faults_of(au) == []
    au.get_by_role("link", name="Till ärendet").click()
    for title in ("Tider för möten", "schema", "rum"):
        expect(au.get_by_role("link", name=title, exact=True)).to_be_visible()
    expect(au.get_by_text("program")).to_have_count(0)


def test_when_all_are_kept_the_case_comes_back_by_itself(come, portal):
    au = come("AU kommun")
    open_adding(au, portal)
    choose(au, a_file("karta.png", a_png(), "image/png"), a_file("lista.csv", b"namn;antal\n", "text/csv"))

    au.get_by_role("button", name="Lägg till").click()

    expect(au).to_have_url(f"{portal.url}{address_of(portal, TEAM)}#handlingar")
    expect(au.get_by_role("link", name="karta", exact=True)).to_be_visible()


def test_a_draft_is_its_authors_until_it_is_shared_and_then_shown_and_given_a_version(come, portal, faults):
    au, hospital, reader = come("AU kommun"), come("AU sjukhus"), come("Läsare")
    faults.expected |= {404}
    open_adding(au, portal)
    choose(au, a_file("Förslag till bemanning.pdf", a_pdf("Bemanning i tva steg")))
    au.get_by_role("button", name="Lägg till").click()
    expect(au).to_have_url(f"{portal.url}{address_of(portal, TEAM)}#handlingar")
    address = open_document(au, portal, "Förslag till bemanning")
    for other in (hospital, reader):
        other.goto(address)
        expect(other.get_by_role("heading", level=1)).not_to_have_text("Förslag till bemanning")

    au.get_by_role("link", name="Dela för synpunkter").click()
    au.get_by_role("button", name="Dela för synpunkter").click()
    expect(said(au)).to_contain_text("delad för synpunkter")

    hospital.goto(address)
    expect(hospital.get_by_role("heading", level=1)).to_have_text("Förslag till bemanning")
    is_shown_as_pdf(hospital)
    hospital.reload()
    is_shown_as_pdf(hospital)  # also when her browser has it already
    with hospital.expect_download() as download:
        hospital.get_by_role("link", name="Ladda ned").click()
    assert download.value.suggested_filename == "Förslag till bemanning.pdf"
    reader.goto(address)
    expect(reader.get_by_role("heading", level=1)).not_to_have_text("Förslag till bemanning")

    au.get_by_role("link", name="Ny version").click()
    au.get_by_label("Fil", exact=True).set_input_files(a_file("Förslag 2.pdf", a_pdf("Bemanning i ett steg")))
    au.get_by_label("Vad som ändrades").fill("Ett steg i stället för två.")
    au.get_by_role("button", name="Ladda upp").click()
    expect(said(au)).to_contain_text("Den nya versionen är sparad")
    expect(au.get_by_text("Ett steg i stället för två.")).to_be_visible()
    au.goto(f"{address}vem-ser/")
    expect(au.get_by_text("Den som skapade handlingen")).to_be_visible()
    assert faults_of(au) == []


def is_shown_as_pdf(page):
    """Chromium's own reader stands in the frame with the page in it, not turned away by what the answer forbids."""
    frame = page.locator("iframe.preview")
    frame.scroll_into_view_if_needed()
    expect(frame).to_be_visible()
    until = time.monotonic() + PATIENCE
    while not any(one.url.startswith("chrome-extension://") and one.child_frames for one in page.frames):
        assert time.monotonic() < until, [one.url for one in page.frames]
        page.wait_for_timeout(100)


def test_without_javascript_several_files_come_at_once(come, portal, faults):
    au = come("AU kommun", javascript=False)
    faults.expected.add(422)
    open_adding(au, portal)
    choose(au, a_file("utan-skript.pdf", a_pdf("Utan skript")), a_file("tom.txt", b"", "text/plain"))

    au.get_by_role("button", name="Lägg till").click()

    expect(au.locator(".error-summary")).to_contain_text("tom.txt: Filen är tom.")
    expect(au.get_by_text("”utan-skript” är tillagd.")).to_be_visible()
    au.get_by_role("link", name="Till ärendet").click()
    expect(au.get_by_role("link", name="utan-skript", exact=True)).to_be_visible()
