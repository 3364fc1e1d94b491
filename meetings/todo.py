"""What waits, before a meeting, for whoever convenes or chairs it, and for whoever is to be heard there."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse

from cases.http import bodies_of
from groups.models import Body, Seat, Sitting
from groups.powers import Power, powers_of
from meetings.models import AgendaItem, AnchoringNote, Meeting, Place, Reply, ViewDraft, ViewSubmission, WrittenView
from meetings.models import bodies_of as bodies_at
from meetings.models.gatherings import count_text, half_of, is_counted
from meetings.workflow import ASKS_FOR_VIEWS, Answer, MeetingKind
from samla import clock
from samla.addresses import address
from samla.formats import counted, date_text, in_words, period_text
from samla.http import Request
from samla.registry import Todo, register_todo

NEAR = dt.timedelta(days=7)  # so long before its last day a notice waits for whoever convenes
PLANNED_AHEAD = dt.timedelta(days=60)
UNREGISTERED_FOR = dt.timedelta(hours=1)  # the worker usually needs moments


def coming(request: Request) -> list[Meeting]:
    """The collaboration's meetings that stand and have not begun, with their bodies."""
    now = clock.now()
    return [meeting for meeting in _standing(request) if meeting.starts_at > now]


def _standing(request: Request) -> list[Meeting]:
    """The collaboration's meetings that stand, with their bodies, asked for once in a request: those to come, and to
    whoever counts them also those that the half-year has had.
    """
    remembered: list[Meeting] | None = request.__dict__.get("_standing_meetings")
    if remembered is None:
        today = clock.today()
        since = clock.start_of(half_of(today)[0]) if _counted(request) else clock.now()
        there = Meeting.objects.visible_to(request.user).standing().filter(collaboration=request.collaboration)
        prepared = Meeting.objects.standing().filter(prepares=OuterRef("pk"))
        found = there.filter(starts_at__gt=since).with_bodies().annotate(is_prepared=Exists(prepared))
        remembered = request.__dict__["_standing_meetings"] = list(found.order_by("starts_at"))
    return remembered


def _counted(request: Request) -> list[Body]:
    """The bodies that she convenes and whose mandate says how many ordinary meetings a half-year has."""
    powers = powers_of(request.user)
    return [body for body in bodies_of(request).values() if body.least_meetings and powers.can(Power.CONVENE, body)]


@register_todo
def notices_to_send(request: Request) -> Iterable[Todo]:
    """Planned meetings whose notice is due within a week, or overdue."""
    powers, near = powers_of(request.user), clock.today() + NEAR
    return [
        Todo(
            str(meeting),
            "ska kallas; dagordningen är inte skickad",
            f"{meeting.get_absolute_url()}forbered/",
            "Förbered",
            meeting.notice_by,
        )
        for meeting in coming(request)
        if meeting.called_at is None and meeting.notice_by <= near and powers.can(Power.CONVENE, meeting.body)
    ]


@register_todo
def unprepared_meetings(request: Request) -> Iterable[Todo]:
    """Ordinary meetings within two months that no meeting of the preparing body prepares (44, 46)."""
    powers, bodies, last = powers_of(request.user), bodies_of(request), clock.now() + PLANNED_AHEAD
    led = [
        meeting
        for meeting in coming(request)
        if meeting.kind == MeetingKind.ORDINARY
        and meeting.starts_at <= last
        and meeting.body.prepared_by_id
        and powers.can(Power.CONVENE, meeting.body)
    ]
    if not led:
        return []
    found = [
        (meeting, bodies[meeting.body.prepared_by_id or 0]) for meeting in led if not meeting.__dict__["is_prepared"]
    ]
    return [
        Todo(
            str(meeting),
            f"har inget förberedande möte i {preparing.short_name}",
            f"{address('meetings:new')}?grupp={preparing.slug}",
            "Planera det",
            meeting.cases_by,
        )
        for meeting, preparing in found
    ]


