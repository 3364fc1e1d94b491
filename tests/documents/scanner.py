"""A virus scanner on loopback that speaks clamd's INSTREAM, for the tests: it finds what it is told to."""

import contextlib
import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Scanner(socketserver.ThreadingTCPServer):
    """Finds `bad` in what it is sent. `answer`: what it says instead; `longest`: its own limit of bytes."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, bad=b"EICAR", *, answer=b"", longest=1 << 30, hangs=False) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.bad, self.answer, self.longest, self.hangs = bad, answer, longest, hangs
        self.received: list[bytes] = []

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):
            assert self.rfile.read(10) == b"zINSTREAM\0"
            content = b""
            while length := struct.unpack("!L", self.rfile.read(4))[0]:
                content += self.rfile.read(length)
                if len(content) > self.server.longest:
                    self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                    return
            self.server.received.append(content)
            if self.server.hangs:
                threading.Event().wait(5)
                return
            found = b"stream: Eicar-Test-Signature FOUND" if self.server.bad in content else b"stream: OK"
            self.wfile.write((self.server.answer or found) + b"\0")


@contextmanager
def a_scanner(**how) -> Iterator[Scanner]:
    with Scanner(**how) as scanner:
        thread = threading.Thread(target=scanner.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield scanner
        finally:
            scanner.shutdown()
            thread.join()


def a_closed_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"
