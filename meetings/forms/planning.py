"""Clean input about when, where and for whom a meeting is."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, QuerySet, When

from groups.models import Body, CareCollaboration, User
from meetings.models import Meeting
from meetings.workflow import MeetingKind
from samla import clock
from samla.forms import date_input
from samla.identity_numbers import refuse_identity_numbers

FREE = [refuse_identity_numbers]
TIME = "Skriv tiden som 13.00."
DEADLINES = ("cases_by", "notice_by", "views_by")


class SwedishTimeField(forms.TimeField):
    """A time of day, typed by the browser's own field or as 13.00."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    input_formats = ("%H:%M", "%H.%M", "%H:%M:%S")
    default_error_messages = {"invalid": TIME, "required": TIME}


def instant_of(day: dt.date, time: dt.time) -> dt.datetime:
    """The instant of a day and time in Stockholm. Raises ValidationError for an hour that the clock jumps over, or has twice."""
    first = dt.datetime.combine(day, time, clock.STOCKHOLM)
    if first.astimezone(dt.UTC).astimezone(clock.STOCKHOLM).replace(tzinfo=None) != first.replace(tzinfo=None):
        raise ValidationError("Klockan ställs om den natten och tiden finns inte. Välj en annan.")
    if first.utcoffset() != first.replace(fold=1).utcoffset():
        raise ValidationError("Klockan ställs om den natten och tiden finns två gånger. Välj en annan.")
    return first


class WhenForm(forms.Form):
    """Day and times."""

    day = forms.DateField(label="Dag", widget=date_input(), error_messages={"required": "Välj dag."})
    starts = SwedishTimeField(label="Börjar")
    ends = SwedishTimeField(label="Slutar")

    def clean(self) -> dict[str, Any]:
        """`starts_at` and `ends_at`, instants in Stockholm."""
        given = super().clean() or {}
        for name, time in (("starts_at", "starts"), ("ends_at", "ends")):
            if given.get("day") and given.get(time):
                try:
                    given[name] = instant_of(given["day"], given[time])
                except ValidationError as error:
                    self.add_error(time, error)
        return given


class DeadlinesForm(forms.Form):
    """The last days before a meeting."""

    cases_by = forms.DateField(label="Ärenden senast", widget=date_input())
    notice_by = forms.DateField(label="Kallelse senast", widget=date_input())
    views_by = forms.DateField(label="Synpunkter senast", widget=date_input())

    def check_deadlines(self, given: Mapping[str, Any], day: dt.date) -> None:
        """No deadline lies after the meeting."""
        for name in DEADLINES:
            if given.get(name) and given[name] > day:
                self.add_error(name, "Sista dagen kan inte ligga efter mötet.")


