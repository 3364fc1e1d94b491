"""A kind of thing that has a history: where its events are, what it is called, and what may be seen of its fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from string import Formatter
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    Expression,
    F,
    Field,
    ForeignKey,
    Func,
    JSONField,
    Model,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models import Case as Choose
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat

from groups.models import CareCollaboration

type Belongs = str | Callable[[CareCollaboration], Q | Exists]

KEPT_BY_TRIGGER = "pgh_"


class RowAsJson(Func):
    """The whole row of the table that the key is taken from, as one value."""

    template = "to_jsonb(%(expressions)s)"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, _connection: Any) -> tuple[str, tuple[Any, ...]]:
        """SQL without parameters: the row is named by its table."""
        (key,) = self.get_source_expressions()
        return f"to_jsonb({compiler.quote_name(key.alias)}.*)", ()


@dataclass(frozen=True, eq=False)
class Kind:
    """One tracked model, as the history shows it.

    `name` and `hidden_name` are the object's name with field paths in braces, ”{number|Utkast} {title}”. `shown` fields
    are seen with their values, `texts` only by those who may read the thing itself, of `mentioned` only that they
    changed, and `never` not even that. `by` is the path to who wrote a row that is only added to; empty when nobody did. `case` is the column with the case that decides who may read (none: everybody
    who may read the history). `is_open`: whoever may see the thing may read its history.
    """

    slug: str
    model: type[Model]
    name: str
    belongs: Belongs
    shown: str
    texts: str = ""
    mentioned: str = ""
    never: str = ""
    hidden_name: str = ""
    case: str = ""
    is_open: bool = False
    by: str = "by_id"
    part_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        """”förordnanden”."""
        return str(self.model._meta.verbose_name_plural)

    @property
    def label(self) -> str:
        """`groups.Appointment`."""
        return self.model._meta.label

    @cached_property
    def has_events(self) -> bool:
        """Are its changes kept beside it? Otherwise it is itself only added to."""
        return hasattr(self.model, "pgh_event_model")

    @cached_property
    def event_model(self) -> type[Model]:
        """The table that tells what happened."""
        return self.model.pgh_event_model if self.has_events else self.model  # type: ignore[attr-defined]

    @property
    def id_field(self) -> str:
        """The key of one event."""
        return "pgh_id" if self.has_events else "id"

    @property
    def time_field(self) -> str:
        """When it happened."""
        return "pgh_created_at" if self.has_events else "at"

    @property
    def object_field(self) -> str:
        """The key of the object that an event is about."""
        return "pgh_obj_id" if self.has_events else "id"

    @property
    def case_field(self) -> str:
        """Where an event says which case it belongs to; empty when it belongs to none."""
        return self.object_field if self.case == "id" else self.case

    @cached_property
    def fields(self) -> dict[str, "Field[Any, Any]"]:
        """The kept fields by name, in the model's order."""
        kept = self.event_model._meta.concrete_fields
        names = [one.name for one in kept if not one.name.startswith(KEPT_BY_TRIGGER)]
        return {name: self.model._meta.get_field(name) for name in names}  # type: ignore[misc]  # never a reverse relation

    @cached_property
    def visible(self) -> dict[str, str]:
        """Every field that may be seen or mentioned, with how: `shown`, `texts` or `mentioned`."""
        how = {name: way for way in ("shown", "texts", "mentioned") for name in getattr(self, way).split()}
        return {name: how[name] for name in self.fields if name in how}

    def events(self) -> QuerySet[Any]:
        """Everything that has happened to things of this kind."""
        return QuerySet(self.event_model)

    def things(self) -> QuerySet[Any]:
        """The things of this kind that exist."""
        return QuerySet(self.model)

    def with_keys(self, events: QuerySet[Any], number: int) -> QuerySet[Any]:
        """The events with the same few columns for every kind, so that they can be put into one list."""
        kept: dict[str, Any] = {
            "h_at": F(self.time_field),
            "h_kind": Value(number),
            "h_id": F(self.id_field),
            "h_label": F("pgh_label") if self.has_events else Value("insert", TextField()),
            "h_object": Cast(self.object_field, TextField()),
            "h_user": user_of("pgh_context__metadata")
            if self.has_events
            else Cast(self.by, TextField())
            if self.by
            else Value("", TextField()),
            "h_url": url_of("pgh_context__metadata") if self.has_events else Value("", TextField()),
        }
        keys: QuerySet[Any] = events.annotate(**kept)
        return keys

    def in_collaboration(self, collaboration: CareCollaboration) -> Q | Exists:
        """The condition that an event is this collaboration's own."""
        if callable(self.belongs):
            return self.belongs(collaboration)
        return Q(**{self.belongs: collaboration.pk})


