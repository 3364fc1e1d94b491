"""Structure files: what they must say, how faults are told, and that loading them again changes nothing."""

import datetime as dt
import threading
import tomllib
from collections import Counter
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from pghistory.models import Event

from documents.models import DocumentType
from groups import actions
from groups.models import (
    Body,
    CareCollaboration,
    MandateSlot,
    Office,
    Organisation,
    OrganisationKind,
    Party,
    Principal,
    Route,
    Seat,
    SeatStatus,
    Side,
    User,
)
from plans.actions import StructureError, load_structure
from plans.models import CollaborationPlan, OverallGoal, PriorityGoal, TargetGroup
from samla import clock
from tests.builders import a_person

SAMLA = settings.BASE_DIR / "structure" / "samla.toml"
EXAMPLE = settings.BASE_DIR / "structure" / "exempel.toml"

SMALL = """
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
slug = "vardcentralen"
name = "Vårdcentralen"
kind = "SERVICE"
principal = "regionen"

[[bodies]]
slug = "forum"
name = "Forum"
short_name = "Forum"
kind = "COORDINATION"
level = "ADMINISTRATIVE"
seats = [
    { slug = "vardcentralen", label = "Vårdcentralen", status = "REGULAR", organisation = "vardcentralen" },
    { slug = "ordforande-lokalt", label = "Ordförande lokalt", status = "DERIVED", derived_from = "lokalt", derived_office = "CHAIR" },
]

[[bodies]]
slug = "lokalt"
name = "Lokalt"
short_name = "Lokalt"
kind = "LOCAL"
level = "OPERATIONAL"
mandates = [{ slug = "uppdrag", title = "Uppdrag" }]

[[routes]]
source = "lokalt"
target = "forum"
label = "Lyft till Forum"

[[target_groups]]
slug = "alla"
name = "Alla"

[[plans]]
slug = "plan"
title = "Plan"
starts_on = 2025-01-01
ends_on = 2026-12-31
adopted = true
overall_goals = ["Ett", "Två"]

[[plans.priority_goals]]
year = 2025
goals = ["Första", "Andra"]
"""


@pytest.fixture
def small(tmp_path):
    """Writes the small structure, with replacements, and answers the file."""

    def write(*replacements: tuple[str, str]) -> Path:
        text = SMALL
        for old, new in replacements:
            assert text.count(old) >= 1, old
            text = text.replace(old, new, 1)
        file = tmp_path / "liten.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def faults(file: Path) -> list[str]:
    with pytest.raises(StructureError) as caught:
        load_structure(file, "liten.toml")
    return caught.value.faults


def history_rows() -> int:
    events = [model for model in apps.get_models() if issubclass(model, Event) and not model._meta.abstract]
    return sum(model.objects.count() for model in events if model._meta.managed)


@pytest.mark.django_db
def test_both_files_load_twice_side_by_side_and_the_second_time_writes_nothing(capsys):
    call_command("load_structure", str(SAMLA), str(EXAMPLE))
    rows = history_rows()
    assert rows > 150
    capsys.readouterr()

    call_command("load_structure", str(SAMLA), str(EXAMPLE))

    assert history_rows() == rows
    assert capsys.readouterr().out.count(": 0 nya, 0 ändrade, 0 avslutade.") == 2
    assert {(c.short_name, c.prefix) for c in CareCollaboration.objects.all()} == {
        ("SAMLA", ""),
        ("Exempelbygden", "/o/exempelbygden"),
    }


@pytest.mark.django_db
def test_samla_has_the_principals_and_boards_of_the_facts():
    load_structure(SAMLA)
    boards = Organisation.objects.filter(kind=OrganisationKind.BOARD)

    assert dict(Principal.objects.values_list("name", "side")) == {
        "Västra Götalandsregionen": Side.REGION,
        "Alingsås kommun": Side.MUNICIPAL,
        "Lerums kommun": Side.MUNICIPAL,
    }
    assert Counter(board.principal.slug for board in boards.select_related("principal")) == {
        "vgr": 7,
        "alingsas": 3,
        "lerum": 1,
    }
    seats = Seat.objects.filter(body__slug="politiska-samradsgruppen", status=SeatStatus.REGULAR)
    assert {seat.organisation_id for seat in seats} == {board.pk for board in boards}
    assert seats.count() == 11


