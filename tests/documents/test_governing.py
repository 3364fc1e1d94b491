"""Governing documents: revisions, the frozen file, and whose decision sets the date (rules 42, 57, 64, K24, L1)."""

import hashlib
import io

import page
import pdfplumber
import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction

from documents.actions import (
    StaleRevisionError,
    add_slot,
    approve_revision,
    begin_revision,
    finalise,
    finalise_revision,
    header_of,
    pdf_of,
    revise,
    take,
)
from documents.models import Document, GoverningRevision, RecordEntry, in_force
from documents.workflow import DocumentState, DocumentVerb
from groups.models import BodyKind, Level, Office
from samla import clock
from samla.filetypes import FileRefusedError
from tests import builders as a
from tests import files

FIELDS = [
    "Dokumenttyp",
    "Uppdrag",
    "Upprättat av",
    "Utfärdsdatum",
    "Godkänt av",
    "Datum för godkännande efter revidering",
]


@pytest.fixture
def slot(cast):
    for body in (cast.au, cast.nosam, cast.sg):
        a.an_authority(body)
    return a.a_slot(cast.au, "Uppdragsbeskrivning för AU")


@pytest.fixture
def draft(cast, slot):
    return a.a_revision(slot, cast.process_leader)


def fresh(revision):
    return GoverningRevision.objects.with_header().get(pk=revision.pk)


def refused(action):
    with pytest.raises(DatabaseError), transaction.atomic():
        action()


def a_pdf(pages):
    made, file = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        made.add_blank_page()
    made.save(file)
    file.seek(0)
    return file


def bytes_of(revision):
    blob = revision.document.versions.order_by("-number")[0].blob
    with default_storage.open(blob.storage_name) as file:
        return file.read(), blob


def text_of(data):
    with pdfplumber.open(io.BytesIO(data)) as opened:
        return [" ".join((sheet.extract_text() or "").replace("\u00a0", " ").split()) for sheet in opened.pages]


def test_a_first_revision_begins_with_what_the_slot_says(cast, slot):
    draft = begin_revision(slot, by=cast.process_leader)

    assert (draft.number, draft.kind, draft.assignment) == (1, "Uppdragsbeskrivning", cast.au.name)
    assert draft.drawn_up_by.endswith("SAMLA")
    assert draft.approved_by == cast.sg
    assert (draft.issued_on, draft.approved_on, draft.text) == (None, None, "")
    assert draft.document.state == DocumentState.DRAFT


def test_an_approved_document_has_all_seven_fields_in_its_frozen_file(cast, draft):
    done = approve_revision(draft, a.an_approval(cast.sg, on=a.days(-3)), by=cast.process_leader)

    assert [label for label, _ in header_of(done)] == FIELDS
    assert not any("okänt" in value.lower() for _, value in header_of(done))
    data, blob = bytes_of(done)
    assert hashlib.sha256(data).hexdigest() == blob.sha256
    (text,) = text_of(data)
    for label, value in header_of(done):
        assert f"{label} {value}" in text
    assert "Sida 1 av 1" in text
    assert "Beslut SG 2026 § 14" in text
    assert done.pages == 1
    assert RecordEntry.objects.get(document=done.document).designation == done.document.number


def test_every_page_of_a_long_document_has_its_number(cast, slot):
    draft = a.a_revision(slot, cast.process_leader, text="\n\n".join(["# Rubrik", "Ett långt stycke. " * 60] * 12))

    done = finalise_revision(draft, by=cast.process_leader)

    texts = text_of(bytes_of(done)[0])
    assert done.pages == len(texts) > 1
    assert all(f"Sida {number} av {len(texts)}" in text for number, text in enumerate(texts, start=1))
    assert f"Sida 1 av {len(texts)}" in texts[0].partition("Rubrik")[0]


