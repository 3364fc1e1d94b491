"""A power that ends at midnight while she writes: the answer is no, and what she had typed is given back."""

import datetime as dt

import pytest
import time_machine

from cases.models import Case, CaseNote, CaseStep
from cases.workflow import State
from groups import actions
from groups.models import Appointment, BodyGrant
from groups.powers import Power
from samla.clock import STOCKHOLM
from tests import builders as a
from tests.builders import TEXTS, a_case, a_draft, missing_from, typed, url_of
from tests.cast import confirm

LONG = "Två boenden vill vara med, och sjukhuset har svarat att det går bra."
LAST_DAY = a.days(7)


def at(day, hour, minute):
    return time_machine.travel(dt.datetime.combine(day, dt.time(hour, minute), STOCKHOLM), tick=False)


def before_midnight():
    return at(LAST_DAY, 23, 50)


def after_midnight():
    return at(LAST_DAY + dt.timedelta(days=1), 0, 5)


def open_and_post(client, person, page, address, form):
    """She opens the form on her last day, and sends it a quarter of an hour later."""
    with before_midnight():
        client.force_login(person)
        confirm(client, person)
        assert client.get(page).status_code == 200
    with after_midnight():
        return client.post(address, form)


def seat_ends(person):
    Appointment.objects.filter(user=person).update(ends_on=LAST_DAY)


@pytest.mark.parametrize("what", ["edit", "note", "step"])
def test_a_seat_that_ends_among_several_gives_403_with_the_sentence_and_the_text(cast, client, what):
    """She still belongs to the collaboration and sees the case, but it is no longer hers."""
    case = a_case(cast, State.IN_PREPARATION)
    seat_ends(cast.au_member)
    a.an_appointment(a.a_seat(cast.sg), cast.au_member)
    address, form, sentence = {
        "edit": ("andra/", typed(cast, question=LONG, version=case.version), "gruppens ledamöter i AU"),
        "note": ("anteckning/", {"text": LONG}, "Arbetsanteckningar läses av den grupp som har ärendet."),
        "step": ("steg/begar-komplettering/", {"note": LONG}, "gruppens ledamöter i AU"),
    }[what]
    page = "" if what == "note" else address

    answer = open_and_post(client, cast.au_member, url_of(case, page), url_of(case, address), form)

    assert answer.status_code == 403
    assert missing_from(answer, [sentence, "Det du hade skrivit", LONG]) == []
    assert nothing_changed(case)


@pytest.mark.parametrize("what", ["edit", "note", "step"])
def test_the_last_power_that_ends_gives_404_with_the_text_and_nothing_of_the_case(cast, client, what):
    case = a_case(cast, State.IN_PREPARATION, title="Rubriken som ingen annan ser")
    seat_ends(cast.au_member)
    address, form = {
        "edit": ("andra/", typed(cast, title="Min nya rubrik", question=LONG, version=case.version)),
        "note": ("anteckning/", {"text": LONG}),
        "step": ("steg/begar-komplettering/", {"note": LONG}),
    }[what]
    page = "" if what == "note" else address

    answer = open_and_post(client, cast.au_member, url_of(case, page), url_of(case, address), form)

    assert answer.status_code == 404
    assert missing_from(answer, ["inte längre tillgång", LONG]) == []
    assert case.title not in answer.text
    assert nothing_changed(case)


def test_a_draft_by_whose_body_she_has_left_is_404_with_her_text(cast, client):
    draft = a_draft(cast, title="Rubriken på utkastet")
    seat_ends(cast.author)
    form = typed(cast, title="Min nya rubrik", background=LONG, version=draft.version)

    answer = open_and_post(client, cast.author, url_of(draft, "andra/"), url_of(draft, "andra/"), form)

    assert answer.status_code == 404
    assert missing_from(answer, ["Det du hade skrivit", LONG, "Min nya rubrik"]) == []
    assert Case.objects.get().title == "Rubriken på utkastet"


def test_a_new_case_sent_after_midnight_is_403_with_all_its_texts(cast, client):
    seat_ends(cast.author)
    address = "/arenden/nytt/?grupp=nosam-lerum"

    answer = open_and_post(client, cast.author, address, address, typed(cast, background=LONG))

    assert answer.status_code == 403
    assert missing_from(answer, ["Ärenden skrivs av den som har en plats", LONG, TEXTS["proposal"]]) == []
    assert not Case.objects.exists()


def test_a_reason_for_a_power_is_kept_when_the_givers_own_has_ended(cast, client):
    administrator = a.a_person()
    actions.grant(
        Power.ADMINISTER,
        cast.parties[0],
        administrator,
        starts_on=a.days(0),
        ends_on=LAST_DAY,
        reason="Sköter.",
        by=None,
    )
    a.an_appointment(a.a_seat(cast.sg), administrator)
    address = "/organisation/sjukhuset/behorigheter/ny/"

    answer = open_and_post(client, administrator, address, address, {"user": "Frida Författare", "reason": LONG})

    assert answer.status_code == 403
    assert missing_from(answer, ["Bara processledaren kan ge", "Skäl", LONG]) == []


def test_under_htmx_too_the_text_is_given_back(cast, client):
    case = a_case(cast, State.IN_PREPARATION, title="Rubriken som ingen annan ser")
    seat_ends(cast.au_member)
    with before_midnight():
        client.force_login(cast.au_member)
    with after_midnight():
        answer = client.post(url_of(case, "steg/begar-komplettering/"), {"note": LONG}, headers={"HX-Request": "true"})

    assert answer.status_code == 404
    assert missing_from(answer, ["inte längre tillgång", LONG]) == []
    assert "<main" not in answer.text
    assert case.title not in answer.text


def test_the_page_for_what_is_hidden_is_the_page_for_what_does_not_exist(cast, client):
    case = a_case(cast, State.IN_PREPARATION)
    BodyGrant.objects.filter(user=cast.reader).update(ends_on=LAST_DAY)
    with after_midnight():
        client.force_login(cast.reader)
        hidden, missing = (
            client.post(f"/arenden/{number}/anteckning/", {"text": LONG})
            for number in (case.number.replace(" ", "-"), "SAMLA-1999-0001")
        )

    assert hidden.status_code == missing.status_code == 404
    assert without_token(hidden) == without_token(missing)


def test_a_page_that_is_only_read_gives_no_text_back(cast, sign_in):
    answer = sign_in(cast.author).get("/arenden/SAMLA-1999-0001/?text=Något+långt+i+adressen")

    assert answer.status_code == 404
    assert "Det du hade skrivit" not in answer.text
    assert "inte längre tillgång" not in answer.text


def without_token(answer):
    return [line for line in answer.text.splitlines() if "csrfmiddlewaretoken" not in line]


def nothing_changed(case):
    now = Case.objects.get(pk=case.pk)
    return (
        now.version == case.version
        and now.question == TEXTS["question"]
        and not CaseNote.objects.exists()
        and CaseStep.objects.filter(case=case).count() == 3
    )
