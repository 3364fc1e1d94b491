"""What we write to people about meetings."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from groups.actions import Notification, tell
from groups.models import NotificationKind, User
from meetings.models import AgendaItem, Anchoring, Meeting, NoticeReceiver, Reply, ViewSubmission, presidium_on
from meetings.models.participants import conveners_of
from meetings.workflow import Answer, ItemKind, ReceiverRole
from outbox import actions as outbox
from outbox.actions import Draft
from outbox.mail import Group, Item, write
from samla import clock
from samla.formats import date_text, instant_text, times_text, weekday

OPEN_MEETING = "Öppna mötet"
WHY = "Du får brevet för att du är kallad till mötet. Det går inte att välja bort."
WHY_COPY = "Du får brevet för kännedom. Den som sammankallar mötet har lagt till dig."
CANNOT_COME = (
    "Kan du inte komma? Öppna mötet, välj ”Jag kan inte delta” och lämna dina synpunkter där, så är de med vid bordet. "
    "Ingen kan skickas i ditt ställe, och ett svar i kalendern räknas inte."
)


def page_of(meeting: Meeting) -> str:
    """The meeting's page, as a letter links to it: also from a task, which is in no collaboration."""
    return f"{meeting.collaboration.prefix}/moten/{meeting.pk}/"


def letter_to(
    receiver: NoticeReceiver, content: dict[str, Any], *, changes: Sequence[str] = (), calendar: str = ""
) -> Draft:
    """Her own letter of a notice. `content` is the notice's, masked; `changes` since the notice before."""
    meeting = receiver.notice.meeting
    heading = _heading(receiver, content)
    letter = write(
        heading,
        _leaves(receiver, content) if receiver.is_cancellation else _asks(receiver, content, changes),
        groups=[] if receiver.is_cancellation else _agenda(receiver, content),
        address="" if receiver.is_cancellation and not receiver.notice.is_cancellation else page_of(meeting),
        button=OPEN_MEETING,
        why=WHY_COPY if receiver.role == ReceiverRole.COPY else WHY,
        sender=meeting.collaboration.name,
    )
    return Draft(
        to=receiver.user.email,
        subject=heading,
        text=letter.text,
        html=letter.html,
        calendar=calendar,
        recipient=receiver.user,
        area=meeting.collaboration.slug,
    )


def _heading(receiver: NoticeReceiver, content: dict[str, Any]) -> str:
    notice, head = receiver.notice, content["meeting"]
    what = f"{head['name']} {date_text(dt.datetime.fromisoformat(head['starts_at']))}"
    if notice.is_cancellation:
        return f"Inställt: {what}"
    if receiver.is_cancellation:
        return f"Du är inte längre kallad: {what}"
    if receiver.role == ReceiverRole.COPY:
        return f"För kännedom: {what}"
    return f"Ändrad kallelse {notice.number}: {what}" if notice.number > 1 else f"Kallelse: {what}"


def _leaves(receiver: NoticeReceiver, content: dict[str, Any]) -> list[str]:
    notice, when = receiver.notice, _when(content)
    if notice.is_cancellation:
        return [f"Mötet {when} är inställt.", notice.change_note]
    return [
        f"Mötet {when} hålls, men du har inte längre den plats som du kallades för: {receiver.seat_text}.",
        "Mötet tas bort ur din kalender. Den som har platsen den dagen får en egen kallelse.",
    ]


def _asks(receiver: NoticeReceiver, content: dict[str, Any], changes: Sequence[str]) -> list[str]:
    notice, head, role = receiver.notice, content["meeting"], ReceiverRole(receiver.role)
    said = [f"{head['name']} möts {_when(content)}."]
    if notice.change_note:
        said.insert(0, notice.change_note)
    if changes:
        said += [f"Ändrat efter kallelse {notice.number - 1}: {' '.join(changes)}"]
    said += [f"Plats: {head['place']}"] if head["place"] else []
    said += [f"Länk: {head['link']}"] if head["link"] else []
    said += [head["practical"]] if head["practical"] else []
    if role == ReceiverRole.COPY:
        return [*said, "Du får kallelsen för kännedom. Du behöver inte svara."]
    if role == ReceiverRole.RESOURCE:
        about = f" i egenskap av {receiver.seat_text}" if receiver.seat_text else ""
        return [*said, f"Du är adjungerad{about} till de punkter som står nedan och deltar bara i dem.", CANNOT_COME]
    views_by = date_text(dt.date.fromisoformat(head["views_by"]))
    return [
        *said,
        f"Du är kallad som: {receiver.seat_text}.",
        f"Synpunkter lämnas senast {views_by} kl. 23.59.",
        CANNOT_COME,
    ]


def _agenda(receiver: NoticeReceiver, content: dict[str, Any]) -> list[Group]:
    """All headings; of a resource person only her items (56)."""
    items = content["items"]
    if receiver.role == ReceiverRole.RESOURCE:
        items = [item for item in items if any(one["user"] == receiver.user_id for one in item["people"])]
    page = page_of(receiver.notice.meeting)
    rows = [
        Item(
            f"{item['starts']}  {item['number']}. {item['title']}",
            ItemKind(item["kind"]).label,
            f"{page}#punkt-{item['item']}",
        )
        for item in items
    ]
    heading = "Dina punkter" if receiver.role == ReceiverRole.RESOURCE else "Dagordning"
    return [Group(heading, rows)] if rows else []


