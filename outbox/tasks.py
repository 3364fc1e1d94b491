from outbox import actions
from samla.tasks import OUTSIDE, periodic, task


@task(retries=5, pause=15, queue=OUTSIDE)
def deliver_mail(pk: int) -> None:
    """Send one letter; a mail server that is down is asked again after 15 s, 30 s, … 4 minutes."""
    actions.deliver(pk)


@task(retries=5)
def deliver_mails(pks: list[int]) -> None:
    """Send several letters, each in a job of its own."""
    actions.send_soon(pks)


@periodic("*/10 * * * *")
@task()
def deliver_waiting_mail() -> None:
    """Every ten minutes: letters whose tries are used up."""
    actions.deliver_waiting()
