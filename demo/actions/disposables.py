"""Made-up answers to a made-up survey in Exempelbygden: one old enough to be disposed of, one that has been."""

import datetime as dt
import io
from collections.abc import Mapping

import pghistory
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from demo.actions.people import first_year
from documents import actions
from documents.models import Direction, Document, DocumentType, RegisteringAuthority
from groups.models import Body, Organisation, User
from samla import clock

SLUG = "exempelbygden"
LEADER = "ex-processledare"
ANSWERS = {
    "Svar på enkät om föräldrastöd, våren": (3, 14),
    "Svar på enkät om föräldrastöd, hösten": (10, 23),
}
TEXT = "Ett påhittat enkätsvar. Det finns för att visa hur handlingar gallras när de har bevarats så länge som planen säger."


def add_disposables(people: Mapping[str, User]) -> int:
    """Answers that came the year before the story begins; the first is disposed of a year later. Answers how many.

    Nothing when there are documents of the type already, or the structure has none. Every step is the real action.
    """
    survey = DocumentType.objects.filter(collaboration__slug=SLUG, slug="enkatsvar").first()
    if survey is None or Document.objects.filter(document_type=survey).exists():
        return 0
    year, leader = first_year(), people[LEADER]
    body = Body.objects.get(collaboration__slug=SLUG, slug="ledningsgruppen")
    authority = Organisation.objects.get(collaboration__slug=SLUG, slug="nordby-kommun")
    RegisteringAuthority.objects.get_or_create(
        body=body,
        year=year - 1,
        defaults={"organisation": authority, "contact": "nordby@exempel.invalid"},
    )
    with app.replace_connector(InMemoryConnector()), pghistory.context(user=leader.pk, url="/handlingar/"):
        kept = [
            _receive(survey, body, title, dt.date(year - 1, *day), leader, at=_morning(dt.date(year, 2, 11)))
            for title, day in ANSWERS.items()
        ]
        if (on := dt.date(year + 1, 2, 10)) <= clock.today():
            with clock.at(_morning(on)):
                _dispose(survey, authority, kept[0], leader)
            actions.remove_unneeded_bytes()
    return len(kept)


def _receive(survey: DocumentType, body: Body, title: str, day: dt.date, leader: User, *, at: dt.datetime) -> Document:
    with clock.at(at):
        document = actions.create_document(body=body, document_type=survey, title=title, by=leader)
        content = f"{title}\n\n{TEXT}\n".encode()
        actions.add_version(document, io.BytesIO(content), "enkatsvar.txt", by=leader)
        actions.finalise(
            document,
            by=leader,
            direction=Direction.RECEIVED,
            counterparty="En påhittad förening",
            drawn_up_on=day,
        )
    return document


def _dispose(survey: DocumentType, authority: Organisation, document: Document, leader: User) -> None:
    decision = actions.Decision(
        "Nordbys påhittade kommunstyrelse", clock.today() - dt.timedelta(days=30), "PÅHITTAT 9-9"
    )
    actions.dispose(survey, authority, [document.pk], application=decision, confirmed=True, by=leader)


def _morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9, 5), clock.STOCKHOLM)
