"""What a calendar is made of: days that differ from an ordinary week, and doubts about spans of days."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, get_args

from zholdama.passport.texts import Text

Kind = Literal["day_off", "working_day"]
Cause = Literal["holiday", "religious", "observed", "government", "noted"]
KINDS: tuple[str, ...] = get_args(Kind)
CAUSES: tuple[str, ...] = get_args(Cause)

_SATURDAY = 5


def works_in_ordinary_week(day: dt.date) -> bool:
    """Monday to Friday."""
    return day.weekday() < _SATURDAY


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """One date of which the calendar has something to say.

    `cause`: see `data/calendar.toml`. `paired_with`: the holiday an observed day stands for, or the other day
    of a Government exchange. `source`: the law or act. `confirmed`: False for an estimate or where sources
    disagree.
    """

    date: dt.date
    kind: Kind
    cause: Cause
    name: Text
    source: str
    confirmed: bool = True
    paired_with: dt.date | None = None

    @property
    def differs(self) -> bool:
        """Whether the day is worked although an ordinary week has it off, or the reverse."""
        return (self.kind == "working_day") != works_in_ordinary_week(self.date)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; dates as ISO text."""
        return {
            "date": self.date.isoformat(),
            "kind": self.kind,
            "cause": self.cause,
            "name": self.name.as_dict(),
            "source": self.source,
            "confirmed": self.confirmed,
            "paired_with": self.paired_with and self.paired_with.isoformat(),
        }

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "CalendarDay":
        """The day that `as_dict` described. Raises `KeyError`, `TypeError` or `ValueError`."""
        paired = plain["paired_with"]
        return cls(
            date=dt.date.fromisoformat(plain["date"]),
            kind=plain["kind"],
            cause=plain["cause"],
            name=Text(**plain["name"]),
            source=plain["source"],
            confirmed=plain["confirmed"],
            paired_with=dt.date.fromisoformat(paired) if paired else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A span (both ends included) in which the sources leave something open."""

    first_day: dt.date
    last_day: dt.date
    text: Text

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "text": self.text.as_dict(),
        }

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "Doubt":
        """The doubt that `as_dict` described."""
        first, last = (dt.date.fromisoformat(plain[key]) for key in ("first_day", "last_day"))
        return cls(first_day=first, last_day=last, text=Text(**plain["text"]))
