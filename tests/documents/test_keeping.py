"""Files where they lie: once each, whole or not at all, on disk and in an S3-compatible storage; orphans are cleared away."""

import datetime as dt
import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.test import RequestFactory
from moto.server import ThreadedMotoServer

from documents.actions import add_version, read_text, read_waiting, store, sweep
from documents.models import Blob, DocumentVersion
from documents.panels import files_to_look_at
from documents.views import send
from samla import clock, environment
from samla.filetypes import FileRefusedError
from samla.storage import files
from tests import builders as a
from tests import files as made
from tests.cast import build
from tests.together import again, at_once

DAY = dt.timedelta(days=1)


def stored():
    return {name for name, _ in files().listing("blobs")}


@pytest.fixture
def on_disk(settings, tmp_path):
    """A storage of the test's own."""
    place({"BACKEND": "samla.storage.WholeFileStorage", "OPTIONS": {"location": tmp_path}}, settings)
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return tmp_path


@pytest.fixture(scope="module")
def s3_server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def in_s3(settings, s3_server, monkeypatch):
    """The storage that the settings make of the environment, on a server of ours."""
    for name, value in {
        "BUCKET": "samla",
        "ENDPOINT": s3_server,
        "REGION": "eu-north-1",
        "KEY_ID": "k",
        "SECRET_KEY": "s",
    }.items():
        monkeypatch.setenv(f"SAMLA_S3_{name}", value)
    client = boto3.client(
        "s3", endpoint_url=s3_server, region_name="eu-north-1", aws_access_key_id="k", aws_secret_access_key="s"
    )
    client.create_bucket(Bucket="samla", CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    place(environment.object_storage(), settings)
    yield client
    for one in client.list_objects_v2(Bucket="samla").get("Contents", []):
        client.delete_object(Bucket="samla", Key=one["Key"])
    client.delete_bucket(Bucket="samla")


def place(backend, settings):
    settings.STORAGES = {**settings.STORAGES, "default": backend}


@pytest.fixture(params=["on_disk", "in_s3"])
def somewhere(request):
    return request.getfixturevalue(request.param)


def test_bytes_come_back_as_they_were_and_are_kept_once(db, somewhere):
    first = store(io.BytesIO(a.PDF), "ett.pdf")
    again_ = store(io.BytesIO(a.PDF), "två.pdf")

    assert first == again_
    assert stored() == {first.storage_name}
    with files().open(first.storage_name) as file:
        assert file.read() == a.PDF


def test_what_is_sent_out_streams_through_us_in_whole_and_in_part(cast, somewhere):
    content = b"0123456789" * 100_000
    version = a_version(cast, content)

    whole = send(RequestFactory().get("/"), version, as_attachment=True)
    part = send(RequestFactory().get("/", headers={"range": "bytes=5-14"}), version, as_attachment=True)

    assert b"".join(whole.streaming_content) == content
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"5678901234")
    assert part["Content-Range"] == f"bytes 5-14/{len(content)}"
    for response in (whole, part):
        response.close()


def a_version(cast, content, filename="text.txt"):
    document = a.a_document(cast.au, cast.au_member, content=content, filename=filename)
    return DocumentVersion.objects.select_related("blob", "document").get(document=document)


def test_the_sweep_removes_what_no_row_needs_and_tells_of_what_is_missing(db, somewhere):
    kept, lost = store(io.BytesIO(b"behalls"), "a.txt"), store(io.BytesIO(b"forsvinner"), "b.txt")
    orphan = f"blobs/00/{'0' * 64}"
    files().save(orphan, made_file(b"ingen rad"))
    files().delete(lost.storage_name)

    assert sweep() == 0  # nothing is a day old yet
    with clock.at(clock.now() + 2 * DAY):
        assert sweep() == 1

    assert stored() == {kept.storage_name}
    lost.refresh_from_db()
    assert lost.missing_at is not None
    assert files_to_look_at().warnings == ["En fil saknas i lagringen."]
    store(io.BytesIO(b"forsvinner"), "b.txt")
    lost.refresh_from_db()
    assert (lost.missing_at, files().exists(lost.storage_name)) == (None, True)


def made_file(content):
    return ContentFile(content)


def test_text_is_read_from_where_it_lies(db, somewhere):
    blob = store(io.BytesIO(made.a_docx("Patient 19121212-1212")), "brev.docx")

    read_text(blob.pk)

    blob.refresh_from_db()
    assert (blob.has_identity_numbers, blob.read_at is not None) == (True, True)


def test_a_storage_that_does_not_answer_refuses_with_a_sentence_and_keeps_no_row(
    db, in_s3, monkeypatch, settings, caplog
):
    options = {**settings.STORAGES["default"]["OPTIONS"], "bucket_name": "finns-inte"}
    place({**settings.STORAGES["default"], "OPTIONS": options}, settings)

    with pytest.raises(FileRefusedError, match="gick inte att spara på servern"):
        store(io.BytesIO(a.PDF), "ett.pdf")

    assert not Blob.objects.exists()
    assert "files.not_kept" in caplog.text


# The disk


