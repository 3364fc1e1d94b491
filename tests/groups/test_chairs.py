"""Who chairs when: every rule through the actions, and the sentences that people read (rules 38–41, 55, K10–K12)."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from groups import actions, rules
from groups.models import BodyKind, ChairTerm, Office, OfficeHolding, Organisation, OrganisationKind, Side
from groups.powers import powers_of
from groups.rules import rotation
from samla import clock
from samla.clock import STOCKHOLM
from tests import builders as a
from tests.groups.rotating import a_house

DAY = dt.timedelta(days=1)
CHAIR, VICE = Office.CHAIR, Office.VICE_CHAIR
REGION, MUNICIPAL = Side.REGION, Side.MUNICIPAL
SET_SIDE = "UPDATE groups_organisation SET side = %s, principal_id = NULL WHERE id = %s"


@pytest.fixture
def house(db):
    with time_machine.travel(dt.datetime(2026, 6, 15, 12, tzinfo=STOCKHOLM), tick=False):
        yield a_house(starts_on=dt.date(2020, 1, 1))


def year(number):
    return {"starts_on": dt.date(number, 1, 1), "ends_on": dt.date(number, 12, 31)}


def elect(house, name, side, number=2027, office=CHAIR, by=None, **fields):
    appointment = house.people[name, side]
    return actions.elect(getattr(house, name), office, appointment, by=by, **{**year(number), **fields})


def sentences(refusal):
    return " ".join(refusal.value.messages)


def refused(*args, **kwargs):
    with pytest.raises(ValidationError) as refusal:
        elect(*args, **kwargs)
    return sentences(refusal)


# Sides


def test_chair_and_vice_come_from_opposite_sides(house):
    elect(house, "sg", REGION)

    said = refused(house, "sg", REGION, office=VICE)

    assert said == (
        "Samordningsgruppens ordförande kommer från regionen 1 januari–31 december 2027. Samordningsgruppens vice "
        "ordförande ska då komma från kommunerna."
    )
    assert elect(house, "sg", MUNICIPAL, office=VICE).side == MUNICIPAL


def test_the_chair_comes_from_the_same_side_as_the_political_chair_on_every_common_day(house):
    elect(house, "political", REGION)

    said = refused(house, "sg", MUNICIPAL, starts_on=dt.date(2026, 7, 1), ends_on=dt.date(2027, 6, 30))

    assert said == (
        "Politiska samradsgruppens ordförande kommer från regionen 1 januari–30 juni 2027. Samordningsgruppens "
        "ordförande ska då komma från regionen."
    )


def test_the_political_chair_may_not_turn_against_whom_follows(house):
    elect(house, "sg", REGION)

    assert "Politiska samradsgruppens ordförande ska då komma från regionen." in refused(house, "political", MUNICIPAL)


def test_a_vice_chair_who_would_make_the_right_chair_impossible_is_refused(house):
    elect(house, "political", REGION)

    assert "Samordningsgruppens vice ordförande ska då komma från kommunerna." in refused(
        house, "sg", REGION, office=VICE
    )


def test_an_unregistered_political_chair_is_a_warning_for_its_days(house):
    elect(house, "political", REGION, starts_on=dt.date(2027, 7, 1), ends_on=dt.date(2028, 6, 30))
    term = elect(house, "sg", REGION)

    (warning,) = warnings(house, term)

    assert warning.startswith(
        "Politiska samradsgruppens ordförande är inte registrerad 1 januari–30 juni 2027. Om Samordningsgruppens"
    )


def warnings(house, term):
    terms = list(ChairTerm.objects.around(term.body).with_holders())
    boards = rotation.boards_of(Organisation.objects.filter(collaboration=house.collaboration))
    current = next(one for one in terms if one.pk == term.pk)
    return rotation.warnings_about(current, terms, boards)


def test_who_stands_on_no_side_cannot_chair_where_the_sides_take_turns(house):
    neutral = Organisation.objects.create(
        collaboration=house.collaboration, slug="gr", name="Göteborgsregionen", kind=OrganisationKind.EXTERNAL
    )
    seat = a.a_seat(house.sg, organisation=neutral)
    house.people["sg", ""] = a.an_appointment(seat, a.a_person(), dt.date(2020, 1, 1))

    assert refused(house, "sg", "").startswith("Göteborgsregionen står varken på regionens eller kommunernas sida.")


def test_another_principal_than_the_political_chairs_is_a_warning(house):
    elect(house, "political", MUNICIPAL)
    lerum = a.an_organisation(house.collaboration, "lerum-vard", MUNICIPAL)
    lerum.principal = house.municipalities[1]
    lerum.save(update_fields=["principal"])
    seat = a.a_seat(house.sg, organisation=lerum)
    house.people["sg", "lerum"] = a.an_appointment(seat, a.a_person(), dt.date(2020, 1, 1))

    term = elect(house, "sg", "lerum")

    assert warnings(house, term) == [
        (
            "1 januari–31 december 2027: Samordningsgruppens ordförande hör till Lerums kommun, men Politiska "
            "samradsgruppens till kommun. Sidan är rätt; se efter att det är avsett."
        )
    ]


def test_another_board_of_the_same_principal_is_a_warning_too(house):
    boards = [a.an_organisation(house.collaboration, slug, kind=OrganisationKind.BOARD) for slug in ("ena", "andra")]
    for name, board in (("political", boards[0]), ("sg", boards[1])):
        organisation = house.people[name, REGION].seat.organisation
        own = a.an_organisation(house.collaboration, f"del-{name}", part_of=board)
        a_part = a.an_organisation(house.collaboration, f"del-av-del-{name}", part_of=own)
        assert organisation.principal == a_part.principal
        house.people[name, "part"] = a.an_appointment(
            a.a_seat(getattr(house, name), organisation=a_part), a.a_person(), dt.date(2020, 1, 1)
        )
        term = elect(house, name, "part")

    (warning,) = warnings(house, term)

    assert "hör till Andra, men Politiska samradsgruppens till Ena." in warning


# Periods


@pytest.mark.parametrize("last", [dt.date(2027, 11, 30), dt.date(2028, 1, 31)])
def test_a_period_of_eleven_or_thirteen_months_is_refused_with_the_right_day(house, last):
    said = refused(house, "sg", REGION, ends_on=last)

    assert said.startswith(
        "En mandatperiod är exakt ett år: den som börjar 1 januari 2027 slutar 31 december 2027, inte 3"
    )


def test_a_year_may_begin_on_any_day_also_the_leap_day(house):
    term = elect(house, "sg", REGION, starts_on=dt.date(2028, 2, 29), ends_on=dt.date(2029, 2, 27))

    assert term.pk


def test_a_body_that_does_not_rotate_has_terms_of_any_length_and_side(house):
    elect(house, "nosam", REGION, starts_on=dt.date(2027, 2, 3), ends_on=dt.date(2028, 12, 31))
    term = elect(house, "nosam", REGION, office=VICE)

    assert (term.rotates, term.follows_id, term.side) == (False, None, REGION)


def test_two_chairs_on_the_same_days_are_refused_by_name(house):
    elect(house, "sg", REGION)

    said = refused(house, "sg", MUNICIPAL, starts_on=dt.date(2027, 12, 31), ends_on=dt.date(2028, 12, 30))

    assert "Samordningsgruppen har redan en ordförande 31 december 2027: Sg Region" in said


def test_a_period_that_ends_before_it_begins_is_said_and_nothing_else(house):
    assert refused(house, "sg", REGION, ends_on=dt.date(2026, 1, 1)) == "Perioden slutar innan den börjar."


def test_nobody_chairs_a_body_outside_its_own_days(house):
    house.sg.valid_from, house.sg.valid_to = dt.date(2027, 2, 1), dt.date(2027, 10, 31)
    house.sg.save(update_fields=["valid_from", "valid_to"])

    said = refused(house, "sg", REGION)

    assert "finns först från och med 1 februari 2027" in said
    assert "finns bara till och med 31 oktober 2027" in said


# Turns


def test_the_same_side_again_needs_a_reason_which_is_kept(house):
    elect(house, "sg", REGION, 2026)

    said = refused(house, "sg", REGION, 2027)
    term = elect(house, "sg", REGION, 2027, same_side_reason="Kommunerna har avstått.")

    assert said == (
        "Regionen har ordförandeskapet också perioden före, 1 januari–31 december 2026. Det ska växla; ange skälet om "
        "samma sida ändå fortsätter."
    )
    assert "Skäl: Kommunerna har avstått." in warnings(house, term)[0]


def test_a_reason_that_is_not_needed_is_not_kept(house):
    elect(house, "sg", MUNICIPAL, 2026)

    assert elect(house, "sg", REGION, 2027, same_side_reason="Behövs inte.").same_side_reason == ""


def test_a_year_registered_afterwards_needs_a_reason_for_the_one_that_follows(house):
    later = elect(house, "sg", REGION, 2027)

    assert "också perioden efter, 1 januari–31 december 2027" in refused(house, "sg", REGION, 2026)
    earlier = elect(house, "sg", REGION, 2026, same_side_reason="Överenskommet i december.")
    later.refresh_from_db()

    assert (earlier.same_side_reason, later.same_side_reason) == ("", "Överenskommet i december.")


def test_the_vice_chair_follows_the_chairs_turns_without_a_reason_of_her_own(house):
    for number in (2026, 2027):
        elect(house, "sg", MUNICIPAL, number, office=VICE)

    assert ChairTerm.objects.count() == 2


def test_with_a_whole_year_between_nobody_can_say_whose_turn_it_is(house):
    elect(house, "sg", REGION, 2025)

    assert elect(house, "sg", REGION, 2027).pk
    assert elect(house, "sg", MUNICIPAL, 2026).pk


def test_a_reason_with_an_identity_number_is_refused(house):
    elect(house, "sg", REGION, 2026)

    assert "personnummer" in refused(house, "sg", REGION, 2027, same_side_reason="Avser 19121212-1212.")


# Holders


def test_a_term_does_not_reach_outside_the_holders_appointment(house):
    appointment = house.people["sg", REGION]
    appointment.starts_on, appointment.ends_on = dt.date(2027, 2, 1), dt.date(2027, 6, 30)
    appointment.save(update_fields=["starts_on", "ends_on"])

    said = refused(house, "sg", REGION)

    assert "först från och med 1 februari 2027" in said
    assert "till och med 30 juni 2027, och det räcker inte till 31 december 2027" in said


def test_only_who_has_a_seat_in_the_body_leads_it(house):
    with pytest.raises(PermissionDenied, match="har ingen plats i Samordningsgruppen"):
        actions.elect(house.sg, CHAIR, house.people["political", REGION], by=None, **year(2027))


def test_aus_presidium_follows_and_is_never_entered(house):
    appointment = a.an_appointment(a.a_seat(house.au), a.a_person())

    with pytest.raises(PermissionDenied) as refusal:
        actions.elect(house.au, CHAIR, appointment, by=house.leader, **year(2027))

    assert str(refusal.value) == "AU:s ordförande är Samordningsgruppens; det följer och matas aldrig in."


def test_a_body_outside_the_portal_has_no_presidium_here(house):
    outside = a.a_body(house.collaboration, "vvg", BodyKind.EXTERNAL, short_name="VVG")

    assert rules.may_plan_chairs(house.leader, outside).reason == (
        "VVG står utanför portalen och har inget presidium här."
    )


@pytest.mark.parametrize("act", ["elect", "name", "leave", "withdraw", "schedule"])
def test_only_the_process_leader_changes_who_leads(house, act):
    stranger = house.people["sg", REGION].user
    planned = a.a_year_of(house.sg, REGION, dt.date(2027, 1, 1))
    held = elect(house, "sg", MUNICIPAL, office=VICE)
    works = {
        "elect": lambda: elect(house, "political", REGION, by=stranger),
        "name": lambda: actions.name_holder(planned, house.people["sg", REGION], by=stranger),
        "leave": lambda: actions.leave(held, reason="Vill det.", by=stranger),
        "withdraw": lambda: actions.withdraw_term(planned, by=stranger),
        "schedule": lambda: actions.write_rotation(house.sg, wish(), digest="", by=stranger),
    }

    with pytest.raises(PermissionDenied, match="Bara processledaren kan registrera en ordförandeperiod"):
        works[act]()


def wish(**fields):
    return actions.Wish(**{"starts_on": dt.date(2027, 1, 1), "years": 1, "first_side": REGION, **fields})


# Planned terms, and their names


def test_a_planned_term_gets_its_name_and_the_holders_principal(house):
    planned = a.a_year_of(house.sg, MUNICIPAL, dt.date(2027, 1, 1), principal=house.municipalities[1])

    named = actions.name_holder(planned, house.people["sg", MUNICIPAL], by=house.leader)

    assert (named.pk, named.principal) == (planned.pk, house.municipalities[0])
    assert OfficeHolding.objects.on(dt.date(2027, 6, 1)).get(body=house.sg).user == named.appointment.user


def test_registering_what_is_planned_gives_it_its_name(house):
    planned = a.a_year_of(house.sg, MUNICIPAL, dt.date(2027, 1, 1))

    assert elect(house, "sg", MUNICIPAL).pk == planned.pk


def test_a_period_beside_a_planned_one_is_told_of_the_plan(house):
    a.a_year_of(house.sg, MUNICIPAL, dt.date(2027, 1, 1))

    said = refused(house, "sg", MUNICIPAL, starts_on=dt.date(2027, 2, 1), ends_on=dt.date(2028, 1, 31))

    assert "har redan en ordförande 1 februari–31 december 2027, planerad utan namn" in said


def test_a_planned_term_takes_nobody_from_the_other_side(house):
    planned = a.a_year_of(house.sg, MUNICIPAL, dt.date(2027, 1, 1))

    with pytest.raises(ValidationError) as refusal:
        actions.name_holder(planned, house.people["sg", REGION], by=house.leader)

    assert sentences(refusal) == (
        "Perioden 1 januari–31 december 2027 är kommunernas, men Sg Region kommer från Org region, på regionens sida."
    )


def test_a_term_with_a_name_gets_no_second_one(house):
    held = elect(house, "sg", REGION)

    with pytest.raises(PermissionDenied, match="har redan ett namn"):
        actions.name_holder(held, house.people["sg", REGION], by=house.leader)


def test_a_plan_without_a_name_can_be_taken_away_with_what_follows(house):
    first = a.a_year_of(house.sg, REGION, dt.date(2027, 1, 1))
    a.a_year_of(house.sg, MUNICIPAL, dt.date(2027, 1, 1), VICE)
    a.a_year_of(house.sg, MUNICIPAL, dt.date(2028, 1, 1))
    kept = a.a_year_of(house.political, REGION, dt.date(2027, 1, 1))

    assert actions.withdraw_term(first, and_later=True, by=house.leader) == 3
    assert list(ChairTerm.objects.all()) == [kept]
    with pytest.raises(ValidationError, match="finns inte längre"):
        actions.withdraw_term(first, by=house.leader)


def test_what_has_a_name_is_not_taken_away(house):
    held = elect(house, "sg", REGION)

    with pytest.raises(PermissionDenied, match="har ett namn"):
        actions.withdraw_term(held, by=house.leader)


# Leaving early


def running(house, name="sg", side=REGION):
    """A term of this calendar year, from the year's first day."""
    return elect(house, name, side, clock.today().year)


