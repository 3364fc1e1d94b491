"""Organisations changed in the portal: who may, what they can become, and what a structure file leaves alone."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases import actions as case_actions
from cases.workflow import State, Verb
from groups import actions
from groups.actions import StaleError
from groups.models import Organisation, OrganisationKind, Party, Principal, Side
from plans.actions import load_structure
from tests import builders as a

STRUCTURE = """
[collaboration]
slug = "liten"
name = "Liten samverkan"
short_name = "Liten"
number_prefix = "LITEN"
is_home = false

[[principals]]
slug = "regionen"
name = "Regionen"
side = "REGION"

[[organisations]]
slug = "sjukhuset"
name = "Sjukhuset"
kind = "SERVICE"
principal = "regionen"

[[organisations]]
slug = "kliniken"
name = "Kliniken"
kind = "SERVICE"
principal = "regionen"
part_of = "sjukhuset"

[[bodies]]
slug = "gruppen"
name = "Gruppen"
short_name = "Gruppen"
kind = "LOCAL"
level = "OPERATIONAL"
seats = [{ slug = "sjukhuset", label = "Sjukhuset", status = "REGULAR", organisation = "sjukhuset" }]
"""


def revise(organisation, by, **fields):
    organisation.refresh_from_db()
    return actions.revise_organisation(organisation, fields, version=organisation.version, by=by)


def test_what_is_changed_in_the_portal_is_left_alone_by_the_file_and_the_rest_is_not(db, tmp_path):
    file = tmp_path / "liten.toml"
    file.write_text(STRUCTURE, encoding="utf-8")
    load_structure(file)
    revise(Organisation.objects.get(slug="sjukhuset"), None, name="Nya sjukhuset", party=Party.HOSPITAL)
    added = actions.add_organisation(
        Organisation.objects.first().collaboration, {"name": "Ny enhet", "kind": "SERVICE", "side": "REGION"}, by=None
    )
    file.write_text(STRUCTURE.replace('name = "Kliniken"', 'name = "Stora kliniken"'), encoding="utf-8")

    loaded = load_structure(file)

    assert Organisation.objects.get(slug="sjukhuset").name == "Nya sjukhuset"
    assert Organisation.objects.get(slug="kliniken").name == "Stora kliniken"
    added.refresh_from_db()
    assert added.ended_on is None
    assert [remark for remark in loaded.remarks if "ändrad i portalen" in remark] == [
        "Organisationen ”Nya sjukhuset” är ändrad i portalen; filens uppgifter om den används inte."
    ]
    assert not any("Ny enhet" in remark for remark in loaded.remarks)


def test_only_the_process_leader_changes_an_organisation(cast):
    hospital = cast.parties[0]

    for person in (cast.representative, cast.outsider, cast.nobody):
        with pytest.raises(PermissionDenied, match="Bara processledaren"):
            revise(hospital, person, name="Annat")
    with pytest.raises(PermissionDenied):
        actions.add_organisation(cast.samla, {"name": "Ny", "kind": "SERVICE"}, by=cast.outsider)
    assert revise(hospital, cast.process_leader, name="Nya sjukhuset").kept_in_portal


def test_a_new_organisation_gets_an_address_of_its_own(cast):
    fields = {"name": "Äldrevården i Östra", "kind": OrganisationKind.SERVICE, "principal": Principal.objects.first()}

    slugs = [actions.add_organisation(cast.samla, fields, by=cast.process_leader).slug for _ in range(3)]

    assert slugs == ["aldrevarden-i-ostra", "aldrevarden-i-ostra-2", "aldrevarden-i-ostra-3"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": OrganisationKind.EXTERNAL}, "En extern part har ingen huvudman."),
        ({"principal": None, "side": ""}, "Välj huvudman, eller sida"),
        ({"side": Side.MUNICIPAL}, "Sidan är en annan än huvudmannens"),
        ({"name": ""}, "tomt"),
        ({"name": "Sjukhuset 19121212-1212"}, "personnummer"),
    ],
)
def test_an_organisation_that_makes_no_sense_is_refused_with_a_sentence(cast, fields, sentence):
    with pytest.raises(ValidationError, match=sentence):
        revise(cast.parties[0], cast.process_leader, **fields)


def test_nothing_becomes_a_part_of_itself(cast):
    whole, part = cast.parties[0], a.an_organisation(cast.samla, "kliniken", part_of=cast.parties[0])

    with pytest.raises(ValidationError, match="en del av sig själv"):
        revise(whole, cast.process_leader, part_of=part)


def test_an_organisation_ends_only_when_its_seats_and_parts_do(cast):
    organisation = a.an_organisation(cast.samla, "mottagningen")
    seat = a.a_seat(cast.sg, "mottagningen", organisation=organisation)
    part = a.an_organisation(cast.samla, "filialen", part_of=organisation)

    with pytest.raises(ValidationError, match="”Mottagningen” i Samordningsgruppen"):
        revise(organisation, cast.process_leader, ended_on=a.days(10))
    seat.valid_to = a.days(10)
    seat.save(update_fields=["valid_to"])
    with pytest.raises(ValidationError, match="Filialen är en del"):
        revise(organisation, cast.process_leader, ended_on=a.days(10))
    revise(part, cast.process_leader, ended_on=a.days(5))

    assert revise(organisation, cast.process_leader, ended_on=a.days(10)).ended_on == a.days(10)


def test_a_side_does_not_change_under_a_chair_whose_office_rotates(cast):
    municipality = cast.parties[1]
    region = Principal.objects.get(collaboration=cast.samla, side=Side.REGION)
    first, last = dt.date(a.days(0).year, 1, 1), dt.date(a.days(0).year, 12, 31)
    days = {"starts_on": first, "period_starts_on": first, "ends_on": last, "period_ends_on": last}
    cast.sg.chair_terms.update(rotates=True, follows=cast.sg, **days)

    with pytest.raises(ValidationError, match="kan inte byta sida än"):
        revise(municipality, cast.process_leader, principal=region)

    cast.sg.chair_terms.update(rotates=False, follows=None)
    assert revise(municipality, cast.process_leader, principal=region).principal == region


def test_a_stale_form_saves_nothing(cast):
    hospital = cast.parties[0]
    revise(hospital, cast.process_leader, alias="Lasarettet")

    with pytest.raises(StaleError):
        actions.revise_organisation(hospital, {"name": "Annat"}, version=1, by=cast.process_leader)


def test_a_case_keeps_the_names_of_its_day_when_an_organisation_and_a_person_change_theirs(cast):
    seat = cast.au_member.appointments.get().seat
    case = a.a_case(cast, State.IN_PREPARATION)
    written = case.steps.get(verb=Verb.RECEIVE)

    revise(cast.parties[0], cast.process_leader, name="Nya sjukhuset")
    actions.revise_own({"name": "Anders Gift"}, version=1, by=cast.au_member)

    step = case.steps.get(verb=Verb.RECEIVE)
    assert (step.by_name, step.seat_text) == (written.by_name, written.seat_text) == ("Anders Ledamot", "Sjukhuset, AU")
    assert seat.organisation_id == cast.parties[0].pk
    case = case_actions.take(case, Verb.MARK_READY, by=again(cast.au_member))
    assert case.steps.last().by_name == "Anders Gift"


def again(person):
    return type(person).objects.get(pk=person.pk)


# Pages


def test_everybody_who_belongs_reads_what_an_organisation_is_and_who_sits_for_it(cast, sign_in):
    revise(cast.parties[0], cast.process_leader, name="Nya sjukhuset")

    page = sign_in(cast.representative).get("/organisation/sjukhuset/")

    for text in ("Nya sjukhuset", "Hette tidigare Sjukhuset", "Anders Ledamot", "Region"):
        assert text in page.text
    assert "Förordna" not in page.text
    assert "/personer/" not in page.text
    assert "Nya sjukhuset" in sign_in(cast.representative).get("/organisationer/").text
    assert sign_in(cast.nobody).get("/organisation/sjukhuset/").status_code == 404
    assert sign_in(cast.outsider).get("/organisationer/").status_code == 404


def test_an_ended_organisation_is_shown_as_ended(cast, sign_in):
    organisation = a.an_organisation(cast.samla, "nedlagda-enheten", ended_on=a.days(-3))

    page = sign_in(cast.representative).get("/organisationer/")

    assert page.text.index("Har upphört") < page.text.index(organisation.name)


def typed(organisation, **changes):
    fields = {
        "name": organisation.name,
        "alias": organisation.alias,
        "kind": organisation.kind,
        "principal": organisation.principal_id or "",
        "side": organisation.side,
        "party": organisation.party,
        "part_of": organisation.part_of_id or "",
        "version": organisation.version,
    }
    return {**fields, **changes}


def test_the_process_leader_changes_an_organisation_on_its_page(cast, sign_in):
    hospital, leader = cast.parties[0], sign_in(cast.process_leader)
    form = leader.get("/organisation/sjukhuset/andra/")
    assert "i Au räknas som ingen av de tre parterna" in form.text.replace("AU", "Au")

    answer = leader.post("/organisation/sjukhuset/andra/", typed(hospital, name="Nya sjukhuset", party="HOSPITAL"))

    assert answer.status_code == 302
    hospital.refresh_from_db()
    assert (hospital.name, hospital.party, hospital.kept_in_portal) == ("Nya sjukhuset", "HOSPITAL", True)


def test_a_mistake_keeps_what_was_typed_and_a_stale_form_shows_both(cast, sign_in):
    hospital, leader = cast.parties[0], sign_in(cast.process_leader)

    wrong = leader.post("/organisation/sjukhuset/andra/", typed(hospital, kind="EXTERNAL", alias="Lasarettet"))
    revise(hospital, cast.process_leader, alias="SiV")
    stale = leader.post("/organisation/sjukhuset/andra/", typed(hospital, version=1, alias="Lasarettet"))

    assert (wrong.status_code, stale.status_code) == (422, 409)
    assert "En extern part har ingen huvudman." in wrong.text
    assert "Lasarettet" in wrong.text
    assert all(text in stale.text for text in ("SiV", "Lasarettet", "Även kallad"))


def test_a_new_organisation_is_added_on_a_page(cast, sign_in):
    answer = sign_in(cast.process_leader).post(
        "/organisationer/ny/",
        {
            "name": "Ungdomsmottagningen",
            "kind": "SERVICE",
            "side": "REGION",
            "principal": "",
            "party": "",
            "part_of": "",
        },
    )

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/organisation/ungdomsmottagningen/"
