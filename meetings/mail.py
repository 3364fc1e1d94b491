"""What we write to people about meetings."""

from groups.actions import Notification, tell
from groups.models import NotificationKind, User
from meetings.models import AgendaItem, Anchoring, Meeting, NoticeReceiver
from outbox import actions as outbox
from outbox.actions import Draft
from outbox.mail import write
from samla import clock
from samla.formats import clock_text, date_text, instant_text, weekday

OPEN_MEETING = "Öppna mötet"
WHY = "Du får brevet för att du är kallad till mötet."


def page_of(meeting: Meeting) -> str:
    """The meeting's page, as a letter links to it: also from a task, which is in no collaboration."""
    return f"{meeting.collaboration.prefix}/moten/{meeting.pk}/"


def letter_to(receiver: NoticeReceiver) -> Draft:
    """Her own letter of a notice."""
    meeting = receiver.notice.meeting
    when = f"{weekday(meeting.day)} {date_text(meeting.day)} kl. {clock_text(meeting.starts_at)}"
    heading = f"Kallelse: {meeting.name} {date_text(meeting.day)}"
    letter = write(
        heading,
        [f"{meeting.name} möts {when}."],
        address=page_of(meeting),
        button=OPEN_MEETING,
        why=WHY,
        sender=meeting.collaboration.name,
    )
    return Draft(
        to=receiver.user.email,
        subject=heading,
        text=letter.text,
        html=letter.html,
        recipient=receiver.user,
        area=meeting.collaboration.slug,
    )


def tell_givers(item: AgendaItem, *, reason: str) -> None:
    """Tell whoever has handed in views on the item that it is withdrawn or moved; the views stay."""
    meeting = item.meeting
    givers = User.objects.filter(pk__in=item.views.values("submission__user"))
    tell(
        givers,
        Notification(
            kind=NotificationKind.MEETING_CHANGE,
            key=f"item-withdrawn:{item.pk}",
            collaboration=meeting.collaboration,
            heading=f"En punkt har utgått: {meeting.name} {date_text(meeting.day)}",
            text="En punkt som du har lämnat synpunkter på har utgått. Synpunkterna finns kvar.",
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


def tell_of_answer(link: Anchoring) -> None:
    """Tell whoever sent the link that there is an answer; its words stay here."""
    meeting = link.meeting
    tell(
        [link.sent_by],
        Notification(
            kind=NotificationKind.MEETING_ANCHORING,
            key=f"anchoring-answer:{link.pk}:{clock.now().isoformat()}",
            collaboration=meeting.collaboration,
            heading=f"Svar på det du förankrar inför {meeting.name} {date_text(meeting.day)}",
            text="En kollega har svarat. Svaret står vid punkten, bredvid ditt utkast.",
            address=f"{page_of(meeting)}synpunkter/?plats={link.seat_id}",
            button="Läs svaret",
            why="Du får brevet för att du har bett en kollega om synpunkter.",
        ),
    )
