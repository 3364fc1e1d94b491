"""Clean input about whom a representative asks."""

from collections.abc import Iterable
from typing import Any

from django import forms

from meetings.models import Meeting
from samla.forms import date_input
from samla.identity_numbers import refuse_identity_numbers

FREE = [refuse_identity_numbers]


class AnchorForm(forms.Form):
    """Which items, to whom, and until when."""

    items = forms.TypedMultipleChoiceField(
        coerce=int,
        label="Punkter",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst en punkt."},
        help_text="Kollegan ser bara de valda punkternas rubrik, förslag och öppna handlingar.",
    )
    name = forms.CharField(label="Kollegans namn", max_length=200, validators=FREE)
    email = forms.EmailField(label="Kollegans e-post")
    message = forms.CharField(
        label="Meddelande", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), validators=FREE
    )
    until = forms.DateField(label="Länken gäller till och med", required=False, widget=date_input())

    def __init__(self, *args: Any, items: Iterable[dict[str, Any]], meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["items"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [(item["item"], f"{item['number']}. {item['title']}") for item in items]
        self.fields["until"].initial = meeting.views_by
