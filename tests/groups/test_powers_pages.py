"""The pages of powers: who has what, who reads why, and how powers are given and withdrawn there."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.workflow import State
from groups import actions
from groups.forms.grants import find_person
from groups.models import BodyGrant, OrganisationGrant, SeatStatus, User
from groups.powers import LABELS, Power, powers_of
from tests import builders as a
from tests.builders import a_case, missing_from

SG = "/grupper/samordningsgruppen/behorigheter/"
HOSPITAL = "/organisation/sjukhuset/behorigheter/"
REASON = "Utredning"  # why the cast's reader reads


def give(power, thing, user, *, by=None, **fields):
    given = {"starts_on": a.days(0), "reason": "Behövs i arbetet.", **fields}
    return actions.grant(power, thing, user, by=by, **given)


def typed(**changes):
    """A form of a new grant as the browser sends it."""
    form = {"user": "Nils Ingenstans", "power": "read_body", "starts_on": a.days(0).isoformat(), "ends_on": ""}
    return {**form, "reason": "Följer arbetet under våren.", **changes}


@pytest.fixture
def administrator(cast):
    person = a.a_person("Oskar Organisationsadministratör")
    give(Power.ADMINISTER, cast.parties[0], person)
    return person


@pytest.fixture
def known(cast):
    """The cast's nobody, known in the collaboration because she once had a grant there."""
    give(Power.READ, cast.sg, cast.nobody, starts_on=a.days(-9), ends_on=a.days(-8))
    return cast.nobody


# Who sees what


def test_members_see_who_has_what_and_not_why(cast, sign_in):
    page = sign_in(cast.author).get(SG)

    assert (
        missing_from(page, ["Rut Läsare", "Läsa inlämnade ärenden", "Petra Processledare", "Sara Sammanhållande"]) == []
    )
    assert REASON not in page.text
    assert "Ta tillbaka" not in page.text.partition("</thead>")[2]
    assert "Ge en behörighet" not in page.text


@pytest.mark.parametrize("who", ["process_leader", "reader", "auditor"])
def test_the_reason_is_read_by_the_leader_the_auditor_and_the_person_herself(cast, sign_in, who):
    if who == "auditor":
        give(Power.AUDIT, cast.nosam, cast.nobody)
    person = cast.nobody if who == "auditor" else getattr(cast, who)

    assert REASON in sign_in(person).get(SG).text


def test_an_administrator_reads_the_reasons_of_her_own_organisation_only(cast, sign_in, administrator):
    for organisation in cast.parties:
        give(Power.READ_ORGANISATION, organisation, cast.nobody, reason=f"Skälet hos {organisation}")

    pages = [sign_in(administrator).get(f"/organisation/{each.slug}/behorigheter/") for each in cast.parties]

    assert "Skälet hos Sjukhuset" in pages[0].text
    assert "Ge en behörighet" in pages[0].text
    assert "Skälet hos Kommunen" not in pages[1].text
    assert "Nils Ingenstans" in pages[1].text
    assert "Ge en behörighet" not in pages[1].text


@pytest.mark.parametrize("address", [SG, HOSPITAL, f"{SG}ny/", f"{HOSPITAL}ny/"])
def test_the_pages_do_not_exist_for_strangers(cast, sign_in, address):
    assert sign_in(cast.process_leader).get(address).status_code == 200
    assert sign_in(cast.outsider).get(address).status_code == 404
    assert sign_in(cast.nobody).get(address).status_code == 404


def test_a_withdrawal_does_not_exist_for_strangers_or_under_another_address(cast, sign_in):
    pk = BodyGrant.objects.get(user=cast.reader).pk

    assert sign_in(cast.process_leader).get(f"{SG}{pk}/ta-tillbaka/").status_code == 200
    assert sign_in(cast.process_leader).get(f"/grupper/au/behorigheter/{pk}/ta-tillbaka/").status_code == 404
    assert sign_in(cast.process_leader).get(f"{HOSPITAL}{pk}/ta-tillbaka/").status_code == 404
    assert sign_in(cast.outsider).post(f"{SG}{pk}/ta-tillbaka/").status_code == 404
    refusal = sign_in(cast.author).post(f"{SG}{pk}/ta-tillbaka/", {"reason": "Jag vill inte det."})
    assert refusal.status_code == 403
    assert missing_from(refusal, ["Bara processledaren kan ge och ta tillbaka", "Jag vill inte det."]) == []


