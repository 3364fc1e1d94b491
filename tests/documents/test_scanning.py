"""Viruses: asked of a scanner over its own protocol; refused, waited for, or found too late."""

import io
import socketserver
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from documents.actions import scan_waiting, store
from documents.models import Blob, ScanState
from documents.panels import files_to_look_at
from documents.views import send
from samla import clamd, clock
from samla.filetypes import FileRefusedError
from samla.storage import files
from tests import builders as a
from tests.documents.scanner import Session, a_closed_port, a_scanner

BAD = b"en text med EICAR i sig"


def test_the_whole_file_is_sent_and_yes_and_no_are_understood():
    with a_scanner() as scanner:
        large = b"x" * 700_000
        assert clamd.scan(io.BytesIO(large), scanner.address) == ""
        assert clamd.scan(io.BytesIO(BAD), scanner.address) == "Eicar-Test-Signature"
        assert clamd.scan(io.BytesIO(b""), scanner.address) == ""
        assert scanner.received == [large, BAD, b""]


def test_a_unix_socket_is_spoken_to_as_well(tmp_path):
    path = str(tmp_path / "clamd.ctl")

    class OnSocket(socketserver.ThreadingUnixStreamServer):
        bad, answer, longest, hangs, received, daemon_threads = b"EICAR", b"", 1 << 30, False, [], True

    with OnSocket(path, Session) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert clamd.scan(io.BytesIO(BAD), path) == "Eicar-Test-Signature"
        assert clamd.scan(io.BytesIO(b"hej"), f"unix:{path}") == ""
        server.shutdown()


@pytest.mark.parametrize("how", [{"answer": b"UNKNOWN COMMAND"}, {"longest": 10}, {"hangs": True}])
def test_what_is_neither_yes_nor_no_says_nothing_of_the_file(how):
    with a_scanner(**how) as scanner, pytest.raises(clamd.ScannerError):
        clamd.scan(io.BytesIO(b"x" * 2_000_000), scanner.address, seconds=0.5)


@pytest.mark.parametrize("address", ["/finns/inte.ctl", "nonsens", "localhost:", "127.0.0.1:nej"])
def test_a_scanner_that_is_not_there_says_nothing_either(address):
    with pytest.raises(clamd.ScannerError):
        clamd.scan(io.BytesIO(b"hej"), address)


def test_a_file_with_a_virus_is_refused_by_name_and_nothing_is_kept(db, settings, caplog):
    with a_scanner() as scanner:
        settings.CLAMD_SOCKET = scanner.address
        with pytest.raises(FileRefusedError, match=r"virus \(Eicar-Test-Signature\)"):
            store(io.BytesIO(BAD), "brev.txt")

    assert not Blob.objects.exists()
    assert "files.infected" in caplog.text


def test_a_clean_file_says_so(db, settings):
    with a_scanner() as scanner:
        settings.CLAMD_SOCKET = scanner.address
        blob = store(io.BytesIO(b"en vanlig text"), "brev.txt")

    assert (blob.scan_state, blob.scanned_at is not None) == (ScanState.CLEAN, True)


def test_without_a_scanner_the_file_is_taken_in_and_says_that_it_is_not_scanned(db, settings):
    settings.CLAMD_SOCKET = ""

    assert store(io.BytesIO(b"en text"), "brev.txt").scan_state == ScanState.UNSCANNED
    assert scan_waiting() == 0


def test_what_came_while_the_scanner_was_silent_is_scanned_when_it_is_back(db, settings):
    settings.CLAMD_SOCKET = a_closed_port()
    blob = store(io.BytesIO(b"en text"), "brev.txt")
    assert blob.scan_state == ScanState.UNSCANNED
    assert scan_waiting() == 0

    with a_scanner() as scanner:
        settings.CLAMD_SOCKET = scanner.address
        assert scan_waiting() == 1
        assert scan_waiting() == 0

    blob.refresh_from_db()
    assert blob.scan_state == ScanState.CLEAN


def test_the_same_bytes_again_are_scanned_again(db, settings):
    settings.CLAMD_SOCKET = ""
    store(io.BytesIO(b"en text"), "brev.txt")
    with a_scanner() as scanner:
        settings.CLAMD_SOCKET = scanner.address
        assert store(io.BytesIO(b"en text"), "samma.txt").scan_state == ScanState.CLEAN


def test_a_virus_found_afterwards_closes_the_file_and_is_told_to_the_process_leader(cast, settings, sign_in):
    settings.CLAMD_SOCKET = ""
    document = a.a_document(cast.au, cast.au_member, content=BAD, filename="brev.txt")
    with a_scanner() as scanner:
        settings.CLAMD_SOCKET = scanner.address
        scan_waiting()
    version = document.versions.select_related("blob", "document").get()
    assert version.blob.scan_finding == "Eicar-Test-Signature"

    with pytest.raises(PermissionDenied, match=r"virus \(Eicar-Test-Signature\) och lämnas därför inte ut"):
        send(RequestFactory().get("/"), version, as_attachment=True)
    page = sign_in(cast.process_leader).get("/")
    assert a.missing_from(page, ["Virus i en handling", "Eicar-Test-Signature", "brev.txt"]) == []
    assert "Virus i en handling" not in sign_in(cast.au_member).get("/").text
    assert files_to_look_at().warnings == ["En fil har virus och lämnas inte ut."]


def test_a_scanner_that_is_silent_for_long_is_told_to_the_operator(db, settings):
    settings.CLAMD_SOCKET = ""
    blob = store(io.BytesIO(b"en text"), "brev.txt")
    settings.CLAMD_SOCKET = a_closed_port()
    assert files_to_look_at().warnings == []

    Blob.objects.filter(pk=blob.pk).update(stored_at=clock.now() - a.dt.timedelta(hours=2))

    assert files_to_look_at().warnings == ["En fil väntar på att genomsökas efter virus."]
    assert files().exists(blob.storage_name)
