"""People come and go on the portal's pages: added and invited, signed in for the first time, succeeded."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.paths import open_menu, row, said, write

pytestmark = pytest.mark.browser

CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")


@pytest.mark.parametrize(
    ("javascript", "organisation", "body", "address"),
    [
        (True, "Tandvården", "Samordningsgruppen", "ny-tandvard@exempel.invalid"),
        (False, "Alingsås kommun", "AU", "ny-alingsas@exempel.invalid"),
    ],
)
def test_a_new_person_is_added_invited_and_signs_in(come, portal, javascript, organisation, body, address):
    leader = come("Processledare", javascript=javascript)
    add_to_vacant_seat(leader, organisation, body, address)
    expect(said(leader)).to_contain_text(f"har platsen ”{seat_label(organisation, body)}” och en inbjudan är på väg")
    expect(leader.get_by_text("Inbjuden", exact=True)).to_be_visible()

    (invitation,) = portal.letters_to(address, subject="du är inbjuden till portalen")
    assert "Petra Processledare har lagt upp dig" in invitation
    assert f"i {full_name(body)}" in invitation
    assert not CODE.search(invitation)
    newcomer = sign_in_with_code(come(javascript=javascript), portal, invitation, address)
    change_phone(newcomer, "0322-60 70 80")

    leader.reload()
    expect(leader.get_by_text("0322-60 70 80")).to_be_visible()
    expect(leader.get_by_text("Loggar in", exact=True)).to_be_visible()


def seat_label(organisation, body):
    return organisation if body == "Samordningsgruppen" else f"Ledamot, {organisation}"


def full_name(body):
    return {"AU": "Arbetsutskottet"}.get(body, body)


def add_to_vacant_seat(leader, organisation, body, address):
    open_menu(leader, "Personer")
    leader.get_by_role("link", name="Organisationer").click()
    leader.locator("main").get_by_role("link", name=organisation, exact=True).click()
    leader.get_by_role("link", name=f"Lägg upp ny person på platsen i {body}").click()
    write(leader, {"Namn": "Nadja Nyanställd", "E-post": address, "Titel": "Verksamhetschef"})
    leader.get_by_role("button", name="Lägg upp").click()


def sign_in_with_code(page, portal, invitation, address):
    """Follow the letter's link, ask for a code, and write it in."""
    assert f"{portal.url}/logga-in/" in invitation
    page.goto("/logga-in/kod/")
    page.get_by_label("E-postadress").fill(address)
    page.get_by_role("button", name="Skicka kod").click()
    letter = portal.letters_to(address, subject="kod")[-1]
    page.get_by_role("textbox").fill(CODE.search(letter)[0])
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", name="Mitt arbete")).to_be_visible()
    return page


def change_phone(page, number):
    page.get_by_role("link", name="Mina uppgifter").click()
    write(page, {"Telefon i tjänsten": number})
    page.get_by_role("button", name="Spara uppgifterna").click()
    expect(said(page)).to_contain_text("Dina uppgifter är sparade")
    expect(page.get_by_label("Telefon i tjänsten")).to_have_value(number)


@pytest.mark.parametrize(
    ("javascript", "body", "former", "successor"),
    [
        (True, "Samordningsgruppen", "Love Lerumskommun", "Linn Lerumsskola"),
        (False, "NOSAM Lerum", "Linn Lerumsskola", "Inga Individomsorg"),
    ],
)
def test_an_administrator_appoints_a_successor_in_her_own_organisation_only(
    come, portal, faults, javascript, body, former, successor
):
    administrator = come("Organisationsadministratör Lerums kommun", javascript=javascript)
    open_menu(administrator, "Personer")
    expect(row(administrator, former)).to_be_visible()
    expect(administrator.get_by_text("Karin Kommunchef")).to_have_count(0)
    succeed(administrator, body, former, successor)

    administrator.goto("/organisation/lerums-kommun/")
    seat = administrator.locator(".seats > li").filter(has_text=body)
    expect(seat).to_contain_text(successor)
    expect(seat).not_to_contain_text(former)

    administrator.goto("/organisation/alingsas-kommun/")
    expect(administrator.get_by_role("heading", name="Platser i grupperna")).to_be_visible()
    expect(administrator.get_by_role("link", name="Förordna")).to_have_count(0)
    faults.expected.add(403)
    administrator.goto(f"/personer/{portal.person('Karin Kommunchef')}/andra/")
    expect(administrator.get_by_text("Du administrerar inte den organisation som personen hör till.")).to_be_visible()


def succeed(page, body, former, successor):
    """From the organisation's page through what happens to a new holder of the seat."""
    page.get_by_role("link", name="Organisationer").click()
    page.locator("main").get_by_role("link", name="Lerums kommun", exact=True).click()
    page.get_by_role("link", name=f"Förordna till {body}").click()
    page.get_by_label("Person").fill(successor)
    page.get_by_label("Efterträder").select_option(label=option_of(page, former))
    page.get_by_role("button", name="Visa vad som händer").click()
    expect(page.get_by_text(f"{former}s förordnande avslutas")).to_be_visible()
    page.get_by_role("button", name="Förordna", exact=True).click()
    expect(said(page)).to_contain_text(f"{successor} har platsen")


def option_of(page, name):
    """The whole text of the choice that names the person."""
    return page.get_by_label("Efterträder").locator("option").filter(has_text=name).inner_text().strip()
