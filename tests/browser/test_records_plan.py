"""The records plan as people meet it: read by anybody, changed by the process leader, and a disposal by decision."""

import pytest
from playwright.sync_api import expect

from tests.browser.paths import in_days, said, todo

pytestmark = pytest.mark.browser

PLAN = "/o/exempelbygden/dokumenthanteringsplan/"
LEADER = "Processledare i Exempelbygden"


def test_the_leader_sees_what_a_shorter_time_means_before_it_holds(come, faults):
    leader, anybody = come(LEADER, javascript=False), come()
    leader.goto(PLAN)
    leader.get_by_role("link", name="Enkätsvar").click()
    leader.get_by_label("Antal år innan handlingarna gallras").fill("0")
    leader.get_by_label("Gallringsbeslutets diarienummer").fill("PÅHITTAT 2026-1")
    faults.expected.add(422)
    leader.get_by_role("button", name="Spara").click()
    expect(leader.locator(".error-summary")).to_contain_text(
        "gallras efter 0 år, i stället för som nu: gallras efter 1 år"
    )

    leader.get_by_role("checkbox", name="Ja, det här ska gälla").check()
    leader.get_by_role("button", name="Spara").click()

    expect(said(leader)).to_contain_text("Planen är ändrad")
    anybody.goto(PLAN)
    expect(anybody.get_by_role("row").filter(has_text="Enkätsvar")).to_contain_text("PÅHITTAT 2026-1")
    expect(anybody.get_by_role("link", name="Nytt handlingsslag")).to_have_count(0)


def test_the_leader_disposes_of_what_is_due_from_mitt_arbete_to_the_log(come, faults):
    leader = come(LEADER)
    leader.goto("/o/exempelbygden/")
    todo(leader, "har bevarats så länge som planen säger").get_by_role("link").click()
    leader.get_by_role("link", name="Läs listan över Enkätsvar hos Nordby kommun").click()
    document = leader.get_by_role("checkbox", name="Svar på enkät om föräldrastöd, hösten")
    expect(document).to_be_checked()
    leader.get_by_label("Tillämpningsbeslutet fattat av").fill("Nordbys påhittade kommunstyrelse")
    leader.get_by_label("Tillämpningsbeslutets dag").fill(in_days(-3))
    leader.get_by_label("Tillämpningsbeslutets diarienummer").fill("PÅHITTAT 2026-40")
    faults.expected.add(422)
    leader.get_by_role("button", name="Gallra de valda handlingarna").click()
    expect(leader.locator(".error-summary")).to_contain_text("Bekräfta att handlingarna ska gallras")

    leader.get_by_role("checkbox", name="Jag har läst listan").check()
    leader.get_by_role("button", name="Gallra de valda handlingarna").click()

    expect(said(leader)).to_contain_text("1 handling är gallrad")
    expect(leader.get_by_role("heading", name="Gallrade handlingar")).to_be_visible()
    expect(leader.get_by_role("row").filter(has_text="hösten")).to_be_visible()
    leader.get_by_role("link", name="Gallringar").first.click()
    expect(leader.get_by_role("row").filter(has_text="PÅHITTAT 2026-40")).to_be_visible()
