"""Plain builders: each makes one thing, with what the test cares about given and the rest reasonable."""

import datetime as dt
import io
import itertools
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.utils.html import escape

from cases import actions
from cases.workflow import State, Verb
from documents.actions import (
    Approval,
    Decision,
    add_version,
    begin_revision,
    check_publication,
    create_document,
    dispose,
    finalise,
    mark_secret,
    revise,
)
from documents.actions import take as take_step
from documents.models import AccessibilityCheck, Document, DocumentType, RegisteringAuthority
from documents.workflow import PUBLICATION_POINTS, DocumentState, DocumentVerb
from groups.actions import factors, grant
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
from groups.powers import Power
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


def a_pdf(text="Underlag", *, catalog="", more=()):
    """A real PDF of one page that says the text. `catalog`: more keys of its catalog; `more`: further objects, from 6."""
    content = f"BT /F1 18 Tf 40 120 Td ({text}) Tj ET".encode("latin-1")
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        *(one.encode() for one in more),
    ]
    file, places = io.BytesIO(), []
    file.write(b"%PDF-1.7\n%\xe5\xe4\xf6\xdf\n")
    for number, content in enumerate(objects, 1):
        places.append(file.tell())
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    file.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    file.write(b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return file.getvalue()


PDF = a_pdf()


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


def a_case_document(case, by, content=PDF, filename="underlag.pdf", **given):
    """A document of the case with one file: a draft, unless it is shared at once."""
    kind = a_document_type(case.collaboration)
    return actions.add_document(case, io.BytesIO(content), filename, document_type=kind, by=by, **given)


def a_file(content=PDF):
    return io.BytesIO(content)


def a_registrar(body, name="Rakel Registrator"):
    """Somebody who holds nothing but the grant to register the body's documents."""
    person = a_person(name)
    grant(Power.REGISTER, body, person, starts_on=days(-30), ends_on=days(30), reason="Tjänst", by=None)
    return person


def a_check(document, by, **changed):
    """Every point gone through before publication, but for what the test changes."""
    given = {
        "responsible": "Petra Processledare, processledare",
        "accessibility": AccessibilityCheck.ACCESSIBLE,
        **dict.fromkeys(PUBLICATION_POINTS, True),
        **changed,
    }
    return check_publication(document, by=by, **given)


def a_published(document, by):
    """A registered document, checked and put on the web."""
    a_check(document, by)
    return take_step(document, DocumentVerb.PUBLISH, by=by)


def marked_secret(document, by, **changed):
    given = {"provision": "OSL 19 kap. 3 §", "authority": "Nämnden", "on": clock.today(), "reason": "Upphandling."}
    return mark_secret(document, by=by, **{**given, **changed})


def a_document_in(body, by, state, leader, **facts):
    """A document of the body in a state, brought there by the real actions. Not for ATTESTED and DISPOSED."""
    document = a_document(body, by, **facts)
    if state == DocumentState.SHARED:
        take_step(document, DocumentVerb.SHARE, by=by)
    if state in {DocumentState.FINALISED, DocumentState.PUBLISHED}:
        finalise(document, by=by)
    if state == DocumentState.PUBLISHED:
        a_published(document, leader)
    return Document.objects.get(pk=document.pk)


DECIDED = {
    "preserved": False,
    "decision_body": "Arkivnämnden",
    "decision_on": dt.date(2020, 5, 14),
    "decision_number": "ARK 2020-17",
}


def a_disposable_type(collaboration, slug="enkatsvar", years=2, **fields):
    """A type that a decision lets go after so many years; without years, when it is no longer needed."""
    return a_document_type(collaboration, slug, **{**DECIDED, "disposed_after_years": years, **fields})


def an_old_document(body, by, document_type, organisation, years_ago=4, content=None, **facts):
    """A finalised document of the type, dated so many years ago, in the organisation's register."""
    day = clock.today().replace(year=clock.today().year - years_ago, day=1)
    RegisteringAuthority.objects.get_or_create(
        body=body, year=day.year, defaults={"organisation": organisation, "contact": "registrator@example.org"}
    )
    number = next(serial)
    document = create_document(body=body, document_type=document_type, title=f"Enkätsvar {number}", by=by)
    add_version(document, io.BytesIO(content or PDF + str(number).encode()), "svar.pdf", by=by)
    finalise(document, by=by, drawn_up_on=day, **facts)
    return Document.objects.get(pk=document.pk)


def an_application(**fields):
    """The authority's own decision to apply the plan's."""
    return Decision(**{"body": "Kommunstyrelsen", "on": days(-10), "number": "KS 2026-9", **fields})


def a_disposal(document_type, organisation, documents, by):
    return dispose(
        document_type,
        organisation,
        [document.pk for document in documents],
        application=an_application(),
        confirmed=True,
        by=by,
    )


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


def at_clock(day, hour, minute=0):
    """An instant of that day in Stockholm."""
    return dt.datetime.combine(day, dt.time(hour, minute), clock.STOCKHOLM)
