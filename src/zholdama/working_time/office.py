"""Is the office open, what closes it next, and terms counted in whole working days (P8.1b, R7)."""

import datetime as dt
from typing import Literal

from zholdama.passport.clauses import Clause
from zholdama.passport.keeps import keeps
from zholdama.working_time.calendar import WorkingCalendar
from zholdama.working_time.zone import ALMATY, MINUTE, instant

Break = Literal["lunch", "closing"]


@keeps(Clause.P8_1B)
def is_open(*, at: dt.datetime, calendar: WorkingCalendar) -> bool:
    """Whether the office accepts and delivers now: at 9:00 and 14:30 it does, at 13:00 and 17:30 no longer.

    Tickets are issued only then (R7). Raises `BeyondCalendar`.
    """
    return calendar.timeline.span_at(instant(at)) is not None


@keeps(Clause.P8_1B)
def break_reached(*, at: dt.datetime, wait_minutes: int, calendar: WorkingCalendar) -> Break | None:
    """What a wait of `wait_minutes` from `at` would pass; the person is told before taking a ticket (R7).

    "lunch", "closing", or None when the wait ends before either (a wait that ends with the break does not
    pass it). Raises `ValueError` while the office is closed, since no ticket is issued then.
    """
    timeline = calendar.timeline
    moment = instant(at)
    span = timeline.span_at(moment)
    if span is None:
        raise ValueError("the office is closed; no ticket is issued, so nothing is expected")
    if moment + wait_minutes * MINUTE <= timeline.ends[span]:
        return None
    return "closing" if span % 2 else "lunch"


def add_working_days(*, day: dt.date, days: int, calendar: WorkingCalendar) -> dt.date:
    """The last day of a term of `days` working days after `day`, which itself does not count.

    For complaints and the validity of referrals. Raises `BeyondCalendar`, and `ValueError` below 1 day.
    """
    return calendar.working_day_after(day, days)


def end_of_day(*, day: dt.date, calendar: WorkingCalendar) -> dt.datetime:
    """When the office closes on a working day. Raises `ValueError` for a day off, `BeyondCalendar`."""
    if not calendar.is_working_day(day):
        raise ValueError(f"{day} is a day off")
    return dt.datetime.combine(day, calendar.hours.closes, tzinfo=ALMATY)
