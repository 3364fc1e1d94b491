"""Clean input about a document that is still being written, and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet

from documents.models import Document, DocumentType
from groups.models import CareCollaboration
from samla.filetypes import ALLOWED, TYPES
from samla.identity_numbers import refuse_identity_numbers

FILE_HELP = f"{ALLOWED}, högst 50 MB."

if TYPE_CHECKING:
    BaseRevisionForm = forms.ModelForm[Document]
else:
    BaseRevisionForm = forms.ModelForm  # generic in its types only


def types_of(collaboration: CareCollaboration) -> QuerySet[DocumentType]:
    """The types of document that the records plan has today."""
    return DocumentType.objects.filter(collaboration=collaboration, ended_on=None)


def file_field(**options: Any) -> forms.FileField:
    """A file to upload; what it is, the action finds out from its content."""
    words = {"required": "Välj en fil.", "empty": "Filen är tom."}
    return forms.FileField(
        label="Fil",
        help_text=FILE_HELP,
        max_length=255,
        error_messages=words,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{one}" for one in TYPES)}),
        **options,
    )


def title_field(**options: Any) -> forms.CharField:
    """What the document is called."""
    return forms.CharField(
        label="Rubrik",
        max_length=200,
        validators=[refuse_identity_numbers],
        help_text="Kort, och så att den som inte känner frågan förstår vad handlingen är.",
        **options,
    )


def type_field(collaboration: CareCollaboration) -> forms.ModelChoiceField[DocumentType]:
    """Which row of the records plan the document is."""
    types = types_of(collaboration)
    return forms.ModelChoiceField(
        types,
        label="Handlingsslag",
        empty_label="Välj handlingsslag",
        help_text="Avgör hur länge handlingen bevaras. Slagen står i dokumenthanteringsplanen.",
    )


class DraftForm(forms.Form):
    """A new draft with its first file."""

    def __init__(self, *args: Any, collaboration: CareCollaboration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = file_field()
        self.fields["title"] = title_field()
        self.fields["document_type"] = type_field(collaboration)


class VersionForm(forms.Form):
    """The next file of a draft."""

    file = file_field()
    note = forms.CharField(
        label="Vad som ändrades",
        required=False,
        max_length=300,
        validators=[refuse_identity_numbers],
        help_text="En rad som hjälper den som har läst den förra versionen.",
    )


class RevisionForm(BaseRevisionForm):
    """What a draft is called and which type it is."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Document
        fields = ["title", "document_type"]
        labels = {"document_type": "Handlingsslag"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document_type"] = type_field(self.instance.collaboration)
        self.fields["version"].initial = self.instance.version

    def validate_constraints(self) -> None:
        """Left to the action."""

    def clean_version(self) -> int:
        """A form without a version counts as one of nothing, so that it never overwrites silently."""
        return self.cleaned_data.get("version") or 0

    @property
    def values(self) -> dict[str, Any]:
        """What `actions.revise_draft` takes."""
        return {name: self.cleaned_data[name] for name in ("title", "document_type")}
