"""The only clock, and how the demonstration moves it."""

import datetime as dt
import threading

import pytest
import time_machine

from samla import clock

SPRING = dt.datetime(2025, 3, 3, 9, 30, tzinfo=clock.STOCKHOLM)


def test_now_is_aware_and_swedish():
    with time_machine.travel(dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC), tick=False):
        assert clock.now().isoformat() == "2026-07-02T00:30:00+02:00"
        assert clock.today() == dt.date(2026, 7, 2)


def test_within_the_block_it_is_that_instant_and_afterwards_it_is_not():
    with clock.at(SPRING):
        with clock.at(SPRING + dt.timedelta(days=1)):
            assert clock.today() == dt.date(2025, 3, 4)
        assert clock.now() == SPRING

    assert clock.now() > SPRING


def test_the_clock_comes_back_after_an_error():
    with pytest.raises(ZeroDivisionError), clock.at(SPRING):
        _ = 1 / 0

    assert clock.now() > SPRING


def test_other_threads_keep_their_time():
    seen = []

    with clock.at(SPRING):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()

    assert seen[0] > SPRING
