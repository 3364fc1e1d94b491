"""The records plan: what it says, who changes it, and that nothing is kept for a shorter time without a decision (L10, L11)."""

import csv
import io

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.actions import add_document_type, revise_document_type
from documents.models import DocumentType
from documents.views.plan import HEADINGS
from groups.actions import StaleError
from samla import clock
from tests import builders as a

PLAN = "/dokumenthanteringsplan/"
NEW_DECISION = {"decision_body": "Arkivnämnden", "decision_on": a.days(-3), "decision_number": "ARK 2026-1"}


@pytest.fixture
def notes(cast):
    return a.a_document_type(cast.samla, "anteckningar", position=1)


@pytest.fixture
def survey(cast):
    return a.a_disposable_type(cast.samla, years=5, position=2)


def revise(cast, row, by=None, **fields):
    given = {name: fields.pop(name) for name in ("confirmed", "after") if name in fields}
    row = DocumentType.objects.get(pk=row.pk)
    kept = {"after": before_of(row), **given}
    return revise_document_type(row, fields, version=row.version, by=by or cast.process_leader, **kept)


def before_of(row):
    return DocumentType.objects.filter(collaboration=row.collaboration, position__lt=row.position).last()


def edit_url(row):
    return f"{PLAN}slag/{row.slug}/andra/"


def posted(row, **changes):
    """The form of a row as the browser sends it."""
    names = ("name", "handled_by", "content_by", "revised_by", "revision_interval", "kept_where", "disposal_method")
    form = {name: getattr(row, name) for name in names}
    form |= {"retention": "PRESERVED" if row.preserved else "YEARS", "disposed_after_years": row.disposed_after_years}
    form |= {"decision_body": row.decision_body, "decision_on": row.decision_on, "decision_number": row.decision_number}
    form |= {"is_registered": "on", "version": row.version, **changes}
    return {key: value for key, value in form.items() if value is not None}


def offences(action):
    with pytest.raises(ValidationError) as caught:
        action()
    return caught.value.message_dict


# What the database holds


@pytest.mark.parametrize(
    "wrong",
    [
        {"preserved": False},
        {"preserved": False, "disposed_after_years": 2},
        {"preserved": False, "disposed_after_years": 2, "decision_body": "Nämnden", "decision_number": "1"},
        {"preserved": True, "disposed_after_years": 2, **NEW_DECISION},
        {"preserved": True, "decision_number": "ARK 2020-17"},
    ],
)
def test_the_database_refuses_disposal_without_a_whole_decision(cast, wrong):
    with pytest.raises(IntegrityError, match="document_type_"), transaction.atomic():
        DocumentType.objects.create(collaboration=cast.samla, slug="fel", name="Fel", **wrong)


def test_a_row_says_in_words_how_long_its_documents_are_kept(cast, notes, survey):
    obsolete = a.a_disposable_type(cast.samla, "kladd", years=None)

    assert [row.retention_text for row in (notes, survey, obsolete)] == [
        "bevaras",
        "gallras efter 5 år",
        "gallras vid inaktualitet",
    ]
    assert survey.decision_text == "Arkivnämnden 2020-05-14, dnr ARK 2020-17"


# Changing it


def test_only_the_process_leader_changes_the_plan(cast, notes):
    for person in (cast.sg_chair, cast.reader, cast.outsider):
        with pytest.raises(PermissionDenied, match="sköts av processledaren"):
            revise(cast, notes, by=person, name="Protokoll")
        with pytest.raises(PermissionDenied, match="sköts av processledaren"):
            add_document_type(cast.samla, {"name": "Nytt"}, by=person)
    revise(cast, notes, name="Protokoll")
    notes.refresh_from_db()
    assert (notes.name, notes.version) == ("Protokoll", 2)


def test_a_shorter_time_needs_a_decision_and_a_new_one_if_there_was_one(cast, notes, survey):
    shorter = {"preserved": False, "disposed_after_years": 2}
    assert (
        "Utan gallringsbeslut" in offences(lambda: revise(cast, notes, **shorter, confirmed=True))["decision_number"][0]
    )
    assert (
        "nytt gallringsbeslut"
        in offences(lambda: revise(cast, survey, disposed_after_years=2, confirmed=True))["decision_number"][0]
    )
    assert (
        "nytt gallringsbeslut"
        in offences(lambda: revise(cast, survey, disposed_after_years=None, confirmed=True))["decision_number"][0]
    )

    revise(cast, survey, disposed_after_years=2, **NEW_DECISION, confirmed=True)
    revise(cast, notes, **shorter, **NEW_DECISION, confirmed=True)

    survey.refresh_from_db()
    notes.refresh_from_db()
    assert (survey.disposed_after_years, notes.retention_text) == (2, "gallras efter 2 år")


