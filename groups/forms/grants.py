"""Clean input about powers that are given and withdrawn."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from groups.models import Grant, User, UserQuerySet
from groups.powers import LABELS, OVER_COLLABORATION, Power
from samla import clock
from samla.forms import Suggestions, date_input, refuse
from samla.identity_numbers import refuse_identity_numbers

ADDRESS = re.compile(r"[^\s()<>,;]+@[^\s()<>,;]+")  # also within ”Namn (adress)”, as the suggestions are written
SUGGESTED = 5


def reason_field(label: str, help_text: str) -> forms.CharField:
    """Why, as the history keeps it."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=300,
        validators=[refuse_identity_numbers],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class GrantForm(forms.Form):
    """To whom a power is given, which, when and why. `people` are those whom the giver may see together."""

    user = forms.CharField(
        label="Person",
        help_text="Skriv e-postadressen eller namnet, eller välj bland förslagen.",
        max_length=460,
        validators=[refuse_identity_numbers],
    )
    power = forms.ChoiceField(label="Behörighet")
    starts_on = forms.DateField(label="Från och med", widget=date_input())
    ends_on = forms.DateField(
        label="Till och med",
        required=False,
        widget=date_input(),
        help_text="Sista dagen räknas med. Lämna tomt bara om slutet inte går att bestämma nu.",
    )
    reason = reason_field(
        "Skäl", "Varför behövs behörigheten? Läses av den som får den, av dem som ger och av granskaren."
    )

    def __init__(self, *args: Any, people: UserQuerySet, powers: list[Power], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people.filter(is_active=True).in_swedish_order()
        power = self.fields["power"]
        if isinstance(power, forms.ChoiceField):
            power.choices = [(each.value, power_text(each)) for each in powers]
        self.fields["starts_on"].initial = clock.today
        suggested = (f"{name} ({email})" for name, email in self.people.values_list("name", "email"))
        self.fields["user"].widget = Suggestions(suggested, {"autocomplete": "off"})

    def clean_user(self) -> User:
        """The person that the text names."""
        return find_person(self.cleaned_data["user"], self.people)

    def clean_power(self) -> Power:
        return Power(self.cleaned_data["power"])

    def refuse(self, error: ValidationError) -> None:
        """Show the action's objections at their fields, or above the form."""
        refuse(self, error)


def power_text(power: Power) -> str:
    """What a power means, as somebody chooses it."""
    return f"{LABELS[power]} (i hela samverkan)" if power in OVER_COLLABORATION else LABELS[power]


def find_person(text: str, people: UserQuerySet) -> User:
    """Whoever has the e-mail address, or is the only one of `people` with that name.

    Raises ValidationError with what to do when there is nobody, or more than one.
    """
    if address := ADDRESS.search(text):
        found = User.objects.filter(email=address[0].lower()).first()
        if found is None:
            raise ValidationError(
                f"Ingen person i portalen har e-postadressen {address[0]}. Personen behöver läggas till först."
            )
        return found
    same = list(people.filter(name__iexact=" ".join(text.split()))[: SUGGESTED + 1])
    if len(same) == 1:
        return same[0]
    alike = same or list(people.matching(text)[:SUGGESTED])
    if not alike:
        raise ValidationError(f"Ingen som du kan välja heter ”{text}”. Skriv personens e-postadress.")
    listed = ", ".join(f"{person.name} ({person.email})" for person in alike[:SUGGESTED])
    if same:
        raise ValidationError(f"Flera personer heter så. Skriv e-postadressen: {listed}.")
    raise ValidationError(f"Ingen heter precis så. Menar du någon av dem: {listed}?")


class WithdrawForm(forms.Form):
    """From which day a power no longer holds, and why."""

    on = forms.DateField(
        label="Gäller inte längre från och med",
        widget=date_input(),
        help_text="Idag betyder att behörigheten upphör med en gång.",
    )
    reason = reason_field("Skäl", "Varför tas behörigheten tillbaka? Skälet sparas i historiken.")

    def __init__(self, *args: Any, grant: Grant, is_last: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grant = grant
        self.fields["on"].initial = clock.today
        if is_last:
            self._ask_to_confirm()

    def _ask_to_confirm(self) -> None:
        self.fields["confirmed"] = forms.BooleanField(
            label=f"Jag vet att {self.grant.content_object} sedan saknar administratör",
            help_text="Processledaren sköter då organisationens personer tills en ny administratör är utsedd.",
            required=False,  # the action says what is missing
        )

    def refuse(self, error: ValidationError) -> None:
        """Show the action's objections at their fields; she may have become the last one while the form was open."""
        if hasattr(error, "error_dict") and "confirmed" in error.error_dict and "confirmed" not in self.fields:
            self._ask_to_confirm()
        refuse(self, error)
