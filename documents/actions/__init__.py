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
from documents.actions.life import (
    UnseenWarningsError,
    authority_of,
    check_publication,
    finalise,
    mark_secret,
    take,
    take_document_number,
    unmark_secret,
)
from documents.actions.pages import StalePageError, publish
from documents.actions.register import copy_authorities, correct_entry, draft, name_authority, register, revise_draft

__all__ = [
    "INTERRUPTED",
    "KEPT",
    "SETTLING",
    "StalePageError",
    "UnseenWarningsError",
    "add_version",
    "authority_of",
    "begin",
    "check_publication",
    "copy_authorities",
    "correct_entry",
    "create_document",
    "draft",
    "fail",
    "finalise",
    "fingerprint",
    "finish",
    "mark_secret",
    "name_authority",
    "progress",
    "publish",
    "register",
    "remove_old",
    "revise_draft",
    "settle",
    "settle_all",
    "start",
    "store",
    "take",
    "take_document_number",
    "unmark_secret",
]
