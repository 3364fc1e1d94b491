"""The meeting as its reader sees it, her answer, and her organisation's views."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from cases.models import Case
from groups.models import Body
from meetings import actions
from meetings.models import Reply, ViewDraft, WrittenView, places_of
from meetings.workflow import Answer
from tests import builders as a
from tests.meetings.building import a_called_meeting, a_meeting, an_item, called, fresh, views_on


def seat_of(meeting, user):
    return next(place.seat for place in places_of(meeting) if user in place.people)


@pytest.fixture
def meeting(cast):
    """Samordningsgruppen's, with three items."""
    return a_called_meeting(cast.sg, cast.process_leader)


def with_organisation(cast):
    """The representative's seat gets an organisation, so that it is heard."""
    seat = cast.representative.appointments.get().seat
    seat.organisation = cast.parties[0]
    seat.save(update_fields=["organisation"])
    return seat


def test_before_the_notice_members_see_when_and_where_and_no_agenda(cast, sign_in):
    planned = a_meeting(cast.sg, cast.process_leader)
    an_item(planned, cast.process_leader, title="Hemlig förhandsfråga")

    page = sign_in(cast.representative).get(planned.get_absolute_url())

    assert "Rådhuset, sal A" in page.text
    assert "Hemlig förhandsfråga" not in page.text
    assert "Dagordningen kommer med kallelsen" in page.text


