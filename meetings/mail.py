"""What we write to people about meetings."""

from groups.actions import Notification, tell
from groups.models import NotificationKind, User
from meetings.models import AgendaItem, Meeting, NoticeReceiver
from outbox.actions import Draft
from outbox.mail import write
from samla.formats import clock_text, date_text, weekday

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