def test_former_grants_stay_with_who_withdrew_them_and_why(cast, sign_in):
    actions.withdraw(BodyGrant.objects.get(user=cast.reader), reason="Utredningen är klar.", by=cast.process_leader)
    give(Power.READ_DRAFTS, cast.sg, cast.reader, starts_on=a.days(-9), ends_on=a.days(-3), reason="Sommarvikariat")

    page = sign_in(cast.process_leader).get(SG)

    assert missing_from(page, ["Tidigare behörigheter", "Utredningen är klar.", "Sommarvikariat"]) == []
    assert "av Petra Processledare: Utredningen är klar." in page.text
    assert "Tidigare behörigheter" not in sign_in(cast.author).get(SG).text


# By seat: the words follow from the powers themselves


def people_on(client, address):
    """For each name on the page: what she may, and the roles that it follows from."""
    page = client.get(address)
    return {name: (group.may, roles) for group in page.context["seat_groups"] for name, roles in group.people}


def test_seats_and_offices_say_what_follows_from_them(cast, sign_in):
    people = people_on(sign_in(cast.reader), "/grupper/au/behorigheter/")
    may = {name: words for name, (words, _) in people.items()}

    assert "Ta stegen i gruppens ärenden" in may["Anders Ledamot"]
    assert "Ta stegen i gruppens ärenden" not in may["Gun Adjungerad"]
    assert {"Leda gruppen", "Läsa gruppens utkast"} <= set(may["Sara Sammanhållande"])
    assert "Vara processledare" in may["Petra Processledare"]
    assert "Rut Läsare" not in people
    roles = people["Sara Sammanhållande"][1]
    assert [role for role, _ in roles] == ["Au-chair (följer av uppdrag)", "Ordförande"]
    assert all(days[0].endswith("–") and days[1][:4].isdecimal() for _, days in roles)


@pytest.mark.parametrize("slug", ["nosam-lerum", "au", "samordningsgruppen", "vvg"])
def test_what_the_page_says_of_a_seat_is_what_the_powers_answer(cast, sign_in, slug):
    body = next(each for each in (cast.nosam, cast.au, cast.sg, cast.vvg) if each.slug == slug)
    people = people_on(sign_in(cast.author), f"/grupper/{slug}/behorigheter/")
    asked = (Power.SIT, Power.RAISE, Power.PRESIDE, Power.READ_DRAFTS, Power.KEEP_QUEUE, Power.LEAD)

    for user in User.objects.all():
        powers = powers_of(user)
        may = [
            power
            for power in asked
            if (body.pk in powers.queues if power == Power.KEEP_QUEUE else powers.can(power, body))
        ]
        words, _ = people.get(user.name, ((), ()))
        assert [power for power in asked if LABELS[power] in words] == may, user


def test_an_organisations_page_lists_its_people_in_every_body(cast, sign_in):
    page = sign_in(cast.author).get("/organisation/kommunen/behorigheter/")

    groups = page.context["seat_groups"]
    found = {(group.title, name) for group in groups for name, _ in group.people}
    assert found == {
        ("I hela samverkan", "Petra Processledare"),
        ("NOSAM Lerum", "Lena Lokalordförande"),
        ("Samordningsgruppen", "Lena Lokalordförande"),  # by her office, for the same organisation
        ("Samordningsgruppen", "Sara Sammanhållande"),
        ("AU", "Sara Sammanhållande"),
    }
    assert "Administrera organisationens personer" in groups[0].may


def test_an_organisation_without_administrator_says_so(cast, sign_in):
    page = sign_in(cast.author).get(HOSPITAL)
    assert "Ingen administratör" in page.text

    give(Power.ADMINISTER, cast.parties[0], cast.nobody)

    assert "Ingen administratör" not in sign_in(cast.author).get(HOSPITAL).text


# Giving


