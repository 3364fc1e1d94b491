"""All documents of a meeting at once, as one PDF and as files: for each reader exactly what she may read."""

import io
import zipfile

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from documents.actions import take
from documents.actions.jobs import remove_old
from documents.models import Blob, Document, Job, JobState, ScanState
from documents.workflow import DocumentVerb
from meetings import actions
from samla import pdfpages
from samla.storage import files
from tests import builders as a
from tests.background import work_off_queue
from tests.files import a_docx
from tests.meetings.building import a_meeting, an_item, called, fresh


def odd_pdf(*pages, catalog=None, **saving):
    """A PDF with pages of (width, height, turn)."""
    pdf, file = pikepdf.new(), io.BytesIO()
    for number, (wide, high, turn) in enumerate(pages, 1):
        page = pdf.add_blank_page(page_size=(wide, high))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
        # The page leaves a state open and a large scale behind it: what comes after must not be touched by it.
        words = f"q 3 0 0 3 0 0 cm 0.8 0.9 1 rg 5 5 {wide / 3 - 10} {high / 3 - 10} re f 0 0 0 rg BT /F1 12 Tf 20 40 Td (Utlagd sida {number}) Tj ET"
        page.obj.Contents = pdf.make_stream(words.encode())
        page.obj.Rotate = turn
    for key, value in (catalog or {}).items():
        pdf.Root[key] = value
    pdf.save(file, **saving)
    return file.getvalue()


def a_picture(kind="PNG", size=(600, 300)):
    file = io.BytesIO()
    Image.new("RGB", size, "#246").save(file, kind)
    return file.getvalue()


ODD = [
    ("Liggande protokoll", "liggande.pdf", odd_pdf((842, 595, 0))),
    ("Roterad skanning", "roterad.pdf", odd_pdf((595, 842, 90), (595, 842, 180), (595, 842, 270))),
    ("Karta i A3", "karta.pdf", odd_pdf((842, 1191, 0), (1191, 842, 90))),
    ("Foto av tavlan", "foto.png", a_picture()),
    ("Anteckning", "anteckning.txt", "Rad ett\nRad två med å, ä och ö".encode("windows-1252")),
    ("Brev i Word", "brev.docx", a_docx()),
]


def shared(cast, item, title, filename, content, **facts):
    """A document of the body's, shared, at the item."""
    document = a.a_document(item.meeting.body, cast.process_leader, title, content=content, filename=filename, **facts)
    take(document, DocumentVerb.SHARE, version=document.version, by=cast.process_leader)
    actions.attach_document(item, Document.objects.get(pk=document.pk), by=cast.process_leader)
    return Document.objects.get(pk=document.pk)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Files that no other test keeps: some here are taken away, and the same bytes are kept once."""
    own = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": own}


@pytest.fixture
def meeting(cast):
    """Samordningsgruppen's, with documents of every kind at the first of its three items."""
    a.an_authority(cast.sg)
    planned = a_meeting(cast.sg, cast.process_leader)
    first = an_item(planned, cast.process_leader, title="Samordnad vårdplanering", proposal="Att **anta** rutinen.")
    for title, filename, content in ODD:
        shared(cast, first, title, filename, content)
    an_item(planned, cast.process_leader, title="Nästa möte: när?")
    third = an_item(planned, cast.process_leader, title="Övrigt")
    shared(cast, third, "Underlag", "underlag.pdf", a.PDF)
    return called(planned, cast.process_leader)


def pack_of(client, meeting, ending="pdf", query=""):
    """The file, worked off in the test."""
    at = f"{meeting.get_absolute_url()}handlingar.{ending}{query}"
    work_off_queue()
    assert client.get(at).status_code == 202
    work_off_queue()
    answer = client.get(at)
    assert answer.status_code == 200, answer.text
    return b"".join(answer.streaming_content)


def words_of(data):
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data)]


def outline_of(data):
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
        return [
            (
                one.title,
                numbers[one.destination[0].objgen],
                [(sub.title, numbers[sub.destination[0].objgen]) for sub in one.children],
            )
            for one in outline.root
        ]


def test_the_pack_has_every_document_with_bookmarks_and_page_numbers(cast, sign_in, meeting):
    data = pack_of(sign_in(cast.representative), meeting)

    pages = words_of(data)
    assert [f"Sida {number} av {len(pages)}" in page for number, page in enumerate(pages, 1)] == [True] * len(pages)
    innehall, first, third = outline_of(data)
    assert innehall[:2] == ("Innehåll", 0)
    assert first[0] == "1. Samordnad vårdplanering"
    assert [title for title, _ in first[2]] == [title for title, _, _ in ODD]
    for title, at in first[2]:
        assert title in pages[at] or "Utlagd sida 1" in pages[at], (title, at)
    assert third[0] == "3. Övrigt"
    assert "Underlag" in pages[third[2][0][1]]
    assert str(third[2][0][1] + 1) in pages[0]
    assert "Rad två med å, ä och ö" in "".join(pages)
    assert "Filen är Word-dokument och finns i zip-filen" in "".join(pages)


