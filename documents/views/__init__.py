"""Progress pages, and the pages that the process leader writes."""

from documents.views.contact import contact
from documents.views.disposals import disposal_csv, disposal_detail, disposal_list, disposal_log, dispose, gone
from documents.views.files import send
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
    "job_detail",
    "page_detail",
    "page_edit",
    "page_version",
    "page_versions",
    "plan_csv",
    "plan_edit",
    "plan_new",
    "records_plan",
    "send",
]
