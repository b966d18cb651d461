"""The plan for the next working day of one provider, from its own recorded tickets."""

import datetime as dt
from bisect import bisect_left
from dataclasses import dataclass
from uuid import UUID

from zholdama.clocks import queries as clocks
from zholdama.passport import edition as editions
from zholdama.providers import queries as providers
from zholdama.reception import queries as reception
from zholdama.simulation.history import Habits, Recorded, habits
from zholdama.simulation.planning import Plan, plan
from zholdama.working_time.zone import ALMATY

DAYS = 20
"""Working days of history: four weeks, so that each day of the week is in it as often as any other."""


@dataclass(frozen=True, slots=True)
class StaffingPlan:
    """The plan of `day` and what it was made from."""

    day: dt.date
    plan: Plan
    habits: Habits


def staffing_plan(provider_id: UUID, *, at: dt.datetime) -> StaffingPlan:
    """The next working day after `at` with the counters that are in use now. Raises `BeyondCalendar`.

    The hours are those that hold on that day. Search and sample are bounded, and kept for the same question.
    """
    calendar = clocks.calendar_of(provider_id)
    today = at.astimezone(ALMATY).date()
    day = calendar.working_day_after(today, 1)
    noon = dt.datetime.combine(day, dt.time(12), ALMATY)
    hours = clocks.hours_of(provider_id, on=noon) or editions.current().hours
    place = bisect_left(calendar.working_days, today)
    since = calendar.working_days[max(place - DAYS, 0)]
    counters = len(providers.counters(provider_id))
    tickets = (
        Recorded(one.arrived_at, one.started_at, one.ended_at)
        for one in reception.history(provider_id, since=since, until=today)
    )
    expected = habits(tickets, hours=hours, counters=counters)
    return StaffingPlan(day, plan(expected.centre, counters), expected)
