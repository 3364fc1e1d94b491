"""Every address of the portal, as each of the demonstration's people, as a stranger and as somebody of another collaboration.

The table is written out: a new address needs a row, and a changed answer is a changed promise.
"""

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver

from cases.models import Case
from demo.actions import cast, records
from documents.models import DisposalRun, Document, Job
from groups.actions import imports
from groups.models import (
    Appointment,
    Body,
    BodyGrant,
    CareCollaboration,
    ChairTerm,
    Office,
    OrganisationGrant,
    Seat,
    User,
)
from meetings import actions as meetings
from meetings.models import AgendaItem, Meeting, OrganisationalChange
from meetings.workflow import ItemKind
from outbox.models import OutgoingMail
from samla import clock
from tests.cast import confirm
from tests.database import own_database

PEOPLE = {
    "PL": "processledare",
    "OL": "ordforande-nosam-lerum",
    "OA": "ordforande-nosam-alingsas",
    "AP": "au-primarvard",
    "AK": "au-kommun",
    "AS": "au-sjukhus",
    "RH": "representant-habilitering",
    "RL": "representant-lerum",
    "PO": "politisk-ledamot",
    "LÄ": "lasare",
    "OR": "organisationsadministrator",
    "GR": "granskare",
    "UT": None,  # signed out
    "EX": "ex-processledare",  # the other collaboration's process leader
}

