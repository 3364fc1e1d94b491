"""What goes wrong between people, in the net and in the fingers, and what the pages say then."""

import hashlib
import re

import pytest
from playwright.sync_api import Page, expect

from samla import clock
from tests.browser.conftest import sign_in
from tests.browser.paths import in_days, open_menu, open_step, press, row, said, take_step, write

pytestmark = pytest.mark.browser

BOTH_WAYS = pytest.mark.parametrize("javascript", [True, False], ids=["with_javascript", "without_javascript"])
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.mark.parametrize(
    ("javascript", "title"),
    [(True, "Utskrivning av äldre inför helger"), (False, "Läkemedelsgenomgångar på korttidsplatser")],
)
def test_of_two_who_ask_at_once_the_second_reads_who_was_first_and_keeps_her_words(
    come, portal, faults, javascript, title
):
    first, second = come("AU kommun", javascript=javascript), come("AU sjukhus", javascript=javascript)
    for page in (first, second):
        page.goto(portal.case(title))
        open_step(page, "Begär komplettering")
    first.get_by_label("Vad behöver kompletteras?").fill("Hur ofta händer det?")
    second.get_by_label("Vad behöver kompletteras?").fill("Vilka avdelningar gäller det?")
    first.get_by_role("button", name="Begär komplettering").click()
    expect(said(first)).to_contain_text("Begäran om komplettering är skickad")
    faults.expected.add(403)
    second.get_by_role("button", name="Begär komplettering").click()

    main = second.locator("main")
    expect(main).to_contain_text("Senaste steget: ”Begär komplettering” av Karin Kommunchef")
    expect(main).to_contain_text(str(clock.today().year))
    expect(second.get_by_label("Det du skrev", exact=True)).to_have_value("Vilka avdelningar gäller det?")


def test_of_two_who_press_at_once_the_second_is_told_in_the_live_region(come, faults):
    title = "Hjälpmedel på plats vid hemgång från sjukhus"
    first, second = come("AU kommun"), come("AU sjukhus")
    for page in (first, second):
        open_menu(page, "AU:s kö")
    row(first, title).get_by_role("button", name="Ta emot").click()
    expect(said(first)).to_contain_text("Ärendet är mottaget")
    faults.expected.add(403)
    row(second, title).get_by_role("button", name="Ta emot").click()

    expect(said(second)).to_contain_text("Ärendet är redan i läget ”under beredning”")
    expect(said(second)).to_contain_text("av Karin Kommunchef")
    expect(second.locator("#messages [data-focus]")).to_be_focused()


@BOTH_WAYS
def test_a_stale_form_shows_both_versions(come, portal, faults, javascript):
    address = portal.case("Mobilt team för unga med psykisk ohälsa: hemvist och bemanning")
    first, second = come("AU kommun", javascript=javascript), come("AU sjukhus", javascript=javascript)
    for page in (first, second):
        page.goto(f"{address}andra/")
    write(first, {"Bilagor och underlag": f"Karins underlag {javascript}"})
    write(second, {"Bilagor och underlag": f"Sixtens underlag {javascript}"})
    first.get_by_role("button", name="Spara").click()
    expect(said(first)).to_contain_text("Ändringen är sparad")
    faults.expected.add(409)
    second.get_by_role("button", name="Spara").click()

    expect(second.get_by_text("Karin Kommunchef ändrade medan du skrev")).to_be_visible()
    expect(second.get_by_label("Sparat nu")).to_have_value(f"Karins underlag {javascript}")
    expect(second.get_by_label("Det du skrev")).to_have_value(f"Sixtens underlag {javascript}")
    second.get_by_role("link", name="Öppna den sparade versionen").click()
    expect(second.get_by_text(f"Karins underlag {javascript}")).to_be_visible()


