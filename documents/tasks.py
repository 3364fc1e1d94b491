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
