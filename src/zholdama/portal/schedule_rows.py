"""Days of a schedule as rows of a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zholdama.clocks.schedule import PublishedDay
from zholdama.passport.edition import OfficeHours
from zholdama.portal.furniture import language


@dataclass(frozen=True, slots=True)
class Row:
    """One day: `hours` None when the office is closed, `name` empty on an ordinary day."""

    day: date
    hours: OfficeHours | None
    name: str
    confirmed: bool


def rows(days: Iterable[PublishedDay]) -> list[Row]:
    """The days in the page's language."""
    return [
        Row(one.day, one.hours, one.name.in_language(language()) if one.name else "", one.confirmed)
        for one in days
    ]
