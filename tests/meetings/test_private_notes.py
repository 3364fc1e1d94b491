"""Notes that one person writes to an item for herself."""

import logging

import pytest
from django.db import connection

from meetings import actions
from meetings.models import AgendaItem, PrivateNote, notes_of
from tests import builders as a
from tests.meetings.building import a_called_meeting, a_meeting, an_item, called

SECRET = "Bemanningen i Lerum är svag"


@pytest.fixture
def meeting(cast):
    return a_called_meeting(cast.sg, cast.process_leader)


@pytest.fixture
def item(meeting):
    return meeting.items.first()


def address_of(meeting, item):
    return f"{meeting.get_absolute_url()}punkt/{item.pk}/anteckning/"


def test_she_writes_and_finds_her_note_again(cast, sign_in, meeting, item):
    client = sign_in(cast.representative)

    answer = client.post(address_of(meeting, item), {"text": SECRET, "saved": ""})

    assert answer["Location"] == f"{meeting.get_absolute_url()}anteckningar/#anteckning-{item.pk}"
    assert SECRET in client.get(f"{meeting.get_absolute_url()}anteckningar/").text
    assert notes_of(cast.representative, [item.pk]) == {item.pk: SECRET}


def test_as_she_writes_it_is_kept_with_a_mark_for_the_next_time(cast, sign_in, meeting, item):
    client = sign_in(cast.representative)
    first = client.post(address_of(meeting, item), {"text": "Ett"}, headers={"HX-Request": "true"})
    mark = actions.mark_of(PrivateNote.objects.get())

    assert f'name="saved" value="{mark}"' in first.text
    assert "Sparad kl." in first.text
    assert client.post(address_of(meeting, item), {"text": "Två", "saved": mark}).status_code == 302
    assert PrivateNote.objects.get().text == "Två"


def test_another_tab_of_hers_loses_nothing_silently(cast, sign_in, meeting, item):
    client = sign_in(cast.representative)
    client.post(address_of(meeting, item), {"text": "Från datorn", "saved": ""})

    answer = client.post(address_of(meeting, item), {"text": "Från telefonen", "saved": ""})

    assert answer.status_code == 409
    assert "Från telefonen" in answer.text
    assert "Det står nu: Från datorn" in answer.text
    assert PrivateNote.objects.get().text == "Från datorn"


def test_an_identity_number_is_refused_and_the_text_kept(cast, sign_in, meeting, item):
    answer = sign_in(cast.representative).post(address_of(meeting, item), {"text": "Gäller 19121212-1212", "saved": ""})

    assert answer.status_code == 422
    assert "Gäller 19121212-1212" in answer.text
    assert not PrivateNote.objects.exists()


def test_nobody_else_sees_it_and_nothing_else_keeps_it(cast, sign_in, meeting, item, caplog):
    with caplog.at_level(logging.DEBUG):
        sign_in(cast.representative).post(address_of(meeting, item), {"text": SECRET, "saved": ""})

    for person in (cast.sg_chair, cast.process_leader):
        client = sign_in(person)
        for page in ("", "anteckningar/", "inkomna/", "horda/"):
            assert SECRET not in client.get(f"{meeting.get_absolute_url()}{page}").text
        assert notes_of(person, [item.pk]) == {}
    assert SECRET not in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(e::text, ' ') FROM meetings_privatenoteevent e")
        assert SECRET not in (cursor.fetchone()[0] or "")
        cursor.execute("SELECT string_agg(e::text, ' ') FROM pghistory_context e")
        assert SECRET not in (cursor.fetchone()[0] or "")


def test_strangers_and_items_that_she_does_not_read_do_not_exist(cast, sign_in, meeting, item):
    assert sign_in(cast.outsider).post(address_of(meeting, item), {"text": "x"}).status_code == 404
    assert sign_in(cast.outsider).get(f"{meeting.get_absolute_url()}anteckningar/").status_code == 404
    planned = a_meeting(cast.sg, cast.process_leader, days=60)
    hidden = an_item(planned, cast.process_leader, title="Inte skickad")
    assert sign_in(cast.representative).post(address_of(planned, hidden), {"text": "x"}).status_code == 404
    assert "Inte skickad" not in sign_in(cast.representative).get(f"{planned.get_absolute_url()}anteckningar/").text


def test_a_note_follows_an_item_that_is_moved(cast, item):
    actions.save_note(item, SECRET, saved="", by=cast.representative)
    later = a_meeting(cast.sg, cast.process_leader, days=60)
    moved = an_item(later, cast.process_leader, title="Flyttad")
    AgendaItem.objects.filter(pk=item.pk).update(
        moved_to=moved,
        withdrawn_at=a.at_clock(a.days(0), 9),
        withdrawn_by=cast.process_leader,
        withdrawn_reason="Hinner inte",
    )
    called(later, cast.process_leader)

    assert notes_of(cast.representative, [moved.pk]) == {moved.pk: SECRET}
    actions.save_note(moved, "Ny", saved="", by=cast.representative)
    assert notes_of(cast.representative, [moved.pk, item.pk]) == {moved.pk: "Ny", item.pk: SECRET}


@pytest.mark.parametrize("count", [3, 30])
def test_the_page_costs_the_same_however_many_items(cast, sign_in, count, django_assert_max_num_queries):
    meeting = a_called_meeting(cast.sg, cast.process_leader, items=count)
    for item in meeting.items.all():
        actions.save_note(item, "x", saved="", by=cast.representative)
    client = sign_in(cast.representative)
    client.get(meeting.get_absolute_url())

    with django_assert_max_num_queries(12):
        client.get(f"{meeting.get_absolute_url()}anteckningar/")
