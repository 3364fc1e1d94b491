"""Who reads this case, by name and role: the question of `CaseQuerySet.visible_to`, asked from the other end.

A test holds the two in step, person by person and case by case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cases.models.case import Case
from cases.models.documents import CaseDocument
from cases.models.queries import HIDDEN
from cases.models.trail import CaseStep
from documents.workflow import DocumentState
from groups.powers import PROCESS_LEADER, READERS, Holding, Power, Powers, powers_by_person


class Role(StrEnum):
    """As what somebody reads a case; the order is the page's."""

    LEADER = "leader"
    UPLOADER = "uploader"  # of documents only
    AUTHOR = "author"
    PRESIDIUM = "presidium"
    SEAT = "seat"
    GRANT = "grant"


@dataclass(frozen=True, slots=True)
class Reading:
    """One person reads a case in one role. `body` when it is a seat, `power` and `holding` when it is a grant."""

    role: Role
    user: int
    body: int | None = None
    power: Power | None = None
    holding: Holding | None = None


def readings_of(case: Case, holdings: Iterable[Holding], *, secret: bool | None = None) -> list[Reading]:
    """Everybody who reads the case, once per role, from all that people hold in its collaboration today.

    `secret` answers as if the case had, or had not, a secrecy marking. Costs one query when it has one.
    """
    held = list(holdings)
    marked = bool(case.secrecy_provision) if secret is None else secret
    if case.state in HIDDEN:
        found = _of_draft(case, held, powers_by_person(held), marked=marked)
    else:
        found = _of_submitted(held, passed_by(case) if marked else None)
    return list(dict.fromkeys(found))


def document_readings_of(
    link: CaseDocument, holdings: Iterable[Holding], *, secret: bool | None = None
) -> list[Reading]:
    """Everybody who reads a document of a case, once per role: `CaseDocumentQuerySet.visible_to` from the other end.

    What is published is read by anybody besides. `secret` and costs as `readings_of`.
    """
    case, document = link.case, link.document
    marked = link.is_secret if secret is None else secret
    found = readings_of(case, holdings, secret=marked)
    author = {reading.user for reading in found} & {document.author_id}
    uploaded = [Reading(Role.UPLOADER, user) for user in author]
    if document.state == DocumentState.DISCARDED:
        return []
    if document.state == DocumentState.DRAFT:
        return uploaded
    if document.state == DocumentState.SHARED and case.state not in HIDDEN:
        near = {case.holder_id, case.asked_id}
        found = [each for each in found if each.role == Role.LEADER or (each.role == Role.SEAT and each.body in near)]
    return list(dict.fromkeys([*uploaded, *found]))


def passed_by(case: Case) -> set[int]:
    """The bodies on the case's way, which are all who read it when it is marked secret."""
    steps = CaseStep.objects.filter(case=case)
    return {body for pair in steps.values_list("from_body", "to_body") for body in pair}


def _of_draft(case: Case, holdings: list[Holding], powers: dict[int, Powers], *, marked: bool) -> Iterable[Reading]:
    if case.author_id in powers:
        yield Reading(Role.AUTHOR, case.author_id)
    represented = _represented_by(case, holdings)
    for holding in holdings:
        row, user = holding.held, holding.user
        if row.kind == "seat" and row.role == PROCESS_LEADER:
            yield Reading(Role.LEADER, user)
        if row.kind == "office" and row.body == case.origin_id:
            yield Reading(Role.PRESIDIUM, user)
        if row.kind == "grant" and not marked:
            of_body = row.what == Power.READ_DRAFTS and row.body == case.origin_id
            of_organisation = row.what == Power.READ_ORGANISATION and row.organisation in represented
            if of_body or of_organisation:
                yield Reading(Role.GRANT, user, power=Power(row.what), holding=holding)


def _represented_by(case: Case, holdings: list[Holding]) -> set[int | None]:
    """The organisations for which the author sits in the body that raises the draft."""
    seats = (each.held for each in holdings if each.user == case.author_id and each.held.kind == "seat")
    return {row.organisation for row in seats if row.body == case.origin_id and row.organisation}


def _of_submitted(holdings: list[Holding], passed: set[int] | None) -> Iterable[Reading]:
    """`passed` are the only bodies whose seats read it; None when there is no secrecy marking."""
    for holding in holdings:
        row, user = holding.held, holding.user
        if row.kind == "seat":
            if row.role == PROCESS_LEADER:
                yield Reading(Role.LEADER, user)
            if passed is None or row.body in passed:
                yield Reading(Role.SEAT, user, body=row.body)
        elif row.kind == "grant" and row.what in READERS and passed is None:
            yield Reading(Role.GRANT, user, power=Power(row.what), holding=holding)


def people_by_role(readings: Iterable[Reading]) -> dict[tuple[Role, int | None, Power | None], list[Reading]]:
    """The readings gathered under what a reader of the page calls them: a role, a body's seats, a kind of grant."""
    found: dict[tuple[Role, int | None, Power | None], list[Reading]] = defaultdict(list)
    for reading in readings:
        found[reading.role, reading.body, reading.power].append(reading)
    return found
