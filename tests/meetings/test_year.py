"""The year as a wheel and as a list (32, K27; L19, L28, L29)."""

import datetime as dt
import re

import pytest

from groups.models import Side
from meetings import actions
from meetings.models import Meeting
from meetings.views.wheel_layout import lay_out, letter_of
from meetings.workflow import MeetingState
from plans.models import CollaborationPlan
from tests import builders as a
from tests.meetings.building import a_called_meeting, a_meeting, fresh


@pytest.fixture
def year():
    return a.days(30).year


def picture_of(page):
    return re.search(r'<svg class="wheel".*?</svg>', page.text, re.DOTALL)[0]


def test_the_list_says_all_that_the_picture_shows(cast, sign_in, year):
    planned = a_meeting(cast.sg, cast.process_leader)
    called = a_called_meeting(cast.sg, cast.process_leader, days=31)
    cancelled = a_meeting(cast.au, cast.process_leader, days=29)
    actions.cancel_meeting(cancelled, reason="Sjukdom", version=fresh(cancelled).version, by=cast.process_leader)

    page = sign_in(cast.representative).get(f"/arshjul/{year}/")

    for meeting in (planned, called, cancelled):
        assert f'href="{meeting.get_absolute_url()}"' in page.text
    assert "Planerat" in page.text
    assert "Kallelse skickad" in page.text
    assert "Inställt" in page.text
    assert f"Sista dagen för årsrapporten för {year - 1}" in page.text
    drawn = picture_of(page)
    assert 'class="dot"' in drawn
    assert 'class="hole"' in drawn
    assert 'class="cross"' in drawn
    assert len(drawn) < 4096


def test_chair_terms_and_plans_are_milestones(cast, sign_in, year):
    day = dt.date(year, 1, 1)
    a.a_year_of(cast.au, Side.REGION, day)
    CollaborationPlan.objects.create(
        collaboration=cast.samla,
        slug="plan",
        title="Samverkansplan",
        starts_on=day,
        ends_on=dt.date(year, 12, 31),
        adopted=True,
    )

    page = sign_in(cast.representative).get(f"/arshjul/{year}/")

    assert "Samverkansplan börjar gälla" in page.text
    assert "Samverkansplan slutar gälla" in page.text
    assert "Ordförandeperioder börjar i AU" in page.text
    assert "Ordförandeperioder slutar i AU" in page.text


def test_one_body_and_last_days_by_choice(cast, sign_in, year):
    a_meeting(cast.sg, cast.process_leader)
    other = a_meeting(cast.au, cast.process_leader, days=29)
    client = sign_in(cast.representative)

    page = client.get(f"/arshjul/{year}/?grupp={cast.sg.slug}&visa=frister")

    assert other.get_absolute_url() not in page.text
    assert "Sista dag för synpunkter till" in page.text
    assert "Sista dag för" not in client.get(f"/arshjul/{year}/").text
    assert client.get(f"/arshjul/{year}/?grupp=finns-inte&visa=skräp").status_code == 200


def test_a_resource_person_sees_only_the_meetings_to_which_she_is_called(cast, sign_in, year):
    meeting, other = a_meeting(cast.sg, cast.process_leader), a_meeting(cast.au, cast.process_leader, days=29)
    item = actions.add_item(meeting, title="Hennes", kind="DIALOGUE", by=cast.process_leader)
    cast.nobody.added_in = cast.samla
    cast.nobody.save(update_fields=["added_in"])
    actions.co_opt(item, cast.nobody, by=cast.process_leader)

    page = sign_in(cast.nobody).get(f"/arshjul/{year}/")

    assert meeting.get_absolute_url() in page.text
    assert other.get_absolute_url() not in page.text
    assert "årsrapporten" not in page.text


@pytest.mark.parametrize("wrong", [1066, 2019, 9999])
def test_a_year_out_of_reach_does_not_exist(cast, sign_in, wrong):
    assert sign_in(cast.representative).get(f"/arshjul/{wrong}/").status_code == 404


@pytest.mark.parametrize("count", [0, 3, 30])
def test_the_page_costs_the_same_however_many_meetings(cast, sign_in, year, count, django_assert_max_num_queries):
    for number in range(count):
        a_meeting(cast.sg, cast.process_leader, days=30 - number, hours=1)
    client = sign_in(cast.representative)
    client.get(f"/arshjul/{year}/")

    with django_assert_max_num_queries(12):
        page = client.get(f"/arshjul/{year}/")
    assert page.status_code == 200
    assert Meeting.objects.count() == count


def test_january_is_at_the_top_and_the_year_goes_with_the_clock():
    days = [dt.date(2027, 1, 1), dt.date(2027, 4, 2), dt.date(2027, 7, 2), dt.date(2027, 10, 1)]
    wheel = lay_out(2027, [(1, "AU")], [(1, day, MeetingState.CALLED) for day in days], [], dt.date(2026, 1, 1))

    points = [tuple(map(int, point.split())) for point in re.findall(r"M(\d+ \d+)h0", wheel.rings[0].called)]
    (x0, top), (right, _), (_, bottom), (left, _) = points
    assert x0 == 320
    assert top < 100
    assert right > 540
    assert bottom > 540
    assert left < 100
    assert wheel.today == ""
    assert [letter_of(number) for number in (0, 25, 26)] == ["A", "Z", "AA"]
