"""What rows are called: everything that a page names, in one question, and once more for what is gone."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast

from desk.models.entries import merged
from desk.models.kinds import Kind, name_expression
from desk.models.sight import Eyes
from desk.models.tracked import BY_MODEL, NAMES

GONE = "borttagen"

type Key = tuple[type[Model], str]


class Names:
    """The names of rows by model and key. `case_of` says which case decides whether a row may be named in full."""

    def __init__(self, keys: Iterable[Key], eyes: Eyes, case_of: dict[Key, int]) -> None:
        self.eyes = eyes
        self.case_of = case_of
        self.found: dict[Key, str] = {}
        wanted = set(keys)
        self._ask(wanted, gone=False)
        self._ask({key for key in wanted - set(self.found) if key[0] in BY_MODEL}, gone=True)

    def of(self, model: type[Model], key: Any) -> str:
        """The name of a row; of one that is gone the name it had last."""
        return self.found.get((model, str(key))) or f"{GONE} (nummer {key})"

    def _ask(self, wanted: set[Key], *, gone: bool) -> None:
        models = sorted({model for model, _ in wanted}, key=lambda model: model._meta.label)
        number = {model: place for place, model in enumerate(models)}
        by_template: dict[tuple[type[Model], str], list[str]] = defaultdict(list)
        for key in wanted:
            by_template[key[0], self._template(key)].append(key[1])
        branches = [
            _named(model, template, keys, number[model], gone=gone) for (model, template), keys in by_template.items()
        ]
        if branches:
            self.found |= {(models[place], key): name for place, key, name in merged(branches)}

    def _template(self, key: Key) -> str:
        kind = BY_MODEL.get(key[0])
        if kind is None:
            return NAMES[key[0]]
        if not kind.case:
            return kind.name
        case = self.case_of.get(key)
        return kind.name if case and self.eyes.knows(case) else kind.hidden_name


def _named(
    model: type[Model], template: str, keys: list[str], place: int, *, gone: bool
) -> QuerySet[Any, tuple[int, str, str]]:
    kind = BY_MODEL.get(model)
    name = name_expression(model, template)
    if gone and kind:
        rows = _last_events(kind, keys)
        key = F(kind.object_field)
    else:
        rows = QuerySet(model).filter(pk__in=keys).order_by()
        key = F("pk")
    columns = {"h_model": Value(place), "h_key": Cast(key, TextField()), "h_name": Cast(name, TextField())}
    named: QuerySet[Any, tuple[int, str, str]] = rows.annotate(**columns).values_list(*columns)
    return named


def _last_events(kind: Kind, keys: list[str]) -> QuerySet[Any]:
    last = kind.events().filter(**{f"{kind.object_field}__in": keys})
    return last.order_by(kind.object_field, f"-{kind.id_field}").distinct(kind.object_field)
