"""Long work: asked for once, followed while it runs, kept a day, never stuck."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.files.base import File
from django.db import models, transaction
from django.tasks import TaskResultStatus, default_task_backend
from django.tasks.exceptions import TaskResultDoesNotExist

from documents.models import UNFINISHED, Job, JobState
from samla import clock
from samla.storage import files
from samla.tasks import QueuedTask

KEPT = dt.timedelta(days=1)
# A worker marks its job in the queue a moment after the job marks itself.
SETTLING = dt.timedelta(seconds=5)
FOLDER = "jobs"  # of the storage: results that are too large for a row
INTERRUPTED = "Arbetet avbröts innan det blev klart. Försök igen."


def fingerprint(*parts: object) -> str:
    """A key for `start`: the same for the same content, whatever its length."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()


@transaction.atomic
def start(
    kind: str,
    key: str,
    *,
    by: models.Model,
    filename: str,
    task: QueuedTask,
    args: Sequence[Any] = (),
    address: str = "",
) -> Job:
    """Ask for long work. The same person asking for the same content again gets the same job, unless it failed.

    The task is called with the job's id (text) and then `args`; `address` is the local page to go back to for another try.
    Raises ValueError when the address is not local.
    """
    if address and (not address.startswith("/") or address.startswith("//")):
        raise ValueError(f"Not an address of ours: {address}")
    # Two requests at once queue behind each other here instead of starting the work twice.
    get_user_model()._default_manager.select_for_update(no_key=True).get(pk=by.pk)  # noqa: SLF001  Django's own way
    asked = Job.objects.without_result().owned_by(by).filter(kind=kind, key=key).exclude(state=JobState.FAILED).first()
    if asked is not None:
        return asked
    job = Job(kind=kind, key=key, owner_id=by.pk, filename=filename, address=address, created_at=clock.now())
    job.task_id = task.enqueue(str(job.pk), *args).id
    job.save(force_insert=True)
    return job


@transaction.atomic
def begin(job_id: str | UUID) -> Job | None:
    """First line of a task: the job, now running, or None when there is nothing left to do for it."""
    job = Job.objects.select_for_update().filter(pk=job_id, state__in=UNFINISHED).first()
    if job is None:
        return None
    job.state, job.started_at, job.percent, job.step = JobState.RUNNING, clock.now(), 0, ""
    job.save(update_fields=["state", "started_at", "percent", "step"])
    return job


def progress(job: Job, percent: int, step: str) -> None:
    """How far the work has come, 0–100, and what is being done, as the waiting person reads it.

    Outside a transaction, so that it is seen at once.
    """
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(percent=max(0, min(100, percent)), step=step[:200])


@transaction.atomic
def finish(job: Job, data: bytes, *, media_type: str = "application/pdf") -> Job:
    """Keep the result. A job that is already finished keeps what it has: a task may run twice."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.is_finished:
        return job
    return _done(job, data, media_type, hashlib.sha256(data).hexdigest())


def finish_with_file(job: Job, path: Path, *, media_type: str = "application/pdf") -> Job:
    """Keep a result that may be large: the file goes to the storage, a part at a time, and the row says where it is."""
    name = f"{FOLDER}/{job.pk}"
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        files().save(name, File(file))
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        if job.is_finished:
            return job
        job.storage_name = name
        return _done(job, b"", media_type, sha256)


def _done(job: Job, data: bytes, media_type: str, sha256: str) -> Job:
    job.state, job.percent, job.step = JobState.DONE, 100, ""
    job.result, job.media_type, job.sha256 = data, media_type, sha256
    job.finished_at = clock.now()
    changed = ["state", "percent", "step", "result", "storage_name", "media_type", "sha256", "finished_at"]
    job.save(update_fields=changed)
    return job


@transaction.atomic
def fail(job: Job, sentence: str) -> Job:
    """End the work with a sentence that says what happened and what to do. A finished job stays as it is."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.is_finished:
        return job
    job.state, job.error, job.finished_at = JobState.FAILED, sentence[:500], clock.now()
    job.save(update_fields=["state", "error", "finished_at"])
    return job


def settle(job: Job) -> Job:
    """The job as it stands, failed with a sentence when the queue has given it up, so that nobody waits in vain.

    A worker that died shows as a running job until the queue gives it back, which is then waited for.
    """
    if job.is_finished or clock.now() - job.created_at < SETTLING or _is_alive(job):
        return job
    return fail(job, INTERRUPTED)


def settle_all() -> None:
    """Settle every unfinished job, also those that nobody looks at."""
    for job in Job.objects.without_result().unfinished():
        settle(job)


def remove_old() -> int:
    """Remove jobs, with their results, that ended more than a day ago; the history remembers that they were made."""
    removed: int = Job.objects.filter(finished_at__lt=clock.now() - KEPT).delete()[0]
    _remove_files()
    return removed


def _remove_files() -> None:
    """Remove results in the storage whose job is gone, and what a crash has left."""
    before = clock.now() - KEPT
    kept = set(Job.objects.exclude(storage_name="").values_list("storage_name", flat=True))
    for name, written_at in files().listing(FOLDER):
        if name not in kept and written_at < before:
            files().delete(name)


def _is_alive(job: Job) -> bool:
    try:
        status = default_task_backend.get_result(job.task_id).status
    except TaskResultDoesNotExist:
        return False
    return status in {TaskResultStatus.READY, TaskResultStatus.RUNNING}
