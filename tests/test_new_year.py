"""31 December becomes 1 January with the clock moved: queue, powers, pages and old documents. Nothing runs at midnight."""

import datetime as dt
import io

import pdfplumber
import pytest
import time_machine

from cases.actions import file_of
from cases.models import Case, CaseStep
from cases.tasks import write_case_file
from cases.workflow import Verb
from documents.models import Job
from groups import actions
from groups.models import Appointment, Body, ChairTerm, Office, OfficeHolding, User
from groups.powers import Power, powers_of
from plans.models import CollaborationPlan
from samla import clock
from samla.clock import STOCKHOLM
from tests import builders as a
from tests.builders import a_case, missing_from, send, take, url_of

THIS_YEAR = clock.today().year
EVE, NEW_YEAR = dt.date(THIS_YEAR, 12, 31), dt.date(THIS_YEAR + 1, 1, 1)
QUEUE = "/grupper/nosam-lerum/ko/"


def at(day, hour, minute=0):
    return time_machine.travel(dt.datetime.combine(day, dt.time(hour, minute), STOCKHOLM), tick=False)


def last_minute():
    return at(EVE, 23, 59)


def first_minute():
    return at(NEW_YEAR, 0, 0)


BOTH = {"eve": last_minute, "new year": first_minute}


@pytest.fixture
def old(cast):
    """NOSAM Lerum's chair, whose seat and office end with the year."""
    ChairTerm.objects.filter(body=cast.nosam).update(
        starts_on=dt.date(THIS_YEAR, 1, 1),
        period_starts_on=dt.date(THIS_YEAR, 1, 1),
        ends_on=EVE,
        period_ends_on=EVE,
    )
    Appointment.objects.filter(user=cast.local_chair).update(starts_on=dt.date(THIS_YEAR - 1, 1, 1), ends_on=EVE)
    return cast.local_chair


@pytest.fixture
def new(cast, old):
    """The one who sits in her seat and chairs from New Year on."""
    person = a.a_person("Nora Nyårsordförande")
    seat = cast.nosam.seats.get(slug="kommunen")
    a.a_term(
        a.an_appointment(seat, person, starts_on=NEW_YEAR), starts_on=NEW_YEAR, ends_on=dt.date(THIS_YEAR + 1, 12, 31)
    )
    return person


def fresh(user):
    return User.objects.get(pk=user.pk)


def page_at(client, moment, person, address):
    with moment():
        client.force_login(person)
        return client.get(address)


def in_both(ask):
    """What is answered in the last minute of the year and in the first of the next."""
    answers = {}
    for name, moment in BOTH.items():
        with moment():
            answers[name] = ask()
    return answers


# Powers


def test_seats_and_offices_change_hands_at_midnight(cast, old, new):
    def chairs():
        return [name for name, who in (("old", old), ("new", new)) if cast.nosam.pk in powers_of(fresh(who)).presides]

    def sits():
        return [name for name, who in (("old", old), ("new", new)) if cast.sg.pk in powers_of(fresh(who)).bodies]

    assert in_both(chairs) == {"eve": ["old"], "new year": ["new"]}
    assert in_both(sits) == {"eve": ["old"], "new year": ["new"]}  # rule 63: the derived seat follows


def test_grants_end_and_begin_at_midnight(cast):
    people = {"ends": a.a_person(), "begins": a.a_person()}
    with at(EVE, 12):
        for name, days in (("ends", (clock.today(), EVE)), ("begins", (NEW_YEAR, None))):
            actions.grant(
                Power.READ_DRAFTS, cast.nosam, people[name], starts_on=days[0], ends_on=days[1], reason="Året.", by=None
            )
    draft = a.a_draft(cast)

    def readers():
        return [
            name for name, who in people.items() if Case.objects.visible_to(fresh(who)).filter(pk=draft.pk).exists()
        ]

    assert in_both(readers) == {"eve": ["ends"], "new year": ["begins"]}


