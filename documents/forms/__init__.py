"""Clean input about governing documents and the pages that the process leader writes."""

from documents.forms.governing import ApprovalForm, GoverningForm, SlotForm
from documents.forms.pages import PageForm

__all__ = ["ApprovalForm", "GoverningForm", "PageForm", "SlotForm"]
