"""The public register: found without signing in, and nothing in it that is protected (L3–L9)."""

import csv
import io
import json
import re

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from documents import actions
from documents.models import PublicEntry, RecordEntry
from documents.workflow import DocumentState, DocumentVerb
from tests import builders as a

# Made-up words that stand nowhere else. Each is put where the public must never find it.
PROTECTED = {
    "subject": "Kvastfeningen",
    "counterparty": "Silverlaxen",
    "secret_title": "Bergtrollet",
    "secret_provision": "Snöugglan",
    "draft": "Fjällräven",
    "shared": "Vildrosen",
    "published_title": "Havsörnen",
    "reason": "Lodjuret",
    "filename": "jordekorren.pdf",
}


@pytest.fixture
def au(cast):
    a.an_authority(cast.au, a.an_organisation(cast.samla, "namnden", name="Nämnden för vård"))
    return cast.au


def a_line(cast, body, title="Underlag om utskrivning", **given):
    document = a.a_document(body, cast.process_leader, title)
    return actions.finalise(document, by=cast.process_leader, **given)


@pytest.fixture
def seeded(cast, au):
    """A register in which everything that can be protected is protected; answers the designations: open, secret."""
    word = PROTECTED
    protected = a_line(
        cast,
        au,
        direction="RECEIVED",
        subject_public="Synpunkter på ett möte",
        subject_protected=f"Synpunkter från {word['subject']}",
        counterparty_protected=word["counterparty"],
    )
    secret = a.a_document(au, cast.process_leader, word["secret_title"], filename=word["filename"])
    secret = actions.finalise(secret, by=cast.process_leader, counterparty=word["secret_title"]).document
    a.marked_secret(secret, cast.process_leader, provision=f"OSL {word['secret_provision']}", reason=word["reason"])
    a.a_document(au, cast.process_leader, word["draft"])
    shared = a.a_document(au, cast.process_leader, word["shared"])
    actions.take(shared, DocumentVerb.SHARE, by=cast.process_leader)
    published = a_line(cast, au, word["published_title"], subject_public="Arbetsordning för AU").document
    a.a_published(published, cast.process_leader)
    return protected.designation, secret.number, published.number


def public_text(client, address):
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert not client.cookies, f"{address} sets a cookie"
    return answer.status_code, body.decode("utf-8", "replace")


def test_nothing_protected_stands_anywhere_public(seeded):
    client = Client()
    lines = ["/handlingar/" + one.replace(" ", "-").replace(":", "-") + "/" for one in seeded]
    asked = ["", *(f"q={word}" for word in PROTECTED.values()), *(f"q={word[:5]}" for word in PROTECTED.values())]
    asked += [f"ordning={mark}{word}" for word in ("rubrik", "beteckning", "datum", "myndighet") for mark in ("", "-")]
    asked += ["page=2", "page=99", "ar=2026", "grupp=au", "riktning=RECEIVED", "lasbar=ja", "myndighet=namnden"]
    addresses = [
        f"{page}?{query}" for page in ("/handlingar/", "/handlingar.csv", "/handlingar.json") for query in asked
    ]
    addresses += [
        "/",
        "/om/",
        "/kontakt/",
        "/organisation/",
        "/handlingar/begar-ut/",
        "/sitemap.xml",
        "/robots.txt",
        "/feed/",
    ]
    addresses += [*lines, *(f"{line}{rest}" for line in lines for rest in ("fil/", "visa/", "ratta/"))]

    found = []
    for address in addresses:
        _, text = public_text(client, address)
        asked_for = address.partition("q=")[2]
        found += [(address, word) for word in PROTECTED.values() if word in text.replace(asked_for or "\0", "")]

    assert found == []


def test_the_seeds_are_there_for_those_who_may_read_them(seeded, sign_in, cast):
    client = sign_in(cast.process_leader)
    pages = [client.get("/handlingar/" + one.replace(" ", "-") + "/").text for one in seeded[:2]]
    assert PROTECTED["subject"] in pages[0]
    assert PROTECTED["counterparty"] in pages[0]
    assert PROTECTED["secret_title"] in pages[1]


def test_a_search_for_a_protected_word_finds_nothing_in_any_form(seeded):
    for word in PROTECTED.values():
        assert Client().get(f"/handlingar/?q={word}").text.count("<tr") == 0
        assert list(PublicEntry.objects.all().matching(word)) == []


def test_the_view_has_public_columns_only(seeded):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM documents_publicentry")
        names = {column.name for column in cursor.description}
        rows = str(cursor.fetchall())
    assert not {name for name in names if "protected" in name or "secret" in name}
    assert not [word for word in PROTECTED.values() if word.lower() in rows.lower()]
    assert not hasattr(PublicEntry.objects.first(), "document")


