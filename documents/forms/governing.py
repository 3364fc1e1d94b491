"""Clean input about governing documents: their header with a text or a file, their approval, and new slots."""

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms

from documents.actions import Approval
from documents.forms.pages import CONTENT_HELP
from documents.models import GoverningRevision
from documents.rules import approvers_of
from groups.models import Body
from samla.forms import date_input
from samla.identity_numbers import refuse_identity_numbers

if TYPE_CHECKING:
    BaseGoverningForm = forms.ModelForm[GoverningRevision]
else:
    BaseGoverningForm = forms.ModelForm  # generic in its types only


class GoverningForm(BaseGoverningForm):
    """A draft of a governing document: its header, and a text or a file (rule 57)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    file = forms.FileField(
        label="Fil",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx"}),
        help_text="PDF eller Word-dokument (DOCX), högst 50 MB, i stället för text. Antalet sidor läses ur filen.",
    )

    class Meta:
        model = GoverningRevision
        fields = ["kind", "assignment", "drawn_up_by", "issued_on", "approved_by", "text"]
        widgets: ClassVar = {"issued_on": date_input()}
        help_texts: ClassVar = {
            "kind": "Till exempel ”Uppdragsbeskrivning”.",
            "assignment": "Vem eller vad uppdraget gäller, till exempel ”Arbetsutskott”.",
            "drawn_up_by": "Rollen hellre än namnet, till exempel ”Processledare SAMLA”.",
            "issued_on": "Dagen då dokumentet först utfärdades. Lämna tomt om det inte är känt.",
            "approved_by": "Den grupp som ska godkänna. Datumet sätts först när beslutet registreras.",
            "text": CONTENT_HELP,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        approvers = cast("forms.ModelChoiceField[Body]", self.fields["approved_by"])
        approvers.queryset = Body.objects.filter(pk__in=[body.pk for body in approvers_of(self.instance.slot)])
        approvers.empty_label = "Okänt, att komplettera"
        self.fields["text"].widget.attrs["rows"] = 18
        self.fields["version"].initial = self.instance.document.version
        self.order_fields([*self.Meta.fields, "file", "version"])

    @property
    def values(self) -> dict[str, Any]:
        """What `actions.revise` takes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ApprovalForm(forms.Form):
    """The decision by which a governing document is approved (rule 57)."""

    approved_by = forms.ModelChoiceField(
        Body.objects.none(),
        label="Godkänt av",
        empty_label=None,
        help_text="Gruppen som har fattat beslutet.",
    )
    approved_on = forms.DateField(
        label="Datum för godkännande efter revidering", widget=date_input(), help_text="Dagen då gruppen beslutade."
    )
    decision = forms.CharField(
        label="Beslut",
        max_length=120,
        validators=[refuse_identity_numbers],
        help_text="Så att det går att hitta, till exempel ”Samordningsgruppen 2026 § 14, 12 mars 2026”.",
    )
    issued_on = forms.DateField(
        label="Utfärdsdatum", widget=date_input(), help_text="Dagen då dokumentet först utfärdades."
    )

    def __init__(self, *args: Any, revision: GoverningRevision, bodies: list[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast("forms.ModelChoiceField[Body]", self.fields["approved_by"])
        choice.queryset = Body.objects.filter(pk__in=[body.pk for body in bodies])
        named = revision.approved_by_id
        choice.initial = named if named in {body.pk for body in bodies} else next((body.pk for body in bodies), None)
        if revision.issued_on:
            del self.fields["issued_on"]

    @property
    def approval(self) -> Approval:
        """What `actions.approve_revision` takes."""
        given = self.cleaned_data
        return Approval(
            body=given["approved_by"],
            on=given["approved_on"],
            decision=given["decision"],
            issued_on=given.get("issued_on"),
        )


class SlotForm(forms.Form):
    """A further slot for a governing document."""

    title = forms.CharField(
        label="Dokumentets namn",
        max_length=160,
        validators=[refuse_identity_numbers],
        help_text="Till exempel ”Uppdragsbeskrivning för temagruppen Äldre”.",
    )
