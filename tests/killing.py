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
        _watch([inspect.unwrap(one).__code__ for one in functions], passed, fatal)
        work(thing)
        if writing is not None:
            os.write(writing, " ".join(passed).encode())
        os._exit(0)
    os._exit(CRASHED)


def _watch(codes, passed, fatal):
    """Note every line of these, and die before the fatal one. Nothing else runs slower for it."""

    def line(code, number):
        where = f"{code.co_name}:{number}"
        passed.append(f"{where}:{1 + sum(other.startswith(f'{where}:') for other in passed)}")
        if passed[-1] == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    monitoring = sys.monitoring
    monitoring.use_tool_id(monitoring.DEBUGGER_ID, "killing")
    monitoring.register_callback(monitoring.DEBUGGER_ID, monitoring.events.LINE, line)
    for code in codes:
        monitoring.set_local_events(monitoring.DEBUGGER_ID, code, monitoring.events.LINE)
