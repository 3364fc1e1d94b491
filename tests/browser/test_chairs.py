"""The process leader lays out the coming years, names somebody, is refused the wrong side, and ends a term early."""

import pytest
from playwright.sync_api import expect

from samla import clock
from tests.browser.paths import open_menu, said

pytestmark = pytest.mark.browser

BOTH_WAYS = pytest.mark.parametrize("javascript", [True, False], ids=["with_javascript", "without_javascript"])
SG = "/grupper/samordningsgruppen/ordforande/"


def line(page, year, office):
    return (
        page.get_by_role("row")
        .filter(has_text=f"{year}-01-01–")
        .filter(has=page.get_by_role("cell", name=office, exact=True))
    )


def test_four_years_are_laid_out_and_the_two_bodies_go_together(come):
    leader = come("Processledare")
    first = clock.today().year + 3
    open_menu(leader, "Grupper")
    leader.get_by_role("link", name="Politiska samrådsgruppen").click()
    leader.get_by_role("link", name="Alla år, och de andra grupperna").click()
    leader.get_by_role("link", name="Lägg schema").click()
    expect(leader.get_by_label("Första dag")).to_have_value(f"{first}-01-01")
    expect(leader.get_by_label("Antal år")).to_have_value("4")
    expect(leader.get_by_label("Samordningsgruppen")).to_be_checked()
    leader.get_by_role("button", name="Visa schemat").click()

    expect(leader.get_by_role("heading", name="Så blir schemat")).to_be_visible()
    expect(leader.get_by_role("row").filter(has_text="Ny")).to_have_count(16)
    choice = leader.get_by_label(f"Huvudman för ordförande från {first}-01-01")
    choice.select_option(label="Lerums kommun")
    leader.get_by_role("button", name="Lägg in 16 perioder").click()

    expect(said(leader)).to_contain_text("16 perioder är planerade")
    expect(line(leader, first, "Ordförande")).to_contain_text("Lerums kommun")
    expect(line(leader, first, "Ordförande")).to_contain_text("Planerad")
    leader.goto(SG)
    expect(line(leader, first, "Ordförande")).to_contain_text("Lerums kommun")
    expect(line(leader, first, "Vice ordförande")).to_contain_text("Region")
    leader.get_by_role("link", name="Lägg schema").click()
    expect(leader.get_by_label("Första dag")).to_have_value(f"{first + 4}-01-01")


@BOTH_WAYS
def test_a_holder_is_named_the_wrong_side_refused_and_a_term_ended_early(come, faults, javascript):
    leader = come("Processledare", javascript=javascript)
    planned = clock.today().year + 2
    office = "Ordförande" if javascript else "Vice ordförande"
    leader.goto(SG)
    side = "Region" if line(leader, planned, office).filter(has_text="Region").count() else "Kommun"
    right, wrong = (
        ("Regina Regionhälsa", "Love Lerumskommun") if side == "Region" else ("Love Lerumskommun", "Regina Regionhälsa")
    )

    leader.get_by_role("link", name="Registrera en period").click()
    leader.get_by_label("Uppdrag").select_option(label=office)
    leader.get_by_label("Vem").select_option(label=option(leader, wrong))
    leader.get_by_label("Första dag").fill(f"{planned}-01-01")
    leader.get_by_label("Sista dag").fill(f"{planned}-12-31")
    faults.expected.add(422)
    leader.get_by_role("button", name="Registrera").click()
    expect(leader.locator(".error-summary")).to_contain_text(f"{wrong} kommer från")
    expect(leader.get_by_label("Första dag")).to_have_value(f"{planned}-01-01")

    leader.goto(SG)
    line(leader, planned, office).get_by_role("link", name="Utse").click()
    assert wrong not in leader.get_by_label("Vem").inner_text()
    leader.get_by_label("Vem").select_option(label=option(leader, right))
    leader.get_by_role("button", name="Utse").click()
    # AU is led by the same; whether it loses a party depends on who has been named for that year before.
    told, done = (
        leader.get_by_role("alert").filter(has_text="AU saknar part"),
        said(leader).filter(has_text="registrerad"),
    )
    expect(told.or_(done)).to_be_visible()
    if told.is_visible():
        leader.get_by_role("button", name="Utse").click()
    expect(said(leader)).to_contain_text(f"{right} är nu registrerad som {office.lower()}")
    expect(line(leader, planned, office)).to_contain_text("Utsedd")

    this_year = clock.today().year
    line(leader, this_year, office).get_by_role("link", name="Avsluta i förtid").click()
    leader.get_by_label("Sista dag").fill(f"{this_year}-01-01")
    leader.get_by_label("Skäl").fill("Har bytt arbete.")
    leader.get_by_role("button", name="Avsluta").click()

    expect(said(leader)).to_contain_text("Det är registrerat att uppdraget lämnas")
    expect(line(leader, this_year, office)).to_contain_text("Lämnade i förtid: Har bytt arbete.")
    rest = leader.get_by_role("row").filter(has_text=f"{this_year}-01-02–{this_year}-12-31")
    expect(rest.filter(has_text=office).first).to_contain_text("Ingen utsedd")
    open_menu(leader, "Mitt arbete")
    expect(leader.locator(".todo").filter(has_text="Samordningsgruppen saknar")).to_be_visible()


def option(page, name):
    """The whole text of the choice that begins with a name."""
    texts = page.get_by_label("Vem").locator("option").all_inner_texts()
    return next(text for text in texts if text.startswith(name))
