"""The worker as a process that is really killed, and as a thread."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from samla import worker
from samla.localpg import PROJECT


def leave_a_mark(file, *, seconds):
    """The job of these tests, run by the worker through its path: the first time it takes long."""
    times = len(Path(file).read_text()) if Path(file).exists() else 0
    Path(file).write_text("x" * (times + 1))
    if times == 0:
        time.sleep(seconds)


class _Leave:
    func = staticmethod(leave_a_mark)


leave = _Leave


@contextmanager
def worker_process(database):
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker"],
        cwd=PROJECT,
        env={**os.environ, "DATABASE_URL": f"{address}/{database}", "DJANGO_SETTINGS_MODULE": "samla.settings"},
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def _queue(file, seconds):
    arguments = {"path": "tests.samla.test_worker.leave", "args": [str(file)], "kwargs": {"seconds": seconds}}
    return app.configure_task("samla.run", task_kwargs=arguments).defer()


def _until(question, seconds=30):
    end = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def _status(job):
    return ProcrastinateJob.objects.get(pk=job).status


def _give_back():
    async def with_a_pool():
        pool = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=1)
        async with app.with_connector(pool).open_async() as opened:
            return await worker.give_back(opened, silent_for=0)

    return asyncio.run(with_a_pool())


def test_the_job_of_a_killed_worker_is_done_by_the_next_one(cloned_database, tmp_path):
    job = _queue(tmp_path / "mark", seconds=60)
    with worker_process(cloned_database) as killed:
        _until(lambda: (tmp_path / "mark").exists() and (tmp_path / "mark").read_text())
        killed.kill()
        killed.wait()
    assert _status(job) == "doing"

    assert _give_back() >= 1  # what the clock had asked for may have been at hand too
    assert _status(job) == "todo"

    with worker_process(cloned_database) as successor:
        _until(lambda: _status(job) == "succeeded")
        successor.send_signal(signal.SIGTERM)
        assert successor.wait(10) == 0
    assert (tmp_path / "mark").read_text() == "xx"


def test_a_job_that_takes_its_worker_along_every_time_is_given_up(cloned_database, tmp_path):
    job = _queue(tmp_path / "mark", seconds=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = %s", [worker.MOST_ATTEMPTS - 1])

    _give_back()

    assert _status(job) == "failed"


def test_the_thread_works_and_stops(cloned_database, tmp_path):
    thread = worker.Thread()
    thread.start()
    try:
        job = _queue(tmp_path / "mark", seconds=0)
        _until(lambda: _status(job) == "succeeded")
    finally:
        thread.stop()

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        assert cursor.fetchone() == (0,)
    assert not thread._thread.is_alive()
