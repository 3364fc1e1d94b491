"""The portal's main job, as the people who do it: a case from a local group through AU to Samordningsgruppen and back."""

import re
import time

import page as validator
import pytest
from playwright.sync_api import expect

from tests.browser.paths import (
    PREPARATION,
    hand_in,
    in_days,
    open_menu,
    open_step,
    press,
    row,
    said,
    stations,
    take_step,
    todo,
    write,
    write_draft,
)

pytestmark = pytest.mark.browser

BOTH_WAYS = pytest.mark.parametrize("javascript", [True, False], ids=["with_javascript", "without_javascript"])


@BOTH_WAYS
def test_a_case_travels_from_nosam_through_au_to_samordningsgruppen_and_its_outcome_back(come, faults, javascript):
    title = f"Läkemedelslistan hemma {'med' if javascript else 'utan'} skript"
    chair = come("Ordförande NOSAM Lerum", javascript=javascript)
    au = come("AU kommun", javascript=javascript)
    coordination = come("AU primärvård", javascript=javascript)

    raise_to_au(chair, title)
    receive_in_its_row(au, title, javascript=javascript)
    ask_without_and_with_words(au, title, faults, javascript=javascript)
    answer_the_first_thing_that_waits(chair, title)
    prepare_and_send(au, title)
    decide(coordination, title)
    take_part_of_the_outcome(chair, title)

    assert stations(chair) == ["NOSAM Lerum", "AU", "Samordningsgruppen", "Avslutat"]
    history = chair.locator(".history")
    expect(history).to_contain_text("Karin Kommunchef (Vice ordförande, AU)")
    expect(history).to_contain_text("Hur många hem rör det sig om?")


def raise_to_au(chair, title):
    write_draft(chair, "Närområdessamverkan (NOSAM) Lerum", title)
    hand_in(chair)
    note = {"Meddelande till mottagaren": "Två boenden vill vara med och pröva."}
    take_step(chair, "Lyft till AU", note, done="Ärendet är skickat")


def receive_in_its_row(au, title, *, javascript):
    """Under HTMX the row changes where it stands; without, the queue comes back."""
    open_menu(au, "AU:s kö")
    line = row(au, title)
    expect(line.locator("[data-label='I kön']")).to_have_text("0 dagar")
    expect(line.locator("[data-label='Ursprung']")).to_have_text("NOSAM Lerum")
    expect(line.locator("[data-label='Läge']")).to_have_text("Väntar på att tas emot")
    address, place = au.url, line.get_attribute("id")
    if javascript:
        line.evaluate("row => { row.scrollIntoView({block: 'center'}); window.stayed = window.scrollY; }")

    line.get_by_role("button", name="Ta emot").click()

    expect(said(au)).to_contain_text("Ärendet är mottaget")
    expect(line.locator("[data-label='Läge']")).to_have_text("Under beredning")
    expect(line.get_by_role("link", name="Bered")).to_be_visible()
    assert au.url == address
    if javascript:
        assert au.evaluate("document.activeElement.id") == place
        assert au.evaluate("window.stayed !== undefined")


def ask_without_and_with_words(au, title, faults, *, javascript):
    row(au, title).get_by_role("link", name=title).click()
    open_step(au, "Begär komplettering")
    faults.expected.add(422)
    au.get_by_role("button", name="Begär komplettering").click()

    summary, note = au.locator(".error-summary"), au.get_by_label("Vad behöver kompletteras?")
    expect(summary.get_by_role("link", name="Vad behöver kompletteras?")).to_be_visible()
    assert note.get_attribute("aria-invalid") == "true"
    error = note.get_attribute("aria-describedby").split()[-1]
    expect(au.locator(f"#{error}")).not_to_be_empty()
    if javascript:
        expect(summary).to_be_focused()

    note.fill("Hur många hem rör det sig om?")
    au.get_by_label("Svar senast").fill(in_days(1))
    au.get_by_role("button", name="Begär komplettering").click()
    expect(said(au)).to_contain_text("Begäran om komplettering är skickad")
    expect(au.locator("#nasta-steg")).to_contain_text("Närområdessamverkan (NOSAM) Lerum, som har fått en fråga")


def answer_the_first_thing_that_waits(chair, title):
    open_menu(chair, "Mitt arbete")
    first = chair.locator(".todo").first
    expect(first).to_contain_text(title)
    expect(first).to_contain_text("AU har en fråga till NOSAM Lerum")
    first.get_by_role("link", name="Svara").click()
    expect(chair.get_by_role("heading", name="AU frågar NOSAM Lerum")).to_be_visible()
    take_step(
        chair, "Svara med komplettering", {"Komplettering": "Ungefär sextio hem."}, done="Kompletteringen är lämnad"
    )