@pytest.mark.django_db
def test_samordningsgruppen_has_a_seat_for_each_of_the_fourteen_points():
    load_structure(SAMLA)
    seats = Seat.objects.filter(body__slug="samordningsgruppen")
    derived = seats.filter(status=SeatStatus.DERIVED)
    staff = dict(seats.filter(status=SeatStatus.STAFF).values_list("role", "max_persons"))

    assert set(seats.filter(status=SeatStatus.REGULAR).values_list("organisation__slug", "max_persons")) == {
        ("delregional-namnd-vastra", 1),
        ("offentliga-vardcentraler", 1),
        ("privata-vardcentraler", 1),
        ("regionhalsan", 1),
        ("habilitering-och-halsa", 1),
        ("tandvarden", 1),
        ("sjukhusen-i-vaster", 1),
        ("sodra-alvsborgs-sjukhus", 2),
        ("alingsas-kommun", 3),
        ("lerums-kommun", 3),
    }
    assert [seat.organisation.slug for seat in seats.filter(status=SeatStatus.CO_OPTED)] == ["goteborgsregionen"]
    assert set(derived.values_list("derived_from__slug", "derived_office")) == {
        (slug, office) for slug in ("nosam-lerum", "nosam-alingsas") for office in Office
    }
    assert staff == {"PROCESS_LEADER": 1, "SUBREGIONAL_COORDINATOR": 2, "COMMUNICATOR": 1}


@pytest.mark.django_db
def test_au_is_led_by_samordningsgruppens_presidium_and_can_seat_all_three_parties():
    load_structure(SAMLA)
    au = Body.objects.get(slug="au")
    presidium = au.seats.filter(status=SeatStatus.DERIVED)

    assert set(presidium.values_list("derived_from__slug", "derived_office", "confers_office")) == {
        ("samordningsgruppen", office, office) for office in Office
    }
    assert {seat.organisation.party for seat in au.seats.filter(status=SeatStatus.REGULAR)} == {*Party, ""}
    assert not au.seats.filter(status=SeatStatus.REGULAR, min_persons__gt=0).exists()
    assert au.queue_kept_by == "MEMBERS"


@pytest.mark.django_db
def test_sides_parties_and_wholes_are_those_of_the_facts():
    load_structure(SAMLA)
    by_slug = {row.slug: row for row in Organisation.objects.select_related("principal", "part_of")}

    assert {slug: row.party for slug, row in by_slug.items() if row.party} == {
        "offentliga-vardcentraler": Party.REGIONAL_PRIMARY_CARE,
        "alingsas-kommun": Party.MUNICIPALITY,
        "lerums-kommun": Party.MUNICIPALITY,
        "sjukhusen-i-vaster": Party.HOSPITAL,
        "alingsas-lasarett": Party.HOSPITAL,
        "sodra-alvsborgs-sjukhus": Party.HOSPITAL,
    }
    private = by_slug["privata-vardcentraler"]
    assert (private.side, private.principal, private.party) == (Side.REGION, None, "")
    assert by_slug["alingsas-lasarett"].part_of == by_slug["sjukhusen-i-vaster"]
    assert {slug for slug, row in by_slug.items() if row.kind == OrganisationKind.EXTERNAL} == {
        "goteborgsregionen",
        "vvg",
        "sro",
        "vastkom",
        "operativa-namnden",
    }


@pytest.mark.django_db
def test_target_groups_goals_plan_and_document_slots_are_shipped():
    load_structure(SAMLA)
    plan = CollaborationPlan.objects.get()

    assert list(TargetGroup.objects.values_list("cross_cutting", flat=True)) == [False] * 3 + [True] * 2
    assert TargetGroup.objects.get(position=2).alias == "Psykisk hälsa och missbruk"
    assert (plan.starts_on, plan.ends_on) == (dt.date(2023, 1, 1), dt.date(2026, 12, 31))
    assert (plan.adopted, plan.adopted_by.slug, plan.adopted_on) == (True, "politiska-samradsgruppen", None)
    assert (OverallGoal.objects.count(), PriorityGoal.objects.filter(year=2025).count()) == (3, 4)
    slots = Counter(MandateSlot.objects.values_list("body__slug", flat=True))
    assert slots == {
        "politiska-samradsgruppen": 2,
        "samordningsgruppen": 4,
        "au": 1,
        "nosam-lerum": 1,
        "nosam-alingsas": 1,
    }


