"""Every change of a case."""

from cases.actions.documents import add_document, add_document_version, finalise_document
from cases.actions.effects import Given
from cases.actions.filing import file_of, layout
from cases.actions.informing import Party, inform, mark_read, parties_of
from cases.actions.moving import StaleError, add_note, draft, register, revise, take

__all__ = [
    "Given",
    "Party",
    "StaleError",
    "add_document",
    "add_document_version",
    "add_note",
    "draft",
    "file_of",
    "finalise_document",
    "inform",
    "layout",
    "mark_read",
    "parties_of",
    "register",
    "revise",
    "take",
]
