"""What waits in Mitt arbete for whoever fills seats: the process leader and an organisation's administrator."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups import actions
from groups.models import Office
from groups.powers import Power
from samla.formats import date_text
from tests import builders as a
from tests.groups.test_seats_page import give_parties


@pytest.fixture
def todos(cast, sign_in):
    """The lines of Mitt arbete as that person has them."""

    def of(user):
        return [todo for todo, _ in sign_in(user).get("/").context["todos"]]

    return of


@pytest.fixture
def administrator(cast):
    """Who administers the hospital's people."""
    actions.grant(
        Power.ADMINISTER, cast.parties[0], cast.nobody, starts_on=a.days(-1), reason="Sköter platser.", by=None
    )
    return cast.nobody


def titles(todos):
    return [todo.title for todo in todos]


def test_a_vacant_seat_waits_for_the_process_leader_and_its_organisations_administrator(cast, todos, administrator):
    held = a.an_appointment(a.a_seat(cast.sg, "sjukhuset", organisation=cast.parties[0]), a.a_person(), a.days(-90))
    actions.end_appointment(held, ends_on=a.days(-11), by=None)
    a.a_seat(cast.sg, "kommunens-andra", organisation=cast.parties[1])
    address = f"/platser/{held.seat_id}/forordna/"

    hers, leaders = todos(administrator), todos(cast.process_leader)

    assert titles(hers) == ["Sjukhusets plats i Samordningsgruppen är vakant"]
    assert hers[0].why == f"sedan {date_text(a.days(-10))}"
    assert (hers[0].url, hers[0].button) == (address, "Förordna")
    assert {"Sjukhusets plats i Samordningsgruppen är vakant", "Kommunens plats i Samordningsgruppen är vakant"} <= set(
        titles(leaders)
    )
    assert not any("vakant" in title for title in titles(todos(cast.representative)))


def test_a_seat_that_has_its_persons_or_may_be_empty_waits_for_nobody(cast, todos):
    a.an_appointment(a.a_seat(cast.sg, "full", label="Full"), a.a_person())
    a.a_seat(cast.sg, "tom", label="Får vara tom", min_persons=0)

    assert not any("Full" in title or "tom" in title for title in titles(todos(cast.process_leader)))


def test_a_seat_that_follows_from_an_office_is_not_filled_by_hand(cast, todos):
    cast.nosam.chair_terms.update(ends_on=a.days(-1))

    assert not any("vakant" in title for title in titles(todos(cast.process_leader)))


def test_many_vacant_seats_of_a_body_are_one_thing(cast, todos):
    for number in range(4):
        a.a_seat(cast.sg, f"plats-nr-{number}")

    assert "Fyra platser i Samordningsgruppen är vakanta" in titles(todos(cast.process_leader))


def test_an_end_without_a_successor_is_told_with_its_last_day(cast, todos):
    seat = a.a_seat(cast.sg, label="Tandvården")
    a.an_appointment(seat, a.a_person("Tora Tand"), a.days(-10), a.days(40))

    (todo,) = [one for one in todos(cast.process_leader) if "Tora" in one.title]
    assert (todo.deadline, todo.why) == (
        a.days(40),
        "Platsen ”Tandvården” i Samordningsgruppen; ingen efterträdare är utsedd",
    )

    actions.appoint(seat, a.a_person(), starts_on=a.days(41), by=None)
    assert not any("Tora" in title for title in titles(todos(cast.process_leader)))


def test_a_missing_party_waits_for_the_process_leader(cast, todos):
    care = give_parties(cast)
    assert not any("part:" in title for title in titles(todos(cast.process_leader)))

    actions.end_appointment(care, ends_on=a.days(-1), by=None)

    (todo,) = [one for one in todos(cast.process_leader) if "part:" in one.title]
    assert (todo.title, todo.since) == ("AU saknar part: regional primärvård", a.days(0))
    assert todo.url == "/grupper/au/#parter"
    assert not any("part:" in title for title in titles(todos(cast.au_member)))


def test_several_missing_parties_are_one_thing(cast, todos):
    (todo,) = [one for one in todos(cast.process_leader) if "part:" in one.title]

    assert todo.title == "AU saknar part: regional primärvård, kommun och sjukhus"
    assert "sjukhus har aldrig funnits med" in todo.why


@pytest.mark.parametrize(("left", "is_told"), [(59, True), (60, False)])
def test_a_party_that_will_be_missing_within_sixty_days_is_told_ahead(cast, todos, left, is_told):
    care = give_parties(cast)
    actions.end_appointment(care, ends_on=a.days(left), by=None)

    found = [one for one in todos(cast.process_leader) if "kommer att sakna part" in one.title]

    assert [one.deadline for one in found] == ([a.days(left)] if is_told else [])


def test_the_next_chair_of_another_party_is_told_ahead(cast, todos):
    give_parties(cast)
    term = cast.sg.chair_terms.get()
    term.ends_on = term.period_ends_on = a.days(20)
    term.save(update_fields=["ends_on", "period_ends_on"])
    hospital = a.an_appointment(a.a_seat(cast.sg, organisation=cast.parties[0]), a.a_person())
    a.a_term(hospital, Office.CHAIR, a.days(21), a.days(21) + dt.timedelta(days=364))

    assert "AU kommer att sakna part: kommun" in titles(todos(cast.process_leader))


def test_what_waits_costs_the_same_with_three_seats_and_thirty(cast, sign_in):
    client = sign_in(cast.process_leader)

    def queries():
        with CaptureQueriesContext(connection) as counted:
            client.get("/")
        return len(counted)

    give_parties(cast)
    queries()
    few = queries()
    for number in range(30):
        a.an_appointment(
            a.a_seat(cast.sg, f"nr-{number}", organisation=cast.parties[0]), a.a_person(), a.days(-9), a.days(9)
        )

    assert queries() == few
