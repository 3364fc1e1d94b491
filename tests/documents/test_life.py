"""The life of a document: each step by a named person, for a reason where one is asked, and what it refuses."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from documents import actions
from documents.actions import UnseenWarningsError
from documents.models import Blob, Document, PublicationCheck, RecordEntry, TakenStep
from documents.workflow import PUBLICATION_POINTS, DocumentState, DocumentVerb, FileWarning
from groups.actions import StaleError
from tests import builders as a

V = DocumentVerb


@pytest.fixture
def au(cast):
    a.an_authority(cast.au)
    return cast.au


def a_registered(cast, au, **facts):
    return a.a_document_in(au, cast.process_leader, DocumentState.FINALISED, cast.process_leader, **facts)


def entry_of(document):
    return RecordEntry.objects.get(document=document)


def test_every_step_is_kept_with_who_when_and_why(cast, au):
    document = a.a_document_in(au, cast.au_member, DocumentState.PUBLISHED, cast.process_leader)
    actions.take(document, V.UNPUBLISH, by=cast.process_leader, reason="Fel version.")

    steps = TakenStep.objects.filter(document=document)
    assert [(step.verb, step.state_before, step.state_after, step.by_name, step.reason) for step in steps] == [
        ("FINALISE", "DRAFT", "FINALISED", "Anders Ledamot", ""),
        ("PUBLISH", "FINALISED", "PUBLISHED", "Petra Processledare", ""),
        ("UNPUBLISH", "PUBLISHED", "FINALISED", "Petra Processledare", "Fel version."),
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        steps.update(reason="Något annat.")


def test_unpublishing_asks_why_and_takes_the_document_off_the_web(cast, au):
    document = a.a_document_in(au, cast.process_leader, DocumentState.PUBLISHED, cast.process_leader)
    with pytest.raises(ValidationError, match="Skriv varför"):
        actions.take(document, V.UNPUBLISH, by=cast.process_leader, reason=" ")

    actions.take(document, V.UNPUBLISH, by=cast.process_leader, reason="Fel version.")

    assert not entry_of(document).is_published
    document.refresh_from_db()
    assert (document.state, document.published_at) == (DocumentState.FINALISED, None)


@pytest.mark.parametrize("point", PUBLICATION_POINTS)
def test_nothing_is_published_while_a_point_is_not_ticked(cast, au, point):
    document = a_registered(cast, au)

    with pytest.raises(ValidationError, match="Kryssa för punkten"):
        a.a_check(document, cast.process_leader, **{point: False})
    with pytest.raises(ValidationError, match="inte kontrollerad inför publiceringen"):
        actions.take(document, V.PUBLISH, by=cast.process_leader)

    assert not PublicationCheck.objects.exists()


@pytest.mark.parametrize(("name", "value"), [("responsible", " "), ("accessibility", "UNKNOWN")])
def test_the_check_names_somebody_and_says_what_it_found(cast, au, name, value):
    with pytest.raises(ValidationError):
        a.a_check(a_registered(cast, au), cast.process_leader, **{name: value})


def test_the_database_too_refuses_a_check_with_a_point_missing(cast, au):
    document = a_registered(cast, au)
    check = a.a_check(document, cast.process_leader)
    check.pk, check.secrecy_reviewed = None, False
    with pytest.raises(DatabaseError), transaction.atomic():
        check.save(force_insert=True)


def test_a_check_is_kept_with_its_points_and_holds_only_for_the_document_as_it_was(cast, au):
    document = a_registered(cast, au)
    check = a.a_check(document, cast.process_leader)
    assert (check.by_name, check.file_version) == ("Petra Processledare", document.versions.get())

    a.marked_secret(document, cast.process_leader)
    actions.unmark_secret(document, reason="Upphandlingen är avslutad.", by=cast.process_leader)

    with pytest.raises(ValidationError, match="inte kontrollerad"):
        actions.take(document, V.PUBLISH, by=cast.process_leader)


def test_a_secrecy_marking_has_provision_authority_day_and_reason_and_hides_the_line_at_once(cast, au):
    document = a_registered(cast, au)

    a.marked_secret(document, cast.process_leader)

    document.refresh_from_db()
    assert (document.secrecy_provision, document.secrecy_authority) == ("OSL 19 kap. 3 §", "Nämnden")
    assert entry_of(document).is_secret
    assert TakenStep.objects.get(document=document, verb=V.MARK_SECRET).reason == "Upphandling."

    actions.unmark_secret(document, reason="Upphandlingen är avslutad.", by=cast.process_leader)
    assert not entry_of(document).is_secret


@pytest.mark.parametrize("name", ["provision", "authority", "reason"])
def test_a_marking_without_all_its_facts_is_refused(cast, au, name):
    document = a_registered(cast, au)
    with pytest.raises(ValidationError):
        a.marked_secret(document, cast.process_leader, **{name: " "})
    with pytest.raises(ValidationError, match="inte varit än"):
        a.marked_secret(document, cast.process_leader, on=a.days(1))
    assert not entry_of(document).is_secret


def test_what_is_published_is_unpublished_before_it_is_marked_secret(cast, au):
    document = a.a_document_in(au, cast.process_leader, DocumentState.PUBLISHED, cast.process_leader)
    with pytest.raises(PermissionDenied, match="Avpublicera den först"):
        a.marked_secret(document, cast.process_leader)
    document = a_registered(cast, au)
    a.marked_secret(document, cast.process_leader)
    with pytest.raises(PermissionDenied, match="sekretessmarkering publiceras inte"):
        a.a_check(document, cast.process_leader)


def test_a_draft_that_is_marked_secret_comes_into_the_register_as_secret(cast, au):
    document = a.a_document(au, cast.process_leader)
    a.marked_secret(document, cast.process_leader)
    assert actions.finalise(document, by=cast.process_leader).is_secret


def test_only_registrar_and_leader_take_a_marking_away(cast, au):
    document = a_registered(cast, au)
    a.marked_secret(document, cast.sg_chair)  # who presides over AU
    with pytest.raises(PermissionDenied, match="processledaren eller gruppens registrator"):
        actions.unmark_secret(document, reason="Fel.", by=cast.sg_chair)
    actions.unmark_secret(document, reason="Fel.", by=a.a_registrar(au))


def test_warnings_about_the_file_must_be_acknowledged(cast, au):
    document = a.a_document(au, cast.process_leader)
    Blob.objects.update(has_identity_numbers=True, has_active_content=True)

    with pytest.raises(UnseenWarningsError, match="personnummer") as refused:
        actions.finalise(document, by=cast.process_leader)
    assert set(refused.value.warnings) == {FileWarning.IDENTITY_NUMBERS, FileWarning.ACTIVE_CONTENT}
    with pytest.raises(UnseenWarningsError, match="virus"):
        actions.finalise(
            document,
            by=cast.process_leader,
            acknowledged={FileWarning.IDENTITY_NUMBERS, FileWarning.ACTIVE_CONTENT},
        )

    assert actions.finalise(document, by=cast.process_leader, acknowledged=set(FileWarning))


def test_a_file_with_a_virus_is_never_finalised(cast, au):
    document = a.a_document(au, cast.process_leader)
    Blob.objects.update(scan_state="INFECTED", scan_finding="Eicar", scanned_at=document.created_at)
    with pytest.raises(ValidationError, match="virus har hittats"):
        actions.finalise(document, by=cast.process_leader, acknowledged=set(FileWarning))


def test_public_and_protected_words_are_kept_apart(cast, au):
    entry = actions.finalise(
        a.a_document(au, cast.process_leader),
        by=cast.process_leader,
        direction="RECEIVED",
        counterparty_protected="Kajsa Klagande",
        subject_public="Synpunkter på bemötande",
        subject_protected="Synpunkter från Kajsa",
    )
    assert (entry.counterparty_public, entry.counterparty_protected) == ("", "Kajsa Klagande")
    assert (entry.subject_public, entry.subject_protected) == ("Synpunkter på bemötande", "Synpunkter från Kajsa")
    with pytest.raises(ValidationError, match="rubriken får inte avslöja"):
        actions.finalise(a.a_document(au, cast.process_leader), by=cast.process_leader, subject_protected="Kajsa")


@pytest.mark.parametrize("direction", ["RECEIVED", "DISPATCHED"])
def test_what_travels_says_with_whom(cast, au, direction):
    document = a.a_document(au, cast.process_leader)
    with pytest.raises(ValidationError, match="från vem handlingen kom"):
        actions.finalise(document, by=cast.process_leader, direction=direction)
    assert Document.objects.get(pk=document.pk).state == DocumentState.DRAFT


def test_nothing_is_dated_in_the_future(cast, au):
    with pytest.raises(ValidationError, match="inte varit än"):
        actions.finalise(a.a_document(au, cast.process_leader), by=cast.process_leader, drawn_up_on=a.days(1))


def test_two_who_take_a_step_at_once_do_not_both_succeed(cast, au):
    document = a.a_document(au, cast.process_leader)
    actions.take(document, V.SHARE, by=cast.process_leader, version=1)
    for late in (
        lambda: actions.take(document, V.WITHDRAW, by=cast.process_leader, version=1),
        lambda: actions.finalise(document, by=cast.process_leader, version=1),
    ):
        with pytest.raises(StaleError):
            late()


def test_what_comes_in_is_registered_at_once_or_not_at_all(cast, au):
    given = {
        "document_type": a.a_document_type(cast.samla),
        "title": "Fråga om vårdplanering",
        "direction": "RECEIVED",
        "by": cast.au_member,
    }
    with pytest.raises(ValidationError):
        actions.register(au, a.a_file(), "brev.pdf", **given)
    assert not Document.objects.exists()

    entry = actions.register(au, a.a_file(), "brev.pdf", counterparty="En vårdcentral", **given)

    assert (entry.direction, entry.document.state) == ("RECEIVED", DocumentState.FINALISED)


def test_a_line_is_corrected_by_registrar_and_leader_only_and_the_old_words_are_kept(cast, au):
    entry = entry_of(a_registered(cast, au))
    with pytest.raises(PermissionDenied, match="sköts av processledaren och gruppens registrator"):
        actions.correct_entry(entry, {"subject_public": "Annat"}, version=1, by=cast.au_member)

    actions.correct_entry(
        entry, {"subject_public": "Rättat", "external_number": "N 7"}, version=1, by=a.a_registrar(au)
    )

    entry.refresh_from_db()
    assert (entry.subject_public, entry.version, entry.document.external_number) == ("Rättat", 2, "N 7")
    events = RecordEntry.pgh_event_model.objects.filter(pgh_obj_id=entry.pk).values_list("subject_public", flat=True)
    assert set(events) == {"Underlag om utskrivning", "Rättat"}
    with pytest.raises(StaleError):
        actions.correct_entry(entry, {"subject_public": "För sent"}, version=1, by=cast.process_leader)
    with pytest.raises(ValidationError):
        actions.correct_entry(entry, {"subject_public": ""}, version=2, by=cast.process_leader)


def test_the_authority_of_a_year_is_named_by_the_leader_and_stands_once_documents_are_there(cast):
    first, other = (a.an_organisation(cast.samla, slug) for slug in ("forsta", "andra"))
    given = {"organisation": first, "contact": "registrator@example.org"}
    year = a.days(0).year
    with pytest.raises(PermissionDenied, match="processledaren"):
        actions.name_authority(cast.au, year, version=0, by=cast.sg_chair, **given)
    named = actions.name_authority(cast.au, year, version=0, by=cast.process_leader, **given)
    a_registered(cast, cast.au)

    with pytest.raises(ValidationError, match="redan registrerade"):
        actions.name_authority(
            cast.au, year, organisation=other, contact="x", version=named.version, by=cast.process_leader
        )
    changed = actions.name_authority(
        cast.au, year, organisation=first, contact="ny@example.org", version=named.version, by=cast.process_leader
    )
    assert (changed.contact, changed.version) == ("ny@example.org", 2)
    with pytest.raises(StaleError):
        actions.name_authority(cast.au, year, version=1, by=cast.process_leader, **given)


def test_last_years_authorities_are_copied_where_none_is_named_and_both_still_exist(cast):
    year = a.days(0).year
    kept, ended = a.an_organisation(cast.samla, "kvar"), a.an_organisation(cast.samla, "upphord", ended_on=a.days(-1))
    a.an_authority(cast.au, kept, year - 1)
    a.an_authority(cast.sg, kept, year - 1)
    a.an_authority(cast.sg, kept, year, contact="eget@example.org")
    a.an_authority(cast.nosam, ended, year - 1)

    assert actions.copy_authorities(cast.samla, year, by=cast.process_leader) == 1

    named = cast.au.registering_authorities.get(year=year)
    assert named.organisation == kept
    assert cast.sg.registering_authorities.get(year=year).contact == "eget@example.org"
    assert not cast.nosam.registering_authorities.filter(year=year).exists()