def test_who_leaves_early_leaves_the_rest_of_the_period_to_the_same_side(house):
    term = running(house)
    last = min(clock.today(), term.ends_on - DAY)

    rest = actions.leave(term, last_day=last, reason="Har slutat på sjukhuset.", by=house.leader)
    term.refresh_from_db()

    assert (term.ends_on, term.ended_reason) == (last, "Har slutat på sjukhuset.")
    assert (rest.starts_on, rest.ends_on, rest.side, rest.appointment) == (
        last + DAY,
        term.period_ends_on,
        REGION,
        None,
    )
    assert {(one.period_starts_on, one.period_ends_on) for one in ChairTerm.objects.all()} == {
        (term.period_starts_on, term.period_ends_on)
    }
    with pytest.raises(ValidationError, match="är regionens"):
        actions.name_holder(rest, house.people["sg", MUNICIPAL], by=house.leader)
    successor = a.an_appointment(house.people["sg", REGION].seat, a.a_person("Stina Efterträdare"))
    assert actions.name_holder(rest, successor, by=house.leader).held == (last + DAY, term.period_ends_on)


def test_the_power_goes_with_the_office_she_leaves(house):
    term = running(house)
    holder = term.appointment.user
    assert house.sg.pk in powers_of(holder).presides

    actions.leave(term, last_day=clock.today() - DAY, reason="Sjuk.", by=house.leader)

    holder.__dict__.pop("_powers", None)
    assert house.sg.pk not in powers_of(holder).presides


