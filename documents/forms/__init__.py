"""Clean input about documents, the records plan, and the pages that the process leader writes."""

from documents.forms.pages import PageForm
from documents.forms.plan import DisposalForm, DocumentTypeForm

__all__ = ["DisposalForm", "DocumentTypeForm", "PageForm"]
