"""What a representative says before a meeting: that she comes or not, and her organisation's views."""

from collections.abc import Mapping
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from groups.actions import StaleError
from groups.models import Seat, Sitting, User
from groups.powers import powers_of
from meetings import mail, rules, tasks
from meetings.models import (
    AgendaItem,
    Meeting,
    Reply,
    ViewDraft,
    ViewSubmission,
    WrittenView,
    bodies_of,
    places_of,
)
from meetings.workflow import NEEDS_WORDS, Answer, Position
from samla import clock
from samla.writing import write


class Said(NamedTuple):
    """A view as somebody gives it."""

    position: str
    text: str


@transaction.atomic
def reply(meeting: Meeting, seat: Seat, answer: Answer, *, reason: str = "", by: User) -> Reply:
    """Say that one comes, or cannot come; it may be said anew until the meeting opens.

    Raises PermissionDenied for anybody but whoever sits in the seat on the day (34), ValidationError on a bad reason.
    """
    meeting = Meeting.objects.with_bodies().select_for_update(of=("self",)).get(pk=meeting.pk)
    place = next((one for one in places_of(meeting) if one.seat.pk == seat.pk), None)
    if place is None:
        raise PermissionDenied("Platsen hör inte till mötets grupper den dagen.")
    rules.may_answer(by, meeting, place).require()
    given = Reply.objects.filter(meeting=meeting, seat=seat, user=by).first() or Reply(
        meeting=meeting, seat=seat, user=by
    )
    is_new, said_before = given.pk is None, given.answer
    given.answer, given.reason = answer, reason.strip() if answer == Answer.DECLINES else ""
    given.by_name, given.at = by.name, clock.now()
    write(given, update_fields=None if is_new else ["answer", "reason", "by_name", "at"])
    if given.answer != said_before:
        mail.tell_of_reply(given)
    return given


def sits_for(user: User, meeting: Meeting, seat: Seat) -> bool:
    """Does the person sit in the seat today or on the meeting's day, so that she may write for it? One query."""
    return _sittings(user, meeting, seat).exists()


def _sittings(user: User, meeting: Meeting, seat: Seat) -> QuerySet[Sitting]:
    today, day = clock.today(), meeting.day
    on = Q()
    for one in {today, day}:
        on |= Q(starts_on__lte=one) & (Q(ends_on=None) | Q(ends_on__gte=one))
    bodies = [body.pk for body in bodies_of(meeting)]
    return Sitting.objects.filter(on, user=user, seat=seat, body__in=bodies)


@transaction.atomic
def save_draft(item: AgendaItem, seat: Seat, said: Said, *, version: int, by: User) -> ViewDraft:
    """Keep what is being written, for her and those in her seat only; `version` is 0 for the first time.

    Half a thought may be kept: nothing is demanded of it but that it holds no identity number. Kept also when it may no
    longer be handed in, so that nothing that was written is lost. Raises PermissionDenied for a stranger to the seat,
    StaleError when somebody else in the seat has saved since, ValidationError.
    """
    meeting = Meeting.objects.with_bodies().get(pk=item.meeting_id)
    if not sits_for(by, meeting, seat):
        rules.may_write_view(by, meeting, seat, sits=False).require()
    draft = ViewDraft.objects.select_for_update().filter(item=item, seat=seat).first()
    if draft is not None and draft.version != version:
        raise StaleError(draft)
    if draft is None:
        draft = ViewDraft(item=item, seat=seat, saved_by=by)
    else:
        draft.version += 1
    is_new = draft.pk is None
    draft.text, draft.position = said.text.strip(), said.position
    draft.saved_at, draft.saved_by = clock.now(), by
    write(draft, update_fields=None if is_new else ["text", "position", "saved_at", "saved_by", "version"])
    return draft


