"""The demonstration in one process: database, structure, example data, web server and background worker."""

import errno
import os
import socket
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver
from django.utils.module_loading import import_string
from gunicorn.app.base import Application

from samla import processes
from samla.uploads import whole_bodies

STRUCTURES = ("structure/samla.toml", "structure/exempel.toml")
LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


class Command(BaseCommand):
    help = "Startar demonstrationen på http://localhost:PORT (förval 8000). Avslutas med Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """`make run` asks for the option: a killed make takes the portal with it."""
        parser.add_argument(
            "--end-with-parent", action="store_true", help="Avsluta när det som startade kommandot dör."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Prepare and serve until a signal. Raises CommandError when the port is taken or this is production."""
        if options["end_with_parent"]:
            processes.end_with_parent(os.getppid())
        if not settings.DEMO:
            raise CommandError("serve är till för demonstrationen. Hur portalen körs i drift står i deploy/README.md.")
        listeners = listen(int(settings.PORT))
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns when it is missing
        migrate()
        load()
        self.stdout.write("\n".join(["", f"Portalen finns på {settings.SITE_URL}", *cast(), "", "Avsluta med Ctrl-C."]))
        self.stdout.flush()
        connections.close_all()  # no child may share a connection with its parent
        Server(listeners).run()


class Server(Application):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn in this process: Django is loaded already, and the listeners are open."""

    def __init__(self, listeners: list[socket.socket]) -> None:
        self.listeners = listeners
        super().__init__()

    def load_config(self) -> None:
        """The same file as in production, with our listeners."""
        self.load_config_from_file(str(settings.BASE_DIR / "deploy" / "gunicorn.conf.py"))
        self.cfg.set("bind", [f"fd://{listener.fileno()}" for listener in self.listeners])

    def load(self) -> Any:
        """Django as a WSGI application, every page's code loaded before the first visitor comes."""
        application = whole_bodies(get_wsgi_application())
        get_resolver().url_patterns  # noqa: B018  reading it imports the pages
        return application


def listen(port: int) -> list[socket.socket]:
    """Listen on the loopback addresses, and on nothing else. Raises CommandError with one sentence."""
    listeners = []
    for family, address in LOOPBACK:
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, port))
            listener.listen(128)
        except OSError as error:
            listener.close()
            if error.errno == errno.EADDRINUSE:
                raise CommandError(f"Port {port} är upptagen. Välj en annan: PORT={port + 1} make run") from None
            if family == socket.AF_INET:
                raise CommandError(f"Port {port} gick inte att öppna: {error.strerror}.") from None
            continue  # a machine without IPv6
        listeners.append(listener)
    return listeners


def migrate() -> None:
    """The database as the code expects it, and the application's rights in it."""
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    call_command("grant_roles", verbosity=0)


def load() -> None:
    """Structure and demonstration data; the same however often it is done."""
    for file in STRUCTURES:
        call_command("load_structure", settings.BASE_DIR / file, verbosity=0)
    call_command("load_demo", verbosity=0)


def cast() -> list[str]:
    """Whom one can be in the demonstration, one per line, as demo/ tells it."""
    lines: list[str] = import_string("demo.actions.cast_lines")()  # by name: the roof is above this floor
    return ["", *lines]
