"""Who changed what, when: as the auditor searches it, and as everybody reads it of what she may see (L25)."""

import datetime as dt
import json
import logging

import pghistory
import pytest
from allauth.mfa.models import Authenticator
from django.template import Context, Template

from cases import actions as cases
from cases.models import Case, CaseNote, CaseParty
from cases.workflow import State, Verb
from documents.models import Page
from groups import actions
from groups.actions import factors
from groups.models import BodyGrant, Factor
from groups.powers import Power
from outbox.models import OutgoingMail
from samla import clock
from samla.logs import JsonFormatter
from tests import builders as a
from tests.builders import TEXTS, a_case, a_draft, missing_from, url_of

OFFENCE = "OSL 25 kap. 1 §"


@pytest.fixture
def auditor(cast):
    return an_auditor(cast.sg)


def an_auditor(body, name="Greta Granskare"):
    person = a.a_person(name)
    actions.grant(Power.AUDIT, body, person, starts_on=a.days(-30), reason="Granskning", by=None)
    return person


def rows(page):
    return page.context["rows"]


def told(page):
    """The lines of all rows, as text."""
    return [f"{line.word} {line.text}" for row in rows(page) for line in row.lines]


def history_of(slug, thing):
    return f"/historik/{slug}/{thing.pk}/"


def by(person):
    """Within it everything is done by that person at a page."""
    return pghistory.context(user=person.pk, url="/nagonstans/")


# What a row tells


def test_an_ended_appointment_tells_who_ended_it_when_and_from_what_to_what(cast, auditor, sign_in):
    appointment = cast.au_member.appointments.get()
    with by(cast.process_leader):
        actions.end_appointment(appointment, ends_on=dt.date(2027, 12, 31), by=cast.process_leader)

    (row,) = rows(sign_in(auditor).get("/historik/?slag=forordnande&andring=update"))

    assert row.who == "Petra Processledare"
    assert (row.what, row.kind) == ("Ändrades", "förordnande")
    assert row.name == "Anders Ledamot – Sjukhuset, AU"
    assert [(line.word, line.text) for line in row.lines] == [("Till och med", "– → 2027-12-31")]
    assert row.day == clock.today().isoformat()


def test_choices_are_told_by_their_labels_relations_by_name_and_yes_and_no_in_words(cast, auditor, sign_in):
    seat = cast.au.seats.get(label="Sjukhuset")
    seat.organisation, seat.status = cast.parties[1], "CO_OPTED"
    seat.save(update_fields=["organisation", "status"])
    cast.reader.is_active = False
    cast.reader.save(update_fields=["is_active"])
    client = sign_in(auditor)

    assert told(client.get("/historik/?slag=plats&andring=update")) == [
        "Organisation Sjukhuset → Kommunen",
        "Status ordinarie → adjungerad",
    ]
    assert told(client.get("/historik/?slag=person&andring=update")) == ["Får logga in ja → nej"]


def test_a_means_of_sign_in_comes_and_goes_in_the_history_without_its_secret(cast, auditor, sign_in):
    with by(cast.author):
        secret = a.an_app(cast.author)
        app = Authenticator.objects.get(user=cast.author, type=Authenticator.Type.TOTP)
        factors.remove_factor(app, by=cast.author)

    page = sign_in(auditor).get("/historik/?slag=inloggningssatt")

    assert told(page).count("Slag app för engångskoder") == 2  # added, removed
    assert {row.who for row in rows(page)} == {cast.author.name}
    kept = [str(vars(event)) for event in Factor.pgh_event_model.objects.all()]
    assert kept
    assert not any(secret in text or "data" in text.split("'") for text in kept)


def test_what_nobody_signed_in_has_done_was_done_by_the_system(cast, auditor, sign_in):
    page = sign_in(auditor).get("/historik/?slag=plats")

    assert {row.who for row in rows(page)} == {"systemet"}


def test_a_link_that_is_gone_tells_what_it_was(cast, auditor, sign_in):
    with clock.at(clock.now() - dt.timedelta(days=1)):
        case = a_case(cast)
    CaseParty.objects.get(case=case, organisation__slug="sjukhuset").delete()

    (row,) = rows(sign_in(auditor).get("/historik/?slag=berord-part&andring=delete"))

    assert row.name == f"{case.number}: Sjukhuset"
    assert ("Organisation", "Sjukhuset") in [(line.word, line.text) for line in row.lines]


