"""AU is AU with its three parties only: which is missing, since when, and what a change would do (rules 51–53, K3)."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups import actions, rules
from groups.models import (
    BodyKind,
    Office,
    Party,
    SeatStatus,
    Side,
    StaffRole,
    missing_parties,
    parties_after_appointing,
    parties_after_electing,
    parties_after_ending,
)
from tests import builders as a
from tests.cast import confirm

DAY = dt.timedelta(days=1)
NEW_YEAR = dt.date(2027, 1, 1)


class Committee:
    """AU with a chair from primary care, a vice chair from the municipality and a member from the hospital."""

    def __init__(self):
        self.samla = a.a_collaboration()
        self.sg = a.a_body(self.samla, "samordningsgruppen", BodyKind.COORDINATION)
        self.au = a.a_body(self.samla, "au", BodyKind.WORKING_COMMITTEE, short_name="AU")
        care = a.an_organisation(self.samla, "vardcentralerna", party=Party.REGIONAL_PRIMARY_CARE)
        town = a.an_organisation(self.samla, "kommunen", Side.MUNICIPAL, party=Party.MUNICIPALITY)
        self.hospital = a.an_organisation(self.samla, "sjukhuset", party=Party.HOSPITAL)
        for office in Office:
            slug = office.lower().replace("_", "-")
            a.a_seat(
                self.au, slug, SeatStatus.DERIVED, derived_from=self.sg, derived_office=office, confers_office=office
            )
        self.care = a.an_appointment(a.a_seat(self.sg, organisation=care), a.a_person("Vera Vårdcentral"))
        self.town = a.an_appointment(a.a_seat(self.sg, organisation=town), a.a_person("Kim Kommun"))
        self.third_seat = a.a_seat(self.au, organisation=self.hospital, min_persons=0)
        self.third = a.an_appointment(self.third_seat, a.a_person("Sam Sjukhus"))
        a.a_term(self.care, Office.CHAIR, dt.date(2025, 1, 1), NEW_YEAR - DAY)
        a.a_term(self.town, Office.VICE_CHAIR, dt.date(2025, 1, 1), NEW_YEAR - DAY)


@pytest.fixture
def committee(db):
    with time_machine.travel(dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)):
        yield Committee()


def lacking(body, day):
    return [gap.party for gap in missing_parties(body, day)]


def test_chair_vice_chair_and_a_member_cover_the_three_parties(committee):
    today = a.days(0)

    assert lacking(committee.au, today) == []
    assert rules.may_decide_as_committee(committee.au, today)


def test_a_party_is_missing_from_the_day_after_its_last_day(committee):
    last = a.days(10)
    actions.end_appointment(committee.third, ends_on=last, by=None)

    assert [lacking(committee.au, day) for day in (last - DAY, last)] == [[], []]
    assert lacking(committee.au, last + DAY) == [Party.HOSPITAL]
    assert missing_parties(committee.au, last + 30 * DAY)[0].days.starts_on == last + DAY


def test_the_rule_says_which_party_is_missing_since_when(committee):
    actions.end_appointment(committee.third, ends_on=dt.date(2026, 6, 30), by=None)

    verdict = rules.may_decide_as_committee(committee.au, dt.date(2026, 8, 1))

    assert "AU saknar part: sjukhus (sedan 1 juli 2026)" in verdict.reason


def test_a_gap_that_is_filled_again_is_no_gap_of_today(committee):
    actions.end_appointment(committee.third, ends_on=a.days(5), by=None)
    actions.appoint(committee.third_seat, a.a_person(), starts_on=a.days(10), by=None)

    assert [lacking(committee.au, a.days(day)) for day in (5, 6, 9, 10)] == [[], ["HOSPITAL"], ["HOSPITAL"], []]


def test_two_persons_of_a_party_cover_for_each_other(committee):
    other = a.a_seat(committee.au, organisation=committee.hospital, min_persons=0)
    actions.appoint(other, a.a_person(), starts_on=a.days(0), by=None)
    actions.end_appointment(committee.third, ends_on=a.days(5), by=None)

    assert lacking(committee.au, a.days(6)) == []


@pytest.mark.parametrize(
    "seat", [{"status": SeatStatus.CO_OPTED}, {"status": SeatStatus.STAFF, "role": StaffRole.PROJECT_LEADER}]
)
def test_co_opted_and_staff_cover_no_party(committee, seat):
    actions.end_appointment(committee.third, ends_on=a.days(0), by=None)
    a.an_appointment(a.a_seat(committee.au, organisation=committee.hospital, **seat), a.a_person())

    assert lacking(committee.au, a.days(1)) == [Party.HOSPITAL]


def test_the_delegate_of_an_organisation_without_a_party_covers_none(committee):
    actions.end_appointment(committee.third, ends_on=a.days(0), by=None)
    board = a.an_organisation(committee.samla, "delregional-namnd")
    a.an_appointment(a.a_seat(committee.au, organisation=board), a.a_person())

    assert lacking(committee.au, a.days(1)) == [Party.HOSPITAL]


def test_the_shift_of_chair_at_new_year_changes_the_parties(committee):
    hospital_in_sg = a.an_appointment(a.a_seat(committee.sg, organisation=committee.hospital), a.a_person("Hans Höger"))
    for office, appointment in ((Office.CHAIR, committee.town), (Office.VICE_CHAIR, hospital_in_sg)):
        a.a_term(appointment, office, NEW_YEAR, dt.date(2027, 12, 31))

    with time_machine.travel(dt.datetime(2026, 12, 31, 22, 30, tzinfo=dt.UTC)):  # 23.30 in Stockholm
        assert lacking(committee.au, a.days(0)) == []
    with time_machine.travel(dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)):  # half past midnight
        assert lacking(committee.au, a.days(0)) == [Party.REGIONAL_PRIMARY_CARE]
        assert missing_parties(committee.au, a.days(0))[0].days.starts_on == NEW_YEAR


def test_before_its_first_day_and_after_its_last_a_committee_lacks_nothing(committee):
    committee.au.valid_from, committee.au.valid_to = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    committee.au.save(update_fields=["valid_from", "valid_to"])

    assert [lacking(committee.au, day) for day in (dt.date(2025, 12, 31), NEW_YEAR)] == [[], []]


def test_no_other_body_needs_parties(committee):
    assert lacking(committee.sg, a.days(0)) == []
    assert rules.may_decide_as_committee(committee.sg, a.days(0))


# What a change would do


def sentences(found):
    return [gap.sentence for gap in found]


def test_ending_the_only_person_of_a_party_warns(committee):
    found = parties_after_ending(committee.third, dt.date(2026, 6, 30))

    assert sentences(found) == ["AU saknar part: sjukhus från och med 1 juli 2026."]
    assert lacking(committee.au, NEW_YEAR - DAY) == []  # asked, not done


def test_ending_the_seat_from_which_the_chair_was_elected_warns(committee):
    found = parties_after_ending(committee.care, dt.date(2026, 6, 30))

    assert sentences(found) == [
        "AU saknar part: regional primärvård från och med 1 juli 2026 till och med 31 december 2026."
    ]


def test_ending_one_of_two_warns_of_nothing(committee):
    a.an_appointment(a.a_seat(committee.au, organisation=committee.hospital), a.a_person())

    assert parties_after_ending(committee.third, a.days(1)) == []


def test_a_successor_in_the_same_seat_warns_of_nothing(committee):
    person = a.a_person()

    assert parties_after_appointing(committee.third_seat, person, a.days(5), succeeds=committee.third) == []
    short = parties_after_appointing(committee.third_seat, person, a.days(5), a.days(8), succeeds=committee.third)
    assert [gap.days.starts_on for gap in short] == [a.days(9)]


def test_a_successor_of_the_chair_in_her_seat_does_not_inherit_the_office(committee):
    found = parties_after_appointing(committee.care.seat, a.a_person(), a.days(5), succeeds=committee.care)

    assert [(gap.party, gap.days.starts_on) for gap in found] == [(Party.REGIONAL_PRIMARY_CARE, a.days(5))]


def test_electing_a_chair_of_another_party_warns_for_those_days(committee):
    hospital_in_sg = a.an_appointment(a.a_seat(committee.sg, organisation=committee.hospital), a.a_person())

    found = parties_after_electing(
        committee.sg, Office.CHAIR, hospital_in_sg, dt.date(2026, 7, 1), dt.date(2026, 12, 31)
    )

    assert sentences(found) == [
        "AU saknar part: regional primärvård från och med 1 juli 2026 till och med 31 december 2026."
    ]


def test_electing_for_a_year_without_a_chair_fills_what_is_missing(committee):
    found = parties_after_electing(committee.sg, Office.CHAIR, committee.care, NEW_YEAR, dt.date(2027, 12, 31))

    assert found == []


def test_the_last_election_of_a_year_tells_what_is_still_missing(committee):
    next_year = NEW_YEAR, dt.date(2027, 12, 31)
    hospital_in_sg = a.an_appointment(a.a_seat(committee.sg, organisation=committee.hospital), a.a_person())
    a.a_term(committee.care, Office.CHAIR, *next_year)

    from_the_town = parties_after_electing(committee.sg, Office.VICE_CHAIR, committee.town, *next_year)
    from_the_hospital = parties_after_electing(committee.sg, Office.VICE_CHAIR, hospital_in_sg, *next_year)

    assert from_the_town == []
    assert sentences(from_the_hospital) == [
        "AU saknar part: kommun från och med 1 januari 2027 till och med 31 december 2027."
    ]


def test_an_election_that_au_does_not_follow_tells_nothing(committee):
    actions.end_appointment(committee.third, ends_on=a.days(0), by=None)
    nosam = a.a_body(committee.samla, "nosam-lerum")
    local = a.an_appointment(a.a_seat(nosam, organisation=committee.hospital), a.a_person())

    assert parties_after_electing(nosam, Office.CHAIR, local, a.days(1), a.days(365)) == []


def test_the_page_of_an_election_tells_before_it_is_done(committee, client):
    leader = a.a_member(committee.sg, status=SeatStatus.STAFF, role=StaffRole.PROCESS_LEADER)
    client.force_login(leader)
    confirm(client, leader)
    hospital_in_sg = a.an_appointment(a.a_seat(committee.sg, organisation=committee.hospital), a.a_person())
    a.a_term(committee.care, Office.CHAIR, NEW_YEAR, dt.date(2027, 12, 31))
    address = "/grupper/samordningsgruppen/ordforande/ny/"
    typed = {
        "office": "VICE_CHAIR",
        "appointment": hospital_in_sg.pk,
        "starts_on": "2027-01-01",
        "ends_on": "2027-12-31",
    }

    told = client.post(address, typed)

    assert "AU saknar part: kommun från och med 1 januari 2027" in told.text
    assert not hospital_in_sg.chair_terms.exists()
    assert client.post(address, {**typed, "told": told.context["told"]}).status_code == 302
    assert hospital_in_sg.chair_terms.exists()


def test_asking_costs_the_same_however_many_sit_there(committee):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            missing_parties(committee.au, a.days(0))
        return len(counted)

    few = queries()
    for _ in range(20):
        a.an_appointment(a.a_seat(committee.au, organisation=committee.hospital), a.a_person())

    assert queries() == few == 1


def test_the_page_that_ends_an_appointment_says_so(committee):
    said = actions.what_follows(committee.third, dt.date(2026, 6, 30))

    assert said == ["AU saknar part: sjukhus från och med 1 juli 2026."]


def test_the_page_that_appoints_says_so_only_when_it_is_so(committee):
    def said(seat):
        return actions.rehearse(seat, a.a_person(), starts_on=dt.date(2026, 7, 1), by=None)

    assert [sentence for sentence in said(committee.third_seat) if "part:" in sentence] == []
    assert [sentence for sentence in said(committee.care.seat) if "part:" in sentence] == [
        "AU saknar part: regional primärvård från och med 1 juli 2026 till och med 31 december 2026."
    ]
