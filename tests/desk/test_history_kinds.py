"""Nothing that is kept is forgotten: every tracked model and every field of it is shown, mentioned or declared unseen."""

from string import Formatter

import pytest
from django.apps import apps
from django.db import connection
from pghistory.models import Event

from desk.models import BY_MODEL, KINDS, NAMES, Kind, field_at, is_relation, word_of
from groups.models import CareCollaboration, Seat

SECRETS = {
    "password",
    "last_login",
    "token",
    "secret",
    "text",
    "html",
    "result",
    "key",
    "message_id",
    "task_id",
    "data",
}
WAYS = ("shown", "texts", "mentioned", "never")


def kept_models():
    tracked = {model.pgh_tracked_model for model in apps.get_models() if issubclass(model, Event)}
    only_added_to = {model for model in apps.get_models() if getattr(model, "is_append_only", False)}
    return {model for model in tracked | only_added_to if model}


def unaccounted(kind):
    """The kept fields that are in no list or in two, and the names in the lists that are no fields."""
    named = [name for way in WAYS for name in getattr(kind, way).split()]
    twice = {name for name in named if named.count(name) > 1}
    return sorted(twice | (set(named) ^ set(kind.fields)))


def test_every_tracked_model_is_in_the_history():
    missing = {model._meta.label for model in kept_models() - set(BY_MODEL)}

    assert missing == set(), "Add a Kind to desk/models/tracked.py"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_every_kept_field_is_shown_mentioned_or_declared_unseen(kind):
    assert unaccounted(kind) == [], f"Say in desk/models/tracked.py how {kind.label} shows these fields"


def test_a_field_that_nobody_has_declared_would_be_found():
    careless = Kind("plats", Seat, "{label}", belongs="body__collaboration", shown="body slug label", never="id gone")

    assert {"organisation", "status", "gone"} <= set(unaccounted(careless))


def test_no_secret_is_kept_or_can_be_seen():
    seen = {f"{kind.slug}.{name}" for kind in KINDS for name in kind.visible if name in SECRETS}

    # Of a note, an information or a governing document it is told that it was written; the others are the words of public plans.
    assert seen == {
        "arbetsanteckning.text",
        "information.text",
        "kollegas-svar.text",
        "overgripande-mal.text",
        "prioriterat-mal.text",
        "revision.text",
        "synpunkt.text",
    }
    assert BY_MODEL[apps.get_model("cases.CaseNote")].visible["text"] == "mentioned"
    assert not {"password", "text", "html"} & set(BY_MODEL[apps.get_model("groups.User")].fields)
    assert not {"text", "html"} & set(BY_MODEL[apps.get_model("outbox.OutgoingMail")].fields)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_every_field_has_swedish_words_and_every_row_it_points_at_a_name(kind):
    fields = [kind.fields[name] for name in kind.visible]
    nameless = [one.name for one in fields if is_relation(one) and word_of(one) == one.name.replace("_", " ")]
    targets = {one.related_model for one in fields if is_relation(one)}

    assert set(nameless) <= {"organisation"}  # the same word in both languages
    assert targets <= set(BY_MODEL) | set(NAMES)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_the_paths_of_a_kind_lead_somewhere(kind):
    templates = [kind.name, *([kind.hidden_name] if kind.hidden_name else [])]
    paths = [path.partition("|")[0] for text in templates for _, path, _, _ in Formatter().parse(text) if path]
    roots = {one.slug: one.model for one in KINDS}

    for path in paths:
        field_at(kind.model, path)
    if isinstance(kind.belongs, str) and kind.belongs != "pgh_obj":
        assert field_at(kind.model, kind.belongs).related_model is CareCollaboration
    for slug, ways in kind.part_of.items():
        assert {field_at(kind.model, way).related_model for way in ways} == {roots[slug]}
    assert bool(kind.case) == bool(kind.hidden_name)


def test_every_table_of_the_history_has_its_indexes(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'")
        indexes = cursor.fetchall()
    unindexed = []
    for kind in KINDS:
        table = kind.event_model._meta.db_table
        wanted = [f"({kind.time_field}, {kind.id_field})"]
        wanted += [f"({kind.object_field}, {kind.id_field})"] if kind.has_events else []
        unindexed += [
            f"{table} {columns}" for columns in wanted if not any(columns in i for t, i in indexes if t == table)
        ]

    assert unindexed == [], 'Add a migration to desk/: RunSQL("SELECT samla_index_history()", migrations.RunSQL.noop)'
