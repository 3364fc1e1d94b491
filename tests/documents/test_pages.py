"""The pages that the process leader writes: who reads, who writes, what is kept, and what a new load leaves alone."""

import re

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.html import escape

from documents import actions
from documents.models import Page
from groups.models import CareCollaboration, Seat, StaffRole
from plans.actions import load_structure
from samla import clock
from tests import builders as a

WORDS = {"title": "Våra principer", "content": "# Helhetssyn\n\nHela människan.", "is_public": True}
SAMLA = settings.BASE_DIR / "structure" / "samla.toml"
EXAMPLE = settings.BASE_DIR / "structure" / "exempel.toml"


@pytest.fixture
def page(cast):
    return a_page(cast)


def a_page(cast, slug="principer", **words):
    blank = Page(collaboration=cast.samla, slug=slug, version=0)
    return actions.publish(blank, {**WORDS, **words}, version=0, by=cast.process_leader)


def typed(page, **changes):
    return {"title": page.title, "content": page.content, "is_public": "on", "version": page.version, **changes}


def edit(slug="principer"):
    return f"/sidor/{slug}/andra/"


def test_everybody_reads_a_public_page_and_its_headings_follow_the_pages_own(client, page):
    answer = client.get("/om/principer/")

    assert answer.status_code == 200
    assert "<h1>Våra principer</h1>" in answer.text
    assert "<h2>Helhetssyn</h2>" in answer.text
    assert "sessionid" not in answer.cookies
    assert "csrftoken" not in answer.cookies


def test_a_page_that_is_not_public_is_read_by_those_who_belong_and_by_nobody_else(client, cast, sign_in):
    a_page(cast, is_public=False)

    assert client.get("/om/principer/")["Location"] == "/logga-in/?next=/om/principer/"
    assert sign_in(cast.outsider).get("/om/principer/").status_code == 404
    assert sign_in(cast.representative).get("/om/principer/").status_code == 200


def test_about_leads_to_the_pages_that_the_reader_may_see(client, cast, sign_in):
    a_page(cast)
    a_page(cast, "inre", title="Bara för oss", is_public=False)

    assert 'href="/om/principer/"' in client.get("/om/").text
    assert "Bara för oss" not in client.get("/om/").text
    assert "Bara för oss" in sign_in(cast.representative).get("/om/").text


@pytest.mark.parametrize("address", ["/om/", "/kontakt/"])
def test_what_every_foot_leads_to_answers_before_anybody_has_written_it(client, cast, sign_in, address):
    slug = address.strip("/")
    assert client.get(address).status_code == 200
    assert f'href="{address}"' in client.get("/organisation/").text
    leader = sign_in(cast.process_leader)
    assert f'href="{edit(slug)}"' in leader.get(address).text

    answer = leader.post(edit(slug), {"title": "Rubriken", "content": "Första orden.", "version": 0})

    assert answer["Location"] == address
    assert "Första orden." in client.get(address).text
    assert Page.objects.get(slug=slug).version == 1


def test_about_and_contact_have_one_address_each(client, cast):
    assert client.get("/om/kontakt/").status_code == 404
    assert client.get("/om/om/").status_code == 404


def test_only_the_process_leader_changes_a_page(page, cast, sign_in):
    for person in (cast.sg_chair, cast.reader, cast.outsider):
        with pytest.raises(PermissionDenied, match="Bara processledaren"):
            actions.publish(page, {**WORDS, "content": "Mitt."}, version=1, by=person)
    assert "Ändra sidan" not in sign_in(cast.sg_chair).get("/om/principer/").text

    answer = sign_in(cast.sg_chair).post(edit(), typed(page, content="Något som hon har skrivit."))

    assert answer.status_code == 403
    assert "Bara processledaren ändrar den här sidan." in answer.text
    assert "Något som hon har skrivit." in answer.text
    page.refresh_from_db()
    assert page.content == WORDS["content"]