def test_the_leader_gives_a_power_on_the_page(cast, sign_in, known):
    answer = sign_in(cast.process_leader).post(
        f"{SG}ny/",
        typed(user=f"Nils Ingenstans ({known.email})", power="read_drafts_body", ends_on=a.days(9).isoformat()),
    )

    assert (answer.status_code, answer.url) == (302, SG)
    given = BodyGrant.objects.get(user=known, permission__codename="read_drafts_body")
    assert (given.given_by, given.reason, given.ends_on) == (
        cast.process_leader,
        "Följer arbetet under våren.",
        a.days(9),
    )
    assert "Nils Ingenstans har fått behörigheten" in sign_in(cast.process_leader).get(SG).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"user": ""}, "måste fyllas i"),
        ({"user": "ingen@example.org"}, "Ingen person i portalen har e-postadressen ingen@example.org"),
        ({"user": "Okänd Person"}, "Ingen som du kan välja heter"),
        ({"user": "läsare"}, "Menar du någon av dem: Rut Läsare"),
        ({"user": "19121212-1212"}, "ser ut som ett personnummer"),
        ({"power": "audit_all"}, "Välj ett giltigt alternativ"),
        ({"power": "administer_organisation"}, "Välj ett giltigt alternativ"),
        ({"starts_on": "2001-01-01"}, "idag eller senare"),
        ({"starts_on": "i morgon"}, "giltigt datum"),
        ({"ends_on": "2001-01-01"}, "Sista dagen kan inte ligga före den första."),
        ({"reason": "x" * 301}, "300 tecken"),
        ({"reason": ""}, "måste fyllas i"),
        ({"reason": "Gäller 19121212-1212."}, "ser ut som ett personnummer"),
        ({"user": "Petra Processledare"}, "Ingen ger sig själv en behörighet"),
        ({"user": "Petra Processledare", "power": "audit_body"}, "En granskare ska vara oberoende"),
        ({"user": "Rut Läsare"}, "redan den behörigheten"),
    ],
)
def test_a_form_with_a_mistake_says_which_and_keeps_all_the_rest(cast, sign_in, known, changes, sentence):
    form = typed(**changes)
    before = BodyGrant.objects.count()

    page = sign_in(cast.process_leader).post(f"{SG}ny/", form)

    assert page.status_code == 422
    assert sentence in page.text
    kept = [value for name, value in form.items() if value and name in {"user", "reason", "starts_on", "ends_on"}]
    assert missing_from(page, kept) == []
    assert BodyGrant.objects.count() == before


def test_an_administrator_is_offered_only_what_she_may_give(cast, sign_in, administrator, known):
    client = sign_in(administrator)
    page = client.get(f"{HOSPITAL}ny/")
    assert [value for value, _ in page.context["form"].fields["power"].choices] == ["read_organisation"]

    assert client.post(f"{HOSPITAL}ny/", typed(power="administer_organisation")).status_code == 422
    assert client.post(f"{HOSPITAL}ny/", typed(power="read_organisation")).status_code == 422  # not hers to choose
    by_address = typed(power="read_organisation", user=known.email)
    assert client.post(f"{HOSPITAL}ny/", by_address).status_code == 302
    assert powers_of(known).colleagues == {cast.parties[0].pk}
    assert client.post("/organisation/kommunen/behorigheter/ny/", typed()).status_code == 403
    assert client.post(f"{SG}ny/", typed()).status_code == 403


def test_a_name_that_two_have_is_asked_for_with_the_addresses(cast):
    twin = a.a_member(cast.au, "Frida Författare")

    with pytest.raises(ValidationError) as refusal:
        find_person("frida  författare", User.objects.known_in(cast.samla))

    assert all(address in refusal.value.message for address in (twin.email, cast.author.email))
    assert find_person(f" {twin.email.upper()} ", User.objects.none()) == twin


def test_suggestions_are_those_known_here_who_may_sign_in(cast, sign_in):
    inactive = a.a_member(cast.au, "Ina Inaktiv")
    User.objects.filter(pk=inactive.pk).update(is_active=False)

    page = sign_in(cast.process_leader).get(f"{SG}ny/")

    assert set(page.context["form"].people) == set(
        User.objects.exclude(pk__in=[cast.outsider.pk, cast.nobody.pk, inactive.pk])
    )
    assert f'<option value="Rut Läsare ({cast.reader.email})">' in page.text
    assert "Ola Grannledare" not in page.text


def test_an_administrators_suggestions_are_her_own_organisations_people(cast, sign_in, administrator):
    page = sign_in(administrator).get(f"{HOSPITAL}ny/")

    assert {person.name for person in page.context["form"].people} == {"Anders Ledamot", administrator.name}
    assert cast.author.email not in page.text


