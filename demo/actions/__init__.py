"""The demonstration's data, made by driving the real actions under a moved clock."""

from dataclasses import dataclass

from django.db import connection, transaction

from cases.models import Case
from demo.actions.contacts import write_contacts
from demo.actions.disposables import add_disposables
from demo.actions.governing import write_governing
from demo.actions.meetings import hold_meetings
from demo.actions.people import Person, add_people, cast, elect_presidia
from demo.actions.plans import add_missing_plans
from demo.actions.records import keep_records, name_authorities
from demo.actions.stories import live_through

__all__ = ["LoadedDemo", "Person", "cast", "cast_lines", "load_demo"]

LOCK = 7_021_004  # two loads at once would make everybody twice


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedDemo:
    """What a load added; all zeros when everything was there."""

    people: int
    cases: int
    terms: int
    plans: int
    documents: int
    revisions: int
    meetings: int


@transaction.atomic
def load_demo() -> LoadedDemo:
    """Add what is missing of people, chair terms, plans, cases and documents: everything or nothing. The structures come first.

    Cases are made once, with the people; chair terms and plans are topped up as the years pass.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    people = add_people()
    terms = elect_presidia()
    plans = add_missing_plans()
    write_contacts(people)
    name_authorities(people["processledare"])
    is_told = Case.objects.filter(author__in=people.values()).exists()
    cases = 0 if is_told else live_through(people)
    documents = keep_records(people)
    add_disposables(people)
    revisions = write_governing(people)
    meetings = hold_meetings(people)
    new = 0 if is_told else len(people)
    return LoadedDemo(
        people=new,
        cases=cases,
        terms=terms,
        plans=len(plans),
        documents=documents,
        revisions=revisions,
        meetings=meetings,
    )


def cast_lines() -> list[str]:
    """Whom one can be, one per line, for the terminal."""
    lines = [f"  {person.role} ({person.name})" for person in cast() if person.role]
    return ["Logga in som någon av demonstrationens personer:", *lines]