class FullStorage(FileSystemStorage):
    def exists(self, name):
        return False

    def _save(self, name, content):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_storage_that_is_full_refuses_with_a_sentence_and_keeps_neither_row_nor_version(
    cast, settings, tmp_path, caplog
):
    document = a.a_document(cast.au, cast.au_member)
    place({"BACKEND": "tests.documents.test_keeping.FullStorage", "OPTIONS": {"location": tmp_path}}, settings)

    with pytest.raises(FileRefusedError, match="gick inte att spara på servern just nu"):
        add_version(document, io.BytesIO(b"ny text"), "ny.txt", by=cast.au_member)

    assert document.versions.count() == 1
    assert Blob.objects.count() == 1
    assert "files.not_kept" in caplog.text


FILL = """
import resource, sys
import django; django.setup()
from django.core.files.base import ContentFile
from samla.storage import WholeFileStorage
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
storage = WholeFileStorage(location=sys.argv[1])
try:
    storage.save("blobs/aa/full", ContentFile(b"x" * 1_000_000))
except OSError as error:
    print("refused", error.errno)
"""


def test_a_write_that_the_kernel_breaks_off_leaves_nothing_on_disk(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", FILL, str(tmp_path)],
        capture_output=True,
        text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "samla.settings"},
        check=True,
    )

    assert run.stdout.split() == ["refused", str(errno.EFBIG)]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts; RLIMIT_FSIZE above tests the same for others")
def test_a_disk_that_is_really_full_leaves_nothing(db, settings, tmp_path):
    small = tmp_path / "liten"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(small)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no mounting here; RLIMIT_FSIZE above tests the same")
    try:
        place({"BACKEND": "samla.storage.WholeFileStorage", "OPTIONS": {"location": small}}, settings)
        with pytest.raises(FileRefusedError, match="gick inte att spara"):
            store(io.BytesIO(os.urandom(400_000).hex().encode()), "stor.txt")
        assert [path for path in small.rglob("*") if path.is_file()] == []
        assert not Blob.objects.exists()
        assert store(io.BytesIO(b"ryms"), "liten.txt").size == 4
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_leftovers_of_killed_processes_are_removed(db, on_disk):
    old, new = on_disk / "blobs" / "aa" / ".x.part", on_disk / "uploads" / "y"
    for path in (old, new):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"halv")

    assert sweep() == 0
    with clock.at(clock.now() + 2 * DAY):
        assert sweep() == 2

    assert not old.exists()
    assert not new.exists()


def test_the_same_bytes_from_two_people_at_once_are_one_file(cloned_database, settings, tmp_path):
    place({"BACKEND": "samla.storage.WholeFileStorage", "OPTIONS": {"location": tmp_path}}, settings)
    cast = build()
    document = a.a_document(cast.au, cast.au_member, content=b"")
    content = a.a_pdf("Samma")

    answers = at_once(
        *(lambda: add_version(document, io.BytesIO(content), "samma.pdf", by=again(cast.au_member)) for _ in range(4))
    )

    assert {answer.blob_id for answer in answers} == set(Blob.objects.values_list("pk", flat=True))
    assert Blob.objects.count() == 1
    assert len(stored()) == 1


def test_an_orphan_that_somebody_is_just_keeping_is_not_removed(cloned_database, settings, tmp_path):
    """The bytes lie there since long, without a row; a new row for them comes while the sweep looks."""
    place({"BACKEND": "samla.storage.WholeFileStorage", "OPTIONS": {"location": tmp_path}}, settings)
    settings.UPLOADS_DIR = tmp_path / "uploads"
    blob = store(io.BytesIO(b"gammal"), "a.txt")
    name = blob.storage_name
    for _ in range(5):
        Blob.objects.all().delete()
        two_days_ago = (clock.now() - 2 * DAY).timestamp()
        if Path(tmp_path, name).exists():
            os.utime(Path(tmp_path, name), (two_days_ago, two_days_ago))

        at_once(sweep, lambda: store(io.BytesIO(b"gammal"), "a.txt"))

        assert Blob.objects.count() == 1
        assert files().exists(name)


# Reading texts


def test_a_text_is_queued_for_reading_once_and_again_when_its_job_was_lost(db):
    blob = store(io.BytesIO(b"en text"), "a.txt")
    assert read_waiting() == 0

    Blob.objects.filter(pk=blob.pk).update(stored_at=clock.now() - DAY)
    assert read_waiting() == 1
    read_text(blob.pk)

    assert read_waiting() == 0


def test_a_text_that_cannot_be_read_is_unknown_and_not_asked_for_again(db):
    blob = store(io.BytesIO(a.PDF), "a.pdf")
    files().delete(blob.storage_name)
    read_text(blob.pk)
    read_text(0)

    blob.refresh_from_db()
    assert (blob.has_identity_numbers, blob.read_at is not None) == (None, True)


def test_the_text_itself_is_nowhere_in_the_database(cast):
    blob = a_version(cast, made.a_docx("Patient 19121212-1212 bor i Lerum"), "brev.docx").blob
    read_text(blob.pk)

    values = [str(value) for value in Blob.objects.filter(pk=blob.pk).values_list()[0]]

    assert not [value for value in values if "1212" in value and value != blob.sha256]
