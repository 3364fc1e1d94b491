"""Every page can be used by everybody: axe-core on each template, reflow at 320 pixels, nothing wider than the screen."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from playwright.sync_api import Page, expect

from tests.browser.paths import open_step, write
from tests.browser.portal import Portal

pytestmark = pytest.mark.browser

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHECK = """async (rules) => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]}))
    .violations.map(one => `${one.id}: ${one.help}\\n  ` + one.nodes.map(node => node.html).join("\\n  "))"""
SETTLED = """() => document.getAnimations()
    .every(one => one.playState !== "running" || !(one.timeline instanceof DocumentTimeline))"""
DESK, PHONE, NARROW = 1280, 360, 320
REPRESENTATIVE = "/grupper/samordningsgruppen/uppdrag/uppdrag-representant/"
TEAM = "{Mobilt team för unga med psykisk ohälsa: hemvist och bemanning}"

DRAFT = "[Utkast till information om hemrehabilitering]"
SHARED = "[Underlag: bemanning av mobilt team]"
FINAL = "[Lägesbild för vård vid livets slut i Lerum]"

# Which page, as whom; a title in braces is the address of that case of the demonstration, in brackets of that document,
# in quotes of its line in the register. Main pages on a phone too.
THEIR_PLAN = "/o/exempelbygden/dokumenthanteringsplan/"
MAIN = {
    "": [
        ("demo/sign_in.html", "/logga-in/"),
        ("desk/welcome.html", "/"),
        ("documents/contact.html", "/kontakt/"),
        ("documents/entry.html", "”Arbetsordning för Samordningsgruppens möten”"),
        ("documents/register.html", "/handlingar/"),
        ("documents/request.html", "/handlingar/begar-ut/"),
        ("documents/governing.html", "/grupper/au/uppdrag/uppdragsbeskrivning/"),
        ("documents/governing_list.html", "/styrande-dokument/"),
        ("documents/page.html", "/om/styrning-i-regionen/"),
        ("documents/plan.html", "/dokumenthanteringsplan/"),
        ("groups/chart.html", "/organisation/"),
    ],
    "Processledare": [
        ("cases/register.html", "/arenden/registrera/"),
        ("desk/letters.html", "/brev/"),
        ("desk/work.html", "/"),
        ("documents/add.html", "/grupper/au/handlingar/registrera/"),
        ("documents/authorities.html", "/handlingar/myndigheter/"),
        ("documents/document.html", "[Bedömning av anbud på digitalt stöd]"),
        ("documents/entry.html", "”Fråga om gemensam introduktion för nya medarbetare”"),
        ("documents/of_body.html", "/grupper/samordningsgruppen/handlingar/"),
        ("documents/governing.html", f"{REPRESENTATIVE}1/"),
        ("documents/governing.html", "/grupper/nosam-lerum/uppdrag/uppdragsbeskrivning/"),
        ("documents/governing_approve.html", f"{REPRESENTATIVE}1/godkann/"),
        ("documents/governing_changes.html", "/grupper/au/uppdrag/uppdragsbeskrivning/2/skillnad/"),
        ("documents/governing_edit.html", f"{REPRESENTATIVE}1/andra/"),
        ("documents/governing_finalise.html", f"{REPRESENTATIVE}1/faststall/"),
        ("documents/governing_list.html", "/styrande-dokument/"),
        ("documents/governing_readers.html", f"{REPRESENTATIVE}1/vem-ser/"),
        ("documents/governing_slot.html", "/grupper/au/ny-dokumentplats/"),
        ("documents/page_edit.html", "/sidor/kontakt/andra/"),
        ("documents/step.html", f"{FINAL}steg/publicera/"),
        ("groups/chairs.html", "/grupper/samordningsgruppen/ordforande/?dag=2026-01-01"),
        ("groups/chair_form.html", "/grupper/samordningsgruppen/ordforande/ny/"),
        ("groups/chair_schedule.html", "/grupper/politiska-samradsgruppen/ordforande/schema/"),
        ("groups/powers.html", "/grupper/nosam-lerum/behorigheter/"),
        ("groups/powers.html", "/organisation/lerums-kommun/behorigheter/"),
        ("groups/grant.html", "/grupper/nosam-lerum/behorigheter/ny/"),
        ("groups/people.html", "/personer/"),
        ("groups/person.html", "/personer/<Karin Kommunchef>/"),
        ("groups/person_appoint.html", "/personer/<Karin Kommunchef>/forordna/"),
        ("groups/person_edit.html", "/personer/<Karin Kommunchef>/andra/"),
        ("groups/person_new.html", "/personer/ny/"),
        ("groups/person_sign_in.html", "/personer/<Karin Kommunchef>/stang/"),
        ("groups/organisation_edit.html", "/organisation/sjukhusen-i-vaster/andra/"),
    ],
    "Organisationsadministratör Lerums kommun": [
        ("groups/organisations.html", "/organisationer/"),
        ("groups/organisation.html", "/organisation/lerums-kommun/"),
        ("groups/profile.html", "/mina-uppgifter/"),
        ("groups/people_import.html", "/personer/las-in/"),
    ],
    "Ordförande NOSAM Lerum": [
        ("cases/new.html", "/arenden/nytt/?grupp=nosam-lerum"),
        ("cases/choose_body.html", "/arenden/nytt/"),
        ("documents/document.html", DRAFT),
        ("documents/step.html", f"{DRAFT}steg/dela/"),
    ],
    "AU kommun": [
        ("cases/queue.html", "/grupper/au/ko/"),
        ("cases/session.html", "/grupper/au/ko/genomgang/"),
        ("cases/sent.html", "/grupper/au/skickat/"),
        ("cases/list.html", "/arenden/"),
        ("cases/case.html", TEAM),
        ("cases/readers.html", f"{TEAM}vem-ser/"),
        ("cases/documents_add.html", f"{TEAM}handlingar/"),
        ("cases/document_readers.html", "[Utkast till bemanningsplan]vem-ser/"),
        ("documents/document.html", "[Utkast till bemanningsplan]"),
        ("cases/inform.html", f"{TEAM}meddela/"),
        ("cases/informed.html", f"{TEAM}information/"),
        ("cases/step.html", f"{TEAM}steg/lagg-vilande/"),
        ("cases/edit.html", f"{TEAM}andra/"),
        ("documents/document.html", SHARED),
        ("documents/page.html", "/om/"),
        ("documents/readers.html", f"{SHARED}vem-ser/"),
        ("documents/step.html", f"{SHARED}steg/faststall/"),
        ("documents/page_version.html", "/sidor/kontakt/versioner/1/"),
        ("documents/page_versions.html", "/sidor/kontakt/versioner/"),
        ("groups/chart.html", "/organisation/"),
        ("groups/list.html", "/grupper/"),
        ("groups/chair_band.html", "/ordforandeskap/"),
        ("groups/body.html", "/grupper/samordningsgruppen/"),
        ("groups/sign_in/app_add.html", "/min-inloggning/app/ny/"),
        ("groups/sign_in/overview.html", "/min-inloggning/"),
        ("groups/sign_in/passkey_add.html", "/min-inloggning/nyckel/ny/"),
        ("groups/sign_in/recovery_codes.html", "/min-inloggning/reservkoder/"),
        ("groups/body.html", "/grupper/au/"),
        ("groups/seats.html", "/grupper/samordningsgruppen/platser/?den=2025-05-01"),
        ("plans/plan.html", "/plan/"),
        ("styleguide.html", "/stilguide/?fel=1"),
    ],
    "Processledare i Exempelbygden": [
        ("documents/plan.html", THEIR_PLAN),
        ("documents/plan_edit.html", f"{THEIR_PLAN}slag/enkatsvar/andra/"),
        ("documents/disposals_due.html", f"{THEIR_PLAN}gallra/"),
        ("documents/dispose.html", f"{THEIR_PLAN}gallra/enkatsvar/nordby-kommun/"),
        ("documents/disposals.html", f"{THEIR_PLAN}gallringar/"),
        ("documents/disposal.html", f"{THEIR_PLAN}gallringar/1/"),
    ],
    "Representant Habilitering och hälsa": [
        ("meetings/meeting.html", "<called>"),
        ("meetings/meeting.html", "<called>synpunkter/"),
        ("meetings/anchor.html", "<called>forankra/"),
        ("meetings/notes.html", "<called>anteckningar/"),
        ("meetings/notice.html", "<called>kallelse/1/"),
        ("meetings/list.html", "/moten/"),
        ("meetings/my_calendar.html", "/min-kalender/"),
        ("meetings/year.html", "/arshjul/2026/"),
        ("meetings/changes.html", "/grupper/samordningsgruppen/forandringar/"),
    ],
    "Granskare": [("desk/history.html", "/historik/?slag=arende"), ("desk/thing.html", "/historik/person/1/")],
}
OTHERS = {
    "": [
        ("account/request_login_code.html", "/logga-in/kod/"),
        ("account/signup_closed.html", "/logga-in/stangt/"),
        ("account/account_inactive.html", "/logga-in/inaktiv/"),
    ],
    "Läsare": [
        ("403.html", "/arenden/registrera/"),
        ("404.html", "/arenden/SAMLA-1999-0001/"),
        ("account/logout.html", "/logga-ut/"),
        ("cases/case.html", TEAM),
        ("desk/work.html", "/"),
    ],
    "Processledare": [
        ("desk/letters.html", "/brev/?lage=FAILED"),
        ("cases/case.html", TEAM),
        ("meetings/prepare.html", "<planned>forbered/"),
        ("meetings/item_edit.html", "<planned>forbered/punkt/<item>/"),
        ("meetings/item_documents.html", "<planned>forbered/punkt/<item>/handlingar/"),
        ("meetings/item_people.html", "<planned>forbered/punkt/<item>/personer/"),
        ("meetings/call.html", "<planned>kalla/"),
        ("meetings/change.html", "<planned>andra/"),
        ("meetings/change.html", "<called>stall-in/"),
        ("meetings/move.html", "<called>flytta/"),
        ("meetings/coverage.html", "<called>horda/"),
        ("meetings/read_views.html", "<called>inkomna/"),
        ("meetings/choose_body.html", "/moten/nytt/"),
        ("meetings/new.html", "/moten/nytt/?grupp=samordningsgruppen"),
        ("meetings/year_plan.html", "/moten/ar/2027/samordningsgruppen/"),
        ("meetings/standing.html", "/grupper/samordningsgruppen/staende-punkter/"),
    ],
    "AU kommun": [("meetings/change.html", "<planned>godkann/")],
    "Granskare": [("desk/work.html", "/"), ("desk/history.html", "/historik/?fran=2027-02-02&till=2027-02-01")],
}
# Pages that only come after something else: the tests below lead to them.
AFTERWARDS = {
    "409.html",
    "account/confirm_login_code.html",
    "documents/gone.html",  # in place of a file that is destroyed
    "documents/job_waiting.html",
    "documents/publish.html",  # in test_register.py
    "groups/appoint.html",
    "groups/appointment.html",
    "groups/withdraw.html",
    # in test_sign_in.py
    *("groups/confirm.html", "groups/sign_in/factor_remove.html", "groups/sign_in/passkey_rename.html"),
    "mfa/authenticate.html",
    # in tests/identity/test_in_browser.py
    *("groups/confirm_go_on.html", "groups/sign_in/refused.html"),
    "groups/people_import_preview.html",
}
# Pages for when the portal is ill or besieged: rendered here, shown under one of its addresses.
UNWELL = {"429.html", "500.html", "503.html"}


def test_every_page_is_looked_at():
    pages = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if re.search(r'extends "(base|bare)\.html"', path.read_text(encoding="utf-8"))
    }

    visited = {template for visits in (*MAIN.values(), *OTHERS.values()) for template, _ in visits}
    assert pages == visited | AFTERWARDS | UNWELL


def test_a_fault_would_be_found(come):
    page = come()
    page.goto("/logga-in/kod/")
    page.locator("label").evaluate("label => label.remove()")

    assert any(fault.partition(": ")[2].startswith("label:") for fault in faults_of(page))


@pytest.mark.parametrize("role", MAIN)
def test_the_main_pages_have_no_fault_and_fit_every_screen(come, portal, role):
    page = come(role)
    for _, address in MAIN[role]:
        page.set_viewport_size({"width": DESK, "height": 900})
        page.goto(address_of(portal, address))
        assert faults_of(page) == []
        assert "Select an option" not in page.content()  # Django's English where our Swedish was forgotten
        page.set_viewport_size({"width": PHONE, "height": 740})
        assert faults_of(page) == []
        for width in (PHONE, NARROW):
            page.set_viewport_size({"width": width, "height": 740})
            assert wider_than_the_screen(page) == []


@pytest.mark.parametrize("role", OTHERS)
def test_the_other_pages_have_no_fault(come, portal, faults, role):
    page = come(role)
    faults.expected |= {403, 404, 422}
    for _, address in OTHERS[role]:
        page.goto(address_of(portal, address))
        assert faults_of(page) == []


@pytest.mark.parametrize("template", sorted(UNWELL))
def test_the_pages_of_an_unwell_portal_have_no_fault(come, template):
    page = come()
    page.route("**/sjuk/", lambda route: route.fulfill(body=html, content_type="text/html"))
    html = get_template(template).render()

    page.goto("/sjuk/")

    assert faults_of(page) == []


def test_a_step_opened_in_the_page_and_its_error_have_no_fault(come, portal, faults):
    au = come("AU kommun")
    au.goto(address_of(portal, TEAM))
    open_step(au, "Återför")
    expect(au.get_by_label("Svar")).to_be_visible()
    assert faults_of(au) == []

    faults.expected.add(422)
    au.get_by_role("button", name="Återför").click()
    expect(au.locator(".error-summary")).to_be_focused()

    assert faults_of(au) == []


def test_the_help_for_the_keys_has_no_fault(come):
    au = come("AU kommun")
    au.goto("/grupper/au/ko/")
    au.get_by_role("button", name="Kortkommandon").click()

    assert faults_of(au) == []


def test_a_schedule_that_is_shown_has_no_fault_and_fits(come):
    leader = come("Processledare")
    leader.goto("/grupper/politiska-samradsgruppen/ordforande/schema/")
    leader.get_by_role("button", name="Visa schemat").click()
    expect(leader.get_by_role("heading", name="Så blir schemat")).to_be_visible()

    assert faults_of(leader) == []
    leader.set_viewport_size({"width": NARROW, "height": 740})
    assert wider_than_the_screen(leader) == []


def test_the_code_page_has_no_fault(come):
    page = come()
    page.goto("/logga-in/kod/")
    page.get_by_label("E-postadress").fill("au-kommun@exempel.invalid")
    page.get_by_role("button", name="Skicka kod").click()
    expect(page.get_by_role("heading", name="Skriv in koden")).to_be_visible()

    assert faults_of(page) == []


def test_a_power_that_is_withdrawn_and_the_mistake_in_it_have_no_fault(come, faults):
    leader = come("Processledare")
    leader.goto("/organisation/lerums-kommun/behorigheter/")
    row = leader.get_by_role("row").filter(has_text="Oskar Organisationsadministratör")
    row.get_by_role("link", name="Ta tillbaka").click()
    expect(leader.get_by_role("checkbox", name="saknar administratör")).to_be_visible()
    assert faults_of(leader) == []

    faults.expected.add(422)
    leader.get_by_label("Skäl").fill("Slutar sin anställning.")
    leader.get_by_role("button", name="Ta tillbaka").click()
    expect(leader.locator(".error-summary")).to_contain_text("Bekräfta att det är meningen")

    assert faults_of(leader) == []
    leader.set_viewport_size({"width": NARROW, "height": 740})
    assert wider_than_the_screen(leader) == []


def test_two_versions_beside_each_other_have_no_fault(come, portal, faults):
    first = come("AU kommun")
    second = first.context.new_page()
    for page in (first, second):
        page.goto(f"{address_of(portal, TEAM)}andra/")
        write(page, {"Bilagor och underlag": f"Underlag {page is first}"})
    first.get_by_role("button", name="Spara").click()
    expect(first.get_by_role("status")).to_contain_text("Ändringen är sparad")
    faults.expected.add(409)
    second.get_by_role("button", name="Spara").click()
    expect(second.get_by_role("heading", name="Jämför de två versionerna")).to_be_visible()

    assert faults_of(second) == []
    second.set_viewport_size({"width": NARROW, "height": 740})
    assert wider_than_the_screen(second) == []


def test_giving_a_seat_and_ending_it_have_no_fault(come, portal, faults):
    leader = come("Processledare")
    leader.goto("/organisation/lerums-kommun/")
    leader.get_by_role("link", name="Förordna till NOSAM Lerum").click()
    faults.expected.add(422)
    leader.get_by_role("button", name="Visa vad som händer").click()
    expect(leader.locator(".error-summary")).to_be_focused()
    assert faults_of(leader) == []
    leader.get_by_label("Person").fill("Hanna Habilitering")
    leader.get_by_label("Efterträder").select_option(label="Lena Lerumsordförande – Lerums kommun")
    leader.get_by_role("button", name="Visa vad som händer").click()
    expect(leader.get_by_role("heading", name="Det här händer")).to_be_visible()
    for width in (DESK, NARROW):
        leader.set_viewport_size({"width": width, "height": 740})
        assert faults_of(leader) == []
        assert wider_than_the_screen(leader) == []

    leader.goto(address_of(portal, "/personer/<Lena Lerumsordförande>/"))
    leader.get_by_role("link", name="Avsluta förordnandet").click()
    expect(leader.get_by_text("Lena Lerumsordförande är då inte längre ordförande i NOSAM Lerum").first).to_be_visible()
    for width in (DESK, NARROW):
        leader.set_viewport_size({"width": width, "height": 740})
        assert faults_of(leader) == []
        assert wider_than_the_screen(leader) == []


def test_the_preview_of_a_list_of_people_has_no_fault(come):
    page = come("Processledare")
    head = "e-post;namn;titel;telefon;grupp;plats;område;från och med;till och med"
    good = "ny@exempel.invalid;Nora Ny;Chef;031-12 34 56;samordningsgruppen;tandvarden;;2026-01-01;"
    for rows in ([good], [good, "x;x;;;x;x;;;"]):
        page.set_viewport_size({"width": DESK, "height": 900})
        page.goto("/personer/las-in/")
        file = {"name": "lista.csv", "mimeType": "text/csv", "buffer": "\n".join([head, *rows]).encode()}
        page.get_by_label("Fil", exact=True).set_input_files(file)
        page.get_by_role("button", name="Visa vad filen ändrar").click()
        expect(page.get_by_role("heading", name="lista.csv")).to_be_visible()

        assert faults_of(page) == []
        page.set_viewport_size({"width": NARROW, "height": 740})
        assert wider_than_the_screen(page) == []


def test_the_page_of_long_work_has_no_fault(come, portal):
    au = come("AU kommun", javascript=True)
    job = portal.waiting_job("Karin Kommunchef", percent=40)
    au.goto(f"/jobb/{job}/")

    assert faults_of(au) == []


def address_of(portal: Portal, address: str) -> str:
    """The address with the case, document or line that a title names, and the key of the person whose name is in angles."""
    address = re.sub(r"\[(.+)\]", lambda title: portal.document(title[1]), address)
    address = re.sub("”(.+)”", lambda title: portal.line(title[1]), address)
    for word, state in (("<called>", "CALLED"), ("<planned>", "PLANNED")):
        address = address.replace(word, portal.meeting(state)) if word in address else address
    address = address.replace("<item>", str(portal.item("PLANNED"))) if "<item>" in address else address
    address = re.sub("<(.+)>", lambda name: str(portal.person(name[1])), address)
    return re.sub(r"\{(.+)\}", lambda title: portal.case(title[1]), address)


def faults_of(page: Page) -> list[str]:
    """What axe-core objects to on the page as it is now."""
    page.wait_for_function(SETTLED)  # what is still fading in has too little contrast
    page.evaluate(AXE)
    return [f"{page.url} ({page.viewport_size['width']}): {fault}" for fault in page.evaluate(CHECK, RULES)]


def wider_than_the_screen(page: Page) -> list[str]:
    """The elements that make the page scroll sideways, outside of what may scroll by itself."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= window.innerWidth ? [] : [...document.body.querySelectorAll("*")]
            .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1 && !one.closest(".table-scroll"))
            .map(one => `${location.pathname} ${window.innerWidth}: ${one.outerHTML.slice(0, 120)}`)"""
    )
