"""What the hall may know: who is called where, how many wait and how long, what somebody who comes now will wait.

No person is named here, and nothing by which one could be found.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q

from zholdama.clocks import queries as clocks
from zholdama.reception import expectation, models
from zholdama.reception.expectation import Expectation
from zholdama.reception.queries import ticket_label
from zholdama.reception.rules import opens_again
from zholdama.working_time import office, terms
from zholdama.working_time.calendar import BeyondCalendar, WorkingCalendar

OF_LATE = 30
"""So many finished services say how long a service takes."""
AT_WORK = timedelta(minutes=45)
"""A counter is open when somebody was called or served there within this time."""
WARNED_BEFORE = 30
"""From so many minutes before lunch or closing on the hall is told who will not be served before it (12:30)."""


@dataclass(frozen=True, slots=True)
class Call:
    """A ticket that was called to a counter. `now`: it is called at this moment and nobody has come yet."""

    ticket_id: UUID
    label: str
    counter_id: UUID | None
    called_at: datetime
    recalls: int
    now: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """What somebody who comes now is told before taking a ticket.

    `opens_at`: the office is closed until then and issues no tickets. `expected`: None, not known yet.
    `comes_first`: "lunch" or "closing", where the wait may pass it (R7).
    """

    waiting: int
    counters: int
    expected: Expectation | None
    comes_first: office.Break | None
    opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """What the hall's board shows. `longest_minutes`: working minutes, the wait of whoever waits longest.

    `not_before`: the break that is near, and `late`: the labels that will not be served before it.
    """

    calls: tuple[Call, ...]
    waiting: int
    longest_minutes: int | None
    not_before: office.Break | None
    late: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Hall:
    calendar: WorkingCalendar
    waiting: int
    first_at: datetime | None
    counters: int
    free: int
    recent: tuple[int, ...]


def outlook(provider_id: UUID, *, at: datetime) -> Outlook:
    """The wait of somebody who comes at `at`."""
    hall = _hall(provider_id, at=at)
    expected = expectation.expected_wait(
        before=hall.waiting, counters=hall.counters, free=hall.free, recent=hall.recent
    )
    return Outlook(
        waiting=hall.waiting,
        counters=hall.counters,
        expected=expected,
        comes_first=expectation.comes_first(at=at, expected=expected, calendar=hall.calendar),
        opens_at=opens_again(at=at, calendar=hall.calendar),
    )


def wait_of(provider_id: UUID, *, before: int, at: datetime) -> Expectation | None:
    """The wait of somebody before whom `before` people wait."""
    hall = _hall(provider_id, at=at)
    return expectation.expected_wait(
        before=before, counters=hall.counters, free=hall.free, recent=hall.recent
    )


def board(
    provider_id: UUID, *, at: datetime, calls: int = 4, calendar: WorkingCalendar | None = None
) -> Board:
    """The last calls, the newest first, how many wait and the longest wait. A `calendar` at hand is not read again."""
    hall = _hall(provider_id, at=at, calendar=calendar)
    longest = None
    if hall.first_at is not None:
        longest = _minutes(hall.first_at, at, hall.calendar)
    near = _near_break(at, hall.calendar)
    late = _late(provider_id, hall, at=at) if near and hall.waiting else ()
    called = last_calls(provider_id, limit=calls) if calls else ()
    return Board(called, hall.waiting, longest, near if late else None, late)


def last_calls(provider_id: UUID, *, limit: int = 4) -> tuple[Call, ...]:
    """The tickets called last, the newest call first, each once."""
    rows = models.Act.objects.filter(provider_id=provider_id, act__in=("call", "recall")).order_by("-at")
    # Three calls of one ticket at most stand for one line.
    found = list(rows.values_list("ticket_id", "counter_id", "at")[: limit * 4])
    tickets = models.Ticket.objects.filter(provider_id=provider_id, id__in={row[0] for row in found})
    known = {row[0]: row[1:] for row in tickets.values_list("id", "series", "number", "state", "recalls")}
    # Calls of one and the same moment stand in the order of the queue, whose later ticket was called later.
    found.sort(key=lambda row: (row[2], known[row[0]][1]), reverse=True)
    calls: dict[UUID, Call] = {}
    for ticket_id, counter_id, called_at in found:
        series, number, state, recalls = known[ticket_id]
        label = ticket_label(series, number)
        calls.setdefault(
            ticket_id, Call(ticket_id, label, counter_id, called_at, recalls, now=state == "called")
        )
    return tuple(calls.values())[:limit]


def _hall(provider_id: UUID, *, at: datetime, calendar: WorkingCalendar | None = None) -> _Hall:
    calendar = calendar or clocks.calendar_of(provider_id)
    tickets = models.Ticket.objects.filter(provider_id=provider_id)
    waits = tickets.filter(state="waiting").aggregate(count=Count("id"), first=Min("arrived_at"))
    busy = set(tickets.filter(state__in=("called", "serving")).values_list("counter_id", flat=True))
    acts = models.Act.objects.filter(provider_id=provider_id, at__gt=at - AT_WORK, counter_id__isnull=False)
    counters = busy | set(acts.order_by().values_list("counter_id", flat=True).distinct())
    return _Hall(
        calendar=calendar,
        waiting=waits["count"],
        first_at=waits["first"],
        counters=len(counters),
        free=len(counters) - len(busy),
        recent=_recent(provider_id, calendar),
    )


def _recent(provider_id: UUID, calendar: WorkingCalendar) -> tuple[int, ...]:
    """Working microseconds of the services finished last."""
    served = models.Ticket.objects.filter(
        Q(provider_id=provider_id), state="served", started_at__isnull=False, ended_at__isnull=False
    )
    found = []
    rows: list[tuple[Any, Any]] = list(
        served.order_by("-ended_at").values_list("started_at", "ended_at")[:OF_LATE]
    )
    for started, ended in rows:
        try:
            found.append(terms.working_microseconds_between(start=started, end=ended, calendar=calendar))
        except BeyondCalendar:
            continue
    return tuple(found)


def _late(provider_id: UUID, hall: _Hall, *, at: datetime) -> tuple[str, ...]:
    fits = expectation.not_before_break(
        at=at, waiting=hall.waiting, counters=hall.counters, recent=hall.recent, calendar=hall.calendar
    )
    if fits is None or fits >= hall.waiting:
        return ()
    rows = models.Ticket.objects.filter(provider_id=provider_id, state="waiting")
    late = rows.order_by("arrived_at", "number").values_list("series", "number")[fits : fits + 40]
    return tuple(ticket_label(*row) for row in late)


def _near_break(at: datetime, calendar: WorkingCalendar) -> office.Break | None:
    try:
        if not office.is_open(at=at, calendar=calendar):
            return None
        # At 12:30 exactly thirty minutes are left, and the warning stands already.
        return office.break_reached(at=at, wait_minutes=WARNED_BEFORE, calendar=calendar) or _exactly(
            at, calendar
        )
    except BeyondCalendar:
        return None


def _exactly(at: datetime, calendar: WorkingCalendar) -> office.Break | None:
    return office.break_reached(
        at=at + timedelta(microseconds=1), wait_minutes=WARNED_BEFORE, calendar=calendar
    )


def _minutes(start: datetime, end: datetime, calendar: WorkingCalendar) -> int | None:
    try:
        return terms.working_microseconds_between(start=start, end=end, calendar=calendar) // 60_000_000
    except BeyondCalendar:
        return None
