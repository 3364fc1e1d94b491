"""Who may take which step of a body's document from which state, written out; documents/workflow.py must agree."""

import pytest
from django.contrib.auth.models import AnonymousUser

from documents import rules
from documents.models import Document
from documents.models.readers import readings_of
from documents.workflow import STEPS, DocumentState, DocumentVerb
from groups.models import User
from groups.views.readers import active_holdings
from tests import builders as a

KEEPERS = "author sg_chair registrar process_leader"  # the chair of Samordningsgruppen presides over AU
PUBLISHERS = "registrar process_leader"
ROLES = (
    *("process_leader", "local_chair", "author", "au_member", "sg_chair", "representative", "co_opted", "reader"),
    *("outsider", "nobody", "registrar", "other_registrar"),
)

# A document of AU's, made by its member. `author` stands for her.
ALLOWED = {
    "DRAFT": {"SHARE": KEEPERS, "FINALISE": KEEPERS, "MARK_SECRET": KEEPERS, "DISCARD": "author"},
    "SHARED": {"WITHDRAW": KEEPERS, "FINALISE": KEEPERS, "MARK_SECRET": KEEPERS},
    "FINALISED": {"PUBLISH": PUBLISHERS, "MARK_SECRET": KEEPERS},
    "ATTESTED": {"PUBLISH": PUBLISHERS, "MARK_SECRET": KEEPERS},
    "PUBLISHED": {"UNPUBLISH": PUBLISHERS},
    "DISPOSED": {},
    "DISCARDED": {},
}
# The same document with a secrecy marking, where it differs.
WHEN_SECRET = {
    "DRAFT": {"SHARE": KEEPERS, "FINALISE": KEEPERS, "UNMARK_SECRET": PUBLISHERS, "DISCARD": "author"},
    "SHARED": {"WITHDRAW": KEEPERS, "FINALISE": KEEPERS, "UNMARK_SECRET": PUBLISHERS},
    "FINALISED": {"UNMARK_SECRET": PUBLISHERS},
    "ATTESTED": {"UNMARK_SECRET": PUBLISHERS},
    "DISPOSED": {},
}
# Who may read it in each state; the public reads what is published.
READ = {
    "DRAFT": "author",
    "SHARED": "author co_opted sg_chair registrar process_leader",
    "FINALISED": "author co_opted sg_chair registrar process_leader local_chair representative reader other_registrar frida",
}
READ |= {"ATTESTED": READ["FINALISED"], "DISPOSED": READ["FINALISED"]}
LEADS_TO = {
    "SHARE": "SHARED",
    "WITHDRAW": "DRAFT",
    "FINALISE": "FINALISED",
    "PUBLISH": "PUBLISHED",
    "UNPUBLISH": "FINALISED",
    "DISCARD": "DISCARDED",
}


@pytest.fixture
def people(cast):
    a.an_authority(cast.au)
    named = {role: getattr(cast, role) for role in ROLES if hasattr(cast, role)}
    return named | {
        "author": cast.au_member,
        "frida": cast.author,
        "registrar": a.a_registrar(cast.au),
        "other_registrar": a.a_registrar(cast.nosam, "Rolf Registrator"),
    }


def a_document(cast, people, state, *, secret=False):
    """The document in a state; ATTESTED and DISPOSED, whose steps are taken on floors above, by hand on the object."""
    wanted = DocumentState(state)
    by_hand = {DocumentState.ATTESTED, DocumentState.DISPOSED, DocumentState.DISCARDED}
    reached = wanted if wanted not in by_hand else DocumentState.FINALISED
    document = a.a_document_in(cast.au, people["author"], reached, cast.process_leader)
    if secret:
        document = a.marked_secret(document, cast.process_leader)
    document.state = wanted
    return document


def test_every_state_and_step_is_in_the_tables():
    assert set(ALLOWED) == set(DocumentState)
    elsewhere = {"ATTEST", "DISPOSE"}
    taken = {verb for table in (ALLOWED, WHEN_SECRET) for verbs in table.values() for verb in verbs}
    assert taken | elsewhere == set(DocumentVerb) == set(STEPS)
    assert {verb.value: step.target for verb, step in STEPS.items() if verb in LEADS_TO} == LEADS_TO


@pytest.mark.parametrize(
    ("state", "secret"), [*((one, False) for one in ALLOWED), *((one, True) for one in WHEN_SECRET)]
)
def test_only_the_named_people_may_take_a_step_and_the_others_are_told_why(cast, people, state, secret):
    table = WHEN_SECRET if secret else ALLOWED
    document = a_document(cast, people, state, secret=secret)

    verdicts = {
        (verb, role): rules.may_take(user, document, verb) for verb in DocumentVerb for role, user in people.items()
    }

    assert all(not verdict.reason or verdict.reason.endswith(".") for verdict in verdicts.values())
    found = {(verb.value, role) for (verb, role), verdict in verdicts.items() if verdict and role != "au_member"}
    assert found == {(verb, role) for verb, roles in table[state].items() for role in roles.split()}


@pytest.mark.parametrize(
    ("state", "secret"), [*((one, False) for one in READ), *((one, True) for one in READ), ("PUBLISHED", False)]
)
def test_only_the_named_people_read_it(cast, people, state, secret):
    reached = state if state in {"DRAFT", "SHARED", "PUBLISHED"} else "FINALISED"
    document = a_document(cast, people, reached, secret=secret)

    readers = {role for role, user in people.items() if reads(user, document)} - {"au_member"}

    if state == "PUBLISHED":
        assert readers == set(people) - {"au_member"}
        assert reads(AnonymousUser(), document)
        return
    assert not reads(AnonymousUser(), document)
    assert readers == set((READ["SHARED"] if secret and state != "DRAFT" else READ[state]).split())


def reads(user, document):
    return Document.objects.visible_to(user).filter(pk=document.pk).exists()


@pytest.mark.parametrize("secret", [False, True])
@pytest.mark.parametrize("state", ["DRAFT", "SHARED", "FINALISED"])
def test_the_page_of_readers_names_exactly_those_who_may_read(cast, people, state, secret):
    document = a_document(cast, people, state, secret=secret)
    holdings, _ = active_holdings(cast.samla.pk)

    named = {reading.user for reading in readings_of(document, holdings)}

    everybody = User.objects.filter(is_active=True)
    assert named == {user.pk for user in everybody if reads(user, document)}
    assert len(named) == {"DRAFT": 1, "SHARED": 5, "FINALISED": 5 if secret else 10}[state]