@pytest.mark.django_db
def test_the_ways_are_declared_in_both_directions():
    load_structure(SAMLA)
    ways = {(r.source.slug, r.target.slug): r for r in Route.objects.select_related("source", "target")}

    for body in ("nosam-lerum", "nosam-alingsas", "samordningsgruppen", "politiska-samradsgruppen", "vvg"):
        assert {("au", body), (body, "au")} <= ways.keys()
    assert ways["nosam-lerum", "au"].label == "Lyft till AU"
    assert ways["au", "samordningsgruppen"].requires_readiness
    assert not ways["au", "nosam-lerum"].requires_readiness
    assert ("nosam-lerum", "samordningsgruppen") not in ways


@pytest.mark.django_db
def test_structure_names_no_person():
    load_structure(SAMLA)
    load_structure(EXAMPLE)

    assert not User.objects.exists()
    assert "@" not in SAMLA.read_text() + EXAMPLE.read_text()


@pytest.mark.django_db
def test_the_other_collaboration_has_three_municipalities_and_four_local_groups():
    load_structure(EXAMPLE)

    assert Principal.objects.filter(side=Side.MUNICIPAL).count() == 3
    assert Body.objects.filter(kind="LOCAL").count() == 4


FAULTS = [
    ('source = "lokalt"\ntarget = "forum"', 'source = "lokalt"\ntarget = "xyz"', "routes[1].target: gruppen ”xyz” finns inte i filen."),
    ('target = "forum"', 'target = "lokalt"', "routes[1].target: vägen leder tillbaka till samma grupp."),
    ('side = "REGION"', 'side = "STATEN"', "principals[1].side: ”STATEN” är inget giltigt värde. Välj något av REGION, MUNICIPAL."),
    ('kind = "LOCAL"', 'kind = "KLUBB"', "bodies[2].kind: ”KLUBB” är inget giltigt värde."),
    ('slug = "lokalt"', 'slug = "lokalt"\nfarg = "röd"', "bodies[2].farg: nyckeln är okänd."),
    ('name = "Regionen"\n', "", "principals[1].name: nyckeln saknas."),
    ("is_home = false", 'is_home = "nej"', "collaboration.is_home: ”nej” ska vara true eller false."),
    ("year = 2025", "year = true", "plans[1].priority_goals[1].year: värdet True ska vara ett heltal."),
    ("starts_on = 2025-01-01", 'starts_on = "2025"', "plans[1].starts_on: ”2025” ska vara ett datum som 2026-01-31."),
    ('goals = ["Första", "Andra"]', 'goals = "Första"', "plans[1].priority_goals[1].goals: ska vara en lista."),
    ("ends_on = 2026-12-31", "ends_on = 2024-12-31", "plans[1].ends_on: perioden slutar innan den har börjat."),
    ("year = 2025", "year = 2031", "plans[1].priority_goals[1].year: året 2031 ligger utanför planens period."),
    ('overall_goals = ["Ett", "Två"]', 'overall_goals = ["Ett", " "]', "plans[1].overall_goals[2]: målet är tomt."),
    ('number_prefix = "LITEN"', 'number_prefix = "en liten"', "collaboration.number_prefix: ”en liten” ska vara 1–12 versaler"),
    ('slug = "liten"', 'slug = "en liten"', "collaboration.slug: "),
    ('short_name = "Liten"', f'short_name = "{"x" * 41}"', "collaboration.short_name: "),
    ('principal = "regionen"', 'principal = "okand"', "organisations[1].principal: huvudmannen ”okand” finns inte i filen."),
    ('principal = "regionen"', "", "organisations[1].principal: ange huvudman, eller sida"),
    ('kind = "SERVICE"', 'kind = "EXTERNAL"', "organisations[1].principal: en extern part har ingen huvudman."),
    ('principal = "regionen"', 'principal = "regionen"\nside = "MUNICIPAL"', "organisations[1].side: sidan är en annan än huvudmannens."),
    ('principal = "regionen"', 'principal = "regionen"\npart_of = "okand"', "organisations[1].part_of: organisationen ”okand” finns inte i filen."),
    ('principal = "regionen"', 'principal = "regionen"\npart_of = "vardcentralen"', "organisations[1].part_of: ”vardcentralen” blir en del av sig själv."),
    ('organisation = "vardcentralen"', 'organisation = "okand"', "bodies[1].seats[1].organisation: organisationen ”okand” finns inte i filen."),
    (', organisation = "vardcentralen"', "", "bodies[1].seats[1].organisation: en plats med status REGULAR hör till en organisation."),
    ('status = "REGULAR"', 'status = "STAFF"', "bodies[1].seats[1].role: anges för en tjänst (STAFF) och bara då."),
    ('status = "REGULAR"', 'status = "REGULAR", min_persons = 2', "bodies[1].seats[1].min_persons: 2 är fler än högst 1."),
    ('status = "REGULAR"', 'status = "REGULAR", confers_office = "CHAIR"', "bodies[1].seats[1].confers_office: anges bara för en plats med status DERIVED."),
    ('derived_from = "lokalt"', 'derived_from = "okand"', "bodies[1].seats[2].derived_from: gruppen ”okand” finns inte i filen."),
    ('derived_from = "lokalt", ', "", "bodies[1].seats[2].derived_from: ange vilken grupp platsen följer av."),
    ('derived_from = "lokalt"', 'derived_from = "forum"', "bodies[1].seats[2].derived_from: platsen kan inte följa av ett uppdrag i den egna gruppen."),
    (', derived_office = "CHAIR"', "", "bodies[1].seats[2].derived_office: ange vilket uppdrag platsen följer av."),
    ('slug = "lokalt"', 'slug = "forum"', "bodies[2].slug: kortnamnet ”forum” finns redan i samma lista."),
    ("[[target_groups]]", '[[routes]]\nsource = "lokalt"\ntarget = "forum"\nlabel = "Igen"\n[[target_groups]]', "routes[2]: vägen från ”lokalt” till ”forum” finns redan."),
    ('label = "Lyft till Forum"', 'label = "Lyft\\u0000"', "routes[1].label: texten innehåller ett nolltecken."),
    ("adopted = true", "adopted = false\nadopted_on = 2024-12-01", "plans[1].adopted: planen är inte antagen"),
    ("[[plans]]", '[[plans]]\nslug = "annan"\ntitle = "Annan"\nstarts_on = 2026-01-01\nends_on = 2027-12-31\nadopted = true\n[[plans]]', "plans[1].starts_on: planen ”plan” är antagen och gäller till och med 2026-12-31."),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("old", "new", "sentence"), FAULTS, ids=[fault[2][:50] for fault in FAULTS])
