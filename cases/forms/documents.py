"""Clean input about the documents of a case. What a file holds is judged by the action."""

from typing import Any

from django import forms

from documents.models import DocumentType
from groups.models import CareCollaboration
from samla.filenames import clean
from samla.filetypes import ALLOWED, TYPES
from samla.forms import FilesField, FilesInput
from samla.identity_numbers import refuse_identity_numbers
from samla.uploads import RefusedUpload

ACCEPT = ",".join(f".{extension}" for extension in TYPES)
WHAT_IS_TAKEN_IN = f"{ALLOWED}, högst 50 MB var."
USUAL = "underlag"  # what is added to most cases; any other can be chosen, and the plan may call it something else
NOTHING_CHOSEN = "Välj minst en fil."


class DocumentsForm(forms.Form):
    """Files to a case, and what they have in common."""

    chosen = FilesField(
        label="Filer",
        help_text=f"Välj en eller flera, eller dra dem hit. {WHAT_IS_TAKEN_IN}",
        widget=FilesInput(attrs={"accept": ACCEPT}),
    )
    document_type = forms.ModelChoiceField(
        DocumentType.objects.none(),
        label="Handlingsslag",
        empty_label=None,
        error_messages={"required": "Välj handlingsslag.", "invalid_choice": "Välj ett handlingsslag i listan."},
    )
    title = forms.CharField(
        label="Rubrik",
        required=False,
        max_length=200,
        validators=[refuse_identity_numbers],
        help_text="Utan rubrik heter varje handling som sin fil. Ange en rubrik bara när du lägger till en fil.",
    )
    note = forms.CharField(label="Om filen", required=False, max_length=300, validators=[refuse_identity_numbers])
    share = forms.BooleanField(
        label="Dela för synpunkter på en gång",
        required=False,
        help_text="Annars ser bara du handlingen tills du delar den. Det som delas med andra myndigheter kan bli allmän handling.",
    )
    refused: list[RefusedUpload]

    def __init__(self, *args: Any, collaboration: CareCollaboration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused = []
        field = self.fields["document_type"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = DocumentType.objects.filter(collaboration=collaboration, ended_on=None)
            field.initial = field.queryset.filter(slug=USUAL).first()

    def clean(self) -> dict[str, Any]:
        """At least one file, unless all were stopped on their way; one title cannot be several documents'."""
        given = super().clean() or {}
        files = given.get("chosen", [])
        if not files and not self.refused:
            self.add_error("chosen", NOTHING_CHOSEN)
        if len(files) > 1 and given.get("title"):
            self.add_error("title", "En rubrik kan bara en handling ha. Ta bort rubriken, eller välj en fil i taget.")
        return given

    def refuse(self, filename: str | None, reason: str) -> None:
        """Show why a file was not taken in, under its name."""
        self.add_error("chosen", f"{clean(filename or '')}: {reason}")

    def refuse_stopped(self) -> None:
        """Show which files were stopped on their way."""
        for upload in self.refused:
            self.refuse(upload.filename, upload.reason)

    @property
    def given(self) -> dict[str, Any]:
        """What `actions.add_document` takes beside the file."""
        return {name: self.cleaned_data[name] for name in ("document_type", "title", "note", "share")}


class VersionForm(forms.Form):
    """The next file of a document."""

    file = FilesField(label="Fil", help_text=WHAT_IS_TAKEN_IN, widget=forms.FileInput(attrs={"accept": ACCEPT}))
    note = forms.CharField(
        label="Vad som ändrades", required=False, max_length=300, validators=[refuse_identity_numbers]
    )
    refused: list[RefusedUpload]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused = []

    def clean(self) -> dict[str, Any]:
        """A file, or the reason why it was stopped on its way."""
        given = super().clean() or {}
        for upload in self.refused:
            self.add_error("file", upload.reason)
        if not given.get("file") and not self.refused:
            self.add_error("file", "Välj en fil.")
        return given
