"""What somebody writes to an item for herself."""

from django.db import transaction

from groups.actions import StaleError
from groups.models import User
from meetings.models import AgendaItem, PrivateNote
from samla import clock
from samla.writing import write


@transaction.atomic
def save_note(item: AgendaItem, text: str, *, saved: str, by: User) -> PrivateNote:
    """Keep a note that nobody else ever sees. `saved`: the mark (`mark_of`) of what was there when she began.

    Raises StaleError with the note as it is now when she has saved it elsewhere since, ValidationError.
    """
    User.objects.select_for_update(no_key=True).only("pk").get(
        pk=by.pk
    )  # her tabs one after another: there is no row yet
    note = PrivateNote.objects.filter(user=by, item=item).first()
    if note is not None and mark_of(note) != saved and note.text != text.strip():
        raise StaleError(note)
    is_new = note is None
    note = note or PrivateNote(user=by, item=item)
    note.text, note.saved_at = text.strip(), clock.now()
    write(note, update_fields=None if is_new else ["text", "saved_at"])
    return note


def mark_of(note: PrivateNote | None) -> str:
    """Which state of a note a form was made from; empty when there was none."""
    return f"{note.saved_at.timestamp():.6f}" if note else ""
