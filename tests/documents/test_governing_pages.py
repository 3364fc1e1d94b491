"""The pages of governing documents: what holds, what is missing, who writes, who reads (rules 42, 57, 64, K24, K25)."""

import io

import pdfplumber
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.actions import approve_revision, begin_revision, finalise_revision, take
from documents.models import Document, GoverningRevision, Job, JobState
from documents.views.differences import Change, differences
from documents.views.governing_readers import groups_of, role_of
from documents.workflow import DocumentVerb
from groups.actions import grant
from groups.powers import Power, powers_of
from tests import builders as a
from tests.background import work_off_queue
from tests.documents.test_governing import a_pdf, a_word_document

HEADER = [
    "Dokumenttyp",
    "Uppdrag",
    "Upprättat av",
    "Utfärdsdatum",
    "Sida",
    "Godkänt av",
    "Datum för godkännande efter revidering",
]


@pytest.fixture
def slot(cast):
    for body in (cast.au, cast.nosam, cast.sg):
        a.an_authority(body)
    return a.a_slot(cast.nosam, "Uppdragsbeskrivning för NOSAM Lerum", slug="uppdrag")


@pytest.fixture
def draft(cast, slot):
    return a.a_revision(slot, cast.process_leader)


@pytest.fixture
def approved(cast, draft):
    return approve_revision(draft, a.an_approval(cast.sg), by=cast.process_leader)


URL = "/grupper/nosam-lerum/uppdrag/uppdrag/"


def typed(revision, **changes):
    """The form of a draft as the browser sends it."""
    return {
        "kind": revision.kind,
        "assignment": revision.assignment,
        "drawn_up_by": revision.drawn_up_by,
        "issued_on": revision.issued_on or "",
        "approved_by": revision.approved_by_id or "",
        "text": revision.text,
        "version": Document.objects.get(pk=revision.document_id).version,
        **changes,
    }


def decided(cast, **changes):
    return {"approved_by": cast.sg.pk, "approved_on": a.days(-3), "decision": "SG 2026 § 14", **changes}


def fetched(client, address):
    """The answer, and the bytes of its file."""
    answer = client.get(address)
    return answer, b"".join(answer)  # read to its end, by which the test client closes the file


def publish(revision, cast):
    a.a_published(Document.objects.get(pk=revision.document_id), cast.process_leader)


def test_a_missing_document_is_said_to_be_missing(cast, slot, sign_in):
    client = sign_in(cast.author)

    assert a.missing_from(client.get("/grupper/nosam-lerum/"), [slot.title, "ej inlagd"]) == []
    page = client.get(URL)
    assert a.missing_from(page, ["Ej inlagd", "Dokumentet saknas"]) == []
    assert "Lägg in dokumentet" not in page.text
    assert "Lägg in dokumentet" in sign_in(cast.local_chair).get(URL).text


def test_the_document_in_force_is_shown_with_its_seven_fields(cast, approved, sign_in):
    page = sign_in(cast.author).get(URL)

    for label in HEADER:
        assert f'<th scope="row">{label}</th>' in page.text
    assert (
        a.missing_from(page, ["1 av 1", "Samordningsgruppen", a.days(-3).isoformat(), "SG 2026 § 14", "Gäller nu"])
        == []
    )
    assert "<h2>Uppdrag</h2>" in page.text
    body = sign_in(cast.author).get("/grupper/nosam-lerum/")
    assert a.missing_from(body, [f"Godkänt av {cast.sg.short_name}", *HEADER]) == []
    assert "ej inlagd" not in body.text


def test_unknown_dates_are_said_to_be_unknown(cast, slot, sign_in):
    finalise_revision(a.a_revision(slot, cast.process_leader, issued_on=None), by=cast.process_leader)

    page = sign_in(cast.author).get(URL)

    assert page.text.count("Datum okänt, att komplettera") == 2
    assert "datum okänt, att komplettera" in sign_in(cast.author).get("/grupper/nosam-lerum/").text


