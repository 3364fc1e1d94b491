"""The pages of the import: upload, look, confirm, throw away; without script, and nobody else's."""

import csv
import io
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups import actions
from groups.models import Appointment, PeopleImport, SeatStatus, User
from groups.powers import Power
from outbox.models import OutgoingMail
from tests import builders as a
from tests.builders import missing_from
from tests.groups.test_import import FIRST, HEAD, a_list, a_row, uploaded

PAGE = "/personer/las-in/"


@pytest.fixture
def seat(cast):
    return a.a_seat(cast.sg, "tandvarden", label="Tandvården")


def send(client, data, name="lista.csv", **typed):
    return client.post(PAGE, {"file": SimpleUploadedFile(name, data), "organisation": "hela", **typed})


def test_from_upload_through_preview_to_confirmed(cast, seat, sign_in):
    client = sign_in(cast.process_leader)
    former = a.an_appointment(seat, a.a_person("Fia Förr"), FIRST)

    preview = client.get(send(client, a_list(a_row("ny@example.org", "tandvarden", a.days(3)))).url)
    words = ["lista.csv", "Nora Ny", "Samordningsgruppen: Tandvården", "Fia Förr", "efterträds av Nora Ny"]
    assert missing_from(preview, words) == []
    assert Appointment.objects.filter(seat=seat).count() == 1
    plan = preview.context["plan"]
    confirmed = client.post(f"{preview.request['PATH_INFO']}bekrafta/", {"seen": plan.digest}, follow=True)

    assert missing_from(confirmed, ["Filen är inläst.", "Inläst"]) == []
    former.refresh_from_db()
    assert former.ends_on == a.days(2)


def test_a_faulty_list_shows_line_column_and_sentence_and_has_nothing_to_confirm(cast, seat, sign_in):
    client = sign_in(cast.process_leader)
    rows = [a_row("ny@example.org", "tandvarden", FIRST), a_row("b@example.org", "finns-inte", FIRST)]

    preview = client.get(send(client, a_list(*rows)).url)

    assert missing_from(preview, ["Platsen ”finns-inte” finns inte i Samordningsgruppen."]) == []
    assert "bekrafta" not in preview.text
    faults = client.get(f"{preview.request['PATH_INFO']}fel.csv")
    (head, fault) = csv.reader(io.StringIO(faults.content.decode("utf-8-sig")), delimiter=";")
    assert (head, fault[:2]) == (["rad", "kolumn", "fel"], ["3", "plats"])


@pytest.mark.parametrize(
    ("data", "typed", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", {}, "kan inte läsa filens tecken"),
        (b"x" * 2_000_001, {}, "större än 2 MB"),
        (b"", {}, "Filen är tom"),
        (b"namn\nx", {}, "Kolumner saknas"),
        (f"{HEAD}\n".encode(), {}, "inga rader under rubrikerna"),
        (a_list("x"), {"ends_missing": "on", "ends_missing_on": "2001-01-01"}, "bakåt i tiden"),
        (a_list("x"), {"ends_missing": "on", "ends_missing_on": ""}, "Ange från vilken dag"),
        (a_list("x"), {"organisation": "annat"}, "annat"),
    ],
)
def test_what_is_no_list_is_said_on_the_same_page(cast, sign_in, data, typed, said):
    answer = send(sign_in(cast.process_leader), data, **typed)

    assert answer.status_code == 422
    assert missing_from(answer, [said]) == []
    assert not PeopleImport.objects.exists()


def test_a_day_that_is_not_asked_for_does_not_matter(cast, sign_in):
    answer = send(sign_in(cast.process_leader), a_list("x"), ends_missing_on="igår")

    assert answer.status_code == 302


