"""The pages of a body's documents: adding, the steps with what they ask, and what the reader is told."""

from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from documents import actions
from documents.actions import finalise, take
from documents.models import AccessibilityCheck, Blob, Document, PublicationCheck, RecordEntry
from documents.views.steps import step_page
from documents.workflow import PUBLICATION_POINTS, DocumentState, DocumentVerb
from samla import clock
from samla.registry import addresses_of_documents
from tests import builders as a

AU = "/grupper/au/handlingar/"


@pytest.fixture
def au(cast):
    a.an_authority(cast.au, a.an_organisation(cast.samla, "namnden", name="Nämnden för vård"))
    return cast.au


@pytest.fixture
def kind(cast):
    return a.a_document_type(cast.samla)


def upload(name="underlag.pdf", content=a.PDF):
    return SimpleUploadedFile(name, content)


def page_of(document, rest=""):
    return f"/handlingar/dokument/{document.pk}/{rest}"


def the_entry(**changed):
    """The form of a finalised document as the browser sends it."""
    return {
        "direction": "INTERNAL",
        "drawn_up_on": clock.today().isoformat(),
        "subject_public": "Underlag om utskrivning",
        "version": "1",
        "UNSCANNED": "on",
        **changed,
    }


def test_whoever_sits_in_a_body_adds_a_draft_with_its_file(cast, au, kind, sign_in):
    client = sign_in(cast.au_member)
    form = {"title": "Underlag", "document_type": kind.pk, "file": upload()}

    answer = client.post(f"{AU}ny/", form, follow=True)

    document = Document.objects.get()
    assert answer.redirect_chain == [(page_of(document), HTTPStatus.FOUND)]
    assert "Bara du ser det tills du delar det" in answer.text
    assert (document.title, document.author, document.versions.count()) == ("Underlag", cast.au_member, 1)
    assert a.missing_from(answer, ["underlag.pdf", "Fastställ innehållet", document.versions.get().blob.sha256]) == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"file": ""}, "Fil"),
        ({"file": upload("bild.svg", b"<svg/>")}, "tas inte emot"),
        ({"title": "Om 19121212-1212"}, "personnummer"),
        ({"document_type": ""}, "Handlingsslag"),
    ],
)
def test_a_draft_with_a_mistake_is_given_back_with_what_was_typed(cast, au, kind, sign_in, changed, says):
    form = {"title": "Underlag om utskrivning", "document_type": kind.pk, "file": upload(), **changed}

    answer = sign_in(cast.au_member).post(f"{AU}ny/", form)

    assert answer.status_code == 422
    assert says in answer.text
    assert str(form["title"]) in answer.text
    assert not Document.objects.exists()
    assert not Blob.objects.exists()


def test_only_those_of_the_body_its_registrar_and_the_leader_add_documents(cast, au, kind, sign_in):
    for person, status in (
        (cast.au_member, 200),
        (a.a_registrar(au), 200),
        (cast.process_leader, 200),
        (cast.representative, 403),
        (cast.reader, 403),
        (cast.outsider, 404),
    ):
        for page in ("ny/", "registrera/"):
            assert sign_in(person).get(f"{AU}{page}").status_code == status, person


def test_what_comes_in_is_registered_at_once(cast, au, kind, sign_in):
    form = the_entry(
        direction="RECEIVED",
        counterparty="En vårdcentral",
        counterparty_protected="Chefen Kajsa",
        subject_public="",
        title="Fråga om vårdplanering",
        document_type=kind.pk,
        file=upload("brev.pdf"),
    )
    answer = sign_in(a.a_registrar(au)).post(f"{AU}registrera/", form, follow=True)

    entry = RecordEntry.objects.get()
    assert f"registrerad som {entry.designation}" in answer.text
    assert (entry.direction, entry.counterparty_public, entry.counterparty_protected, entry.subject_public) == (
        "RECEIVED",
        "En vårdcentral",
        "Chefen Kajsa",
        "Fråga om vårdplanering",
    )


def test_a_file_with_macros_is_registered_only_when_that_was_seen(cast, au, kind, sign_in):
    client = sign_in(cast.process_leader)
    actions.store(a.a_file(), "samma.pdf")
    Blob.objects.update(has_active_content=True)
    form = the_entry(direction="DISPATCHED", counterparty="Kommunen", title="Svar", document_type=kind.pk)

    first = client.post(f"{AU}registrera/", {**form, "file": upload()})
    assert (first.status_code, RecordEntry.objects.count()) == (422, 0)
    assert 'name="ACTIVE_CONTENT"' in first.text
    assert "Välj filen igen" in first.text

    again = client.post(f"{AU}registrera/", {**form, "file": upload(), "ACTIVE_CONTENT": "on"})
    assert (again.status_code, RecordEntry.objects.count()) == (302, 1)