def test_a_published_document_is_read_without_signing_in_and_names_nobody(client, cast, approved):
    assert client.get(URL)["Location"] == f"/logga-in/?next={URL}"
    assert approved.slot.title not in client.get("/styrande-dokument/").text

    publish(approved, cast)

    page = client.get(URL)
    assert page.status_code == 200
    assert a.missing_from(page, [*HEADER, "Gruppen samordnar."]) == []
    assert cast.process_leader.name not in page.text
    assert cast.process_leader.name in approved.document.finalised_by.name
    assert approved.slot.title in client.get("/styrande-dokument/").text
    assert fetched(client, f"{URL}1/fil/")[1].startswith(b"%PDF-")
    assert "sessionid" not in page.cookies


def test_the_public_reads_the_published_one_while_a_newer_is_not(client, cast, approved, slot):
    publish(approved, cast)
    newer = a.a_revision(slot, cast.process_leader, text="Nya ord.")
    approve_revision(newer, a.an_approval(cast.sg), by=cast.process_leader)

    page = client.get(URL)

    assert "Gruppen samordnar." in page.text
    assert "Nya ord." not in page.text
    assert client.get(f"{URL}2/")["Location"].startswith("/logga-in/")
    assert client.get(f"{URL}2/fil/")["Location"].startswith("/logga-in/")
    assert client.get(f"{URL}2/skillnad/")["Location"].startswith("/logga-in/")


def test_a_draft_is_hidden_from_those_who_neither_write_nor_share(cast, draft, sign_in):
    assert draft.text
    for who in (cast.author, cast.sg_chair, cast.reader, cast.outsider):
        for rest in ("", "fil/", "andra/", "godkann/", "vem-ser/"):
            assert sign_in(who).get(f"{URL}1/{rest}").status_code == 404
    assert "Utkast: revision 1" not in sign_in(cast.author).get("/grupper/nosam-lerum/").text
    assert "Utkast: revision 1" in sign_in(cast.local_chair).get("/grupper/nosam-lerum/").text


def test_the_whole_way_through_the_pages(cast, slot, sign_in):
    client = sign_in(cast.local_chair)

    begun = client.post(f"{URL}ny-revision/")
    assert begun["Location"] == f"{URL}1/andra/"
    draft = GoverningRevision.objects.get()
    saved = client.post(f"{URL}1/andra/", typed(draft, text="# Syfte\n\nVi ses.", issued_on=a.days(-30)))
    assert saved["Location"] == f"{URL}1/"
    version = GoverningRevision.objects.get().document.version
    assert client.post(f"{URL}1/steg/dela/", {"version": version}).status_code == 302
    assert "Vi ses." in sign_in(cast.author).get(f"{URL}1/").text
    client = sign_in(cast.process_leader)
    answer = client.post(f"{URL}1/godkann/", decided(cast))
    assert answer["Location"] == f"{URL}1/"  # the worker has it
    assert "Dokumentet fastställs just nu" in client.get(f"{URL}1/").text
    work_off_queue()

    draft.refresh_from_db()
    assert (draft.approved_by, draft.decision, draft.recorded_by) == (cast.sg, "SG 2026 § 14", cast.process_leader)
    assert Job.objects.get().state == JobState.DONE
    assert "Gäller nu" in client.get(URL).text
    event = GoverningRevision.pgh_event_model.objects.filter(approved_on__isnull=False).get()
    assert event.pgh_context_id is not None


def test_a_second_run_of_the_work_changes_nothing(cast, draft, sign_in):
    client = sign_in(cast.process_leader)
    client.post(f"{URL}1/faststall/")
    client.post(f"{URL}1/faststall/")  # an impatient second press

    work_off_queue()

    assert Job.objects.count() == 1
    assert draft.document.versions.count() == 1


def test_what_stops_the_work_is_told_on_the_page(cast, draft, sign_in):
    client = sign_in(cast.process_leader)
    client.post(f"{URL}1/faststall/")
    cast.nosam.registering_authorities.all().delete()  # while the work waits

    work_off_queue()

    assert "Det finns ingen registrerande myndighet" in client.get(f"{URL}1/").text
    assert GoverningRevision.objects.get().is_open