@register_todo
def half_years_with_too_few(request: Request) -> Iterable[Todo]:
    """The half-year that is, and the next when it is near, with fewer meetings than the mandate says (32, 33, 58)."""
    led = _counted(request)
    if not led:
        return []
    today = clock.today()
    halves = {half_of(today), half_of(today + PLANNED_AHEAD)}
    count = Counter(
        (body.pk, half_of(meeting.day))
        for meeting in _standing(request)
        for body in bodies_at(meeting)
        if is_counted(meeting.kind, body)
    )
    return [
        Todo(
            body.short_name,
            f"{count_text(body, found)} är {'planerade' if found > 1 else 'planerat'} {period_text(*half)}; uppdraget säger minst {in_words(body.least_meetings or 0)}",
            address("meetings:year_plan", half[0].year, body.slug),
            "Planera",
            half[1],
        )
        for body in led
        for half in sorted(halves)
        if (found := count[body.pk, half]) < (body.least_meetings or 0)
    ]


@register_todo
def notices_to_approve(request: Request) -> Iterable[Todo]:
    """Notices that wait for the chair's agreement, where the body wants it (54)."""
    powers, near = powers_of(request.user), clock.today() + NEAR
    return [
        Todo(
            str(meeting),
            "väntar på att du godkänner dagordningen",
            f"{meeting.get_absolute_url()}forbered/",
            "Läs och godkänn",
            meeting.notice_by,
        )
        for meeting in coming(request)
        if meeting.body.chair_approves_notice
        and meeting.called_at is None
        and meeting.approved_at is None
        and meeting.notice_by <= near
        and powers.can(Power.PRESIDE, meeting.body)
    ]


@register_todo
def submissions_to_register(request: Request) -> Iterable[Todo]:
    """Views that lie unregistered for more than an hour, because no registering authority is named (L3, L6)."""
    if request.collaboration.pk not in powers_of(request.user).leads:
        return []
    old = clock.now() - UNREGISTERED_FOR
    waiting = ViewSubmission.objects.filter(meeting__collaboration=request.collaboration, registered=None, at__lt=old)
    counts = waiting.values("meeting__body__short_name").annotate(count=Count("pk"))
    return [
        Todo(
            f"Synpunkter till {line['meeting__body__short_name']} är inte registrerade",
            f"{counted(line['count'], 'inlämning väntar', 'inlämningar väntar')} på att den registrerande myndigheten anges",
            reverse("documents:authorities"),
            "Ange myndigheten",
        )
        for line in counts.order_by("meeting__body__short_name")
    ]


@register_todo
def answers_to_give(request: Request) -> Iterable[Todo]:
    """Notices to answer, and views to give by whoever cannot come (34, 35); until the meeting begins."""
    called = {meeting.pk: meeting for meeting in coming(request) if meeting.called_at}
    hers = _seats(request, called.values()) if called else []
    if not hers:
        return []
    replies = Reply.objects.filter(meeting__in={meeting.pk for meeting, _ in hers}, seat__in={seat for _, seat in hers})
    given: dict[tuple[int, int], dict[int, str]] = {}
    for reply in replies:
        given.setdefault((reply.meeting_id, reply.seat_id), {})[reply.user_id] = reply.answer
    me = request.user.pk
    absent = []
    for meeting, seat in hers:
        answers = given.get((meeting.pk, seat.pk), {})
        if answers.get(me) == Answer.DECLINES and Answer.ATTENDS not in answers.values():
            absent.append((meeting, seat))  # a colleague in the same seat who comes is heard for both
    silent = _silent(absent) if absent else set()
    several = {meeting.pk for meeting, seat in hers if any(m.pk == meeting.pk and s.pk != seat.pk for m, s in hers)}
    found = []
    for meeting, seat in hers:
        for_what = f" som {seat.label}" if meeting.pk in several else ""
        if me not in given.get((meeting.pk, seat.pk), {}):
            found.append(_answer(meeting, for_what))
        elif (meeting.pk, seat.pk) in silent:
            found.append(_write(meeting, seat, for_what))
    return found


