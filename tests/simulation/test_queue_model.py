"""The model of the queue: strictly in order, no counter idle while somebody waits, exact on a recorded day."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zholdama.passport import edition as editions
from zholdama.simulation.chance import ServiceTimes
from zholdama.simulation.days import ordinary_days, staffing
from zholdama.simulation.model import Centre, played
from zholdama.simulation.queue import Staffing, service_starts
from zholdama.working_time.zone import MINUTE

Starts = Sequence[int | None]
Queue = Callable[[Sequence[int], Sequence[int], Staffing], Starts]

DAY = 24 * 60

#            came, stays, starts; minutes since 9:00 of the first day. Two counters.
RECORDED = (
    (0, 20, 0),
    (2, 45, 2),
    (5, 10, 20),
    (12, 30, 30),
    (46, 5, 47),
    (225, 40, 225),  # into lunch: who is at the counter is finished
    (230, 8, 230),
    (236, 10, 238),
    (237, 12, 330),  # both counters are free at 13:25, and nobody is called before 14:30
    (239, 25, 330),
    (331, 5, 342),
    (480, 60, 480),
    (485, 30, 485),
    (490, 15, 515),  # after closing, the same day
    (505, 10, 530),
    (508, 20, DAY),  # nobody is called from 18:00 on: first on the next working day
    (DAY + 1, 3, DAY + 1),
)
WORKING_WAITS = (0, 0, 15, 18, 1, 0, 0, 2, 3, 1, 11, 0, 0, 20, 5, 2, 0)
WALL_WAITS = (0, 0, 15, 18, 1, 0, 0, 2, 93, 91, 11, 0, 0, 25, 25, 932, 0)


def centre(counters: int = 2) -> Centre:
    return Centre.ordinary(visitors=0, service=ServiceTimes("constant", 0), counters=counters)


def recorded() -> tuple[list[int], list[int], list[int]]:
    opens = ordinary_days(2, editions.current().hours).opens[0]
    came, stays, starts = zip(*RECORDED, strict=True)
    return (
        [opens + at * MINUTE for at in came],
        [long * MINUTE for long in stays],
        [opens + at * MINUTE for at in starts],
    )


def plan(*, lunch: bool = True) -> Staffing:
    one = centre()
    timeline = ordinary_days(2, one.hours)
    kept = staffing(timeline=timeline, hours=one.hours, counters=one.counters, overtime_minutes=30)
    if lunch:
        return kept
    a_day = len(kept.since) // 2
    lunches = {8, a_day + 8}  # after eight half hours of the morning
    assert {kept.counters[place] for place in lunches} == {0}
    worked_through = [2 if place in lunches else number for place, number in enumerate(kept.counters)]
    return Staffing(kept.since, tuple(worked_through))


def test_a_recorded_day_comes_out_exactly() -> None:
    came, stays, starts = recorded()
    assert list(service_starts(came, stays, plan())) == starts
    one = centre()
    waits = played(one, timeline=ordinary_days(2, one.hours), arrivals=came, services=stays)
    assert [wait // MINUTE for wait in waits.working] == list(WORKING_WAITS)
    assert [wait // MINUTE for wait in waits.wall] == list(WALL_WAITS)
    assert waits.not_served == 0


def test_the_recorded_day_notices_a_model_that_calls_people_at_lunch() -> None:
    came, stays, starts = recorded()
    found = service_starts(came, stays, plan(lunch=False))
    assert list(found) != starts
    assert found[:8] == tuple(starts[:8])


def minute_by_minute(came: Sequence[int], stays: Sequence[int], plan: Staffing) -> Starts:
    """The same day by a walk over every minute: the definition, written down without a heap."""
    starts: list[int | None] = [None] * len(came)
    for minute in range(plan.since[-1] + 1 if plan.since else 0):
        steps = [number for since, number in zip(plan.since, plan.counters, strict=True) if since <= minute]
        counters = steps[-1] if steps else 0
        waiting = [place for place, at in enumerate(came) if at <= minute and starts[place] is None]
        for place in waiting:
            ends = [start + stays[other] for other, start in enumerate(starts) if start is not None]
            if sum(end > minute for end in ends) < counters:
                starts[place] = minute
    return starts


def last_come_first(came: Sequence[int], stays: Sequence[int], plan: Staffing) -> Starts:
    """A queue that serves whoever came last, with the same counters: what must never be."""
    starts: list[int | None] = [None] * len(came)
    for minute in range(plan.since[-1] + 1 if plan.since else 0):
        steps = [number for since, number in zip(plan.since, plan.counters, strict=True) if since <= minute]
        counters = steps[-1] if steps else 0
        for place in reversed([place for place, at in enumerate(came) if at <= minute]):
            ends = [start + stays[other] for other, start in enumerate(starts) if start is not None]
            if starts[place] is None and sum(end > minute for end in ends) < counters:
                starts[place] = minute
    return starts


def overtaken(came: Sequence[int], starts: Starts) -> list[int]:
    """Who is called although somebody who came earlier is called later or never."""
    never = 1 << 70
    told = [never if start is None else start for start in starts]
    return [place for place, (a, b) in enumerate(pairwise(told), 1) if b < a]


@st.composite
def days(draw: st.DrawFn) -> tuple[list[int], list[int], Staffing]:
    came = sorted(draw(st.lists(st.integers(0, 40), max_size=14)))
    # The minute-by-minute walk cannot tell two people of the same counter and minute apart when the first stays 0.
    stays = draw(st.lists(st.integers(1, 15), min_size=len(came), max_size=len(came)))
    since = sorted(draw(st.sets(st.integers(0, 50), max_size=6)))
    counters = draw(st.lists(st.integers(0, 3), min_size=len(since), max_size=len(since)))
    return came, stays, Staffing((*since, 80), (*counters, 0))


@given(days())
def test_nobody_overtakes_and_no_counter_idles(day: tuple[list[int], list[int], Staffing]) -> None:
    came, stays, plan = day
    found = service_starts(came, stays, plan)
    assert overtaken(came, found) == []
    assert list(found) == list(minute_by_minute(came, stays, plan))


def test_a_queue_that_serves_the_last_one_first_is_noticed() -> None:
    came, stays, plan = [0, 1, 2], [5, 5, 5], Staffing((0, 80), (1, 0))
    assert overtaken(came, service_starts(came, stays, plan)) == []
    assert overtaken(came, last_come_first(came, stays, plan)) == [2]


@given(days(), st.integers(0, 5))
def test_one_counter_more_makes_nobody_wait_longer(
    day: tuple[list[int], list[int], Staffing], place: int
) -> None:
    came, stays, plan = day
    place %= len(plan.since)
    more = tuple(number + (at == place) for at, number in enumerate(plan.counters))
    few, many = service_starts(came, stays, plan), service_starts(came, stays, Staffing(plan.since, more))
    assert all(
        few_start is None or (many_start is not None and many_start <= few_start)
        for few_start, many_start in zip(few, many, strict=True)
    )


def test_arrivals_out_of_order_and_impossible_staffings_are_refused() -> None:
    with pytest.raises(ValueError, match="order of their tickets"):
        service_starts([2, 1], [1, 1], Staffing((0,), (1,)))
    with pytest.raises(ValueError, match="rising"):
        Staffing((1, 1), (2, 2))
    with pytest.raises(ValueError, match="fewer than no"):
        Staffing((1,), (-1,))


def test_who_is_never_called_has_no_start() -> None:
    assert service_starts([0, 0, 1], [9, 9, 9], Staffing((0, 5), (1, 0))) == (0, None, None)
    assert service_starts([0], [1], Staffing((), ())) == (None,)
    assert service_starts([], [], Staffing((0,), (1,))) == ()
