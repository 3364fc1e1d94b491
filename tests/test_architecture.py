"""The house stands as ARCHITECTURE.md says: floors, rooms, sizes, and what is not done here."""

import ast
import re
import subprocess
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import models
from pghistory.models import Event

from samla.identity_numbers import refuse_identity_numbers

HOME = settings.BASE_DIR
FLOORS = {
    "samla": 0,
    "outbox": 1,
    "groups": 2,
    "documents": 3,
    "plans": 4,
    "cases": 5,
    "meetings": 6,
    "budget": 7,
    "reports": 8,
    "desk": 9,
    "demo": 10,
}
ROOF = {"samla/settings.py", "samla/urls.py", "samla/wsgi.py"}
ROOMS = {
    *("__init__", "models", "workflow", "rules", "actions", "forms", "views", "urls", "mail", "tasks", "panels"),
    *("todo", "reminders", "converters", "adapters", "http", "apps", "admin", "templatetags", "migrations"),
    "management",
}
MORE_ROOMS = {"groups": {"powers"}, "demo": {"story"}}
NAMES_OF_NOTHING = {"utils", "helpers", "services", "managers", "mixins", "signals", "common", "core"}
IMPORTED_LATE = {("samla/pdf.py", "weasyprint"), ("samla/pdf.py", "pikepdf")}
FORBIDDEN = {"guardian.shortcuts", "get_perms", "get_objects_for_user", "assign_perm", "remove_perm"}

OURS = [app for app in FLOORS if (HOME / app).is_dir()]
SOURCES = sorted(path for app in OURS for path in (HOME / app).rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted((HOME / "templates").rglob("*.html"))


def name_of(path):
    return path.relative_to(HOME).as_posix()


@cache
def tree_of(path):
    return ast.parse(path.read_text())


def floor_of(path):
    return 10 if name_of(path) in ROOF else FLOORS[path.relative_to(HOME).parts[0]]


def nodes(path, kind):
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, kind)]


def functions(path):
    return nodes(path, ast.FunctionDef | ast.AsyncFunctionDef)


def imported(tree):
    """The modules that a piece of code imports, apart from those for the type checker."""
    only_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in only_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_there_is_something_to_look_at():
    assert len(SOURCES) > 60
    assert len(TEMPLATES) > 30


def test_imports_lead_downwards():
    upwards = [
        f"{name_of(path)} imports {module}"
        for path in SOURCES
        for module in imported(tree_of(path))
        if FLOORS.get(module.split(".")[0], -1) > floor_of(path)
    ]
    assert upwards == []


def test_no_import_hides_in_a_function():
    hidden = [
        f"{name_of(path)} imports {module}"
        for path in SOURCES
        for function in functions(path)
        for module in imported(function)
        if (name_of(path), module.split(".")[0]) not in IMPORTED_LATE
    ]
    assert hidden == []


def test_files_and_functions_are_short():
    long_files = [name_of(path) for path in SOURCES if len(path.read_text().splitlines()) > 400]
    long_functions = [
        f"{name_of(path)}:{function.name}"
        for path in SOURCES
        for function in functions(path)
        if function.end_lineno - function.lineno >= 40
    ]
    assert long_files + long_functions == []


def test_every_file_is_a_room_that_is_known():
    unknown = set()
    for app in set(OURS) - {"samla"}:
        rooms = {path.stem for path in (HOME / app).iterdir() if path.suffix == ".py" or path.is_dir()}
        unknown |= {f"{app}/{room}" for room in rooms - ROOMS - MORE_ROOMS.get(app, set()) - {"__pycache__"}}
    assert unknown == set()
    assert [name_of(path) for path in SOURCES if NAMES_OF_NOTHING & {path.stem, path.parent.name}] == []


def test_grants_and_history_have_no_back_door():
    used = {
        f"{name_of(path)}: {word}"
        for path in SOURCES
        for word in [
            *imported(tree_of(path)),
            *(ast.unparse(node) for node in nodes(path, ast.Attribute) if ast.unparse(node) == "pgtrigger.ignore"),
        ]
        if word == "pgtrigger.ignore" or FORBIDDEN & {word, word.rpartition(".")[2]}
    }
    assert used == set()


def relations_upwards():
    """For each app, the names under which upper apps' rows would be reached from its models."""
    for model in our_models():
        for relation in model._meta.related_objects:
            above, below = relation.related_model._meta.app_label, model._meta.app_label
            if above in FLOORS and FLOORS[above] > FLOORS[below]:
                yield FLOORS[above], {relation.get_accessor_name() or "+", relation.name}


# pikepdf's own word for what a PDF has.
WORDS_OF_OTHERS = {"samla/pdfpages.py: {'pages'}"}


def test_nobody_names_a_relation_that_points_upwards():
    hidden = list(relations_upwards())
    named = []
    for path in SOURCES:
        words = {node.attr for node in nodes(path, ast.Attribute)}
        words |= {node.arg.split("__")[0] for node in nodes(path, ast.keyword) if node.arg}
        words |= {
            part
            for node in nodes(path, ast.Call)
            if isinstance(node.func, ast.Attribute)
            and node.func.attr in {"select_related", "prefetch_related", "values"}
            for argument in node.args
            if isinstance(argument, ast.Constant)
            for part in str(argument.value).split("__")
        }
        named += [
            f"{name_of(path)}: {names & words}" for floor, names in hidden if floor > floor_of(path) and names & words
        ]
    assert hidden
    assert [one for one in named if one not in WORDS_OF_OTHERS] == []


