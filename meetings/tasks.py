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


@task(retries=2)
def write_pack(
    job_id: str,
    meeting: int,
    notice: int,
    user: int,
    with_notes: bool,  # noqa: FBT001  arguments of a queued call
) -> None:
    """All documents of a meeting as one PDF."""
    actions.write_pack(job_id, meeting, notice, user, with_notes=with_notes)


@task(retries=2)
def write_pack_zip(job_id: str, meeting: int, notice: int, user: int) -> None:
    """All documents of a meeting as files."""
    actions.write_zip(job_id, meeting, notice, user)
