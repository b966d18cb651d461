"""Which terms are broken or about to be; and the clock rows as verification compares them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connections

from zholdama.applications.models import Application
from zholdama.clocks import models
from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import CLAUSE, Kind
from zholdama.ledger import stored
from zholdama.ledger.work import current
from zholdama.passport.clauses import Clause
from zholdama.reception.models import Ticket
from zholdama.working_time import terms
from zholdama.working_time.calendar import BeyondCalendar


@dataclass(frozen=True, slots=True)
class RunningTerm:
    """A clock that runs. `number`: of the application, or of the ticket of the day; `clause`: whose term it is."""

    case_id: UUID
    kind: Kind
    clause: Clause
    number: str
    started_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class StoredClock:
    """A clock row as it lies there, whatever it says."""

    started_at: datetime
    runs_from: datetime | None
    due_at: datetime | None
    calendar_hash: str
    stopped_at: datetime | None
    working_microseconds: int | None
    wall_microseconds: int | None
    kept: bool | None
    start_sequence: int
    stop_sequence: int | None


def overdue(provider_id: UUID, *, at: datetime, limit: int = 200) -> tuple[RunningTerm, ...]:
    """The running clocks of one provider whose due time lies before `at` (R2: at the due time is still kept)."""
    return _terms(provider_id, limit, due_at__lt=at)


def about_to_be_late(
    provider_id: UUID, *, at: datetime, working_minutes: int = 10, limit: int = 200
) -> tuple[RunningTerm, ...]:
    """The running clocks of one provider that are due within the next working minutes, lunch and nights left out."""
    try:
        calendar = clocks.calendar_of(provider_id)
        until = terms.counter_due(started_at=at, minutes=working_minutes, calendar=calendar)
    except BeyondCalendar:
        until = at + timedelta(minutes=working_minutes)
    return _terms(provider_id, limit, due_at__gte=at, due_at__lte=until)


def _terms(provider_id: UUID, limit: int, **due: datetime) -> tuple[RunningTerm, ...]:
    found = models.Clock.objects.filter(provider_id=provider_id, stopped_at__isnull=True, **due)
    rows = tuple(found.order_by("due_at").values_list("case_id", "kind", "started_at", "due_at")[:limit])
    numbers = _numbers(provider_id, [row[0] for row in rows])
    return tuple(
        RunningTerm(case, Kind(kind), CLAUSE[Kind(kind)], numbers.get(case, ""), started_at, due_at)
        for case, kind, started_at, due_at in rows
        if due_at is not None
    )


def _numbers(provider_id: UUID, cases: list[UUID]) -> dict[UUID, str]:
    of_tickets = Ticket.objects.filter(provider_id=provider_id, id__in=cases).values_list("id", "number")
    of_applications = Application.objects.filter(provider_id=provider_id, id__in=cases)
    return {
        **{ticket: str(number) for ticket, number in of_tickets},
        **dict(of_applications.values_list("id", "number")),
    }


def stored_clocks(
    provider: UUID | None = None,
) -> Iterator[tuple[UUID, int, dict[tuple[str, str], StoredClock]]]:
    """Per provider: the last sequence of its chain, and its clock rows by (case, kind), from one statement.

    A provider without a chain comes with sequence 0. Read it within the unit of work.
    """
    owners = [provider] if provider else sorted({head.provider_id for head in stored.heads()} | _owners())
    for owner in owners:
        with connections[current().alias].cursor() as cursor:
            cursor.execute(STORED, [owner])
            rows = cursor.fetchall()
        clocks_by_case = {(str(case), kind): StoredClock(*values) for _, case, kind, *values in rows if case}
        yield owner, rows[0][0] or 0, clocks_by_case


STORED = """
    SELECT c.sequence, k.case_id, k.kind, k.started_at, k.runs_from, k.due_at, k.calendar_hash, k.stopped_at,
        k.working_microseconds, k.wall_microseconds, k.kept, k.start_sequence, k.stop_sequence
    FROM (SELECT %s::uuid AS provider_id) p
    LEFT JOIN ledger_chain c ON c.provider_id = p.provider_id
    LEFT JOIN clocks_clock k ON k.provider_id = p.provider_id
"""
# One statement sees one moment: head and rows fit, also while the office is at work.


def _owners() -> set[UUID]:
    return set(models.Clock.objects.order_by().values_list("provider_id", flat=True).distinct())