# Route, what is asked, and the answers. Cases of the demonstration, by what stands in their place:
# {draft} NOSAM Lerum's draft · {submitted} handed in there · {sent} sent from there to AU · {secret} AU's, with secrecy
# {theirs} the other collaboration's · {a_draft}, {a_sent} … their pks · {job} the process leader's file
# {me} the pk of the process leader · {au} of AU
# {love} who sits for Lerum, RL · {karin} who sits for Alingsås, AK · {appointment} RL's · {seat} the vacant one · {lerum} Lerum's
# {disposal} the other collaboration's disposal
# {app} the app for codes of NOSAM Lerum's chair
# {planned} and {held} Samordningsgruppens chair in two years, without a name, and today
# {theirs} the other collaboration's · {job} the process leader's file · {me} the pk of the process leader
# {reads} the reader's grant · {administers} Lerum's administrator's · {theirs} the other collaboration's · {job} the process leader's file · {me} the pk of the process leader
# {reads} the reader's grant · {administers} Lerum's administrator's
# {mc} Samordningsgruppen's called meeting, {mc_item} an item of its notice
# {mp} Samordningsgruppen's next planned meeting, {mp_item} an item of it · {standing} a standing item of theirs · {change} one that waits
# {asked} RH's link to a colleague: its pk, {asks} its secret
# {letter} the invitation that did not come through
# {d_draft} NOSAM Lerum's chair's draft · {d_shared} AU's, shared by AK · {d_final} NOSAM Lerum's, registered · {d_secret} AU's,
# with secrecy: their pks; {n_final}, {n_secret} and {n_published} (Samordningsgruppen's): their lines
# {theirs} the other collaboration's · {job} the process leader's file · {list} her list of people · {me} the pk of the process leader
TABLE = """
                                                                            PL  OL  OA  AP  AK  AS  RH  RL  PO  LÄ  OR  GR  UT  EX
halsa/                              GET  /halsa/                            503 503 503 503 503 503 503 503 503 503 503 503 503 503
logga-in/                           GET  /logga-in/                         200 200 200 200 200 200 200 200 200 200 200 200 200 200
demo/logga-in/<int:pk>/             GET  /demo/logga-in/{me}/               405 405 405 405 405 405 405 405 405 405 405 405 405 405
demo/logga-in/<int:pk>/             POST /demo/logga-in/{me}/               302 302 302 302 302 302 302 302 302 302 302 302 302 302
demo/logga-in/<int:pk>/             POST /demo/logga-in/0/                  404 404 404 404 404 404 404 404 404 404 404 404 404 404
stilguide/                          GET  /stilguide/                        200 200 200 200 200 200 200 200 200 200 200 200 302 200
logga-in/kod/                       GET  /logga-in/kod/                     302 302 302 302 302 302 302 302 302 302 302 302 200 302
logga-in/kod/bekrafta/              GET  /logga-in/kod/bekrafta/            302 302 302 302 302 302 302 302 302 302 302 302 302 302
logga-in/stangt/                    GET  /logga-in/stangt/                  302 302 302 302 302 302 302 302 302 302 302 302 200 302
logga-in/inaktiv/                   GET  /logga-in/inaktiv/                 200 200 200 200 200 200 200 200 200 200 200 200 200 200
logga-ut/                           GET  /logga-ut/                         200 200 200 200 200 200 200 200 200 200 200 200 302 200
logga-ut/                           POST /logga-ut/                         302 302 302 302 302 302 302 302 302 302 302 302 302 302
logga-in/nyckel/                    GET  /logga-in/nyckel/                  302 302 302 302 302 302 302 302 302 302 302 302 302 302
logga-in/nyckel/                    POST /logga-in/nyckel/                  302 302 302 302 302 302 302 302 302 302 302 302 302 302
logga-in/extra/                     GET  /logga-in/extra/                   302 302 302 302 302 302 302 302 302 302 302 302 302 302
bekrafta/                           GET  /bekrafta/                         302 302 302 302 302 302 302 302 302 302 302 302 302 302
bekrafta/                           POST /bekrafta/                         422 422 422 422 422 422 422 422 422 422 422 422 302 422
bekrafta/kod/                       GET  /bekrafta/kod/                     405 405 405 405 405 405 405 405 405 405 405 405 302 405
bekrafta/kod/                       POST /bekrafta/kod/                     200 200 200 200 200 200 200 200 200 200 200 200 302 200
bekrafta/fortsatt/                  GET  /bekrafta/fortsatt/                302 302 302 302 302 302 302 302 302 302 302 302 302 302
demo/bekrafta/                      GET  /demo/bekrafta/                    405 405 405 405 405 405 405 405 405 405 405 405 302 405
demo/bekrafta/                      POST /demo/bekrafta/                    302 302 302 302 302 302 302 302 302 302 302 302 302 302
min-inloggning/                     GET  /min-inloggning/                   200 200 200 200 200 200 200 200 200 200 200 200 302 200
min-inloggning/avsluta-andra/       GET  /min-inloggning/avsluta-andra/     405 405 405 405 405 405 405 405 405 405 405 405 302 405
min-inloggning/avsluta-andra/       POST /min-inloggning/avsluta-andra/     302 302 302 302 302 302 302 302 302 302 302 302 302 302
min-inloggning/nyckel/ny/           GET  /min-inloggning/nyckel/ny/         200 200 200 200 200 200 200 200 200 200 200 200 302 200
min-inloggning/nyckel/ny/           POST /min-inloggning/nyckel/ny/         422 422 422 422 422 422 422 422 422 422 422 422 302 422
min-inloggning/nyckel/<int:pk>/namn/ GET  /min-inloggning/nyckel/{app}/namn/ 404 404 404 404 404 404 404 404 404 404 404 404 302 404
min-inloggning/<int:pk>/ta-bort/    GET  /min-inloggning/{app}/ta-bort/     404 200 404 404 404 404 404 404 404 404 404 404 302 404
min-inloggning/<int:pk>/ta-bort/    POST /min-inloggning/{app}/ta-bort/     404 302 404 404 404 404 404 404 404 404 404 404 302 404
min-inloggning/app/ny/              GET  /min-inloggning/app/ny/            200 200 200 200 200 200 200 200 200 200 200 200 302 200
min-inloggning/app/ny/              POST /min-inloggning/app/ny/            422 422 422 422 422 422 422 422 422 422 422 422 302 422
min-inloggning/app/bild.svg         GET  /min-inloggning/app/bild.svg       200 200 200 200 200 200 200 200 200 200 200 200 302 200
min-inloggning/reservkoder/         GET  /min-inloggning/reservkoder/       404 200 200 200 200 404 404 200 404 404 404 404 302 404
min-inloggning/reservkoder/hamta/   GET  /min-inloggning/reservkoder/hamta/ 404 200 200 200 200 404 404 200 404 404 404 404 302 404
min-inloggning/reservkoder/nya/     GET  /min-inloggning/reservkoder/nya/   405 405 405 405 405 405 405 405 405 405 405 405 302 405
min-inloggning/reservkoder/nya/     POST /min-inloggning/reservkoder/nya/   403 302 302 302 302 403 403 302 403 403 403 403 302 403
start                               GET  /                                  200 200 200 200 200 200 200 200 200 200 200 200 200 200
grupper/                            GET  /grupper/                          200 200 200 200 200 200 200 200 200 200 200 200 302 200
grupper/<slug:slug>/                GET  /grupper/au/                       200 200 200 200 200 200 200 200 200 200 200 200 302 404
grupper/<slug:slug>/                GET  /grupper/finns-inte/               404 404 404 404 404 404 404 404 404 404 404 404 302 404
personer/                           GET  /personer/                         200 403 403 403 403 403 403 403 403 403 200 403 302 403
personer/                           GET  /o/exempelbygden/personer/         403 403 403 403 403 403 403 403 403 403 403 403 302 200
personer/ny/                        GET  /personer/ny/                      200 403 403 403 403 403 403 403 403 403 200 403 302 403
personer/ny/                        POST /personer/ny/                      422 403 403 403 403 403 403 403 403 403 422 403 302 403
personer/ny/                        GET  /personer/ny/?plats={seat}         200 403 403 403 403 403 403 403 403 403 403 403 302 403
personer/<int:pk>/                  GET  /personer/{love}/                  200 403 403 403 403 403 403 200 403 403 200 403 302 404
personer/<int:pk>/                  GET  /personer/{karin}/                 200 403 403 403 200 403 403 403 403 403 403 403 302 404
personer/<int:pk>/andra/            GET  /personer/{love}/andra/            200 403 403 403 403 403 403 403 403 403 200 403 302 404
personer/<int:pk>/andra/            POST /personer/{love}/andra/            422 403 403 403 403 403 403 403 403 403 422 403 302 404
personer/<int:pk>/andra/            POST /personer/{karin}/andra/           422 403 403 403 403 403 403 403 403 403 403 403 302 404
personer/<int:pk>/forordna/         GET  /personer/{love}/forordna/         200 403 403 403 403 403 403 403 403 403 200 403 302 404
personer/<int:pk>/bjud-in/          GET  /personer/{love}/bjud-in/          405 405 405 405 405 405 405 405 405 405 405 405 302 405
personer/<int:pk>/bjud-in/          POST /personer/{love}/bjud-in/          302 403 403 403 403 403 403 403 403 403 302 403 302 404
personer/<int:pk>/stang/            GET  /personer/{love}/stang/            200 403 403 403 403 403 403 403 403 403 200 403 302 404
personer/<int:pk>/stang/            POST /personer/{love}/stang/            422 403 403 403 403 403 403 403 403 403 422 403 302 404
personer/<int:pk>/oppna/            GET  /personer/{love}/oppna/            200 403 403 403 403 403 403 403 403 403 200 403 302 404
personer/<int:pk>/oppna/            POST /personer/{karin}/oppna/           422 403 403 403 403 403 403 403 403 403 403 403 302 404
platser/<int:pk>/forordna/          GET  /platser/{seat}/forordna/          200 403 403 403 403 403 403 403 403 403 403 403 302 404
platser/<int:pk>/forordna/          POST /platser/{lerum}/forordna/         422 403 403 403 403 403 403 403 403 403 422 403 302 404
forordnanden/<int:pk>/avsluta/      GET  /forordnanden/{appointment}/avsluta/ 200 403 403 403 403 403 403 403 403 403 200 403 302 404
forordnanden/<int:pk>/avsluta/      POST /forordnanden/{appointment}/avsluta/ 422 403 403 403 403 403 403 403 403 403 422 403 302 404
forordnanden/<int:pk>/andra/        GET  /forordnanden/{appointment}/andra/ 200 403 403 403 403 403 403 403 403 403 200 403 302 404
forordnanden/<int:pk>/andra/        POST /forordnanden/{appointment}/andra/ 302 403 403 403 403 403 403 403 403 403 302 403 302 404
organisationer/                     GET  /organisationer/                   200 200 200 200 200 200 200 200 200 200 200 200 302 404
organisationer/ny/                  GET  /organisationer/ny/                200 403 403 403 403 403 403 403 403 403 403 403 302 403
organisationer/ny/                  POST /organisationer/ny/                422 403 403 403 403 403 403 403 403 403 403 403 302 403
organisation/<slug:slug>/           GET  /organisation/lerums-kommun/       200 200 200 200 200 200 200 200 200 200 200 200 302 404
organisation/<slug:slug>/andra/     GET  /organisation/lerums-kommun/andra/ 200 403 403 403 403 403 403 403 403 403 403 403 302 404
organisation/<slug:slug>/andra/     POST /organisation/lerums-kommun/andra/ 422 403 403 403 403 403 403 403 403 403 403 403 302 404
mina-uppgifter/                     GET  /mina-uppgifter/                   200 200 200 200 200 200 200 200 200 200 200 200 302 200
mina-uppgifter/                     POST /mina-uppgifter/                   422 422 422 422 422 422 422 422 422 422 422 422 302 422
mina-uppgifter/brev/                GET  /mina-uppgifter/brev/              405 405 405 405 405 405 405 405 405 405 405 405 302 405
mina-uppgifter/brev/                POST /mina-uppgifter/brev/              422 422 422 422 422 422 422 422 422 422 422 422 302 422
ordforandeskap/                     GET  /ordforandeskap/                       200 200 200 200 200 200 200 200 200 200 200 200 302 200
grupper/<slug:slug>/ordforande/     GET  /grupper/au/ordforande/                200 200 200 200 200 200 200 200 200 200 200 200 302 404
grupper/<slug:slug>/ordforande/     GET  /grupper/vvg/ordforande/               404 404 404 404 404 404 404 404 404 404 404 404 302 404
grupper/<slug:slug>/ordforande/ny/  GET  /grupper/samordningsgruppen/ordforande/ny/ 200 403 403 403 403 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/ordforande/ny/  POST /grupper/samordningsgruppen/ordforande/ny/ 422 403 403 403 403 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/ordforande/ny/  GET  /grupper/au/ordforande/ny/             403 403 403 403 403 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/ordforande/schema/ GET  /grupper/samordningsgruppen/ordforande/schema/ 200 403 403 403 403 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/ordforande/schema/ POST /grupper/samordningsgruppen/ordforande/schema/ 422 403 403 403 403 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/ordforande/<int:pk>/utse/ GET  /grupper/samordningsgruppen/ordforande/{planned}/utse/ 200 403 403 403 403 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/ordforande/<int:pk>/utse/ POST /grupper/samordningsgruppen/ordforande/{planned}/utse/ 422 403 403 403 403 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/ordforande/<int:pk>/lamna/ GET  /grupper/samordningsgruppen/ordforande/{held}/lamna/ 200 403 403 403 403 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/ordforande/<int:pk>/lamna/ POST /grupper/samordningsgruppen/ordforande/{held}/lamna/ 422 403 403 403 403 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/ordforande/<int:pk>/ta-bort/ GET  /grupper/samordningsgruppen/ordforande/{planned}/ta-bort/ 200 403 403 403 403 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/ordforande/<int:pk>/ta-bort/ POST /grupper/samordningsgruppen/ordforande/{planned}/ta-bort/ 302 403 403 403 403 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/behorigheter/   GET  /grupper/nosam-lerum/behorigheter/  200 200 200 200 200 200 200 200 200 200 200 200 302 404
grupper/<slug:slug>/behorigheter/ny/ GET  /grupper/nosam-lerum/behorigheter/ny/ 200 403 403 403 403 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/behorigheter/ny/ POST /grupper/nosam-lerum/behorigheter/ny/ 422 403 403 403 403 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/behorigheter/<int:pk>/ta-tillbaka/ GET  /grupper/samordningsgruppen/behorigheter/{reads}/ta-tillbaka/ 200 403 403 403 403 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/behorigheter/<int:pk>/ta-tillbaka/ POST /grupper/samordningsgruppen/behorigheter/{reads}/ta-tillbaka/ 422 403 403 403 403 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/behorigheter/<int:pk>/ta-tillbaka/ POST /grupper/au/behorigheter/{reads}/ta-tillbaka/ 404 404 404 404 404 404 404 404 404 404 404 404 302 404
organisation/<slug:slug>/behorigheter/ GET  /organisation/lerums-kommun/behorigheter/ 200 200 200 200 200 200 200 200 200 200 200 200 302 404
organisation/<slug:slug>/behorigheter/ny/ GET  /organisation/lerums-kommun/behorigheter/ny/ 200 403 403 403 403 403 403 403 403 403 200 403 302 404
organisation/<slug:slug>/behorigheter/ny/ POST /organisation/lerums-kommun/behorigheter/ny/ 422 403 403 403 403 403 403 403 403 403 422 403 302 404
organisation/<slug:slug>/behorigheter/ny/ GET  /organisation/alingsas-kommun/behorigheter/ny/ 200 403 403 403 403 403 403 403 403 403 403 403 302 404
organisation/<slug:slug>/behorigheter/<int:pk>/ta-tillbaka/ GET  /organisation/lerums-kommun/behorigheter/{administers}/ta-tillbaka/ 200 403 403 403 403 403 403 403 403 403 403 403 302 404
organisation/<slug:slug>/behorigheter/<int:pk>/ta-tillbaka/ POST /organisation/lerums-kommun/behorigheter/{administers}/ta-tillbaka/ 422 403 403 403 403 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/platser/        GET  /grupper/au/platser/                200 200 200 200 200 200 200 200 200 200 200 200 302 404
grupper/<slug:slug>/platser/        GET  /grupper/au/platser/?den=2025-05-01  200 200 200 200 200 200 200 200 200 200 200 200 302 404
styrande-dokument/ GET  /styrande-dokument/ 200 200 200 200 200 200 200 200 200 200 200 200 200 200
grupper/<slug:slug>/ny-dokumentplats/ GET  /grupper/au/ny-dokumentplats/ 200 403 403 403 403 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/ny-dokumentplats/ POST /grupper/au/ny-dokumentplats/ 422 403 403 403 403 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/uppdrag/<slug:slot>/ GET  /grupper/au/uppdrag/uppdragsbeskrivning/ 200 200 200 200 200 200 200 200 200 200 200 200 200 200
grupper/<slug:slug>/uppdrag/<slug:slot>/ GET  /grupper/samordningsgruppen/uppdrag/uppdragsbeskrivning/ 200 200 200 200 200 200 200 200 200 200 200 200 302 404
grupper/<slug:slug>/uppdrag/<slug:slot>/ny-revision/ GET  /grupper/au/uppdrag/uppdragsbeskrivning/ny-revision/ 405 405 405 405 405 405 405 405 405 405 405 405 302 405
grupper/<slug:slug>/uppdrag/<slug:slot>/ny-revision/ POST /grupper/au/uppdrag/uppdragsbeskrivning/ny-revision/ 302 403 403 302 302 403 403 403 403 403 403 403 302 403
grupper/<slug:slug>/uppdrag/<slug:slot>/ny-revision/ POST /grupper/nosam-lerum/uppdrag/uppdragsbeskrivning/ny-revision/ 302 302 403 403 403 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/uppdrag/<slug:slot>/<int:number>/ GET  /grupper/au/uppdrag/uppdragsbeskrivning/2/ 200 200 200 200 200 200 200 200 200 200 200 200 200 200
grupper/<slug:slug>/uppdrag/<slug:slot>/<int:number>/ GET  /grupper/au/uppdrag/uppdragsbeskrivning/1/ 200 200 200 200 200 200 200 200 200 200 200 200 302 404
grupper/<slug:slug>/uppdrag/<slug:slot>/<int:number>/ GET  /grupper/samordningsgruppen/uppdrag/uppdrag-representant/1/ 200 200 200 200 200 200 200 200 404 404 404 404 302 404
grupper/<slug:slug>/uppdrag/<slug:slot>/<int:number>/fil/ GET  /grupper/au/uppdrag/uppdragsbeskrivning/2/fil/ 200 200 200 200 200 200 200 200 200 200 200 200 200 200
grupper/<slug:slug>/uppdrag/<slug:slot>/<int:number>/fil/ GET  /grupper/samordningsgruppen/uppdrag/uppdragsbeskrivning/1/fil/ 200 200 200 200 200 200 200 200 200 200 200 200 302 404
grupper/<slug:slug>/uppdrag/<slug:slot>/<int:number>/fil/ GET  /grupper/samordningsgruppen/uppdrag/uppdrag-representant/1/fil/ 202 202 202 202 202 202 202 202 404 404 404 404 302 404
grupper/<slug:slug>/uppdrag/<slug:slot>/<int:number>/skillnad/ GET  /grupper/au/uppdrag/uppdragsbeskrivning/2/skillnad/ 200 200 200 200 200 200 200 200 200 200 200 200 302 404
grupper/<slug:slug>/uppdrag/<slug:slot>/<int:number>/vem-ser/ GET  /grupper/au/uppdrag/uppdragsbeskrivning/2/vem-ser/ 200 200 200 200 200 200 200 200 200 200 200 200 302 404
grupper/<slug:slug>/uppdrag/<slug:slot>/<int:number>/vem-ser/ GET  /grupper/samordningsgruppen/uppdrag/uppdrag-representant/1/vem-ser/ 200 200 200 200 200 200 200 200 404 404 404 404 302 404
grupper/<slug:slug>/uppdrag/<slug:slot>/<int:number>/andra/ GET  /grupper/samordningsgruppen/uppdrag/uppdrag-representant/1/andra/ 200 403 403 200 200 403 403 403 404 404 404 404 302 404
grupper/<slug:slug>/uppdrag/<slug:slot>/<int:number>/andra/ POST /grupper/samordningsgruppen/uppdrag/uppdrag-representant/1/andra/ 422 403 403 422 422 403 403 403 404 404 404 404 302 404
grupper/<slug:slug>/uppdrag/<slug:slot>/<int:number>/faststall/ GET  /grupper/samordningsgruppen/uppdrag/uppdrag-representant/1/faststall/ 200 403 403 200 200 403 403 403 404 404 404 404 302 404
grupper/<slug:slug>/uppdrag/<slug:slot>/<int:number>/faststall/ POST /grupper/samordningsgruppen/uppdrag/uppdrag-representant/1/faststall/ 302 403 403 302 302 403 403 403 404 404 404 404 302 404
grupper/<slug:slug>/uppdrag/<slug:slot>/<int:number>/godkann/ GET  /grupper/samordningsgruppen/uppdrag/uppdragsbeskrivning/1/godkann/ 200 403 403 200 200 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/uppdrag/<slug:slot>/<int:number>/godkann/ POST /grupper/samordningsgruppen/uppdrag/uppdrag-representant/1/godkann/ 422 403 403 422 422 403 403 403 404 404 404 404 302 404
grupper/<slug:slug>/uppdrag/<slug:slot>/<int:number>/steg/<document_verb:verb>/ GET  /grupper/samordningsgruppen/uppdrag/uppdrag-representant/1/steg/ta-tillbaka/ 200 403 403 200 200 403 403 403 404 404 404 404 302 404
grupper/<slug:slug>/uppdrag/<slug:slot>/<int:number>/steg/<document_verb:verb>/ POST /grupper/samordningsgruppen/uppdrag/uppdrag-representant/1/steg/ta-tillbaka/ 409 403 403 409 409 403 403 403 404 404 404 404 302 404
personer/las-in/                    GET  /personer/las-in/                   200 403 403 403 403 403 403 403 403 403 200 403 302 404
personer/las-in/                    POST /personer/las-in/                   422 403 403 403 403 403 403 403 403 403 422 403 302 404
personer/las-in/                    GET  /o/exempelbygden/personer/las-in/   404 404 404 404 404 404 404 404 404 404 404 404 302 200
personer/las-in/mall.csv            GET  /personer/las-in/mall.csv           200 403 403 403 403 403 403 403 403 403 200 403 302 404
personer/las-in/lista.csv           GET  /personer/las-in/lista.csv          200 403 403 403 403 403 403 403 403 403 200 403 302 404
personer/las-in/lista.csv           GET  /personer/las-in/lista.csv?organisation=alingsas-kommun  200 403 403 403 403 403 403 403 403 403 404 403 302 404
personer/las-in/<int:pk>/           GET  /personer/las-in/{list}/            200 404 404 404 404 404 404 404 404 404 404 404 302 404
personer/las-in/<int:pk>/andringar.csv GET  /personer/las-in/{list}/andringar.csv  200 404 404 404 404 404 404 404 404 404 404 404 302 404
personer/las-in/<int:pk>/fel.csv    GET  /personer/las-in/{list}/fel.csv     200 404 404 404 404 404 404 404 404 404 404 404 302 404
personer/las-in/<int:pk>/bekrafta/  GET  /personer/las-in/{list}/bekrafta/   405 405 405 405 405 405 405 405 405 405 405 405 302 405
personer/las-in/<int:pk>/bekrafta/  POST /personer/las-in/{list}/bekrafta/   409 404 404 404 404 404 404 404 404 404 404 404 302 404
personer/las-in/<int:pk>/kasta/     POST /personer/las-in/{list}/kasta/      302 404 404 404 404 404 404 404 404 404 404 404 302 404
arenden/                            GET  /arenden/                          200 200 200 200 200 200 200 200 200 200 200 200 302 200
arenden/nytt/                       GET  /arenden/nytt/                     200 200 200 200 200 200 200 200 200 403 403 403 302 403
arenden/nytt/                       POST /arenden/nytt/?grupp=nosam-lerum   422 422 200 200 200 200 422 422 422 403 403 403 302 403
arenden/registrera/                 GET  /arenden/registrera/               200 403 403 403 403 403 403 403 403 403 403 403 302 403
arenden/registrera/                 POST /arenden/registrera/               422 403 403 403 403 403 403 403 403 403 403 403 302 403
arenden/utkast/<int:pk>/            GET  /arenden/utkast/{draft}/           200 200 404 404 404 404 404 404 404 404 404 404 302 404
arenden/utkast/<int:pk>/andra/      GET  /arenden/utkast/{draft}/andra/     200 200 404 404 404 404 404 404 404 404 404 404 302 404
arenden/utkast/<int:pk>/andra/      POST /arenden/utkast/{draft}/andra/     422 422 404 404 404 404 404 404 404 404 404 404 302 404
arenden/utkast/<int:pk>/steg/<verb:verb>/ GET  /arenden/utkast/{draft}/steg/kasta/ 200 200 404 404 404 404 404 404 404 404 404 404 302 404
arenden/utkast/<int:pk>/steg/<verb:verb>/ POST /arenden/utkast/{draft}/steg/kasta/ 302 302 404 404 404 404 404 404 404 404 404 404 302 404
arenden/utkast/<int:pk>/vem-ser/    GET  /arenden/utkast/{draft}/vem-ser/    200 200 404 404 404 404 404 404 404 404 404 404 302 404
arenden/<case:number>/              GET  /arenden/{sent}/                   200 200 200 200 200 200 200 200 200 200 404 200 302 404
arenden/<case:number>/              GET  /arenden/{secret}/                 200 404 404 200 200 200 404 404 404 404 404 404 302 404
arenden/<case:number>/              GET  /arenden/{theirs}/                 404 404 404 404 404 404 404 404 404 404 404 404 302 404
arenden/<case:number>/              GET  /o/exempelbygden/arenden/{theirs}/ 404 404 404 404 404 404 404 404 404 404 404 404 302 200
arenden/<case:number>/andra/        GET  /arenden/{sent}/andra/             200 403 403 200 200 200 403 403 403 403 404 403 302 404
arenden/<case:number>/andra/        POST /arenden/{sent}/andra/             422 403 403 422 422 422 403 403 403 403 404 403 302 404
arenden/<case:number>/anteckning/   GET  /arenden/{sent}/anteckning/        405 405 405 405 405 405 405 405 405 405 405 405 302 405
arenden/<case:number>/anteckning/   POST /arenden/{sent}/anteckning/        422 403 403 422 422 422 403 403 403 403 404 403 302 404
arenden/<case:number>/meddela/      GET  /arenden/{sent}/meddela/           200 403 403 200 200 200 403 403 403 403 404 403 302 404
arenden/<case:number>/meddela/      POST /arenden/{sent}/meddela/           422 403 403 422 422 422 403 403 403 403 404 403 302 404
arenden/<case:number>/information/  GET  /arenden/{sent}/information/       200 200 200 200 200 200 200 200 200 200 404 200 302 404
arenden/<case:number>/information/  GET  /arenden/{secret}/information/     200 404 404 200 200 200 404 404 404 404 404 404 302 404
arenden/<case:number>/information/last/ GET  /arenden/{sent}/information/last/ 405 405 405 405 405 405 405 405 405 405 405 405 302 405
arenden/<case:number>/information/last/ POST /arenden/{sent}/information/last/ 302 302 302 302 302 302 302 302 302 302 404 302 302 404
arenden/<case:number>/handlingar/   GET  /arenden/{team}/handlingar/         200 403 403 200 200 200 403 403 403 403 404 403 302 404
arenden/<case:number>/handlingar/   POST /arenden/{team}/handlingar/         422 403 403 422 422 422 403 403 403 403 404 403 302 404
arenden/utkast/<int:pk>/handlingar/ GET  /arenden/utkast/{draft}/handlingar/ 200 200 404 404 404 404 404 404 404 404 404 404 302 404
arenden/<case:number>/handlingar/<int:document>/ GET  /arenden/{team}/handlingar/{d_costs}/ 200 200 200 200 200 200 200 200 200 200 404 200 302 404
arenden/<case:number>/handlingar/<int:document>/ GET  /arenden/{team}/handlingar/{d_staffing}/ 200 404 404 200 200 200 404 404 404 404 404 404 302 404
arenden/<case:number>/handlingar/<int:document>/ GET  /arenden/{team}/handlingar/{d_rooms}/ 404 404 404 404 200 404 404 404 404 404 404 404 302 404
arenden/<case:number>/handlingar/<int:document>/ GET  /arenden/{sent}/handlingar/{d_costs}/ 404 404 404 404 404 404 404 404 404 404 404 404 302 404
arenden/utkast/<int:pk>/handlingar/<int:document>/ GET  /arenden/utkast/{draft}/handlingar/{d_costs}/ 404 404 404 404 404 404 404 404 404 404 404 404 302 404
arenden/<case:number>/handlingar/<int:document>/fil/<int:version>/ GET  /arenden/{team}/handlingar/{d_costs}/fil/1/ 200 200 200 200 200 200 200 200 200 200 404 200 302 404
arenden/<case:number>/handlingar/<int:document>/fil/<int:version>/ GET  /arenden/{team}/handlingar/{d_staffing}/fil/1/ 200 404 404 200 200 200 404 404 404 404 404 404 302 404
arenden/<case:number>/handlingar/<int:document>/fil/<int:version>/ GET  /arenden/{team}/handlingar/{d_costs}/fil/9/ 404 404 404 404 404 404 404 404 404 404 404 404 302 404
arenden/utkast/<int:pk>/handlingar/<int:document>/fil/<int:version>/ GET  /arenden/utkast/{draft}/handlingar/{d_costs}/fil/1/ 404 404 404 404 404 404 404 404 404 404 404 404 302 404
arenden/<case:number>/handlingar/<int:document>/visa/<int:version>/ GET  /arenden/{team}/handlingar/{d_costs}/visa/1/ 200 200 200 200 200 200 200 200 200 200 404 200 302 404
arenden/utkast/<int:pk>/handlingar/<int:document>/visa/<int:version>/ GET  /arenden/utkast/{draft}/handlingar/{d_costs}/visa/1/ 404 404 404 404 404 404 404 404 404 404 404 404 302 404
arenden/<case:number>/handlingar/<int:document>/version/ GET  /arenden/{team}/handlingar/{d_staffing}/version/ 200 404 404 200 200 403 404 404 404 404 404 404 302 404
arenden/<case:number>/handlingar/<int:document>/version/ POST /arenden/{team}/handlingar/{d_costs}/version/ 403 403 403 403 403 403 403 403 403 403 404 403 302 404
arenden/utkast/<int:pk>/handlingar/<int:document>/version/ GET  /arenden/utkast/{draft}/handlingar/{d_costs}/version/ 404 404 404 404 404 404 404 404 404 404 404 404 302 404
arenden/<case:number>/handlingar/<int:document>/andra/ GET  /arenden/{team}/handlingar/{d_staffing}/andra/ 200 404 404 200 200 403 404 404 404 404 404 404 302 404
arenden/<case:number>/handlingar/<int:document>/andra/ POST /arenden/{team}/handlingar/{d_costs}/andra/ 403 403 403 403 403 403 403 403 403 403 404 403 302 404
arenden/utkast/<int:pk>/handlingar/<int:document>/andra/ GET  /arenden/utkast/{draft}/handlingar/{d_costs}/andra/ 404 404 404 404 404 404 404 404 404 404 404 404 302 404
arenden/<case:number>/handlingar/<int:document>/vem-ser/ GET  /arenden/{team}/handlingar/{d_staffing}/vem-ser/ 200 404 404 200 200 200 404 404 404 404 404 404 302 404
arenden/utkast/<int:pk>/handlingar/<int:document>/vem-ser/ GET  /arenden/utkast/{draft}/handlingar/{d_costs}/vem-ser/ 404 404 404 404 404 404 404 404 404 404 404 404 302 404
arenden/<case:number>/handlingar/<int:document>/steg/<document_verb:verb>/ GET  /arenden/{team}/handlingar/{d_staffing}/steg/faststall/ 200 404 404 200 200 403 404 404 404 404 404 404 302 404
arenden/<case:number>/handlingar/<int:document>/steg/<document_verb:verb>/ POST /arenden/{team}/handlingar/{d_staffing}/steg/faststall/ 422 404 404 422 422 403 404 404 404 404 404 404 302 404
arenden/<case:number>/handlingar/<int:document>/steg/<document_verb:verb>/ GET  /arenden/{team}/handlingar/{d_costs}/steg/publicera/ 200 403 403 403 403 403 403 403 403 403 404 403 302 404
arenden/utkast/<int:pk>/handlingar/<int:document>/steg/<document_verb:verb>/ GET  /arenden/utkast/{draft}/handlingar/{d_costs}/steg/dela/ 404 404 404 404 404 404 404 404 404 404 404 404 302 404
arenden/<case:number>/vem-ser/      GET  /arenden/{sent}/vem-ser/            200 200 200 200 200 200 200 200 200 200 404 200 302 404
arenden/<case:number>/vem-ser/      GET  /arenden/{secret}/vem-ser/          200 404 404 200 200 200 404 404 404 404 404 404 302 404
arenden/<case:number>/akt.pdf       GET  /arenden/{sent}/akt.pdf            202 202 202 202 202 202 202 202 202 202 404 202 302 404
arenden/<case:number>/akt.pdf       GET  /arenden/{secret}/akt.pdf          202 404 404 202 202 202 404 404 404 404 404 404 302 404
arenden/<case:number>/steg/<verb:verb>/ GET  /arenden/{sent}/steg/ta-emot/  200 403 403 200 200 200 403 403 403 403 404 403 302 404
arenden/<case:number>/steg/<verb:verb>/ POST /arenden/{sent}/steg/ta-emot/  302 403 403 302 302 302 403 403 403 403 404 403 302 404
arenden/<case:number>/steg/<verb:verb>/ POST /arenden/{sent}/steg/aterfor/  422 403 403 422 422 422 403 403 403 403 404 403 302 404
arenden/<case:number>/steg/<verb:verb>/ GET  /arenden/{sent}/steg/flyga/    404 404 404 404 404 404 404 404 404 404 404 404 404 404
arenden/<case:number>/steg/<verb:verb>/<slug:target>/ GET  /arenden/{submitted}/steg/skicka/au/  403 200 403 403 403 403 403 403 403 403 404 403 302 404
arenden/<case:number>/steg/<verb:verb>/<slug:target>/ POST /arenden/{submitted}/steg/skicka/au/  403 302 403 403 403 403 403 403 403 403 404 403 302 404
arenden/<case:number>/steg/<verb:verb>/<slug:target>/ GET  /arenden/{submitted}/steg/skicka/vvg/ 403 403 403 403 403 403 403 403 403 403 404 403 302 404
grupper/<slug:slug>/ko/             GET  /grupper/au/ko/                    200 200 200 200 200 200 200 200 200 200 200 200 302 404
grupper/<slug:slug>/ko/genomgang/   GET  /grupper/au/ko/genomgang/          200 200 200 200 200 200 200 200 200 200 200 200 302 404
grupper/<slug:slug>/skickat/        GET  /grupper/au/skickat/               200 200 200 200 200 200 200 200 200 200 200 200 302 404
plan/                               GET  /plan/                             200 200 200 200 200 200 200 200 200 200 200 200 302 404
plan/                               GET  /o/exempelbygden/plan/             404 404 404 404 404 404 404 404 404 404 404 404 302 200
organisation/                       GET  /organisation/                     200 200 200 200 200 200 200 200 200 200 200 200 200 200
om/                                 GET  /om/                               200 200 200 200 200 200 200 200 200 200 200 200 200 200
om/<slug:slug>/                     GET  /om/principer/                     200 200 200 200 200 200 200 200 200 200 200 200 200 200
om/<slug:slug>/                     GET  /om/styrning-i-regionen/           200 200 200 200 200 200 200 200 200 200 200 200 200 200
om/<slug:slug>/                     GET  /om/finns-inte/                    404 404 404 404 404 404 404 404 404 404 404 404 302 404
kontakt/                            GET  /kontakt/                          200 200 200 200 200 200 200 200 200 200 200 200 200 200
kontakt/                            GET  /o/exempelbygden/kontakt/          200 200 200 200 200 200 200 200 200 200 200 200 200 200
sidor/<slug:slug>/andra/            GET  /sidor/principer/andra/            200 403 403 403 403 403 403 403 403 403 403 403 302 403
sidor/<slug:slug>/andra/            POST /sidor/kontakt/andra/              422 403 403 403 403 403 403 403 403 403 403 403 302 403
sidor/<slug:slug>/andra/            GET  /o/exempelbygden/sidor/om/andra/   403 403 403 403 403 403 403 403 403 403 403 403 302 200
sidor/<slug:slug>/versioner/        GET  /sidor/principer/versioner/        200 200 200 200 200 200 200 200 200 200 200 200 302 404
sidor/<slug:slug>/versioner/<int:version>/ GET  /sidor/kontakt/versioner/1/ 200 200 200 200 200 200 200 200 200 200 200 200 302 404
sidor/<slug:slug>/versioner/<int:version>/ GET  /sidor/kontakt/versioner/9/ 404 404 404 404 404 404 404 404 404 404 404 404 302 404
historik/                           GET  /historik/                         200 403 403 403 403 403 403 403 403 403 403 200 302 404
historik/                           GET  /o/exempelbygden/historik/         404 404 404 404 404 404 404 404 404 404 404 404 302 200
historik/export.jsonl               GET  /historik/export.jsonl             200 403 403 403 403 403 403 403 403 403 403 200 302 404
historik/<kind:kind>/<slug:key>/    GET  /historik/grupp/{au}/              200 200 200 200 200 200 200 200 200 200 200 200 302 404
historik/<kind:kind>/<slug:key>/    GET  /historik/person/{me}/             200 403 403 403 403 403 403 403 403 403 403 200 302 404
historik/<kind:kind>/<slug:key>/    GET  /historik/arende/{a_draft}/        200 200 404 404 404 404 404 404 404 404 404 200 302 404
historik/<kind:kind>/<slug:key>/    GET  /historik/arende/{a_sent}/         200 200 200 200 200 200 200 200 200 200 404 200 302 404
historik/<kind:kind>/<slug:key>/    GET  /historik/arende/{a_secret}/       200 404 404 200 200 200 404 404 404 404 404 200 302 404
historik/<kind:kind>/<slug:key>/    GET  /historik/arende/{a_theirs}/       404 404 404 404 404 404 404 404 404 404 404 404 302 404
historik/<kind:kind>/<slug:key>/    GET  /historik/okant/1/                 404 404 404 404 404 404 404 404 404 404 404 404 404 404
brev/                               GET  /brev/                              200 403 403 403 403 403 403 403 403 403 403 403 302 404
brev/                               GET  /o/exempelbygden/brev/              404 404 404 404 404 404 404 404 404 404 404 404 302 200
brev/<int:pk>/forsok-igen/          GET  /brev/{letter}/forsok-igen/         405 405 405 405 405 405 405 405 405 405 405 405 302 405
brev/<int:pk>/forsok-igen/          POST /brev/{letter}/forsok-igen/         302 403 403 403 403 403 403 403 403 403 403 403 302 404
brev/<int:pk>/forsok-igen/          POST /o/exempelbygden/brev/{letter}/forsok-igen/ 404 404 404 404 404 404 404 404 404 404 404 404 302 404
brev/forsok-igen/                   POST /brev/forsok-igen/                  302 403 403 403 403 403 403 403 403 403 403 403 302 404
handlingar/                         GET  /handlingar/                        200 200 200 200 200 200 200 200 200 200 200 200 200 200
handlingar/                         GET  /o/exempelbygden/handlingar/        200 200 200 200 200 200 200 200 200 200 200 200 200 200
handlingar.csv                      GET  /handlingar.csv                     200 200 200 200 200 200 200 200 200 200 200 200 200 200
handlingar.json                     GET  /handlingar.json                    200 200 200 200 200 200 200 200 200 200 200 200 200 200
handlingar/begar-ut/                GET  /handlingar/begar-ut/               200 200 200 200 200 200 200 200 200 200 200 200 200 200
handlingar/myndigheter/             GET  /handlingar/myndigheter/            200 403 403 403 403 403 403 403 403 403 403 403 302 404
handlingar/myndigheter/kopiera/<int:year>/ POST /handlingar/myndigheter/kopiera/2027/ 302 403 403 403 403 403 403 403 403 403 403 403 302 404
handlingar/myndigheter/kopiera/<int:year>/ GET  /handlingar/myndigheter/kopiera/2027/ 405 405 405 405 405 405 405 405 405 405 405 405 302 405
handlingar/myndigheter/<slug:slug>/<int:year>/ GET  /handlingar/myndigheter/au/2027/    200 403 403 403 403 403 403 403 403 403 403 403 302 404
handlingar/myndigheter/<slug:slug>/<int:year>/ POST /handlingar/myndigheter/au/2027/    422 403 403 403 403 403 403 403 403 403 403 403 302 404
handlingar/dokument/<int:pk>/       GET  /handlingar/dokument/{d_draft}/     404 200 404 404 404 404 404 404 404 404 404 404 302 404
handlingar/dokument/<int:pk>/       GET  /handlingar/dokument/{d_shared}/    200 404 404 200 200 200 404 404 404 404 404 404 302 404
handlingar/dokument/<int:pk>/       GET  /handlingar/dokument/{d_final}/     200 200 200 200 200 200 200 200 200 200 404 200 302 404
handlingar/dokument/<int:pk>/       GET  /handlingar/dokument/{d_secret}/    200 404 404 200 200 200 404 404 404 404 404 404 302 404
handlingar/dokument/<int:pk>/       GET  /o/exempelbygden/handlingar/dokument/{d_final}/ 404 404 404 404 404 404 404 404 404 404 404 404 302 404
handlingar/dokument/<int:pk>/andra/ GET  /handlingar/dokument/{d_shared}/andra/ 200 404 404 200 200 403 404 404 404 404 404 404 302 404
handlingar/dokument/<int:pk>/andra/ POST /handlingar/dokument/{d_shared}/andra/ 422 404 404 422 422 403 404 404 404 404 404 404 302 404
handlingar/dokument/<int:pk>/andra/ GET  /handlingar/dokument/{d_final}/andra/ 403 403 403 403 403 403 403 403 403 403 404 403 302 404
handlingar/dokument/<int:pk>/version/ GET  /handlingar/dokument/{d_shared}/version/ 200 404 404 200 200 403 404 404 404 404 404 404 302 404
handlingar/dokument/<int:pk>/version/ POST /handlingar/dokument/{d_shared}/version/ 422 404 404 422 422 403 404 404 404 404 404 404 302 404
handlingar/dokument/<int:pk>/vem-ser/ GET  /handlingar/dokument/{d_final}/vem-ser/ 200 200 200 200 200 200 200 200 200 200 404 200 302 404
handlingar/dokument/<int:pk>/vem-ser/ GET  /handlingar/dokument/{d_secret}/vem-ser/ 200 404 404 200 200 200 404 404 404 404 404 404 302 404
handlingar/dokument/<int:pk>/fil/<int:number>/ GET  /handlingar/dokument/{d_final}/fil/1/ 200 200 200 200 200 200 200 200 200 200 404 200 302 404
handlingar/dokument/<int:pk>/fil/<int:number>/ GET  /handlingar/dokument/{d_secret}/fil/1/ 200 404 404 200 200 200 404 404 404 404 404 404 302 404
handlingar/dokument/<int:pk>/visa/<int:number>/ GET  /handlingar/dokument/{d_final}/visa/1/ 200 200 200 200 200 200 200 200 200 200 404 200 302 404
handlingar/dokument/<int:pk>/visa/<int:number>/ GET  /handlingar/dokument/{d_final}/visa/2/ 404 404 404 404 404 404 404 404 404 404 404 404 302 404
handlingar/dokument/<int:pk>/steg/<document_verb:verb>/ GET  /handlingar/dokument/{d_shared}/steg/faststall/ 200 404 404 200 200 403 404 404 404 404 404 404 302 404
handlingar/dokument/<int:pk>/steg/<document_verb:verb>/ POST /handlingar/dokument/{d_shared}/steg/faststall/ 422 404 404 422 422 403 404 404 404 404 404 404 302 404
handlingar/dokument/<int:pk>/steg/<document_verb:verb>/ GET  /handlingar/dokument/{d_final}/steg/publicera/ 200 403 403 403 403 403 403 403 403 403 404 403 302 404
handlingar/dokument/<int:pk>/steg/<document_verb:verb>/ POST /handlingar/dokument/{d_final}/steg/publicera/ 422 403 403 403 403 403 403 403 403 403 404 403 302 404
handlingar/dokument/<int:pk>/steg/<document_verb:verb>/ GET  /handlingar/dokument/{d_final}/steg/sekretess/ 200 200 403 403 403 403 403 403 403 403 404 403 302 404
handlingar/dokument/<int:pk>/steg/<document_verb:verb>/ GET  /handlingar/dokument/{d_secret}/steg/hav-sekretess/ 200 404 404 403 403 403 404 404 404 404 404 404 302 404
handlingar/dokument/<int:pk>/steg/<document_verb:verb>/ GET  /handlingar/dokument/{d_final}/steg/gallra/ 403 403 403 403 403 403 403 403 403 403 404 403 302 404
handlingar/dokument/<int:pk>/steg/<document_verb:verb>/ GET  /handlingar/dokument/{d_final}/steg/flyga/ 404 404 404 404 404 404 404 404 404 404 404 404 404 404
handlingar/<designation:designation>/ GET  /handlingar/{n_final}/              200 200 200 200 200 200 200 200 200 200 200 200 200 200
handlingar/<designation:designation>/ GET  /handlingar/{n_secret}/             200 404 404 200 200 200 404 404 404 404 404 404 404 404
handlingar/<designation:designation>/ GET  /o/exempelbygden/handlingar/{n_final}/ 404 404 404 404 404 404 404 404 404 404 404 404 404 404
handlingar/<designation:designation>/ GET  /handlingar/SAMLA-H-1999-0001/      404 404 404 404 404 404 404 404 404 404 404 404 404 404
handlingar/<designation:designation>/ratta/ GET  /handlingar/{n_final}/ratta/        200 403 403 403 403 403 403 403 403 403 403 403 302 403
handlingar/<designation:designation>/ratta/ POST /handlingar/{n_final}/ratta/        422 403 403 403 403 403 403 403 403 403 403 403 302 403
handlingar/<designation:designation>/ratta/ GET  /handlingar/{n_secret}/ratta/       200 404 404 403 403 403 404 404 404 404 404 404 302 404
handlingar/<designation:designation>/visa/ GET  /handlingar/{n_published}/visa/     200 200 200 200 200 200 200 200 200 200 200 200 200 200
handlingar/<designation:designation>/visa/ GET  /handlingar/{n_final}/visa/         404 404 404 404 404 404 404 404 404 404 404 404 404 404
handlingar/<designation:designation>/fil/ GET  /handlingar/{n_published}/fil/      200 200 200 200 200 200 200 200 200 200 200 200 200 200
handlingar/<designation:designation>/fil/ GET  /handlingar/{n_secret}/fil/         404 404 404 404 404 404 404 404 404 404 404 404 404 404
grupper/<slug:slug>/handlingar/     GET  /grupper/au/handlingar/             200 200 200 200 200 200 200 200 200 200 200 200 302 404
grupper/<slug:slug>/handlingar/     GET  /grupper/vvg/handlingar/            404 404 404 404 404 404 404 404 404 404 404 404 302 404
grupper/<slug:slug>/handlingar/ny/  GET  /grupper/au/handlingar/ny/          200 403 403 200 200 200 403 403 403 403 403 403 302 404
grupper/<slug:slug>/handlingar/ny/  POST /grupper/au/handlingar/ny/          422 403 403 422 422 422 403 403 403 403 403 403 302 404
grupper/<slug:slug>/handlingar/registrera/ GET  /grupper/au/handlingar/registrera/  200 403 403 200 200 200 403 403 403 403 403 403 302 404
grupper/<slug:slug>/handlingar/registrera/ POST /grupper/au/handlingar/registrera/  422 403 403 422 422 422 403 403 403 403 403 403 302 404
dokumenthanteringsplan/             GET  /dokumenthanteringsplan/ 200 200 200 200 200 200 200 200 200 200 200 200 200 200
dokumenthanteringsplan/             GET  /o/exempelbygden/dokumenthanteringsplan/ 200 200 200 200 200 200 200 200 200 200 200 200 200 200
dokumenthanteringsplan/plan.csv     GET  /dokumenthanteringsplan/plan.csv 200 200 200 200 200 200 200 200 200 200 200 200 200 200
dokumenthanteringsplan/ny/          GET  /dokumenthanteringsplan/ny/ 200 403 403 403 403 403 403 403 403 403 403 403 302 403
dokumenthanteringsplan/ny/          POST /dokumenthanteringsplan/ny/ 422 403 403 403 403 403 403 403 403 403 403 403 302 403
dokumenthanteringsplan/slag/<slug:slug>/andra/ GET  /dokumenthanteringsplan/slag/beslut/andra/ 200 403 403 403 403 403 403 403 403 403 403 403 302 403
dokumenthanteringsplan/slag/<slug:slug>/andra/ POST /dokumenthanteringsplan/slag/beslut/andra/ 422 403 403 403 403 403 403 403 403 403 403 403 302 403
dokumenthanteringsplan/slag/<slug:slug>/andra/ GET  /dokumenthanteringsplan/slag/finns-inte/andra/ 404 404 404 404 404 404 404 404 404 404 404 404 302 404
dokumenthanteringsplan/gallra/      GET  /dokumenthanteringsplan/gallra/ 200 403 403 403 403 403 403 403 403 403 403 403 302 404
dokumenthanteringsplan/gallra/<slug:slug>/<slug:authority>/ GET  /dokumenthanteringsplan/gallra/kallelse/lerums-kommun/ 200 403 403 403 403 403 403 403 403 403 403 403 302 404
dokumenthanteringsplan/gallra/<slug:slug>/<slug:authority>/ POST /dokumenthanteringsplan/gallra/kallelse/lerums-kommun/ 422 403 403 403 403 403 403 403 403 403 403 403 302 404
dokumenthanteringsplan/gallra/<slug:slug>/<slug:authority>/ GET  /o/exempelbygden/dokumenthanteringsplan/gallra/enkatsvar/nordby-kommun/ 404 404 404 404 404 404 404 404 404 404 404 404 302 200
dokumenthanteringsplan/gallra/<slug:slug>/<slug:authority>/ POST /o/exempelbygden/dokumenthanteringsplan/gallra/enkatsvar/nordby-kommun/ 404 404 404 404 404 404 404 404 404 404 404 404 302 422
dokumenthanteringsplan/gallringar/  GET  /dokumenthanteringsplan/gallringar/ 200 403 403 403 403 403 403 403 403 403 403 200 302 404
dokumenthanteringsplan/gallringar/<int:pk>/ GET  /o/exempelbygden/dokumenthanteringsplan/gallringar/{disposal}/ 404 404 404 404 404 404 404 404 404 404 404 404 302 200
dokumenthanteringsplan/gallringar/<int:pk>/ GET  /dokumenthanteringsplan/gallringar/{disposal}/ 404 404 404 404 404 404 404 404 404 404 404 404 302 404
dokumenthanteringsplan/gallringar/<int:pk>/lista.csv GET  /o/exempelbygden/dokumenthanteringsplan/gallringar/{disposal}/lista.csv 404 404 404 404 404 404 404 404 404 404 404 404 302 200
jobb/<uuid:job_id>/                 GET  /jobb/{job}/                       202 404 404 404 404 404 404 404 404 404 404 404 302 404
moten/<int:pk>/forbered/            GET  /moten/{mp}/forbered/               200 403 403 200 200 403 403 403 403 403 404 403 302 404
moten/<int:pk>/forbered/ordna/      POST /moten/{mp}/forbered/ordna/         404 403 403 404 404 403 403 403 403 403 404 403 302 404
moten/<int:pk>/forbered/ordna/      GET  /moten/{mp}/forbered/ordna/         405 405 405 405 405 405 405 405 405 405 405 405 302 405
moten/<int:pk>/forbered/lagg-till/  POST /moten/{mp}/forbered/lagg-till/     302 403 403 302 302 403 403 403 403 403 404 403 302 404
moten/<int:pk>/forbered/lagg-till/  GET  /moten/{mp}/forbered/lagg-till/     405 405 405 405 405 405 405 405 405 405 405 405 302 405
moten/<int:pk>/forbered/kopiera/    POST /moten/{mp}/forbered/kopiera/       302 403 403 302 302 403 403 403 403 403 404 403 302 404
moten/<int:pk>/forbered/kopiera/    GET  /moten/{mp}/forbered/kopiera/       405 405 405 405 405 405 405 405 405 405 405 405 302 405
moten/<int:pk>/forbered/ny/         GET  /moten/{mp}/forbered/ny/            200 403 403 200 200 403 403 403 403 403 404 403 302 404
moten/<int:pk>/forbered/ny/         POST /moten/{mp}/forbered/ny/            422 403 403 422 422 403 403 403 403 403 404 403 302 404
moten/<int:pk>/forbered/punkt/<int:item>/ GET  /moten/{mp}/forbered/punkt/{mp_item}/ 200 403 403 200 200 403 403 403 403 403 404 403 302 404
moten/<int:pk>/forbered/punkt/<int:item>/ POST /moten/{mp}/forbered/punkt/{mp_item}/ 422 403 403 422 422 403 403 403 403 403 404 403 302 404
moten/<int:pk>/forbered/punkt/<int:item>/ta-bort/ GET  /moten/{mp}/forbered/punkt/{mp_item}/ta-bort/ 200 403 403 200 200 403 403 403 403 403 404 403 302 404
moten/<int:pk>/forbered/punkt/<int:item>/ta-bort/ POST /moten/{mp}/forbered/punkt/{mp_item}/ta-bort/ 302 403 403 302 302 403 403 403 403 403 404 403 302 404
moten/<int:pk>/forbered/punkt/<int:item>/flytta/ GET  /moten/{mp}/forbered/punkt/{mp_item}/flytta/ 200 403 403 200 200 403 403 403 403 403 404 403 302 404
moten/<int:pk>/forbered/punkt/<int:item>/flytta/ POST /moten/{mp}/forbered/punkt/{mp_item}/flytta/ 422 403 403 422 422 403 403 403 403 403 404 403 302 404
moten/<int:pk>/forbered/punkt/<int:item>/handlingar/ GET  /moten/{mp}/forbered/punkt/{mp_item}/handlingar/ 200 403 403 200 200 403 403 403 403 403 404 403 302 404
moten/<int:pk>/forbered/punkt/<int:item>/handlingar/ POST /moten/{mp}/forbered/punkt/{mp_item}/handlingar/ 302 403 403 302 302 403 403 403 403 403 404 403 302 404
moten/<int:pk>/forbered/punkt/<int:item>/personer/ GET  /moten/{mp}/forbered/punkt/{mp_item}/personer/ 200 403 403 200 200 403 403 403 403 403 404 403 302 404
moten/<int:pk>/forbered/punkt/<int:item>/personer/ POST /moten/{mp}/forbered/punkt/{mp_item}/personer/ 422 403 403 422 422 403 403 403 403 403 404 403 302 404
grupper/<slug:slug>/staende-punkter/ GET  /grupper/samordningsgruppen/staende-punkter/ 200 403 403 200 200 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/staende-punkter/ POST /grupper/samordningsgruppen/staende-punkter/ 422 403 403 422 422 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/staende-punkter/overta/ POST /grupper/samordningsgruppen/staende-punkter/overta/ 302 403 403 302 302 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/staende-punkter/overta/ GET  /grupper/samordningsgruppen/staende-punkter/overta/ 405 405 405 405 405 405 405 405 405 405 405 405 302 405
grupper/<slug:slug>/staende-punkter/ordna/ POST /grupper/samordningsgruppen/staende-punkter/ordna/ 404 403 403 404 404 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/staende-punkter/ordna/ GET  /grupper/samordningsgruppen/staende-punkter/ordna/ 405 405 405 405 405 405 405 405 405 405 405 405 302 405
grupper/<slug:slug>/staende-punkter/<int:pk>/ GET  /grupper/samordningsgruppen/staende-punkter/{standing}/ 200 403 403 200 200 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/staende-punkter/<int:pk>/ POST /grupper/samordningsgruppen/staende-punkter/{standing}/ 422 403 403 422 422 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/staende-punkter/<int:pk>/avsluta/ POST /grupper/samordningsgruppen/staende-punkter/{standing}/avsluta/ 302 403 403 302 302 403 403 403 403 403 403 403 302 404
grupper/<slug:slug>/staende-punkter/<int:pk>/avsluta/ GET  /grupper/samordningsgruppen/staende-punkter/{standing}/avsluta/ 405 405 405 405 405 405 405 405 405 405 405 405 302 405
grupper/<slug:slug>/forandringar/   GET  /grupper/samordningsgruppen/forandringar/ 200 200 200 200 200 200 200 200 200 200 404 200 302 404
grupper/<slug:slug>/forandringar/ny/ GET  /grupper/samordningsgruppen/forandringar/ny/ 200 200 200 200 200 200 200 200 403 403 404 403 302 404
grupper/<slug:slug>/forandringar/ny/ POST /grupper/samordningsgruppen/forandringar/ny/ 422 422 422 422 422 422 422 422 403 403 404 403 302 404
forandringar/<int:pk>/andra/        GET  /forandringar/{change}/andra/       200 403 403 403 403 403 403 200 403 403 404 403 302 404
forandringar/<int:pk>/andra/        POST /forandringar/{change}/andra/       422 403 403 403 403 403 403 422 403 403 404 403 302 404
forandringar/<int:pk>/ta-tillbaka/  POST /forandringar/{change}/ta-tillbaka/ 302 403 403 403 403 403 403 302 403 403 404 403 302 404
forandringar/<int:pk>/ta-tillbaka/  GET  /forandringar/{change}/ta-tillbaka/ 405 405 405 405 405 405 405 405 405 405 405 405 302 405
forandringar/<int:pk>/tagit-del/    GET  /forandringar/{change}/tagit-del/   200 403 403 200 200 403 403 403 403 403 404 403 302 404
forandringar/<int:pk>/tagit-del/    POST /forandringar/{change}/tagit-del/   302 403 403 302 302 403 403 403 403 403 404 403 302 404
arshjul/<int:year>/                 GET  /arshjul/2026/                      200 200 200 200 200 200 200 200 200 200 200 200 302 200
moten/<int:pk>/handlingar.pdf       GET  /moten/{mp}/handlingar.pdf          403 403 403 403 403 403 403 403 403 403 404 403 302 404
moten/<int:pk>/handlingar.pdf       GET  /moten/{mc}/handlingar.pdf          202 202 202 202 202 202 202 202 202 202 202 202 302 404
moten/<int:pk>/handlingar.zip       GET  /moten/{mc}/handlingar.zip          202 202 202 202 202 202 202 202 202 202 202 202 302 404
moten/<int:pk>/anteckningar/        GET  /moten/{mc}/anteckningar/           200 200 200 200 200 200 200 200 200 200 200 200 302 404
moten/<int:pk>/punkt/<int:item>/anteckning/ POST /moten/{mc}/punkt/{mc_item}/anteckning/ 302 302 302 302 302 302 302 302 302 302 404 302 302 404
moten/<int:pk>/punkt/<int:item>/anteckning/ GET  /moten/{mc}/punkt/{mc_item}/anteckning/ 405 405 405 405 405 405 405 405 405 405 405 405 302 405
moten/<int:pk>/horda/               GET  /moten/{mc}/horda/                  200 403 403 200 200 403 403 403 403 403 403 403 302 404
moten/<int:pk>/horda/               GET  /moten/{mp}/horda/                  404 403 403 404 404 403 403 403 403 403 404 403 302 404
moten/<int:pk>/inkomna/             GET  /moten/{mc}/inkomna/                200 403 403 200 200 403 403 403 403 403 403 403 302 404
moten/<int:pk>/forankra/            GET  /moten/{mc}/forankra/               404 200 200 200 200 200 200 200 404 404 404 404 302 404
moten/<int:pk>/forankra/            POST /moten/{mc}/forankra/               404 422 422 422 422 422 422 422 404 404 404 404 302 404
moten/<int:pk>/forankra/<int:link>/aterkalla/ POST /moten/{mc}/forankra/{asked}/aterkalla/ 404 404 404 404 404 404 302 404 404 404 404 404 302 404
moten/<int:pk>/forankra/<int:link>/aterkalla/ GET  /moten/{mc}/forankra/{asked}/aterkalla/ 405 405 405 405 405 405 405 405 405 405 405 405 302 405
forankring/<str:token>/             GET  /forankring/{asks}/                 200 200 200 200 200 200 200 200 200 200 200 200 200 200
forankring/<str:token>/             POST /forankring/{asks}/                 422 422 422 422 422 422 422 422 422 422 422 422 422 422
forankring/<str:token>/             GET  /o/exempelbygden/forankring/{asks}/ 404 404 404 404 404 404 404 404 404 404 404 404 404 404
forankring/<str:token>/             GET  /forankring/gissad/                 404 404 404 404 404 404 404 404 404 404 404 404 404 404
forankring/<str:token>/handling/<int:document>/ GET  /forankring/{asks}/handling/{d_secret}/ 404 404 404 404 404 404 404 404 404 404 404 404 404 404
moten/                              GET  /moten/                                200 200 200 200 200 200 200 200 200 200 200 200 302 200
moten/nytt/                         GET  /moten/nytt/?grupp=samordningsgruppen  200 200 200 403 403 403 403 403 403 403 403 403 302 403
moten/nytt/                         POST /moten/nytt/?grupp=samordningsgruppen  422 422 422 403 403 403 403 403 403 403 403 403 302 403
moten/ar/<int:year>/<slug:slug>/    GET  /moten/ar/2027/samordningsgruppen/     200 403 403 403 403 403 403 403 403 403 403 403 302 404
moten/ar/<int:year>/<slug:slug>/    POST /moten/ar/2027/samordningsgruppen/     422 403 403 403 403 403 403 403 403 403 403 403 302 404
moten/<int:pk>/                     GET  /moten/{mp}/                           200 200 200 200 200 200 200 200 200 200 404 200 302 404
moten/<int:pk>/                     GET  /moten/{mc}/                           200 200 200 200 200 200 200 200 200 200 200 200 302 404
moten/<int:pk>/andra/               GET  /moten/{mp}/andra/                     200 403 403 403 403 403 403 403 403 403 404 403 302 404
moten/<int:pk>/andra/               POST /moten/{mp}/andra/                     422 403 403 403 403 403 403 403 403 403 404 403 302 404
moten/<int:pk>/flytta/              GET  /moten/{mp}/flytta/                    200 403 403 403 403 403 403 403 403 403 404 403 302 404
moten/<int:pk>/flytta/              POST /moten/{mp}/flytta/                    422 403 403 403 403 403 403 403 403 403 404 403 302 404
moten/<int:pk>/stall-in/            GET  /moten/{mp}/stall-in/                  200 403 403 403 403 403 403 403 403 403 404 403 302 404
moten/<int:pk>/stall-in/            POST /moten/{mp}/stall-in/                  422 403 403 403 403 403 403 403 403 403 404 403 302 404
moten/<int:pk>/godkann/             GET  /moten/{mp}/godkann/                   403 403 403 200 200 403 403 403 403 403 404 403 302 404
moten/<int:pk>/godkann/             POST /moten/{mp}/godkann/                   403 403 403 422 422 403 403 403 403 403 404 403 302 404
moten/<int:pk>/svar/                GET  /moten/{mc}/svar/                      405 405 405 405 405 405 405 405 405 405 405 405 302 405
moten/<int:pk>/svar/                POST /moten/{mc}/svar/                      403 403 403 403 403 403 403 403 403 403 403 403 302 404
moten/<int:pk>/synpunkter/          GET  /moten/{mc}/synpunkter/                404 200 200 200 200 200 200 200 404 404 404 404 302 404
moten/<int:pk>/synpunkter/          POST /moten/{mc}/synpunkter/                404 302 302 302 302 302 302 302 404 404 404 404 302 404
moten/<int:pk>/punkt/<int:item>/utkast/ GET  /moten/{mc}/punkt/{mc_item}/utkast/    405 405 405 405 405 405 405 405 405 405 405 405 302 405
moten/<int:pk>/punkt/<int:item>/utkast/ POST /moten/{mc}/punkt/{mc_item}/utkast/    404 302 302 302 302 302 302 302 404 404 404 404 302 404
moten/<int:pk>/punkt/<int:item>/handling/<int:document>/ GET  /moten/{mc}/punkt/{mc_item}/handling/{d_final}/ 404 404 404 404 404 404 404 404 404 404 404 404 302 404
moten/<int:pk>/kalla/               GET  /moten/{mp}/kalla/                     200 403 403 403 403 403 403 403 403 403 404 403 302 404
moten/<int:pk>/kalla/               POST /moten/{mp}/kalla/                     409 403 403 403 403 403 403 403 403 403 404 403 302 404
moten/<int:pk>/kalla/nya/           GET  /moten/{mc}/kalla/nya/                 405 405 405 405 405 405 405 405 405 405 405 405 302 405
moten/<int:pk>/kalla/nya/           POST /moten/{mc}/kalla/nya/                 302 403 403 403 403 403 403 403 403 403 403 403 302 404
moten/<int:pk>/kallelse.pdf         GET  /moten/{mc}/kallelse.pdf               202 202 202 202 202 202 202 202 202 202 404 202 302 404
moten/<int:pk>/kallelse/<int:number>/ GET  /moten/{mc}/kallelse/1/                200 200 200 200 200 200 200 200 200 200 200 200 302 404
moten/<int:pk>/kallelse/<int:number>/ GET  /moten/{mp}/kallelse/1/                404 404 404 404 404 404 404 404 404 404 404 404 302 404
moten/<int:pk>/kallelse/<int:number>.pdf GET  /moten/{mc}/kallelse/1.pdf             202 202 202 202 202 202 202 202 202 202 404 202 302 404
moten/<int:pk>/mote.ics             GET  /moten/{mc}/mote.ics                   200 200 200 200 200 200 200 200 200 200 200 200 302 404
kalender/<str:token>.ics            GET  /kalender/gissad.ics                   404 404 404 404 404 404 404 404 404 404 404 404 404 404
min-kalender/                       GET  /min-kalender/                         200 200 200 200 200 200 200 200 200 200 200 200 302 200
min-kalender/ny/                    GET  /min-kalender/ny/                      405 405 405 405 405 405 405 405 405 405 405 405 302 405
min-kalender/ny/                    POST /min-kalender/ny/                      200 200 200 200 200 200 200 200 200 200 200 200 302 200
min-kalender/aterkalla/             GET  /min-kalender/aterkalla/               405 405 405 405 405 405 405 405 405 405 405 405 302 405
min-kalender/aterkalla/             POST /min-kalender/aterkalla/               302 302 302 302 302 302 302 302 302 302 302 302 302 302
forankring/<str:token>/             GET  /forankring/{asks}/                    200 200 200 200 200 200 200 200 200 200 200 200 200 200
forankring/<str:token>/             POST /forankring/{asks}/                    422 422 422 422 422 422 422 422 422 422 422 422 422 422
forankring/<str:token>/             GET  /forankring/gissad/                    404 404 404 404 404 404 404 404 404 404 404 404 404 404
forankring/<str:token>/handling/<int:document>/ GET  /forankring/{asks}/handling/{d_final}/ 404 404 404 404 404 404 404 404 404 404 404 404 404 404
moten/<int:pk>/inlamningar/<int:submission>/ GET  /moten/{mc}/inlamningar/0/             404 404 404 404 404 404 404 404 404 404 404 404 302 404
"""
HEAD, *LINES = TABLE.strip("\n").splitlines()
ROWS = [line.split() for line in LINES]
PARTS = 4  # so that two processes share the work

