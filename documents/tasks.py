from typing import Any

from documents import actions
from samla.tasks import periodic, task


@periodic("* * * * *")
@task()
def settle_jobs() -> None:
    """Every minute: no job waits for a worker that is gone."""
    actions.settle_all()


@periodic("40 * * * *")
@task(retries=5)
def remove_unneeded_bytes() -> None:
    """After a disposal and every hour: what a crash or an unwell storage has left."""
    actions.remove_unneeded_bytes()


@periodic("20 * * * *")
@task()
def remove_old_jobs() -> None:
    """Every hour, since a machine may be off at night."""
    actions.remove_old()


@task(priority=-1)
def read_text(blob_pk: int) -> None:
    """Not tried again: a file that cannot be read stays unknown."""
    actions.read_text(blob_pk)


@periodic("*/10 * * * *")
@task()
def look_after_files() -> None:
    """Every ten minutes: what came while the scanner was silent, and texts whose job was lost."""
    actions.scan_waiting()
    actions.read_waiting()


@periodic("40 * * * *")
@task(lock="sweep-files")
def sweep_files() -> None:
    """Every hour, since a machine may be off at night: bytes without a row for a day, and rows without bytes."""
    actions.sweep()


@task(retries=2)
def finalise_governing(job_id: str, revision: int, by: int, approval: dict[str, Any] | None) -> None:
    actions.finalise_in_work(job_id, revision, by, approval)


@task(retries=2)
def write_governing_pdf(job_id: str, revision: int) -> None:
    actions.write_in_work(job_id, revision)
