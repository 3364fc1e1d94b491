"""A meeting as whoever prepares it sees it: everything that its page asks for, in a fixed few queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject, TruncDate

from cases.models import Case, CaseDocument, CaseParty
from cases.models.queries import NOT_MATERIAL
from documents.models import RegisteringAuthority
from documents.workflow import GONE, DocumentState
from groups.models import Body, Office, OfficeHolding, User
from meetings.models.agenda import AgendaItem, ItemDocument, OrganisationalChange, ResourcePerson, StandingItem
from meetings.models.meeting import Meeting
from meetings.models.notices import Notice
from meetings.models.queries import MeetingQuerySet
from samla import clock

COMPARED = ("kind", "group", "title", "proposal", "presenter", "minutes", "unready_reason")
NOT_SENT = (*GONE, DocumentState.DRAFT)


@dataclass(frozen=True, slots=True)
class ItemPaper:
    """One document of an item as its preparer sees it."""

    link: int
    document: int
    title: str
    state: str
    is_secret: bool

    @property
    def goes_out(self) -> bool:
        """Does it go with the notice? Drafts, and what is gone, do not (L2)."""
        return self.state not in NOT_SENT


def meeting_to_prepare(meetings: MeetingQuerySet) -> MeetingQuerySet:
    """The meetings, each with what is asked around it: authority, chair, preparing meeting, neighbours, last notice,
    standing items and waiting changes; two queries with its bodies.
    """
    day = OuterRef("held_on")
    chairs = OfficeHolding.objects.filter(body=OuterRef("body"), office=Office.CHAIR).filter(
        Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day
    )
    same = Meeting.objects.filter(body=OuterRef("body")).standing()
    earlier = same.filter(starts_at__lt=OuterRef("starts_at"), items__isnull=False).order_by("-starts_at")
    later = same.filter(starts_at__gt=OuterRef("starts_at")).order_by("starts_at")
    last = Notice.objects.filter(meeting=OuterRef("pk")).order_by("-number")
    authorities = RegisteringAuthority.objects.filter(body=OuterRef("body"), year=clock.today().year)
    standing = StandingItem.objects.filter(body=OuterRef("body"), ended_on=None).order_by("position", "pk")
    waiting = OrganisationalChange.objects.waiting().filter(body=OuterRef("body")).order_by("from_on", "pk")
    whose = {"principal": "principal__name", "organisation": "organisation__name", "from_on": "from_on"}
    found: MeetingQuerySet = (
        meetings.with_bodies()
        .alias(held_on=TruncDate("starts_at", tzinfo=clock.STOCKHOLM))
        .annotate(
            has_authority=Exists(authorities),
            has_chair=Exists(chairs),
            has_preparing=Exists(Meeting.objects.standing().filter(prepares=OuterRef("pk"))),
            previous_key=Subquery(earlier.values("pk")[:1]),
            next_key=Subquery(later.values("pk")[:1]),
            last_number=Subquery(last.values("number")[:1]),
            last_content=Subquery(last.values("content")[:1]),
            standing_rows=ArraySubquery(
                standing.values(row=JSONObject(pk="pk", title="title", kind="kind", group="group", minutes="minutes"))
            ),
            change_rows=ArraySubquery(waiting.values(row=JSONObject(pk="pk", what="what", **whose))),
        )
    )
    return found


def differs(meeting: Any, items: Iterable[AgendaItem]) -> bool:
    """Is the meeting, with its items, no longer as its last notice says? Compared in memory; False before any notice.

    The words of each change, `changes.py` gives; who is called is not compared here.
    """
    content = meeting.last_content
    if content is None:
        return False
    head = content["meeting"]
    times = (meeting.starts_at, meeting.ends_at)
    if [dt.datetime.fromisoformat(head[name]) for name in ("starts_at", "ends_at")] != list(times):
        return True
    if any(head[name] != getattr(meeting, name) for name in ("place", "link", "practical")):
        return True
    return [_as_sent(item) for item in content["items"]] != [_as_it_is(item) for item in items]


def _as_sent(item: dict[str, Any]) -> tuple[object, ...]:
    papers = sorted((one["document"], one["version"]) for one in item["documents"])
    people = sorted((one["user"], one["about"]) for one in item["people"])
    return (item["item"], *(item[name] for name in COMPARED), item["body"], papers, people)


def _as_it_is(item: AgendaItem) -> tuple[object, ...]:
    rows = item.__dict__["paper_rows"]
    papers = sorted(
        (one["document"], one["version"]) for one in rows if one["version"] and one["state"] not in NOT_SENT
    )
    people = sorted((one["user"], one["about"]) for one in item.__dict__["person_rows"])
    body = item.body.short_name if item.body else ""
    return (item.pk, *(getattr(item, name) for name in COMPARED), body, papers, people)


def items_to_prepare(meeting: Meeting) -> list[AgendaItem]:
    """The items on the agenda in order with case, change, documents and resource persons; one query however many."""
    papers = ItemDocument.objects.filter(item=OuterRef("pk")).annotate(newest=Max("document__versions__number"))
    persons = ResourcePerson.objects.filter(item=OuterRef("pk")).order_by("pk")
    of_case = CaseDocument.objects.filter(case=OuterRef("case")).exclude(document__state__in=NOT_MATERIAL)
    items = meeting.items.standing().select_related(
        "case", "change__principal", "change__organisation", "body", "moved_from__meeting"
    )
    found = items.annotate(
        paper_rows=ArraySubquery(
            papers.order_by("position", "pk").values(
                row=JSONObject(
                    link="pk",
                    document="document",
                    title="document__title",
                    state="document__state",
                    secrecy="document__secrecy_provision",
                    version="newest",
                )
            )
        ),
        person_rows=ArraySubquery(persons.values(row=JSONObject(user="user", name="user__name", about="about"))),
        case_has_documents=Exists(of_case),
        case_names_parties=Exists(CaseParty.objects.filter(case=OuterRef("case"))),
    ).order_by("position", "pk")
    listed = list(found)
    for item in listed:
        item.meeting = meeting
        if item.case is not None:
            item.case.__dict__["has_documents"] = item.__dict__["case_has_documents"]
            item.case.__dict__["names_parties"] = item.__dict__["case_names_parties"]
    return listed


def papers_of_item(item: AgendaItem) -> list[ItemPaper]:
    """The documents of an item; no query when they came with it."""
    rows: list[dict[str, Any]] | None = item.__dict__.get("paper_rows")
    if rows is None:
        rows = [
            {
                "link": one.pk,
                "document": one.document_id,
                "title": one.document.title,
                "state": one.document.state,
                "secrecy": one.document.secrecy_provision,
            }
            for one in item.document_links.select_related("document")
        ]
    return [
        ItemPaper(row["link"], row["document"], row["title"], row["state"], is_secret=bool(row["secrecy"]))
        for row in rows
    ]


def cases_for(meeting: Meeting, bodies: Iterable[Body], user: User) -> list[Case]:
    """The open cases that the meeting may take up, and that the person may read: held by its bodies, by the body that
    prepares them, or aiming at them. One query, without the long texts beyond what readiness asks.
    """
    bodies = list(bodies)
    keys = {body.pk for body in bodies}
    preparing = {body.prepared_by_id for body in bodies if body.prepared_by_id}
    wanted = Q(holder__in=keys | preparing) | Q(aims_at__in=keys)
    cases = Case.objects.visible_to(user).open().filter(wanted, collaboration=meeting.collaboration_id)
    return list(
        cases.with_readiness()
        .defer("outcome")
        .select_related("holder", "aims_at", "origin")
        .order_by(F("priority").asc(nulls_last=True), F("arrived_at").asc(nulls_last=True), "pk")
    )


def hidden_items(items: Iterable[AgendaItem], user: User) -> set[int]:
    """The items whose case is marked secret and may not be read by the person; no query when none is marked."""
    marked = {item.case.pk: item.pk for item in items if item.case and item.case.secrecy_provision}
    if not marked:
        return set()
    readable = set(Case.objects.visible_to(user).filter(pk__in=marked).values_list("pk", flat=True))
    return {item for case, item in marked.items() if case not in readable}
