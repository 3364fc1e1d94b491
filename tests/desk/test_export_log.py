"""The log leaves as JSON lines: from the page with its filters and its hiding, and from the command line, each event once."""

import datetime as dt
import json
import os
import threading
import time
import tracemalloc
from contextlib import contextmanager

import pghistory
import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cases.workflow import State
from desk.management.commands import export_log
from desk.models import Operator, Wanted, kind_of, lines_of
from desk.models.shipping import holes
from desk.models.telling import SECRET_PART
from desk.views import export as export_view
from groups import actions
from groups.models import Organisation, User
from groups.powers import Power
from outbox.models import OutgoingMail
from samla import clock
from tests import builders as a
from tests.builders import TEXTS, a_case, a_draft

PATIENCE = 60  # seconds: the transactions of other tests may be long
OFFENCE = "OSL 25 kap. 1 §"


def lines(answer):
    return [json.loads(line) for line in answer.getvalue().decode().splitlines()]


def many(collaboration, count):
    """So many events, in bulk: organisations that have come into being."""
    there = Organisation.objects.count()
    Organisation.objects.bulk_create(
        [
            Organisation(collaboration=collaboration, slug=f"enhet-{n}", name=f"Enhet {n}", kind="SERVICE")
            for n in range(there, there + count)
        ]
    )


# From the page


def test_a_line_tells_when_what_which_and_who_from_what_to_what(cast, sign_in):
    appointment = cast.au_member.appointments.get()
    with pghistory.context(user=cast.process_leader.pk, url="/personer/7/"):
        actions.end_appointment(appointment, ends_on=dt.date(2027, 12, 31), by=cast.process_leader)

    answer = sign_in(cast.process_leader).get("/historik/export.jsonl?slag=forordnande&andring=update")

    (line,) = lines(answer)
    assert dt.datetime.fromisoformat(line.pop("time")).utcoffset() is not None
    assert line.pop("id").startswith("groups.Appointment/")
    assert line == {
        "kind": "forordnande",
        "object": str(appointment.pk),
        "name": "Anders Ledamot – Sjukhuset, AU",
        "change": "update",
        "fields": {"ends_on": {"before": None, "after": "2027-12-31"}},
        "user": {"id": cast.process_leader.pk, "name": "Petra Processledare"},
        "address": "/personer/7/",
        "collaboration": "samla",
    }
    assert answer["Content-Type"] == "application/x-ndjson; charset=utf-8"


def test_the_lines_have_the_pages_filters_and_oldest_first(cast, sign_in):
    client = sign_in(cast.process_leader)

    found = lines(client.get("/historik/export.jsonl?slag=plats&q=kommunen"))

    assert {line["kind"] for line in found} == {"plats"}
    assert all("Kommunen" in line["name"] for line in found)
    assert len(found) == 2
    assert found == sorted(found, key=lambda line: (line["time"], int(line["id"].partition("/")[2])))
    assert found[0]["fields"]["organisation"]["after"]["name"] == "Kommunen"


def test_the_lines_hide_what_the_page_hides(cast, sign_in):
    a_case(cast, State.SENT, title="Inför upphandling", secrecy_provision=OFFENCE)
    a_draft(cast, title="Ett tidigt utkast")
    auditor = a.a_person("Greta Granskare")
    actions.grant(Power.AUDIT, cast.sg, auditor, starts_on=a.days(-1), reason="Granskning", by=None)

    hidden = sign_in(auditor).get("/historik/export.jsonl").getvalue().decode()
    full = sign_in(cast.process_leader).get("/historik/export.jsonl").getvalue().decode()

    words = ["upphandling", "tidigt utkast", OFFENCE, TEXTS["background"]]
    assert [word for word in words if word in hidden] == []
    assert [word for word in words if word not in full] == []
    assert '"background": {"changed": true}' in hidden
    for secret in ("password", OutgoingMail.objects.first().subject, OutgoingMail.objects.first().message_id):
        assert secret not in full


def test_only_those_who_may_search_take_the_log_away(cast, sign_in):
    assert sign_in(cast.au_member).get("/historik/export.jsonl").status_code == 403
    assert sign_in(cast.outsider).get("/historik/export.jsonl").status_code == 404
    assert sign_in(cast.process_leader).get("/historik/export.jsonl?fran=imorgon").status_code == 422


def test_a_log_too_long_for_the_page_is_refused_before_it_begins(cast, sign_in, monkeypatch):
    monkeypatch.setattr(export_view, "MOST", 5)

    answer = sign_in(cast.process_leader).get("/historik/export.jsonl?vem=systemet")

    assert answer.status_code == 422
    assert "Utdraget skulle bli längre än 5 rader." in answer.text
    assert 'value="systemet"' in answer.text