def test_a_person_who_was_renamed_is_called_what_she_is_called_today(cast, auditor, sign_in):
    with by(cast.process_leader):
        actions.end_appointment(cast.au_member.appointments.get(), ends_on=a.days(90), by=cast.process_leader)
    cast.process_leader.name = "Petra Nygift"
    cast.process_leader.save(update_fields=["name"])
    client = sign_in(auditor)

    (row,) = rows(client.get("/historik/?slag=forordnande&andring=update"))
    own = client.get(history_of("person", cast.process_leader))

    assert row.who == "Petra Nygift"
    assert "Namn Petra Processledare → Petra Nygift" in told(own)


# The search


def test_the_search_finds_by_person_kind_change_name_and_period(cast, auditor, sign_in):
    with by(cast.process_leader):
        actions.end_appointment(cast.au_member.appointments.get(), ends_on=a.days(90), by=cast.process_leader)
    client, today, tomorrow = sign_in(auditor), a.days(0).isoformat(), a.days(1).isoformat()
    searches = {
        "vem=petra": 1,
        "vem=processledare petra": 1,
        "vem=lena": 0,
        "vem=Ingen Alls": 0,
        "slag=forordnande&q=anders": 2,
        "slag=forordnande&q=anders&andring=update": 1,
        "slag=forordnande&q=anders sjukhuset&vem=systemet": 1,
        "slag=forordnande&q=100%25": 0,
        f"slag=forordnande&q=anders&fran={today}&till={today}": 2,
        f"slag=forordnande&q=anders&fran={tomorrow}": 0,
        "slag=forordnande&q=anders&till=2020-01-01": 0,
    }

    found = {search: len(rows(client.get(f"/historik/?{search}"))) for search in searches}

    assert found == searches


def test_a_thing_is_found_by_its_present_name_and_by_the_one_it_had(cast, auditor, sign_in):
    cast.nosam.name = "Närområdet Lerum"
    cast.nosam.save(update_fields=["name"])
    client = sign_in(auditor)

    assert [row.what for row in rows(client.get("/historik/?slag=grupp&q=närområdet"))] == ["Ändrades", "Lades till"]
    assert [row.what for row in rows(client.get("/historik/?slag=grupp&q=nosam"))] == ["Lades till"]


def test_without_a_period_the_last_thirty_days_are_searched(cast, auditor, sign_in):
    page = sign_in(auditor).get("/historik/")

    assert page.context["form"].data["fran"] == a.days(-30).isoformat()
    assert page.context["form"].data["till"] == a.days(0).isoformat()


@pytest.mark.parametrize(
    ("search", "sentence"),
    [
        ("fran=2026-02-30", "Fyll i ett giltigt datum."),
        ("fran=2026-02-02&till=2026-02-01", "Perioden slutar innan den börjar."),
        ("slag=allt", "Välj ett giltigt alternativ."),
        ("q=%00", "Null-tecken är inte tillåtna."),
    ],
)
def test_a_search_that_makes_no_sense_is_explained_and_kept(cast, auditor, sign_in, search, sentence):
    page = sign_in(auditor).get(f"/historik/?{search}&vem=petra")

    assert page.status_code == 422
    assert sentence in page.text
    assert 'value="petra"' in page.text


@pytest.mark.parametrize("search", ["fran=0001-01-01", "till=9999-12-31", "fore=igår~arende~1", "efter=~~", "fore=2026-01-01~arende~1", f"fore=2026-01-01T00:00:00%2B00:00~arende~{10**30}"])  # fmt: skip
def test_strange_addresses_are_answered(cast, auditor, sign_in, search):
    assert sign_in(auditor).get(f"/historik/?{search}").status_code == 200


def test_every_event_is_on_one_page_and_only_on_one(cast, auditor, sign_in):
    for number in range(120):
        a.an_organisation(cast.samla, f"enhet-{number}")
    client, address, seen, back = sign_in(auditor), "/historik/", [], []

    while True:
        page = client.get(address)
        seen.append([(row.kind, row.name, row.what) for row in rows(page)])
        if not page.context["older"]:
            break
        address = f"/historik/?fore={page.context['older'].replace('+', '%2B')}"
    while True:
        back.append([(row.kind, row.name, row.what) for row in rows(page)])
        if not page.context["newer"]:
            break
        page = client.get(f"/historik/?efter={page.context['newer'].replace('+', '%2B')}")

    whole = [row for part in seen for row in part]
    assert len(seen) > 3
    assert len(whole) == len(set(whole)) > 150
    assert [row for part in reversed(back) for row in part][-50:] == whole[-50:]
    assert back[-1] == seen[0]


