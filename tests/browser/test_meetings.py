"""Before a meeting: the process leader prepares and calls, the representative who cannot come is heard in writing."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from cases import actions
from cases.workflow import Verb
from groups.models import Body, Organisation, User
from plans.models import TargetGroup
from samla import clock
from tests.browser.paths import said
from tests.browser.portal import running
from tests.builders import TEXTS
from tests.database import clone, drop, working_in

pytestmark = pytest.mark.browser

WORDS = ("ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")
TITLES = [f"Gemensam rutin {word}" for word in WORDS]
NEXT = """
    SELECT m.id FROM meetings_meeting m JOIN groups_body b ON b.id = m.body_id
    WHERE b.slug = 'samordningsgruppen' AND m.state = 'CALLED' AND m.starts_at > now() ORDER BY m.starts_at LIMIT 1"""


@pytest.fixture(scope="module")
def portal(demo_template, tmp_path_factory, django_db_blocker):
    """The demonstration, with twelve more cases in AU's queue that are ready for a meeting."""
    files = tmp_path_factory.mktemp("portal")
    database = clone(demo_template, files)
    with django_db_blocker.unblock(), working_in(database):
        twelve_ready_cases()
    with running(database, files) as portal:
        yield portal
    drop(database)


def twelve_ready_cases():
    au = Body.objects.select_related("collaboration").get(collaboration__slug="samla", slug="au")
    leader = User.objects.get(name="Petra Processledare")
    concerned = Organisation.objects.filter(slug__in=["lerums-kommun", "sjukhusen-i-vaster"])
    groups = TargetGroup.objects.filter(collaboration=au.collaboration)[:1]
    for title in TITLES:
        case = actions.draft(au, {**TEXTS, "title": title}, parties=concerned, target_groups=groups, by=leader)
        for verb in (Verb.SUBMIT, Verb.MARK_READY):
            case = actions.take(case, verb, by=leader)


def workday(days):
    day = clock.today() + timedelta(days=days)
    return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)


def plan(page, day):
    """A meeting of Samordningsgruppen on the day. Answers its address."""
    page.goto("/moten/nytt/?grupp=samordningsgruppen")
    page.get_by_label("Dag", exact=True).fill(day.isoformat())
    page.locator("#id_place").fill("Kommunhuset i Lerum, Aspen")
    page.get_by_role("button", name="Visa frister och krockar").click()
    expect(page.get_by_role("heading", name="Det här gäller före mötet")).to_be_visible()
    page.get_by_role("button", name="Planera mötet").click()
    expect(said(page)).to_contain_text("är planerat")
    return page.url


def test_the_process_leader_calls_twelve_items_and_the_one_who_cannot_come_is_heard(come, portal):
    leader = come("Processledare")
    address = plan(leader, workday(25))

    leader.goto(f"{address}forbered/")
    for title in TITLES:
        leader.get_by_role("checkbox", name=title, exact=True).check()
    leader.get_by_role("button", name="Lägg till det markerade").click()
    agenda = leader.locator(".draft-agenda .agenda-item")
    expect(agenda).to_have_count(12)
    last = agenda.last.locator("h4").inner_text().split(". ")[1].split("\n")[0].split("  ")[0]
    leader.get_by_role("button", name="Flytta upp punkt 12").click()
    expect(agenda.nth(10)).to_contain_text(last.removesuffix(" Beslut"))
    leader.get_by_role("link", name="Se och skicka kallelsen").click()
    expect(leader.get_by_role("heading", name="Skicka kallelse")).to_be_visible()
    leader.get_by_role("button", name="Skicka kallelse").click()
    expect(said(leader)).to_contain_text("Kallelsen är skickad")

    page = come("Representant Habilitering och hälsa", javascript=False, width=360, height=740)
    decline_and_write(page, address)

    coverage_tells(leader, address)
    second_notice_tells_what_changed(leader, address)
    letters = portal.letters_to("representant-habilitering@exempel.invalid", subject="Ändrad kallelse")
    assert any("Ändrat efter kallelse 1" in text for text in letters)


def decline_and_write(page, address):
    """Two views, and “inga synpunkter” on the other ten, on a telephone without JavaScript."""
    page.goto(address)
    page.get_by_text("Jag kan inte delta …").click()
    page.get_by_label("Orsak").fill("Utbildningsdag")
    page.get_by_role("button", name="Jag kan inte delta", exact=True).click()
    expect(said(page)).to_contain_text("noterat att du inte kan delta")
    items = page.locator(".agenda-body > .view-form")
    expect(items).to_have_count(12)
    items.nth(0).get_by_label("Står bakom", exact=True).check()
    items.nth(1).get_by_label("Står bakom med tillägg").check()
    items.nth(1).get_by_role("textbox").fill("Vi vill att rutinen också gäller habiliteringen.")
    page.get_by_role("button", name="Lämna, och ”inga synpunkter” på resten").click()
    expect(said(page)).to_contain_text("två synpunkter och ”inga synpunkter” på 10 punkter")
    expect(page.get_by_text("också gäller habiliteringen")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def coverage_tells(leader, address):
    leader.goto(f"{address}horda/")
    row = leader.get_by_role("row").filter(has_text="Habilitering och hälsa")
    expect(row.get_by_text("skriftligt")).to_have_count(2)
    expect(row.get_by_text("inga synpunkter")).to_have_count(10)
    expect(row).to_contain_text("kan inte delta")
    silent = leader.locator(".checklist")
    expect(silent).to_contain_text("Regionhälsan har ingen röst på någon punkt")
    expect(silent).not_to_contain_text("Habilitering och hälsa har ingen röst")


def second_notice_tells_what_changed(leader, address):
    leader.goto(f"{address}forbered/ny/")
    leader.get_by_label("Rubrik", exact=True).fill("Sent väckt fråga om jouren")
    leader.get_by_label("Slag", exact=True).select_option(label="Dialog")
    leader.get_by_role("button", name="Lägg till").click()
    leader.goto(f"{address}kalla/")
    expect(leader.get_by_text("Sent väckt fråga om jouren").first).to_be_visible()
    leader.get_by_role("button", name="Skicka ändrad kallelse").click()
    expect(said(leader)).to_contain_text("Den ändrade kallelsen är skickad")
    leader.goto(f"{address}kallelse/2/")
    changes = leader.get_by_role("region", name="Ändrat efter kallelse 1")
    expect(changes).to_contain_text("Sent väckt fråga om jouren")


def test_a_draft_is_kept_while_she_writes(come, portal):
    ((pk,),) = portal.ask(NEXT)
    page = come("Representant Lerums kommun")
    page.goto(f"/moten/{pk}/synpunkter/")
    first = page.locator(".agenda-body > .view-form").first
    first.get_by_role("textbox").fill("Vi återkommer.")
    expect(first.locator(".saved")).to_contain_text("Sparat kl.")

    page.goto(f"/moten/{pk}/synpunkter/")

    expect(page.locator(".agenda-body > .view-form").first.get_by_role("textbox")).to_have_value("Vi återkommer.")