def test_what_stands_in_the_way_is_told_before_any_work_is_queued(cast, slot, sign_in):
    draft = a.a_revision(slot, cast.process_leader, text="")
    client = sign_in(cast.process_leader)

    answer = client.post(f"{URL}1/faststall/")

    assert answer.status_code == 422
    assert "Dokumentet är tomt" in answer.text
    assert "Fastställ utan godkännande" not in client.get(draft.get_absolute_url()).text
    assert not Job.objects.exists()


def test_bad_input_is_told_and_nothing_typed_is_lost(cast, draft, sign_in):
    client = sign_in(cast.process_leader)

    answer = client.post(f"{URL}1/andra/", typed(draft, text="Ring 19121212-1212.", kind=""))
    assert answer.status_code == 422
    assert a.missing_from(answer, ["personnummer", "Ring 19121212-1212."]) == []
    answer = client.post(f"{URL}1/andra/", typed(draft, issued_on=a.days(2)))
    assert (answer.status_code, "i framtiden" in answer.text) == (422, True)
    answer = client.post(f"{URL}1/godkann/", decided(cast, approved_on=a.days(2)))
    assert answer.status_code == 422
    assert a.missing_from(answer, ["kan inte ligga i framtiden", "SG 2026 § 14"]) == []
    assert not Job.objects.exists()


def test_the_preview_saves_nothing(cast, draft, sign_in):
    page = sign_in(cast.process_leader).post(f"{URL}1/andra/", typed(draft, text="# Nytt", preview="1"))

    assert a.missing_from(page, ["Så här blir dokumentet", *HEADER]) == []
    assert "<h2>Nytt</h2>" in page.text
    draft.refresh_from_db()
    assert "Nytt" not in draft.text


def test_of_two_windows_the_later_one_reads_both_texts(cast, draft, sign_in):
    client = sign_in(cast.process_leader)
    first, second = typed(draft, text="Från första"), typed(draft, text="Från andra")
    client.post(f"{URL}1/andra/", first)

    answer = client.post(f"{URL}1/andra/", second)

    assert answer.status_code == 409
    assert a.missing_from(answer, ["Från första", "Från andra"]) == []


def test_a_file_is_uploaded_shown_and_fetched_as_it_was(cast, slot, sign_in):
    begin_revision(slot, by=cast.process_leader)
    client = sign_in(cast.process_leader)
    data = a_pdf(2).read()
    draft = GoverningRevision.objects.get()

    client.post(f"{URL}1/andra/", typed(draft, file=SimpleUploadedFile("Uppdrag åäö.pdf", data)))
    client.post(f"{URL}1/godkann/", decided(cast, issued_on=a.days(-60)))

    page = client.get(URL)
    assert a.missing_from(page, ["Uppdrag åäö.pdf", "1 av 2", "Gäller nu"]) == []
    answer, got = fetched(client, f"{URL}1/fil/")
    assert got == data
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"


def test_a_refused_file_is_told_at_its_field(cast, slot, sign_in):
    draft = begin_revision(slot, by=cast.process_leader)

    answer = sign_in(cast.process_leader).post(
        f"{URL}1/andra/", typed(draft, file=SimpleUploadedFile("uppdrag.pdf", b"PK inte en pdf"))
    )

    assert answer.status_code == 422
    assert "Innehållet är inte" in answer.text


def test_a_word_document_is_saved_and_never_shown(cast, slot, sign_in):
    draft = begin_revision(slot, by=cast.process_leader)
    file = SimpleUploadedFile("uppdrag.docx", a_word_document().read())
    client = sign_in(cast.process_leader)
    client.post(f"{URL}1/andra/", typed(draft, file=file))

    assert fetched(client, f"{URL}1/fil/")[0]["Content-Disposition"].startswith("attachment")
    assert a.missing_from(client.get(f"{URL}1/"), ["Ladda ned filen", "Framgår inte av filen"]) == []


def test_a_file_that_is_gone_is_said_to_be_gone(cast, approved, sign_in):
    default_storage.delete(approved.document.versions.get().blob.storage_name)

    answer = sign_in(cast.author).get(f"{URL}1/fil/")

    assert answer.status_code == 404
    assert "Filen saknas i lagringen" in answer.text


