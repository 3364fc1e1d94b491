from meetings import actions
from samla.tasks import periodic, task


@task(retries=3)
def write_notice(notice_pk: int) -> None:
    """The notice as a registered PDF."""
    actions.write_notice(notice_pk)


@task(retries=1)
def write_notice_to_read(job_id: str, notice_pk: int) -> None:
    """A notice's PDF for whoever asks before it is registered."""
    actions.write_to_read(job_id, notice_pk)


@periodic("*/30 * * * *")
@task()
def catch_up() -> None:
    """Every half hour: notices to those who have come to a seat, cancellations to those who have left, missing PDFs."""
    actions.catch_up_all()
    actions.write_missing()
    actions.register_missing()


@task(retries=3)
def register_submission(submission_pk: int) -> None:
    """The views of one press as a received document."""
    actions.register_submission(submission_pk)
