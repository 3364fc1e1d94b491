"""The pages of a case's documents: what is added and refused, shown and fetched, with and without JavaScript."""

import io

import pdfplumber
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions import file_of, finalise_document
from cases.models import CaseDocument
from cases.workflow import State
from documents.models import Blob, Document, ScanState
from documents.workflow import DocumentState
from samla import clock
from samla.uploads import MOST_FILES
from tests import builders as a
from tests import files
from tests.builders import a_case, a_case_document, a_draft

WARNINGS = ["Texten innehåller något som ser ut som personnummer", "Innehåller makron eller annat aktivt innehåll"]


@pytest.fixture
def case(cast):
    a.a_document_type(cast.samla)
    a.an_authority(cast.au)
    return a_case(cast, State.IN_PREPARATION)


def a_file(name, content=a.PDF):
    return SimpleUploadedFile(name, content)


def add(client, case, *uploads, **more):
    kind = a.a_document_type(case.collaboration).pk
    accept = {"headers": {"accept": "application/json"}} if more.pop("json", False) else {}
    return client.post(
        f"{case.get_absolute_url()}handlingar/", {"chosen": list(uploads), "document_type": kind, **more}, **accept
    )


def titles():
    return sorted(Document.objects.values_list("title", flat=True))


def test_several_files_become_documents_at_once(cast, sign_in, case):
    page = add(sign_in(cast.au_member), case, a_file("rutin_för_helger.pdf"), a_file("karta.png", files.a_png()))

    assert page.status_code == 302
    assert page["Location"].endswith("#handlingar")
    assert titles() == ["karta", "rutin för helger"]
    shown = sign_in(cast.au_member).get(case.get_absolute_url())
    assert (
        a.missing_from(shown, ["”rutin för helger” och ”karta” är tillagda.", "Utkast", "Inte genomsökt efter virus"])
        == []
    )


def test_one_that_is_refused_keeps_none_of_the_others_out_and_says_why_by_name(cast, sign_in, case):
    page = add(
        sign_in(cast.au_member),
        case,
        a_file("bra.pdf"),
        a_file("../trasig.docx", b"PK\x03\x04"),
        a_file("tom.txt", b""),
    )

    assert page.status_code == 422
    assert titles() == ["bra"]
    assert a.missing_from(page, ["trasig.docx: Filen är skadad", "tom.txt: Filen är tom.", "”bra” är tillagd."]) == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"title": "En rubrik"}, "En rubrik kan bara en handling ha"),
        ({"note": "Om 19121212-1212"}, "personnummer"),
        ({"document_type": 0}, "Välj ett handlingsslag"),
    ],
)
def test_what_is_wrong_in_the_form_is_said_before_anything_is_kept(cast, sign_in, case, more, words):
    page = add(sign_in(cast.au_member), case, a_file("ett.pdf"), a_file("två.pdf"), **more)

    assert page.status_code == 422
    assert words in page.text
    assert titles() == []


def test_no_file_at_all_is_said(cast, sign_in, case):
    page = add(sign_in(cast.au_member), case)

    assert page.status_code == 422
    assert "Välj minst en fil." in page.text


def test_with_javascript_each_file_gets_an_answer_of_its_own(cast, sign_in, case):
    client = sign_in(cast.au_member)

    kept = add(client, case, a_file("bra.pdf"), json=True)
    refused = add(client, case, a_file("program.exe", b"MZ"), json=True)

    assert (kept.status_code, kept.json()) == (200, {"kept": ["bra"], "errors": []})
    assert refused.status_code == 422
    assert refused.json()["errors"][0].startswith("program.exe: Filtypen ”.exe” tas inte emot.")


def test_a_file_too_large_is_stopped_while_it_arrives_and_the_others_are_kept(cast, sign_in, case):
    large = a_file("stor.pdf", b"%PDF-1.7\n" + b"\0" * (50 * 1024 * 1024))

    page = add(sign_in(cast.au_member), case, a_file("före.pdf"), large, a_file("efter.png", files.a_png()))

    assert page.status_code == 422
    assert "stor.pdf: Filen är större än 50 MB." in page.text
    assert titles() == ["efter", "före"]
    assert not Blob.objects.filter(size__gt=10_000_000).exists()


