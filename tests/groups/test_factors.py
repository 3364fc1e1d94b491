"""Passkeys, an app for codes and recovery codes: how they come, count and go (L26)."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from groups.actions import factors
from groups.http import Proof
from groups.models import User
from groups.templatetags.sign_in import browser_text
from outbox.models import OutgoingMail
from tests import builders as a
from tests.cast import confirm

pytestmark = pytest.mark.django_db
PAGE = "/min-inloggning/"


@pytest.fixture
def person():
    return User.objects.create_user("person@exempel.invalid", "Pia Person")


@pytest.fixture
def her(client, person) -> Client:
    client.force_login(person)
    confirm(client, person, Proof.EMAIL)
    return client


def sign_in_by_mail(person) -> Client:
    """A browser in which she has typed the code that came by mail."""
    browser = Client()
    mail.outbox.clear()
    asked = browser.post(reverse("account_request_login_code"), {"email": person.email})
    code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mail.outbox[0].body)[0]
    browser.last = browser.post(asked["Location"], {"code": code})
    return browser


def is_in(browser) -> bool:
    return "_auth_user_id" in browser.session


def recovery_codes(person):
    return Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()


def test_an_app_is_added_with_its_first_code_and_gives_recovery_codes_and_a_letter(her, person):
    page = her.get(reverse("groups:app_add"))
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)[1].replace(" ", "")
    picture = her.get(reverse("groups:app_picture"))

    answer = her.post(reverse("groups:app_add"), {"code": a.code_of(secret)}, follow=True)

    assert picture["Content-Type"] == "image/svg+xml"
    assert picture.text.startswith("<?xml")
    assert "<path" in picture.text
    assert answer.redirect_chain[0][0] == "/min-inloggning/reservkoder/"
    assert Authenticator.objects.filter(user=person, type="totp").count() == 1
    assert OutgoingMail.objects.get(recipient_id=person.pk).subject == "En app för engångskoder har lagts till"


def test_reloading_the_page_keeps_the_secret_that_she_has_read_already(her):
    first, second = (her.get(reverse("groups:app_add")).context["secret"] for _ in range(2))

    assert first == second


def test_a_wrong_first_code_adds_nothing_and_keeps_the_secret(her, person):
    secret = her.get(reverse("groups:app_add")).context["secret"]

    answer = her.post(reverse("groups:app_add"), {"code": "000000"})

    assert answer.status_code == 422
    assert answer.context["secret"] == secret
    assert not Authenticator.objects.filter(user=person).exists()


def test_the_secret_is_locked_in_the_database_and_useless_with_another_key(person, settings):
    secret = a.an_app(person)
    row = Authenticator.objects.get(user=person, type="totp")
    browser = sign_in_by_mail(person)
    settings.FACTOR_KEY = "en annan"

    refused = browser.post(reverse("mfa_authenticate"), {"code": a.code_of(secret)})

    assert secret not in str(row.data)
    assert refused.status_code == 200
    assert not is_in(browser)


def test_after_the_code_by_mail_comes_the_code_from_the_app(person):
    secret = a.an_app(person)

    browser = sign_in_by_mail(person)
    half_way = is_in(browser)
    answer = browser.post(reverse("mfa_authenticate"), {"code": a.code_of(secret)})

    assert browser.last["Location"] == reverse("mfa_authenticate")
    assert not half_way
    assert answer.status_code == 302
    assert is_in(browser)
    assert browser.get(reverse("groups:recovery_codes")).status_code == 200  # a fresh strong sign-in counts


def test_after_the_code_by_mail_alone_her_own_settings_are_open_for_a_while(person):
    browser = sign_in_by_mail(person)

    assert is_in(browser)
    assert browser.get(reverse("groups:app_add")).status_code == 200


def test_the_session_gets_another_key_when_she_signs_in(person):
    secret = a.an_app(person)
    browser = sign_in_by_mail(person)
    before = browser.session.session_key

    browser.post(reverse("mfa_authenticate"), {"code": a.code_of(secret)})

    assert browser.session.session_key != before


def test_a_code_is_good_once_and_for_the_half_minute_before_and_after(person, time_machine):
    time_machine.move_to("2026-11-25 10:00:10+01:00", tick=False)
    secret = a.an_app(person)
    early, now, late = (a.code_of(secret, steps=steps) for steps in (-1, 0, 1))
    much_too_late = a.code_of(secret, steps=-2)

    def signs_in(code):
        browser = sign_in_by_mail(person)
        browser.post(reverse("mfa_authenticate"), {"code": code})
        return is_in(browser)

    assert signs_in(now)
    assert not signs_in(much_too_late)
    time_machine.shift(31)  # allauth itself would take it again now
    assert not signs_in(now)
    time_machine.shift(60)  # so that mail may be asked for again
    assert early != late
    assert signs_in(a.code_of(secret, steps=1))


def test_a_recovery_code_signs_in_once_only(person):
    a.an_app(person)
    code = recovery_codes(person)[0]

    first, second = sign_in_by_mail(person), sign_in_by_mail(person)
    for browser in (first, second):
        browser.post(reverse("mfa_authenticate"), {"code": code})

    assert (is_in(first), is_in(second)) == (True, False)
    assert len(recovery_codes(person)) == 9


def test_too_many_wrong_codes_shut_the_door_for_a_while_even_for_the_right_one(person):
    secret = a.an_app(person)
    browser = sign_in_by_mail(person)

    for _ in range(5):
        browser.post(reverse("mfa_authenticate"), {"code": "000000"})
    answer = browser.post(reverse("mfa_authenticate"), {"code": a.code_of(secret)})

    assert not is_in(browser)
    assert "För många" in answer.text


def test_recovery_codes_are_shown_downloaded_and_renewed(her, person):
    secret = a.an_app(person)
    confirm(her, person)
    before = recovery_codes(person)

    page = her.get(reverse("groups:recovery_codes"))
    file = her.get(reverse("groups:recovery_download"))
    renewed = her.post(reverse("groups:recovery_renew"), follow=True)

    assert all(f"{code[:4]} {code[4:]}" in page.text and f"{code[:4]} {code[4:]}" in file.text for code in before)
    assert file["Content-Disposition"] == 'attachment; filename="reservkoder.txt"'
    assert file["Cache-Control"].count("no-store") == 1
    assert not set(before) & set(recovery_codes(person))
    assert "De gamla gäller inte längre" in renewed.text
    assert secret


def test_the_overview_shows_what_she_has_and_never_a_secret(her, person):
    empty = her.get(PAGE).text
    secret = a.an_app(person)
    page = her.get(PAGE).text

    assert "Gör din inloggning säkrare" in empty
    assert "Gör din inloggning säkrare" not in page
    assert "Du har 10 kvar" in page
    assert secret not in page
    assert recovery_codes(person)[0] not in page


@pytest.mark.parametrize("name", ["app_add", "app_picture", "passkey_add", "recovery_codes", "recovery_download"])
def test_every_page_with_something_secret_asks_who_she_is(client, person, name):
    a.an_app(person)
    client.force_login(person)

    assert client.get(reverse(f"groups:{name}"))["Location"].startswith("/bekrafta/")


def test_taking_the_app_away_takes_the_recovery_codes_and_tells_her(her, person):
    a.an_app(person)
    confirm(her, person)
    app = Authenticator.objects.get(user=person, type="totp")

    question = her.get(reverse("groups:factor_remove", args=[app.pk]))
    still_there = Authenticator.objects.filter(user=person).count()
    her.post(reverse("groups:factor_remove", args=[app.pk]))

    assert "Det är den sista" in question.text
    assert still_there == 2
    assert not Authenticator.objects.filter(user=person).exists()
    assert OutgoingMail.objects.filter(subject="Appen för engångskoder har tagits bort").count() == 1


def test_the_log_tells_who_signed_in_by_what_and_who_could_not(person, caplog):
    caplog.set_level("INFO", "samla.sign_in")
    secret = a.an_app(person)
    browser = sign_in_by_mail(person)
    browser.post(reverse("mfa_authenticate"), {"code": "000000"})
    browser.post(reverse("mfa_authenticate"), {"code": a.code_of(secret)})

    assert [record.getMessage() for record in caplog.records if record.name == "samla.sign_in"] == [
        f"sign-in of person {person.pk} changed by {person.pk}: En app för engångskoder har lagts till",
        f"wrong code from person {person.pk}",
        f"person {person.pk} signed in by app",
    ]


def test_somebody_elses_factor_does_not_exist_for_her(her, person):
    other = a.a_person("Någon Annan")
    a.an_app(other)
    app = Authenticator.objects.get(user=other, type="totp")

    assert her.get(reverse("groups:factor_remove", args=[app.pk])).status_code == 404
    assert her.post(reverse("groups:factor_remove", args=[app.pk])).status_code == 404
    assert Authenticator.objects.filter(pk=app.pk).exists()


def test_nobody_changes_somebody_elses_sign_in_not_even_in_code(person):
    other = a.a_person("Någon Annan")

    with pytest.raises(PermissionDenied, match="Bara du själv"):
        factors.add_app(other, "JBSWY3DPEHPK3PXP", by=person)


def test_an_old_proof_by_mail_counts_no_more_once_she_has_an_app(her, person):
    before = her.get(reverse("groups:passkey_add")).status_code
    a.an_app(person)

    assert (before, her.get(reverse("groups:passkey_add")).status_code) == (200, 302)


def test_the_operator_lets_somebody_who_has_lost_everything_begin_anew(person, capsys):
    a.an_app(person)

    call_command("remove_factors", person.email)

    assert not Authenticator.objects.filter(user=person).exists()
    assert "2" in capsys.readouterr().out
    assert is_in(sign_in_by_mail(person))


@pytest.mark.parametrize(
    "credential",
    ["", "5", "[]", "{}", '{"id": "x"}', '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}'],
)
def test_what_no_browser_would_send_is_refused_politely(her, person, credential):
    her.get(reverse("groups:passkey_add"))

    answer = her.post(reverse("groups:passkey_add"), {"name": "Nyckel", "credential": credential})
    signed_in = Client().post(reverse("mfa_login_webauthn"), {"credential": credential})

    assert answer.status_code == 422
    assert signed_in.status_code == 302
    assert not Authenticator.objects.filter(user=person).exists()


def test_a_passkeys_name_is_no_place_for_a_personal_identity_number(her):
    her.get(reverse("groups:passkey_add"))

    answer = her.post(reverse("groups:passkey_add"), {"name": "19121212-1212", "credential": "{}"})

    assert "personnummer" in answer.text


@pytest.mark.parametrize(
    ("user_agent", "text"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140", "Edge på Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox på Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604.1", "Safari på iPhone"),
        ("curl/8", "curl/8"),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_people_do(user_agent, text):
    assert browser_text(user_agent) == text
