"""A process that loads the portal once and then forks workers, each of which is killed at one line of the delivery.

    python -m tests.outbox.dying <port of the mail server>

Each line on standard input is an order, each line on standard output its answer, both JSON. A worker works until the jobs of the
given letters are done, and answers every line of the delivery that it has passed. Told to die at one of them, it is killed
there, by the signal that no process can catch, and never runs the line.
"""

import asyncio
import json
import os
import signal
import sys
import threading
import time

import django
from django.conf import settings

django.setup()

from procrastinate.contrib.django.models import ProcrastinateJob  # noqa: E402  after Django

from outbox import actions  # noqa: E402
from outbox import tasks as outbox_tasks  # noqa: E402
from samla import pdf, tasks, worker  # noqa: E402

MODULES = (actions, outbox_tasks, tasks, worker)
NAMES = {module.__file__: module.__name__ for module in MODULES}
OUTERMOST = "_own_connection"
FUNCTIONS = {OUTERMOST, "_run", "deliver_mail", "deliver", "_hand_over"}


class Lines:
    """Follows the threads line by line through the delivery, and kills the process before the line where it is to die."""

    def __init__(self, fatal):
        self.fatal = fatal
        self.passed = []
        self.thread = None

    def trace(self, frame, event, argument):
        name, function = NAMES.get(frame.f_code.co_filename), frame.f_code.co_name
        if name is None or function not in FUNCTIONS:
            return None
        if function == OUTERMOST:
            self.enter_or_leave(frame, event)
        if threading.get_ident() != self.thread:
            return None
        if event == "line":
            place = f"{name}:{function}:{frame.f_lineno}"
            place += f":{1 + sum(other.startswith(f'{place}:') for other in self.passed)}"
            if place == self.fatal:
                os.kill(os.getpid(), signal.SIGKILL)
            self.passed.append(place)
        return self.trace

    def enter_or_leave(self, frame, event):
        """Only the first delivery counts: the same functions carry out everything else that the clock asks for."""
        job = frame.f_locals["context"].job
        if event == "call" and job.task_kwargs.get("path") == outbox_tasks.deliver_mail.module_path and not self.passed:
            self.thread = threading.get_ident()
        elif event == "return" and threading.get_ident() == self.thread:
            self.thread = None


def work(fatal, letters):
    """As the portal's worker process, until the letters' jobs are done."""
    lines, stopping = Lines(fatal), threading.Event()
    threading.Thread(target=stop_when_done, args=[letters, stopping], daemon=True).start()
    threading.settrace(lines.trace)
    asyncio.run(worker.run(signals=False, stopping=stopping))
    return lines.passed


def stop_when_done(letters, stopping):
    jobs = ProcrastinateJob.objects.filter(queueing_lock__in=[actions.JOB.format(pk) for pk in letters])
    while jobs.exclude(status="succeeded").exists():
        time.sleep(0.02)
    stopping.set()


def say(answer):
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main():
    port = int(sys.argv[1])
    options = {"host": "127.0.0.1", "port": port, "use_tls": False, "timeout": 5}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    pdf.warm_up()  # otherwise each worker would, for two seconds
    say({"ready": True})
    for line in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(writing, json.dumps(work(**json.loads(line))).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as answer:
            passed = answer.read()
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        say({"killed": killed, "passed": json.loads(passed or "[]")})


if __name__ == "__main__":
    main()
