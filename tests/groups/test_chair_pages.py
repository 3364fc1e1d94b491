"""The pages of chairs: the band and its table, the forms, the day that is asked about, and the turn of the year."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from groups import actions
from groups.models import ChairTerm, Office, OfficeHolding, Side, User
from groups.powers import powers_of
from groups.views.chair_band import band_of
from groups.views.chair_lines import presidia_of
from samla import clock
from samla.clock import STOCKHOLM
from tests import builders as a
from tests.groups.rotating import a_house

CHAIR, VICE = Office.CHAIR, Office.VICE_CHAIR
REGION, MUNICIPAL = Side.REGION, Side.MUNICIPAL
SG = "/grupper/samordningsgruppen/ordforande/"
DAY = dt.timedelta(days=1)


@pytest.fixture
def house(db):
    with on(2026, 6, 1):
        yield a_house(starts_on=dt.date(2020, 1, 1))


def on(*day, hour=12, minute=0):
    return time_machine.travel(dt.datetime(*day, hour, minute, tzinfo=STOCKHOLM), tick=False)


def elect(house, name, side, year=2026, office=CHAIR, **fields):
    days = {"starts_on": dt.date(year, 1, 1), "ends_on": dt.date(year, 12, 31)}
    return actions.elect(getattr(house, name), office, house.people[name, side], by=None, **{**days, **fields})


def presidium(house, name="sg", year=2026, chair=REGION):
    """Chair and vice chair of a year."""
    vice = MUNICIPAL if chair == REGION else REGION
    return elect(house, name, chair, year), elect(house, name, vice, year, VICE)


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


# Reading


def test_the_page_shows_every_body_year_by_year_and_its_own_periods_in_a_table(house, sign_in):
    presidium(house)
    a.a_year_of(house.sg, MUNICIPAL, dt.date(2027, 1, 1), principal=house.municipalities[1])

    page = sign_in(house.people["sg", REGION].user).get(SG)

    assert page.status_code == 200
    assert [(line.year, line.office, line.side, line.name, line.word) for line in page.context["lines"]] == [
        ("2026", "Ordförande", "Region", "Sg Region", "Nu"),
        ("2026", "Vice ordförande", "Kommun", "Sg Kommun", "Nu"),
        ("2027", "Ordförande", "Kommun", "", "Planerad"),
        ("2027", "Vice ordförande", "–", "", "Ingen registrerad"),
    ]
    assert page.context["lines"][2].principal == "Lerums kommun"
    band = page.context["band"]
    assert [mark.text for mark in band.names] == [
        "Politiska samradsgruppen",
        "Samordningsgruppen",
        "AU, följer av Samordningsgruppen",
        "NOSAM Lerum",
    ]


def test_the_picture_says_in_words_what_it_draws_and_its_numbers_are_numbers(house, sign_in):
    presidium(house)

    page = sign_in(house.leader).get(SG)

    svg = page.text[
        page.text.index('<svg class="year-band"') : page.text.index("</svg>", page.text.index('<svg class="year-band"'))
    ]
    assert "Samordningsgruppen, ordförande: 2026 region, Sg Region (1 januari–31 december 2026)" in svg
    assert "AU, vice ordförande: 2026 kommun, Sg Kommun (1 januari–31 december 2026)" in svg
    assert 'data-side="region"' in svg
    assert 'data-side="municipal"' in svg
    assert "<polygon" in svg
    for number in re.findall(r'\s(?:x|y|x1|x2|y1|y2|width|height)="([^"]*)"', svg):
        assert re.fullmatch(r"-?\d+", number), number


def test_the_derived_presidium_of_au_is_shown_as_derived_and_has_no_buttons(house, sign_in):
    presidium(house)

    page = sign_in(house.leader).get("/grupper/au/ordforande/")

    assert "AU:s presidium är Samordningsgruppens; det följer och matas aldrig in." in page.text
    assert {note for line in page.context["lines"] for note in line.notes} == {
        "Följer av uppdraget i Samordningsgruppen"
    }
    assert "Registrera en period" not in page.text
    for address in ("ny/", "schema/"):
        refusal = sign_in(house.leader).get(f"/grupper/au/ordforande/{address}")
        assert refusal.status_code == 403
        assert "AU:s ordförande är Samordningsgruppens; det följer och matas aldrig in." in refusal.text


def test_only_the_process_leader_sees_the_buttons_and_others_read_why_not(house, sign_in):
    term, _ = presidium(house)
    planned = a.a_year_of(house.sg, MUNICIPAL, dt.date(2027, 1, 1))

    assert "Lägg schema" in sign_in(house.leader).get(SG).text
    reader = sign_in(house.people["sg", REGION].user)
    assert "Lägg schema" not in reader.get(SG).text
    for address in ("ny/", "schema/", f"{planned.pk}/utse/", f"{term.pk}/lamna/", f"{planned.pk}/ta-bort/"):
        for method in (reader.get, reader.post):
            refusal = method(f"{SG}{address}")
            assert refusal.status_code == 403
            assert "Bara processledaren kan registrera en ordförandeperiod." in refusal.text


def test_a_stranger_and_a_body_outside_get_404(house, sign_in):
    a.a_body(house.collaboration, "vvg", "EXTERNAL")
    term, _ = presidium(house)

    assert sign_in(a.a_person()).get(SG).status_code == 404
    assert sign_in(house.leader).get("/grupper/vvg/ordforande/").status_code == 404
    assert sign_in(house.leader).get(f"/grupper/nosam-lerum/ordforande/{term.pk}/lamna/").status_code == 404


def test_what_must_be_seen_to_is_said_in_words(house, sign_in):
    presidium(house)
    elect(house, "sg", REGION, 2027, same_side_reason="Kommunerna har avstått.")

    with on(2026, 11, 1):
        warnings = sign_in(house.leader).get(SG).context["warnings"]

    assert warnings == [
        "Samordningsgruppen har ingen vice ordförande 1 januari–31 december 2027, om 61 dagar.",
        (
            "Politiska samradsgruppens ordförande är inte registrerad 1 januari–31 december 2026. Om Samordningsgruppens "
            "ordförande kommer från samma sida går inte att säga för de dagarna."
        ),
        (
            "Regionen har ordförandeskapet i Samordningsgruppen två perioder i rad, också 1 januari–31 december 2027. "
            "Skäl: Kommunerna har avstått."
        ),
        (
            "Politiska samradsgruppens ordförande är inte registrerad 1 januari–31 december 2027. Om Samordningsgruppens "
            "ordförande kommer från samma sida går inte att säga för de dagarna."
        ),
    ]


def test_a_missing_successor_is_said_ninety_days_ahead_and_not_before(house, sign_in):
    presidium(house, "political")

    def gaps(*day):
        with on(*day):
            page = sign_in(house.leader).get("/grupper/politiska-samradsgruppen/ordforande/")
            return page.context["warnings"]

    assert gaps(2026, 10, 2) == []
    assert gaps(2026, 10, 3) == [
        f"Politiska samradsgruppen har ingen {office.label} från 1 januari 2027, om 90 dagar." for office in Office
    ]
    a.a_year_of(house.political, MUNICIPAL, dt.date(2027, 1, 1))
    assert gaps(2027, 2, 2)[0] == (
        "Politiska samradsgruppen har ingen ordförande idag, och ingen är utsedd till och med 31 december 2027. "
        "Perioden är planerad för kommunerna, men utan namn."
    )


def test_a_term_that_was_registered_before_the_rules_says_so(house, sign_in):
    seat = house.people["sg", REGION]
    a.a_term(seat, CHAIR, dt.date(2026, 1, 1), dt.date(2026, 12, 31))

    page = sign_in(house.leader).get(SG)

    assert any("registrerades innan reglerna om växling gällde" in warning for warning in page.context["warnings"])


def test_all_bodies_stand_together_with_their_tables_and_warnings(house, sign_in):
    presidium(house)

    page = sign_in(house.leader).get("/ordforandeskap/")

    assert [body.slug for body, *_ in page.context["tables"]] == [
        "politiska-samradsgruppen",
        "samordningsgruppen",
        "au",
        "nosam-lerum",
    ]
    assert "Politiska samradsgruppen har ingen ordförande idag." in page.text


def test_the_body_page_carries_a_small_band_and_leads_to_the_whole(house, sign_in):
    client = sign_in(house.leader)
    assert "Ordförande år för år" not in client.get("/grupper/samordningsgruppen/").text
    presidium(house)

    for slug in ("samordningsgruppen", "au"):
        page = client.get(f"/grupper/{slug}/")
        assert 'class="year-band"' in page.text
        assert f'href="/grupper/{slug}/ordforande/"' in page.text
        assert "Sg Region" in text_of(page)


def test_earlier_and_later_years_are_reached(house, sign_in):
    elect(house, "sg", REGION, 2020)
    a.a_year_of(house.sg, MUNICIPAL, dt.date(2040, 1, 1))
    client = sign_in(house.leader)

    page = client.get(SG)
    assert (page.context["years"], page.context["earlier"], page.context["later"]) == ("2025–2033", 2019, 2034)
    earlier = client.get(f"{SG}?fran=2019")
    assert [line.year for line in earlier.context["lines"] if line.name] == ["2020"]
    assert client.get(f"{SG}?fran=banan").context["years"] == "2025–2033"


def test_an_unreadable_day_is_explained(house, sign_in):
    page = sign_in(house.leader).get(f"{SG}?dag=2026-02-30")

    assert page.status_code == 422
    assert "datum" in text_of(page)
    assert page.context["leaders"] == []


# Changing


def typed(house, side=REGION, **fields):
    given = {"office": "CHAIR", "appointment": house.people["sg", side].pk, "starts_on": "2026-01-01"}
    return {**given, "ends_on": "2026-12-31", "same_side_reason": "", **fields}


def test_a_term_is_registered_directly(house, sign_in):
    client = sign_in(house.leader)

    page = client.post(f"{SG}ny/", typed(house), follow=True)

    assert ChairTerm.objects.get().appointment == house.people["sg", REGION]
    assert "Sg Region är nu registrerad som ordförande 1 januari–31 december 2026." in page.text
    assert "förordnande har inget slutdatum" in page.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ends_on": "2026-11-30"}, "slutar 31 december 2026, inte 30 november 2026"),
        ({"ends_on": "2027-01-31"}, "slutar 31 december 2026, inte 31 januari 2027"),
        ({"office": "VICE_CHAIR"}, "vice ordförande ska då komma från kommunerna"),
        ({"starts_on": "2026-13-01"}, "giltigt datum"),
        ({"appointment": ""}, "Detta fält måste fyllas i"),
        ({"same_side_reason": "Gäller 19121212-1212."}, "personnummer"),
    ],
)
def test_bad_input_is_explained_and_nothing_that_was_typed_is_lost(house, sign_in, fields, sentence):
    elect(house, "political", REGION)

    page = sign_in(house.leader).post(f"{SG}ny/", typed(house, **fields))

    assert page.status_code == 422
    assert sentence in text_of(page)
    for value in {**typed(house), **fields}.values():
        assert not value or f'value="{escape(value)}"' in page.text
    assert not ChairTerm.objects.filter(body=house.sg).exists()


def test_a_planned_period_offers_only_those_who_can_take_it(house, sign_in):
    planned = a.a_year_of(house.sg, MUNICIPAL, dt.date(2027, 1, 1), principal=house.municipalities[1])
    lerum = a.an_organisation(house.collaboration, "lerum-vard", MUNICIPAL)
    lerum.principal = house.municipalities[1]
    lerum.save(update_fields=["principal"])
    seat = a.a_seat(house.sg, organisation=lerum, max_persons=2)
    a.an_appointment(seat, a.a_person("Lisa Lerum"), dt.date(2020, 1, 1))
    a.an_appointment(seat, a.a_person("Sluta Snart"), dt.date(2020, 1, 1), dt.date(2027, 6, 30))
    client = sign_in(house.leader)

    page = client.get(f"{SG}{planned.pk}/utse/")

    offered = [label.split(" – ")[0] for _, label in page.context["form"].fields["appointment"].choices]
    assert offered == ["Välj person", "Lisa Lerum", "Sg Kommun"]  # the principal whose turn it is comes first
    wrong = client.post(f"{SG}{planned.pk}/utse/", {"appointment": house.people["sg", REGION].pk})
    assert wrong.status_code == 422
    client.post(f"{SG}{planned.pk}/utse/", {"appointment": house.people["sg", MUNICIPAL].pk})
    planned.refresh_from_db()
    assert planned.appointment == house.people["sg", MUNICIPAL]


def test_when_nobody_can_take_it_the_page_says_what_to_do(house, sign_in):
    planned = a.a_year_of(house.sg, MUNICIPAL, dt.date(2019, 1, 1))

    page = sign_in(house.leader).get(f"{SG}{planned.pk}/utse/")

    assert "Ingen från kommunerna har en plats i Samordningsgruppen under hela perioden." in page.text


def test_a_holder_leaves_and_another_of_the_same_side_takes_the_rest(house, sign_in):
    term, _ = presidium(house)
    client = sign_in(house.leader)

    missing = client.post(f"{SG}{term.pk}/lamna/", {"last_day": "2026-06-30", "reason": ""})
    assert missing.status_code == 422
    page = client.post(f"{SG}{term.pk}/lamna/", {"last_day": "2026-06-30", "reason": "Har bytt arbete."}, follow=True)

    assert [(line.days, line.word, line.notes) for line in page.context["lines"] if line.office == "Ordförande"] == [
        ("2026-01-01–2026-06-30", "Nu", ["Lämnade i förtid: Har bytt arbete."]),
        ("2026-07-01–2026-12-31", "Ingen utsedd", []),
    ]
    rest = ChairTerm.objects.get(starts_on=dt.date(2026, 7, 1))
    assert "Ta bort" not in {label for line in page.context["lines"] for label, _ in line.links}
    named = {"appointment": house.people["sg", REGION].pk}
    told = client.post(f"{SG}{rest.pk}/utse/", named).context["told"]  # this AU has nobody from a party
    client.post(f"{SG}{rest.pk}/utse/", {**named, "told": told})
    assert OfficeHolding.objects.on(dt.date(2026, 8, 1)).filter(body=house.au, office=CHAIR).count() == 1


def test_a_name_is_taken_back_and_a_plan_is_taken_away(house, sign_in):
    term = elect(house, "sg", REGION, 2027)
    client = sign_in(house.leader)

    form = client.get(f"{SG}{term.pk}/lamna/")
    assert "last_day" not in form.context["form"].fields
    page = client.post(f"{SG}{term.pk}/lamna/", {"reason": "Har tackat nej."}, follow=True)
    assert page.context["lines"][0].notes == ["Namnet togs tillbaka: Har tackat nej."]
    client.post(f"{SG}{term.pk}/ta-bort/", {"and_later": "on"})

    assert not ChairTerm.objects.exists()
    assert client.get(f"{SG}{term.pk}/ta-bort/").status_code == 404


# The schedule


def wanted(house, **fields):
    given = {
        "starts_on": "2027-01-01",
        "years": "4",
        "first_side": "REGION",
        "first_municipality": house.municipalities[0].pk,
        "followers": [house.sg.pk],
        "reason": "",
    }
    return {**given, **fields}


POLITICAL = "/grupper/politiska-samradsgruppen/ordforande/schema/"


def test_a_schedule_is_shown_before_it_is_written(house, sign_in):
    client = sign_in(house.leader)
    preview = client.post(POLITICAL, {**wanted(house), "steg": "visa"})
    assert preview.status_code == 200
    assert not ChairTerm.objects.exists()
    assert "Lägg in 16 perioder" in preview.text
    assert len(preview.context["lines"]) == 16

    chosen = {"huvudman-0-VICE_CHAIR": house.municipalities[1].pk}
    seen = preview.context["preview"].digest
    page = client.post(POLITICAL, {**wanted(house), **chosen, "steg": "skriv", "sett": seen}, follow=True)

    assert "16 perioder är planerade." in page.text
    first_vice = ChairTerm.objects.filter(office=VICE, starts_on__year=2027)
    assert {term.principal for term in first_vice} == {house.municipalities[1]}
    assert first_vice.count() == 2
    again = client.post(POLITICAL, {**wanted(house), "steg": "visa"})
    assert "Allt i schemat finns redan." in again.text


def test_a_schedule_that_changed_meanwhile_is_shown_anew_and_not_written(house, sign_in):
    client = sign_in(house.leader)
    seen = client.post(POLITICAL, {**wanted(house), "steg": "visa"}).context["preview"].digest
    a.a_year_of(house.political, REGION, dt.date(2027, 1, 1))

    page = client.post(POLITICAL, {**wanted(house), "steg": "skriv", "sett": seen})

    assert page.status_code == 409
    assert "Schemat har ändrats sedan du såg det." in page.text
    assert "Lägg in 15 perioder" in page.text
    assert ChairTerm.objects.count() == 1


def test_a_schedule_in_conflict_says_why_and_offers_no_button(house, sign_in):
    elect(house, "sg", MUNICIPAL, 2028)
    elect(house, "sg", MUNICIPAL, 2030)
    client = sign_in(house.leader)

    page = client.post(POLITICAL, {**wanted(house, first_side="MUNICIPAL"), "steg": "visa"})

    assert "Schemat krockar med det som är registrerat" in page.text
    assert "Samordningsgruppens ordförande kommer från kommunerna 1 januari–31 december 2028" in text_of(page)
    assert "Lägg in" not in page.text
    forced = {**wanted(house, first_side="MUNICIPAL"), "steg": "skriv", "sett": page.context["preview"].digest}
    assert client.post(POLITICAL, forced).status_code == 422
    assert ChairTerm.objects.count() == 2


@pytest.mark.parametrize(
    "fields", [{"years": "0"}, {"years": "21"}, {"years": "många"}, {"first_side": "SKY"}, {"starts_on": ""}]
)
def test_a_schedule_without_sense_is_explained(house, sign_in, fields):
    page = sign_in(house.leader).post(POLITICAL, {**wanted(house, **fields), "steg": "skriv"})

    assert page.status_code == 422
    assert not ChairTerm.objects.exists()


def test_a_body_that_does_not_rotate_has_no_schedule(house, sign_in):
    refusal = sign_in(house.leader).get("/grupper/nosam-lerum/ordforande/schema/")

    assert refusal.status_code == 403
    assert "växlar inte mellan sidorna; där finns inget schema att lägga" in refusal.text


# The turn of the year


def test_at_midnight_the_power_and_aus_presidium_pass_on(house, sign_in):
    presidium(house, year=2026, chair=REGION)
    presidium(house, year=2027, chair=MUNICIPAL)
    before, after = house.people["sg", REGION].user, house.people["sg", MUNICIPAL].user

    def chairs():
        leads = {}
        for body in (house.sg, house.au):
            holding = OfficeHolding.objects.current().get(body=body, office=CHAIR)
            leads[body.slug] = holding.user
        return leads

    with on(2026, 12, 31, hour=23, minute=59):
        assert chairs() == {"samordningsgruppen": before, "au": before}
        assert powers_of(fresh(after)).roles_in(house.collaboration.pk)[0].startswith("Vice ordförande")
        page = sign_in(house.leader).get(SG)
        assert [line.year for line in page.context["lines"] if line.is_now] == ["2026", "2026"]
    with on(2027, 1, 1, hour=0):
        assert chairs() == {"samordningsgruppen": after, "au": after}
        assert powers_of(fresh(after)).roles_in(house.collaboration.pk)[0].startswith("Ordförande")
        page = sign_in(house.leader).get(SG)
        assert [line.year for line in page.context["lines"] if line.is_now] == ["2027", "2027"]
        assert [line.name for line in page.context["lines"] if line.is_now] == ["Sg Kommun", "Sg Region"]


def fresh(user):
    return User.objects.get(pk=user.pk)


def test_afterwards_the_page_still_says_who_was_chair_on_the_last_of_december(house, sign_in):
    presidium(house, year=2026, chair=REGION)
    presidium(house, year=2027, chair=MUNICIPAL)

    with on(2027, 1, 1):
        client = sign_in(house.leader)
        last, first = (client.get(f"{address}?dag={day}") for address, day in ((SG, "2026-12-31"), (SG, "2027-01-01")))
        derived = client.get("/grupper/au/ordforande/?dag=2026-12-31")

    assert last.context["leaders"] == [("Ordförande", "Sg Region"), ("Vice ordförande", "Sg Kommun")]
    assert first.context["leaders"] == [("Ordförande", "Sg Kommun"), ("Vice ordförande", "Sg Region")]
    assert derived.context["leaders"] == last.context["leaders"]
    assert "Den 31 december 2026" in last.text


# Mitt arbete


def todos(client):
    """What is told of offices; seats and parties are told in test_todo.py."""
    found = (todo for todo, _ in client.get("/").context["todos"] if "/ordforande/" in todo.url)
    return [(todo.title, todo.why, todo.deadline) for todo in found]


def test_mitt_arbete_tells_the_process_leader_of_an_empty_office_ninety_days_ahead(house, sign_in):
    presidium(house, "political", 2026)
    presidium(house, "sg", 2026)
    elect(house, "political", MUNICIPAL, 2027)
    elect(house, "political", REGION, 2027, VICE)
    a.a_year_of(house.sg, MUNICIPAL, dt.date(2027, 1, 1))

    with on(2026, 10, 2):
        assert todos(sign_in(house.leader)) == []
    with on(2026, 10, 3):
        assert todos(sign_in(house.leader)) == [
            (
                "Samordningsgruppen saknar ordförande och vice ordförande",
                "ingen är utsedd från 1 januari 2027",
                dt.date(2027, 1, 1),
            )
        ]
        assert todos(sign_in(house.people["sg", REGION].user)) == []
    elect(house, "sg", REGION, 2027, VICE)
    with on(2026, 12, 1):
        assert todos(sign_in(house.leader)) == [
            (
                "Samordningsgruppen saknar ordförande",
                "ingen är utsedd från 1 januari 2027; perioden är planerad för kommunerna",
                dt.date(2027, 1, 1),
            )
        ]
    elect(house, "sg", MUNICIPAL, 2027)
    with on(2026, 12, 1):
        assert todos(sign_in(house.leader)) == []


def test_an_appointment_that_ends_before_the_term_leaves_the_office_empty(house, sign_in):
    presidium(house, "political", 2026)
    presidium(house, "sg", 2026)
    actions.end_appointment(house.people["sg", REGION], ends_on=dt.date(2026, 7, 31), by=None)

    page = sign_in(house.leader).get(SG)

    assert todos(sign_in(house.leader)) == [
        ("Samordningsgruppen saknar ordförande", "ingen är utsedd från 1 augusti 2026", dt.date(2026, 8, 1))
    ]
    assert page.context["lines"][0].notes == ["Sg Regions plats i gruppen slutar 2026-07-31, före perioden"]
    assert (
        "Samordningsgruppen har ingen ordförande 1 augusti–31 december 2026, om 61 dagar." in page.context["warnings"]
    )


# Cost


@pytest.mark.parametrize(
    "address", [SG, "/ordforandeskap/", "/grupper/samordningsgruppen/", "/", f"{SG}ny/", POLITICAL]
)
def test_a_page_costs_the_same_with_three_and_thirty_years(house, sign_in, address):
    client = sign_in(house.leader)
    counts = []
    for years in (3, 30):
        for number in range(years):
            first = dt.date(2021 + number, 1, 1)
            side = REGION if number % 2 else MUNICIPAL
            for body in (house.political, house.sg):
                name = "political" if body == house.political else "sg"
                if not ChairTerm.objects.filter(body=body, starts_on=first).exists():
                    a.a_year_of(body, side, first, appointment=house.people[name, side])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= (24 if address == "/" else 14), counts


# The drawing itself


def test_every_day_of_a_segment_lies_in_its_years(house):
    presidium(house)
    presidia = presidia_of([house.political, house.sg, house.au])
    rows = [(body, presidia.entries_of(body)) for body in presidia.bodies]

    band = band_of(rows, key="b", title="Band", years=(2026, 2027), today=clock.today())

    first_year = [segment for segment in band.segments if segment.state == "held"]
    assert len(first_year) == 4  # Samordningsgruppen and AU
    assert {segment.x for segment in first_year} == {band.borders[0] + 1}
    assert {segment.x + segment.width for segment in first_year} == {band.borders[1] - 1}
    assert band.borders[0] < band.today_x < band.borders[1]
    assert all(s.x >= 0 and s.x + s.width <= band.width and s.y + s.height <= band.height for s in band.segments)
