"""The background worker: a process of its own in production, a thread of the web process in the demonstration."""

import asyncio
import contextlib
import logging
import threading
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from procrastinate import App, JobContext, exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.jobs import Status
from procrastinate.middleware import SyncCallNext
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

from samla import pdf

logger = logging.getLogger(__name__)

CONCURRENCY = 2
HEARTBEAT_SECONDS = min(10, settings.WORKER_DEAD_AFTER_SECONDS / 3)
MOST_ATTEMPTS = 5  # a job that takes its worker along every time is given up
PAUSE_SECONDS = 2
STOP_SECONDS = 5
KEEP_HOURS = 24 * 30


@app.periodic(cron="* * * * *")
@app.task(name="samla.return_stalled_jobs", queueing_lock="samla.return_stalled_jobs", pass_context=True)
async def return_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Every minute: the jobs of workers that died go back into the queue."""
    await give_back(context.app)


@app.periodic(cron="17 2 * * *")
@app.task(name="samla.remove_old_jobs", queueing_lock="samla.remove_old_jobs", pass_context=True)
async def remove_old_jobs(context: JobContext, timestamp: int) -> None:
    """Every night: jobs that succeeded a month ago or earlier. What failed stays to be looked at."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEEP_HOURS)


async def give_back(worker_app: App, *, silent_for: float = settings.WORKER_DEAD_AFTER_SECONDS) -> int:
    """Queue the jobs whose worker has been silent for that many seconds; a job that failed so too often is failed.

    Answers how many there were. Two workers may ask at once: the second finds a job already given back.
    """
    jobs = list(await worker_app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent_for))
    for job in jobs:
        with contextlib.suppress(exceptions.ConnectorException):
            if job.attempts + 1 < MOST_ATTEMPTS:
                await worker_app.job_manager.retry_job(job)
            else:
                await worker_app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
    return len(jobs)


async def run(*, signals: bool, stopping: threading.Event) -> None:
    """Work until told to stop, by signals or by the event. A database that comes back is found again."""
    threading.Thread(target=preload, name="preload", daemon=True).start()
    while not stopping.is_set():
        connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=CONCURRENCY + 2, timeout=10)
        try:
            await _work(app.with_connector(connector), signals=signals, stopping=stopping)
        except (exceptions.ConnectorException, psycopg.Error) as error:
            logger.warning("the worker lost the database: %s", error)
        if signals:  # a signal stopped it, or systemd starts it anew
            return
        await asyncio.sleep(0 if stopping.is_set() else PAUSE_SECONDS)


def preload() -> None:
    """WeasyPrint and its fonts take two seconds to load: paid before the first PDF is asked for."""
    pdf.warm_up()


class Thread:
    """The worker beside the web server's threads. Started after the fork, stopped before the process ends."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        """Begin to work; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the jobs at hand, for a few seconds at most: what is left is given back by the next worker."""
        self._stopping.set()
        self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        asyncio.run(run(signals=False, stopping=self._stopping))


def _own_connection(call_next: SyncCallNext, context: JobContext, of_worker: Worker) -> Any:
    """Each job begins with a live connection and leaves none open: its thread may be gone before it is used again."""
    try:
        return call_next()
    finally:
        connections.close_all()


async def _work(worker_app: App, *, signals: bool, stopping: threading.Event) -> None:
    async with worker_app.open_async():
        await give_back(worker_app)
        work = asyncio.create_task(
            worker_app.run_worker_async(
                concurrency=CONCURRENCY,
                task_middleware=[_own_connection],
                install_signal_handlers=signals,
                fetch_job_polling_interval=PAUSE_SECONDS,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=settings.WORKER_DEAD_AFTER_SECONDS,
                shutdown_graceful_timeout=STOP_SECONDS,
            )
        )
        while not work.done() and not stopping.is_set():
            await asyncio.wait([work], timeout=0.2)
        work.cancel()  # asks it to finish what it has at hand
        with contextlib.suppress(asyncio.CancelledError):
            await work