def test_the_pdf_of_what_was_approved_afterwards_has_the_whole_header_and_the_frozen_file_is_there_too(
    cast, slot, sign_in
):
    done = finalise_revision(a.a_revision(slot, cast.process_leader), by=cast.process_leader)
    client = sign_in(cast.sg_chair)
    assert "Registrera godkännande" in client.get(URL).text
    client.post(f"{URL}1/godkann/", decided(cast))

    assert "när filen redan var fastställd" in client.get(URL).text
    _, frozen = fetched(client, f"{URL}1/fil/?fil=1")
    assert client.get(f"{URL}1/fil/").status_code == 202  # laid out by the worker
    work_off_queue()
    laid_out = client.get(f"{URL}1/fil/").content
    assert frozen != laid_out
    assert a.days(-3).isoformat() not in _text(frozen)
    assert a.days(-3).isoformat() in _text(laid_out)
    assert done.document.versions.count() == 1


def _text(data):
    with pdfplumber.open(io.BytesIO(data)) as opened:
        return opened.pages[0].extract_text()


def test_what_a_revision_changed_is_told_in_words_too(cast, approved, slot, sign_in):
    a.a_revision(slot, cast.process_leader, text="# Uppdrag\n\nGruppen leder.\n\nNy rad.", drawn_up_by="Sekreteraren")

    page = sign_in(cast.local_chair).get(f"{URL}2/skillnad/")

    assert "[borttaget: </span>samordnar" in page.text
    assert "[tillagt: </span>leder" in page.text
    assert "[tillagt: </span>Ny rad." in page.text
    assert a.missing_from(page, ["Sekreteraren", "Upprättat av"]) == []
    assert sign_in(cast.author).get(f"{URL}2/skillnad/").status_code == 404
    assert sign_in(cast.local_chair).get(f"{URL}1/skillnad/").status_code == 404


def test_a_line_is_compared_word_by_word_and_another_line_is_whole():
    before = "Samma.\nGruppen möts två gånger.\nDetta utgår helt och hållet."
    after = "Samma.\nGruppen möts tre gånger.\nXyz."

    lines = differences(before, after)

    assert [[(piece.change, piece.text) for piece in line.pieces] for line in lines] == [
        [(Change.KEPT, "Samma.")],
        [
            (Change.KEPT, "Gruppen möts "),
            (Change.REMOVED, "två"),
            (Change.ADDED, "tre"),
            (Change.KEPT, " gånger."),
        ],
        [(Change.REMOVED, "Detta utgår helt och hållet.")],
        [(Change.ADDED, "Xyz.")],
    ]


PEOPLE = (
    "process_leader",
    "local_chair",
    "author",
    "au_member",
    "sg_chair",
    "representative",
    "co_opted",
    "reader",
    "outsider",
    "nobody",
)


@pytest.mark.parametrize("state", ["DRAFT", "SHARED", "FINALISED", "SECRET"])
def test_who_can_see_it_answers_as_the_page_itself_does(cast, slot, state):
    draft = a.a_revision(slot, cast.local_chair)
    grant(
        Power.READ_DRAFTS, cast.nosam, cast.nobody, starts_on=a.days(-1), ends_on=a.days(9), reason="Hjälper", by=None
    )
    if state == "SHARED":
        take(draft.document, DocumentVerb.SHARE, by=cast.local_chair)
    elif state != "DRAFT":
        finalise_revision(draft, by=cast.local_chair)
    if state == "SECRET":
        marking = {"secrecy_provision": "OSL 25:1", "secrecy_on": a.days(0), "secrecy_authority": "Kommunen"}
        Document.objects.filter(pk=draft.document_id).update(**marking)
    revision = GoverningRevision.objects.with_header().get(pk=draft.pk)
    mine = GoverningRevision.objects.filter(pk=draft.pk)

    answers = {who: role_of(getattr(cast, who).pk, powers_of(getattr(cast, who)), revision) for who in PEOPLE}

    assert {who for who, role in answers.items() if role} == {
        who for who in PEOPLE if mine.visible_to(getattr(cast, who)).exists()
    }
    assert any(answers.values())
    assert not all(answers.values())
    named = {name for group in groups_of(revision) for name in group.people}
    assert cast.process_leader.name in named


