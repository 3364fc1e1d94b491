"""The web server, in production and in the demonstration."""

import os
from typing import Any

from django.utils.module_loading import import_string

from samla import environment, processes

_demo = environment.flag("SAMLA_DEMO")

wsgi_app = "samla.wsgi:application"
# Loopback only: in production a proxy with a certificate stands in front.
bind = [f"127.0.0.1:{os.environ.get('PORT', '8000')}"]
# Two processes of one thread answered fastest; the demonstration is one process, which is also the worker.
workers = 1 if _demo else int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread" if _demo else "sync"
threads = 8 if _demo else 1
preload_app = True
timeout = 60
graceful_timeout = 8 if _demo else 30
max_requests = 0 if _demo else 20_000
max_requests_jitter = 0 if _demo else 2_000
accesslog = None
loglevel = "warning"
control_socket_disable = True

_threads: list[Any] = []


def post_fork(server: Any, worker: Any) -> None:
    """A process whose master was killed does not stay behind."""
    processes.end_with_parent(worker.ppid)


def post_worker_init(worker: Any) -> None:
    """The demonstration's background worker begins once its process is ready to serve."""
    if _demo:
        thread = import_string("samla.worker.Thread")()  # by name: it can only be imported once Django is set up
        thread.start()
        _threads.append(thread)


def worker_exit(server: Any, worker: Any) -> None:
    """The background worker finishes what it has at hand."""
    for thread in _threads:
        thread.stop()
