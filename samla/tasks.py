"""Django's tasks on procrastinate: rows in PostgreSQL, so that a task is queued, or rolled back, with what it belongs to.

`@task(retries=3)` above a function makes it a task; `@periodic("15 * * * *")` above that also runs it by the clock.
Jobs whose worker died are given back by `samla/worker.py`; this module only queues, runs and answers.
"""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self, cast

from django.db import transaction
from django.tasks import Task, TaskResult, TaskResultStatus
from django.tasks.backends.base import BaseTaskBackend
from django.tasks.exceptions import TaskResultDoesNotExist
from django.tasks.signals import task_enqueued
from django.utils.json import normalize_json
from django.utils.module_loading import import_string
from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued, JobAborted
from procrastinate.jobs import Job

from samla import clock

if TYPE_CHECKING:
    AnyTask = Task[..., Any]
else:  # generic in the type checker's eyes only
    AnyTask = Task

RUN = "samla.run"
OUTSIDE = "outside"
LONGEST_WAIT_SECONDS = 3600
STATUSES = {
    "todo": TaskResultStatus.READY,
    "doing": TaskResultStatus.RUNNING,
    "succeeded": TaskResultStatus.SUCCESSFUL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedTask(AnyTask):
    """A task with what a queue adds: retries with growing pauses, one waiting job per dedupe key, one running per lock."""

    retries: int = 0
    pause: int = 5
    dedupe: str | None = None
    lock: str | None = None

    def keyed(self, *, dedupe: str | None = None, lock: str | None = None) -> Self:
        """The same task with keys for this call: what already waits is not queued again; a lock runs one at a time."""
        return replace(self, dedupe=dedupe or self.dedupe, lock=lock or self.lock)


def task(
    *,
    retries: int = 0,
    pause: int = 5,
    dedupe: str | None = None,
    lock: str | None = None,
    priority: int = 0,
    queue: str = "default",
) -> Callable[[Callable[..., Any]], QueuedTask]:
    """Make a module's function a task.

    A failure is tried again `retries` times, after `pause` seconds and then twice as long each time, at most an hour.
    What waits in the queue `OUTSIDE` is at the mercy of somebody else's server: it comes last, and its waiting is no
    illness of the portal's (`samla/health.py`).
    """

    def wrap(function: Callable[..., Any]) -> QueuedTask:
        return QueuedTask(
            func=function,
            retries=retries,
            pause=pause,
            dedupe=dedupe,
            lock=lock,
            priority=priority - (queue == OUTSIDE),
            queue_name=queue,
        )

    return wrap


def periodic(cron: str) -> Callable[[QueuedTask], QueuedTask]:
    """Run a task without arguments by the clock of Stockholm, summer and winter.

    At most one run waits at a time. A run that fell in a stop of more than ten minutes is not caught up,
    so what must happen should be asked for often and do nothing when there is nothing to do.
    """

    def wrap(timed: QueuedTask) -> QueuedTask:
        _periodic[timed.module_path] = (cron, timed)
        return timed

    return wrap


class ProcrastinateBackend(BaseTaskBackend):
    """The only backend outside unit tests: settings TASKS."""

    task_class = QueuedTask
    supports_defer = True
    supports_priority = True
    supports_get_result = True

    def enqueue[**P, R](self, task: Task[P, R], args: Any, kwargs: Any) -> TaskResult[P, R]:
        """Queue the task in the current transaction. With a dedupe key that already waits, answer with that job."""
        self.validate_task(task)
        arguments: list[Any] = cast("list[Any]", normalize_json(list(args)))
        named: dict[str, Any] = cast("dict[str, Any]", normalize_json(dict(kwargs)))
        job_id = _defer(_as_queued(task), arguments, named)
        result = TaskResult(
            task=task,
            id=str(job_id),
            status=TaskResultStatus.READY,
            enqueued_at=clock.now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=arguments,
            kwargs=named,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        task_enqueued.send(type(self), task_result=result)
        return result

    def get_result(self, result_id: str) -> TaskResult[..., Any]:
        """How the job stands now. Raises TaskResultDoesNotExist. Return values and tracebacks are not kept."""
        job = ProcrastinateJob.objects.filter(pk=result_id, task_name=RUN).first() if result_id.isdecimal() else None
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        at = dict(ProcrastinateEvent.objects.filter(job=job).order_by("at", "pk").values_list("type", "at"))
        return TaskResult(
            task=import_string(job.args["path"]),
            id=result_id,
            status=STATUSES.get(job.status, TaskResultStatus.FAILED),
            enqueued_at=at.get("deferred"),
            started_at=at.get("started"),
            finished_at=next(
                (at[kind] for kind in ("succeeded", "failed", "cancelled", "aborted") if kind in at), None
            ),
            last_attempted_at=at.get("started"),
            args=job.args["args"],
            kwargs=job.args["kwargs"],
            backend=self.alias,
            errors=[],
            worker_ids=["worker"] * job.attempts,
        )


class GrowingPause(BaseRetryStrategy):
    """Each task's own number of retries, with pauses that double up to an hour."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Another try later, or None when the tries are used up. A worker that stops is no failure of the job's."""
        if isinstance(exception, CancelledError | JobAborted):
            return RetryDecision(retry_in={"seconds": 0})
        wishes: dict[str, Any] = job.task_kwargs
        if job.attempts >= wishes["retries"]:
            return None
        seconds = min(LONGEST_WAIT_SECONDS, wishes["pause"] * 2 ** min(job.attempts, 12))
        return RetryDecision(retry_in={"seconds": seconds})


def register(procrastinate_app: App) -> None:
    """Tell procrastinate of the one job that runs our tasks, and of the clock's; settings PROCRASTINATE_ON_APP_READY."""
    job: Any = procrastinate_app.task(name=RUN, retry=GrowingPause())(_run)
    for path, (cron, timed) in _periodic.items():
        entry: Any = procrastinate_app.periodic_registry.register_task(
            task=job,
            cron=cron,
            periodic_id=path,
            configure_kwargs={
                "queue": timed.queue_name,
                "queueing_lock": f"periodic:{path}",
                "task_kwargs": _job_kwargs(timed, [], {}),
            },
        )
        # procrastinate reads cron expressions in UTC; an iterator that is once set in Stockholm stays there.
        entry.croniter.set_current(clock.now())


_periodic: dict[str, tuple[str, QueuedTask]] = {}


def _run(path: str, args: list[Any], kwargs: dict[str, Any], **_for_the_queue: Any) -> None:
    """In the worker. procrastinate's Django app drops dead database connections before and after each job."""
    import_string(path).func(*args, **kwargs)


def _job_kwargs(queued: QueuedTask, args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    return {
        "path": queued.module_path,
        "args": args,
        "kwargs": kwargs,
        "retries": queued.retries,
        "pause": queued.pause,
    }


def _as_queued(plain: Task[..., Any]) -> QueuedTask:
    if not isinstance(plain, QueuedTask):
        raise TypeError(f"{plain.module_path} must be made a task with samla.tasks.task")
    return plain


def _defer(queued: QueuedTask, args: list[Any], kwargs: dict[str, Any]) -> int:
    """The job's number: a new one, or the one that waits with the same dedupe key.

    Between being refused and looking, a worker may have taken the waiting job; then there is room for a new one.
    """
    job = app.configure_task(
        RUN,
        queue=queued.queue_name,
        priority=queued.priority,
        schedule_at=queued.run_after,
        lock=queued.lock,
        queueing_lock=queued.dedupe,
        task_kwargs=_job_kwargs(queued, args, kwargs),
    )
    while True:
        waiting = _waiting(queued.dedupe)
        if waiting is not None:
            return waiting
        try:
            with transaction.atomic():
                return job.defer()
        except AlreadyEnqueued:
            continue


def _waiting(dedupe: str | None) -> int | None:
    if dedupe is None:
        return None
    return ProcrastinateJob.objects.filter(queueing_lock=dedupe, status="todo").values_list("pk", flat=True).first()
