"""The history costs the same however much has happened."""

import pytest

from cases.models import CaseNote
from cases.workflow import State
from groups import actions
from groups.models import Organisation
from groups.powers import Power
from tests import builders as a
from tests.builders import a_case
from tests.cases.test_query_counts import PAGE, SIZES, queries_of


@pytest.fixture
def auditor(cast):
    person = a.a_person("Greta Granskare")
    actions.grant(Power.AUDIT, cast.sg, person, starts_on=a.days(-30), reason="Granskning", by=None)
    return person


def test_the_search_costs_the_same_with_3_30_and_300_events(cast, auditor, sign_in):
    a_case(cast, State.SENT)
    addresses = [
        "/historik/",
        "/historik/?slag=organisation&q=enhet",
        "/historik/?vem=systemet&q=enhet&fran=2020-01-01",
    ]
    counts, client = {}, sign_in(auditor)
    client.get("/historik/")

    for size in SIZES:
        there = Organisation.objects.count()
        for number in range(there, size + 2):
            a.an_organisation(cast.samla, f"enhet-{number}")
        for address in addresses:
            counts[address, size] = len(queries_of(client, address))

    for address in addresses:
        few, some, many = (counts[address, size] for size in SIZES)
        assert few == some == many <= PAGE, (address, few, some, many)


@pytest.mark.parametrize("person", ["auditor", "process_leader", "au_member"])
def test_the_history_of_a_case_costs_the_same_with_3_30_and_300_events(cast, auditor, sign_in, person):
    case = a_case(cast, State.IN_PREPARATION)
    client, counts = sign_in(auditor if person == "auditor" else getattr(cast, person)), {}
    client.get(f"/historik/arende/{case.pk}/")

    for size in SIZES:
        notes = [
            CaseNote(case=case, body=cast.au, by=cast.au_member, by_name="Anders", text=f"Anteckning {number}.")
            for number in range(size)
        ]
        CaseNote.objects.bulk_create(notes)
        for number in range(size):
            case.background = f"Bakgrund {size} {number}"
            case.save(update_fields=["background"])
        counts[size] = len(queries_of(client, f"/historik/arende/{case.pk}/"))

    assert len(set(counts.values())) == 1, counts
    assert counts[300] <= PAGE


@pytest.mark.parametrize("slug", ["grupp", "person", "organisation", "plats", "forordnande"])
def test_the_history_of_any_thing_stays_within_its_number(cast, auditor, sign_in, slug):
    things = {
        "grupp": cast.sg,
        "person": cast.au_member,
        "organisation": cast.parties[0],
        "plats": cast.au.seats.first(),
        "forordnande": cast.au_member.appointments.get(),
    }
    client, address = sign_in(auditor), f"/historik/{slug}/{things[slug].pk}/"
    client.get(address)

    assert len(queries_of(client, address)) <= PAGE
