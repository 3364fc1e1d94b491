"""Finding the case that an address names."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from cases.models import Case
from groups.models import Body
from samla.http import Request

RELATED = (
    "collaboration",
    "origin",
    "holder",
    "sender",
    "asked",
    "aims_at",
    "sender_organisation",
    "author",
    "changed_by",
)


def find_case(request: Request, number: str | None = None, pk: int | None = None) -> Case:
    """The case of a number, or the draft of a key, if the reader may see it; otherwise 404."""
    cases = Case.objects.visible_to(request.user).filter(collaboration=request.collaboration).select_related(*RELATED)
    found = cases.filter(number=number) if number is not None else cases.filter(pk=pk or 0, number=None)
    case: Case = get_object_or_404(found)
    return case


def find_body(request: Request, slug: str) -> Body:
    """The body of a slug, if the reader may see it; otherwise 404."""
    bodies = Body.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    return get_object_or_404(bodies, slug=slug)


def bodies_of(request: Request) -> dict[int, Body]:
    """The collaboration's bodies by key, in their order; none for whoever has nothing to do there."""
    bodies = Body.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    return {body.pk: body for body in bodies}


def body_among(bodies: dict[int, Body], slug: str) -> Body:
    """The body of a slug among those that the reader may see; otherwise 404."""
    for body in bodies.values():
        if body.slug == slug:
            return body
    raise Http404
