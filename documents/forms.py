"""Clean input about governing documents and the pages that the process leader writes."""

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms

from documents.actions import Approval
from documents.models import ABOUT, CONTACT, GoverningRevision, Page
from documents.rules import approvers_of
from groups.models import Body
from samla.forms import date_input
from samla.identity_numbers import refuse_identity_numbers

if TYPE_CHECKING:
    BasePageForm = forms.ModelForm[Page]
    BaseGoverningForm = forms.ModelForm[GoverningRevision]
else:
    BasePageForm = BaseGoverningForm = forms.ModelForm  # generic in its types only

CONTENT_HELP = (
    "Skriv med vanliga tecken för rubriker, listor och länkar; hur det går till står under formuläret. "
    "Skriv inget om enskilda personer som får vård eller insatser."
)


class PageForm(BasePageForm):
    """A page's words; on the contact page also an e-mail address per role (`roles`: key → what it is called)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = Page
        fields = ["title", "content", "is_public"]

    def __init__(self, *args: Any, roles: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = roles
        self.fields["content"].help_text = CONTENT_HELP
        self.fields["content"].widget.attrs["rows"] = 8 if roles else 18
        self.fields["version"].initial = self.instance.version
        if self.instance.slug in {ABOUT, CONTACT}:
            del self.fields["is_public"]  # every page's foot leads to them
        for key, label in roles.items():
            self.fields[key] = forms.EmailField(
                label=f"E-post till {label}",
                required=False,
                validators=[refuse_identity_numbers],
                initial=self.instance.addresses.get(key, ""),
            )

    @property
    def values(self) -> dict[str, Any]:
        """What `actions.publish` takes."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}
        if self.instance.slug == CONTACT:
            values["addresses"] = {key: self.cleaned_data[key] for key in self.roles if self.cleaned_data[key]}
        return values


class GoverningForm(BaseGoverningForm):
    """A draft of a governing document: its header, and a text or a file (rule 57)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    file = forms.FileField(
        label="Fil",
        required=False,
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
