"""No personal identity number gets into a free text, whichever form it is typed in (rule 7, L20)."""

import inspect
from functools import partial

import pytest
from django import forms

import cases.forms
from cases.forms import CaseForm, StepForm
from cases.models import Case, CaseNote, CaseStep
from cases.workflow import STEPS, Need, State, Verb
from tests import builders as a
from tests.builders import TEXTS, a_case, a_draft, typed, url_of

TOLVAN = "19121212-1212"  # the number that Sweden uses in examples
TYPED = f"Vi talade om en patient, {TOLVAN}, på mötet."
REFUSED = "något som ser ut som ett personnummer"
SEARCHED = {("FilterForm", "q")}  # words that are looked for and never kept


def our_forms(cast):
    """Every form of ours, as a function from what was typed to the form."""
    given = {"collaboration": cast.samla, "states": list(State), "instance": a_draft(cast)}
    for name, form in inspect.getmembers(cases.forms, inspect.isclass):
        if not issubclass(form, forms.BaseForm) or not form.__module__.startswith("cases.forms."):
            continue
        wanted = {"collaboration"} if issubclass(form, CaseForm) else inspect.signature(form.__init__).parameters
        kwargs = {key: given[key] for key in given if key in wanted}
        for more in [{"verb": verb} for verb in Verb] if form is StepForm else [{}]:
            yield name, partial(form, **kwargs, **more)


def test_every_free_text_of_every_form_refuses_an_identity_number(cast):
    tried = set()
    for name, form in our_forms(cast):
        texts = {key for key, field in form().fields.items() if type(field) is forms.CharField}
        texts -= {key for form_name, key in SEARCHED if form_name == name}

        errors = form(dict.fromkeys(texts, TOLVAN)).errors

        assert {key for key in texts if REFUSED in str(errors.get(key))} == texts, name
        tried |= {(name, key) for key in texts}

    assert {name for name, _ in tried} == {
        "CaseForm",
        "PreparationForm",
        "RegistrationForm",
        "StepForm",
        "NoteForm",
        "InformForm",
        "DocumentsForm",
        "VersionForm",
    }


@pytest.mark.parametrize(
    "field", ["title", "background", "question", "proposal", "consequence", "attachments", "prepared_by"]
)
def test_a_changed_case_with_an_identity_number_is_422_and_says_what_to_do(cast, sign_in, field):
    case = a_case(cast, State.IN_PREPARATION)

    page = sign_in(cast.au_member).post(
        url_of(case, "andra/"), typed(cast, version=case.version, **{field: f"{TEXTS[field]} {TOLVAN}"})
    )

    assert page.status_code == 422
    assert REFUSED in page.text
    assert "Ta bort numret och beskriv frågan utan personuppgifter." in page.text
    assert Case.objects.get().version == case.version


def test_a_new_case_with_an_identity_number_is_not_saved_and_not_lost(cast, sign_in):
    page = sign_in(cast.author).post("/arenden/nytt/", typed(cast, background=TYPED))

    assert page.status_code == 422
    assert TYPED in page.text
    assert not Case.objects.exists()


def test_a_registered_sender_is_no_identity_number(cast, sign_in):
    form = typed(cast, origin=cast.vvg.pk, sender_name=TYPED, received_on=a.days(-1).isoformat())

    page = sign_in(cast.process_leader).post("/arenden/registrera/", form)

    assert page.status_code == 422
    assert not Case.objects.exists()


@pytest.mark.parametrize("verb", [verb for verb in Verb if STEPS[verb].needs & {Need.NOTE, Need.MESSAGE}])
def test_a_step_with_an_identity_number_is_422_whatever_the_step(cast, sign_in, verb):
    state, person = WHERE[verb]
    case = a_case(cast, state)
    rest = "skicka/nosam-lerum/" if verb == Verb.SEND else f"{STEPS[verb].slug}/"
    steps = CaseStep.objects.count()

    page = sign_in(getattr(cast, person)).post(
        url_of(case, f"steg/{rest}"), {"note": TYPED, "on": a.days(9).isoformat(), "position": "1"}
    )

    assert page.status_code == 422
    assert REFUSED in page.text
    assert TYPED in page.text
    assert CaseStep.objects.count() == steps


WHERE = {
    Verb.ANSWER: (State.COMPLETION, "local_chair"),
    Verb.REPLY: (State.DEEPENED, "local_chair"),
    Verb.SEND: (State.IN_PREPARATION, "au_member"),
    Verb.ASK: (State.IN_PREPARATION, "au_member"),
    Verb.DEEPEN: (State.IN_PREPARATION, "au_member"),
    Verb.PREPARE_MORE: (State.READY, "au_member"),
    Verb.PRIORITISE: (State.IN_PREPARATION, "au_member"),
    Verb.RETURN: (State.IN_PREPARATION, "au_member"),
    Verb.PARK: (State.IN_PREPARATION, "au_member"),
    Verb.CLOSE: (State.IN_PREPARATION, "au_member"),
    Verb.REOPEN: (State.CLOSED, "au_member"),
}


def test_a_working_note_with_an_identity_number_is_422(cast, sign_in):
    case = a_case(cast, State.IN_PREPARATION)

    page = sign_in(cast.au_member).post(url_of(case, "anteckning/"), {"text": TYPED})

    assert page.status_code == 422
    assert TYPED in page.text
    assert not CaseNote.objects.exists()


def test_what_only_looks_like_an_identity_number_is_kept(cast, sign_in):
    text = "Ring 0700-123456, diarienummer 2026-123456, organisationsnummer 212000-1355."

    sign_in(cast.author).post("/arenden/nytt/", typed(cast, background=text))

    assert Case.objects.get().background == text


def test_nobody_else_is_chosen_than_the_collaborations_own(cast, sign_in):
    theirs = a.an_organisation(cast.other, "deras")
    draft = a_draft(cast)

    page = sign_in(cast.author).post(url_of(draft, "andra/"), typed(cast, version=draft.version, parties=[theirs.pk]))

    assert page.status_code == 422
    assert not draft.party_links.filter(organisation=theirs).exists()