def test_a_long_log_is_sent_a_part_at_a_time(cast, sign_in):
    many(cast.samla, 8000)
    client = sign_in(cast.process_leader)
    parts = iter(client.get("/historik/export.jsonl?slag=organisation").streaming_content)
    next(parts)

    tracemalloc.start()
    count = 1 + sum(1 for _ in parts)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == Organisation.objects.count()
    assert most < 16_000_000  # what 1000 entries need, not 8000


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/arenden/SAMLA-2026-0001/steg/ta-emot/", "/arenden/SAMLA-2026-0001/steg/ta-emot/"),
        ("/inbjudan/MTI.c5q-7d0f1b9e6c4a21d8e0/", "/inbjudan/…/"),
        ("/jobb/0195b2f6-9f0e-7cc3-8d6d-0f5a3c7b2e11/", "/jobb/0195b2f6-9f0e-7cc3-8d6d-0f5a3c7b2e11/"),
        ("/grupper/en-mycket-lang-och-talande-adress/", "/grupper/en-mycket-lang-och-talande-adress/"),
    ],
)
def test_what_looks_like_a_key_in_an_address_is_left_out(address, shown):
    assert SECRET_PART.sub("…", address) == shown


# From the command line


def written(capsys, *arguments, **options):
    call_command("export_log", *arguments, **options)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_operators_log_has_every_collaboration_and_no_texts(cast, capsys):
    with clock.at(clock.now() - dt.timedelta(hours=1)):
        a_case(cast, State.SENT)
        a_case(cast, State.SENT, title="Inför upphandling", secrecy_provision=OFFENCE)

    found = written(capsys)

    assert {line["collaboration"] for line in found} == {"samla", "grannen", None}
    assert {line["kind"] for line in found if line["collaboration"] is None} == {"person", "brev"}
    text = json.dumps(found, ensure_ascii=False)
    assert [word for word in ("upphandling", OFFENCE, TEXTS["background"]) if word in text] == []
    assert TEXTS["title"] in text  # the name of a case that everybody in its collaboration may read
    states = [line["fields"]["state"] for line in found if line["kind"] == "arende" and "state" in line["fields"]]
    assert {"before": "DRAFT", "after": "SUBMITTED"} in states
    assert {"changed": True} in states


def test_the_operators_log_is_of_the_period_that_is_asked_for(cast, capsys):
    assert written(capsys, since=clock.now() + dt.timedelta(days=1)) == []
    assert written(capsys, until=clock.now() - dt.timedelta(days=1)) == []
    assert written(capsys, "--since=2020-01-01", "--until=2099-01-01T08:00") == written(capsys)


def test_an_event_is_told_when_its_thing_is_gone(cast):
    with connection.cursor() as cursor:  # as if the row it points at had been disposed of
        cursor.execute(
            "INSERT INTO cases_casepartyevent (pgh_created_at, pgh_label, pgh_obj_id, id, case_id, organisation_id)"
            " VALUES (now(), 'delete', 999999, 999999, 999999, 999999)"
        )

    (line,) = map(json.loads, lines_of(Wanted(kinds=[kind_of("berord-part")]), Operator(), tell_where=True))

    assert line["name"] == "borttagen (nummer 999999)"
    assert line["collaboration"] is None


# Each event once


@pytest.fixture
def file(tmp_path):
    return tmp_path / "place.json"


def followed(capsys, file, **options):
    return written(capsys, f"--follow-file={file}", **options)


def test_what_has_been_written_is_not_written_again(cloned_database, capsys, file):
    home = a.a_collaboration()
    many(home, 1200)
    first = followed(capsys, file)
    again = followed(capsys, file)
    many(home, 3)
    later = followed(capsys, file)

    assert len(first) == 1201
    assert again == []
    assert [line["name"] for line in later] == ["Enhet 1200", "Enhet 1201", "Enhet 1202"]


def nothing_more(capsys, file):
    """Nothing is sent, and soon no gap is waited for: PostgreSQL counts the transactions of all its databases together."""
    until = time.monotonic() + PATIENCE
    while followed(capsys, file) == []:
        if gaps_of(file) == []:
            return True
        if time.monotonic() > until:
            break
        time.sleep(0.2)
    return False


