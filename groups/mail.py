"""What we write to people about themselves. No secret stands in a letter: whoever reads it still needs the code."""

import uuid
from collections.abc import Sequence

from groups.models import Appointment, CareCollaboration, DigestLine, User
from groups.models.accounts import REMINDERS
from outbox import actions as outbox
from outbox.actions import Draft
from outbox.mail import Group, Item, write
from samla import clock
from samla.formats import date_text

DUE, NEWS = "Sista dagar", "Det här har hänt"
MORNING_WHY = (
    "Du får brevet varje morgon då det finns något att berätta, för att du har valt det eller sköter ärenden vars sista dag "
    "närmar sig. Under ”Mina uppgifter” i portalen väljer du vilka brev du får, och när."
)
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
        area=collaboration.slug,
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
        area=collaboration.slug,
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


def morning_letter(person: User, lines: Sequence[DigestLine]) -> Draft:
    """One letter with everything that she is to be told of this morning; what comes due first."""
    where = sorted({line.collaboration for line in lines}, key=lambda each: each.name)
    names = " och ".join(each.short_name for each in where)
    alone = where[0] if len(where) == 1 else None
    heading = lines[0].heading if len(lines) == 1 else f"{names}: {len(lines)} saker att känna till"
    letter = write(
        heading,
        [lines[0].text] if len(lines) == 1 else [],
        address=lines[0].address if len(lines) == 1 else f"{alone.prefix if alone else ''}/",
        button="Öppna" if len(lines) == 1 else "Öppna Mitt arbete",
        groups=_groups(lines) if len(lines) > 1 else [],
        why=MORNING_WHY,
        sender=" och ".join(each.name for each in where),
    )
    return Draft(
        to=person.email,
        subject=heading,
        text=letter.text,
        html=letter.html,
        recipient=person,
        area=alone.slug if alone else "",
    )


def _groups(lines: Sequence[DigestLine]) -> list[Group]:
    """The lines under headings: what comes due and what has happened, in each collaboration."""
    found: dict[tuple[str, str], list[Item]] = {}
    for line in sorted(lines, key=lambda line: (line.collaboration.name, line.kind not in REMINDERS, line.pk)):
        what = DUE if line.kind in REMINDERS else NEWS
        found.setdefault((line.collaboration.short_name, what), []).append(Item(line.heading, line.text, line.address))
    many = len({name for name, _ in found}) > 1
    return [Group(f"{name}: {what.lower()}" if many else what, items) for (name, what), items in found.items()]
