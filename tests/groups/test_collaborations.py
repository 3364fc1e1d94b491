"""Two collaborations in one installation: addresses, links, and who sees across."""

import re

import pytest

from cases.models import Case
from cases.workflow import State, Verb
from groups.models import CareCollaboration, SeatStatus, StaffRole
from outbox.models import OutgoingMail
from tests import builders as a
from tests.builders import a_case, a_draft, take, typed, url_of


@pytest.fixture
def theirs(cast):
    """A case of the other collaboration's."""
    draft = a_draft(cast, origin=cast.elsewhere, by=cast.outsider, title="Deras ärende")
    return take(draft, Verb.SUBMIT, cast.outsider)


@pytest.fixture
def both(cast):
    """A person who sits in NOSAM Lerum and works for the other collaboration."""
    person = a.a_member(cast.nosam, "Bo Båda")
    a.an_appointment(a.a_seat(cast.elsewhere, status=SeatStatus.STAFF, role=StaffRole.PROCESS_LEADER), person)
    return person


def local_links(page):
    return set(re.findall(r'(?:href|action|hx-get|hx-post)="(/[^"]*)"', page.text))


def test_the_home_collaboration_has_no_prefix_and_the_others_have(cast):
    assert (cast.samla.prefix, cast.other.prefix) == ("", "/o/grannen")


def test_a_prefixed_address_shows_the_other_collaboration(cast, sign_in, theirs):
    page = sign_in(cast.outsider).get("/o/grannen/arenden/")

    assert [row.number for row in page.context["rows"]] == [theirs.number]
    assert page.context["collaboration"] == cast.other
    assert "GRANNEN" in page.text


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/arenden/",
        "/arenden/nytt/",
        "/arenden/registrera/",
        "/grupper/",
        "/grupper/ledningen/",
        "/grupper/ledningen/platser/",
        "/personer/las-in/",
        "/plan/",
    ],
)
def test_every_link_of_a_prefixed_page_stays_within(cast, sign_in, theirs, address):
    page = sign_in(cast.outsider).get(f"/o/grannen{address}")

    assert page.status_code == 200
    outside = {link for link in local_links(page) if not link.startswith(("/o/grannen/", "/static/"))}
    assert outside == set()


def test_the_next_page_after_a_prefixed_one_has_no_prefix_left(cast, sign_in, theirs):
    client = sign_in(cast.process_leader)
    client.get("/o/grannen/")

    page = client.get("/arenden/")

    assert not any(link.startswith("/o/") for link in local_links(page))


def test_a_form_in_the_other_collaboration_leads_on_within_it(cast, sign_in):
    form = typed(cast, target_groups=[], parties=[], source="COORDINATION")

    answer = sign_in(cast.outsider).post("/o/grannen/arenden/nytt/", form)

    draft = Case.objects.get()
    assert draft.collaboration == cast.other
    assert answer["Location"] == f"/o/grannen/arenden/utkast/{draft.pk}/"


def test_a_number_is_found_under_its_own_collaboration_only(cast, sign_in, theirs, both):
    mine, client = a_case(cast, State.SUBMITTED), sign_in(both)

    assert client.get(url_of(mine)).status_code == 200
    assert client.get(f"/o/grannen{url_of(theirs)}").status_code == 200
    assert client.get(url_of(theirs)).status_code == 404
    assert client.get(f"/o/grannen{url_of(mine)}").status_code == 404


def test_a_draft_is_found_under_its_own_collaboration_only(cast, sign_in, both):
    draft = a_draft(cast, by=both)

    assert sign_in(both).get(url_of(draft)).status_code == 200
    assert sign_in(both).get(f"/o/grannen{url_of(draft)}").status_code == 404


@pytest.mark.parametrize(
    "rest", ["arenden/GRANNEN-{year}-0001/", "grupper/ledningen/", "grupper/ledningen/ko/", "plan/"]
)
@pytest.mark.parametrize("person", ["process_leader", "local_chair", "reader", "nobody"])
def test_nobody_sees_across_without_a_seat(cast, sign_in, theirs, person, rest):
    address = f"/o/grannen/{rest.format(year=a.days(0).year)}"

    assert sign_in(getattr(cast, person)).get(address).status_code == 404


def test_lists_of_the_other_collaboration_are_empty_without_a_seat(cast, sign_in, theirs):
    client = sign_in(cast.process_leader)

    assert client.get("/o/grannen/arenden/").context["rows"] == []
    assert client.get("/o/grannen/grupper/").context["levels"] == {}
    assert "Deras ärende" not in client.get("/o/grannen/").text


def test_a_person_with_seats_in_both_works_in_each_and_is_led_between(cast, sign_in, both, theirs):
    client = sign_in(both)

    home, there = client.get("/"), client.get("/o/grannen/")

    assert [other.slug for other in home.context["elsewhere"]] == ["grannen"]
    assert 'href="/o/grannen/"' in home.text
    assert [other.slug for other in there.context["elsewhere"]] == ["samla"]
    assert {place.title for place in there.context["navigation"]} >= {"Mitt arbete", "Ärenden", "Grupper"}


def test_powers_in_one_collaboration_give_none_in_the_other(cast, sign_in, both):
    mine = a_case(cast, State.SUBMITTED)

    assert sign_in(both).get("/arenden/registrera/").status_code == 403
    assert sign_in(both).post(url_of(mine, "steg/avsluta/"), {"note": "Nej."}).status_code == 403
    assert sign_in(both).get("/o/grannen/arenden/registrera/").status_code == 200


def test_who_is_signed_out_is_led_to_sign_in_and_back_within_the_collaboration(cast, client):
    answer = client.get("/o/grannen/arenden/")

    assert answer["Location"] == "/o/grannen/logga-in/?next=/o/grannen/arenden/"
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("address", ["/o/samla/", "/o/finns-inte/", "/o/", "/o//arenden/"])
def test_a_prefix_of_nobody_is_404(cast, sign_in, address):
    assert sign_in(cast.process_leader).get(address).status_code == 404


def test_an_installation_without_structure_still_answers(db, sign_in):
    client = sign_in(a.a_person())

    assert not CareCollaboration.objects.exists()
    assert client.get("/").status_code == 200
    assert client.get("/arenden/").status_code == 200
    assert client.get("/arenden/SAMLA-2026-0001/").status_code == 404
    assert client.get("/plan/").status_code == 404


def test_letters_link_into_the_right_collaboration(cast, theirs):
    other = a.a_body(cast.other, "lokalt")
    a.a_term(a.an_appointment(a.a_seat(other), a.a_person("Lo Lokal")))
    cast.routes["ledningen", "lokalt"] = a.a_route(cast.elsewhere, other)

    a.send(cast, theirs, "lokalt", cast.outsider)

    assert f"/o/grannen{url_of(theirs)}" in OutgoingMail.objects.get().text
