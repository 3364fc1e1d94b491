"""Rule 15: the parties concerned get the same information, and it is kept who got it and when."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from cases import actions, rules
from cases.models import Case, CaseParty, Information, InformationReceiver
from groups.models import NotificationChoice, NotificationKind, NotificationTiming
from outbox.models import OutgoingMail
from tests import builders as a
from tests.builders import a_case, a_draft, url_of

TEXT = "Rutinen prövas från den 1 mars. Hör av er till processledaren med frågor."
SECRET = "OSL 25 kap. 1 §"


@pytest.fixture
def told(cast):
    """Two who sit for the same organisation in two bodies, and somebody for another one."""
    one, other = cast.parties[:2]
    first = a.a_member(cast.sg, "Frida Först", organisation=one)
    second = a.a_member(cast.au, "Siv Sist", organisation=one)
    third = a.a_member(cast.sg, "Tilda Tredje", organisation=other)
    return first, second, third


def reached(information):
    return {receiver.user for receiver in information.receivers.all()}


def test_everybody_who_sits_for_a_party_is_told_the_same_and_logged(cast, told):
    case = a_case(cast)
    first, second, third = told
    information = actions.inform(case, cast.parties[:1], TEXT, by=cast.process_leader)

    assert {first, second} <= reached(information)
    assert third not in reached(information)
    receiver = information.receivers.get(user=first)
    assert (receiver.name, receiver.organisation_name) == (first.name, cast.parties[0].name)
    letters = OutgoingMail.objects.filter(recipient__in=reached(information))
    assert letters.count() == len(reached(information))
    assert len({letter.text for letter in letters}) == 1
    assert not any(TEXT in letter.text + letter.html + letter.subject for letter in letters)
    assert not any(case.title in letter.text + letter.html + letter.subject for letter in letters)


def test_whoever_wants_no_letter_gets_none_but_is_told_in_the_portal(cast, told, client):
    first = told[0]
    NotificationChoice.objects.create(
        user=first, kind=NotificationKind.CASE_INFORMATION, timing=NotificationTiming.NEVER
    )
    case = a_case(cast)
    actions.inform(case, cast.parties[:1], TEXT, by=cast.process_leader)
    assert not OutgoingMail.objects.filter(recipient=first).exists()

    client.force_login(first)
    assert "Läs informationen" in client.get("/").content.decode()
    page = client.get(url_of(case, "information/")).content.decode()
    assert TEXT in page
    assert first.name in page
    client.post(url_of(case, "information/last/"))
    assert "Läs informationen" not in client.get("/").content.decode()
    assert InformationReceiver.objects.get(user=first).read_at is not None


def test_nobody_is_told_who_may_not_read_the_case(cast, told):
    first, second, _ = told
    case = a_case(cast, secrecy_provision=SECRET)
    reads = {user for user in told if Case.objects.visible_to(user).filter(pk=case.pk).exists()}
    assert reads != set(told)  # otherwise there is nothing to hide
    by_organisation = {party.organisation: set(party.people) for party in actions.parties_of(case)}
    assert by_organisation[cast.parties[0]] & {first, second} == reads & {first, second}


def test_an_organisation_without_anybody_is_said_and_alone_refused(cast, client):
    empty = a.an_organisation(cast.samla, "tom-organisation")
    case = a_case(cast)
    CaseParty.objects.create(case=case, organisation=empty)
    with pytest.raises(ValidationError, match="Ingen av de valda"):
        actions.inform(case, [empty], TEXT, by=cast.process_leader)
    client.force_login(cast.process_leader)
    assert "kan nås hos" in client.get(url_of(case, "meddela/")).content.decode()


def test_a_draft_is_told_to_nobody_and_only_who_has_the_case_tells(cast):
    draft = a_draft(cast)
    assert not rules.may_inform(cast.process_leader, draft)
    case = a_case(cast)
    assert rules.may_inform(cast.process_leader, case)
    assert rules.may_inform(cast.local_chair, case)
    with pytest.raises(PermissionDenied):
        actions.inform(case, cast.parties[:1], TEXT, by=cast.reader)


def test_what_was_told_is_never_changed(cast, told):
    information = actions.inform(a_case(cast), cast.parties[:1], TEXT, by=cast.process_leader)
    with pytest.raises(DatabaseError), transaction.atomic():
        Information.objects.filter(pk=information.pk).update(text="Något annat")
    with pytest.raises(DatabaseError), transaction.atomic():
        Information.objects.filter(pk=information.pk).delete()


def test_the_form_keeps_what_was_typed_when_it_is_refused(cast, told, client):
    client.force_login(cast.process_leader)
    case = a_case(cast)
    page = client.post(url_of(case, "meddela/"), {"parties": [], "text": TEXT})
    assert page.status_code == 422
    assert TEXT in page.content.decode()
    assert "Välj minst en organisation" in page.content.decode()
    page = client.post(url_of(case, "meddela/"), {"parties": [cast.parties[0].pk], "text": "Gäller 811218-9876."})
    assert page.status_code == 422
    assert not Information.objects.exists()


def test_the_form_tells_and_says_how_many(cast, told, client):
    client.force_login(cast.process_leader)
    case = a_case(cast)
    page = client.post(url_of(case, "meddela/"), {"parties": [cast.parties[0].pk], "text": TEXT}, follow=True)
    assert "har fått informationen" in page.content.decode()
    assert Information.objects.get().text == TEXT
    assert mail.outbox == []  # letters go through the queue
