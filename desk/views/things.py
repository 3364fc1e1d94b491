"""Finding the one thing whose history an address names."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404

from cases.models import Case
from desk import rules
from desk.models import Kind, Names, Reader, is_known
from groups.powers import powers_of
from samla.http import Request


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that has a history; `case` decides who may read it, when it belongs to one."""

    kind: Kind
    key: Any
    case: int | None


def find_thing(request: Request, kind: Kind, key: str) -> Thing:
    """The thing, if it is this collaboration's and the reader may know of it; otherwise 404."""
    user, collaboration = request.user, request.collaboration
    if collaboration.pk not in powers_of(user).collaborations:
        raise Http404
    try:
        value = kind.model._meta.pk.to_python(key)
    except ValidationError as wrong:
        raise Http404 from wrong
    if (isinstance(value, int) and not 0 < value < 2**63) or not is_known(kind, value, collaboration):
        raise Http404
    case = case_of(kind, value)
    may_see = case is None or Case.objects.visible_to(user).filter(pk=case).exists()
    if not may_see and not rules.may_search(user, collaboration):
        raise Http404
    return Thing(kind, value, case)


def case_of(kind: Kind, key: Any) -> int | None:
    """The case that a thing is, or belongs to."""
    if not kind.case:
        return None
    column = "pgh_obj_id" if kind.case == "id" else kind.case
    case: int = kind.events().filter(**{kind.object_field: key}).values_list(column, flat=True)[0]
    return case


def name_of(thing: Thing, reader: Reader) -> str:
    """What the thing is called to this reader, also when it is gone."""
    model, key = thing.kind.model, str(thing.key)
    reader.look([thing.case] if thing.case else [])
    return Names([(model, key)], reader, {(model, key): thing.case} if thing.case else {}).of(model, key)


def address_of(thing: Thing, reader: Reader) -> str:
    """The page of the thing itself; empty when it has none, or none for this reader."""
    if not hasattr(thing.kind.model, "get_absolute_url") or (thing.case and not reader.knows(thing.case)):
        return ""
    row = thing.kind.things().filter(pk=thing.key).first()
    return str(row.get_absolute_url()) if row else ""
