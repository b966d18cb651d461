"""The queue of one centre as a discrete-event model: first come, first served (P8.1c), whatever the day is like.

Moments and lengths are whole microseconds, so that a recorded day comes out exactly. Lunch, closing and a missing
specialist are all one thing here: how many counters call people from when on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

FOREVER = 1 << 62
"""Later than any moment."""


@dataclass(frozen=True, slots=True)
class Staffing:
    """How many counters call people: `counters[i]` from `since[i]` on (strictly rising), none before the first.

    When the number falls, a service that has begun is finished; nobody more is called to that counter.
    Raises `ValueError` for moments that do not rise and for fewer than no counters.
    """

    since: tuple[int, ...]
    counters: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.since) != len(self.counters) or any(a >= b for a, b in pairwise(self.since)):
            raise ValueError("a staffing has one number of counters for each of its rising moments")
        if any(number < 0 for number in self.counters):
            raise ValueError("there cannot be fewer than no counters")


def service_starts(
    arrivals: Sequence[int], services: Iterable[int], staffing: Staffing
) -> tuple[int | None, ...]:
    """When the service of each person starts, in the order of arrival; None for whoever is never called.

    `arrivals` rise (equal ones are in the order of their tickets), `services` says how long each person stays at
    the counter. Raises `ValueError` for arrivals out of order.
    """
    steps = iter((*zip(staffing.since, staffing.counters, strict=True), (FOREVER, 0)))
    change, following = next(steps)
    counters, now, before = 0, -FOREVER, -FOREVER
    busy: list[int] = []
    starts: list[int | None] = []
    for arrived, service in zip(arrivals, services, strict=True):
        if arrived < before:
            raise ValueError("people come in the order of their tickets")
        before = arrived
        # Nobody is called before somebody who came earlier: `now` never goes back.
        now = max(now, arrived)
        while now < FOREVER:
            while change <= now:
                counters = following
                change, following = next(steps)
            while busy and busy[0] <= now:
                heappop(busy)
            if len(busy) < counters:
                break
            now = busy[0] if counters and busy[0] < change else change
        if now == FOREVER:
            break
        heappush(busy, now + service)
        starts.append(now)
    return (*starts, *[None] * (len(arrivals) - len(starts)))