def prepare_and_send(au, title):
    open_menu(au, "AU:s kö")
    row(au, title).get_by_role("link", name="Bered").click()
    expect(au.get_by_role("button", name="Klart för möte")).to_have_attribute("aria-disabled", "true")
    au.get_by_role("link", name="Ändra ärendet").click()
    write(au, PREPARATION)
    au.get_by_label("Siktar på möte i").select_option(label="Samordningsgruppen")
    au.get_by_label("Mötesdag").fill(in_days(40))
    au.get_by_role("button", name="Spara").click()
    expect(said(au)).to_contain_text("Ändringen är sparad")
    press(au, "Klart för möte", done="Ärendet är klart för möte")

    open_menu(au, "AU:s kö")
    aim = row(au, title).locator("[data-label='Siktar på']")
    expect(aim).to_contain_text("Samordningsgruppen")
    expect(aim).to_contain_text(f"klart {in_days(40 - 21)}")  # 21 days before its meeting
    row(au, title).get_by_role("link", name="Skicka vidare").click()
    take_step(au, "Skicka till Samordningsgruppen", done="Ärendet är skickat")


def decide(coordination, title):
    open_menu(coordination, "Samordningsgruppens kö")
    row(coordination, title).get_by_role("button", name="Ta emot").click()
    expect(said(coordination)).to_contain_text("Ärendet är mottaget")
    row(coordination, title).get_by_role("link", name=title).click()
    outcome = {"Utfall och skäl": "Förslaget antas. Båda kommunerna informerar före sommaren."}
    take_step(coordination, "Avsluta", outcome, done="Ärendet är avslutat")


def take_part_of_the_outcome(chair, title):
    open_menu(chair, "Mitt arbete")
    expect(todo(chair, title)).to_contain_text("avslutades i Samordningsgruppen")
    todo(chair, title).get_by_role("link").click()
    expect(chair.get_by_text("Förslaget antas. Båda kommunerna informerar före sommaren.").first).to_be_visible()
    press(chair, "Ta del av utfallet", done="Noterat att ni har tagit del")
    open_menu(chair, "Mitt arbete")
    expect(todo(chair, title)).to_have_count(0)
    chair.go_back()


def test_the_whole_file_comes_as_a_pdf_within_two_seconds(come, portal):
    au = come("AU kommun")
    au.request.get(f"{portal.case('Socialmedicinsk mottagning: fortsatt inriktning')}akt.pdf")  # fonts are loaded once
    au.goto(portal.case("Hjälpmedel på plats vid hemgång från sjukhus"))
    address = au.get_by_role("link", name="Hela akten som PDF").get_attribute("href")

    began = time.monotonic()
    answer = au.request.get(address)

    assert time.monotonic() - began < 2
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.body().startswith(b"%PDF-1.7")
    for profile in ("3a", "ua1"):
        assert [str(failure) for failure in validator.validate_pdf_bytes(answer.body(), profile=profile).failures] == []


@pytest.mark.parametrize(
    ("javascript", "title", "group"),
    [
        (True, "Läkemedelsgenomgångar på korttidsplatser", "NOSAM Alingsås"),
        (False, "Palliativ vård i hemmet på kvällar och nätter", "NOSAM Alingsås"),
    ],
)
def test_au_returns_a_case_with_an_answer_and_its_sender_finds_it(come, portal, javascript, title, group):
    au, chair = come("AU kommun", javascript=javascript), come(f"Ordförande {group}", javascript=javascript)
    au.goto(portal.case(title))

    take_step(au, "Återför", {"Svar": "Vårdcentralen ansvarar. Se rutinen."}, done="Ärendet är återfört med svar")
    open_menu(chair, "Mitt arbete")
    todo(chair, title).get_by_role("link", name="Ta emot").click()

    expect(chair.get_by_role("region", name="Svar")).to_contain_text("Vårdcentralen ansvarar")
    assert stations(chair) == [group, "AU", group]
    press(chair, "Ta emot", done="Ärendet är mottaget")


@pytest.mark.parametrize(
    ("javascript", "title"),
    [
        (True, "Länsgemensam handlingsplan för suicidprevention: synpunkter"),
        (False, "Munhälsa för personer med hemsjukvård"),
    ],
)
def test_au_parks_a_case_until_a_day_to_come(come, portal, faults, javascript, title):
    au = come("AU kommun", javascript=javascript)
    au.goto(portal.case(title))
    open_step(au, "Lägg vilande")
    au.get_by_label("Varför vilar ärendet?").fill("Länet beslutar om en månad.")
    au.get_by_label("Till och med").fill(in_days(-1))
    faults.expected.add(422)
    au.get_by_role("button", name="Lägg vilande").click()

    expect(au.locator(".error-summary")).to_contain_text("Välj en dag efter idag")
    expect(au.get_by_label("Varför vilar ärendet?")).to_have_value("Länet beslutar om en månad.")
    au.get_by_label("Till och med").fill(in_days(30))
    au.get_by_role("button", name="Lägg vilande").click()
    expect(said(au)).to_contain_text("Ärendet är vilande")
    open_menu(au, "AU:s kö")
    expect(row(au, title).locator("[data-label='Senast']")).to_have_text(in_days(30))
    expect(row(au, title).get_by_role("button", name="Ta upp igen")).to_be_visible()