# Who may


def test_the_auditor_and_the_process_leader_search_and_others_read_why_not(cast, auditor, sign_in):
    for person in (auditor, cast.process_leader):
        assert sign_in(person).get("/historik/").status_code == 200
        assert "Historik" in [place.title for place in sign_in(person).get("/").context["navigation"]]
    refused = sign_in(cast.au_member).get("/historik/")
    assert refused.status_code == 403
    assert "Historiken läses av granskaren och processledaren." in refused.text
    assert "Historik" not in [place.title for place in sign_in(cast.au_member).get("/").context["navigation"]]
    assert sign_in(cast.nobody).get("/historik/").status_code == 404
    assert sign_in(cast.outsider).get("/historik/").status_code == 404


def test_the_auditors_first_page_leads_to_the_history(cast, auditor, sign_in):
    assert "Granska historiken" in sign_in(auditor).get("/").text
    assert "Granska historiken" not in sign_in(cast.process_leader).get("/").text


def test_the_other_collaborations_auditor_sees_nothing_of_ours(cast, sign_in):
    a_case(cast, State.SENT)
    assert kinds_of(sign_in, cast) == {"ärende", "plats", "utgående brev", "person"}

    client = sign_in(an_auditor(cast.elsewhere, "Grå Granne"))
    seen = [(row.kind, row.name) for row in rows(client.get("/o/grannen/historik/?fran=2020-01-01"))]

    assert {kind for kind, _ in seen} == {
        "vårdsamverkan",
        "grupp",
        "plats",
        "person",
        "förordnande",
        "behörighet för grupp",
    }
    assert {name for kind, name in seen if kind == "person"} == {"Ola Grannledare", "Grå Granne"}
    assert {name for kind, name in seen if kind == "vårdsamverkan"} == {"Vårdsamverkan grannen"}
    assert client.get("/historik/").status_code == 404
    for slug, thing in {"grupp": cast.au, "arende": Case.objects.get(), "person": cast.au_member}.items():
        assert client.get(f"/o/grannen{history_of(slug, thing)}").status_code == 404
        assert client.get(history_of(slug, thing)).status_code == 404


def kinds_of(sign_in, cast):
    """Every kind that our own process leader can find."""
    client = sign_in(cast.process_leader)
    slugs = ["arende", "plats", "brev", "person"]
    return {row.kind for slug in slugs for row in rows(client.get(f"/historik/?slag={slug}"))}


def test_a_letter_about_a_case_is_its_collaborations_whoever_gets_it(cast, sign_in):
    a.an_appointment(a.a_seat(cast.elsewhere), cast.au_member)  # she sits in both
    a_case(cast, State.SENT)
    assert OutgoingMail.objects.filter(recipient=cast.au_member).exists()

    ours = sign_in(cast.process_leader).get("/historik/?slag=brev")
    theirs = sign_in(cast.outsider).get("/o/grannen/historik/?slag=brev")

    assert "Brev till Anders Ledamot" in [row.name for row in rows(ours)]
    assert rows(theirs) == []


# What is hidden


def secret_case(cast):
    return a_case(cast, State.IN_PREPARATION, title="Inför upphandling av larm", secrecy_provision=OFFENCE)


def test_a_secret_case_is_a_number_to_the_auditor_who_may_not_read_it(cast, auditor, sign_in):
    case = secret_case(cast)
    cases.revise(case, {"question": "Vilken leverantör?"}, version=case.version, by=cast.au_member)
    client = sign_in(auditor)

    pages = [client.get(address) for address in ("/historik/?slag=arende", history_of("arende", case))]

    for page in pages:
        shown = page.content.decode()
        assert case.number in shown
        assert not [
            word for word in ("upphandling", "Vilken leverantör", OFFENCE, TEXTS["background"]) if word in shown
        ]
        assert "Fråga ändrades" in told(page)
        assert all(line.is_mentioned for row in rows(page) for line in row.lines)
    assert rows(client.get("/historik/?slag=arende&q=upphandling")) == []
    assert rows(client.get(f"/historik/?slag=arende&q={case.number.split()[1]}"))
    assert rows(client.get("/historik/?slag=berord-part&q=sjukhuset")) == []