def test_a_grant_withdrawn_from_new_years_day_holds_through_new_years_eve(cast):
    given = actions.grant(Power.READ, cast.sg, cast.nobody, starts_on=a.days(0), reason="Året.", by=None)
    actions.withdraw(given, reason="Året är slut.", on=NEW_YEAR, by=cast.process_leader)

    assert in_both(lambda: bool(powers_of(fresh(cast.nobody)).readable)) == {"eve": True, "new year": False}


# Pages


def test_the_queue_is_the_new_chairs_and_counts_its_days(cast, client, old, new):
    with at(EVE, 8):
        case = a_case(cast)

    eve, after = (page_at(client, moment, old, QUEUE) for moment in BOTH.values())
    theirs = page_at(client, first_minute, new, QUEUE)

    assert (eve.status_code, after.status_code, theirs.status_code) == (200, 404, 200)
    assert [(row.number, row.age, row.next_label) for row in eve.context["rows"]] == [
        (case.number, "0 dagar", "Skicka vidare")
    ]
    assert [(row.number, row.age, row.next_label) for row in theirs.context["rows"]] == [
        (case.number, "1 dag", "Skicka vidare")
    ]
    assert page_at(client, last_minute, new, QUEUE).status_code == 404


def test_the_bodys_page_shows_who_sits_and_chairs_that_day(cast, client, old, new):
    pages = {name: page_at(client, moment, cast.author, "/grupper/nosam-lerum/") for name, moment in BOTH.items()}

    for name, there, gone in (("eve", old, new), ("new year", new, old)):
        assert {office: who for office, who, _ in pages[name].context["offices"]}["Ordförande"] == there.name
        holders = [holder.name for line in pages[name].context["seat_lines"] for holder in line.holders]
        assert there.name in holders
        assert gone.name not in holders


def test_the_page_of_powers_shows_what_holds_that_day(cast, client, old, new):
    address = "/grupper/nosam-lerum/behorigheter/"
    pages = {name: page_at(client, moment, cast.author, address) for name, moment in BOTH.items()}

    leading = {
        name: [who for group in page.context["seat_groups"] if "Leda gruppen" in group.may for who, _ in group.people]
        for name, page in pages.items()
    }
    assert leading == {"eve": [old.name], "new year": [new.name]}


def test_the_page_of_a_case_has_the_new_chairs_buttons_and_readers(cast, client, old, new):
    with at(EVE, 8):
        case = a_case(cast)

    labels = {}
    for name, who in (("eve", old), ("new year", new)):
        page = page_at(client, BOTH[name], who, url_of(case))
        labels[name] = [choice.label for choice in page.context["main_choices"]]
        readers = page_at(client, BOTH[name], who, url_of(case, "vem-ser/"))
        assert who.name in readers.text

    assert labels["eve"] == labels["new year"] == ["Klart för möte", "Lyft till AU"]
    assert page_at(client, first_minute, old, url_of(case)).status_code == 404
    assert old.name not in page_at(client, first_minute, new, url_of(case, "vem-ser/")).context["groups"][1].people


def test_what_waits_moves_to_the_new_chair(cast, client, old, new):
    with at(EVE, 8):
        case = a_case(cast)
    waits = {}
    for name, moment in BOTH.items():
        for who in (old, new):
            page = page_at(client, moment, who, "/")
            waits[name, who.name] = [todo.title for todo, _ in page.context["todos"]]

    assert waits == {
        ("eve", old.name): [case.title],
        ("eve", new.name): [],
        ("new year", old.name): [],
        ("new year", new.name): [case.title],
    }


def test_a_deadline_on_new_years_eve_is_late_on_new_years_day(cast, client):
    with at(EVE, 8):
        case = send(cast, a_case(cast), "au", cast.local_chair, on=EVE)

    late = {name: page_at(client, moment, cast.au_member, "/").context["late"] for name, moment in BOTH.items()}

    assert late == {"eve": 0, "new year": 1}
    assert case.deadline == EVE


