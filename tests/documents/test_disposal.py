"""Disposal: only by decision, only what is due, and the log of it stays (L10)."""

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from cases.models import CaseDocument
from cases.workflow import State, Verb
from documents import views
from documents.actions import add_version, candidates, discard, dispose, take
from documents.models import Blob, DisposalRun, DisposedDocument, Document, PublicEntry
from documents.workflow import DocumentState, DocumentVerb
from groups import actions as group_actions
from groups.powers import Power
from samla import clock
from tests import builders as a
from tests.background import waiting_jobs, work_off_queue

DUE = "/dokumenthanteringsplan/gallra/"
LOG = "/dokumenthanteringsplan/gallringar/"


@pytest.fixture
def survey(cast):
    return a.a_disposable_type(cast.samla, name="Enkätsvar")


@pytest.fixture
def kommunen(cast):
    return cast.parties[1]


@pytest.fixture
def old(cast, survey, kommunen):
    """A document that is due."""
    return a.an_old_document(cast.au, cast.process_leader, survey, kommunen)


def name_of(document):
    return document.versions.get().blob.storage_name


def list_url(survey, organisation):
    return f"{DUE}{survey.slug}/{organisation.slug}/"


def typed(*documents, **changes):
    decision = a.an_application()
    return {
        "documents": [document.pk for document in documents],
        "application_body": decision.body,
        "application_on": decision.on.isoformat(),
        "application_number": decision.number,
        "confirmed": "on",
        **changes,
    }


# What is due


def test_only_finalised_documents_of_a_type_that_is_disposed_of_and_old_enough_are_due(cast, survey, kommunen, old):
    preserved = a.a_document_type(cast.samla, "beslut")
    a.an_old_document(cast.au, cast.process_leader, preserved, kommunen)
    a.an_old_document(cast.au, cast.process_leader, survey, kommunen, years_ago=2)
    a.a_document(cast.au, cast.process_leader)

    assert [one.document for one in candidates(survey, kommunen)] == [old]
    assert candidates(preserved, kommunen) == []
    assert list(Document.objects.due_for_disposal(clock.today())) == [old]


def test_each_authority_has_its_own_list(cast, survey, kommunen, old):
    theirs = a.an_old_document(cast.sg, cast.process_leader, survey, cast.parties[0])
    assert [one.document for one in candidates(survey, kommunen)] == [old]
    assert [one.document for one in candidates(survey, cast.parties[0])] == [theirs]


def test_a_document_of_a_case_that_goes_on_is_held(cast, survey, kommunen, old):
    case = a.a_case(cast, State.IN_PREPARATION)
    CaseDocument.objects.create(case=case, document=old)

    assert [one.veto for one in candidates(survey, kommunen)] == [f"Ärendet {case.number} pågår."]
    with pytest.raises(ValidationError, match=r"kan inte gallras nu\. Ärendet"):
        a.a_disposal(survey, kommunen, [old], cast.process_leader)

    a.take(case, Verb.CLOSE, cast.au_member, note="Klart.")

    assert [one.veto for one in candidates(survey, kommunen)] == [""]
    a.a_disposal(survey, kommunen, [old], cast.process_leader)


def test_what_is_disposed_of_when_it_is_no_longer_needed_is_judged_by_somebody(cast, kommunen):
    obsolete = a.a_disposable_type(cast.samla, "kladd", years=None)
    new = a.an_old_document(cast.au, cast.process_leader, obsolete, kommunen, years_ago=0)

    assert not Document.objects.due_for_disposal(clock.today()).exists()
    assert [one.document for one in candidates(obsolete, kommunen)] == [new]
    run = a.a_disposal(obsolete, kommunen, [new], cast.process_leader)
    assert run.confirmation.startswith("Jag har bedömt")


# Doing it


def test_a_disposal_takes_the_file_and_leaves_the_line_and_the_log(cast, survey, kommunen, old):
    a.a_published(old, cast.process_leader)
    name, blob = name_of(old), old.versions.get().blob

    run = a.a_disposal(survey, kommunen, [old], cast.process_leader)

    assert default_storage.exists(name)  # nothing is destroyed before the commit
    assert "documents.tasks.remove_unneeded_bytes" in waiting_jobs()
    work_off_queue()
    assert not default_storage.exists(name)
    old.refresh_from_db()
    blob.refresh_from_db()
    assert (old.state, old.disposed_by, old.published_at) == (DocumentState.DISPOSED, cast.process_leader, None)
    assert blob.disposed_at is not None
    entry = PublicEntry.objects.get(document_id=old.pk)
    assert (entry.is_published, entry.disposed_on) == (False, clock.today())
    assert run.decision_text == "Arkivnämnden 2020-05-14, dnr ARK 2020-17"
    assert run.application_text == f"Kommunstyrelsen {a.days(-10)}, dnr KS 2026-9"
    gone = run.documents.get()
    assert (gone.designation, gone.subject) == (old.number, old.title)
    assert (gone.sha256, gone.size, gone.files) == (blob.sha256, blob.size, 1)
    assert old.versions.count() == 1