def test_a_transaction_that_is_committed_late_is_neither_lost_nor_sent_twice(cloned_database, capsys, file):
    home = a.a_collaboration()
    with late_organisation(home, "Sen") as commit:
        many(home, 2)  # later keys, committed first
        first = followed(capsys, file)
        waiting = followed(capsys, file)
        commit()
    late = followed(capsys, file)

    assert [line["name"] for line in first if line["kind"] == "organisation"] == ["Enhet 0", "Enhet 1"]
    assert waiting == []
    assert [line["name"] for line in late] == ["Sen"]
    assert nothing_more(capsys, file)


def test_a_transaction_that_was_rolled_back_is_not_waited_for(cloned_database, capsys, file):
    home = a.a_collaboration()
    with late_organisation(home, "Ångrad"):
        many(home, 2)
        followed(capsys, file)
        assert gaps_of(file)

    assert nothing_more(capsys, file)


def test_what_is_open_when_the_log_begins_is_sent_when_it_is_committed(cloned_database, capsys, file):
    home = a.a_collaboration()
    with late_organisation(home, "Öppen") as commit:
        many(home, 1)
        assert followed(capsys, file, since=clock.now() + dt.timedelta(hours=1)) == []
        commit()

    assert [line["name"] for line in followed(capsys, file)] == ["Öppen"]


def test_events_written_by_many_at_once_are_all_sent_once(cloned_database, capsys, file):
    home = a.a_collaboration()
    seen = []

    def write(number):
        with psycopg.connect(address_of_the_database()) as other:
            for turn in range(40):
                insert(other, home, f"{number}-{turn}")
                other.rollback() if turn % 4 == 3 else other.commit()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        seen += followed(capsys, file)
    seen += followed(capsys, file) + followed(capsys, file)

    keys = [line["id"] for line in seen]
    names = {line["name"] for line in seen if line["kind"] == "organisation"}
    assert len(keys) == len(set(keys))
    assert names == {f"{number}-{turn}" for number in range(4) for turn in range(40) if turn % 4 != 3}


def test_the_place_is_kept_only_when_the_lines_are_written(cloned_database, capsys, file, monkeypatch):
    home = a.a_collaboration()
    many(home, 2)
    command = export_log.Command()
    monkeypatch.setattr(command.stdout, "write", fail)
    with pytest.raises(BrokenPipeError):
        call_command(command, f"--follow-file={file}")

    assert len(followed(capsys, file)) == 3


def fail(_text):
    raise BrokenPipeError


def test_a_database_that_is_behind_the_file_is_said_to_be(cloned_database, capsys, file):
    a.a_collaboration()
    followed(capsys, file)
    kept = json.loads(file.read_text())
    kept["kinds"]["groups.CareCollaboration"]["last"] = 10**6
    file.write_text(json.dumps(kept))

    with pytest.raises(CommandError, match="längre fram än databasen"):
        followed(capsys, file)


def test_a_file_that_is_in_use_or_is_something_else_is_refused(cloned_database, capsys, file):
    with export_log.alone(file), pytest.raises(CommandError, match="används redan"):
        followed(capsys, file)
    file.write_text("hej")
    with pytest.raises(CommandError, match="går inte att läsa"):
        followed(capsys, file)
    with pytest.raises(CommandError, match="går inte ihop"):
        followed(capsys, file, until=clock.now())


@pytest.mark.parametrize(
    ("first", "last", "seen", "missing"),
    [
        (1, 5, [1, 2, 3, 4, 5], []),
        (1, 5, [], [(1, 5)]),
        (1, 5, [2, 5], [(1, 1), (3, 4)]),
        (4, 9, [4, 5], [(6, 9)]),
    ],
)
def test_what_is_missing_between_two_keys(first, last, seen, missing):
    assert list(holes(first, last, seen)) == missing


def gaps_of(file):
    kinds = json.loads(file.read_text())["kinds"]
    return [gap for place in kinds.values() for gap in place["gaps"]]


def address_of_the_database():
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"


def insert(other, home, name):
    other.execute(
        "INSERT INTO groups_organisation (collaboration_id, slug, name, alias, kind, side, party, kept_in_portal, version)"
        " VALUES (%s, %s, %s, '', 'SERVICE', '', '', false, 1)",
        [home.pk, name.lower().replace("ö", "o").replace("å", "a"), name],
    )


@contextmanager
def late_organisation(home, name):
    """A transaction of somebody else's that has written its event and not yet been committed; rolled back at the end."""
    other = psycopg.connect(address_of_the_database())
    try:
        insert(other, home, name)
        yield other.commit
        other.rollback()
    finally:
        other.close()


def test_people_are_counted_too(cast, capsys):
    people = {line["object"] for line in written(capsys) if line["kind"] == "person"}

    assert people == {str(key) for key in User.objects.values_list("pk", flat=True)}