@transaction.atomic
def hand_in(
    meeting: Meeting, seat: Seat, said: Mapping[int, Said], *, versions: Mapping[int, int] | None = None, by: User
) -> ViewSubmission:
    """Hand in views on items (by key) for the seat, in one press; what was said before stays, the new words count.

    After the last day they are marked as late, and nothing is accepted once the meeting has opened. `versions` are those
    of the drafts that she had before her. Raises PermissionDenied with the rule's reason; StaleError when somebody else
    in the seat has saved other words since; ValidationError, by item key, for what is not whole.
    """
    meeting = Meeting.objects.with_bodies().select_for_update(of=("self",)).get(pk=meeting.pk)
    sitting = _sittings(by, meeting, seat).select_related("seat__organisation").first()
    rules.may_write_view(by, meeting, seat, sits=sitting is not None).require()
    before = WrittenView.objects.filter(item=OuterRef("pk"), seat=seat).order_by("-number").values("number")[:1]
    wanted = AgendaItem.objects.filter(meeting=meeting, pk__in=said).annotate(given=Coalesce(Subquery(before), 0))
    items = {item.pk: item for item in wanted}
    _check(items, said)
    _require_current(items, seat, said, versions)
    submission = _submission(meeting, sitting.seat if sitting else seat, by)
    views = [
        WrittenView(
            submission=submission,
            item=items[key],
            seat=seat,
            number=items[key].__dict__["given"] + 1,
            position=one.position,
            text=one.text.strip(),
            is_late=submission.is_late,
            at=submission.at,
        )
        for key, one in said.items()
    ]
    for view in views:
        view.clean_fields(exclude=["submission", "item", "seat"])
    WrittenView.objects.bulk_create(views)
    ViewDraft.objects.filter(item__in=items, seat=seat).delete()
    mail.tell_of_views(submission)
    tasks.register_submission.enqueue(submission.pk)
    return submission


def fault_of(said: Said) -> str:
    """What a view lacks before it can be handed in, as a sentence; empty when it is whole."""
    text = said.text.strip()
    if not said.position and not text:
        return "Skriv en synpunkt, välj ett ställningstagande eller välj ”Inga synpunkter”."
    if said.position == Position.NO_VIEWS and text:
        return "Du har valt ”Inga synpunkter” men också skrivit en text. Ta bort texten, eller välj något annat."
    if said.position in NEEDS_WORDS and not text:
        return f"Skriv också med ord, när organisationen {Position(said.position).label.lower()}."
    return ""


def _require_current(
    items: Mapping[int, AgendaItem], seat: Seat, said: Mapping[int, Said], versions: Mapping[int, int] | None
) -> None:
    if versions is None:
        return
    for draft in (
        ViewDraft.objects.select_for_update(of=("self",)).select_related("saved_by").filter(item__in=items, seat=seat)
    ):
        if draft.version > versions.get(draft.item_id, 0) and said[draft.item_id] != Said(draft.position, draft.text):
            raise StaleError(draft)


def _check(items: Mapping[int, AgendaItem], said: Mapping[int, Said]) -> None:
    faults = {}
    for key, one in said.items():
        if key not in items:
            raise PermissionDenied("Punkten hör inte till mötet.")
        if items[key].is_withdrawn:
            faults[str(key)] = f"”{items[key].title}” har utgått: {items[key].withdrawn_reason}"
        elif sentence := fault_of(one):
            faults[str(key)] = sentence
    if faults:
        raise ValidationError(faults)
    if not said:
        raise ValidationError(
            "Det finns inget att lämna. Skriv en synpunkt eller välj ”Inga synpunkter” på minst en punkt."
        )


def _submission(meeting: Meeting, seat: Seat, by: User) -> ViewSubmission:
    powers = powers_of(by)
    held = next((row for row in powers.held if row.kind == "seat" and row.seat == seat.pk), None)
    submission = ViewSubmission(
        meeting=meeting,
        seat=seat,
        organisation=seat.organisation,
        organisation_name=str(seat.organisation) if seat.organisation else seat.label,
        user=by,
        by_name=by.name,
        seat_text=powers.acting_as(held) or seat.label,
        is_late=meeting.is_late,
        at=clock.now(),
    )
    submission.save(force_insert=True)
    return submission
