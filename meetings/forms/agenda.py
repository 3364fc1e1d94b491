"""Clean input about the agenda: its items, their documents and persons, and a body's standing items."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms

from documents.forms.drafts import file_field, title_field, type_field
from groups.models import Body, CareCollaboration, User
from meetings.models import AgendaItem, StandingItem
from samla.forms import Suggestions
from samla.identity_numbers import refuse_identity_numbers

if TYPE_CHECKING:
    BaseItemForm = forms.ModelForm[AgendaItem]
    BaseStandingForm = forms.ModelForm[StandingItem]
else:
    BaseItemForm = BaseStandingForm = forms.ModelForm  # generic in their types only

HEADINGS = ("Formalia", "Beslutsärenden", "Dialog och beredning", "Information", "Rapporter")


class VersionMixin(forms.Form):
    """A form that knows which version it was opened on; without one it counts as stale."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_version(self) -> int:
        """A form without a version never overwrites silently."""
        return self.cleaned_data.get("version") or 0

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"version", "field_order"}}


class ItemForm(BaseItemForm, VersionMixin):
    """One item of the agenda. `people` are the names that are suggested as presenters."""

    class Meta:
        model = AgendaItem
        fields = ("title", "kind", "group", "presenter", "minutes", "proposal", "unready_reason", "body")
        labels = {"body": "Rör bara gruppen", "group": "Under rubriken"}
        help_texts = {
            "group": "Punkter efter varandra med samma rubrik står tillsammans.",
            "proposal": "Skriv förslaget så att det kan antas som det står.",
            "unready_reason": "Behövs för en beslutspunkt som inte är färdigberedd. Skälet står i kallelsen.",
            "body": "Vid gemensamma möten: bara den gruppen hörs på punkten.",
        }

    def __init__(self, *args: Any, people: Iterable[str] = (), bodies: Iterable[Body] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = list(bodies)
        self.fields["presenter"].widget = Suggestions(people, {"maxlength": 200})
        self.fields["group"].widget = Suggestions(HEADINGS, {"maxlength": 80})
        self.fields["version"].initial = self.instance.version
        if len(bodies) > 1:
            self.fields["body"] = forms.ModelChoiceField(
                Body.objects.filter(pk__in=[body.pk for body in bodies]),
                label="Rör bara gruppen",
                required=False,
                empty_label="Nej, punkten rör alla som möts",
            )
        else:
            del self.fields["body"]

    def validate_constraints(self) -> None:
        """Left to the action."""


class StandingForm(BaseStandingForm, VersionMixin):
    """One standing item."""

    class Meta:
        model = StandingItem
        fields = ("title", "kind", "group", "minutes")
        labels = {"group": "Under rubriken"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].widget = Suggestions(HEADINGS, {"maxlength": 80})
        self.fields["version"].initial = self.instance.version

    def validate_constraints(self) -> None:
        """Left to the action."""


class ReasonForm(forms.Form):
    """Why an item leaves the agenda."""

    reason = forms.CharField(
        label="Skäl",
        max_length=300,
        required=False,
        validators=[refuse_identity_numbers],
        help_text="En mening. Den visas för dem som är kallade.",
    )


class FileForm(forms.Form):
    """A new file that goes with an item."""

    def __init__(self, *args: Any, collaboration: CareCollaboration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = file_field()
        self.fields["title"] = title_field()
        self.fields["document_type"] = type_field(collaboration)


class PersonForm(forms.Form):
    """Somebody who is co-opted for one item (56): a person of the portal, never a free name."""

    user = forms.ModelChoiceField(
        User.objects.none(),
        label="Person",
        empty_label="Välj person",
        help_text="Den som saknas läggs först till under Personer.",
    )
    about = forms.CharField(label="I egenskap av", required=False, max_length=200, validators=[refuse_identity_numbers])

    def __init__(self, *args: Any, collaboration: CareCollaboration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = User.objects.known_in(collaboration).filter(is_active=True).order_by("name", "pk")
