"""What can be searched for in the history, and among the letters."""

import datetime as dt
from typing import Any

from django import forms

from desk.models import KINDS, NOBODY, Wanted, kind_of
from groups.models import CareCollaboration, User
from outbox.models import MailState
from samla import clock
from samla.clock import STOCKHOLM
from samla.forms import FilterSelect

DAYS = 30
LABELS = (("insert", "Lades till"), ("update", "Ändrades"), ("delete", "Togs bort"))


def swedish(word: str) -> str:
    """A key that sorts å, ä and ö last."""
    return word.lower().translate(str.maketrans("åäö", "{|}"))


def date_field(label: str) -> forms.DateField:
    """A day of the period."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class HistoryForm(forms.Form):
    """The auditor's search. Without a period: the last thirty days."""

    refusal = "Det gick inte att söka. Rätta det här och försök igen:"

    fran = date_field("Från och med")
    till = date_field("Till och med")
    vem = forms.CharField(label="Vem", required=False, max_length=80)
    slag = forms.ChoiceField(label="Slag", required=False, widget=FilterSelect)
    andring = forms.ChoiceField(
        label="Ändring", required=False, widget=FilterSelect, choices=(("", "Alla ändringar"), *LABELS)
    )
    q = forms.CharField(label="Namn", required=False, max_length=80)

    def __init__(self, data: Any) -> None:
        given = {name: data.get(name, "") for name in self.base_fields}
        if "fran" not in data and "till" not in data:
            given["fran"] = (clock.today() - dt.timedelta(days=DAYS)).isoformat()
            given["till"] = clock.today().isoformat()
        super().__init__(given)
        kinds = sorted(((kind.slug, kind.plural.capitalize()) for kind in KINDS), key=lambda pair: swedish(pair[1]))
        self.fields["slag"].choices = [("", "Alla slag"), *kinds]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """A period begins before it ends."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("fran"), cleaned.get("till")
        if first and last and last < first:
            self.add_error("till", "Perioden slutar innan den börjar.")
        return cleaned

    def wanted(self, collaboration: CareCollaboration, reader: User) -> Wanted:
        """What is asked for. Call when the form is valid; asks for the people only when somebody is named."""
        chosen = self.cleaned_data
        first, last = chosen["fran"], chosen["till"]
        return Wanted(
            collaboration=collaboration,
            since=midnight(first) if first else None,
            until=midnight(last + dt.timedelta(days=1)) if last and last < dt.date.max else None,
            kinds=[kind_of(chosen["slag"])] if chosen["slag"] else KINDS,
            label=chosen["andring"],
            by=people(chosen["vem"]),
            words=chosen["q"],
            reader=reader,
        )


class LettersForm(forms.Form):
    """The filters above the letters. An unknown state shows all of them."""

    lage = forms.ChoiceField(
        label="Läge", required=False, widget=FilterSelect, choices=(("", "Alla"), *MailState.choices)
    )
    q = forms.CharField(label="Namn, adress eller ärendenummer", required=False, max_length=80)

    def __init__(self, data: Any) -> None:
        super().__init__({name: data.get(name, "") for name in self.base_fields})

    def chosen(self, name: str) -> str:
        """What is filtered on, or nothing when it makes no sense."""
        self.full_clean()
        return str(self.cleaned_data.get(name, ""))


def midnight(day: dt.date) -> dt.datetime:
    """When a day begins in Stockholm."""
    return dt.datetime.combine(day, dt.time.min, STOCKHOLM)


def people(text: str) -> frozenset[int] | None:
    """The keys of everybody with these words in the name; nobody's for ”systemet”; 0, which is nobody, if none is called so."""
    words = text.split()
    if not words:
        return None
    if text.strip().lower() == NOBODY:
        return frozenset()
    found = User.objects.all()
    for word in words:
        found = found.filter(name__icontains=word)
    return frozenset(found.values_list("pk", flat=True)) or frozenset([0])
