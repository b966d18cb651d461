"""What comes by chance: who comes when, and how long each stays at the counter. Repeatable by seed.

Only `random()` of the generator is asked, the one method whose numbers Python promises to keep over its versions.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import cos, exp, log, pi, sqrt
from random import Random
from typing import Literal

from zholdama.simulation.days import HalfHour
from zholdama.working_time.zone import MINUTE

Shape = Literal["exponential", "lognormal", "constant", "recorded"]

VARIATION = 0.6
"""Standard deviation over mean of the lognormal service times: most people take about the usual time, few very long."""


def stream(seed: int, name: str) -> Random:
    """The generator of one kind of chance; another kind with the same seed has numbers of its own.

    So the same people come with the same errands whatever the counters are, and two plans can be compared.
    """
    return Random(f"zholdama {name} {seed}")  # noqa: S311 - a model, not a secret


def arrivals(
    draw: Random, *, opens: Iterable[int], half_hours: Sequence[HalfHour], means: Sequence[float]
) -> list[int]:
    """Moments of arrival over days that open at `opens`: a Poisson process with `means[i]` people in half hour i."""
    uniform, found = draw.random, []
    for day in opens:
        spent = -log(1.0 - uniform())
        for span, mean in zip(half_hours, means, strict=True):
            begin, last = day + span.begin, span.end - span.begin - 1
            while spent < mean:
                found.append(begin + min(int(spent / mean * (last + 1)), last))
                spent -= log(1.0 - uniform())
            spent -= mean
    return found


@dataclass(frozen=True, slots=True)
class ServiceTimes:
    """How long people stay at the counter: `mean` minutes in a shape, or drawn from `recorded` microseconds."""

    shape: Shape
    mean: float
    recorded: tuple[int, ...] = ()

    def drawn(self, draw: Random, number: int) -> list[int]:
        """`number` service times in microseconds."""
        uniform, mean = draw.random, self.mean * MINUTE
        if self.shape == "recorded":
            return [self.recorded[int(uniform() * len(self.recorded))] for _ in range(number)]
        if self.shape == "constant":
            return [int(mean)] * number
        if self.shape == "lognormal":
            return [int(mean * factor) for factor in _lognormal(uniform, number)]
        return [int(-mean * log(1.0 - uniform())) for _ in range(number)]


def as_recorded(services: Iterable[int]) -> ServiceTimes:
    """Service times as a centre has recorded them, in microseconds. Raises `ValueError` for none."""
    kept = tuple(sorted(services))
    if not kept:
        raise ValueError("nothing is recorded")
    return ServiceTimes("recorded", sum(kept) / len(kept) / MINUTE, kept)


def _lognormal(uniform: Callable[[], float], number: int) -> Iterable[float]:
    """Factors with mean 1 and the standard deviation `VARIATION`."""
    spread = sqrt(log(1.0 + VARIATION * VARIATION))
    for _ in range(number):
        normal = sqrt(-2.0 * log(1.0 - uniform())) * cos(2.0 * pi * uniform())
        yield exp(spread * normal - spread * spread / 2.0)