def test_the_pack_is_in_swedish_has_a_title_and_claims_to_be_no_archive(cast, sign_in, meeting):
    with pikepdf.open(io.BytesIO(pack_of(sign_in(cast.representative), meeting))) as pdf:
        assert str(pdf.Root.Lang) == "sv"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.StructTreeRoot
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"].startswith("Handlingar till Samordningsgruppen")
            assert "pdfaid:part" not in metadata


def test_foreign_pages_show_and_do_nothing(tmp_path):
    source = pikepdf.open(io.BytesIO(odd_pdf((595, 842, 0), (595, 842, 0))))
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    source.Root.OpenAction = script
    source.attachments["data.bin"] = b"hemligt"
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=script)
    source.pages[0].obj.Annots = pikepdf.Array([source.make_indirect(link)])
    source.pages[0].obj.AA = pikepdf.Dictionary(O=script)
    source.save(tmp_path / "in.pdf")

    assert pdfpages.clean(tmp_path / "in.pdf", tmp_path / "ut.pdf", most=10) == 2

    data = (tmp_path / "ut.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert set(pdf.Root.keys()) <= {"/Type", "/Pages"}
        whole = b"".join(obj.unparse() for obj in pdf.objects if not isinstance(obj, pikepdf.Stream))
    assert not [word for word in (b"JavaScript", b"OpenAction", b"EmbeddedFile", b"/AA", b"Annot") if word in whole]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7 not at all", pdfpages.BROKEN),
        (odd_pdf((595, 842, 0), encryption=pikepdf.Encryption(owner="a", user="b")), pdfpages.ENCRYPTED),
        (odd_pdf(), pdfpages.EMPTY),
        (odd_pdf(*[(99, 99, 0)] * 11), pdfpages.TOO_MANY),
    ],
)
def test_a_file_that_cannot_give_its_pages_says_why(tmp_path, content, sentence):
    (tmp_path / "in.pdf").write_bytes(content)

    with pytest.raises(pdfpages.UnusableError, match=sentence):
        pdfpages.clean(tmp_path / "in.pdf", tmp_path / "ut.pdf", most=10)


def test_a_broken_infected_or_missing_file_is_told_of_and_the_rest_comes_along(cast, sign_in, meeting):
    named = {version.filename: version.blob for doc in Document.objects.all() for version in doc.versions.all()}
    Blob.objects.filter(pk=named["liggande.pdf"].pk).update(
        scan_state=ScanState.INFECTED, scan_finding="Eicar", scanned_at=a.at_clock(a.days(0), 9)
    )
    files().delete(named["karta.pdf"].storage_name)
    files().delete(named["roterad.pdf"].storage_name)
    files().save(named["roterad.pdf"].storage_name, io.BytesIO(b"%PDF-1.7 skadad"))

    text = "".join(words_of(pack_of(sign_in(cast.representative), meeting)))
    text = " ".join(text.split())  # where a line breaks is the layout's

    assert "Filen innehåller virus och har inte tagits med." in text
    assert "Filen saknas på servern. Säg till processledaren." in text
    assert "Filen är skadad och går inte att öppna." in text
    assert "Underlag" in text


def test_the_zip_has_the_same_documents_in_a_folder_for_each_item(cast, sign_in, meeting):
    client = sign_in(cast.representative)
    data = pack_of(client, meeting, "zip")

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[:4] == [
            "Kallelse 1.pdf",
            "01 Samordnad vårdplanering/1 Liggande protokoll.pdf",
            "01 Samordnad vårdplanering/2 Roterad skanning.pdf",
            "01 Samordnad vårdplanering/3 Karta i A3.pdf",
        ]
        assert archive.namelist()[-1] == "03 Övrigt/1 Underlag.pdf"
        assert archive.read("03 Övrigt/1 Underlag.pdf") == a.PDF
    Job.objects.all().delete()
    assert pack_of(client, meeting, "zip") == data


