"""Clean input about documents, their register, the records plan, governing documents, and the pages that the process leader writes."""

from documents.forms.drafts import DraftForm, RevisionForm, VersionForm
from documents.forms.entries import EntryForm, FinaliseForm, RegisterForm
from documents.forms.governing import ApprovalForm, GoverningForm, SlotForm
from documents.forms.life import CheckForm, ReasonForm, SecrecyForm, StepForm
from documents.forms.pages import PageForm
from documents.forms.plan import DisposalForm, DocumentTypeForm
from documents.forms.register import AuthorityForm, CorrectionForm, RegisterFilterForm

__all__ = [
    "ApprovalForm",
    "AuthorityForm",
    "CheckForm",
    "CorrectionForm",
    "DisposalForm",
    "DocumentTypeForm",
    "DraftForm",
    "EntryForm",
    "FinaliseForm",
    "GoverningForm",
    "PageForm",
    "ReasonForm",
    "RegisterFilterForm",
    "RegisterForm",
    "RevisionForm",
    "SecrecyForm",
    "SlotForm",
    "StepForm",
    "VersionForm",
]
