"""Every change of a domain model is kept, with person and address, by triggers that no code can forget."""

from collections.abc import Callable
from typing import Any

import pghistory


def tracked[M](**options: Any) -> Callable[[type[M]], type[M]]:
    """Class decorator: keep every insert, update and delete of the model in an append-only table beside it.

    `exclude` names fields that are not kept (secrets, large bytes).
    """
    events = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    decorate: Callable[[type[M]], type[M]] = pghistory.track(*events, **options)
    return decorate
