"""Clean input about the steps of a document's life."""

from typing import Any

from django import forms

from documents.models import AccessibilityCheck, Document
from documents.workflow import PUBLICATION_POINTS
from samla import clock
from samla.forms import date_input
from samla.identity_numbers import refuse_identity_numbers

FREE = [refuse_identity_numbers]


class StepForm(forms.Form):
    """A step that asks for nothing: only which document it was when the page was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"version": document.version}, **kwargs})

    @property
    def given(self) -> dict[str, Any]:
        """What the action takes, by its names. A form without a version counts as one of nothing: it is stale."""
        return {**self.cleaned_data, "version": self.cleaned_data.get("version") or 0}


class ReasonForm(StepForm):
    """A step that is taken for a reason, which is kept."""

    reason = forms.CharField(
        label="Skäl",
        max_length=1000,
        validators=FREE,
        help_text="Sparas med steget. Läses av dem som läser handlingen.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SecrecyForm(ReasonForm):
    """A secrecy marking (L7): the provision, who says so, and the day."""

    provision = forms.CharField(
        label="Bestämmelse",
        max_length=120,
        validators=FREE,
        help_text="Lag, kapitel och paragraf, till exempel ”OSL 25 kap. 1 §”.",
    )
    authority = forms.CharField(
        label="Myndighet", max_length=120, validators=FREE, help_text="Den myndighet som har gjort markeringen."
    )
    on = forms.DateField(label="Datum för markeringen", widget=date_input())

    field_order = ["version", "provision", "authority", "on", "reason"]

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        begins = {"on": clock.today(), "version": document.version}
        super().__init__(*args, document=document, **{"initial": begins, **kwargs})


class CheckForm(StepForm):
    """The check before publication: each point ticked by the person, and who is responsible (L18, L22)."""

    def __init__(self, *args: Any, document: Document, responsible: str, **kwargs: Any) -> None:
        found = document.accessibility if document.accessibility != AccessibilityCheck.UNKNOWN else ""
        begins = {"version": document.version, "responsible": responsible, "accessibility": found}
        super().__init__(*args, document=document, **{"initial": begins, **kwargs})
        self.fields["responsible"] = forms.CharField(
            label="Ansvarig för publiceringen",
            max_length=200,
            validators=FREE,
            help_text="Namn och roll på den som svarar för att handlingen får ligga på webben.",
        )
        for name, sentence in PUBLICATION_POINTS.items():
            self.fields[name] = forms.BooleanField(
                label=sentence, error_messages={"required": "Kryssa för punkten när den är kontrollerad."}
            )
            if name == "accessibility_checked":
                self.fields["accessibility"] = _accessibility()


def _accessibility() -> forms.ChoiceField:
    shown = [
        (AccessibilityCheck.ACCESSIBLE, "Filen är tillgänglig"),
        (AccessibilityCheck.NOT_ACCESSIBLE, "Filen har brister, som sägs där den läses"),
    ]
    return forms.ChoiceField(label="Kontrollen visade", choices=shown, widget=forms.RadioSelect)
