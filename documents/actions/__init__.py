"""Changes of documents and their files, of long work, and of the pages that the process leader writes."""

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

__all__ = [
    "INTERRUPTED",
    "KEPT",
    "SETTLING",
    "StalePageError",
    "add_version",
    "authority_of",
    "begin",
    "create_document",
    "fail",
    "finalise",
    "fingerprint",
    "finish",
    "progress",
    "publish",
    "remove_old",
    "settle",
    "settle_all",
    "start",
    "store",
    "take",
    "take_document_number",
]
