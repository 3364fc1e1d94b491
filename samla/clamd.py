"""Asks a virus scanner (clamd) over its own protocol: INSTREAM, on a unix socket or a port."""

import socket
import struct
from typing import BinaryIO

CHUNK = 256 * 1024
CONNECT_SECONDS = 5
LONGEST_ANSWER = 4096


class ScannerError(Exception):
    """The scanner did not answer, or not with yes or no: nothing is known of the file."""


def scan(file: BinaryIO, address: str, *, seconds: float = 60) -> str:
    """The name of what was found, or nothing. Raises ScannerError. Leaves the file at its beginning.

    `address`: ”/run/clamav/clamd.ctl” or ”unix:/run/…”, otherwise ”host:port”. `seconds`: for each part of the exchange.
    """
    file.seek(0)
    try:
        with _connected(address) as connection:
            connection.settimeout(seconds)
            answer = _exchange(connection, file)
    except OSError as error:
        raise ScannerError(f"the scanner at {address} does not answer: {error}") from error
    finally:
        file.seek(0)
    return _understood(answer)


def _connected(address: str) -> socket.socket:
    path = address.removeprefix("unix:")
    if path.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(CONNECT_SECONDS)
        try:
            connection.connect(path)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    if not host or not port.isdecimal():
        raise ScannerError(f"CLAMD_SOCKET is neither a path nor host:port: {address}")
    return socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS)


def _exchange(connection: socket.socket, file: BinaryIO) -> bytes:
    try:
        connection.sendall(b"zINSTREAM\0")
        while chunk := file.read(CHUNK):
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # a scanner that has heard enough says why, and hangs up
    answer = b""
    while b"\0" not in answer and len(answer) < LONGEST_ANSWER and (part := connection.recv(LONGEST_ANSWER)):
        answer += part
    return answer


def _understood(answer: bytes) -> str:
    words = answer.split(b"\0")[0].decode("utf-8", "replace").strip()
    said = words.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND").strip()[:200] or "okänt virus"
    raise ScannerError(words or "the scanner hung up without an answer")
