"""Which documents wait for the reader of Mitt arbete to be disposed of."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from documents.models import Document
from documents.rules import may_dispose
from samla import clock
from samla.formats import counted
from samla.http import Request
from samla.registry import Todo, register_todo


@register_todo
def documents_to_dispose_of(request: Request) -> Iterable[Todo]:
    """Once a year, from the first of January: what the plan says has been kept long enough (L10)."""
    if not may_dispose(request.user, request.collaboration):
        return []
    today = clock.today()
    count = Document.objects.filter(collaboration=request.collaboration).due_for_disposal(today).count()
    if not count:
        return []
    return [
        Todo(
            title=f"{counted(count, 'handling', 'handlingar')} har bevarats så länge som planen säger",
            why="kan gallras när den registrerande myndigheten har beslutat om det",
            url=reverse("documents:disposals_due"),
            button="Se vad som kan gallras",
            since=dt.date(today.year, 1, 1),
        )
    ]