def test_the_rest_of_a_period_is_not_taken_away_but_given_to_somebody(house):
    rest = actions.leave(running(house), last_day=dt.date(clock.today().year, 1, 1), reason="Flyttat.", by=None)

    with pytest.raises(PermissionDenied, match="resten av en period"):
        actions.withdraw_term(rest, by=house.leader)


def test_the_last_day_lies_within_the_term_and_a_reason_is_given(house):
    term = running(house)

    for last in (term.starts_on - DAY, term.ends_on):
        with pytest.raises(ValidationError, match="Ange en dag från 1 januari"):
            actions.leave(term, last_day=last, reason="Flyttat.", by=None)
    with pytest.raises(ValidationError, match="Ange varför"):
        actions.leave(term, last_day=term.starts_on, reason=" ", by=None)
    with pytest.raises(ValidationError, match="Uppdraget har börjat"):
        actions.leave(term, reason="Flyttat.", by=None)


def test_a_name_is_taken_back_before_the_term_begins(house):
    term = elect(house, "sg", REGION, clock.today().year + 1)

    planned = actions.leave(term, reason="Har tackat nej.", by=house.leader)

    assert (planned.pk, planned.appointment, planned.ended_reason) == (term.pk, None, "Har tackat nej.")


def test_where_no_side_takes_turns_nothing_is_left_to_plan(house):
    later = elect(house, "nosam", REGION, clock.today().year + 1)
    now = running(house, "nosam")

    actions.leave(now, last_day=now.starts_on, reason="Flyttat.", by=house.leader)
    actions.leave(later, reason="Flyttat.", by=house.leader)

    assert [one.ends_on for one in ChairTerm.objects.all()] == [now.starts_on]
    assert later.pgh_event_model.objects.filter(pgh_label="delete", ended_reason="Flyttat.").count() == 1