def test_an_address_that_nobody_has_leads_to_adding_the_person(cast, sign_in):
    page = sign_in(cast.process_leader).post(f"{SG}ny/", typed(user="ingen@example.org"))

    assert 'href="/personer/ny/"' in page.text


# Withdrawing


def test_the_leader_withdraws_a_power_on_the_page(cast, sign_in):
    given = BodyGrant.objects.get(user=cast.reader)
    client = sign_in(cast.process_leader)
    assert "Utredning" in client.get(f"{SG}{given.pk}/ta-tillbaka/").text

    answer = client.post(f"{SG}{given.pk}/ta-tillbaka/", {"on": a.days(0).isoformat(), "reason": "Klar."})

    assert (answer.status_code, answer.url) == (302, SG)
    assert client.get(SG).context["grant_rows"] == []
    assert sign_in(cast.reader).get(SG).status_code == 404
    again = sign_in(cast.process_leader).post(f"{SG}{given.pk}/ta-tillbaka/", {"reason": "Tar tillbaka den igen."})
    assert again.status_code == 403
    assert missing_from(again, ["redan tillbakatagen av Petra Processledare", "Tar tillbaka den igen."]) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": ""}, "måste fyllas i"),
        ({"reason": "x" * 301}, "300 tecken"),
        ({"reason": "Gäller 19121212-1212."}, "ser ut som ett personnummer"),
        ({"on": "2001-01-01"}, "inte bakåt i tiden"),
        ({"on": "2999-01-01"}, "slutar redan den"),
        ({"on": "snart"}, "giltigt datum"),
    ],
)
def test_a_withdrawal_with_a_mistake_says_which_and_keeps_all_the_rest(cast, sign_in, changes, sentence):
    given = BodyGrant.objects.get(user=cast.reader)
    form = {"on": a.days(0).isoformat(), "reason": "Utredningen är klar.", **changes}

    page = sign_in(cast.process_leader).post(f"{SG}{given.pk}/ta-tillbaka/", form)

    assert page.status_code == 422
    assert sentence in page.text
    assert missing_from(page, [value for value in form.values() if value]) == []
    given.refresh_from_db()
    assert given.withdrawn_at is None


def test_the_last_administrator_is_confirmed_on_the_page_which_then_says_that_there_is_none(
    cast, sign_in, administrator
):
    pk = OrganisationGrant.objects.get(user=administrator).pk
    client, form = sign_in(cast.process_leader), {"on": a.days(0).isoformat(), "reason": "Slutar."}
    assert "saknar administratör" in client.get(f"{HOSPITAL}{pk}/ta-tillbaka/").text

    page = client.post(f"{HOSPITAL}{pk}/ta-tillbaka/", form)
    assert page.status_code == 422
    assert missing_from(page, ["Bekräfta att det är meningen", "Slutar.", "Processledaren sköter då"]) == []
    assert client.post(f"{HOSPITAL}{pk}/ta-tillbaka/", {**form, "confirmed": "on"}).status_code == 302

    assert "Ingen administratör" in client.get(HOSPITAL).text


def test_an_administrator_who_became_the_last_meanwhile_is_asked_too(cast, sign_in, administrator, monkeypatch):
    """Between the page's question and the action's lock the other one was withdrawn."""
    other = give(Power.ADMINISTER, cast.parties[0], cast.nobody)
    pk = OrganisationGrant.objects.get(user=administrator).pk
    client = sign_in(cast.process_leader)
    original = actions.withdraw

    def after_the_other(given, **arguments):
        original(other, reason="Först.", by=cast.process_leader)
        return original(given, **arguments)

    monkeypatch.setattr("groups.views.grants.actions.withdraw", after_the_other)
    page = client.post(f"{HOSPITAL}{pk}/ta-tillbaka/", {"on": a.days(0).isoformat(), "reason": "Slutar."})

    assert page.status_code == 422
    assert 'name="confirmed"' in page.text


# Who she is


