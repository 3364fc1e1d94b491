"""The documents of a case: who adds, reads and finalises them, their numbers, and their pages."""

import io
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import actions, rules
from cases.models import Case, CaseDocument
from cases.models.readers import document_readings_of
from cases.views.document_rows import rows_of_documents
from cases.workflow import State, Verb
from documents import actions as documents
from documents.models import Blob, Document, RecordEntry
from documents.workflow import DocumentState, DocumentVerb
from groups.models import User
from groups.views.readers import active_holdings
from tests import builders as a
from tests.builders import a_case, a_draft, url_of

SECRET = "OSL 25 kap. 1 §"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def case(cast):
    """In preparation with AU, where documents have a register."""
    for body in (cast.au, cast.nosam, cast.sg):
        a.an_authority(body)
    return a_case(cast, State.IN_PREPARATION)


def add(case, by, content=a.PDF, filename="underlag.pdf", **given):
    return actions.add_document(
        case, io.BytesIO(content), filename, document_type=a.a_document_type(case.collaboration), by=by, **given
    )


def readers_of(link):
    return {user.pk for user in User.objects.all() if CaseDocument.objects.visible_to(user).filter(pk=link.pk).exists()}


def keys(*people):
    return {person.pk for person in people}


# Who reads


def test_a_draft_is_its_authors_only_and_shared_the_holders(cast, case):
    link = add(case, cast.au_member)
    assert readers_of(link) == keys(cast.au_member)

    documents.take(link.document, DocumentVerb.SHARE, by=cast.au_member)

    assert keys(cast.au_member, cast.process_leader, cast.sg_chair) <= readers_of(link)
    assert not keys(cast.local_chair, cast.representative, cast.reader) & readers_of(link)


def test_finalised_is_for_whoever_reads_the_case(cast, case):
    link = actions.finalise_document(add(case, cast.au_member), by=cast.au_member)

    reads_case = {user.pk for user in User.objects.all() if Case.objects.visible_to(user).filter(pk=case.pk).exists()}
    assert readers_of(link) == reads_case
    assert keys(cast.representative, cast.local_chair) <= reads_case
    assert not keys(cast.outsider, cast.nobody) & reads_case


@pytest.mark.parametrize("state", ["draft", "shared", "finalised"])
@pytest.mark.parametrize("secrecy", ["", SECRET])
def test_the_page_of_readers_and_the_question_agree(cast, case, state, secrecy):
    a.a_registrar(cast.au)
    case = Case.objects.get(pk=case.pk)
    link = add(case, cast.au_member, share=state == "shared")
    if state == "finalised":
        link = actions.finalise_document(link, by=cast.au_member)
    if secrecy:
        actions.revise(case, {"secrecy_provision": secrecy}, version=case.version, by=cast.au_member)
    link = CaseDocument.objects.select_related("case", "document").get(pk=link.pk)

    holdings, _ = active_holdings(case.collaboration_id)
    said = {reading.user for reading in document_readings_of(link, holdings)}

    assert said == readers_of(link)
    assert said


def test_a_marking_of_the_case_takes_its_documents_out_of_the_public_register(cast, case):
    link = actions.finalise_document(add(case, cast.au_member), by=cast.au_member)
    assert not RecordEntry.objects.get(document=link.document).is_secret

    case.refresh_from_db()
    actions.revise(case, {"secrecy_provision": SECRET}, version=case.version, by=cast.au_member)

    assert RecordEntry.objects.get(document=link.document).is_secret
    document = Document.objects.get(pk=link.document_id)
    assert document.secrecy_provision == SECRET
    assert cast.representative.pk not in readers_of(link)


def test_a_case_with_a_published_document_is_not_marked_before_it_is_unpublished(cast, case):
    link = actions.finalise_document(add(case, cast.au_member), by=cast.au_member)
    a.a_published(link.document, cast.process_leader)
    case.refresh_from_db()
    with pytest.raises(ValidationError, match="Avpublicera"):
        actions.revise(case, {"secrecy_provision": SECRET}, version=case.version, by=cast.au_member)
    case.refresh_from_db()
    assert case.secrecy_provision == ""


def test_in_a_secret_case_a_document_is_registered_as_secret(cast, case):
    case.refresh_from_db()
    case = actions.revise(case, {"secrecy_provision": SECRET}, version=case.version, by=cast.au_member)
    link = actions.finalise_document(add(case, cast.au_member), by=cast.au_member)
    assert RecordEntry.objects.get(document=link.document).is_secret
    assert Document.objects.get(pk=link.document_id).secrecy_provision == SECRET


