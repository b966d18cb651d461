"""The law's rules for free days: what they give and what a calendar says must agree."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from zholdama.working_time.calendar import WorkingCalendar
from zholdama.working_time.days import CalendarDay, works_in_ordinary_week

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday of fixed date in the Law on holidays, kept from year `since` to `until` (None: still)."""

    month: int
    day: int
    name: str
    since: int
    until: int | None = None

    def in_year(self, year: int) -> dt.date | None:
        """Its date in `year`, or None when it was not kept then."""
        kept = self.since <= year and (self.until is None or year <= self.until)
        return dt.date(year, self.month, self.day) if kept else None


HOLIDAYS: tuple[Holiday, ...] = (
    Holiday(1, 1, "New Year", 1991),
    Holiday(1, 2, "New Year", 1991),
    Holiday(3, 8, "International Women's Day", 1991),
    Holiday(3, 15, "Constitution Day", 2027),
    Holiday(3, 21, "Nauryz", 2010),
    Holiday(3, 22, "Nauryz", 2002),
    Holiday(3, 23, "Nauryz", 2010),
    Holiday(5, 1, "Unity Day", 1996),
    Holiday(5, 7, "Defender of the Fatherland Day", 2013),
    Holiday(5, 9, "Victory Day", 1991),
    Holiday(7, 6, "Capital Day", 2009),
    Holiday(8, 30, "Constitution Day", 1996, 2025),
    Holiday(10, 25, "Republic Day", 2022),
    Holiday(12, 1, "First President Day", 2012, 2021),
    Holiday(12, 16, "Independence Day", 1991),
    Holiday(12, 17, "Independence Day", 2002, 2021),
)
"""National and state holidays of the years this product knows; on a day off they free the next working day.
"""

CHRISTMAS = (1, 7)
"""Month and day; like the first day of Kurban Ait free under any regime and never moved (Labour Code art.
84(5)).
"""


def state_holidays(year: int) -> tuple[dt.date, ...]:
    """The dates of all fixed holidays kept in `year`, in order; neither 7 January nor Kurban Ait."""
    return tuple(sorted(found for holiday in HOLIDAYS if (found := holiday.in_year(year))))


def observed_days(year: int, *, religious: Iterable[dt.date]) -> dict[dt.date, dt.date]:
    """For every holiday on a Saturday or Sunday the next working day after it, which is free (art. 5).

    `religious`: 7 January and Kurban Ait of the year: free, so they are no working day to move to, and never
    moved. Returns observed day -> holiday.
    """
    holidays = state_holidays(year)
    free = {*holidays, *religious}
    observed: dict[dt.date, dt.date] = {}
    for holiday in holidays:
        if works_in_ordinary_week(holiday):
            continue
        day = holiday + _ONE_DAY
        while day in free or not works_in_ordinary_week(day):
            day += _ONE_DAY
        free.add(day)
        observed[day] = holiday
    return observed


def lawful_statuses(
    year: int, *, kurban_ait: Iterable[dt.date], government: Mapping[dt.date, bool]
) -> dict[dt.date, bool]:
    """Every date of `year` with whether it is worked, by the ordinary week, the law and the Government.

    `government`: date -> worked, as the Government exchanged them; it has the last word.
    """
    religious = {dt.date(year, *CHRISTMAS), *kurban_ait}
    free = {*state_holidays(year), *religious, *observed_days(year, religious=religious)}
    first = dt.date(year, 1, 1)
    days = (first + _ONE_DAY * n for n in range((dt.date(year + 1, 1, 1) - first).days))
    worked = {day: works_in_ordinary_week(day) and day not in free for day in days}
    return worked | {day: status for day, status in government.items() if day.year == year}


def calendar_problems(calendar: WorkingCalendar) -> list[str]:
    """Where a calendar and the law's rules disagree, in words; empty when they agree on every day.

    An operator's correction is shown these before it is accepted; a decree may still be right against them.
    """
    problems = list(_odd_entries(calendar))
    for year in range(calendar.first_day.year, calendar.last_day.year + 1):
        entries = calendar.days(year)
        ait = [e.date for e in entries if e.cause == "religious" and e.date != dt.date(year, *CHRISTMAS)]
        if not ait:
            problems.append(f"{year}: Kurban Ait is missing")
        moved = {e.date: e.kind == "working_day" for e in entries if e.cause == "government"}
        for day, worked in lawful_statuses(year, kurban_ait=ait, government=moved).items():
            inside = calendar.first_day <= day <= calendar.last_day
            if inside and calendar.is_working_day(day) != worked:
                said, law = ("worked", "free") if not worked else ("free", "worked")
                problems.append(f"{day}: {said} in the calendar, {law} by the law's rules")
    return problems


def _odd_entries(calendar: WorkingCalendar) -> Iterator[str]:
    for entry in calendar.entries:
        if entry.paired_with is None:
            continue
        other = calendar.entry(entry.paired_with)
        if entry.cause == "government" and not _exchanged(entry, other):
            yield f"{entry.date}: {entry.paired_with} does not name it back as the other day of the exchange"
        if entry.cause == "observed" and not (other and other.cause == "holiday"):
            yield f"{entry.date}: {entry.paired_with}, which it stands for, is no holiday that moves"


def _exchanged(entry: CalendarDay, other: CalendarDay | None) -> bool:
    return other is not None and other.paired_with == entry.date and other.kind != entry.kind
