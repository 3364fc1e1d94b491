"""Told as each has chosen: at once, in the morning letter, or not at all."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.workflow import State, Verb
from groups.actions import Notification, choose_notifications, tell, tell_each
from groups.models import DigestLine, NotificationChoice, NotificationKind, NotificationTiming, User
from groups.models.accounts import REMINDERS
from outbox.models import OutgoingMail
from tests import builders as a

ARRIVED, REMINDER = NotificationKind.CASE_ARRIVED, NotificationKind.CASE_REMINDER
AT_ONCE, DAILY, NEVER = NotificationTiming.AT_ONCE, NotificationTiming.DAILY, NotificationTiming.NEVER


def something(cast, key="thing:1", kind=ARRIVED, **changes):
    written = {
        "heading": "SAMLA 2026-0001: ett ärende har kommit till AU",
        "text": "Lena Lokalordförande har tagit steget ”Lyft till AU”.",
        "address": "/arenden/SAMLA-2026-0001/",
        "button": "Öppna ärendet",
        "why": "Du får brevet för att du sköter kön.",
    }
    return Notification(kind=kind, key=key, collaboration=cast.samla, **written | changes)


def choose(person, timing, kind=ARRIVED):
    choose_notifications({kind: timing}, by=person)


def told():
    """Who has a letter and who has a line, by name."""
    letters = OutgoingMail.objects.order_by("pk").values_list("recipient__name", flat=True)
    return list(letters), list(DigestLine.objects.order_by("pk").values_list("recipient__name", flat=True))


def test_each_is_told_in_the_way_that_she_has_chosen(cast):
    at_once, daily, never = cast.author, cast.au_member, cast.local_chair
    choose(daily, DAILY)
    choose(never, NEVER)

    tell([at_once, daily, never], something(cast))

    assert told() == ([at_once.name], [daily.name])
    letter, line = OutgoingMail.objects.get(), DigestLine.objects.get()
    assert (letter.address, letter.area, letter.subject) == (at_once.email, "samla", something(cast).heading)
    assert "”Mina uppgifter”" in letter.text
    assert (line.heading, line.text, line.address) == (
        letter.subject,
        something(cast).text,
        "/arenden/SAMLA-2026-0001/",
    )
    assert (line.collaboration, line.kind, line.letter, line.dropped_at) == (cast.samla, ARRIVED, None, None)


def test_a_choice_is_about_one_kind_of_thing(cast):
    choose(cast.author, NEVER)

    tell([cast.author], something(cast, kind=NotificationKind.CASE_QUESTION))

    assert told() == ([cast.author.name], [])


def test_a_reminder_is_for_the_morning_unless_she_wants_none(cast):
    choose(cast.au_member, NEVER, REMINDER)

    tell([cast.author, cast.au_member], something(cast, kind=REMINDER))

    assert told() == ([], [cast.author.name])


@pytest.mark.parametrize(("first", "then"), [(AT_ONCE, AT_ONCE), (AT_ONCE, DAILY), (DAILY, AT_ONCE), (DAILY, DAILY)])
def test_nobody_is_told_twice_of_the_same_thing_whatever_she_chooses_meanwhile(cast, first, then):
    choose(cast.author, first)
    tell([cast.author], something(cast))
    before = told()
    choose(cast.author, then)

    tell([cast.author], something(cast))

    assert told() == before != ([], [])


def test_what_is_told_is_rolled_back_with_what_it_tells_of(cast):
    choose(cast.author, DAILY)
    with transaction.atomic():
        tell([cast.author, cast.au_member], something(cast))
        transaction.set_rollback(True)

    assert told() == ([], [])


def test_many_things_to_many_people_cost_the_same_as_few(cast):
    people = [a.a_person(f"Person {number}") for number in range(30)]
    for person in people[::3]:
        choose(person, DAILY)
    for person in people[1::3]:
        choose(person, NEVER)

    def cost(things, receivers):
        with CaptureQueriesContext(connection) as queries:
            tell_each([(something(cast, key=key), receivers) for key in things])
        return len(queries)

    few = cost(["few:1"], people[:3])
    many = cost([f"many:{number}" for number in range(10)], people)

    assert few == many <= 12
    assert OutgoingMail.objects.count() == 1 + 100
    assert DigestLine.objects.count() == 1 + 100


def test_nobody_to_tell_costs_one_question(cast, django_assert_num_queries):
    with django_assert_num_queries(3):  # the people, and the transaction's beginning and end
        tell(User.objects.none() | User.objects.filter(pk=0), something(cast))


@pytest.mark.parametrize(("verb", "state", "who", "by"), [
    (Verb.ASK, State.IN_PREPARATION, "local_chair", "au_member"),
    (Verb.CLOSE, State.IN_PREPARATION, "local_chair", "au_member"),
])  # fmt: skip
def test_a_step_is_kept_for_the_morning_of_whoever_wants_it_so(cast, verb, state, who, by):
    receiver = getattr(cast, who)
    choose_notifications(dict.fromkeys(NotificationKind, DAILY), by=receiver)
    case = a.a_case(cast, state)
    DigestLine.objects.all().delete()
    OutgoingMail.objects.all().delete()

    a.take(case, verb, getattr(cast, by), note="Ett skäl.")

    line = DigestLine.objects.get(recipient=receiver)
    assert line.heading.startswith(case.number)
    assert line.address == case.get_absolute_url()
    assert case.title not in line.heading + line.text
    assert "Ett skäl" not in line.heading + line.text
    assert not OutgoingMail.objects.filter(recipient=receiver).exists()


def test_the_page_offers_the_morning_and_keeps_what_is_unusual(cast, sign_in):
    client = sign_in(cast.author)
    page = client.get("/mina-uppgifter/").text
    assert page.count("I morgonbrevet, ett samlat brev kl. 7") == len(NotificationKind)
    assert page.count("Brev med en gång") == len(
        set(NotificationKind) - REMINDERS
    )  # a reminder is worked out in the morning

    usual = {kind.value.lower(): kind.usual_timing.value for kind in NotificationKind}
    client.post("/mina-uppgifter/brev/", {**usual, "case_arrived": "DAILY", "case_reminder": "NEVER"})

    choices = dict(NotificationChoice.objects.filter(user=cast.author).values_list("kind", "timing"))
    assert choices == {ARRIVED: DAILY, REMINDER: NEVER}
    assert client.post("/mina-uppgifter/brev/", {**usual, "case_reminder": "AT_ONCE"}).status_code == 422
