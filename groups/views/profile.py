"""A person's own page: her data, her letters, where she sits, and what she may do and why."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from groups import actions
from groups.actions import StaleError
from groups.forms import NotificationForm, ProfileForm
from groups.models import User
from groups.powers import FULL_MEMBERS, PROCESS_LEADER, READERS, SOURCES, Held, Power, Powers, powers_of, role_text
from groups.views.conflict import answer_stale
from groups.views.roles import roles_of
from samla.forms import refuse
from samla.http import Request

type Gives = Callable[[Powers, Held], bool]


def _is_seat(powers: Powers, row: Held) -> bool:
    return row.kind == "seat"


def _keeps_queue(powers: Powers, row: Held) -> bool:
    """A member where members keep the queue, whoever leads, and the process leader where she convenes."""
    if row.kind == "office":
        return True
    keeps = row.queue_kept_by == "MEMBERS" and row.what in FULL_MEMBERS
    return row.kind == "seat" and (keeps or (row.role == PROCESS_LEADER and row.leader_keeps))


def _administers(powers: Powers, row: Held) -> bool:
    return row.what == Power.ADMINISTER or row.role == PROCESS_LEADER


# From which of what she holds a power comes; a power that is not here comes from the grant of its name.
GIVEN_BY: dict[Power, Gives] = {
    Power.BELONG: lambda _powers, _row: True,
    Power.READ: lambda _powers, row: row.kind == "seat" or row.what in READERS,
    Power.SIT: _is_seat,
    Power.RAISE: _is_seat,
    Power.PRESIDE: lambda _powers, row: row.kind == "office",
    Power.KEEP_QUEUE: _keeps_queue,
    Power.LEAD: lambda _powers, row: row.role == PROCESS_LEADER,
    Power.ADMINISTER: _administers,
}


def reasons(powers: Powers, collaboration_id: int) -> list[tuple[str, list[str]]]:
    """What she may do in a collaboration today, each with the seats, offices and grants that it comes from."""
    mine = [row for row in powers.held if row.collaboration == collaboration_id]
    found = []
    for source in SOURCES:
        gives = GIVEN_BY.get(source.power, lambda _powers, row, power=source.power: row.what == power)
        if because := list(dict.fromkeys(role_text(row) for row in mine if gives(powers, row))):
            found.append((source.label, because))
    return found


@require_http_methods(["GET", "POST"])
def profile(request: Request) -> HttpResponse:
    """Mina uppgifter. What she changes here is her own name, title and phone."""
    person = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            actions.revise_own(form.values, version=form.cleaned_data["version"], by=request.user)
        except StaleError as stale:
            return answer_stale(request, form, stale, reverse("groups:profile"))
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, "Dina uppgifter är sparade.")
            return HttpResponseRedirect(reverse("groups:profile"))
    return _page(request, form, NotificationForm(user=request.user), status=422 if form.is_bound else 200)


@require_POST
def notifications(request: Request) -> HttpResponse:
    """Which letters she gets."""
    form = NotificationForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, ProfileForm(instance=request.user), form, status=422)
    actions.choose_notifications(form.choices, by=request.user)
    messages.success(request, "Dina val av brev är sparade.")
    return HttpResponseRedirect(reverse("groups:profile"))


def _page(request: Request, form: ProfileForm, letters: NotificationForm, *, status: int) -> HttpResponse:
    context = {
        "form": form,
        "letters": letters,
        "roles": roles_of([request.user], request.collaboration, request.user)[request.user.pk],
        "reasons": reasons(powers_of(request.user), request.collaboration.pk),
        "trail": [("Start", reverse("start")), ("Mina uppgifter", None)],
    }
    return render(request, "groups/profile.html", context, status=status)
