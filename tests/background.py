"""The queue worked off in the test's own transaction: what the worker would do, without a worker."""

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from samla import tasks


def waiting_jobs():
    """The paths of the tasks that wait, in the order they were queued."""
    return [job.args["path"] for job in ProcrastinateJob.objects.filter(status="todo").order_by("pk")]


def work_off_queue():
    """Run every waiting job once, also what those queue in turn; an exception of a task's comes out here."""
    while (
        job := ProcrastinateJob.objects.filter(status="todo", task_name=tasks.RUN).order_by("pk").first()
    ) is not None:
        tasks._run(**job.args)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job.pk])
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.pk])
