"""The working calendar: which days are worked, within which hours, said by whom; immutable, known by hash."""

import datetime as dt
import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from hashlib import sha256
from itertools import pairwise
from typing import Any, Self

from zholdama.passport.edition import OfficeHours, current
from zholdama.working_time.calendar_file import CalendarFile, CalendarFileError, shipped_file
from zholdama.working_time.days import CalendarDay, Doubt, works_in_ordinary_week
from zholdama.working_time.timeline import BeyondCalendar, Timeline

__all__ = ["BeyondCalendar", "CalendarDay", "Doubt", "WorkingCalendar"]

_HOURS = ("opens", "lunch_from", "lunch_to", "closes")


@dataclass(frozen=True, eq=False, kw_only=True)
class WorkingCalendar:
    """The days from `first_day` to `last_day` (both included) and one office's hours.

    `entries`: sorted, one per date, only within the calendar; a day without entry is one of an ordinary week.
    Two calendars are equal when their `content` is. Raises `ValueError` when built from days that do not fit.
    """

    version: str
    first_day: dt.date
    last_day: dt.date
    hours: OfficeHours
    entries: tuple[CalendarDay, ...]
    doubts: tuple[Doubt, ...] = ()

    def __post_init__(self) -> None:
        dates = [entry.date for entry in self.entries]
        if not self.version or self.first_day > self.last_day:
            raise ValueError("a calendar has a version, and a first day that is not after its last one")
        if any(a >= b for a, b in pairwise(dates)):
            raise ValueError("the days of a calendar are sorted, each given once")
        if dates and not self.first_day <= dates[0] <= dates[-1] <= self.last_day:
            raise ValueError(f"a day lies outside the calendar {self.first_day} to {self.last_day}")

    @classmethod
    def shipped(cls, hours: OfficeHours | None = None) -> "WorkingCalendar":
        """The calendar that comes with the product, with `hours` or those of the current edition (P8.1b)."""
        return _shipped(hours or current().hours)

    @classmethod
    def from_content(cls, text: str) -> Self:
        """The calendar whose `content` is `text`. Raises `ValueError` when the text is no calendar."""
        try:
            plain = json.loads(text)
            return cls(
                version=plain["version"],
                first_day=dt.date.fromisoformat(plain["first_day"]),
                last_day=dt.date.fromisoformat(plain["last_day"]),
                hours=OfficeHours(**{key: dt.time.fromisoformat(plain["hours"][key]) for key in _HOURS}),
                entries=tuple(CalendarDay.from_dict(day) for day in plain["days"]),
                doubts=tuple(Doubt.from_dict(doubt) for doubt in plain["doubts"]),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"this is no calendar's content: {error!r}") from error

    @cached_property
    def content(self) -> str:
        """Days, doubts and hours as one canonical JSON text: sorted keys, no spaces, UTF-8, no floats."""
        plain: dict[str, Any] = {
            "version": self.version,
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "hours": {key: getattr(self.hours, key).isoformat() for key in _HOURS},
            "days": [entry.as_dict() for entry in self.entries],
            "doubts": [doubt.as_dict() for doubt in self.doubts],
        }
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def hash(self) -> str:
        """SHA-256 of `content` in UTF-8, as lower-case hex."""
        return sha256(self.content.encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, WorkingCalendar) and self.content == other.content)

    def __hash__(self) -> int:
        return hash(self.hash)

    def is_working_day(self, day: dt.date) -> bool:
        """Whether the office works on this local date. Raises `BeyondCalendar`."""
        if isinstance(day, dt.datetime):
            raise TypeError("is_working_day() takes a date; a moment has a date only in a zone")
        if not self.first_day <= day <= self.last_day:
            raise BeyondCalendar(f"{day} lies outside the calendar {self.first_day} to {self.last_day}")
        entry = self._by_date.get(day)
        return works_in_ordinary_week(day) if entry is None else entry.kind == "working_day"

    def entry(self, day: dt.date) -> CalendarDay | None:
        """What the calendar says of this date beyond the ordinary week."""
        return self._by_date.get(day)

    def days(self, year: int) -> tuple[CalendarDay, ...]:
        """The entries of a year, also holidays on a weekend. Raises `BeyondCalendar`."""
        if not self.first_day.year <= year <= self.last_day.year:
            raise BeyondCalendar(f"{year} lies outside the calendar {self.first_day} to {self.last_day}")
        return tuple(entry for entry in self.entries if entry.date.year == year)

    def differing_days(self, year: int) -> tuple[CalendarDay, ...]:
        """The days of a year that are worked or free against an ordinary week. Raises `BeyondCalendar`."""
        return tuple(entry for entry in self.days(year) if entry.differs)

    @property
    def unconfirmed_days(self) -> tuple[CalendarDay, ...]:
        """The entries that are estimates or on which the sources disagree."""
        return tuple(entry for entry in self.entries if not entry.confirmed)

    def doubts_between(self, first: dt.date, last: dt.date) -> tuple[CalendarDay | Doubt, ...]:
        """Unconfirmed days and doubts that touch the span, both ends included: a term in it may change."""
        days = tuple(entry for entry in self.unconfirmed_days if first <= entry.date <= last)
        return days + tuple(d for d in self.doubts if d.first_day <= last and first <= d.last_day)

    @cached_property
    def working_days(self) -> tuple[dt.date, ...]:
        """Every working day of the calendar, in order."""
        return tuple(day for day in _dates(self.first_day, self.last_day) if self.is_working_day(day))

    @cached_property
    def timeline(self) -> Timeline:
        """The open hours laid end to end; built at first use, a few milliseconds."""
        return Timeline(
            working_days=self.working_days, hours=self.hours, first=self.first_day, last=self.last_day
        )

    def with_hours(self, hours: OfficeHours) -> "WorkingCalendar":
        """The same days with the hours of another provider."""
        return replace(self, hours=hours)

    def corrected(
        self,
        entries: Iterable[CalendarDay],
        version: str,
        *,
        last_day: dt.date | None = None,
        doubts: Iterable[Doubt] | None = None,
    ) -> "WorkingCalendar":
        """A new version in which `entries` stand in place of what was said of their dates; this one stays.

        A day that is no longer free needs an entry of kind working_day. `last_day` may only lie later;
        `doubts` replaces all doubts. Raises `ValueError` for an old version name or a day outside.
        """
        if version == self.version:
            raise ValueError(f"a corrected calendar needs a version of its own, not {version!r} again")
        if last_day is not None and last_day < self.last_day:
            raise ValueError(f"a correction cannot end the calendar before {self.last_day}")
        said = dict(self._by_date) | {entry.date: entry for entry in entries}
        return replace(
            self,
            version=version,
            last_day=last_day or self.last_day,
            entries=tuple(said[day] for day in sorted(said)),
            doubts=self.doubts if doubts is None else tuple(doubts),
        )

    def corrected_by(self, correction: CalendarFile) -> "WorkingCalendar":
        """The new version of an operator's file (`calendar_file.read_correction`).

        Raises `CalendarFileError` when the file was written against another version or moves the first day.
        """
        if correction.replaces != self.version:
            raise CalendarFileError(f"the file replaces {correction.replaces}, but this is {self.version}")
        if correction.first_day not in (None, self.first_day):
            raise CalendarFileError(
                f"the calendar begins on {self.first_day}; a correction cannot change that"
            )
        try:
            return self.corrected(
                correction.days, correction.version, last_day=correction.last_day, doubts=correction.doubts
            )
        except ValueError as error:
            raise CalendarFileError(str(error)) from error

    def changed_since(self, older: "WorkingCalendar") -> tuple[dt.date, ...]:
        """The dates worked in one of the two calendars and not in the other, or known to one only."""
        first = min(self.first_day, older.first_day)
        last = max(self.last_day, older.last_day)
        return tuple(day for day in _dates(first, last) if self._status(day) != older._status(day))

    def working_day_after(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th (from 1) working day after `day`, itself not counted. Raises `BeyondCalendar`."""
        if count < 1:
            raise ValueError("count the working days from 1")
        place = bisect_left(self.working_days, day + dt.timedelta(days=1)) + count - 1
        if day < self.first_day - dt.timedelta(days=1) or place >= len(self.working_days):
            raise BeyondCalendar(f"{count} working days after {day} lie outside the calendar")
        return self.working_days[place]

    @cached_property
    def _by_date(self) -> dict[dt.date, CalendarDay]:
        return {entry.date: entry for entry in self.entries}

    def _status(self, day: dt.date) -> bool | None:
        return self.is_working_day(day) if self.first_day <= day <= self.last_day else None


def _dates(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (dt.date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))


@cache
def _shipped(hours: OfficeHours) -> WorkingCalendar:
    file = _shipped_days()
    if file.first_day is None or file.last_day is None:
        raise CalendarFileError("the shipped calendar does not say where it begins and ends")
    return WorkingCalendar(
        version=file.version,
        first_day=file.first_day,
        last_day=file.last_day,
        hours=hours,
        entries=file.days,
        doubts=file.doubts or (),
    )


@cache
def _shipped_days() -> CalendarFile:
    return shipped_file()
