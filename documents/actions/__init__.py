"""Changes of documents and their files, of long work, and of the pages that the process leader writes."""

from documents.actions.files import (
    Examined,
    add_version,
    check_accessibility,
    create_document,
    examine,
    keep,
    locked,
    store,
)
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
from documents.actions.keeping import read_text, read_waiting, scan_waiting, settle_scan, sweep
from documents.actions.life import authority_of, finalise, take, take_document_number
from documents.actions.pages import StalePageError, publish

__all__ = [
    "INTERRUPTED",
    "KEPT",
    "SETTLING",
    "Examined",
    "StalePageError",
    "add_version",
    "authority_of",
    "begin",
    "check_accessibility",
    "create_document",
    "examine",
    "fail",
    "finalise",
    "fingerprint",
    "finish",
    "keep",
    "locked",
    "progress",
    "publish",
    "read_text",
    "read_waiting",
    "remove_old",
    "scan_waiting",
    "settle",
    "settle_all",
    "settle_scan",
    "start",
    "store",
    "sweep",
    "take",
    "take_document_number",
]
