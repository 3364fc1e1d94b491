"""Meetings are planned, changed, moved and cancelled on pages; a year is laid out at once."""

import datetime as dt

import pytest

from groups.actions import grant
from groups.models import Body
from groups.powers import Power
from meetings.forms import instant_of
from meetings.models import Meeting
from meetings.models.gatherings import half_years, is_counted
from meetings.workflow import MeetingKind
from outbox.models import OutgoingMail
from samla.workdays import at_latest
from tests import builders as a
from tests.meetings.building import a_called_meeting, a_meeting, an_item, fresh


def typed(day, **changed):
    return {
        "day": day.isoformat(),
        "starts": "13:00",
        "ends": "16:00",
        "kind": "ORDINARY",
        "place": "Rådhuset",
        **changed,
    }


def planned(client, body, form):
    """Look at what follows from the day, then plan: both presses. Answers the last page."""
    url = f"/moten/nytt/?grupp={body}"
    shown = client.post(url, form)
    if shown.status_code != 200:
        return shown
    fields = shown.context["form"]
    return client.post(
        url, form | {name: fields[name].value() for name in ("seen", "cases_by", "notice_by", "views_by")}, follow=True
    )


def test_the_process_leader_plans_a_meeting_and_reads_its_deadlines(cast, sign_in):
    day = at_latest(a.days(60))

    page = planned(sign_in(cast.process_leader), "samordningsgruppen", typed(day))

    meeting = Meeting.objects.get()
    assert (meeting.day, meeting.place) == (day, "Rådhuset")
    assert "synpunkter senast" in page.text


def test_a_delegate_plans_the_body_that_she_convenes_and_no_other(cast, sign_in):
    grant(Power.CONVENE, cast.sg, cast.nobody, starts_on=a.days(-1), reason="Ledighet", by=None)
    client = sign_in(cast.nobody)

    assert "Nytt möte" in client.get("/moten/nytt/").text
    planned(client, "au", typed(at_latest(a.days(60))))
    assert list(Meeting.objects.values_list("body__slug", flat=True)) == ["samordningsgruppen"]


def test_a_member_reads_why_she_may_not_plan(cast, sign_in):
    page = sign_in(cast.representative).get("/moten/nytt/")

    assert page.status_code == 403
    assert "Möten planeras av den som sammankallar" in page.text


def test_a_past_day_is_refused_at_its_field_and_nothing_is_lost(cast, sign_in):
    page = sign_in(cast.process_leader).post(
        "/moten/nytt/?grupp=samordningsgruppen", typed(a.days(-3), practical="Kaffe från kl. 12.45")
    )

    assert page.status_code == 422
    assert "har redan varit" in page.text
    assert "Kaffe från kl. 12.45" in page.text
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("day", "time", "words"),
    [
        (dt.date(2027, 3, 28), dt.time(2, 30), "finns inte"),
        (dt.date(2027, 10, 31), dt.time(2, 30), "finns två gånger"),
    ],
)
def test_an_hour_that_the_clock_skips_or_has_twice_is_refused(day, time, words):
    with pytest.raises(Exception, match=words):
        instant_of(day, time)


def test_deadlines_end_in_the_evening_on_both_sides_of_the_change_of_clocks(cast, time_machine):
    time_machine.move_to(dt.datetime(2027, 3, 1, 9, tzinfo=a.clock.STOCKHOLM))
    meeting = a_meeting(cast.sg, cast.process_leader, days=30)  # the clocks change three days before it

    assert meeting.day == dt.date(2027, 3, 31)
    assert meeting.starts_at.hour == 13
    assert fresh(meeting).starts_at.astimezone(a.clock.STOCKHOLM).hour == 13
    assert a.clock.end_of(meeting.views_by).utcoffset() == dt.timedelta(hours=1)


