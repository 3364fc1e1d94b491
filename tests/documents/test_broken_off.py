"""An upload that is broken off half-way, against a running portal: nothing of it is kept."""

import hashlib
import http.client
import re
import socket
import time
from urllib.parse import urlencode, urlsplit

import pytest

from tests.browser.portal import running
from tests.database import clone, drop

BOUNDARY = "en-skiljelinje"
TEAM = "Mobilt team för unga med psykisk ohälsa: hemvist och bemanning"


@pytest.fixture(scope="module")
def portal(demo_template, tmp_path_factory, django_db_blocker):
    with django_db_blocker.unblock():
        files = tmp_path_factory.mktemp("portal")
        database = clone(demo_template, files)
        with running(database, files) as portal:
            yield portal
        drop(database)


class Visitor:
    """Somebody with a program of her own in place of a browser."""

    def __init__(self, portal):
        self.host = urlsplit(portal.url).netloc
        self.cookies = {}

    def ask(self, method, address, body=None, **headers):
        connection = http.client.HTTPConnection(self.host, timeout=30)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, address, body, {"Cookie": cookies, "Referer": f"http://{self.host}/", **headers})
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        connection.close()
        return answer.status, text

    def token(self, address):
        return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask("GET", address)[1])[1]

    def sign_in(self, pk):
        form = urlencode({"csrfmiddlewaretoken": self.token("/logga-in/")})
        status, _ = self.ask(
            "POST", f"/demo/logga-in/{pk}/", form, **{"Content-Type": "application/x-www-form-urlencoded"}
        )
        assert status == 302


def form_of(token, kind, content):
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {"csrfmiddlewaretoken": token, "document_type": kind}.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="chosen"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n'
    return "".join(parts).encode() + head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def kept(portal):
    """What there is of text files, by versions, rows, files that no row tells of, and files on their way.

    The portal's own worker may register a notice meanwhile, which is a PDF.
    """
    ((versions, blobs),) = portal.ask(
        "SELECT (SELECT count(*) FROM documents_documentversion WHERE filename = 'a.txt'),"
        " (SELECT count(*) FROM documents_blob WHERE media_type = 'text/plain')"
    )
    known = {sha256 for (sha256,) in portal.ask("SELECT sha256 FROM documents_blob")}
    untold = {path.name for path in (portal.files / "files" / "blobs").rglob("*") if path.is_file()} - known
    on_the_way = [path for path in (portal.files / "uploads").rglob("*") if path.is_file()]
    return versions, blobs, untold, on_the_way


def test_what_is_broken_off_leaves_nothing_and_what_comes_whole_is_kept(portal):
    visitor = Visitor(portal)
    visitor.sign_in(portal.person("Karin Kommunchef"))
    address = f"{portal.case(TEAM)}handlingar/"
    ((kind,),) = portal.ask("SELECT min(id) FROM documents_documenttype")
    body = form_of(visitor.token(address), kind, b"rad efter rad\n" * 400_000)  # larger than what is kept in memory
    before = kept(portal)

    for share in (0.2, 0.5, 0.999):
        break_off(visitor, address, body, int(len(body) * share))
        assert within_seconds(lambda: kept(portal) == before), kept(portal)

    status, _ = visitor.ask("POST", address, body, **{"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})
    assert status == 302
    versions, blobs, untold, on_the_way = before
    assert within_seconds(lambda: kept(portal) == (versions + 1, blobs + 1, untold, on_the_way)), kept(portal)
    content = body.partition(b"\r\n\r\nrad ")[2].rpartition(b"\r\n--")[0]
    name = hashlib.sha256(b"rad " + content).hexdigest()
    assert [path.stat().st_size for path in (portal.files / "files").rglob(name)] == [len(b"rad " + content)]


def within_seconds(condition):
    """The sender is gone before the server has noticed."""
    until = time.monotonic() + 5
    while not condition() and time.monotonic() < until:
        time.sleep(0.1)
    return condition()


def break_off(visitor, address, body, at):
    host, port = visitor.host.split(":")
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    head = (
        f"POST {address} HTTP/1.1\r\nHost: {visitor.host}\r\nCookie: {cookies}\r\nReferer: http://{visitor.host}/\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), 30) as connection:
        connection.sendall(head.encode() + body[:at])
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(10)
        try:
            while connection.recv(4096):
                pass
        except OSError:
            pass
