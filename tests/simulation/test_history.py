"""The plan fed by a centre's own tickets: read under the wall, told apart from assumptions, exact on a real day."""

import datetime as dt
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.acting import AT, staff
from tests.conftest import fresh_centre
from tests.simulation.recording import BEFORE, record, record_days

from zholdama.clocks import queries as clocks
from zholdama.passport import edition as editions
from zholdama.reception import queries as reception
from zholdama.simulation import queries
from zholdama.simulation.chance import ServiceTimes
from zholdama.simulation.days import half_hours, ordinary_days
from zholdama.simulation.history import ASSUMED_SERVICE, Recorded, habits
from zholdama.simulation.model import Centre, played
from zholdama.working_time import terms
from zholdama.working_time.zone import MICROSECOND, MINUTE, instant

HOURS = editions.current().hours
NINE = datetime(2025, 1, 6, 4, 0, tzinfo=UTC)


def ticket(minute: float, *, stay: float | None = None, day: int = 0) -> Recorded:
    came = NINE + timedelta(days=day, minutes=minute)
    return Recorded(came, came if stay else None, came + timedelta(minutes=stay) if stay else None)


def test_without_history_everything_is_assumed() -> None:
    found = habits([], hours=HOURS, counters=3)
    assert (found.arrivals_from, found.service_from, found.days, found.services) == (
        "assumed",
        "assumed",
        0,
        0,
    )
    assert sum(found.centre.means) == pytest.approx(60)
    assert found.centre.service == ASSUMED_SERVICE


def test_a_few_days_give_the_number_and_the_profile_the_shape() -> None:
    found = habits([ticket(5, day=day) for day in (0, 0, 1, 1, 1, 2, 2, 3)], hours=HOURS, counters=3)
    assert (found.arrivals_from, found.days) == ("shape_assumed", 4)
    assert sum(found.centre.means) == pytest.approx(2)
    assert all(mean > 0 for mean in found.centre.means)


def test_five_days_give_arrivals_by_half_hour() -> None:
    lines = [ticket(minute, day=day) for day in range(5) for minute in (0, 29.9, 30, 331, 509)]
    outside = [ticket(minute) for minute in (-20, 250, 520)]  # before opening, at lunch, after closing
    found = habits([*lines, *outside], hours=HOURS, counters=3)
    spans = half_hours(HOURS)
    expected = dict.fromkeys(range(len(spans)), 0.0) | {0: 2.2, 1: 1.0, 8: 1.2, len(spans) - 1: 1.2}
    assert found.arrivals_from == "recorded"
    assert found.centre.means == pytest.approx(tuple(expected.values()))


def test_thirty_services_give_their_lengths_and_a_forgotten_finish_is_left_out() -> None:
    served = [ticket(10 * place, stay=8 + place % 5) for place in range(30)]
    forgotten = [ticket(400, stay=181)]
    assert habits(served[1:] + forgotten, hours=HOURS, counters=1).service_from == "assumed"
    found = habits(served + forgotten, hours=HOURS, counters=1)
    assert (found.service_from, found.services) == ("recorded", 30)
    assert found.centre.service.mean == 10


def test_the_plan_is_made_from_the_own_tickets_and_nobody_elses(centre: Any) -> None:
    from zholdama.demonstration import centre as centres

    other = fresh_centre(centres)
    record_days(other, BEFORE, visitors=200)
    record_days(centre, BEFORE, visitors=42)
    record(centre, dt.date(2025, 1, 6), [(0, 0, 20)])  # today is not over
    with staff(centre, "baqylau"):
        found = queries.staffing_plan(centre.provider_id, at=AT)
        assert reception.history(other.provider_id, since=BEFORE[0], until=BEFORE[-1]) == ()
    assert found.day == dt.date(2025, 1, 8)  # the 7th is a holiday
    assert (found.habits.days, found.habits.services, found.habits.arrivals_from) == (6, 252, "recorded")
    assert sum(row.expected for row in found.plan.half_hours) == pytest.approx(42)
    assert found.plan.counters == len(centre.counters)


def test_history_is_half_open_and_keeps_the_latest(centre: Any) -> None:
    for day in BEFORE[:3]:
        record(centre, day, [(0, 1, 9), (5, None, None)])
    with staff(centre, "baqylau"):
        found = reception.history(centre.provider_id, since=BEFORE[0], until=BEFORE[2])
        latest = reception.history(centre.provider_id, since=BEFORE[0], until=BEFORE[2], limit=1)
    assert len(found) == 4
    assert found[0].started_at is None
    assert found[0].arrived_at.date() == BEFORE[1]
    assert latest == found[:1]


def test_a_day_read_from_the_tickets_comes_out_with_its_own_waits(centre: Any) -> None:
    """Monday 2025-01-06 with two counters, through lunch and past closing; nobody's wait is off by a microsecond."""
    lines = [
        (0, 0, 20.5), (2, 2, 47), (5.25, 20.5, 30), (12, 30, 60), (46, 47, 52), (225, 225, 265), (230, 230, 238),
        (236, 238, 248), (237, 330, 342), (239, 330, 355), (331, 342, 347), (480, 480, 540), (485, 485, 515), (490, 515, 530),
    ]  # fmt: skip
    day = dt.date(2025, 1, 6)
    record(centre, day, lines)
    with staff(centre, "baqylau"):
        visits = reception.history(centre.provider_id, since=day, until=day + timedelta(days=1))
        calendar = clocks.calendar_of(centre.provider_id)
    in_order = sorted(visits, key=lambda visit: visit.arrived_at)
    starts = [visit.started_at or NINE for visit in in_order]
    stays = [
        ((visit.ended_at or NINE) - start) // MICROSECOND
        for visit, start in zip(in_order, starts, strict=True)
    ]
    two = Centre.ordinary(visitors=0, service=ServiceTimes("constant", 0), counters=2)
    found = played(
        two,
        timeline=ordinary_days(1, HOURS),
        arrivals=[instant(v.arrived_at) for v in in_order],
        services=stays,
    )
    assert list(found.wall) == [
        (s - v.arrived_at) // MICROSECOND for v, s in zip(in_order, starts, strict=True)
    ]
    assert list(found.working) == [
        terms.working_microseconds_between(start=v.arrived_at, end=s, calendar=calendar)
        for v, s in zip(in_order, starts, strict=True)
    ]
    assert max(found.wall) == 93 * MINUTE
