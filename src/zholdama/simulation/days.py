"""Office days of the model: half hours, ordinary weeks laid on the working time line, counters over the day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from zholdama.passport.edition import OfficeHours
from zholdama.simulation.queue import Staffing
from zholdama.working_time.timeline import Timeline
from zholdama.working_time.zone import MINUTE

HALF_HOUR = 30 * MINUTE

FIRST_DAY = dt.date(2025, 1, 6)
"""A Monday. The model's days are ordinary weeks from here on, so that an answer depends on its seed alone."""


@dataclass(frozen=True, slots=True)
class HalfHour:
    """An open half hour; shorter where lunch or closing cuts it. `begin`, `end`: microseconds since opening."""

    since: dt.time
    until: dt.time
    begin: int
    end: int
    before_lunch: bool


@lru_cache(maxsize=64)
def half_hours(hours: OfficeHours) -> tuple[HalfHour, ...]:
    """The open half hours of a day in order, lunch left out (P8.1b): tickets are issued in these alone (R7)."""
    opens = _since_midnight(hours.opens)
    parts = ((hours.opens, hours.lunch_from, True), (hours.lunch_to, hours.closes, False))
    found = []
    for first, last, before_lunch in parts:
        at, end = _since_midnight(first), _since_midnight(last)
        while at < end:
            until = min(at + HALF_HOUR, end)
            found.append(HalfHour(_time(at), _time(until), at - opens, until - opens, before_lunch))
            at = until
    return tuple(found)


@lru_cache(maxsize=16)
def ordinary_days(days: int, hours: OfficeHours) -> Timeline:
    """The time line of `days` working days from `FIRST_DAY` on, Monday to Friday, without holidays."""
    if days < 1:
        raise ValueError("the model runs over at least one day")
    dates = [FIRST_DAY + dt.timedelta(days=number // 5 * 7 + number % 5) for number in range(days)]
    return Timeline(working_days=dates, hours=hours, first=dates[0], last=dates[-1])


def staffing(
    *, timeline: Timeline, hours: OfficeHours, counters: Sequence[int], overtime_minutes: int
) -> Staffing:
    """The counters that call people over all days of `timeline`: `counters[i]` in the i-th half hour of each.

    Nobody is called at lunch; who is at a counter by then is finished. After closing the counters of the last half
    hour call those who still wait for `overtime_minutes` more; whoever is left goes first on the next day (R7).
    """
    spans = half_hours(hours)
    if len(counters) != len(spans):
        raise ValueError(f"a day has {len(spans)} half hours, not {len(counters)}")
    day: list[tuple[int, int]] = []
    for span, number in zip(spans, counters, strict=True):
        if day and not span.before_lunch and span.since == hours.lunch_to:
            day.append((_since_midnight(hours.lunch_from) - _since_midnight(hours.opens), 0))
        day.append((span.begin, number))
    day.append((spans[-1].end + overtime_minutes * MINUTE, 0))
    since = tuple(opens + at for opens in timeline.opens for at, _ in day)
    return Staffing(since, tuple(number for _, number in day) * len(timeline.opens))


def _since_midnight(at: dt.time) -> int:
    return ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond


def _time(microseconds: int) -> dt.time:
    seconds, rest = divmod(microseconds, 1_000_000)
    return dt.time(seconds // 3600, seconds // 60 % 60, seconds % 60, rest)