CASES = {
    "team": "Mobilt team för unga med psykisk ohälsa: hemvist och bemanning",
    "draft": "Ungdomsmottagningens öppettider under lov",
    "submitted": "Tidiga insatser vid skolfrånvaro",
    "sent": "Utskrivning av äldre inför helger",
    "secret": "Gemensamt digitalt stöd för vårdplanering: inför upphandling",
    "theirs": "Hembesök tillsammans efter utskrivning",
}


DOCUMENTS = {
    "draft": "Utkast till information om hemrehabilitering",
    "shared": "Underlag: bemanning av mobilt team",
    "final": "Lägesbild för vård vid livets slut i Lerum",
    "secret": "Bedömning av anbud på digitalt stöd",
    "published": "Arbetsordning för Samordningsgruppens möten",
    "costs": "Kostnader för det mobila teamet",
    "staffing": "Utkast till bemanningsplan",
    "rooms": "Frågor om lokaler",
}


def routes(patterns, prefix=""):
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


@pytest.fixture(scope="module")
def demonstration(demo_template, django_db_blocker):
    """The demonstration's database for the whole table; every request is rolled back."""
    with django_db_blocker.unblock(), own_database(demo_template):
        yield


def test_every_address_has_a_row_and_every_row_an_answer_for_everybody():
    described = {row[0].replace("start", "") for row in ROWS}

    assert described == set(routes(get_resolver().url_patterns))
    assert HEAD.split() == list(PEOPLE)
    assert {len(row) for row in ROWS} == {3 + len(PEOPLE)}


