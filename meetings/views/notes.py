"""Notes that a person writes to an item for herself; nobody else has any page with them."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from groups.actions import StaleError
from meetings import actions
from meetings.http import find_meeting
from meetings.models import AgendaItem, Meeting, PrivateNote, kept_notes
from meetings.models.papers import HIDDEN, items_for, secret_cases_of
from samla.formats import clock_text, date_text, instant_text
from samla.htmx import wants_fragment
from samla.http import Request

PAGE = "meetings/notes.html"


@dataclass(slots=True)
class NoteRow:
    """One item with what she has written to it."""

    key: int
    number: int
    title: str
    text: str = ""
    mark: str = ""
    saved: str = ""
    error: str = ""
    other: str = ""


@require_safe
def own_notes(request: Request, pk: int) -> HttpResponse:
    """Every item of the latest notice that she reads, with room for her own words."""
    meeting = find_meeting(request, pk)
    return render(request, PAGE, _context(meeting, note_rows(request, meeting)))


@require_POST
def note(request: Request, pk: int, item: int) -> HttpResponse:
    """Keep a note, as she writes or by the button. What is refused is shown again as it was typed."""
    meeting = find_meeting(request, pk)
    rows = note_rows(request, meeting)
    row = next((one for one in rows if one.key == item), None)
    if row is None:
        raise Http404
    row.text, saved, status = request.POST.get("text", ""), request.POST.get("saved", ""), 200
    try:
        kept = actions.save_note(AgendaItem(pk=item, meeting_id=meeting.pk), row.text, saved=saved, by=request.user)
    except StaleError as stale:
        status, row.mark, row.other = 409, actions.mark_of(stale.current), stale.current.text
        row.error = "Du har ändrat anteckningen någon annanstans. Spara igen för att behålla texten här."
    except ValidationError as error:
        status, row.mark, row.error = 422, saved, " ".join(error.messages)
    else:
        row.mark, row.saved = actions.mark_of(kept), f"Sparad kl. {clock_text(kept.saved_at)}"
        if not wants_fragment(request):
            return HttpResponseRedirect(f"{reverse('meetings:notes', args=[pk])}#anteckning-{item}")
    if wants_fragment(request):
        return render(request, "meetings/_note_saved.html", {"row": row}, status=status)
    return render(request, PAGE, _context(meeting, rows), status=status)


def note_rows(request: Request, meeting: Meeting) -> list[NoteRow]:
    """The items that she reads, with her notes; a fixed number of queries."""
    notice = meeting.notices.order_by("-number").first()
    items = items_for(notice.content, meeting, request.user) if notice else []
    hidden = secret_cases_of(items, request.user)
    kept = kept_notes(request.user, [item["item"] for item in items])
    return [_row(item, kept.get(item["item"]), is_hidden=item["item"] in hidden) for item in items]


def _row(item: dict[str, Any], kept: PrivateNote | None, *, is_hidden: bool) -> NoteRow:
    row = NoteRow(item["item"], item["number"], HIDDEN if is_hidden else item["title"])
    if kept is not None:
        is_here = kept.item_id == row.key
        row.text, row.mark = kept.text, actions.mark_of(kept) if is_here else ""
        row.saved = f"Sparad {instant_text(kept.saved_at)}" + ("" if is_here else ", innan punkten flyttades hit")
    return row


def _context(meeting: Meeting, rows: list[NoteRow]) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "rows": rows,
        "errors": [row for row in rows if row.error],
        "when": date_text(meeting.day),
        "trail": [
            ("Start", reverse("start")),
            ("Möten", f"{meeting.collaboration.prefix}/moten/"),
            (meeting.name, meeting.get_absolute_url()),
            ("Mina anteckningar", None),
        ],
    }
