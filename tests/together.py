"""Several people at the same moment, each in a thread and a connection of her own."""

import threading

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections

from groups.models import User

LONG = 20  # seconds


def at_once(*works, refusals=(PermissionDenied, ValidationError)):
    """Run the works in threads that start together; answers what each returned, or which of the refusals it raised."""
    ready = threading.Barrier(len(works))
    answers = [None] * len(works)

    def run(index, work):
        ready.wait(LONG)
        try:
            answers[index] = work()
        except refusals as refusal:
            answers[index] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG)
    return answers


def again(user):
    """The person as another request would load her, with powers of her own."""
    return User.objects.get(pk=user.pk)
