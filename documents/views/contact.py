"""Whom to turn to, by role (rule 84). A person's name is shown only to those who belong to the collaboration."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from documents.models import CONTACT
from documents.views.pages import find_page, page_context
from groups.models import Body, BodyKind, CareCollaboration, Office, Seat, Sitting, StaffRole, User
from samla import clock
from samla.http import OpenRequest

LEADER = StaffRole.PROCESS_LEADER.value


@dataclass(slots=True)
class ContactLine:
    """One role: what it is called, the role's own address, and for those who belong here who has it today."""

    key: str
    label: str
    email: str = ""
    people: list[User] = field(default_factory=list)
    body: Body | None = None


@login_not_required
@require_GET
def contact(request: OpenRequest) -> HttpResponse:
    """Contact by role: the staff of the collaboration, and the chair of each body."""
    page = find_page(request, CONTACT)
    context = page_context(request, page)
    lines = contact_lines(request.collaboration, page.addresses)
    if context["belongs"]:
        name_the_staff(request.collaboration, lines)
    reached = any(line.email or line.people for line in lines)
    context |= {"lines": lines, "reached": reached, "through_leader": bool(page.addresses.get(LEADER))}
    return render(request, "documents/contact.html", context)


def contact_lines(collaboration: CareCollaboration, addresses: dict[str, str]) -> list[ContactLine]:
    """Every role that the structure has today, with the address that the process leader has written for it."""
    seats = Seat.objects.filter(body__collaboration=collaboration).exclude(role="")
    roles = set(seats.exclude(valid_to__lt=clock.today()).values_list("role", flat=True))
    bodies = Body.objects.active().filter(collaboration=collaboration).exclude(kind=BodyKind.EXTERNAL)
    lines = [ContactLine(role.value, role.label.capitalize()) for role in StaffRole if role in roles]
    lines += [
        ContactLine(f"{Office.CHAIR}:{body.slug}", f"{Office.CHAIR.label.capitalize()} i {body.short_name}", body=body)
        for body in bodies
    ]
    for line in lines:
        line.email = addresses.get(line.key, "")
    return lines


def name_the_staff(collaboration: CareCollaboration, lines: list[ContactLine]) -> None:
    """Put today's holders of the staff seats on their lines."""
    sittings = Sitting.objects.current().filter(body__collaboration=collaboration).exclude(seat__role="")
    people: dict[str, dict[int, User]] = defaultdict(dict)
    for sitting in sittings.select_related("user", "seat").order_by("user__name"):
        people[sitting.seat.role][sitting.user_id] = sitting.user
    for line in lines:
        line.people = list(people[line.key].values())
