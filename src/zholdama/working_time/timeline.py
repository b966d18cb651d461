"""The office's open hours laid end to end: where a moment lies in them, and which moment ends a term."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise

from zholdama.passport.edition import OfficeHours
from zholdama.working_time.zone import ALMATY, DAY, MICROSECOND, offset_of

_EPOCH_ORDINAL = dt.date(1970, 1, 1).toordinal()
_WALL_EPOCH = dt.datetime(1970, 1, 1, tzinfo=ALMATY)


class BeyondCalendar(LookupError):
    """The time, or the end of the term, lies outside the days the calendar knows: not determined."""


class Timeline:
    """Sorted open spans of all working days, in microseconds since 1970 UTC, with sums of their lengths.

    `starts[i]`, `ends[i]`: the i-th half-open span. `before[i]`: working time before it; `before[-1]`: all of
    it. `offsets[i]`: how far Almaty is ahead of UTC in it. `opens[k]`, `closes[k]`: the k-th working day.
    `begin`, `end`: the calendar's first midnight and the midnight after its last day.
    """

    __slots__ = ("before", "begin", "closes", "end", "ends", "office_day", "offsets", "opens", "starts")

    def __init__(
        self, *, working_days: Iterable[dt.date], hours: OfficeHours, first: dt.date, last: dt.date
    ) -> None:
        marks = (hours.opens, hours.lunch_from, hours.lunch_to, hours.closes)
        if any(a >= b for a, b in pairwise(marks)):
            raise ValueError("office hours: opens, lunch_from, lunch_to, closes must follow each other")
        opens, noon, after, closes = (_since_midnight(mark) for mark in marks)
        self.office_day = (noon - opens) + (closes - after)
        self.begin, self.end = _midnight(first), _midnight(last + dt.timedelta(days=1))
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.offsets: list[int] = []
        self.opens: list[int] = []
        self.closes: list[int] = []
        for day in working_days:
            offset = _offset_within(day, hours)
            base = (day.toordinal() - _EPOCH_ORDINAL) * DAY - offset
            self.starts += (base + opens, base + after)
            self.ends += (base + noon, base + closes)
            self.offsets += (offset, offset)
            self.opens.append(base + opens)
            self.closes.append(base + closes)
        self.before = [0]
        for start, end in zip(self.starts, self.ends, strict=True):
            self.before.append(self.before[-1] + end - start)

    def worked(self, moment: int) -> int:
        """Working microseconds from the calendar's first midnight to `moment`. Raises `BeyondCalendar`."""
        if not self.begin <= moment <= self.end:
            raise BeyondCalendar("the time lies outside the calendar")
        i = bisect_right(self.starts, moment)
        left = self.ends[i - 1] - moment if i else 0
        return self.before[i] - left if left > 0 else self.before[i]

    def due(self, start: int, length: int) -> dt.datetime:
        """The earliest moment by which `length` > 0 working microseconds have passed since `start`.

        On a boundary that is the end of the earlier span, not the start of the later one (R2).
        Raises `BeyondCalendar`.
        """
        if length <= 0:
            raise ValueError("a term has a positive length")
        if not self.begin <= start < self.end:
            raise BeyondCalendar("the time lies outside the calendar")
        before = self.before
        i = bisect_right(self.starts, start)
        target = before[i] + length
        if i and (left := self.ends[i - 1] - start) > 0:
            target -= left
        if target > before[-1]:
            raise BeyondCalendar("the term ends after the calendar")
        j = bisect_left(before, target, i) - 1
        # shown(), written out: this line is the hot path.
        return _WALL_EPOCH + MICROSECOND * (self.starts[j] + target - before[j] + self.offsets[j])

    def next_open(self, moment: int) -> dt.datetime:
        """`moment` itself while the office is open, else the next moment at which it opens."""
        if not self.begin <= moment < self.end:
            raise BeyondCalendar("the time lies outside the calendar")
        i = bisect_right(self.ends, moment)
        if i == len(self.ends):
            raise BeyondCalendar("the office does not open again within the calendar")
        start = self.starts[i]
        return self.shown(moment if moment > start else start, i)

    def next_accepting(self, moment: int) -> dt.datetime:
        """`moment` itself from opening to closing of a working day, lunch included, else the next opening."""
        if not self.begin <= moment < self.end:
            raise BeyondCalendar("the time lies outside the calendar")
        k = bisect_right(self.closes, moment)
        if k == len(self.closes):
            raise BeyondCalendar("no working day follows within the calendar")
        start = self.opens[k]
        return self.shown(moment if moment > start else start, 2 * k)

    def span_at(self, moment: int) -> int | None:
        """The number of the open span that holds `moment` (even before lunch, odd after it), else None."""
        if not self.begin <= moment < self.end:
            raise BeyondCalendar("the time lies outside the calendar")
        i = bisect_right(self.starts, moment) - 1
        return i if i >= 0 and moment < self.ends[i] else None

    def shown(self, moment: int, i: int) -> dt.datetime:
        """A moment of span `i` (its lunch and end included) as Asia/Almaty, without asking the zone."""
        return _WALL_EPOCH + MICROSECOND * (moment + self.offsets[i])


def _since_midnight(at: dt.time) -> int:
    return ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond


def _offset_within(day: dt.date, hours: OfficeHours) -> int:
    offset = offset_of(dt.datetime.combine(day, hours.opens))
    if offset != offset_of(dt.datetime.combine(day, hours.closes)):
        raise ValueError(f"{day}: the clock is changed within office hours; this calendar cannot hold that")
    return offset


def _midnight(day: dt.date) -> int:
    wall = dt.datetime.combine(day, dt.time())
    return (day.toordinal() - _EPOCH_ORDINAL) * DAY - offset_of(wall)
