"""The pages that the process leader writes, and the organisation drawn, as people meet them."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.paths import said

pytestmark = pytest.mark.browser

BOTH_WAYS = pytest.mark.parametrize("javascript", [True, False], ids=["with_javascript", "without_javascript"])


@BOTH_WAYS
def test_the_process_leader_previews_and_publishes_and_everybody_reads(come, javascript):
    words = f"Vi svarar inom en vecka ({'med' if javascript else 'utan'} skript)."
    leader, reader, visitor = come("Processledare", javascript=javascript), come("Läsare"), come()
    leader.goto("/om/")
    leader.get_by_role("link", name="Våra principer").click()
    leader.get_by_role("link", name="Ändra sidan").click()
    leader.get_by_role("textbox", name="Text").fill(f"# Snabbhet\n\n**{words}**")

    leader.get_by_role("button", name="Förhandsgranska").click()

    preview = leader.get_by_role("region", name="Så här blir sidan")
    expect(preview.get_by_role("heading", name="Snabbhet")).to_be_visible()
    expect(preview.get_by_text(words)).to_be_visible()
    visitor.goto("/om/principer/")
    expect(visitor.get_by_text(words)).to_have_count(0)

    leader.get_by_role("button", name="Publicera").click()

    expect(said(leader)).to_contain_text("Sidan är publicerad")
    for page in (visitor, reader):
        page.goto("/om/principer/")
        expect(page.get_by_text(words)).to_be_visible()
        expect(page.get_by_role("link", name="Ändra sidan")).to_have_count(0)
    reader.get_by_role("link", name="Tidigare versioner").click()
    expect(reader.get_by_text(re.compile("Petra Processledare")).first).to_be_visible()
    reader.get_by_role("link", name="Version 1", exact=True).click()
    expect(reader.get_by_role("heading", name="Helhetssyn")).to_be_visible()


@BOTH_WAYS
def test_of_two_windows_the_later_one_reads_both_texts_and_loses_nothing(come, faults, javascript):
    first = come("Processledare", javascript=javascript)
    second = first.context.new_page()
    for page in (first, second):
        page.goto("/sidor/om/andra/")
        page.get_by_role("textbox", name="Text").fill(
            f"Texten i {'första' if page is first else 'andra'} fönstret {javascript}"
        )
    first.get_by_role("button", name="Publicera").click()
    expect(said(first)).to_contain_text("Sidan är publicerad")
    faults.expected.add(409)
    second.get_by_role("button", name="Publicera").click()

    expect(second.get_by_label("Sparat nu")).to_have_value(f"Texten i första fönstret {javascript}")
    expect(second.get_by_label("Det du skrev")).to_have_value(f"Texten i andra fönstret {javascript}")
    second.get_by_role("link", name="Öppna den sparade versionen").click()
    expect(second.get_by_role("textbox", name="Text")).to_have_value(f"Texten i första fönstret {javascript}")


def test_a_personal_identity_number_is_refused_and_the_text_is_kept(come, faults):
    leader = come("Processledare")
    leader.goto("/sidor/kontakt/andra/")
    leader.get_by_role("textbox", name="Text").fill("Ring 19121212-1212.")
    faults.expected.add(422)
    leader.get_by_role("button", name="Förhandsgranska").click()

    expect(leader.locator(".error-summary")).to_contain_text("ser ut som ett personnummer")
    expect(leader.get_by_role("textbox", name="Text")).to_have_value("Ring 19121212-1212.")


def test_a_visitor_finds_the_roles_and_no_name_and_a_member_finds_who_it_is(come):
    visitor, member = come(), come("Representant Lerums kommun")
    for page in (visitor, member):
        page.goto("/")
        page.get_by_role("contentinfo").get_by_role("link", name="Kontakt").click()
        expect(page.get_by_role("link", name="samla@exempel.invalid")).to_be_visible()
    expect(visitor.get_by_text("Petra Processledare")).to_have_count(0)
    expect(member.get_by_text("Petra Processledare,")).to_be_visible()


def test_the_organisation_is_drawn_and_told_in_words_and_its_boxes_lead_on(come):
    member = come("AU kommun")
    member.goto("/organisation/")
    picture = member.get_by_role("group", name="Grupperna i SAMLA och vägarna mellan dem")
    expect(picture.get_by_text("Skicka till operativa nämnden")).to_be_visible()
    expect(
        member.get_by_role("row", name=re.compile("AU Operativa nämnden Skicka till operativa nämnden"))
    ).to_be_visible()
    expect(member.get_by_role("row", name=re.compile("Tillsammans 86.292"))).to_be_visible()

    picture.get_by_text("NOSAM Lerum", exact=True).click()

    expect(member.get_by_role("heading", level=1)).to_have_text("Närområdessamverkan (NOSAM) Lerum")


@pytest.mark.parametrize("collaboration", ["", "/o/exempelbygden"])
def test_no_words_run_out_of_their_box(come, collaboration):
    visitor = come()
    visitor.goto(f"{collaboration}/organisation/")

    spilling = visitor.locator("svg.chart").evaluate_all(
        """all => all.flatMap(svg => [...svg.querySelectorAll("text:not(.words)")].filter(text => {
            const words = text.getBBox();
            return ![...svg.querySelectorAll("rect")].some(rect => {
                const box = rect.getBBox();
                return box.x <= words.x && words.x + words.width <= box.x + box.width
                    && box.y <= words.y && words.y + words.height <= box.y + box.height
                    && rect.getAttribute("class") === text.getAttribute("class");
            });
        }).map(text => text.textContent))"""
    )

    assert visitor.locator("svg.chart text").count() > 20
    assert spilling == []


def test_on_a_phone_the_picture_scrolls_by_itself_and_on_paper_it_fits(come):
    phone = come(width=360, height=740)
    phone.goto("/organisation/")
    pictures = phone.locator("svg.chart")
    assert pictures.first.evaluate("svg => svg.getBoundingClientRect().width") >= 700
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360

    phone.emulate_media(media="print")
    phone.set_viewport_size({"width": 673, "height": 900})

    for number in range(2):
        assert pictures.nth(number).evaluate("svg => svg.getBoundingClientRect().right") <= 673
