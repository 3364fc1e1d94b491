"""What we write to people about cases. No content that is not public: a link and what is to be done."""

from cases.models import CaseStep, Information
from cases.workflow import Verb
from groups.models import NotificationKind, UserQuerySet
from outbox import actions as outbox
from outbox.mail import write

SUBJECTS = {
    Verb.SEND: "{number}: ett ärende har kommit till {to}",
    Verb.RETURN: "{number}: ärendet är återfört till {to}",
    Verb.ASK: "{number}: {holder} ber om komplettering",
    Verb.DEEPEN: "{number}: {holder} har frågor",
    Verb.ANSWER: "{number}: komplettering har kommit",
    Verb.REPLY: "{number}: svar har kommit",
    Verb.CLOSE: "{number}: ärendet är avslutat",
}
KINDS = {
    Verb.SEND: NotificationKind.CASE_ARRIVED,
    Verb.RETURN: NotificationKind.CASE_ARRIVED,
    Verb.ASK: NotificationKind.CASE_QUESTION,
    Verb.DEEPEN: NotificationKind.CASE_QUESTION,
    Verb.ANSWER: NotificationKind.CASE_QUESTION,
    Verb.REPLY: NotificationKind.CASE_QUESTION,
    Verb.CLOSE: NotificationKind.CASE_CLOSED,
}


def tell_receivers(step: CaseStep, receivers: UserQuerySet) -> None:
    """Queue one letter to each receiver of a step who wants one; it is written with the step, so neither exists alone."""
    case = step.case
    if step.verb not in SUBJECTS:
        return
    words = {"number": case.number, "to": step.to_body.short_name, "holder": step.from_body.short_name}
    heading = SUBJECTS[Verb(step.verb)].format(**words)
    who = f"{step.by_name} ({step.seat_text})" if step.seat_text else step.by_name
    letter = write(
        heading,
        [f"{who} har tagit steget ”{step.label}”."],
        address=f"{case.collaboration.prefix}/arenden/{str(case.number).replace(' ', '-')}/",
        button="Öppna ärendet",
        why="Du får brevet för att du sköter ärendena i den grupp som steget gäller. "
        "Under ”Mina uppgifter” i portalen väljer du vilka brev du får.",
        sender=case.collaboration.name,
    )
    outbox.queue_for_each(
        {
            f"case-step:{step.pk}:{person.pk}": (person.email, person)
            for person in receivers.told_of(KINDS[Verb(step.verb)])
        },
        subject=heading,
        text=letter.text,
        html=letter.html,
    )


def tell_informed(information: Information, people: UserQuerySet) -> None:
    """Queue the same letter to everybody who is told something about a case and wants letters (rule 15)."""
    case = information.case
    heading = f"{case.number}: information till berörda parter"
    letter = write(
        heading,
        [f"{information.by_name} har information till er som berörs av ärendet."],
        address=f"{case.collaboration.prefix}/arenden/{str(case.number).replace(' ', '-')}/information/",
        button="Läs informationen",
        why="Du får brevet för att din organisation berörs av ärendet. "
        "Under ”Mina uppgifter” i portalen väljer du vilka brev du får.",
        sender=case.collaboration.name,
    )
    outbox.queue_for_each(
        {
            f"information:{information.pk}:{person.pk}": (person.email, person)
            for person in people.told_of(NotificationKind.CASE_INFORMATION)
        },
        subject=heading,
        text=letter.text,
        html=letter.html,
    )
