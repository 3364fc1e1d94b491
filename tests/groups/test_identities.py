"""Who may come in by an identity provider: every answer of the rule, and its sentence (L26)."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from groups.http.federated import hsa_ids_in
from groups.models import User
from groups.rules.identities import may_come_in
from tests import builders as a

HSA_ID = "SE2321000131-E000000012345"
NAMES = ("http://sambi.se/attributes/1/employeeHsaId", "urn:oid:1.2.752.29.6.2.1")
pytestmark = pytest.mark.django_db


def test_yes_when_she_is_known_and_sure_enough():
    assert may_come_in(a.a_person(), [HSA_ID], 3, 3, signed_in=None)
    assert may_come_in(a.a_person(), [HSA_ID], 4, 3, signed_in=None)


def test_yes_for_herself_when_she_confirms():
    person = a.a_person()

    assert may_come_in(person, [HSA_ID], 3, 3, signed_in=person)


@pytest.mark.parametrize(
    ("known", "hsa_ids", "level", "sentence"),
    [
        (True, [HSA_ID], 2, "nivå 2. Portalen kräver minst nivå 3."),
        (True, [HSA_ID], 0, "ingen nivå som portalen känner till"),
        (True, [], 3, "inget HSA-id"),
        (True, [HSA_ID, "SE1"], 3, "flera HSA-id:n"),
        (False, [HSA_ID], 3, f"HSA-id {HSA_ID} finns inte i portalen"),
    ],
)
def test_no_with_a_sentence(known, hsa_ids, level, sentence):
    person = a.a_person() if known else None

    verdict = may_come_in(person, hsa_ids, level, 3, signed_in=None)

    assert not verdict
    assert sentence in verdict.reason


def test_no_when_somebody_else_is_signed_in_there():
    verdict = may_come_in(a.a_person(), [HSA_ID], 3, 3, signed_in=a.a_person("Anna Annan"))

    assert verdict.reason == "Du är inloggad som Anna Annan, men legitimationen är någon annans."


def test_two_people_never_have_the_same_hsa_id():
    a.a_person(hsa_id=HSA_ID)
    with pytest.raises(IntegrityError), transaction.atomic():
        a.a_person(hsa_id=HSA_ID)
    with pytest.raises(ValidationError, match="En annan person har redan det HSA-id:t"):
        User(email="ny@example.org", name="Ny", password="!", hsa_id=HSA_ID).full_clean()


def test_hsa_ids_are_taken_from_every_name_as_they_are_and_once_each():
    first, second = NAMES
    given = {first: [HSA_ID, HSA_ID.lower()], second: HSA_ID, "email": "se2321000131@exempel.invalid"}

    assert hsa_ids_in(given, NAMES) == [HSA_ID, HSA_ID.lower()]
    assert hsa_ids_in({second: [HSA_ID]}, NAMES) == [HSA_ID]
    assert hsa_ids_in({first: [""], "email": HSA_ID}, NAMES) == []