def test_an_expired_session_under_htmx_leads_to_sign_in_and_back(come):
    leader = come("Processledare", alone=True)
    leader.goto("/grupper/samordningsgruppen/ko/?ordning=alder")
    leader.context.clear_cookies(name="sessionid")

    leader.get_by_role("button", name="Ta emot").first.click()
    leader.wait_for_url("**/logga-in/?next=*")
    leader.get_by_role("button", name="Logga in som Processledare", exact=True).click()

    leader.wait_for_url("**/grupper/samordningsgruppen/ko/?ordning=alder")
    leader.get_by_role("button", name="Ta emot").first.click()
    expect(said(leader)).to_contain_text("Ärendet är mottaget")


@BOTH_WAYS
def test_a_personal_identity_number_is_refused_with_an_explanation_and_nothing_is_lost(come, faults, javascript):
    chair = come("Ordförande NOSAM Lerum", javascript=javascript)
    chair.goto("/arenden/nytt/?grupp=nosam-lerum")
    texts = {"Rubrik": "Samordning kring en person", "Bakgrund": "Det gäller 19121212-1212.", "Fråga": "Hur gör vi?"}
    write(chair, texts)
    chair.get_by_role("checkbox", name="Äldre").check()
    faults.expected.add(422)
    chair.get_by_role("button", name="Spara utkast").click()

    summary = chair.locator(".error-summary")
    expect(summary).to_contain_text("ser ut som ett personnummer")
    expect(summary).to_contain_text("beskriv frågan utan personuppgifter")
    expect(summary).not_to_contain_text("1212-1212")
    for label, text in texts.items():
        expect(chair.get_by_role("textbox", name=label)).to_have_value(text)
    expect(chair.get_by_role("checkbox", name="Äldre")).to_be_checked()
    summary.get_by_role("link", name="Bakgrund").click()
    expect(chair.get_by_role("textbox", name="Bakgrund")).to_be_focused()


def test_the_keys_walk_the_queue_and_can_be_turned_off(come):
    au = come("AU kommun")
    au.goto("/grupper/au/ko/")
    links = au.locator("[data-rows] tr th a")
    for key, place in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        au.keyboard.press(key)
        expect(links.nth(place)).to_be_focused()
    title = links.nth(1).inner_text()

    au.keyboard.press("Enter")
    expect(au.get_by_role("heading", level=1)).to_have_text(title)

    au.go_back()
    au.keyboard.press("?")
    dialog = au.get_by_role("dialog", name="Kortkommandon i listan")
    dialog.get_by_role("checkbox").uncheck()
    au.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    au.locator("h1").click()
    au.keyboard.press("j")
    expect(links.first).not_to_be_focused()


