"""Clean input about lists of people."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from groups.actions.imports import MAX_BYTES, MAX_ROWS
from groups.models import CareCollaboration, Organisation
from samla import clock
from samla.formats import number
from samla.forms import date_input

WHOLE = "hela"
TOO_LARGE = "Filen är större än 2 MB. Dela upp listan i flera filer."


class ImportForm(forms.Form):
    """Which list, for whose seats, and whether it is the whole of it."""

    file = forms.FileField(
        label="Fil",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        help_text=f"En CSV-fil med högst {number(MAX_ROWS)} rader, högst 2 MB.",
        error_messages={"required": "Välj en fil.", "empty": "Filen är tom."},
        max_length=500,
    )
    organisation = forms.ChoiceField(label="Filen gäller")
    ends_missing = forms.BooleanField(
        label="Filen är hela listan: avsluta dem som inte står i den",
        required=False,
        help_text="Den som inte står i filen har inte platsen längre från och med den dag du anger.",
    )
    ends_missing_on = forms.DateField(
        label="Avsluta från och med",
        required=False,
        widget=date_input(),
        error_messages={"invalid": "Skriv ett datum, till exempel 2026-01-31."},
    )

    def __init__(
        self,
        *args: Any,
        collaboration: CareCollaboration,
        organisations: list[Organisation],
        whole: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {str(one.pk): one for one in organisations}
        choices = [(key, str(one)) for key, one in self.organisations.items()]
        everything = [(WHOLE, f"Hela {collaboration.short_name}")] if whole else []
        field = self.fields["organisation"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [*everything, *choices]
        self.fields["ends_missing_on"].initial = clock.today()

    def clean_file(self) -> Any:
        """Too large is said before anything is read."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(TOO_LARGE)
        return file

    def clean_organisation(self) -> Organisation | None:
        """The organisation itself; None for all of them."""
        return self.organisations.get(self.cleaned_data["organisation"])

    def clean(self) -> dict[str, Any]:
        """A day only when something is to end that day."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("ends_missing"):
            cleaned["ends_missing_on"] = None
            self.errors.pop("ends_missing_on", None)
        elif not cleaned.get("ends_missing_on") and "ends_missing_on" not in self.errors:
            self.add_error("ends_missing_on", "Ange från vilken dag.")
        return cleaned
