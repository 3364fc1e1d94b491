"""The background worker as a process of its own: one systemd unit in production."""

import asyncio
import threading
from typing import Any

from django.core.management.base import BaseCommand

from samla import worker


class Command(BaseCommand):
    help = "Utför bakgrundsarbetet: PDF-filer, e-post och det som sker efter klockan. Avslutas med SIGTERM."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Work until SIGTERM or SIGINT; the jobs at hand are finished first."""
        asyncio.run(worker.run(signals=True, stopping=threading.Event()))
