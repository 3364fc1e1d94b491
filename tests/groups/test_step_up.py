"""Step-up: what is sensitive asks once more who she is, and loses nothing of what she was doing (ADR 0020)."""

import re
from html import unescape

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse

from groups.http import Proof, strong_sign_in
from groups.models import User
from samla.urls import handler403, handler404, handler500, urlpatterns
from tests import builders as a
from tests.cast import confirm

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.groups.test_step_up")]
handlers = (handler403, handler404, handler500)


@strong_sign_in
def sensitive(request):
    """Gives and ends things; answers what it was sent."""
    return HttpResponse(repr(sorted((name, values) for name, values in request.POST.lists() if "csrf" not in name)))


urlpatterns = [*urlpatterns, path("kansligt/", sensitive)]
ADDRESS = "/kansligt/"
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/grupper/?del=1"}


@pytest.fixture
def person():
    return User.objects.create_user("person@exempel.invalid", "Pia Person")


@pytest.fixture
def her(client, person) -> Client:
    """Her browser, in which she signed in long ago."""
    client.force_login(person)
    return client


def fields_of(page):
    """The hidden fields of the page's form for a code."""
    form = re.search(r'<form[^>]*action="/bekrafta/"[^>]*novalidate.*?</form>', page.text, re.DOTALL)[0]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    found: dict[str, list[str]] = {}
    for name, value in hidden:
        if name == "csrfmiddlewaretoken":
            continue
        found.setdefault(unescape(name), []).append(unescape(value))
    return found


def letter_code():
    return re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mail.outbox[-1].body)[0]


def test_a_page_leads_to_the_question_and_a_code_from_the_app_back_to_the_page(her, person):
    secret = a.an_app(person)

    asked = her.get(f"{ADDRESS}?sida=2")
    page = her.get(asked["Location"])
    answer = her.post("/bekrafta/", {**fields_of(page), "strong-code": a.code_of(secret)})

    assert asked["Location"] == "/bekrafta/?next=%2Fkansligt%2F%3Fsida%3D2"
    assert (answer.status_code, answer["Location"]) == (302, "/kansligt/?sida=2")
    assert her.get(ADDRESS).text == "[]"


def test_a_form_that_was_sent_is_carried_and_sent_again_with_every_value_as_it_was(her, person):
    secret = a.an_app(person)
    typed = {"reason": 'Ersätter "Anna" <under> våren\r\nåäö & mer', "powers": ["READ", "AUDIT"], "tom": ""}

    page = her.post(ADDRESS, typed)
    answer = her.post("/bekrafta/", {**fields_of(page), "strong-code": a.code_of(secret)}, follow=True)

    assert page.status_code == 200
    assert "Det du fyllde i är kvar" in page.text
    assert answer.redirect_chain == [("/kansligt/", 307)]
    sent = {name: values for name, values in eval(answer.text) if not name.startswith("strong-")}
    assert sent == {"reason": [typed["reason"]], "powers": ["READ", "AUDIT"], "tom": [""]}


def test_a_wrong_code_asks_again_and_still_carries_the_form(her, person):
    a.an_app(person)
    page = her.post(ADDRESS, {"reason": "Vikarie"})

    wrong = her.post("/bekrafta/", {**fields_of(page), "strong-code": "000000"})

    assert wrong.status_code == 422
    assert "Det stämmer inte" in wrong.text
    assert fields_of(wrong) == fields_of(page)
    assert her.get(ADDRESS).status_code == 302


def test_a_file_is_said_not_to_follow(her, tmp_path):
    table = tmp_path / "personer.csv"
    table.write_text("namn")

    with table.open() as file:
        page = her.post(ADDRESS, {"fil": file})

    assert "Filen följer inte med" in page.text


def test_under_htmx_a_part_leads_the_whole_page_away_and_back_to_where_she_was(her):
    answer = her.get(ADDRESS, **HTMX)

    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/bekrafta/?next=%2Fgrupper%2F%3Fdel%3D1")


def test_under_htmx_a_form_keeps_its_fields_in_the_page_that_takes_its_place(her, person):
    a.an_app(person)

    answer = her.post(ADDRESS, {"reason": "Vikarie"}, **HTMX)

    assert (answer["HX-Retarget"], answer["HX-Reselect"], answer["HX-Reswap"]) == ("#main", "#main", "outerHTML")
    assert fields_of(answer)["reason"] == ["Vikarie"]