@pytest.mark.parametrize("part", range(PARTS))
def test_every_address_answers_everybody_as_the_table_says(demonstration, settings, part):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "zeal" not in name]  # queries are others' tests
    things, sessions = things_of_the_demonstration(), sessions_of_everybody()
    client, differing = Client(), []

    for _, method, address, *promised in ROWS[part::PARTS]:
        path = address.format(**things)
        answered = [str(status_of(client, method, path, sessions[who])) for who in PEOPLE]
        if answered != promised:
            wrong = [f"{who} {ours}≠{theirs}" for who, ours, theirs in zip(PEOPLE, answered, promised, strict=True)]
            differing.append(
                f"{method} {path}: {', '.join(word for word in wrong if len(set(word[-7:].split('≠'))) > 1)}"
            )

    assert not differing, "\n".join(differing)


def meetings_of_the_demonstration(leader):
    """Samordningsgruppen's next planned meeting with an item, a standing item, and a change that waits."""
    body = Body.objects.get(slug="samordningsgruppen")
    planned = Meeting.objects.with_bodies().filter(body=body, state="PLANNED").order_by("starts_at").first()
    item = meetings.add_item(planned, title="Ny fråga", kind=ItemKind.INFORMATION, by=leader)
    values = {"title": "Laget runt", "kind": ItemKind.INFORMATION, "minutes": 5}
    standing = meetings.add_standing(body, values, by=leader)
    change = OrganisationalChange.objects.waiting().filter(body=body).order_by("pk")[0]
    things = {"mp": planned.pk, "mp_item": item.pk, "standing": standing.pk, "change": change.pk}
    return things | anchoring_of_the_demonstration(body)