def test_what_changed_meanwhile_is_shown_anew(cast, seat, sign_in):
    client = sign_in(cast.process_leader)
    address = send(client, a_list(a_row("ny@example.org", "tandvarden", a.days(3)))).url
    seen = client.get(address).context["plan"].digest
    actions.appoint(seat, a.a_person("Mia Mellan"), starts_on=a.days(1), by=None)

    answer = client.post(f"{address}bekrafta/", {"seen": seen})

    assert answer.status_code == 409
    assert missing_from(answer, ["Något har ändrats sedan du såg förhandsgranskningen", "Mia Mellan"]) == []
    assert client.post(f"{address}bekrafta/", {"seen": answer.context["plan"].digest}).status_code == 302
    assert Appointment.objects.filter(seat=seat).count() == 2


def test_throwing_away_changes_nothing(cast, seat, sign_in):
    client = sign_in(cast.process_leader)
    address = send(client, a_list(a_row("ny@example.org", "tandvarden", a.days(3)))).url

    answer = client.post(f"{address}kasta/", follow=True)

    assert missing_from(answer, ["Filen är kastad. Ingenting har ändrats.", "kastad"]) == []
    late = client.post(f"{address}bekrafta/", {"seen": ""}, follow=True)
    assert missing_from(late, ["redan inläst, kastad eller för gammal"]) == []
    assert not Appointment.objects.filter(seat=seat).exists()


def test_nobody_sees_the_list_of_another(cast, seat, sign_in):
    address = send(sign_in(cast.process_leader), a_list(a_row("ny@example.org", "tandvarden", FIRST))).url
    other = a.a_member(cast.sg, "Pia Processledare", status=SeatStatus.STAFF, role="PROCESS_LEADER")
    client = sign_in(other)

    answers = [client.get(address), client.get(f"{address}fel.csv")]
    answers += [client.post(f"{address}{step}/") for step in ("bekrafta", "kasta")]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert list(client.get(PAGE).context["mine"]) == []


def test_the_list_belongs_to_its_collaboration(cast, seat, sign_in):
    address = send(sign_in(cast.process_leader), a_list(a_row("ny@example.org", "tandvarden", FIRST))).url

    assert sign_in(cast.outsider).get(f"/o/grannen{address}").status_code == 404


def test_an_administrator_has_her_organisations_to_choose_and_export(cast, sign_in):
    hospital = cast.parties[0]
    actions.grant(Power.ADMINISTER, hospital, cast.nobody, starts_on=a.days(-1), reason="Sköter platser.", by=None)
    client = sign_in(cast.nobody)

    assert client.get(PAGE).context["form"].fields["organisation"].choices == [(str(hospital.pk), "Sjukhuset")]
    exported = client.get(f"{PAGE}lista.csv").content.decode("utf-8-sig").splitlines()[1:]
    assert [row.split(";")[0] for row in exported] == [cast.au_member.email]
    assert client.get(f"{PAGE}lista.csv?organisation=kommunen").status_code == 404
    assert send(client, a_list("x")).status_code == 422


def test_the_export_is_a_file_that_nobody_keeps(cast, sign_in):
    answer = sign_in(cast.process_leader).get(f"{PAGE}lista.csv")

    assert answer["Content-Disposition"].startswith('attachment; filename="personer-samla-')
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("kind", ["preview", "confirm"])
def test_three_lines_and_thirty_cost_the_same(cast, sign_in, kind):
    client = sign_in(cast.process_leader)
    a.a_seat(cast.sg, "bred", max_persons=500)

    def queries(count):
        rows = [a_row(f"p{count}-{number}@example.org", "bred", FIRST, a.days(count)) for number in range(count)]
        address = send(client, a_list(*rows)).url
        with CaptureQueriesContext(connection) as counted:
            preview = client.get(address)
        if kind == "preview":
            return len(counted)
        with CaptureQueriesContext(connection) as counted:
            assert client.post(f"{address}bekrafta/", {"seen": preview.context["plan"].digest}).status_code == 302
        return len(counted)

    queries(2)
    assert queries(3) == queries(30)


