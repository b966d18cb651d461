"""How many counters each half hour needs, and what happens with fewer: found by playing sample days of the model.

The search is bounded: every sample has about `SAMPLE` people, and each half hour is tried with at most `MOST`
counters. The same question has the same answer: chance has one seed, and each plan meets the same people.
"""

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
    """With `counters`, `share` of those who come from the local time of `since` on wait too long."""

    counters: int
    since: HalfHour
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

    def kept(self, until: int | None = None) -> bool:
        """Whether each half hour (of the first `until`) keeps the target."""
        pairs = zip(self.people[:until], self.late[:until], strict=True)
        return all(late <= (1 - TARGET) * people for people, late in pairs)

    def first_late(self) -> int | None:
        return next((at for at in range(len(self.people)) if not self._keeps(at)), None)

    def _keeps(self, place: int) -> bool:
        return self.late[place] <= (1 - TARGET) * self.people[place]


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

    def counted(self, counters: Sequence[int], *, until: int | None = None) -> _Counted:
        """Played with `counters` by half hour; with `until` only people of the first `until` half hours come.

        Nobody of them meets those who come later, so what is counted is the same. Left to the next day is too
        long whatever the working minutes: a plan may not send people home.
        """
        plan = staffing(
            timeline=self.timeline,
            hours=self.centre.hours,
            counters=counters,
            overtime_minutes=self.centre.overtime_minutes,
        )
        chosen = [at for at, place in enumerate(self.places) if until is None or place < until]
        came = [self.arrivals[at] for at in chosen]
        starts = service_starts(came, [self.services[at] for at in chosen], plan)
        people, late = [0] * len(self.spans), [0] * len(self.spans)
        worked, limit = self.timeline.worked, LIMIT_MINUTES * MINUTE
        for at, arrived, start in zip(chosen, came, starts, strict=True):
            place = self.places[at]
            people[place] += 1
            if start is None or start > self.deadlines[at]:
                late[place] += 1
            elif start - arrived > limit and worked(start) - worked(arrived) > limit:
                late[place] += 1
        return _Counted(tuple(people), tuple(late))


@lru_cache(maxsize=128)
def needed(centre: Centre) -> tuple[int, ...] | None:
    """The counters by half hour that keep `TARGET` within `LIMIT_MINUTES`, none of which can be spared alone.

    `centre.counters` is not asked. None when `MOST` counters are not enough.
    """
    return _needed(_Sample(centre))


def _needed(sample: _Sample) -> tuple[int, ...] | None:
    found: list[int] = []
    for place in range(len(sample.spans)):
        number = _fewest(sample, found)
        if number is None:
            return None
        found.append(number)
    return _pruned(sample, found) if _repaired(sample, found) else None


def _fewest(sample: _Sample, before: list[int]) -> int | None:
    """The fewest counters that keep the target in the next half hour when they stay for the rest of the day."""
    place, rest = len(before) + 1, len(sample.spans) - len(before)

    def keeps(number: int) -> bool:
        return sample.counted([*before, *[number] * rest], until=place).kept(place)

    low, high = -1, before[-1] if before else 1
    while not keeps(high):
        if high >= MOST:
            return None
        low, high = high, min(max(2 * high, 1), MOST)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if keeps(middle) else (middle, high)
    return high


def _repaired(sample: _Sample, counters: list[int]) -> bool:
    """Add counters where people of an earlier half hour meet fewer of them; whether the target is kept then."""
    while (place := sample.counted(counters).first_late()) is not None:
        if counters[place] >= MOST:
            return False
        counters[place] += 1
    return True


def _pruned(sample: _Sample, counters: list[int]) -> tuple[int, ...]:
    """Take away every counter that can be spared alone, from the end of the day backwards."""
    spared = True
    while spared:
        spared = False
        for place in reversed(range(len(counters))):
            while counters[place]:
                fewer = [*counters[:place], counters[place] - 1, *counters[place + 1 :]]
                if not sample.counted(fewer).kept():
                    break
                counters, spared = fewer, True
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
    first = counted.first_late()
    if first is None:
        return None
    return Lateness(counters, sample.spans[first], sum(counted.late[first:]) / sum(counted.people[first:]))