def test_what_moves_with_a_meeting_is_shown_before_it_is_moved(cast, sign_in):
    meeting = a_called_meeting(cast.sg, cast.process_leader)
    client, day = sign_in(cast.process_leader), at_latest(a.days(45))
    form = {"day": day.isoformat(), "starts": "09:00", "ends": "11:00", "version": meeting.version}
    letters = OutgoingMail.objects.count()

    shown = client.post(f"{meeting.get_absolute_url()}flytta/", form)
    assert "Det här flyttas med" in shown.text
    assert "Alla som är kallade får en ändrad kallelse" in shown.text
    assert fresh(meeting).starts_at == meeting.starts_at
    seen = shown.context["form"]["seen"].value()
    client.post(f"{meeting.get_absolute_url()}flytta/", {**form, "seen": seen})

    moved = fresh(meeting)
    assert moved.day == day
    assert moved.views_by < day
    assert moved.notices.count() == 2
    assert OutgoingMail.objects.count() > letters


def test_a_meeting_is_not_moved_into_the_past(cast, sign_in):
    meeting = a_meeting(cast.sg, cast.process_leader)

    page = sign_in(cast.process_leader).post(
        f"{meeting.get_absolute_url()}flytta/",
        {"day": a.days(-1).isoformat(), "starts": "09:00", "ends": "11:00", "version": 1},
    )

    assert page.status_code == 422
    assert "har redan varit" in page.text


def test_whoever_saves_second_reads_what_holds_now_and_keeps_her_words(cast, sign_in):
    meeting = a_meeting(cast.sg, cast.process_leader)
    an_item(meeting, cast.process_leader)  # the version has moved on
    form = {"kind": "ORDINARY", "place": "Min nya sal", "version": 1}
    form |= {name: getattr(meeting, name).isoformat() for name in ("cases_by", "notice_by", "views_by")}

    page = sign_in(cast.process_leader).post(f"{meeting.get_absolute_url()}andra/", form)

    assert page.status_code == 409
    assert "Min nya sal" in page.text
    assert "Rådhuset, sal A" in page.text


def test_a_called_meeting_that_is_cancelled_is_told_of_with_its_reason(cast, sign_in):
    meeting = a_called_meeting(cast.sg, cast.process_leader)

    sign_in(cast.process_leader).post(
        f"{meeting.get_absolute_url()}stall-in/", {"reason": "För få kan komma.", "version": meeting.version}
    )

    page = sign_in(cast.representative).get(meeting.get_absolute_url())
    assert "Mötet är inställt" in page.text
    assert "För få kan komma." in page.text
    assert meeting.notices.filter(is_cancellation=True).exists()


def rows_of(days, **changed):
    data = {"m-TOTAL_FORMS": len(days) + 1, "m-INITIAL_FORMS": 0}
    for number, day in enumerate([*days, None]):
        data |= {f"m-{number}-kind": "ORDINARY"}
        if day:
            data |= {f"m-{number}-{name}": value for name, value in typed(day, **changed).items()}
    return data


def next_year():
    return a.clock.today().year + 1


def test_a_year_is_planned_at_once_with_the_preparing_meetings(cast, sign_in):
    Body.objects.filter(pk=cast.sg.pk).update(prepared_by=cast.au)
    year = next_year()
    days = [dt.date(year, 2, 10), dt.date(year, 5, 12)]
    ticked = {"m-0-is_prepared": "on", "m-0-preparing": dt.date(year, 1, 22).isoformat()}
    data = rows_of(days) | ticked | {"gor": "planera"}

    sign_in(cast.process_leader).post(f"/moten/ar/{year}/samordningsgruppen/", data)

    assert (
        list(Meeting.objects.filter(body=cast.sg).order_by("starts_at").values_list("starts_at__date", flat=True))
        == days
    )
    assert Meeting.objects.get(body=cast.au).prepares.day == days[0]


def test_a_year_with_one_bad_row_is_not_planned_at_all(cast, sign_in):
    year = next_year()
    data = rows_of([dt.date(year, 2, 10), dt.date(year + 1, 5, 12)]) | {"gor": "planera"}

    page = sign_in(cast.process_leader).post(f"/moten/ar/{year}/samordningsgruppen/", data)

    assert page.status_code == 422
    assert f"ligger inte i {year}" in page.text
    assert not Meeting.objects.exists()