def test_five_thousand_lines_are_read_looked_at_and_taken_in(cast, sign_in, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "zeal" not in name]  # it is what would take the time
    client = sign_in(cast.process_leader)
    for number in range(50):
        a.a_seat(cast.sg, f"bred-{number}", max_persons=200)
    rows = [
        a_row(f"p{number}@example.org", f"bred-{number % 50}", FIRST, name=f"Ny {number}") for number in range(5000)
    ]

    started = time.process_time()
    preview = client.get(send(client, a_list(*rows)).url)
    seen = time.process_time()
    confirmed = client.post(f"{preview.request['PATH_INFO']}bekrafta/", {"seen": preview.context["plan"].digest})

    assert (preview.context["plan"].counts["new"], confirmed.status_code) == (5000, 302)
    assert Appointment.objects.filter(user__name__startswith="Ny ").count() == 5000
    assert "Här visas de första 200" in preview.text
    assert seen - started < 3
    assert time.process_time() - seen < 30


def test_all_changes_of_a_long_list_are_in_a_file(cast, sign_in):
    client = sign_in(cast.process_leader)
    a.a_seat(cast.sg, "bred", max_persons=500)
    rows = [a_row(f"p{number}@example.org", "bred", FIRST) for number in range(201)]

    changes = client.get(f"{send(client, a_list(*rows)).url}andringar.csv").content.decode("utf-8-sig").splitlines()

    assert changes[0] == "vad;vem;var;hur"
    assert len(changes) == 1 + 2 * 201


@pytest.mark.parametrize(("who", "is_shown"), [("process_leader", True), ("representative", False), ("reader", False)])
def test_the_way_to_the_import_is_shown_to_whoever_may_go_it(cast, sign_in, who, is_shown):
    assert ('"/personer/las-in/"' in sign_in(getattr(cast, who)).get("/personer/").text) == is_shown


def test_new_people_are_invited_when_it_is_asked_for(cast, seat, sign_in):
    client = sign_in(cast.process_leader)
    a.a_seat(cast.sg, "bred", max_persons=5)
    known = a_row(cast.sg_chair.email, "bred", FIRST, name=cast.sg_chair.name)
    address = send(client, a_list(a_row("ny@example.org", "bred", FIRST), known)).url
    preview = client.get(address)
    assert missing_from(preview, ["Bjud in de nya med e-post"]) == []

    client.post(f"{address}bekrafta/", {"seen": preview.context["plan"].digest, "invite": "on"})

    assert list(OutgoingMail.objects.values_list("address", flat=True)) == ["ny@example.org"]
    assert User.objects.get(email="ny@example.org").added_in == cast.samla


def test_nobody_is_invited_unasked(cast, seat, sign_in):
    client = sign_in(cast.process_leader)
    address = send(client, a_list(a_row("ny@example.org", "tandvarden", FIRST))).url

    client.post(f"{address}bekrafta/", {"seen": client.get(address).context["plan"].digest})

    assert not OutgoingMail.objects.exists()


def test_more_than_five_hundred_are_not_invited_at_once(cast, sign_in):
    client = sign_in(cast.process_leader)
    a.a_seat(cast.sg, "bred", max_persons=1000)
    rows = [a_row(f"p{number}@example.org", "bred", FIRST) for number in range(501)]
    address = send(client, a_list(*rows)).url
    preview = client.get(address)

    answer = client.post(f"{address}bekrafta/", {"seen": preview.context["plan"].digest, "invite": "on"}, follow=True)

    assert "Bjud in de nya" not in preview.text
    assert missing_from(answer, ["Högst 500 personer kan bjudas in på en gång"]) == []
    assert not User.objects.filter(email="p1@example.org").exists()


@pytest.mark.parametrize("address", ["", "{pk}/", "{pk}/bekrafta/"])
def test_a_session_that_was_left_open_is_asked_who_it_is(cast, seat, client, address):
    kept = uploaded(cast, a_row("ny@example.org", "tandvarden", FIRST))
    client.force_login(cast.process_leader)  # signed in, and has not confirmed lately
    address = f"{PAGE}{address.format(pk=kept.pk)}"

    answer = client.post(address, {"seen": ""}) if "bekrafta" in address else client.get(address)

    assert "/bekrafta/" in answer.get("Location", "") or "Bekräfta" in answer.text
    assert not Appointment.objects.filter(seat=seat).exists()
