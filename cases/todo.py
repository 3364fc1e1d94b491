"""Which cases wait for the reader of Mitt arbete."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from cases.http import BODIES, bodies_of, with_bodies
from cases.models import Case, InformationReceiver
from cases.workflow import NEXT, State, Verb
from groups.powers import powers_of
from samla import clock
from samla.http import Request
from samla.registry import Todo, register_todo

WHY = {
    State.SENT: "har kommit till {holder} och väntar på att tas emot",
    State.RETURNED: "är återfört till {holder} med svar",
    State.SUBMITTED: "är inlämnat i {holder} och kan skickas vidare",
    State.IN_PREPARATION: "bereds i {holder}",
    State.READY: "är klart för möte och kan skickas vidare",
    State.DEEPENED: "bereds fördjupat i {holder}",
    State.PARKED: "har vilat till idag",
}
BUTTONS = {Verb.MARK_READY: "Bered", Verb.SEND: "Skicka vidare"}


@register_todo
def cases_at_hand(request: Request) -> Iterable[Todo]:
    """Cases whose next step is the reader's, questions to her bodies, outcomes to take part of, and her own drafts."""
    user, today = request.user, clock.today()
    powers = powers_of(user)
    if not powers.held:
        return []
    bodies = bodies_of(request)
    kept = [body.pk for body in bodies.values() if powers.keeps_queue(body)]
    external = [body.pk for body in bodies.values() if body.is_external]
    # What lies outside the portal waits for an answer, not for us, until its last day has come.
    outside = Q(holder__in=external) & (Q(deadline=None) | Q(deadline__gt=today))
    resting = Q(state=State.PARKED, resume_on__gt=today)
    at_hand = Q(holder__in=kept, state__in=set(WHY), asked=None) & ~resting & ~outside
    asked = Q(asked__in=kept)
    outcome = Q(origin__in=kept, state=State.CLOSED, outcome_seen_at=None)
    draft = Q(author=user, state=State.DRAFT)
    cases = Case.objects.visible_to(user).filter(collaboration=request.collaboration).without_texts()
    found = with_bodies(cases.filter(at_hand | asked | outcome | draft), bodies, BODIES)
    return [_todo(case, keeps_asked=case.asked is not None and powers.keeps_queue(case.asked)) for case in found]


def _todo(case: Case, *, keeps_asked: bool) -> Todo:
    state = State(case.state)
    why, button, deadline = _words(case, state, keeps_asked=keeps_asked)
    arrived = (case.arrived_at or case.created_at).astimezone(clock.STOCKHOLM).date()
    return Todo(case.title, why, case.get_absolute_url(), button, deadline, arrived, case.number or "")


def _words(case: Case, state: State, *, keeps_asked: bool) -> tuple[str, str, dt.date | None]:
    if state == State.CLOSED:
        return f"avslutades i {case.holder.short_name}; ta del av utfallet", Verb.ACKNOWLEDGE.label, None
    if state == State.DRAFT:
        return "är ditt utkast", "Fortsätt skriva", None
    if keeps_asked and case.asked is not None:
        return f"{case.holder.short_name} har en fråga till {case.asked.short_name}", "Svara", case.answer_by
    if case.holder.is_external:
        return f"är hos {case.holder.short_name}; fråga efter svaret eller registrera det", "Öppna", case.deadline
    label = BUTTONS.get(NEXT[state], NEXT[state].label)
    return WHY[state].format(holder=case.holder.short_name), label, case.resume_on or case.deadline


@register_todo
def unread_information(request: Request) -> Iterable[Todo]:
    """What the reader has been told about cases and has not said that she has read (rule 15)."""
    if not powers_of(request.user).held:
        return []
    unread = InformationReceiver.objects.filter(
        user=request.user,
        read_at=None,
        information__case__collaboration=request.collaboration,
        information__case__in=Case.objects.visible_to(request.user),
    )
    latest = unread.order_by("information__case", "-information__at").distinct("information__case")
    return [_information(receiver) for receiver in latest.select_related("information__case")]


def _information(receiver: InformationReceiver) -> Todo:
    case, at = receiver.information.case, receiver.information.at
    return Todo(
        case.title,
        f"{receiver.information.by_name} har information till {receiver.organisation_name}",
        f"{case.get_absolute_url()}information/",
        "Läs informationen",
        since=at.astimezone(clock.STOCKHOLM).date(),
        number=case.number or "",
    )
