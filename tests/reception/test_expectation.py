"""The wait that is told: within its bounds nine times of ten, silent where nothing is known, and what comes first (R7)."""

import heapq
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zholdama.reception.expectation import Expectation, comes_first, expected_wait, not_before_break
from zholdama.working_time.calendar import WorkingCalendar

MINUTE = 60_000_000
CALENDAR = WorkingCalendar.shipped()
TWELVE = datetime(2025, 1, 6, 7, 0, tzinfo=UTC)  # 12:00 in Almaty, an hour before lunch


def exponential(draw: random.Random) -> float:
    return draw.expovariate(1 / 12)


def even(draw: random.Random) -> float:
    return draw.uniform(6, 18)


def uneven(draw: random.Random) -> float:
    """Most are short, one in five takes long."""
    return draw.uniform(20, 30) if draw.random() < 0.2 else draw.uniform(3, 8)


@pytest.mark.parametrize("law", [exponential, even, uneven])
@pytest.mark.parametrize(("counters", "before"), [(1, 0), (1, 4), (2, 3), (3, 10), (6, 20)])
def test_nine_of_ten_waits_lie_within_what_was_told(law: object, counters: int, before: int) -> None:
    draw, within, days = random.Random(f"{law.__name__}{counters}{before}"), 0, 2_000  # type: ignore[attr-defined]
    for _ in range(days):
        recent = [round(law(draw) * MINUTE) for _ in range(30)]  # type: ignore[operator]
        told = expected_wait(before=before, counters=counters, free=0, recent=recent)
        assert told is not None
        within += told.low <= _really(draw, law, counters, before) <= told.high
    assert within / days >= 0.9


def _really(draw: random.Random, law: object, counters: int, before: int) -> float:
    """The wait in minutes when every counter has been busy for long: services that are under way end first."""
    ends = []
    for _ in range(counters):
        # Somebody comes at any moment of a long morning.
        clock, arrives = 0.0, 300 + 30 * draw.random()
        while clock <= arrives:
            clock += law(draw)  # type: ignore[operator]
        ends.append(clock - arrives)
    heapq.heapify(ends)
    for _ in range(before):
        heapq.heappush(ends, heapq.heappop(ends) + law(draw))  # type: ignore[operator]
    return heapq.heappop(ends)


@pytest.mark.parametrize(
    ("counters", "recent"),
    [(0, [MINUTE] * 30), (1, []), (1, [10 * MINUTE] * 4)],
    ids=["no counter", "none", "few"],
)
def test_nothing_is_told_where_nothing_is_known(counters: int, recent: list[int]) -> None:
    assert expected_wait(before=3, counters=counters, free=0, recent=recent) is None
    assert comes_first(at=TWELVE, expected=None, calendar=CALENDAR) is None
    assert not_before_break(at=TWELVE, waiting=3, counters=counters, recent=recent, calendar=CALENDAR) is None


def test_a_free_counter_means_no_wait() -> None:
    assert expected_wait(before=0, counters=2, free=1, recent=[12 * MINUTE] * 9) == Expectation(0, 0)


@given(
    before=st.integers(0, 40),
    counters=st.integers(1, 12),
    recent=st.lists(st.integers(1, 40 * MINUTE), min_size=5, max_size=30),
)
def test_more_people_before_never_mean_an_earlier_turn(before: int, counters: int, recent: list[int]) -> None:
    told, later = (
        expected_wait(before=number, counters=counters, free=0, recent=recent)
        for number in (before, before + 1)
    )
    assert told is not None
    assert later is not None
    assert 0 <= told.low <= told.high <= later.high


@pytest.mark.clause("P8.1b")
@pytest.mark.parametrize(
    ("minutes", "high", "first"),
    [
        (0, 60, None),
        (0, 61, "lunch"),
        (59, 2, "lunch"),
        (60, 5, None),
        (180, 90, None),
        (180, 151, "closing"),
    ],
)
def test_lunch_or_closing_that_may_come_first_is_told(minutes: int, high: int, first: str | None) -> None:
    at = TWELVE + timedelta(minutes=minutes)
    assert comes_first(at=at, expected=Expectation(0, high), calendar=CALENDAR) == first


@pytest.mark.clause("P8.1b")
@pytest.mark.parametrize(("counters", "served"), [(1, 3), (2, 6), (4, 10)])
def test_whole_services_that_fit_before_lunch_are_counted(counters: int, served: int) -> None:
    """At 12:30 services of ten minutes: the third turn of each counter begins at 13:00 at the latest."""
    at = TWELVE + timedelta(minutes=30)
    found = not_before_break(
        at=at, waiting=10, counters=counters, recent=[10 * MINUTE] * 9, calendar=CALENDAR
    )
    assert found == served
