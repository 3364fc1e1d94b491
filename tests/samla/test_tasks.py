import asyncio
import datetime as dt
import time

import pytest
from django.db import connection, connections, transaction
from django.tasks import TaskResultStatus, task_backends
from django.tasks.exceptions import InvalidTask, TaskResultDoesNotExist
from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import JobAborted
from procrastinate.jobs import Job
from procrastinate.periodic import PeriodicTask

from samla import clock, tasks
from samla.clock import STOCKHOLM
from samla.tasks import GrowingPause, periodic, task

seen = []


@task()
def remember(what, *, twice=False):
    seen.extend([what] * (1 + twice))


@task(retries=2, pause=0)
def stumble(what):
    seen.append(what)
    if seen.count(what) < 3:
        raise ValueError("not yet")


@task()
def fall():
    raise ValueError("never")


@task()
def count_users():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        seen.append(cursor.fetchone()[0])


@pytest.fixture(autouse=True)
def forget():
    seen.clear()


def work(*, until=lambda: True):
    """A real worker, until the queue is empty."""

    def and_leave(call_next, context, worker):
        try:
            return call_next()
        finally:
            connections.close_all()

    async def run():
        connector = app.connector.get_worker_connector()
        async with app.with_connector(connector).open_async() as worker_app:
            for _ in range(20):
                await worker_app.run_worker_async(
                    wait=False, install_signal_handlers=False, listen_notify=False, task_middleware=[and_leave]
                )
                if until():
                    return

    asyncio.run(run())


def test_a_queued_task_waits_and_can_be_asked_for(db):
    result = remember.enqueue("a", twice=True)

    again = remember.get_result(result.id)

    assert result.status == again.status == TaskResultStatus.READY
    assert again.args == ["a"]
    assert again.kwargs == {"twice": True}
    assert again.enqueued_at is not None
    assert again.finished_at is None
    assert seen == []


@pytest.mark.parametrize("number", ["0", "987654321", "tolv", "-1", ""])
def test_a_number_that_is_no_job_is_said_not_to_exist(db, number):
    with pytest.raises(TaskResultDoesNotExist):
        task_backends["default"].get_result(number)


def test_a_task_is_rolled_back_with_what_it_belongs_to(db):
    with transaction.atomic():
        remember.enqueue("a")
        transaction.set_rollback(True)

    assert not ProcrastinateJob.objects.exists()


def test_what_waits_under_a_dedupe_key_is_not_queued_again(db):
    first = remember.keyed(dedupe="letter-1").enqueue("a")
    second = remember.keyed(dedupe="letter-1").enqueue("a")
    other = remember.keyed(dedupe="letter-2").enqueue("a")

    assert second.id == first.id != other.id
    assert ProcrastinateJob.objects.count() == 2


def test_a_dedupe_key_is_free_again_when_its_job_has_begun(db):
    first = remember.keyed(dedupe="letter-1").enqueue("a")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [first.id])

    second = remember.keyed(dedupe="letter-1").enqueue("a")

    assert second.id != first.id


def test_a_refused_dedupe_key_leaves_the_transaction_usable(cloned_database):
    elsewhere = connection.copy()
    try:
        with transaction.atomic():
            remember.keyed(dedupe="letter-1").enqueue("a")
            assert tasks._waiting("letter-1") is not None
            with elsewhere.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM procrastinate_jobs")
                assert cursor.fetchone() == (0,)
        with transaction.atomic():
            remember.keyed(dedupe="letter-1").enqueue("a")
            assert ProcrastinateJob.objects.count() == 1
    finally:
        elsewhere.close()


def test_lock_priority_and_time_reach_the_queue(db):
    later = clock.now() + dt.timedelta(hours=1)

    result = remember.keyed(lock="one-at-a-time").using(priority=7, run_after=later).enqueue("a")

    job = ProcrastinateJob.objects.get(pk=result.id)
    assert (job.lock, job.priority, job.scheduled_at) == ("one-at-a-time", 7, later)


def test_a_time_without_a_zone_is_refused(db):
    with pytest.raises(InvalidTask, match="aware"):
        remember.using(run_after=clock.now().replace(tzinfo=None)).enqueue("a")