def test_sharing_says_that_the_draft_may_become_an_official_document(cast, au, sign_in):
    document = a.a_document(au, cast.au_member)
    client = sign_in(cast.au_member)

    page = client.get(page_of(document, "steg/dela/"))
    assert "kan bli en allmän handling" in page.text
    assert "olika myndigheter" in page.text.replace("\n", " ")
    client.post(page_of(document, "steg/dela/"), {"version": document.version})

    document.refresh_from_db()
    assert document.state == DocumentState.SHARED


def test_withdrawing_somebody_elses_draft_leads_back_to_the_body(cast, au, sign_in):
    document = a.a_document_in(au, cast.au_member, DocumentState.SHARED, cast.process_leader)
    answer = sign_in(cast.process_leader).post(page_of(document, "steg/ta-tillbaka/"), {"version": 2}, follow=True)
    assert answer.redirect_chain[-1][0] == "/grupper/au/"
    assert "åter ett utkast" in answer.text
    assert sign_in(cast.process_leader).get(page_of(document)).status_code == 404


def test_finalising_asks_for_the_registers_fields_and_the_warnings(cast, au, sign_in):
    document = a.a_document(au, cast.au_member)
    client = sign_in(cast.au_member)
    page = client.get(page_of(document, "steg/faststall/"))
    assert a.missing_from(page, ["Vad handlingen rör, skyddad uppgift", "inte genomsökt efter virus"]) == []

    form = the_entry(direction="RECEIVED", subject_protected="Det skyddade", UNSCANNED="")
    refused = client.post(page_of(document, "steg/faststall/"), form)
    assert refused.status_code == 422
    assert a.missing_from(refused, ["Ange från vem handlingen kom", "Kryssa för att du har sett", "Det skyddade"]) == []

    client.post(page_of(document, "steg/faststall/"), the_entry(subject_protected="Det skyddade"))
    entry = RecordEntry.objects.get(document=document)
    assert (entry.subject_public, entry.subject_protected) == ("Underlag om utskrivning", "Det skyddade")


def test_without_an_authority_the_page_says_whom_to_ask(cast, sign_in):
    document = a.a_document(cast.au, cast.au_member)
    client = sign_in(cast.au_member)
    for page in (page_of(document), page_of(document, "steg/faststall/")):
        assert "Be processledaren ange den" in client.get(page).text
    refused = client.post(page_of(document, "steg/faststall/"), the_entry())
    assert (refused.status_code, RecordEntry.objects.count()) == (422, 0)
    assert "Be processledaren ange den" in refused.text


def test_a_step_whose_page_was_opened_before_somebody_else_acted_is_answered_with_both(cast, au, sign_in):
    document = a.a_document(au, cast.au_member)
    take(document, DocumentVerb.SHARE, by=cast.process_leader)

    answer = sign_in(cast.au_member).post(page_of(document, "steg/faststall/"), the_entry(subject_public="Mina ord"))

    assert answer.status_code == 409
    assert "Mina ord" in answer.text
    assert not RecordEntry.objects.exists()


def test_a_step_that_is_not_the_readers_is_refused_with_its_reason(cast, au, sign_in):
    document = a.a_document_in(au, cast.au_member, DocumentState.FINALISED, cast.process_leader)
    client = sign_in(cast.representative)
    for verb in ("publicera", "sekretess"):
        for answer in (client.get(page_of(document, f"steg/{verb}/")), client.post(page_of(document, f"steg/{verb}/"))):
            assert answer.status_code == 403
            assert "processledaren" in answer.text
    assert "Det gör processledaren eller gruppens registrator." in client.get(page_of(document)).text
    assert client.get(page_of(document, "steg/flyga/")).status_code == 404