def test_a_longer_time_needs_none(cast, survey):
    revise(cast, survey, disposed_after_years=9, confirmed=True)
    revise(cast, survey, preserved=True, disposed_after_years=None, confirmed=True)
    survey.refresh_from_db()
    assert survey.retention_text == "bevaras"


def test_a_decision_that_is_not_taken_yet_is_none(cast, notes):
    later = {**NEW_DECISION, "decision_on": a.days(1)}
    refused = offences(lambda: revise(cast, notes, preserved=False, **later, confirmed=True))
    assert refused["decision_on"] == ["Beslutet är inte fattat än. Ange dagen då det fattades."]


def test_a_new_retention_is_told_before_it_holds(cast, survey):
    organisation = cast.parties[1]
    for years_ago in (4, 2, 1):
        a.an_old_document(cast.au, cast.process_leader, survey, organisation, years_ago)

    told = offences(lambda: revise(cast, survey, disposed_after_years=2, **NEW_DECISION))["confirmed"][0]

    assert "gallras efter 2 år, i stället för som nu: gallras efter 5 år" in told
    assert "3 handlingar berörs. 1 av dem kan gallras redan nu." in told
    survey.refresh_from_db()
    assert survey.disposed_after_years == 5


def test_of_two_who_change_the_same_row_the_second_is_told(cast, notes):
    revise(cast, notes, name="Protokoll")
    with pytest.raises(StaleError):
        revise_document_type(notes, {"name": "Anteckningar"}, version=1, by=cast.process_leader)


def test_rows_stand_in_the_order_that_they_are_put_in(cast, notes, survey):
    third = add_document_type(cast.samla, {"name": "Öppna frågor"}, after=notes, by=cast.process_leader)
    assert list(cast.samla.document_types.values_list("name", flat=True)) == [
        "Anteckningar",
        "Öppna frågor",
        "Enkatsvar",
    ]

    revise(cast, third, after=None)

    assert list(cast.samla.document_types.values_list("name", "position")) == [
        ("Öppna frågor", 1),
        ("Anteckningar", 2),
        ("Enkatsvar", 3),
    ]
    assert third.slug == "oppna-fragor"


def test_two_rows_never_have_the_same_name(cast, notes):
    with pytest.raises(ValidationError, match="redan ett handlingsslag med det namnet"):
        add_document_type(cast.samla, {"name": notes.name}, by=cast.process_leader)


def test_a_type_ends_and_is_never_deleted(cast, notes, client):
    a.a_document(cast.au, cast.process_leader)
    underlag = DocumentType.objects.get(slug="underlag")
    revise(cast, underlag, ended_on=a.days(-1))

    assert underlag not in DocumentType.objects.current()
    page = client.get(PLAN)
    assert [heading for heading, _ in page.context["groups"]] == ["Handlingsslag", "Används inte längre"]
    with pytest.raises(IntegrityError), transaction.atomic():  # ProtectedError is one
        underlag.delete()


# The pages


def test_everybody_reads_the_plan_without_signing_in(cast, client, survey):
    page = client.get(PLAN)

    assert page.status_code == 200
    assert a.missing_from(page, [*HEADINGS, "Enkatsvar", "Arkivnämnden 2020-05-14, dnr ARK 2020-17"]) == []
    assert "Nytt handlingsslag" not in page.text
    assert edit_url(survey) not in page.text
    assert not page.cookies


def test_the_plan_of_another_collaboration_is_its_own(cast, client, survey):
    a.a_document_type(cast.other, "grannens", name="Grannens handlingar")
    assert "Grannens handlingar" not in client.get(PLAN).text
    assert "Grannens handlingar" in client.get(f"/o/grannen{PLAN}").text


