"""The passport's terms as pure rules on a calendar: when accepted, when due, was it kept (R1-R3, R11).

Every moment is an aware datetime; results are Asia/Almaty, exact to the microsecond. A term that the calendar
cannot answer raises `BeyondCalendar`; a naive time raises `ValueError`. No rule takes a pause: nothing stops
a clock (R11).
"""

import datetime as dt
from decimal import Decimal

from zholdama.passport.clauses import Clause
from zholdama.passport.edition import Edition
from zholdama.passport.keeps import keeps
from zholdama.working_time.calendar import WorkingCalendar
from zholdama.working_time.zone import MINUTE, instant

_MILLIONTH = Decimal("0.000001")


@keeps(Clause.P8_2B, Clause.P8_1B)
def acceptance(*, submitted_at: dt.datetime, calendar: WorkingCalendar, edition: Edition) -> dt.datetime:
    """When an application from the portal counts as accepted (P8.2b, R2).

    From opening to closing of a working day at once, lunch included; at or after closing, on days off and
    holidays at the next opening. The hours are the calendar's, since a provider may have its own; `edition`
    is the case's edition, part of the call of every rule, though today's editions all read P8.2b alike.
    """
    return calendar.timeline.next_accepting(instant(submitted_at))


@keeps(Clause.P6_1B, Clause.P8_2B)
def portal_due(*, accepted_at: dt.datetime, calendar: WorkingCalendar, edition: Edition) -> dt.datetime:
    """When the result is due on the portal: one working day, read as one office day (P6.1b, R1)."""
    return calendar.timeline.due(
        instant(accepted_at), portal_microseconds(calendar=calendar, edition=edition)
    )


@keeps(Clause.P6_1A)
def result_due(*, registered_at: dt.datetime, calendar: WorkingCalendar, edition: Edition) -> dt.datetime:
    """When the result is due at the provider: 30 working minutes from registration (P6.1a, R3, R5)."""
    return counter_due(started_at=registered_at, minutes=edition.terms.result_minutes, calendar=calendar)


@keeps(Clause.P6_2)
def waiting_due(*, ticket_at: dt.datetime, calendar: WorkingCalendar, edition: Edition) -> dt.datetime:
    """By when service has to start: 30 working minutes from the ticket (P6.2, R3, R4)."""
    return counter_due(started_at=ticket_at, minutes=edition.terms.waiting_minutes, calendar=calendar)


@keeps(Clause.P6_3)
def serving_due(*, service_from: dt.datetime, calendar: WorkingCalendar, edition: Edition) -> dt.datetime:
    """By when service has to end: 30 working minutes from its start at the counter (P6.3, R3, R5)."""
    return counter_due(started_at=service_from, minutes=edition.terms.serving_minutes, calendar=calendar)


@keeps(Clause.P6_1A, Clause.P6_2, Clause.P6_3)
def counter_due(*, started_at: dt.datetime, minutes: int, calendar: WorkingCalendar) -> dt.datetime:
    """The moment by which `minutes` (over 0) of working time have passed since `started_at`.

    Asked for while the office is closed, the clock starts with the next working minute. A term that falls on
    a boundary ends at the earlier moment (R2): 30 minutes from 12:30 end at 13:00.
    """
    return calendar.timeline.due(instant(started_at), minutes * MINUTE)


@keeps(Clause.P8_1B)
def clock_start(*, asked_at: dt.datetime, calendar: WorkingCalendar) -> dt.datetime:
    """When a counter's clock starts: at once while the office is open, else at the next opening (R2)."""
    return calendar.timeline.next_open(instant(asked_at))


def kept(*, due_at: dt.datetime, stopped_at: dt.datetime) -> bool:
    """Kept means at or before the due time, compared as moments, not as local times (R2)."""
    return instant(stopped_at) <= instant(due_at)


def portal_microseconds(*, calendar: WorkingCalendar, edition: Edition) -> int:
    """The portal's term in microseconds of working time (R1).

    Where the office keeps the edition's hours a working day is as long as the edition's reading R1 says
    (minutes); where a provider has other hours it is that provider's office day, so that P6.1b and P8.2b
    still agree.
    """
    day = calendar.timeline.office_day
    if calendar.hours is edition.hours or calendar.hours == edition.hours:
        read = edition.reading("R1").value
        if type(read) is int:
            day = read * MINUTE
    return day * edition.terms.portal_working_days


def working_microseconds_between(*, start: dt.datetime, end: dt.datetime, calendar: WorkingCalendar) -> int:
    """Working time from `start` to `end`, exact microseconds; negative when `end` is the earlier one."""
    timeline = calendar.timeline
    return timeline.worked(instant(end)) - timeline.worked(instant(start))


def wall_microseconds_between(*, start: dt.datetime, end: dt.datetime) -> int:
    """Time on the wall from `start` to `end`, exact microseconds; a repeated hour counts twice."""
    return instant(end) - instant(start)


def working_minutes_between(*, start: dt.datetime, end: dt.datetime, calendar: WorkingCalendar) -> Decimal:
    """Working minutes from `start` to `end`; see `as_minutes` (R3)."""
    return as_minutes(working_microseconds_between(start=start, end=end, calendar=calendar))


def wall_minutes_between(*, start: dt.datetime, end: dt.datetime) -> Decimal:
    """Minutes on the wall from `start` to `end`, told beside the working minutes (R3); see `as_minutes`."""
    return as_minutes(wall_microseconds_between(start=start, end=end))


def as_minutes(microseconds: int) -> Decimal:
    """Microseconds as minutes, whole or rounded to a millionth: to be told, never to decide by."""
    whole, rest = divmod(microseconds, MINUTE)
    return Decimal(whole) if rest == 0 else (Decimal(microseconds) / MINUTE).quantize(_MILLIONTH)


def corrected_due(*, promised_at: dt.datetime | None, recomputed_at: dt.datetime) -> dt.datetime:
    """The due time after a correction: a promised time is never moved earlier; None was pending."""
    if promised_at is None or instant(recomputed_at) > instant(promised_at):
        return recomputed_at
    return promised_at
