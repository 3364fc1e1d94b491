from typing import Any

from documents import actions
from samla.tasks import periodic, task


@periodic("* * * * *")
@task()
def settle_jobs() -> None:
    """Every minute: no job waits for a worker that is gone."""
    actions.settle_all()


@periodic("20 * * * *")
@task()
def remove_old_jobs() -> None:
    """Every hour, since a machine may be off at night."""
    actions.remove_old()


@task(retries=2)
def finalise_governing(job_id: str, revision: int, by: int, approval: dict[str, Any] | None) -> None:
    actions.finalise_in_work(job_id, revision, by, approval)


@task(retries=2)
def write_governing_pdf(job_id: str, revision: int) -> None:
    actions.write_in_work(job_id, revision)
