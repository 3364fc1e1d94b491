"""Changes of long work and of the pages that the process leader writes."""

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
from documents.actions.pages import StalePageError, publish

__all__ = [
    "INTERRUPTED",
    "KEPT",
    "SETTLING",
    "StalePageError",
    "begin",
    "fail",
    "fingerprint",
    "finish",
    "progress",
    "publish",
    "remove_old",
    "settle",
    "settle_all",
    "start",
]
