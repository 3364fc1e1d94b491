"""”Vem kan se det här?”: the same part on the page of everything that only some may read."""

from collections.abc import Iterable
from dataclasses import dataclass

from groups.models import User
from groups.powers import Holding, holdings_in
from samla.formats import date_text


@dataclass(frozen=True, slots=True)
class ReaderGroup:
    """Those who read a thing for one and the same reason, as `_parts/readers.html` shows them."""

    title: str
    why: str
    people: tuple[str, ...]


def active_holdings(collaboration: int) -> tuple[list[Holding], dict[int, User]]:
    """All that people who may sign in hold in a collaboration today, and those people by key. Two queries."""
    holdings = holdings_in(collaboration)
    people = User.objects.filter(pk__in={holding.user for holding in holdings}, is_active=True)
    names = {person.pk: person for person in people.only("name", "title", "email")}
    return [holding for holding in holdings if holding.user in names], names


def sorted_names(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, as a Swedish register sorts them closely enough for a short list."""
    return tuple(sorted(set(names), key=str.casefold))


def until(holding: Holding | None) -> str:
    """” (till och med 31 december 2026)”, or nothing for what has no last day."""
    if holding is None or holding.ends_on is None:
        return ""
    return f" (till och med {date_text(holding.ends_on)})"