def test_publishing_is_two_steps_with_every_point_ticked(cast, au, sign_in):
    document = a.a_document_in(au, cast.au_member, DocumentState.FINALISED, cast.process_leader)
    client, address = sign_in(a.a_registrar(au)), page_of(document, "steg/publicera/")
    given = {
        "version": document.version,
        "responsible": "Petra Processledare",
        "accessibility": AccessibilityCheck.NOT_ACCESSIBLE,
        **dict.fromkeys(PUBLICATION_POINTS, "on"),
    }
    early = client.post(address, {"confirmed": "1", "version": document.version})
    assert (early.status_code, early["Location"]) == (302, address)
    refused = client.post(address, {**given, "secrecy_reviewed": ""})
    assert (refused.status_code, PublicationCheck.objects.count()) == (422, 0)
    assert "Petra Processledare" in refused.text

    second = client.post(address, given, follow=True)
    assert "Steg 2 av 2" in second.text
    assert Document.objects.get(pk=document.pk).state == DocumentState.FINALISED
    done = client.post(address, {"confirmed": "1", "version": document.version}, follow=True)

    assert "Handlingen är publicerad" in done.text
    check = PublicationCheck.objects.get()
    assert (check.by_name, check.responsible) == ("Rakel Registrator", "Petra Processledare")
    assert "inte helt tillgänglig" in client.get(f"/handlingar/{document.number.replace(' ', '-')}/").text


def test_a_marking_is_set_and_taken_away_on_its_pages(cast, au, sign_in):
    document = a.a_document_in(au, cast.au_member, DocumentState.FINALISED, cast.process_leader)
    client = sign_in(cast.process_leader)
    form = {
        "version": document.version,
        "provision": "OSL 25 kap. 1 §",
        "authority": "Nämnden",
        "on": clock.today().isoformat(),
        "reason": "Prövas.",
    }
    assert client.post(page_of(document, "steg/sekretess/"), {**form, "provision": ""}).status_code == 422
    marked = client.post(page_of(document, "steg/sekretess/"), form, follow=True)
    assert a.missing_from(marked, ["Handlingen är sekretessmarkerad.", "OSL 25 kap. 1 §, Nämnden den"]) == []
    assert "Sekretessmarkera" not in marked.text.replace("Sekretessmarkerad", "").replace("Sekretessmarkerade", "")

    gone = client.post(page_of(document, "steg/hav-sekretess/"), {"version": document.version + 1, "reason": "Prövat."})
    assert gone.status_code == 302
    document.refresh_from_db()
    assert document.secrecy_provision == ""


def test_the_floor_above_may_give_the_number_when_a_document_is_finalised(cast, au):
    document = a.a_document(au, cast.au_member)
    asked = []

    def finish(given, *, by, **facts):
        asked.append((given, by))
        return finalise(given, by=by, number="SAMLA 2026-0007:1", **facts)

    request = RequestFactory().post("/arenden/x/", the_entry())
    request.user, request.collaboration, request.session = cast.au_member, cast.samla, {}
    request._messages = Messages()
    answer = step_page(request, document, DocumentVerb.FINALISE, back="/arenden/x/", finish=finish)

    assert (answer.status_code, answer["Location"]) == (302, "/arenden/x/")
    assert RecordEntry.objects.get().designation == "SAMLA 2026-0007:1"
    assert asked == [(document, cast.au_member)]
    request.user = cast.nobody
    with pytest.raises(PermissionDenied):
        step_page(request, document, DocumentVerb.FINALISE, back="/", finish=finish)


class Messages(list):
    def add(self, level, message, extra_tags=""):
        self.append(message)


def test_a_draft_is_renamed_and_gets_new_versions_until_it_is_finalised(cast, au, kind, sign_in):
    document, client = a.a_document(au, cast.au_member), sign_in(cast.au_member)
    client.post(page_of(document, "andra/"), {"title": "Nytt namn", "document_type": kind.pk, "version": 1})
    stale = client.post(page_of(document, "andra/"), {"title": "För sent", "document_type": kind.pk, "version": 1})
    assert (stale.status_code, "För sent" in stale.text, "Nytt namn" in stale.text) == (409, True, True)
    client.post(page_of(document, "version/"), {"file": upload("nytt.pdf", a.PDF + b"2"), "note": "Rättad tabell"})
    page = client.get(page_of(document))
    assert a.missing_from(page, ["Nytt namn", "nytt.pdf", "version 2, den senaste", "Rättad tabell", "version 1"]) == []

    finalise(document, by=cast.au_member)
    for rest in ("andra/", "version/"):
        refused = client.get(page_of(document, rest))
        assert (refused.status_code, "kan inte ändras" in refused.text) == (403, True)