@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_the_file_is_archivable_and_accessible(cast, draft, profile):
    done = approve_revision(draft, a.an_approval(cast.sg), by=cast.process_leader)

    report = page.validate_pdf_bytes(bytes_of(done)[0], profile=profile)

    assert [str(one) for one in report.failures if one.rule_id != "PDFA3A-STREAM-LENGTH-001"] == []


def test_what_nobody_knows_is_said_to_be_unknown(cast, slot):
    draft = a.a_revision(slot, cast.process_leader, issued_on=None, approved_by=None)

    done = finalise_revision(draft, by=cast.process_leader)

    header = dict(header_of(done))
    assert header["Utfärdsdatum"] == header["Datum för godkännande efter revidering"] == "Datum okänt, att komplettera"
    assert header["Godkänt av"] == "Okänt, att komplettera"
    assert "Utfärdsdatum Datum okänt, att komplettera" in text_of(bytes_of(done)[0])[0]


def test_a_draft_says_on_every_page_that_it_is_one(cast, draft):
    (text,) = text_of(pdf_of(fresh(draft)))

    assert "Utkast, inte fastställt" in text
    assert "efter revidering Inte godkänt än" in text


def test_an_approval_of_what_is_frozen_stands_beside_it_and_changes_no_byte(cast, slot):
    draft = a.a_revision(slot, cast.process_leader, issued_on=None)
    finalised = finalise_revision(draft, by=cast.process_leader)
    before, blob = bytes_of(finalised)

    done = approve_revision(finalised, a.an_approval(cast.sg, issued_on=a.days(-90)), by=cast.process_leader)

    assert done.is_approved_afterwards
    assert done.issued_on == a.days(-90)
    assert bytes_of(done) == (before, blob)
    (text,) = text_of(pdf_of(fresh(done)))
    assert f"efter revidering {a.days(-3).isoformat()}" in text
    assert "efter att texten fastställdes" in text


def test_an_approved_revision_never_changes(cast, draft):
    done = approve_revision(draft, a.an_approval(cast.sg), by=cast.process_leader)
    rows = GoverningRevision.objects.filter(pk=done.pk)

    for change in (
        {"approved_on": a.days(-2)},
        {"approved_on": None, "decision": "", "recorded_at": None, "recorded_by": None},
        {"decision": "SG § 15"},
        {"text": "Annat"},
        {"issued_on": a.days(-1)},
    ):
        refused(lambda change=change: rows.update(**change))
    refused(rows.delete)
    with pytest.raises(PermissionDenied, match="redan godkänd"):
        approve_revision(done, a.an_approval(cast.sg), by=cast.process_leader)


def test_a_finalised_revision_keeps_its_words(cast, draft):
    done = finalise_revision(draft, by=cast.process_leader)
    rows = GoverningRevision.objects.filter(pk=done.pk)

    for change in ({"text": "Annat"}, {"kind": "Plan"}, {"issued_on": a.days(-1)}, {"is_open": True}, {"pages": 9}):
        refused(lambda change=change: rows.update(**change))
    with pytest.raises(PermissionDenied, match="fastställd och kan inte ändras"):
        revise(done, {"text": "Annat"}, version=done.document.version, by=cast.process_leader)


def test_the_database_takes_no_date_without_body_and_decision(cast, draft):
    done = finalise_revision(draft, by=cast.process_leader)
    rows = GoverningRevision.objects.filter(pk=done.pk)
    whole = {"approved_on": a.days(-3), "decision": "SG § 1", "recorded_at": clock.now(), "recorded_by": cast.author}

    for missing in ({"decision": ""}, {"approved_by": None}, {"recorded_by": None}, {"approved_on": a.days(-400)}):
        refused(lambda missing=missing: rows.update(**{**whole, **missing}))
    assert rows.update(**whole) == 1


