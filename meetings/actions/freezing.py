"""What a notice freezes: head, items with their documents, and names, as plain JSON that nothing later can change.

meeting:  kind, name, bodies [name], body (slug), starts_at, ends_at (ISO, Stockholm), place, link, practical,
cases_by, views_by (ISO), convener, co_convener, prepares (key or null)
items:    item (key), number, kind, group, title, proposal, presenter, minutes, starts ("13.20"), case (number or ""),
case_key, is_secret, is_late, unready_reason, body (short name or ""), change {whose, what, from_on,
consequence} or null, documents [{document, version, title, number, filename, size, is_secret}],
people [{user, name, about}]
called:   [{user, name, seat, organisation, status}]      vacant: [seat]       copies: [{user, name}]
"""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import F

from documents.models import DocumentVersion
from documents.workflow import DocumentState
from groups.models import Convener, Office
from meetings.models import AgendaItem, Meeting, Place, bodies_of, presidium_on
from samla import clock
from samla.formats import clock_text

type Content = dict[str, Any]

GONE = (DocumentState.DISPOSED, DocumentState.DISCARDED)
NOT_SENT = (*GONE, DocumentState.DRAFT)
"""What is only its author's, or no longer there, is never part of a notice (L2)."""


def freeze(meeting: Meeting, places: Iterable[Place], items: list[AgendaItem] | None = None) -> Content:
    """The meeting as a notice sends it now; four queries however many items, two when the items come with it, as
    `items_of` or `items_to_prepare` fetches them.
    """
    items = items_of(meeting) if items is None else items
    documents = _documents_of(items)
    starts, frozen = meeting.starts_at.astimezone(clock.STOCKHOLM), []
    for number, item in enumerate(items, start=1):
        frozen.append(_item(item, number, starts, documents[item.pk]))
        starts += dt.timedelta(minutes=item.minutes)
    places = list(places)
    return {
        "meeting": _head(meeting),
        "items": frozen,
        "called": [_person(place, user) for place in places for user in place.people],
        "vacant": [place.seat.label for place in places if place.is_vacant],
        "copies": [{"user": copy.user_id, "name": copy.user.name} for copy in meeting.copies.select_related("user")],
    }


def items_of(meeting: Meeting) -> list[AgendaItem]:
    """The items on the agenda in their order, with case, change and resource persons; two queries."""
    items = meeting.items.standing().select_related("case", "change__principal", "change__organisation", "body")
    found = list(items.prefetch_related("resource_persons__user"))
    for item in found:
        item.meeting = meeting
    return found


def canonical(content: Content) -> tuple[str, str]:
    """The content as text, always the same for the same content, and its SHA-256."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()


def _head(meeting: Meeting) -> dict[str, Any]:
    shared = meeting.body.convener == Convener.PROCESS_LEADER_AND_CHAIR
    chair = next((one.user.name for one in presidium_on(meeting) if one.office == Office.CHAIR), "") if shared else ""
    return {
        "kind": meeting.kind,
        "name": meeting.name,
        "body": meeting.body.slug,
        "bodies": [body.name for body in bodies_of(meeting)],
        "starts_at": meeting.starts_at.astimezone(clock.STOCKHOLM).isoformat(),
        "ends_at": meeting.ends_at.astimezone(clock.STOCKHOLM).isoformat(),
        "place": meeting.place,
        "link": meeting.link,
        "practical": meeting.practical,
        "cases_by": meeting.cases_by.isoformat(),
        "views_by": meeting.views_by.isoformat(),
        "co_convener": chair,
        "prepares": meeting.prepares_id,
    }


def _item(item: AgendaItem, number: int, starts: dt.datetime, documents: list[dict[str, Any]]) -> dict[str, Any]:
    case, change = item.case, item.change
    return {
        "item": item.pk,
        "number": number,
        "kind": item.kind,
        "group": item.group,
        "title": item.title,
        "proposal": item.proposal,
        "presenter": item.presenter,
        "minutes": item.minutes,
        "starts": clock_text(starts),
        "case": (case.number or "") if case else "",
        "case_key": case.pk if case else None,
        "is_secret": bool(case and case.secrecy_provision),
        "is_late": item.came_late,
        "unready_reason": item.unready_reason,
        "body": item.body.short_name if item.body else "",
        "change": {
            "whose": change.whose,
            "what": change.what,
            "from_on": change.from_on.isoformat(),
            "consequence": change.consequence,
        }
        if change
        else None,
        "documents": documents,
        "people": _people_of(item),
    }


def _people_of(item: AgendaItem) -> list[dict[str, Any]]:
    """The resource persons, in the order in which they were asked; no query when they came with the item."""
    rows: list[dict[str, Any]] | None = item.__dict__.get("person_rows")
    if rows is None:
        asked = item.resource_persons.all()
        rows = [{"user": one.user_id, "name": one.user.name, "about": one.about} for one in asked]
    return [{name: row[name] for name in ("user", "name", "about")} for row in rows]


def _documents_of(items: list[AgendaItem]) -> defaultdict[int, list[dict[str, Any]]]:
    """By item, each document that goes with it in the version of now; one query."""
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    versions = DocumentVersion.objects.filter(document__item_links__item__in=items)
    versions = versions.exclude(document__state__in=NOT_SENT).annotate(
        item=F("document__item_links__item"),
        position=F("document__item_links__position"),
        link=F("document__item_links"),
    )
    told = versions.select_related("document", "blob").order_by("item", "position", "link", "number")
    newest = {one.__dict__["link"]: one for one in told}  # the last of each link is its newest version
    for version in newest.values():
        document = version.document
        found[version.__dict__["item"]].append(
            {
                "document": document.pk,
                "version": version.number,
                "title": document.title,
                "number": document.number or "",
                "filename": version.filename,
                "size": version.blob.size,
                "is_secret": bool(document.secrecy_provision),
            }
        )
    return found


def _person(place: Place, user: Any) -> dict[str, Any]:
    return {
        "user": user.pk,
        "name": user.name,
        "seat": place.seat.label,
        "organisation": place.name,
        "body": place.body.short_name,
        "status": place.seat.status,
    }
