"""Which documents of a notice a person may read: asked of all at once, in at most three queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cases.models import Case, CaseDocument
from documents.models import Document
from documents.models.document import OPEN
from documents.workflow import GONE, DocumentState
from groups.models import User
from groups.powers import Power, powers_of
from meetings.models.meeting import Meeting
from meetings.models.notices import NoticeReceiver
from meetings.models.participants import bodies_of
from meetings.workflow import ReceiverRole

HIDDEN = "Ärende med sekretess"
"""What stands for the title of a case that the reader may not know of."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One document at one item, in the version that the notice froze."""

    item: int
    document: int
    version: int
    title: str
    number: str
    filename: str
    size: int
    is_secret: bool


def items_for(content: dict[str, Any], meeting: Meeting, user: User) -> list[dict[str, Any]]:
    """The items of a notice that the person reads: all, or for a resource person only hers (56)."""
    items: list[dict[str, Any]] = content["items"]
    if meeting.collaboration_id in powers_of(user).readable:
        return items
    return [item for item in items if any(person["user"] == user.pk for person in item["people"])]


def papers_of(meeting: Meeting, items: Iterable[dict[str, Any]], user: User) -> list[Paper]:
    """The documents at these items of a notice that the person may read, in their order.

    What is marked secret is read by those who may read the document itself (L7). What is not finalised is read by those
    who are called and by who belongs to the bodies that meet. What is a draft again, or gone, by nobody.
    """
    told = [(item, paper) for item in items for paper in item["documents"]]
    if not told:
        return []
    keys = {paper["document"] for _, paper in told}
    known = {one.pk: one for one in Document.objects.filter(pk__in=keys).only("state", "secrecy_provision", "author")}
    secret = [key for key, one in known.items() if one.secrecy_provision]
    open_to = _readable(secret, user) if secret else set()
    near = is_near(meeting, user)
    found = []
    for item, paper in told:
        document = known.get(paper["document"])
        if document is None or document.state in GONE or document.state == DocumentState.DRAFT:
            continue
        if document.secrecy_provision and document.pk not in open_to:
            continue
        if document.state in OPEN and not near and not _is_called_to(item, user):
            continue
        facts = {name: paper[name] for name in ("document", "version", "title", "number", "filename", "size")}
        found.append(Paper(item=item["item"], is_secret=bool(document.secrecy_provision), **facts))
    return found


def is_near(meeting: Meeting, user: User) -> bool:
    """Does the person belong to the meeting: by a seat in its bodies, by convening them, or by having got its notice?"""
    powers = powers_of(user)
    if meeting.collaboration_id not in powers.readable:
        return True  # she knows of the meeting at all only because she is called
    bodies = bodies_of(meeting)
    if any(body.pk in powers.bodies or powers.can(Power.CONVENE, body) for body in bodies):
        return True
    whole = NoticeReceiver.objects.filter(notice__meeting=meeting, user=user).exclude(role=ReceiverRole.RESOURCE)
    return whole.exists()


def _is_called_to(item: dict[str, Any], user: User) -> bool:
    """Is she co-opted for the item, wherever else in the collaboration she sits (56)?"""
    return any(person["user"] == user.pk for person in item["people"])


def secret_cases_of(items: Iterable[dict[str, Any]], user: User) -> set[int]:
    """The items whose case is marked secret, when it was sent or since, and which the person may not read about.

    One query when the notice has cases, two when one of them is marked.
    """
    told = {item["case_key"]: item for item in items if item["case_key"]}
    if not told:
        return set()
    now = set(Case.objects.filter(pk__in=told).exclude(secrecy_provision="").values_list("pk", flat=True))
    marked = now | {key for key, item in told.items() if item["is_secret"]}
    if not marked:
        return set()
    readable = set(Case.objects.visible_to(user).filter(pk__in=marked).values_list("pk", flat=True))
    return {told[key]["item"] for key in marked - readable}


def _readable(documents: list[int], user: User) -> set[int]:
    own = Document.objects.visible_to(user).filter(pk__in=documents).values_list("pk", flat=True)
    of_cases = CaseDocument.objects.visible_to(user).filter(document__in=documents).values_list("document", flat=True)
    return {*own, *of_cases}
