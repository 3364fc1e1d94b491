"""Clean input about cases and their documents."""

from cases.forms.cases import (
    CaseForm,
    FilterForm,
    NoteForm,
    PreparationForm,
    RegisterForm,
    StepForm,
    body_choices,
    parties_of,
)
from cases.forms.documents import DocumentsForm, VersionForm
