"""The order of the queue, the missed call, and when tickets are issued (P8.1c, R6, R7). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from zholdama.passport.clauses import Clause
from zholdama.passport.edition import Edition
from zholdama.passport.keeps import keeps
from zholdama.working_time import office, terms
from zholdama.working_time.calendar import BeyondCalendar, WorkingCalendar

RECALLS = 2
"""How often a person who does not come is called again before the ticket is put aside."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket in the queue, as far as its order is concerned."""

    arrived_at: datetime
    number: int


W = TypeVar("W", bound=Waiting)


@keeps(Clause.P8_1C)
def next_in_order(waiting: Iterable[W]) -> W | None:
    """The one to be served next: who came first. There is no other criterion, for no role and no reason."""
    return min(waiting, key=lambda ticket: (ticket.arrived_at, ticket.number), default=None)


@keeps(Clause.P8_1C)
def is_next(ticket: Waiting, waiting: Iterable[Waiting]) -> bool:
    """Whether `ticket` is the one to be served next among `waiting` (which holds it)."""
    first = next_in_order(waiting)
    return first is not None and (first.arrived_at, first.number) == (ticket.arrived_at, ticket.number)


@keeps(Clause.P8_1C)
def grace_ends(*, missed_at: datetime, calendar: WorkingCalendar, edition: Edition) -> datetime | None:
    """Until when a person who missed the call keeps the ticket and its place (R6); None beyond the calendar."""
    try:
        return terms.counter_due(started_at=missed_at, minutes=edition.terms.grace_minutes, calendar=calendar)
    except BeyondCalendar:
        return None


def keeps_place(*, grace_until: datetime | None, at: datetime) -> bool:
    """Whether the grace still holds: at its very end it does (R2)."""
    return grace_until is None or at <= grace_until


@keeps(Clause.P8_1B)
def opens_again(*, at: datetime, calendar: WorkingCalendar) -> datetime | None:
    """When the office opens again; None while it is open, and tickets are issued (R7).

    Where the calendar does not reach, nobody is sent away: None.
    """
    try:
        if office.is_open(at=at, calendar=calendar):
            return None
        return terms.clock_start(asked_at=at, calendar=calendar)
    except BeyondCalendar:
        return None
