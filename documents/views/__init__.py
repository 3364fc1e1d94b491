"""Progress pages, governing documents, and the pages that the process leader writes."""

from documents.views.contact import contact
from documents.views.disposals import disposal_csv, disposal_detail, disposal_list, disposal_log, dispose, gone
from documents.views.files import send
from documents.views.governing import governing, governing_list, revision, revision_changes, revision_file
from documents.views.governing_readers import revision_readers
from documents.views.governing_writing import (
    revision_approve,
    revision_begin,
    revision_edit,
    revision_finalise,
    revision_step,
    slot_add,
)
from documents.views.jobs import answer_with, job_detail
from documents.views.pages import about, page_detail
from documents.views.plan import plan_csv, plan_edit, plan_new, records_plan
from documents.views.writing import page_edit, page_version, page_versions

__all__ = [
    "about",
    "answer_with",
    "contact",
    "disposal_csv",
    "disposal_detail",
    "disposal_list",
    "disposal_log",
    "dispose",
    "gone",
    "governing",
    "governing_list",
    "job_detail",
    "page_detail",
    "page_edit",
    "page_version",
    "page_versions",
    "plan_csv",
    "plan_edit",
    "plan_new",
    "records_plan",
    "revision",
    "revision_approve",
    "revision_begin",
    "revision_changes",
    "revision_edit",
    "revision_file",
    "revision_finalise",
    "revision_readers",
    "revision_step",
    "send",
    "slot_add",
]
