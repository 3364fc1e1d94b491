"""Files on their way in: a disk that fills up and a sender who goes away leave nothing behind."""

import errno
import io

import pytest
from django.core.files.uploadhandler import SkipFile
from django.test import RequestFactory

from samla.uploads import NO_ROOM, BrokenOffError, OnDisk, WholeBody, refused_uploads, whole_bodies


def test_a_body_that_ends_before_its_time_is_an_error_and_a_whole_one_is_not():
    assert WholeBody(io.BytesIO(b"hela kroppen"), 12).read() == b"hela kroppen"
    assert WholeBody(io.BytesIO(b"rad\nrad"), 7).readline() == b"rad\n"
    with pytest.raises(BrokenOffError):
        WholeBody(io.BytesIO(b"halva"), 12).read()
    body = WholeBody(io.BytesIO(b"halva"), 12)
    assert body.readline() == b"halva"
    with pytest.raises(BrokenOffError):
        body.readline()


def test_a_stream_that_comes_in_small_parts_is_read_to_its_end():
    class Slow(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 3))

    assert WholeBody(Slow(b"0123456789"), 10).read(8) == b"01234567"


def test_a_request_without_a_length_is_left_as_it_is():
    stream = io.BytesIO()
    environ = {"CONTENT_LENGTH": "", "wsgi.input": stream}

    whole_bodies(lambda given, start: [given["wsgi.input"] is stream])(environ, None)

    assert environ["wsgi.input"] is stream


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_disk_that_fills_up_refuses_the_file_and_keeps_nothing_of_it(settings, tmp_path, code):
    settings.UPLOADS_DIR = tmp_path / "in"
    request = RequestFactory().post("/")
    handler = OnDisk(request)
    handler.new_file("files", "stor.pdf", "application/pdf", None)
    handler.receive_data_chunk(b"det ryms", 0)

    def full(_):
        raise OSError(code, "full")

    handler.file.file.write = full
    with pytest.raises(SkipFile):
        handler.receive_data_chunk(b"det ryms inte", 8)
    handler.file.close()  # as Django does

    assert [(one.filename, one.reason) for one in refused_uploads(request)] == [("stor.pdf", NO_ROOM)]
    assert list(settings.UPLOADS_DIR.iterdir()) == []


def test_a_folder_that_cannot_be_written_in_is_a_fault_and_not_a_refusal(settings, tmp_path):
    (tmp_path / "in").write_text("en fil i vägen")
    settings.UPLOADS_DIR = tmp_path / "in"

    with pytest.raises(FileExistsError):
        OnDisk(RequestFactory().post("/")).new_file("files", "a.pdf", "application/pdf", None)


def test_an_upload_that_is_interrupted_leaves_nothing(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path / "in"
    handler = OnDisk(RequestFactory().post("/"))
    handler.new_file("files", "a.pdf", "application/pdf", None)
    handler.receive_data_chunk(b"halva", 0)

    handler.upload_interrupted()

    assert list(settings.UPLOADS_DIR.iterdir()) == []
