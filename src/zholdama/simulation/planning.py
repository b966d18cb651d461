"""How many counters each half hour needs, and what happens with fewer: found by playing sample days of the model.

The search is bounded: every sample has about `SAMPLE` people, and each half hour is tried with at most `MOST`
counters. The same question has the same answer: chance has one seed, and each plan meets the same people.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil

from zholdama.simulation import chance
from zholdama.simulation.days import HalfHour, half_hours, ordinary_days, staffing
from zholdama.simulation.model import Centre
from zholdama.simulation.queue import service_starts
from zholdama.working_time.zone import MINUTE

TARGET = 0.99
"""The share of people who are to be served within the limit, in every half hour."""

LIMIT_MINUTES = 30
"""Of working time, from the ticket to the start of service (P6.2)."""

SAMPLE, FEWEST_DAYS, MOST_DAYS = 6_000, 5, 250
MOST = 200
SEED = 1


@dataclass(frozen=True, slots=True)
class PlannedHalfHour:
    """One half hour of the plan. `late`, `late_absent`: the share of those who come in it and wait too long.

    With the counters planned, and with one fewer; None where the sample had nobody. `needed` is None where not
    even `MOST` counters are enough.
    """

    span: HalfHour
    expected: float
    needed: int | None
    late: float | None
    late_absent: float | None


@dataclass(frozen=True, slots=True)
class Lateness:
    """With `counters`, `share` of those who come from local time `since` to `until` wait too long."""

    counters: int
    since: dt.time
    until: dt.time
    share: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A day by half hours with the same `counters` all day; what is None has nobody who waits too long."""

    half_hours: tuple[PlannedHalfHour, ...]
    counters: int
    lateness: Lateness | None
    lateness_absent: Lateness | None

    @property
    def enough(self) -> bool:
        return self.lateness is None


@dataclass(frozen=True, slots=True)
class _Counted:
    """People and those of them who wait too long, by half hour of arrival."""

    people: tuple[int, ...]
    late: tuple[int, ...]

    def share(self, place: int) -> float | None:
        return self.late[place] / self.people[place] if self.people[place] else None

    def keeps(self, place: int) -> bool:
        """Whether this half hour keeps the target."""
        return self.late[place] <= (1 - TARGET) * self.people[place]

    def kept(self) -> bool:
        """Whether every half hour keeps it."""
        return all(self.keeps(place) for place in range(len(self.people)))


class _Sample:
    """Sample days of a centre, each by itself: the same people with the same errands for every staffing."""

    def __init__(self, centre: Centre) -> None:
        self.centre, self.spans = centre, half_hours(centre.hours)
        self.timeline = ordinary_days(1, centre.hours)
        a_day = max(sum(centre.means), 0.001)
        people = chance.stream(SEED, "arrivals")
        errands = chance.stream(SEED, "services")
        self.days = []
        for _ in range(round(min(max(SAMPLE / a_day, FEWEST_DAYS), MOST_DAYS))):
            came = chance.arrivals(
                people, opens=self.timeline.opens, half_hours=self.spans, means=centre.means
            )
            self.days.append((came, centre.service.drawn(errands, len(came)), self._places(came)))

    def _places(self, arrivals: Sequence[int]) -> list[int]:
        """The half hour in which each person comes."""
        opens, begins = self.timeline.opens[0], [span.begin for span in self.spans]
        return [bisect_right(begins, at - opens) - 1 for at in arrivals]

    def work(self) -> list[float]:
        """How many counters the work of each half hour would keep busy without a pause."""
        lengths = [(span.end - span.begin) / MINUTE for span in self.spans]
        pairs = zip(self.centre.means, lengths, strict=True)
        return [mean * self.centre.service.mean / length for mean, length in pairs]

    def counted(self, counters: Sequence[int]) -> _Counted:
        """Played with `counters` by half hour.

        Whoever is not called on the day waits too long whatever the working minutes: a plan sends nobody home.
        """
        plan = staffing(
            timeline=self.timeline,
            hours=self.centre.hours,
            counters=counters,
            overtime_minutes=self.centre.overtime_minutes,
        )
        people, late = [0] * len(self.spans), [0] * len(self.spans)
        worked, limit = self.timeline.worked, LIMIT_MINUTES * MINUTE
        for came, stays, places in self.days:
            starts = service_starts(came, stays, plan)
            for arrived, start, place in zip(came, starts, places, strict=True):
                people[place] += 1
                if start is None:
                    late[place] += 1
                elif start - arrived > limit:
                    late[place] += worked(start) - worked(arrived) > limit
        return _Counted(tuple(people), tuple(late))