def test_a_secret_case_is_told_in_full_to_whoever_may_read_it(cast, sign_in):
    case = secret_case(cast)
    client = sign_in(cast.process_leader)

    page = client.get(history_of("arende", case))

    assert missing_from(page, ["Inför upphandling av larm", TEXTS["background"], OFFENCE]) == []
    assert rows(client.get("/historik/?slag=arende&q=upphandling"))
    assert "Inför upphandling av larm" in sign_in(cast.au_member).get(history_of("arende", case)).text
    assert sign_in(cast.representative).get(history_of("arende", case)).status_code == 404


def test_a_draft_is_a_fact_to_the_auditor_and_nothing_to_others(cast, auditor, sign_in):
    draft = a_draft(cast)

    facts = sign_in(auditor).get(history_of("arende", draft))

    assert "Utkast" in facts.text
    assert missing_from(facts, [TEXTS["title"], TEXTS["background"], "Sjukhuset"]) == [
        TEXTS["title"],
        TEXTS["background"],
        "Sjukhuset",
    ]
    assert TEXTS["background"] in sign_in(cast.author).get(history_of("arende", draft)).text
    assert sign_in(cast.representative).get(history_of("arende", draft)).status_code == 404


def test_what_a_draft_said_stays_with_those_who_could_read_it_when_it_has_been_handed_in(cast, auditor, sign_in):
    draft = a_draft(cast, question="Är grannkommunen vårdslös?")
    cases.revise(draft, {"question": "Hur gör vi tillsammans?"}, version=draft.version, by=cast.author)
    case = a.take(Case.objects.get(), Verb.SUBMIT, cast.author)

    for person in (auditor, cast.representative):
        page = sign_in(person).get(history_of("arende", case))
        assert "vårdslös" not in page.text
        assert "Läge Utkast → Inlämnat" in told(page)
    assert "vårdslös" in sign_in(cast.author).get(history_of("arende", case)).text


def test_a_note_is_known_to_exist_and_never_shown(cast, auditor, sign_in):
    case = a_case(cast, State.IN_PREPARATION)
    CaseNote.objects.create(
        case=case, body=cast.au, by=cast.au_member, by_name="Anders Ledamot", text="Tveksamt underlag."
    )

    for person in (auditor, cast.process_leader):
        page = sign_in(person).get(history_of("arende", case))
        assert "Anteckning angavs" in told(page)
        assert "Tveksamt" not in page.text
    assert "arbetsanteckning" not in {
        row.kind for row in rows(sign_in(cast.representative).get(history_of("arende", case)))
    }


def test_no_letters_words_are_shown(cast, auditor, sign_in):
    a_case(cast, State.SENT)

    page = sign_in(auditor).get("/historik/?slag=brev")

    assert "Ämne angavs" in told(page)
    assert OutgoingMail.objects.first().subject not in page.text


# One thing


def test_a_bodys_history_gathers_its_seats_appointments_terms_and_grants(cast, auditor, sign_in):
    kinds = {row.kind for row in rows(sign_in(auditor).get(history_of("grupp", cast.sg)))}

    assert kinds == {"grupp", "väg", "plats", "förordnande", "ordförandeperiod", "behörighet för grupp"}


def test_a_members_view_of_a_body_leaves_the_grants_out(cast, sign_in):
    page = sign_in(cast.representative).get(history_of("grupp", cast.sg))

    assert BodyGrant.objects.filter(content_object=cast.sg).exists()
    assert {row.kind for row in rows(page)} == {"grupp", "väg", "plats", "förordnande", "ordförandeperiod"}
    assert "Behörigheter, arbetsanteckningar" in page.text


def test_a_persons_history_is_for_herself_the_auditor_and_the_process_leader(cast, auditor, sign_in):
    given = {"starts_on": a.days(0), "reason": "Sköter organisationen", "by": None}
    grant = actions.grant(Power.ADMINISTER, cast.parties[0], cast.au_member, **given)
    address = history_of("person", cast.au_member)

    for person in (auditor, cast.process_leader, cast.au_member):
        page = sign_in(person).get(address)
        assert {row.kind for row in rows(page)} == {"person", "förordnande", "behörighet för organisation"}
        assert grant.reason in page.text
    refused = sign_in(cast.representative).get(address)
    assert refused.status_code == 403
    assert "Historiken läses av granskaren" in refused.text


def test_a_person_of_two_collaborations_is_told_to_each_only_what_is_its_own(cast, auditor, sign_in):
    a.an_appointment(a.a_seat(cast.elsewhere, label="Grannplatsen"), cast.au_member)

    ours = sign_in(auditor).get(history_of("person", cast.au_member))
    theirs = sign_in(cast.outsider).get(f"/o/grannen{history_of('person', cast.au_member)}")

    assert "Grannplatsen" not in ours.text
    assert "Sjukhuset" in ours.text
    assert "Grannplatsen" in theirs.text
    assert "Sjukhuset" not in theirs.text


