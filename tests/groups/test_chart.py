"""The page of the organisation: everything in the pictures is in the words too, and no person is in either."""

import datetime as dt
import html
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.models import CareCollaboration, Organisation, OrganisationKind, Population, Principal, Route, Side, User
from groups.views import chart
from plans.actions import load_structure
from samla.formats import NBSP
from tests import builders as a

STRUCTURES = sorted((settings.BASE_DIR / "structure").glob("*.toml"))


def pictures(answer):
    return re.findall(r'<svg class="chart".*?</svg>', answer.text, re.DOTALL)


def words_in(markup):
    return html.unescape(re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", markup)))


def outside(answer):
    return words_in(re.sub(r'<svg class="chart".*?</svg>', "", answer.text, flags=re.DOTALL))


@pytest.mark.django_db
@pytest.mark.parametrize("file", STRUCTURES, ids=lambda path: Path(path).stem)
def test_everything_drawn_stands_in_words_beside_the_picture_and_the_other_way_round(client, file):
    load_structure(file)
    collaboration = CareCollaboration.objects.get()

    answer = client.get(f"{collaboration.prefix}/organisation/")

    parties, ways = map(words_in, pictures(answer))
    told = outside(answer)
    names = [str(one) for one in Organisation.objects.all()] + [str(one) for one in Principal.objects.all()]
    assert len(names) > 10
    for name in names:
        assert name in told
        assert name.replace(" ", "") in parties.replace(" ", "").replace("-", "") + parties.replace(" ", "")
    for route in Route.objects.select_related("source", "target"):
        assert route.label in ways
        assert f"{route.source.short_name} {route.target.short_name} {route.label}" in told


def test_everybody_reads_the_page_and_it_names_no_person(client, cast, sign_in):
    people = list(User.objects.values_list("name", "email"))
    assert len(people) > 5

    for reader in (None, cast.nobody, cast.process_leader):
        if reader:
            sign_in(reader)
        answer = client.get("/organisation/")
        assert answer.status_code == 200
        main = answer.text.partition("<main")[2].partition("</main>")[0]
        assert cast.sg.name in main
        assert [person for person in people if person[0] in main or person[1] in main] == []


def test_only_those_who_belong_get_links_to_bodies_and_organisations(client, cast, sign_in):
    addresses = [cast.au.get_absolute_url(), cast.parties[0].get_absolute_url()]
    for page in (client.get("/organisation/"), sign_in(cast.outsider).get("/organisation/")):
        assert [address for address in addresses if address in page.text] == []

    page = sign_in(cast.representative).get("/organisation/")
    assert all(page.text.count(f'href="{address}"') >= 1 for address in addresses)


def test_seats_that_follow_from_an_office_are_drawn_as_another_kind_of_line_and_told(client, cast):
    answer = client.get("/organisation/")

    assert "Samordningsgruppen → AU: Ordförande och vice ordförande leder också" in outside(answer)
    assert "NOSAM Lerum → Samordningsgruppen: Ordförande har plats" in outside(answer)
    assert pictures(answer)[1].count('class="tie"') == 2
    assert pictures(answer)[1].count('class="way"') == 6


def test_what_has_ended_is_in_neither_picture_nor_words(client, cast):
    Route.objects.filter(source=cast.au, target=cast.vvg).update(ended_on=a.days(-1))
    hospital = cast.parties[0]
    assert hospital.name in client.get("/organisation/").text

    Organisation.objects.filter(pk=hospital.pk).update(ended_on=a.days(-1))
    answer = client.get("/organisation/")

    assert hospital.name not in answer.text
    assert "Skicka till VVG" not in answer.text
    assert "Lämna till AU" in answer.text


def test_two_organisations_that_are_part_of_each_other_are_shown_all_the_same(cast):
    one, other = (a.an_organisation(cast.samla, slug) for slug in ("ena", "andra"))
    Organisation.objects.filter(pk=one.pk).update(part_of=other)
    Organisation.objects.filter(pk=other.pk).update(part_of=one)

    bands = chart.parties_of(cast.samla, linked=False)

    (node,) = [node for group in bands[0].groups for node in group.nodes if node.name in {"Ena", "Andra"}]
    assert [part.name for part in node.parts] == ["Andra"]


def test_an_organisation_without_a_principal_stands_on_its_side_and_an_external_party_apart(cast):
    fields = {"collaboration": cast.samla, "principal": None}
    Organisation.objects.create(
        slug="privat", name="Privata", kind=OrganisationKind.SERVICE, side=Side.REGION, **fields
    )
    Organisation.objects.create(slug="gr", name="Kommunalförbundet", kind=OrganisationKind.EXTERNAL, **fields)

    found = {
        (band.title, group.title): [node.name for node in group.nodes]
        for band in chart.parties_of(cast.samla, linked=False)
        for group in band.groups
    }

    assert found["Regionens sida", "Utan egen huvudman"] == ["Privata"]
    assert found["Utanför huvudmännen", "Externa parter"] == ["Kommunalförbundet"]


def population(principal, count, year, source="SCB"):
    return Population.objects.create(principal=principal, count=count, counted_on=dt.date(year, 12, 31), source=source)


def test_the_newest_population_is_shown_with_day_and_source_and_the_sum_of_the_same_day(client, cast):
    region, municipality = (party.principal for party in cast.parties)
    population(region, 11_111, 2023)
    population(region, 42_722, 2024, "Statistikmyndigheten")
    population(municipality, 43_570, 2024)

    told = outside(client.get("/organisation/"))

    assert f"42{NBSP}722 31 december 2024 Statistikmyndigheten" in told
    assert f"Tillsammans 86{NBSP}292 31 december 2024" in told
    assert f"11{NBSP}111" not in told


def test_figures_of_different_days_are_not_added_up(client, cast):
    region, municipality = (party.principal for party in cast.parties)
    population(region, 42_722, 2024)
    population(municipality, 43_570, 2025)

    told = outside(client.get("/organisation/"))

    assert f"43{NBSP}570 31 december 2025" in told
    assert "Tillsammans" not in told


def test_the_page_asks_as_often_with_three_organisations_as_with_thirty(cast, sign_in):
    def asked():
        client = sign_in(cast.representative)
        client.get("/organisation/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/organisation/")
        return len(queries)

    few = asked()
    for number in range(30):
        whole = a.an_organisation(cast.samla, f"namnd-{number}", kind=OrganisationKind.BOARD)
        a.an_organisation(cast.samla, f"verksamhet-{number}", part_of=whole)
        a.a_route(cast.nosam, a.a_body(cast.samla, f"grupp-{number}"))

    assert asked() == few <= 12


@pytest.mark.django_db
def test_samlas_pictures_are_small(client):
    load_structure(settings.BASE_DIR / "structure" / "samla.toml")

    sizes = [len(picture.encode()) for picture in pictures(client.get("/organisation/"))]

    assert [size < limit for size, limit in zip(sizes, (6500, 5000), strict=True)] == [True, True], sizes


def test_before_any_structure_is_loaded_the_page_says_so(client, db):
    answer = client.get("/organisation/")

    assert answer.status_code == 200
    assert "Ingen organisation är inlagd" in answer.text
