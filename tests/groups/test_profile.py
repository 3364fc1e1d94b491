"""Mina uppgifter: what a person changes herself, which letters she gets, and what she may do and why."""

import pytest

from cases.workflow import State, Verb
from groups.models import NotificationChoice, NotificationKind, NotificationTiming
from groups.powers import powers_of
from groups.views.profile import reasons
from outbox.models import OutgoingMail
from tests import builders as a
from tests.builders import missing_from


def test_a_person_changes_her_name_title_and_phone_but_not_her_address(cast, sign_in):
    person = cast.representative
    sign_in(person).post(
        "/mina-uppgifter/",
        {"name": "Rolf Gift", "title": "Chef", "phone": "0322-1", "email": "annan@example.org", "version": 1},
    )

    before = person.email
    person.refresh_from_db()
    assert (person.name, person.title, person.phone, person.email) == ("Rolf Gift", "Chef", "0322-1", before)


def test_a_mistake_keeps_what_was_typed_and_a_stale_form_shows_both(cast, sign_in):
    client = sign_in(cast.representative)

    wrong = client.post("/mina-uppgifter/", {"name": "", "title": "Områdeschef", "version": 1})
    client.post("/mina-uppgifter/", {"name": "Rolf Representant", "title": "Sektorchef", "version": 1})
    stale = client.post("/mina-uppgifter/", {"name": "Rolf Representant", "title": "Områdeschef", "version": 1})

    assert (wrong.status_code, stale.status_code) == (422, 409)
    assert "Områdeschef" in wrong.text
    assert missing_from(stale, ["Sektorchef", "Områdeschef"]) == []


CHOICES = {kind.value.lower(): kind.usual_timing.value for kind in NotificationKind}


@pytest.mark.parametrize(
    ("kind", "to", "verb", "who", "by"),
    [
        (NotificationKind.CASE_ARRIVED, State.SUBMITTED, Verb.SEND, "au_member", "local_chair"),
        (NotificationKind.CASE_QUESTION, State.IN_PREPARATION, Verb.ASK, "local_chair", "au_member"),
        (NotificationKind.CASE_CLOSED, State.IN_PREPARATION, Verb.CLOSE, "local_chair", "au_member"),
    ],
)
def test_a_choice_steers_which_letters_are_written(cast, sign_in, kind, to, verb, who, by):
    receiver = getattr(cast, who)
    client = sign_in(receiver)

    def letters_of_a_step():
        case = a.a_case(cast, to)
        OutgoingMail.objects.all().delete()
        given = {"route": cast.routes["nosam-lerum", "au"]} if verb == Verb.SEND else {"note": "Ett skäl."}
        a.take(case, verb, getattr(cast, by), **given)
        return OutgoingMail.objects.filter(recipient=receiver).count()

    assert letters_of_a_step() == 1
    client.post("/mina-uppgifter/brev/", {**CHOICES, kind.value.lower(): NotificationTiming.NEVER.value})
    assert letters_of_a_step() == 0
    client.post("/mina-uppgifter/brev/", CHOICES)
    assert letters_of_a_step() == 1


def test_only_what_differs_is_written_about_letters(cast, sign_in):
    client = sign_in(cast.representative)

    client.post("/mina-uppgifter/brev/", CHOICES)
    assert not NotificationChoice.objects.exists()
    answer = client.post("/mina-uppgifter/brev/", {**CHOICES, "case_closed": "IBLAND"})

    assert answer.status_code == 422
    assert not NotificationChoice.objects.exists()


def test_the_page_says_where_she_sits_and_what_she_may_do_and_why(cast, sign_in):
    page = sign_in(cast.local_chair).get("/mina-uppgifter/")

    texts = ["Kommunen", "Leda gruppen", "Ordförande, NOSAM Lerum", "Min inloggning", cast.local_chair.email]
    assert missing_from(page, texts) == []


def test_every_power_that_she_has_has_a_reason_and_none_that_she_has_not(cast):
    def words(person):
        return dict(reasons(powers_of(person), cast.samla.pk))

    assert words(cast.reader) == {
        "Se samverkans grupper": ["Läsare, Samordningsgruppen"],
        "Läsa inlämnade ärenden": ["Läsare, Samordningsgruppen"],
    }
    assert "Vara processledare" in words(cast.process_leader)
    assert "Ta stegen i gruppens ärenden" in words(cast.au_member)
    assert "Ta stegen i gruppens ärenden" not in words(cast.representative)
    assert words(cast.outsider) == {}


def test_whoever_has_nothing_here_still_has_her_own_page(cast, sign_in):
    page = sign_in(cast.nobody).get("/mina-uppgifter/")

    assert page.status_code == 200
    assert "Du har ingen plats eller behörighet här idag" in page.text
