"""How long somebody who takes a ticket now will wait, with an honest error bound; and what comes first (R7). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor, sqrt

from zholdama.working_time import office
from zholdama.working_time.calendar import BeyondCalendar, WorkingCalendar

ENOUGH = 5
"""So many services of late are needed before anything is said; fewer say nothing about the next ones."""
NINE_OF_TEN = 1.645
"""Standard deviations on both sides that hold nine of ten waits of a normal law."""
LEAST_SPREAD = 0.3
"""Services that happened to take equally long do not promise that the next ones will: at least this share of the mean."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """A wait in whole working minutes: at least nine of ten people wait from `low` to `high`."""

    low: int
    high: int


def expected_wait(*, before: int, counters: int, free: int, recent: Sequence[int]) -> Expectation | None:
    """The wait of somebody who comes when `before` people wait already; None: not known yet.

    `counters` are open now, `free` of them serve nobody and have nobody called; `recent`: microseconds of working
    time that services of late took. Everybody waits for `turns` ends of service, which come `counters` times as
    often as one counter alone makes them.
    """
    if counters < 1 or len(recent) < ENOUGH:
        return None
    turns = before + 1 - free
    if turns <= 0:
        return Expectation(0, 0)
    mean = sum(recent) / len(recent)
    spread = sqrt(sum((one - mean) ** 2 for one in recent) / (len(recent) - 1))
    spread = max(spread, LEAST_SPREAD * mean)
    rate = counters / mean
    # The ends' own chance, and that the mean itself is known from few services only.
    chance = sqrt(turns) * spread / counters
    unsure = turns * spread / counters / sqrt(len(recent))
    either_way = NINE_OF_TEN * sqrt(chance**2 + unsure**2)
    # The first end may come at once: those who are served now have been served for a while.
    low, high = (turns - 1) / rate - either_way, turns / rate + either_way
    return Expectation(max(0, floor(low / 60_000_000)), ceil(high / 60_000_000))


def comes_first(
    *, at: datetime, expected: Expectation | None, calendar: WorkingCalendar
) -> office.Break | None:
    """ "lunch" or "closing" where the wait may pass it, None where it will not or nothing is known (R7)."""
    if expected is None:
        return None
    try:
        if not office.is_open(at=at, calendar=calendar):
            return None
        return office.break_reached(at=at, wait_minutes=expected.high, calendar=calendar)
    except BeyondCalendar:
        return None


def not_before_break(
    *, at: datetime, waiting: int, counters: int, recent: Sequence[int], calendar: WorkingCalendar
) -> int | None:
    """How many of those who wait come before the break that is next; None: nothing is known.

    The places from this one on cannot be served before it by the mean of late: whole services that still fit.
    """
    if counters < 1 or len(recent) < ENOUGH:
        return None
    try:
        if not office.is_open(at=at, calendar=calendar):
            return 0
        mean = sum(recent) / len(recent) / 60_000_000
        fits = 0
        while fits < waiting:
            # The person in this place begins when so many services are over.
            begins = ceil((fits + 1) / counters * mean) if counters else 0
            if office.break_reached(at=at, wait_minutes=begins, calendar=calendar) is not None:
                break
            fits += 1
        return fits
    except BeyondCalendar:
        return None
