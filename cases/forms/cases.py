"""Clean input about cases: their texts, steps, notes and lists."""

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from cases.actions import Given, Party
from cases.models import Case, CaseSource
from cases.workflow import STEPS, Need, State, Verb
from groups.models import Body, CareCollaboration, Organisation, OrganisationKind, Route, Side
from plans.models import TargetGroup
from samla.formats import sequence
from samla.forms import FilterSelect, refuse
from samla.identity_numbers import refuse_identity_numbers

HELP = {
    "title": "Kort och så att den som inte känner frågan förstår vad den gäller.",
    "background": "Vad har hänt, och varför behöver frågan tas upp gemensamt? Skriv inget om enskilda personer.",
    "question": "Vad ska gruppen ta ställning till?",
    "proposal": "Skriv förslaget så att det kan antas som det står.",
    "consequence": "Vad betyder förslaget för region och kommuner, och vad kostar det?",
    "attachments": "Ange underlag som hör till ärendet, eller skriv att inget behövs.",
    "source": "Varifrån kommer frågan?",
    "prepared_by": "Vem har berett ärendet, till exempel ”AU”?",
    "aims_at": "Den grupp som ärendet bereds för.",
    "aims_on": "Ärendet ska vara klart i god tid före mötet; sista dag räknas ut.",
    "deadline": "Sista dag för den grupp som har ärendet att svara.",
    "secrecy_provision": "Lag, kapitel och paragraf. Ärendet visas då bara för grupperna på dess väg. Lämna tomt annars.",
    "external_number": "Det diarienummer som avsändaren har angett.",
    "sender_name": "Person, verksamhet eller grupp som skrev eller ringde. Ange roll hellre än namn.",
}
TEXTS = ("background", "question", "proposal", "consequence", "attachments")


if TYPE_CHECKING:
    BaseCaseForm = forms.ModelForm[Case]
else:
    BaseCaseForm = forms.ModelForm  # generic in its types only


def body_choices(collaboration: CareCollaboration) -> Any:
    """The collaboration's bodies of today."""
    return Body.objects.active().filter(collaboration=collaboration)


def parties_of(collaboration: CareCollaboration) -> QuerySet[Organisation]:
    """The organisations that a case can concern: services of the principals, and externals that have a seat."""
    today = Organisation.objects.filter(collaboration=collaboration, ended_on=None)
    services = Q(kind=OrganisationKind.SERVICE) & ~Q(part_of__kind=OrganisationKind.SERVICE)
    with_seat = Q(kind=OrganisationKind.EXTERNAL, seats__isnull=False)
    return today.filter(services | with_seat).select_related("principal").distinct().order_by("name")


