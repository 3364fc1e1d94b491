"""A meeting as its reader sees it: the agenda as it was sent, her answer, and her organisation's views."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from groups.models import Convener
from meetings import rules
from meetings.http import find_meeting
from meetings.models import Meeting, Notice, bodies_of
from meetings.models.anchoring import notes_of
from meetings.models.mine import OwnSeat, own_seats, read_seats, with_words
from meetings.views.rows import ItemRow, rows_of, with_notes, with_voice
from meetings.workflow import Answer, MeetingVerb
from samla.formats import date_text, instant_text, times_text, weekday
from samla.http import Request


@dataclass(slots=True)
class Scene:
    """A meeting with what its reader has there; made once for the page and for every form on it."""

    meeting: Meeting
    notice: Notice | None
    seats: list[OwnSeat]
    read_only: list[OwnSeat]
    rows: list[ItemRow]

    @property
    def writing(self) -> list[OwnSeat]:
        """The seats for which she may write."""
        return [own for own in self.seats if own.is_heard]

    def seat(self, wanted: str) -> OwnSeat | None:
        """The seat that the address names, otherwise the first for which she may write."""
        hers = self.writing
        return next((own for own in hers if str(own.seat.pk) == wanted), hers[0] if hers else None)


def scene_of(request: Request, pk: int) -> Scene:
    """The meeting, its latest notice, her seats with their words, and the items. Raises Http404."""
    meeting = find_meeting(request, pk)
    notice = meeting.notices.with_withdrawn().select_related("sent_by").order_by("-number").first()
    seats = own_seats(request.user, meeting)
    read_only = read_seats(request.user, meeting, seats)
    with_words([*seats, *read_only], meeting)
    rows = rows_of(request, meeting, notice) if notice else []
    return Scene(meeting, notice, seats, read_only, rows)


@require_safe
def meeting_page(request: Request, pk: int) -> HttpResponse:
    """The agenda with its documents. Whoever has said that she cannot come finds the form for her views here."""
    scene = scene_of(request, pk)
    own = scene.seat(request.GET.get("plats", ""))
    declined = own is not None and own.reply is not None and own.reply.answer == Answer.DECLINES
    return render(request, "meetings/meeting.html", context_of(request, scene, own, writes=declined))


def context_of(request: Request, scene: Scene, own: OwnSeat | None, *, writes: bool) -> dict[str, Any]:
    """What the page shows; `writes` opens the form for the views of the seat."""
    meeting, user = scene.meeting, request.user
    may_write = rules.may_write_view(user, meeting, own.seat, sits=True) if own else None
    is_open = bool(may_write) and writes
    if own:
        with_voice(scene.rows, own, meeting.views_by)
        if is_open:
            with_notes(scene.rows, own, notes_of([own.seat.pk], meeting))
    at = meeting.get_absolute_url()
    return {
        "meeting": meeting,
        "notice": scene.notice,
        "rows": scene.rows,
        "seats": scene.seats,
        "own": own,
        "at": at,
        "answers": [_answer(meeting, seat) for seat in scene.seats if meeting.called_at],
        "is_answered": _is_answered(scene.seats),
        "may_answer": meeting.is_called and not meeting.has_opened,
        "may_write": may_write,
        "writes": is_open,
        "is_heard": bool(scene.writing),
        "others": [one for one in scene.writing if own and one.seat.pk != own.seat.pk],
        "drafts_read": drafts_of(scene),
        "facts": facts_of(scene),
        "prepares": bool(rules.may_see_preparation(user, meeting)),
        "may_change": bool(rules.may_take(user, meeting, MeetingVerb.REVISE)),
        "leads": rules.leads(user, meeting),
        "reads_views": bool(rules.may_read_views(user, meeting)) and meeting.called_at is not None,
        "is_limited": rules.is_limited(user, meeting),
        "kept": kept_of(scene, own, may_write=bool(may_write)) if own else [],
        "trail": [
            ("Start", reverse("start")),
            ("Möten", f"{meeting.collaboration.prefix}/moten/"),
            (meeting.name, None),
        ],
    }


def kept_of(scene: Scene, own: OwnSeat, *, may_write: bool) -> list[tuple[str, str, str]]:
    """Drafts that can no longer be handed in: all once the meeting has opened, before that those of withdrawn items."""
    standing = {row.key for row in scene.rows if not row.withdrawn} if may_write else set()
    return [
        (draft.item.title, draft.get_position_display(), draft.text)
        for key, draft in own.drafts.items()
        if key not in standing
    ]


def _is_answered(seats: list[OwnSeat]) -> bool:
    """Has she answered for every seat that is hers on the day of the meeting?"""
    hers = [seat for seat in seats if seat.is_hers_then]
    return bool(hers) and all(seat.reply for seat in hers)


def _answer(meeting: Meeting, own: OwnSeat) -> dict[str, Any]:
    """One seat of hers with what she has answered, and the words where she cannot answer for it."""
    words = ""
    if own.reply:
        words = f"{own.reply.get_answer_display()}, svarade du {instant_text(own.reply.at)}."
        if own.reply.reason:
            words += f" Orsak: {own.reply.reason}"
    elif not own.is_hers_then and own.ends_on:
        words = f"Ditt förordnande slutar {date_text(own.ends_on)}, före mötet. Den som tar över platsen svarar."
    return {
        "key": own.seat.pk,
        "name": f"{own.seat.label}, {own.body.short_name}",
        "words": words,
        "is_open": own.is_hers_then,
        "is_given": own.reply is not None,
        "attends": own.reply is not None and own.reply.answer == Answer.ATTENDS,
        "reason": own.reply.reason if own.reply else "",
    }


def facts_of(scene: Scene) -> list[tuple[str, str]]:
    """When, where, who and until when, in short lines; what is empty is left out."""
    meeting, notice = scene.meeting, scene.notice
    head = notice.content["meeting"] if notice else {}
    convened = notice.sent_by_name if notice else ""
    if notice and notice.co_convener_name:
        convened += f" tillsammans med ordföranden {notice.co_convener_name}"
    pairs = [
        ("Tid", when_text(meeting)),
        ("Plats", meeting.place),
        ("Grupper" if meeting.joint_bodies.all() else "Grupp", ", ".join(body.name for body in bodies_of(meeting))),
        ("Slag", meeting.get_kind_display()),
        ("Sammankallande", convened or Convener(meeting.body.convener).label.capitalize()),
        ("Kallelse", f"Nummer {notice.number}, skickad {instant_text(notice.sent_at)}" if notice else ""),
        ("Kallelsen skickas senast", "" if notice else date_text(meeting.notice_by)),
        ("Synpunkter senast", f"{weekday(meeting.views_by)} {date_text(meeting.views_by)} kl. 23.59"),
        ("Förbereder", str(meeting.prepares) if meeting.prepares_id and head.get("prepares") else ""),
    ]
    return [(label, text) for label, text in pairs if text]


def when_text(meeting: Meeting) -> str:
    """”onsdag 3 december 2026 kl. 13.00–16.30”."""
    times = f"kl. {times_text(meeting.starts_at, meeting.ends_at)}"
    return f"{weekday(meeting.starts_at)} {date_text(meeting.starts_at)} {times}"


def drafts_of(scene: Scene) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """What colleagues of hers are writing, for whoever reads their organisation's drafts: never to be changed by her."""
    titles = {row.key: f"{row.number}. {row.title}" for row in scene.rows}
    return [
        (
            own.name,
            [
                (titles[key], draft.get_position_display(), draft.text)
                for key, draft in own.drafts.items()
                if key in titles
            ],
        )
        for own in scene.read_only
        if own.is_heard
    ]
