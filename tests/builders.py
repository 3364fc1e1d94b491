"""Plain builders: each makes one thing, with what the test cares about given and the rest reasonable."""

import datetime as dt
import io
import itertools
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.utils.html import escape

from cases import actions
from cases.workflow import State, Verb
from documents.actions import Approval, add_version, begin_revision, create_document, revise
from documents.models import DocumentType, RegisteringAuthority
from groups.actions import factors
from groups.models import (
    Appointment,
    Body,
    BodyKind,
    CareCollaboration,
    ChairTerm,
    Level,
    MandateSlot,
    Office,
    Organisation,
    OrganisationKind,
    Principal,
    Route,
    Seat,
    SeatStatus,
    Side,
    User,
    side_of,
)
from samla import clock
from samla.ranges import last_day_of_year

serial = itertools.count(1)
YEAR = dt.timedelta(days=365)


def days(count):
    """Today, that many days later (or earlier, when negative)."""
    return clock.today() + dt.timedelta(days=count)


def a_collaboration(slug="samla", **fields):
    fields = {"short_name": slug.upper(), "number_prefix": slug.upper(), "is_home": slug == "samla", **fields}
    return CareCollaboration.objects.create(slug=slug, name=f"Vårdsamverkan {slug}", **fields)


def an_organisation(collaboration, slug, side=Side.REGION, **fields):
    principal, _ = Principal.objects.get_or_create(
        collaboration=collaboration, slug=side.lower(), defaults={"name": side.label, "side": side}
    )
    fields = {"name": slug.replace("-", " ").capitalize(), "kind": OrganisationKind.SERVICE, **fields}
    return Organisation.objects.create(collaboration=collaboration, slug=slug, principal=principal, **fields)


def a_body(collaboration, slug, kind=BodyKind.LOCAL, **fields):
    name = slug.replace("-", " ").capitalize()
    fields = {"name": name, "short_name": name, "level": Level.OPERATIONAL, **fields}
    return Body.objects.create(collaboration=collaboration, slug=slug, kind=kind, **fields)


def a_seat(body, slug="", status=SeatStatus.REGULAR, **fields):
    slug = slug or f"plats-{next(serial)}"
    return Seat.objects.create(body=body, slug=slug, status=status, **{"label": slug.capitalize(), **fields})


def a_person(name="Nils Nyfiken", **fields):
    return User.objects.create_user(f"person-{next(serial)}@example.org", name, **fields)


def an_app(user):
    """An app for codes of hers. Answers its secret."""
    secret = generate_totp_secret()
    factors.add_app(user, secret, by=user)
    return secret


def code_of(secret, *, steps=0):
    """What an app with the secret shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def an_appointment(seat, user, starts_on=None, ends_on=None):
    starts_on = starts_on or clock.today() - YEAR
    return Appointment.objects.create(seat=seat, user=user, starts_on=starts_on, ends_on=ends_on)


def a_term(appointment, office=Office.CHAIR, starts_on=None, ends_on=None):
    starts_on, ends_on = starts_on or clock.today() - YEAR, ends_on or clock.today() + YEAR
    body, organisation = appointment.seat.body, appointment.seat.organisation
    return ChairTerm.objects.create(
        body=body,
        office=office,
        appointment=appointment,
        side=side_of(organisation),
        starts_on=starts_on,
        ends_on=ends_on,
        period_starts_on=starts_on,
        period_ends_on=ends_on,
    )


def a_year_of(body, side, first, office=Office.CHAIR, **fields):
    """A planned year of a body whose chair moves between the sides, past the actions: only the database objects."""
    last = last_day_of_year(first)
    follows = body.chair_follows or body
    given = {"starts_on": first, "ends_on": last, "period_starts_on": first, "period_ends_on": last, **fields}
    return ChairTerm.objects.create(body=body, office=office, side=side, rotates=True, follows=follows, **given)


def a_member(body, name="Mia Medlem", **seat):
    """A person with a seat of her own in the body."""
    person = a_person(name)
    an_appointment(a_seat(body, **seat), person)
    return person


def a_route(source, target, label="", *, requires_readiness=False):
    label = label or f"Skicka till {target.short_name}"
    return Route.objects.create(source=source, target=target, label=label, requires_readiness=requires_readiness)


TEXTS = {
    "title": "Samordnad vårdplanering vid utskrivning",
    "background": "Utskrivningar sker på fredagar utan att kommunen hinner ordna stöd hemma.",
    "question": "Hur kan parterna planera utskrivningar tidigare?",
    "proposal": "Samordningsgruppen beslutar att pröva en gemensam rutin under ett år.",
    "consequence": "Ingen ökad kostnad under prövotiden.",
    "attachments": "Inga bilagor behövs.",
    "prepared_by": "AU",
}

# How a case raised in NOSAM Lerum comes to each state: who takes which step.
WAY = {
    State.DRAFT: [],
    State.DISCARDED: [("author", Verb.DISCARD)],
    State.SUBMITTED: [("author", Verb.SUBMIT)],
    State.SENT: [("author", Verb.SUBMIT), ("local_chair", Verb.SEND)],
}
WAY[State.IN_PREPARATION] = [*WAY[State.SENT], ("au_member", Verb.RECEIVE)]
for state, verb in {
    State.COMPLETION: Verb.ASK,
    State.DEEPENED: Verb.DEEPEN,
    State.READY: Verb.MARK_READY,
    State.PARKED: Verb.PARK,
    State.RETURNED: Verb.RETURN,
    State.CLOSED: Verb.CLOSE,
}.items():
    WAY[state] = [*WAY[State.IN_PREPARATION], ("au_member", verb)]


def a_draft(cast, origin=None, by=None, **fields):
    by = by or cast.author
    return actions.draft(
        origin or cast.nosam, {**TEXTS, **fields}, parties=cast.parties, target_groups=cast.target_groups, by=by
    )


def a_case(cast, state=State.SUBMITTED, **fields):
    """A case of NOSAM Lerum's, complete for a meeting, brought to the state by the real actions."""
    case = a_draft(cast, **fields)
    for who, verb in WAY[state]:
        case = actions.take(case, verb, by=getattr(cast, who), given=what_it_needs(cast, case, verb))
    return case


