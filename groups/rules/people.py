"""Who may see and change people, and why not. `None` is the operator at the command line."""

from typing import Any

from django.db.models import Q, QuerySet

from groups.models import (
    Appointment,
    BodyGrant,
    CareCollaboration,
    OrganisationGrant,
    Seat,
    Sitting,
    StaffRole,
    User,
)
from groups.powers import powers_of
from groups.rules.seats import may_appoint
from samla import clock
from samla.verdict import ALLOWED, Verdict, deny

ELSEWHERE = (
    "Personen har uppdrag eller behörighet också i en annan samverkan. Be den som sköter portalen att ändra "
    "e-postadress, HSA-id eller inloggning."
)


def leads(user: User | None, collaboration: CareCollaboration) -> bool:
    """Is she the collaboration's process leader today, or the operator?"""
    return user is None or collaboration.pk in powers_of(user).leads


def may_see_people(user: User, collaboration: CareCollaboration) -> Verdict:
    """May she read lists of people? The process leader everybody's, an administrator her own organisation's."""
    if leads(user, collaboration) or powers_of(user).administers_in(collaboration.pk):
        return ALLOWED
    return deny(
        "Bara processledaren och organisationernas administratörer ser personerna samlat. "
        "Vem som har vilken plats står på gruppernas sidor."
    )


def may_see_person(user: User, person: User, collaboration: CareCollaboration) -> Verdict:
    """May she open this person's page? Her own, as process leader anybody's, as administrator her organisation's."""
    if user.pk == person.pk or leads(user, collaboration):
        return ALLOWED
    own = powers_of(user).administers_in(collaboration.pk)
    if not own:
        return may_see_people(user, collaboration)
    if User.objects.of_organisations(own).filter(pk=person.pk).exists():
        return ALLOWED
    return deny("Du administrerar inte den organisation som personen hör till.")


def may_add_person(user: User | None, collaboration: CareCollaboration, seat: Seat | None = None) -> Verdict:
    """May she add a person? An administrator only together with a seat of her own organisation."""
    if leads(user, collaboration) or user is None:
        return may_appoint(user, seat) if seat else ALLOWED
    verdict = may_see_people(user, collaboration)
    if not verdict:
        return deny("Bara processledaren och organisationernas administratörer lägger upp personer.")
    return may_appoint(user, seat) if seat else ALLOWED


def may_change_person(user: User | None, person: User, collaboration: CareCollaboration) -> Verdict:
    """May she change name, title and phone? The process leader where the person is known.

    An administrator only of people who have nothing, now or to come, but seats of her own organisation.
    """
    if user is None:
        return ALLOWED
    if leads(user, collaboration):
        return _known(person, collaboration)
    if user.pk == person.pk:
        return deny("Dina egna uppgifter ändrar du under ”Mina uppgifter”.")
    verdict = may_see_person(user, person, collaboration)
    if not verdict:
        return verdict
    if _is_elsewhere(person, powers_of(user).administers_in(collaboration.pk)):
        return deny("Personen har uppdrag också utanför din organisation. Då ändrar processledaren uppgifterna.")
    return ALLOWED


def may_change_identity(user: User | None, person: User, collaboration: CareCollaboration) -> Verdict:
    """May she change the address by which the person signs in? Whoever has it is, to the portal, that person.

    So not for people who have powers in a collaboration that she does not lead, and as an administrator not for those who
    have ever had any outside her organisation.
    """
    verdict = may_change_person(user, person, collaboration)
    if not verdict or user is None:
        return verdict
    if user.pk == person.pk:
        return deny("Din egen e-postadress ändras av en annan processledare, eller av den som sköter portalen.")
    if leads(user, collaboration):
        return deny(ELSEWHERE) if _is_in_other_collaborations(person, user) else ALLOWED
    if _is_elsewhere(person, powers_of(user).administers_in(collaboration.pk), ever=True):
        return deny("Personen har eller har haft uppdrag utanför din organisation. Då ändrar processledaren adressen.")
    return ALLOWED


def may_change_hsa_id(user: User | None, person: User | None, collaboration: CareCollaboration) -> Verdict:
    """May she enter an HSA-id? The process leader only, since it opens the door from another system."""
    if not leads(user, collaboration):
        return deny("Bara processledaren anger HSA-id.")
    return may_change_identity(user, person, collaboration) if person else ALLOWED


def may_invite(user: User | None, person: User, collaboration: CareCollaboration) -> Verdict:
    """May she send the person an invitation? Whoever may see her and add people, as long as the person may sign in."""
    if user is not None:
        verdict = may_see_person(user, person, collaboration) and may_add_person(user, collaboration)
        if not verdict:
            return verdict
    if not person.is_active:
        return deny("Personens inloggning är stängd. Öppna den först.")
    return _known(person, collaboration)


def may_close_sign_in(user: User | None, person: User, collaboration: CareCollaboration) -> Verdict:
    """May she shut the person out, or let her in again? Never herself, and never the last process leader."""
    if user is not None and user.pk == person.pk:
        return deny("Du kan inte stänga din egen inloggning.")
    verdict = may_change_identity(user, person, collaboration)
    if not verdict or user is None or not person.is_active:
        return verdict
    leading = Sitting.objects.current().filter(seat__role=StaffRole.PROCESS_LEADER)
    rows = list(leading.values_list("seat__body__collaboration", "user", "user__is_active"))
    hers = {led for led, leader, _ in rows if leader == person.pk}
    if hers - {led for led, leader, is_active in rows if leader != person.pk and is_active}:
        return deny("Samverkan måste ha en processledare som kan logga in. Förordna en till först.")
    return ALLOWED


def _known(person: User, collaboration: CareCollaboration) -> Verdict:
    """Asked once for each person that is fetched; an action fetches her anew under its lock."""
    remembered: dict[int, bool] = person.__dict__.setdefault("_known_in", {})
    if collaboration.pk not in remembered:
        remembered[collaboration.pk] = User.objects.known_in(collaboration).filter(pk=person.pk).exists()
    return ALLOWED if remembered[collaboration.pk] else deny("Personen är inte känd i samverkan.")


def _is_elsewhere(person: User, organisations: frozenset[int], *, ever: bool = False) -> bool:
    """Has she anything, now or to come (or ever), that is not of these organisations?"""
    lasting = Q() if ever else Q(ends_on=None) | Q(ends_on__gte=clock.today())
    return _any(
        Appointment.objects.filter(lasting, user=person).exclude(seat__organisation__in=organisations),
        OrganisationGrant.objects.filter(lasting, user=person).exclude(content_object__in=organisations),
        BodyGrant.objects.filter(lasting, user=person),
    )


def _is_in_other_collaborations(person: User, user: User) -> bool:
    """Has she anything, now or to come, in a collaboration that the other does not lead?"""
    lasting = Q(ends_on=None) | Q(ends_on__gte=clock.today())
    led = powers_of(user).leads
    return _any(
        Appointment.objects.filter(lasting, user=person).exclude(seat__body__collaboration__in=led),
        BodyGrant.objects.filter(lasting, user=person).exclude(content_object__collaboration__in=led),
        OrganisationGrant.objects.filter(lasting, user=person).exclude(content_object__collaboration__in=led),
    )


def _any(first: QuerySet[Any], *others: QuerySet[Any]) -> bool:
    """Is there a row in any of them? One question."""
    return first.values("pk").union(*(other.values("pk") for other in others), all=True).exists()
