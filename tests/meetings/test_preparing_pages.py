"""The page of preparation: what is missing at the top, every change with and without HTMX, and who may see it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from cases.workflow import State
from documents.models import RegisteringAuthority
from groups.models import Body
from meetings import actions
from meetings.actions.preparing import missing_of, refusals_of
from meetings.models import AgendaItem, OrganisationalChange, places_of
from meetings.models.preparation import items_to_prepare
from meetings.workflow import Answer, ItemKind
from tests import builders as a
from tests.meetings.building import a_meeting, an_item, called, fresh, registered

HTMX = {"HX-Request": "true"}
MOST, MOST_OF_CHANGE = 12, 25


@pytest.fixture
def meeting(cast):
    registered(cast.sg)
    return a_meeting(cast.sg, cast.process_leader)


def url(meeting, rest=""):
    return f"{meeting.get_absolute_url()}forbered/{rest}"


def sentences(meeting):
    current = fresh(meeting)
    return [line.sentence for line in missing_of(current, items_to_prepare(current), places_of(current))]


def queries_of(client, address):
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    assert response.status_code == 200
    return len(asked)


def test_the_page_shows_what_is_missing_what_waits_and_when_each_item_starts(cast, meeting, sign_in):
    case = a.a_case(cast, State.SUBMITTED)
    Case.objects.filter(pk=case.pk).update(holder=cast.au, title="Trygg utskrivning")
    Body.objects.filter(pk=cast.sg.pk).update(prepared_by=cast.au)
    an_item(meeting, cast.process_leader, title="Första", minutes=20, presenter="Petra")
    an_item(meeting, cast.process_leader, title="Andra", minutes=10)

    page = sign_in(cast.process_leader).get(url(meeting))

    assert page.status_code == 200
    for words in ("Trygg utskrivning", "13.00", "13.20", "13.30", "Föredragande saknas på punkt 2.", "Mötets öppnande"):
        assert words in page.text


def test_drafts_are_seen_by_nobody_but_who_prepares(cast, meeting, sign_in):
    an_item(meeting, cast.process_leader)

    refused = sign_in(cast.representative).get(url(meeting))
    assert refused.status_code == 403
    assert "sammankallas av" in refused.text
    assert sign_in(cast.outsider).get(url(meeting)).status_code == 404
    assert sign_in(cast.sg_chair).get(url(meeting)).status_code == 200


def test_an_unready_decision_stops_the_notice_until_it_has_its_reason(cast, meeting):
    """Rule 45."""
    case = a.a_case(cast, State.SUBMITTED, proposal="")
    item = an_item(meeting, cast.process_leader, kind=ItemKind.DECISION, case=case)

    assert any(
        "förslag till beslut saknas" in one or "förslag till beslut" in one
        for one in refusals_of(fresh(meeting), items_to_prepare(fresh(meeting)))
    )
    actions.revise_item(item, {"unready_reason": "Brådskar."}, version=1, by=cast.process_leader)
    assert refusals_of(fresh(meeting), items_to_prepare(fresh(meeting))) == []


def test_what_is_missing_around_the_meeting_is_said(cast, meeting):
    """Rules 44, 52, 35 and L6."""
    an_item(meeting, cast.process_leader, minutes=200)
    Body.objects.filter(pk=cast.sg.pk).update(prepared_by=cast.au)
    a.a_seat(cast.sg, "tom")
    meeting = called(meeting, cast.process_leader)
    seat = cast.representative.appointments.get().seat
    actions.reply(meeting, seat, Answer.DECLINES, by=cast.representative)
    RegisteringAuthority.objects.all().delete()

    said = " ".join(sentences(meeting))

    for words in (
        "Ingen registrerande myndighet",
        "Inget förberedande möte",
        "vakant",
        cast.representative.name,
        "mer än mötet",
    ):
        assert words in said
    assert "Föredragande saknas på punkt 1." in said


def test_a_committee_without_a_party_is_said(cast):
    """Rule 52."""
    meeting = a_meeting(cast.au, cast.process_leader)

    assert any("saknar part" in one for one in sentences(meeting))


def test_a_secret_case_is_not_named_to_a_preparer_who_may_not_read_it(cast, meeting, sign_in):
    case = a.a_case(cast, State.SUBMITTED)
    Case.objects.filter(pk=case.pk).update(secrecy_provision="OSL 25:1", title="Namnet i hemligt ärende")
    case.refresh_from_db()
    item = an_item(meeting, cast.process_leader, title=case.title, case=case, kind=ItemKind.DECISION)

    page = sign_in(cast.sg_chair).get(url(meeting))

    assert "Namnet i hemligt ärende" not in page.text
    assert "Ärende med sekretess" in page.text
    assert "sekretessmarkerat och har inte varit hos" in page.text
    assert sign_in(cast.sg_chair).get(url(meeting, f"punkt/{item.pk}/")).status_code == 403
    assert "Namnet i hemligt ärende" in sign_in(cast.process_leader).get(url(meeting)).text


def test_items_are_ordered_with_and_without_htmx(cast, meeting, sign_in):
    first, second = (an_item(meeting, cast.process_leader, title=title) for title in "AB")
    client = sign_in(cast.process_leader)

    assert client.post(url(meeting, "ordna/"), {"ned": first.pk}).status_code == 302
    assert list(meeting.items.order_by("position")) == [second, first]
    swapped = client.post(url(meeting, "ordna/"), {"punkt": first.pk, "efter": "0"}, headers=HTMX)
    assert swapped.status_code == 200
    assert swapped.text.lstrip().startswith('<div id="arbete"')
    assert list(meeting.items.order_by("position")) == [first, second]


def test_material_is_taken_up_and_marked(cast, meeting, sign_in):
    client = sign_in(cast.process_leader)

    page = client.post(url(meeting, "lagg-till/"), {"nyckel": ["mall-0", "mall-1"]}, follow=True)

    assert "2 punkter är tillagda." in page.text
    assert page.text.count("står på dagordningen") == 2
    again = client.post(url(meeting, "lagg-till/"), {"en": "mall-0"}, follow=True)
    assert "Inget lades till" in again.text


def test_a_stale_form_of_an_item_is_answered_with_both_texts(cast, meeting, sign_in):
    item = an_item(meeting, cast.process_leader)
    client = sign_in(cast.process_leader)
    assert client.get(url(meeting, f"punkt/{item.pk}/"), headers=HTMX).text.lstrip().startswith("<form")
    actions.revise_item(item, {"title": "Den andras rubrik"}, version=1, by=cast.sg_chair)

    typed = {"title": "Min rubrik", "kind": "DIALOGUE", "minutes": 10, "version": 1}
    stale = client.post(url(meeting, f"punkt/{item.pk}/"), typed)

    assert stale.status_code == 409
    assert "Den andras rubrik" in stale.text
    assert "Min rubrik" in stale.text
    saved = client.post(url(meeting, f"punkt/{item.pk}/"), {**typed, "version": 2})
    assert saved.status_code == 302
    assert AgendaItem.objects.get().title == "Min rubrik"


def test_a_wrong_form_keeps_what_was_typed(cast, meeting, sign_in):
    item = an_item(meeting, cast.process_leader)
    typed = {"title": "Min långa rubrik", "kind": "DIALOGUE", "minutes": 999, "version": 1}

    wrong = sign_in(cast.process_leader).post(url(meeting, f"punkt/{item.pk}/"), typed)

    assert wrong.status_code == 422
    assert "Min långa rubrik" in wrong.text
    assert "mellan 1 och 480" in wrong.text


def test_every_page_of_an_item_answers(cast, meeting, sign_in):
    a_meeting(cast.sg, cast.process_leader, days=60)
    item = an_item(meeting, cast.process_leader)

    for rest in ("", "ta-bort/", "flytta/", "handlingar/", "personer/"):
        assert sign_in(cast.process_leader).get(url(meeting, f"punkt/{item.pk}/{rest}")).status_code == 200, rest
        assert sign_in(cast.representative).get(url(meeting, f"punkt/{item.pk}/{rest}")).status_code == 403
    client = sign_in(cast.process_leader)
    assert client.post(url(meeting, f"punkt/{item.pk}/personer/"), {"user": cast.author.pk}).status_code == 302
    assert client.post(url(meeting, f"punkt/{item.pk}/flytta/"), {"reason": ""}).status_code == 422
    assert client.post(url(meeting, f"punkt/{item.pk}/flytta/"), {"reason": "Dröjer."}).status_code == 302
    other = an_item(meeting, cast.process_leader)
    assert client.post(url(meeting, f"punkt/{other.pk}/ta-bort/"), {}).status_code == 302
    assert not AgendaItem.objects.filter(pk=other.pk).exists()
    new = {"ny-title": "Ny fråga", "ny-kind": "INFORMATION", "ny-minutes": 5}
    assert client.post(url(meeting, "ny/"), new).status_code == 302
    assert AgendaItem.objects.get(title="Ny fråga").group == "Information"


def test_after_a_notice_the_page_says_that_the_agenda_has_changed(cast, meeting, sign_in):
    item = an_item(meeting, cast.process_leader)
    current = called(meeting, cast.process_leader)
    client = sign_in(cast.process_leader)
    assert "är ändrad sedan kallelse" not in client.get(url(current)).text

    actions.revise_item(item, {"title": "Ny rubrik"}, version=1, by=cast.process_leader)

    assert "Dagordningen är ändrad sedan kallelse 1" in client.get(url(current)).text


@pytest.mark.parametrize("count", [3, 30, 200])
def test_the_page_asks_as_much_however_many_items(cast, meeting, sign_in, count):
    case = a.a_case(cast, State.SUBMITTED)
    an_item(meeting, cast.process_leader, case=case, title=case.title, kind=ItemKind.DECISION)
    last = meeting.items.get()
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting, title=f"Punkt {at}", kind=ItemKind.DIALOGUE, position=at + 2, added_by=cast.process_leader
        )
        for at in range(count)
    )
    client = sign_in(cast.process_leader)
    client.get(url(meeting))

    assert queries_of(client, url(meeting)) <= MOST
    with CaptureQueriesContext(connection) as asked:
        client.post(url(meeting, "ordna/"), {"ned": last.pk})
    assert len(asked) <= MOST_OF_CHANGE


def test_a_committees_page_is_as_cheap_when_it_is_called(cast, sign_in):
    meeting = a_meeting(cast.au, cast.process_leader)
    an_item(meeting, cast.process_leader)
    meeting = called(meeting, cast.process_leader)
    client = sign_in(cast.process_leader)
    client.get(url(meeting))

    assert queries_of(client, url(meeting)) <= MOST


def test_standing_items_are_kept_by_who_convenes(cast, sign_in):
    at = f"{cast.sg.get_absolute_url()}staende-punkter/"
    client = sign_in(cast.process_leader)

    assert "Den vanliga dagordningen" in client.get(at).text
    client.post(f"{at}overta/")
    first, second = cast.sg.standing_items.all()[:2]
    client.post(f"{at}ordna/", {"ned": first.pk})
    assert list(cast.sg.standing_items.all()[:2]) == [second, first]
    assert client.post(f"{at}{first.pk}/", {"title": "Hej", "kind": "FORMALITY", "minutes": 5}).status_code == 409
    values = {"title": "Hej", "kind": "FORMALITY", "minutes": 5, "version": 1}
    assert client.post(f"{at}{first.pk}/", values).status_code == 302
    assert client.post(at, {"title": "", "kind": "FORMALITY", "minutes": 5}).status_code == 422
    assert client.post(at, {"title": "Ny", "kind": "FORMALITY", "minutes": 5}).status_code == 302
    client.post(f"{at}{first.pk}/avsluta/")
    assert cast.sg.standing_items.filter(ended_on=None).count() == 12
    assert sign_in(cast.representative).get(at).status_code == 403
    assert sign_in(cast.outsider).get(at).status_code == 404


def test_a_change_is_registered_offered_and_acknowledged(cast, meeting, sign_in):
    """Rule 21: whose, what, from when, with what consequence; on the list until the body has taken part."""
    at = f"{cast.sg.get_absolute_url()}forandringar/"
    client = sign_in(cast.representative)
    typed = {"organisation": cast.parties[0].pk, "what": "Två kliniker slås ihop", "from_on": "2027-01-01"}
    assert client.post(f"{at}ny/", typed).status_code == 422
    assert client.post(f"{at}ny/", {**typed, "consequence": "Nya kontaktvägar."}).status_code == 302
    change = OrganisationalChange.objects.get()
    assert change.by_name == cast.representative.name
    assert "Två kliniker slås ihop" in client.get(at).text
    assert client.get(f"/forandringar/{change.pk}/tagit-del/").status_code == 403

    leader = sign_in(cast.process_leader)
    assert "Två kliniker slås ihop" in leader.get(url(meeting)).text
    leader.post(url(meeting, "lagg-till/"), {"en": f"forandring-{change.pk}"})
    assert meeting.items.get().change == change
    assert leader.post(f"/forandringar/{change.pk}/tagit-del/", {}).status_code == 302
    change.refresh_from_db()
    assert change.acknowledged_by == cast.process_leader
    assert "Tagen del av" in leader.get(at).text
    assert sign_in(cast.representative).get(f"/forandringar/{change.pk}/andra/").status_code == 403
    assert sign_in(cast.outsider).get(at).status_code == 404


def test_a_change_without_whose_is_refused_and_one_may_be_taken_back(cast, sign_in):
    values = {"what": "Ny chef", "from_on": a.days(10), "consequence": "Ny kontakt."}
    client = sign_in(cast.representative)
    typed = {**values, "from_on": "2027-01-01"}
    refused = client.post(f"{cast.sg.get_absolute_url()}forandringar/ny/", typed)
    assert refused.status_code == 422
    assert "Välj den huvudman" in refused.text
    change = actions.register_change(cast.sg, {**values, "organisation": cast.parties[0]}, by=cast.representative)
    assert client.get(f"/forandringar/{change.pk}/andra/").status_code == 200

    assert client.post(f"/forandringar/{change.pk}/ta-tillbaka/").status_code == 302

    assert not OrganisationalChange.objects.waiting().exists()