def test_fifty_megabytes_are_taken_in(cast, sign_in, case):
    exact = b"a" * (50 * 1024 * 1024)

    page = add(sign_in(cast.au_member), case, a_file("precis.txt", exact))

    assert page.status_code == 302
    assert Blob.objects.get().size == 50 * 1024 * 1024


def test_more_files_than_are_taken_in_at_once_are_named(cast, sign_in, case):
    uploads = [a_file(f"fil-{n}.txt", f"Fil {n}".encode()) for n in range(MOST_FILES + 2)]

    page = add(sign_in(cast.au_member), case, *uploads)

    assert page.status_code == 422
    assert len(titles()) == MOST_FILES
    for n in (MOST_FILES, MOST_FILES + 1):
        assert f"fil-{n}.txt: Högst {MOST_FILES} filer tas emot åt gången." in page.text


def test_names_keep_their_letters_and_lose_their_tricks(cast, sign_in, case):
    client = sign_in(cast.au_member)
    add(
        client,
        case,
        a_file("Åtgärder för äldre 🌻.pdf"),
        a_file("..\\..\\hemligt.pdf", a.a_pdf("2")),
        a_file("samma.txt", b"1"),
        a_file("samma.txt", b"2"),
    )

    names = sorted(CaseDocument.objects.values_list("document__versions__filename", flat=True))

    assert names == ["hemligt.pdf", "samma.txt", "samma.txt", "Åtgärder för äldre 🌻.pdf"]
    page = add(client, case, a_file("patient 19121212-1212.pdf"))
    assert page.status_code == 422
    assert "personnummer" in page.text
    assert "19121212-1212: " not in page.text.replace("patient 19121212-1212.pdf: ", "")


def test_who_may_not_add_is_told_why_and_sees_no_button(cast, sign_in, case):
    client = sign_in(cast.representative)

    page = add(client, case, a_file("bra.pdf"))

    assert page.status_code == 403
    assert "Handlingar läggs till av den som får ändra ärendet" in page.text
    assert "Lägg till handlingar" not in client.get(case.get_absolute_url()).text
    assert titles() == []


def test_a_draft_case_takes_documents_too(cast, sign_in):
    a.a_document_type(cast.samla)
    case = a_draft(cast)

    page = add(sign_in(cast.author), case, a_file("underlag.pdf"), share="on")

    assert page.status_code == 302
    assert Document.objects.get().state == DocumentState.SHARED
    document = CaseDocument.objects.get()
    assert sign_in(cast.local_chair).get(document.get_absolute_url()).status_code == 200
    assert sign_in(cast.au_member).get(document.get_absolute_url()).status_code == 404


# The page of a document


def test_the_page_tells_what_it_is_who_did_what_and_shows_the_file(cast, sign_in, case):
    link = a_case_document(case, cast.au_member, note="Första utkastet.")
    client = sign_in(cast.au_member)

    page = client.get(link.get_absolute_url())

    blob = Blob.objects.get()
    assert (
        a.missing_from(
            page,
            ["underlag.pdf", blob.sha256, "Första utkastet.", cast.au_member.name, "Skapad", "Dela för synpunkter"],
        )
        == []
    )
    assert f'{link.get_absolute_url()}visa/1/"' in page.text


def test_steps_are_taken_on_their_pages_below_the_case(cast, sign_in, case):
    link = a_case_document(case, cast.au_member)
    client, address = sign_in(cast.au_member), f"{link.get_absolute_url()}steg/dela/"

    assert "kan bli en allmän handling" in client.get(address).text
    assert client.post(address, {"version": link.document.version}).status_code == 302
    assert Document.objects.get().state == DocumentState.SHARED
    assert client.post(address, {"version": link.document.version + 1}).status_code == 403
    assert client.get(f"{link.get_absolute_url()}steg/flyga/").status_code == 404


