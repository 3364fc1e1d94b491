"""Who changed what, when: the auditor's search, and the history of one thing (L25)."""

import datetime as dt
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from desk import rules
from desk.forms import HistoryForm
from desk.models import KINDS, NUMBER, Cursor, Entry, Kind, Reader, Teller, Wanted, entries_of
from desk.views.rows import rows_of
from desk.views.things import address_of, find_thing
from groups.powers import powers_of
from samla.http import Request

PER_PAGE = 50
OLDER, NEWER = "fore", "efter"
log = logging.getLogger("history")


@require_GET
def search(request: Request) -> HttpResponse:
    """Everything that has happened in the collaboration, newest first, for the auditor and the process leader."""
    form = form_for(request)
    context: dict[str, Any] = {
        "form": form,
        "clear_url": request.path if request.GET else "",
        "trail": [("Start", reverse("start")), ("Historik", None)],
    }
    if not form.is_valid():
        return render(request, "desk/history.html", context, status=422)
    entries, around = page_of(request, form.wanted(request.collaboration, request.user))
    note_reading(request, len(entries), asked_in(form))
    context |= around | {
        "rows": rows_of(entries, Teller(entries, Reader(request.user))),
        "export_url": f"{reverse('history:export')}?{urlencode(form.data)}",
    }
    return render(request, "desk/history.html", context)


@require_GET
def thing(request: Request, kind: Kind, key: str) -> HttpResponse:
    """The whole history of one thing and of what belongs to it: who changed what, when."""
    reader = Reader(request.user)
    found = find_thing(request, kind, key, reader)
    rules.may_read(request.user, kind, found.key, request.collaboration).require()
    all_of_it = bool(rules.reads_all_of(request.user, kind, found.key, request.collaboration))
    kinds = [one for one in KINDS if all_of_it or one.is_open]
    wanted = Wanted(request.collaboration, kinds=kinds, reader=request.user, thing=(kind, found.key))
    entries, around = page_of(request, wanted)
    note_reading(request, len(entries), {"slag": kind.slug, "nummer": key})
    teller = Teller(entries, reader, also=(found.row, found.case))
    name = teller.names.of(*found.row)
    may_search = bool(rules.may_search(request.user, request.collaboration))
    above = [("Historik", reverse("history:search"))] if may_search else []
    context = around | {
        "rows": rows_of(entries, teller, about=found),
        "name": name,
        "kind": kind,
        "open_url": address_of(found, reader),
        "all_of_it": all_of_it,
        "trail": [("Start", reverse("start")), *above, (name, None)],
    }
    return render(request, "desk/thing.html", context)


def form_for(request: Request) -> HistoryForm:
    """The search as the address fills it in. Raises Http404 for strangers, PermissionDenied for others who may not."""
    if request.collaboration.pk not in powers_of(request.user).collaborations:
        raise Http404
    rules.may_search(request.user, request.collaboration).require()
    return HistoryForm(request.GET)


def page_of(request: Request, wanted: Wanted) -> tuple[list[Entry], dict[str, Any]]:
    """One page of entries, newest first, and the ways to the pages around it."""
    newer, older = cursor_of(request.GET.get(NEWER, "")), cursor_of(request.GET.get(OLDER, ""))
    found = entries_of(wanted, PER_PAGE + 1, after=newer or older, newest_first=newer is None)
    more, page = len(found) > PER_PAGE, found[:PER_PAGE]
    if newer:
        page.reverse()
    around: dict[str, Any] = {"newer": "", "older": "", "is_first": newer is None and older is None}
    if page:
        around["newer"] = cursor_text(page[0]) if (more if newer else older) else ""
        around["older"] = cursor_text(page[-1]) if (newer or more) else ""
    return page, around


def cursor_text(entry: Entry) -> str:
    """A place in the list, as an address carries it."""
    return f"{entry.at.isoformat()}~{entry.kind.slug}~{entry.event}"


def cursor_of(text: str) -> Cursor | None:
    """The place in the list that an address names; none when it makes no sense."""
    at, _, rest = text.partition("~")
    slug, _, event = rest.partition("~")
    try:
        cursor = Cursor(dt.datetime.fromisoformat(at), NUMBER[slug], int(event))
    except (ValueError, KeyError):
        return None
    return cursor if cursor.at.tzinfo and 0 <= cursor.event < 2**31 else None


def asked_in(form: HistoryForm) -> dict[str, str]:
    """The filters that are on, for the log."""
    return {name: value for name, value in form.data.items() if value}


def note_reading(request: Request, lines: int, asked: Mapping[str, str]) -> None:
    """Reading the history is told in the log itself: who, and what she asked for."""
    about = {"reader": request.user.pk, "collaboration": request.collaboration.slug, "asked": dict(asked)}
    log.info("history.read", extra={**about, "lines": lines})
