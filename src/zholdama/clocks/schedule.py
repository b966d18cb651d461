"""The published schedule: which of the coming days an office serves people, within which hours (P8.1a). Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from zholdama.passport.clauses import Clause
from zholdama.passport.edition import OfficeHours
from zholdama.passport.keeps import keeps
from zholdama.passport.texts import Text
from zholdama.working_time.calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class PublishedDay:
    """One date: `hours` is None on a day off; `name` says why the day is not an ordinary one, None where it is."""

    day: date
    hours: OfficeHours | None
    name: Text | None
    confirmed: bool


@keeps(Clause.P8_1A)
def published_schedule(*, calendar: WorkingCalendar, first_day: date, days: int) -> tuple[PublishedDay, ...]:
    """The schedule that everybody can see: `days` local dates from `first_day` on, as far as the calendar knows them.

    Hours and days are the calendar's own, the same that the clocks run on: nothing else is ever published (P8.1a).
    """
    if days < 1:
        raise ValueError("a schedule has at least one day")
    dates = (first_day + timedelta(days=number) for number in range(days))
    return tuple(_published(calendar, day) for day in dates if calendar.first_day <= day <= calendar.last_day)


def _published(calendar: WorkingCalendar, day: date) -> PublishedDay:
    entry = calendar.entry(day)
    hours = calendar.hours if calendar.is_working_day(day) else None
    return PublishedDay(
        day=day,
        hours=hours,
        name=entry.name if entry else None,
        confirmed=entry.confirmed if entry else True,
    )