class CaseForm(BaseCaseForm):
    """What whoever raises a case writes."""

    target_groups = forms.ModelMultipleChoiceField(
        TargetGroup.objects.none(),
        label="Målgrupper",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Välj den eller dem som frågan gäller.",
    )
    parties = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Berörda parter",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Organisationer som frågan gäller, minst en regional och en kommunal.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Case
        fields = [
            "title",
            "background",
            "question",
            "proposal",
            "consequence",
            "attachments",
            "kind",
            "source",
            "scope",
        ]

    def __init__(self, *args: Any, collaboration: CareCollaboration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.collaboration = collaboration
        self._choices("target_groups", TargetGroup.objects.filter(collaboration=collaboration, ended_on=None))
        self._choices("parties", parties_of(collaboration))
        self._group_parties()
        source = self.fields["source"]
        if isinstance(source, forms.ChoiceField):
            source.choices = CaseSource.choices  # one is always chosen: there is no empty one
        for name, field in self.fields.items():
            field.help_text = field.help_text or HELP.get(name, "")
            if name in TEXTS:
                field.widget.attrs["rows"] = 5
        self.fields["version"].initial = self.instance.version
        if self.instance.pk:
            self.fields["target_groups"].initial = [
                link.target_group_id for link in self.instance.target_group_links.all()
            ]
            self.fields["parties"].initial = [link.organisation_id for link in self.instance.party_links.all()]

    def _choices(self, name: str, queryset: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = queryset

    def _group_parties(self) -> None:
        """The parties under the heading of their side."""
        field = self.fields["parties"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            sides: dict[str, list[tuple[int, str]]] = {"Region": [], "Kommun": [], "Övriga": []}
            for organisation in field.queryset or ():
                own = organisation.side or (organisation.principal.side if organisation.principal else "")
                side = Side(own).label.capitalize() if own else "Övriga"
                sides[side].append((organisation.pk, str(organisation)))
            field.choices = [(side, found) for side, found in sides.items() if found]

    def clean_version(self) -> int:
        """A form without a version counts as one of an empty case, so that it never overwrites silently."""
        return self.cleaned_data.get("version") or 0

    def refuse(self, error: ValidationError) -> None:
        """Show the action's objections at their fields, or above the form."""
        refuse(self, error)

    @property
    def values(self) -> dict[str, Any]:
        """The case's own fields, without links and version."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data}


class PreparationForm(CaseForm):
    """What the body that holds a case adds while preparing it (rule 45)."""

    class Meta(CaseForm.Meta):
        fields = [*CaseForm.Meta.fields, "prepared_by", "aims_at", "aims_on", "deadline", "secrecy_provision"]
        widgets = {
            "aims_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "deadline": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        aims_at = self.fields["aims_at"]
        if isinstance(aims_at, forms.ModelChoiceField):
            aims_at.queryset = body_choices(self.collaboration)
            aims_at.empty_label = "Inte bestämt"

    def clean(self) -> dict[str, Any]:
        """A day of a meeting is the day of some body's meeting."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("aims_on") and not cleaned.get("aims_at"):
            self.add_error("aims_at", "Välj vilken grupp mötet gäller.")
        return cleaned


class RegistrationForm(CaseForm):
    """A case that somebody wrote or phoned about, registered by the process leader with the real sender and date."""

    origin = forms.ModelChoiceField(
        Body.objects.none(),
        label="Väcks i",
        help_text="Den grupp vars ärende det är. Utfallet återförs dit.",
        empty_label="Välj grupp",
    )
    route = forms.ModelChoiceField(
        Route.objects.none(),
        label="Skicka vidare direkt",
        required=False,
        empty_label="Nej, ärendet stannar i gruppen",
    )

    class Meta(CaseForm.Meta):
        fields = [*CaseForm.Meta.fields, "sender_name", "sender_organisation", "received_on", "external_number"]
        widgets = {"received_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    field_order = ["origin", "sender_name", "sender_organisation", "received_on", "external_number"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        routes = Route.objects.filter(
            source__collaboration=self.collaboration, ended_on=None, requires_readiness=False
        ).select_related("source", "target")
        querysets = {
            "origin": body_choices(self.collaboration),
            "sender_organisation": Organisation.objects.filter(collaboration=self.collaboration, ended_on=None),
            "route": routes.order_by("source__position", "target__position"),
        }
        for name, queryset in querysets.items():
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = queryset
                if name == "sender_organisation":
                    field.empty_label = "Ingen av organisationerna"
        self.fields["received_on"].required = True
        self.fields["source"].initial = CaseSource.PARTY
        del self.fields["version"]

    def clean(self) -> dict[str, Any]:
        """The way must begin where the case is raised."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        route, origin = cleaned.get("route"), cleaned.get("origin")
        if route and origin and route.source_id != origin.pk:
            self.add_error(
                "route", f"Vägen börjar i {route.source.short_name}, men ärendet väcks i {origin.short_name}."
            )
        if not cleaned.get("sender_name") and not cleaned.get("sender_organisation"):
            self.add_error("sender_name", "Ange vem ärendet kom från.")
        return cleaned


class StepForm(forms.Form):
    """What a step needs, no more: built from the table of steps."""

    def __init__(self, *args: Any, verb: Verb, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        step = STEPS[verb]
        date = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        if Need.POSITION in step.needs:
            self.fields["position"] = forms.IntegerField(
                label="Plats i kön", min_value=1, max_value=9999, help_text=step.help
            )
        if {Need.NOTE, Need.MESSAGE} & step.needs:
            self.fields["note"] = forms.CharField(
                label=step.note_label,
                help_text="" if Need.POSITION in step.needs else step.help,
                required=Need.NOTE in step.needs,
                max_length=300 if Need.POSITION in step.needs else 10_000,
                validators=[refuse_identity_numbers],
                widget=forms.Textarea(attrs={"rows": 5}),
            )
        if Need.DATE in step.needs:
            self.fields["on"] = forms.DateField(label="Till och med", widget=date)
        if Need.DEADLINE in step.needs:
            self.fields["on"] = forms.DateField(label="Svar senast", widget=date, required=False)

    @property
    def given(self) -> Given:
        """What the action takes."""
        return Given(
            note=self.cleaned_data.get("note", ""),
            on=self.cleaned_data.get("on"),
            position=self.cleaned_data.get("position"),
        )

    def refuse(self, error: ValidationError) -> None:
        """Show the action's objections at their fields, or above the form."""
        refuse(self, error)


class NoteForm(forms.Form):
    """A working note."""

    text = forms.CharField(
        label="Ny arbetsanteckning",
        help_text="Läses av den grupp som har ärendet och av processledaren.",
        max_length=10_000,
        validators=[refuse_identity_numbers],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class InformForm(forms.Form):
    """Whom to tell about a case, and what; the parties concerned are chosen beforehand."""

    parties = forms.TypedMultipleChoiceField(
        label="Vilka ska få veta?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="Alla med plats för organisationen idag som får läsa ärendet får samma information.",
        error_messages={"required": "Välj minst en organisation."},
    )
    text = forms.CharField(
        label="Information",
        help_text="Visas på ärendets sida för alla som får läsa det. Brevet säger bara att det finns information.",
        max_length=4_000,
        validators=[refuse_identity_numbers],
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(
        self, *args: Any, parties: Iterable[Party] = (), concerned: Collection[int] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        parties = sorted(parties, key=lambda party: party.organisation.pk not in concerned)  # those concerned first
        self.reached = {party.organisation.pk: party.organisation for party in parties if party.people}
        self.silent = [party.organisation.name for party in parties if _misses(party, concerned)]
        field = self.fields["parties"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [(party.organisation.pk, _label(party)) for party in parties if party.people]
        field.initial = [key for key in self.reached if key in concerned]

    @property
    def organisations(self) -> list[Organisation]:
        """Those chosen."""
        return [self.reached[key] for key in self.cleaned_data["parties"]]

    @property
    def nobody(self) -> str:
        """Which of the parties concerned have nobody to tell today, in a sentence."""
        return f"Ingen med plats idag kan nås hos: {sequence(self.silent)}." if self.silent else ""

    def refuse(self, error: ValidationError) -> None:
        """Show the action's objections at their fields, or above the form."""
        refuse(self, error)


def _label(party: Party) -> str:
    return f"{party.organisation.name}: {sequence(person.name for person in party.people)}"


def _misses(party: Party, concerned: Collection[int]) -> bool:
    return party.organisation.pk in concerned and not party.people


class FilterForm(forms.Form):
    """The filters of a queue or list; whatever is unknown is ignored, so that an old link still works."""

    q = forms.CharField(label="Sök", required=False, max_length=80)
    lage = forms.ChoiceField(label="Läge", required=False, widget=FilterSelect)
    ursprung = forms.ChoiceField(label="Ursprung", required=False, widget=FilterSelect)
    malgrupp = forms.ChoiceField(label="Målgrupp", required=False, widget=FilterSelect)
    ordning = forms.ChoiceField(label="Ordning", required=False, widget=FilterSelect)

    ORDERS = (
        ("prioritet", "Prioritet"),
        ("alder", "Äldst först"),
        ("senast", "Svar senast"),
        ("nummer", "Nyaste numret först"),
        ("ursprung", "Ursprung"),
        ("andrad", "Senast ändrade"),
    )

    def __init__(
        self,
        *args: Any,
        collaboration: CareCollaboration,
        states: Iterable[State],
        order: str = "prioritet",
        bodies: Iterable[Body] = (),
        **kwargs: Any,
    ) -> None:
        """`order` is the list's own, which holds until another is chosen: it stands first."""
        super().__init__(*args, **kwargs)
        groups = TargetGroup.objects.filter(collaboration=collaboration).values_list("slug", "name")
        # Functions, so that a page which shows no filter asks for no choices.
        chosen: dict[str, Callable[[], list[tuple[str, str]]]] = {
            "lage": lambda: [("", "Alla lägen"), *((s.value, s.label) for s in State if s in set(states))],
            "ursprung": lambda: [("", "Alla"), *((body.slug, body.short_name) for body in bodies)],
            "malgrupp": lambda: [("", "Alla"), *groups],
            "ordning": lambda: sorted(self.ORDERS, key=lambda choice: choice[0] != order),
        }
        for name, choices in chosen.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def chosen(self, name: str) -> str:
        """The value of a filter, or an empty text when it is missing or makes no sense."""
        if not hasattr(self, "cleaned_data"):
            self.is_valid()
        return str(self.cleaned_data.get(name) or "")
