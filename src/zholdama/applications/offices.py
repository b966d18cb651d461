"""Where an application goes: the provider with the calendar that holds there, read once and remembered.

What is remembered is never trusted: the SQL function that takes the application compares it with the tables.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zholdama.clocks import queries as clocks
from zholdama.clocks.queries import OfficeCalendar
from zholdama.ledger.work import current
from zholdama.passport.texts import Text
from zholdama.providers import queries as providers
from zholdama.working_time.zone import ALMATY


@dataclass(frozen=True, slots=True)
class Office:
    """An open provider on one day."""

    provider_id: UUID
    name: Text
    day: date
    hours: OfficeCalendar


_MOST = 2_000
_remembered: dict[tuple[str, date], Office] = {}
_filled: set[date] = set()


def read(code: str) -> Office | None:
    """The open provider with this code as it stands now, None where there is none; inside a unit of work."""
    day = current().at.astimezone(ALMATY).date()
    provider = providers.open_by_code(code)
    if provider is None:
        return None
    office = Office(provider.id, provider.names, day, clocks.office_calendar(provider.id))
    _remember(code, office)
    return office


def fill() -> None:
    """Remember every open provider that keeps the edition's hours, in three reads, once a day and process.

    One by one the first application to each provider would cost as much as three later ones.
    """
    at = current().at
    day = at.astimezone(ALMATY).date()
    if day in _filled:
        return
    _filled.add(day)
    calendar, with_own_hours = clocks.calendar_in_force(), clocks.own_hours(on=at)
    for provider in providers.open_providers():
        if provider.id not in with_own_hours:
            hours = OfficeCalendar(calendar, calendar.hash, None)
            _remember(provider.code, Office(provider.id, provider.names, day, hours))


def remembered(code: str, *, day: date) -> Office | None:
    """The office as this process saw it last, or None; needs no unit of work."""
    return _remembered.get((code, day))


def _remember(code: str, office: Office) -> None:
    if len(_remembered) >= _MOST:
        _remembered.clear()
    _remembered[code, office.day] = office
