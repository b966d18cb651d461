"""The one clock."""

import datetime as dt
import threading

import pytest

from zholdama import clock

FRIDAY = dt.datetime(2025, 1, 3, 18, 0, tzinfo=dt.timezone(dt.timedelta(hours=5)))


def test_it_runs_in_utc() -> None:
    first, second = clock.now(), clock.now()
    assert first.utcoffset() == dt.timedelta(0)
    assert first <= second
    assert abs(first - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=5)  # noqa: TID251


def test_it_stands_while_it_is_set() -> None:
    with clock.clock_at(FRIDAY):
        assert clock.now() == FRIDAY
        assert clock.now().utcoffset() == dt.timedelta(0)
        with clock.clock_at(FRIDAY + dt.timedelta(days=3)):
            assert clock.now().day == 6
        assert clock.now() == FRIDAY
    assert clock.now().year > 2025


def test_set_clock_holds_until_it_is_let_go() -> None:
    clock.set_clock(FRIDAY)
    try:
        assert clock.now() == FRIDAY
    finally:
        clock.set_clock(None)
    assert clock.now() != FRIDAY


def test_another_thread_keeps_the_real_time() -> None:
    seen: list[dt.datetime] = []
    with clock.clock_at(FRIDAY):
        other = threading.Thread(target=lambda: seen.append(clock.now()))
        other.start()
        other.join()
    assert seen[0].year > 2025


def test_a_time_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"), clock.clock_at(FRIDAY.replace(tzinfo=None)):
        pass