def test_who_has_not_just_confirmed_who_she_is_is_asked_and_loses_nothing(cast, client):
    client.force_login(cast.process_leader)
    pk = BodyGrant.objects.get(user=cast.reader).pk
    for address, form in ((f"{SG}ny/", typed()), (f"{SG}{pk}/ta-tillbaka/", {"reason": "Utredningen är klar."})):
        assert client.get(address).url.startswith("/bekrafta/")
        asked = client.post(address, form)
        assert asked.status_code == 200
        assert form["reason"] in asked.text
    assert BodyGrant.objects.get().withdrawn_at is None

    client.force_login(cast.author)  # the rule comes first
    assert client.get(f"{SG}ny/").status_code == 403


# What it costs


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries.captured_queries]


@pytest.mark.parametrize("address", [SG, HOSPITAL])
def test_the_page_costs_the_same_however_many_have_something(cast, sign_in, address):
    client = sign_in(cast.process_leader)
    client.get(address)
    counts = {}
    for size in (3, 30):
        for _ in range(size):
            give(Power.READ, cast.sg, a.a_person())
            give(Power.READ_ORGANISATION, cast.parties[0], a.a_person(), by=cast.process_leader)
            gone = give(Power.READ_DRAFTS, cast.sg, a.a_person())
            actions.withdraw(gone, reason="Klar.", by=cast.process_leader)
            a.a_member(cast.sg, organisation=cast.parties[0])
        counts[size] = len(queries_of(client, address))

    assert counts[3] == counts[30] <= 12, counts


def test_the_powers_of_the_reader_cost_one_query_on_every_page(cast, sign_in):
    case = a_case(cast, State.SENT)
    give(Power.READ_DRAFTS, cast.nosam, cast.process_leader)
    own = a.a_seat(cast.au, status=SeatStatus.STAFF, role="PROCESS_LEADER")
    a.an_appointment(own, cast.process_leader)
    client = sign_in(cast.process_leader)
    grant = BodyGrant.objects.get(user=cast.reader)
    pages = [
        *("/", "/arenden/", "/grupper/", "/grupper/au/", "/grupper/au/ko/", SG, f"{SG}ny/", HOSPITAL),
        *(case.get_absolute_url(), f"{case.get_absolute_url()}vem-ser/", f"{SG}{grant.pk}/ta-tillbaka/"),
    ]

    asked = {
        address: [sql for sql in queries_of(client, address) if is_about(sql, cast.process_leader)] for address in pages
    }

    assert {address: len(found) for address, found in asked.items()} == dict.fromkeys(pages, 1)


def test_whose_drafts_a_colleague_reads_is_asked_once_and_of_nobody_else(cast, sign_in):
    def asked_by(person):
        queries = queries_of(sign_in(person), "/grupper/nosam-lerum/")
        return len([sql for sql in queries if "DISTINCT h.user_id, h.body_id" in sql])

    assert asked_by(cast.reader) == 0
    give(Power.READ_ORGANISATION, cast.parties[0], cast.reader)
    assert asked_by(cast.reader) == 1


def is_about(sql, person):
    """Is this the question of one person's powers?"""
    return "groups_sitting h" in sql and re.search(rf"'user\\?': {person.pk}\b", sql)


# Mitt arbete


def todos_of(client, person):
    """What Mitt arbete says of powers."""
    client.force_login(person)
    return [todo for todo, _ in client.get("/").context["todos"] if "behörighet" in todo.title]


def test_a_grant_that_ends_soon_waits_for_whoever_can_give_it_anew_and_is_said_to_the_person(
    cast, client, administrator
):
    give(Power.READ_ORGANISATION, cast.parties[0], cast.nobody, ends_on=a.days(12))
    give(Power.READ_ORGANISATION, cast.parties[1], cast.nobody, ends_on=a.days(40))
    gone = give(Power.READ, cast.sg, cast.nobody, ends_on=a.days(12))
    actions.withdraw(gone, on=a.days(3), reason="Klar.", by=cast.process_leader)

    found = {
        name: todos_of(client, person)
        for name, person in {
            "leader": cast.process_leader,
            "administrator": administrator,
            "person": cast.nobody,
            "member": cast.author,
        }.items()
    }

    assert {name: len(todos) for name, todos in found.items()} == {
        "leader": 1,
        "administrator": 1,
        "person": 1,
        "member": 0,
    }
    assert found["leader"][0].title.startswith("Nils Ingenstans: behörigheten ”läsa utkast")
    assert found["person"][0].title.startswith("Din behörighet ”läsa utkast")
    assert found["leader"][0].url == HOSPITAL
