"""Who may change an organisation, and what an organisation can become. `None` is the operator at the command line."""

import datetime as dt

from django.db.models import Q

from groups.models import CareCollaboration, Organisation, OrganisationKind, Seat, User, side_of
from groups.rules.chairs import may_change_side
from groups.rules.people import leads
from samla.formats import date_text
from samla.verdict import ALLOWED, Verdict, deny


def may_change_organisation(user: User | None, collaboration: CareCollaboration) -> Verdict:
    """May she change or add organisations there? What it is called and counts as concerns everybody."""
    if leads(user, collaboration):
        return ALLOWED
    return deny("Bara processledaren ändrar uppgifterna om en organisation.")


def can_be(organisation: Organisation) -> list[tuple[str, Verdict]]:
    """What stands against an organisation as it is now written, by field: the same as a structure file is asked."""
    principal, external = organisation.principal, organisation.kind == OrganisationKind.EXTERNAL
    answers = [("principal", ALLOWED)]
    if external and principal:
        answers.append(("principal", deny("En extern part har ingen huvudman.")))
    if not external and not principal and not organisation.side:
        answers.append(("principal", deny("Välj huvudman, eller sida för den som inte har någon.")))
    if principal and organisation.side and organisation.side != principal.side:
        answers.append(("side", deny("Sidan är en annan än huvudmannens. Lämna den tom, så gäller huvudmannens.")))
    if _is_part_of_itself(organisation):
        answers.append(("part_of", deny("Organisationen skulle bli en del av sig själv.")))
    return [(field, verdict) for field, verdict in answers if not verdict]


def may_change_to(before: Organisation, after: Organisation) -> Verdict:
    """May it come to stand on another side? What rotates by side must stay right (rules 38–41)."""
    return may_change_side(before) if side_of(before) != side_of(after) else ALLOWED


def may_end_organisation(organisation: Organisation, ended_on: dt.date) -> Verdict:
    """Can it end that day? Not while it has seats that go on, or parts that do."""
    going_on = Q(valid_to=None) | Q(valid_to__gt=ended_on)
    body_too = Q(body__valid_to=None) | Q(body__valid_to__gt=ended_on)
    seat = Seat.objects.filter(going_on, body_too, organisation=organisation).select_related("body").first()
    if seat is not None:
        return deny(
            f"Organisationen har platser som fortsätter efter {date_text(ended_on)}, till exempel ”{seat.label}” i "
            f"{seat.body.short_name}. De måste upphöra först."
        )
    part = organisation.parts.filter(Q(ended_on=None) | Q(ended_on__gt=ended_on)).first()
    return deny(f"{part} är en del av organisationen och fortsätter. Ändra det först.") if part else ALLOWED


def _is_part_of_itself(organisation: Organisation) -> bool:
    seen: set[int] = set()
    above = organisation.part_of
    while above is not None and above.pk not in seen:
        if above.pk == organisation.pk:
            return True
        seen.add(above.pk)
        above = above.part_of
    return False
