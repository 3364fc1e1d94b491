"""Powers that no seat gives, as people meet them: given, used, explained and withdrawn, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.paths import in_days, open_menu, said

pytestmark = pytest.mark.browser

BOTH_WAYS = pytest.mark.parametrize("javascript", [True, False], ids=["with_javascript", "without_javascript"])
NOSAM = "/grupper/nosam-lerum/behorigheter/"
LERUM = "/organisation/lerums-kommun/behorigheter/"
DRAFT = "Ungdomsmottagningens öppettider under lov"  # by NOSAM Lerum's chair, who sits there for Lerums kommun
READS_DRAFTS = "Läsa gruppens utkast"


def give(page, address, person, power, reason, *, until):
    """From the page of powers to the message that it is given."""
    page.goto(address)
    page.get_by_role("link", name="Ge en behörighet").click()
    page.get_by_label("Person").fill(person)
    page.get_by_label("Behörighet").select_option(label=power)
    page.get_by_label("Till och med").fill(until)
    page.get_by_label("Skäl").fill(reason)
    page.get_by_role("button", name="Ge behörigheten").click()
    expect(said(page)).to_contain_text("har fått behörigheten")


def withdraw(page, address, person, power, reason):
    page.goto(address)
    row = page.get_by_role("row").filter(has_text=person).filter(has_text=power)
    row.get_by_role("link", name="Ta tillbaka").click()
    page.get_by_label("Skäl").fill(reason)
    page.get_by_role("button", name="Ta tillbaka").click()
    expect(said(page)).to_contain_text("är tillbakatagen")


def who_reads(page, address):
    """What the page says of who may see a draft."""
    page.goto(address)
    page.get_by_role("link", name="Vem kan se det här?").click()
    expect(page.get_by_role("heading", name="Vem kan se det här?")).to_be_visible()
    return page.locator(".readers")


@BOTH_WAYS
def test_the_leader_lets_a_colleague_read_a_groups_drafts_and_takes_it_back(come, portal, faults, javascript):
    leader, reader = come("Processledare", javascript=javascript), come("Läsare", javascript=javascript)
    draft, title = portal.case(DRAFT), reader.get_by_role("link", name=DRAFT)
    open_menu(reader, "Ärenden")
    expect(reader.get_by_role("heading", name="Ärenden", level=1)).to_be_visible()
    expect(title).to_have_count(0)
    expect(who_reads(leader, draft)).not_to_contain_text("Lisa Läsare")

    give(leader, NOSAM, "Lisa Läsare", READS_DRAFTS, "Följer frågan under våren.", until=in_days(20))

    rows = leader.get_by_role("row").filter(has_text=READS_DRAFTS)
    expect(rows.filter(has_text="Lisa Läsare")).to_contain_text("Följer frågan under våren.")
    open_menu(reader, "Ärenden")
    title.click()
    expect(reader.get_by_role("heading", name=DRAFT)).to_be_visible()
    expect(reader.get_by_role("link", name="Ändra ärendet")).to_have_count(0)
    expect(reader.get_by_role("button", name="Lämna in")).to_have_count(0)
    for page in (leader, reader):
        expect(who_reads(page, draft)).to_contain_text("Lisa Läsare (till och med ")
    open_menu(reader, "Mitt arbete")
    expect(reader.locator(".todo")).to_contain_text("Din behörighet ”läsa gruppens utkast” går ut den")

    withdraw(leader, NOSAM, "Lisa Läsare", READS_DRAFTS, "Frågan är klar.")

    leader.get_by_text("Tidigare behörigheter").click()
    expect(leader.locator(".history").last).to_contain_text("av Petra Processledare: Frågan är klar.")
    expect(who_reads(leader, draft)).not_to_contain_text("Lisa Läsare")
    faults.expected.add(404)
    reader.goto(draft)
    expect(reader.get_by_role("heading", name="Sidan finns inte")).to_be_visible()
    open_menu(reader, "Ärenden")
    expect(title).to_have_count(0)


@BOTH_WAYS
def test_an_administrator_lets_a_colleague_read_what_her_organisation_writes(come, portal, javascript):
    administrator = come("Organisationsadministratör Lerums kommun", javascript=javascript)
    power = "Läsa utkast som organisationens representanter skriver"
    reader = come("Läsare", javascript=javascript)

    give(administrator, LERUM, "lasare@exempel.invalid", power, "Stöd i beredningen.", until=in_days(90))

    reader.goto(portal.case(DRAFT))
    expect(reader.get_by_role("heading", name=DRAFT)).to_be_visible()
    row = administrator.get_by_role("row").filter(has_text="Administrera organisationens personer")
    expect(row.get_by_role("link", name="Ta tillbaka")).to_have_count(0)
    withdraw(administrator, LERUM, "Lisa Läsare", power, "Beredningen är klar.")


@BOTH_WAYS
def test_the_last_administrator_is_taken_back_only_when_it_is_meant(come, faults, javascript):
    leader = come("Processledare", javascript=javascript)
    give(leader, "/organisation/alingsas-kommun/behorigheter/", "Kim Kommunikatör",
         "Administrera organisationens personer", "Sköter förordnandena.", until=in_days(300))  # fmt: skip
    leader.get_by_role("link", name="Ta tillbaka").click()
    leader.get_by_label("Skäl").fill("Byter arbete.")
    faults.expected.add(422)
    leader.get_by_role("button", name="Ta tillbaka").click()

    expect(leader.locator(".error-summary")).to_contain_text("Alingsås kommun har sedan ingen administratör")
    expect(leader.get_by_label("Skäl")).to_have_value("Byter arbete.")
    leader.get_by_role("checkbox", name="Jag vet att Alingsås kommun sedan saknar administratör").check()
    leader.get_by_role("button", name="Ta tillbaka").click()

    expect(leader.locator("main")).to_contain_text("Ingen administratör")


@BOTH_WAYS
def test_a_seat_that_ended_while_she_wrote_leaves_her_words_to_copy(come, portal, faults, javascript):
    """As at midnight: the step was hers when she opened its form, and the case is not hers to see when she sends it."""
    member = come("Politisk ledamot", javascript=javascript)
    member.goto("/arenden/nytt/?grupp=politiska-samradsgruppen")
    words = f"Det som hon hann skriva före midnatt, {javascript}."
    member.get_by_role("textbox", name="Rubrik").fill("En fråga som väcks sent på kvällen")
    member.get_by_role("textbox", name="Bakgrund").fill(words)
    yesterday = in_days(-1)
    seat = "UPDATE groups_appointment SET ends_on = %s WHERE user_id = (SELECT id FROM groups_user WHERE name = %s)"
    portal.ask(seat, yesterday, "Paula Politiker")
    faults.expected |= {403, 404}

    member.get_by_role("button", name="Spara utkast").click()

    expect(member.get_by_role("heading", name="Det du hade skrivit")).to_be_visible()
    expect(member.get_by_label("Bakgrund")).to_have_value(words)
    portal.ask(seat, None, "Paula Politiker")
