"""How many counters each half hour needs, and what happens with fewer: found by playing sample days of the model.

The search is bounded: every sample has about `SAMPLE` people, and each half hour is tried with at most `MOST`
counters. The same question has the same answer: chance has one seed, and each plan meets the same people.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

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
    """Sample days of a centre: the same people with the same errands for every staffing."""

    def __init__(self, centre: Centre) -> None:
        a_day = max(sum(centre.means), 0.001)
        days = round(min(max(SAMPLE / a_day, FEWEST_DAYS), MOST_DAYS))
        self.centre, self.spans = centre, half_hours(centre.hours)
        self.timeline = ordinary_days(days, centre.hours)
        self.arrivals = chance.arrivals(
            chance.stream(SEED, "arrivals"),
            opens=self.timeline.opens,
            half_hours=self.spans,
            means=centre.means,
        )
        self.services = centre.service.drawn(chance.stream(SEED, "services"), len(self.arrivals))
        self.places, self.deadlines = self._places()

    def fewest(self, place: int) -> int:
        """An open office has at least one counter wherever anybody is expected."""
        return 1 if self.centre.means[place] > 0 else 0

    def work(self) -> list[float]:
        """How many counters the work of each half hour would keep busy without a pause."""
        lengths = [(span.end - span.begin) / MINUTE for span in self.spans]
        pairs = zip(self.centre.means, lengths, strict=True)
        return [mean * self.centre.service.mean / length for mean, length in pairs]

    def _places(self) -> tuple[list[int], list[int]]:
        """For each person: the half hour of arrival, and until when that day people are called."""
        places, deadlines, day, place = [], [], 0, 0
        opens, begins = self.timeline.opens, [span.begin for span in self.spans]
        last_call = self.spans[-1].end + self.centre.overtime_minutes * MINUTE
        for at in self.arrivals:
            while day + 1 < len(opens) and at >= opens[day + 1]:
                day, place = day + 1, 0
            while place + 1 < len(begins) and at - opens[day] >= begins[place + 1]:
                place += 1
            places.append(place)
            deadlines.append(opens[day] + last_call)
        return places, deadlines

    def counted(self, counters: Sequence[int]) -> _Counted:
        """Played with `counters` by half hour.

        Left to the next day is too long whatever the working minutes: a plan may not send people home.
        """
        plan = staffing(
            timeline=self.timeline,
            hours=self.centre.hours,
            counters=counters,
            overtime_minutes=self.centre.overtime_minutes,
        )
        starts = service_starts(self.arrivals, self.services, plan)
        people, late = [0] * len(self.spans), [0] * len(self.spans)
        worked, limit = self.timeline.worked, LIMIT_MINUTES * MINUTE
        for at, (arrived, start) in enumerate(zip(self.arrivals, starts, strict=True)):
            place = self.places[at]
            people[place] += 1
            if start is None or start > self.deadlines[at]:
                late[place] += 1
            elif start - arrived > limit:
                late[place] += worked(start) - worked(arrived) > limit
        return _Counted(tuple(people), tuple(late))


@lru_cache(maxsize=128)
def needed(centre: Centre) -> tuple[int, ...] | None:
    """The counters by half hour that keep `TARGET` within `LIMIT_MINUTES`, none of which can be spared alone.

    `centre.counters` is not asked. None when `MOST` counters are not enough.
    """
    return _needed(_Sample(centre))


def _needed(sample: _Sample) -> tuple[int, ...] | None:
    size = len(sample.spans)
    same = _same_all_day(sample)
    return None if same is None else _spared(sample, [same if sample.fewest(at) else 0 for at in range(size)])


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


def _spared(sample: _Sample, counters: list[int]) -> tuple[int, ...]:
    """Take counters away wherever they can be spared, first where they are furthest above the work that comes.

    In large steps, then in smaller ones. What cannot be spared once cannot be spared later either, since with fewer
    counters elsewhere nobody waits less: when the steps of one are through, no counter can be spared alone.
    """
    work = sample.work()
    step = max(max(counters) // 8, 1)
    while step:
        left = set(range(len(counters)))
        while left:
            place = max(left, key=lambda at: (counters[at] - work[at], at))
            fewer = [*counters[:place], counters[place] - step, *counters[place + 1 :]]
            if fewer[place] >= sample.fewest(place) and sample.counted(fewer).kept():
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
