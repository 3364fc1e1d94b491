"""Skickade brev: what waits, has gone and did not come through, for the process leader, without a word of any letter."""

from urllib.parse import quote

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from cases.workflow import State, Verb
from desk import actions
from desk.models.letters import letters_in
from groups.actions import choose_notifications, set_sign_in, write_morning_letters
from groups.models import NotificationKind, NotificationTiming
from outbox.actions import deliver, queue
from outbox.models import MailState, OutgoingMail
from tests import builders as a
from tests.background import waiting_jobs
from tests.builders import missing_from
from tests.cast import build
from tests.mail_server import free_port, letters_go_to, mail_server
from tests.together import again, at_once


@pytest.fixture
def case(cast):
    """A case that has come to AU, whose keepers have a letter each."""
    return a.a_case(cast, State.SENT)


def failed(letter, words="550 5.1.1 No such user here"):
    """The letter as a mail server has refused it."""
    with mail_server() as server:
        server.answers = [words]
        deliver(letter.pk)
    letter.refresh_from_db()
    assert letter.state == MailState.FAILED
    return letter


def letter_to(person):
    return OutgoingMail.objects.get(recipient=person)


def rows_of(client, query=""):
    return client.get(f"/brev/{query}").context["rows"]


def test_the_process_leader_sees_who_has_been_written_to_and_how_it_went(cast, sign_in, case):
    failed(letter_to(cast.au_member))
    OutgoingMail.objects.filter(recipient=cast.sg_chair).update(state=MailState.SENT, sent_at="2026-01-05T12:00:00Z")

    page = sign_in(cast.process_leader).get("/brev/")

    texts = [
        f"{case.number}: ett ärende har kommit till AU",
        cast.au_member.name,
        cast.au_member.email,
        "Gick inte att skicka",
        "Det som gick fel: 550 5.1.1 No such user here",
        "ett försök, senast",
        "2026-01-05 kl. 13.00",
        "Försök igen",
        "inget försök än; nästa inom tio minuter",
    ]
    assert missing_from(page, texts) == []


def test_no_word_of_a_letter_is_on_the_page(cast, sign_in, case):
    letter = letter_to(cast.au_member)
    assert "har tagit steget" in letter.text

    page = sign_in(cast.process_leader).get("/brev/").text

    assert "har tagit steget" not in page
    assert letter.message_id not in page
    assert escape(case.title) not in page


def test_others_read_why_not_and_strangers_find_nothing(cast, sign_in, case):
    for person in (cast.au_member, cast.reader, cast.sg_chair):
        answer = sign_in(person).get("/brev/")
        assert answer.status_code == 403
        assert "Vilka brev som har skickats ser processledaren." in answer.text
    assert sign_in(cast.nobody).get("/brev/").status_code == 404
    assert sign_in(cast.outsider).get("/brev/").status_code == 404


def test_a_leader_sees_the_letters_of_her_own_collaboration_only(cast, sign_in, case):
    ours = {letter.pk for letter in letters_in(cast.samla)}
    theirs = queue("x", to="grannen@example.org", subject="Grannens", text="Hej", area="grannen")
    of_a_person = queue("y", to=cast.outsider.email, subject="Hennes", text="Hej", recipient=cast.outsider)

    assert (
        {letter.pk for letter in letters_in(cast.samla)}
        == ours
        == set(OutgoingMail.objects.exclude(pk__in=[theirs.pk, of_a_person.pk]).values_list("pk", flat=True))
    )
    assert {letter.pk for letter in letters_in(cast.other)} == {theirs.pk, of_a_person.pk}
    client = sign_in(cast.outsider)
    page = client.get("/o/grannen/brev/")
    assert "grannen@example.org" in page.text
    assert cast.au_member.email not in page.text
    assert client.post(f"/o/grannen/brev/{letter_to(cast.au_member).pk}/forsok-igen/").status_code == 404


def test_letters_of_before_they_named_their_collaboration_are_found_by_their_case(cast, case):
    OutgoingMail.objects.update(area="")

    assert letters_in(cast.samla).count() == OutgoingMail.objects.count() > 0
    assert not letters_in(cast.other).exists()


