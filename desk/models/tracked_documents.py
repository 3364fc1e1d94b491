"""What is seen of the history of documents, their files, the register and the records plan; as `tracked.py` says."""

from cases.models import CaseDocument
from desk.models import belonging
from desk.models.kinds import Kind
from documents.models import (
    Blob,
    DisposalRun,
    DisposedDocument,
    Document,
    DocumentType,
    DocumentVersion,
    GoverningRevision,
    PublicationCheck,
    RecordEntry,
    RegisteringAuthority,
    TakenStep,
)

CASE = "{case__number|Utkast}"

DOCUMENTS: tuple[Kind, ...] = (
    Kind(
        "handling",
        Document,
        "{number|Utkast}",
        belongs="collaboration",
        shown="body document_type home number state direction drawn_up_on accessibility author secrecy_on secrecy_authority"
        " shared_by shared_at finalised_by finalised_at attested_by attested_at published_by published_at"
        " disposed_by disposed_at discarded_by discarded_at",
        mentioned="title counterparty external_number secrecy_provision",
        never="id collaboration version created_at",
    ),
    Kind(
        "arendets-handling",
        CaseDocument,
        f"{CASE}: handling {{running_number|utan nummer}}",
        belongs="case__collaboration",
        shown="case document running_number",
        never="id",
        hidden_name=CASE,
        case="case_id",
        part_of={"arende": ("case",), "handling": ("document",)},
    ),
    Kind(
        "fil",
        Blob,
        "{sha256}",
        belongs=belonging.of_blob,
        shown="sha256 size media_type scan_state scanned_at has_active_content has_identity_numbers read_at missing_at"
        " stored_at disposed_at",
        mentioned="scan_finding",
        never="id",
    ),
    Kind(
        "dokumentversion",
        DocumentVersion,
        "{document__number|Utkast}, version {number}",
        belongs="document__collaboration",
        shown="document number blob by_name at",
        mentioned="filename note",
        never="id by",
        part_of={"handling": ("document",), "fil": ("blob",)},
    ),
    Kind(
        "handlingens-steg",
        TakenStep,
        "{document__number|Utkast}: {verb}",
        belongs="document__collaboration",
        shown="document verb state_before state_after by_name at",
        mentioned="reason",
        never="id by",
        part_of={"handling": ("document",)},
    ),
    Kind(
        "publiceringskontroll",
        PublicationCheck,
        "{document__number|Utkast}",
        belongs="document__collaboration",
        shown="document file_version responsible only_role_data secrecy_reviewed accessibility_checked right_version"
        " by_name at",
        never="id of_document_version by",
        part_of={"handling": ("document",)},
    ),
    Kind(
        "registerpost",
        RecordEntry,
        "{designation}",
        belongs="collaboration",
        shown="document body designation entered_at dated_on direction authority authority_name external_number"
        " is_published is_secret disposed_on",
        texts="subject_public counterparty_public",
        mentioned="subject_protected counterparty_protected",
        never="id collaboration version",
        part_of={"handling": ("document",)},
    ),
    Kind(
        "registrerande-myndighet",
        RegisteringAuthority,
        "{body__short_name} {year}",
        belongs="body__collaboration",
        shown="body year organisation contact",
        never="id version",
        is_open=True,
        part_of={"grupp": ("body",), "organisation": ("organisation",)},
    ),
    Kind(
        "handlingsslag",
        DocumentType,
        "{name}",
        belongs="collaboration",
        shown="slug name handled_by content_by revised_by revision_interval is_registered kept_where preserved"
        " disposed_after_years disposal_method decision_body decision_on decision_number is_published note position"
        " ended_on",
        never="id collaboration version",
        is_open=True,
    ),
    Kind(
        "gallring",
        DisposalRun,
        "{type_name}, {authority_name}",
        belongs="collaboration",
        shown="document_type type_name retention method authority authority_name decision_body decision_on"
        " decision_number application_body application_on application_number count confirmation by_name at",
        never="id collaboration by",
        part_of={"handlingsslag": ("document_type",)},
    ),
    Kind(
        "gallrad-handling",
        DisposedDocument,
        "{designation}",
        belongs="run__collaboration",
        shown="run document designation dated_on files sha256 size at",
        mentioned="subject",
        never="id by",
        part_of={"handling": ("document",), "gallring": ("run",)},
    ),
    Kind(
        "revision",
        GoverningRevision,
        "{slot__title}, revision {number}",
        belongs="slot__body__collaboration",
        shown="slot document number kind assignment drawn_up_by issued_on approved_by approved_on decision"
        " recorded_by recorded_at pages",
        mentioned="text",
        never="id is_open",
        part_of={"dokumentplats": ("slot",), "grupp": ("slot__body",), "handling": ("document",)},
    ),
)
