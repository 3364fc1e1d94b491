"""What stands around every page: who is here, in which collaboration, and where she can go."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from groups.models import CareCollaboration, User
from groups.powers import Powers, powers_of
from samla.addresses import address
from samla.formats import genitive


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the main menu."""

    title: str
    url: str
    current: bool
    count: int | None = None


FOOT = (
    ("documents:about", "Om {}"),
    ("documents:register", "Handlingar"),
    ("groups:chart", "Organisation"),
    ("documents:plan", "Dokumenthanteringsplan"),
    ("documents:contact", "Kontakt"),
)
OWN_FOOT = (("groups:profile", "Mina uppgifter"), ("groups:my_sign_in", "Min inloggning"))
LEADERS_FOOT = (("letters:list", "Skickade brev"),)


def foot(collaboration: CareCollaboration | None, user: User | AnonymousUser | None) -> list[tuple[str, str]]:
    """What stands at the foot of every page: about the collaboration, the reader's own, and what the leader keeps."""
    there = FOOT if collaboration is not None and collaboration.pk else ()
    name = collaboration.short_name if collaboration else ""
    own = OWN_FOOT if user is not None and user.is_authenticated else ()
    leads = collaboration is not None and user is not None and collaboration.pk in powers_of(user).leads
    places = (*there, *own, *(LEADERS_FOOT if leads else ()))
    return [(title.format(name), address(view)) for view, title in places]


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of every page. Robust before sign-in and on error pages."""
    collaboration: CareCollaboration | None = getattr(request, "collaboration", None)
    user = getattr(request, "user", None)
    context: dict[str, Any] = {
        "collaboration": collaboration,
        "is_demo": settings.DEMO,
        "start_url": address("start"),
        "sign_out_url": address("account_logout"),
        "foot": foot(collaboration, user),
    }
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
    start = address("start")
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
                address("cases:queue", row.body_slug),
            )
    places += list(queues.values())[:2]
    if collaboration.pk in powers.readable:
        places += [("Möten", address("meetings:list")), ("Ärenden", address("cases:list"))]
    if collaboration.pk in powers.collaborations:
        places += [("Handlingar", address("documents:register"))]
        places += [("Grupper", address("groups:list")), ("Samverkansplan", address("plans:plan"))]
    if collaboration.pk in powers.leads or powers.administers_in(collaboration.pk):
        places.append(("Personer", address("groups:people")))
    if collaboration.pk in powers.audits | powers.leads:
        places.append(("Historik", address("history:search")))
    at = [url for _, url in places if request.path == url or (url != start and request.path.startswith(url))]
    current = max(at, key=len, default="")
    return [Place(title, url, url == current) for title, url in places]
