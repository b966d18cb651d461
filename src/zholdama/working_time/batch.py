"""The terms for millions of moments at once, with numpy; the same answers as `terms`, tested against it.

Moments are int64 microseconds since 1970 UTC; what the calendar cannot answer comes back as `BEYOND`.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zholdama.passport.edition import Edition
from zholdama.working_time.calendar import WorkingCalendar
from zholdama.working_time.terms import portal_microseconds
from zholdama.working_time.zone import MINUTE

Moments = NDArray[np.int64]

BEYOND = int(np.iinfo(np.int64).min)
"""Stands for "could not be determined", where `terms` raises `BeyondCalendar`. As datetime64 it is NaT."""


class _Arrays(NamedTuple):
    starts: Moments
    ends: Moments
    before: Moments
    opens: Moments
    closes: Moments
    begin: int
    end: int


@lru_cache(maxsize=64)
def _arrays(calendar: WorkingCalendar) -> _Arrays:
    line = calendar.timeline
    return _Arrays(
        starts=np.array(line.starts, dtype=np.int64),
        ends=np.array(line.ends, dtype=np.int64),
        before=np.array(line.before, dtype=np.int64),
        opens=np.array(line.opens, dtype=np.int64),
        closes=np.array(line.closes, dtype=np.int64),
        begin=line.begin,
        end=line.end,
    )


def acceptance(*, submitted_at: Moments, calendar: WorkingCalendar) -> Moments:
    """`terms.acceptance` of each moment (P8.2b, R2)."""
    known = _arrays(calendar)
    opens = np.append(known.opens, BEYOND)
    accepted = opens[np.searchsorted(known.closes, submitted_at, side="right")]
    # BEYOND is the smallest number there is, so the larger of the two must not be taken from it.
    lost = (accepted == BEYOND) | (submitted_at < known.begin) | (submitted_at >= known.end)
    return np.where(lost, BEYOND, np.maximum(accepted, submitted_at))


def portal_due(*, accepted_at: Moments, calendar: WorkingCalendar, edition: Edition) -> Moments:
    """`terms.portal_due` of each moment (P6.1b, R1); `BEYOND` stays `BEYOND`."""
    return _due(accepted_at, portal_microseconds(calendar=calendar, edition=edition), _arrays(calendar))


def counter_due(*, started_at: Moments, minutes: int, calendar: WorkingCalendar) -> Moments:
    """`terms.counter_due` of each moment (P6.1a, P6.2, P6.3, R3)."""
    return _due(started_at, minutes * MINUTE, _arrays(calendar))


def working_microseconds_between(*, start: Moments, end: Moments, calendar: WorkingCalendar) -> Moments:
    """`terms.working_microseconds_between` of each pair; `BEYOND` where either lies outside the calendar."""
    known = _arrays(calendar)
    lost = (np.minimum(start, end) < known.begin) | (np.maximum(start, end) > known.end)
    return np.where(lost, BEYOND, _worked(end, known) - _worked(start, known))


def _worked(moments: Moments, known: _Arrays) -> Moments:
    i = np.searchsorted(known.starts, moments, side="right")
    left: Moments = np.maximum(known.ends[i - 1] - moments, 0)
    left[i == 0] = 0
    worked: Moments = known.before[i] - left
    return worked


def _due(start: Moments, length: int, known: _Arrays) -> Moments:
    if length <= 0:
        raise ValueError("a term has a positive length")
    target = _worked(start, known) + length
    j = np.searchsorted(known.before, target, side="left") - 1
    lost = (target > known.before[-1]) | (start < known.begin) | (start >= known.end)
    j[lost] = 0
    return np.where(lost, BEYOND, known.starts[j] + (target - known.before[j]))