def test_nobody_leaves_what_is_over_or_has_no_name(house):
    over = elect(house, "sg", REGION, clock.today().year - 1)
    planned = a.a_year_of(house.sg, MUNICIPAL, dt.date(clock.today().year, 1, 1))

    with pytest.raises(PermissionDenied, match="redan slut sedan 31 december"):
        actions.leave(over, last_day=over.starts_on, reason="För sent.", by=None)
    with pytest.raises(PermissionDenied, match="planerad utan namn"):
        actions.leave(planned, reason="Ingen.", by=None)


def test_the_held_days_of_a_term_are_those_of_the_view(house):
    elect(house, "sg", REGION)
    appointment, body = house.people["sg", REGION], house.sg
    appointment.starts_on, appointment.ends_on = dt.date(2027, 2, 1), dt.date(2027, 11, 30)
    appointment.save(update_fields=["starts_on", "ends_on"])
    appointment.seat.valid_to = dt.date(2027, 10, 31)
    appointment.seat.save(update_fields=["valid_to"])
    body.valid_from = dt.date(2027, 3, 1)
    body.save(update_fields=["valid_from"])

    def both():
        term = ChairTerm.objects.with_holders().get()
        return term.held, OfficeHolding.objects.filter(body=body).values_list("starts_on", "ends_on").first()

    assert both() == ((dt.date(2027, 3, 1), dt.date(2027, 10, 31)),) * 2
    body.valid_from = dt.date(2027, 12, 1)
    body.save(update_fields=["valid_from"])
    assert both() == (None, None)