def test_an_organisations_administrator_reads_all_of_its_history(cast, sign_in):
    hospital, administrator = cast.parties[0], a.a_person("Ada Administratör")
    actions.grant(Power.ADMINISTER, hospital, administrator, starts_on=a.days(-1), reason="Sköter", by=None)

    page = sign_in(administrator).get(history_of("organisation", hospital))

    assert {row.kind for row in rows(page)} == {"organisation", "plats", "förordnande", "behörighet för organisation"}
    other = sign_in(administrator).get(history_of("organisation", cast.parties[1]))
    assert "behörighet för organisation" not in {row.kind for row in rows(other)}


def test_a_seat_that_changed_hands_is_in_both_organisations_history(cast, auditor, sign_in):
    seat = cast.au.seats.get(label="Sjukhuset")
    seat.organisation = cast.parties[1]
    seat.save(update_fields=["organisation"])
    client = sign_in(auditor)

    for organisation in cast.parties:
        assert "Organisation Sjukhuset → Kommunen" in told(client.get(history_of("organisation", organisation)))


@pytest.mark.parametrize(
    "address", ["person/0", "person/99999", f"person/{10**30}", "person/abc", "arbete/123", "grupp/a-b", "brev/1"]
)
def test_what_does_not_exist_has_no_history(cast, auditor, sign_in, address):
    assert sign_in(auditor).get(f"/historik/{address}/").status_code == 404


def test_the_pages_of_a_body_and_a_case_lead_to_their_history(cast, sign_in):
    case = a_case(cast, State.SENT)
    client = sign_in(cast.au_member)

    assert history_of("grupp", cast.au) in client.get("/grupper/au/").text
    assert history_of("arende", case) in client.get(url_of(case)).text


def test_a_history_leads_to_the_page_of_its_thing_when_the_reader_may_open_it(cast, auditor, sign_in):
    case, secret = a_case(cast, State.SENT), secret_case(cast)
    client = sign_in(auditor)

    assert client.get(history_of("arende", case)).context["open_url"] == url_of(case)
    assert client.get(history_of("arende", secret)).context["open_url"] == ""
    assert client.get(history_of("grupp", cast.au)).context["open_url"] == "/grupper/au/"


def test_reading_the_history_is_told_in_the_log(cast, auditor, sign_in, caplog):
    caplog.set_level(logging.INFO, "history")

    sign_in(auditor).get("/historik/?vem=petra")
    sign_in(cast.au_member).get(history_of("grupp", cast.au))

    first, second = [record for record in caplog.records if record.message == "history.read"]
    assert (first.reader, first.collaboration, first.asked) == (auditor.pk, "samla", {"vem": "petra", **period()})
    assert second.asked == {"slag": "grupp", "nummer": str(cast.au.pk)}
    line = json.loads(JsonFormatter().format(first))
    assert (line["event"], line["reader"], line["asked"]) == ("history.read", auditor.pk, first.asked)


def period():
    return {"fran": a.days(-30).isoformat(), "till": a.days(0).isoformat()}


def test_a_page_tells_its_words_to_those_who_may_read_it_and_its_addresses_in_words(cast, auditor, sign_in):
    page = Page.objects.create(collaboration=cast.samla, slug="kontakt", title="Kontakt", content="Ring oss.")
    page.addresses, page.content = {"processledare": "pl@example.org"}, "Skriv till oss."
    page.save(update_fields=["addresses", "content"])
    client = sign_in(auditor)

    itself = client.get(history_of("sida", page))
    search = client.get("/historik/?slag=sida&andring=update")

    assert missing_from(itself, ["Ring oss.", "Skriv till oss."]) == []
    assert told(search) == ["Text ändrades", "E-postadresser per roll – → processledare: pl@example.org"]
    assert "Skriv till oss." not in search.text


@pytest.mark.parametrize(("slug", "shown"), [("person", False), ("plats", True), ("behorighet-grupp", False)])
def test_the_link_to_a_history_is_there_only_for_whoever_may_read_it(cast, auditor, rf, slug, shown):
    page = Template("{% load history %}{% history_link slug 10001 %}")
    request = rf.get("/")
    request.collaboration = cast.samla

    links = []
    for request.user in (cast.representative, auditor):
        links.append(bool(page.render(Context({"request": request, "slug": slug}))))

    assert links == [shown, True]
