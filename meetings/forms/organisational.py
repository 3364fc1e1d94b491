"""Clean input about organisational changes (21)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from groups.models import CareCollaboration, Organisation, Principal
from meetings.forms.agenda import VersionMixin
from meetings.models import Meeting, OrganisationalChange
from samla import clock
from samla.forms import date_input

if TYPE_CHECKING:
    BaseChangeForm = forms.ModelForm[OrganisationalChange]
else:
    BaseChangeForm = forms.ModelForm  # generic in its types only


class ChangeForm(BaseChangeForm, VersionMixin):
    """What changes, at whom, from when, and what it means."""

    class Meta:
        model = OrganisationalChange
        fields = ("principal", "organisation", "what", "from_on", "consequence")
        widgets = {"from_on": date_input()}
        labels = {
            "what": "Vad förändras?",
            "from_on": "Från och med",
            "consequence": "Vad betyder det för samverkan?",
        }
        help_texts = {"principal": "Välj huvudman eller organisation, eller båda."}

    def __init__(self, *args: Any, collaboration: CareCollaboration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {"principal": Principal.objects, "organisation": Organisation.objects}
        for name, known in own.items():
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = known.filter(collaboration=collaboration).order_by("name")
                field.empty_label = "Välj"
        self.fields["version"].initial = self.instance.version

    def validate_constraints(self) -> None:
        """Left to the action."""


class AcknowledgeForm(forms.Form):
    """At which meeting the body took part of the change."""

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label="Vid mötet", required=False, empty_label="Inget möte: noterat utanför ett möte"
    )

    def __init__(self, *args: Any, change: OrganisationalChange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["meeting"]
        if isinstance(field, forms.ModelChoiceField):
            held = Meeting.objects.filter(body=change.body_id, starts_at__lte=clock.now()).standing()
            field.queryset = held.select_related("body").order_by("-starts_at")
