"""Disposal when others work at the same time, and when the worker dies in the middle; everything is committed."""

import io
import os
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection, transaction

from documents.actions import remove_unneeded_bytes, store
from documents.models import Blob, DisposalRun, DisposedDocument, Document
from documents.workflow import DocumentState
from tests import builders as a
from tests.cast import build
from tests.together import LONG, again, at_once

KILLED = 137

# Dies as if the machine did, before or after the bytes are destroyed, and before the mark is committed.
DYING = """
import os, sys
import django
django.setup()
from documents.actions import remove_unneeded_bytes
from samla.storage import WholeFileStorage

delete = WholeFileStorage.delete

def die(storage, name):
    if sys.argv[1] == "after":
        delete(storage, name)
    os._exit(137)

WholeFileStorage.delete = die
remove_unneeded_bytes()
"""


@pytest.fixture
def cast(cloned_database):
    return build()


@pytest.fixture
def survey(cast):
    return a.a_disposable_type(cast.samla)


def an_old(cast, survey, **facts):
    return a.an_old_document(cast.au, cast.process_leader, survey, cast.parties[1], **facts)


def test_of_two_disposals_at_once_one_takes_the_documents_and_the_other_is_told(cast, survey):
    documents = [an_old(cast, survey) for _ in range(3)]

    answers = at_once(
        *[lambda: a.a_disposal(survey, cast.parties[1], documents, again(cast.process_leader)) for _ in range(2)]
    )

    refusals = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert [refusal.messages for refusal in refusals] == [
        ["Listan har ändrats sedan du öppnade den. Ingenting är gallrat; läs listan igen."]
    ]
    assert DisposalRun.objects.count() == 1
    assert DisposedDocument.objects.count() == 3


def test_an_upload_of_the_same_bytes_that_was_first_keeps_them(cast, survey):
    content = a.PDF + b"samtidigt"
    old = an_old(cast, survey, content=content)
    draft = a.a_document(cast.au, cast.process_leader, content=b"")
    a.a_disposal(survey, cast.parties[1], [old], cast.process_leader)
    held, done = threading.Event(), []

    def destroy():
        held.wait(LONG)
        try:
            done.append(remove_unneeded_bytes())
        finally:
            connection.close()

    thread = threading.Thread(target=destroy)
    thread.start()
    with transaction.atomic():
        blob = store(io.BytesIO(content), "samma.pdf")
        held.set()
        time.sleep(0.3)
        assert done == []  # it waits for the upload
        draft.versions.create(number=1, blob=blob, filename="samma.pdf", by=cast.author, by_name="Någon")
    thread.join(LONG)

    assert done == [0]
    assert default_storage.exists(blob.storage_name)


def test_an_upload_of_the_same_bytes_that_came_later_writes_them_anew(cast, survey):
    content = a.PDF + b"efter"
    old = an_old(cast, survey, content=content)
    a.a_disposal(survey, cast.parties[1], [old], cast.process_leader)

    at_once(remove_unneeded_bytes, lambda: a.a_document(cast.au, again(cast.process_leader), content=content))

    blob = old.versions.get().blob
    assert blob.disposed_at is None
    assert default_storage.exists(blob.storage_name)
    assert remove_unneeded_bytes() == 0


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_a_dead_worker_left_is_destroyed_by_the_next(cast, cloned_database, survey, when):
    old = an_old(cast, survey)
    a.a_disposal(survey, cast.parties[1], [old], cast.process_leader)
    blob = old.versions.get().blob

    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    died = subprocess.run(
        [sys.executable, "-c", DYING, when],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": f"{address}/{cloned_database}",
            "DJANGO_SETTINGS_MODULE": "samla.settings",
        },
        check=False,
        timeout=LONG * 3,
    )

    assert died.returncode == KILLED
    old.refresh_from_db()
    blob.refresh_from_db()
    assert (old.state, blob.disposed_at) == (DocumentState.DISPOSED, None)
    assert default_storage.exists(blob.storage_name) is (when == "before")

    assert remove_unneeded_bytes() == 1

    blob.refresh_from_db()
    assert blob.disposed_at is not None
    assert not default_storage.exists(blob.storage_name)
    assert (remove_unneeded_bytes(), Blob.objects.unneeded().count()) == (0, 0)


def test_a_disposal_that_fails_leaves_everything(cast, survey):
    old = an_old(cast, survey)
    name = old.versions.get().blob.storage_name
    with transaction.atomic():
        a.a_disposal(survey, cast.parties[1], [old], cast.process_leader)
        transaction.set_rollback(True)
    assert Document.objects.get(pk=old.pk).state == DocumentState.FINALISED
    assert (DisposalRun.objects.count(), remove_unneeded_bytes()) == (0, 0)
    assert default_storage.exists(name)
