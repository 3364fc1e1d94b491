import datetime as dt
import io
import re
import time

import page
import pdfplumber
import pikepdf
import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import override_settings
from weasyprint.urls import FatalURLFetchingError

from samla import pdf
from samla.pdf import BASE_URL, RefusedError, StaticFetcher, render_pdf

BODY = """
<p>Ett ärende från Lerum.</p>
<h2 id="background">Bakgrund</h2>
<p>Övergången från sjukhus till hemmet, 1\u00a0563\u00a0000\u00a0kronor, \u2212\u00a03\u00a0%, Łódź och Čapek.</p>
<ul><li>ett</li><li>två</li></ul>
<table class="facts"><tbody><tr><th scope="row">Nummer</th><td>SAMLA 2026-0001</td></tr></tbody></table>
<h2 id="steps">Steg</h2>
<table><caption>Ärendets väg</caption>
<thead><tr><th scope="col">Datum</th><th scope="col">Steg</th></tr></thead><tbody>{rows}</tbody></table>
<p><a href="https://example.org/">En länk</a></p>
"""
# The checker takes a carriage return that happens to end the compressed bytes for part of the line break after them.
MISREAD = "PDFA3A-STREAM-LENGTH-001"
ROW = "<tr><td>2026-11-22</td><td>Skickat till Samordningsgruppen</td></tr>"


def a_document(body=BODY, *, rows=60, title="Bättre övergångar", **context):
    html = render_to_string(
        "pdf/base.html",
        {
            "title": title,
            "sender": "SAMLA",
            "printed": "Utskrivet 22 november 2026",
            "contents": [("background", "Bakgrund"), ("steps", "Steg")],
            **context,
        },
    )
    return html.replace("</main>", body.replace("{rows}", ROW * rows) + "</main>")


@pytest.fixture(scope="module")
def data():
    return render_pdf(a_document(), title="Akt SAMLA 2026-0001", author="SAMLA")


@pytest.fixture(scope="module")
def texts(data):
    with pdfplumber.open(io.BytesIO(data)) as opened:
        return [page.extract_text() for page in opened.pages]


@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_a_document_is_both_archivable_and_accessible(data, profile):
    report = page.validate_pdf_bytes(data, profile=profile)

    assert [str(failure) for failure in report.failures if failure.rule_id != MISREAD] == []


def test_every_stream_is_as_long_as_it_says(data):
    streams = list(re.finditer(rb"/Length (\d+)[^>]*>>\s*stream\r?\n", data))

    assert len(streams) > 5
    assert all(data[found.end() + int(found[1]) :].startswith(b"\nendstream") for found in streams)


def test_a_document_says_of_itself_that_it_is_both(data):
    with pikepdf.open(io.BytesIO(data)) as opened, opened.open_metadata() as metadata:
        assert metadata["pdfaid:part"] == "3"
        assert metadata["pdfaid:conformance"] == "A"
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Akt SAMLA 2026-0001"
        assert str(opened.Root.Lang) == "sv"
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        assert b"<pdfuaid:part>" in data  # readable without unpacking


def test_every_page_has_its_number_and_all_but_the_first_the_heading(texts):
    assert len(texts) > 1
    for number, text in enumerate(texts, start=1):
        assert f"Sida {number} av {len(texts)}" in text
        assert "Utskrivet 22 november 2026" in text
        assert text.startswith("SAMLA")
    assert "Bättre övergångar" in texts[1].splitlines()[0]


def test_the_contents_tell_the_page_of_each_heading(texts):
    on = next(number for number, text in enumerate(texts, start=1) if "Ärendets väg" in text)

    assert any(line.startswith("Steg") and line.endswith(f".{on}") for line in texts[0].splitlines())


def test_only_our_own_font_is_used_and_it_is_embedded(data):
    with pdfplumber.open(io.BytesIO(data)) as opened:
        fonts = {character["fontname"].partition("+")[2] for sheet in opened.pages for character in sheet.chars}

    assert fonts
    assert all(font.startswith("Inter") for font in fonts)


def test_swedish_and_other_letters_and_the_true_minus_come_out_as_text(texts):
    assert "Övergången från sjukhus till hemmet, 1 563 000 kronor, − 3 %, Łódź och Čapek." in " ".join(
        texts[0].replace("\u00a0", " ").split()
    )


def test_the_same_document_at_the_same_time_is_the_same_bytes():
    with time_machine.travel(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC), tick=False):
        first, second = (render_pdf(a_document(rows=2), title="Akt") for _ in range(2))

    assert first == second
    with pikepdf.open(io.BytesIO(first)) as opened:
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20261122130000")


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/a.css",
        "https://example.org/a.css",
        "https://static.invalid.example.org/a.css",
        "http://static.invalid/css/pdf.css",
        "file:///etc/passwd",
        "data:text/css,body{}",
        "ftp://example.org/a",
        "javascript:alert(1)",
        BASE_URL + "../../etc/passwd",
        BASE_URL + "..%2F..%2Fsamla%2Fsettings.py",
        BASE_URL + "%2e%2e/manage.py",
    ],
)
def test_nothing_but_our_own_static_files_is_fetched(address):
    with pytest.raises(RefusedError):
        StaticFetcher()(address)


@pytest.mark.parametrize("address", ["css/pdf.css", "css/pdf.css?v=1#a", "static/css/pdf.css", "css/../css/pdf.css"])
def test_our_own_files_are_served_with_their_type(address):
    with_type = StaticFetcher()(BASE_URL + address)

    assert with_type.content_type == "text/css"
    assert b"@page" in with_type.read()


def test_a_missing_file_of_ours_stops_the_document():
    with pytest.raises(FatalURLFetchingError):
        StaticFetcher()(BASE_URL + "css/saknas.css")
    with pytest.raises(FileNotFoundError, match=r"css/saknas\.css"):
        render_pdf('<!doctype html><link rel="stylesheet" href="css/saknas.css"><p>-', title="-")


def test_a_document_goes_on_without_what_it_may_not_fetch(caplog):
    hostile = '<img src="file:///etc/passwd" alt="lösenord"><link rel="stylesheet" href="http://example.org/a.css">'

    made = render_pdf(a_document("<p>Kvar</p>" + hostile, rows=0), title="Akt")

    with pdfplumber.open(io.BytesIO(made)) as opened:
        assert "Kvar" in opened.pages[0].extract_text()
    assert "Documents fetch nothing but our own static files" in caplog.text


def test_a_base_element_cannot_lead_astray():
    html = a_document(rows=0).replace("<head>", '<head><base href="file:///etc/">', 1)

    made = render_pdf(html.replace("css/pdf.css", "passwd"), title="Akt")

    assert b"root:" not in made


@override_settings(STATIC_URL="https://cdn.example.org/")
def test_where_the_pages_fetch_their_static_files_does_not_matter():
    assert StaticFetcher()(BASE_URL + "css/pdf.css").content_type == "text/css"


def test_a_second_document_does_not_wait_for_the_fonts():
    pdf.warm_up()
    began = time.perf_counter()
    render_pdf("<!doctype html><link rel='stylesheet' href='css/pdf.css'><title>-</title><p>Hej", title="-")

    assert time.perf_counter() - began < 1
