"""Who holds a seat: given, changed, ended. What a change brings is shown before it is done."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from groups import actions, rules
from groups.forms import AppointForm, AppointmentForm, EndForm
from groups.http.asking import ask
from groups.models import Appointment, Body, Seat
from groups.views.people import people_of
from groups.views.roles import period_text
from samla import clock
from samla.formats import date_text
from samla.forms import refuse
from samla.http import Request

type Trail = list[tuple[str, str | None]]


def find_seat(request: Request, pk: int) -> Seat:
    """The seat of a key, if the reader belongs there; otherwise 404."""
    bodies = Body.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    seats = Seat.objects.filter(body__in=bodies).select_related("body", "organisation")
    return get_object_or_404(seats, pk=pk)


def find_appointment(request: Request, pk: int) -> Appointment:
    """The appointment of a key, if the reader belongs there; otherwise 404."""
    bodies = Body.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    appointments = Appointment.objects.filter(seat__body__in=bodies)
    return get_object_or_404(appointments.select_related("seat__body", "seat__organisation", "user"), pk=pk)


@require_http_methods(["GET", "POST"])
def appoint(request: Request, pk: int) -> HttpResponse:
    """Give a seat to somebody who is known: first what it brings is shown, and when that is sent again, it is done."""
    seat = find_seat(request, pk)
    rules.may_appoint(request.user, seat).require()
    if (asking := ask(request)) is not None:
        return asking
    people = people_of(request).filter(is_active=True)
    typed = request.POST.dict() if request.method == "POST" else None
    form = AppointForm(typed, initial={"person": request.GET.get("person", "")}, seat=seat, people=people)
    context: dict[str, Any] = {"consequences": None}
    status = 422 if typed is not None else 200
    if typed is not None and form.is_valid():
        person = form.cleaned_data["person"]
        try:
            if form.cleaned_data["reviewed"] == form.summary:
                return _appointed(request, actions.appoint(seat, person, **form.given, by=request.user))
            context["consequences"] = actions.rehearse(seat, person, **form.given, by=request.user)
            context["person"], status = person, 200
            form = AppointForm({**typed, "reviewed": form.summary}, seat=seat, people=people)
        except ValidationError as error:
            refuse(form, error)
    context |= {
        "form": form,
        "seat": seat,
        "held": [(each.user.name, period_text(each.starts_on, each.ends_on)) for each in _lasting(seat)],
        "people": people.in_swedish_order().values_list("email", "name"),
        "new_url": f"{reverse('groups:person_new')}?{urlencode({'plats': seat.pk})}",
        "trail": _trail(seat, "Förordna"),
    }
    return render(request, "groups/appoint.html", context, status=status)


def _appointed(request: Request, appointment: Appointment) -> HttpResponse:
    when = period_text(appointment.starts_on, appointment.ends_on)
    messages.success(request, f"{appointment.user} har platsen ”{appointment.seat.label}” {when}.")
    return HttpResponseRedirect(appointment.user.get_absolute_url())


def _lasting(seat: Seat) -> list[Appointment]:
    lasting = seat.appointments.exclude(ends_on__lt=clock.today())
    return list(lasting.select_related("user").order_by("starts_on"))


@require_http_methods(["GET", "POST"])
def appointment_end(request: Request, pk: int) -> HttpResponse:
    """Let an appointment end; what ends with it is said."""
    appointment = find_appointment(request, pk)
    rules.may_appoint(request.user, appointment.seat).require()
    if (asking := ask(request)) is not None:
        return asking
    today = max(clock.today(), appointment.starts_on)
    form = EndForm(request.POST if request.method == "POST" else None, initial={"ends_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            ended = actions.end_appointment(appointment, ends_on=form.cleaned_data["ends_on"], by=request.user)
        except ValidationError as error:
            refuse(form, error)
        else:
            last = date_text(form.cleaned_data["ends_on"])
            messages.success(request, f"Förordnandet slutar {last}. Historiken är kvar.")
            return HttpResponseRedirect(ended.user.get_absolute_url())
    context = {"consequences": actions.what_follows(appointment, today), "label": "Avsluta förordnandet"}
    return _render(request, form, appointment, context)


@require_http_methods(["GET", "POST"])
def appointment_edit(request: Request, pk: int) -> HttpResponse:
    """Change the last day or the scope of an appointment."""
    appointment = find_appointment(request, pk)
    rules.may_appoint(request.user, appointment.seat).require()
    if (asking := ask(request)) is not None:
        return asking
    initial = {"ends_on": appointment.ends_on, "scope": appointment.scope}
    form = AppointmentForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.revise_appointment(appointment, **form.cleaned_data, by=request.user)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, "Ändringen är sparad.")
            return HttpResponseRedirect(appointment.user.get_absolute_url())
    return _render(request, form, appointment, {"consequences": [], "label": "Ändra förordnandet"})


def _render(
    request: Request, form: EndForm | AppointmentForm, appointment: Appointment, context: dict[str, Any]
) -> HttpResponse:
    context |= {
        "form": form,
        "appointment": appointment,
        "period": period_text(appointment.starts_on, appointment.ends_on),
        "trail": _trail(appointment.seat, context["label"]),
    }
    return render(request, "groups/appointment.html", context, status=422 if form.is_bound else 200)


def _trail(seat: Seat, title: str) -> Trail:
    return [
        ("Start", reverse("start")),
        ("Grupper", reverse("groups:list")),
        (seat.body.short_name, seat.body.get_absolute_url()),
        (title, None),
    ]