@pytest.mark.parametrize("secrecy", ["", "document", "case"])
def test_the_list_on_the_cases_page_is_what_the_question_answers(cast, case, secrecy):
    draft, shared, final = add(case, cast.au_member), add(case, cast.au_member, share=True), add(case, cast.au_member)
    final = actions.finalise_document(final, by=cast.au_member)
    if secrecy == "document":
        a.marked_secret(Document.objects.get(pk=final.document_id), cast.process_leader)
        a.marked_secret(Document.objects.get(pk=shared.document_id), cast.process_leader)
    if secrecy == "case":
        case.refresh_from_db()
        actions.revise(case, {"secrecy_provision": SECRET}, version=case.version, by=cast.au_member)
    addresses = {f"{case.get_absolute_url()}handlingar/{link.document_id}/": link.pk for link in (draft, shared, final)}
    seen = set()
    for user in User.objects.all():
        if (its := Case.objects.visible_to(user).filter(pk=case.pk).first()) is None:
            continue
        listed = {addresses[row.url] for row in rows_of_documents(its, user)}
        assert listed == set(CaseDocument.objects.visible_to(user).filter(case=case).values_list("pk", flat=True)), user
        seen.add(len(listed))
    assert len(seen) > 1  # somebody sees more than another


# Numbers


def test_documents_are_numbered_within_their_case(cast, case):
    links = [actions.finalise_document(add(case, cast.au_member), by=cast.au_member) for _ in range(3)]
    assert [link.document.number for link in links] == [f"{case.number}:{n}" for n in (1, 2, 3)]


def test_a_draft_cases_documents_are_not_finalised_before_it_is_handed_in(cast):
    a.an_authority(cast.nosam)
    draft = a_draft(cast)
    link = add(draft, draft.author)
    with pytest.raises(PermissionDenied, match="inlämnat och har fått sitt nummer"):
        actions.finalise_document(link, by=draft.author)


# Who adds


def test_documents_are_added_by_whoever_may_change_the_case_registrar_and_leader(cast, case):
    registrar = a.a_registrar(cast.au)
    for person in (cast.au_member, cast.sg_chair, cast.process_leader, registrar):
        assert rules.may_add_documents(person, case), person
    for person in (cast.representative, cast.local_chair, cast.reader):
        assert not rules.may_add_documents(person, case), person
    closed = a_case(cast, State.CLOSED)
    assert "Öppna det igen" in rules.may_add_documents(cast.process_leader, closed).reason


def test_the_asked_body_answers_with_documents_of_its_own(cast, case):
    case = a.take(case, Verb.ASK, cast.au_member, note="Hur många?")
    link = add(case, cast.local_chair)
    assert link.document.body == cast.nosam


def test_a_shared_document_is_material_for_a_decision(cast, case):
    case.attachments = ""
    case.save(update_fields=["attachments"])
    met = {item.label: item.met for item in rules.readiness(case)}
    assert not met["Bilagor och underlag"]
    add(case, cast.au_member, share=True)
    met = {item.label: item.met for item in rules.readiness(Case.objects.get(pk=case.pk))}
    assert met["Bilagor och underlag"]


# Pages


def upload(name="underlag.pdf", content=a.PDF):
    return SimpleUploadedFile(name, content)


def post(client, case, files, **typed):
    typed = {"document_type": a.a_document_type(case.collaboration).pk, **typed}
    headers = typed.pop("headers", {})
    return client.post(url_of(case, "handlingar/"), {"chosen": files, **typed}, headers=headers)


def test_several_files_at_once_of_which_one_is_refused(cast, case, sign_in):
    client = sign_in(cast.au_member)
    page = post(
        client, case, [upload("ett.pdf"), upload("falsk.docx", b"PK\x03\x04 nej"), upload("två.pdf", a.PDF + b"\n")]
    )

    assert page.status_code == 422
    assert "falsk.docx" in page.text
    assert {link.document.title for link in case.document_links.all()} == {"ett", "två"}
    assert "”ett” och ”två” är tillagda" in page.text


def test_files_that_come_one_by_one_are_answered_with_json(cast, case, sign_in):
    client = sign_in(cast.au_member)
    wants = {"Accept": "application/json"}
    good = post(client, case, [upload()], headers=wants)
    assert (good.status_code, json.loads(good.content)) == (200, {"kept": ["underlag"], "errors": []})
    bad = post(client, case, [upload("sida.html", b"<html>")], headers=wants)
    assert bad.status_code == 422
    assert "tas inte emot" in json.loads(bad.content)["errors"][0]
    assert json.loads(bad.content)["kept"] == []


