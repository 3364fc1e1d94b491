"""Work that is killed at one of its lines, in a process of its own: the signal is the one that no process can catch."""

import inspect
import os
import signal
import sys
from contextlib import suppress

from django.db import connections

CRASHED = 9


def lines_of(work, thing, functions):
    """Do the work on a thing to its end and answer every line of the functions that it passed, numbered when it comes again."""
    reading, writing = os.pipe()
    status = _in_a_fork(work, thing, functions, writing=writing)
    os.close(writing)
    with os.fdopen(reading) as answer:
        passed = answer.read().split()
    assert os.waitstatus_to_exitcode(status) == 0
    return passed


def killed_at(place, work, thing, functions):
    """Do the work until that line, which is never run. Raises AssertionError when it was not killed there."""
    status = _in_a_fork(work, thing, functions, fatal=place)
    assert os.WIFSIGNALED(status), place
    assert os.WTERMSIG(status) == signal.SIGKILL, place


def _in_a_fork(work, thing, functions, *, fatal="", writing=None):
    """The status of a child that has done the work, or was killed at `fatal`."""
    connections.close_all()  # a connection cannot be shared
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    with suppress(BaseException):  # the child must not go on as a second test run, whatever happens
        passed = []
        sys.settrace(_tracer({inspect.unwrap(one).__code__ for one in functions}, passed, fatal))
        work(thing)
        sys.settrace(None)
        if writing is not None:
            os.write(writing, " ".join(passed).encode())
        os._exit(0)
    os._exit(CRASHED)


def _tracer(codes, passed, fatal):
    def trace(frame, event, _argument):
        if frame.f_code not in codes:
            return None
        if event == "line":
            line = f"{frame.f_code.co_name}:{frame.f_lineno}"
            place = f"{line}:{1 + sum(other.startswith(f'{line}:') for other in passed)}"
            passed.append(place)
            if place == fatal:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace
