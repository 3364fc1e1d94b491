"""Documents with their files and their register, governing documents, long work, and the process leader's pages."""

from documents.models.document import AccessibilityCheck, Direction, Document, DocumentHome, DocumentQuerySet
from documents.models.files import Blob, DocumentVersion, ScanState
from documents.models.governing import SET_BY_HAND, GoverningRevision, in_force
from documents.models.jobs import UNFINISHED, Job, JobState
from documents.models.pages import ABOUT, CONTACT, Page
from documents.models.records_plan import DocumentType
from documents.models.register import PUBLIC, RecordEntry, RegisteringAuthority

__all__ = [
    "ABOUT",
    "CONTACT",
    "PUBLIC",
    "SET_BY_HAND",
    "UNFINISHED",
    "AccessibilityCheck",
    "Blob",
    "Direction",
    "Document",
    "DocumentHome",
    "DocumentQuerySet",
    "DocumentType",
    "DocumentVersion",
    "GoverningRevision",
    "Job",
    "JobState",
    "Page",
    "RecordEntry",
    "RegisteringAuthority",
    "ScanState",
    "in_force",
]