def test_a_draft_has_no_date_of_approval(cast, draft):
    whole = {"approved_on": a.days(-3), "decision": "SG § 1", "recorded_at": clock.now(), "recorded_by": cast.author}

    refused(lambda: GoverningRevision.objects.filter(pk=draft.pk).update(**whole))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"on": "tomorrow"}, "i framtiden"),
        ({"on": "before"}, "godkänns inte före"),
        ({"decision": "  "}, "Ange beslutet"),
    ],
)
def test_an_approval_that_cannot_be_true_is_refused_and_nothing_is_finalised(cast, draft, facts, sentence):
    days = {"tomorrow": a.days(1), "before": a.days(-400)}
    facts = {name: days.get(value, value) for name, value in facts.items()}

    with pytest.raises(ValidationError, match=sentence):
        approve_revision(draft, a.an_approval(cast.sg, **facts), by=cast.process_leader)

    assert fresh(draft).is_open
    assert not RecordEntry.objects.exists()


def test_an_approval_needs_the_date_of_issue(cast, slot):
    draft = a.a_revision(slot, cast.process_leader, issued_on=None)

    with pytest.raises(ValidationError, match="Ange utfärdsdatum"):
        approve_revision(draft, a.an_approval(cast.sg), by=cast.process_leader)


def test_only_the_decision_of_the_approving_body_sets_the_date(cast, slot):
    """Rule 57: its presidium records it, or the process leader; the body's own chair does not."""
    slot = a.a_slot(cast.nosam)
    finalised = finalise_revision(a.a_revision(slot, cast.local_chair), by=cast.local_chair)

    for who in ("local_chair", "author", "representative", "outsider"):
        with pytest.raises(PermissionDenied, match="Samordningsgruppens beslut"):
            approve_revision(finalised, a.an_approval(cast.sg), by=getattr(cast, who))
    with pytest.raises(ValidationError, match="kan inte godkänna"):
        approve_revision(finalised, a.an_approval(cast.nosam), by=cast.local_chair)

    done = approve_revision(finalised, a.an_approval(cast.sg), by=cast.sg_chair)
    assert (done.approved_by, done.recorded_by) == (cast.sg, cast.sg_chair)


def test_a_draft_is_approved_only_by_those_who_also_write_it(cast, slot):
    draft = a.a_revision(a.a_slot(cast.nosam), cast.local_chair)

    with pytest.raises(PermissionDenied, match="skrivs av gruppens ordförande"):
        approve_revision(draft, a.an_approval(cast.sg), by=cast.sg_chair)


def test_the_political_group_approves_what_the_coordination_group_is_for(cast, slot):
    political = a.a_body(cast.samla, "politiska", BodyKind.POLITICAL, level=Level.POLITICAL)

    assert begin_revision(a.a_slot(cast.sg), by=cast.process_leader).approved_by == political
    assert begin_revision(a.a_slot(cast.nosam), by=cast.process_leader).approved_by == cast.sg
    own = begin_revision(a.a_slot(political), by=cast.process_leader)
    assert own.approved_by == political
    with pytest.raises(ValidationError, match="kan inte godkänna"):
        revise(own, {"approved_by": cast.sg}, version=own.document.version, by=cast.process_leader)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("process_leader", True),
        ("local_chair", True),
        ("author", False),
        ("sg_chair", False),
        ("representative", False),
        ("reader", False),
        ("outsider", False),
    ],
)
def test_the_presidium_and_the_process_leader_write(cast, slot, who, may):
    slot = a.a_slot(cast.nosam)

    if may:
        assert begin_revision(slot, by=getattr(cast, who)).number == 1
    else:
        with pytest.raises(PermissionDenied, match="skrivs av gruppens ordförande, vice ordförande och processledaren"):
            begin_revision(slot, by=getattr(cast, who))


