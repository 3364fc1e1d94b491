"""Progress pages, and the pages that the process leader writes."""

from documents.views.contact import contact
from documents.views.files import send
from documents.views.jobs import answer_with, job_detail
from documents.views.pages import about, page_detail
from documents.views.writing import page_edit, page_version, page_versions

__all__ = [
    "about",
    "answer_with",
    "contact",
    "job_detail",
    "page_detail",
    "page_edit",
    "page_version",
    "page_versions",
    "send",
]
