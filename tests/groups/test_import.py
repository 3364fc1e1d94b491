"""A list of people is taken in whole or not at all, by the same rules as the pages."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groups import actions
from groups.actions import imports
from groups.models import Appointment, ImportState, Party, PeopleImport, SeatStatus, User
from groups.powers import Power
from groups.tasks import expire_old_imports
from samla import clock
from tests import builders as a

HEAD = "e-post;namn;titel;telefon;grupp;plats;område;från och med;till och med"
SG = "samordningsgruppen"
DAY = dt.timedelta(days=1)
FIRST = dt.date(2026, 1, 1)


def a_list(*rows):
    return "\n".join([HEAD, *rows]).encode()


def a_row(email, seat, starts_on, ends_on="", *, name="Nora Ny", title="", phone="", group=SG, scope=""):
    return ";".join([email, name, title, phone, group, seat, scope, str(starts_on), str(ends_on)])


def uploaded(cast, *rows, organisation=None, ends_missing_on=None, by=None):
    return imports.upload(
        a_list(*rows),
        filename="lista.csv",
        collaboration=cast.samla,
        organisation=organisation,
        ends_missing_on=ends_missing_on,
        by=by or cast.process_leader,
    )


def planned(cast, *rows, by=None, **given):
    by = by or cast.process_leader
    return imports.plan_of(uploaded(cast, *rows, by=by, **given), by=by)


def taken_in(cast, *rows, by=None, **given):
    by = by or cast.process_leader
    kept = uploaded(cast, *rows, by=by, **given)
    plan = imports.plan_of(kept, by=by)
    assert plan.faults == []
    return imports.take_in(kept, seen=plan.digest, by=by)


def faults(plan):
    return [(fault.line, fault.column) for fault in plan.faults]


@pytest.fixture
def seat(cast):
    return a.a_seat(cast.sg, "tandvarden", label="Tandvården")


# What a list does


def test_a_new_person_gets_her_seat(cast, seat):
    kept = taken_in(cast, a_row("Nora@Example.org", "Tandvården", FIRST, title="Chef", phone="031-1", scope="Barn"))

    one = Appointment.objects.get(user__email="nora@example.org")
    assert (one.seat, one.starts_on, one.ends_on, one.scope) == (seat, FIRST, None, "Barn")
    assert (one.user.name, one.user.title, one.user.phone) == ("Nora Ny", "Chef", "031-1")
    assert not one.user.has_usable_password()
    assert (kept.state, kept.text, kept.counts["new_people"], kept.counts["new"]) == (ImportState.APPLIED, "", 1, 1)


def test_a_new_holder_of_a_seat_for_one_ends_the_former_the_day_before(cast, seat):
    former = a.an_appointment(seat, a.a_person("Fia Förr"), a.days(-100))

    taken_in(cast, a_row("ny@example.org", "tandvarden", a.days(5)))

    former.refresh_from_db()
    assert former.ends_on == a.days(4)


def test_two_who_follow_on_each_other_in_one_list_share_the_seat(cast, seat):
    taken_in(
        cast,
        a_row("andra@example.org", "tandvarden", a.days(50)),
        a_row("forsta@example.org", "tandvarden", a.days(5), name="Frida Först"),
    )

    first = Appointment.objects.get(user__email="forsta@example.org")
    assert first.ends_on == a.days(49)


def test_a_person_who_is_known_gets_what_the_list_says_and_keeps_what_it_does_not_say(cast, seat):
    person = a.a_person("Nils Namn", title="Chef", phone="031-1")
    a.an_appointment(seat, person, FIRST)

    plan = planned(cast, a_row(person.email, "tandvarden", FIRST, name="Nils Nyttnamn", title="", phone="031-2"))
    taken_in(cast, a_row(person.email, "tandvarden", FIRST, name="Nils Nyttnamn", title="", phone="031-2"))

    assert [(one.label, one.before, one.after) for one in plan.changed_people] == [
        ("namn", "Nils Namn", "Nils Nyttnamn"),
        ("telefon", "031-1", "031-2"),
    ]
    version = person.version
    person.refresh_from_db()
    assert (person.name, person.title, person.phone, person.version) == ("Nils Nyttnamn", "Chef", "031-2", version + 1)


def test_a_last_day_is_set_moved_and_taken_away(cast, seat):
    person = a.a_person()
    one = a.an_appointment(seat, person, FIRST)

    for typed, kept in (("2030-12-31", dt.date(2030, 12, 31)), ("", dt.date(2030, 12, 31)), ("tills vidare", None)):
        taken_in(cast, a_row(person.email, "tandvarden", FIRST, typed))
        one.refresh_from_db()
        assert one.ends_on == kept


def test_without_a_first_day_the_line_is_about_the_seat_that_she_has(cast, seat):
    person = a.a_person()
    one = a.an_appointment(seat, person, FIRST)

    taken_in(cast, a_row(person.email, "tandvarden", "", scope="Vuxna"))

    one.refresh_from_db()
    assert one.scope == "Vuxna"
    assert faults(planned(cast, a_row("ny@example.org", "tandvarden", ""))) == [(2, "från och med")]


def test_a_whole_list_ends_those_who_are_not_in_it(cast, seat):
    stays, leaves = a.a_person("Stina Stannar"), a.a_person("Lars Lämnar")
    wide = a.a_seat(cast.sg, "bred", max_persons=5)
    kept, gone = a.an_appointment(wide, stays, FIRST), a.an_appointment(wide, leaves, FIRST)
    others = [
        a_row(one.user.email, one.seat.slug, one.starts_on, name=one.user.name, group=one.seat.body.slug)
        for one in Appointment.objects.exclude(pk=gone.pk).filter(seat__body__collaboration=cast.samla)
        if one.seat.status != SeatStatus.DERIVED
    ]

    plan = planned(cast, *others, ends_missing_on=a.days(10))
    taken_in(cast, *others, ends_missing_on=a.days(10))

    assert [(held.who, held.why) for held in plan.ended] == [("Lars Lämnar", "står inte i listan")]
    for one in (kept, gone):
        one.refresh_from_db()
    assert (kept.ends_on, gone.ends_on) == (None, a.days(9))


def test_a_whole_list_of_an_organisation_leaves_others_alone(cast, seat):
    hospital = cast.parties[0]
    theirs = a.an_appointment(a.a_seat(cast.sg, "sjukhuset", organisation=hospital), a.a_person("Sam Sjukhus"), FIRST)
    others = a.an_appointment(seat, a.a_person(), FIRST)
    row = a_row("ny@example.org", "sjukhus-2", a.days(1))
    a.a_seat(cast.sg, "sjukhus-2", organisation=hospital)

    plan = planned(cast, row, organisation=hospital, ends_missing_on=a.days(1))

    assert {held.appointment for held in plan.ended} == {theirs, cast.au_member.appointments.get()}
    assert others not in {held.appointment for held in plan.ended}


def test_what_goes_out_comes_in_again_and_changes_nothing(cast, seat):
    awkward = a.a_person("=Formel 'Å' Ö;\"x\"", title="'=x", phone="+46 31-12 34 56")
    a.an_appointment(seat, awkward, FIRST, a.days(100))
    wide = a.a_seat(cast.sg, "bred", max_persons=2)
    a.an_appointment(wide, awkward, a.days(20))
    data = imports.people_list(cast.samla, None)

    kept = imports.upload(
        data,
        filename="lista.csv",
        collaboration=cast.samla,
        organisation=None,
        ends_missing_on=a.days(0),
        by=cast.process_leader,
    )
    plan = imports.plan_of(kept, by=cast.process_leader)

    assert (plan.faults, plan.changes_something) == ([], False)
    assert plan.unchanged == len(data.decode("utf-8-sig").splitlines()) - 1 > 5


def test_the_template_is_read_and_refused_as_it_stands(cast):
    kept = imports.upload(
        imports.template_list(),
        filename="mall.csv",
        collaboration=cast.samla,
        organisation=None,
        by=cast.process_leader,
    )

    assert faults(imports.plan_of(kept, by=cast.process_leader)) == [(2, "grupp")]


# What is refused


def test_each_thing_that_cannot_be_is_a_fault_with_its_line_and_column(cast, seat):
    held = a.an_appointment(seat, a.a_person("Hilda Har"), FIRST)
    away = a.a_person("Ulla Ute", is_active=False)
    a.a_seat(cast.sg, "slut", valid_to=dt.date(2025, 12, 31))

    plan = planned(
        cast,
        a_row("a@example.org", "tandvarden", FIRST, group="finns-inte"),
        a_row("b@example.org", "finns-inte", FIRST),
        a_row("c@example.org", "nosam-lerum", FIRST),  # follows from an office
        a_row("d@example.org", "tandvarden", FIRST - DAY, "2026-02-01"),
        a_row(held.user.email, "tandvarden", FIRST + DAY),
        a_row(away.email, "tandvarden", a.days(300), a.days(301)),
        a_row("e@example.org", "slut", FIRST),
        a_row("f@example.org", "tandvarden", a.days(200), name=""),
    )

    assert faults(plan) == [
        (2, "grupp"),
        (3, "plats"),
        (4, "plats"),
        (5, "plats"),
        (6, "från och med"),
        (7, "från och med"),
        (8, "från och med"),
        (9, "namn"),
    ]
    assert "följer av ett annat uppdrag" in plan.faults[2].sentence
    assert "upphörde 31 december 2025" in plan.faults[6].sentence


def test_a_seat_over_its_maximum_is_a_fault_of_every_line_that_makes_it_so(cast):
    wide = a.a_seat(cast.sg, "bred", max_persons=2)
    a.an_appointment(wide, a.a_person(), FIRST)
    rows = [a_row(f"person-x{number}@example.org", "bred", a.days(number)) for number in range(2)]

    assert faults(planned(cast, rows[0])) == []
    assert faults(planned(cast, *rows)) == [(2, "plats"), (3, "plats")]


def test_the_same_person_and_place_twice_is_a_fault(cast, seat):
    person = a.a_person()
    a.an_appointment(seat, person, FIRST)
    known = a_row(person.email, "tandvarden", FIRST)
    new = a_row("ny@example.org", "tandvarden", a.days(10), a.days(20))
    over = a_row("ny@example.org", "tandvarden", a.days(15), a.days(30))

    assert faults(planned(cast, known, known)) == [(3, "plats")]
    assert faults(planned(cast, new, over)) == [(3, "från och med")]


def test_two_names_for_one_address_are_a_fault(cast, seat):
    rows = [
        a_row("ny@example.org", "tandvarden", a.days(1), a.days(9)),
        a_row("ny@example.org", "tandvarden", a.days(30), name="Annat Namn"),
    ]

    assert faults(planned(cast, *rows)) == [(3, "namn")]


def test_two_who_both_are_said_to_hold_a_seat_for_one_are_a_fault(cast, seat):
    first = a_row("a@example.org", "tandvarden", a.days(1), "tills vidare")
    second = a_row("b@example.org", "tandvarden", a.days(50))

    assert faults(planned(cast, first, second)) == [(3, "från och med")]


def test_the_last_process_leader_stays(cast):
    own = cast.process_leader.appointments.get()
    ended = a_row(cast.process_leader.email, own.seat.slug, own.starts_on, a.days(5), name=cast.process_leader.name)
    other = a_row("ny@example.org", own.seat.slug, a.days(6))

    assert faults(planned(cast, ended)) == [(2, "till och med")]
    assert faults(planned(cast, ended, other)) == []


def test_whoever_begins_later_must_be_in_a_whole_list(cast, seat):
    a.an_appointment(seat, a.a_person("Sven Sedan"), a.days(50))
    plan = planned(cast, a_row("x@example.org", "bred", FIRST), ends_missing_on=a.days(1))

    assert [fault.line for fault in plan.faults if "Sven Sedan" in fault.sentence] == [None]


def test_a_whole_list_cannot_end_people_in_the_past(cast):
    with pytest.raises(ValidationError, match="bakåt i tiden"):
        uploaded(cast, a_row("x@example.org", "bred", FIRST), ends_missing_on=a.days(-1))


def test_a_file_name_with_an_identity_number_is_refused(cast):
    with pytest.raises(ValidationError, match="Filens namn"):
        imports.upload(
            a_list(a_row("a@example.org", "x", FIRST)),
            filename="811218-9876.csv",
            collaboration=cast.samla,
            organisation=None,
            by=cast.process_leader,
        )


def test_one_faulty_line_stops_the_others(cast, seat):
    kept = uploaded(cast, a_row("ny@example.org", "tandvarden", FIRST), a_row("b@example.org", "finns-inte", FIRST))
    plan = imports.plan_of(kept, by=cast.process_leader)

    with pytest.raises(imports.PlanChangedError):
        imports.take_in(kept, seen=plan.digest, by=cast.process_leader)

    assert not User.objects.filter(email="ny@example.org").exists()


# Whose people


def test_a_person_of_another_collaboration_is_known_by_address_and_not_renamed(cast, seat):
    taken_in(cast, a_row(cast.outsider.email, "tandvarden", FIRST, name="Fel Namn", title="Fel"))
    plan = planned(cast, a_row(cast.outsider.email, "tandvarden", FIRST, name="Fel Namn", title="Fel"))

    name = cast.outsider.name
    cast.outsider.refresh_from_db()
    assert (cast.outsider.name, cast.outsider.title) == (name, "")
    assert Appointment.objects.filter(user=cast.outsider, seat=seat).exists()
    assert plan.kept_as_they_are == [cast.outsider.email]


def test_the_preview_does_not_tell_what_somebody_elsewhere_is_called(cast, seat, sign_in):
    kept = uploaded(cast, a_row(cast.outsider.email, "tandvarden", FIRST, name="Gissat Namn"))

    page = sign_in(cast.process_leader).get(f"/personer/las-in/{kept.pk}/")

    assert "Gissat Namn" in page.text
    assert cast.outsider.name not in page.text


@pytest.fixture
def administrator(cast):
    actions.grant(
        Power.ADMINISTER, cast.parties[0], cast.nobody, starts_on=a.days(-1), reason="Sköter platser.", by=None
    )
    return cast.nobody


def test_an_administrator_takes_in_her_own_organisations_seats_only(cast, seat, administrator):
    hospital, town = cast.parties
    a.a_seat(cast.sg, "sjukhuset", organisation=hospital)
    hers = a_row("ny@example.org", "sjukhuset", FIRST)
    others = a_row("b@example.org", "tandvarden", FIRST)

    assert faults(planned(cast, hers, others, organisation=hospital, by=administrator)) == [(3, "plats")]
    assert taken_in(cast, hers, organisation=hospital, by=administrator).state == ImportState.APPLIED
    for organisation in (None, town):
        with pytest.raises(PermissionDenied):
            uploaded(cast, hers, organisation=organisation, by=administrator)


def test_an_administrator_does_not_rename_people_of_others(cast, administrator):
    a.a_seat(cast.sg, "sjukhuset", organisation=cast.parties[0])
    row = a_row(cast.sg_chair.email, "sjukhuset", FIRST, name="Fel Namn")

    plan = planned(cast, row, organisation=cast.parties[0], by=administrator)

    assert (plan.changed_people, plan.kept_as_they_are) == ([], [cast.sg_chair.email])


@pytest.mark.parametrize("who", ["representative", "sg_chair", "reader", "outsider", "nobody"])
def test_nobody_else_takes_in_anybody(cast, who):
    with pytest.raises(PermissionDenied):
        uploaded(cast, a_row("ny@example.org", "bred", FIRST), by=getattr(cast, who))


# Once, and as it was seen


def test_confirming_twice_takes_in_once(cast, seat):
    kept = uploaded(cast, a_row("ny@example.org", "tandvarden", FIRST))
    seen = imports.plan_of(kept, by=cast.process_leader).digest

    first = imports.take_in(kept, seen=seen, by=cast.process_leader)
    again = imports.take_in(kept, seen=seen, by=cast.process_leader)

    assert first.applied_at == again.applied_at
    assert Appointment.objects.filter(seat=seat).count() == 1


def test_a_plan_that_has_changed_meanwhile_is_not_carried_out(cast, seat):
    kept = uploaded(cast, a_row("ny@example.org", "tandvarden", a.days(5)))
    seen = imports.plan_of(kept, by=cast.process_leader).digest
    actions.appoint(seat, a.a_person(), starts_on=a.days(1), by=None)

    with pytest.raises(imports.PlanChangedError):
        imports.take_in(kept, seen=seen, by=cast.process_leader)

    assert Appointment.objects.filter(seat=seat).count() == 1


def test_whoever_has_lost_the_power_takes_in_nothing(cast, seat):
    kept = uploaded(cast, a_row("ny@example.org", "tandvarden", FIRST))
    seen = imports.plan_of(kept, by=cast.process_leader).digest
    actions.appoint(cast.process_leader.appointments.get().seat, a.a_person(), starts_on=a.days(0), by=None)

    with pytest.raises(PermissionDenied):
        imports.take_in(kept, seen=seen, by=User.objects.get(pk=cast.process_leader.pk))


def test_only_her_own_list_can_be_taken_in_or_thrown_away(cast, seat):
    kept = uploaded(cast, a_row("ny@example.org", "tandvarden", FIRST))
    other = a.a_member(cast.sg, status=SeatStatus.STAFF, role="PROCESS_LEADER")
    seen = imports.plan_of(kept, by=cast.process_leader).digest

    for attempt in (lambda: imports.take_in(kept, seen=seen, by=other), lambda: imports.discard(kept, by=other)):
        with pytest.raises(PermissionDenied):
            attempt()


def test_a_list_that_is_thrown_away_is_empty_and_cannot_be_taken_in(cast, seat):
    kept = imports.discard(uploaded(cast, a_row("ny@example.org", "tandvarden", FIRST)), by=cast.process_leader)

    assert (kept.state, kept.text) == (ImportState.DISCARDED, "")
    with pytest.raises(ValidationError, match="redan inläst, kastad eller för gammal"):
        imports.take_in(kept, seen="", by=cast.process_leader)


def test_a_list_is_kept_a_day_at_most(cast, seat):
    uploaded(cast, a_row("ny@example.org", "tandvarden", FIRST))

    with time_machine.travel(clock.now() + dt.timedelta(hours=23)):
        expire_old_imports.func()
    assert PeopleImport.objects.get().text
    with time_machine.travel(clock.now() + dt.timedelta(hours=25)):
        expire_old_imports.func()

    kept = PeopleImport.objects.get()
    assert (kept.state, kept.text) == (ImportState.EXPIRED, "")


def test_the_history_does_not_keep_the_text(cast, seat):
    uploaded(cast, a_row("ny@example.org", "tandvarden", FIRST))

    assert not hasattr(PeopleImport.pgh_event_model.objects.get(), "text")


def test_a_list_that_takes_a_party_from_au_warns(cast):
    hospital, town = cast.parties
    for organisation, party in ((hospital, Party.HOSPITAL), (town, Party.MUNICIPALITY)):
        organisation.party = party
        organisation.save(update_fields=["party"])
    own = cast.au_member.appointments.get()

    plan = planned(cast, a_row(cast.au_member.email, own.seat.slug, own.starts_on, a.days(5), name="", group="au"))

    assert plan.faults == []
    assert [sentence[:25] for sentence in plan.warnings] == ["AU saknar part: sjukhus f"]


# Any list


rows = st.builds(
    a_row,
    email=st.sampled_from(["a@example.org", "b@example.org", "c@example.org", "ingen"]),
    seat=st.sampled_from(["tandvarden", "bred", "nosam-lerum", "finns-inte"]),
    starts_on=st.integers(-3, 6).map(a.days) | st.just(""),
    ends_on=st.integers(-3, 8).map(a.days) | st.sampled_from(["", "tills vidare", "igår"]),
    name=st.sampled_from(["Nora Ny", "Ola Ny", ""]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists=st.lists(st.lists(rows, min_size=1, max_size=5), min_size=1, max_size=3))
def test_any_list_is_taken_in_as_it_was_shown_or_not_at_all(cast, lists):
    seats = [
        a.a_seat(cast.sg, f"{slug}-{next(a.serial)}", max_persons=most)
        for slug, most in (("tandvarden", 1), ("bred", 2))
    ]
    for given_rows in lists:
        renamed = [
            row.replace(";tandvarden;", f";{seats[0].slug};").replace(";bred;", f";{seats[1].slug};")
            for row in given_rows
        ]
        kept = uploaded(cast, *renamed)
        plan = imports.plan_of(kept, by=cast.process_leader)
        before = Appointment.objects.filter(seat__in=seats).count()
        if plan.faults:
            with pytest.raises(imports.PlanChangedError):
                imports.take_in(kept, seen=plan.digest, by=cast.process_leader)
        else:
            imports.take_in(kept, seen=plan.digest, by=cast.process_leader)
        assert Appointment.objects.filter(seat__in=seats).count() == before + (0 if plan.faults else len(plan.new))
        for seat in seats:
            assert actions.most_at_once(seat, a.days(-10), None) <= seat.max_persons
