"""The log leaves by JSON lines, with the filters of the page and the same hiding (L24)."""

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from desk.models import Reader, count_of, lines_of
from desk.views.history import asked_in, form_for, note_reading
from samla.formats import number
from samla.http import Request

MOST = 50_000  # some twenty seconds; a web process is ended after sixty


@require_GET
def export(request: Request) -> HttpResponseBase:
    """Everything that passes the filters, oldest first, one line each. A page of the database at a time is in memory."""
    form = form_for(request)
    wanted = form.wanted(request.collaboration, request.user) if form.is_valid() else None
    lines = count_of(wanted, MOST + 1) if wanted else 0
    if lines > MOST:
        form.add_error(None, f"Utdraget skulle bli längre än {number(MOST)} rader. Välj en kortare period, eller be den som sköter portalen om hela loggen.")  # fmt: skip
        wanted = None
    if wanted is None:
        trail = [("Start", reverse("start")), ("Historik", reverse("history:search")), ("Utdrag", None)]
        return render(request, "desk/history.html", {"form": form, "trail": trail}, status=422)
    note_reading(request, lines, asked_in(form))
    answer = StreamingHttpResponse(
        (f"{line}\n" for line in lines_of(wanted, Reader(request.user))),
        content_type="application/x-ndjson; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="historik-{request.collaboration.slug}.jsonl"'
    answer["Cache-Control"] = "no-store"
    return answer