def test_who_has_no_factor_confirms_with_a_fresh_code_by_mail(her, person):
    page = her.post(ADDRESS, {"reason": "Vikarie"})
    carried = {"strong-next": ADDRESS, "strong-form": "1", "reason": "Vikarie"}
    asked = her.post("/bekrafta/kod/", carried)
    answer = her.post("/bekrafta/", {**fields_of(asked), "strong-code": letter_code().lower()}, follow=True)

    assert "Skicka kod" in page.text
    assert mail.outbox[-1].to == [person.email]
    assert "Vikarie" in answer.text
    assert answer.redirect_chain == [(ADDRESS, 307)]


def test_the_code_by_mail_holds_for_three_tries_and_three_minutes(her, time_machine):
    fields = {"strong-next": ADDRESS}
    time_machine.move_to("2026-11-25 10:00:00+01:00")
    her.force_login(User.objects.get())
    her.post("/bekrafta/kod/", fields)
    first = letter_code()
    tries = [her.post("/bekrafta/", {**fields, "strong-code": code}) for code in ("AAAA-AAAA",) * 3 + (first,)]
    her.post("/bekrafta/kod/", fields)
    time_machine.shift(181)
    late = her.post("/bekrafta/", {**fields, "strong-code": letter_code()})

    assert [one.status_code for one in tries] == [422, 422, 422, 422]
    assert late.status_code == 422


def test_codes_by_mail_are_few_and_share_their_limit_with_those_for_signing_in(her, person):
    answers = [her.post("/bekrafta/kod/", {"strong-next": ADDRESS}).status_code for _ in range(4)]
    elsewhere = Client().post(reverse("account_request_login_code"), {"email": person.email})

    assert answers == [200, 200, 200, 429]
    assert "Location" not in elsewhere
    assert len(mail.outbox) == 3


def test_who_has_a_factor_is_never_let_through_by_mail(her, person):
    a.an_app(person)
    confirm(her, person, Proof.EMAIL)

    page = her.get(ADDRESS, follow=True)
    sent = her.post("/bekrafta/kod/", {"strong-next": ADDRESS})

    assert "Skicka kod" not in page.text + sent.text
    assert mail.outbox == []


def test_where_a_factor_is_required_mail_is_not_enough_but_she_can_add_one(her, person, settings):
    settings.STRONG_REQUIRED = True
    confirm(her, person, Proof.EMAIL)

    page = her.post(ADDRESS, {"reason": "En lång och väl genomtänkt motivering"})
    own = her.get(reverse("groups:app_add"))

    assert "Du behöver först en inloggningsnyckel eller en app" in page.text
    assert "En lång och väl genomtänkt motivering" in page.text
    assert "Skicka kod" not in page.text
    assert own.status_code == 200


@pytest.mark.parametrize("proof", [Proof.PASSKEY, Proof.APP, Proof.RECOVERY, Proof.FEDERATED, Proof.PRESS, Proof.EMAIL])
def test_what_she_has_just_shown_is_enough_for_a_quarter_of_an_hour(her, person, proof, time_machine):
    time_machine.move_to("2026-11-25 10:00:00+01:00")
    her.force_login(person)
    confirm(her, person, proof)

    time_machine.shift(14 * 60 + 59)
    in_time = her.get(ADDRESS)
    time_machine.shift(1)
    late = her.get(ADDRESS)

    assert (in_time.status_code, late.status_code) == (200, 302)


def test_the_minutes_are_a_setting(her, person, settings, time_machine):
    settings.STRONG_MINUTES = 60
    time_machine.move_to("2026-11-25 10:00:00+01:00")
    her.force_login(person)
    confirm(her, person)

    time_machine.shift(59 * 60)

    assert her.get(ADDRESS).status_code == 200


def test_what_somebody_else_showed_in_the_same_session_does_not_count(her, person):
    confirm(her, a.a_person("Någon Annan"))

    assert her.get(ADDRESS).status_code == 302


@pytest.mark.parametrize("address", ["https://annan.exempel/", "//annan.exempel/", "/\\annan.exempel", "annat"])
def test_the_question_never_leads_anywhere_else(her, person, address):
    secret = a.an_app(person)

    answer = her.post("/bekrafta/", {"strong-next": address, "strong-form": "1", "strong-code": a.code_of(secret)})

    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_whoever_has_confirmed_already_is_not_asked(her, person):
    confirm(her, person)

    assert her.get("/bekrafta/", {"next": ADDRESS})["Location"] == ADDRESS


def test_the_question_costs_no_query_when_it_is_not_asked(her, person, django_assert_num_queries):
    confirm(her, person)
    with django_assert_num_queries(3):  # collaboration, session, person
        her.get(ADDRESS)