def test_a_document_that_is_marked_secret_is_not_said_to_be_missing(cast, approved, sign_in):
    marking = {"secrecy_provision": "OSL 25:1", "secrecy_on": a.days(0), "secrecy_authority": "Kommunen"}
    Document.objects.filter(pk=approved.document_id).update(**marking)

    page = sign_in(cast.reader).get(URL)

    assert "Dokumentet är sekretessmarkerat" in page.text
    assert "Gruppen samordnar." not in page.text
    assert "inlagd, men sekretessmarkerad" in sign_in(cast.reader).get("/grupper/nosam-lerum/").text
    assert "Gruppen samordnar." in sign_in(cast.author).get(URL).text


def test_names_of_readers_are_for_those_who_belong_also_when_all_may_read(cast, approved, sign_in):
    publish(approved, cast)

    assert sign_in(cast.outsider).get(f"{URL}1/").status_code == 200
    assert sign_in(cast.outsider).get(f"{URL}1/vem-ser/").status_code == 404
    assert cast.author.name in sign_in(cast.author).get(f"{URL}1/vem-ser/").text


def test_who_can_see_it_is_a_page_with_names(cast, draft, sign_in):
    page = sign_in(cast.process_leader).get(f"{URL}1/vem-ser/")

    assert a.missing_from(page, [cast.process_leader.name, cast.local_chair.name]) == []
    assert cast.author.name not in page.text


def test_the_process_leader_adds_a_slot_on_the_bodys_page(cast, sign_in):
    client = sign_in(cast.process_leader)
    assert "Lägg till en dokumentplats" in client.get("/grupper/nosam-lerum/").text

    answer = client.post("/grupper/nosam-lerum/ny-dokumentplats/", {"title": "Arbetsordning"})

    assert answer["Location"] == "/grupper/nosam-lerum/uppdrag/arbetsordning/"
    assert client.post("/grupper/nosam-lerum/ny-dokumentplats/", {"title": "arbetsordning"}).status_code == 422
    assert client.post("/grupper/nosam-lerum/ny-dokumentplats/", {"title": "19121212-1212"}).status_code == 422
    assert "Lägg till en dokumentplats" not in sign_in(cast.local_chair).get("/grupper/nosam-lerum/").text
    assert sign_in(cast.local_chair).get("/grupper/nosam-lerum/ny-dokumentplats/").status_code == 403
    assert sign_in(cast.outsider).get("/grupper/nosam-lerum/ny-dokumentplats/").status_code == 404


def test_a_step_that_is_not_taken_here_is_refused(cast, draft, sign_in):
    client = sign_in(cast.process_leader)

    assert client.post(f"{URL}1/steg/hoppa/").status_code == 404
    assert client.get(f"{URL}1/steg/ta-tillbaka/").status_code == 403
    for elsewhere in ("faststall", "kasta", "justera", "gallra"):
        assert client.get(f"{URL}1/steg/{elsewhere}/").status_code == 404
    assert "allmän handling" in client.get(f"{URL}1/steg/dela/").text  # the warning before it is shared (L2)
    assert client.post(f"{URL}1/faststall/").status_code == 302


def test_a_revision_has_its_own_page_and_none_among_the_other_documents(cast, draft, sign_in):
    client, address = sign_in(cast.process_leader), f"/handlingar/dokument/{draft.document_id}/"
    assert client.get(address)["Location"] == draft.get_absolute_url()
    for rest in ("version/", "andra/", "steg/faststall/", "fil/1/"):
        assert client.get(f"{address}{rest}").status_code == 404


@pytest.mark.parametrize("address", ["/styrande-dokument/", "/grupper/nosam-lerum/", URL])
def test_thirty_documents_cost_no_more_questions_than_three(cast, approved, sign_in, address):
    client = sign_in(cast.process_leader)

    def cost():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    def add(count):
        for _ in range(count):
            slot = a.a_slot(cast.nosam)
            draft = begin_revision(slot, by=cast.process_leader)
            GoverningRevision.objects.filter(pk=draft.pk).update(text="Text")

    add(2)
    few = cost()
    add(27)
    assert cost() == few