def test_without_a_registering_authority_finalising_is_422_with_the_sentence(cast, sign_in):
    link = a_case_document(a_case(cast, State.IN_PREPARATION), cast.au_member)

    page = sign_in(cast.au_member).post(f"{link.get_absolute_url()}steg/faststall/")

    assert page.status_code == 422
    assert "Det finns ingen registrerande myndighet" in page.text


def test_a_new_version_is_added_and_a_refused_one_says_why(cast, sign_in, case):
    link = a_case_document(case, cast.au_member)
    client, address = sign_in(cast.au_member), f"{link.get_absolute_url()}version/"

    refused = client.post(address, {"file": a_file("ny.exe", b"MZ"), "note": "Ny"})
    assert refused.status_code == 422
    assert "tas inte emot" in refused.text
    assert client.post(address, {"note": "Ny"}).status_code == 422
    assert client.post(address, {"file": a_file("ny.pdf", a.a_pdf("2")), "note": "Ny"}).status_code == 302

    page = client.get(link.get_absolute_url())
    assert "ny.pdf" in page.text
    assert f"{link.get_absolute_url()}fil/2/" in page.text
    assert f"{link.get_absolute_url()}fil/1/" in page.text


def test_warnings_stand_on_the_page_and_in_the_list(cast, sign_in, case):
    link = a_case_document(case, cast.au_member)
    client = sign_in(cast.au_member)
    Blob.objects.update(has_active_content=True, has_identity_numbers=True)

    for address in (link.get_absolute_url(), case.get_absolute_url()):
        page = client.get(address)
        assert a.missing_from(page, WARNINGS) == []

    Blob.objects.update(scan_state=ScanState.INFECTED, scanned_at=clock.now(), scan_finding="Eicar")
    page = client.get(link.get_absolute_url())
    assert "Virus hittat: filen lämnas inte ut" in page.text
    assert "Hämta filen" not in page.text


def test_who_may_see_it_is_told_by_name_and_role(cast, sign_in, case):
    link = a_case_document(case, cast.au_member, share=True)

    page = sign_in(cast.au_member).get(f"{link.get_absolute_url()}vem-ser/")

    groups = {group.title: list(group.people) for group in page.context["groups"]}
    assert groups["Den som skapade handlingen"] == [cast.au_member.name]
    assert groups["Processledare"] == [cast.process_leader.name]
    assert cast.co_opted.name in groups["AU (har ärendet)"]
    assert "delad för synpunkter" in page.text


# The list on the case's page


def test_the_list_costs_one_question_however_many_documents_there_are(cast, sign_in, case):
    client = sign_in(cast.au_member)
    counts = {}
    for size in (3, 30):
        while CaseDocument.objects.count() < size:
            a_case_document(case, cast.au_member, share=True)
        client.get(case.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(case.get_absolute_url()).status_code == 200
        counts[size] = len(queries)

    assert counts[3] == counts[30] <= 12


def test_a_document_is_found_only_below_its_own_case(cast, sign_in, case):
    link = a_case_document(case, cast.au_member)
    other = a_case(cast, State.IN_PREPARATION)

    page = sign_in(cast.au_member).get(f"{other.get_absolute_url()}handlingar/{link.document_id}/")

    assert page.status_code == 404


def test_the_case_file_lists_the_documents_that_its_reader_may_read(cast, case):
    finalise_document(a_case_document(case, cast.au_member, title="Fastställt underlag"), by=cast.au_member)
    a_case_document(case, cast.au_member, title="Eget utkast")
    a_case_document(case, cast.au_member, title="Delat underlag", share=True)

    def text_for(user):
        documents = CaseDocument.objects.visible_to(user).values_list("document", flat=True)
        with pdfplumber.open(io.BytesIO(file_of(case, with_notes=False, documents=documents))) as pdf:
            return "\n".join(page.extract_text() for page in pdf.pages)

    assert "Fastställt underlag" in text_for(cast.representative)
    assert "Delat underlag" not in text_for(cast.representative)
    assert "Delat underlag" in text_for(cast.co_opted)
    assert "Eget utkast" not in text_for(cast.co_opted)
    assert f"{case.number}:1" in text_for(cast.representative)
