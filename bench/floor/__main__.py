"""Make the floor's tables and fill them: `python -m bench.floor`, with the size of the rows as JSON on its input.

Prints the session key of somebody who has signed in.
"""

import datetime as dt
import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402

from bench.floor.models import (  # noqa: E402
    Event,
    Gathering,
    Matter,
    MatterTopic,
    Paper,
    Party,
    Person,
    Point,
    Remark,
    Topic,
    Unit,
    Way,
)
from bench.texts import Writer  # noqa: E402

STATES = ("open", "decided", "waiting")
BEGINS = dt.datetime(2026, 1, 12, 9, 0, tzinfo=dt.UTC)


def main() -> None:
    """`piles`: rows and length of the summaries by name. `events`, `remarks`: how many a matter of the first pile has. `points`: items of the agenda."""
    wanted = json.load(sys.stdin)
    call_command("migrate", run_syncdb=True, verbosity=0)
    writer = Writer()
    units = Unit.objects.bulk_create(Unit(name=f"Vård och omsorg, enhet {n}") for n in range(12))
    people = Person.objects.bulk_create(
        Person(name=f"Person Nummer {n}", role="Verksamhetschef", unit=units[n % 12]) for n in range(40)
    )
    topics = Topic.objects.bulk_create(Topic(name=f"Målgrupp nummer {n}") for n in range(5))
    Way.objects.bulk_create(
        Way(source=unit, target=units[(n + step) % 12], label=f"Skicka till enhet {step}")
        for n, unit in enumerate(units)
        for step in (1, 2)
    )
    for pile, size in wanted["piles"].items():
        Matter.objects.bulk_create(
            _matter(n, pile, size["summary"], writer, people, units) for n in range(size["rows"])
        )
    first = Matter.objects.filter(pile=next(iter(wanted["piles"])))
    for matter in first:
        Event.objects.bulk_create(
            Event(matter=matter, label=f"Steg {n}", by=people[n % 40], at=BEGINS, note=writer.note() if n % 2 else "")
            for n in range(wanted["events"])
        )
        MatterTopic.objects.create(matter=matter, topic=topics[matter.pk % 5])
        Party.objects.bulk_create(Party(matter=matter, unit=unit) for unit in units[:2])
        Remark.objects.bulk_create(
            Remark(matter=matter, by=people[n], at=BEGINS, text=writer.note()) for n in range(wanted["remarks"])
        )
    agenda = _agenda(wanted["points"], writer, people, units)
    matters = list(first.values_list("pk", flat=True))
    print(json.dumps({"session": _sign_in(), "matters": matters, "agenda": agenda.pk}))


def _agenda(points: int, writer: Writer, people: list[Person], units: list[Unit]) -> Gathering:
    """A meeting of so many items, each with two who speak to it and two documents."""
    gathering = Gathering.objects.create(title="Samordningsgruppen", starts_at=BEGINS, place="Rådhuset, sal A")
    for n in range(points):
        point = Point.objects.create(
            gathering=gathering,
            number=n + 1,
            title=writer.title(),
            body=writer.prose(2, 1),
            proposal=writer.prose(2) if n % 2 else "",
            state=STATES[n % 3],
            owner=people[n % 40],
            unit=units[n % 12],
            starts_at=BEGINS + dt.timedelta(minutes=15 * n),
            due_on=(BEGINS + dt.timedelta(days=n + 30)).date() if n % 4 else None,
            minutes=15,
            reference=f"GOLV 2026-{n:04d}",
        )
        point.people.set([people[n % 40], people[(n + 7) % 40]])
        Paper.objects.bulk_create(Paper(point=point, title=writer.title(), size=180_000 + n) for _ in range(2))
    return gathering


def _matter(n: int, pile: str, length: int, writer: Writer, people: list[Person], units: list[Unit]) -> Matter:
    return Matter(
        pile=pile,
        number=f"GOLV 2026-{n:04d}",
        title=writer.title(),
        state=STATES[n % 3],
        owner=people[n % 40],
        unit=units[n % 12],
        starts_at=BEGINS + dt.timedelta(days=n),
        due_on=(BEGINS + dt.timedelta(days=n + 30)).date() if n % 4 else None,
        minutes=15 + n,
        summary=writer.prose(6)[:length],
        background=writer.prose(5, 11),
        question=writer.prose(3, 2),
        proposal=writer.prose(3, 2),
        consequence=writer.prose(3, 2),
    )


def _sign_in() -> str:
    user = User.objects.create_user("golv", "golv@exempel.invalid", first_name="Golv", last_name="Mätare")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


main()
