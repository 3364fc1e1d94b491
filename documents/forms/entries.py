"""Clean input about a line of the register: when a document is finalised, and when one comes in or goes out."""

from collections.abc import Iterable
from typing import Any

from django import forms

from documents.forms.drafts import file_field, title_field, type_field
from documents.models import Direction, Document
from documents.workflow import FileWarning
from groups.models import CareCollaboration
from samla import clock
from samla.forms import date_input
from samla.identity_numbers import refuse_identity_numbers

FREE = [refuse_identity_numbers]
PROTECTED = "Läses bara av registratorn och processledaren, aldrig av allmänheten."
GIVEN = (
    "drawn_up_on", "direction", "counterparty", "counterparty_protected", "subject_public", "subject_protected",
    "external_number",
)  # fmt: skip


class EntryForm(forms.Form):
    """The fields of a line (OSL 5:2): date, direction, with whom, what about; the last two also protected (L3, L4)."""

    direction = forms.ChoiceField(
        label="Handlingen är",
        choices=[(value, label.capitalize()) for value, label in Direction.choices],
        widget=forms.RadioSelect,
    )
    drawn_up_on = forms.DateField(
        label="Datum", help_text="Den dag då handlingen blev klar, kom in eller skickades.", widget=date_input()
    )
    counterparty = forms.CharField(
        label="Avsändare eller mottagare",
        required=False,
        max_length=200,
        validators=FREE,
        help_text="För det som har kommit in eller skickats. Skriv verksamhet eller roll. Syns i det offentliga registret.",
    )
    counterparty_protected = forms.CharField(
        label="Avsändare eller mottagare, skyddad uppgift",
        required=False,
        max_length=200,
        validators=FREE,
        help_text=PROTECTED,
    )
    subject_public = forms.CharField(
        label="Vad handlingen rör",
        max_length=300,
        validators=FREE,
        help_text="Syns i det offentliga registret. Skriv inget som ska skyddas.",
    )
    subject_protected = forms.CharField(
        label="Vad handlingen rör, skyddad uppgift",
        required=False,
        max_length=300,
        validators=FREE,
        help_text=PROTECTED,
    )
    external_number = forms.CharField(
        label="Myndighetens diarienummer",
        required=False,
        max_length=60,
        validators=FREE,
        help_text="Det nummer som handlingen har i den registrerande myndighetens diarium, om den har ett.",
    )

    def clean_drawn_up_on(self) -> Any:
        """What is registered has happened."""
        day = self.cleaned_data["drawn_up_on"]
        if day > clock.today():
            raise forms.ValidationError("Dagen har inte varit än.")
        return day

    def clean(self) -> dict[str, Any]:
        """What travels says from whom or to whom (OSL 5:2)."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        travels = cleaned.get("direction") in {Direction.RECEIVED, Direction.DISPATCHED}
        if travels and not (cleaned.get("counterparty") or cleaned.get("counterparty_protected")):
            self.add_error("counterparty", "Ange från vem handlingen kom, eller till vem den gick.")
        return cleaned

    def warn(self, warnings: Iterable[FileWarning]) -> None:
        """Ask for a tick for each warning about the file."""
        for warning in warnings:
            words = {"required": "Kryssa för att du har sett varningen."}
            self.fields[warning] = forms.BooleanField(label=warning.label, error_messages=words)

    @property
    def given(self) -> dict[str, Any]:
        """What `actions.finalise` takes of this form, by its names."""
        return {name: self.cleaned_data[name] for name in GIVEN} | {"acknowledged": self.acknowledged}

    @property
    def acknowledged(self) -> set[FileWarning]:
        """The warnings that the person has ticked."""
        return {warning for warning in FileWarning if self.cleaned_data.get(warning)}


class FinaliseForm(EntryForm):
    """What is asked when a draft is finalised; begins with what the draft says."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, document: Document, warnings: Iterable[FileWarning], **kwargs: Any) -> None:
        begins = {
            "direction": document.direction,
            "drawn_up_on": document.drawn_up_on or clock.today(),
            "counterparty": document.counterparty,
            "subject_public": document.title,
            "external_number": document.external_number,
            "version": document.version,
        }
        super().__init__(*args, **{"initial": begins, **kwargs})
        self.warn(warnings)


class RegisterForm(EntryForm):
    """A document that was received or sent, with its file: registered at once (section 3, 11)."""

    field_order = ["file", "title", "document_type"]

    def __init__(self, *args: Any, collaboration: CareCollaboration, **kwargs: Any) -> None:
        begins = {"drawn_up_on": clock.today(), "direction": Direction.RECEIVED}
        super().__init__(*args, **{"initial": begins, **kwargs})
        self.fields["file"] = file_field()
        self.fields["title"] = title_field()
        self.fields["document_type"] = type_field(collaboration)
        self.fields["subject_public"].required = False
        self.fields["subject_public"].help_text = "Syns i det offentliga registret. Lämnas det tomt står rubriken där."
        direction = self.fields["direction"]
        if isinstance(direction, forms.ChoiceField):
            direction.choices = [("RECEIVED", "Inkommen"), ("DISPATCHED", "Expedierad, alltså skickad")]
        self.order_fields(self.field_order)

    @property
    def acknowledged(self) -> set[FileWarning]:
        """As in any form; a file that comes with it cannot have been scanned yet, and says so itself."""
        return super().acknowledged | {FileWarning.UNSCANNED}

    @property
    def values(self) -> dict[str, Any]:
        """What `actions.register` takes beside the file."""
        return self.given | {name: self.cleaned_data[name] for name in ("title", "document_type")}