def test_bytes_that_another_document_has_stay(cast, survey, kommunen):
    first, second = (
        a.an_old_document(cast.au, cast.process_leader, survey, kommunen, content=a.PDF + b"samma") for _ in range(2)
    )
    a.a_disposal(survey, kommunen, [first], cast.process_leader)
    work_off_queue()
    assert default_storage.exists(name_of(second))

    a.a_disposal(survey, kommunen, [second], cast.process_leader)
    work_off_queue()
    assert not default_storage.exists(name_of(second))


def test_the_same_bytes_may_come_again_afterwards(cast, survey, kommunen):
    content = a.PDF + b"igen"
    old = a.an_old_document(cast.au, cast.process_leader, survey, kommunen, content=content)
    a.a_disposal(survey, kommunen, [old], cast.process_leader)
    work_off_queue()

    new = a.a_document(cast.au, cast.process_leader, content=content)

    assert default_storage.exists(name_of(new))
    assert Blob.objects.get(sha256=new.versions.get().blob.sha256).disposed_at is None


def test_only_the_process_leader_disposes(cast, survey, kommunen, old):
    group_actions.grant(
        Power.REGISTER, cast.au, cast.reader, starts_on=a.days(0), ends_on=a.days(9), reason="Registrator", by=None
    )
    for person in (cast.sg_chair, cast.reader, cast.outsider):
        with pytest.raises(PermissionDenied, match="Gallring genomförs av processledaren"):
            a.a_disposal(survey, kommunen, [old], person)
    with pytest.raises(PermissionDenied, match="i dokumenthanteringsplanen, efter beslut"):
        take(old, DocumentVerb.DISPOSE, by=cast.process_leader)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"body": ""}, "utan myndighetens tillämpningsbeslut"),
        ({"number": ""}, "utan myndighetens tillämpningsbeslut"),
        ({"on": a.days(1)}, "Beslutet är inte fattat än"),
    ],
)
def test_without_the_authoritys_decision_nothing_goes(cast, survey, kommunen, old, wrong, sentence):
    with pytest.raises(ValidationError, match=sentence):
        dispose(
            survey,
            kommunen,
            [old.pk],
            application=a.an_application(**wrong),
            confirmed=True,
            by=cast.process_leader,
        )
    old.refresh_from_db()
    assert old.state == DocumentState.FINALISED


def test_without_confirmation_or_documents_nothing_goes(cast, survey, kommunen, old):
    given = {"application": a.an_application(), "by": cast.process_leader}
    with pytest.raises(ValidationError, match="Bekräfta"):
        dispose(survey, kommunen, [old.pk], confirmed=False, **given)
    with pytest.raises(ValidationError, match="Välj minst en"):
        dispose(survey, kommunen, [], confirmed=True, **given)


def test_what_is_no_longer_on_the_list_stops_the_whole_run(cast, survey, kommunen, old):
    young = a.an_old_document(cast.au, cast.process_leader, survey, kommunen, years_ago=1)
    with pytest.raises(ValidationError, match="Listan har ändrats"):
        a.a_disposal(survey, kommunen, [old, young], cast.process_leader)
    assert not DisposalRun.objects.exists()


# What the database itself says


@pytest.mark.parametrize("missing", ["decision_body", "decision_number", "application_body", "application_number"])
def test_the_database_refuses_a_run_without_its_decisions(cast, survey, kommunen, old, missing):
    run = a.a_disposal(survey, kommunen, [old], cast.process_leader)
    run.pk, run._state.adding = None, True
    setattr(run, missing, "")
    with pytest.raises(IntegrityError, match="disposal_run_by"), transaction.atomic():
        run.save()


def test_the_database_refuses_to_call_a_document_disposed_of_without_a_run(cast, old):
    stamps = {"disposed_by": cast.process_leader, "disposed_at": clock.now()}
    with pytest.raises(DatabaseError, match="by a disposal run"), transaction.atomic():
        Document.objects.filter(pk=old.pk).update(state=DocumentState.DISPOSED, **stamps)


