"""A refusal of the database's is told in the words of the constraint."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from groups.models import Appointment, Population
from samla.writing import explained, write
from tests import builders as a

FIRST = dt.date(2026, 3, 1)


@pytest.fixture
def seat(db):
    return a.a_seat(a.a_body(a.a_collaboration(), "nosam-lerum"), max_persons=2)


def test_what_a_constraint_refuses_is_its_own_sentence_and_the_transaction_goes_on(seat):
    person = a.a_person()
    write(Appointment(seat=seat, user=person, starts_on=FIRST))

    with pytest.raises(ValidationError, match="Personen har redan den platsen"):
        write(Appointment(seat=seat, user=person, starts_on=FIRST))

    assert Appointment.objects.count() == 1


def test_what_a_field_refuses_is_said_at_the_field_before_anything_is_asked(seat, django_assert_num_queries):
    row = Appointment(seat=seat, user=a.a_person(), starts_on=FIRST, scope="Anna 19121212-1212")

    with django_assert_num_queries(0), pytest.raises(ValidationError) as refused:
        write(row)

    assert list(refused.value.message_dict) == ["scope"]


def test_what_no_constraint_of_the_model_refuses_is_not_explained_away(db):
    principal = a.an_organisation(a.a_collaboration(), "sjukhuset").principal

    with pytest.raises(IntegrityError), explained(Appointment):
        Population.objects.create(principal=principal, count=-1, counted_on=FIRST, source="SCB")


def test_only_the_named_fields_of_what_exists_are_written(seat):
    appointment = a.an_appointment(seat, a.a_person(), FIRST)
    appointment.ends_on, appointment.scope = dt.date(2026, 8, 31), "Elevhälsa"

    write(appointment, ["ends_on"])

    appointment.refresh_from_db()
    assert (appointment.ends_on, appointment.scope) == (dt.date(2026, 8, 31), "")
