"""What each page asks of the database, as the process leader of the demonstration sees it: a new page needs a row.

A page costs at most twelve questions, Mitt arbete twenty-four. That a page asks no more with 30 or 300 rows than with
three is tested beside each page.
"""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from demo.actions import cast
from documents.models import Document
from groups.models import Appointment, User
from meetings.models import Meeting
from meetings.workflow import MeetingKind, MeetingState
from samla import clock
from tests.cast import confirm

MOST, MOST_OF_START = 12, 24

# {called} Samordningsgruppen's called meeting · {planned} their next one · {year} this year
# {document} a document that came in · {line} its line in the register
# {person} somebody with a seat and an office · {seat} hers · {case} a closed case · {queue} one under way
COSTS = """
24 /
12 /grupper/au/ko/genomgang/
 8 /grupper/au/ko/
 7 /grupper/au/skickat/
 8 /arenden/
10 /arenden/{case}/
 9 /arenden/{case}/vem-ser/
11 /arenden/{case}/information/
10 /arenden/{case}/meddela/
 5 /arenden/nytt/
 9 /arenden/registrera/
12 /personer/
12 /personer/{person}/
 7 /personer/ny/
 6 /personer/las-in/
 8 /platser/{seat}/forordna/
 6 /organisationer/
10 /organisation/lerums-kommun/
10 /organisation/lerums-kommun/behorigheter/
 6 /organisation/lerums-kommun/behorigheter/ny/
10 /organisation/
 5 /grupper/
11 /grupper/au/
11 /grupper/samordningsgruppen/
 8 /grupper/samordningsgruppen/platser/
 6 /styrande-dokument/
11 /grupper/au/uppdrag/uppdragsbeskrivning/
 8 /grupper/au/uppdrag/uppdragsbeskrivning/2/skillnad/
11 /grupper/samordningsgruppen/uppdrag/uppdrag-representant/1/
 8 /grupper/samordningsgruppen/uppdrag/uppdrag-representant/1/vem-ser/
 9 /grupper/samordningsgruppen/uppdrag/uppdrag-representant/1/andra/
 9 /grupper/samordningsgruppen/uppdrag/uppdrag-representant/1/godkann/
 7 /grupper/samordningsgruppen/uppdrag/uppdrag-representant/1/faststall/
 5 /grupper/au/ny-dokumentplats/
11 /grupper/samordningsgruppen/ordforande/
 8 /grupper/samordningsgruppen/ordforande/ny/
11 /grupper/politiska-samradsgruppen/ordforande/schema/
10 /grupper/au/behorigheter/
 8 /ordforandeskap/
 7 /historik/
 9 /historik/person/{person}/
10 /mina-uppgifter/
 6 /min-inloggning/
 6 /om/
 8 /kontakt/
 8 /plan/
 9 /handlingar/
 9 /handlingar/?q=introduktion
 5 /handlingar/begar-ut/
 6 /handlingar/myndigheter/
 7 /handlingar/myndigheter/au/2027/
 7 /handlingar/{line}/
 6 /handlingar/{line}/ratta/
 8 /handlingar/dokument/{document}/
 7 /handlingar/dokument/{document}/vem-ser/
 7 /handlingar/dokument/{document}/steg/publicera/
 6 /handlingar/dokument/{document}/steg/sekretess/
 7 /grupper/samordningsgruppen/handlingar/
 6 /grupper/samordningsgruppen/handlingar/ny/
 6 /grupper/samordningsgruppen/handlingar/registrera/
 5 /dokumenthanteringsplan/
 7 /dokumenthanteringsplan/slag/beslut/andra/
 6 /dokumenthanteringsplan/gallra/
 6 /dokumenthanteringsplan/gallra/kallelse/lerums-kommun/
 5 /dokumenthanteringsplan/gallringar/
10 /moten/
10 /moten/?visa=alla&grupp=samordningsgruppen
 8 /moten/nytt/?grupp=samordningsgruppen
10 /moten/ar/{year}/samordningsgruppen/
11 /moten/{called}/
12 /moten/{called}/horda/
 9 /moten/{called}/inkomna/
11 /moten/{called}/kallelse/1/
 9 /moten/{called}/anteckningar/
12 /moten/{called}/kalla/
 9 /moten/{planned}/
10 /moten/{planned}/forbered/
11 /moten/{planned}/kalla/
 9 /moten/{planned}/andra/
 5 /moten/{planned}/flytta/
 5 /moten/{planned}/stall-in/
 9 /arshjul/{year}/
 5 /min-kalender/
 6 /grupper/samordningsgruppen/staende-punkter/
 7 /grupper/samordningsgruppen/forandringar/
"""
ROWS = [(int(cost), address) for cost, address in (line.split() for line in COSTS.strip().splitlines())]


def test_a_page_asks_what_it_is_said_to_and_no_more(demo_database):
    client, things = Client(), things_of_the_demonstration()
    leader = User.objects.get(email=next(one.email for one in cast() if one.role == "Processledare"))
    client.force_login(leader)
    confirm(client, leader)

    asked = {address: questions_of(client, address.format(**things)) for _, address in ROWS}

    assert asked == {address: cost for cost, address in ROWS}


def test_no_page_costs_more_than_its_bar():
    assert [address for cost, address in ROWS if cost > (MOST_OF_START if address == "/" else MOST)] == []


def things_of_the_demonstration():
    seated = Appointment.objects.select_related("user").get(user__name="Karin Kommunchef")
    case = Case.objects.exclude(number=None).order_by("pk").first()
    document = Document.objects.get(title__startswith="Fråga om gemensam introduktion")
    line = document.number.replace(" ", "-")
    meetings = Meeting.objects.filter(body__slug="samordningsgruppen", starts_at__gt=clock.now()).order_by("starts_at")
    return {
        "called": meetings.filter(state=MeetingState.CALLED)[0].pk,
        "planned": meetings.filter(state=MeetingState.PLANNED, kind=MeetingKind.ORDINARY)[0].pk,
        "year": clock.today().year,
        "document": document.pk,
        "line": line,
        "person": seated.user_id,
        "seat": seated.seat_id,
        "case": case.number.replace(" ", "-"),
    }


def questions_of(client, address):
    client.get(address)  # what is remembered by the process is remembered
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200, address
    return len(queries)