def what_it_needs(cast, case, verb):
    """Enough of what a step asks for."""
    route = cast.ways.get(case.holder.slug) if verb == Verb.SEND else None
    return actions.Given(note="Ett skäl.", route=route, on=days(14), position=1 if verb == Verb.PRIORITISE else None)


def take(case, verb, by, **given):
    return actions.take(case, verb, by=by, given=actions.Given(**given))


def send(cast, case, target, by, **given):
    return take(case, Verb.SEND, by, route=cast.routes[case.holder.slug, target], **given)


def url_of(case, rest=""):
    return f"{case.get_absolute_url()}{rest}"


def typed(cast, **changes):
    """A complete form of a case as the browser sends it."""
    return {
        **TEXTS,
        "kind": "QUESTION",
        "source": "LOCAL",
        "scope": "STRATEGIC",
        "target_groups": [group.pk for group in cast.target_groups],
        "parties": [party.pk for party in cast.parties],
        **changes,
    }


def missing_from(page, texts):
    """The texts that are not on the page as HTML writes them: none, if all is well."""
    return [text for text in texts if escape(text) not in page.text]


PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def a_document_type(collaboration, slug="underlag", **fields):
    found, _ = DocumentType.objects.get_or_create(
        collaboration=collaboration, slug=slug, defaults={"name": slug.capitalize(), **fields}
    )
    return found


def an_authority(body, organisation=None, year=None, **fields):
    """Whose register the body's documents belong to; a new organisation when none is given."""
    organisation = organisation or an_organisation(body.collaboration, f"myndighet-{next(serial)}")
    return RegisteringAuthority.objects.create(
        body=body,
        year=year or clock.today().year,
        organisation=organisation,
        **{"contact": "registrator@example.org", **fields},
    )


def a_document(body, by, title="Underlag om utskrivning", content=PDF, filename="underlag.pdf", **facts):
    """A draft of the body with one file; without content, without a file."""
    document = create_document(
        body=body, document_type=a_document_type(body.collaboration), title=title, by=by, **facts
    )
    if content:
        add_version(document, io.BytesIO(content), filename, by=by)
    return document


def a_slot(body, title="Uppdragsbeskrivning för gruppen", **fields):
    fields = {"slug": f"uppdrag-{next(serial)}", **fields}
    return MandateSlot.objects.create(body=body, title=title, **fields)


def a_revision(slot, by, text="# Uppdrag\n\nGruppen samordnar.", **values):
    """A draft with a text, issued a year ago."""
    draft = begin_revision(slot, by=by)
    values = {"issued_on": days(-365), "text": text, **values}
    return revise(draft, values, version=draft.document.version, by=by)


def an_approval(body, on=None, decision="SG 2026 § 14", **facts):
    return Approval(body=body, on=on or days(-3), decision=decision, **facts)