def test_strangers_do_not_know_of_the_meeting(cast, sign_in, meeting):
    assert sign_in(cast.outsider).get(meeting.get_absolute_url()).status_code == 404
    assert sign_in(cast.nobody).get(meeting.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("key", [0, 2**31, 2**63, 10**30])
def test_no_number_is_too_large_to_be_not_found(cast, sign_in, meeting, key):
    assert sign_in(cast.representative).get(f"/moten/{key}/").status_code == 404


def test_another_collaborations_meeting_is_not_found_here(cast, sign_in, meeting):
    theirs = a_meeting(Body.objects.get(slug="ledningen"), cast.outsider)

    assert sign_in(cast.representative).get(f"/moten/{meeting.pk}/").status_code == 200
    assert sign_in(cast.representative).get(f"/moten/{theirs.pk}/").status_code == 404


def test_a_signed_out_reader_comes_straight_back_after_sign_in(client, meeting):
    answer = client.get(meeting.get_absolute_url())

    assert answer.status_code == 302
    assert f"next={meeting.get_absolute_url()}" in answer["Location"]


def test_she_says_that_she_comes_and_may_change_her_mind(cast, sign_in, meeting):
    client, seat = sign_in(cast.representative), with_organisation(cast)
    at = meeting.get_absolute_url()

    client.post(f"{at}svar/", {"plats": seat.pk, "svar": "ATTENDS"})
    assert Reply.objects.get(user=cast.representative).answer == Answer.ATTENDS
    page = client.post(f"{at}svar/", {"plats": seat.pk, "svar": "DECLINES", "reason": "Semester"}, follow=True)

    assert Reply.objects.get(user=cast.representative).reason == "Semester"
    assert "Lämna, och ”inga synpunkter” på resten" in page.text


def test_the_page_asks_until_she_has_answered_and_then_shows_the_answer(cast, sign_in, meeting):
    client, seat = sign_in(cast.representative), seat_of(meeting, cast.representative)
    asked = client.get(meeting.get_absolute_url())
    client.post(f"{meeting.get_absolute_url()}svar/", {"plats": seat.pk, "svar": "DECLINES", "reason": "Semester"})

    told = client.get(meeting.get_absolute_url())

    assert "Kommer du?" in asked.text
    assert "Ditt svar" not in asked.text
    assert "Kommer du?" not in told.text
    assert (
        a.missing_from(told, ["Ditt svar", "Jag kan inte delta, svarade du", "Orsak: Semester", "Ändra svaret"]) == []
    )


def test_whoever_leaves_her_seat_before_the_meeting_has_not_answered(cast, sign_in, meeting):
    appointment = cast.representative.appointments.get()
    appointment.ends_on = meeting.day - a.dt.timedelta(days=1)
    appointment.save(update_fields=["ends_on"])

    page = sign_in(cast.representative).get(meeting.get_absolute_url())

    assert "Ditt svar" not in page.text
    assert "Ditt förordnande slutar" in page.text


def test_nobody_answers_for_another_seat(cast, sign_in, meeting):
    hers = seat_of(meeting, cast.sg_chair)

    answer = sign_in(cast.representative).post(
        f"{meeting.get_absolute_url()}svar/", {"plats": hers.pk, "svar": "ATTENDS"}
    )

    assert answer.status_code == 403
    assert not Reply.objects.exists()


def form_of(meeting, **typed):
    """The whole form as a browser sends it; `typed` are texts by number of the item."""
    data = {}
    for number, item in enumerate(meeting.items.order_by("position"), start=1):
        position, text = typed.get(f"p{number}", ("", ""))
        data |= {f"text-{item.pk}": text, f"position-{item.pk}": position, f"version-{item.pk}": 0}
    return data


def test_two_views_and_no_views_on_the_rest_are_handed_in_with_one_press(cast, sign_in, meeting):
    client, seat = sign_in(cast.representative), with_organisation(cast)
    typed = form_of(meeting, p1=("STANDS_BEHIND", ""), p2=("NOT_BEHIND", "Vi saknar medel."))

    page = client.post(
        f"{meeting.get_absolute_url()}synpunkter/?plats={seat.pk}", {**typed, "gor": "resten"}, follow=True
    )

    given = WrittenView.objects.filter(seat=seat).order_by("item__position").values_list("position", "text")
    assert list(given) == [("STANDS_BEHIND", ""), ("NOT_BEHIND", "Vi saknar medel."), ("NO_VIEWS", "")]
    assert "Tack. Lämnat: två synpunkter och ”inga synpunkter” på 1 punkt." in page.text
    assert escape("Vi saknar medel.") in page.text


def test_a_view_that_is_not_whole_is_refused_at_its_item_and_nothing_is_lost(cast, sign_in, meeting):
    client, seat = sign_in(cast.representative), with_organisation(cast)
    typed = form_of(meeting, p1=("NOT_BEHIND", ""), p2=("STANDS_BEHIND", "Ett långt resonemang."))

    page = client.post(f"{meeting.get_absolute_url()}synpunkter/?plats={seat.pk}", {**typed, "gor": "lamna"})

    assert page.status_code == 422
    assert "Skriv också med ord" in page.text
    assert "Ett långt resonemang." in page.text
    assert not WrittenView.objects.exists()


def test_drafts_are_kept_and_read_by_nobody_but_those_in_the_seat(cast, sign_in, meeting):
    seat, item = with_organisation(cast), meeting.items.first()
    address = f"{meeting.get_absolute_url()}punkt/{item.pk}/utkast/?plats={seat.pk}"

    answer = sign_in(cast.representative).post(
        address, {f"text-{item.pk}": "Halva tanken", f"version-{item.pk}": 0}, headers={"HX-Request": "true"}
    )

    assert "Sparat kl." in answer.text
    assert ViewDraft.objects.get().text == "Halva tanken"
    for other in (cast.process_leader, cast.sg_chair):
        assert "Halva tanken" not in sign_in(other).get(meeting.get_absolute_url()).text


def test_a_colleague_with_the_grant_reads_the_draft_and_cannot_change_it(cast, sign_in, meeting):
    seat, item = with_organisation(cast), meeting.items.first()
    actions.save_draft(item, seat, actions.Said("", "Halva tanken"), version=0, by=cast.representative)
    a.grant(a.Power.READ_ORGANISATION, seat.organisation, cast.reader, starts_on=a.days(-1), reason="Stöd", by=None)

    client = sign_in(cast.reader)

    assert "Halva tanken" in client.get(meeting.get_absolute_url()).text
    assert client.get(f"{meeting.get_absolute_url()}synpunkter/?plats={seat.pk}").status_code == 404


def test_two_tabs_do_not_overwrite_each_other(cast, sign_in, meeting):
    seat, item = with_organisation(cast), meeting.items.first()
    actions.save_draft(item, seat, actions.Said("", "Från den andra fliken"), version=0, by=cast.representative)
    typed = {f"text-{item.pk}": "Från den här fliken", f"version-{item.pk}": 0, "gor": "spara"}

    page = sign_in(cast.representative).post(f"{meeting.get_absolute_url()}synpunkter/?plats={seat.pk}", typed)

    assert page.status_code == 409
    assert "Från den andra fliken" in page.text
    assert "Från den här fliken" in page.text


def test_after_the_meeting_has_opened_the_text_is_kept_and_she_is_told_where_to_send_it(
    cast, sign_in, meeting, time_machine
):
    seat, item = with_organisation(cast), meeting.items.first()
    time_machine.move_to(a.at_clock(meeting.day, 13, 5))

    page = sign_in(cast.representative).post(
        f"{meeting.get_absolute_url()}synpunkter/?plats={seat.pk}",
        {f"text-{item.pk}": "För sent skriven", "gor": "lamna"},
    )

    assert page.status_code == 403
    assert "För sent skriven" in page.text
    assert cast.process_leader.email in page.text
    assert ViewDraft.objects.get().text == "För sent skriven"
    assert not WrittenView.objects.exists()


def test_a_view_after_the_last_day_is_accepted_and_marked(cast, sign_in, meeting, time_machine):
    seat = with_organisation(cast)
    time_machine.move_to(a.at_clock(meeting.views_by + a.dt.timedelta(days=1), 8))

    actions.hand_in(meeting, seat, views_on(meeting), by=cast.representative)

    page = sign_in(cast.representative).get(meeting.get_absolute_url())
    assert "efter sista dagen" in page.text


def test_what_was_typed_at_other_items_is_kept_when_one_is_handed_in(cast, sign_in, meeting):
    """Rule 35: without JavaScript nothing that was typed is lost by a press at one item."""
    seat = with_organisation(cast)
    first, second, _ = meeting.items.order_by("position")
    typed = form_of(meeting, p1=("STANDS_BEHIND", "Ja."), p2=("", "Halva tanken"))

    sign_in(cast.representative).post(
        f"{meeting.get_absolute_url()}synpunkter/?plats={seat.pk}", {**typed, "gor": f"lamna-{first.pk}"}
    )

    assert WrittenView.objects.get().item == first
    assert ViewDraft.objects.get().item == second


def test_a_press_does_not_hand_in_over_a_colleagues_newer_draft(cast, sign_in, meeting):
    """Two in the same seat: both texts are shown, and nothing is handed in before she has seen the other."""
    seat, item = with_organisation(cast), meeting.items.first()
    actions.save_draft(item, seat, actions.Said("", "Den andras ord"), version=0, by=cast.representative)
    typed = {f"text-{item.pk}": "Mina ord", f"version-{item.pk}": 0, "gor": "lamna"}
    client, at = sign_in(cast.representative), f"{meeting.get_absolute_url()}synpunkter/?plats={seat.pk}"

    page = client.post(at, typed)

    assert page.status_code == 409
    assert "Den andras ord" in page.text
    assert "Mina ord" in page.text
    assert not WrittenView.objects.exists()
    client.post(at, {**typed, f"version-{item.pk}": 1})
    assert WrittenView.objects.get().text == "Mina ord"


def test_no_views_does_not_throw_away_what_was_typed(cast, sign_in, meeting):
    seat, item = with_organisation(cast), meeting.items.first()
    typed = {f"text-{item.pk}": "Mina ord", f"version-{item.pk}": 0, "gor": f"inga-{item.pk}"}

    page = sign_in(cast.representative).post(f"{meeting.get_absolute_url()}synpunkter/?plats={seat.pk}", typed)

    assert page.status_code == 422
    assert "Mina ord" in page.text


@pytest.mark.parametrize("again", [False, True])
def test_what_was_typed_at_an_item_that_is_withdrawn_meanwhile_is_kept_and_said(cast, sign_in, meeting, again):
    seat, item = with_organisation(cast), meeting.items.order_by("position").first()
    typed = form_of(meeting, p1=("STANDS_BEHIND", "Om det som utgår"), p2=("STANDS_BEHIND", "Om det andra"))
    actions.withdraw_item(item, reason="Dras tillbaka", by=cast.process_leader)
    if again:
        actions.call(meeting, version=fresh(meeting).version, by=cast.process_leader)

    page = sign_in(cast.representative).post(
        f"{meeting.get_absolute_url()}synpunkter/?plats={seat.pk}", {**typed, "gor": "lamna"}, follow=True
    )

    assert "”Fråga 1” utgått ur dagordningen" in page.text
    assert "Om det som utgår" in page.text
    assert WrittenView.objects.get().text == "Om det andra"
    assert ViewDraft.objects.get().item == item


def test_after_the_opening_a_colleagues_draft_is_not_overwritten(cast, sign_in, meeting, time_machine):
    seat, item = with_organisation(cast), meeting.items.first()
    colleague = a.a_person("Karin Kollega")
    a.an_appointment(seat, colleague)
    actions.save_draft(item, seat, actions.Said("", "Kollegans ord"), version=0, by=colleague)
    time_machine.move_to(a.at_clock(meeting.day, 13, 5))

    sign_in(cast.representative).post(
        f"{meeting.get_absolute_url()}synpunkter/?plats={seat.pk}", {f"text-{item.pk}": "Mina ord", "gor": "lamna"}
    )

    assert ViewDraft.objects.get().text == "Kollegans ord\n\nMina ord"


def test_a_resource_person_sees_her_item_and_no_other(cast, sign_in):
    meeting = a_meeting(cast.au, cast.process_leader)
    hers = an_item(meeting, cast.process_leader, title="Hennes fråga")
    an_item(meeting, cast.process_leader, title="Andras fråga")
    cast.nobody.added_in = cast.samla
    cast.nobody.save(update_fields=["added_in"])
    actions.co_opt(hers, cast.nobody, about="sakkunnig", by=cast.process_leader)
    called(meeting, cast.process_leader)

    page = sign_in(cast.nobody).get(meeting.get_absolute_url())

    assert "Hennes fråga" in page.text
    assert "Andras fråga" not in page.text


def test_the_page_costs_the_same_with_three_and_thirty_items(cast, sign_in, django_assert_num_queries):
    few = a_called_meeting(cast.sg, cast.process_leader, items=3)
    many = a_called_meeting(cast.sg, cast.process_leader, items=30, days=40)
    client, seat = sign_in(cast.representative), with_organisation(cast)
    for meeting in (few, many):
        actions.reply(meeting, seat, Answer.DECLINES, by=cast.representative)
        client.get(meeting.get_absolute_url())
    with django_assert_num_queries(10):
        client.get(few.get_absolute_url())
    with django_assert_num_queries(10):
        assert "Fråga 30" in client.get(many.get_absolute_url()).text


def test_handing_in_costs_the_same_with_three_and_thirty_items(cast, sign_in):
    client, seat = sign_in(cast.representative), with_organisation(cast)
    asked = []
    for count, days in ((3, 30), (30, 40)):
        meeting = a_called_meeting(cast.sg, cast.process_leader, items=count, days=days)
        typed = {**form_of(meeting, p1=("STANDS_BEHIND", "")), "gor": "resten"}
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(f"{meeting.get_absolute_url()}synpunkter/?plats={seat.pk}", typed)
        assert answer.status_code == 302
        asked.append(sum("SAVEPOINT" not in query["sql"] for query in queries.captured_queries))
    assert WrittenView.objects.filter(seat=seat).count() == 33
    assert asked[0] == asked[1] <= 25


def test_a_co_opted_seat_answers_and_writes_as_others_do(cast, sign_in):
    """73, K8: its row stands in the coverage, outside consensus (tests/meetings/test_heard.py)."""
    meeting = a_called_meeting(cast.au, cast.process_leader)
    client, seat = sign_in(cast.co_opted), seat_of(meeting, cast.co_opted)
    seat.organisation = cast.parties[0]
    seat.save(update_fields=["organisation"])

    client.post(f"{meeting.get_absolute_url()}svar/", {"plats": seat.pk, "svar": "ATTENDS"})
    typed = form_of(meeting, p1=("NOT_BEHIND", "Sett från regionen saknas ett underlag."))
    page = client.post(
        f"{meeting.get_absolute_url()}synpunkter/?plats={seat.pk}", {**typed, "gor": "lamna"}, follow=True
    )

    assert Reply.objects.get(seat=seat).answer == Answer.ATTENDS
    view = WrittenView.objects.get(seat=seat)
    assert (view.position, view.submission.organisation_name) == ("NOT_BEHIND", str(seat.organisation or seat.label))
    assert "Sett från regionen saknas ett underlag." in page.text


def test_a_marked_case_is_named_only_to_those_who_may_read_it(cast, sign_in):
    case = a.a_case(cast, a.State.READY)
    Case.objects.filter(pk=case.pk).update(secrecy_provision="OSL 19 kap. 3 §")
    meeting = a_meeting(cast.sg, cast.process_leader)
    an_item(meeting, cast.process_leader, title=case.title, case=Case.objects.get(pk=case.pk))
    called(meeting, cast.process_leader)

    assert case.title in sign_in(cast.process_leader).get(meeting.get_absolute_url()).text
    page = sign_in(cast.representative).get(fresh(meeting).get_absolute_url())
    assert case.title not in page.text
    assert "Ärende med sekretess" in page.text