def test_the_next_revision_begins_as_a_copy_and_there_is_one_draft_at_a_time(cast, draft, slot):
    approve_revision(draft, a.an_approval(cast.sg), by=cast.process_leader)

    second = begin_revision(slot, by=cast.process_leader)

    assert (second.number, second.text, second.issued_on) == (2, draft.text, draft.issued_on)
    assert (second.approved_on, second.decision, second.approved_by) == (None, "", cast.sg)
    assert second.document != draft.document
    with pytest.raises(PermissionDenied, match="redan ett utkast"):
        begin_revision(slot, by=cast.process_leader)
    other = a.a_document(cast.au, cast.process_leader)
    refused(
        lambda: GoverningRevision.objects.create(
            slot=slot, document=other, number=3, kind="x", assignment="x", drawn_up_by="x"
        )
    )


def test_what_holds_is_the_newest_approved_and_otherwise_the_newest_finalised(cast, draft, slot):
    def holds():
        found = in_force(slot.revisions.select_related("document"))
        assert list(slot.revisions.in_force()) == ([found] if found else [])
        return found and found.number

    leader = cast.process_leader
    assert holds() is None
    finalise_revision(draft, by=leader)
    assert holds() == 1
    second = finalise_revision(a.a_revision(slot, leader), by=leader)
    assert holds() == 2
    approve_revision(draft, a.an_approval(cast.sg), by=leader)
    assert holds() == 1
    approve_revision(second, a.an_approval(cast.sg), by=leader)
    assert holds() == 2
    a.a_revision(slot, leader)
    assert holds() == 2


def test_a_document_finalised_on_another_page_closes_its_revision(cast, slot):
    draft = begin_revision(slot, by=cast.process_leader)
    draft = revise(
        draft, {}, version=draft.document.version, by=cast.process_leader, file=a_pdf(3), filename="uppdrag.pdf"
    )

    finalise(draft.document, by=cast.process_leader)

    assert not fresh(draft).is_open
    assert begin_revision(slot, by=cast.process_leader).number == 2


def test_a_file_takes_the_place_of_a_text_and_its_pages_are_counted(cast, slot):
    draft = begin_revision(slot, by=cast.process_leader)

    draft = revise(
        draft, {}, version=draft.document.version, by=cast.process_leader, file=a_pdf(3), filename="uppdrag.pdf"
    )

    assert fresh(draft).pages == 3
    done = approve_revision(draft, a.an_approval(cast.sg, issued_on=a.days(-9)), by=cast.process_leader)
    assert done.document.versions.get().filename == "uppdrag.pdf"
    assert done.pages == 3


def test_text_and_file_at_once_are_refused_and_so_is_what_is_no_document(cast, draft, slot):
    leader, version = cast.process_leader, draft.document.version

    with pytest.raises(ValidationError, match="Välj text eller fil"):
        revise(draft, {}, version=version, by=leader, file=a_pdf(1), filename="a.pdf")
    with pytest.raises(FileRefusedError, match="PDF eller ett Word-dokument"):
        revise(draft, {"text": ""}, version=version, by=leader, file=io.BytesIO(b"a;b\n1;2\n"), filename="a.csv")
    with pytest.raises(FileRefusedError, match="skadad"):
        revise(draft, {"text": ""}, version=version, by=leader, file=io.BytesIO(b"%PDF-1.7 nej"), filename="a.pdf")
    assert not draft.document.versions.exists()


def test_an_empty_draft_is_not_finalised(cast, slot):
    draft = begin_revision(slot, by=cast.process_leader)

    with pytest.raises(ValidationError, match="Dokumentet är tomt"):
        finalise_revision(draft, by=cast.process_leader)


def test_without_a_registering_authority_nothing_is_finalised(cast):
    draft = a.a_revision(a.a_slot(cast.au), cast.process_leader)

    with pytest.raises(ValidationError, match="ingen registrerande myndighet"):
        finalise_revision(draft, by=cast.process_leader)
    assert not draft.document.versions.exists()


def test_of_two_who_write_the_later_one_is_told(cast, draft):
    version = draft.document.version
    revise(draft, {"text": "Först"}, version=version, by=cast.process_leader)

    with pytest.raises(StaleRevisionError) as stale:
        revise(draft, {"text": "Sedan"}, version=version, by=cast.process_leader)

    assert stale.value.current.text == "Först"