def test_the_worker_runs_what_is_queued(cloned_database):
    result = remember.enqueue("a", twice=True)

    work()

    assert seen == ["a", "a"]
    assert remember.get_result(result.id).status == TaskResultStatus.SUCCESSFUL
    assert remember.get_result(result.id).finished_at is not None


def test_a_failing_task_is_tried_again_as_often_as_it_says(cloned_database):
    result = stumble.enqueue("a")

    work(until=lambda: len(seen) == 3)

    assert seen == ["a", "a", "a"]
    assert stumble.get_result(result.id).status == TaskResultStatus.SUCCESSFUL


def test_a_task_without_retries_that_fails_has_failed(cloned_database):
    result = fall.enqueue()

    work()

    assert fall.get_result(result.id).status == TaskResultStatus.FAILED
    assert fall.get_result(result.id).finished_at is not None


def test_a_task_in_the_worker_reads_the_database_it_was_queued_in(cloned_database):
    count_users.enqueue()

    work()

    assert seen == [connection.settings_dict["NAME"]]


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 15), (1, 30), (3, 120), (20, 3600)])
def test_pauses_double_up_to_an_hour(attempts, seconds):
    job = a_job(attempts=attempts, retries=99, pause=15)

    decision = GrowingPause().get_retry_decision(exception=ValueError(), job=job)

    assert decision.retry_at.timestamp() == pytest.approx(time.time() + seconds, abs=2)


def test_tries_end():
    assert GrowingPause().get_retry_decision(exception=ValueError(), job=a_job(attempts=3, retries=3, pause=1)) is None


@pytest.mark.parametrize("stop", [JobAborted(), asyncio.CancelledError()])
def test_a_job_is_not_lost_when_its_worker_is_told_to_stop(stop):
    assert GrowingPause().get_retry_decision(exception=stop, job=a_job(attempts=0, retries=0, pause=1)) is not None


def a_job(*, attempts, retries, pause):
    return Job(
        id=1, queue="default", lock=None, queueing_lock=None, task_name=tasks.RUN, attempts=attempts,
        task_kwargs={"retries": retries, "pause": pause},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (dt.datetime(2026, 1, 15, 12, tzinfo=STOCKHOLM), dt.datetime(2026, 1, 16, 3, 30, tzinfo=STOCKHOLM)),
        (dt.datetime(2026, 7, 15, 12, tzinfo=STOCKHOLM), dt.datetime(2026, 7, 16, 3, 30, tzinfo=STOCKHOLM)),
        (dt.datetime(2026, 3, 28, 12, tzinfo=STOCKHOLM), dt.datetime(2026, 3, 29, 3, 30, tzinfo=STOCKHOLM)),
        (dt.datetime(2026, 10, 24, 12, tzinfo=STOCKHOLM), dt.datetime(2026, 10, 25, 3, 30, tzinfo=STOCKHOLM)),
    ],
)
def test_a_periodic_task_keeps_stockholms_time_in_summer_and_winter(monkeypatch, now, expected):
    entry = registered(monkeypatch, "30 3 * * *", remember)

    following = entry.croniter.get_next(ret_type=float, start_time=now.timestamp())

    assert dt.datetime.fromtimestamp(following, STOCKHOLM) == expected


def test_a_periodic_task_is_registered_once_under_its_path(monkeypatch):
    entry = registered(monkeypatch, "*/5 * * * *", remember)

    assert entry.periodic_id == remember.module_path
    assert entry.configure_kwargs["queueing_lock"] == f"periodic:{remember.module_path}"
    assert entry.configure_kwargs["task_kwargs"]["path"] == remember.module_path


def registered(monkeypatch, cron, timed) -> PeriodicTask:
    monkeypatch.setattr(tasks, "_periodic", {})
    periodic(cron)(timed)
    fresh = DjangoApp(connector=app.connector)
    tasks.register(fresh)
    return fresh.periodic_registry.periodic_tasks[tasks.RUN, timed.module_path]


def test_every_periodic_task_of_the_portal_is_registered():
    registered_paths = {periodic_id for name, periodic_id in app.periodic_registry.periodic_tasks if name == tasks.RUN}

    assert set(tasks._periodic) <= registered_paths
    assert "documents.tasks.settle_jobs" in registered_paths
    assert "outbox.tasks.deliver_waiting_mail" in registered_paths
