"""Addresses that are themselves a secret: whoever has one reads what it leads to. They are never written down by us."""

import re
from collections.abc import MutableMapping
from typing import Any

from pghistory.middleware import HistoryMiddleware

# What stands after these words in an address is a secret; a calendar's address ends in .ics, which may stay.
SECRET = re.compile(r"/(forankring|kalender)/[A-Za-z0-9_-]+")


def masked(text: str) -> str:
    """The text with every secret address shortened to what it is: ”/kalender/…”."""
    return SECRET.sub(r"/\1/…", text)


def mask_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Structlog's processor: no line of the log carries a secret address, not even one about an error there."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = masked(value)
    return event


class History(HistoryMiddleware):  # type: ignore[misc]  # pghistory has no types
    """pghistory's, but that a secret address does not stand in the history of what was changed from it."""

    def get_context(self, request: Any) -> dict[str, Any]:
        """Who changes something, and from which page."""
        context: dict[str, Any] = super().get_context(request)
        return {**context, "url": masked(str(context["url"]))}
