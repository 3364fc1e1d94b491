"""Who may see and change whom, and what a change of a person does."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from groups import actions, rules
from groups.actions import KnownError, Place, StaleError
from groups.models import Appointment, SeatStatus, StaffRole, User
from groups.powers import Power, forget, powers_of
from outbox.models import OutgoingMail
from tests import builders as a

NEW = {"name": "Nadja Nyanställd", "email": "Nadja@Example.org", "title": "Chef", "phone": "0322-1", "hsa_id": ""}
SHORT = {"name": "Nadja Nyanställd", "email": "nadja@example.org"}


@pytest.fixture
def administrator(cast):
    """Who administers the municipality, and nothing else."""
    person = a.a_person("Agneta Administratör")
    actions.grant(Power.ADMINISTER, cast.parties[1], person, starts_on=a.days(0), reason="Sköter platserna.", by=None)
    return person


@pytest.fixture
def own(cast):
    """A seat of the municipality, and who has it and nothing else."""
    return a.a_member(cast.sg, "Elsa Egen", organisation=cast.parties[1])


# Who may what: (process leader, own administrator, other administrator, member, herself, outsider)

WHO = ("process_leader", "administrator", "other", "representative", "herself", "outsider")
MATRIX = {
    "see_people": (True, True, True, False, False, False),
    "see_person": (True, True, False, False, True, False),
    "change_person": (True, True, False, False, False, False),
    "change_identity": (True, True, False, False, False, False),
    "change_hsa_id": (True, False, False, False, False, False),
    "invite": (True, True, False, False, False, False),
    "close_sign_in": (True, True, False, False, False, False),
    "add_person": (True, True, True, False, False, False),
    "change_organisation": (True, False, False, False, False, False),
}


@pytest.mark.parametrize("what", MATRIX)
def test_everybody_may_what_the_table_says_and_reads_why_not(cast, administrator, own, what):
    other = a.a_person("Olle Sjukhusadministratör")
    actions.grant(Power.ADMINISTER, cast.parties[0], other, starts_on=a.days(0), reason="Sköter platserna.", by=None)
    people = {**vars(cast), "administrator": administrator, "other": other, "herself": own}
    rule = getattr(rules, f"may_{what}")
    things = [] if what in {"see_people", "add_person", "change_organisation"} else [own]

    verdicts = [rule(people[who], *things, cast.samla) for who in WHO]

    assert tuple(map(bool, verdicts)) == MATRIX[what]
    assert all(verdict.reason.endswith(".") for verdict in verdicts if not verdict)


def test_an_administrator_changes_nobody_who_also_sits_elsewhere(cast, administrator, own):
    actions.appoint(a.a_seat(cast.au), own, starts_on=a.days(30), by=None)

    verdict = rules.may_change_person(administrator, own, cast.samla)

    assert (
        verdict.reason == "Personen har uppdrag också utanför din organisation. Då ändrar processledaren uppgifterna."
    )
    assert rules.may_change_person(cast.process_leader, own, cast.samla)


def test_whoever_once_sat_elsewhere_keeps_her_address_from_an_administrator(cast, administrator, own):
    a.an_appointment(a.a_seat(cast.au), own, a.days(-90), a.days(-30))

    assert rules.may_change_person(administrator, own, cast.samla)
    assert "har haft uppdrag utanför" in rules.may_change_identity(administrator, own, cast.samla).reason


def test_a_grant_counts_as_being_elsewhere(cast, administrator, own):
    actions.grant(Power.AUDIT, cast.sg, own, starts_on=a.days(0), reason="Granskar.", by=None)

    assert not rules.may_change_person(administrator, own, cast.samla)


def test_a_process_leader_does_not_take_the_address_of_somebody_with_powers_in_another_collaboration(cast, own):
    actions.appoint(a.a_seat(cast.elsewhere), own, starts_on=a.days(0), by=None)

    assert rules.may_change_person(cast.process_leader, own, cast.samla)
    assert "annan samverkan" in rules.may_change_identity(cast.process_leader, own, cast.samla).reason
    assert not rules.may_close_sign_in(cast.process_leader, own, cast.samla)


def test_nobody_changes_a_person_of_another_collaboration(cast):
    stranger = a.a_member(cast.elsewhere, "Stina Främmande")

    assert not rules.may_change_person(cast.process_leader, stranger, cast.samla)
    with pytest.raises(PermissionDenied):
        actions.revise_person(stranger, {"name": "Annan"}, version=1, collaboration=cast.samla, by=cast.process_leader)


def test_known_are_those_with_a_seat_or_a_grant_at_any_time_and_those_who_were_added(cast):
    former, coming = a.a_person("Före"), a.a_person("Kommer")
    a.an_appointment(a.a_seat(cast.sg), former, a.days(-90), a.days(-30))
    a.an_appointment(a.a_seat(cast.sg), coming, a.days(30))
    added = actions.add_person(cast.samla, SHORT, by=cast.process_leader)

    known = User.objects.known_in(cast.samla)

    assert {former, coming, added, cast.reader, cast.representative} <= set(known)
    assert not {cast.nobody, cast.outsider} & set(known)
    assert set(User.objects.known_in(cast.other)) == {cast.outsider}


def test_visible_are_the_people_of_the_readers_own_collaborations_and_herself(cast):
    visible = User.objects.visible_to(cast.representative)

    assert cast.author in visible
    assert cast.outsider not in visible
    assert list(User.objects.visible_to(cast.nobody)) == [cast.nobody]


# A new person


def test_a_new_person_gets_her_seat_and_an_invitation_at_once(cast):
    seat = a.a_seat(cast.sg, label="Tandvården")

    person = actions.add_person(
        cast.samla, NEW, place=Place(seat=seat, starts_on=a.days(3)), invited=True, by=cast.process_leader
    )

    assert (person.email, person.title, person.added_in) == ("nadja@example.org", "Chef", cast.samla)
    assert not person.has_usable_password()
    letter = OutgoingMail.objects.get()
    assert letter.address == "nadja@example.org"
    for text in ("Petra Processledare har lagt upp dig", "”Tandvården” i Samordningsgruppen", "/logga-in/"):
        assert text in letter.text
        assert text in letter.html
    assert not re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", letter.text)


def test_one_address_is_one_person(cast):
    person = actions.add_person(cast.samla, NEW, by=cast.process_leader)

    with pytest.raises(KnownError) as known:
        actions.add_person(cast.samla, {**SHORT, "email": "NADJA@example.org "}, by=cast.process_leader)

    assert known.value.person == person
    assert User.objects.filter(email="nadja@example.org").count() == 1


def test_an_administrator_adds_people_only_with_a_seat_of_her_own_organisation(cast, administrator):
    hers, others = (a.a_seat(cast.sg, organisation=organisation) for organisation in reversed(cast.parties))

    with pytest.raises(ValidationError, match="Välj en plats"):
        actions.add_person(cast.samla, SHORT, by=administrator)
    with pytest.raises(PermissionDenied, match="organisationens administratör"):
        actions.add_person(cast.samla, SHORT, place=Place(seat=others, starts_on=a.days(0)), by=administrator)
    with pytest.raises(PermissionDenied, match="HSA-id"):
        actions.add_person(
            cast.samla, {**SHORT, "hsa_id": "SE1-1"}, place=Place(seat=hers, starts_on=a.days(0)), by=administrator
        )

    person = actions.add_person(cast.samla, SHORT, place=Place(seat=hers, starts_on=a.days(0)), by=administrator)
    assert Appointment.objects.get(user=person).seat == hers


def test_a_strangers_address_gives_the_seat_to_the_stranger_and_changes_nothing_of_hers(cast, administrator):
    stranger = a.a_member(cast.elsewhere, "Stina Främmande")
    seat = a.a_seat(cast.sg, organisation=cast.parties[1])

    person = actions.add_person(
        cast.samla,
        {**SHORT, "email": stranger.email, "title": "Påhittad titel"},
        place=Place(seat=seat, starts_on=a.days(0)),
        by=administrator,
    )

    stranger.refresh_from_db()
    assert person == stranger
    assert (stranger.name, stranger.title) == ("Stina Främmande", "")
    assert stranger.appointments.filter(seat=seat).exists()


def test_what_stands_against_a_stranger_is_not_told(cast, administrator):
    shut_out = a.a_person("Sven Avstängd", is_active=False)
    seat = a.a_seat(cast.sg, organisation=cast.parties[1])

    with pytest.raises(ValidationError) as refusal:
        actions.add_person(
            cast.samla,
            {**SHORT, "email": shut_out.email},
            place=Place(seat=seat, starts_on=a.days(0)),
            by=administrator,
        )

    assert "Sven" not in str(refusal.value)


def test_a_process_leader_must_say_which_seat_somebody_from_another_collaboration_is_to_have(cast):
    with pytest.raises(ValidationError, match="Välj plats och dagar"):
        actions.add_person(cast.samla, {**SHORT, "email": cast.outsider.email}, by=cast.process_leader)


def test_a_seat_that_cannot_be_given_leaves_no_person_behind(cast):
    seat = a.a_seat(cast.sg, valid_to=a.days(-1))

    with pytest.raises(ValidationError, match="upphörde"):
        actions.add_person(cast.samla, SHORT, place=Place(seat=seat, starts_on=a.days(0)), by=cast.process_leader)

    assert not User.objects.filter(email=SHORT["email"]).exists()


def test_an_identity_number_is_refused_in_every_text_about_a_person(cast):
    for field in ("name", "title", "phone", "hsa_id"):
        with pytest.raises(ValidationError, match="personnummer"):
            actions.add_person(cast.samla, {**SHORT, field: "19121212-1212"}, by=cast.process_leader)


# Changes


def revise(cast, person, by, **fields):
    person.refresh_from_db()
    return actions.revise_person(person, fields, version=person.version, collaboration=cast.samla, by=by)


def test_a_stale_form_saves_nothing(cast, own):
    revise(cast, own, cast.process_leader, phone="0322-1")

    with pytest.raises(StaleError) as stale:
        actions.revise_person(own, {"title": "Chef"}, version=1, collaboration=cast.samla, by=cast.process_leader)

    assert stale.value.current.phone == "0322-1"
    own.refresh_from_db()
    assert own.title == ""


def test_a_new_address_is_told_to_both_and_the_old_one_opens_no_door(cast, own, client):
    before = own.email
    EmailAddress.objects.create(user=own, email=before, verified=True, primary=True)  # as after a sign-in

    revise(cast, own, cast.process_leader, email="elsa.ny@example.org")

    letters = OutgoingMail.objects.order_by("address")
    assert {letter.address for letter in letters} == {before, "elsa.ny@example.org"}
    assert all("Petra Processledare har ändrat den adress" in letter.text for letter in letters)
    assert codes_sent_to(client, before) == []
    assert len(codes_sent_to(Client(), "elsa.ny@example.org")) == 1


def codes_sent_to(client, email):
    mail.outbox.clear()
    client.post(reverse("account_request_login_code"), {"email": email})
    return [letter for letter in mail.outbox if re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", letter.body)]


def test_an_address_that_is_taken_is_refused_without_saying_whose_it_is(cast, own, administrator):
    with pytest.raises(ValidationError, match="används redan") as refusal:
        revise(cast, own, administrator, email=cast.outsider.email)

    assert cast.outsider.name not in str(refusal.value)


def test_one_hsa_id_is_one_person(cast, own):
    revise(cast, own, cast.process_leader, hsa_id="SE2321000131-E1")

    with pytest.raises(ValidationError, match="redan det HSA-id:t"):
        revise(cast, cast.representative, cast.process_leader, hsa_id="SE2321000131-E1")


def test_nothing_changed_is_nothing_saved(cast, own):
    assert revise(cast, own, cast.process_leader, name=own.name).version == 1


# Sign-in


def close(cast, person, by, *, is_active=False, reason="Har slutat."):
    return actions.set_sign_in(person, is_active=is_active, reason=reason, collaboration=cast.samla, by=by)


def test_a_closed_sign_in_ends_every_session_at_once_and_opening_brings_none_back(cast, own, client):
    client.force_login(own)
    client.get("/mina-uppgifter/")
    close(cast, own, cast.process_leader)
    assert client.get("/mina-uppgifter/").status_code == 302

    close(cast, own, cast.process_leader, is_active=True, reason="Kommer tillbaka.")

    own.refresh_from_db()
    assert (own.is_active, own.sign_in_reason) == (True, "Kommer tillbaka.")
    assert client.get("/mina-uppgifter/").status_code == 302
    assert len(codes_sent_to(Client(), own.email)) == 1


def test_closing_needs_a_reason(cast, own):
    with pytest.raises(ValidationError, match="Ange ett skäl"):
        close(cast, own, cast.process_leader, reason="  ")


def test_nobody_shuts_herself_or_the_last_process_leader_out(cast):
    with pytest.raises(PermissionDenied, match="din egen"):
        close(cast, cast.process_leader, cast.process_leader)
    seat = a.a_seat(cast.au, status=SeatStatus.STAFF, role=StaffRole.PROCESS_LEADER)
    second = a.a_person("Pia Processledare")
    actions.appoint(seat, second, starts_on=a.days(0), by=None)

    close(cast, cast.process_leader, second)

    with pytest.raises(PermissionDenied):
        close(cast, second, cast.process_leader)
    with pytest.raises(PermissionDenied, match="måste ha en processledare"):
        actions.end_appointment(second.appointments.get(), ends_on=a.days(5), by=second)


def test_the_last_process_leader_who_may_sign_in_is_not_shut_out_by_another_collaborations(cast):
    both = a.a_person("Berit Båda")
    for body in (cast.elsewhere, cast.sg):
        seat = a.a_seat(body, status=SeatStatus.STAFF, role=StaffRole.PROCESS_LEADER)
        actions.appoint(seat, both, starts_on=a.days(0), by=None)
    close(cast, cast.process_leader, both)

    cast.outsider.refresh_from_db()
    assert rules.may_close_sign_in(cast.outsider, both, cast.other).reason  # she also leads samla


# Invitations


def test_two_presses_give_one_invitation_and_a_new_one_comes_after_ten_minutes(cast, own):
    assert actions.invite(own, cast.samla, by=cast.process_leader)
    assert not actions.invite(own, cast.samla, by=cast.process_leader)
    own.refresh_from_db()
    own.invited_at -= dt.timedelta(minutes=10)
    own.save(update_fields=["invited_at"])

    assert actions.invite(own, cast.samla, by=cast.process_leader)
    assert OutgoingMail.objects.filter(recipient=own).count() == 2


def test_whoever_is_shut_out_is_not_invited(cast, own):
    close(cast, own, cast.process_leader)

    with pytest.raises(PermissionDenied, match="stängd"):
        actions.invite(own, cast.samla, by=cast.process_leader)


# The first process leader


def test_a_fresh_installation_gets_its_first_process_leader_from_the_command_line(db, capsys):
    samla = a.a_collaboration()
    seats = [
        a.a_seat(a.a_body(samla, slug), status=SeatStatus.STAFF, role=StaffRole.PROCESS_LEADER) for slug in ("sg", "au")
    ]

    call_command("add_process_leader", "Petra@kommunen.example", "Petra Ny", samverkan="samla")

    person = User.objects.get(email="petra@kommunen.example")
    assert {each.seat for each in person.appointments.all()} == set(seats)
    assert powers_of(person).can(Power.LEAD, samla_thing(seats))
    assert OutgoingMail.objects.get().address == person.email
    assert "Petra Ny är processledare" in capsys.readouterr().out
    with pytest.raises(CommandError, match="ingen ledig plats"):
        call_command("add_process_leader", "annan@kommunen.example", "Annan", samverkan="samla")
    assert not User.objects.filter(email="annan@kommunen.example").exists()
    with pytest.raises(CommandError, match="Det finns: samla"):
        call_command("add_process_leader", "annan@kommunen.example", "Annan", samverkan="fel")


def samla_thing(seats):
    return seats[0].body


def test_a_person_may_do_what_her_new_seat_gives_at_once(cast, own):
    assert cast.au.pk not in powers_of(own).bodies

    actions.appoint(a.a_seat(cast.au), own, starts_on=a.days(0), by=cast.process_leader)

    forget(own)
    assert cast.au.pk in powers_of(own).bodies