def test_the_preview_shows_the_page_and_saves_nothing(page, cast, sign_in):
    leader = sign_in(cast.process_leader)

    answer = leader.post(edit(), typed(page, title="Ny rubrik", content="## Ny *text*", preview="1"))

    assert answer.status_code == 200
    assert "<em>text</em>" in answer.text
    assert "Inget är publicerat än." in answer.text
    assert 'value="Ny rubrik"' in answer.text
    page.refresh_from_db()
    assert (page.title, page.version) == ("Våra principer", 1)


def test_saving_publishes_at_once_and_keeps_what_stood_there_with_who_and_when(client, page, cast, sign_in):
    with time_machine.travel(clock.now() + a.YEAR, tick=False):
        answer = sign_in(cast.process_leader).post(edit(), typed(page, content="Andra orden."))
        assert answer["Location"] == "/om/principer/"
        year = clock.today().year

    reader = sign_in(cast.representative)
    versions = reader.get("/sidor/principer/versioner/").text
    assert versions.index("Version 2") < versions.index("Version 1")
    assert len(re.findall(rf"{year} kl\. \d\d\.\d\d, Petra Processledare", versions)) == 1
    first = reader.get("/sidor/principer/versioner/1/").text
    assert "Hela människan." in first
    assert "Så här stod det tidigare." in first
    assert "Andra orden." in reader.get("/om/principer/").text


def test_the_same_words_again_make_no_new_version(page, cast):
    assert actions.publish(page, WORDS, version=1, by=cast.process_leader).version == 1


def test_the_history_of_a_page_is_for_those_who_belong(client, page, cast, sign_in):
    addresses = ["/sidor/principer/versioner/", "/sidor/principer/versioner/1/"]
    for address in addresses:
        assert client.get(address).status_code == 302
        assert sign_in(cast.outsider).get(address).status_code == 404
        assert sign_in(cast.representative).get(address).status_code == 200
        client.logout()
    assert sign_in(cast.representative).get("/sidor/principer/versioner/9/").status_code == 404
    assert sign_in(cast.representative).get("/sidor/om/versioner/").status_code == 404  # nobody has written it


def test_the_public_is_not_told_who_changed_a_page(client, page, cast, sign_in):
    assert "Petra" not in client.get("/om/principer/").text.partition("<main")[2]
    assert "av Petra Processledare" in sign_in(cast.representative).get("/om/principer/").text


def test_an_earlier_version_can_be_begun_from(page, cast, sign_in):
    page = actions.publish(page, {**WORDS, "content": "Andra orden."}, version=1, by=cast.process_leader)
    leader = sign_in(cast.process_leader)

    form = leader.get(f"{edit()}?version=1").text

    assert "Hela människan." in form
    assert 'name="version" value="2"' in form
    for nonsense in ("9", "x", "9" * 40, ""):
        assert "Andra orden." in leader.get(f"{edit()}?version={nonsense}").text


def test_a_stale_form_is_answered_with_both_texts_and_nothing_is_overwritten(page, cast, sign_in):
    leader = sign_in(cast.process_leader)
    stale = typed(page, content="Det jag skrev.")
    actions.publish(page, {**WORDS, "content": "Det hon sparade."}, version=1, by=cast.process_leader)

    answer = leader.post(edit(), stale)

    assert answer.status_code == 409
    assert "Det jag skrev." in answer.text
    assert "Det hon sparade." in answer.text
    page.refresh_from_db()
    assert (page.content, page.version) == ("Det hon sparade.", 2)


