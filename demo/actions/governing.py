"""Made-up governing documents, written, finalised and approved by the real actions on their days (rules 42, 57, 64)."""

import datetime as dt
import tomllib
from typing import Any

from demo.actions.people import STORY
from demo.actions.records import publish
from demo.actions.stories import WORK_BEGINS, Calendar, acting
from documents import actions
from documents.actions import Approval
from documents.models import GoverningRevision, RegisteringAuthority
from documents.workflow import DocumentVerb
from groups.models import Body, MandateSlot, Organisation, User
from samla import clock


def write_governing(people: dict[str, User]) -> int:
    """Every document of the story file, unless they are there already; answers how many revisions."""
    if GoverningRevision.objects.filter(document__author__in=people.values()).exists():
        return 0
    content = tomllib.loads((STORY / "governing.toml").read_text(encoding="utf-8"))
    calendar = Calendar()
    count = 0
    for body in Body.objects.filter(collaboration__slug=content["collaboration"], slug__in=content["register"]):
        _register_with(content["authority"], body, clock.today())
    for told in content["documents"]:
        slot = MandateSlot.objects.select_related("body__collaboration").get(
            body__collaboration__slug=content["collaboration"], body__slug=told["body"], slug=told["slot"]
        )
        for revision in told["revisions"]:
            _register_with(content["authority"], slot.body, calendar.day(revision["on"]))
            _write(slot, revision, calendar, people[told.get("by", content["by"])])
            count += 1
    return count


def _register_with(authority: str, body: Body, on: dt.date) -> None:
    organisation = Organisation.objects.get(collaboration=body.collaboration, slug=authority)
    contact = {"organisation": organisation, "contact": f"Registrator, {organisation.name}"}
    RegisteringAuthority.objects.get_or_create(body=body, year=on.year, defaults=contact)


def _write(slot: MandateSlot, told: dict[str, Any], calendar: Calendar, by: User) -> None:
    """One revision: begun, written, and as far in its life as the story says."""
    morning = dt.datetime.combine(calendar.day(told["on"]), WORK_BEGINS, clock.STOCKHOLM)
    with clock.at(morning), acting(by):
        draft = actions.begin_revision(slot, by=by)
        values: dict[str, Any] = {name: told[name] for name in ("kind", "assignment") if name in told}
        values["text"] = told["text"].strip()
        values["issued_on"] = calendar.day(told["issued_on"]) if "issued_on" in told else draft.issued_on
        if told.get("approver_unknown"):
            values["approved_by"] = None
        draft = actions.revise(draft, values, version=draft.document.version, by=by)
        if told["becomes"] == "SHARED":
            actions.take(draft.document, DocumentVerb.SHARE, by=by)
            return
        approval = _approval(draft, told, calendar) if "approved_on" in told else None
        done = actions.finalise_revision(draft, by=by, approval=approval)
        if told["becomes"] == "PUBLISHED":
            publish(done.document, responsible=f"{by.name}, {by.title.lower()}", by=by)


def _approval(draft: GoverningRevision, told: dict[str, Any], calendar: Calendar) -> Approval:
    on = calendar.day(told["approved_on"])
    body = draft.approved_by or draft.slot.body
    return Approval(body=body, on=on, decision=f"{body.short_name} {on.year} § {told['paragraph']}")
