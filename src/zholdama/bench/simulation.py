"""A year of a centre in the model, beside a bare heap that has as many events and knows no lunch, order or clock."""

import time
from heapq import heappop, heappush

from zholdama.bench.figures import Figure, Part, interleaved, ratios
from zholdama.simulation import chance
from zholdama.simulation.model import Centre, run, summary
from zholdama.simulation.planning import needed
from zholdama.working_time.zone import MINUTE

VISITORS, DAYS, COUNTERS, SERVICE = 300, 250, 10, 12.0
TARGET = 2.0  # seconds


def measure(*, quick: bool) -> Part:
    """Arrivals, services, queue and both kinds of waits, as `zholdama simulate` does them."""
    days = 20 if quick else DAYS
    centre = Centre.ordinary(
        visitors=VISITORS, service=chance.ServiceTimes("exponential", SERVICE), counters=COUNTERS
    )
    people = VISITORS * days

    def year() -> float:
        begin = time.thread_time()
        waits = run(centre, days=days, seed=1)
        for waited in (waits.working, waits.wall):
            summary(waited, not_served=waits.not_served, limit_minutes=30)
        return time.thread_time() - begin

    def bare() -> float:
        begin = time.thread_time()
        heap_loop(people)
        return time.thread_time() - begin

    def plan() -> float:
        begin = time.thread_time()
        needed.__wrapped__(centre)
        return time.thread_time() - begin

    years, floors, plans = interleaved(5, year, bare, plan)
    return Part(
        name="simulation",
        title=f"{days} days of a centre with {VISITORS} visitors a day; processor time",
        figures=(
            Figure(name=f"{days} days", unit="s", runs=years, target=TARGET),
            Figure(name="a bare heap loop with as many events", unit="s", runs=floors),
            Figure(name="the model over the heap loop", unit="x", runs=ratios(years, floors)),
            Figure(name="counters of each half hour, searched for", unit="s", runs=plans),
        ),
    )


def heap_loop(people: int) -> int:
    """Two events for each person, drawn by the same generator, through a heap as long as the counters; the last one."""
    uniform = chance.stream(1, "floor").random
    heap = list(range(COUNTERS))
    now = 0
    for number in range(people):
        heappush(heap, number * MINUTE + int(uniform() * MINUTE))
        now = heappop(heap)
        heappush(heap, now + int(uniform() * MINUTE))
        now = heappop(heap)
    return now
