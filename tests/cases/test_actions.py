"""What a change does to the case, its trail, its numbers and its history."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from cases import actions
from cases.actions import StaleError
from cases.models import Case, CaseStep
from cases.workflow import State, Verb
from outbox.models import OutgoingMail
from tests import builders as a
from tests.builders import TEXTS, a_case, a_draft, send, take


def in_coordination(cast):
    """A case of NOSAM Lerum's that AU has prepared and Samordningsgruppen has received."""
    case = send(cast, a_case(cast, State.READY), "samordningsgruppen", cast.au_member)
    return take(case, Verb.RECEIVE, cast.sg_chair)


# Numbers


def test_a_draft_has_no_number_and_gets_one_when_it_is_handed_in(cast):
    draft = a_draft(cast)
    assert draft.number is None

    case = take(draft, Verb.SUBMIT, cast.author)

    assert case.number == f"SAMLA {a.clock.today().year}-0001"


def test_numbers_follow_on_each_other_and_a_discarded_draft_takes_none(cast):
    numbers = [a_case(cast, state).number for state in (State.SUBMITTED, State.DISCARDED, State.SUBMITTED)]

    assert [number and number[-4:] for number in numbers] == ["0001", None, "0002"]


def test_each_collaboration_and_year_counts_for_itself(cast):
    first = a_case(cast)
    elsewhere = a_draft(cast, origin=cast.elsewhere, by=cast.outsider)
    elsewhere = take(elsewhere, Verb.SUBMIT, cast.outsider)

    assert first.number.endswith("-0001")
    assert elsewhere.number == f"GRANNEN {a.clock.today().year}-0001"


def test_the_year_of_a_number_is_the_year_in_stockholm(cast):
    draft = a_draft(cast)
    new_year = dt.datetime(a.clock.today().year, 12, 31, 23, 30, tzinfo=dt.UTC)  # 00.30 in Stockholm

    with time_machine.travel(new_year, tick=False):
        case = take(draft, Verb.SUBMIT, cast.author)

    assert case.number == f"SAMLA {new_year.year + 1}-0001"


# The way


def test_what_is_sent_lies_with_the_receiver_who_sees_from_where(cast):
    case = a_case(cast, State.SENT)

    assert (case.holder, case.sender, case.origin) == (cast.au, cast.nosam, cast.nosam)
    assert case.steps.last().label == "Lyft till AU"


def test_a_returned_case_goes_to_its_sender_and_then_to_its_origin(cast):
    case = in_coordination(cast)

    first = take(case, Verb.RETURN, cast.sg_chair, note="Pröva en mindre lösning.")
    assert (first.holder, first.sender, first.state) == (cast.au, cast.nosam, State.RETURNED)

    first = take(first, Verb.RECEIVE, cast.au_member)
    second = take(first, Verb.RETURN, cast.au_member, note="Ta det lokalt.")
    assert (second.holder, second.sender) == (cast.nosam, None)
    assert second.outcome == "Ta det lokalt."


def test_a_case_that_went_back_and_forth_still_finds_home(cast):
    case = in_coordination(cast)
    case = send(cast, case, "au", cast.sg_chair)
    case = take(case, Verb.RETURN, cast.au_member, note="Färdigberett.")
    assert (case.holder, case.sender) == (cast.sg, cast.au)

    case = take(case, Verb.RECEIVE, cast.sg_chair)
    case = take(case, Verb.RETURN, cast.sg_chair, note="Räcker så.")
    assert (case.holder, case.sender) == (cast.au, cast.nosam)

    case = take(case, Verb.RECEIVE, cast.au_member)
    case = take(case, Verb.RETURN, cast.au_member, note="Räcker så.")
    assert (case.holder, case.sender) == (cast.nosam, None)


def test_the_origin_is_kept_for_ever(cast):
    case = take(in_coordination(cast), Verb.CLOSE, cast.sg_chair, note="Beslut fattat.")

    assert (case.origin, case.author) == (cast.nosam, cast.author)