def test_the_same_file_twice_is_two_documents_of_one_blob(cast, case, sign_in):
    client = sign_in(cast.au_member)
    post(client, case, [upload("ett.pdf"), upload("två.pdf")])
    assert case.document_links.count() == 2
    assert Blob.objects.count() == 1


def test_the_page_of_a_document_shows_its_file_checksum_and_preview(cast, case, sign_in):
    link = add(case, cast.au_member)
    blob = link.document.versions.get().blob
    page = sign_in(cast.au_member).get(link.get_absolute_url())
    assert blob.sha256 in page.text
    assert f'<iframe class="preview" src="{link.get_absolute_url()}visa/1/"' in page.text
    assert "Inte genomsökt efter virus" in page.text
    assert sign_in(cast.representative).get(link.get_absolute_url()).status_code == 404


def test_files_are_given_to_readers_only_and_never_as_a_page(cast, case, sign_in):
    link = add(case, cast.au_member)
    shown, saved = f"{link.get_absolute_url()}visa/1/", f"{link.get_absolute_url()}fil/1/"
    client = sign_in(cast.au_member)
    answer = client.get(shown)
    assert answer.getvalue() == a.PDF
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline")
    attached = client.get(saved)
    assert attached.getvalue() == a.PDF
    assert attached["Content-Disposition"].startswith("attachment")
    assert client.get(shown, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    part = client.get(shown, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.getvalue()) == (206, b"%PDF")
    for person in (cast.representative, cast.outsider, cast.nobody):
        assert sign_in(person).get(saved).status_code == 404


def test_a_new_version_keeps_the_old_file(cast, case, sign_in):
    link = add(case, cast.au_member)
    client = sign_in(cast.au_member)
    page = client.post(
        f"{link.get_absolute_url()}version/", {"file": upload("ny.pdf", a.PDF + b"\n"), "note": "Rättat."}
    )
    assert page.status_code == 302
    assert [version.filename for version in link.document.versions.all()] == ["underlag.pdf", "ny.pdf"]
    refused = client.post(f"{link.get_absolute_url()}version/", {"file": upload("ny.pdf", b"inte en pdf")})
    assert refused.status_code == 422
    assert link.document.versions.count() == 2


def test_a_finalised_document_cannot_be_changed_and_says_why(cast, case, sign_in):
    link = actions.finalise_document(add(case, cast.au_member), by=cast.au_member)
    page = sign_in(cast.au_member).post(f"{link.get_absolute_url()}version/", {"file": upload("ny.pdf")})
    assert page.status_code == 403
    assert "upprättat och kan inte ändras" in page.text
    assert link.document.versions.count() == 1


def test_a_document_is_finalised_on_its_page_with_the_number_of_the_case(cast, case, sign_in):
    link = add(case, cast.au_member)
    client = sign_in(cast.au_member)
    address = f"{link.get_absolute_url()}steg/faststall/"
    form = client.get(address).context["form"]
    typed = {name: field.initial or "" for name, field in form.fields.items()} | {
        name: value for name, value in form.initial.items() if value is not None
    }
    typed |= {name: "on" for name in form.fields if name in {"UNSCANNED", "IDENTITY_NUMBERS", "ACTIVE_CONTENT"}}
    page = client.post(address, typed)
    assert page.status_code == 302, page.context["form"].errors
    assert Document.objects.get(pk=link.document_id).number == f"{case.number}:1"
    assert Document.objects.get(pk=link.document_id).state == DocumentState.FINALISED


def test_the_case_shows_its_documents_in_one_query_however_many(cast, case, sign_in):
    client = sign_in(cast.process_leader)

    def cost():
        client.get(case.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            page = client.get(case.get_absolute_url())
        return len(queries), page.text

    add(case, cast.au_member, filename="underlag-0.pdf", share=True)
    few, text = cost()
    assert "underlag-0" in text
    for number in range(1, 30):
        add(case, cast.au_member, filename=f"underlag-{number}.pdf", share=True)
    many, text = cost()
    assert "underlag-29" in text
    assert many == few


def test_the_register_leads_a_reader_of_the_case_to_the_document(cast, case, sign_in):
    link = actions.finalise_document(add(case, cast.au_member), by=cast.au_member)
    line = f"/handlingar/{link.document.number.replace(' ', '-').replace(':', '-')}/"
    assert link.get_absolute_url() in sign_in(cast.representative).get(line).text
    assert link.get_absolute_url() not in Client().get(line).text
