from samla.tasks import task


@task(retries=3)
def write_notice(notice_pk: int) -> None:
    """The notice as a registered PDF."""


@task(retries=3)
def register_submission(submission_pk: int) -> None:
    """The views of one press as a received document."""