def test_each_fault_is_told_with_file_key_and_reason_and_nothing_is_loaded(small, old, new, sentence):
    found = faults(small((old, new)))

    assert any(fault.startswith(f"liten.toml: {sentence}") for fault in found), found
    assert not CareCollaboration.objects.exists()


@pytest.mark.django_db
def test_all_faults_are_told_at_once(small):
    file = small(('target = "forum"', 'target = "xyz"'), ('principal = "regionen"', 'principal = "okand"'))

    assert len(faults(file)) == 2


@pytest.mark.django_db
def test_a_broken_or_missing_file_is_told(small, tmp_path):
    broken = small(("is_home = false", "is_home ="))
    latin = tmp_path / "latin.toml"
    latin.write_bytes("namn = 'å'".encode("latin-1"))

    assert faults(broken)[0].startswith("liten.toml: Filen är inte giltig TOML, rad 7, kolumn 10: ")
    assert faults(tmp_path / "saknas.toml") == ["liten.toml: Filen finns inte."]
    assert faults(latin) == ["liten.toml: Filen är inte skriven i UTF-8."]
    assert "går inte att läsa" in faults(tmp_path)[0]


@pytest.mark.django_db
def test_the_command_refuses_with_the_same_words(small):
    file = small(('target = "forum"', 'target = "xyz"'))

    with pytest.raises(CommandError, match=r"routes\[1\]\.target: gruppen ”xyz” finns inte i filen\."):
        call_command("load_structure", str(file))


@pytest.mark.django_db
def test_a_second_home_and_a_taken_prefix_are_refused(small):
    load_structure(small())
    other = (('slug = "liten"', 'slug = "annan"'), ("is_home = false", "is_home = true"))
    load_structure(SAMLA)

    found = faults(small(*other))

    assert "SAMLA är redan den samverkan som har adresser utan prefix" in found[0]
    assert "”LITEN” används redan av Liten" in found[1]
    assert not CareCollaboration.objects.filter(slug="annan").exists()


