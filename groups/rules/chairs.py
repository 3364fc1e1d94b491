"""Who may lead a body, and who may say so."""

from groups.models import Appointment, Body, ChairTerm, Organisation, User
from groups.powers import Power, powers_of
from samla import clock
from samla.formats import date_text
from samla.verdict import ALLOWED, Verdict, deny


def may_elect(user: User | None, body: Body, appointment: Appointment) -> Verdict:
    """May this person register a chair term? The chair sits in the body that she chairs."""
    if appointment.seat.body_id != body.pk:
        return deny(f"{appointment.user} har ingen plats i {body} och kan därför inte leda den.")
    if user is None or powers_of(user).can(Power.LEAD, body):
        return ALLOWED
    return deny("Bara processledaren kan registrera en ordförandeperiod.")


def may_change_side(organisation: Organisation) -> Verdict:
    """May the organisation come to stand on another side? Not while somebody of its leads a body that rotates by side."""
    terms = ChairTerm.objects.filter(
        appointment__seat__organisation=organisation, rotates=True, ends_on__gte=clock.today()
    )
    term = terms.select_related("body").order_by("starts_on").first()
    if term is None:
        return ALLOWED
    return deny(
        f"Organisationen har {term.get_office_display()} i {term.body.short_name} till och med "
        f"{date_text(term.ends_on)}, och ordförandeskapet växlar mellan sidorna. Ändra mandatperioden först."
    )