def test_a_draft_is_its_authors_alone(cast, au, sign_in):
    document = a.a_document(au, cast.au_member)
    for person in (cast.process_leader, cast.sg_chair, cast.co_opted, cast.reader, a.a_registrar(au)):
        for rest in ("", "fil/1/", "visa/1/", "vem-ser/", "andra/", "version/", "steg/dela/"):
            assert sign_in(person).get(page_of(document, rest)).status_code == 404, (person, rest)


def test_the_files_are_for_whoever_may_read_the_document(cast, au, sign_in):
    document = a.a_document_in(au, cast.au_member, DocumentState.FINALISED, cast.process_leader)
    saved = sign_in(cast.reader).get(page_of(document, "fil/1/"))
    assert b"".join(saved.streaming_content) == a.PDF
    assert sign_in(cast.outsider).get(page_of(document, "fil/1/")).status_code == 404
    assert sign_in(cast.reader).get(page_of(document, "fil/2/")).status_code == 404


def test_the_page_of_readers_names_them_by_role(cast, au, sign_in):
    document = a.a_document_in(au, cast.au_member, DocumentState.FINALISED, cast.process_leader)
    a.a_registrar(au)
    page = sign_in(cast.reader).get(page_of(document, "vem-ser/"))
    assert a.missing_from(page, ["Alla med plats i AU", "Registrator i AU", "Rakel Registrator", "Rut Läsare"]) == []
    assert "Ola Grannledare" not in page.text


def test_a_bodys_documents_are_listed_to_those_who_may_see_them_and_its_page_leads_there(cast, au, sign_in):
    a.a_document_in(au, cast.au_member, DocumentState.FINALISED, cast.process_leader, title="Det upprättade")
    a.a_document(au, cast.au_member, "Utkastet")
    assert '"/grupper/au/handlingar/"' in sign_in(cast.au_member).get("/grupper/au/").text
    page = sign_in(cast.au_member).get("/grupper/au/handlingar/")
    assert a.missing_from(page, ["Det upprättade", "Utkastet", "Ny handling"]) == []
    others = sign_in(cast.representative).get("/grupper/au/handlingar/").text
    assert ("Det upprättade" in others, "Utkastet" in others, "Ny handling" in others) == (True, False, False)


def test_the_documents_of_a_body_ask_the_same_with_three_and_with_thirty(cast, au, sign_in):
    client, counts = sign_in(cast.process_leader), []
    for wanted in (3, 30):
        while Document.objects.count() < wanted:
            a.a_document_in(au, cast.process_leader, DocumentState.FINALISED, cast.process_leader)
        client.get(AU)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(AU).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_mitt_arbete_reminds_of_drafts_and_of_what_is_shared(cast, au, sign_in):
    a.a_document(au, cast.au_member, "Mitt utkast")
    a.a_document_in(au, cast.au_member, DocumentState.SHARED, cast.process_leader, title="Det delade")
    page = sign_in(cast.au_member).get("/")
    assert a.missing_from(page, ["Mitt utkast", "är ditt utkast i AU", "Det delade", "ta tillbaka delningen"]) == []
    assert "Mitt utkast" not in sign_in(cast.process_leader).get("/").text


def test_the_registrar_is_told_of_lines_that_lack_the_authoritys_number(cast, au, sign_in):
    registrar = a.a_registrar(au)
    with clock.at(clock.now() - a.dt.timedelta(days=15)):
        a.a_document_in(au, cast.process_leader, DocumentState.FINALISED, cast.process_leader, title="Saknar")
    a.a_document_in(au, cast.process_leader, DocumentState.FINALISED, cast.process_leader, title="Ny")

    page = sign_in(registrar).get("/")
    assert "Handlingar i AU utan diarienummer" in page.text
    assert a.missing_from(sign_in(registrar).get(f"{AU}?visa=utan-diarienummer"), ["Saknar"]) == []
    actions.correct_entry(RecordEntry.objects.first(), {"external_number": "N 1"}, version=1, by=registrar)
    actions.correct_entry(RecordEntry.objects.last(), {"external_number": "N 2"}, version=1, by=registrar)
    assert "utan diarienummer" not in sign_in(registrar).get("/").text


def test_a_documents_page_is_found_by_its_home_for_those_who_may_open_it(cast, au):
    document = a.a_document_in(au, cast.au_member, DocumentState.SHARED, cast.process_leader)
    request = RequestFactory().get("/")
    request.user = cast.au_member
    assert addresses_of_documents(request, [document]) == {document.pk: page_of(document)}
    request.user = cast.reader
    assert addresses_of_documents(request, [document]) == {}