def test_the_first_tab_leads_past_the_menu(come):
    au = come("AU kommun")

    au.keyboard.press("Tab")
    expect(au.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    au.keyboard.press("Enter")

    expect(au.locator("main")).to_be_focused()


def test_on_a_phone_the_menu_folds_and_opens_without_javascript(come):
    au = come("AU kommun", javascript=False, width=360, height=740)
    expect(au.get_by_role("link", name="AU:s kö")).not_to_be_visible()

    au.locator("summary").get_by_text("Meny").click()
    open_menu(au, "AU:s kö")

    expect(au.get_by_role("heading", name="Ärenden hos AU")).to_be_visible()


def test_what_may_not_be_done_is_explained_and_what_may_not_be_known_does_not_exist(come, portal, faults):
    reader, stranger = come("Läsare"), come("Processledare i Exempelbygden")
    faults.expected |= {403, 404}
    case = portal.case("Mobilt team för unga med psykisk ohälsa: hemvist och bemanning")

    reader.goto("/arenden/registrera/")
    expect(reader.locator("main")).to_contain_text("Bara processledaren registrerar ärenden åt någon annan.")
    reader.goto(f"{case}steg/skicka/nosam-finns-inte/")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Det går inte att göra det här")
    reader.goto("/arenden/SAMLA-1999-0001/")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Sidan finns inte")

    for address in (case, f"{case}akt.pdf", f"/o/exempelbygden{case}", "/o/finns-inte/"):
        assert stranger.goto(address).status == 404, address
        expect(stranger.get_by_role("heading", level=1)).to_have_text("Sidan finns inte")


def test_a_way_that_is_not_declared_is_refused_with_its_reason(come, portal, faults):
    au = come("AU kommun")
    faults.expected.add(403)
    au.goto(f"{portal.case('Gemensam plan för utbildningar i första hjälpen vid psykisk ohälsa')}steg/skicka/au/")

    expect(au.locator("main")).to_contain_text("Det finns ingen sådan väg från AU.")


@BOTH_WAYS
def test_another_collaboration_stays_within_its_own_addresses(come, portal, javascript):
    leader = come("Processledare i Exempelbygden", javascript=javascript)
    case = portal.case(
        "Vård på öarna när färjan är inställd" if javascript else "Hembesök tillsammans efter utskrivning"
    )
    pages = ["/", "/grupper/", "/grupper/ledningsgruppen/", "/grupper/ledningsgruppen/ko/", "/arenden/", "/plan/", case]
    for address in pages:
        leader.goto(f"/o/exempelbygden{address}")
        assert [link for link in own_links(leader) if not link.startswith("/o/exempelbygden/")] == []

    take_step(
        leader, "Lägg vilande", {"Varför vilar": "Väntar på färjan.", "Till och med": in_days(9)}, done="är vilande"
    )
    assert leader.url.endswith(f"/o/exempelbygden{case}")


def own_links(page: Page) -> list[str]:
    """Every address of the portal's own on the page, of links and forms."""
    found = page.locator("a[href], form[action]").evaluate_all(
        "all => all.map(one => one.getAttribute('href') ?? one.getAttribute('action'))"
    )
    return [address for address in found if address.startswith("/")]


@BOTH_WAYS
def test_long_work_shows_its_progress_and_then_its_file(come, portal, javascript):
    au = come("AU kommun", javascript=javascript)
    job = portal.waiting_job("Karin Kommunchef", percent=40)
    au.goto(f"/jobb/{job}/")
    expect(au.get_by_role("heading", name="Filen skapas")).to_be_visible()
    expect(au.get_by_role("progressbar")).to_have_attribute("value", "40")

    with au.expect_response(lambda answer: answer.headers.get("content-type") == "application/pdf") as answer:
        portal.ask(
            "UPDATE documents_job SET state = 'DONE', finished_at = now(), result = %s, media_type = 'application/pdf',"
            " sha256 = %s WHERE id = %s",
            PDF,
            hashlib.sha256(PDF).hexdigest(),
            job,
        )

    assert 'filename="akt.pdf"' in answer.value.headers["content-disposition"]


def test_when_the_net_is_gone_the_page_says_that_nothing_was_saved(come, faults):
    leader = come("Processledare")
    leader.goto("/grupper/politiska-samradsgruppen/ko/")
    faults.offline = True
    leader.context.set_offline(True)
    leader.get_by_role("button", name="Ta emot").first.click()

    expect(said(leader)).to_contain_text("Portalen svarade inte. Inget har sparats.")


def test_whoever_is_signed_in_twice_can_end_the_other(come):
    first, second = (come("Representant Lerums kommun", alone=True) for _ in range(2))
    second.get_by_role("link", name="Min inloggning").click()
    expect(second.get_by_role("row")).to_have_count(3)
    second.get_by_role("button", name="Avsluta de andra").click()
    expect(second.get_by_role("row")).to_have_count(2)

    first.goto("/arenden/")
    expect(first).to_have_url(re.compile(r"/logga-in/\?next=/arenden/"))


def test_signing_out_closes_the_door(come):
    au = come()
    sign_in(au, "AU kommun", to="/grupper/au/ko/")
    expect(au.get_by_role("heading", name="Ärenden hos AU")).to_be_visible()

    press(au, "Logga ut", done="")
    au.goto("/grupper/au/ko/")

    expect(au.get_by_role("heading", name="Vem vill du vara?")).to_be_visible()
