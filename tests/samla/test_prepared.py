"""A prepared question answers with the same objects as a QuerySet."""

import pytest
from django.db import connection

from groups.models import Seat
from meetings.models import Meeting, Notice
from samla.prepared import fetch_prepared_models
from tests.meetings.building import a_called_meeting

pytestmark = pytest.mark.django_db


def test_foreign_keys_come_along_and_are_not_asked_for_again(cast, django_assert_num_queries):
    found = Seat.objects.filter(body=cast.sg).select_related("body__collaboration", "organisation").order_by("pk")

    with django_assert_num_queries(1):
        seats = fetch_prepared_models(
            Seat,
            "groups_seat.body_id = %(body)s ORDER BY groups_seat.id",
            {"body": cast.sg.pk},
            related=("body", "body__collaboration", "organisation"),
        )
        names = [(str(one.body.collaboration), str(one.organisation)) for one in seats]

    assert seats == list(found)
    assert names == [(str(one.body.collaboration), str(one.organisation)) for one in found]


def test_an_empty_foreign_key_is_nobody(cast, django_assert_num_queries):
    meeting = a_called_meeting(cast.sg, cast.process_leader)

    with django_assert_num_queries(1):
        (found,) = fetch_prepared_models(
            Meeting,
            "meetings_meeting.id = %(meeting)s",
            {"meeting": meeting.pk},
            related=("prepares", "prepares__body"),
        )
        assert found.prepares is None


def test_what_the_field_converts_is_converted(cast):
    meeting = a_called_meeting(cast.sg, cast.process_leader)

    (notice,) = fetch_prepared_models(Notice, "meeting_id = %(meeting)s", {"meeting": meeting.pk})

    assert notice.content == Notice.objects.get(meeting=meeting).content
    assert isinstance(notice.content, dict)


def test_expressions_stand_beside_the_columns(cast):
    more = (("seats", "(SELECT count(*) FROM groups_seat s WHERE s.body_id = groups_body.id)"), ("nothing", "NULL"))

    (body,) = fetch_prepared_models(type(cast.sg), "id = %(body)s", {"body": cast.sg.pk}, more=more)

    assert body.__dict__["seats"] == Seat.objects.filter(body=cast.sg).count() > 0
    assert body.__dict__["nothing"] is None


def test_a_value_is_a_value_whatever_it_says(cast):
    found = fetch_prepared_models(type(cast.sg), "slug = %(slug)s", {"slug": "' OR 1=1 --"})

    assert found == []
    assert connection.is_usable()
