"""With exponential times and without closing the model is M/M/c, whose answer is known: Erlang's C formula.

`ZHOLDAMA_PROVE=1` plays a million visitors per load and demands 3 %. The error of a simulated mean shrinks with the
root of the sample, so a smaller sample of n visitors has the tolerance 3 % x sqrt(1,000,000 / n).
"""

import datetime as dt
import os
from math import factorial, sqrt

import pytest

from zholdama.simulation.chance import ServiceTimes, arrivals, stream
from zholdama.simulation.days import HalfHour
from zholdama.simulation.queue import Staffing, service_starts
from zholdama.working_time.zone import MINUTE

MILLION = 1_000_000
VISITORS = MILLION if os.environ.get("ZHOLDAMA_PROVE") == "1" else 60_000
TOLERANCE = 0.03 * sqrt(MILLION / VISITORS)
COUNTERS, SERVICE, SEED = 4, 10.0, 1


def erlang_c(load: float, counters: int = COUNTERS) -> tuple[float, float]:
    """(the share that waits, the mean wait in minutes) of counters that are busy `load` of the time."""
    offered = load * counters
    full = offered**counters / factorial(counters) / (1 - load)
    share = full / (sum(offered**k / factorial(k) for k in range(counters)) + full)
    return share, share * SERVICE / (counters * (1 - load))


def played(load: float, *, counters: int = COUNTERS, service: float = SERVICE) -> tuple[float, float]:
    """The same two figures from the model: one endless half hour, counters that never close."""
    length = int(VISITORS * SERVICE / (load * COUNTERS) * MINUTE)
    endless = HalfHour(dt.time(), dt.time(), 0, length, before_lunch=True)
    came = arrivals(stream(SEED, "arrivals"), opens=[0], half_hours=[endless], means=[float(VISITORS)])
    stays = ServiceTimes("exponential", service).drawn(stream(SEED, "services"), len(came))
    starts = service_starts(came, stays, Staffing((0,), (counters,)))
    waits = [start - at for start, at in zip(starts, came, strict=True) if start is not None]
    assert len(waits) == len(came)
    return sum(wait > 0 for wait in waits) / len(waits), sum(waits) / len(waits) / MINUTE


def differences(found: tuple[float, float], load: float) -> tuple[float, float]:
    expected = erlang_c(load)
    return found[0] / expected[0] - 1, found[1] / expected[1] - 1


def test_the_formula_itself() -> None:
    # One counter: the share that waits is the load, the mean wait load / (1 - load) services.
    assert erlang_c(0.8, 1) == pytest.approx((0.8, 0.8 * SERVICE / 0.2))
    share, wait = erlang_c(0.8)
    assert share == pytest.approx(0.5964, abs=1e-4)
    assert wait == pytest.approx(7.455, abs=1e-2)


@pytest.mark.parametrize("load", [0.6, 0.8, 0.9])
def test_the_model_agrees_with_erlang(load: float) -> None:
    share, wait = differences(played(load), load)
    print(
        f"load {load}: {VISITORS:,} visitors, the share that waits differs by {share:+.2%}, the mean wait by "
        f"{wait:+.2%}, allowed {TOLERANCE:.1%} (ZHOLDAMA_PROVE=1 plays {MILLION:,} and allows 3 %)"
    )
    assert abs(share) <= TOLERANCE
    assert abs(wait) <= TOLERANCE


@pytest.mark.parametrize("fault", [{"counters": COUNTERS + 1}, {"service": SERVICE * 1.1}])
def test_a_wrong_model_does_not_agree(fault: dict[str, float]) -> None:
    share, wait = differences(played(0.8, **fault), 0.8)  # type: ignore[arg-type]
    assert abs(wait) > TOLERANCE
    assert abs(share) > TOLERANCE / 2
