"""Documents: what the database itself holds of L1-L6, and the few ways to change them."""

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction

from documents.actions import add_version, finalise, store, take
from documents.models import Blob, Document, DocumentVersion, RecordEntry
from documents.workflow import STEPS, DocumentState, DocumentVerb
from samla import clock
from tests import builders as a


@pytest.fixture
def body(cast):
    a.an_authority(cast.au)
    return cast.au


def a_finalised(cast, body, **facts):
    document = a.a_document(body, cast.process_leader)
    finalise(document, by=cast.process_leader, **facts)
    return Document.objects.get(pk=document.pk)


def refused(action):
    with pytest.raises(DatabaseError), transaction.atomic():
        action()


def test_finalising_locks_the_content_and_enters_the_register_at_once(cast, body):
    document = a_finalised(cast, body)

    entry = RecordEntry.objects.get(document=document)
    assert (document.state, document.finalised_by) == (DocumentState.FINALISED, cast.process_leader)
    assert document.finalised_at is not None
    year = clock.today().year
    assert document.number == entry.designation == f"SAMLA H {year}-0001"
    assert (entry.dated_on, entry.subject_public) == (clock.today(), document.title)
    with pytest.raises(PermissionDenied, match="upprättat och kan inte ändras"):
        add_version(document, io.BytesIO(a.PDF + b"2"), "ny.pdf", by=cast.process_leader)


def test_the_database_itself_keeps_what_is_finalised(cast, body):
    document = a_finalised(cast, body)
    version = document.versions.get()

    refused(lambda: Document.objects.filter(pk=document.pk).update(title="En annan rubrik"))
    refused(lambda: Document.objects.filter(pk=document.pk).update(state=DocumentState.DRAFT))
    refused(lambda: Document.objects.filter(pk=document.pk).delete())
    refused(lambda: RecordEntry.objects.all().delete())
    refused(lambda: DocumentVersion.objects.filter(pk=version.pk).update(filename="annan.pdf"))
    refused(
        lambda: DocumentVersion.objects.create(
            document=document, number=2, blob=version.blob, filename="ny.pdf", by=cast.author, by_name="Någon"
        )
    )


def test_saving_never_changes_the_state(cast, body):
    document = a.a_document(body, cast.process_leader)
    document.title = "En bättre rubrik"
    document.save()
    document.refresh_from_db()
    assert document.state == DocumentState.DRAFT


def test_without_a_registering_authority_nothing_is_finalised(cast):
    document = a.a_document(cast.au, cast.process_leader)
    with pytest.raises(ValidationError, match="Det finns ingen registrerande myndighet"):
        finalise(document, by=cast.process_leader)
    document.refresh_from_db()
    assert document.state == DocumentState.DRAFT
    assert not RecordEntry.objects.exists()


def test_without_a_file_nothing_is_finalised(cast, body):
    document = a.a_document(body, cast.process_leader, content=b"")
    with pytest.raises(ValidationError, match="ingen fil"):
        finalise(document, by=cast.process_leader)


def test_the_same_bytes_twice_are_one_file(cast, body):
    first = store(io.BytesIO(a.PDF), "ett.pdf")
    again = store(io.BytesIO(a.PDF), "två.pdf")
    assert first == again
    assert Blob.objects.count() == 1
    with default_storage.open(first.storage_name) as file:
        assert file.read() == a.PDF


def test_a_step_is_taken_only_from_its_states(cast, body):
    document = a.a_document(body, cast.process_leader)
    take(document, DocumentVerb.SHARE, by=cast.process_leader)
    take(document, DocumentVerb.WITHDRAW, by=cast.process_leader)
    with pytest.raises(PermissionDenied, match="redan i läget"):
        take(document, DocumentVerb.UNPUBLISH, by=cast.process_leader)


def test_every_step_has_its_own_word_in_addresses():
    assert set(STEPS) == set(DocumentVerb)
    assert len({step.slug for step in STEPS.values()}) == len(STEPS)
