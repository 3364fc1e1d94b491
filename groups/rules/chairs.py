"""Who may lead a body, and who may say so."""

from groups.models import Appointment, Body, ChairTerm, Office, Organisation, Seat, Side, User
from groups.powers import Power, powers_of
from groups.rules.rotation import THE_SIDE
from samla import clock
from samla.formats import date_text, genitive
from samla.verdict import ALLOWED, Verdict, deny


def may_plan_chairs(user: User | None, body: Body, office: Office | None = None) -> Verdict:
    """May this person register who leads the body, or what is planned? Never where the office is another body's (55)."""
    if body.is_external:
        return deny(f"{body.short_name} står utanför portalen och har inget presidium här.")
    derived = derived_offices(body)
    offices = [office] if office else list(Office)
    if all(one in derived for one in offices):
        seat = derived[offices[0]]
        label = Office(offices[0]).label
        source = genitive(seat.derived_from.short_name) if seat.derived_from else ""
        return deny(f"{genitive(body.short_name)} {label} är {source}; det följer och matas aldrig in.")
    if user is None or powers_of(user).can(Power.LEAD, body):
        return ALLOWED
    return deny("Bara processledaren kan registrera en ordförandeperiod.")


def derived_offices(body: Body) -> dict[str, Seat]:
    """The offices of a body that follow from another body's, with the seat that says so (rule 55)."""
    today = clock.today()
    seats = Seat.objects.filter(body=body).exclude(confers_office="").exclude(valid_to__lt=today)
    return {seat.confers_office: seat for seat in seats.select_related("derived_from")}


def may_elect(user: User | None, body: Body, appointment: Appointment, office: Office | None = None) -> Verdict:
    """May this person register that somebody leads the body? The chair sits in the body that she chairs."""
    if appointment.seat.body_id != body.pk:
        return deny(f"{appointment.user} har ingen plats i {body} och kan därför inte leda den.")
    return may_plan_chairs(user, body, office)


def may_schedule(user: User | None, body: Body) -> Verdict:
    """May this person lay out the coming years of a body? Only where the chair moves between the sides (39)."""
    verdict = may_plan_chairs(user, body)
    if verdict and not body.chair_rotates:
        return deny(
            f"Ordförandeskapet i {body.short_name} växlar inte mellan sidorna; där finns inget schema att lägga."
        )
    return verdict


def may_name(user: User | None, term: ChairTerm) -> Verdict:
    """May this person say who takes a planned term?"""
    if term.appointment_id is not None:
        return deny("Perioden har redan ett namn. Den som har uppdraget måste lämna det innan någon annan utses.")
    return may_plan_chairs(user, term.body, Office(term.office))


def may_leave(user: User | None, term: ChairTerm) -> Verdict:
    """May this person register that the holder leaves before the term is over?"""
    if term.appointment_id is None:
        return deny("Perioden är planerad utan namn, så det finns ingen som kan lämna uppdraget.")
    if term.ends_on < clock.today():
        return deny(f"Uppdraget är redan slut sedan {date_text(term.ends_on)}.")
    return may_plan_chairs(user, term.body, Office(term.office))


def has_not_begun(term: ChairTerm) -> bool:
    """Is the first day of the term still to come?"""
    return term.starts_on > clock.today()


def may_withdraw_term(user: User | None, term: ChairTerm) -> Verdict:
    """May this person take away a planned term? What somebody has held, or a part of it, stays."""
    if term.appointment_id is not None:
        return deny("Perioden har ett namn och kan inte tas bort. Registrera i stället att uppdraget lämnas.")
    if (term.starts_on, term.ends_on) != (term.period_starts_on, term.period_ends_on):
        return deny("Det här är resten av en period som någon har lämnat. Utse den som ska ha den.")
    return may_plan_chairs(user, term.body, Office(term.office))


def may_change_side(organisation: Organisation) -> Verdict:
    """May an organisation change side? Not while one of its people has, or will have, a term that rotates (38–41)."""
    terms = ChairTerm.objects.filter(
        appointment__seat__organisation=organisation, rotates=True, ends_on__gte=clock.today()
    )
    term = terms.with_holders().first()
    if term is None or term.appointment is None:
        return ALLOWED
    return deny(
        f"{organisation} kan inte byta sida än: {term.appointment.user} är {Office(term.office).label} i "
        f"{term.body.short_name} för {THE_SIDE[Side(term.side)]} {date_text(term.starts_on)}–{date_text(term.ends_on)}. "
        "Avsluta uppdraget först, eller vänta tills perioden är slut."
    )
