"""What we write to people about themselves. No secret stands in a letter: whoever reads it still needs the code."""

import uuid

from groups.models import Appointment, CareCollaboration, User
from outbox import actions as outbox
from outbox.mail import write
from samla import clock
from samla.formats import date_text

FACTORS_PAGE = "/min-inloggning/"
WHAT_IT_IS = (
    "I portalen planerar, bereder och följer region och kommuner upp det som de gör tillsammans i hälsa, vård och omsorg. "
    "Du loggar in med din e-postadress och en kod som då skickas till dig. Du behöver inget lösenord."
)


def invite(person: User, collaboration: CareCollaboration, by: User | None) -> None:
    """Queue the invitation whose instant stands on the person; one letter for each."""
    who = f"{by.name} har lagt upp dig" if by else "Du är upplagd"
    heading = f"Välkommen till {collaboration.short_name}"
    letter = write(
        heading,
        [
            f"Hej {person.name}!",
            f"{who} i portalen för {collaboration.name}.",
            *_seats(person, collaboration),
            WHAT_IT_IS,
        ],
        address=f"{collaboration.prefix}/logga-in/",
        button="Logga in",
        why=f"Du får brevet för att {f'{by.name} har bjudit' if by else 'den som sköter portalen har bjudit'} in dig. "
        "Känner du inte igen det, kan du bortse från brevet.",
        sender=collaboration.name,
    )
    outbox.queue(
        f"invitation:{person.pk}:{person.invited_at:%Y%m%dT%H%M%S.%f}",
        to=person.email,
        subject=f"{collaboration.short_name}: du är inbjuden till portalen",
        text=letter.text,
        html=letter.html,
        recipient=person,
    )


def tell_new_address(person: User, before: str, collaboration: CareCollaboration, by: User | None) -> None:
    """Queue a letter to the former address and one to the new one, so that a change by mistake or malice is seen."""
    who = by.name if by else "Den som sköter portalen"
    heading = f"Din e-postadress i {collaboration.short_name} är ändrad"
    letter = write(
        heading,
        [
            f"{who} har ändrat den adress som du loggar in med, från {before} till {person.email}.",
            "Stämmer det inte, tala genast med processledaren eller din organisations administratör.",
        ],
        address=f"{collaboration.prefix}/logga-in/",
        button="Logga in",
        why="Du får brevet för att adressen är eller var den som du loggar in med i portalen.",
        sender=collaboration.name,
    )
    outbox.queue_for_each(
        {
            f"new-address:{person.pk}:{person.version}:{address}": (address, person)
            for address in (before, person.email)
        },
        subject=heading,
        text=letter.text,
        html=letter.html,
    )


def _seats(person: User, collaboration: CareCollaboration) -> list[str]:
    """To which seats she is invited, one sentence for each that has not ended."""
    appointments = Appointment.objects.filter(user=person, seat__body__collaboration=collaboration)
    lasting = appointments.exclude(ends_on__lt=clock.today()).select_related("seat__body").order_by("starts_on", "pk")
    return [
        f"Du har platsen ”{each.seat.label}” i {each.seat.body.name}, från och med {date_text(each.starts_on)}."
        for each in lasting
    ]


def tell_of_factor(user: User, what: str) -> None:
    """Queue a letter that tells her how her sign-in was changed, so that she notices if it was not she."""
    home = CareCollaboration.objects.home().first()
    letter = write(
        what,
        ["Var det du behöver du inte göra något. Var det inte du, kontakta genast den som sköter portalen."],
        address=FACTORS_PAGE,
        button="Öppna Min inloggning",
        why="Du får brevet för att sättet du loggar in på har ändrats.",
        sender=home.name if home else "Vårdsamverkan",
    )
    key = f"factor:{user.pk}:{uuid.uuid4()}"  # every change is a letter of its own
    outbox.queue(key, to=user.email, subject=what, text=letter.text, html=letter.html, recipient=user)
