"""Documents with their files and their register, governing documents, long work, and the process leader's pages."""

from documents.models.disposal import DisposalRun, DisposedDocument
from documents.models.document import AccessibilityCheck, Direction, Document, DocumentHome, DocumentQuerySet
from documents.models.files import Blob, DocumentVersion, ScanState
from documents.models.governing import SET_BY_HAND, GoverningRevision, in_force
from documents.models.jobs import UNFINISHED, Job, JobState
from documents.models.pages import ABOUT, CONTACT, Page
from documents.models.public import PublicEntry, PublicEntryQuerySet
from documents.models.records_plan import DocumentType
from documents.models.register import RecordEntry, RegisteringAuthority
from documents.models.trail import PublicationCheck, TakenStep

__all__ = [
    "ABOUT",
    "CONTACT",
    "SET_BY_HAND",
    "UNFINISHED",
    "AccessibilityCheck",
    "Blob",
    "Direction",
    "DisposalRun",
    "DisposedDocument",
    "Document",
    "DocumentHome",
    "DocumentQuerySet",
    "DocumentType",
    "DocumentVersion",
    "GoverningRevision",
    "Job",
    "JobState",
    "Page",
    "PublicEntry",
    "PublicEntryQuerySet",
    "PublicationCheck",
    "RecordEntry",
    "RegisteringAuthority",
    "ScanState",
    "TakenStep",
    "in_force",
]
