"""Clean input about the register: its filters, the correction of a line, and whose it is."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django import forms

from documents.models import Direction, RecordEntry, RegisteringAuthority
from groups.models import Body, CareCollaboration, Organisation
from samla.forms import FilterSelect

if TYPE_CHECKING:
    BaseCorrectionForm = forms.ModelForm[RecordEntry]
    BaseAuthorityForm = forms.ModelForm[RegisteringAuthority]
else:
    BaseCorrectionForm = BaseAuthorityForm = forms.ModelForm  # generic in their types only

ORDERS = {
    "datum": "dated_on",
    "beteckning": "designation_order",
    "rubrik": "subject_order",
    "myndighet": "authority_name",
}
"""What the lines can be sorted by: the word in the address, and the column of the view."""
PUBLISHED = "ja"


class RegisterFilterForm(forms.Form):
    """The filters of the public register; whatever is unknown is ignored, so that an old link still works."""

    q = forms.CharField(label="Sök", required=False, max_length=120)
    ar = forms.ChoiceField(label="År", required=False, widget=FilterSelect)
    grupp = forms.ChoiceField(label="Grupp", required=False, widget=FilterSelect)
    myndighet = forms.ChoiceField(label="Myndighet", required=False, widget=FilterSelect)
    riktning = forms.ChoiceField(label="Riktning", required=False, widget=FilterSelect)
    lasbar = forms.ChoiceField(label="Går att läsa här", required=False, widget=FilterSelect)
    ordning = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        years: Iterable[int] = (),
        bodies: Iterable[tuple[str, str]] = (),
        authorities: Iterable[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen: dict[str, Callable[[], list[tuple[str, str]]]] = {
            "ar": lambda: [("", "Alla år"), *((str(year), str(year)) for year in years)],
            "grupp": lambda: [("", "Alla grupper"), *bodies],
            "myndighet": lambda: [("", "Alla myndigheter"), *authorities],
            "riktning": lambda: [("", "Alla"), *((value, label.capitalize()) for value, label in Direction.choices)],
            "lasbar": lambda: [("", "Alla handlingar"), (PUBLISHED, "Bara publicerade")],
        }
        for name, choices in chosen.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices()

    def chosen(self, name: str) -> str:
        """The value of a filter, or an empty text when it is missing or makes no sense."""
        if not hasattr(self, "cleaned_data"):
            self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    @property
    def order(self) -> tuple[str, bool]:
        """What the lines are sorted by, and whether backwards: the newest first unless something else is asked."""
        wanted = re.fullmatch(r"(-?)([a-z]+)", self.chosen("ordning"))
        if wanted is None or wanted[2] not in ORDERS:
            return "datum", True
        return wanted[2], bool(wanted[1])


class CorrectionForm(BaseCorrectionForm):
    """The words of a line of the register (L4)."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = RecordEntry
        fields = [
            "subject_public",
            "subject_protected",
            "counterparty_public",
            "counterparty_protected",
            "external_number",
        ]
        help_texts = {
            "subject_public": "Syns i det offentliga registret.",
            "subject_protected": "Läses bara av registratorn och processledaren.",
            "counterparty_public": "Syns i det offentliga registret.",
            "counterparty_protected": "Läses bara av registratorn och processledaren.",
            "external_number": "Syns i det offentliga registret.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version

    def validate_constraints(self) -> None:
        """Left to the action."""

    def clean_version(self) -> int:
        """A form without a version counts as one of nothing, so that it never overwrites silently."""
        return self.cleaned_data.get("version") or 0

    @property
    def values(self) -> dict[str, str]:
        """What `actions.correct_entry` takes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class AuthorityForm(BaseAuthorityForm):
    """Whose register a body's documents belong to in a year, and how to ask for them there (L6, L8)."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = RegisteringAuthority
        fields = ["organisation", "contact"]
        labels = {"organisation": "Registrerande myndighet", "contact": "Så begär man ut handlingar"}
        help_texts = {
            "organisation": "Den myndighet i vars diarium gruppens handlingar registreras och arkiveras det året.",
            "contact": "Funktionens e-postadress, telefon eller sida. Syns för alla.",
        }

    def __init__(self, *args: Any, collaboration: CareCollaboration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation = self.fields["organisation"]
        if isinstance(organisation, forms.ModelChoiceField):
            there = Organisation.objects.filter(collaboration=collaboration).exclude(principal=None)
            kept = Organisation.objects.filter(pk=self.instance.organisation_id or 0)
            organisation.queryset = (there.current() | kept).in_swedish_order()
            organisation.empty_label = "Välj myndighet"
        self.fields["version"].initial = self.instance.version if self.instance.pk else 0

    def validate_constraints(self) -> None:
        """Left to the action."""

    def clean_version(self) -> int:
        """A form without a version counts as one for the first time."""
        return self.cleaned_data.get("version") or 0


def body_choices(bodies: Iterable[Body]) -> list[tuple[str, str]]:
    """The bodies that have documents of their own, for a filter."""
    return [(body.slug, body.short_name) for body in bodies if not body.is_external]
