"""How a due time was found, day by day, from the clock and the calendar that it names. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zholdama.clocks.rules import Clock, Kind
from zholdama.clocks.schedule import PublishedDay, published_schedule
from zholdama.passport.edition import OfficeHours
from zholdama.working_time.calendar import WorkingCalendar
from zholdama.working_time.zone import ALMATY

LONGEST = 40
"""Days that an explanation lists at most."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The account of one due time. `clauses` are those of the passport that it follows."""

    sent_at: datetime
    runs_from: datetime
    due_at: datetime
    waited: bool
    portal: bool
    days: tuple[PublishedDay, ...]
    hours: OfficeHours
    clauses: tuple[str, ...]
    calendar: str


def explain(clock: Clock, *, calendar: WorkingCalendar) -> Explanation | None:
    """From the sending to the due time; None where the due time could not be determined."""
    if clock.due_at is None or clock.runs_from is None:
        return None
    first, last = _day(clock.started_at), _day(clock.due_at)
    waited = clock.runs_from > clock.started_at
    portal = clock.kind is Kind.PORTAL
    clauses = ("P8.2b", "P6.1b") if portal and waited else ("P6.1b",) if portal else ("P6.1a",)
    days = min((last - first) // timedelta(days=1) + 1, LONGEST)
    return Explanation(
        sent_at=clock.started_at,
        runs_from=clock.runs_from,
        due_at=clock.due_at,
        waited=waited,
        portal=portal,
        days=published_schedule(calendar=calendar, first_day=first, days=days),
        hours=calendar.hours,
        clauses=clauses,
        calendar=calendar.version,
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(ALMATY).date()
