"""The agenda is built on one page: material, order, places, the next meeting; nobody's change is lost."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases.workflow import State
from documents.actions import take
from documents.workflow import DocumentVerb
from groups.actions import StaleError
from meetings import actions
from meetings.actions.material import Wanted
from meetings.models import AgendaItem
from meetings.workflow import OUTLINE, ItemKind
from outbox.models import OutgoingMail
from tests import builders as a
from tests.meetings.building import a_meeting, an_item, called, fresh, views_on


@pytest.fixture
def meeting(cast):
    return a_meeting(cast.sg, cast.process_leader)


def titles(meeting):
    return list(meeting.items.standing().order_by("position").values_list("title", flat=True))


def a_case_at(cast, body, state=State.SUBMITTED, **fields):
    case = a.a_case(cast, state)
    for name, value in {"holder": body, **fields}.items():
        setattr(case, name, value)
    case.save(update_fields=["holder", *fields])
    return case


def test_several_things_are_taken_up_at_once_and_stand_where_their_kind_usually_does(cast, meeting):
    case = a_case_at(cast, cast.au, title="Trygg utskrivning")
    keys = [f"mall-{at}" for at in range(len(OUTLINE))]
    actions.take_up(meeting, Wanted.of(keys), by=cast.process_leader)

    actions.take_up(meeting, Wanted.of([f"arende-{case.pk}"]), by=cast.process_leader)

    order = titles(meeting)
    assert order[:4] == [one.title for one in OUTLINE[:4]]
    assert order.index("Trygg utskrivning") < order.index("Övriga frågor")
    assert len(order) == len(OUTLINE) + 1


def test_formalities_that_open_a_meeting_stand_first_also_when_they_come_last(cast, meeting):
    an_item(meeting, cast.process_leader, title="Fråga")

    actions.take_up(meeting, Wanted.of(["mall-0", "mall-1", "mall-11"]), by=cast.process_leader)

    assert titles(meeting) == [OUTLINE[0].title, OUTLINE[1].title, "Fråga", OUTLINE[11].title]


def test_what_stands_there_already_is_not_taken_up_twice(cast, meeting):
    case = a_case_at(cast, cast.au)
    wanted = Wanted.of([f"arende-{case.pk}", "mall-0"])
    actions.take_up(meeting, wanted, by=cast.process_leader)

    with pytest.raises(ValidationError, match="redan på dagordningen"):
        actions.take_up(meeting, wanted, by=cast.process_leader)
    assert meeting.items.count() == 2


def test_a_case_that_may_not_be_read_is_not_taken_up(cast, meeting):
    case = a_case_at(cast, cast.au, secrecy_provision="OSL 25:1")

    with pytest.raises(ValidationError, match="Inget lades till"):
        actions.take_up(meeting, Wanted.of([f"arende-{case.pk}"]), by=cast.sg_chair)


def test_nobody_but_who_prepares_builds_the_agenda(cast, meeting):
    with pytest.raises(PermissionDenied):
        actions.take_up(meeting, Wanted.of(["mall-0"]), by=cast.representative)


def test_a_copy_of_the_last_agenda_has_what_goes_on_and_not_what_is_closed(cast):
    early = a_meeting(cast.sg, cast.process_leader, days=10)
    going, done = a_case_at(cast, cast.au, title="Pågår"), a_case_at(cast, cast.au, title="Klart")
    an_item(early, cast.process_leader, title="Mötets öppnande", kind=ItemKind.FORMALITY)
    an_item(early, cast.process_leader, title="Engångsfråga")
    for case in (going, done):
        an_item(early, cast.process_leader, title=case.title, case=case)
    type(done).objects.filter(pk=done.pk).update(state=State.CLOSED, closed_at=a.clock.now(), outcome="Klart.")
    late = a_meeting(cast.sg, cast.process_leader, days=60)

    actions.copy_agenda(late, by=cast.process_leader)

    assert titles(late) == ["Mötets öppnande", "Pågår"]
    with pytest.raises(ValidationError, match="redan här"):
        actions.copy_agenda(late, by=cast.process_leader)


def test_an_item_is_put_after_another_wherever_that_stands_now(cast, meeting):
    items = {title: an_item(meeting, cast.process_leader, title=title) for title in "ABCD"}
    actions.shift_item(items["B"], 2, by=cast.process_leader)

    actions.place_item(items["A"], items["B"], by=cast.process_leader)
    assert titles(meeting) == ["C", "D", "B", "A"]
    actions.place_item(items["A"], None, by=cast.process_leader)
    assert titles(meeting) == ["A", "C", "D", "B"]


def test_an_item_that_is_moved_takes_its_documents_and_persons_along_and_leaves_its_views(cast, meeting):
    later = a_meeting(cast.sg, cast.process_leader, days=60)
    item = an_item(meeting, cast.process_leader)
    document = a.a_document(cast.sg, cast.process_leader)
    document = _shared(document, cast.process_leader)
    actions.attach_document(item, document, by=cast.process_leader)
    actions.co_opt(item, cast.author, by=cast.process_leader)
    current = called(meeting, cast.process_leader)
    seat = cast.sg_chair.appointments.get(seat__body=cast.sg).seat
    actions.hand_in(current, seat, views_on(current), by=cast.sg_chair)

    moved = actions.move_item(item, reason="Underlaget dröjer.", by=cast.process_leader)

    item.refresh_from_db()
    assert (moved.meeting_id, item.moved_to_id, item.withdrawn_reason) == (later.pk, moved.pk, "Underlaget dröjer.")
    assert moved.document_links.get().document == document
    assert moved.resource_persons.get().user == cast.author
    assert (item.views.count(), moved.views.count()) == (1, 0)
    letter = OutgoingMail.objects.get(key__startswith=f"item-withdrawn:{item.pk}", recipient=cast.sg_chair)
    assert "flyttats till mötet" in letter.subject
    assert item.title not in letter.text


def _shared(document, by):
    return take(document, DocumentVerb.SHARE, by=by)


def test_an_item_is_not_moved_without_a_reason_or_a_later_meeting(cast, meeting):
    item = an_item(meeting, cast.process_leader)

    with pytest.raises(ValidationError, match="Inget senare möte"):
        actions.move_item(item, reason="Dröjer.", by=cast.process_leader)
    a_meeting(cast.sg, cast.process_leader, days=60)
    with pytest.raises(ValidationError, match="Skriv varför"):
        actions.move_item(item, reason=" ", by=cast.process_leader)
    assert AgendaItem.objects.count() == 1


def test_an_item_that_was_moved_here_is_withdrawn_and_never_removed(cast, meeting):
    a_meeting(cast.sg, cast.process_leader, days=60)
    moved = actions.move_item(an_item(meeting, cast.process_leader), reason="Dröjer.", by=cast.process_leader)

    withdrawn = actions.withdraw_item(moved, reason="Behövs inte.", by=cast.process_leader)

    assert withdrawn.is_withdrawn


def test_only_persons_of_the_collaboration_are_co_opted(cast, meeting):
    """Rule 56: a person of the portal, tied to the item."""
    item = an_item(meeting, cast.process_leader)

    with pytest.raises(ValidationError, match="finns inte i samverkan"):
        actions.co_opt(item, cast.outsider, by=cast.process_leader)
    person = actions.co_opt(item, cast.author, about="Projektledare", by=cast.process_leader)
    actions.dismiss(person, by=cast.process_leader)
    assert item.resource_persons.count() == 0


def test_a_draft_never_goes_with_an_item_and_a_new_file_is_shared_at_once(cast, meeting):
    item = an_item(meeting, cast.process_leader)
    draft = a.a_document(cast.sg, cast.process_leader)
    item.meeting = fresh(meeting)

    with pytest.raises(ValidationError, match="inte längre delad"):
        actions.choose_documents(item, [draft.pk], [draft.pk], by=cast.process_leader)
    kind = a.a_document_type(cast.samla)
    document = actions.add_file(
        item, a.a_file(), "underlag.pdf", document_type=kind, title="Underlag", by=cast.process_leader
    )
    assert document.state == "SHARED"
    assert item.document_links.get().document == document
    actions.choose_documents(item, [], [document.pk], by=cast.process_leader)
    assert item.document_links.count() == 0


def test_the_outline_becomes_the_bodys_own_standing_items(cast, meeting):
    actions.take_over_outline(cast.sg, by=cast.process_leader)
    with pytest.raises(ValidationError, match="redan egna"):
        actions.take_over_outline(cast.sg, by=cast.process_leader)
    first = cast.sg.standing_items.order_by("position").first()

    actions.revise_standing(first, {"title": "Välkomna"}, version=1, by=cast.process_leader)
    actions.shift_standing(first, 1, by=cast.process_leader)
    with pytest.raises(StaleError):
        actions.revise_standing(first, {"title": "Hej"}, version=1, by=cast.process_leader)
    actions.take_up(meeting, Wanted.of([f"staende-{first.pk}"]), by=cast.process_leader)
    actions.end_standing(first, by=cast.process_leader)

    assert titles(meeting) == ["Välkomna"]
    assert cast.sg.standing_items.filter(ended_on=None).count() == len(OUTLINE) - 1
    with pytest.raises(PermissionDenied):
        actions.end_standing(first, by=cast.representative)
