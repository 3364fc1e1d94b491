"""The questions that are asked of many cases at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery

from cases.workflow import OPEN, State, Verb
from documents.workflow import DocumentState
from groups.models import Body, User
from groups.powers import Powers, powers_of
from samla import clock

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    from cases.models.case import Case  # noqa: F401  named in the class line below
    from cases.models.documents import CaseDocument
    from cases.models.trail import CaseStep

HIDDEN = (State.DRAFT, State.DISCARDED)
NOT_MATERIAL = (DocumentState.DRAFT, DocumentState.DISPOSED)
LONG_TEXTS = ("background", "question", "proposal", "consequence", "attachments", "outcome")


# Written in SQL: as Q objects the same condition took a third of the time that a question about cases takes.
READABLE = """(
    {case}.state = ANY (%(hidden)s) AND (
        {case}.author_id = %(reader)s AND {case}.collaboration_id = ANY (%(reached)s::bigint[])
        OR {case}.origin_id = ANY (%(presides)s::bigint[])
        OR {case}.collaboration_id = ANY (%(leads)s::bigint[]){granted}
    )
    OR {case}.state <> ALL (%(hidden)s) AND {case}.collaboration_id = ANY (%(readable)s::bigint[]) AND (
        {marking} = ''
        OR {case}.collaboration_id = ANY (%(leads)s::bigint[])
        OR EXISTS (
            SELECT FROM cases_casestep step
            WHERE step.case_id = {case}.id
              AND (step.to_body_id = ANY (%(bodies)s::bigint[]) OR step.from_body_id = ANY (%(bodies)s::bigint[]))
        )
    )
)"""

# Added only for whoever has such a grant: everybody else's question stays as it was.
GRANTED = """
        OR {marking} = '' AND (
            {case}.origin_id = ANY (%(drafts)s::bigint[])
            OR ({case}.author_id, {case}.origin_id) IN (SELECT * FROM unnest(%(authors)s::bigint[], %(origins)s::bigint[]))
        )"""

NAME = re.compile(r"%\((\w+)\)s")


def readable_sql(
    user: User, powers: Powers, *, case: str = "cases_case", marking: str = "cases_case.secrecy_provision"
) -> tuple[str, dict[str, Any]]:
    """The condition of `CaseQuerySet.visible_to` about the tables of those names, and its parameters by name."""
    drafts, pairs = sorted(powers.drafts), powers.representatives()
    parameters = {
        "hidden": [state.value for state in HIDDEN],
        "reader": user.pk,
        "reached": sorted(powers.collaborations),
        "presides": sorted(powers.presides),
        "leads": sorted(powers.leads),
        "readable": sorted(powers.readable),
        "bodies": sorted(powers.bodies),
    }
    if drafts or pairs:
        parameters |= {"drafts": drafts, "authors": [one for one, _ in pairs], "origins": [body for _, body in pairs]}
    condition = READABLE.replace("{granted}", GRANTED if drafts or pairs else "")
    return condition.format(case=case, marking=marking), parameters


class Readable(Func):
    """The condition of `CaseQuerySet.visible_to`, about the case of the query that it stands in.

    `case`: the path to any column of the case; `document`: of a document, whose secrecy marking counts as the case's.
    `cases/models/readers.py` asks the same from the other end: who reads this case.
    """

    output_field = models.BooleanField()

    def __init__(self, case: str, user: User, powers: Powers, *, document: str = "") -> None:
        super().__init__(case, *([document] if document else []))
        self.user, self.powers = user, powers

    def as_postgresql(self, compiler: SQLCompiler, _connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """SQL and parameters, as the compiler asks for them."""
        case, *document = (compiler.quote_name(column.alias) for column in self.get_source_expressions())
        marking = " || ".join(f"{table}.secrecy_provision" for table in (case, *document))
        condition, parameters = readable_sql(self.user, self.powers, case=case, marking=f"({marking})")
        return NAME.sub("%s", condition), tuple(parameters[name] for name in NAME.findall(condition))


class CaseQuerySet(models.QuerySet["Case"]):
    def _steps(self) -> models.QuerySet[CaseStep]:
        """The steps of the case of the outer query."""
        steps: type[CaseStep] = apps.get_model("cases", "CaseStep")
        return steps.objects.filter(case=OuterRef("pk"))

    def visible_to(self, user: User) -> Self:
        """Every case that the person may read (section 3, 1).

        A draft: its author, the presidium of the origin body, the process leader; by grant, unless it is marked secret,
        who may read the body's drafts or those of the organisation for which the author sits there. Once handed in:
        everybody with a seat or a reader's grant in the collaboration; with a secrecy marking only the bodies on its
        way and the leader.
        """
        return self.filter(Readable("pk", user, powers_of(user)))

    def open(self) -> Self:
        """Handed in and not yet closed."""
        return self.filter(state__in=OPEN)

    def held_by(self, body: Body) -> Self:
        """The body's queue: open cases that lie there."""
        return self.open().filter(holder=body)

    def sent_from(self, body: Body) -> Self:
        """What the body has sent and not yet got an answer to (rules 47, 48), soonest answer first.

        Each has `sent_to`, `sent_at` and `answer_due` of that sending.

        A case is out while it lies elsewhere and the last step by which it left the body was a sending.
        """
        left = self._steps().filter(from_body=body).exclude(to_body=body).order_by("-pk")
        return (
            self.open()
            .exclude(holder=body)
            .annotate(
                left_by=Subquery(left.values("verb")[:1]),
                sent_to=Subquery(left.values("to_body__short_name")[:1]),
                sent_at=Subquery(left.values("at")[:1]),
                answer_due=Subquery(left.values("deadline")[:1]),
            )
            .filter(left_by=Verb.SEND)
            .order_by("answer_due", "sent_at")
        )

    def overdue(self) -> Self:
        """Open cases whose last day, or whose question's last day, has passed."""
        today = clock.today()
        return self.open().filter(Q(deadline__lt=today) | Q(answer_by__lt=today) | Q(resume_on__lt=today))

    def with_documents(self) -> Self:
        """Each with `has_documents`: has it any that others than the author may read (rule 45)?"""
        links: type[CaseDocument] = apps.get_model("cases", "CaseDocument")
        shown = links.objects.filter(case=OuterRef("pk")).exclude(document__state__in=NOT_MATERIAL)
        return self.annotate(has_documents=Exists(shown))

    def with_readiness(self) -> Self:
        """Each with what the readiness list asks of its relations (rule 45): `has_documents` and `names_parties`."""
        parties = apps.get_model("cases", "CaseParty").objects.filter(case=OuterRef("pk"))
        return self.with_documents().annotate(names_parties=Exists(parties))

    def without_texts(self) -> Self:
        """For lists, whose lines show none of the long texts."""
        return self.defer(*LONG_TEXTS)

    def in_order(self, order: str) -> Self:
        """Sorted as a queue is: by priority (the default), age, deadline, number or origin."""
        oldest = F("arrived_at").asc(nulls_last=True)
        orders = {
            "prioritet": [F("priority").asc(nulls_last=True), oldest],
            "alder": [oldest],
            "senast": [F("deadline").asc(nulls_last=True), oldest],
            "nummer": [F("number").desc(nulls_last=True)],
            "ursprung": [F("origin__position").asc(), F("origin__name").asc(), oldest],
            "andrad": [F("changed_at").desc()],
        }
        return self.order_by(*orders.get(order, orders["prioritet"]), "pk")

    def matching(self, text: str) -> Self:
        """Cases whose number, heading or question contains the words."""
        wanted = self
        for word in text.split():
            number = Q(number__icontains=word) | Q(number__icontains=word.replace("-", " ", 1))  # as in the address
            wanted = wanted.filter(Q(title__icontains=word) | number | Q(question__icontains=word))
        return wanted
