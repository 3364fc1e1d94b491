"""Clean input about organisations."""

from typing import TYPE_CHECKING, Any

from django import forms

from groups.models import CareCollaboration, Organisation, OrganisationKind, Party, Principal, Side
from samla.forms import date_input

if TYPE_CHECKING:
    BaseOrganisationForm = forms.ModelForm[Organisation]
else:
    BaseOrganisationForm = forms.ModelForm  # generic in its types only


class OrganisationForm(BaseOrganisationForm):
    """What an organisation is called, is and belongs to."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Organisation
        fields = ["name", "alias", "kind", "principal", "side", "party", "part_of", "ended_on"]
        labels = {"principal": "Huvudman", "part_of": "Del av", "ended_on": "Sista dag"}
        help_texts = {
            "name": "Det namn som organisationen har nu. Äldre handlingar behåller det namn som gällde då.",
            "alias": "Andra namn och förkortningar, med komma emellan.",
            "principal": "Den region eller kommun som ansvarar. En extern part har ingen.",
            "side": "Bara för den som inte har någon huvudman. Annars gäller huvudmannens sida.",
            "party": "Vilken av AU:s tre parter organisationen räknas som, om någon.",
            "part_of": "Den helhet som organisationen ingår i, till exempel ett sjukhus styrelse.",
            "ended_on": "Fyll i när organisationen upphör. Platserna måste upphöra först.",
        }
        widgets = {"ended_on": date_input()}

    def __init__(self, *args: Any, collaboration: CareCollaboration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        others = Organisation.objects.filter(collaboration=collaboration).exclude(pk=self.instance.pk)
        querysets = {
            "principal": (Principal.objects.filter(collaboration=collaboration).order_by("name"), "Ingen huvudman"),
            "part_of": (others.current().in_swedish_order(), "Ingen större helhet"),
        }
        for name, (queryset, empty) in querysets.items():
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset, field.empty_label = queryset, empty
        choices = {
            "kind": (OrganisationKind.choices, "Välj slag"),
            "side": (Side.choices, "Huvudmannens"),
            "party": (Party.choices, "Ingen av dem"),
        }
        for name, (pairs, empty) in choices.items():
            chosen = self.fields[name]
            if isinstance(chosen, forms.ChoiceField):
                chosen.choices = [("", empty), *((value, str(label).capitalize()) for value, label in pairs)]
        if not self.instance.slug:
            for name in ("ended_on", "version"):
                del self.fields[name]

    def validate_constraints(self) -> None:
        """Left to the action, whose rules have the words."""

    def clean_version(self) -> int:
        """A form without a version counts as one of nothing, so that it never overwrites silently."""
        return self.cleaned_data.get("version") or 0

    @property
    def values(self) -> dict[str, Any]:
        """The organisation's own fields."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data}
