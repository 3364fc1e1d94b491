"""Changes of documents and their files, of long work, and of the pages that the process leader writes."""

from documents.actions.disposal import (
    MOST,
    Candidate,
    Decision,
    candidates,
    confirmation_of,
    discard,
    dispose,
    remove_unneeded_bytes,
)
from documents.actions.files import add_version, create_document, store
from documents.actions.jobs import (
    INTERRUPTED,
    KEPT,
    SETTLING,
    begin,
    fail,
    fingerprint,
    finish,
    progress,
    remove_old,
    settle,
    settle_all,
    start,
)
from documents.actions.life import authority_of, finalise, take, take_document_number
from documents.actions.pages import StalePageError, publish
from documents.actions.plan import add_document_type, revise_document_type, what_it_means

__all__ = [
    "INTERRUPTED",
    "KEPT",
    "MOST",
    "SETTLING",
    "Candidate",
    "Decision",
    "StalePageError",
    "add_document_type",
    "add_version",
    "authority_of",
    "begin",
    "candidates",
    "confirmation_of",
    "create_document",
    "discard",
    "dispose",
    "fail",
    "finalise",
    "fingerprint",
    "finish",
    "progress",
    "publish",
    "remove_old",
    "remove_unneeded_bytes",
    "revise_document_type",
    "settle",
    "settle_all",
    "start",
    "store",
    "take",
    "take_document_number",
    "what_it_means",
]