def test_the_csv_has_every_column_and_no_formula(cast, client, survey):
    a.a_document_type(cast.samla, "farlig", name="=1+1", note="Anm.")

    answer = client.get(f"{PLAN}plan.csv")

    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert lines[0][:5] == [
        *("Handlingsslag", "Handläggningsansvar", "Innehållsansvar", "Revideringsansvar", "Revideringsintervall")
    ]
    assert {len(line) for line in lines} == {16}
    assert {line[0] for line in lines[1:]} == {"Enkatsvar", "'=1+1"}
    assert answer["Content-Type"].startswith("text/csv")


def test_the_plan_asks_as_little_with_thirty_rows_as_with_three(cast, client):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PLAN).status_code == 200
        return len(asked)

    for number in range(3):
        a.a_document_type(cast.samla, f"slag-{number}")
    client.get(PLAN)
    few = questions()
    for number in range(3, 30):
        a.a_document_type(cast.samla, f"slag-{number}")
    assert questions() == few


def test_the_leader_adds_a_row_on_its_page(cast, sign_in):
    client = sign_in(cast.process_leader)
    typed = {"name": "Rapporter", "retention": "PRESERVED", "is_registered": "on", "note": "Alla rapporter"}

    answer = client.post(f"{PLAN}ny/", typed)

    assert answer["Location"] == PLAN
    made = DocumentType.objects.get(name="Rapporter")
    assert (made.preserved, made.note, made.slug) == (True, "Alla rapporter", "rapporter")


def test_the_page_asks_before_a_new_retention_holds_and_keeps_what_was_typed(cast, sign_in, survey):
    client = sign_in(cast.process_leader)
    longer = posted(survey, disposed_after_years=7, note="Efter ny prövning")

    asked = client.post(edit_url(survey), longer)

    assert asked.status_code == 422
    assert a.missing_from(asked, ["i stället för som nu: gallras efter 5 år", "Efter ny prövning"]) == []
    assert 'name="confirmed"' in asked.text
    survey.refresh_from_db()
    assert survey.disposed_after_years == 5

    assert client.post(edit_url(survey), {**longer, "confirmed": "on"}).status_code == 302
    survey.refresh_from_db()
    assert (survey.disposed_after_years, survey.note) == (7, "Efter ny prövning")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"retention": "YEARS", "disposed_after_years": ""}, "Ange efter hur många år"),
        ({"retention": "PRESERVED", "disposed_after_years": "3"}, "eller lämna antalet tomt"),
        ({"name": ""}, "Handlingsslag"),
        ({"note": "Gäller 19121212-1212"}, "personnummer"),
        ({"disposed_after_years": "-1"}, "Antal år"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(cast, sign_in, survey, changes, sentence):
    answer = sign_in(cast.process_leader).post(edit_url(survey), posted(survey, **changes))
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_stale_form_is_answered_with_both_texts(cast, sign_in, notes):
    form = posted(notes, name="Mitt namn på slaget")
    revise(cast, notes, name="Kollegans namn")

    answer = sign_in(cast.process_leader).post(edit_url(notes), form)

    assert answer.status_code == 409
    assert a.missing_from(answer, ["Mitt namn på slaget", "Kollegans namn"]) == []


def test_others_are_refused_with_the_rules_own_sentence(cast, sign_in, notes):
    client = sign_in(cast.representative)
    for address in (f"{PLAN}ny/", edit_url(notes)):
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 403
            assert "sköts av processledaren" in answer.text


def test_a_row_of_another_collaboration_cannot_be_reached(cast, sign_in):
    theirs = a.a_document_type(cast.other, "grannens")
    assert sign_in(cast.process_leader).get(edit_url(theirs)).status_code == 404


def test_the_history_of_a_row_is_read_from_its_page(cast, sign_in, notes):
    revise(cast, notes, name="Protokoll")
    client = sign_in(cast.process_leader)
    page = client.get(edit_url(notes))
    address = reverse("history:thing", args=["handlingsslag", notes.pk])
    assert address in page.text
    assert "Protokoll" in client.get(address).text


def test_the_year_is_counted_from_its_end(cast, survey):
    organisation = cast.parties[1]
    document = a.an_old_document(cast.au, cast.process_leader, survey, organisation, years_ago=1)
    model, year = type(document), clock.today().year - 1

    for last, is_due in ((f"{year + 5}-12-31", False), (f"{year + 6}-01-01", True)):
        with time_machine.travel(f"{last} 12:00:00+01:00", tick=False):
            assert model.objects.due_for_disposal(clock.today()).exists() is is_due
