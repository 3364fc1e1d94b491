"""Bytes on their way out: what is shown and what is only saved, headers, parts, and whoever has it already."""

import tracemalloc

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from django.utils.http import http_date

from documents.models import DocumentVersion
from documents.views import send
from samla.storage import files
from tests import builders as a
from tests import files as made


@pytest.fixture
def version(cast):
    def of(content=a.PDF, filename="underlag.pdf"):
        document = a.a_document(cast.au, cast.au_member, content=content, filename=filename)
        return DocumentVersion.objects.select_related("blob", "document").get(document=document)

    return of


def ask(version, *, as_attachment=False, method="get", **headers):
    request = getattr(RequestFactory(), method)(
        "/", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    return send(request, version, as_attachment=as_attachment)


def body(response):
    content = b"".join(response.streaming_content)
    drop(response)
    return content


def drop(response):
    """Let go of its file. Closing it would end the request too, and with it the test's connection."""
    for close in response._resource_closers:
        close()


SHOWN = {"avtal.pdf": a.PDF, "karta.png": made.a_png(), "foto.jpg": made.JPEG, "text.txt": "Å".encode()}
SAVED = {
    "a.docx": made.a_docx(),
    "a.xlsx": made.an_xlsx(1),
    "a.pptx": made.a_pptx(),
    "a.odt": made.an_odt(),
    "a.csv": b"a;b",
}


@pytest.mark.parametrize("filename", [*SHOWN, *SAVED])
def test_only_pdf_pictures_and_plain_text_are_shown_and_nothing_is_sniffed(version, filename):
    content = (SHOWN | SAVED)[filename]
    one = version(content, filename)

    shown, saved = ask(one), ask(one, as_attachment=True)

    assert shown["Content-Disposition"].startswith("inline" if filename in SHOWN else "attachment")
    assert saved["Content-Disposition"].startswith("attachment")
    for response in (shown, saved):
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
        assert response["Cache-Control"] == "private, no-cache"
        assert response["Content-Length"] == str(len(content))
        assert body(response) == content


def test_text_is_plain_text_in_its_own_letters(version):
    for content, charset in (
        ("Å".encode(), "utf-8"),
        ("Å".encode("cp1252"), "windows-1252"),
        ("Å".encode("utf-16"), "utf-16"),
    ):
        response = ask(version(content, "a.txt"))
        assert response["Content-Type"] == f"text/plain; charset={charset}"
        assert "sandbox" in response["Content-Security-Policy"]
        drop(response)


def test_a_letter_cut_by_the_first_part_that_is_read_does_not_change_the_letters(version):
    response = ask(version(b"a" * (64 * 1024 - 1) + "å".encode() * 10, "a.txt"))

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    drop(response)


def test_swedish_letters_stay_in_the_name(version):
    response = ask(version(filename="Åtgärder för äldre 🌻.pdf"), as_attachment=True)

    assert (
        response["Content-Disposition"]
        == "attachment; filename*=utf-8''%C3%85tg%C3%A4rder%20f%C3%B6r%20%C3%A4ldre%20%F0%9F%8C%BB.pdf"
    )
    drop(response)


def test_whoever_has_it_is_not_sent_it_again(version):
    one = version()
    first = ask(one)
    drop(first)

    assert first["ETag"] == f'"{one.blob.sha256}"'
    assert ask(one, if_none_match=first["ETag"]).status_code == 304
    assert ask(one, if_modified_since=first["Last-Modified"]).status_code == 304
    for headers in ({"if_none_match": first["ETag"]}, {"range": "bytes=999999-"}):  # a browser keeps the last policy
        assert ask(one, **headers)["Content-Security-Policy"] == first["Content-Security-Policy"]
        assert ask(one, **headers)["X-Frame-Options"] == "SAMEORIGIN"
    other = ask(one, if_none_match='"annat"')
    assert other.status_code == 200
    drop(other)


@pytest.mark.parametrize(
    ("asked", "status", "answer", "words"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=4-", 206, b"456789", "bytes 4-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=0-9", 200, b"0123456789", None),
        ("bytes=-99", 200, b"0123456789", None),
        ("bytes=5-2", 200, b"0123456789", None),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
        ("rader=1-2", 200, b"0123456789", None),
        (f"bytes={'9' * 5000}-", 200, b"0123456789", None),
        ("bytes=10-", 416, None, "bytes */10"),
        ("bytes=-0", 416, None, "bytes */10"),
    ],
)
def test_a_part_is_sent_to_whoever_asks_for_one(version, asked, status, answer, words):
    response = ask(version(b"0123456789", "tal.txt"), range=asked)

    assert response.status_code == status
    assert response.get("Content-Range") == words
    if answer is not None:
        assert response["Content-Length"] == str(len(answer))
        assert body(response) == answer


def test_a_part_of_what_has_changed_is_the_whole(version):
    one = version(b"0123456789", "tal.txt")
    when = http_date(int(one.at.timestamp()))

    for condition, status in ((f'"{one.blob.sha256}"', 206), ('"annat"', 200), (when, 206), ("nonsens", 200)):
        response = ask(one, range="bytes=0-1", if_range=condition)
        assert response.status_code == status
        drop(response)


def test_only_the_head_is_sent_to_whoever_asks_for_that(version):
    response = ask(version(), method="head")

    assert (response.status_code, response["Content-Length"]) == (200, str(len(a.PDF)))
    drop(response)


def test_what_is_disposed_of_or_gone_is_told_and_not_sent(cast, version, caplog):
    survey = a.a_disposable_type(cast.samla)
    old = a.an_old_document(cast.au, cast.process_leader, survey, cast.parties[1])
    a.a_disposal(survey, cast.parties[1], [old], cast.process_leader)
    with pytest.raises(PermissionDenied, match="gallrad"):
        ask(DocumentVersion.objects.select_related("blob", "document").get(document=old))

    other = version(a.a_pdf("annat"))
    files().delete(other.blob.storage_name)
    with pytest.raises(Http404, match="saknas i lagringen"):
        ask(other)
    assert "files.missing" in caplog.text


def test_fifty_megabytes_take_no_more_memory_than_a_page(version):
    one = version(b"x" * (50 * 1024 * 1024), "stor.txt")
    response = ask(one, as_attachment=True)
    tracemalloc.start()
    try:
        size = sum(len(chunk) for chunk in response.streaming_content)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        drop(response)

    assert size == 50 * 1024 * 1024
    assert most < 4 * 1024 * 1024


def test_the_page_of_a_case_sends_it_through_the_same_door(cast, sign_in):
    link = a.a_case_document(a.a_case(cast, a.State.IN_PREPARATION), cast.au_member, content=b"Hej", filename="hej.txt")
    client = sign_in(cast.au_member)

    shown = client.get(f"{link.get_absolute_url()}visa/1/")
    saved = client.get(f"{link.get_absolute_url()}fil/1/")

    assert (b"".join(shown.streaming_content), shown["X-Frame-Options"]) == (b"Hej", "SAMEORIGIN")
    assert b"".join(saved.streaming_content) == b"Hej"
    assert client.get(f"{link.get_absolute_url()}fil/9/").status_code == 404