@pytest.mark.parametrize("name", ["kind", "assignment", "drawn_up_by", "text"])
def test_a_personal_identity_number_is_refused(cast, draft, name):
    with pytest.raises(ValidationError, match="personnummer"):
        revise(draft, {name: "19121212-1212"}, version=draft.document.version, by=cast.process_leader)
    with pytest.raises(ValidationError, match="personnummer"):
        approve_revision(draft, a.an_approval(cast.sg, decision="19121212-1212"), by=cast.process_leader)


def test_the_date_of_issue_is_not_in_the_future(cast, draft):
    with pytest.raises(ValidationError, match="i framtiden"):
        revise(draft, {"issued_on": a.days(1)}, version=draft.document.version, by=cast.process_leader)


def readers_of(revision, cast):
    return {
        name
        for name in (
            "process_leader",
            "local_chair",
            "author",
            "sg_chair",
            "representative",
            "reader",
            "outsider",
            "nobody",
        )
        if GoverningRevision.objects.filter(pk=revision.pk).visible_to(getattr(cast, name)).exists()
    }


def test_who_reads_a_revision_in_each_state_of_its_life(cast, slot):
    draft = a.a_revision(a.a_slot(cast.nosam), cast.process_leader)
    everybody = {"process_leader", "local_chair", "author", "sg_chair", "representative", "reader"}

    assert readers_of(draft, cast) == {"process_leader", "local_chair"}
    take(draft.document, DocumentVerb.SHARE, by=cast.process_leader)
    assert readers_of(draft, cast) == {"process_leader", "local_chair", "author"}
    finalise_revision(draft, by=cast.process_leader)
    assert readers_of(draft, cast) == everybody
    a.a_published(Document.objects.get(pk=draft.document_id), cast.process_leader)
    assert readers_of(draft, cast) == everybody | {"outsider", "nobody"}


def test_the_process_leader_adds_a_slot_and_nobody_else_does(cast):
    a.a_term(a.an_appointment(a.a_seat(cast.nosam, "vice"), a.a_person("Vera Vice")), Office.VICE_CHAIR)

    slot = add_slot(cast.nosam, "Uppdragsbeskrivning för temagruppen Äldre", by=cast.process_leader)

    assert (slot.slug, slot.position) == ("uppdragsbeskrivning-for-temagruppen-aldre", 1)
    with pytest.raises(ValidationError, match="redan en dokumentplats"):
        add_slot(cast.nosam, "uppdragsbeskrivning för temagruppen äldre", by=cast.process_leader)
    with pytest.raises(ValidationError, match="personnummer"):
        add_slot(cast.nosam, "19121212-1212", by=cast.process_leader)
    with pytest.raises(ValidationError, match="vad dokumentet heter"):
        add_slot(cast.nosam, "!!!", by=cast.process_leader)
    with pytest.raises(PermissionDenied, match="av processledaren"):
        add_slot(cast.nosam, "En plan", by=cast.local_chair)
    with pytest.raises(PermissionDenied, match="utanför samverkan"):
        add_slot(cast.vvg, "En plan", by=cast.process_leader)


def a_word_document(properties=""):
    parts = {"docProps__app_dot_xml": properties} if properties else {}
    return io.BytesIO(files.a_docx("Uppdrag", **parts))


@pytest.mark.parametrize(("properties", "pages"), [("<Properties><Pages>4</Pages></Properties>", 4), ("", None)])
def test_a_word_document_says_its_pages_or_nothing(cast, slot, properties, pages):
    draft = begin_revision(slot, by=cast.process_leader)
    file = a_word_document(properties)

    draft = revise(
        draft, {}, version=draft.document.version, by=cast.process_leader, file=file, filename="uppdrag.docx"
    )

    assert fresh(draft).pages == pages
