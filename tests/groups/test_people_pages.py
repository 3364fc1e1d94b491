"""The pages of people: who reads which, what a form does with mistakes, and that long lists cost no more."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups import actions
from groups.models import Appointment, User
from groups.powers import Power
from outbox.models import OutgoingMail
from samla import clock
from tests import builders as a
from tests.builders import missing_from


@pytest.fixture
def administrator(cast):
    person = a.a_person("Agneta Administratör")
    actions.grant(Power.ADMINISTER, cast.parties[1], person, starts_on=a.days(0), reason="Sköter platserna.", by=None)
    return person


@pytest.fixture
def own(cast):
    return a.a_member(cast.sg, "Elsa Egen", organisation=cast.parties[1])


def names_on(page):
    return [row["name"] if isinstance(row, dict) else row.name for row in page.context["rows"]]


# The list


def test_the_process_leader_sees_everybody_and_an_administrator_her_own_organisations_people(
    cast, own, administrator, sign_in
):
    everybody = names_on(sign_in(cast.process_leader).get("/personer/"))
    hers = names_on(sign_in(administrator).get("/personer/"))

    assert {"Elsa Egen", "Rut Läsare", "Rolf Representant", "Agneta Administratör"} <= set(everybody)
    assert "Ola Grannledare" not in everybody
    assert hers == ["Agneta Administratör", "Elsa Egen", "Lena Lokalordförande", "Sara Sammanhållande"]


def test_others_read_why_they_do_not_see_the_list(cast, sign_in):
    page = sign_in(cast.representative).get("/personer/")

    assert page.status_code == 403
    assert "Bara processledaren och organisationernas administratörer ser personerna samlat." in page.text
    assert "Personer</a>" not in page.text


def test_the_list_is_in_swedish_order(cast, sign_in):
    for name in ("Östen", "Zara", "Ärla", "Åke", "anna", "Édith"):
        actions.add_person(cast.samla, {"name": name, "email": f"{name[-2:]}{ord(name[0])}@example.org"}, by=None)

    shown = names_on(sign_in(cast.process_leader).get("/personer/?visa=inte-inbjudna&q=example.org"))

    wanted = ["anna", "Édith", "Zara", "Åke", "Ärla", "Östen"]
    assert [name for name in shown if name in wanted] == wanted


def test_the_list_is_searched_and_filtered(cast, own, sign_in):
    former, added = (
        a.a_person("Frida Före"),
        actions.add_person(
            cast.samla, {"name": "Nadja Ny", "email": "nadja@example.org"}, invited=True, by=cast.process_leader
        ),
    )
    a.an_appointment(a.a_seat(cast.au), former, a.days(-90), a.days(-30))
    User.objects.filter(pk=cast.author.pk).update(is_active=False)
    leader = sign_in(cast.process_leader)

    def shown(query):
        return set(names_on(leader.get(f"/personer/?{query}")))

    assert shown("q=elsa+example.org") == {"Elsa Egen"}
    assert shown("visa=tidigare") == {former.name}
    assert shown("visa=inbjudna") == {added.name}
    assert shown("visa=stangda") == {cast.author.name}
    assert added.name in shown("visa=utan-plats")
    assert "Elsa Egen" not in shown("visa=utan-plats")
    assert shown("organisation=kommunen") == {"Elsa Egen", cast.local_chair.name, cast.sg_chair.name}
    assert shown("grupp=au") == {former.name, cast.au_member.name, cast.co_opted.name}
    assert former.name not in shown("visa=nu")
    assert len(shown("organisation=finns-inte&visa=strunt")) > 5


def test_a_list_of_people_costs_the_same_however_long_it_is(cast, sign_in):
    counts = {}
    for size in (1, 3, 30, 300):
        while User.objects.count() < size + 12:
            person = a.a_member(cast.sg, "Massa Människor", organisation=cast.parties[0])
            Appointment.objects.create(seat=a.a_seat(cast.au), user=person, starts_on=a.days(0))
        for address in ("/personer/", "/personer/?visa=nu&q=a", "/organisation/sjukhuset/"):
            with CaptureQueriesContext(connection) as queries:
                assert sign_in(cast.process_leader).get(address).status_code == 200
            counts[address, size] = len(queries)

    for address in ("/personer/", "/personer/?visa=nu&q=a", "/organisation/sjukhuset/"):
        assert counts[address, 3] == counts[address, 30] == counts[address, 300]


# One person


def test_a_persons_page_says_what_she_is_was_and_is_to_be(cast, own, sign_in):
    a.an_appointment(a.a_seat(cast.au, label="AU-platsen"), own, a.days(-90), a.days(-30))
    a.an_appointment(a.a_seat(cast.nosam, label="Lokalplatsen"), own, a.days(30))
    a.an_appointment(a.a_seat(cast.elsewhere, label="Hos grannen"), own, a.days(0))
    actions.grant(Power.READ, cast.sg, own, starts_on=a.days(0), reason="Utreder.", by=None)

    page = sign_in(cast.process_leader).get(f"/personer/{own.pk}/")

    assert missing_from(page, ["AU-platsen", "Lokalplatsen", "Tidigare", "Kommer", "Läsare", "Utreder."]) == []
    assert "Hos grannen" not in page.text


def test_an_administrator_reads_nothing_but_the_address_of_somebody_who_also_sits_elsewhere(
    cast, own, administrator, sign_in
):
    User.objects.filter(pk=own.pk).update(phone="0322-12 34 56", title="Chef", hsa_id="SE1-ELSA")
    seen = sign_in(administrator).get(f"/personer/{own.pk}/")
    actions.appoint(a.a_seat(cast.au), own, starts_on=a.days(0), by=None)

    hidden = sign_in(administrator).get(f"/personer/{own.pk}/")

    assert "0322-12 34 56" in seen.text
    assert "SE1-ELSA" not in seen.text
    assert own.email in hidden.text
    assert "0322-12 34 56" not in hidden.text
    assert "Då ändrar processledaren uppgifterna." in hidden.text


@pytest.mark.parametrize(
    ("who", "status"),
    [("process_leader", 200), ("representative", 403), ("outsider", 404), ("nobody", 404), ("author", 403)],
)
def test_a_persons_page_answers_each_as_it_should(cast, own, sign_in, who, status):
    assert sign_in(getattr(cast, who)).get(f"/personer/{own.pk}/").status_code == status


def test_a_person_reads_her_own_page(cast, own, sign_in):
    page = sign_in(own).get(f"/personer/{own.pk}/")

    assert page.status_code == 200
    assert "Det här är du" in page.text
    assert "Stäng av inloggningen" not in page.text


def test_the_administrator_of_one_organisation_cannot_touch_another_ones_people(cast, administrator, sign_in):
    theirs = cast.au_member
    client, appointment = sign_in(administrator), theirs.appointments.get()
    before = theirs.version

    answers = [
        client.get(f"/personer/{theirs.pk}/"),
        client.post(f"/personer/{theirs.pk}/andra/", {"name": "Annan", "email": "annan@example.org", "version": 1}),
        client.post(f"/personer/{theirs.pk}/bjud-in/"),
        client.post(f"/personer/{theirs.pk}/stang/", {"reason": "För att."}),
        client.post(f"/platser/{appointment.seat_id}/forordna/", {"person": administrator.email}),
        client.post(f"/forordnanden/{appointment.pk}/avsluta/", {"ends_on": a.days(0)}),
        client.post(f"/forordnanden/{appointment.pk}/andra/", {"scope": "Annat"}),
        client.get(f"/personer/ny/?plats={appointment.seat_id}"),
        client.post("/organisation/sjukhuset/andra/", {"name": "Annat"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * len(answers)
    theirs.refresh_from_db()
    appointment.refresh_from_db()
    assert (theirs.version, theirs.is_active, appointment.ends_on, OutgoingMail.objects.count()) == (
        before,
        True,
        None,
        0,
    )


# Adding


def new(**changes):
    fields = {"name": "Nadja Nyanställd", "email": "nadja@example.org", "title": "Chef", "phone": "0322-1"}
    return {**fields, "hsa_id": "", "seat": "", "starts_on": "", "ends_on": "", "scope": "", "succeeds": "", **changes}


def test_a_person_is_added_to_a_vacant_seat_with_an_invitation(cast, sign_in):
    seat = a.a_seat(cast.sg, label="Tandvården")
    leader = sign_in(cast.process_leader)
    form = leader.get(f"/personer/ny/?plats={seat.pk}")
    assert "Tandvården – vakant" in form.text

    answer = leader.post(
        f"/personer/ny/?plats={seat.pk}", new(seat=seat.pk, starts_on=a.days(0).isoformat(), invited="on"), follow=True
    )

    person = User.objects.get(email="nadja@example.org")
    assert answer.redirect_chain == [(f"/personer/{person.pk}/", 302)]
    assert "Nadja Nyanställd har platsen ”Tandvården” och en inbjudan är på väg." in answer.text
    assert OutgoingMail.objects.get().recipient_id == person.pk


def test_a_known_address_leads_to_its_person_and_keeps_what_was_typed(cast, own, sign_in):
    page = sign_in(cast.process_leader).post("/personer/ny/", new(email=own.email.upper(), title="Områdeschef"))

    assert page.status_code == 422
    assert missing_from(page, ["Elsa Egen har redan adressen", f"/personer/{own.pk}/", "Områdeschef"]) == []


def test_an_administrator_does_not_learn_whether_a_stranger_exists(cast, administrator, sign_in):
    seats = [a.a_seat(cast.sg, organisation=cast.parties[1]) for _ in range(2)]
    client, told = sign_in(administrator), []
    for seat, email in zip(seats, (cast.outsider.email, "helt-ny@example.org"), strict=True):
        form = new(email=email, name="Min Gissning", seat=seat.pk, starts_on=a.days(0).isoformat())
        del form["hsa_id"]
        told.append(client.post("/personer/ny/", form))

    assert [answer.status_code for answer in told] == [302, 302]
    assert cast.outsider.appointments.filter(seat=seats[0]).exists()
    assert "finns redan" not in "".join(answer.text for answer in told)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "inte en adress"}, "e-postadress"),
        ({"name": ""}, "måste fyllas i"),
        ({"ends_on": "2030-01-01"}, "Välj den plats som dagarna gäller."),
        ({"starts_on": "2030-99-01"}, "giltigt datum"),
        ({"title": "Chef 19121212-1212"}, "personnummer"),
    ],
)
def test_a_new_person_with_a_mistake_keeps_all_the_rest(cast, sign_in, changes, sentence):
    page = sign_in(cast.process_leader).post("/personer/ny/", new(phone="0322-99", **changes))

    assert page.status_code == 422
    assert missing_from(page, [sentence, "0322-99", *(value for value in changes.values())]) == []
    assert not User.objects.filter(email="nadja@example.org").exists()


def test_a_seat_without_a_first_day_is_asked_for_it(cast, sign_in):
    page = sign_in(cast.process_leader).post("/personer/ny/", new(seat=a.a_seat(cast.sg).pk))

    assert page.status_code == 422
    assert "Ange från och med vilken dag" in page.text


# Changing


def test_a_stale_form_is_answered_with_both_texts(cast, own, sign_in):
    actions.revise_person(own, {"title": "Sektorchef"}, version=1, collaboration=cast.samla, by=cast.process_leader)

    page = sign_in(cast.process_leader).post(
        f"/personer/{own.pk}/andra/", {"name": own.name, "email": own.email, "title": "Enhetschef", "version": 1}
    )

    assert page.status_code == 409
    assert missing_from(page, ["Sektorchef", "Enhetschef", "Titel"]) == []


def test_fields_that_are_not_hers_are_not_in_the_administrators_form_and_not_taken_from_it(
    cast, own, administrator, sign_in
):
    client = sign_in(administrator)
    form = client.get(f"/personer/{own.pk}/andra/")
    client.post(
        f"/personer/{own.pk}/andra/",
        {"name": own.name, "email": own.email, "phone": "0322-5", "hsa_id": "SE1-FUSK", "version": 1},
    )

    own.refresh_from_db()
    assert "HSA-id" not in form.text
    assert (own.phone, own.hsa_id) == ("0322-5", "")


def test_sign_in_is_closed_and_opened_with_a_reason_on_the_page(cast, own, sign_in):
    leader = sign_in(cast.process_leader)
    without = leader.post(f"/personer/{own.pk}/stang/", {"reason": ""})
    leader.post(f"/personer/{own.pk}/stang/", {"reason": "Har slutat sin tjänst."})
    page = leader.get(f"/personer/{own.pk}/")

    assert without.status_code == 422
    assert missing_from(page, ["Stängd", "Har slutat sin tjänst.", "Öppna inloggningen igen"]) == []
    leader.post(f"/personer/{own.pk}/oppna/", {"reason": "Är tillbaka."})
    own.refresh_from_db()
    assert own.is_active


def test_whoever_was_invited_and_has_not_come_is_reminded_from_the_list(cast, own, sign_in):
    leader = sign_in(cast.process_leader)
    User.objects.filter(pk=own.pk).update(invited_at=clock.now() - dt.timedelta(days=3))
    assert "Påminn" not in leader.get("/personer/").text
    assert "Påminn" in leader.get("/personer/?visa=inbjudna").text

    answer = leader.post(f"/personer/{own.pk}/bjud-in/", {"lista": "1"}, follow=True)

    assert answer.redirect_chain == [("/personer/?visa=inbjudna", 302)]
    assert f"En inbjudan är på väg till {own.email}." in answer.text
    assert "skickades nyss" in leader.post(f"/personer/{own.pk}/bjud-in/", follow=True).text
    assert OutgoingMail.objects.get().recipient_id == own.pk
