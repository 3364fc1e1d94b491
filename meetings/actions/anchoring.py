"""Asking a colleague who has no account: a link that ends, and her answers as notes. She never answers for the seat (34)."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from groups.models import Seat, Sitting, User
from meetings import mail, rules
from meetings.actions.answering import Said, save_draft, sits_for
from meetings.models import AgendaItem, Anchoring, AnchoringItem, AnchoringNote, Meeting, ViewDraft
from meetings.workflow import ASKS_FOR_VIEWS, ItemKind
from samla import clock
from samla.writing import write

BYTES = 32  # of chance in a link: nobody guesses 256 bits
MOST_NOTES = 50  # by one link, so that it cannot be used to fill the portal
MOST_LINKS = 30  # of one seat at one meeting, so that the portal cannot be used to send letters to everybody
LONGEST_NOTE = 10_000


def hash_of(token: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def anchor(
    meeting: Meeting,
    seat: Seat,
    items: Iterable[AgendaItem],
    *,
    name: str,
    email: str,
    message: str = "",
    until: dt.date | None = None,
    by: User,
) -> Anchoring:
    """Send items to a colleague: a letter with a link of her own, good until the end of a day.

    Without a day, the last day for views; never longer than until the meeting opens. Raises PermissionDenied for
    anybody but whoever has the seat, ValidationError without items, for what may not be shared, or a day that has been.
    """
    meeting = Meeting.objects.with_bodies().get(pk=meeting.pk)
    rules.may_anchor(by, meeting, seat, sits=sits_for(by, meeting, seat)).require()
    chosen, expires_at = list(items), min(clock.end_of(until or meeting.views_by), meeting.starts_at)
    _check(chosen, meeting, seat, expires_at)
    token = secrets.token_urlsafe(BYTES)
    link = Anchoring(
        meeting=meeting,
        seat=seat,
        token_hash=hash_of(token),
        name=name.strip(),
        email=email.strip(),
        message=message.strip(),
        sent_at=clock.now(),
        sent_by=by,
        expires_at=expires_at,
    )
    write(link)
    AnchoringItem.objects.bulk_create(AnchoringItem(anchoring=link, item=item) for item in chosen)
    mail.send_anchoring(link, token)
    return link


def _check(chosen: list[AgendaItem], meeting: Meeting, seat: Seat, expires_at: dt.datetime) -> None:
    if not chosen:
        raise ValidationError({"items": "Välj minst en punkt."})
    if Anchoring.objects.filter(meeting=meeting, seat=seat).count() >= MOST_LINKS:
        raise ValidationError(f"Platsen har redan skickat {MOST_LINKS} länkar inför mötet. Fler går inte att skicka.")
    open_to = {item["item"] for item in shareable_items(meeting, seat)}
    if any(item.pk not in open_to for item in chosen):
        raise ValidationError({"items": "En av punkterna får inte delas. Ladda om sidan och välj igen."})
    if expires_at <= clock.now():
        raise ValidationError({"until": "Dagen har passerat. Välj en dag fram till mötet."})


def shareable_items(meeting: Meeting, seat: Seat) -> list[dict[str, Any]]:
    """The items that may be shown outside, as the latest notice has them: those on which the seat is heard, still on the
    agenda, and without a case that is marked secret, then or now. Two queries.
    """
    notice = meeting.notices.order_by("-number").first()
    told = notice.content["items"] if notice else []
    standing = AgendaItem.objects.standing().filter(meeting=meeting, pk__in=[item["item"] for item in told])
    bodies = standing.exclude(case__secrecy_provision__gt="").values_list("pk", "body")
    ours = {item for item, body in bodies if body in {None, seat.body_id}}
    return [
        item
        for item in told
        if item["item"] in ours and not item["is_secret"] and ItemKind(item["kind"]) in ASKS_FOR_VIEWS
    ]


@transaction.atomic
def revoke(link: Anchoring, *, by: User) -> Anchoring:
    """Let the link lead nowhere from now on. Raises PermissionDenied."""
    link = Anchoring.objects.select_for_update().get(pk=link.pk)
    meeting = Meeting.objects.with_bodies().get(pk=link.meeting_id)
    rules.may_revoke(by, link, sits=sits_for(by, meeting, link.seat)).require()
    link.revoked_at, link.revoked_by = clock.now(), by
    link.save(update_fields=["revoked_at", "revoked_by"])
    return link


def opened(token: str) -> Anchoring | None:
    """The link of a secret, if it still leads anywhere."""
    links = Anchoring.objects.open().select_related("meeting__body", "meeting__collaboration", "seat__organisation")
    found: Anchoring | None = links.filter(token_hash=hash_of(token)).first()
    return None if found is None or found.meeting.is_cancelled or found.meeting.has_opened else found


@transaction.atomic
def answer(link: Anchoring, texts: Mapping[int, str]) -> list[AnchoringNote]:
    """Keep what the colleague answers, by item, and tell whoever sent it. Raises ValidationError, by item key."""
    link = (
        Anchoring.objects.select_for_update(of=("self",))
        .select_related("meeting__collaboration", "sent_by")
        .get(pk=link.pk)
    )
    if not link.is_open or link.meeting.is_cancelled or link.meeting.has_opened:
        raise PermissionDenied("Länken gäller inte längre.")
    asked = set(link.item_links.values_list("item", flat=True))
    given = {key: text.strip() for key, text in texts.items() if text.strip() and key in asked}
    if not given:
        raise ValidationError("Skriv något på minst en punkt.")
    if link.notes.count() + len(given) > MOST_NOTES:
        raise ValidationError("Du har svarat så många gånger som går. Kontakta den som skickade länken.")
    notes: list[AnchoringNote] = []
    faults: dict[str, list[str]] = {}
    for key, text in given.items():
        note = AnchoringNote(anchoring=link, item_id=key, text=text, at=clock.now())
        try:
            note.clean_fields(exclude=["anchoring", "item"])
        except ValidationError as error:
            faults[str(key)] = error.messages
        if len(text) > LONGEST_NOTE:
            faults.setdefault(str(key), []).append(f"Svaret får vara högst {LONGEST_NOTE} tecken.")
        notes.append(note)
    if faults:
        raise ValidationError(faults)
    AnchoringNote.objects.bulk_create(notes)
    mail.tell_of_answer(link, writers_for(link.meeting, link.seat_id) or [link.sent_by])
    return notes


def writers_for(meeting: Meeting, seat: int) -> list[User]:
    """Who writes for the seat now: whoever sits in it today or on the meeting's day, also when it was inherited."""
    today, day = clock.today(), meeting.day
    sittings = Sitting.objects.filter(seat=seat, user__is_active=True).select_related("user").order_by("pk")
    there = [one for one in sittings if any(one.starts_on <= on <= (one.ends_on or dt.date.max) for on in (today, day))]
    return list({one.user_id: one.user for one in there}.values())


@transaction.atomic
def use_note(note: AnchoringNote, *, by: User) -> ViewDraft:
    """Put the colleague's words at the end of the seat's draft. Raises PermissionDenied, StaleError, ValidationError."""
    item, seat = note.item, note.anchoring.seat
    draft = ViewDraft.objects.filter(item=item, seat=seat).first()
    before = draft.text if draft else ""
    text = f"{before}\n\n{note.text}".strip()
    said = Said(draft.position if draft else "", text)
    return save_draft(item, seat, said, version=draft.version if draft else 0, by=by)