def test_a_body_follows_what_it_has_sent_until_it_is_answered(cast):
    case = a_case(cast, State.IN_PREPARATION)

    out = send(cast, case, "nosam-lerum", cast.au_member, on=a.days(20))
    listed = Case.objects.sent_from(cast.au).get()
    assert (listed.sent_to, listed.answer_due) == ("NOSAM Lerum", a.days(20))

    out = take(out, Verb.RECEIVE, cast.local_chair)
    assert Case.objects.sent_from(cast.au).exists()

    take(out, Verb.RETURN, cast.local_chair, note="Vårt svar.")
    assert not Case.objects.sent_from(cast.au).exists()


def test_what_was_sent_is_answered_too_when_it_comes_back_by_a_way_or_is_closed(cast):
    back, closed = (send(cast, a_case(cast, State.IN_PREPARATION), "nosam-lerum", cast.au_member) for _ in range(2))
    back = take(back, Verb.RECEIVE, cast.local_chair)
    closed = take(closed, Verb.RECEIVE, cast.local_chair)
    assert Case.objects.sent_from(cast.au).count() == 2

    send(cast, back, "au", cast.local_chair)
    take(closed, Verb.CLOSE, cast.local_chair, note="Löst.")

    assert not Case.objects.sent_from(cast.au).exists()


def test_a_question_waits_for_the_asked_and_comes_back_under_preparation(cast):
    asked = a_case(cast, State.COMPLETION)
    assert (asked.holder, asked.asked, asked.answer_by) == (cast.au, cast.nosam, a.days(14))

    answered = take(asked, Verb.ANSWER, cast.local_chair, note="Här är uppgifterna.")

    assert (answered.state, answered.asked, answered.answer_by) == (State.IN_PREPARATION, None, None)
    assert answered.steps.last().seat.body == cast.nosam


def test_a_question_without_a_day_gets_the_bodys_own(cast):
    case = a_case(cast, State.IN_PREPARATION)

    asked = take(case, Verb.ASK, cast.au_member, note="Hur många berörs?")

    assert asked.answer_by == a.days(cast.au.answer_days)


def test_deepened_preparation_goes_on_when_its_questions_are_answered(cast):
    case = a_case(cast, State.DEEPENED)

    replied = take(case, Verb.REPLY, cast.local_chair, note="Svar.")
    assert (replied.state, replied.asked) == (State.DEEPENED, None)

    assert take(replied, Verb.END_DEEPENING, cast.au_member).state == State.IN_PREPARATION


def test_a_parked_case_rests_to_its_day_and_is_resumed(cast):
    parked = a_case(cast, State.PARKED)
    assert parked.resume_on == a.days(14)

    resumed = take(parked, Verb.RESUME, cast.au_member)

    assert (resumed.state, resumed.resume_on) == (State.IN_PREPARATION, None)


def test_closing_gives_the_origin_the_outcome_until_it_has_taken_part(cast):
    closed = a_case(cast, State.CLOSED)
    assert (closed.outcome, closed.outcome_seen_at) == ("Ett skäl.", None)

    seen = take(closed, Verb.ACKNOWLEDGE, cast.local_chair)
    assert seen.outcome_seen_at is not None

    with pytest.raises(PermissionDenied, match="har redan tagit del"):
        take(seen, Verb.ACKNOWLEDGE, cast.local_chair)


def test_a_case_closed_where_it_was_raised_has_nobody_to_tell(cast):
    closed = take(a_case(cast, State.SUBMITTED), Verb.CLOSE, cast.local_chair, note="Löst på plats.")

    assert closed.outcome_seen_at is not None


