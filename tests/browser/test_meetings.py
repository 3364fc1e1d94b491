"""Before a meeting: the process leader prepares and calls, the representative who cannot come is heard in writing."""

import pytest
from playwright.sync_api import expect

from tests.browser.paths import said

pytestmark = pytest.mark.browser

NEXT = """
    SELECT m.id FROM meetings_meeting m JOIN groups_body b ON b.id = m.body_id
    WHERE b.slug = 'samordningsgruppen' AND m.state = 'CALLED' AND m.starts_at > now() ORDER BY m.starts_at LIMIT 1"""


def test_who_cannot_come_is_heard_in_writing_on_a_telephone_without_javascript(come, portal):
    ((pk,),) = portal.ask(NEXT)
    page = come("Representant Habilitering och hälsa", javascript=False, width=360, height=740)
    page.goto(f"/moten/{pk}/")
    page.get_by_text("Jag kan inte delta …").click()
    page.get_by_label("Orsak").fill("Utbildningsdag")
    page.get_by_role("button", name="Jag kan inte delta", exact=True).click()
    expect(said(page)).to_contain_text("noterat att du inte kan delta")

    items = page.locator(".view-form")
    count = items.count()
    items.nth(0).get_by_label("Står bakom", exact=True).check()
    items.nth(1).get_by_label("Står bakom med tillägg").check()
    items.nth(1).get_by_role("textbox").fill("Vi vill att introduktionen också tar upp habiliteringens uppdrag.")
    page.get_by_role("button", name="Lämna, och ”inga synpunkter” på resten").click()

    expect(said(page)).to_contain_text(f"två synpunkter och ”inga synpunkter” på {count - 2} punkter")
    expect(page.get_by_text("habiliteringens uppdrag")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
