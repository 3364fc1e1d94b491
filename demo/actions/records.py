"""The demonstration's documents of bodies, in every state of their life, and whose register they belong to."""

import datetime as dt
import io
import tomllib
from functools import cache
from typing import Any

import pghistory

from demo.actions.papers import small_pdf
from demo.actions.people import STORY, first_year
from documents import actions
from documents.models import AccessibilityCheck, Direction, Document, DocumentHome, DocumentType, RegisteringAuthority
from documents.workflow import PUBLICATION_POINTS, DocumentVerb
from groups.models import Body, Organisation, User
from samla import clock

LEADER = "processledare"
GIVEN = ("counterparty", "counterparty_protected", "external_number")
AT = dt.time(10, 20)


def keep_records(people: dict[str, User]) -> int:
    """Make the documents of bodies once; answers how many are new. Whose register they belong to is named before.

    The files are written again where the storage has lost them.
    """
    write_files()
    if Document.objects.filter(home=DocumentHome.BODY, author__in=people.values()).exists():
        return 0
    for number, story in enumerate(_story()["documents"]):
        begun = dt.datetime.combine(_day(story), AT, clock.STOCKHOLM) + dt.timedelta(minutes=number)
        with clock.at(begun), pghistory.context(user=people[story["by"]].pk, url="/handlingar/"):
            _live(story, people)
    return len(_story()["documents"])


def write_files() -> None:
    """Put the bytes of the demonstration's documents where they belong, if they are not there."""
    for story in [*_story()["documents"], *papers_of_cases()]:
        actions.store(io.BytesIO(small_pdf(story["title"], story["text"])), FILENAME)


FILENAME = "handling.pdf"


@cache
def papers_of_cases() -> list[dict[str, Any]]:
    """The documents that the stories of cases tell of."""
    stories = [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(STORY.glob("cases_*.toml"))]
    return [step for story in stories for case in story["cases"] for step in case["steps"] if step["do"] == "DOCUMENT"]


@cache
def _story() -> dict[str, Any]:
    return tomllib.loads((STORY / "documents.toml").read_text(encoding="utf-8"))


def _day(story: dict[str, Any]) -> dt.date:
    """Days from today, but never before the demonstration's first year."""
    return max(clock.today() + dt.timedelta(days=story["on"]), dt.date(first_year(), 1, 1))


def name_authorities(leader: User) -> None:
    """From the first year to this: a document may be dated in any of them. Next year's is left for whoever tries."""
    for row in _story()["authorities"]:
        body = Body.objects.get(collaboration__slug=row["collaboration"], slug=row["body"])
        organisation = Organisation.objects.get(collaboration=body.collaboration_id, slug=row["organisation"])
        years = set(range(first_year(), clock.today().year + 1))
        named = RegisteringAuthority.objects.filter(body=body).values_list("year", flat=True)
        for year in sorted(years - set(named)):
            with pghistory.context(user=leader.pk, url="/handlingar/myndigheter/"):
                actions.name_authority(
                    body, year, organisation=organisation, contact=row["contact"], version=0, by=leader
                )


def _live(story: dict[str, Any], people: dict[str, User]) -> None:
    """From the draft to where the story ends."""
    by, leader = people[story["by"]], people[LEADER]
    body = Body.objects.select_related("collaboration").get(collaboration__slug="samla", slug=story["body"])
    file = io.BytesIO(small_pdf(story["title"], story["text"]))
    kind = type_of(body, story["type"])
    document = actions.draft(body, file, FILENAME, document_type=kind, title=story["title"], by=by)
    if story["do"] == "DRAFT":
        return
    if story["do"] == DocumentVerb.SHARE:
        actions.take(document, DocumentVerb.SHARE, by=by)
        return
    if secrecy := story.get("secrecy"):
        document = actions.mark_secret(document, on=clock.today(), by=by, **secrecy)
    given = {name: story[name] for name in GIVEN if name in story}
    direction = Direction(story.get("direction", Direction.INTERNAL))
    document = actions.finalise(document, by=by, direction=direction, **given).document
    if story["do"] == DocumentVerb.PUBLISH:
        publish(document, responsible=story["responsible"], found=AccessibilityCheck.NOT_ACCESSIBLE, by=leader)


def publish(
    document: Document,
    *,
    responsible: str,
    by: User,
    found: AccessibilityCheck = AccessibilityCheck.ACCESSIBLE,
) -> None:
    """Go through every point, and put it on the web (L22)."""
    points = dict.fromkeys(PUBLICATION_POINTS, True)
    actions.check_publication(document, responsible=responsible, accessibility=found, by=by, **points)
    actions.take(document, DocumentVerb.PUBLISH, by=by)


def type_of(body: Body, slug: str) -> DocumentType:
    """The row of the records plan with that short name, otherwise its last one; a made-up one where there is no plan."""
    types = DocumentType.objects.filter(collaboration=body.collaboration_id, ended_on=None)
    found = types.filter(slug=slug).first() or types.last()
    if found is None:
        found = DocumentType(collaboration=body.collaboration, slug="ovrigt", name="Övriga handlingar")
        found.save(force_insert=True)
    return found
