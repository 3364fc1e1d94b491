"""Clean input about the records plan: its rows, and what is disposed of by it."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from documents.actions import Candidate, Decision, confirmation_of
from documents.models import DisposalRun, DocumentType
from samla.formats import date_short
from samla.forms import date_input, refuse

if TYPE_CHECKING:
    BaseTypeForm = forms.ModelForm[DocumentType]
    BaseRunForm = forms.ModelForm[DisposalRun]
else:
    BaseTypeForm = BaseRunForm = forms.ModelForm  # generic in their types only


class Retention(TextChoices):
    """How the two columns of a row are chosen between."""

    PRESERVED = "PRESERVED", "Bevaras"
    YEARS = "YEARS", "Gallras efter ett antal år"
    OBSOLETE = "OBSOLETE", "Gallras vid inaktualitet, när de inte längre behövs"


def retention_of(document_type: DocumentType) -> Retention:
    """Which of the three a row says."""
    if document_type.preserved:
        return Retention.PRESERVED
    return Retention.OBSOLETE if document_type.disposed_after_years is None else Retention.YEARS


class DocumentTypeForm(BaseTypeForm):
    """One row of the plan. `others` are the rows after which it may stand."""

    retention = forms.ChoiceField(
        label="Bevaras eller gallras",
        choices=Retention,
        widget=forms.RadioSelect,
        help_text="Åren räknas från slutet av det år då handlingen upprättades, kom in eller expedierades.",
    )
    after = forms.ModelChoiceField(
        DocumentType.objects.none(), label="Står efter", required=False, empty_label="Ingen: först i planen"
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    field_order = (
        *("name", "handled_by", "content_by", "revised_by", "revision_interval", "is_registered", "kept_where"),
        *("retention", "disposed_after_years", "disposal_method", "decision_body", "decision_on", "decision_number"),
        *("is_published", "note", "after", "ended_on", "version"),
    )

    class Meta:
        model = DocumentType
        fields = (
            *("name", "handled_by", "content_by", "revised_by", "revision_interval", "is_registered", "kept_where"),
            *("disposed_after_years", "disposal_method", "decision_body", "decision_on", "decision_number"),
            *("is_published", "note", "ended_on"),
        )
        labels = {
            "is_registered": "Handlingarna diarieförs",
            "is_published": "Handlingarna publiceras på webben",
            "disposed_after_years": "Antal år innan handlingarna gallras",
        }
        help_texts = {
            "handled_by": "Skriv rollen, inte en persons namn. Planen är offentlig.",
            "disposed_after_years": "Fylls i bara när handlingarna gallras efter ett antal år.",
            "disposal_method": "Till exempel: förstörs i portalen.",
            "decision_body": "Den arkivmyndighet som beslutade att handlingarna får gallras, till exempel en arkivnämnd.",
            "decision_number": "Beslutets nummer i den myndighetens diarium.",
            "ended_on": "Fyll i när handlingsslaget inte längre ska användas. Handlingarna och raden finns kvar.",
        }
        widgets = {
            "ended_on": date_input(),
            "decision_on": date_input(),
            "note": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        others = DocumentType.objects.filter(collaboration=row.collaboration_id).exclude(pk=row.pk)
        after = self.fields["after"]
        if isinstance(after, forms.ModelChoiceField):
            after.queryset = others
        before = others.filter(position__lt=row.position) if row.pk else others
        after.initial = before.order_by("position", "name").last()
        self.fields["retention"].initial = retention_of(row)
        self.fields["version"].initial = row.version
        if not row.pk:
            for name in ("ended_on", "version"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """The choice and the number of years say the same; a number that is not chosen is a question, not a loss."""
        cleaned = super().clean() or self.cleaned_data
        years, chosen = cleaned.get("disposed_after_years"), cleaned.get("retention")
        if chosen == Retention.YEARS and years is None and "disposed_after_years" not in self.errors:
            self.add_error("disposed_after_years", "Ange efter hur många år handlingarna gallras.")
        if chosen in {Retention.PRESERVED, Retention.OBSOLETE} and years is not None:
            self.add_error("disposed_after_years", "Välj ”Gallras efter ett antal år”, eller lämna antalet tomt.")
        return cleaned

    def validate_constraints(self) -> None:
        """Left to the action and the database, which have the words."""

    def validate_unique(self) -> None:
        """Left to the database, under the action's lock."""

    def refuse(self, error: ValidationError) -> None:
        """Show the action's objections; what a new retention means is shown with a box to confirm it."""
        if hasattr(error, "error_dict") and "confirmed" in error.error_dict:
            self.refusal = "Ingenting är sparat än. Läs vad ändringen betyder och bekräfta den:"
            self.fields["confirmed"] = forms.BooleanField(label="Ja, det här ska gälla", required=False)
        refuse(self, error)

    @property
    def values(self) -> dict[str, Any]:
        """The row's own fields, as the actions take them."""
        values = {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data}
        return {**values, "preserved": self.cleaned_data["retention"] == Retention.PRESERVED}

    @property
    def is_confirmed(self) -> bool:
        """Has she pressed again, with the box that came with the answer?"""
        return bool(self.data.get("confirmed"))


class DisposalForm(BaseRunForm):
    """Which documents are disposed of, and the authority's own decision to do so."""

    documents = forms.MultipleChoiceField(
        label="Handlingar som gallras",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "En av handlingarna kan inte längre gallras. Läs listan igen."},
    )
    confirmed = forms.BooleanField(required=False)
    field_order = ("documents", "application_body", "application_on", "application_number", "confirmed")

    class Meta:
        model = DisposalRun
        fields = ("application_body", "application_on", "application_number")
        help_texts = {
            "application_body": "Den registrerande myndighetens eget beslut att tillämpa gallringsbeslutet. "
            "Har myndigheten själv fattat gallringsbeslutet anges det här också.",
        }
        widgets = {"application_on": date_input()}

    def __init__(self, *args: Any, document_type: DocumentType, offered: list[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["documents"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(one.document.pk, _words(one)) for one in offered]
        if document_type.disposed_after_years is not None:
            field.initial = [one.document.pk for one in offered]
        else:
            field.help_text = "Välj de handlingar som inte längre behövs."
        self.fields["confirmed"].label = confirmation_of(document_type)

    @property
    def chosen(self) -> list[int]:
        """The keys of the documents that were ticked."""
        return [int(key) for key in self.cleaned_data["documents"]]

    @property
    def application(self) -> Decision:
        """The decision to apply the plan's."""
        given = self.cleaned_data
        return Decision(given["application_body"], given["application_on"], given["application_number"])

    def validate_constraints(self) -> None:
        """Left to the action and the database: the run is not whole yet."""

    def refuse(self, error: ValidationError) -> None:
        """Show the action's objections at their fields, or above the form."""
        refuse(self, error)


def _words(candidate: Candidate) -> str:
    entry = candidate.entry
    return f"{entry.designation}, {date_short(entry.dated_on)}: {entry.subject_public}"