def test_collisions_with_the_same_people_are_told_before_anything_is_planned(cast, sign_in):
    year = next_year()
    day = dt.date(year, 2, 10)
    other = a_meeting(cast.nosam, cast.local_chair, days=(day - a.clock.today()).days, hour=14, hours=1)

    page = sign_in(cast.process_leader).post(f"/moten/ar/{year}/samordningsgruppen/", rows_of([day]) | {"gor": "visa"})

    assert f"Krockar med {other.name}" in page.text
    assert "Lena Lokalordförande" in page.text  # she sits in both


def test_half_years_are_counted_against_the_mandate_and_never_block():
    body = Body(kind="COORDINATION", least_meetings=2, most_meetings=3)
    days = [dt.date(2027, 2, 1), dt.date(2027, 3, 1), *(dt.date(2027, month, 1) for month in (8, 9, 10, 11))]

    first, second = half_years(body, 2027, days)

    assert (first.count, first.warning) == (2, "")
    assert second.count == 4
    assert "Fler än brukligt" in second.warning


def test_joint_meetings_count_where_politicians_meet_and_nowhere_else():
    for kind, counts in (("POLITICAL", True), ("COORDINATION", False)):
        assert is_counted(MeetingKind.JOINT, Body(kind=kind)) is counts
        assert is_counted(MeetingKind.ORDINARY, Body(kind=kind))
        assert not is_counted(MeetingKind.CHECK_IN, Body(kind=kind))


def test_a_half_year_without_a_political_meeting_is_warned_of():
    body = Body(kind="POLITICAL", least_meetings=1)

    first, second = half_years(body, 2027, [dt.date(2027, 2, 1)])

    assert first.warning == ""
    assert "Inget politiskt möte är planerat" in second.warning


def test_the_list_shows_all_bodies_and_asks_the_same_with_3_and_30(cast, sign_in, django_assert_num_queries):
    client = sign_in(cast.representative)
    for number in range(3):
        a_meeting(cast.sg, cast.process_leader, days=20 + number)
    client.get("/moten/")
    with django_assert_num_queries(10):
        client.get("/moten/")
    for number in range(27):
        a_meeting(cast.au, cast.process_leader, days=20 + number)
    with django_assert_num_queries(10):
        page = client.get("/moten/")
    assert page.text.count("Rådhuset, sal A") == 30


def test_the_page_of_a_body_shows_its_meetings_and_that_of_a_case_where_it_stands(cast, sign_in):
    case = a.a_case(cast, a.State.READY)
    meeting = a_meeting(cast.sg, cast.process_leader)
    an_item(meeting, cast.process_leader, title="Ärendet", case=case)

    assert "Planera möte" in sign_in(cast.process_leader).get(cast.sg.get_absolute_url()).text
    assert "På dagordningen" in sign_in(cast.process_leader).get(case.get_absolute_url()).text
    assert "På dagordningen" not in sign_in(cast.representative).get(case.get_absolute_url()).text


def test_what_waits_for_the_convener_stands_in_mitt_arbete(cast, sign_in):
    Body.objects.filter(pk=cast.sg.pk).update(prepared_by=cast.au)
    a_meeting(cast.sg, cast.process_leader, days=14)

    mine = sign_in(cast.process_leader).get("/").text
    assert "dagordningen är inte skickad" in mine
    assert "har inget förberedande möte i AU" in mine
    assert "dagordningen är inte skickad" not in sign_in(cast.representative).get("/").text


def test_the_chair_is_asked_to_approve_where_the_body_wants_it(cast, sign_in):
    Body.objects.filter(pk=cast.sg.pk).update(chair_approves_notice=True)
    meeting = a_meeting(cast.sg, cast.process_leader, days=14)

    assert "väntar på att du godkänner" in sign_in(cast.sg_chair).get("/").text
    sign_in(cast.sg_chair).post(f"{meeting.get_absolute_url()}godkann/", {"version": fresh(meeting).version})

    assert fresh(meeting).approved_by == cast.sg_chair
    assert "väntar på att du godkänner" not in sign_in(cast.sg_chair).get("/").text
