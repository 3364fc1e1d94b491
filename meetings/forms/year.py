"""What the wheel of a year shows."""

from collections.abc import Iterable
from typing import Any

from django import forms

from groups.models import Body


class WheelForm(forms.Form):
    """Which body's year, and whether the last days before its meetings are listed too; nonsense is everything."""

    grupp = forms.ChoiceField(label="Grupp", required=False)
    visa = forms.ChoiceField(
        label="Visa", required=False, choices=[("", "Möten och hållpunkter"), ("frister", "Också sista dagar")]
    )

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["grupp"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Alla grupper"), *((body.slug, body.short_name) for body in bodies)]

    def chosen(self, name: str) -> str:
        """The chosen value, empty when nothing or nonsense is chosen."""
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))