@register_todo
def answers_of_colleagues(request: Request) -> Iterable[Todo]:
    """What colleagues without an account have answered since the draft was last saved or the view handed in."""
    called = {meeting.pk: meeting for meeting in coming(request) if meeting.called_at}
    hers = _seats(request, called.values()) if called else []
    if not hers:
        return []
    same = {"seat": OuterRef("anchoring__seat"), "item": OuterRef("item")}
    notes = AnchoringNote.objects.filter(
        ~Exists(ViewDraft.objects.filter(**same, saved_at__gte=OuterRef("at"))),
        ~Exists(WrittenView.objects.filter(**same, at__gte=OuterRef("at"))),
        anchoring__meeting__in=called,
        anchoring__seat__in={seat.pk for _, seat in hers},
        item__withdrawn_at=None,
    )
    found = notes.order_by().values_list("anchoring__meeting", "anchoring__seat").annotate(number=Count("pk"))
    return [
        Todo(
            str(called[meeting]),
            f"{counted(number, 'svar', 'svar')} från kolleger att läsa",
            f"{called[meeting].get_absolute_url()}synpunkter/?plats={seat}",
            "Läs svaren",
            called[meeting].views_by,
        )
        for meeting, seat, number in found
    ]


def _seats(request: Request, meetings: Iterable[Meeting]) -> list[tuple[Meeting, Seat]]:
    """The meetings to which she is called by a seat that is heard, with the seat; one query in a request."""
    sittings: list[Sitting] | None = request.__dict__.get("_own_sittings")
    if sittings is None:
        mine = Sitting.objects.filter(user=request.user, body__collaboration=request.collaboration)
        sittings = request.__dict__["_own_sittings"] = list(mine.select_related("seat").order_by("pk"))
    found: dict[tuple[int, int], tuple[Meeting, Seat]] = {}
    for meeting in meetings:
        day, bodies = meeting.day, {body.pk: body for body in bodies_at(meeting)}
        for one in sittings:
            is_there = one.starts_on <= day <= (one.ends_on or dt.date.max)
            if is_there and one.body_id in bodies and Place(one.seat, bodies[one.body_id], ()).is_row:
                found[meeting.pk, one.seat_id] = (meeting, one.seat)
    return list(found.values())


def _silent(absent: list[tuple[Meeting, Seat]]) -> set[tuple[int, int]]:
    """Those of the pairs of a meeting and a seat, by key, for which an item still lacks a view; two queries."""
    keys, seats = {meeting.pk for meeting, _ in absent}, {seat.pk for _, seat in absent}
    asked: dict[int, list[tuple[int, int | None]]] = {key: [] for key in keys}
    items = AgendaItem.objects.told().filter(meeting__in=keys, kind__in=sorted(ASKS_FOR_VIEWS))
    for meeting, item, body in items.values_list("meeting", "pk", "body"):
        asked[meeting].append((item, body))
    views = WrittenView.objects.filter(item__meeting__in=keys, seat__in=seats)
    said = set(views.values_list("seat", "item"))
    return {
        (meeting.pk, seat.pk)
        for meeting, seat in absent
        if any(body in {None, seat.body_id} and (seat.pk, item) not in said for item, body in asked[meeting.pk])
    }


def _answer(meeting: Meeting, for_what: str) -> Todo:
    return Todo(
        str(meeting),
        f"du är kallad{for_what}; säg om du kommer",
        f"{meeting.get_absolute_url()}#svara",
        "Svara på kallelsen",
        meeting.views_by,
    )


def _write(meeting: Meeting, seat: Seat, for_what: str) -> Todo:
    late = " Sista dagen har passerat, men synpunkter tas emot tills mötet öppnas." if meeting.is_late else ""
    return Todo(
        str(meeting),
        f"du kan inte delta{for_what}; lämna synpunkter senast {date_text(meeting.views_by)}.{late}",
        f"{meeting.get_absolute_url()}synpunkter/?plats={seat.pk}",
        "Lämna synpunkter",
        meeting.views_by,
    )
