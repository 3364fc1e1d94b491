"""Clean input about people. Only what a person is at work: name, title, address, phone (L21)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet

from groups.actions import Place
from groups.forms.choices import Choices, seat_choices
from groups.models import Appointment, Body, Organisation, Seat, User
from samla import clock
from samla.forms import FilterSelect, date_input
from samla.identity_numbers import refuse_identity_numbers

if TYPE_CHECKING:
    BasePersonForm = forms.ModelForm[User]
else:
    BasePersonForm = forms.ModelForm  # generic in its types only

SHOWN = (
    ("", "Alla"),
    ("nu", "Med uppdrag nu eller framåt"),
    ("utan-plats", "Utan plats"),
    ("tidigare", "Tidigare"),
    ("inbjudna", "Inbjudna som inte har loggat in"),
    ("inte-inbjudna", "Inte inbjudna än"),
    ("stangda", "Inloggningen stängd"),
)


class PersonForm(BasePersonForm):
    """What is known of a person. Fields that are not this reader's to fill in are left out."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = User
        fields = ["name", "email", "title", "phone", "hsa_id"]
        help_texts = {
            "name": "Förnamn och efternamn.",
            "email": "Adressen i tjänsten eller uppdraget. Koden vid inloggning skickas dit.",
            "title": "Till exempel verksamhetschef eller ledamot.",
            "hsa_id": "Behövs bara för den som loggar in med tjänstelegitimation. Skriv det exakt.",
        }

    def __init__(self, *args: Any, without: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        for name in without:
            self.fields.pop(name, None)

    def validate_unique(self) -> None:
        """Left to the action: who has an address is not told to everybody."""

    def clean_version(self) -> int:
        """A form without a version counts as one of nobody, so that it never overwrites silently."""
        return self.cleaned_data.get("version") or 0

    def clean_email(self) -> str:
        """Addresses are kept in lower case, so that the same one is found again."""
        return str(self.cleaned_data["email"]).strip().lower()

    @property
    def values(self) -> dict[str, Any]:
        """The person's own fields."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data}


class NewPersonForm(PersonForm):
    """A new person, and if wanted her seat and an invitation at once."""

    seat = forms.ModelChoiceField(Seat.objects.none(), label="Plats", required=False, empty_label="Ingen plats än")
    starts_on = forms.DateField(label="Från och med", required=False, widget=date_input())
    ends_on = forms.DateField(
        label="Till och med",
        required=False,
        widget=date_input(),
        help_text="Lämna tomt om förordnandet gäller tills vidare.",
    )
    scope = forms.CharField(
        label="Område",
        required=False,
        max_length=120,
        validators=[refuse_identity_numbers],
        help_text="När flera delar på platsen: vad hon svarar för, till exempel ”Elevhälsa”.",
    )
    succeeds = forms.ModelChoiceField(
        Appointment.objects.none(),
        label="Efterträder",
        required=False,
        empty_label="Ingen, platsen har rum för en till",
        help_text="Bara för platser med flera personer. Den som har en ensam plats slutar dagen innan av sig själv.",
    )
    invited = forms.BooleanField(label="Bjud in med e-post nu", required=False, initial=True)

    def __init__(self, *args: Any, seats: QuerySet[Seat], seat_required: bool, **kwargs: Any) -> None:
        """`seats`: those that may be chosen, maybe one."""
        super().__init__(*args, **kwargs)
        self.fields.pop("version")
        seat, succeeds = self.fields["seat"], self.fields["succeeds"]
        seat.required = seat_required
        if isinstance(seat, forms.ModelChoiceField) and isinstance(succeeds, forms.ModelChoiceField):
            seat.queryset = seats
            seat.choices = seat_choices(seats, "Välj plats" if seat_required else "Ingen plats än")
            succeeds.queryset = Appointment.objects.filter(seat__in=seats.filter(max_persons__gt=1)).exclude(
                ends_on__lt=clock.today()
            )
            succeeds.queryset = succeeds.queryset.select_related("user", "seat")
        self.fields["starts_on"].initial = clock.today()
        chosen = kwargs.get("initial", {}).get("seat")
        if chosen and chosen.max_persons == 1:
            del self.fields["succeeds"]

    def clean(self) -> dict[str, Any]:
        """A seat has a first day; days and successions have a seat."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        seat, succeeds = cleaned.get("seat"), cleaned.get("succeeds")
        if seat and not cleaned.get("starts_on") and "starts_on" not in self.errors:
            self.add_error("starts_on", "Ange från och med vilken dag hon har platsen.")
        if not seat and (cleaned.get("ends_on") or cleaned.get("scope") or succeeds) and "seat" not in self.errors:
            self.add_error("seat", "Välj den plats som dagarna gäller.")
        if seat and succeeds and succeeds.seat_id != seat.pk:
            self.add_error("succeeds", f"{succeeds.user} har inte den platsen.")
        return cleaned

    @property
    def place(self) -> Place | None:
        """The seat that she gets at once, if any."""
        given: dict[str, Any] = {name: self.cleaned_data.get(name) for name in Place.__dataclass_fields__}
        return Place(**given) if given["seat"] else None


class ReasonForm(forms.Form):
    """Why somebody is shut out, or let in again."""

    reason = forms.CharField(
        label="Skäl",
        max_length=300,
        validators=[refuse_identity_numbers],
        help_text="Sparas i historiken. Skriv inget om personens privata förhållanden.",
    )


class PeopleFilterForm(forms.Form):
    """The filters of the list of people; whatever is unknown is ignored, so that an old link still works."""

    q = forms.CharField(label="Sök namn eller e-post", required=False, max_length=80)
    organisation = forms.ChoiceField(label="Organisation", required=False, widget=FilterSelect)
    grupp = forms.ChoiceField(label="Grupp", required=False, widget=FilterSelect)
    visa = forms.ChoiceField(label="Visa", required=False, widget=FilterSelect, choices=SHOWN)

    def __init__(
        self, *args: Any, organisations: Iterable[Organisation], bodies: Iterable[Body], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Choices] = {
            "organisation": [("", "Alla"), *((each.slug, each.name) for each in organisations)],
            "grupp": [("", "Alla"), *((each.slug, each.short_name) for each in bodies)],
        }
        for name, chosen in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = chosen

    def chosen(self, name: str) -> str:
        """The value of a filter, or an empty text when it is missing or makes no sense."""
        if not hasattr(self, "cleaned_data"):
            self.is_valid()
        return str(self.cleaned_data.get(name) or "")
