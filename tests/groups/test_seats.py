"""What the database itself refuses about seats, terms and grants, and who sits where on which day."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from groups import actions
from groups.models import ChairTerm, Office, OfficeHolding, SeatStatus, Sitting, StaffRole
from groups.powers import Power
from tests import builders as a

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 8, 31)
DAY = dt.timedelta(days=1)


def refused(constraint, statement, params):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.fixture
def body(db):
    return a.a_body(a.a_collaboration(), "nosam-lerum")


@pytest.fixture
def seat(body):
    return a.a_seat(body, max_persons=2)


@pytest.fixture
def appointment(seat):
    return a.an_appointment(seat, a.a_person(), FIRST, LAST)


APPOINT = "INSERT INTO groups_appointment (seat_id, user_id, starts_on, ends_on, scope) VALUES (%s, %s, %s, %s, '')"
ELECT = (
    "INSERT INTO groups_chairterm (body_id, office, appointment_id, starts_on, ends_on, period_starts_on, period_ends_on,"
    " side, rotates, same_side_reason, ended_reason)"
    " VALUES (%s, %s, %s, %s, %s, DATE '1900-01-01', DATE '2999-12-31', '', FALSE, '', '')"
)


@pytest.mark.parametrize(
    ("starts_on", "ends_on"), [(LAST, LAST + DAY), (FIRST - DAY, FIRST), (FIRST, None), (FIRST + DAY, LAST - DAY)]
)
def test_nobody_holds_the_same_seat_twice_at_a_time(appointment, starts_on, ends_on):
    params = [appointment.seat_id, appointment.user_id, starts_on, ends_on]

    refused("appointment_once_at_a_time", APPOINT, params)


def test_a_seat_may_be_held_again_from_the_day_after(appointment):
    a.an_appointment(appointment.seat, appointment.user, LAST + DAY)

    assert Sitting.objects.filter(user=appointment.user).count() == 2


def test_nothing_ends_before_it_begins(appointment):
    term = [appointment.seat.body_id, "CHAIR", appointment.pk, LAST, FIRST]

    refused("appointment_ends_after_start", APPOINT, [appointment.seat_id, a.a_person().pk, LAST, FIRST])
    refused("chair_term_ends_after_start", ELECT, term)


def test_a_body_has_one_chair_and_one_vice_chair_at_a_time(appointment):
    body = appointment.seat.body_id
    a.a_term(appointment, Office.CHAIR, FIRST, LAST)
    a.a_term(appointment, Office.VICE_CHAIR, FIRST, LAST)

    refused("chair_term_one_at_a_time", ELECT, [body, "CHAIR", appointment.pk, LAST, LAST + DAY])
    refused("vice_chair_term_one_at_a_time", ELECT, [body, "VICE_CHAIR", appointment.pk, LAST, LAST + DAY])


def test_a_term_may_follow_on_another(appointment):
    a.a_term(appointment, Office.CHAIR, FIRST, LAST)
    a.a_term(appointment, Office.CHAIR, LAST + DAY, LAST + 30 * DAY)

    assert ChairTerm.objects.count() == 2


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("seat_min_at_most_max", "min_persons = 3"),
        ("seat_min_at_most_max", "max_persons = 0, min_persons = 0"),
        ("seat_derived_iff_source", "status = 'DERIVED'"),
        ("seat_derived_iff_source", "derived_office = 'CHAIR'"),
        ("seat_confers_only_when_derived", "confers_office = 'CHAIR'"),
        ("seat_staff_iff_role", "status = 'STAFF'"),
        ("seat_staff_iff_role", "role = 'PROCESS_LEADER'"),
    ],
)
def test_a_seat_that_makes_no_sense_is_refused(seat, constraint, change):
    refused(constraint, f"UPDATE groups_seat SET {change} WHERE id = %s", [seat.pk])


def test_two_grants_of_the_same_power_do_not_overlap(cast):
    period = {"starts_on": a.days(10), "ends_on": a.days(90)}

    with pytest.raises(ValidationError, match="redan den behörigheten"):
        actions.grant(Power.READ, cast.sg, cast.reader, reason="Igen.", by=None, **period)

    refused(
        "body_grant_once_at_a_time",
        "INSERT INTO groups_bodygrant (user_id, permission_id, content_object_id, starts_on, reason, given_at, "
        "withdrawn_reason) SELECT user_id, permission_id, content_object_id, %s, 'Igen.', now(), '' "
        "FROM groups_bodygrant",
        [a.days(30)],
    )


# Through the actions


def test_a_seat_takes_as_many_persons_as_it_may_on_any_of_the_days(seat):
    for _ in range(2):
        actions.appoint(seat, a.a_person(), starts_on=FIRST, ends_on=LAST, by=None)

    with pytest.raises(ValidationError, match="så många personer"):
        actions.appoint(seat, a.a_person(), starts_on=LAST, by=None)

    assert actions.appoint(seat, a.a_person(), starts_on=LAST + DAY, by=None).pk


def test_persons_who_followed_on_each_other_took_one_place(seat):
    for first, last in ((FIRST, LAST), (LAST + DAY, LAST + 30 * DAY)):
        actions.appoint(seat, a.a_person(), starts_on=first, ends_on=last, by=None)

    assert actions.appoint(seat, a.a_person(), starts_on=FIRST, by=None).pk


def test_a_chair_sits_in_the_body_she_chairs(appointment):
    other = a.a_body(appointment.seat.body.collaboration, "nosam-alingsas")

    with pytest.raises(PermissionDenied, match="har ingen plats"):
        actions.elect(other, Office.CHAIR, appointment, starts_on=FIRST, ends_on=LAST, by=None)


def test_an_election_that_overlaps_is_explained(appointment):
    body = appointment.seat.body
    actions.elect(body, Office.CHAIR, appointment, starts_on=FIRST, ends_on=LAST, by=None)

    with pytest.raises(ValidationError, match="redan en ordförande"):
        actions.elect(body, Office.CHAIR, appointment, starts_on=LAST, ends_on=LAST + DAY, by=None)


def test_ending_an_appointment_keeps_it(appointment):
    actions.end_appointment(appointment, ends_on=FIRST + DAY, by=None)

    assert Sitting.objects.get().ends_on == FIRST + DAY


def test_the_process_leader_and_the_organisations_administrator_appoint(cast):
    hospital = cast.parties[0]
    actions.grant(Power.ADMINISTER, hospital, cast.nobody, starts_on=a.days(0), reason="Sköter platserna.", by=None)
    hers, others = a.a_seat(cast.sg, organisation=hospital), a.a_seat(cast.sg)

    assert actions.appoint(hers, a.a_person(), starts_on=a.days(0), by=cast.nobody).pk
    assert actions.appoint(others, a.a_person(), starts_on=a.days(0), by=cast.process_leader).pk
    with pytest.raises(PermissionDenied):
        actions.appoint(a.a_seat(cast.sg), a.a_person(), starts_on=a.days(0), by=cast.nobody)


# Succession, and the ends of seats


def test_a_new_holder_of_a_seat_for_one_ends_the_former_the_day_before(body):
    seat = a.a_seat(body)
    former = a.an_appointment(seat, a.a_person(), FIRST)

    actions.appoint(seat, a.a_person(), starts_on=LAST, by=None)

    former.refresh_from_db()
    assert former.ends_on == LAST - DAY
    assert Sitting.objects.on(LAST - DAY).get(seat=seat).user_id == former.user_id


def test_in_a_seat_for_several_only_the_one_who_is_named_makes_way(seat):
    stays, leaves = (a.an_appointment(seat, a.a_person(), FIRST) for _ in range(2))

    actions.appoint(seat, a.a_person(), starts_on=LAST, succeeds=leaves, by=None)

    for appointment, ends_on in ((stays, None), (leaves, LAST - DAY)):
        appointment.refresh_from_db()
        assert appointment.ends_on == ends_on


def test_a_holder_cannot_be_succeeded_before_she_has_begun(body):
    seat = a.a_seat(body)
    a.an_appointment(seat, a.a_person("Nina Ny"), FIRST)

    with pytest.raises(ValidationError, match="Nina Ny har platsen från och med 2026-03-01"):
        actions.appoint(seat, a.a_person(), starts_on=FIRST, by=None)


@pytest.mark.parametrize("what", ["seat", "body"])
def test_an_appointment_begins_while_the_seat_and_the_body_exist(seat, what):
    thing = seat if what == "seat" else seat.body
    thing.valid_from, thing.valid_to = FIRST, LAST
    thing.save(update_fields=["valid_from", "valid_to"])

    with pytest.raises(ValidationError, match="upphörde 31 augusti 2026"):
        actions.appoint(seat, a.a_person(), starts_on=LAST + DAY, by=None)
    with pytest.raises(ValidationError, match="från och med 1 mars 2026"):
        actions.appoint(seat, a.a_person(), starts_on=FIRST - DAY, by=None)
    assert actions.appoint(seat, a.a_person(), starts_on=LAST, by=None).pk


def test_whoever_may_not_sign_in_gets_no_seat(seat):
    with pytest.raises(ValidationError, match="får inte längre logga in"):
        actions.appoint(seat, a.a_person(is_active=False), starts_on=FIRST, by=None)


def test_the_last_process_leader_stays_until_there_is_another(cast):
    own = cast.process_leader.appointments.get()

    with pytest.raises(PermissionDenied, match="måste ha en processledare"):
        actions.end_appointment(own, ends_on=a.days(10), by=cast.process_leader)
    actions.appoint(own.seat, a.a_person("Pia Processledare"), starts_on=a.days(11), by=cast.process_leader)

    own.refresh_from_db()
    assert own.ends_on == a.days(10)


def test_an_appointment_cannot_end_before_it_began(appointment):
    with pytest.raises(ValidationError, match="före första dagen"):
        actions.end_appointment(appointment, ends_on=FIRST - DAY, by=None)


# The two views, at the edges of days


def sits(body, day):
    return Sitting.objects.on(day).filter(body=body).exists()


def leads(body, day):
    return OfficeHolding.objects.on(day).filter(body=body).exists()


def edges(question, body, first, last):
    return [question(body, day) for day in (first - DAY, first, last, last + DAY)]


def test_a_person_sits_from_the_first_day_to_the_last(appointment):
    assert edges(sits, appointment.seat.body, FIRST, LAST) == [False, True, True, False]


@pytest.mark.parametrize("what", ["seat", "body"])
def test_nobody_sits_before_or_after_the_seat_and_the_body_exist(appointment, what):
    seat = appointment.seat
    thing = seat if what == "seat" else seat.body
    thing.valid_from, thing.valid_to = FIRST + 10 * DAY, LAST - 10 * DAY
    thing.save(update_fields=["valid_from", "valid_to"])

    assert edges(sits, seat.body, FIRST + 10 * DAY, LAST - 10 * DAY) == [False, True, True, False]


def test_an_appointment_without_an_end_goes_on(seat):
    a.an_appointment(seat, a.a_person(), FIRST)

    assert sits(seat.body, dt.date(2099, 1, 1))


def test_a_chair_leads_within_term_appointment_seat_and_body(appointment):
    body = appointment.seat.body
    a.a_term(appointment, Office.CHAIR, FIRST - 100 * DAY, LAST + 100 * DAY)
    assert edges(leads, body, FIRST, LAST) == [False, True, True, False]

    body.valid_to = LAST - 10 * DAY
    body.save(update_fields=["valid_to"])
    assert edges(leads, body, FIRST, LAST - 10 * DAY) == [False, True, True, False]


def test_a_derived_seat_is_held_exactly_while_the_office_is(appointment):
    source = appointment.seat.body
    target = a.a_body(source.collaboration, "au")
    a.a_seat(
        target, "ordforande", SeatStatus.DERIVED, derived_from=source, derived_office="CHAIR", confers_office="CHAIR"
    )
    a.a_term(appointment, Office.CHAIR, FIRST + 5 * DAY, LAST + 5 * DAY)

    assert edges(sits, target, FIRST + 5 * DAY, LAST) == [False, True, True, False]
    assert edges(leads, target, FIRST + 5 * DAY, LAST) == [False, True, True, False]


def test_a_derived_seat_ends_with_the_body_that_it_follows(appointment):
    source = appointment.seat.body
    target = a.a_body(source.collaboration, "au")
    a.a_seat(target, "ordforande", SeatStatus.DERIVED, derived_from=source, derived_office="CHAIR")
    a.a_term(appointment, Office.CHAIR, FIRST, LAST)

    source.valid_to = LAST - 20 * DAY
    source.save(update_fields=["valid_to"])

    assert edges(sits, target, FIRST, LAST - 20 * DAY) == [False, True, True, False]


def test_a_derived_office_ends_with_the_body_that_it_is_in(appointment):
    source = appointment.seat.body
    target = a.a_body(source.collaboration, "au", valid_to=LAST - 20 * DAY)
    a.a_seat(target, "ordf", SeatStatus.DERIVED, derived_from=source, derived_office="CHAIR", confers_office="CHAIR")
    a.a_term(appointment, Office.CHAIR, FIRST, LAST)

    assert edges(leads, target, FIRST, LAST - 20 * DAY) == [False, True, True, False]


def test_a_staff_seat_is_a_seat_with_a_role(body):
    leader = a.a_member(body, status=SeatStatus.STAFF, role=StaffRole.PROCESS_LEADER)

    assert Sitting.objects.current().get(user=leader).seat.role == StaffRole.PROCESS_LEADER