def test_what_exists_is_saved_field_by_field():
    """`save()` alone belongs to a row that the same function has just made."""
    whole = []
    for path in SOURCES:
        for function in functions(path):
            made = {
                target.id
                for node in ast.walk(function)
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
                for target in node.targets
                if isinstance(target, ast.Name)
                and re.match(r"[A-Z]|model$", ast.unparse(node.value.func).rpartition(".")[2])
            }
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                if not (isinstance(call.func, ast.Attribute) and call.func.attr == "save"):
                    continue
                if ast.unparse(call.func.value) in {"default_storage", "files()"}:  # bytes, not a row
                    continue
                if call.args and not isinstance(
                    call.args[0], ast.Constant
                ):  # a picture or a PDF, to a file; a row takes none
                    continue
                names = {keyword.arg for keyword in call.keywords}
                if ast.unparse(call.func.value).startswith("SubmissionDocument("):
                    continue
                if "update_fields" not in names and ast.unparse(call.func.value) not in made:
                    whole.append(f"{name_of(path)}:{call.lineno}")
    assert whole == []


# Templates


def test_templates_are_short():
    assert [name_of(path) for path in TEMPLATES if len(path.read_text().splitlines()) > 120] == []


INLINE = re.compile(
    r"""<style|\sstyle\s*=|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*["']|javascript:|["'(]data:""", re.IGNORECASE
)
LETTERS = {"templates/outbox/mail.html"}  # mail programs know no style sheet of ours


def test_nothing_inline_that_the_content_security_policy_would_refuse():
    found = {name_of(path): INLINE.findall(path.read_text()) for path in TEMPLATES if name_of(path) not in LETTERS}

    assert {name: words for name, words in found.items() if words} == {}


# What the repository may not hold

REGISTRY = re.compile(r"\b(?:pypi|pythonhosted|npmjs|yarnpkg|crates|rubygems|proxy\.golang|jfrog)\.(?:org|com|io)\b")
MACHINE = re.compile(r"(?<![\w.~-])/(?:work|root|home/\w+|tmp|Users)/[\w.]")


def tracked_files():
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=HOME, capture_output=True, check=True, text=True)
    paths = [HOME / name for name in listing.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and "vendor" not in path.parts]


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine():
    found = []
    for path in tracked_files():
        text = path.read_bytes().decode("utf-8", "ignore")
        found += [f"{name_of(path)}: {word}" for word in REGISTRY.findall(text) + MACHINE.findall(text)]
    assert found == []


# Models


def our_models():
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in FLOORS and not issubclass(model, Event) and model._meta.managed
    ]


def test_every_model_keeps_its_history_or_is_only_added_to():
    forgotten = [
        model._meta.label
        for model in our_models()
        if not hasattr(model, "pgh_event_model") and not getattr(model, "is_append_only", False)
    ]
    assert forgotten == []


def test_every_link_between_many_and_many_is_a_model_of_its_own():
    found = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.local_many_to_many
        if field.remote_field.through._meta.auto_created
    ]
    assert found == []


# Text that nobody types into the portal. What only an action sets (editable=False) needs no line here.
FROM_THE_STRUCTURE_FILE = "public structure, read from a file by the operator"
NO_FREE_TEXT = {
    "groups.CareCollaboration": FROM_THE_STRUCTURE_FILE,
    "groups.Principal": FROM_THE_STRUCTURE_FILE,
    "groups.Body": FROM_THE_STRUCTURE_FILE,
    "groups.Route": FROM_THE_STRUCTURE_FILE,
    "groups.MandateSlot": "public structure; a slot that is added in the portal is refused by its form and its action",
    "groups.Seat": FROM_THE_STRUCTURE_FILE,
    "plans.CollaborationPlan": FROM_THE_STRUCTURE_FILE,
    "plans.OverallGoal": FROM_THE_STRUCTURE_FILE,
    "plans.PriorityGoal": FROM_THE_STRUCTURE_FILE,
    "plans.TargetGroup": FROM_THE_STRUCTURE_FILE,
    "groups.NumberSeries": "the name of a series, given by code",
    "groups.User.password": "a hash",
    "cases.CaseStep.label": "the label of the step or the way",
    "cases.CaseStep.by_name": "a copy of User.name",
    "cases.CaseStep.seat_text": "a copy of the seat's label",
    "cases.CaseNote.by_name": "a copy of User.name",
    "cases.Information.by_name": "a copy of User.name",
    "cases.Information.seat_text": "a copy of the seat's label",
    "documents.DocumentVersion.by_name": "a copy of User.name",
    "meetings.NoticeReceiver.name": "a copy of User.name",
    "meetings.NoticeReceiver.seat_text": "a copy of the seat's label",
    "meetings.ViewSubmission.by_name": "a copy of User.name",
    "meetings.ViewSubmission.organisation_name": "a copy of Organisation.name",
    "meetings.ViewSubmission.seat_text": "a copy of the seat's label",
}


def is_free_text(field):
    return type(field) in {models.CharField, models.TextField} and not field.choices and field.editable


def test_every_free_text_refuses_identity_numbers():
    unguarded = {
        (model._meta.label, f"{model._meta.label}.{field.name}")
        for model in our_models()
        for field in model._meta.local_concrete_fields
        if is_free_text(field) and refuse_identity_numbers not in field.validators
    }
    assert {field for label, field in unguarded if not {label, field} & set(NO_FREE_TEXT)} == set()
    assert set(NO_FREE_TEXT) <= {name for pair in unguarded for name in pair}
