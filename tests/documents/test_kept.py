"""No hard delete: nobody and nothing deletes a finalised document, not even in raw SQL as the application's role (L10)."""

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.urls import get_resolver

from documents.actions import remove_unneeded_bytes
from documents.models import Document, DocumentType, DocumentVersion, RecordEntry
from tests import builders as a

KEPT = "a finalised document is kept|permission denied|violates foreign key|Cannot delete rows"


@pytest.fixture
def document(cast):
    survey = a.a_disposable_type(cast.samla)
    return a.an_old_document(cast.au, cast.process_leader, survey, cast.parties[1])


def test_nothing_is_deleted_by_the_orm(document):
    for delete in (document.delete, Document.objects.filter(pk=document.pk).delete, Document.objects.all().delete):
        with pytest.raises((ProtectedError, DatabaseError)), transaction.atomic():
            delete()
    with pytest.raises(DatabaseError, match=KEPT), transaction.atomic():
        Document.objects.all()._raw_delete("default")
    assert Document.objects.filter(pk=document.pk).exists()


@pytest.mark.parametrize("what", ["body", "collaboration", "document_type", "author", "finalised_by"])
def test_nothing_is_deleted_by_what_it_belongs_to(document, what):
    with pytest.raises(ProtectedError), transaction.atomic():
        getattr(document, what).delete()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM documents_document",
        "DELETE FROM documents_recordentry",
        "DELETE FROM documents_documentversion",
        "DELETE FROM documents_documentevent",
        "DELETE FROM documents_blob",
        "DELETE FROM documents_documenttype",
        "DELETE FROM groups_body",
        "DELETE FROM groups_carecollaboration",
        "TRUNCATE documents_document CASCADE",
        "UPDATE documents_document SET finalised_at = NULL, finalised_by_id = NULL, number = NULL, state = 'DRAFT'",
        "UPDATE documents_documentversion SET blob_id = NULL",
        "DROP TABLE documents_document",
        "ALTER TABLE documents_document DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
    ],
)
def test_nothing_is_deleted_in_raw_sql_by_the_applications_role(document, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{statement}; SET CONSTRAINTS ALL IMMEDIATE")
    assert Document.objects.filter(pk=document.pk, finalised_at__isnull=False).exists()
    assert RecordEntry.objects.filter(document=document).exists()
    assert DocumentVersion.objects.filter(document=document).exists()


def test_the_last_draft_of_a_shared_document_is_kept_too_while_it_has_a_version(cast):
    draft = a.a_document(cast.nosam, cast.author)
    with pytest.raises((ProtectedError, DatabaseError)), transaction.atomic():
        draft.delete()


def test_the_sweep_never_takes_bytes_that_a_document_has(document):
    assert remove_unneeded_bytes() == 0
    assert default_storage.exists(document.versions.get().blob.storage_name)


def test_there_is_no_admin_and_no_address_that_deletes_a_document():
    assert not apps.is_installed("django.contrib.admin")
    assert "admin" not in {str(pattern.pattern).strip("/") for pattern in get_resolver().url_patterns}


def test_a_type_in_use_is_never_deleted(document):
    with pytest.raises(ProtectedError), transaction.atomic():
        DocumentType.objects.filter(pk=document.document_type_id).delete()
