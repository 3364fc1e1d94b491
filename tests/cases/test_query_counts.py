"""A page costs the same number of queries with 3, 30 and 300 rows, and no more than it may."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case, CaseNote, CaseStep
from cases.workflow import State
from tests.builders import a_case

SIZES = (3, 30, 300)
PAGE, WORK, CHANGE = 12, 24, 25


def fill(cast, count):
    """So many cases in AU's queue, in bulk: copies of one that came there by the real steps."""
    like = Case.objects.first() or a_case(cast, State.SENT)
    steps, there = list(like.steps.all()), Case.objects.count()
    cases = Case.objects.bulk_create(
        a_copy(like, number=f"SAMLA 2020-{serial:04d}", title=f"Ärende {serial}", aims_at_id=cast.sg.pk)
        for serial in range(there + 1, count + 1)
    )
    CaseStep.objects.bulk_create(a_copy(step, case_id=case.pk) for case in cases for step in steps)


def a_copy(row, **changes):
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**{**values, "id": None, **changes})


def queries_of(client, address, method="get", **form):
    with CaptureQueriesContext(connection) as queries:
        answer = getattr(client, method)(address, form or None)
    assert answer.status_code in {200, 302}, answer.status_code
    return [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]


LISTS = [
    ("/", "au_member", WORK),
    ("/", "process_leader", WORK),
    ("/arenden/", "reader", PAGE),
    ("/arenden/?q=utskrivning&ordning=alder&malgrupp=aldre", "au_member", PAGE),
    ("/grupper/au/ko/", "au_member", PAGE),
    ("/grupper/au/ko/", "representative", PAGE),
    ("/grupper/nosam-lerum/skickat/", "local_chair", PAGE),
    ("/grupper/au/ko/genomgang/", "au_member", PAGE),
    ("/grupper/au/", "process_leader", PAGE),
    ("/grupper/nosam-lerum/", "local_chair", PAGE),
]


def test_a_list_costs_the_same_however_long_it_is(cast, sign_in):
    counts = {}
    for size in (1, *SIZES):  # the first round loads what is loaded once a process
        fill(cast, size)
        for address, person, _ in LISTS:
            counts[address, person, size] = len(queries_of(sign_in(getattr(cast, person)), address))

    for address, person, most in LISTS:
        few, some, many = (counts[address, person, size] for size in SIZES)
        assert few == some == many <= most, (address, person, few, some, many)


def test_a_cases_page_costs_the_same_however_long_its_way_is(cast, sign_in):
    case = a_case(cast, State.IN_PREPARATION)
    step = case.steps.last()
    client = sign_in(cast.au_member)
    client.get(case.get_absolute_url())
    counts = {}

    for size in SIZES:
        CaseStep.objects.bulk_create([a_copy(step) for _ in range(size - case.steps.count())])
        CaseNote.objects.bulk_create(
            [
                CaseNote(case=case, body=cast.au, by=cast.au_member, by_name="Anders", text=f"Anteckning {number}.")
                for number in range(size)
            ]
        )
        counts[size] = len(queries_of(client, case.get_absolute_url()))

    assert len(set(counts.values())) == 1, counts
    assert counts[300] <= PAGE


@pytest.mark.parametrize("address", ["/grupper/", "/plan/", "/arenden/nytt/", "/arenden/registrera/"])
def test_other_pages_stay_within_their_number(cast, sign_in, address):
    client = sign_in(cast.process_leader)
    client.get(address)

    assert len(queries_of(client, address)) <= PAGE


@pytest.mark.parametrize(
    ("state", "person", "slug"),
    [
        (State.DRAFT, "author", "lamna-in"),
        (State.SUBMITTED, "local_chair", "skicka/au"),
        (State.SENT, "au_member", "ta-emot"),
        (State.IN_PREPARATION, "au_member", "klart-for-mote"),
        (State.IN_PREPARATION, "au_member", "begar-komplettering"),
        (State.IN_PREPARATION, "au_member", "aterfor"),
        (State.IN_PREPARATION, "au_member", "avsluta"),
    ],
)
def test_a_step_costs_no_more_than_a_change_may(cast, sign_in, state, person, slug):
    case = a_case(cast, state)
    client = sign_in(getattr(cast, person))
    client.get(case.get_absolute_url())

    queries = queries_of(client, f"{case.get_absolute_url()}steg/{slug}/", "post", note="Ett svar.")

    assert len(queries) <= CHANGE, "\n".join(queries)
