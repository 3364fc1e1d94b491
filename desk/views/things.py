"""Finding the one thing whose history an address names."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404

from desk import rules
from desk.models import Kind, Reader, first_event
from groups.powers import powers_of
from samla.http import Request


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that has a history; `case` decides who may read it, when it belongs to one."""

    kind: Kind
    key: Any
    case: int | None

    @property
    def row(self) -> tuple[type[Model], str]:
        """Its model and key, as names are asked for."""
        return self.kind.model, str(self.key)


def find_thing(request: Request, kind: Kind, key: str, reader: Reader) -> Thing:
    """The thing, if it is this collaboration's and the reader may know of it; otherwise 404."""
    user, collaboration = request.user, request.collaboration
    if collaboration.pk not in powers_of(user).collaborations:
        raise Http404
    try:
        value = kind.model._meta.pk.to_python(key)
    except ValidationError as wrong:
        raise Http404 from wrong
    if isinstance(value, int) and not 0 < value < 2**63:
        raise Http404
    found = first_event(kind, value, collaboration)
    if found is None:
        raise Http404
    case = found[1]
    if case:
        reader.look([case])
        if not reader.knows(case) and not rules.may_search(user, collaboration):
            raise Http404
    return Thing(kind, value, case)


def address_of(thing: Thing, reader: Reader) -> str:
    """The page of the thing itself; empty when it has none, or none for this reader."""
    if not hasattr(thing.kind.model, "get_absolute_url") or (thing.case and not reader.knows(thing.case)):
        return ""
    row = thing.kind.things().filter(pk=thing.key).first()
    return str(row.get_absolute_url()) if row else ""