# An organisation that changes side


def test_an_organisation_changes_side_only_when_none_of_its_people_has_a_rotating_term(house):
    organisation = house.people["sg", REGION].seat.organisation
    assert rules.may_change_side(organisation)
    this_year = clock.today().year
    elect(house, "nosam", REGION, this_year)
    elect(house, "sg", REGION, this_year - 1)
    assert rules.may_change_side(organisation), "a body that does not rotate, and what is over, stop nobody"
    elect(house, "sg", REGION, this_year + 1)

    assert rules.may_change_side(organisation).reason == (
        f"Org region kan inte byta sida än: Sg Region är ordförande i Samordningsgruppen för regionen "
        f"1 januari {this_year + 1}–31 december {this_year + 1}. Avsluta uppdraget först, eller vänta tills perioden "
        "är slut."
    )
    assert rules.may_change_side(house.people["sg", MUNICIPAL].seat.organisation)


def test_a_term_keeps_its_side_when_the_organisation_gets_another(house):
    term = elect(house, "sg", REGION, clock.today().year - 1)
    with connection.cursor() as cursor:
        cursor.execute(SET_SIDE, [MUNICIPAL, term.appointment.seat.organisation_id])

    term.refresh_from_db()

    assert (term.side, term.principal) == (REGION, house.region)
