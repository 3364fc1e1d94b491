"""Clean input about who leads which body when."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from groups.actions import Wish
from groups.actions.rotation import Found, Preview, Slot
from groups.models import Appointment, Body, ChairTerm, Office, Principal, SeatStatus, Side, side_of
from samla import clock
from samla.forms import date_input, refuse
from samla.identity_numbers import refuse_identity_numbers

if TYPE_CHECKING:
    BaseHolderField = forms.ModelChoiceField[Appointment]
else:
    BaseHolderField = forms.ModelChoiceField  # generic in its types only

MOST_YEARS = 20
REMEMBERED = dt.timedelta(days=3 * 365)


def reason_field(label: str, help_text: str, *, required: bool) -> forms.CharField:
    """A short reason, as long as the column that keeps it."""
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=300, validators=[refuse_identity_numbers]
    )


class DayForm(forms.Form):
    """Which day somebody asks about."""

    dag = forms.DateField(label="Dag", widget=date_input(), error_messages={"required": "Välj en dag."})


class HolderField(BaseHolderField):
    """Somebody with a seat in the body: her name, and whom she comes from."""

    def label_from_instance(self, appointment: Appointment) -> str:
        """Ulla Andersson – Lerums kommun, till 2027-12-31."""
        where = appointment.seat.organisation or appointment.seat.label
        until = f", till {appointment.ends_on}" if appointment.ends_on else ""
        return f"{appointment.user.name} – {where}{until}"


def seated_in(body: Body) -> list[Appointment]:
    """Those who have, or lately had, a seat in the body from which it can be led."""
    appointments = Appointment.objects.filter(seat__body=body).exclude(seat__status=SeatStatus.STAFF)
    recent = appointments.exclude(ends_on__lt=clock.today() - REMEMBERED)
    related = ("user", "seat__organisation__principal")
    found = list(recent.select_related(*related).order_by("user__name", "starts_on"))
    return [one for one in found if side_of(one.seat.organisation)] if body.chair_rotates else found


class _Refusing(forms.Form):
    def refuse(self, error: ValidationError) -> None:
        """Show the action's objections at their fields, or above the form."""
        refuse(self, error)

    def offer(self, name: str, appointments: Iterable[Appointment]) -> None:
        """Let a field choose among these appointments."""
        field = self.fields[name]
        found = list(appointments)
        if isinstance(field, HolderField):
            field.queryset = Appointment.objects.filter(pk__in=[one.pk for one in found]).select_related(
                "user", "seat__organisation"
            )
            field.choices = [("", "Välj person"), *((one.pk, field.label_from_instance(one)) for one in found)]


