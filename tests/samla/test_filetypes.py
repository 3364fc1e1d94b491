"""What is taken in is what it says it is, and what a file does by itself is known; hostile files break nothing of ours."""

import io
import time
import zipfile
import zlib

import pikepdf
import pytest

from samla.filetypes import FileRefusedError, FileType, recognise
from samla.inspection import has_identity_numbers
from tests import builders as a
from tests import files

NUMBER = "19121212-1212"  # a made-up person of the authorities' own test series


def found(content, filename):
    file = io.BytesIO(content)
    try:
        return recognise(file, filename)
    finally:
        assert file.tell() == 0


def refusal(content, filename):
    with pytest.raises(FileRefusedError) as refused:
        found(content, filename)
    sentence = str(refused.value)
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    return sentence


def packed_pdf(change):
    """A PDF whose objects are packed in compressed streams, where no search through its bytes finds them."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(a.a_pdf())) as pdf:
        change(pdf)
        pdf.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    content = file.getvalue()
    assert b"JavaScript" not in content
    assert b"Launch" not in content
    return content


WHOLE = {
    "beslut.pdf": a.a_pdf(),
    "BESLUT.PDF": a.a_pdf(),
    "förslag.docx": files.a_docx(),
    "budget.xlsx": files.an_xlsx(1, 2),
    "bilder.pptx": files.a_pptx(),
    "text.odt": files.an_odt(),
    "karta.png": files.a_png(),
    "foto.jpg": files.JPEG,
    "foto.jpeg": files.JPEG,
    "anteckning.txt": "Å, ä och ö – och en rad till.\r\n".encode(),
    "gammal.txt": "Å, ä och ö".encode("cp1252"),
    "bred.txt": "Å, ä och ö".encode("utf-16"),
    "lista.csv": b"namn;antal\nLerum;3\n",
}


@pytest.mark.parametrize("filename", WHOLE)
def test_what_is_allowed_is_taken_in_and_does_nothing_by_itself(filename):
    assert found(WHOLE[filename], filename).is_active is False


@pytest.mark.parametrize(
    ("content", "filename", "words"),
    [
        (b"", "tom.pdf", "Filen är tom"),
        (b"MZ\x90\0", "program.exe", "tas inte emot"),
        (a.a_pdf(), "utan-andelse", "ingen ändelse"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "bild.svg", "tas inte emot"),
        (b"<html><script>alert(1)</script></html>", "sida.html", "tas inte emot"),
        (b"<!DOCTYPE html><p>Hej", "sida.txt", "en webbsida eller en vektorbild"),
        (b"\xef\xbb\xbf \n<svg onload=alert(1)>", "sida.csv", "en webbsida eller en vektorbild"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "bild.png", "inte en PNG-bild"),
        (b"<html></html>", "bild.jpg", "inte en JPEG-bild"),
        (files.a_png(), "bild.jpg", "men är en PNG-bild"),
        (a.a_pdf(), "avtal.docx", "men är en PDF"),
        (files.a_docx(), "avtal.xlsx", "men är ett Word-dokument"),
        (files.a_zip({"hej.txt": "hej"}), "avtal.docx", "inte ett Word-dokument"),
        (files.a_zip({"[Content_Types].xml": "<Types/>", "word/document.xml": "<html/>"}), "a.docx", "skadad"),
        (files.a_zip({"[Content_Types].xml": "<Types/>", "word/document.xml": "hej"}), "a.docx", "skadad"),
        (b"PK\x03\x04" + b"\0" * 200, "avtal.docx", "skadad"),
        (files.a_docx()[:300], "avtal.docx", "skadad"),
        (a.a_pdf()[:200], "halv.pdf", "skadad"),
        (b"%PDF-1.7\nhej\n%%EOF", "nonsens.pdf", "skadad"),
        (files.a_png()[:40], "halv.png", "skadad"),
        (files.JPEG[:-2], "halv.jpg", "skadad"),
        (files.OLD_WORD, "gammal.docx", "äldre Office-format"),
        (files.PROTECTED, "hemlig.docx", "lösenord"),
        (files.an_odt(**{"META-INF__manifest_dot_xml": "<a><encryption-data/></a>"}), "hemlig.odt", "lösenord"),
        (b"hej\0d\xc3\xa5", "binar.txt", "inte en textfil"),
        (b"x" * 5000 + b"\0", "binar-langre-ned.txt", "inte en textfil"),
        (b"\xff\xfe\0", "bred.txt", "inte en textfil"),
        (files.a_png(40_000, 40_000), "bomb.png", "bildpunkter"),
    ],
)  # fmt: skip
def test_what_is_not_what_it_says_is_refused_with_a_sentence(content, filename, words):
    assert words in refusal(content, filename)


def test_a_file_of_two_kinds_is_refused():
    archive = files.a_zip({"sida.html": "<script>alert(1)</script>"})

    assert "två slags fil" in refusal(files.a_png() + archive, "bild.png")
    assert "två slags fil" in refusal(files.JPEG + archive, "bild.jpg")
    assert "två slags fil" in refusal(a.a_pdf() + archive, "avtal.pdf")
    assert "två slags fil" in refusal(files.a_png() + b"<script>", "bild.png")
    assert "fast filen heter så" in refusal(b"GIF89a" + a.a_pdf(), "avtal.pdf")


def test_a_password_is_refused_also_in_a_pdf():
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(a.a_pdf())) as pdf:
        pdf.save(file, encryption=pikepdf.Encryption(user="hemligt", owner="hemligare"))

    assert "lösenord" in refusal(file.getvalue(), "avtal.pdf")


ACTIVE_PDFS = {
    "script": a.a_pdf(catalog="/OpenAction 6 0 R", more=["<< /S /JavaScript /JS (app.alert\\(1\\)) >>"]),
    "named_scripts": a.a_pdf(catalog="/Names << /JavaScript 6 0 R >>", more=["<< /Names [] >>"]),
    "launch": a.a_pdf(more=["<< /Type /Annot /A << /S /Launch /F (calc.exe) >> >>"]),
    "opens_an_address": a.a_pdf(catalog="/OpenAction << /S /URI /URI (http://example.org) >>"),
    "further_actions": a.a_pdf(catalog="/AA << >>"),
    "attachment": a.a_pdf(more=["<< /Type /EmbeddedFile /Length 0 >>\nstream\n\nendstream"]),
    "attachment_by_name": a.a_pdf(catalog="/Names << /EmbeddedFiles << /Names [] >> >>"),
    "form_with_scripts": a.a_pdf(catalog="/AcroForm << /XFA (x) >>"),
    "name_in_disguise": a.a_pdf(catalog="/Open#41ction << /S /Java#53cript /#4aS (app.alert\\(1\\)) >>"),
    "packed_script": packed_pdf(
        lambda pdf: pdf.Root.__setitem__(
            "/OpenAction", pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))
        )
    ),
    "packed_launch": packed_pdf(
        lambda pdf: pdf.Root.__setitem__(
            "/Hidden", pdf.make_indirect(pikepdf.Array([pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")]))
        )
    ),
}


@pytest.mark.parametrize("kind", ACTIVE_PDFS)
def test_what_a_pdf_would_do_by_itself_is_flagged(kind):
    assert found(ACTIVE_PDFS[kind], "avtal.pdf") == FileType("application/pdf", is_active=True)


def test_a_pdf_that_only_opens_at_a_page_is_not_flagged():
    assert not found(a.a_pdf(catalog="/OpenAction [3 0 R /Fit]"), "avtal.pdf").is_active
    assert not found(a.a_pdf(catalog="/OpenAction << /S /GoTo /D [3 0 R /Fit] >>"), "avtal.pdf").is_active


def outside(kind):
    target = "http://example.org/mall.dotm"
    return f'<Relationships><Relationship Id="r1" Type="{files.RELATIONS}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'


ACTIVE_OFFICE = {
    "makro.docx": files.a_docx(word__vbaProject_dot_bin="x"),
    "makron.docx": files.a_docx(main="application/vnd.ms-word.document.macroEnabled.main+xml"),
    "objekt.docx": files.a_docx(word__embeddings__oleObject1_dot_bin="x"),
    "kontroll.docx": files.a_docx(word__activeX__activeX1_dot_xml="<x/>"),
    "mall.docx": files.a_docx(word___rels__settings_dot_xml_dot_rels=outside("attachedTemplate")),
    "bild.docx": files.a_docx(word___rels__document_dot_xml_dot_rels=outside("image")),
    "lank.xlsx": files.an_xlsx(1, xl__externalLinks__externalLink1_dot_xml="<x/>"),
    "lankar.xlsx": files.an_xlsx(1, xl___rels__workbook_dot_xml_dot_rels=outside("externalLinkPath")),
    "makro.odt": files.an_odt(Basic__Standard__Module1_dot_xml="<x/>"),
    "script.odt": files.an_odt(Scripts__python__x_dot_py="x"),
}


@pytest.mark.parametrize("filename", ACTIVE_OFFICE)
def test_macros_and_what_a_document_fetches_by_itself_are_flagged(filename):
    assert found(ACTIVE_OFFICE[filename], filename).is_active is True


def test_an_ordinary_link_is_not_flagged():
    assert not found(files.a_docx(word___rels__document_dot_xml_dot_rels=outside("hyperlink")), "a.docx").is_active


# Hostile files


def test_a_file_that_unpacks_beyond_measure_is_refused_at_once():
    bomb = files.a_docx(word__media__image1_dot_bmp=b"\0" * (401 * 1024 * 1024))
    assert len(bomb) < 2_000_000
    assert "för stor när den packas upp" in refusal(bomb, "bomb.docx")

    many = files.a_zip({f"word/{number}.xml": "" for number in range(5_001)})
    assert "för stor när den packas upp" in refusal(many, "bomb.docx")


def test_a_lie_about_the_size_is_no_way_in():
    """The directory says ten bytes; what is packed is a hundred million."""
    true = files.a_docx(word__document_dot_xml=b"<w:document>" + b" " * 100_000_000)
    size = (100_000_012).to_bytes(4, "little")
    assert size in true

    assert "skadad" in refusal(true.replace(size, (10).to_bytes(4, "little")), "bomb.docx")


def test_entities_that_grow_and_entities_that_read_files_are_refused():
    grown = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    document = f'{grown}<w:document xmlns:w="{files.WORD}">&b;</w:document>'

    assert "skadad" in refusal(files.a_docx(word__document_dot_xml=document), "bomb.docx")
    assert has_identity_numbers(io.BytesIO(files.a_docx(word__x_dot_xml=grown)), "application/x") is None


def test_two_parts_of_one_name_are_refused():
    file = io.BytesIO(files.a_docx())
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("word/document.xml", "<x/>")

    assert "skadad" in refusal(file.getvalue(), "dubbel.docx")


def test_a_pdf_that_unpacks_beyond_measure_takes_neither_our_memory_nor_our_time():
    """A stream of objects that unpacks to four thousand million bytes: a process of its own meets it, and fails."""
    blank = b"\0" * (1 << 20)
    stream = deflated(blank, 4096)
    pdf = (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
        + b"3 0 obj\n<< /Type /ObjStm /N 1 /First 10 /Filter /FlateDecode /Length %d >>\nstream\n" % len(stream)
        + stream
        + b"\nendstream\nendobj\n"
    )
    xref = len(pdf)
    pdf += crossing(xref) + b"startxref\n%d\n%%%%EOF\n" % xref
    began = time.monotonic()

    sentence = refusal(pdf, "bomb.pdf")

    assert time.monotonic() - began < 50
    assert "granska" in sentence or "skadad" in sentence


def deflated(block, times):
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(block) for _ in range(times)) + packer.flush()


def crossing(at):
    """A cross-reference stream that says: object 4 lies in the packed stream 3."""
    rows = b"".join(
        bytes([kind]) + place.to_bytes(4, "big") + bytes([index])
        for kind, place, index in [(0, 0, 0), (1, 9, 0), (1, 58, 0), (1, 110, 0), (2, 3, 0), (1, at, 0)]
    )
    return b"5 0 obj\n<< /Type /XRef /Size 6 /W [1 4 1] /Root 1 0 R /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        len(rows),
        rows,
    )


# Identity numbers in the text (L20)

WITH_NUMBER = {
    "application/pdf": a.a_pdf(f"Patient {NUMBER}"),
    "docx": files.a_docx(f"Patient {NUMBER}"),
    "docx, cut in pieces": files.a_docx(runs=("191212", "12-", "1212")),
    "docx, in a footnote": files.a_docx(
        word__footnotes_dot_xml=f'<w:p xmlns:w="{files.WORD}"><w:t>{NUMBER}</w:t></w:p>'
    ),
    "xlsx, as a number": files.an_xlsx(191212121212),
    "pptx": files.a_pptx(NUMBER),
    "odt": files.an_odt(NUMBER),
    "text/plain": f"Patient {NUMBER}".encode(),
    "text/plain, wide": f"Patient {NUMBER}".encode("utf-16"),
    "text/csv": f"namn;nummer\nNN;{NUMBER}\n".encode("cp1252"),
}


@pytest.mark.parametrize("kind", WITH_NUMBER)
def test_an_identity_number_in_the_text_is_found(kind):
    assert has_identity_numbers(io.BytesIO(WITH_NUMBER[kind]), kind.partition(",")[0]) is True


@pytest.mark.parametrize("filename", [name for name in WHOLE if not name.endswith(("png", "jpg", "jpeg"))])
def test_a_text_without_one_is_known_to_have_none(filename):
    media_type = found(WHOLE[filename], filename).media_type

    assert has_identity_numbers(io.BytesIO(WHOLE[filename]), media_type) is False


def test_two_cells_are_not_read_as_one_number():
    assert has_identity_numbers(io.BytesIO(files.an_xlsx(191212, 121212)), "xlsx") is False


def test_what_cannot_be_read_is_unknown_and_not_an_error():
    assert has_identity_numbers(io.BytesIO(b"%PDF-1.7 nonsens"), "application/pdf") is None
    assert has_identity_numbers(io.BytesIO(b"PK nonsens"), "docx") is None
    assert has_identity_numbers(io.BytesIO(files.a_png()), "image/png") is None


def test_a_text_without_end_is_read_to_a_limit_and_then_unknown():
    endless = files.an_odt("ord " * 6_000_000)

    assert has_identity_numbers(io.BytesIO(endless), "odt") is None