@pytest.mark.parametrize(
    ("state", "verb", "given", "field"),
    [
        (State.IN_PREPARATION, Verb.ASK, {"note": " "}, "note"),
        (State.IN_PREPARATION, Verb.ASK, {"note": "Vad?", "on": -1}, "on"),
        (State.IN_PREPARATION, Verb.RETURN, {}, "note"),
        (State.IN_PREPARATION, Verb.CLOSE, {}, "note"),
        (State.IN_PREPARATION, Verb.PARK, {"note": "Vilar."}, "on"),
        (State.IN_PREPARATION, Verb.PARK, {"note": "Vilar.", "on": 0}, "on"),
        (State.IN_PREPARATION, Verb.PARK, {"note": "Vilar.", "on": 4000}, "on"),
        (State.IN_PREPARATION, Verb.PRIORITISE, {"note": "Först.", "position": 0}, "position"),
        (State.IN_PREPARATION, Verb.PRIORITISE, {"position": 1}, "note"),
    ],
)
def test_a_step_without_what_it_needs_is_refused_at_the_field(cast, state, verb, given, field):
    case = a_case(cast, state)
    if "on" in given:
        given = {**given, "on": a.days(given["on"])}

    with pytest.raises(ValidationError) as refusal:
        take(case, verb, cast.au_member, **given)

    assert list(refusal.value.message_dict) == [field]
    case.refresh_from_db()
    assert case.state == state


# Order of priority


def order_of(body):
    return list(Case.objects.held_by(body).in_order("prioritet").values_list("title", "priority"))


def test_a_case_takes_its_place_and_the_others_are_numbered_anew(cast):
    one, two, three = (a_case(cast, State.SENT, title=title) for title in ("Ett", "Två", "Tre"))
    for case in (three, two, one):
        take(case, Verb.PRIORITISE, cast.au_member, note="Brådskar.", position=1)
    assert order_of(cast.au) == [("Ett", 1), ("Två", 2), ("Tre", 3)]

    moved = take(three, Verb.PRIORITISE, cast.sg_chair, note="Nya uppgifter.", position=2)

    assert order_of(cast.au) == [("Ett", 1), ("Tre", 2), ("Två", 3)]
    assert moved.priority_reason == "Nya uppgifter."


def test_a_place_after_the_last_is_the_last(cast):
    first, second = a_case(cast, State.SENT), a_case(cast, State.SENT)
    take(first, Verb.PRIORITISE, cast.au_member, note="Först.", position=1)

    assert take(second, Verb.PRIORITISE, cast.au_member, note="Sist.", position=99).priority == 2


# Registering


REGISTERED = {**TEXTS, "sender_name": "Anhörigföreningen", "source": "PARTY"}


def test_what_somebody_wrote_is_registered_with_the_real_sender_and_day_and_sent_on(cast):
    fields = {**REGISTERED, "received_on": a.days(-3), "external_number": "KS 2026/17"}

    case = actions.register(cast.vvg, fields, route=cast.ways["vvg"], by=cast.process_leader)

    assert (case.state, case.holder, case.origin) == (State.SENT, cast.au, cast.vvg)
    assert (case.received_on, case.sender_name, case.external_number) == (
        a.days(-3),
        "Anhörigföreningen",
        "KS 2026/17",
    )
    assert case.steps.first().note == f"Registrerat åt Anhörigföreningen. Kom in {a.days(-3):%Y-%m-%d}."


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"sender_name": ""}, "sender_name"), ({"received_on": None}, "received_on"), ({"received_on": 1}, "received_on")],
)
def test_registering_needs_a_sender_and_a_day_that_has_been(cast, changes, field):
    fields = {**REGISTERED, "received_on": a.days(0), **changes}
    if fields["received_on"] == 1:
        fields["received_on"] = a.days(1)

    with pytest.raises(ValidationError) as refusal:
        actions.register(cast.vvg, fields, by=cast.process_leader)

    assert field in refusal.value.message_dict
    assert not Case.objects.exists()


@pytest.mark.parametrize("person", ["local_chair", "au_member", "reader", "outsider", "nobody"])
def test_only_the_process_leader_registers_for_others(cast, person):
    with pytest.raises(PermissionDenied, match="Bara processledaren"):
        actions.register(cast.nosam, {**REGISTERED, "received_on": a.days(0)}, by=getattr(cast, person))


def test_a_registered_case_is_not_sent_where_readiness_is_asked_for(cast):
    fields = {**REGISTERED, "received_on": a.days(0)}

    with pytest.raises(PermissionDenied, match="måste beredas"):
        actions.register(cast.au, fields, route=cast.routes["au", "samordningsgruppen"], by=cast.process_leader)

    assert not Case.objects.exists()