class MoveForm(WhenForm):
    """The new time, and a word about it to those who are called."""

    note = forms.CharField(
        label="Till dem som är kallade",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=FREE,
        help_text="Står överst i den ändrade kallelsen.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class PlaceForm(forms.Form):
    """Everything about a meeting but when it is."""

    kind = forms.ChoiceField(label="Slag", choices=MeetingKind)
    title = forms.CharField(
        label="Rubrik",
        required=False,
        max_length=160,
        validators=FREE,
        help_text="Utan rubrik heter mötet som gruppen.",
    )
    place = forms.CharField(label="Plats", required=False, max_length=200, validators=FREE)
    link = forms.URLField(
        label="Länk för den som är med på distans", required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": "Skriv hela adressen, med https:// först."},
    )  # fmt: skip
    practical = forms.CharField(
        label="Praktiskt",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=FREE,
        help_text="Parkering, ingång, lunch och sådant som den som kommer behöver veta.",
    )
    joint = forms.ModelMultipleChoiceField(
        Body.objects.none(),
        label="Tillsammans med",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Grupper som möts på samma gång. Gruppen ovan sammankallar.",
    )
    copies = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="För kännedom",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Får kallelsen men kallas inte.",
    )
    prepares = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="Förbereder mötet",
        required=False,
        empty_label="Inget möte",
        help_text="Det förberedande mötet hålls före det möte som det förbereder.",
    )

    def __init__(self, *args: Any, collaboration: CareCollaboration, body: Body | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Body.objects.active().filter(collaboration=collaboration).exclude(kind="EXTERNAL")
        self._choices("joint", bodies.exclude(pk=body.pk) if body else bodies)
        people = User.objects.known_in(collaboration).filter(is_active=True).in_swedish_order()
        chosen_first = Case(When(pk__in=self.initial.get("copies") or [], then=0), default=1)
        self._choices("copies", people.order_by(chosen_first, *people.query.order_by))
        prepared = Meeting.objects.to_be_held().filter(collaboration=collaboration, body__prepared_by__isnull=False)
        prepared = prepared.filter(body__prepared_by=body) if body else prepared
        self._choices("prepares", prepared.select_related("body"))
        if body and not prepared.exists():
            del self.fields["prepares"]

    def _choices(self, name: str, queryset: QuerySet[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = queryset

    @property
    def facts(self) -> dict[str, Any]:
        """What the row keeps of it."""
        names = ("kind", "title", "place", "link", "practical", "prepares")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class NewForm(PlaceForm, DeadlinesForm, WhenForm):
    """A new meeting of a body. Its deadlines are derived from the day, and shown, before they can be adjusted."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = (
        "day",
        "starts",
        "ends",
        *DEADLINES,
        "kind",
        "title",
        "place",
        "link",
        "practical",
        "joint",
        "copies",
        "prepares",
    )

    def __init__(self, *args: Any, derives: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if derives:
            for name in DEADLINES:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Times as instants, and deadlines before them."""
        given = super().clean()
        if given.get("day"):
            self.check_deadlines(given, given["day"])
        return given

    @property
    def facts(self) -> dict[str, Any]:
        """What the row keeps of it, deadlines too when they were shown."""
        given = self.cleaned_data
        return super().facts | {name: given[name] for name in DEADLINES if name in given}


class EditForm(PlaceForm, DeadlinesForm):
    """What can be changed without moving the meeting, with its deadlines."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day

    def clean(self) -> dict[str, Any]:
        """No deadline lies after the meeting."""
        given = super().clean() or {}
        self.check_deadlines(given, self.day)
        return given

    @property
    def facts(self) -> dict[str, Any]:
        """What the row keeps of it, deadlines too."""
        return super().facts | {name: self.cleaned_data[name] for name in DEADLINES}


class ApproveForm(forms.Form):
    """The agenda as the chair has read it."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CancelForm(forms.Form):
    """Why the meeting is not held."""

    reason = forms.CharField(
        label="Varför ställs mötet in?",
        max_length=300,
        validators=FREE,
        error_messages={"required": "Skriv varför mötet ställs in."},
        help_text="Skälet står i brevet till alla som är kallade.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class YearRowForm(WhenForm):
    """One meeting of a year's plan, with the meeting that prepares it. A row without day, times and place is no meeting."""

    kind = forms.ChoiceField(label="Slag", choices=MeetingKind, initial=MeetingKind.ORDINARY)
    place = forms.CharField(label="Plats", required=False, max_length=200, validators=FREE)
    link = forms.URLField(label="Länk", required=False, max_length=500, assume_scheme="https")
    is_prepared = forms.BooleanField(label="Med förberedande möte", required=False, initial=True)
    preparing = forms.DateField(label="Förberedande mötets dag", required=False, widget=date_input())

    def has_changed(self) -> bool:
        """Kind and tick come with an empty row too."""
        return bool(set(self.changed_data) - {"kind", "is_prepared"})

    @property
    def wants_preparing(self) -> bool:
        """An ordinary meeting that is to be prepared (44)."""
        given = self.cleaned_data
        return bool(given.get("is_prepared")) and given.get("kind") == MeetingKind.ORDINARY


YearForm = forms.formset_factory(YearRowForm, extra=3, max_num=60, absolute_max=60)


class MeetingsFilterForm(forms.Form):
    """Which meetings the list shows."""

    grupp = forms.ChoiceField(label="Grupp", required=False)
    slag = forms.ChoiceField(label="Slag", required=False, choices=[("", "Alla slag"), *MeetingKind.choices])
    ar = forms.ChoiceField(label="År", required=False)
    visa = forms.ChoiceField(
        label="Visa", required=False, choices=[("", "Kommande"), ("tidigare", "Tidigare"), ("alla", "Alla")]
    )

    def __init__(self, *args: Any, bodies: Iterable[Body], years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("grupp", [("", "Alla grupper"), *((body.slug, body.short_name) for body in bodies)])
        self._choices("ar", [("", "Alla år"), *((str(year), str(year)) for year in years)])

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def chosen(self, name: str) -> str:
        """The chosen value, empty when nothing or nonsense is chosen."""
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))
