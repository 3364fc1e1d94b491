"""What an upper app adds to a lower app's page, what waits for a person, and where documents have their pages.

A body's page shows its queue without knowing of cases: `cases/panels.py` registers a panel for the page "body".
Mitt arbete asks every `todo.py`. The roof discovers both; nobody names a relation that points upwards.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.module_loading import autodiscover_modules
from django.utils.safestring import SafeString

from samla.http import Request

type PanelContext = Callable[[Request, Any], Mapping[str, Any] | None]
type Extra = Callable[[Request], Any]
type TodoSource = Callable[[Request], Iterable["Todo"]]
type DocumentHome = Callable[[Request, Iterable[Any]], Mapping[int, str]]
type MilestoneSource = Callable[[Request, int], Iterable["Milestone"]]
type DisposalVeto = Callable[[Collection[int]], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One section of somebody else's page. Its context is None when there is nothing to show this person."""

    page: str
    order: int
    template: str
    context: PanelContext


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that waits for the reader: what, why, by when, and the one button that leads to it."""

    title: str
    why: str
    url: str
    button: str
    deadline: dt.date | None = None
    since: dt.date | None = None
    number: str = ""

    @property
    def urgency(self) -> tuple[dt.date, dt.date]:
        """Most urgent first: the earliest deadline, then what has waited longest."""
        return (self.deadline or dt.date.max, self.since or dt.date.max)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day of the year that is no meeting: what happens then, and the page that tells more."""

    day: dt.date
    text: str
    url: str = ""


_panels: list[Panel] = []
_extras: dict[str, dict[str, Extra]] = {}
_todos: list[TodoSource] = []
_homes: dict[str, DocumentHome] = {}
_vetoes: list[DisposalVeto] = []
_milestones: list[MilestoneSource] = []


def register_panel(page: str, *, order: int, template: str) -> Callable[[PanelContext], PanelContext]:
    """Let the decorated function supply the context of a section on `page`."""

    def register(context: PanelContext) -> PanelContext:
        _panels.append(Panel(page, order, template, context))
        _panels.sort(key=lambda panel: (panel.page, panel.order))
        return context

    return register


def register_extra(page: str, name: str) -> Callable[[Extra], Extra]:
    """Let the decorated function give an expression that is asked together with what `page` shows, as `name` of its
    `__dict__`: a panel that needs a few rows then asks no question of its own. An expression of Django's for ”body”;
    for ”case”, whose question is written in SQL, SQL about `cases_case` that is the same for everybody.
    """

    def register(extra: Extra) -> Extra:
        _extras.setdefault(page, {})[name] = extra
        return extra

    return register


def extras_for(page: str, request: Request) -> dict[str, Any]:
    """What upper apps ask together with what `page` shows."""
    return {name: extra(request) for name, extra in _extras.get(page, {}).items()}


def register_todo(source: TodoSource) -> TodoSource:
    """Let the decorated function say what waits for the reader of Mitt arbete."""
    _todos.append(source)
    return source


def register_disposal_veto(veto: DisposalVeto) -> DisposalVeto:
    """Let the decorated function say which of these documents may not be disposed of now, each with why as a sentence.

    It is given keys of documents and asks the same few questions however many they are (L10).
    """
    _vetoes.append(veto)
    return veto


def vetoes_against(documents: Collection[int]) -> dict[int, str]:
    """Why some of the documents may not be disposed of now, in the words of the first upper app that objects."""
    said: dict[int, str] = {}
    for veto in _vetoes:
        said = {**veto(documents), **said}
    return said


def panels_for(page: str, request: Request, thing: Any) -> list[SafeString]:
    """The sections that upper apps add to `page`, rendered in order."""
    mine = ((panel.template, panel.context(request, thing)) for panel in _panels if panel.page == page)
    return [render_to_string(name, {**context}, request=request) for name, context in mine if context is not None]


def todos_for(request: Request) -> list[Todo]:
    """Everything that waits for the reader, most urgent first."""
    return sorted((todo for source in _todos for todo in source(request)), key=lambda todo: todo.urgency)


def register_document_home(name: str) -> Callable[[DocumentHome], DocumentHome]:
    """Let the decorated function answer, for documents of this home, the page of each that the reader may open."""

    def register(home: DocumentHome) -> DocumentHome:
        _homes[name] = home
        return home

    return register


def addresses_of_documents(request: Request, documents: Iterable[Any]) -> dict[int, str]:
    """By key, the page of each document that the reader may open, whichever app it belongs to."""
    given = list(documents)
    found: dict[int, str] = {}
    for name in {document.home for document in given} & _homes.keys():
        found |= _homes[name](request, [document for document in given if document.home == name])
    return found


def register_milestones(source: MilestoneSource) -> MilestoneSource:
    """Let the decorated function say which days of a year matter to the reader's collaboration."""
    _milestones.append(source)
    return source


def milestones_for(request: Request, year: int) -> list[Milestone]:
    """The days of the year that matter, in order; each app asks a fixed number of questions."""
    found = [one for source in _milestones for one in source(request, year)]
    return sorted(found, key=lambda one: (one.day, one.text))


def discover() -> None:
    """Import every app's `panels.py` and `todo.py`; called once by the roof."""
    autodiscover_modules("panels", "todo")