# Changing texts


def test_a_stale_form_is_refused_with_the_case_as_it_is_now(cast):
    case = a_case(cast, State.IN_PREPARATION)
    opened = case.version
    actions.revise(case, {"title": "Ny rubrik"}, version=opened, by=cast.au_member)

    with pytest.raises(StaleError) as stale:
        actions.revise(case, {"title": "Min rubrik"}, version=opened, by=cast.sg_chair)

    assert stale.value.current.title == "Ny rubrik"
    assert stale.value.current.changed_by == cast.au_member
    case.refresh_from_db()
    assert case.title == "Ny rubrik"


def test_a_step_makes_an_open_form_stale(cast):
    case = a_case(cast, State.IN_PREPARATION)
    opened = case.version
    take(case, Verb.MARK_READY, cast.au_member)

    with pytest.raises(StaleError):
        actions.revise(case, {"title": "Min rubrik"}, version=opened, by=cast.sg_chair)


def test_an_identity_number_does_not_pass_the_action_either(cast):
    case = a_case(cast, State.IN_PREPARATION)

    with pytest.raises(ValidationError, match="personnummer"):
        actions.revise(case, {"background": "Gäller 19121212-1212."}, version=case.version, by=cast.au_member)


# The trail and the history


def test_a_step_remembers_name_and_seat_as_they_were(cast):
    case = a_case(cast, State.SENT)

    cast.local_chair.name = "Lena Nygift"
    cast.local_chair.save(update_fields=["name"])

    step = CaseStep.objects.get(case=case, verb=Verb.SEND)
    assert step.by_name == "Lena Lokalordförande"
    assert "NOSAM Lerum" in step.seat_text


@pytest.mark.parametrize("statement", ["UPDATE cases_casestep SET note = 'annat'", "DELETE FROM cases_casestep"])
def test_a_step_is_never_changed_or_removed(cast, statement):
    a_case(cast, State.SENT)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_change_is_in_the_history_with_person_and_address(cast, sign_in):
    case = a_case(cast, State.SENT)
    url = f"{case.get_absolute_url()}steg/ta-emot/"

    sign_in(cast.au_member).post(url)

    event = Case.pgh_event_model.objects.filter(pgh_obj_id=case.pk).order_by("-pgh_id").first()
    assert (event.pgh_label, event.state) == ("update", State.IN_PREPARATION)
    assert event.pgh_context.metadata == {"user": cast.au_member.pk, "url": url}


def test_nothing_is_left_of_a_step_that_was_refused(cast):
    case = a_case(cast, State.SENT)
    steps, mails = CaseStep.objects.count(), OutgoingMail.objects.count()

    with pytest.raises(PermissionDenied):
        take(case, Verb.RECEIVE, cast.author)

    assert (CaseStep.objects.count(), OutgoingMail.objects.count()) == (steps, mails)


# Letters


def letters(since=0):
    return {(mail.address, mail.subject) for mail in OutgoingMail.objects.filter(pk__gt=since)}


def test_the_receivers_are_told_and_whoever_took_the_step_is_not(cast):
    case = a_case(cast, State.SUBMITTED)

    send(cast, case, "au", cast.local_chair)

    subject = f"{case.number}: ett ärende har kommit till AU"
    told = [cast.au_member, cast.sg_chair, cast.process_leader]
    assert letters() == {(person.email, subject) for person in told}


def test_letters_hold_nothing_of_the_cases_content(cast):
    a_case(cast, State.SENT)

    mail = OutgoingMail.objects.first()

    assert not any(text in mail.text + mail.html + mail.subject for text in TEXTS.values() if text != "AU")


def test_a_case_that_has_just_moved_is_not_sorted_into_the_queue_it_left(cast):
    before = a_case(cast, State.READY)
    send(cast, before, "samordningsgruppen", cast.au_member)

    with pytest.raises(PermissionDenied, match="har just flyttats"):
        actions.take(before, Verb.PRIORITISE, by=cast.sg_chair, given=actions.Given(position=1, note="Först."))