def test_of_two_who_write_the_same_page_first_the_second_is_told(cast):
    a_page(cast, "om")

    with pytest.raises(actions.StalePageError):
        a_page(cast, "om", content="Den andras.")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"content": "Ring 19121212-1212."}, "ser ut som ett personnummer"),
        ({"title": "19121212-1212"}, "ser ut som ett personnummer"),
        ({"title": ""}, "måste fyllas i"),
        ({"content": "a" * 60_001}, "60"),
        ({"version": "många"}, "heltal"),
    ],
    ids=["number_in_text", "number_in_title", "no_title", "too_long", "no_version"],
)
def test_bad_words_are_refused_with_a_sentence_and_what_was_typed_is_kept(page, cast, sign_in, changes, sentence):
    words = typed(page, **{"content": "Det här ska finnas kvar.", **changes})

    answer = sign_in(cast.process_leader).post(edit(), words)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert escape(words["content"][:40]) in answer.text
    page.refresh_from_db()
    assert page.version == 1


def test_an_action_refuses_identity_numbers_too(page, cast):
    with pytest.raises(ValidationError, match="personnummer"):
        actions.publish(page, {**WORDS, "content": "19121212-1212"}, version=1, by=cast.process_leader)


def test_markup_in_a_text_is_shown_and_never_run(client, cast):
    a_page(cast, content="<script>alert(1)</script> [x](javascript:alert(1)) ![b](https://annan.example/b.png)")

    main = client.get("/om/principer/").text.partition("<main")[2].partition("</main>")[0]

    assert "<script" not in main
    assert 'href="javascript:' not in main
    assert "<img" not in main


# Contact by role


def test_the_public_finds_roles_and_their_addresses_but_no_persons_name(client, cast, sign_in):
    leader = sign_in(cast.process_leader)
    words = {"title": "Kontakt", "content": "", "version": 0, "PROCESS_LEADER": "samla@exempel.invalid"}
    assert leader.post(edit("kontakt"), {**words, "CHAIR:nosam-lerum": "nosam@exempel.invalid"}).status_code == 302
    client.logout()

    main = client.get("/kontakt/").text.partition("<main")[2].partition("</main>")[0]

    assert 'href="mailto:samla@exempel.invalid"' in main
    assert "Ordförande i NOSAM Lerum" in main
    assert 'href="mailto:nosam@exempel.invalid"' in main
    assert "Nås genom processledaren" in main
    assert [name for name in ("Petra", "Lena", "Sara", cast.process_leader.email) if name in main] == []


def test_those_who_belong_read_who_has_the_staff_seats_today(cast, sign_in):
    assert "Petra Processledare" not in main_of(sign_in(cast.outsider).get("/kontakt/"))
    main = main_of(sign_in(cast.representative).get("/kontakt/"))

    assert "Petra Processledare" in main
    assert f'href="mailto:{cast.process_leader.email}"' in main
    assert "Lena Lokalordförande" not in main  # her name stands on the body's page, which the role leads to
    assert f'href="{cast.nosam.get_absolute_url()}"' in main

    with time_machine.travel(clock.now() + 5 * a.YEAR, tick=False):
        assert "Petra Processledare" in main_of(sign_in(cast.representative).get("/kontakt/"))
    cast.process_leader.appointments.update(ends_on=a.days(-1))
    assert "Petra Processledare" not in main_of(sign_in(cast.representative).get("/kontakt/"))


def main_of(answer):
    return answer.text.partition("<main")[2].partition("</main>")[0]


def test_an_address_that_is_none_is_refused_at_its_field(cast, sign_in):
    words = {"title": "Kontakt", "content": "Kvar.", "version": 0, "PROCESS_LEADER": "inte en adress"}

    answer = sign_in(cast.process_leader).post(edit("kontakt"), words)

    assert answer.status_code == 422
    assert "inte en adress" in answer.text
    assert '<a href="#id_PROCESS_LEADER">E-post till processledare</a>' in answer.text


