"""A colleague without an account is asked by a link that ends; her answer is a note, and the link is a secret."""

import json
import logging
import re

import pghistory
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from cases.models import Case
from groups.actions import appoint, end_appointment
from groups.models import DigestLine, NotificationKind
from meetings import actions
from meetings.actions.anchoring import MOST_LINKS
from meetings.models import AgendaItem, Anchoring, AnchoringNote, Reply, ViewDraft, WrittenView
from outbox.actions import deliver
from outbox.models import OutgoingMail
from samla.logs import JsonFormatter
from samla.secret_paths import masked
from tests import builders as a
from tests.meetings.building import a_meeting, an_item, called, fresh


@pytest.fixture
def meeting(cast):
    """Samordningsgruppen's with an open item, a secret one and one that is not asked about."""
    seat = cast.representative.appointments.get().seat
    seat.organisation = cast.parties[0]
    seat.save(update_fields=["organisation"])
    meeting = a_meeting(cast.sg, cast.process_leader)
    case = a.a_case(cast, a.State.READY)
    an_item(meeting, cast.process_leader, title="Öppen fråga", proposal="Rutinen prövas.", case=case)
    secret = a.a_case(cast, a.State.READY, title="Hemlig upphandling")
    Case.objects.filter(pk=secret.pk).update(secrecy_provision="OSL 19 kap. 3 §")
    an_item(meeting, cast.process_leader, title="Hemlig upphandling", case=Case.objects.get(pk=secret.pk))
    an_item(meeting, cast.process_leader, title="Annan fråga")
    return called(meeting, cast.process_leader)


def seat_of(cast):
    return cast.representative.appointments.get().seat


def ask(cast, meeting, **changed):
    """A link for the open item. Answers the address that stands in the letter."""
    given = {"name": "Kim Kollega", "email": "kim@example.org", "by": cast.representative, **changed}
    link = actions.anchor(meeting, seat_of(cast), [meeting.items.get(title="Öppen fråga")], **given)
    letter = OutgoingMail.objects.get(key=f"anchoring:{link.pk}")
    assert letter.address == "kim@example.org"
    return re.search(r"/forankring/[\w-]+/", letter.text)[0]


def test_the_colleague_reads_what_may_be_shared_and_nothing_else(cast, client, meeting):
    page = client.get(ask(cast, meeting))

    assert page.status_code == 200
    for word in ("Öppen fråga", "Rutinen prövas.", "Utskrivningar sker på fredagar"):
        assert word in page.text
    for hidden in ("Hemlig upphandling", "Annan fråga", "Sara Sammanhållande", "/arenden/", "Huvudmeny"):
        assert hidden not in page.text
    assert page["Referrer-Policy"] == "strict-origin"  # no address leaks, and browsers still send the form's origin
    assert "noindex" in page["X-Robots-Tag"]


def test_a_secret_item_cannot_be_shared(cast, meeting):
    secret = meeting.items.get(title="Hemlig upphandling")

    with pytest.raises(ValidationError, match="får inte delas"):
        actions.anchor(meeting, seat_of(cast), [secret], name="Kim", email="kim@example.org", by=cast.representative)


def test_only_whoever_has_the_seat_asks_for_it(cast, meeting):
    item = meeting.items.get(title="Öppen fråga")

    with pytest.raises(PermissionDenied):
        actions.anchor(meeting, seat_of(cast), [item], name="Kim", email="kim@example.org", by=cast.process_leader)


def test_the_answer_is_a_note_for_the_representative_and_answers_for_nobody(cast, client, meeting, sign_in):
    address, item = ask(cast, meeting), meeting.items.get(title="Öppen fråga")

    done = client.post(address, {f"text-{item.pk}": "Vi behöver mer tid."}, follow=True)

    assert "Tack, ditt svar har gått till Rolf Representant" in done.text
    note = AnchoringNote.objects.get()
    assert not WrittenView.objects.exists()
    assert not Reply.objects.exists()
    page = sign_in(cast.representative).get(f"{meeting.get_absolute_url()}synpunkter/")
    assert "Svar från Kim Kollega" in page.text
    assert "Vi behöver mer tid." not in sign_in(cast.process_leader).get(meeting.get_absolute_url()).text
    typed = {f"text-{item.pk}": "Mitt eget.", f"version-{item.pk}": "0", "gor": f"anvand-{note.pk}"}
    sign_in(cast.representative).post(f"{meeting.get_absolute_url()}synpunkter/", typed)
    assert ViewDraft.objects.get(item=item).text == "Mitt eget.\n\nVi behöver mer tid."


