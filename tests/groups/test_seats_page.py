"""What a reader sees of a body's seats: today, and on any other day (rules 31, 34, 63, 73, K9)."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups import actions
from groups.models import Office, Organisation, Party, Seat, SeatStatus
from groups.powers import Power
from samla import clock
from samla.formats import date_text
from tests import builders as a
from tests.builders import missing_from

SG, AU = "/grupper/samordningsgruppen/", "/grupper/au/"


@pytest.fixture
def page(cast, sign_in):
    """A page of the portal as its text, for somebody who merely belongs."""

    def fetch(address):
        answer = sign_in(cast.representative).get(address)
        assert answer.status_code == 200
        return answer

    return fetch


def line(answer, slug):
    return next(one for one in answer.context["seat_lines"] if one.slug == slug)


def test_a_seat_shows_who_holds_it_since_when_and_how_to_reach_her(cast, page):
    seat = a.a_seat(cast.sg, "tandvarden", max_persons=3)
    person = a.a_person("Tora Tand", title="Verksamhetschef", phone="031-12 34 56")
    actions.appoint(seat, person, starts_on=dt.date(2026, 1, 1), scope="Barntandvård", by=None)

    answer = page(SG)

    shown = ["Tora Tand", "Barntandvård", "Verksamhetschef", "från 1 januari 2026", person.email, "031-12 34 56"]
    assert missing_from(answer, [*shown, "1 av högst 3 personer, minst en"]) == []


def test_a_vacant_seat_says_since_when(cast, page):
    seat = a.a_seat(cast.sg, "tandvarden")
    held = a.an_appointment(seat, a.a_person(), a.days(-100))
    actions.end_appointment(held, ends_on=a.days(-31), by=None)

    found = line(page(SG), "tandvarden")

    assert (found.is_vacant, found.vacant) == (True, f"sedan {date_text(a.days(-30))}")


def test_a_seat_for_two_with_one_person_is_vacant_when_it_needs_two(cast, page):
    seat = a.a_seat(cast.sg, "kommunen-2", min_persons=2, max_persons=2)
    a.an_appointment(seat, a.a_person("Ensam Ensamsson"), a.days(-10))

    answer = page(SG)

    assert line(answer, "kommunen-2").is_vacant
    assert missing_from(answer, ["Ensam Ensamsson", "1 av högst 2 personer, minst två"]) == []


def test_the_kind_of_a_seat_is_said_in_words(cast, page):
    a.a_seat(cast.sg, "gr", SeatStatus.CO_OPTED, min_persons=0)

    answer = page(SG)

    words = ["Adjungerad: deltar, men räknas inte in i samförståndet", "Tjänst: processledare", "Ordinarie"]
    assert missing_from(answer, [*words, "Följer av uppdraget som ordförande i NOSAM Lerum"]) == []
    assert line(answer, "nosam-lerum").source_url == "/grupper/nosam-lerum/"


def test_nobody_sends_a_substitute(page):
    assert missing_from(page(SG), ["Ingen kan skicka någon annan i sitt ställe"]) == []


@pytest.mark.parametrize(("left", "is_said"), [(59, True), (60, True), (61, False)])
def test_an_appointment_that_ends_within_sixty_days_is_marked(cast, page, left, is_said):
    seat = a.a_seat(cast.sg, "tandvarden")
    a.an_appointment(seat, a.a_person(), a.days(-10), a.days(left))

    (holder,) = line(page(SG), "tandvarden").holders

    assert ("Slutar snart" in holder.note) == is_said


def test_a_successor_is_shown_and_the_end_is_no_trouble(cast, page):
    seat = a.a_seat(cast.sg, "tandvarden")
    a.an_appointment(seat, a.a_person(), a.days(-10))
    actions.appoint(seat, a.a_person("Eva Efterträdare"), starts_on=a.days(20), by=None)

    found = line(page(SG), "tandvarden")

    assert found.coming == [f"Från {date_text(a.days(20))}: Eva Efterträdare"]
    assert [holder.note for holder in found.holders] == [""]


def test_whoever_goes_on_in_a_new_term_is_one_holder_with_one_period(cast, page):
    term = cast.nosam.chair_terms.get()
    a.a_term(term.appointment, Office.CHAIR, term.ends_on + dt.timedelta(days=1), term.ends_on + dt.timedelta(days=365))

    found = line(page(SG), "nosam-lerum")

    assert found.coming == []
    assert date_text(term.ends_on + dt.timedelta(days=365)) in found.holders[0].period


def test_seats_that_are_not_there_yet_or_any_longer_are_not_shown(cast, page):
    a.a_seat(cast.sg, "forr", valid_to=a.days(-1))
    a.a_seat(cast.sg, "sedan", valid_from=a.days(1))

    slugs = {one.slug for one in page(SG).context["seat_lines"]}

    assert not slugs & {"forr", "sedan"}
    assert "forr" in {one.slug for one in page(f"{SG}platser/?den={a.days(-1)}").context["seat_lines"]}


# Vem satt här den …


def test_another_day_shows_who_sat_and_who_led_then(cast, page):
    seat = a.a_seat(cast.sg, "tandvarden")
    actions.appoint(seat, a.a_person("Fia Förr"), starts_on=dt.date(2024, 1, 1), by=None)
    actions.appoint(seat, a.a_person("Nora Nu"), starts_on=dt.date(2025, 6, 1), by=None)

    last, first = page(f"{SG}platser/?den=2025-05-31"), page(f"{SG}platser/?den=1.6.2025")

    assert [holder.name for holder in line(last, "tandvarden").holders] == ["Fia Förr"]
    assert [holder.name for holder in line(first, "tandvarden").holders] == ["Nora Nu"]
    assert missing_from(last, ["Så var det den 31 maj 2025", "Det är inte dagens platser"]) == []


def test_another_day_shows_the_presidium_of_then(cast, page):
    term = cast.sg.chair_terms.get()

    during, after = page(f"{SG}platser/?den={term.starts_on}"), page(f"{SG}platser/?den={term.ends_on + a.YEAR}")

    assert during.context["offices"][0][1] == cast.sg_chair.name
    assert after.context["offices"][0][1] == ""


def test_a_past_day_does_not_give_todays_contact(cast, page):
    assert cast.sg_chair.email in page(f"{SG}platser/").text
    assert cast.sg_chair.email not in page(f"{SG}platser/?den={a.days(-1)}").text


def test_a_day_to_come_says_that_it_may_change(page):
    assert missing_from(page(f"{SG}platser/?den={a.days(30)}"), ["Det kan ändras till dess"]) == []


@pytest.mark.parametrize("typed", ["2025-02-30", "igår", "", "99999-01-01"])
def test_a_day_that_is_none_is_said_and_the_page_is_still_there(cast, page, typed):
    answer = page(f"{SG}platser/?den={typed}")

    assert answer.context["form"].errors
    assert answer.context["day"] == clock.today()
    assert missing_from(answer, [cast.sg_chair.name]) == []


def test_a_day_before_the_body_or_after_it_says_so(cast, page):
    cast.sg.valid_from, cast.sg.valid_to = dt.date(2023, 1, 1), a.days(100)
    cast.sg.save(update_fields=["valid_from", "valid_to"])

    before, after = page(f"{SG}platser/?den=2022-12-31"), page(f"{SG}platser/?den={a.days(101)}")

    assert missing_from(before, ["fanns inte då. Gruppen finns från och med 1 januari 2023"]) == []
    assert missing_from(after, [f"Gruppen upphörde {date_text(a.days(100))}"]) == []
    assert before.context["seat_lines"] == after.context["seat_lines"] == []


def test_a_day_before_anything_is_known_says_so(page):
    assert missing_from(page(f"{SG}platser/?den=1999-01-01"), ["Portalen vet inte vem som satt här då"]) == []


def test_a_past_day_uses_the_names_of_then(cast, page):
    seat = Seat.objects.get(body=cast.sg, slug="kommunen")
    town = seat.organisation
    Seat.objects.filter(pk=seat.pk).update(label="Kommunens nya plats")
    Organisation.objects.filter(pk=town.pk).update(name="Storkommunen")
    before = a.days(-1)  # the history is written with the database's clock: the old names are the oldest that it knows

    then, now = line(page(f"{SG}platser/?den={before}"), "kommunen"), line(page(SG), "kommunen")

    assert (then.label, then.organisation) == ("Kommunen", "")
    assert (now.label, now.organisation) == ("Kommunens nya plats", "Storkommunen")


def test_a_name_that_was_changed_before_the_day_is_the_new_one(cast, page):
    Seat.objects.filter(body=cast.sg, slug="kommunen").update(label="Kommunens nya plats")

    with time_machine.travel(clock.now() + dt.timedelta(days=10)):
        found = line(page(f"{SG}platser/?den={a.days(-5)}"), "kommunen")

    assert found.label == "Kommunens nya plats"


def test_a_body_of_another_collaboration_is_not_there(cast, sign_in):
    assert sign_in(cast.outsider).get(f"{SG}platser/").status_code == 404


@pytest.mark.parametrize("address", [SG, f"{SG}platser/", f"{SG}platser/?den=2025-05-01"])
def test_three_seats_and_sixty_cost_the_same(cast, page, address):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            page(address)
        return len(counted)

    page(address)
    few = queries()
    for number in range(60):
        a.an_appointment(a.a_seat(cast.sg, f"till-{number}", organisation=cast.parties[0]), a.a_person())

    assert queries() == few


# AU's three parties on its page


def give_parties(cast):
    for organisation, party in zip(cast.parties, (Party.HOSPITAL, Party.MUNICIPALITY), strict=True):
        organisation.party = party
        organisation.save(update_fields=["party"])
    care = a.an_organisation(cast.samla, "vardcentralerna", party=Party.REGIONAL_PRIMARY_CARE)
    return a.an_appointment(a.a_seat(cast.au, organisation=care, min_persons=0), a.a_person("Vera Vårdcentral"))


def test_au_shows_who_covers_each_party(cast, page):
    give_parties(cast)

    answer = page(AU)

    assert missing_from(answer, ["AU har alla tre parter", "Vera Vårdcentral", "Regional primärvård"]) == []
    through = {cover.user.name: cover.through for card in answer.context["parties"].cards for cover in card.covers}
    assert through[cast.sg_chair.name] == "Au-chair, Kommunen"


def test_au_says_what_is_missing_since_when_and_what_will_be(cast, page):
    care = give_parties(cast)
    actions.end_appointment(care, ends_on=a.days(-10), by=None)
    hospital = cast.au_member.appointments.get()
    actions.end_appointment(hospital, ends_on=a.days(30), by=None)

    answer = page(AU)

    words = [f"Saknas sedan {date_text(a.days(-9))}", f"Saknas från och med {date_text(a.days(31))}"]
    assert missing_from(answer, [*words, "AU saknar part: regional primärvård (sedan"]) == []


def test_other_bodies_show_no_parties(page):
    assert page(SG).context["parties"] is None


# What may be changed from here


def ways(answer, slug):
    found = line(answer, slug)
    return bool(found.appoint_url), [bool(holder.end_url) for holder in found.holders], [h.url for h in found.holders]


def test_the_process_leader_has_the_ways_to_appoint_and_end(cast, sign_in):
    answer = sign_in(cast.process_leader).get(SG)

    assert ways(answer, "kommunen") == (True, [True], [cast.sg_chair.get_absolute_url()])
    assert ways(answer, "nosam-lerum") == (False, [False], [cast.local_chair.get_absolute_url()])
    assert ">Förordna<" in answer.text
    for address in (line(answer, "kommunen").appoint_url, line(answer, "kommunen").holders[0].end_url):
        assert sign_in(cast.process_leader).get(address).status_code == 200


def test_an_administrator_has_them_for_her_own_organisation(cast, sign_in):
    actions.grant(Power.ADMINISTER, cast.parties[1], cast.nobody, starts_on=a.days(-1), reason="Sköter.", by=None)
    others = a.a_seat(cast.sg, "sjukhuset", organisation=cast.parties[0])
    a.an_appointment(others, a.a_person())

    answer = sign_in(cast.nobody).get(SG)

    assert ways(answer, "kommunen")[:2] == (True, [True])
    assert ways(answer, "sjukhuset") == (False, [False], [""])
    assert sign_in(cast.nobody).get(line(answer, "kommunen").holders[0].url).status_code == 200


def test_others_have_none_and_nobody_has_them_for_another_day(cast, page, sign_in):
    assert ways(page(SG), "kommunen") == (False, [False], [""])
    past = sign_in(cast.process_leader).get(f"{SG}platser/?den={a.days(-1)}")
    assert ways(past, "kommunen") == (False, [False], [""])
