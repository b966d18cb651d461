"""A centre over many days: arrivals only while open, office time by the house's own rules, repeatable by seed."""

import datetime as dt
from collections import Counter

import pytest

from zholdama.passport import edition as editions
from zholdama.simulation.chance import ServiceTimes, arrivals, as_recorded, stream
from zholdama.simulation.days import FIRST_DAY, half_hours, ordinary_days
from zholdama.simulation.model import Centre, Waits, run, summary, waits
from zholdama.working_time import terms
from zholdama.working_time.calendar import WorkingCalendar
from zholdama.working_time.zone import MINUTE, local

HOURS = editions.current().hours


def ordinary(**changes: object) -> Centre:
    values = {"visitors": 80, "service": ServiceTimes("lognormal", 15), "counters": 4, **changes}
    return Centre.ordinary(**values)  # type: ignore[arg-type]


def test_people_come_only_while_the_office_is_open() -> None:
    timeline = ordinary_days(40, HOURS)
    spans = half_hours(HOURS)
    means = [3.0 * (place % 3) for place in range(len(spans))]
    came = arrivals(stream(1, "arrivals"), opens=timeline.opens, half_hours=spans, means=means)
    assert came == sorted(came)
    assert all(timeline.span_at(at) is not None for at in came)
    counted = Counter(
        next(place for place, span in enumerate(spans) if local(at).time() < span.until) for at in came
    )
    for place, mean in enumerate(means):
        assert counted[place] == pytest.approx(40 * mean, abs=4 * (40 * mean) ** 0.5)


def test_the_days_are_ordinary_weeks() -> None:
    days = [local(at) for at in ordinary_days(11, HOURS).opens]
    assert {day.time() for day in days} == {dt.time(9)}
    assert [(day.date() - FIRST_DAY).days for day in days] == [0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14]
    with pytest.raises(ValueError, match="at least one day"):
        ordinary_days(0, HOURS)


def test_working_minutes_are_those_of_the_terms() -> None:
    """2025-01-13 begins a week without holidays, so that the shipped calendar must say the same."""
    calendar = WorkingCalendar.shipped()
    opens = ordinary_days(10, HOURS).opens[5]
    came = [opens + minute * MINUTE for minute in (5, 200, 239, 331, 500)]
    starts = [came[0] + 7, came[1] + 190 * MINUTE, came[2] + 92 * MINUTE, came[3], came[4] + 1440 * MINUTE]
    found = waits(came, starts, timeline=ordinary_days(10, HOURS), end=0)
    expected = [
        terms.working_microseconds_between(start=local(at), end=local(start), calendar=calendar)
        for at, start in zip(came, starts, strict=True)
    ]
    assert list(found.working) == expected
    assert list(found.wall) == [start - at for at, start in zip(came, starts, strict=True)]


def test_the_same_seed_gives_the_same_and_another_another() -> None:
    assert run(ordinary(), days=20, seed=7) == run(ordinary(), days=20, seed=7)
    assert run(ordinary(), days=20, seed=7) != run(ordinary(), days=20, seed=8)


def test_what_chance_gives_is_pinned_down() -> None:
    """Another Python, another machine: the same people. In seconds; these numbers were written down once."""
    came = arrivals(stream(1, "arrivals"), opens=[0], half_hours=half_hours(HOURS)[:1], means=[4.0])
    stays = ServiceTimes("lognormal", 15).drawn(stream(1, "services"), 3)
    assert ([at // 1_000_000 for at in came], [stay // 1_000_000 for stay in stays]) == (
        [38, 84, 456, 950, 1381],
        [713, 655, 706],
    )


def test_one_counter_more_makes_no_wait_longer() -> None:
    few, many = (run(ordinary(counters=counters), days=30, seed=3) for counters in (3, 4))
    assert few.visitors == many.visitors
    assert all(b <= a for a, b in zip(few.wall, many.wall, strict=True))


def test_who_is_left_at_closing_goes_first_on_the_next_day() -> None:
    centre = ordinary(visitors=60, service=ServiceTimes("constant", 15), counters=1, overtime_minutes=0)
    found = run(centre, days=3, seed=1)
    # One counter has 28 people a day of 15 minutes each, and begins one service more before each break.
    assert found.visitors - found.not_served in range(3 * 26, 3 * 30 + 1)
    served = found.wall[: found.visitors - found.not_served]
    assert max(served) >= 15.5 * 60 * MINUTE  # a night lies between
    assert any(a > 0 and b > a for a, b in zip(found.working, found.wall, strict=True))
    longer = run(ordinary(visitors=60, service=ServiceTimes("constant", 15), counters=1), days=3, seed=1)
    assert longer.not_served < found.not_served


def test_service_times_have_their_mean() -> None:
    for shape in ("exponential", "lognormal", "constant"):
        drawn = ServiceTimes(shape, 12.5).drawn(stream(1, "services"), 40_000)  # type: ignore[arg-type]
        assert sum(drawn) / len(drawn) / MINUTE == pytest.approx(12.5, rel=0.02), shape
        assert min(drawn) >= 0
    own = as_recorded([10 * MINUTE, 20 * MINUTE, 20 * MINUTE, 30 * MINUTE])
    assert own.mean == 20
    assert Counter(own.drawn(stream(1, "services"), 4_000))[20 * MINUTE] == pytest.approx(2_000, abs=150)
    with pytest.raises(ValueError, match="nothing"):
        as_recorded([])


def test_figures_count_whoever_was_not_served() -> None:
    waited = Waits(working=tuple(m * MINUTE for m in (0, 30, 31, 5)), wall=(0, 0, 0, 0), not_served=1)
    told = summary(waited.working, not_served=1, limit_minutes=30)
    # Served within: 0 and exactly 30; the last one has waited 5 minutes only, but was not served.
    assert (told.share_within, told.p50, told.p99, told.longest, told.not_served) == (0.5, 5, 31, 31, 1)
    assert summary((), not_served=0, limit_minutes=30).share_within is None