def test_the_same_pack_is_not_made_again_and_another_reader_gets_her_own(cast, sign_in, meeting):
    pack_of(sign_in(cast.representative), meeting)
    at = f"{meeting.get_absolute_url()}handlingar.pdf"

    assert b"".join(sign_in(cast.representative).get(at).streaming_content).startswith(b"%PDF")
    assert sign_in(cast.sg_chair).get(at).status_code == 202
    assert Job.objects.count() == 2


def test_what_she_may_not_read_is_in_neither_pack(cast, sign_in, meeting):
    secret = Document.objects.get(title="Karta i A3")
    a.marked_secret(secret, cast.process_leader)

    near = zipfile.ZipFile(io.BytesIO(pack_of(sign_in(cast.representative), meeting, "zip"))).namelist()
    text = "".join(words_of(pack_of(sign_in(cast.author), meeting)))

    assert "Liggande protokoll" in str(near)
    assert "Karta i A3" in str(near)  # of the representative's own body, whose document it is
    assert "Karta i A3" not in text
    assert "Liggande protokoll" not in text  # not finalised: for those who belong to the meeting


def test_a_resource_person_gets_her_own_item_only(cast, sign_in):
    a.an_authority(cast.sg)
    planned = a_meeting(cast.sg, cast.process_leader)
    hers, other = (an_item(planned, cast.process_leader, title=title) for title in ("Hennes fråga", "Annan fråga"))
    shared(cast, hers, "Hennes underlag", "a.pdf", odd_pdf((595, 842, 0)))
    shared(cast, other, "Annat underlag", "b.pdf", odd_pdf((842, 595, 0)))
    cast.nobody.added_in = cast.samla
    cast.nobody.save(update_fields=["added_in"])
    actions.co_opt(hers, cast.nobody, by=cast.process_leader)
    meeting = called(planned, cast.process_leader)

    client = sign_in(cast.nobody)
    text = "".join(words_of(pack_of(client, meeting)))

    assert "Hennes underlag" in text
    assert "Anna" not in text
    assert zipfile.ZipFile(io.BytesIO(pack_of(client, meeting, "zip"))).namelist() == [
        "01 Hennes fråga/1 Hennes underlag.pdf"
    ]


@pytest.mark.parametrize("ending", ["pdf", "zip"])
def test_strangers_know_of_no_pack_and_before_the_notice_there_is_none(cast, sign_in, ending):
    planned = a_meeting(cast.sg, cast.process_leader)
    at = f"{planned.get_absolute_url()}handlingar.{ending}"

    assert sign_in(cast.outsider).get(at).status_code == 404
    refused = sign_in(cast.representative).get(at)
    assert refused.status_code == 403
    assert "Ingen kallelse har skickats än. Handlingarna kommer med den." in refused.text


def test_her_notes_come_along_only_when_she_asks_and_never_to_others(cast, sign_in, meeting):
    item = meeting.items.all()[1]
    actions.save_note(item, "Fråga om bemanningen", saved="", by=cast.representative)

    assert "bemanningen" not in "".join(words_of(pack_of(sign_in(cast.representative), meeting)))
    with_notes = pack_of(sign_in(cast.representative), meeting, query="?anteckningar=ja")
    assert "Fråga om bemanningen" in "".join(words_of(with_notes))
    assert ("2. Nästa möte: när?", [("Min anteckning")]) in [
        (title, [sub for sub, _ in parts]) for title, _, parts in outline_of(with_notes)
    ]
    assert "bemanningen" not in "".join(words_of(pack_of(sign_in(cast.sg_chair), meeting, query="?anteckningar=ja")))


def test_the_result_lies_in_the_storage_for_a_day(cast, sign_in, meeting, monkeypatch):
    pack_of(sign_in(cast.representative), meeting)
    job = Job.objects.get(state=JobState.DONE)
    assert bytes(job.result) == b""
    assert files().exists(job.storage_name)

    later = a.at_clock(a.days(3), 9)
    monkeypatch.setattr("documents.actions.jobs.clock.now", lambda: later)
    remove_old()

    assert not Job.objects.exists()
    assert not files().exists(job.storage_name)


@pytest.mark.parametrize("count", [3, 30])
def test_the_question_costs_the_same_however_many_documents(cast, sign_in, count, django_assert_max_num_queries):
    planned = a_meeting(cast.sg, cast.process_leader)
    item = an_item(planned, cast.process_leader)
    for number in range(count):
        shared(cast, item, f"Underlag {number}", f"{number}.pdf", a.PDF)
    meeting = called(planned, cast.process_leader)
    client = sign_in(cast.representative)
    client.get(fresh(meeting).get_absolute_url())

    with django_assert_max_num_queries(22):
        client.get(f"{meeting.get_absolute_url()}handlingar.zip")