def test_the_list_is_filtered_by_state_person_address_and_case(cast, sign_in, case):
    choose_notifications({NotificationKind.CASE_ARRIVED: NotificationTiming.DAILY}, by=cast.au_member)
    other = a.a_case(cast, State.SENT)
    write_morning_letters()
    failed(OutgoingMail.objects.filter(recipient=cast.sg_chair).first())
    client = sign_in(cast.process_leader)

    def found(query):
        return {(row.name, row.subject.split(":")[0]) for row in rows_of(client, query)}

    everybody = {cast.au_member.name, cast.sg_chair.name, cast.process_leader.name}
    assert found("?lage=FAILED") == {(cast.sg_chair.name, case.number)}
    assert found(f"?q={quote(cast.sg_chair.email)}") == {(cast.sg_chair.name, each.number) for each in (case, other)}
    assert found("?q=Anders") == {(cast.au_member.name, case.number), (cast.au_member.name, other.number)}
    # As written on the page and in an address; and in the morning letter, whoever got it that way.
    for number in (other.number, other.number.replace(" ", "-")):
        assert found(f"?q={quote(number)}") == {(name, other.number) for name in everybody}
    assert found("?q=finns-inte") == set()
    assert "Inget brev passar filtret" in client.get("/brev/?q=finns-inte").text
    assert client.get("/brev/?lage=KONSTIGT").status_code == 200


def test_a_morning_letter_says_what_it_tells_of(cast, sign_in):
    choose_notifications({NotificationKind.CASE_ARRIVED: NotificationTiming.DAILY}, by=cast.au_member)
    cases = [a.a_case(cast, State.SENT) for _ in range(7)]
    write_morning_letters()

    page = sign_in(cast.process_leader).get(f"/brev/?q={cases[6].number}")

    (row,) = [row for row in page.context["rows"] if row.name == cast.au_member.name]
    assert row.subject == "SAMLA: 7 saker att känna till"
    assert list(row.lines) == [f"{each.number}: ett ärende har kommit till AU" for each in cases[:5]]
    assert row.more == 2


def test_a_letter_that_failed_is_tried_again_and_one_that_was_sent_never_is(cast, sign_in, case):
    letter = failed(letter_to(cast.au_member))
    client = sign_in(cast.process_leader)
    address = f"/brev/{letter.pk}/forsok-igen/"

    answer = client.post(address, follow=True)

    letter.refresh_from_db()
    assert letter.state == MailState.QUEUED
    assert "Brevet ligger i kön igen." in answer.text
    assert waiting_jobs().count("outbox.tasks.deliver_mail") == 1
    assert "ligger redan i kön" in client.post(address).text
    with mail_server() as server:
        deliver(letter.pk)
    assert server.ids == [letter.message_id]
    late = client.post(address)
    assert late.status_code == 403
    assert "redan skickat" in late.text


def test_only_the_leader_tries_again(cast, sign_in, case):
    letter = failed(letter_to(cast.au_member))

    for address in (f"/brev/{letter.pk}/forsok-igen/", "/brev/forsok-igen/"):
        assert sign_in(cast.au_member).post(address).status_code == 403
        assert sign_in(cast.nobody).post(address).status_code == 404
    letter.refresh_from_db()
    assert letter.state == MailState.FAILED


def test_whoever_may_not_sign_in_is_written_to_no_more(cast, sign_in, case):
    letter, other = failed(letter_to(cast.au_member)), failed(letter_to(cast.sg_chair))
    set_sign_in(cast.au_member, is_active=False, reason="Slutat.", collaboration=cast.samla, by=cast.process_leader)
    client = sign_in(cast.process_leader)

    assert f"{cast.au_member.name} får inte logga in" in client.get("/brev/").text
    assert client.post(f"/brev/{letter.pk}/forsok-igen/").status_code == 403
    assert "1 brev ligger i kön igen." in client.post("/brev/forsok-igen/", follow=True).text
    assert "inget brev att försöka med" in client.post("/brev/forsok-igen/", follow=True).text
    states = [OutgoingMail.objects.get(pk=one.pk).state for one in (letter, other)]
    assert states == [MailState.FAILED, MailState.QUEUED]


