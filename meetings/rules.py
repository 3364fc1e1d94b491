"""Who may do what before a meeting. Every answer carries its reason."""

from collections.abc import Callable

from groups.models import Body, Convener, Seat, User, ViewsShown
from groups.powers import Power, powers_of
from meetings.models import AgendaItem, Anchoring, Meeting, OrganisationalChange, Place, ViewSubmission, bodies_of
from meetings.workflow import STEPS, MeetingActor, MeetingState, MeetingVerb
from samla import clock
from samla.formats import date_text, instant_text
from samla.verdict import ALLOWED, Verdict, deny

type Rule = Callable[[User, Meeting], Verdict]

CONVENERS = {
    Convener.PROCESS_LEADER: "processledaren, eller den som har fått behörigheten,",
    Convener.PROCESS_LEADER_AND_CHAIR: "processledaren tillsammans med ordföranden",
    Convener.CHAIR: "ordföranden",
    Convener.NOBODY: "ingen i portalen",
}


def may_plan(user: User, body: Body) -> Verdict:
    """May the person plan the body's meetings (rules 44, 54; section 3, 2)? Whoever convenes it."""
    if powers_of(user).can(Power.CONVENE, body):
        return ALLOWED
    return deny(f"{body.short_name} sammankallas av {CONVENERS[Convener(body.convener)]}.".replace(",.", "."))


def convenes(user: User, meeting: Meeting) -> Verdict:
    """Whoever convenes the meeting's own body."""
    return may_plan(user, meeting.body)


def prepares(user: User, meeting: Meeting) -> Verdict:
    """Whoever convenes, and the chair and vice chair of the body (54)."""
    if powers_of(user).can(Power.PRESIDE, meeting.body):
        return ALLOWED
    return convenes(user, meeting)


def chairs(user: User, meeting: Meeting) -> Verdict:
    """The chair or vice chair of the meeting's own body."""
    if powers_of(user).can(Power.PRESIDE, meeting.body):
        return ALLOWED
    return deny(f"Bara ordföranden och vice ordföranden i {meeting.body.short_name} kan godkänna kallelsen.")


BY_ACTOR: dict[MeetingActor, Rule] = {
    MeetingActor.CONVENER: convenes,
    MeetingActor.PREPARER: prepares,
    MeetingActor.CHAIR: chairs,
}


def may_take(user: User, meeting: Meeting, verb: MeetingVerb) -> Verdict:
    """Is this step open from the meeting's state, and is it this person's to take? What it demands, the action says."""
    step = STEPS[verb]
    if meeting.state not in step.sources:
        return deny(_wrong_state(meeting, verb))
    if meeting.has_opened and verb != MeetingVerb.CANCEL:
        return deny(f"Mötet började {instant_text(meeting.starts_at)}; det ändras inte längre.")
    if meeting.has_opened:
        return deny(f"Mötet började {instant_text(meeting.starts_at)} och kan inte ställas in.")
    return BY_ACTOR[step.actor](user, meeting)


def _wrong_state(meeting: Meeting, verb: MeetingVerb) -> str:
    if meeting.state == MeetingState.CANCELLED:
        return "Mötet är inställt."
    if verb == MeetingVerb.CALL:
        return "Kallelsen är redan skickad. Skicka en ändrad kallelse i stället."
    return "Ingen kallelse har skickats än."


def may_prepare(user: User, meeting: Meeting) -> Verdict:
    """May the person build the agenda?"""
    return may_take(user, meeting, MeetingVerb.PREPARE)


def may_see_preparation(user: User, meeting: Meeting) -> Verdict:
    """Drafts of an agenda are seen by whoever prepares it and by nobody else, also after it opened."""
    return prepares(user, meeting)


def may_read_agenda(user: User, meeting: Meeting) -> Verdict:
    """May the person read the whole agenda as it was sent? Everybody in the collaboration; before the notice, nobody.

    A resource person reads only her own items (56); that, `is_limited` says.
    """
    if meeting.called_at is None:
        return deny("Ingen kallelse har skickats än.")
    if meeting.collaboration_id in powers_of(user).readable:
        return ALLOWED
    return deny("Du är kallad till en del av mötet och ser bara de punkterna.")


def is_limited(user: User, meeting: Meeting) -> bool:
    """Does the person know of the meeting only because she is co-opted for some of its items (56)?"""
    return meeting.collaboration_id not in powers_of(user).readable


def belongs(user: User, meeting: Meeting) -> bool:
    """Does she sit, today, in one of the bodies that meet?"""
    return any(body.pk in powers_of(user).bodies for body in bodies_of(meeting))


def leads(user: User, meeting: Meeting) -> bool:
    """Does she convene or chair one of the bodies that meet?"""
    powers = powers_of(user)
    return any(powers.can(Power.PRESIDE, body) or powers.can(Power.CONVENE, body) for body in bodies_of(meeting))


def may_read_views(user: User, meeting: Meeting) -> Verdict:
    """May the person read what all the organisations have written? Chair and convener at once, the members from the
    last day for views on, or at once where the body has said so.
    """
    if leads(user, meeting):
        return ALLOWED
    if not belongs(user, meeting):
        return deny("Synpunkterna läses av dem som hör till mötets grupper.")
    if meeting.body.views_shown == ViewsShown.AT_ONCE or meeting.is_late:
        return ALLOWED
    return deny(f"Andras synpunkter visas när sista dagen för synpunkter har passerat, {date_text(meeting.views_by)}.")