def anchoring_of_the_demonstration(body):
    """Samordningsgruppen's called meeting, and a link that a representative has sent to a colleague."""
    called = Meeting.objects.with_bodies().filter(body=body, state="CALLED", starts_at__gt=clock.now())
    meeting = called.order_by("starts_at")[0]
    hers = User.objects.get(email=email_of("representant-habilitering"))
    seat = Seat.objects.get(body=body, appointments__user=hers)
    items = meetings.shareable_items(meeting, seat)[:1]
    chosen = AgendaItem.objects.filter(pk__in=[item["item"] for item in items])
    link = meetings.anchor(meeting, seat, chosen, name="Kim Kollega", email="kim@example.org", by=hers)
    letter = OutgoingMail.objects.get(key=f"anchoring:{link.pk}")
    secret = letter.text.partition("/forankring/")[2].partition("/")[0]
    sent = meeting.notices.order_by("-number")[0].content["items"][0]["item"]
    return {"mc": meeting.pk, "mc_item": sent, "asked": link.pk, "asks": secret}


def things_of_the_demonstration():
    """What stands in the place of the words in braces."""
    records.write_files()  # the storage of this process
    leader = email_of("processledare")
    things = {"me": User.objects.get(email=leader).pk, "au": Body.objects.get(slug="au").pk}
    for word, title in CASES.items():
        case = Case.objects.get(title=title)
        things[word] = case.number.replace(" ", "-") if case.number else case.pk
        things[f"a_{word}"] = case.pk
    for word, title in DOCUMENTS.items():
        document = Document.objects.get(title=title)
        things |= {f"d_{word}": document.pk, f"n_{word}": (document.number or "").replace(" ", "-")}
    for word, key in (("love", "representant-lerum"), ("karin", "au-kommun")):
        things[word] = User.objects.get(email=email_of(key)).pk
    things["appointment"] = Appointment.objects.get(user=things["love"]).pk
    for word, slug in (("seat", "tandvarden"), ("lerum", "lerums-kommun")):
        things[word] = Seat.objects.get(slug=slug, body__slug="samordningsgruppen").pk
    chairs = ChairTerm.objects.filter(body__slug="samordningsgruppen", office=Office.CHAIR)
    things |= {"planned": chairs.get(appointment=None).pk, "held": chairs.current().get().pk}
    things["reads"] = BodyGrant.objects.get(user__email=email_of("lasare")).pk
    things["administers"] = OrganisationGrant.objects.get(user__email=email_of("organisationsadministrator")).pk
    client = Client()
    client.force_login(User.objects.get(email=leader))
    with transaction.atomic():  # in which nobody waits for a worker
        client.get(f"/arenden/{things['secret']}/akt.pdf")
    things["app"] = Authenticator.objects.get(user__email=email_of("ordforande-nosam-lerum"), type="totp").pk
    things["list"] = imports.upload(
        imports.template_list(),
        filename="mall.csv",
        collaboration=CareCollaboration.objects.home().get(),
        organisation=None,
        by=User.objects.get(email=leader),
    ).pk
    things |= meetings_of_the_demonstration(User.objects.get(email=leader))
    things["letter"] = OutgoingMail.objects.failed().get().pk
    things["job"] = Job.objects.get(owner=things["me"]).pk
    things["disposal"] = DisposalRun.objects.get().pk
    return things


def email_of(key):
    return next(person.email for person in cast() if person.key == key)


def sessions_of_everybody():
    """For each person the cookies of somebody who has just signed in."""
    found = {}
    for who, key in PEOPLE.items():
        client = Client()
        if key:
            user = User.objects.get(email=email_of(key))
            client.force_login(user)
            confirm(client, user)
        found[who] = {name: morsel.value for name, morsel in client.cookies.items()}
    return found


def status_of(client, method, path, cookies):
    client.cookies.clear()
    client.cookies.load(cookies)
    with transaction.atomic():
        answer = client.get(path) if method == "GET" else client.post(path)
        answer.close()  # a file that nobody reads
        if answer.streaming:
            b"".join(answer)  # read to its end, by which the file is closed
        transaction.set_rollback(True)
    return answer.status_code