def test_what_is_disposed_of_does_not_come_back(cast, survey, kommunen, old):
    a.a_disposal(survey, kommunen, [old], cast.process_leader)
    with pytest.raises(DatabaseError, match="does not come back"), transaction.atomic():
        Document.objects.filter(pk=old.pk).update(state=DocumentState.FINALISED, disposed_by=None, disposed_at=None)


def test_bytes_that_a_document_has_are_never_marked_as_gone(old):
    with pytest.raises(DatabaseError, match="still has these bytes"), transaction.atomic():
        Blob.objects.update(disposed_at=clock.now())


def test_no_version_can_point_at_bytes_that_are_gone(cast, survey, kommunen, old):
    blob = old.versions.get().blob
    a.a_disposal(survey, kommunen, [old], cast.process_leader)
    work_off_queue()
    draft = a.a_document(cast.au, cast.process_leader)
    with pytest.raises(DatabaseError, match="are gone"), transaction.atomic():
        draft.versions.create(number=2, blob=blob, filename="svar.pdf", by=cast.author, by_name="Någon")


@pytest.mark.parametrize("model", [DisposalRun, DisposedDocument])
def test_the_log_is_only_added_to(cast, survey, kommunen, old, model):
    a.a_disposal(survey, kommunen, [old], cast.process_leader)
    for change in (lambda: model.objects.update(at=clock.now()), lambda: model.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            change()


# Drafts


def test_a_draft_that_was_never_shared_is_thrown_away_by_its_author(cast):
    draft = a.a_document(cast.nosam, cast.author)
    name = name_of(draft)
    with pytest.raises(PermissionDenied, match="kastas av den som skapade det"):
        discard(draft, by=cast.process_leader)

    discard(draft, by=cast.author)
    work_off_queue()

    draft.refresh_from_db()
    assert (draft.state, draft.discarded_by) == (DocumentState.DISCARDED, cast.author)
    assert not default_storage.exists(name)
    for person in (cast.author, cast.process_leader, cast.local_chair):
        assert draft not in Document.objects.visible_to(person)
    with pytest.raises(PermissionDenied, match="kan inte ändras"):
        add_version(draft, io.BytesIO(a.PDF), "ny.pdf", by=cast.author)


def test_a_draft_that_has_been_shared_is_kept(cast):
    draft = a.a_document(cast.nosam, cast.author)
    take(draft, DocumentVerb.SHARE, by=cast.author)
    draft = take(draft, DocumentVerb.WITHDRAW, by=cast.author)

    with pytest.raises(PermissionDenied, match="har varit delat"):
        discard(draft, by=cast.author)
    with pytest.raises(IntegrityError, match="document_discarded_iff_state"), transaction.atomic():
        Document.objects.filter(pk=draft.pk).update(
            state=DocumentState.DISCARDED, discarded_by=cast.author, discarded_at=clock.now()
        )


# The pages


def test_the_leader_reads_the_list_gives_the_decision_and_disposes(cast, sign_in, survey, kommunen, old):
    client = sign_in(cast.process_leader)
    due = client.get(DUE)
    assert a.missing_from(due, ["Enkätsvar", kommunen.name, "1 handling", list_url(survey, kommunen)]) == []
    page = client.get(list_url(survey, kommunen))
    assert a.missing_from(page, [old.number, old.title, "gallras efter 2 år"]) == []

    answer = client.post(list_url(survey, kommunen), typed(old), follow=True)

    run = DisposalRun.objects.get()
    assert answer.redirect_chain == [(f"{LOG}{run.pk}/", 302)]
    texts = [old.number, run.documents.get().sha256, "KS 2026-9", "ARK 2020-17", "1 handling är gallrad."]
    assert a.missing_from(answer, texts) == []
    assert a.missing_from(client.get(LOG), ["Enkätsvar", "KS 2026-9"]) == []


def test_a_disposal_asks_who_it_is_and_carries_the_form(cast, client, survey, kommunen, old):
    client.force_login(cast.process_leader)
    answer = client.post(list_url(survey, kommunen), typed(old))
    assert 'name="application_number" value="KS 2026-9"' in answer.text
    assert not DisposalRun.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"application_number": ""}, "Tillämpningsbeslutets diarienummer"),
        ({"application_on": a.days(2).isoformat()}, "Beslutet är inte fattat än"),
        ({"confirmed": ""}, "Bekräfta att handlingarna ska gallras"),
        ({"documents": []}, "Handlingar som gallras"),
        ({"documents": [0]}, "kan inte längre gallras"),
        ({"documents": ["x"]}, "kan inte längre gallras"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(cast, sign_in, survey, kommunen, old, changes, sentence):
    answer = sign_in(cast.process_leader).post(list_url(survey, kommunen), typed(old, **changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Kommunstyrelsen" in answer.text
    assert not DisposalRun.objects.exists()


def test_what_is_held_stands_apart_with_why(cast, sign_in, survey, kommunen, old):
    CaseDocument.objects.create(case=a.a_case(cast), document=old)
    page = sign_in(cast.process_leader).get(list_url(survey, kommunen))
    assert a.missing_from(page, ["Gallras inte nu", old.number, "pågår."]) == []
    assert 'name="documents"' not in page.text


def test_the_list_for_the_archive_has_a_line_for_every_file(cast, sign_in, survey, kommunen, old):
    run = a.a_disposal(survey, kommunen, [old], cast.process_leader)
    answer = sign_in(cast.process_leader).get(f"{LOG}{run.pk}/lista.csv")
    header, line = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    facts = dict(zip(header, line, strict=True))
    assert facts["Beteckning"] == old.number
    assert facts["SHA-256"] == run.documents.get().sha256
    assert facts["Tillämpningsbeslut"] == run.application_text


def test_the_log_is_read_by_leader_registrar_and_auditor_only(cast, sign_in, survey, kommunen, old):
    run = a.a_disposal(survey, kommunen, [old], cast.process_leader)
    addresses = [LOG, f"{LOG}{run.pk}/", f"{LOG}{run.pk}/lista.csv"]

    def answers(person):
        client = sign_in(person)
        return {client.get(address).status_code for address in addresses}

    assert answers(cast.process_leader) == {200}
    assert answers(cast.representative) == {403}
    assert answers(cast.outsider) == {404}
    for power in (Power.REGISTER, Power.AUDIT):
        person = a.a_person()
        group_actions.grant(
            power, cast.au, person, starts_on=a.days(0), ends_on=a.days(9), reason="Behövs för arkivet", by=None
        )
        assert answers(person) == {200}


def test_a_secret_document_is_named_in_the_public_words_of_the_register(cast, sign_in, survey, kommunen):
    secret = a.an_old_document(
        cast.au,
        cast.process_leader,
        survey,
        kommunen,
        subject_public="Enkätsvar",
        subject_protected="Namnet Hemlig",
        secrecy_provision="OSL 25 kap. 1 §",
        secrecy_on=a.days(-1),
        secrecy_authority="Kommunen",
    )
    client = sign_in(cast.process_leader)
    pages = [client.get(list_url(survey, kommunen))]
    run = a.a_disposal(survey, kommunen, [secret], cast.process_leader)
    pages += [client.get(f"{LOG}{run.pk}/"), client.get(f"{LOG}{run.pk}/lista.csv")]
    for page in pages:
        assert secret.number in page.content.decode()
        assert "Hemlig" not in page.content.decode()
        assert secret.title not in page.content.decode()


def test_the_lists_ask_as_little_with_thirty_documents_as_with_three(cast, sign_in, survey, kommunen):
    client = sign_in(cast.process_leader)

    def questions(address):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    documents = [a.an_old_document(cast.au, cast.process_leader, survey, kommunen) for _ in range(3)]
    few = [questions(DUE), questions(list_url(survey, kommunen))]
    documents += [a.an_old_document(cast.au, cast.process_leader, survey, kommunen) for _ in range(27)]
    assert [questions(DUE), questions(list_url(survey, kommunen))] == few
    run = a.a_disposal(survey, kommunen, documents[:3], cast.process_leader)
    few = questions(f"{LOG}{run.pk}/lista.csv")
    run = a.a_disposal(survey, kommunen, documents[3:], cast.process_leader)
    assert questions(f"{LOG}{run.pk}/lista.csv") == few


def test_mitt_arbete_tells_the_leader_what_is_due_and_nobody_else(cast, sign_in, old):
    title = "1 handling har bevarats så länge som planen säger"
    assert title in sign_in(cast.process_leader).get("/").text
    assert title not in sign_in(cast.sg_chair).get("/").text


def test_a_file_that_is_gone_answers_410_with_the_decision(cast, survey, kommunen, old):
    run = a.a_disposal(survey, kommunen, [old], cast.process_leader)
    old.refresh_from_db()
    assert not old.is_readable
    request = RequestFactory().get("/")
    request.user, request.collaboration, request.htmx = cast.process_leader, cast.samla, False

    answer = views.gone(request, old)

    assert answer.status_code == 410
    assert a.missing_from(answer, [old.number, run.decision_text, run.application_text]) == []
