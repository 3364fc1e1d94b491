"""Giving, changing and ending an appointment on its page: what it brings is shown first, and nothing typed is lost."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from groups import actions
from groups.models import Appointment, Office
from groups.powers import Power
from tests import builders as a
from tests.builders import missing_from


def typed(person, **changes):
    return {"person": person, "starts_on": a.days(0).isoformat(), "ends_on": "", "scope": "", "reviewed": "", **changes}


def reviewed(page):
    return page.context["form"]["reviewed"].value()


def test_a_successor_is_shown_what_happens_and_then_appointed(cast, sign_in):
    former = cast.local_chair.appointments.get()
    leader, address = sign_in(cast.process_leader), f"/platser/{former.seat_id}/forordna/"

    shown = leader.post(address, typed("Rolf Representant"))

    assert shown.status_code == 200
    assert (
        missing_from(
            shown,
            [
                "Rolf Representant får platsen.",
                "Lena Lokalordförandes förordnande avslutas",
                "Lena Lokalordförande är då inte längre ordförande i NOSAM Lerum",
                "Följer med: platsen ”Nosam-lerum” i Samordningsgruppen.",
            ],
        )
        == []
    )
    assert Appointment.objects.filter(seat=former.seat).count() == 1

    done = leader.post(address, typed("Rolf Representant", reviewed=reviewed(shown)))

    former.refresh_from_db()
    assert done.status_code == 302
    assert former.ends_on == a.days(-1)
    assert Appointment.objects.get(seat=former.seat, user=cast.representative).starts_on == a.days(0)


def test_what_is_changed_after_it_was_shown_is_shown_again(cast, sign_in):
    seat = a.a_seat(cast.sg)
    leader, address = sign_in(cast.process_leader), f"/platser/{seat.pk}/forordna/"
    shown = leader.post(address, typed(cast.author.email))

    again = leader.post(address, typed(cast.author.email, scope="Elevhälsa", reviewed=reviewed(shown)))

    assert again.status_code == 200
    assert "Visa vad som händer" not in again.text
    assert not seat.appointments.exists()


def test_in_a_seat_for_several_the_one_who_is_succeeded_is_chosen(cast, sign_in):
    seat = a.a_seat(cast.sg, max_persons=2)
    stays, leaves = (a.an_appointment(seat, a.a_person(name)) for name in ("Stina Stannar", "Lars Lämnar"))
    leader, address = sign_in(cast.process_leader), f"/platser/{seat.pk}/forordna/"

    full = leader.post(address, typed(cast.author.email))
    shown = leader.post(address, typed(cast.author.email, succeeds=leaves.pk))
    leader.post(address, typed(cast.author.email, succeeds=leaves.pk, reviewed=reviewed(shown)))

    assert full.status_code == 422
    assert "så många personer" in full.text
    assert cast.author.email in full.text
    stays.refresh_from_db()
    leaves.refresh_from_db()
    assert (stays.ends_on, leaves.ends_on) == (None, a.days(-1))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"person": "Ingen Alls"}, "Lägg upp personen som ny i stället."),
        ({"starts_on": ""}, "måste fyllas i"),
        ({"ends_on": "2001-01-01"}, "Sista dagen kan inte ligga före första dagen."),
        ({"starts_on": "2999-01-01"}, "Förordnandet kan inte börja efter det."),
        ({"scope": "19121212-1212"}, "personnummer"),
    ],
)
def test_a_mistake_is_explained_and_what_was_typed_is_kept(cast, sign_in, changes, sentence):
    seat = a.a_seat(cast.sg, valid_to=a.days(400))

    page = sign_in(cast.process_leader).post(f"/platser/{seat.pk}/forordna/", {**typed(cast.author.email), **changes})

    assert page.status_code == 422
    assert missing_from(page, [sentence, *changes.values()]) == []
    assert not seat.appointments.exists()


def test_two_with_one_name_are_told_apart_by_their_address(cast, sign_in):
    twins = [a.a_member(cast.sg, "Anna Andersson") for _ in range(2)]
    seat = a.a_seat(cast.au)
    leader = sign_in(cast.process_leader)

    page = leader.post(f"/platser/{seat.pk}/forordna/", typed("anna andersson"))

    assert "Flera heter så. Skriv e-postadressen." in page.text
    assert leader.post(f"/platser/{seat.pk}/forordna/", typed(twins[1].email.upper())).status_code == 200


def test_an_administrator_chooses_among_her_own_people_only(cast, sign_in):
    administrator = a.a_person("Agneta Administratör")
    actions.grant(Power.ADMINISTER, cast.parties[1], administrator, starts_on=a.days(0), reason="Sköter.", by=None)
    seat = a.a_seat(cast.sg, organisation=cast.parties[1])
    client, address = sign_in(administrator), f"/platser/{seat.pk}/forordna/"

    theirs, unknown = client.post(address, typed(cast.author.email)), client.post(address, typed("ny@example.org"))

    assert (theirs.status_code, unknown.status_code) == (422, 422)
    assert "Lägg upp personen som ny" in theirs.text
    assert cast.author.name not in theirs.text
    assert client.post(address, typed(cast.sg_chair.name)).status_code == 200


def test_a_derived_seat_cannot_be_given_on_a_page(cast, sign_in):
    derived = cast.sg.seats.get(derived_from=cast.nosam)

    page = sign_in(cast.process_leader).get(f"/platser/{derived.pk}/forordna/")

    assert page.status_code == 403
    assert "följer av ett annat uppdrag" in page.text


def test_a_seat_of_another_collaboration_does_not_exist(cast, sign_in):
    theirs = cast.outsider.appointments.get()

    for address in (f"/platser/{theirs.seat_id}/forordna/", f"/forordnanden/{theirs.pk}/avsluta/"):
        assert sign_in(cast.process_leader).get(address).status_code == 404


def test_an_appointment_is_ended_with_its_last_day(cast, sign_in):
    appointment = cast.local_chair.appointments.get()
    leader, address = sign_in(cast.process_leader), f"/forordnanden/{appointment.pk}/avsluta/"
    form = leader.get(address)
    early = leader.post(address, {"ends_on": "1999-01-01"})
    leader.post(address, {"ends_on": a.days(7).isoformat()})

    assert "inte längre ordförande i NOSAM Lerum" in form.text
    assert (early.status_code, "1999-01-01" in early.text) == (422, True)
    appointment.refresh_from_db()
    assert appointment.ends_on == a.days(7)


def test_the_last_process_leader_reads_why_she_stays(cast, sign_in):
    appointment = cast.process_leader.appointments.get()

    page = sign_in(cast.process_leader).post(f"/forordnanden/{appointment.pk}/avsluta/", {"ends_on": a.days(1)})

    assert page.status_code == 403
    assert "måste ha en processledare" in page.text


def test_last_day_and_scope_are_changed(cast, sign_in):
    appointment = cast.author.appointments.get()
    address = f"/forordnanden/{appointment.pk}/andra/"
    leader = sign_in(cast.process_leader)
    leader.post(address, {"ends_on": a.days(9).isoformat(), "scope": "Elevhälsa"})

    appointment.refresh_from_db()
    assert (appointment.ends_on, appointment.scope) == (a.days(9), "Elevhälsa")
    leader.post(address, {"ends_on": "", "scope": "Elevhälsa"})
    appointment.refresh_from_db()
    assert appointment.ends_on is None


def test_an_appointment_is_not_prolonged_over_its_successor(cast):
    seat = a.a_seat(cast.sg)
    former = a.an_appointment(seat, a.a_person())
    actions.appoint(seat, a.a_person(), starts_on=a.days(5), by=None)
    former.refresh_from_db()

    with pytest.raises(ValidationError, match="så många personer"):
        actions.revise_appointment(former, ends_on=None, scope="", by=cast.process_leader)
    with pytest.raises(ValidationError, match="så många personer"):
        actions.end_appointment(former, ends_on=a.days(5), by=cast.process_leader)
    with pytest.raises(PermissionDenied):
        actions.revise_appointment(former, ends_on=a.days(2), scope="", by=cast.representative)


def test_a_rehearsal_keeps_nothing(cast):
    seat = cast.local_chair.appointments.get().seat

    told = actions.rehearse(seat, cast.author, starts_on=a.days(0), by=cast.process_leader)

    assert told
    assert seat.appointments.get().ends_on is None
    assert cast.nosam.chair_terms.filter(office=Office.CHAIR).count() == 1