def may_read_submission(user: User, submission: ViewSubmission) -> Verdict:
    """May the person read what was handed in with one press? As the views themselves, and always the organisation itself."""
    meeting, powers = submission.meeting, powers_of(user)
    own = submission.seat_id in {row.seat for row in powers.held if row.kind == "seat"}
    if own or submission.user_id == user.pk or submission.organisation_id in powers.colleagues:
        return ALLOWED
    return may_read_views(user, meeting)


def may_see_coverage(user: User, meeting: Meeting) -> Verdict:
    """The matrix of who is heard on what is for chair and convener."""
    if leads(user, meeting):
        return ALLOWED
    return deny("Vilka som är hörda visas för ordföranden och den som sammankallar.")


def may_answer(user: User, meeting: Meeting, place: Place) -> Verdict:
    """May the person say whether she comes? Only whoever sits in the seat on the day, for herself (34)."""
    if meeting.is_cancelled:
        return deny("Mötet är inställt.")
    if meeting.called_at is None:
        return deny("Ingen kallelse har skickats än.")
    if meeting.has_opened:
        return deny(f"Mötet började {instant_text(meeting.starts_at)}. Säg till den som sammankallar.")
    if user not in place.people:
        return deny(f"Bara den som har platsen {place.seat.label} den {date_text(meeting.day)} kan svara för den.")
    return ALLOWED


def may_write_view(user: User, meeting: Meeting, seat: Seat, *, sits: bool) -> Verdict:
    """May the person write for the seat (35)? Whoever sits in it today or on the day (`sits`), until the meeting opens."""
    if not sits:
        return deny(
            f"Bara den som har platsen {seat.label} lämnar synpunkter för den. Ingen kan göra det i hennes ställe."
        )
    if meeting.is_cancelled:
        return deny("Mötet är inställt.")
    if meeting.called_at is None:
        return deny("Ingen kallelse har skickats än.")
    if meeting.has_opened:
        return deny(
            f"Mötet började {instant_text(meeting.starts_at)} och synpunkter lämnas inte längre här. "
            "Din text är sparad i ditt utkast. Skicka den till den som sammankallar, så kan den läsas upp eller tas med i efterhand."
        )
    return ALLOWED


def may_read_draft(user: User, seat: Seat, *, sits: bool) -> bool:
    """Does the person read what is being written for the seat? Those in it, and colleagues with a grant."""
    return sits or seat.organisation_id in powers_of(user).colleagues


def may_anchor(user: User, meeting: Meeting, seat: Seat, *, sits: bool) -> Verdict:
    """May the person send items to a colleague? As she may write, and as long as an answer could be of use."""
    return may_write_view(user, meeting, seat, sits=sits)


def may_revoke(user: User, anchoring: Anchoring, *, sits: bool) -> Verdict:
    """May the person withdraw the link? Whoever sent it, and whoever sits in the seat now."""
    if not anchoring.is_open:
        return deny("Länken gäller inte längre.")
    if sits or anchoring.sent_by_id == user.pk:
        return ALLOWED
    return deny("Länken återkallas av den som skickade den eller den som har platsen nu.")


def may_be_heard_on(place: Place, item: AgendaItem) -> bool:
    """Does the item concern the place? An item of one body in a joint meeting concerns that body's places."""
    return item.body_id is None or item.body_id == place.body.pk


def may_keep_standing(user: User, body: Body) -> Verdict:
    """May the person decide what is on each of the body's agendas? Whoever convenes or chairs it (44, 54)."""
    if powers_of(user).can(Power.PRESIDE, body):
        return ALLOWED
    return may_plan(user, body)


def may_register_change(user: User, body: Body) -> Verdict:
    """May the person register an organisational change to a body (21)? Whoever sits in it, and the process leader."""
    powers = powers_of(user)
    if powers.can(Power.SIT, body) or powers.can(Power.LEAD, body):
        return ALLOWED
    return deny(f"Organisatoriska förändringar registreras av dem som har en plats i {body.short_name}.")


def may_revise_change(user: User, change: OrganisationalChange) -> Verdict:
    """May the person correct or take back the change? Whoever registered it and the process leader, until it is noted."""
    if change.acknowledged_at or change.withdrawn_at:
        return deny("Förändringen är redan tagen del av eller återtagen.")
    if change.registered_by_id == user.pk or powers_of(user).can(Power.LEAD, change.body):
        return ALLOWED
    return deny("Förändringen ändras av den som registrerade den och av processledaren.")


def may_acknowledge_change(user: User, change: OrganisationalChange) -> Verdict:
    """May the person note that the body has taken part of the change (21)? Whoever convenes or chairs it."""
    if change.acknowledged_at or change.withdrawn_at:
        return deny("Förändringen är redan tagen del av eller återtagen.")
    powers = powers_of(user)
    if powers.can(Power.CONVENE, change.body) or powers.can(Power.PRESIDE, change.body):
        return ALLOWED
    return deny(f"Att {change.body.short_name} har tagit del noteras av den som sammankallar eller leder gruppen.")


def is_in_time(meeting: Meeting) -> bool:
    """Is there still time for views before their last day ends at 23.59 (section 3, 13, 19)?"""
    return clock.now() <= clock.end_of(meeting.views_by)