def user_of(metadata: str) -> Cast:
    """Who made the change, as the middleware has noted it: the key as text, or nothing."""
    return Cast(KeyTextTransform("user", metadata), TextField())  # as plain text, so that nothing is NULL


def url_of(metadata: str) -> KeyTextTransform:
    """The address where the change was made."""
    return KeyTextTransform("url", metadata)


def name_expression(model: type[Model], template: str) -> Expression | Coalesce:
    """The name of a row in SQL. Choices by their label; `{path|word}` gives the word where there is nothing."""
    parts: list[Expression | Value] = []
    for literal, path, _, _ in Formatter().parse(template):
        if literal:
            parts.append(Value(literal, TextField()))
        if path:
            where, _, otherwise = path.partition("|")
            parts.append(_part(model, where, otherwise))
    return parts[0] if len(parts) == 1 else Concat(*parts, output_field=TextField())


def _part(model: type[Model], path: str, otherwise: str) -> Expression:
    target = field_at(model, path)
    text: Any = Cast(F(path), TextField())
    if target.choices:
        labels = [When(**{path: value}, then=Value(str(word))) for value, word in target.flatchoices]
        text = Choose(*labels, default=text, output_field=TextField())
    return Coalesce(text, Value(otherwise), output_field=TextField())


def field_at(model: type[Model], path: str) -> "Field[Any, Any]":
    """The field at the end of a path such as `seat__body__name`."""
    *way, last = path.split("__")
    for step in way:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]  # a path of ours
    return model._meta.get_field(last)  # type: ignore[return-value]


# The words for fields that the models leave unnamed: relations.
WORDS = {
    "adopted_by": "antagen av",
    "appointment": "förordnande",
    "asked": "frågan besvaras av",
    "author": "skrevs av",
    "author_seat": "skrevs från platsen",
    "body": "grupp",
    "case": "ärende",
    "changed_by": "ändrades av",
    "collaboration": "vårdsamverkan",
    "created_at": "tillagd",
    "content_object": "gäller",
    "derived_from": "följer av gruppen",
    "follows": "ordförandeskapet följer",
    "given_at": "gavs",
    "given_by": "gavs av",
    "holder": "ligger hos",
    "id": "nummer",
    "item": "punkt",
    "meeting": "möte",
    "organisation": "organisation",
    "origin": "väcktes av",
    "owner": "begärdes av",
    "part_of": "del av",
    "permission": "behörighet",
    "plan": "samverkansplan",
    "principal": "huvudman",
    "seat": "plats",
    "sender": "skickat av",
    "source": "från",
    "target": "till",
    "target_group": "målgrupp",
    "type": "slag",
    "user": "person",
    "withdrawn_by": "togs tillbaka av",
}

FACTORS = {"webauthn": "inloggningsnyckel", "totp": "app för engångskoder", "recovery_codes": "reservkoder"}
"""What allauth's own choices are called here."""


def word_of(target: "Field[Any, Any]") -> str:
    """What a field is called on screen."""
    own = str(target.verbose_name)
    unnamed = own == target.name.replace("_", " ") or own in {"ID", "given"}
    return WORDS.get(target.name, own) if unnamed else own


def is_relation(target: "Field[Any, Any]") -> bool:
    """Does the field point at another row?"""
    return isinstance(target, ForeignKey)


def value_text(target: "Field[Any, Any]", value: Any) -> str | None:
    """A kept value by its choice or as yes and no; nothing when it is neither."""
    if isinstance(target, BooleanField):
        return "ja" if value else "nej"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {text}" for key, text in value.items())
    if target.choices and isinstance(target, CharField):
        labels = {str(key): FACTORS.get(str(key), str(word)) for key, word in target.flatchoices}
        return labels.get(str(value), str(value)) if value else ""
    return None