@pytest.mark.django_db
def test_what_is_gone_from_the_file_is_ended_or_reported_never_deleted(small):
    load_structure(small())
    route = SMALL[SMALL.index("[[routes]]") : SMALL.index("[[target_groups]]")]
    derived = next(line for line in SMALL.splitlines() if "DERIVED" in line)
    file = small((route, ""), (derived, ""), ('overall_goals = ["Ett", "Två"]', 'overall_goals = ["Ett"]'))

    with time_machine.travel(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)):
        loaded = load_structure(file)
        again = load_structure(file)

    assert (loaded.created, loaded.ended, again.ended) == (0, 2, 0)
    assert Route.objects.get().ended_on == dt.date(2026, 3, 2)
    assert Seat.objects.get(slug="ordforande-lokalt").valid_to == dt.date(2026, 3, 2)
    assert "Det övergripande målet ”Två” finns inte längre i filen men är kvar." in loaded.remarks
    assert OverallGoal.objects.count() == 2

    load_structure(small())
    assert Route.objects.get().ended_on is None
    assert Seat.objects.get(slug="ordforande-lokalt").valid_to is None


@pytest.mark.django_db
def test_a_change_in_the_file_is_written_as_that_change_only(small):
    load_structure(small())
    before = history_rows()

    loaded = load_structure(small(('label = "Lyft till Forum"', 'label = "Lyft vidare"')))

    assert (loaded.created, loaded.changed) == (0, 1)
    assert history_rows() == before + 1
    assert Route.objects.get().label == "Lyft vidare"


@pytest.mark.django_db
def test_an_adopted_plan_beside_the_file_stands_in_the_way_of_another(small):
    load_structure(small())
    CollaborationPlan.objects.create(
        collaboration=CareCollaboration.objects.get(),
        slug="egen",
        title="Egen",
        starts_on=dt.date(2027, 1, 1),
        ends_on=dt.date(2028, 12, 31),
        adopted=True,
    )

    found = faults(small(("ends_on = 2026-12-31", "ends_on = 2027-06-30")))

    assert found == [
        "liten.toml: plans[1].starts_on: planen ”Egen” är antagen och gäller redan under en del av perioden."
    ]
    assert CollaborationPlan.objects.get(slug="plan").ends_on == dt.date(2026, 12, 31)


@pytest.mark.django_db
def test_what_only_the_database_refuses_is_told_and_nothing_is_kept(small):
    later = (
        '[[plans]]\nslug = "senare"\ntitle = "Senare"\nstarts_on = 2027-01-01\nends_on = 2027-12-31\nadopted = true\n'
    )
    load_structure(small(("[[plans]]", f"{later}[[plans]]")))
    moved = later.replace("2027-01-01", "2026-07-01")

    found = faults(small(("[[plans]]", f"{moved}[[plans]]"), ("ends_on = 2026-12-31", "ends_on = 2026-06-30")))

    assert found[0].startswith("liten.toml: Databasen tar inte emot strukturen: ")
    assert CollaborationPlan.objects.get(slug="senare").starts_on == dt.date(2027, 1, 1)


def test_parallel_loads_make_one_structure(cloned_database):
    def load():
        try:
            load_structure(SAMLA)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=load) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert CareCollaboration.objects.count() == 1
    assert Body.objects.count() == len(tomllib.loads(SAMLA.read_text())["bodies"])


@pytest.mark.django_db
def test_loading_works_as_the_applications_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("samla_app", False)

    load_structure(SAMLA)


# Chairs


def a_chair_of(slug, body, **days):
    """Somebody of the organisation who leads a body in this year and the next."""
    seat = Seat.objects.get(body__slug=body, organisation__slug=slug)
    this_year = clock.today().year
    appointment = actions.appoint(seat, a_person(), starts_on=dt.date(this_year, 1, 1), by=None)
    period = {"starts_on": dt.date(this_year, 1, 1), "ends_on": dt.date(this_year, 12, 31), **days}
    return actions.elect(seat.body, Office.CHAIR, appointment, **period, by=None)


@pytest.mark.django_db
def test_new_rules_for_a_chair_leave_the_registered_terms_as_they_are_and_say_so(small):
    load_structure(small())
    term = a_chair_of("vardcentralen", "forum")

    turning = small(('short_name = "Forum"', 'short_name = "Forum"\nchair_rotates = true'))
    loaded, again = load_structure(turning), load_structure(turning)
    term.refresh_from_db()

    assert Body.objects.get(slug="forum").chair_rotates
    assert (term.rotates, term.follows) == (False, None)
    assert [remark for remark in loaded.remarks if "följer andra regler" in remark] == [
        (
            "Ordförandeskapet i ”Forum” följer andra regler i filen än förut. Perioder som redan är registrerade behåller "
            "sin sida och det de följde."
        )
    ]
    assert not any("andra regler" in remark for remark in again.remarks)


