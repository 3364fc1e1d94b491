"""What meetings add to the pages of bodies and cases."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject

from cases.http import bodies_of
from cases.models import Case
from documents.models import Document, DocumentHome
from groups.models import Body
from groups.powers import Power, powers_of
from meetings import rules
from meetings.models import JointBody, Meeting, Notice, SubmissionDocument
from meetings.models.submissions import closed_to
from meetings.rules import may_read_submission
from meetings.views.listing import rows_of, settings_of
from samla import clock
from samla.http import Request
from samla.registry import (
    Milestone,
    register_disposal_veto,
    register_document_home,
    register_extra,
    register_milestones,
    register_panel,
)

SHOWN = 5
OF_MEETING = {
    **{name: name for name in ("pk", "title", "kind", "state", "place", "link", "starts_at", "ends_at", "body")},
    "short_name": "body__short_name",
}
ITEMS_ON_AGENDAS = """
    (SELECT jsonb_agg(jsonb_build_object(
        'pk', m.id, 'title', m.title, 'kind', m.kind, 'state', m.state, 'place', m.place, 'link', m.link,
        'starts_at', m.starts_at, 'ends_at', m.ends_at, 'body', m.body_id, 'short_name', b.short_name,
        'called_at', m.called_at, 'withdrawn_at', i.withdrawn_at, 'reason', i.withdrawn_reason
     ) ORDER BY m.starts_at, i.id)
     FROM meetings_agendaitem i JOIN meetings_meeting m ON m.id = i.meeting_id JOIN groups_body b ON b.id = m.body_id
     WHERE i.case_id = cases_case.id)"""
ANNUAL_REPORT = (3, 31)  # month and day (K27)


@register_extra("body", "coming_meetings")
def coming_meetings(request: Request) -> Any:
    """The next meetings of a body, with those that it takes part in."""
    joint = JointBody.objects.filter(meeting=OuterRef("pk"), body=OuterRef(OuterRef("pk")))
    there = Meeting.objects.visible_to(request.user).to_be_held().filter(Q(body=OuterRef("pk")) | Exists(joint))
    return ArraySubquery(there.order_by("starts_at").values(row=JSONObject(**OF_MEETING))[:SHOWN])


@register_panel("body", order=5, template="meetings/_body_meetings.html")
def body_meetings(request: Request, body: Body) -> Mapping[str, Any] | None:
    """The body's next meetings, which came with it."""
    if body.is_external:
        return None
    return {
        "body": body,
        "meetings": rows_of([_meeting(row) for row in body.__dict__["coming_meetings"]], {}),
        "may_plan": powers_of(request.user).can(Power.CONVENE, body),
        "year": clock.today().year,
        "settings": settings_of(body),
    }


def _meeting(row: Mapping[str, Any]) -> Meeting:
    """A meeting as a line needs it, out of the columns of OF_MEETING."""
    columns = {name: row[name] for name in ("pk", "title", "kind", "state", "place", "link")}
    times = {name: dt.datetime.fromisoformat(row[name]) for name in ("starts_at", "ends_at")}
    return Meeting(body=Body(pk=row["body"], short_name=row["short_name"]), **columns, **times)


@register_extra("case", "items_on_agendas")
def items_on_agendas(_request: Request) -> str:
    """The items about a case, on whatever agenda, in the order of the meetings."""
    return ITEMS_ON_AGENDAS


@register_panel("case", order=10, template="meetings/_case_meetings.html")
def case_meetings(request: Request, case: Case) -> Mapping[str, Any] | None:
    """On which agendas the case stands or stood: those that have been sent, and drafts for whoever prepares them."""
    powers, bodies = powers_of(request.user), bodies_of(request)
    lines = []
    for row in json.loads(case.__dict__["items_on_agendas"] or "[]"):
        meeting, body = _meeting(row), bodies.get(row["body"])
        prepares = body is not None and (powers.can(Power.CONVENE, body) or powers.can(Power.PRESIDE, body))
        if row["called_at"] is None and not prepares:
            continue
        note = ", dagordningen är inte skickad" if row["called_at"] is None else ""
        note = f", utgick: {row['reason']}" if row["withdrawn_at"] else note
        lines.append((meeting.get_absolute_url(), str(meeting), note))
    return {"lines": lines} if lines else None


@register_document_home(DocumentHome.MEETING)
def pages_of_documents(request: Request, documents: Iterable[Document]) -> dict[int, str]:
    """Where the documents of meetings have their pages: notices, and what was handed in; only what the reader may see."""
    keys = [document.pk for document in documents]
    visible = Meeting.objects.visible_to(request.user)
    notices = Notice.objects.filter(document__in=keys, meeting__in=visible).select_related("meeting")
    found = {notice.document_id or 0: notice.get_absolute_url() for notice in notices.defer("content")}
    given = SubmissionDocument.objects.filter(document__in=keys, submission__meeting__in=visible)
    links = list(given.select_related("submission__meeting__body", "submission__meeting__collaboration"))
    closed = closed_to(request.user, [one.submission for one in links])
    for one in links:
        if one.submission_id not in closed and may_read_submission(request.user, one.submission):
            found[one.document_id] = f"{one.submission.meeting.get_absolute_url()}inlamningar/{one.submission_id}/"
    return found


@register_disposal_veto
def documents_of_meetings_to_come(documents: Collection[int]) -> Mapping[int, str]:
    """A meeting keeps its notices, and what was handed in before it, until it has been held (L10)."""
    coming = {"ends_at__gte": clock.now()}
    notices = Notice.objects.filter(
        document__in=documents, **{f"meeting__{key}": value for key, value in coming.items()}
    )
    given = SubmissionDocument.objects.filter(
        document__in=documents, **{f"submission__meeting__{key}": value for key, value in coming.items()}
    )
    keys = [*notices.values_list("document", flat=True), *given.values_list("document", flat=True)]
    return dict.fromkeys(keys, "Mötet som handlingen hör till har inte hållits än.")


@register_panel("body", order=25, template="meetings/_body_changes.html")
def body_changes(request: Request, body: Body) -> Mapping[str, Any] | None:
    """The way to the body's organisational changes (21), without a question of its own; nothing for strangers."""
    if body.is_external or body.collaboration_id not in powers_of(request.user).readable:
        return None
    return {
        "url": f"{body.get_absolute_url()}forandringar/",
        "may_register": bool(rules.may_register_change(request.user, body)),
    }


@register_milestones
def halves(request: Request, year: int) -> Iterable[Milestone]:
    """The half-years in which meetings are counted (32, 58), and the last day for the annual report (K27)."""
    yield Milestone(dt.date(year, *ANNUAL_REPORT), f"Sista dagen för årsrapporten för {year - 1}")
    yield Milestone(dt.date(year, 6, 30), "Första halvåret slutar. Mötena räknas per halvår")
