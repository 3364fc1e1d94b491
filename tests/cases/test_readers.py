"""”Vem kan se det här?”: the page says exactly what `visible_to` answers, by name and role."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import rules
from cases.models import Case, CaseStep
from cases.models.readers import readings_of
from cases.views.readers import note_readers
from cases.workflow import State
from groups import actions
from groups.models import Body, CareCollaboration, Organisation, User
from groups.powers import Power
from groups.views.readers import active_holdings
from tests import builders as a
from tests.builders import a_case, a_draft
from tests.database import own_database

SECRET = "OSL 25 kap. 1 §"


def give(power, thing, person, **period):
    return actions.grant(power, thing, person, starts_on=a.days(-1), reason="Hjälper till.", by=None, **period)


def differences(cases):
    """For each case the people of whom the page and the question do not say the same."""
    people = {user.pk: user for user in User.objects.all()}
    seen = {pk: set(Case.objects.visible_to(user).values_list("pk", flat=True)) for pk, user in people.items()}
    wrong = {}
    for collaboration in CareCollaboration.objects.all():
        holdings, _ = active_holdings(collaboration.pk)
        for case in cases.filter(collaboration=collaboration).select_related("holder", "origin"):
            said = {reading.user for reading in readings_of(case, holdings)}
            asked = {pk for pk, keys in seen.items() if case.pk in keys}
            if said != asked:
                wrong[case.title] = [people[pk].name for pk in said ^ asked]
    return wrong


@pytest.fixture(scope="module")
def demonstration(demo_template, django_db_blocker):
    with django_db_blocker.unblock(), own_database(demo_template):
        yield


def test_the_page_and_the_question_agree_for_everybody_of_the_demonstration_and_every_case(demonstration):
    readers = [User.objects.create_user(f"{power}@exempel.invalid", power) for power in Power]
    nosam, au = Body.objects.get(slug="nosam-lerum"), Body.objects.get(collaboration__slug="samla", slug="au")
    municipality = Organisation.objects.get(slug="lerums-kommun")
    for body in (nosam, au):
        give(Power.READ_DRAFTS, body, readers[0])
    give(Power.READ_ORGANISATION, municipality, readers[1])
    give(Power.REGISTER, nosam, readers[2])
    readers[3].is_active = False
    readers[3].save(update_fields=["is_active"])
    give(Power.READ, nosam, readers[4])
    User.objects.filter(pk=readers[4].pk).update(is_active=False)

    assert Case.objects.filter(state=State.DRAFT).exists()
    assert Case.objects.exclude(secrecy_provision="").exclude(number=None).exists()
    assert Case.objects.visible_to(readers[0]).filter(number=None).exists()
    assert Case.objects.visible_to(readers[1]).filter(number=None).exists()
    assert differences(Case.objects.all()) == {}
    Case.objects.filter(number=None).update(secrecy_provision=SECRET)
    assert differences(Case.objects.all()) == {}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("secrecy", ["", SECRET])
def test_the_page_and_the_question_agree_in_every_state(cast, state, secrecy):
    give(Power.READ_DRAFTS, cast.nosam, cast.nobody)
    give(Power.READ_ORGANISATION, cast.parties[1], cast.outsider)  # somebody of another collaboration
    a_case(cast, state, secrecy_provision=secrecy)
    by_chair = a_draft(cast, by=cast.local_chair, secrecy_provision=secrecy)  # who sits for the municipality
    a_draft(cast, cast.elsewhere, cast.outsider)

    assert differences(Case.objects.all()) == {}
    assert Case.objects.visible_to(cast.outsider).filter(pk=by_chair.pk).exists() == (not secrecy)


def test_the_page_says_who_reads_the_notes_as_the_rule_does(cast):
    case = a_case(cast, State.IN_PREPARATION)
    holdings, people = active_holdings(cast.samla.pk)

    readers = {user.name for user in User.objects.all() if rules.may_read_notes(user, case)}

    assert set(note_readers(case, holdings, people)) == readers
    assert "Lena Lokalordförande" not in readers


# The words


def groups_on(client, case):
    page = client.get(f"{case.get_absolute_url()}vem-ser/")
    assert page.status_code == 200
    return {group.title: list(group.people) for group in page.context["groups"]}, page


def test_a_drafts_readers_are_named_by_role(cast, sign_in):
    draft = a_draft(cast, by=cast.local_chair)
    last = give(Power.READ_DRAFTS, cast.nosam, cast.reader, ends_on=a.days(9)).ends_on
    give(Power.READ_ORGANISATION, cast.parties[1], cast.nobody)

    groups, page = groups_on(sign_in(cast.reader), draft)

    assert list(groups) == [
        "Processledare",
        "Den som skrev utkastet",
        "Ordförande och vice ordförande i NOSAM Lerum",
        "Behörighet: läsa gruppens utkast",
        "Behörighet: läsa utkast som organisationens representanter skriver",
    ]
    assert groups["Behörighet: läsa gruppens utkast"][0].startswith("Rut Läsare (till och med ")
    assert str(last.year) in groups["Behörighet: läsa gruppens utkast"][0]
    assert groups["Den som skrev utkastet"] == ["Lena Lokalordförande"]
    assert "Idag kan fyra personer läsa utkastet" in page.text
    assert "Arbetsanteckningar" not in page.text


def test_a_cases_readers_are_named_by_body_the_holder_first(cast, sign_in):
    groups, page = groups_on(sign_in(cast.representative), a_case(cast, State.SENT))

    assert list(groups) == [
        "Processledare",
        "AU (har ärendet)",
        "Alla med plats i Samordningsgruppen",
        "Alla med plats i NOSAM Lerum",
        "Behörighet: läsa inlämnade ärenden",
    ]
    assert groups["AU (har ärendet)"] == ["Anders Ledamot", "Gun Adjungerad", "Sara Sammanhållande"]
    assert "Med en markering skulle det bara läsas" in page.text
    assert "(AU och NOSAM Lerum)" in page.text
    assert "på grund av markeringen" not in page.text


def test_a_secret_case_says_whom_the_marking_shuts_out(cast, sign_in):
    case = a_case(cast, State.SENT, secrecy_provision=SECRET)

    groups, page = groups_on(sign_in(cast.author), case)

    assert list(groups) == ["Processledare", "AU (har ärendet)", "Alla med plats i NOSAM Lerum"]
    shut_out = {group.title: list(group.people) for group in page.context["shut_out"]}
    assert shut_out["Alla med plats i Samordningsgruppen"] == ["Rolf Representant"]
    assert list(shut_out)[1:] == ["Behörighet: läsa inlämnade ärenden"]
    assert [group.why for group in page.context["shut_out"]] == [
        "Ärendet har inte passerat gruppen.",
        "En behörighet räcker inte för det som är sekretessmarkerat.",
    ]
    assert page.context["groups"][2].why == "Ärendet har passerat gruppen."
    assert SECRET in page.text


def test_a_withdrawn_grant_is_gone_from_the_page(cast, sign_in):
    draft = a_draft(cast)
    given = give(Power.READ_DRAFTS, cast.nosam, cast.reader)
    assert "Rut Läsare" in sign_in(cast.author).get(f"{draft.get_absolute_url()}vem-ser/").text

    actions.withdraw(given, reason="Klar.", by=cast.process_leader)

    assert "Rut Läsare" not in sign_in(cast.author).get(f"{draft.get_absolute_url()}vem-ser/").text


def test_who_may_not_see_the_case_may_not_see_who_does(cast, sign_in):
    draft, case = a_draft(cast), a_case(cast)

    assert sign_in(cast.reader).get(f"{draft.get_absolute_url()}vem-ser/").status_code == 404
    assert sign_in(cast.outsider).get(f"{case.get_absolute_url()}vem-ser/").status_code == 404


@pytest.mark.parametrize("secrecy", ["", SECRET])
def test_the_page_costs_the_same_however_many_read_the_case(cast, sign_in, secrecy):
    case = a_case(cast, State.SENT, secrecy_provision=secrecy)
    client = sign_in(cast.au_member)
    address = f"{case.get_absolute_url()}vem-ser/"
    client.get(address)
    counts = {}
    for size in (3, 30):
        for _ in range(size):
            a.a_member(cast.au)
            give(Power.READ, cast.sg, a.a_person())
        CaseStep.objects.bulk_create([copy_of(case.steps.last()) for _ in range(size)])
        with CaptureQueriesContext(connection) as queries:
            assert "Mia Medlem" in client.get(address).text
        counts[size] = len(queries)

    assert counts[3] == counts[30] <= 12, counts


def copy_of(step):
    values = {field.attname: getattr(step, field.attname) for field in step._meta.concrete_fields}
    return CaseStep(**{**values, "id": None})
