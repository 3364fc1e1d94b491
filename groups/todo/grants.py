"""Which powers by grant wait for the reader of Mitt arbete."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from groups.models import BodyGrant, Grant, OrganisationGrant
from groups.powers import LABELS, Power, powers_of
from groups.views.powers import SOON, address_name
from samla import clock
from samla.formats import date_text
from samla.http import Request
from samla.registry import Todo, register_todo


@register_todo
def grants_that_end_soon(request: Request) -> Iterable[Todo]:
    """Powers that end within thirty days: for whoever can give them anew, and for the person who has one."""
    powers, collaboration = powers_of(request.user), request.collaboration
    leads = collaboration.pk in powers.leads
    administers = Q(content_object__in=powers.administers, permission__codename=Power.READ_ORGANISATION)
    mine = Q(user=request.user)
    has_any = any(row.kind == "grant" for row in powers.held)
    if not (leads or has_any):
        return []
    today = clock.today()
    period = Q(ends_on__gte=today, ends_on__lt=today + SOON, withdrawn_at=None, starts_on__lte=today)
    here = Q(content_object__collaboration=collaboration) & period
    over_bodies = BodyGrant.objects.filter(here if leads else here & mine)
    over_organisations = OrganisationGrant.objects.filter(here if leads else here & (mine | administers))
    return [
        _todo(grant, is_mine=grant.user_id == request.user.pk)
        for grants in (over_bodies, over_organisations)
        for grant in grants.with_names()
    ]


def _todo(grant: Grant, *, is_mine: bool) -> Todo:
    thing, power = grant.content_object, LABELS[Power(grant.permission.codename)]
    whose = "Din behörighet" if is_mine else f"{grant.user}: behörigheten"
    ends = date_text(grant.ends_on) if grant.ends_on else ""
    why = (
        "be processledaren om en ny om du fortfarande behöver den" if is_mine else "ge en ny om den fortfarande behövs"
    )
    return Todo(
        title=f"{whose} ”{power.lower()}” går ut den {ends}",
        why=f"gäller {thing}; {why}",
        url=reverse(address_name(thing, "powers"), args=[thing.slug]),
        button="Se behörigheten" if is_mine else "Se behörigheterna",
        since=grant.starts_on,
    )