def test_addresses_are_part_of_the_version_and_of_a_conflict(cast, sign_in):
    contact = a_page(cast, "kontakt", title="Kontakt", addresses={"PROCESS_LEADER": "a@exempel.invalid"})
    actions.publish(contact, {"addresses": {"PROCESS_LEADER": "b@exempel.invalid"}}, version=1, by=cast.process_leader)
    leader = sign_in(cast.process_leader)

    answer = leader.post(edit("kontakt"), {**typed(contact), "PROCESS_LEADER": "c@exempel.invalid"})

    assert answer.status_code == 409
    assert "b@exempel.invalid" in answer.text
    assert "c@exempel.invalid" in answer.text
    assert "a@exempel.invalid" in leader.get("/sidor/kontakt/versioner/1/").text


def test_only_the_contact_page_has_addresses(cast):
    with pytest.raises(Exception, match="page_addresses_only_for_contact"):
        a_page(cast, "om", addresses={"PROCESS_LEADER": "a@exempel.invalid"})


def test_about_and_contact_cannot_be_hidden(cast, sign_in):
    leader = sign_in(cast.process_leader)
    for slug in ("om", "kontakt"):
        assert "is_public" not in leader.get(edit(slug)).text
        leader.post(edit(slug), {"title": "Rubrik", "content": "", "version": 0})
    a_page(cast)
    assert 'name="is_public"' in leader.get(edit()).text

    assert Page.objects.filter(slug__in=["om", "kontakt"], is_public=True).count() == 2


# What comes with the structure


@pytest.mark.django_db
def test_a_load_brings_the_pages_that_are_missing_and_never_touches_one_that_is_there():
    load_structure(SAMLA)
    samla = CareCollaboration.objects.get()
    assert list(samla.pages.values_list("slug", flat=True)) == ["om", "principer", "styrning-i-regionen", "kontakt"]
    leader = a.a_person("Petra Processledare")
    a.an_appointment(Seat.objects.get(body__slug="au", role=StaffRole.PROCESS_LEADER), leader)
    page = samla.pages.get(slug="principer")
    actions.publish(page, {"title": "Omskriven", "content": "Ny text."}, version=1, by=leader)

    again = load_structure(SAMLA)

    assert (again.created, again.changed, again.ended) == (0, 0, 0)
    page.refresh_from_db()
    assert (page.title, page.content, page.version, page.changed_by) == ("Omskriven", "Ny text.", 2, leader)


@pytest.mark.django_db
def test_samlas_pages_say_what_the_rules_ask_for(client):
    load_structure(SAMLA)

    principles = client.get("/om/principer/").text
    for principle in ("Helhetssyn", "Kontinuitet", "Hälsofrämjande", "Personcentrerat"):
        assert f"<h2>{principle}</h2>" in principles
    governance = main_of(client.get("/om/styrning-i-regionen/"))
    assert governance.partition('class="prose"')[2].partition("<ol>")[2].partition("</ol>")[0].count("<li>") == 5
    for words in ("tydligare", "större effekt", "strategiska frågorna", "effektivt", "folkhälsoavtal", "utanför SAMLA"):
        assert words in governance


@pytest.mark.django_db
def test_every_pages_foot_leads_to_the_collaborations_own_website_as_the_structure_says(client):
    load_structure(SAMLA)

    for address in ("/", "/om/", "/organisation/"):
        foot = client.get(address).text.partition("<footer")[2]
        assert 'href="https://www.vardsamverkan.se/samla"' in foot


@pytest.mark.django_db
def test_each_collaboration_has_its_own_pages(client):
    load_structure(SAMLA)
    load_structure(EXAMPLE)

    assert "påhittad vårdsamverkan" in client.get("/o/exempelbygden/om/").text
    assert "påhittad" not in client.get("/om/").text
    assert 'href="/o/exempelbygden/om/principer/"' in client.get("/o/exempelbygden/om/").text
    assert client.get("/o/exempelbygden/om/styrning-i-regionen/").status_code == 302


def test_a_leader_of_one_collaboration_does_not_write_anothers_pages(page, cast, sign_in):
    answer = sign_in(cast.outsider).post(edit(), typed(page, content="Intrång."))

    assert answer.status_code == 403
    page.refresh_from_db()
    assert page.version == 1
