"""A real mail server on loopback, which keeps what it is given and delays, refuses or hangs as a test says."""

import asyncio
import email
import email.policy
import socket
import threading
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from django.test import override_settings

TIMEOUT = 1  # seconds that the portal waits for the server in these tests


class Handler:
    """`answers` are given to the recipients to come, in order; then yes to all. `pause` is taken before each yes."""

    def __init__(self):
        self.received = []
        self.answers = []
        self.data_answers = []
        self.pause = 0
        self.quits = True

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.data_answers:
            return self.data_answers.pop(0)
        self.received.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        if self.pause:
            await asyncio.sleep(self.pause)
        return "250 OK"

    async def handle_QUIT(self, server, session, envelope):
        if not self.quits:
            await asyncio.sleep(TIMEOUT * 2)
        return "221 Bye"

    @property
    def ids(self):
        """The Message-IDs of what has come, in order."""
        return [message["Message-ID"] for message in self.received]


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def mail_server(port=None):
    """A server that runs; its handler tells what has come. The portal's letters go to it."""
    handler = Handler()
    controller = Controller(handler, hostname="127.0.0.1", port=port or free_port())
    controller.start()
    try:
        with letters_go_to(controller.port):
            handler.port = controller.port
            yield handler
    finally:
        controller.stop()


def letters_go_to(port):
    """The portal's own SMTP settings, with that port."""
    options = {"host": "127.0.0.1", "port": port, "use_tls": False, "timeout": TIMEOUT}
    mailer = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
    return override_settings(MAILERS={"default": mailer})


@contextmanager
def a_silent_server():
    """Takes connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        taken = []
        threading.Thread(target=_take, args=(listening, taken), daemon=True).start()
        try:
            with letters_go_to(listening.getsockname()[1]):
                yield
        finally:
            for connection in taken:
                connection.close()


def _take(listening, taken):
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        taken.append(connection)