class ElectForm(_Refusing):
    """A term registered directly, with its holder."""

    office = forms.ChoiceField(label="Uppdrag", choices=[(one.value, one.label.capitalize()) for one in Office])
    appointment = HolderField(
        Appointment.objects.none(), label="Vem", help_text="Den som har en plats i gruppen under hela perioden."
    )
    starts_on = forms.DateField(label="Första dag", widget=date_input())
    ends_on = forms.DateField(label="Sista dag", widget=date_input())
    same_side_reason = reason_field(
        "Skäl om samma sida fortsätter",
        "Fylls i bara när sidan inte växlar från perioden före.",
        required=False,
    )

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("appointment", seated_in(body))
        if body.chair_rotates:
            self.fields["ends_on"].help_text = "Perioden är exakt ett år."
        else:
            del self.fields["same_side_reason"]

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes beside the body."""
        return {**self.cleaned_data, "office": Office(self.cleaned_data["office"])}


class NameForm(_Refusing):
    """Who takes a planned term: only those who sit in the body, on the right side, on all of its days."""

    appointment = HolderField(Appointment.objects.none(), label="Vem")

    def __init__(self, *args: Any, term: ChairTerm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = [one for one in seated_in(term.body) if _fits(one, term)]
        # The principal whose turn it is comes first.
        fitting.sort(
            key=lambda one: one.seat.organisation is None or one.seat.organisation.principal_id != term.principal_id
        )
        self.has_somebody = bool(fitting)
        self.offer("appointment", fitting)


def _fits(appointment: Appointment, term: ChairTerm) -> bool:
    right_side = not term.side or side_of(appointment.seat.organisation) == term.side
    there = appointment.starts_on <= term.starts_on
    return right_side and there and (appointment.ends_on is None or appointment.ends_on >= term.ends_on)


class LeaveForm(_Refusing):
    """The holder leaves: her last day, unless the term has not begun, and why."""

    last_day = forms.DateField(label="Sista dag med uppdraget", widget=date_input())
    reason = reason_field("Skäl", "Kort, och utan uppgifter om hälsa eller annat personligt.", required=True)

    def __init__(self, *args: Any, has_begun: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_begun:
            del self.fields["last_day"]


class WithdrawTermForm(_Refusing):
    """A planned term is taken away, alone or with those after it."""

    and_later = forms.BooleanField(
        label="Ta också bort gruppens andra perioder utan namn från samma dag och framåt", required=False
    )


class ScheduleForm(_Refusing):
    """The coming years: from when, how many, which side first, whose turn, and for which bodies."""

    starts_on = forms.DateField(
        label="Första dag", widget=date_input(), help_text="Vanligen 1 januari. Varje period är exakt ett år."
    )
    years = forms.IntegerField(label="Antal år", min_value=1, max_value=MOST_YEARS)
    first_side = forms.ChoiceField(
        label="Sida som har ordförandeskapet första året",
        choices=[(Side.REGION.value, "Regionen"), (Side.MUNICIPAL.value, "Kommunerna")],
        widget=forms.RadioSelect,
    )
    first_municipality = forms.ModelChoiceField(
        Principal.objects.none(),
        label="Kommun som står i tur",
        required=False,
        empty_label="Inget förslag",
        help_text="Kommunerna väljer själva; det här är bara ett förslag som går att ändra år för år.",
    )
    followers = forms.ModelMultipleChoiceField(
        Body.objects.none(), label="Lägg samma schema i", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = reason_field(
        "Skäl om samma sida fortsätter",
        "Fylls i bara när schemat inte växlar från perioden före.",
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        followers: Sequence[Body],
        principals: Mapping[Side, Sequence[Principal]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.principals = principals
        self.known_followers = list(followers)
        _choose(self.fields["followers"], Body.objects.filter(pk__in=[body.pk for body in followers]))
        municipal = list(principals.get(Side.MUNICIPAL, ()))
        _choose(self.fields["first_municipality"], Principal.objects.filter(pk__in=[one.pk for one in municipal]))
        if not followers:
            del self.fields["followers"]
        if len(municipal) < 2:
            del self.fields["first_municipality"]

    def wish(self, chosen: Mapping[str, str]) -> Wish:
        """What is wanted; `chosen` has the principals that were changed year by year (`huvudman-2-CHAIR`)."""
        data = self.cleaned_data
        municipal = list(self.principals.get(Side.MUNICIPAL, ()))
        if (first := data.get("first_municipality")) in municipal:
            at = municipal.index(first)
            municipal = [*municipal[at:], *municipal[:at]]
        return Wish(
            starts_on=data["starts_on"],
            years=data["years"],
            first_side=Side(data["first_side"]),
            followers=tuple(data.get("followers") or ()),
            principals={**self.principals, Side.MUNICIPAL: municipal},
            chosen=self._chosen(chosen, data["years"]),
            reason=data["reason"],
        )

    def _chosen(self, chosen: Mapping[str, str], years: int) -> dict[Slot, Principal]:
        known = {str(one.pk): one for found in self.principals.values() for one in found}
        slots = [(year, office) for year in range(years) for office in Office]
        return {slot: known[key] for slot in slots if (key := chosen.get(field_of(slot), "")) in known}


def field_of(slot: Slot) -> str:
    """The name under which the browser sends the principal of a year and an office."""
    return f"huvudman-{slot[0]}-{slot[1].value}"


class PrincipalsForm(forms.Form):
    """Whose turn it is, year by year, where a side has several principals; the fields stand in the rows of the preview."""

    def __init__(self, preview: Preview, principals: Mapping[Side, Sequence[Principal]]) -> None:
        super().__init__()
        for planned in (row.planned for row in preview.rows if row.found == Found.NEW):
            name = field_of((planned.year, planned.office))
            choices = principals.get(planned.side, ())
            if name in self.fields or len(choices) < 2:
                continue
            label = f"Huvudman för {planned.office.label} från {planned.starts_on}"
            self.fields[name] = forms.ChoiceField(
                choices=[(one.pk, one.name) for one in choices],
                initial=planned.principal.pk if planned.principal else None,
                widget=forms.Select(attrs={"aria-label": label}),
            )


def _choose(field: forms.Field, queryset: Any) -> None:
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = queryset