@pytest.mark.parametrize(
    ("javascript", "title"),
    [
        (True, "Gemensamt digitalt stöd för vårdplanering: inför upphandling"),
        (False, "Samordnad individuell plan (SIP) i ett gemensamt verktyg"),
    ],
)
def test_au_closes_a_case_with_its_reason(come, portal, javascript, title):
    au = come("AU kommun", javascript=javascript)
    au.goto(portal.case(title))

    take_step(au, "Avsluta", {"Utfall och skäl": "Frågan tas i länet."}, done="Ärendet är avslutat")

    expect(au.get_by_role("region", name="Utfall")).to_contain_text("Frågan tas i länet.")
    assert stations(au)[-1] == "Avslutat"
    expect(au.get_by_role("link", name="Ändra ärendet")).to_have_count(0)
    open_menu(au, "AU:s kö")
    expect(row(au, title)).to_have_count(0)


@BOTH_WAYS
def test_what_au_asks_of_a_nosam_is_listed_as_sent_until_it_is_answered(come, javascript):
    title = f"Inventering av hembesök {'med' if javascript else 'utan'} skript"
    au, chair = come("AU kommun", javascript=javascript), come("Ordförande NOSAM Lerum", javascript=javascript)
    write_draft(au, "Arbetsutskottet (AU)", title)
    hand_in(au)
    deadline = {"Svar senast": in_days(14)}
    take_step(au, "Ge NOSAM Lerum i uppdrag", deadline, done="Ärendet är skickat")

    au.goto("/grupper/au/ko/")
    au.get_by_role("link", name="Skickat från AU").click()
    expect(row(au, title)).to_contain_text("NOSAM Lerum")
    expect(row(au, title)).to_contain_text(in_days(14))
    open_menu(chair, "NOSAM Lerums kö")
    row(chair, title).get_by_role("button", name="Ta emot").click()
    expect(said(chair)).to_contain_text("Ärendet är mottaget")
    row(chair, title).get_by_role("link", name=title).click()
    take_step(chair, "Återför", {"Svar": "Tre team gör hembesök."}, done="Ärendet är återfört med svar")

    au.reload()
    expect(row(au, title)).to_have_count(0)


@BOTH_WAYS
def test_au_goes_through_the_queue_case_by_case_and_a_step_leads_on_in_it(come, javascript):
    au = come("AU kommun", javascript=javascript)
    heading = au.get_by_role("heading", level=1)
    open_menu(au, "AU:s kö")
    au.get_by_role("link", name="Gå igenom kön").click()
    count = int(re.search(r"Ärende 1 av (\d+)", au.inner_text("main"))[1])
    first = heading.inner_text()

    au.get_by_role("link", name="Nästa", exact=True).click()
    expect(au.get_by_text(f"Ärende 2 av {count}")).to_be_visible()
    second = heading.inner_text()
    au.get_by_role("link", name="Föregående").click()
    expect(heading).to_have_text(first)
    take_step(au, "Avsluta", {"Utfall och skäl": "Klart vid genomgången."}, done="Ärendet är avslutat")

    expect(au.get_by_text(f"Ärende 1 av {count - 1}")).to_be_visible()
    expect(heading).to_have_text(second)


@BOTH_WAYS
def test_the_process_leader_registers_a_case_for_somebody_who_phoned(come, faults, javascript):
    leader = come("Processledare", javascript=javascript)
    title = f"Trygg hemgång på lördagar {'med' if javascript else 'utan'} skript"
    open_menu(leader, "Ärenden")
    leader.get_by_role("link", name="Registrera åt någon annan").click()
    leader.get_by_label("Väcks i").select_option(label="Närområdessamverkan (NOSAM) Alingsås")
    write(leader, {"Rubrik": title, "Bakgrund": "Ringde om sena hemgångar.", "Fråga": "Kan tiden bestämmas?"})
    leader.get_by_label("Kom in den").fill(in_days(1))
    faults.expected.add(422)
    leader.get_by_role("button", name="Registrera", exact=True).click()

    summary = leader.locator(".error-summary")
    expect(summary).to_contain_text("Ange vem ärendet kom från")
    expect(leader.get_by_label("Rubrik")).to_have_value(title)
    leader.get_by_label("Kom från").fill("Enhetschef på ett korttidsboende")
    leader.get_by_label("Kom in den").fill(in_days(-1))
    leader.get_by_role("button", name="Registrera", exact=True).click()

    expect(said(leader)).to_contain_text("Ärendet är registrerat som SAMLA")
    facts = leader.get_by_role("region", name="Om ärendet")
    expect(facts).to_contain_text("Enhetschef på ett korttidsboende")
    expect(leader.locator(".history")).to_contain_text(
        f"Registrerat åt Enhetschef på ett korttidsboende. Kom in {in_days(-1)}."
    )
