"""Sign-in as one of the made-up people."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from demo.actions import cast, load_demo
from groups.models import Appointment, User

pytestmark = pytest.mark.usefixtures("demo_database")


def user_of(key: str) -> User:
    return User.objects.get(email=next(one.email for one in cast() if one.key == key))


def signed_in_as(client: Client) -> str:
    return client.session.get("_auth_user_id", "")


def test_the_page_lists_everybody_with_a_role_in_order():
    page = Client().get("/logga-in/")
    html = page.content.decode()

    roles = [one.role for one in cast() if one.role]
    assert page.status_code == 200
    assert [choice.role for choice in (*page.context["people"], *page.context["elsewhere"])] == roles
    assert len(page.context["people"]) == 12
    assert html.count("Logga in som") == len(roles)
    assert page.context["people"][6].organisation == "Habilitering och hälsa"


def test_who_will_attest_has_an_app_and_the_page_shows_what_it_would(client):
    page = client.get("/logga-in/")
    chair = next(one for one in page.context["apps"] if one.role == "Ordförande NOSAM Lerum")
    user = user_of("ordforande-nosam-lerum")

    assert Authenticator.objects.get(user=user, type="totp").wrap().validate_code(chair.code)
    assert chair.code in page.text
    assert chair.secret in page.text
    assert user_of("lasare").authenticator_set.count() == 0


def test_loading_again_leaves_the_apps_as_they_are():
    before = list(Authenticator.objects.order_by("pk").values_list("pk", "data"))

    load_demo()

    assert list(Authenticator.objects.order_by("pk").values_list("pk", "data")) == before
    assert len(before) == 10


def test_a_press_confirms_one_of_the_cast_and_nobody_else(client):
    stranger = User.objects.create_user("riktig@exempel.invalid", "Ingen I Rollistan")
    answers = []
    for user in (user_of("au-kommun"), stranger):
        client.force_login(user)
        answers.append(client.post(reverse("demo_confirm"), {"strong-next": "/min-inloggning/app/ny/"}))
        answers.append(client.get("/min-inloggning/app/ny/"))
        client.logout()

    assert [answer.status_code for answer in answers] == [302, 200, 404, 302]


def test_a_button_signs_in_and_leads_to_the_front_page():
    client = Client(enforce_csrf_checks=False)
    user = user_of("processledare")

    answer = client.post(reverse("demo_sign_in_as", args=[user.pk]))

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in_as(client) == str(user.pk)


def test_people_of_another_collaboration_land_in_their_own():
    answer = Client().post(reverse("demo_sign_in_as", args=[user_of("ex-processledare").pk]))

    assert answer["Location"] == "/o/exempelbygden/"


def test_sign_in_goes_back_to_where_she_was_going():
    address = "/grupper/au/ko/?ordning=alder"
    page = Client().get("/logga-in/", {"next": address})
    answer = Client().post(reverse("demo_sign_in_as", args=[user_of("au-kommun").pk]), {"next": address})

    assert f'name="next" value="{address}"' in page.content.decode()
    assert answer["Location"] == address


@pytest.mark.parametrize("address", ["https://annan.exempel/", "//annan.exempel", "javascript:alert(1)", "\\\\annan"])
def test_an_address_elsewhere_is_ignored(address):
    page = Client().get("/logga-in/", {"next": address})
    answer = Client().post(reverse("demo_sign_in_as", args=[user_of("au-kommun").pk]), {"next": address})

    assert 'name="next"' not in page.content.decode()
    assert answer["Location"] == "/"


def test_only_the_cast_can_be_chosen_and_only_by_pressing_the_button():
    stranger = User.objects.create_user("riktig@exempel.invalid", "Ingen I Rollistan")
    user = user_of("au-kommun")
    client = Client()

    assert client.post(reverse("demo_sign_in_as", args=[stranger.pk])).status_code == 404
    assert client.post(reverse("demo_sign_in_as", args=[999_999])).status_code == 404
    assert client.get(reverse("demo_sign_in_as", args=[user.pk])).status_code == 405
    assert Client(enforce_csrf_checks=True).post(reverse("demo_sign_in_as", args=[user.pk])).status_code == 403
    assert signed_in_as(client) == ""
    assert not Appointment.objects.filter(user=stranger).exists()


def test_the_page_asks_the_same_number_of_questions_however_many_people(django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        Client().get("/logga-in/")
