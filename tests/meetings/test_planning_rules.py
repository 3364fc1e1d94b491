"""What plans are held against: collisions, half-years, preparing meetings; and two who plan at once."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.actions import grant
from groups.models import Body
from groups.powers import Power
from meetings import actions
from meetings.models import Meeting
from meetings.models.deadlines import deadlines_of
from meetings.models.gatherings import Wanted, collisions_of
from samla import clock
from samla.workdays import at_latest, is_workday
from tests import builders as a
from tests.cast import build
from tests.meetings.building import a_called_meeting, a_meeting, an_item, fresh
from tests.meetings.test_planning_pages import next_year, planned, rows_of, typed
from tests.together import again, at_once

MOST, MOST_OF_POST = 12, 25


def wanted(body, day, hour=13, hours=2):
    return Wanted(a.at_clock(day, hour), a.at_clock(day, hour + hours), (body,))


def day_of_work(days=60):
    return at_latest(a.days(days))


def queries_of(call):
    with CaptureQueriesContext(connection) as asked:
        response = call()
    return response, len(asked)


def test_deadlines_are_shown_before_a_meeting_is_planned_and_can_be_adjusted(cast, sign_in):
    client, day = sign_in(cast.process_leader), day_of_work()
    url = "/moten/nytt/?grupp=samordningsgruppen"

    shown = client.post(url, typed(day))
    assert "Det här gäller före mötet" in shown.text
    assert not Meeting.objects.exists()
    fields = shown.context["form"]
    derived = deadlines_of(cast.sg, day)
    assert fields["views_by"].value() == derived.views_by.isoformat()
    earlier = derived.notice_by - dt.timedelta(days=1)
    last_days = {name: fields[name].value() for name in ("seen", "cases_by", "views_by")}
    client.post(url, typed(day) | last_days | {"notice_by": earlier.isoformat()})

    meeting = Meeting.objects.get()
    assert meeting.notice_by == earlier
    assert meeting.cases_by == derived.cases_by


def test_another_day_after_the_look_is_looked_at_again(cast, sign_in):
    client, url = sign_in(cast.process_leader), "/moten/nytt/?grupp=samordningsgruppen"
    first, second = day_of_work(60), day_of_work(90)
    fields = client.post(url, typed(first)).context["form"]
    seen = {name: fields[name].value() for name in ("seen", "cases_by", "notice_by", "views_by")}

    page = client.post(url, typed(second) | seen)

    assert page.status_code == 200
    assert page.context["form"]["views_by"].value() == deadlines_of(cast.sg, second).views_by.isoformat()
    assert not Meeting.objects.exists()


def test_a_last_day_after_the_meeting_is_refused(cast, sign_in):
    client, day = sign_in(cast.process_leader), day_of_work()
    url = "/moten/nytt/?grupp=samordningsgruppen"
    fields = client.post(url, typed(day)).context["form"]
    seen = {name: fields[name].value() for name in ("seen", "cases_by", "notice_by")}

    page = client.post(url, typed(day) | seen | {"views_by": (day + dt.timedelta(days=1)).isoformat()})

    assert page.status_code == 422
    assert "Sista dagen kan inte ligga efter mötet." in page.text


def test_a_last_day_that_has_passed_is_said(cast, sign_in):
    page = sign_in(cast.process_leader).post("/moten/nytt/?grupp=samordningsgruppen", typed(a.days(2)))

    assert "har redan passerat" in page.text


def test_a_joint_meeting_is_planned_by_one_body_and_stands_at_both(cast, sign_in):
    client, day = sign_in(cast.process_leader), day_of_work()

    planned(client, "samordningsgruppen", typed(day, kind="JOINT", joint=[cast.au.pk], copies=[cast.reader.pk]))

    meeting = Meeting.objects.get()
    assert [one.body for one in meeting.joint_bodies.all()] == [cast.au]
    assert [one.user for one in meeting.copies.all()] == [cast.reader]
    assert meeting.name in client.get("/moten/?grupp=au").text
    assert meeting.name in client.get(cast.au.get_absolute_url()).text


def test_the_same_day_with_the_same_people_is_told_and_other_people_are_not(cast):
    day = day_of_work()
    a_meeting(cast.nosam, cast.local_chair, days=(day - a.clock.today()).days, hour=9, hours=2)

    (with_shared,) = collisions_of([wanted(cast.sg, day, 13)])
    (without,) = collisions_of([wanted(cast.elsewhere, day, 9)])

    assert len(with_shared) == 1
    assert with_shared[0].startswith("Samma dag som NOSAM Lerum")
    assert "Lena Lokalordförande sitter i båda" in with_shared[0]
    assert without == []


def test_only_those_who_sit_on_the_day_are_counted(cast):
    leaves = a.a_person("Lars Lämnar")
    for body in (cast.sg, cast.au):
        a.an_appointment(a.a_seat(body), leaves, ends_on=a.days(80) if body == cast.sg else None)
    a_meeting(cast.au, cast.process_leader, days=60)
    a_meeting(cast.au, cast.process_leader, days=100)

    sits, has_left = collisions_of([wanted(cast.sg, a.days(number), 13) for number in (60, 100)])

    assert "Lars Lämnar" in " ".join(sits) or "personer sitter i båda" in " ".join(sits)
    assert "Lars Lämnar" not in " ".join(has_left)


def test_weekends_and_holidays_are_told(cast):
    christmas = dt.date(next_year(), 12, 25)

    assert "är ingen arbetsdag" in collisions_of([wanted(cast.sg, christmas)])[0][0]


def test_collisions_cost_the_same_however_many_rows(cast):
    day = dt.date(next_year(), 2, 1)
    a_meeting(cast.au, cast.process_leader)
    counts = [
        queries_of(
            lambda number=number: collisions_of([wanted(cast.sg, day + dt.timedelta(n)) for n in range(number)])
        )[1]
        for number in (3, 30)
    ]

    assert counts[0] == counts[1] <= 3


@pytest.mark.parametrize("how_many", [3, 30])
def test_the_plan_of_a_year_costs_the_same_with_3_and_30_rows(cast, sign_in, how_many):
    Body.objects.filter(pk=cast.sg.pk).update(prepared_by=cast.au)
    client, year = sign_in(cast.process_leader), next_year()
    for number in range(how_many):
        a_meeting(cast.sg, cast.process_leader, days=60 + number)
    days = [dt.date(year, 3, 1) + dt.timedelta(days=number) for number in range(how_many)]
    url = f"/moten/ar/{year}/samordningsgruppen/"
    client.get(url)

    assert queries_of(lambda: client.get(url))[1] <= MOST
    page, asked = queries_of(lambda: client.post(url, rows_of(days) | {"gor": "visa"}))
    assert page.status_code == 200
    assert asked <= MOST_OF_POST


def test_two_rows_of_the_plan_collide_with_each_other(cast, sign_in):
    day = dt.date(next_year(), 2, 10)

    page = sign_in(cast.process_leader).post(
        f"/moten/ar/{day.year}/samordningsgruppen/", rows_of([day, day]) | {"gor": "visa"}
    )

    assert "som du också planerar: samma grupp" in page.text


def test_the_preparing_meeting_is_proposed_on_a_working_day_and_planned_when_confirmed(cast, sign_in):
    Body.objects.filter(pk=cast.sg.pk).update(prepared_by=cast.au)
    client, year = sign_in(cast.process_leader), next_year()
    day, url = dt.date(year, 3, 10), f"/moten/ar/{year}/samordningsgruppen/"
    data = rows_of([day]) | {"m-0-is_prepared": "on", "gor": "planera"}

    shown = client.post(url, data)
    assert not Meeting.objects.exists()
    proposed = shown.context["formset"][0]["preparing"].value()
    assert "är föreslagna" in shown.text
    client.post(url, data | {"m-0-preparing": proposed})

    prepares = Meeting.objects.get(body=cast.au)
    assert is_workday(prepares.day)
    assert prepares.day <= day - dt.timedelta(days=cast.sg.preparing_days)
    assert prepares.prepares == Meeting.objects.get(body=cast.sg)


def test_a_preparing_meeting_after_its_meeting_is_refused_at_its_field_and_nothing_is_planned(cast, sign_in):
    Body.objects.filter(pk=cast.sg.pk).update(prepared_by=cast.au)
    day = dt.date(next_year(), 3, 10)
    ticked = {"m-0-is_prepared": "on", "m-0-preparing": dt.date(day.year, 3, 20).isoformat(), "gor": "planera"}

    page = sign_in(cast.process_leader).post(
        f"/moten/ar/{day.year}/samordningsgruppen/", rows_of([day], place="Aspen") | ticked
    )

    assert page.status_code == 422
    assert "ska hållas före" in page.context["formset"][0].errors["preparing"][0]
    assert "Aspen" in page.text
    assert not Meeting.objects.exists()


def test_a_delegate_of_one_body_is_not_offered_the_other_bodys_meetings(cast, sign_in):
    Body.objects.filter(pk=cast.sg.pk).update(prepared_by=cast.au)
    grant(Power.CONVENE, cast.sg, cast.nobody, starts_on=a.days(-1), reason="Ledighet", by=None)
    client, day = sign_in(cast.nobody), dt.date(next_year(), 3, 10)
    url = f"/moten/ar/{day.year}/samordningsgruppen/"

    assert "preparing" not in client.get(url).text
    client.post(url, rows_of([day]) | {"m-0-is_prepared": "on", "gor": "planera"})

    assert Meeting.objects.get().body == cast.sg


def test_more_rows_keep_what_was_typed(cast, sign_in):
    day = dt.date(next_year(), 3, 10)

    page = sign_in(cast.process_leader).post(
        f"/moten/ar/{day.year}/samordningsgruppen/", rows_of([day], place="Aspen") | {"gor": "fler"}
    )

    assert page.context["formset"].total_form_count() == 4
    assert "Aspen" in page.text


@pytest.mark.parametrize("wrong", ["", "-1", "²", "tolv", "999999"])
def test_a_number_of_rows_that_is_nonsense_is_no_fault_of_ours(cast, sign_in, wrong):
    day = dt.date(next_year(), 3, 10)
    url = f"/moten/ar/{day.year}/samordningsgruppen/"

    for press in ("fler", "planera"):
        page = sign_in(cast.process_leader).post(url, rows_of([day]) | {"m-TOTAL_FORMS": wrong, "gor": press})
        assert page.status_code in {200, 302, 422}


def test_an_ordinary_meeting_that_no_meeting_prepares_is_warned_of(cast, sign_in):
    Body.objects.filter(pk=cast.sg.pk).update(prepared_by=cast.au)
    meeting = a_meeting(cast.sg, cast.process_leader)

    page = sign_in(cast.process_leader).get(f"/moten/ar/{meeting.day.year}/samordningsgruppen/")

    assert "har inget förberedande möte i AU" in page.text


def test_who_may_plan_the_year(cast, sign_in):
    url = f"/moten/ar/{next_year()}/samordningsgruppen/"

    assert "sammankallas av processledaren" in sign_in(cast.representative).get(url).text
    assert sign_in(cast.representative).get(url).status_code == 403
    assert sign_in(cast.outsider).get(url).status_code == 404
    assert sign_in(cast.process_leader).get("/moten/ar/1999/samordningsgruppen/").status_code == 404


@pytest.mark.parametrize("page", ["andra", "flytta", "stall-in", "godkann"])
def test_strangers_find_no_page_and_members_read_why_not(cast, sign_in, page):
    url = f"{a_meeting(cast.sg, cast.process_leader).get_absolute_url()}{page}/"

    assert sign_in(cast.outsider).get(url).status_code == 404
    refused = sign_in(cast.representative).get(url)
    assert refused.status_code == 403
    assert "Bara ordföranden" in refused.text or "sammankallas av processledaren" in refused.text


def test_what_a_move_means_for_the_preparing_meeting_is_said_from_both_sides(cast, sign_in):
    cast.sg.prepared_by = cast.au
    cast.sg.save(update_fields=["prepared_by"])
    meeting = a_meeting(cast.sg, cast.process_leader, days=60)
    preparing = a_meeting(cast.au, cast.process_leader, days=30, prepares=meeting)
    client = sign_in(cast.process_leader)

    def look(one, days):
        form = {"day": a.days(days).isoformat(), "starts": "09:00", "ends": "11:00", "version": one.version}
        return client.post(f"{one.get_absolute_url()}flytta/", form).text

    assert "hamnar efter det. Flytta det mötet först" in look(meeting, 20)
    assert "som fristen säger" in look(meeting, 32)
    assert "hamnar efter det. Välj en tidigare tid" in look(preparing, 70)
    assert "som fristen säger" in look(preparing, 59)
    assert fresh(meeting).version == meeting.version


def test_a_move_that_was_looked_at_before_somebody_else_changed_it_is_shown_again(cast, sign_in):
    meeting = a_meeting(cast.sg, cast.process_leader)
    client, url = sign_in(cast.process_leader), f"{meeting.get_absolute_url()}flytta/"
    form = {"day": day_of_work(45).isoformat(), "starts": "09:00", "ends": "11:00", "version": meeting.version}
    seen = client.post(url, form).context["form"]["seen"].value()
    an_item(meeting, cast.process_leader)

    page = client.post(url, form | {"seen": seen})

    assert page.status_code == 409
    assert "Så här är mötet sparat nu" in page.text
    assert page.context["form"]["seen"].value() == ""
    assert page.context["form"]["version"].value() == fresh(meeting).version


@pytest.mark.parametrize("page", ["andra", "flytta", "stall-in"])
def test_a_page_of_a_meeting_asks_few_questions(cast, sign_in, page):
    meeting = a_called_meeting(cast.sg, cast.process_leader)
    client, url = sign_in(cast.process_leader), f"{meeting.get_absolute_url()}{page}/"
    client.get(url)

    assert queries_of(lambda: client.get(url))[1] <= MOST


def test_the_chair_reads_and_approves_and_an_agenda_changed_meanwhile_is_told(cast, sign_in):
    Body.objects.filter(pk=cast.sg.pk).update(chair_approves_notice=True)
    meeting = a_meeting(cast.sg, cast.process_leader, days=14)
    client, url = sign_in(cast.sg_chair), f"{meeting.get_absolute_url()}godkann/"

    version = client.get(url).context["form"]["version"].value()
    an_item(meeting, cast.process_leader)

    assert client.post(url, {"version": version}).status_code == 409
    assert fresh(meeting).approved_at is None
    client.post(url, {"version": fresh(meeting).version})
    assert fresh(meeting).approved_by == cast.sg_chair


def test_the_list_is_filtered_by_year_and_leads_to_those_that_are_over(cast, sign_in):
    year = next_year()
    near = a_meeting(cast.sg, cast.process_leader, days=1, title="Nära")
    far = a_meeting(cast.sg, cast.process_leader, days=370, title="Långt bort")
    client = sign_in(cast.representative)

    page = client.get(f"/moten/?ar={far.day.year}").text
    assert "Långt bort" in page
    assert ("Nära" in page) == (near.day.year == far.day.year)
    assert "?visa=tidigare" in client.get("/moten/").text
    assert client.get(f"/moten/?ar={year}x&grupp=finns-inte&slag=X&visa=Y").status_code == 200


def test_a_half_year_with_too_few_meetings_waits_for_whoever_convenes(cast, sign_in):
    Body.objects.filter(pk=cast.sg.pk).update(least_meetings=2)
    words = "uppdraget säger minst två"

    def waits(user):
        return words in sign_in(user).get("/").text

    with clock.at(dt.datetime(2031, 2, 3, 9, tzinfo=clock.STOCKHOLM)):
        assert waits(cast.process_leader)
        assert "inget ordinarie möte är planerat 1 januari–30 juni 2031" in sign_in(cast.process_leader).get("/").text
        assert not waits(cast.representative)
        a_meeting(cast.sg, cast.process_leader, days=7)
        assert waits(cast.process_leader)
    with clock.at(dt.datetime(2031, 3, 3, 9, tzinfo=clock.STOCKHOLM)):  # the first has been held, and counts
        a_meeting(cast.sg, cast.process_leader, days=7)
        assert not waits(cast.process_leader)


@pytest.fixture
def real_cast(cloned_database):
    return build()


def test_two_who_plan_the_same_meeting_at_once_plan_one(real_cast):
    cast, day = real_cast, day_of_work()

    answers = at_once(
        *(
            lambda: actions.plan_meeting(
                cast.sg,
                starts_at=a.at_clock(day, 13),
                ends_at=a.at_clock(day, 16),
                by=again(cast.process_leader),
            )
            for _ in range(2)
        )
    )

    assert Meeting.objects.count() == 1
    assert sum(isinstance(answer, ValidationError) for answer in answers) == 1
