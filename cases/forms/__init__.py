"""Clean input about cases and their documents."""

from cases.forms.cases import (
    CaseForm,
    FilterForm,
    InformForm,
    NoteForm,
    PreparationForm,
    RegistrationForm,
    StepForm,
    body_choices,
    parties_of,
)
from cases.forms.documents import DocumentsForm, VersionForm

__all__ = [
    "CaseForm",
    "DocumentsForm",
    "FilterForm",
    "InformForm",
    "NoteForm",
    "PreparationForm",
    "RegistrationForm",
    "StepForm",
    "VersionForm",
    "body_choices",
    "parties_of",
]
