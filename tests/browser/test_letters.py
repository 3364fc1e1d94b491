"""Told as she wants it, and what the process leader does about a letter that did not come through."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.paths import said

pytestmark = pytest.mark.browser

ARRIVED = "Ett ärende har kommit till"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_person_chooses_the_morning_letter_and_the_choice_is_there_next_time(come, javascript):
    person = come("AU kommun", javascript=javascript)
    person.goto("/mina-uppgifter/")
    group = person.get_by_role("group", name=ARRIVED)
    group.get_by_label("I morgonbrevet").check()
    person.get_by_role("button", name="Spara valen").click()
    expect(said(person)).to_contain_text("Dina val av brev är sparade")

    person.reload()

    expect(person.get_by_role("group", name=ARRIVED).get_by_label("I morgonbrevet")).to_be_checked()
    person.get_by_role("group", name=ARRIVED).get_by_label("Brev med en gång").check()
    person.get_by_role("button", name="Spara valen").click()
    expect(said(person)).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_letter_that_failed_is_tried_again_and_comes_through(come, portal, javascript):
    ((address,),) = portal.ask(
        "UPDATE outbox_outgoingmail SET state = 'FAILED', sent_at = NULL, last_error = '550 5.1.1 User unknown'"
        " WHERE id = (SELECT min(id) FROM outbox_outgoingmail WHERE key LIKE 'invitation:%%' AND state <> 'QUEUED'"
        " AND address LIKE %s) RETURNING address",
        "lerum-privat%",
    )
    leader = come("Processledare", javascript=javascript)
    leader.get_by_role("contentinfo").get_by_role("link", name="Skickade brev").click()
    leader.get_by_label("Namn, adress eller ärendenummer").fill(address)
    leader.get_by_role("button", name="Filtrera").click()
    row = leader.get_by_role("row").filter(has_text="du är inbjuden till portalen")
    expect(row).to_contain_text("550 5.1.1 User unknown")

    row.get_by_role("button", name="Försök igen").click()

    expect(said(leader)).to_contain_text("Brevet ligger i kön igen")
    (letter, *_) = portal.letters_to(address, subject="du är inbjuden till portalen")
    assert "Pelle Privatvård" in letter
    leader.goto(f"/brev/?q={address}")
    expect(leader.get_by_role("row").filter(has_text="du är inbjuden")).to_contain_text(re.compile("Skickat|I kö"))
