"""Whose register a body's documents belong to: the matrix, and what is said while it is missing (L6, K29)."""

import datetime as dt

import pytest
from django.test import RequestFactory

from documents.models import RegisteringAuthority
from documents.todo import authorities_to_name
from groups.models import OrganisationKind
from samla import clock
from tests import builders as a

PAGE = "/handlingar/myndigheter/"


@pytest.fixture
def board(cast):
    return a.an_organisation(cast.samla, "namnden", name="Nämnden för vård", kind=OrganisationKind.BOARD)


def test_the_matrix_shows_each_body_and_year_and_what_is_missing(cast, board, sign_in):
    year = clock.today().year
    a.an_authority(cast.au, board, year - 1, contact="arkivet@example.org")

    page = sign_in(cast.process_leader).get(PAGE)

    assert (
        a.missing_from(page, ["Nämnden för vård", "arkivet@example.org", str(year + 1), "Saknas", "NOSAM Lerum"]) == []
    )
    assert "VVG" not in page.text  # outside the portal
    assert f"Låt {year - 1} gälla också {year}" in page.text


def test_the_leader_names_an_authority_and_a_mistake_keeps_what_was_typed(cast, board, sign_in):
    client, address = sign_in(cast.process_leader), f"{PAGE}au/{clock.today().year}/"
    refused = client.post(address, {"organisation": "", "contact": "registrator@example.org", "version": "0"})
    assert (refused.status_code, "registrator@example.org" in refused.text) == (422, True)

    done = client.post(
        address, {"organisation": board.pk, "contact": "registrator@example.org", "version": "0"}, follow=True
    )

    assert f"registreras hos {board.name}" in done.text
    stale = client.post(address, {"organisation": board.pk, "contact": "annan@example.org", "version": "0"})
    assert (stale.status_code, "annan@example.org" in stale.text) == (409, True)
    assert RegisteringAuthority.objects.get().contact == "registrator@example.org"


def test_last_years_are_copied_with_one_press(cast, board, sign_in):
    year = clock.today().year
    a.an_authority(cast.au, board, year - 1)
    client = sign_in(cast.process_leader)
    assert f"1 grupp har fått samma myndighet {year}" in client.post(f"{PAGE}kopiera/{year}/", follow=True).text
    assert RegisteringAuthority.objects.get(body=cast.au, year=year).organisation == board
    assert "inget att kopiera" in client.post(f"{PAGE}kopiera/{year}/", follow=True).text


def test_only_the_process_leader_keeps_the_matrix(cast, board, sign_in):
    for person, status in (
        (cast.sg_chair, 403),
        (a.a_registrar(cast.au), 403),
        (cast.outsider, 404),
        (cast.nobody, 404),
    ):
        client = sign_in(person)
        assert client.get(PAGE).status_code == status, person
        assert client.post(f"{PAGE}au/2026/", {"organisation": board.pk, "contact": "x"}).status_code == status
        assert client.post(f"{PAGE}kopiera/2026/").status_code == status
    assert not RegisteringAuthority.objects.exists()


@pytest.mark.parametrize("address", ["vvg/2026/", "au/1800/", "finns-inte/2026/"])
def test_an_address_that_names_nothing_is_not_found(cast, sign_in, address):
    assert sign_in(cast.process_leader).get(f"{PAGE}{address}").status_code == 404


def test_mitt_arbete_asks_for_this_year_and_from_october_for_the_next(cast, board):
    a.a_document_type(cast.samla)
    year = clock.today().year
    for body in (cast.sg, cast.nosam):
        a.an_authority(body, board, year)
    for month, years in ((9, [year]), (10, [year, year + 1])):
        with clock.at(dt.datetime(year, month, 1, 12, tzinfo=clock.STOCKHOLM)):
            found = todos_of(cast.process_leader, cast.samla)
            assert [todo.title for todo in found] == [f"Ange registrerande myndighet för {one}" for one in years]
            assert "saknas för AU;" in found[0].why
            assert todos_of(cast.sg_chair, cast.samla) == []


def todos_of(person, collaboration):
    request = RequestFactory().get("/")
    request.user, request.collaboration = person, collaboration
    return list(authorities_to_name(request))
