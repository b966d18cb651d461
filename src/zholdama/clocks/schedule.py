"""The published schedule: which of the coming days an office serves people, within which hours (P8.1a). Pure."""

from collections.abc import Iterable
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
def published_schedule(
    *,
    calendar: WorkingCalendar,
    first_day: date,
    days: int,
    changes: Iterable[tuple[date, OfficeHours]] = (),
) -> tuple[PublishedDay, ...]:
    """The schedule that everybody can see: `days` local dates from `first_day` on, as far as the calendar knows them.

    Days and hours are the calendar's own, the same that the clocks run on (P8.1a); `changes` are hours that hold from
    a date on, in any order.
    """
    if days < 1:
        raise ValueError("a schedule has at least one day")
    ahead = sorted(changes, key=lambda change: change[0])
    dates = (first_day + timedelta(days=number) for number in range(days))
    return tuple(
        _published(calendar, day, ahead) for day in dates if calendar.first_day <= day <= calendar.last_day
    )


def _published(calendar: WorkingCalendar, day: date, ahead: list[tuple[date, OfficeHours]]) -> PublishedDay:
    entry = calendar.entry(day)
    hours = next((hours for since, hours in reversed(ahead) if since <= day), calendar.hours)
    return PublishedDay(
        day=day,
        hours=hours if calendar.is_working_day(day) else None,
        name=entry.name if entry else None,
        confirmed=entry.confirmed if entry else True,
    )