def test_an_answer_with_an_identity_number_is_refused_and_kept_in_the_form(cast, client, meeting):
    address, item = ask(cast, meeting), meeting.items.get(title="Öppen fråga")

    page = client.post(address, {f"text-{item.pk}": "Det gäller 19121212-1212."})

    assert page.status_code == 422
    assert "personnummer" in page.text
    assert "Det gäller 19121212-1212." in page.text
    assert not AnchoringNote.objects.exists()


def test_a_link_that_is_withdrawn_or_has_ended_leads_nowhere(cast, client, meeting, time_machine):
    withdrawn, ended = ask(cast, meeting), ask(cast, meeting)
    actions.revoke(Anchoring.objects.order_by("pk")[0], by=cast.representative)

    assert client.get(withdrawn).status_code == 404
    assert "Länken gäller inte längre" in client.get(withdrawn).text
    assert client.get(ended).status_code == 200
    time_machine.move_to(a.at_clock(meeting.views_by + a.dt.timedelta(days=1), 1))
    assert client.get(ended).status_code == 404
    assert client.get("/forankring/gissad/").status_code == 404


def test_whoever_takes_over_the_seat_withdraws_its_links(cast, meeting, sign_in):
    ask(cast, meeting)
    link = Anchoring.objects.get()
    assert sign_in(cast.sg_chair).post(f"{meeting.get_absolute_url()}forankra/{link.pk}/aterkalla/").status_code == 404

    sign_in(cast.representative).post(f"{meeting.get_absolute_url()}forankra/{link.pk}/aterkalla/")

    link.refresh_from_db()
    assert link.revoked_by == cast.representative


def test_the_secret_is_kept_nowhere(cast, client, meeting):
    address, item = ask(cast, meeting), meeting.items.get(title="Öppen fråga")
    token = address.split("/")[2]
    client.post(address, {f"text-{item.pk}": "Bra."})

    assert not Anchoring.objects.filter(token_hash=token).exists()
    urls = [
        context["url"]
        for context in pghistory.models.Context.objects.values_list("metadata", flat=True)
        if context.get("url")
    ]
    assert not [url for url in urls if token in url]
    record = logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, f"Internal Server Error: {address}", (), None
    )
    line = JsonFormatter().format(record)
    assert token not in line
    assert "/forankring/…" in json.loads(line)["event"]


def test_a_calendars_address_is_masked_too():
    assert masked("GET /o/grannen/kalender/aB-c_9.ics") == "GET /o/grannen/kalender/….ics"


def test_one_link_cannot_fill_the_portal(cast, client, meeting):
    address, item = ask(cast, meeting), meeting.items.get(title="Öppen fråga")
    link = Anchoring.objects.get()
    AnchoringNote.objects.bulk_create(AnchoringNote(anchoring=link, item=item, text="Igen") for _ in range(49))
    client.post(address, {f"text-{item.pk}": "Den femtionde"})

    page = client.post(address, {f"text-{item.pk}": "En till"})

    assert page.status_code == 422
    assert "så många gånger som går" in page.text


def test_her_page_lists_the_links_and_sends_new_ones(cast, meeting, sign_in):
    client, item = sign_in(cast.representative), meeting.items.get(title="Öppen fråga")

    page = client.get(f"{meeting.get_absolute_url()}forankra/")
    assert "Hemlig upphandling" not in page.text
    page = client.post(
        f"{meeting.get_absolute_url()}forankra/",
        {"items": [item.pk], "name": "Kim Kollega", "email": "kim@example.org", "until": meeting.views_by.isoformat()},
        follow=True,
    )

    assert "Länken är skickad till Kim Kollega" in page.text
    assert "Gäller" in page.text


