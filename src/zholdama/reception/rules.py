"""The order of the queue (P8.1c, R6). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from zholdama.passport.clauses import Clause
from zholdama.passport.keeps import keeps


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
