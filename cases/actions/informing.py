"""Telling the parties that a case concerns, all of them the same, with a log of who was told and when (rule 15)."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from cases import mail, rules
from cases.actions.moving import locked
from cases.models import Case, Information, InformationReceiver
from cases.models.readers import readings_of
from groups.models import Organisation, User
from groups.powers import Holding, powers_of
from groups.views.readers import active_holdings
from samla import clock
from samla.writing import write


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation, and those who sit for it today and may read the case."""

    organisation: Organisation
    people: tuple[User, ...]


def parties_of(case: Case) -> list[Party]:
    """Every organisation of the collaboration, in its order, with the people whom information would reach today."""
    holdings, people = active_holdings(case.collaboration_id)
    readers = {reading.user for reading in readings_of(case, holdings)}
    sitting = _sitting(holdings)
    organisations = Organisation.objects.filter(collaboration=case.collaboration_id, ended_on=None).in_swedish_order()
    return [
        Party(
            one,
            tuple(sorted((people[key] for key in sitting.get(one.pk, ()) if key in readers), key=lambda who: who.name)),
        )
        for one in organisations
    ]


@transaction.atomic
def inform(case: Case, organisations: Collection[Organisation], text: str, *, by: User) -> Information:
    """Tell everybody who sits for the organisations and may read the case; each once, also with seats in two of them.

    Raises PermissionDenied with the rule's reason, ValidationError when nobody would be reached or the text is refused.
    """
    case = locked(case)
    rules.may_inform(by, case).require()
    chosen = {one.pk for one in organisations}
    reached: dict[int, tuple[User, Organisation]] = {}
    for party in parties_of(case):
        if party.organisation.pk in chosen:
            for person in party.people:
                reached.setdefault(person.pk, (person, party.organisation))
    if not reached:
        raise ValidationError(
            {"parties": "Ingen av de valda organisationerna har någon med plats som kan läsa ärendet."}
        )
    seat = powers_of(by).seat_in(case.holder_id, case.collaboration_id)
    information = Information(case=case, text=text, by=by, by_name=by.name, seat_text=powers_of(by).acting_as(seat))
    write(information)
    InformationReceiver.objects.bulk_create(
        InformationReceiver(
            information=information,
            user=person,
            organisation=organisation,
            name=person.name,
            organisation_name=organisation.name,
        )
        for person, organisation in reached.values()
    )
    mail.tell_informed(information, User.objects.filter(pk__in=reached))
    return information


def mark_read(case: Case, *, by: User) -> int:
    """Note that the person has read what she was told about the case; answers how many she had not read before."""
    unread = InformationReceiver.objects.filter(information__case=case, user=by, read_at=None)
    return unread.update(read_at=clock.now())


def _sitting(holdings: list[Holding]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for holding in holdings:
        row = holding.held
        if row.kind == "seat" and row.organisation:
            found.setdefault(row.organisation, set()).add(holding.user)
    return found