def test_the_start_page_warns_when_the_plan_ran_out_with_the_year(cast, client):
    CollaborationPlan.objects.create(
        collaboration=cast.samla,
        slug="plan",
        title="Planen",
        starts_on=dt.date(THIS_YEAR, 1, 1),
        ends_on=EVE,
        adopted=True,
    )

    warned = {
        name: "Ingen samverkansplan gäller idag" in page_at(client, moment, cast.author, "/").text
        for name, moment in BOTH.items()
    }

    assert warned == {"eve": False, "new year": True}


def test_the_first_case_of_the_year_has_the_first_number_of_its_year(cast):
    def hand_in():
        return a_case(cast).number

    numbers = in_both(hand_in)

    assert numbers == {"eve": f"SAMLA {THIS_YEAR}-0001", "new year": f"SAMLA {THIS_YEAR + 1}-0001"}


# Old documents


def text_of(data):
    with pdfplumber.open(io.BytesIO(data)) as opened:
        return " ".join(" ".join(page.extract_text() for page in opened.pages).split())


def test_steps_keep_the_name_and_the_seat_of_then(cast, client, old, new):
    with at(EVE, 8):
        case = send(cast, a_case(cast), "au", old)
    User.objects.filter(pk=old.pk).update(name="Lena Nyttnamn")
    with at(NEW_YEAR, 9):
        take(case, Verb.RECEIVE, cast.au_member)

    page = page_at(client, first_minute, new, url_of(case))

    sent = CaseStep.objects.get(case=case, verb=Verb.SEND)
    assert (sent.by_name, sent.seat_text) == ("Lena Lokalordförande", "Ordförande, NOSAM Lerum, Kommunen")
    assert missing_from(page, [f"{sent.by_name} ({sent.seat_text})"]) == []
    assert "Lena Nyttnamn" not in page.text
    assert "Nora Nyårsordförande" not in page.context["steps"][0][0].by_name


def test_a_file_made_before_new_year_stays_as_it_was_and_a_new_one_says_the_same_of_the_past(cast, client, old, new):
    with at(EVE, 8):
        case = send(cast, a_case(cast), "au", old)
    with at(EVE, 23, 50):
        client.force_login(cast.au_member)
        client.get(url_of(case, "akt.pdf"))
        job = Job.objects.get()
        write_case_file.func(str(job.pk), case.pk, False)
        before = bytes(Job.objects.get().result)
    User.objects.filter(pk=old.pk).update(name="Lena Nyttnamn")

    with first_minute():
        client.get(url_of(case, "akt.pdf"))  # another day, another file
        after = file_of(Case.objects.select_related("origin", "holder", "collaboration").get(), with_notes=False)

    assert Job.objects.count() == 2
    assert bytes(Job.objects.get(pk=job.pk).result) == before
    for data in (before, after):
        assert "Lena Lokalordförande" in text_of(data)
        assert "Lena Nyttnamn" not in text_of(data)
        assert "Nora Nyårsordförande" not in text_of(data)
    assert f"31 december {THIS_YEAR}" in text_of(before)
    assert f"1 januari {THIS_YEAR + 1}" in text_of(after)


# The demonstration's own terms


def test_the_demonstrations_chairs_change_sides_at_midnight(demo_database):
    bodies = {slug: Body.objects.get(collaboration__slug="samla", slug=slug) for slug in ("samordningsgruppen", "au")}

    def leaders():
        return {
            (slug, office): OfficeHolding.objects.current().get(body=body, office=office).user.name
            for slug, body in bodies.items()
            for office in Office.values
        }

    found = in_both(leaders)

    for slug in bodies:
        eve, new_year = ([found[when][slug, office] for office in Office.values] for when in BOTH)
        assert eve == new_year[::-1]
        assert eve[0] != eve[1]
    assert [found["eve"]["au", office] for office in Office.values] == [
        found["eve"]["samordningsgruppen", office] for office in Office.values
    ]