def test_of_two_leaders_at_once_one_queues_the_letter(cloned_database):
    cast = build()
    a.a_case(cast, State.SENT)
    letter = failed(letter_to(cast.au_member))

    leaders = [again(cast.process_leader) for _ in range(2)]
    answers = at_once(*[lambda by=by: actions.retry_letter(letter, cast.samla, by=by) for by in leaders])

    assert [type(answer) for answer in answers].count(PermissionDenied) == 1
    assert waiting_jobs().count("outbox.tasks.deliver_mail") == 1


def test_a_server_that_is_down_shows_when_it_is_tried_next(cast, sign_in, case):
    letter = letter_to(cast.au_member)
    with letters_go_to(free_port()), pytest.raises(Exception, match="ConnectionRefused"):
        deliver(letter.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, scheduled_at)"
            " VALUES ('outside', 'samla.run', %s, now() + interval '4 minutes')",
            [f"mail-{letter.pk}"],
        )

    page = sign_in(cast.process_leader).get("/brev/?lage=QUEUED")

    (row,) = [row for row in page.context["rows"] if row.name == cast.au_member.name]
    assert row.trouble.startswith("Det som gick fel: ConnectionRefusedError")
    assert row.tries.startswith("ett försök, senast")
    assert "; nästa 20" in row.tries  # the day and time of the job


def test_the_list_costs_the_same_however_many_letters(cast, sign_in, case):
    client = sign_in(cast.process_leader)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get("/brev/")
        return len(queries)

    cost()
    few = cost()
    for number in range(30):
        person = a.a_person(f"Person {number}")
        queue(f"many:{number}", to=person.email, subject="Hej", text="Hej", recipient=person, area="samla")

    assert cost() == few


def test_a_case_says_to_the_leader_who_was_told_of_each_step_and_how(cast, sign_in, case):
    choose_notifications({NotificationKind.CASE_QUESTION: NotificationTiming.DAILY}, by=cast.local_chair)
    case = a.take(case, Verb.RECEIVE, cast.au_member)
    case = a.take(case, Verb.ASK, cast.au_member, note="Hur många?")
    failed(OutgoingMail.objects.get(recipient=cast.sg_chair))
    with mail_server():
        deliver(letter_to(cast.au_member).pk)

    page = sign_in(cast.process_leader).get(f"{case.get_absolute_url()}information/").text
    words = page.partition("Vem har fått veta")[2].partition("</section>")[0]

    assert words.index("Begär komplettering") < words.index("Lyft till AU")
    for name, how in [
        (cast.local_chair.name, "står i nästa morgonbrev"),
        (cast.sg_chair.name, "brev som inte gick att skicka"),
        (cast.au_member.name, "brev 20"),
        (cast.process_leader.name, "brev i kö"),
    ]:
        assert how in words.partition(name)[2][:120], name
    write_morning_letters()
    page = sign_in(cast.process_leader).get(f"{case.get_absolute_url()}information/").text
    assert "morgonbrev i kö" in page
    assert "Vem har fått veta" not in sign_in(cast.au_member).get(f"{case.get_absolute_url()}information/").text


def test_a_case_that_nobody_was_told_of_says_nothing(cast, sign_in):
    case = a.a_case(cast, State.SUBMITTED)

    assert "Vem har fått veta" not in sign_in(cast.process_leader).get(f"{case.get_absolute_url()}information/").text


def test_a_letter_that_failed_waits_in_the_leaders_work(cast, sign_in, case):
    failed(letter_to(cast.au_member))

    page = sign_in(cast.process_leader).get("/")

    assert "Ett brev gick inte att skicka" in page.text
    assert "/brev/?lage=FAILED" in page.text
    failed(letter_to(cast.sg_chair))
    assert "2 brev gick inte att skicka" in sign_in(cast.process_leader).get("/").text
    assert "gick inte att skicka" not in sign_in(cast.au_member).get("/").text


def test_the_foot_of_the_page_leads_the_leader_there(cast, sign_in):
    assert 'href="/brev/"' in sign_in(cast.process_leader).get("/").text
    assert 'href="/brev/"' not in sign_in(cast.au_member).get("/").text
