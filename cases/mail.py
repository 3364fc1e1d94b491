"""What we write to people about cases. No content that is not public: a link and what is to be done."""

from collections.abc import Iterable

from cases.models import Case, CaseStep, Information
from cases.workflow import Verb
from groups.actions import Notification, tell
from groups.models import NotificationKind, User

OPEN_CASE = "Öppna ärendet"

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


def tell_receivers(step: CaseStep, receivers: Iterable[User]) -> None:
    """Tell each receiver of a step, as she has chosen; it is written with the step, so neither exists alone."""
    case = step.case
    if step.verb not in SUBJECTS:
        return
    words = {"number": case.number, "to": step.to_body.short_name, "holder": step.from_body.short_name}
    who = f"{step.by_name} ({step.seat_text})" if step.seat_text else step.by_name
    notification = Notification(
        kind=KINDS[Verb(step.verb)],
        key=f"case-step:{step.pk}",
        collaboration=case.collaboration,
        heading=SUBJECTS[Verb(step.verb)].format(**words),
        text=f"{who} har tagit steget ”{step.label}”.",
        address=page_of(case),
        button=OPEN_CASE,
        why="Du får brevet för att du sköter ärendena i den grupp som steget gäller.",
    )
    tell(receivers, notification)


def page_of(case: Case) -> str:
    """The case's page, as a letter links to it: also from a task, which is in no collaboration."""
    return f"{case.collaboration.prefix}/arenden/{str(case.number).replace(' ', '-')}/"


def tell_informed(information: Information, people: Iterable[User]) -> None:
    """Tell everybody whom a piece of information is for that there is something to read; its words stay here (rule 15)."""
    case = information.case
    tell(
        people,
        Notification(
            kind=NotificationKind.CASE_INFORMATION,
            key=f"information:{information.pk}",
            collaboration=case.collaboration,
            heading=f"{case.number}: information till berörda parter",
            text=f"{information.by_name} har information till er som berörs av ärendet.",
            address=f"{page_of(case)}information/",
            button="Läs informationen",
            why="Du får brevet för att din organisation berörs av ärendet.",
        ),
    )
