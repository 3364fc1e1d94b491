"""Sign-in with a code by e-mail: the only way in, for invited people only."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from groups.models import User

pytestmark = pytest.mark.django_db


def ask_for_a_code(client: Client, email: str):
    return client.post(reverse("account_request_login_code"), {"email": email})


def code_in(message) -> str:
    return re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", message.body)[0]


@pytest.fixture
def invited():
    return User.objects.create_user("inbjuden@exempel.invalid", "Inbjuden Person")


def test_an_invited_person_signs_in_with_the_code_she_was_sent(client, invited):
    answer = ask_for_a_code(client, invited.email)
    signed_in = client.post(answer.headers["Location"], {"code": code_in(mail.outbox[0])})

    assert [message.to for message in mail.outbox] == [[invited.email]]
    assert signed_in.status_code == 302
    assert client.session["_auth_user_id"] == str(invited.pk)


def test_the_letter_is_swedish_and_says_what_to_do_if_one_did_not_ask(client, invited):
    ask_for_a_code(client, invited.email)

    assert "kod" in mail.outbox[0].subject.lower()
    assert "loggar in" in mail.outbox[0].body or "logga in" in mail.outbox[0].body


def test_a_wrong_code_is_refused_and_signs_nobody_in(client, invited):
    answer = ask_for_a_code(client, invited.email)

    wrong = client.post(answer.headers["Location"], {"code": "AAA-AAA"})

    assert wrong.status_code in {200, 302}
    assert "_auth_user_id" not in client.session


def test_a_stranger_learns_nothing_and_gets_no_code(client, invited):
    known = ask_for_a_code(client, invited.email)
    unknown = ask_for_a_code(Client(), "okand@exempel.invalid")

    assert (unknown.status_code, unknown.headers.get("Location")) == (known.status_code, known.headers["Location"])
    assert not User.objects.filter(email="okand@exempel.invalid").exists()
    letters = [message for message in mail.outbox if message.to == ["okand@exempel.invalid"]]
    assert not any(re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", message.body) for message in letters)


def test_a_person_who_may_no_longer_sign_in_gets_no_further_with_a_code(client, invited):
    invited.is_active = False
    invited.save(update_fields=["is_active"])

    answer = ask_for_a_code(client, invited.email)
    codes = [message for message in mail.outbox if re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", message.body)]
    if codes:
        client.post(answer.headers["Location"], {"code": code_in(codes[0])})

    assert "_auth_user_id" not in client.session


def test_nobody_can_sign_up(client):
    page = client.get(reverse("account_signup"))
    client.post(reverse("account_signup"), {"email": "ny@exempel.invalid"})

    assert "account/signup_closed.html" in [template.name for template in page.templates]
    assert not User.objects.filter(email="ny@exempel.invalid").exists()


def test_too_many_codes_for_one_address_are_refused_across_processes(client, invited):
    answers = [ask_for_a_code(Client(), invited.email) for _ in range(6)]

    assert len(mail.outbox) <= 3
    assert answers[-1].status_code == 429 or answers[-1].headers.get("Location") is None


def test_a_signed_in_person_sees_her_sessions_and_ends_the_others(client, invited):
    elsewhere = Client(HTTP_USER_AGENT="En annan dator")
    for browser in (elsewhere, client):
        mail.outbox.clear()
        browser.post(ask_for_a_code(browser, invited.email).headers["Location"], {"code": code_in(mail.outbox[0])})

    page = client.get(reverse("groups:my_sign_in"))
    client.post(reverse("groups:end_other_sessions"))

    assert "En annan dator" in page.content.decode()
    assert client.get(reverse("groups:my_sign_in")).status_code == 200
    assert elsewhere.get(reverse("groups:my_sign_in")).status_code == 302


def test_signing_out_needs_a_press_not_a_link(client, invited):
    client.force_login(invited, "groups.adapters.PowersBackend")

    client.get(reverse("account_logout"))
    still_in = "_auth_user_id" in client.session
    client.post(reverse("account_logout"))

    assert still_in
    assert "_auth_user_id" not in client.session