def _when(content: dict[str, Any]) -> str:
    head = content["meeting"]
    starts, ends = dt.datetime.fromisoformat(head["starts_at"]), dt.datetime.fromisoformat(head["ends_at"])
    return f"{weekday(starts)} {date_text(starts)} kl. {times_text(starts, ends)}"


def tell_of_reply(reply: Reply) -> None:
    """Tell chair and convener that somebody comes or not; why, they read in the portal."""
    who = f"{reply.by_name}, {reply.seat.label}"
    _tell_leaders(
        reply.meeting,
        f"meeting-reply:{reply.pk}:{reply.answer}:{clock.today()}",
        heading=f"{'Deltar' if reply.answer == Answer.ATTENDS else 'Kan inte delta'}: {who}",
        text=f"Svar inför {reply.meeting.name} {date_text(reply.meeting.day)}.",
        place="horda/",
        but=reply.user,
    )


def tell_of_views(submission: ViewSubmission) -> None:
    """Tell chair and convener that an organisation has given views: once a day of each, however many presses it took."""
    meeting = submission.meeting
    late = " efter sista dagen" if submission.is_late else ""
    _tell_leaders(
        meeting,
        f"meeting-handed-in:{meeting.pk}:{submission.seat_id}:{clock.today()}",
        heading=f"Synpunkter från {submission.organisation_name}",
        text=f"Inlämnat{late} inför {meeting.name} {date_text(meeting.day)}.",
        place="inkomna/",
        but=submission.user,
    )


def _tell_leaders(meeting: Meeting, key: str, *, heading: str, text: str, place: str, but: User) -> None:
    conveners = [user for users in conveners_of([meeting.body]).values() for user in users]
    people = {*conveners, *(holding.user for holding in presidium_on(meeting))} - {but}
    tell(
        people,
        Notification(
            kind=NotificationKind.MEETING_VIEWS,
            key=key,
            collaboration=meeting.collaboration,
            heading=heading,
            text=text,
            address=f"{page_of(meeting)}{place}",
            button="Öppna",
            why="Du får brevet för att du sammankallar eller leder gruppen.",
        ),
    )


def tell_givers(item: AgendaItem, *, moved_to: Meeting | None = None) -> None:
    """Tell whoever has handed in views on the item that it is withdrawn or moved; the views stay.

    Neither the heading nor the reason is written: they may be about a case with secrecy. Both stand on the page.
    """
    meeting = item.meeting
    givers = User.objects.filter(pk__in=item.views.values("submission__user"))
    what = f"har flyttats till mötet {date_text(moved_to.day)}" if moved_to else "har utgått"
    tell(
        givers,
        Notification(
            kind=NotificationKind.MEETING_CHANGE,
            key=f"item-withdrawn:{item.pk}",
            collaboration=meeting.collaboration,
            heading=f"En punkt {what}: {meeting.name} {date_text(meeting.day)}",
            text=f"En punkt som du har lämnat synpunkter på {what}. Synpunkterna finns kvar, och skälet står på mötets sida.",
            address=page_of(meeting),
            button=OPEN_MEETING,
            why="Du får brevet för att du har lämnat synpunkter inför mötet.",
        ),
    )


def send_anchoring(link: Anchoring, token: str) -> None:
    """The letter to a colleague without an account; its link is hers alone and ends."""
    meeting, organisation = link.meeting, link.seat.organisation or link.seat.label
    heading = f"Vad tycker du? Inför {meeting.name} {date_text(meeting.day)}"
    last = f"Länken är din egen och gäller till och med {instant_text(link.expires_at)}."
    who = f"{link.sent_by.name}, som representerar {organisation}, vill förankra frågor hos dig."
    what = "Ditt svar går till henne eller honom som en anteckning. Det är inte organisationens svar."
    letter = write(
        heading,
        [who, *([link.message] if link.message else []), what, last],
        address=f"{meeting.collaboration.prefix}/forankring/{token}/",
        button="Läs och svara",
        why=f"Du får brevet för att {link.sent_by.name} har angett din adress.",
        sender=meeting.collaboration.name,
    )
    outbox.queue(
        f"anchoring:{link.pk}",
        to=link.email,
        subject=heading,
        text=letter.text,
        html=letter.html,
        area=meeting.collaboration.slug,
    )


def tell_of_answer(link: Anchoring, writers: Iterable[User]) -> None:
    """Tell whoever writes for the seat now that there is an answer; its words stay here."""
    meeting = link.meeting
    tell(
        writers,
        Notification(
            kind=NotificationKind.MEETING_ANCHORING,
            key=f"anchoring-answer:{link.pk}:{clock.now().isoformat()}",
            collaboration=meeting.collaboration,
            heading=f"Svar på det du förankrar inför {meeting.name} {date_text(meeting.day)}",
            text="En kollega har svarat. Svaret står vid punkten, bredvid ditt utkast.",
            address=f"{page_of(meeting)}synpunkter/?plats={link.seat_id}",
            button="Läs svaret",
            why="Du får brevet för att en kollega har blivit frågad för din plats.",
        ),
    )