def test_a_secret_line_and_one_that_is_not_there_are_the_same_to_the_public(seeded):
    secret = public_text(Client(), "/handlingar/" + seeded[1].replace(" ", "-") + "/")
    nothing = public_text(Client(), "/handlingar/SAMLA-H-1999-0001/")
    assert secret[0] == nothing[0] == 404
    assert re.sub(r"SAMLA-H-\d+-\d+", "", secret[1]) == re.sub(r"SAMLA-H-\d+-\d+", "", nothing[1])


def test_protected_words_are_for_the_bodys_registrar_and_the_leader(seeded, cast, sign_in):
    address = "/handlingar/" + seeded[0].replace(" ", "-") + "/"
    for person, sees in (
        (cast.process_leader, True),
        (a.a_registrar(cast.au), True),
        (a.a_registrar(cast.nosam, "Rolf Registrator"), False),
        (cast.sg_chair, False),
        (cast.outsider, False),
    ):
        page = sign_in(person).get(address)
        assert (PROTECTED["subject"] in page.text) == sees, person
        assert ("ratta/" in page.text) == sees, person


def test_a_secret_line_is_seen_by_those_who_read_its_document(seeded, cast, sign_in):
    address = "/handlingar/" + seeded[1].replace(" ", "-") + "/"
    for person, status in (
        (cast.process_leader, 200),
        (cast.au_member, 200),
        (a.a_registrar(cast.au), 200),
        (cast.author, 404),
        (cast.reader, 404),
        (cast.outsider, 404),
    ):
        assert sign_in(person).get(address).status_code == status, person


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("utskriv", True),  # the beginning of a word
        ("UTSKRIVNINGAR", True),  # another form of it
        ("planering", True),  # the end of a compound
        ("vård skrivning", True),  # two words, each found
        ("vård ekonomi", False),
        ("kommunen", True),  # the public counterparty
        ("nämnden", True),  # the authority
        ("N 2026-77", True),  # the authority's own number
        ("N 2026-78", False),
        ("SAMLA-H-2026-0001", True),
        ("0001", True),
        ("för", True),  # a word too common for the language's own search
        ("” ; ' % \\ :*", True),  # no word at all: everything
        ("a' | b & !c:*", False),
    ],
)
def test_a_line_is_found_by_its_words(cast, au, client, query, finds):
    entry = a_line(
        cast,
        au,
        "Vårdplanering för utskrivning",
        direction="RECEIVED",
        counterparty="Kommunen",
        external_number="N 2026-77",
    )
    RecordEntry.objects.filter(pk=entry.pk).update(designation="SAMLA H 2026-0001")
    page = client.get("/handlingar/", {"q": query})
    assert page.status_code == 200
    assert ("Vårdplanering för utskrivning" in page.text) == finds


def subjects(client, **query):
    page = client.get("/handlingar/", query)
    return re.findall(r'<th scope="row"><a [^>]*>([^<]*)', page.text)


def test_the_lines_are_sorted_as_asked_in_swedish_order(cast, au, client):
    for title, day in (("Zebra", -3), ("Åker", -1), ("ärla", -2), ("Apa", -4)):
        a_line(cast, au, title, drawn_up_on=a.days(day))

    assert subjects(client) == ["Åker", "ärla", "Zebra", "Apa"]
    assert subjects(client, ordning="datum") == ["Apa", "Zebra", "ärla", "Åker"]
    assert subjects(client, ordning="rubrik") == ["Apa", "Zebra", "Åker", "ärla"]
    assert subjects(client, ordning="-rubrik") == ["ärla", "Åker", "Zebra", "Apa"]
    assert subjects(client, ordning="-beteckning") == ["Apa", "ärla", "Åker", "Zebra"]
    assert subjects(client, ordning="subject_protected") == subjects(client)
    head = client.get("/handlingar/", {"ordning": "rubrik"}).text
    assert 'aria-sort="ascending"><a href="/handlingar/?ordning=-rubrik"' in head


def test_the_tenth_document_of_a_case_comes_after_its_second(cast, au, client):
    for number in (10, 2, 1):
        actions.finalise(a.a_document(au, cast.process_leader, f"Bilaga {number}"), by=cast.process_leader, number=f"SAMLA 2026-0001:{number}")  # fmt: skip
    assert subjects(client, ordning="beteckning") == ["Bilaga 1", "Bilaga 2", "Bilaga 10"]
    assert client.get("/handlingar/SAMLA-2026-0001-10/").status_code == 200


def test_the_filters_narrow_the_lines(cast, au, client):
    year = a.days(0).year
    other = a.an_organisation(cast.samla, "kommunstyrelsen", name="Kommunstyrelsen")
    a.an_authority(cast.nosam, other)
    a.an_authority(cast.nosam, other, year - 1)
    a_line(cast, au, "I AU")
    a_line(cast, cast.nosam, "Hit", direction="RECEIVED", counterparty="Kommunen")
    a_line(cast, cast.nosam, "Förra året", drawn_up_on=a.days(0).replace(year=year - 1, month=3, day=1))
    a.a_published(a_line(cast, au, "På webben").document, cast.process_leader)

    assert set(subjects(client, grupp="nosam-lerum")) == {"Hit", "Förra året"}
    assert set(subjects(client, ar=year - 1)) == {"Förra året"}
    assert set(subjects(client, myndighet="namnden")) == {"I AU", "På webben"}
    assert set(subjects(client, riktning="RECEIVED")) == {"Hit"}
    assert set(subjects(client, lasbar="ja")) == {"På webben"}
    assert set(subjects(client, ar="1900", grupp="finns-inte")) == {"I AU", "Hit", "Förra året", "På webben"}


