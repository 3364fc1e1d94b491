"""Clean input about seats."""

from django import forms

from samla.forms import date_input


class SeatsDayForm(forms.Form):
    """Which day a page is about."""

    den = forms.DateField(
        label="Vem satt här den",
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=date_input(),
        error_messages={
            "required": "Ange en dag.",
            "invalid": "Det är inte ett datum som finns. Skriv till exempel 2026-01-31. Sidan visar dagens platser.",
        },
    )
