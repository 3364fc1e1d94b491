"""Clean input about who holds a seat."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from groups.forms.choices import seat_choices
from groups.models import Appointment, Seat, User
from samla import clock
from samla.forms import date_input
from samla.identity_numbers import refuse_identity_numbers

SCOPE_HELP = "När flera delar på platsen: vad hon svarar för, till exempel ”Elevhälsa”."


class SeatForm(forms.Form):
    """Which seat somebody is to get."""

    plats = forms.ModelChoiceField(Seat.objects.none(), label="Plats")

    def __init__(self, *args: Any, seats: QuerySet[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["plats"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = seats
            field.choices = seat_choices(seats, "Välj plats")


class AppointForm(forms.Form):
    """Who gets the seat, from when to when. What it brings is shown once before it is done."""

    person = forms.CharField(
        label="Person",
        max_length=254,
        help_text="Skriv namn eller e-postadress.",
        widget=forms.TextInput(attrs={"list": "kanda", "autocomplete": "off"}),
    )
    starts_on = forms.DateField(label="Från och med", widget=date_input())
    ends_on = forms.DateField(
        label="Till och med", required=False, widget=date_input(), help_text="Lämna tomt om det gäller tills vidare."
    )
    scope = forms.CharField(
        label="Område", required=False, max_length=120, validators=[refuse_identity_numbers], help_text=SCOPE_HELP
    )
    succeeds = forms.ModelChoiceField(
        Appointment.objects.none(),
        label="Efterträder",
        required=False,
        empty_label="Ingen, platsen har rum för en till",
        help_text="Den som efterträds slutar dagen innan.",
    )
    reviewed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, seat: Seat, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat, self.people = seat, people
        self.fields["starts_on"].initial = clock.today()
        succeeds = self.fields["succeeds"]
        if seat.max_persons == 1:
            del self.fields["succeeds"]
        elif isinstance(succeeds, forms.ModelChoiceField):
            held = Appointment.objects.filter(seat=seat).exclude(ends_on__lt=clock.today())
            succeeds.queryset = held.select_related("user", "seat")

    def clean_person(self) -> User:
        """Whoever has the address or the name, among those whom the reader may choose."""
        typed = self.cleaned_data["person"].strip()
        address = typed.rpartition("<")[2].rstrip(">").strip().lower()
        found = list(self.people.filter(email=address)[:1]) or list(self.people.filter(name__iexact=typed)[:2])
        if not found:
            raise forms.ValidationError(
                "Ingen som du kan välja har det namnet eller den adressen. Lägg upp personen som ny i stället."
            )
        if len(found) > 1:
            raise forms.ValidationError("Flera heter så. Skriv e-postadressen.")
        return found[0]

    @property
    def given(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data.get(name) for name in ("starts_on", "ends_on", "scope", "succeeds")}

    @property
    def summary(self) -> str:
        """What was chosen, as one text: what is done must be what was shown."""
        chosen = self.cleaned_data
        succeeds = chosen.get("succeeds")
        parts = [chosen["person"].pk, chosen["starts_on"], chosen["ends_on"] or "", succeeds.pk if succeeds else ""]
        return "|".join([*map(str, parts), chosen["scope"]])


class EndForm(forms.Form):
    """The last day of an appointment."""

    ends_on = forms.DateField(
        label="Sista dag", widget=date_input(), help_text="Personen har platsen till och med den dagen."
    )


class AppointmentForm(forms.Form):
    """What can be changed of an appointment that has begun."""

    ends_on = forms.DateField(
        label="Till och med", required=False, widget=date_input(), help_text="Lämna tomt om det gäller tills vidare."
    )
    scope = forms.CharField(
        label="Område", required=False, max_length=120, validators=[refuse_identity_numbers], help_text=SCOPE_HELP
    )