def test_another_collaborations_lines_are_in_its_own_register(cast, au, client):
    a_line(cast, au, "Hos oss")
    assert subjects(client) == ["Hos oss"]
    assert "Hos oss" not in client.get("/o/grannen/handlingar/").text


def test_the_files_hold_the_same_lines_as_the_page_and_no_formula(cast, au, client):
    a_line(cast, au, "=HYPERLINK(1)", direction="RECEIVED", counterparty="@kommunen")
    a_line(cast, au, "Annat")

    answer = client.get("/handlingar.csv", {"q": "hyperlink"})
    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert text.startswith("\ufeff")
    assert [(row["Vad handlingen rör"], row["Avsändare eller mottagare"]) for row in rows] == [
        ("'=HYPERLINK(1)", "'@kommunen")
    ]
    assert 'filename="handlingar-samla.csv"' in answer["Content-Disposition"]

    data = json.loads(b"".join(client.get("/handlingar.json", {"q": "annat"}).streaming_content))
    assert [(one["subject"], one["authority"]) for one in data["entries"]] == [("Annat", "Nämnden för vård")]
    assert "inte någon myndighets diarium" in data["about"]
    assert data["originals_kept_by"] == ["Nämnden för vård"]
    assert set(data["entries"][0]) == {
        *("designation", "date", "direction", "subject", "counterparty", "body", "authority", "authority_number"),
        *("registered_at", "published", "url"),
    }


def test_the_page_says_whose_the_originals_are_and_how_to_ask_without_giving_a_name(cast, au, client):
    page = client.get("/handlingar/").text
    assert "Det är inte någon myndighets diarium" in page
    assert "Originalen finns hos Nämnden för vård." in page
    ask = client.get("/handlingar/begar-ut/").text
    assert "Du behöver inte säga vem du är eller vad du ska ha den till" in ask
    assert "registrator@example.org" in ask


def test_the_register_says_nothing_of_legal_force_or_appeal(cast, au, client):
    entry = a_line(cast, au)
    words = re.compile(r"laga kraft|överklag|besvär|anslagstavla|anslag\b", re.IGNORECASE)
    for address in ("/handlingar/", "/handlingar/begar-ut/", f"/handlingar/{entry.designation.replace(' ', '-')}/"):
        page = client.get(address)
        assert page.status_code == 200
        assert not words.search(page.text), address


def test_what_is_published_is_read_and_downloaded_without_signing_in(cast, au, client):
    document = a.a_document_in(au, cast.process_leader, DocumentState.PUBLISHED, cast.process_leader)
    address = f"/handlingar/{document.number.replace(' ', '-')}/"
    assert f"{address}visa/" in client.get(address).text

    shown, saved = client.get(f"{address}visa/"), client.get(f"{address}fil/")

    assert b"".join(shown.streaming_content) == b"".join(saved.streaming_content) == a.PDF
    assert saved["Content-Disposition"].startswith("attachment")
    assert shown["X-Content-Type-Options"] == "nosniff"
    actions.take(document, DocumentVerb.UNPUBLISH, by=cast.process_leader, reason="Fel version.")
    assert [client.get(f"{address}{rest}").status_code for rest in ("", "visa/", "fil/")] == [200, 404, 404]


def test_a_file_that_the_storage_has_lost_is_said_to_be_gone(cast, au, client):
    document = a.a_document_in(au, cast.process_leader, DocumentState.PUBLISHED, cast.process_leader)
    default_storage.delete(document.versions.get().blob.storage_name)
    assert client.get(f"/handlingar/{document.number.replace(' ', '-')}/fil/").status_code == 404


def test_the_register_asks_the_same_with_three_lines_and_with_three_hundred(cast, au, client):
    entry = a_line(cast, au)
    counts = []
    for wanted in (3, 30, 300):
        many_lines(entry, wanted)
        client.get("/handlingar/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/handlingar/?q=utskrivning").status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 12


def many_lines(entry, wanted):
    """Lines like this one until there are so many; past the actions, for speed."""
    document = entry.document
    for number in range(RecordEntry.objects.count(), wanted):
        document.pk, document._state.adding, document.number = None, True, f"SAMLA H 2025-{number:04d}"
        document.save(force_insert=True)
        entry.pk, entry._state.adding, entry.designation, entry.document = None, True, document.number, document
        entry.save(force_insert=True)