@pytest.mark.django_db
def test_a_file_does_not_turn_an_organisation_whose_people_have_a_rotating_term(small):
    rotates = ('short_name = "Forum"', 'short_name = "Forum"\nchair_rotates = true')
    load_structure(small(rotates))
    a_chair_of("vardcentralen", "forum")

    with pytest.raises(StructureError, match="kan inte byta sida än"):
        load_structure(small(rotates, ('side = "REGION"', 'side = "MUNICIPAL"')))

    assert Principal.objects.get().side == Side.REGION


# The records plan

TYPE = """
[[document_types]]
slug = "anteckningar"
name = "Anteckningar"
"""
DECIDED = """
preserved = false
disposed_after_years = 2
decision_body = "Nämnden"
decision_on = 2020-01-02
decision_number = "A 1"
"""


@pytest.fixture
def with_types(small):
    """The small structure with rows of a records plan after it."""

    def write(rows):
        file = small()
        file.write_text(file.read_text(encoding="utf-8") + rows, encoding="utf-8")
        return file

    return write


@pytest.mark.django_db
def test_samla_ships_a_records_plan_that_disposes_of_nothing():
    load_structure(SAMLA)
    types = DocumentType.objects.filter(collaboration__slug="samla")

    assert {"minnesanteckningar", "beslut", "styrande-dokument", "arsrapport", "budget"} <= set(
        types.filter(preserved=True).values_list("slug", flat=True)
    )
    assert types.count() == 15
    assert not types.filter(preserved=False).exists()  # no decision is known
    assert not types.exclude(decision_number="").exists()
    assert "gallras vid inaktualitet" in types.get(slug="kallelse").note


@pytest.mark.django_db
def test_a_row_that_people_have_changed_is_never_overwritten_and_a_missing_one_is_added(with_types):
    load_structure(with_types(TYPE), "liten.toml")
    DocumentType.objects.update(name="Våra anteckningar", position=7)

    load_structure(with_types(TYPE + TYPE.replace("nteckningar", "vtal")), "liten.toml")

    assert dict(DocumentType.objects.values_list("slug", "name")) == {
        "anteckningar": "Våra anteckningar",
        "avtal": "Avtal",
    }


@pytest.mark.django_db
def test_a_row_whose_name_is_taken_in_the_portal_is_told(with_types):
    load_structure(with_types(TYPE), "liten.toml")
    loaded = load_structure(with_types(TYPE.replace('"anteckningar"', '"annat"')), "liten.toml")
    assert "Handlingsslaget ”Anteckningar” finns redan i portalen och läses inte in." in loaded.remarks


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (TYPE + TYPE, "document_types[2].slug: kortnamnet ”anteckningar” finns redan i samma lista."),
        (TYPE + "preserved = false\n", "document_types[1].decision_body: ett gallringsbeslut anges med instans"),
        (
            TYPE + DECIDED.replace('decision_number = "A 1"', ""),
            "document_types[1].decision_number: ett gallringsbeslut",
        ),
        (TYPE + DECIDED.replace("false", "true"), "document_types[1].disposed_after_years: det som bevaras"),
        (TYPE + DECIDED.replace("2020", "2999"), "document_types[1].decision_on: beslutet är inte fattat än."),
        (
            TYPE + "disposed_after_years = -1\n" + DECIDED.replace("disposed_after_years = 2", ""),
            "disposed_after_years",
        ),
        (TYPE + 'handled_by = "19121212-1212"\n', "document_types[1].handled_by"),
        (TYPE + "gallras = 3\n", "document_types[1].gallras: nyckeln är okänd"),
    ],
)
def test_what_is_wrong_with_a_row_of_the_plan_is_said_with_its_key(with_types, rows, fault):
    assert any(fault in said for said in faults(with_types(rows)))


@pytest.mark.django_db
def test_a_document_slot_that_was_added_in_the_portal_is_left_alone():
    load_structure(SAMLA)
    body = Body.objects.get(slug="nosam-lerum")
    slot = MandateSlot.objects.create(body=body, slug="arbetsordning", title="Arbetsordning", position=2)

    loaded = load_structure(SAMLA)

    slot.refresh_from_db()
    assert (slot.title, slot.position) == ("Arbetsordning", 2)
    assert loaded.changed == 0
    assert any("Arbetsordning" in remark for remark in loaded.remarks)