@lru_cache(maxsize=128)
def needed(centre: Centre) -> tuple[int, ...] | None:
    """The counters by half hour that keep `TARGET` within `LIMIT_MINUTES`, none of which can be spared alone.

    Never more than would be enough all day, never fewer than the people who come in the half hour keep busy.
    `centre.counters` is not asked. None when `MOST` counters are not enough.
    """
    sample = _Sample(centre)
    same = _same_all_day(sample)
    return None if same is None else _spared(sample, same)


def _same_all_day(sample: _Sample) -> int | None:
    """The fewest counters that are enough when they stay the same all day."""

    def enough(number: int) -> bool:
        return sample.counted([number] * len(sample.spans)).kept()

    low, high = -1, 1
    while not enough(high):
        if high >= MOST:
            return None
        low, high = high, min(2 * high, MOST)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _spared(sample: _Sample, same: int) -> tuple[int, ...]:
    """Take counters away wherever they can be spared, first where they are furthest above the work that comes.

    In large steps, then in smaller ones. What cannot be spared once cannot be spared later either, since with fewer
    counters elsewhere nobody waits less: when the steps of one are through, no counter can be spared alone.
    """
    work = sample.work()
    # Working minutes alone would let a plan push a queue into lunch on purpose.
    fewest = [min(ceil(one), same) for one in work]
    counters = [same if number else 0 for number in fewest]
    step = max(max(counters) // 8, 1)
    while step:
        left = set(range(len(counters)))
        while left:
            place = max(left, key=lambda at: (counters[at] - work[at], at))
            fewer = [*counters[:place], counters[place] - step, *counters[place + 1 :]]
            if fewer[place] >= fewest[place] and sample.counted(fewer).kept():
                counters = fewer
            else:
                left.remove(place)
        step //= 2
    return tuple(counters)


@lru_cache(maxsize=128)
def plan(centre: Centre, counters: int) -> Plan:
    """The day of `centre` with `counters` all day and with one fewer, beside what each half hour needs."""
    asked = replace(centre, counters=())
    sample, wanted = _Sample(asked), needed(asked)
    size = len(sample.spans)
    with_all = sample.counted([counters] * size)
    absent = sample.counted([counters - 1] * size) if counters else None
    rows = tuple(
        PlannedHalfHour(
            span=span,
            expected=centre.means[place],
            needed=wanted[place] if wanted else None,
            late=with_all.share(place),
            late_absent=absent.share(place) if absent else None,
        )
        for place, span in enumerate(sample.spans)
    )
    return Plan(
        half_hours=rows,
        counters=counters,
        lateness=_lateness(sample, with_all, counters),
        lateness_absent=_lateness(sample, absent, counters - 1) if absent else None,
    )


def _lateness(sample: _Sample, counted: _Counted, counters: int) -> Lateness | None:
    late = [at for at in range(len(sample.spans)) if not counted.keeps(at)]
    if not late:
        return None
    first, last = late[0], late[-1]
    share = sum(counted.late[first : last + 1]) / sum(counted.people[first : last + 1])
    return Lateness(counters, sample.spans[first].since, sample.spans[last].until, share)