def test_an_agenda_that_has_changed_is_not_shown_before_it_is_sent(cast, client, meeting):
    address, item = ask(cast, meeting), meeting.items.get(title="Öppen fråga")
    AgendaItem.objects.filter(pk=item.pk).update(title="Hemligt utkast", proposal="Nytt förslag")
    added = an_item(fresh(meeting), cast.process_leader, title="Ny punkt")

    page = client.get(address).text

    assert "Rutinen prövas." in page
    assert "Hemligt utkast" not in page
    assert "Nytt förslag" not in page
    with pytest.raises(ValidationError, match="får inte delas"):
        actions.anchor(meeting, seat_of(cast), [added], name="Kim", email="kim@example.org", by=cast.representative)


def test_a_case_marked_secret_later_is_no_longer_shown(cast, client, meeting):
    address, item = ask(cast, meeting), meeting.items.get(title="Öppen fråga")
    Case.objects.filter(pk=item.case_id).update(secrecy_provision="OSL 19 kap. 3 §")

    assert "Öppen fråga" not in client.get(address).text
    assert client.post(address, {f"text-{item.pk}": "Bra."}).status_code == 422
    assert not AnchoringNote.objects.exists()


def test_what_was_typed_when_the_link_ended_can_be_copied(cast, client, meeting):
    address, item = ask(cast, meeting), meeting.items.get(title="Öppen fråga")
    actions.revoke(Anchoring.objects.get(), by=cast.representative)

    page = client.post(address, {f"text-{item.pk}": "Lång text"})

    assert page.status_code == 404
    assert "Lång text" in page.text
    assert client.get(f"{address}handling/1/").status_code == 404
    assert "Huvudmeny" not in client.get(f"{address}handling/1/").text


def test_whoever_has_inherited_the_seat_is_told_of_the_answer_and_reads_it(
    cast, client, meeting, sign_in, time_machine
):
    address, item = ask(cast, meeting), meeting.items.get(title="Öppen fråga")
    old, new = cast.representative.appointments.get(), a.a_person("Nora Ny")
    end_appointment(old, ends_on=a.days(0), by=cast.process_leader)
    appoint(old.seat, new, starts_on=a.days(1), by=cast.process_leader)
    time_machine.move_to(a.at_clock(a.days(2), 9))

    client.post(address, {f"text-{item.pk}": "Vi behöver mer tid."})

    told = OutgoingMail.objects.filter(subject__startswith="Svar på det du förankrar")
    lines = DigestLine.objects.filter(kind=NotificationKind.MEETING_ANCHORING)
    assert {mail.recipient for mail in told} | {line.recipient for line in lines} == {new}
    hers = sign_in(new)
    assert "1 svar från kolleger att läsa" in hers.get("/").text
    note = AnchoringNote.objects.get()
    hers.post(f"{meeting.get_absolute_url()}synpunkter/", {"gor": f"anvand-{note.pk}"})
    assert "från kolleger att läsa" not in hers.get("/").text
    assert (
        sign_in(cast.sg_chair)
        .post(f"{meeting.get_absolute_url()}synpunkter/", {"gor": f"anvand-{note.pk}"})
        .status_code
        == 404
    )


def test_a_letter_that_is_sent_keeps_no_secret(cast, meeting):
    token = ask(cast, meeting).split("/")[2]
    letter = OutgoingMail.objects.get(key__startswith="anchoring:")

    deliver(letter.pk)

    letter.refresh_from_db()
    assert token not in letter.text + letter.html
    assert token in mail.outbox[-1].body


def test_one_seat_cannot_send_letters_without_end(cast, meeting):
    for _ in range(MOST_LINKS):
        ask(cast, meeting)

    with pytest.raises(ValidationError, match="Fler går inte att skicka"):
        ask(cast, meeting)


def test_the_open_page_asks_few_questions(cast, client, meeting, django_assert_max_num_queries):
    address, item = ask(cast, meeting), meeting.items.get(title="Öppen fråga")

    with django_assert_max_num_queries(12):
        client.get(address)
    with django_assert_max_num_queries(25):
        client.post(address, {f"text-{item.pk}": "Bra."})


def test_an_empty_form_is_refused_in_words(cast, meeting, sign_in):
    page = sign_in(cast.representative).post(f"{meeting.get_absolute_url()}forankra/")

    assert page.status_code == 422
    assert "Välj minst en punkt." in page.text
