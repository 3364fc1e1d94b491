"""What stands around every page: who is here, in which collaboration, and where she can go."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from groups.models import CareCollaboration
from groups.powers import Powers, powers_of
from samla.formats import genitive


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the main menu."""

    title: str
    url: str
    current: bool
    count: int | None = None


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of every page. Robust before sign-in and on error pages."""
    collaboration: CareCollaboration | None = getattr(request, "collaboration", None)
    user = getattr(request, "user", None)
    context: dict[str, Any] = {"collaboration": collaboration, "is_demo": settings.DEMO}
    if user is None or collaboration is None or not user.is_authenticated:
        return context
    powers = powers_of(user)
    return {
        **context,
        "navigation": navigation(request, collaboration, powers),
        "user_roles": " · ".join(powers.roles_in(collaboration.pk)[:2]),
    }


def navigation(request: HttpRequest, collaboration: CareCollaboration, powers: Powers) -> list[Place]:
    """The main menu of this person: her own queues between what everybody has."""
    start = reverse("start")
    places = [("Mitt arbete", start)]
    queues: dict[int, tuple[str, str]] = {}
    for row in powers.held:
        if (
            row.collaboration == collaboration.pk
            and row.body in powers.queues
            and row.body not in queues
            and row.body_slug
        ):
            queues[row.body] = (
                f"{genitive(row.body_name)} kö",
                reverse("cases:queue", args=[row.body_slug]),
            )
    places += list(queues.values())[:2]
    if collaboration.pk in powers.readable:
        places.append(("Ärenden", reverse("cases:list")))
    if collaboration.pk in powers.collaborations:
        places += [("Grupper", reverse("groups:list")), ("Samverkansplan", reverse("plans:plan"))]
    if collaboration.pk in powers.leads or powers.administers_in(collaboration.pk):
        places.append(("Personer", reverse("groups:people")))
    if collaboration.pk in powers.audits | powers.leads:
        places.append(("Historik", reverse("history:search")))
    at = [url for _, url in places if request.path == url or (url != start and request.path.startswith(url))]
    current = max(at, key=len, default="")
    return [Place(title, url, url == current) for title, url in places]
